"""The working-day calendar as a value: add, count, roll; provisional where no notice is in (CAL-1 … CAL-8)."""

import re
from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
WEEKDAYS = "一二三四五六日"

# 全国年节及纪念日放假办法第二条: the statutory days whose date does not follow the moon (month, day).
FIXED_STATUTORY: Mapping[tuple[int, int], str] = {
    (1, 1): "元旦",
    (5, 1): "劳动节",
    (5, 2): "劳动节",
    (10, 1): "国庆节",
    (10, 2): "国庆节",
    (10, 3): "国庆节",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A last day; provisional (预计) while a year on the way to it has no arrangement yet (CAL-8)."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class WorkCalendar:
    """Which days offices work.

    exceptions: days that depart from Monday–Friday; True works (调休上班), False rests.
    holidays: all days off of the arrangements, weekends inside them too; they rest unless an exception says otherwise.
    arranged: years whose State Council notice is in.

    A year without any row counts Monday–Friday less the fixed statutory days, and its results are provisional.
    """

    exceptions: Mapping[date, bool]
    holidays: frozenset[date] = frozenset()
    arranged: frozenset[int] = frozenset()
    _known: frozenset[int] = field(init=False, repr=False, compare=False)
    _sure: frozenset[int] = field(init=False, repr=False, compare=False)
    _cache: dict[int, tuple[date, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "exceptions", dict(self.exceptions))
        known = frozenset(d.year for d in (*self.exceptions, *self.holidays))
        object.__setattr__(self, "_known", known)
        object.__setattr__(self, "_sure", known & self.arranged)

    def is_arranged(self, year: int) -> bool:
        """Whether the year's notice is in: marked so and with rows."""
        return year in self._sure

    def is_workday(self, d: date) -> bool:
        days = self._days(d.year)
        i = bisect_left(days, d)
        return i < len(days) and days[i] == d

    def add(self, d: date, n: int) -> Due:
        """W(d, n): the n-th working day strictly after d (CAL-2, CAL-3); n ≥ 1, else ValueError."""
        _require_positive(n)
        year, days = d.year, self._days(d.year)
        i = bisect_right(days, d) + n - 1
        while i >= len(days):
            i -= len(days)
            year += 1
            days = self._days(year)
        return self._due(d, days[i])

    def back(self, d: date, n: int) -> Due:
        """The n-th working day strictly before d, for acts due “n 个工作日前”; n ≥ 1, else ValueError."""
        _require_positive(n)
        year, days = d.year, self._days(d.year)
        i = bisect_left(days, d) - n
        while i < 0:
            year -= 1
            days = self._days(year)
            i += len(days)
        return Due(days[i], self._is_provisional(days[i], d))

    def count(self, after: date, through: date) -> int:
        """Working days in (after, through]; 0 when through is not later than after."""
        if through <= after:
            return 0
        between = sum(len(self._days(year)) for year in range(after.year, through.year))
        return (
            between
            + bisect_right(self._days(through.year), through)
            - bisect_right(self._days(after.year), after)
        )

    def days(self, after: date, n: int) -> list[date]:
        """The n working days counted by add(after, n), for display."""
        _require_positive(n)
        found: list[date] = []
        year = after.year
        start = bisect_right(self._days(year), after)
        while len(found) < n:
            found.extend(self._days(year)[start : start + n - len(found)])
            year, start = year + 1, 0
        return found

    def add_days(self, d: date, n: int) -> Due:
        """n plain days (日) after d, moved off a rest day (CAL-2, CAL-4); n ≥ 1, else ValueError."""
        _require_positive(n)
        return self._due(d, self.roll(d + timedelta(days=n)))

    def add_months(self, d: date, n: int) -> Due:
        """n months after d: same day number or the month's last (CAL-5), then CAL-4; n ≥ 1, else ValueError."""
        _require_positive(n)
        years, month = divmod(d.year * 12 + d.month - 1 + n, 12)
        day = min(d.day, monthrange(years, month + 1)[1])
        return self._due(d, self.roll(date(years, month + 1, day)))

    def roll(self, d: date) -> date:
        """d itself, or the first day after the rest days it lies in (CAL-4)."""
        while not self.is_workday(d):
            d += ONE_DAY
        return d

    def _due(self, after: date, on: date) -> Due:
        return Due(on, self._is_provisional(after + ONE_DAY, on))

    def _is_provisional(self, first: date, last: date) -> bool:
        return not self._sure.issuperset(range(first.year, last.year + 1))

    def _days(self, year: int) -> tuple[date, ...]:
        """The year's working days in order, reckoned once."""
        days = self._cache.get(year)
        if days is None:
            days = self._cache[year] = tuple(self._reckon(year))
        return days

    def _reckon(self, year: int) -> Iterator[date]:
        rows: Mapping[date, bool] = self.exceptions
        if year not in self._known:
            rows = {d: works for d, (works, _) in provisional_year(year, _fixed_statutory(year)).items()}
        for d in _each_day(date(year, 1, 1), date(year, 12, 31)):
            if rows.get(d, not _is_weekend(d) and d not in self.holidays):
                yield d


def provisional_year(year: int, statutory: Mapping[date, str]) -> dict[date, tuple[bool, str]]:
    """The days off of a year without notice, each as (False, name) (CAL-8).

    statutory: the statutory days (放假办法第二条) with their names. One on a weekend gives the next working day
    off in lieu (第六条). ValueError for a day of another year.
    """
    if strays := sorted(d for d in statutory if d.year != year):
        raise ValueError(f"{strays[0]} is not a day of {year}")
    off = {d: (False, name) for d, name in sorted(statutory.items())}
    for d, name in sorted(statutory.items()):
        if _is_weekend(d):
            lieu = next(
                day for day in _each_day(d, d + timedelta(days=60)) if day not in off and not _is_weekend(day)
            )
            off[lieu] = (False, f"{name}补休")
    return dict(sorted(off.items()))


class ArrangementError(ValueError):
    """The pasted holiday notice contradicts itself or the calendar; the message names the sentence."""


@dataclass(frozen=True)
class Arrangement:
    """One yearly notice: days off and make-up working days with the holiday they belong to.

    A notice may name days of the neighbouring year (元旦 that begins in December).
    """

    year: int
    rest: Mapping[date, str]
    work: Mapping[date, str]

    @property
    def exceptions(self) -> dict[date, bool]:
        """What departs from Monday–Friday: False rests, True works."""
        rest = {d: False for d in self.rest if not _is_weekend(d)}
        return dict(sorted((rest | dict.fromkeys(self.work, True)).items()))

    @property
    def holidays(self) -> frozenset[date]:
        return frozenset(self.rest)


_HOLIDAY = r"(?:元旦|除夕|国庆|[一-龥]{1,12}(?:节|纪念日))"
_HEADING = re.compile(rf"(?:[一二三四五六七八九十]+、)?({_HOLIDAY}(?:[、和及暨]{_HOLIDAY})*)：")
_DAY = r"(?:(?:(?P<{0}y>\d{{4}})年)?(?P<{0}m>\d{{1,2}})月)?(?P<{0}d>\d{{1,2}})日(?:（(?P<{0}w>[^）]*)）)?"
_SPAN = re.compile(_DAY.format("a") + r"(?:(?:至|到|—+|-|~|～)" + _DAY.format("b") + ")?")
_ASIDE = re.compile(
    r"(?<!日)（[^）]*）"
)  # a remark such as 除夕（2月9日）; a day's own bracket holds its weekday
_WEEKDAY = re.compile(rf"(?:周|星期|礼拜)([{WEEKDAYS}天])")
_TOTAL = re.compile(r"(?:共|放假)(\d+)天")
_TITLE_YEAR = re.compile(r"关于(\d{4})年")
_SIGNATURE = re.compile(r"(?:国务院办公厅)?\d{4}年\d{1,2}月\d{1,2}日")
_HALF_TO_FULL = str.maketrans("():,;０１２３４５６７８９", "（）：，；0123456789")


def parse_arrangement(text: str, year: int) -> Arrangement:
    """The State Council's notice as pasted, e.g. “一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。”

    ArrangementError, naming the sentence, for: no day found, another year, a weekday or total (共N天) that does not
    agree, a make-up day that is no weekend, a day both off and worked, or a sentence with days it cannot read.
    """
    plain = re.sub(r"[^\S\n]+", "", text).translate(_HALF_TO_FULL)
    if (title := _TITLE_YEAR.search(plain)) and int(title[1]) != year:
        raise ArrangementError(f"通知是{title[1]}年的，不是{year}年的：“{title[0]}”。")
    rest: dict[date, str] = {}
    work: dict[date, str] = {}
    for name, sentence in _sentences(plain):
        off, on = _read_sentence(sentence, year)
        if (off or on) and not name:
            raise ArrangementError(f"看不出是哪个节日，句前应有“元旦：”这样的名称：“{sentence}”。")
        for days, mine, other in ((off, rest, work), (on, work, rest)):
            if clash := next((d for d in days if d in other), None):
                raise ArrangementError(f"{clash.isoformat()}既放假又上班：“{sentence}”。")
            mine.update(dict.fromkeys(days, name))
    if not rest:
        raise ArrangementError("没有读出放假日期，请粘贴通知正文，例如“一、元旦：1月1日（周四）放假。”")
    return Arrangement(year, dict(sorted(rest.items())), dict(sorted(work.items())))


def _sentences(plain: str) -> Iterator[tuple[str, str]]:
    """(holiday, sentence) pairs. A heading holds until the next one; line breaks before other words are wrapping."""
    name = ""
    paragraphs = re.sub(rf"\n+(?!{_HEADING.pattern})", "", plain)
    for sentence in filter(None, re.split("[。；\n]", paragraphs)):
        heading = _HEADING.match(sentence)
        name = heading[1] if heading else name
        yield name, sentence[heading.end() :] if heading else sentence


def _read_sentence(sentence: str, year: int) -> tuple[list[date], list[date]]:
    """Days off and make-up days of one sentence; each 放假 or 上班 governs the days before it."""
    off: list[date] = []
    on: list[date] = []
    spoken = _ASIDE.sub("", sentence)
    *governed, tail = re.split("(放假|上班)", spoken)
    for stretch, verb in zip(governed[::2], governed[1::2], strict=True):
        days = [d for span in _SPAN.finditer(stretch) for d in _span(span, year, sentence)]
        (off if verb == "放假" else on).extend(days)
    if _SPAN.search(tail) and not _SIGNATURE.fullmatch(tail):
        raise ArrangementError(f"看不出这些日子是放假还是上班：“{sentence}”。")
    if worked := next((d for d in on if not _is_weekend(d)), None):
        raise ArrangementError(f"{worked.isoformat()}不是周末，不应列为调休上班：“{sentence}”。")
    if "与周末连休" in spoken:
        off = _with_weekends(off)
    if (total := _TOTAL.search(spoken)) and off and int(total[1]) != len(off):
        raise ArrangementError(f"写明共{total[1]}天，按日期是{len(off)}天：“{sentence}”。")
    return off, on


def _span(match: re.Match[str], year: int, sentence: str) -> list[date]:
    """The days of “2月15日（周日）至23日（周一）”; an end without month or year takes the start's."""
    if match["am"] is None:
        raise ArrangementError(f"日期没有写月份：“{sentence}”。")
    start = _day(match, "a", int(match["ay"] or year), int(match["am"]), sentence)
    if match["bd"] is None:
        return [start]
    end = _day(match, "b", int(match["by"] or start.year), int(match["bm"] or start.month), sentence)
    if end < start:
        raise ArrangementError(f"起止日期颠倒，跨年的日期请写明年份：“{sentence}”。")
    return list(_each_day(start, end))


def _day(match: re.Match[str], side: str, year: int, month: int, sentence: str) -> date:
    try:
        day = date(year, month, int(match[f"{side}d"]))
    except ValueError:
        raise ArrangementError(f"没有{year}年{month}月{match[f'{side}d']}日这一天：“{sentence}”。") from None
    if stated := _WEEKDAY.search(match[f"{side}w"] or ""):
        actual = WEEKDAYS[day.weekday()]
        if stated[1].replace("天", "日") != actual:
            raise ArrangementError(f"{day.isoformat()}是周{actual}，通知写的是周{stated[1]}：“{sentence}”。")
    return day


def _with_weekends(days: list[date]) -> list[date]:
    """The days together with the weekend days that touch them (与周末连休)."""
    first, last = min(days), max(days)
    while _is_weekend(first - ONE_DAY):
        first -= ONE_DAY
    while _is_weekend(last + ONE_DAY):
        last += ONE_DAY
    return list(_each_day(first, last))


def _fixed_statutory(year: int) -> dict[date, str]:
    return {date(year, month, day): name for (month, day), name in FIXED_STATUTORY.items()}


def _each_day(first: date, last: date) -> Iterator[date]:
    return (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))


def _is_weekend(d: date) -> bool:
    return d.weekday() >= 5


def _require_positive(n: int) -> None:
    if n < 1:
        raise ValueError(f"a period has at least one day, not {n}")
