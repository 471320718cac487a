"""Duties: which occasions of a catalog row owe a publication, by which day, and what discharges them.

An occasion is either an event that staff recorded ("formed / decided / approved on …") or a turn of a recurring rule.
Rows that wait for an event, 长期公开 and 实时 rows ask for no periodic confirmation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum
from hashlib import sha256

from catalog.law.timelimits import GRACE_DAYS, Event, Period, Rule, RuleKind, Unit
from catalog.law.vocabulary import Labelled
from catalog.law.workdays import WorkCalendar


class DutyState(Labelled):
    """What became of a duty. Due soon and late are not states: they follow from the day (`light`)."""

    OPEN = "open", "待公开"
    PUBLISHED = "published", "已公开"
    NOTHING_NEW = "nothing_new", "已确认无新增"
    WAIVED = "waived", "已免除"
    DROPPED = "dropped", "已取消"


class Light(Labelled):
    """Traffic light of an open duty, by working days left (CLK-12, thresholds are configuration)."""

    GREEN = "green", "时间充裕"
    YELLOW = "yellow", "即将到期"
    ORANGE = "orange", "马上到期"
    RED = "red", "已逾期"
    NONE = "none", "没有期限"


class DutyOutcome(IntEnum):
    """What one duty with a due day counts as, on a given day; never two at once (`DutyQuerySet.with_outcome`).

    Numbers, since a database groups by them faster.
    """

    PUBLISHED = 1
    PUBLISHED_LATE = 2
    NOTHING_NEW = 3
    NOTHING_NEW_LATE = 4
    PENDING = 5
    OVERDUE = 6
    WAIVED = 7


class DutyVerb(Labelled):
    PUBLISH = "publish", "公开"
    CONFIRM = "confirm", "确认无新增"
    WAIVE = "waive", "免除"
    DROP = "drop", "取消"
    REVIVE = "revive", "恢复"


STEPS: dict[tuple[DutyState, DutyVerb], DutyState] = {
    (DutyState.OPEN, DutyVerb.PUBLISH): DutyState.PUBLISHED,
    (DutyState.OPEN, DutyVerb.CONFIRM): DutyState.NOTHING_NEW,
    (DutyState.OPEN, DutyVerb.WAIVE): DutyState.WAIVED,
    (DutyState.OPEN, DutyVerb.DROP): DutyState.DROPPED,
    (DutyState.DROPPED, DutyVerb.REVIVE): DutyState.OPEN,
    (DutyState.PUBLISHED, DutyVerb.REVIVE): DutyState.OPEN,  # its publication was withdrawn
}
DISCHARGED = frozenset({DutyState.PUBLISHED, DutyState.NOTHING_NEW})


class DutyRefused(Exception):
    """The verb is not in the table for this state. `str()` is a sentence for the clerk."""


def next_duty_state(state: DutyState, verb: DutyVerb) -> DutyState:
    """The state a verb leads to.

    Raises:
        DutyRefused: the table has no such step.
    """
    try:
        return STEPS[state, verb]
    except KeyError:
        raise DutyRefused(f"这件事{state.label}，不能再“{verb.label}”。") from None


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time a row is owed. `key` names it within item and unit, so that planning again finds it again.

    due_on: None where the printed term gives no day (及时 without a configured figure).
    """

    key: str
    part: str
    first: date
    last: date
    due_on: date | None
    provisional: bool


# An event of these kinds calls up rules that count from a like event: "信息形成或者变更" in a row's print covers any
# of them, since a decision taken or an approval received is information formed.
_FORMING = frozenset(Event) - {Event.NONE, Event.PERIOD_START, Event.HEARING, Event.POSTED}
_STEPPED = frozenset(
    {Unit.WORKDAY, Unit.DAY, Unit.WEEK, Unit.HOUR}
)  # counted from the start, not the calendar's
_KEY, _PART = 120, 80  # what a duty's columns hold
BEFORE_WINDOW = timedelta(
    days=60
)  # D: so long before its last day a paper can be the one published ahead of an event


def answers(rule: Rule, event: Event) -> bool:
    """Whether an event of this kind makes the rule owe something."""
    if event in (Event.NONE, Event.PERIOD_START):
        return False
    if rule.recurs or rule.kind in (RuleKind.MIN_POSTING, RuleKind.STANDING, RuleKind.BY_LAW):
        return False
    if rule.event == event:
        return True
    if rule.kind is RuleKind.BEFORE_EVENT:
        return False  # it names the one event that has to be known beforehand
    return rule.event in (Event.FORMED_OR_CHANGED, Event.OBTAINED, Event.NONE) and event in _FORMING


def may_lie_ahead(rules: Iterable[Rule], event: Event) -> bool:
    """Whether an event can be recorded before it happens: a hearing, a trade that must be announced first."""
    return any(rule.kind is RuleKind.BEFORE_EVENT and answers(rule, event) for rule in rules)


