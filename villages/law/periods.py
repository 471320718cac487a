"""The period a list is of, out of the words people write: 2026年3月, 2026年第一季度, 2026年度, 2026-03-01至2026-03-31."""

import re
import unicodedata
from calendar import monthrange
from datetime import date

Period = tuple[date, date]

_DIGIT = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4}
_YEAR = r"(?P<y>20\d\d)(?:年度?|[-./])"
_DAY = r"(?:20\d\d年\d{1,2}月\d{1,2}日?|20\d\d([-/.])\d{1,2}\1\d{1,2})"
_ONE_DAY = re.compile(_DAY)
_BETWEEN = re.compile("(?:至|到|-|~)")
_YEARS = re.compile(r"(20\d\d)年?(?:至|到|-|~)(20\d\d)(?:年度?|(?!\d|[-./]))")
_TO_MONTH_OF_YEAR = re.compile(r"(20\d\d)[年./-](\d{1,2})月?(?:至|到|-|~)(20\d\d)[年./-](\d{1,2})月?")
_QUARTER = re.compile(rf"{_YEAR}第?(?P<q>[一二三四1234])季度?")
_HALF = re.compile(rf"{_YEAR}(?P<h>[上下])半年")
_MONTHS = re.compile(rf"{_YEAR}(?P<a>\d{{1,2}})月?(?:至|到|-|~)(?P<b>\d{{1,2}})月份?")
_MONTH = re.compile(rf"{_YEAR}(?P<m>\d{{1,2}})(?:月份?|(?!\d|[-./]))")
_WHOLE = re.compile(r"(?P<y>20\d\d)(?:年度?|(?!\d))")


def read_period(text: str) -> Period | None:
    """First and last day of the period a text names; None where it names none that can be made out.

    What stands around it (“望禾镇2026年3月低保对象名单”, “2026年第二批”) is passed over; the closest period counts.
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).translate(str.maketrans("—–－〜", "---~"))
    plain = re.sub("-{2,}", "-", plain)
    try:
        return _read(plain)
    except ValueError:  # the 31st of February, month 13
        return None


def _read(plain: str) -> Period | None:
    if found := _ONE_DAY.search(plain):
        first = last = _day(found)
        joined = _BETWEEN.match(plain, found.end())
        if joined and (other := _ONE_DAY.match(plain, joined.end())):
            last = _day(other)
        return _ordered(first, last)
    if found := _YEARS.search(plain):
        return _ordered(date(int(found[1]), 1, 1), date(int(found[2]), 12, 31))
    if found := _TO_MONTH_OF_YEAR.search(plain):
        year, since, other_year, until = map(int, found.groups())
        return _ordered(date(year, since, 1), _end(other_year, until))
    if found := _QUARTER.search(plain):
        begins = 3 * _DIGIT[found["q"]] - 2
        return _months(found["y"], begins, begins + 2)
    if found := _HALF.search(plain):
        return _months(found["y"], 1, 6) if found["h"] == "上" else _months(found["y"], 7, 12)
    if found := _MONTHS.search(plain):
        return _months(found["y"], int(found["a"]), int(found["b"]))
    if found := _MONTH.search(plain):
        return _months(found["y"], int(found["m"]), int(found["m"]))
    if found := _WHOLE.search(plain):
        return _months(found["y"], 1, 12)
    return None


def _day(found: re.Match[str]) -> date:
    year, month, day = map(int, re.findall(r"\d+", found[0]))
    return date(year, month, day)


def _months(year: str, first: int, last: int) -> Period | None:
    return _ordered(date(int(year), first, 1), _end(int(year), last))


def _end(year: int, month: int) -> date:
    if not 1 <= month <= 12:
        raise ValueError("month")
    return date(year, month, monthrange(year, month)[1])


def _ordered(first: date, last: date) -> Period | None:
    return (first, last) if first <= last else None


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common."""
    return one[0] <= other[1] and other[0] <= one[1]
