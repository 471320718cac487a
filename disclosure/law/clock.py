"""The clock of an application: events → last day, what does not count, and the count day by day (section E).

Everything is computed from the events and the calendar; nothing here is stored by hand (CLK-12). Days are local days.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from catalog.law.vocabulary import Labelled
from catalog.law.workdays import ONE_DAY, Due, WorkCalendar
from disclosure.law.duties import Light

REPLY_DAYS = 20  # working days, 条例第三十三条 (CLK-1)
EXTENSION_DAYS = 20  # at most, in all, once, 条例第三十三条 (CLK-5)
CORRECTION_NOTICE_DAYS = 7  # working days from receipt, 条例第三十条 (CLK-2)
OPINION_DAYS = 15  # working days from the letter's receipt, 条例第三十二条、第三十四条 (CLK-6, CLK-7)
YELLOW, ORANGE = 5, 2  # working days left (CLK-12, D)


class Tick(Labelled):
    """What the clock reacts to."""

    RECEIVED = "received", "收到申请"
    CORRECTION_ASKED = "correction_asked", "发出补正告知书"
    CORRECTED = "corrected", "收到补正材料"
    CONSULTED = "consulted", "发出征求意见书"
    LETTER_RECEIVED = "letter_received", "对方收到征求意见书"
    OPINION = "opinion", "收到意见"
    EXTENDED = "extended", "延期答复"
    FEE_NOTICED = "fee_noticed", "发出收费通知"
    FEE_RECEIVED = "fee_received", "申请人收到收费通知"
    PAID = "paid", "申请人缴费"
    DEFERRED = "deferred", "另行确定答复日期"


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event of the case.

    on: its day. key: which letter CONSULTED, LETTER_RECEIVED and OPINION speak of. days: working days granted (EXTENDED).
    until: the last day a letter set (CORRECTION_ASKED, FEE_NOTICED, CONSULTED) or the day set for the answer (DEFERRED).
    """

    tick: Tick
    on: date
    key: str = ""
    days: int = 0
    until: date | None = None


class Stop(Labelled):
    """Why nothing is counted at the moment."""

    CORRECTION = "correction", "等待申请人补正"
    OPINION = "opinion", "征求意见"
    PAYMENT = "payment", "等待申请人缴费"


class Fault(Labelled):
    """What was done too late to have its effect."""

    CORRECTION_LATE = (
        "correction_late",
        "超期补正：告知补正晚于收到申请后7个工作日，答复期限不重新计算",
    )  # CLK-4
    EXTENSION_LATE = "extension_late", "延期决定晚于答复期限，不生效"  # CLK-5
    CONSULTATION_LATE = "consultation_late", "征求意见晚于答复期限，不扣除时间"
    FEE_NOTICE_LATE = "fee_notice_late", "收费通知晚于答复期限，期限不重新计算"  # CLK-11


@dataclass(frozen=True, slots=True)
class Interval:
    """Days outside the term: those in (after, through] (CLK-8)."""

    after: date
    through: date


@dataclass(frozen=True, slots=True)
class Line:
    """One calendar day of the count. number: which counted day it is, None where it does not count."""

    on: date
    number: int | None
    why: str
    provisional: bool = False


@dataclass(frozen=True)
class Reading:
    """What the clock shows.

    first_receipt_on: the day the application was received (year of the annual report, ANN-7).
    receipt_on: R, the receipt in force. days: 20 + E. extension: E. excluded: merged intervals after R.
    due: the last day; None while it waits for correction or payment, which start the term anew.
    stopped: what it waits for, with `waits_until`, the last day of whoever has to act (None: not known).
    """

    first_receipt_on: date
    receipt_on: date
    days: int
    extension: int
    excluded: tuple[Interval, ...]
    due: Due | None
    stopped: Stop | None = None
    waits_until: date | None = None
    faults: tuple[Fault, ...] = ()

    def lines(self, calendar: WorkCalendar) -> list[Line]:
        """The count from the day after receipt to the due day, every calendar day with its reason (CAL-2)."""
        if self.due is None:
            return []
        found, number, day = [], 0, self.receipt_on
        while day < self.due.on:
            day += ONE_DAY
            why, counts = _status(day, calendar, self.excluded)
            if (
                counts and number == self.days
            ):  # a letter went out on the last day, or a later day was set (CLK-10)
                why, counts = "期限顺延至此", False
            number += counts
            found.append(Line(day, number if counts else None, why, not calendar.is_arranged(day.year)))
        return found


