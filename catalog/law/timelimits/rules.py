"""One rule of a time limit as data: the days it gives, and how it is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Self

from catalog.law.vocabulary import Labelled
from catalog.law.workdays import Due, WorkCalendar

GRACE_DAYS = 15  # VIL-2: a quarter's or month's publication is due this many days after its end


class RuleKind(Labelled):
    """How a rule finds its day."""

    AFTER_EVENT = "after_event", "事后限期"
    RECURRING = "recurring", "定期"
    FIXED_DATE = "fixed_date", "固定日期"
    MIN_POSTING = "min_posting", "最短公示期"
    BEFORE_EVENT = "before_event", "事前"
    REAL_TIME = "real_time", "实时"
    PROMPT = "prompt", "及时"
    STANDING = "standing", "长期"
    ALONGSIDE = "alongside", "同步"
    BY_LAW = "by_law", "按规定"


class Unit(Labelled):
    """What a rule counts in."""

    WORKDAY = "workday", "个工作日"
    DAY = "day", "日"
    HOUR = "hour", "小时"
    WEEK = "week", "周"
    MONTH = "month", "个月"
    QUARTER = "quarter", "个季度"
    HALF_YEAR = "half_year", "个半年"
    YEAR = "year", "年"
    TERM = "term", "个学期"


class Event(Labelled):
    """The day a rule counts from (or back from), whatever the printed wording."""

    NONE = "none", "不以事件起算"
    FORMED_OR_CHANGED = "formed_or_changed", "信息形成或者变更"
    OBTAINED = "obtained", "制作或者获取信息"
    DECIDED = "decided", "作出决定"
    DETERMINED = "determined", "结果确定"
    APPROVED = "approved", "批准"
    RECEIVED = "received", "收到文件或者申请"
    PAID = "paid", "支付或者发放"
    REGISTERED = "registered", "登记结束"
    CONTRACT_SIGNED = "contract_signed", "合同签订"
    POSTED = "posted", "张贴或者发布"
    PUBLISHED = "published", "相关信息公开"
    HEARING = "hearing", "听证"
    MEETING = "meeting", "会议召开"
    ELECTION = "election", "选举"
    AUDITED = "audited", "审计"
    TRADED = "traded", "交易"
    STARTED = "started", "启动或者实施"
    ENDED = "ended", "结束或者届满"
    OCCURRED = "occurred", "事项发生"
    PERIOD_START = "period_start", "周期开始"
    OTHER = "other", "其他事件"


_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF_YEAR: 6, Unit.YEAR: 12}
_COUNTED = frozenset(Unit) - {Unit.TERM}  # school terms are in no calendar of ours
_WAITS_FOR_CLERK = (RuleKind.AFTER_EVENT, RuleKind.PROMPT)  # without a figure, configuration may give one


@dataclass(frozen=True, slots=True)
class Period:
    """One turn of a recurring duty: what it covers and when it is due."""

    first: date
    last: date
    due: Due


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a printed time limit.

    count, unit: the figure; of a recurring rule every how many units.
    trigger: the printed wording of the event (for MIN_POSTING the kind of posting, for BY_LAW the reference).
    event: the same, normalised. part: what of the contents the rule is for; "" is all of it.
    max_extension: further working days the text allows.
    month, day: of a FIXED_DATE, the month within the period; day of a RECURRING rule: due so many days after its end.
    """

    kind: RuleKind
    count: int | None = None
    unit: Unit | None = None
    trigger: str = ""
    event: Event = Event.NONE
    part: str = ""
    max_extension: int | None = None
    note: str = ""
    month: int | None = None
    day: int | None = None

    @property
    def recurs(self) -> bool:
        return self.kind in (RuleKind.RECURRING, RuleKind.FIXED_DATE)

    @property
    def computable(self) -> bool:
        """Whether a calendar and the day of the event are enough to give a due day."""
        match self.kind:
            case RuleKind.AFTER_EVENT | RuleKind.MIN_POSTING:
                return bool(self.count) and self.unit in _COUNTED
            case RuleKind.RECURRING:
                return self.unit in _COUNTED
            case RuleKind.FIXED_DATE:
                return self.unit in _MONTHS
            case RuleKind.BEFORE_EVENT | RuleKind.REAL_TIME | RuleKind.ALONGSIDE:
                return True
        return False

    def due(
        self, event_on: date, calendar: WorkCalendar, *, prompt_days: int | None = None, extension: int = 0
    ) -> Due | None:
        """The last day for this rule, given the day of its event; None where the text gives no day.

        For MIN_POSTING: the last day the posting must stay, event_on being the day it went up (NOT-1).
        For BEFORE_EVENT: the last day that is early enough. prompt_days: working days a township allows itself
        where the text only says 及时 (the law names none). extension: working days granted; ValueError beyond
        what the text allows. Recurring rules have `periods` instead.
        """
        if extension > (self.max_extension or 0):
            raise ValueError(f"可延长的工作日最多{self.max_extension or 0}个，不能延长{extension}个。")
        match self.kind:
            case RuleKind.REAL_TIME | RuleKind.ALONGSIDE:
                return Due(event_on, provisional=False)
            case RuleKind.BEFORE_EVENT:
                return self._before(event_on, calendar)
            case RuleKind.AFTER_EVENT | RuleKind.MIN_POSTING if self.computable and self.count and self.unit:
                due = _later(event_on, self.count, self.unit, calendar)
                return calendar.add(due.on, extension) if extension else due
        if self.kind in _WAITS_FOR_CLERK and prompt_days:
            return calendar.add(event_on, prompt_days)
        return None

    def periods(
        self, start: date, end: date, calendar: WorkCalendar, grace_days: int = GRACE_DAYS
    ) -> list[Period]:
        """The turns whose due day lies in start … end, both included; empty for rules that do not recur.

        Months, quarters and years are those of the calendar and are due grace_days plain days after their end
        unless the text says how many (年初: after their beginning). Days, weeks and working days are counted from start.
        """
        if not self.recurs or not self.computable or not self.unit:
            return []
        if self.unit in _MONTHS:
            turns = self._calendar_periods(start, calendar, grace_days)
        else:
            turns = self._steps(start, calendar)
        found: list[Period] = []
        for turn in turns:
            if turn.due.on > end:
                break
            if turn.due.on >= start:
                found.append(turn)
        return found

    def occurrences(
        self, start: date, end: date, calendar: WorkCalendar, grace_days: int = GRACE_DAYS
    ) -> list[Due]:
        """The due days of `periods`."""
        return [period.due for period in self.periods(start, end, calendar, grace_days)]

    def to_dict(self) -> dict[str, str | int]:
        """JSON form: what is set, enumerations by value."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        values["event"] = None if self.event is Event.NONE else self.event
        return {
            name: str(value) if isinstance(value, str) else value
            for name, value in values.items()
            if value not in (None, "")
        }

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Self:
        """Inverse of to_dict. ValueError, KeyError or TypeError for a form it did not write."""
        values = dict(stored)
        unit = values.pop("unit", None)
        return cls(
            kind=RuleKind(values.pop("kind")),
            unit=Unit(unit) if unit else None,
            event=Event(values.pop("event", Event.NONE)),
            **values,
        )

    def _before(self, event_on: date, calendar: WorkCalendar) -> Due:
        """CAL-2 mirrored: the day of the event is not counted. Never rolled: later would be too late."""
        match self.unit:
            case Unit.WORKDAY:
                return calendar.back(event_on, self.count or 1)
            case Unit.MONTH:
                return Due(_months_before(event_on, self.count or 1), provisional=False)
            case Unit.WEEK:
                return Due(event_on - timedelta(weeks=self.count or 1), provisional=False)
        return Due(event_on - timedelta(days=self.count or 1), provisional=False)

    def _calendar_periods(self, start: date, calendar: WorkCalendar, grace_days: int) -> Iterator[Period]:
        assert self.unit is not None  # noqa: S101 – for the type checker; callers looked
        length = _MONTHS[self.unit] * (self.count or 1)
        # Begin far enough back that an earlier period's late due day is not missed.
        index = (start.year * 12 + start.month - 1 - grace_days // 28 - 2) // length - 1
        while True:
            first = _first_of_month(index * length)
            last = _first_of_month((index + 1) * length) - timedelta(days=1)
            yield Period(first, last, self._due_of(first, last, calendar, grace_days))
            index += 1

    def _due_of(self, first: date, last: date, calendar: WorkCalendar, grace_days: int) -> Due:
        if self.kind is RuleKind.FIXED_DATE:
            month = _first_of_month(first.year * 12 + first.month - 2 + (self.month or 1))
            days = (_first_of_month(month.year * 12 + month.month) - month).days
            eve = month - timedelta(days=1)
            return calendar.add_days(eve, min(self.day or days, days))
        eve = first - timedelta(days=1) if self.event is Event.PERIOD_START else last
        return calendar.add_days(eve, self.day or max(grace_days, 1))

    def _steps(self, start: date, calendar: WorkCalendar) -> Iterator[Period]:
        assert self.unit is not None  # noqa: S101 – for the type checker; callers looked
        while True:
            due = _later(start, self.count or 1, self.unit, calendar)
            yield Period(start + timedelta(days=1), due.on, due)
            start = due.on


def _later(d: date, count: int, unit: Unit, calendar: WorkCalendar) -> Due:
    match unit:
        case Unit.WORKDAY:
            return calendar.add(d, count)
        case Unit.DAY | Unit.WEEK:
            return calendar.add_days(d, count * (7 if unit is Unit.WEEK else 1))
        case Unit.HOUR:  # hours run round the clock (INT-6); of the day we only know the date
            return Due(d + timedelta(days=-(-count // 24)), provisional=False)
    return calendar.add_months(d, count * _MONTHS[unit])


def _first_of_month(index: int) -> date:
    """First day of the index-th month since year 0."""
    year, month = divmod(index, 12)
    return date(year, month + 1, 1)


def _months_before(d: date, months: int) -> date:
    first = _first_of_month(d.year * 12 + d.month - 1 - months)
    days = (_first_of_month(first.year * 12 + first.month) - first).days
    return first.replace(day=min(d.day, days))
