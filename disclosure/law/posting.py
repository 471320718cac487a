"""Public-notice periods (section P): how long a list hangs out, and when it leaves by itself."""

from datetime import date

from catalog.law.vocabulary import Labelled
from catalog.law.workdays import Due, WorkCalendar


class DayUnit(Labelled):
    WORKDAY = "workday", "工作日"
    DAY = "day", "日"


def last_day(posted_on: date, days: int, unit: DayUnit, calendar: WorkCalendar) -> Due:
    """The last day of a posting (NOT-1): the day it went up is not counted (CAL-2); plain days roll off a holiday (CAL-4).

    Raises:
        ValueError: less than one day.
    """
    if days < 1:
        raise ValueError("days")
    if unit == DayUnit.WORKDAY:
        return calendar.add(posted_on, days)
    return calendar.add_days(posted_on, days)
