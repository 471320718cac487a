"""公开时限 of an item: printed text → rules → due day, and back to print (PRO-4, VIL-2)."""

from catalog.law.timelimits.limit import TimeLimit, print_limit
from catalog.law.timelimits.printing import explain_rule, print_rule
from catalog.law.timelimits.reading import parse
from catalog.law.timelimits.rules import GRACE_DAYS, Event, Period, Rule, RuleKind, Unit

__all__ = [
    "GRACE_DAYS",
    "Event",
    "Period",
    "Rule",
    "RuleKind",
    "TimeLimit",
    "Unit",
    "explain_rule",
    "parse",
    "print_limit",
    "print_rule",
]
