"""Figures of village affairs that a township sets for itself."""

from datetime import datetime

from django.db import transaction

from catalog.models import Township, User
from catalog.rules import require
from villages import rules
from villages.actions.following import Followed, follow
from villages.law.wall import board_days
from villages.models import VillagePolicy


def policy_of(township: Township) -> VillagePolicy:
    """The township's figures; the usual ones while it has set none (not saved)."""
    return VillagePolicy.objects.filter(township=township).first() or VillagePolicy(township=township)


def days_on_board(township: Township) -> int:
    """How many days a month's sheet hangs on the board at least."""
    return board_days(policy_of(township).board_days)


@transaction.atomic
def keep(*, row: VillagePolicy, township: Township, by: User, at: datetime) -> tuple[VillagePolicy, Followed]:
    """Save them; every list in force, the adoptions of its village and what that owes follow at once (VIL-2).

    Returns:
        The row, and what moved.

    Raises:
        PermissionDenied: neither administrator nor head of the disclosure office.
        ValidationError: a figure out of bounds.
    """
    require(rules.may_keep_policy(by, township))
    before = policy_of(township).cadence
    row.township = township
    row.full_clean(exclude=["township"])
    row.save()
    if row.cadence == before:
        return row, Followed()
    return row, follow(township=township, cadence=row.cadence, by=by, at=at)