def opinion_due(letter_received_on: date, calendar: WorkCalendar) -> Due:
    """The last day for a third party or joint maker to answer (CLK-6, CLK-7)."""
    return calendar.add(letter_received_on, OPINION_DAYS)


def correction_notice_due(receipt_on: date, calendar: WorkCalendar) -> Due:
    """The last day for the one notice that asks for correction (CLK-2)."""
    return calendar.add(receipt_on, CORRECTION_NOTICE_DAYS)


def read(
    events: Sequence[ClockEvent], calendar: WorkCalendar, today: date, reply_days: int | None = None
) -> Reading:
    """Replay the events of a case, in the order they happened.

    Args:
        today: closes letters whose last day is over. A letter still out is taken to take until its last day.
        reply_days: working days to answer, where the case is none of art. 33 (APP-12); the law's 20 without.

    Raises:
        ValueError: no RECEIVED event first, or an extension outside 1…20 days.
    """
    if not events or events[0].tick != Tick.RECEIVED:
        raise ValueError("the count begins with a receipt")
    replay = _Replay(events[0].on, calendar, today, reply_days or REPLY_DAYS)
    for event in events[1:]:
        replay.take(event)
    return replay.reading()


def left(due_on: date, today: date, calendar: WorkCalendar) -> int:
    """Working days left after today; negative: working days over."""
    if today > due_on:
        return -calendar.count(due_on, today)
    return calendar.count(today, due_on)


def light(due_on: date, today: date, calendar: WorkCalendar) -> Light:
    """The traffic light of a running term (CLK-12)."""
    if today > due_on:
        return Light.RED
    days = left(due_on, today, calendar)
    if days <= ORANGE:
        return Light.ORANGE
    return Light.YELLOW if days <= YELLOW else Light.GREEN


