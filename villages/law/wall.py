"""What goes on a village's notice board each month, and how long it stays there (VIL-2, VIL-5)."""

from datetime import date, timedelta

from catalog.law.workdays import WorkCalendar
from disclosure.law.posting import DayUnit, last_day

BOARD_DAYS = 7  # no figure in law; boards of villages usually say seven days


def board_days(number: int | None = None) -> int:
    """How many days a month's sheet hangs at least.

    number: what the township set; None while it has set nothing.
    """
    return number if number else BOARD_DAYS


def hangs_until(posted_on: date, days: int, calendar: WorkCalendar) -> date:
    """The last day on which it must still hang: the day of posting is not counted (NOT-1, CAL-2, CAL-4)."""
    return last_day(posted_on, days, DayUnit.DAY, calendar).on


def month_after(month: date) -> date:
    """The first day of the next month.

    month: its first day.
    """
    return (month + timedelta(days=31)).replace(day=1)


def month_label(month: date) -> str:
    return f"{month.year}年{month.month}月"
