"""What is to be looked at again: papers that were not opened, and what has been public for a year (REV-4)."""

from datetime import date

from django.db.models import Case, F, Q, QuerySet, Value, When

from catalog.models import Township, User
from catalog.rules import unit_bounds
from disclosure import rules
from disclosure.law.lifecycle import State, Verb
from disclosure.models import Publication, Withheld


def withheld_of(user: User, township: Township) -> QuerySet[Withheld]:
    """Registered papers of the units the user sees: those to be evaluated first, opened ones last."""
    held = unit_bounds(user, rules.WITHHELD_READERS, "unit")
    opened = Case(When(opened_as__isnull=False, then=Value(1)), default=Value(0))
    rows = Withheld.objects.filter(held, township=township).select_related("unit", "opened_as")
    return rows.order_by(opened, "next_evaluation_on", "pk")


def withheld_due(user: User, township: Township, today: date) -> QuerySet[Withheld]:
    """Papers whose evaluation by this user is due."""
    mine = unit_bounds(user, rules.WITHHELD_EVALUATORS, "unit")
    return Withheld.objects.filter(
        mine, township=township, opened_as__isnull=True, next_evaluation_on__lte=today
    )


def published_due(user: User, township: Township, today: date) -> QuerySet[Publication]:
    """Public information of the user's units whose day has come to be evaluated, the longest overdue first.

    A notice that leaves by itself is not in it.
    """
    mine = unit_bounds(user, rules.VERB_ROLES[Verb.KEEP], "unit")
    rows = Publication.objects.filter(
        mine,
        Q(public_until__isnull=True),
        township=township,
        state=State.PUBLISHED,
        next_evaluation_on__lte=today,
    )
    shown = (
        "title",
        "kind",
        "published_at",
        "next_evaluation_on",
        "index_no",
        "validity",
        "unit__name",
        "node__name",
    )
    return rows.select_related("unit", "node").only(*shown).order_by(F("next_evaluation_on").asc(), "pk")