def event_occasions(
    rules: Iterable[Rule],
    event: Event,
    happened_on: date,
    name: str,
    calendar: WorkCalendar,
    prompt_days: int,
) -> list[Occasion]:
    """What an event makes owed: one occasion for each part of the contents; of several rules the earliest day.

    Args:
        name: identity of the event record.
        prompt_days: working days a township allows itself where the text only says 及时 (PRO-4 names none).
    """
    found: dict[str, Occasion] = {}
    for rule in rules:
        if not answers(rule, event):
            continue
        due = rule.due(happened_on, calendar, prompt_days=prompt_days)
        first = happened_on
        if due and rule.kind is RuleKind.BEFORE_EVENT:
            first = min(due.on, happened_on) - BEFORE_WINDOW
        occasion = Occasion(
            _key(f"e{name}", rule.part),
            rule.part[:_PART],
            first,
            happened_on,
            due.on if due else None,
            due.provisional if due else False,
        )
        known = found.get(rule.part)
        if known is None or (occasion.due_on and (known.due_on is None or occasion.due_on < known.due_on)):
            found[rule.part] = occasion
    return list(found.values())


def period_occasions(
    rules: Iterable[Rule], start: date, end: date, calendar: WorkCalendar, grace_days: int = GRACE_DAYS
) -> Iterator[Occasion]:
    """The turns of recurring rules due in start … end that were not over before `start`.

    Of several rules for one turn the fixed dates count, each of them; else the earliest day. Turns counted in days
    or weeks are named by their number, so that they move with the calendar and stay the same turn.

    Args:
        start: the township's 启用日期; turns that ended before it are not owed.
        grace_days: plain days after a month's, quarter's or year's end (VIL-2).
    """
    turns: dict[tuple[str, str], list[tuple[bool, Period]]] = {}
    for rule in rules:
        for number, turn in enumerate(rule.periods(start, end, calendar, grace_days)):
            if turn.last < start:
                continue
            name = f"p{turn.first:%Y%m%d}-{turn.last:%Y%m%d}"
            if rule.unit in _STEPPED:
                name = f"n{number}-{rule.count or 1}{rule.unit}"
            turns.setdefault((name, rule.part), []).append((rule.kind is RuleKind.FIXED_DATE, turn))
    for (name, part), found in turns.items():
        yield from _of_turn(name, part, found)


def _of_turn(name: str, part: str, found: list[tuple[bool, Period]]) -> Iterator[Occasion]:
    fixed = {turn.due.on: turn for is_fixed, turn in found if is_fixed}
    days = [fixed[on] for on in sorted(fixed)] or [min((turn for _, turn in found), key=lambda t: t.due.on)]
    for number, turn in enumerate(days):
        key = _key(f"{name}~{number}" if number else name, part)
        yield Occasion(key, part[:_PART], turn.first, turn.last, turn.due.on, turn.due.provisional)


def _key(name: str, part: str) -> str:
    """A name of at most `_KEY` characters; of a longer one the end is told by its hash."""
    key = f"{name}:{part}"
    if len(key) <= _KEY:
        return key
    return f"{key[: _KEY - 9]}#{sha256(part.encode()).hexdigest()[:8]}"


def covers(
    *, first: date, last: date, periodic: bool, formed_on: date, published_on: date, due_on: date | None
) -> bool:
    """Whether a publication is evidence for an occasion.

    For a turn of a recurring rule: formed within it, or published after it began and no later than its due day.
    For an event: formed on its day or later.
    """
    if not periodic:
        return formed_on >= first
    return first <= formed_on <= last or (
        first <= published_on and due_on is not None and published_on <= due_on
    )


def confirmable_from(first: date, last: date, due_on: date | None) -> date:
    """The first day on which "nothing new" can be signed for a turn: once it has ended, for who signs earlier cannot
    know. Turns due before they end (每季度首月20日) or on their last day can be signed from their first."""
    return first if due_on is None or due_on <= last else last + timedelta(days=1)


def light(
    due_on: date | None, today: date, calendar: WorkCalendar, *, yellow: int = 5, orange: int = 2
) -> Light:
    """Traffic light of an open duty (CLK-12): working days left through the due day."""
    if due_on is None:
        return Light.NONE
    if today > due_on:
        return Light.RED
    left = calendar.count(today, due_on) if due_on > today else 0
    if left <= orange:
        return Light.ORANGE
    return Light.YELLOW if left <= yellow else Light.GREEN


def period_name(first: date, last: date) -> str:
    """“2026年第一季度”, “2026年3月”, “2026年3月9日”; any other stretch by its days."""
    if first == last:
        return f"{first.year}年{first.month}月{first.day}日"
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and months == 1:
        return f"{first.year}年{first.month}月"
    if whole and months == 3 and first.month % 3 == 1:
        return f"{first.year}年第{'一二三四'[first.month // 3]}季度"
    if whole and months == 6 and first.month in (1, 7):
        return f"{first.year}年{'上' if first.month == 1 else '下'}半年"
    if whole and months == 12 and first.month == 1:
        return f"{first.year}年"
    return f"{first:%Y-%m-%d}至{last:%Y-%m-%d}"
