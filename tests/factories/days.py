"""The working-day calendar of 2026 as a value (国办发明电〔2025〕7号), for tests of law without a database."""

from datetime import date

from catalog.law.workdays import WorkCalendar

_REST = (
    "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
    "10-01 10-02 10-05 10-06 10-07"
)
_WORK = "01-04 02-14 02-28 05-09 09-20 10-10"


def day(text: str) -> date:
    """“09-30” → 2026-09-30."""
    return date.fromisoformat(f"2026-{text}")


CALENDAR = WorkCalendar(
    {day(text): False for text in _REST.split()} | {day(text): True for text in _WORK.split()},
    frozenset(),
    frozenset({2026}),
)