class _Replay:
    """The state of the count while events are taken in."""

    def __init__(self, received_on: date, calendar: WorkCalendar, today: date, reply_days: int) -> None:
        self.first = self.receipt = received_on
        self.reply_days = reply_days
        self.calendar, self.today = calendar, today
        self.extension = 0
        self.deferred: date | None = None
        self.letters: dict[str, tuple[date, date]] = {}  # key → sent, last day
        self.closed: list[Interval] = []
        self.waits_until: date | None = None
        self.stopped: Stop | None = None
        self.faults: list[Fault] = []

    def take(self, event: ClockEvent) -> None:
        match event.tick:
            case Tick.RECEIVED:
                if self.receipt == self.first:
                    self.receipt = event.on
                self.first = event.on  # a corrected date of receipt (APP-9)
            case Tick.CORRECTION_ASKED:
                self._ask_correction(event)
            case Tick.CORRECTED:
                if self.stopped == Stop.CORRECTION:
                    self._restart(event.on)
            case Tick.CONSULTED:
                if self._is_late(event.on):
                    self.faults.append(Fault.CONSULTATION_LATE)
                else:
                    last = event.until or opinion_due(event.on, self.calendar).on
                    self.letters[event.key] = (event.on, last)
            case Tick.LETTER_RECEIVED:
                if event.key in self.letters:
                    sent, _ = self.letters[event.key]
                    self.letters[event.key] = (sent, opinion_due(event.on, self.calendar).on)
            case Tick.OPINION:
                if event.key in self.letters:
                    sent, last = self.letters.pop(event.key)
                    self.closed.append(Interval(sent, max(sent, min(event.on, last))))
            case Tick.EXTENDED:
                self._extend(event)
            case Tick.FEE_NOTICED:
                if self._is_late(event.on):
                    self.faults.append(Fault.FEE_NOTICE_LATE)
                else:
                    self.stopped, self.waits_until = Stop.PAYMENT, event.until
            case Tick.FEE_RECEIVED:
                if self.stopped == Stop.PAYMENT:
                    self.waits_until = event.until
            case Tick.PAID:
                if self.stopped == Stop.PAYMENT:
                    self._restart(event.on)  # FEE-6
            case Tick.DEFERRED:
                self.deferred = event.until  # CLK-10

    def reading(self) -> Reading:
        due = None if self.stopped else self._due()
        stopped, until = self.stopped, self.waits_until
        if stopped is None and (running := [last for _, last in self.letters.values() if last >= self.today]):
            stopped, until = Stop.OPINION, max(running)
        return Reading(
            self.first,
            self.receipt,
            self.reply_days + self.extension,
            self.extension,
            tuple(i for i in self._intervals() if i.through > self.receipt),
            due,
            stopped,
            until,
            tuple(self.faults),
        )

    def _ask_correction(self, event: ClockEvent) -> None:
        if event.on > correction_notice_due(self.receipt, self.calendar).on:
            self.faults.append(Fault.CORRECTION_LATE)
        else:
            self.stopped, self.waits_until = Stop.CORRECTION, event.until

    def _extend(self, event: ClockEvent) -> None:
        if not 1 <= event.days <= EXTENSION_DAYS:
            raise ValueError(f"an extension has 1 to {EXTENSION_DAYS} working days, not {event.days}")
        if self._is_late(event.on) or self.extension:
            self.faults.append(Fault.EXTENSION_LATE)
        else:
            self.extension = event.days

    def _restart(self, on: date) -> None:
        self.receipt, self.stopped, self.waits_until, self.deferred = on, None, None, None

    def _is_late(self, on: date) -> bool:
        return self.stopped is None and on > self._due().on

    def _intervals(self) -> list[Interval]:
        return merged([*self.closed, *(Interval(sent, last) for sent, last in self.letters.values())])

    def _due(self) -> Due:
        due = due_day(self.receipt, self.reply_days + self.extension, self._intervals(), self.calendar)
        return due if self.deferred is None or self.deferred < due.on else Due(self.deferred, False)


def merged(intervals: Sequence[Interval]) -> list[Interval]:
    """Intervals in order, those that overlap or touch as one: two letters out at once are counted once (CLK-8)."""
    found: list[Interval] = []
    for interval in sorted(intervals, key=lambda i: (i.after, i.through)):
        if found and interval.after <= found[-1].through:
            found[-1] = Interval(found[-1].after, max(found[-1].through, interval.through))
        else:
            found.append(interval)
    return found


def due_day(receipt_on: date, days: int, excluded: Sequence[Interval], calendar: WorkCalendar) -> Due:
    """W(R, days + X), X being the working days of the excluded intervals (CLK-1, CLK-8).

    An interval that begins only after the term has ended does not reopen it. One that begins on the last day leaves
    no day over: the term then ends with the interval, on a working day.
    """
    position, need = receipt_on, days
    for interval in merged(excluded):
        if interval.through <= position:
            continue
        end = calendar.add(position, need)
        if interval.after > end.on:
            break
        need -= calendar.count(position, max(position, interval.after))
        position = interval.through
        if need == 0:
            position, need = position - ONE_DAY, 1
            break
    due = calendar.add(position, need).on
    return Due(due, not _arranged(receipt_on + ONE_DAY, due, calendar))


def _arranged(first: date, last: date, calendar: WorkCalendar) -> bool:
    return all(calendar.is_arranged(year) for year in range(first.year, last.year + 1))


def _status(day: date, calendar: WorkCalendar, excluded: Sequence[Interval]) -> tuple[str, bool]:
    weekend = day.weekday() >= 5
    if not calendar.is_workday(day):
        return ("周末" if weekend else "放假"), False
    if any(i.after < day <= i.through for i in excluded):
        return "征求意见期间，不计算在内", False
    return ("调休上班" if weekend else "工作日"), True
