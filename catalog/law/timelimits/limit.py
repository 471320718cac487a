"""A printed time limit as a whole: its text, its rules, and what could not be read."""

from dataclasses import dataclass

from catalog.law.timelimits.printing import explain_rule, not_computable, print_rule
from catalog.law.timelimits.rules import Rule


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """text: as printed; rules: what was understood; unread: words no rule was found for."""

    text: str
    rules: tuple[Rule, ...]
    unread: str = ""

    @property
    def computable(self) -> bool:
        """Whether at least one rule gives a due day."""
        return any(rule.computable for rule in self.rules)

    def explain(self) -> list[str]:
        """A plain sentence for each rule, and for what could not be read."""
        sentences = [explain_rule(rule) for rule in self.rules]
        return [*sentences, not_computable(self.unread)] if self.unread else sentences


def print_limit(limit: TimeLimit) -> str:
    """Canonical wording of the whole; reading it again gives the same rules."""
    return "；".join([*map(print_rule, limit.rules), *([limit.unread] if limit.unread else [])])
