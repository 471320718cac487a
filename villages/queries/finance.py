"""Months of accounts: of a village's year for residents, of many villages for those who enter and oversee them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, F, IntegerField, Sum, Value, When
from django.db.models.functions import Coalesce

from catalog.models import Unit
from disclosure.law.lifecycle import State
from villages.law.finance import Flow
from villages.law.sheets import SheetState
from villages.models import Sheet
from villages.models.sheets import SheetQuerySet

CHART, STEP = 100, 50  # height of the tallest column, width of a month


@dataclass(frozen=True)
class MonthRow:
    """A public month; amounts in fen. path: of its publication."""

    month: date
    opening: int
    income: int
    expense: int
    closing: int
    path: str
    corrected: bool


def public_months(unit_pk: int) -> list[MonthRow]:
    """Every month of a village that residents may read, newest first. 1 query."""
    rows = (
        Sheet.objects.accounts().public().filter(unit=unit_pk).select_related("carrier__revises").order_by("-first")
        .annotate(income=_sum(Flow.INCOME), expense=_sum(Flow.EXPENSE))
    )  # fmt: skip
    found = []
    for row in rows:
        carrier = row.carrier
        assert carrier is not None  # noqa: S101  (`public` asks for it)
        original = carrier.revises or carrier
        found.append(
            MonthRow(
                row.month, row.opening, row.income, row.expense, row.closing, original.path, row.edition > 1
            )
        )
    return found


def _sum(flow: Flow) -> Coalesce:
    mine = Case(When(lines__flow=flow, then=F("lines__amount")), default=Value(0))
    return Coalesce(Sum(mine), Value(0), output_field=IntegerField())


@dataclass(frozen=True)
class Bar:
    """Two columns of the chart, of 100 high at most."""

    month: date
    x: int
    income: int
    expense: int


def bars(rows: Sequence[MonthRow]) -> list[Bar]:
    """The chart of a year, January first."""
    most = max([*(row.income for row in rows), *(row.expense for row in rows), 1])
    ordered = sorted(rows, key=lambda row: row.month)
    return [
        Bar(row.month, STEP * n, row.income * CHART // most, row.expense * CHART // most)
        for n, row in enumerate(ordered)
    ]


@dataclass(frozen=True)
class Cell:
    """One month of one village. sheet: its newest edition."""

    month: date
    sheet: Sheet | None
    due: bool  # the month has begun

    @property
    def words(self) -> str:
        """Where the sheet stands, with the township as well."""
        if self.sheet is None:
            return "没有填报" if self.due else "—"
        carrier = self.sheet.carrier
        if self.sheet.state != SheetState.HANDED_IN or carrier is None:
            return SheetState(self.sheet.state).label
        if carrier.state in (State.PUBLISHED, State.MERGED):
            original = carrier.revises or carrier
            return "已公开" if original.state == State.PUBLISHED else original.get_state_display()
        return "乡镇退回" if carrier.state == State.DRAFT else SheetState.HANDED_IN.label

    @property
    def is_done(self) -> bool:
        return self.words == "已公开"


def grid(
    units: Sequence[Unit], sheets: SheetQuerySet, year: int, today: date
) -> list[tuple[Unit, list[Cell]]]:
    """Twelve months of each village. 1 query."""
    there: dict[tuple[int, date], Sheet] = {}
    for sheet in (
        sheets.accounts()
        .filter(unit__in=units, first__year=year)
        .select_related("carrier__revises")
        .order_by("edition")
    ):
        there[sheet.unit_id, sheet.month] = sheet
    months = [date(year, number, 1) for number in range(1, 13)]
    return [
        (unit, [Cell(month, there.get((unit.pk, month)), month <= today) for month in months])
        for unit in units
    ]
