"""Rows that are owed: an item with its term, given to a unit. Dates are given, never taken from the clock."""

from datetime import UTC, date, datetime

from catalog.actions.limits import derive_limits
from catalog.models import Adoption, CalendarDay, CalendarYear, Node, Township, Unit
from tests.factories import catalog

QUARTERLY = "每季度公开一次"


def moment(day: date, hour: int = 9) -> datetime:
    """A time of the day in Shanghai."""
    return datetime(day.year, day.month, day.day, hour - 8, tzinfo=UTC)


def row(
    holder: Township | Unit, unit: Unit | None, term: str = QUARTERLY, *, worded: str = "", **fields: object
) -> Adoption:
    """A new item of a new domain with this printed term, on somebody's list. worded: the list's own term."""
    item = catalog.item(catalog.group(catalog.domain()), limit_text=term, **fields)
    derive_limits([item])
    return adopt(holder, item, unit, worded)


def adopt(
    holder: Township | Unit, item: Node, unit: Unit | None, worded: str = "", **fields: object
) -> Adoption:
    made = catalog.adoption(holder, item, unit=unit, limit_text=worded, **fields)
    derive_limits([made])
    return made


def word(adoption: Adoption, term: str) -> None:
    adoption.limit_text = term
    adoption.save()
    derive_limits([adoption])


def arrange(year: int, off: list[date], on: list[date] = ()) -> None:  # type: ignore[assignment]
    """The year's arrangement, in place of what stands for it."""
    made, _ = CalendarYear.objects.update_or_create(year=year, defaults={"arranged": True, "notice_no": "测"})
    CalendarDay.objects.filter(year=made).delete()
    CalendarDay.objects.bulk_create(
        [CalendarDay(date=d, year=made, is_workday=False) for d in off]
        + [CalendarDay(date=d, year=made, is_workday=True) for d in on]
    )
