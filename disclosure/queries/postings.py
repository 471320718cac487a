"""What a page says of a public notice: its period, whom to tell of an objection, its result, and for a list whose
names stay on the board the figures that stand for them (NOT-1, NOT-2).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from catalog.law.vocabulary import UnitKind
from catalog.queries.outline import UnitOutline
from disclosure.models import Outlet, Placement, Reach


@dataclass(frozen=True)
class Board:
    """Of a list that hangs on the board: what is said of it online."""

    head_count: int | None
    amount: str
    period: str
    places: list[str]


@dataclass(frozen=True)
class Posting:
    since: date
    until: date | None
    contact: str
    result: str
    leaves: bool  # by itself, when the period is over
    board: Board | None


def posting(pk: int, values: dict[str, Any], unit: UnitOutline | None) -> Posting | None:
    """The notice of a public publication; None for what is no notice. 1 query for a list on the board, else none.

    Args:
        values: the columns `queries.detail` reads.
    """
    if not values["person_list"] and values["posted_until"] is None:
        return None
    board = None
    if values["reach"] == Reach.BOARD:
        board = Board(
            values["head_count"],
            money(values["amount"]),
            str(values["details"].get("period", "")),
            _places(pk, unit),
        )
    since = timezone.localdate(values["published_at"])
    return Posting(
        since, values["posted_until"], values["posting_contact"], values["posting_result"], values["person_list"], board
    )  # fmt: skip


def money(amount: Decimal | None) -> str:
    """Yuan as people read them: 12,300 or 12,300.50; "" where none is given."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


def _places(pk: int, unit: UnitOutline | None) -> list[str]:
    """Where the list hangs, as recorded; else the board of the village that published it."""
    rows = Placement.objects.filter(publication=pk, outlet=Outlet.BOARD)
    found = [
        f"{name or ''}{place or '公示栏'}"
        for name, place in rows.values_list("unit__name", "place")
        if name or place
    ]
    if found:
        return list(dict.fromkeys(found))
    return [f"{unit.name}公示栏"] if unit is not None and unit.kind == UnitKind.VILLAGE else []
