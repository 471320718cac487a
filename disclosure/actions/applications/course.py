"""What every act on an application shares: lock, right, table, event, and the clock replayed from the events."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.law.workdays import WorkCalendar
from catalog.models import Township, User, work_calendar
from catalog.rules import require
from disclosure import rules
from disclosure.law.clock import ClockEvent, Reading, Tick, read
from disclosure.law.intake import CaseKind
from disclosure.law.steps import ONLY_FOR_DISCLOSURE, REVIEWS, TICKS, Act, Step, next_step
from disclosure.models import Application, ApplicationEvent, CaseSerial, Reception, SerialKind


class Stale(ActRefused):
    """Someone else acted meanwhile. `str()` says who and when."""


class Incomplete(ActRefused):
    """Something the act needs is not there. `str()` is a sentence for the officer."""


def step(
    pk: int,
    act: Act,
    *,
    by: User | None,
    at: datetime,
    on: date | None = None,
    note: str = "",
    told: str = "",
    facts: Mapping[str, object] | None = None,
    version: int | None = None,
    letters_out: int = 0,
) -> Application:
    """Lock the case, check version, right and table, move its state, append the event, replay the clock. The caller saves.

    Args:
        by: who acts; None for the applicant and for the timer, whose right the caller has checked.
        on: the day that counts in law; today without.
        told: what the applicant reads of it.
        facts: of the clock: key, days, until (`event_of`), and whatever the archive should keep.
        version: the version the person started from.

    Raises:
        Stale: someone else acted in between; it is said before anything else, which would follow from that act.
        PermissionDenied, NotAllowed: not by this person, not in this state; nothing is changed.
        Incomplete: the day lies in the future, the personal data has been erased, or not in a case of this kind.
    """
    application = locked(pk, version)
    if by is not None:
        require(rules.may_handle(by, act, application))
    if application.erased_at:
        raise Incomplete("这件申请的个人信息已按保存期限删除，案卷不能再办理。")
    if application.kind == CaseKind.RECTIFY and act in ONLY_FOR_DISCLOSURE:
        raise Incomplete(f"更正本人信息的请求不{act.label}。")
    today = timezone.localdate(at)
    if on is not None and on > today:
        raise Incomplete("日期不能晚于今天。")
    reviews = tuple(Step(stage) for stage in application.reviews) or REVIEWS
    application.state = next_step(Step(application.state), act, reviews=reviews, letters_out=letters_out)
    application.version += 1
    log(application, act, by=by, at=at, on=on or today, note=note, told=told, facts=facts)
    replay(application, today)
    return application


def locked(pk: int, version: int | None = None) -> Application:
    """The case, locked until the transaction ends. Its lock is that of everything in it.

    An act that reads or locks anything of the case before `step` begins with this: what it read then still holds, and no
    two acts wait for each other.

    Raises:
        Stale: someone else acted since this version.
    """
    application = (
        Application.objects.select_for_update(of=("self",))
        .select_related("township__unit", "unit", "officer")
        .get(pk=pk)
    )
    if version is not None and version != application.version:
        raise Stale(who_acted(application))
    return application


def log(
    application: Application,
    act: Act,
    *,
    by: User | None,
    at: datetime,
    on: date,
    note: str = "",
    told: str = "",
    facts: Mapping[str, object] | None = None,
) -> ApplicationEvent:
    """Append to the ledger. Days among the facts are kept as text."""
    kept = {
        key: value.isoformat() if isinstance(value, date) else value for key, value in (facts or {}).items()
    }
    return ApplicationEvent.objects.create(
        application=application, act=act, by=by, at=at, on=on, note=note[:500], told=told[:300], facts=kept
    )


def replay(application: Application, today: date, calendar: WorkCalendar | None = None) -> Reading | None:
    """Set what the clock shows on the case (not saved); None while it has no day of receipt.

    A request for correction of one's own data has the days of the township's setting (APP-12) instead of the law's.
    """
    reading = reading_of(application, today, calendar)
    if reading is None:
        return None
    application.first_receipt_on = reading.first_receipt_on
    application.receipt_on = reading.receipt_on
    application.due_on = reading.due.on if reading.due else None
    application.due_provisional = bool(reading.due and reading.due.provisional)
    application.stopped = reading.stopped or ""
    application.waits_until = reading.waits_until
    application.faults = [fault.value for fault in reading.faults]
    application.extended_days = reading.extension
    return reading


def reading_of(application: Application, today: date, calendar: WorkCalendar | None = None) -> Reading | None:
    """What the clock shows today, from the events alone."""
    events = [found for event in application.events.all() if (found := event_of(event))]
    if not events:
        return None
    return read(events, calendar or work_calendar(), today, reply_days=reply_days(application))


def reply_days(application: Application) -> int | None:
    """Working days to answer where they are not the law's; None for an application for disclosure."""
    if application.kind == CaseKind.REQUEST:
        return None
    return reception_of(application.township).rectify_days


def event_of(event: ApplicationEvent) -> ClockEvent | None:
    """The event as the clock reads it; None where it means nothing to it."""
    tick = TICKS.get(Act(event.act))
    if tick is None:
        return None
    facts = event.facts
    until = date.fromisoformat(facts["until"]) if facts.get("until") else None
    return ClockEvent(Tick(tick), event.on, str(facts.get("key", "")), int(facts.get("days", 0)), until)


def reception_of(township: Township) -> Reception:
    """The township's settings.

    Raises:
        Incomplete: it has none yet.
    """
    found = Reception.objects.select_related("unit").filter(township=township).first()
    if found is None:
        raise Incomplete("还没有填写“依申请公开设置”，请管理员先在后台填写。")
    return found


def next_serial(township: Township, year: int, kind: str) -> int:
    """The next number of this kind and year, gapless: it is taken back when the act is (DOC-R3)."""
    CaseSerial.objects.get_or_create(township=township, year=year, kind=kind)
    serial = CaseSerial.objects.select_for_update().get(township=township, year=year, kind=kind)
    serial.last += 1
    serial.save(update_fields=["last"])
    return serial.last


def next_number(reception: Reception, at: datetime) -> tuple[str, int]:
    """The next 受理编号 and its year."""
    year = timezone.localdate(at).year
    serial = next_serial(reception.township, year, SerialKind.CASE)
    return reception.number_pattern.format(prefix=reception.township.prefix, year=year, serial=serial), year


def who_acted(application: Application) -> str:
    """Who moved the case last, for whoever comes too late."""
    event = application.events.select_related("by").last()
    if event is None:
        return "这件申请刚被别人办理过。"
    when = timezone.localtime(event.at)
    who = event.by or "申请人"
    return f"{who} 在 {when:%m月%d日 %H:%M} 刚刚办理了“{event.get_act_display()}”。您填写的内容没有保存，仍留在下面，请核对后再提交。"
