"""Periods the board can be asked for."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

LONGEST = 3 * 366  # days a person may ask for at once


@dataclass(frozen=True)
class Period:
    """Days from `first` through `last`."""

    first: date
    last: date

    def __str__(self) -> str:
        return f"{self.first:%Y-%m-%d} 至 {self.last:%Y-%m-%d}"

    @cached_property
    def query(self) -> str:
        """As it stands in addresses."""
        return f"since={self.first.isoformat()}&until={self.last.isoformat()}"


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def quarter_of(day: date) -> Period:
    begin = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return Period(begin, month_of(begin.replace(month=begin.month + 2)).last)


def year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def months_until(day: date, number: int = 12) -> list[Period]:
    """The last `number` calendar months, the day's own last."""
    found = [month_of(day)]
    while len(found) < number:
        found.append(month_of(found[-1].first - timedelta(days=1)))
    return found[::-1]


OWN = "own"
# value in the address → label, period seen from a day
SPANS: dict[str, tuple[str, Callable[[date], Period]]] = {
    "quarter": ("本季度", quarter_of),
    "month": ("本月", month_of),
    "year": ("今年", year_of),
    "last_month": ("上月", lambda day: month_of(month_of(day).first - timedelta(days=1))),
    "last_quarter": ("上季度", lambda day: quarter_of(quarter_of(day).first - timedelta(days=1))),
    "last_year": ("去年", lambda day: year_of(date(day.year - 1, 1, 1))),
}
DEFAULT_SPAN = "quarter"
