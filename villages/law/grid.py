"""The grid of what villages owed (VIL-2): its periods, what its figures count, what the figures of a cell come to.

A duty stands in the period its due day lies in. Nothing here ranks, weighs or divides: "nothing new, confirmed" is as
good as a publication.
"""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.law.vocabulary import Labelled
from disclosure.law.duties import DutyOutcome


class By(Labelled):
    """What a column of the grid is."""

    MONTH = "month", "按月"
    QUARTER = "quarter", "按季度"


@dataclass(frozen=True)
class Span:
    """Days from `first` through `last`. key: as it stands in addresses; `label` within its year, `name` with it."""

    key: str
    label: str
    name: str
    first: date
    last: date


_KEY = re.compile(r"(20\d\d)(?:-(?:(0[1-9]|1[0-2])|q([1-4])))?", re.ASCII)


def span_of(key: str) -> Span | None:
    """The year, quarter or month an address names: 2026, 2026-q1, 2026-03; None for anything else."""
    found = _KEY.fullmatch(key)
    if found is None:
        return None
    year = int(found[1])
    if found[2]:
        return _month(year, int(found[2]))
    return _quarter(year, int(found[3])) if found[3] else year_of(year)


def spans(year: int, by: By) -> list[Span]:
    """The columns of a year."""
    if by is By.QUARTER:
        return [_quarter(year, number) for number in range(1, 5)]
    return [_month(year, number) for number in range(1, 13)]


def year_of(year: int) -> Span:
    return Span(str(year), "全年", f"{year}年", date(year, 1, 1), date(year, 12, 31))


def place_of(day: date, by: By) -> int:
    """Which column of its year a day lies in, from 0."""
    return (day.month - 1) // 3 if by is By.QUARTER else day.month - 1


def _month(year: int, number: int) -> Span:
    return Span(
        f"{year}-{number:02}", f"{number}月", f"{year}年{number}月",
        date(year, number, 1), date(year, number, monthrange(year, number)[1]),
    )  # fmt: skip


def _quarter(year: int, number: int) -> Span:
    last = 3 * number
    return Span(
        f"{year}-q{number}", f"{'一二三四'[number - 1]}季度", f"{year}年{'一二三四'[number - 1]}季度",
        date(year, last - 2, 1), date(year, last, monthrange(year, last)[1]),
    )  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """One kind of figure. `sign` stands before its number, so that no colour is needed; `key` in addresses."""

    key: str
    sign: str
    label: str
    definition: str
    outcomes: frozenset[DutyOutcome]


_O = DutyOutcome
OWED = Measure("owed", "应", "应公开", "应公开日期在这一期的，不含已取消的。", frozenset(_O))
PARTS = (
    Measure("published", "✓", "按时公开", "在应公开日期当天或以前公开的。", frozenset({_O.PUBLISHED})),
    Measure("published-late", "迟✓", "逾期公开", "过了应公开日期才公开的。", frozenset({_O.PUBLISHED_LATE})),
    Measure(
        "nothing-new", "＝", "按时确认无新增", "在应公开日期当天或以前签字确认没有新增，与公开同样算办完。",
        frozenset({_O.NOTHING_NEW}),
    ),
    Measure(
        "nothing-new-late", "迟＝", "逾期确认无新增", "过了应公开日期才签字确认没有新增的。",
        frozenset({_O.NOTHING_NEW_LATE}),
    ),
    Measure("pending", "○", "未到期", "还没有办完、没有过期的，今天到期的也算。", frozenset({_O.PENDING})),
    Measure("overdue", "！", "逾期未办", "应公开日期已过，没有公开也没有确认无新增的。", frozenset({_O.OVERDUE})),
    Measure("waived", "－", "已免除", "由政务公开机构负责人或签发领导写明理由免除的。", frozenset({_O.WAIVED})),
)  # fmt: skip
MEASURES = {measure.key: measure for measure in (OWED, *PARTS)}
MEASURE_OF = {outcome: measure for measure in PARTS for outcome in measure.outcomes}
UNDATED = Measure(
    "undated",
    "？",
    "没有期限日",
    "目录只写“及时”等、算不出应公开日期，还没有办完的；各期的数都不含这些。",
    frozenset(),
)


class CellState(Labelled):
    """What the figures of a cell come to, in words and with a sign."""

    NONE = "none", "没有任务"
    OVERDUE = "overdue", "有逾期"
    PENDING = "pending", "未到期"
    LATE = "late", "逾期办完"
    DONE = "done", "办完"
    WAIVED = "waived", "已免除"

    @property
    def mark(self) -> str:
        return _MARKS[self]


_MARKS = {
    CellState.NONE: "·", CellState.OVERDUE: "！", CellState.PENDING: "○", CellState.LATE: "迟", CellState.DONE: "✓",
    CellState.WAIVED: "－",
}  # fmt: skip


def state_of(counts: Mapping[DutyOutcome, int]) -> CellState:
    """The most pressing thing in a cell: what is past its day, what is still to come, then how it was done."""
    if counts.get(_O.OVERDUE):
        return CellState.OVERDUE
    if counts.get(_O.PENDING):
        return CellState.PENDING
    if counts.get(_O.PUBLISHED_LATE) or counts.get(_O.NOTHING_NEW_LATE):
        return CellState.LATE
    if counts.get(_O.PUBLISHED) or counts.get(_O.NOTHING_NEW):
        return CellState.DONE
    return CellState.WAIVED if counts.get(_O.WAIVED) else CellState.NONE
