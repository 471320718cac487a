"""What staff must be told about the calendar before it is too late (CAL-8)."""

from datetime import date

from catalog.models import CalendarYear

FROM_MONTH = 12  # notices come in November; whoever has none on 1 December should look for it


def calendar_alarm(today: date) -> str:
    """A sentence from 1 December while next year is not arranged, and at any time while this year is not; else empty."""
    arranged = set(
        CalendarYear.objects.filter(arranged=True, year__in=(today.year, today.year + 1)).values_list(
            "year", flat=True
        )
    )
    if today.year not in arranged:
        return f"{today.year}年的放假安排还没有录入，今年的期限都按“预计”显示，请尽快录入国务院办公厅的通知。"
    if today.month >= FROM_MONTH and today.year + 1 not in arranged:
        return f"{today.year + 1}年的放假安排还没有录入，跨年的期限只能按“预计”显示，请查找国务院办公厅的通知并录入。"
    return ""
