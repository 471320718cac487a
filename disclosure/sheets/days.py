"""Days as clerks write them in a sheet."""

import re
from datetime import date, timedelta

_FORMS = (
    re.compile(r"(\d{4})[-/.．](\d{1,2})[-/.．](\d{1,2})(?:[ T].*)?"),
    re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号](?:.*)?"),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_SERIAL_START = date(1899, 12, 30)  # day 0 of a workbook, its leap-year mistake included
_FIRST = date(1949, 10, 1)


class DayRefused(ValueError):
    """Not a day, or one that cannot be. `str()` is a sentence for the clerk."""


def read_day(text: str, *, today: date) -> date:
    """2026-3-5, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305, or a workbook's serial number.

    Raises:
        DayRefused: unreadable, no such day, before 1949-10-01, or after `today`.
    """
    plain = text.strip()
    compact = re.sub(r"(?<=\d)\s+(?=[年月日/.-])|(?<=[年月/.-])\s+", "", plain)
    for form in _FORMS:
        found = form.fullmatch(compact)
        if found:
            try:
                day = date(*(int(part) for part in found.groups()))
            except ValueError:
                raise DayRefused(f"没有“{plain}”这一天。") from None
            return _within(day, plain, today)
    if _SERIAL.fullmatch(plain):
        return _within(_SERIAL_START + timedelta(days=int(float(plain))), plain, today)
    raise DayRefused(f"看不懂日期“{plain}”，请写成 2026-03-05 或 2026年3月5日。")


def _within(day: date, text: str, today: date) -> date:
    if day > today:
        raise DayRefused(f"日期“{text}”晚于今天。")
    if day < _FIRST:
        raise DayRefused(f"日期“{text}”太早，请核对。")
    return day
