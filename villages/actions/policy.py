"""Figures of village affairs that a township sets for itself."""

from datetime import datetime

from django.db import transaction

from catalog.models import Township, User
from catalog.rules import require
from villages import rules
from villages.law.wall import board_days
from villages.models import VillagePolicy


def policy_of(township: Township) -> VillagePolicy:
    """The township's figures; the usual ones while it has set none (not saved)."""
    return VillagePolicy.objects.filter(township=township).first() or VillagePolicy(township=township)


def days_on_board(township: Township) -> int:
    """How many days a month's sheet hangs on the board at least. No township sets a figure of its own yet."""
    return board_days()


@transaction.atomic
def keep(*, row: VillagePolicy, township: Township, by: User, at: datetime) -> VillagePolicy:
    """Save them.

    Raises:
        PermissionDenied: neither administrator nor head of the disclosure office.
        ValidationError: no days, or more than a hundred per cent.
    """
    require(rules.may_keep_policy(by, township))
    row.township = township
    row.full_clean(exclude=["township"])
    row.save()
    return row
