"""The yearly arrangement of holidays: read from the notice, put in place of what the table held (CAL-7, CAL-8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from catalog import rules
from catalog.actions.generations import raise_all
from catalog.law.roles import Role
from catalog.law.workdays import FIXED_STATUTORY, Arrangement, parse_arrangement, provisional_year
from catalog.models import CalendarDay, CalendarYear, Township, User

Days = dict[date, tuple[bool, str]]  # day → (works, name)


@dataclass(frozen=True)
class Move:
    """A day that changed sides. `before` is None where the table held nothing: an ordinary weekday or weekend."""

    on: date
    before: bool
    after: bool

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}由{_word(self.before)}改为{_word(self.after)}"


@dataclass(frozen=True)
class Arranged:
    """A year as it now stands, and the days on which offices now work that did not before, or the reverse."""

    year: CalendarYear
    days: Mapping[date, tuple[bool, str]]
    moved: list[Move]


def may_arrange(user: User) -> bool:
    """The calendar is every township's: an administrator of any of them enters the State Council's notice."""
    return Township.objects.filter(rules.unit_bounds(user, [Role.ADMIN], "unit")).exists()


def preview(*, year: int, text: str) -> Arranged:
    """What `arrange` would do; nothing is saved.

    Raises:
        ArrangementError: the notice contradicts itself or the calendar; the message names the sentence.
    """
    days = _days(parse_arrangement(text, year))
    return Arranged(CalendarYear(year=year), days, _moves(_held(days, year), days, year))


@transaction.atomic
def arrange(*, year: int, notice_no: str, issued_on: date, text: str, by: User, at: datetime) -> Arranged:
    """Put the notice's days in place of what the table holds for the year; mark the year arranged.

    Days of a neighbouring year the notice names are set there too. The old values stay in the histories, the days
    that moved in the change reason. Every township's pages become stale.

    Raises:
        ArrangementError: see `preview`.
        PermissionDenied: the user administers no township.
    """
    rules.require(may_arrange(by))
    days = _days(parse_arrangement(text, year))
    held = _held(days, year)
    moved = _moves(held, days, year)
    row, _ = CalendarYear.objects.select_for_update().get_or_create(year=year)
    row.arranged, row.notice_no, row.issued_on, row.notice_text = True, notice_no, issued_on, text
    row._history_user = by  # type: ignore[attr-defined]
    row._change_reason = _reason(moved)  # type: ignore[attr-defined]
    row.save()
    for neighbour in sorted({day.year for day in days} - {year}):
        _ensure_year(neighbour, by)
    for day in sorted(set(held) - set(days)):
        _delete(day, by)
    for day, (works, name) in days.items():
        if held.get(day) != (works, name):
            _put(day, works, name, by)
    raise_all()
    return Arranged(row, days, moved)


def _days(arrangement: Arrangement) -> Days:
    rest = {day: (False, name) for day, name in arrangement.rest.items()}
    return dict(sorted((rest | {day: (True, name) for day, name in arrangement.work.items()}).items()))


def _held(days: Days, year: int) -> Days:
    """What the table holds and the notice replaces: the year's days, less those of the next year's notice."""
    rows = CalendarDay.objects.filter(year=year) | CalendarDay.objects.filter(pk__in=days)
    held = {row.date: (row.is_workday, row.name) for row in rows}
    following = CalendarYear.objects.filter(year=year + 1, arranged=True).exclude(notice_text="").first()
    if following:
        foreign = {
            day for day in _days(parse_arrangement(following.notice_text, year + 1)) if day.year == year
        }
        held = {day: value for day, value in held.items() if day not in foreign or day in days}
    return held


def _moves(held: Days, days: Days, year: int) -> list[Move]:
    moves = []
    for day in sorted(held.keys() | days.keys()):
        before, after = _works(held, day), _works(days, day)
        if before != after:
            moves.append(Move(day, before, after))
    return moves


def _works(days: Days, day: date) -> bool:
    return days[day][0] if day in days else day.weekday() < 5


def _ensure_year(year: int, by: User) -> None:
    """A neighbouring year that is not in the table gets its statutory days, lest one odd day stand for all of it."""
    if CalendarYear.objects.filter(year=year).exists():
        return
    row = CalendarYear(year=year)
    row._history_user = by  # type: ignore[attr-defined]
    row.save()
    statutory = {date(year, month, day): name for (month, day), name in FIXED_STATUTORY.items()}
    for day, (works, name) in provisional_year(year, statutory).items():
        _put(day, works, name, by)


def _put(day: date, works: bool, name: str, by: User) -> None:
    row = CalendarDay(date=day, year_id=day.year, is_workday=works, name=name)
    row._history_user = by  # type: ignore[attr-defined]
    row.save()


def _delete(day: date, by: User) -> None:
    row = CalendarDay.objects.get(pk=day)
    row._history_user = by  # type: ignore[attr-defined]
    row.delete()


def _reason(moved: list[Move]) -> str:
    """Fits the history's reason column; the whole list stands in the days' own histories."""
    words = "；".join(map(str, moved))
    return f"{len(moved)}天有变：{words}"[:100] if moved else "没有哪一天变动"


def _word(works: bool) -> str:
    return "上班" if works else "休息"
