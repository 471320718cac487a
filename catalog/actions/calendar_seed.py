"""Fill the working calendar once from the `holidays` package (CAL-7). What stands in the table is never touched."""

from datetime import date, datetime

import holidays
from django.db import transaction

from catalog.law.workdays import provisional_year
from catalog.models import CalendarDay, CalendarYear

# Notices behind the arranged years. Only that of 2026 was read; the others' numbers are from memory.
NOTICES: dict[int, tuple[str, date | None]] = {
    2024: ("国办发明电〔2023〕7号（文号待核对）", None),
    2025: ("国办发明电〔2024〕12号（文号待核对）", None),
    2026: ("国办发明电〔2025〕7号", date(2025, 11, 4)),
}
PROVISIONAL = range(2027, 2031)  # statutory days only, shown as 预计 until the notice is entered (CAL-8)


@transaction.atomic
def seed_calendar(*, at: datetime) -> int:
    """Enter the years that are missing: 2024–2026 with their arrangement, the next ones provisionally.

    Returns how many years were entered.
    """
    known = set(CalendarYear.objects.values_list("year", flat=True))
    years = [year for year in (*NOTICES, *PROVISIONAL) if year not in known]
    for year in years:
        number, issued_on = NOTICES.get(year, ("", None))
        row = CalendarYear(year=year, arranged=year in NOTICES, notice_no=number, issued_on=issued_on)
        row._history_date = at  # type: ignore[attr-defined]
        row._change_reason = "按开源节假日数据录入"  # type: ignore[attr-defined]
        row.save()
        days = _arranged(year) if year in NOTICES else provisional_year(year, _statutory(year))
        CalendarDay.objects.bulk_create(
            CalendarDay(date=day, year=row, is_workday=works, name=name)
            for day, (works, name) in days.items()
        )
    return len(years)


def _arranged(year: int) -> dict[date, tuple[bool, str]]:
    """Days off of the year's arrangement and the weekend days worked for them."""
    source = holidays.country_holidays("CN", years=year, language="zh_CN")
    days = {day: (False, _name(name)) for day, name in source.items() if day.year == year}
    days |= {day: (True, "调休上班") for day in source.weekend_workdays if day.year == year}
    return dict(sorted(days.items()))


def _statutory(year: int) -> dict[date, str]:
    """The statutory days of 放假办法第二条, without days in lieu: those are the law's to reckon."""
    source = holidays.country_holidays("CN", years=year, language="zh_CN", observed=False)
    return {day: _name(name) for day, name in source.items() if day.year == year}


def _name(name: str) -> str:
    """“休息日（由 2026-01-04 调休）” has no holiday of its own."""
    plain = name.partition("（")[0].strip()
    return "调休放假" if plain == "休息日" else plain[:30]
