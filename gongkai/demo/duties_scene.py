"""What the demonstration's units owe: village lists, duties planned, events, signatures, one release, one explanation.

Signatures of two years are written in bulk, as they would stand after the acts; the recent acts are done by the acts.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Subquery

from catalog.law.timelimits import Event
from catalog.law.vocabulary import Origin, UnitKind
from catalog.law.workdays import WorkCalendar
from catalog.models import Adoption, Node, Unit, User, work_calendar
from disclosure.actions import duties, planning
from disclosure.law.duties import DutyState
from disclosure.models import Confirmation, Duty, Trigger
from gongkai.demo.office import Office, moment
from gongkai.demo.places import LATE


@dataclass(frozen=True)
class _Happening:
    """Something that happened so many days before the demonstration's last day."""

    item: str
    before: int
    subject: str
    event: Event = Event.FORMED_OR_CHANGED
    late_because: str = ""
    waived_because: str = ""


EVENTS = (
    _Happening("d05-010", 3, "第四季度特困人员救助供养审批结果"),
    _Happening("d23-010", 0, "低温雨雪冰冻预警和避险点调整"),
    _Happening("d16-010", 12, "今年第二批农村危房改造对象", Event.APPROVED),
    _Happening("d09-004", 18, "集镇企业冬季用工需求登记"),
    _Happening("d03-015", 23, "军人子女入学优待办法调整"),
    _Happening("d19-007", 8, "油菜种植保险保费补贴方案"),
    _Happening(
        "d18-006",
        62,
        "集镇占道经营处罚决定",
        Event.DECIDED,
        late_because="经办人员借调，交接时漏办，已安排专人补报。",
    ),
    _Happening("d22-012", 40, "重大隐患挂牌督办方案", waived_because="镇长办公会未通过，文件没有形成。"),
)


def give_lists(office: Office) -> None:
    """Each village keeps the list of village affairs and answers for it (VIL-2)."""
    villages = [unit for unit in office.units.values() if unit.kind == UnitKind.VILLAGE]
    items = list(Node.objects.items().filter(origin=Origin.VILLAGE, township=None).order_by("tree_id", "lft"))
    Adoption.objects.bulk_create(
        [
            Adoption(holder=village, township=office.township, node=node, unit=village)
            for village in villages
            for node in items
        ],
        batch_size=500,
    )


def owe(office: Office, *, until: date) -> None:
    """Duties of the two years and the year to come; what was signed for them."""
    planning.plan(township=office.township, at=moment(until, 6))
    calendar = work_calendar()
    for unit in sorted(office.units.values(), key=lambda unit: unit.pk):
        _sign(office, unit, until, calendar)
    _note(office)


def happen(office: Office, *, until: date) -> None:
    """The events of the last weeks, one explained and one released."""
    for event in EVENTS:
        trigger = _record(office, event, until)
        for duty in trigger.duties.filter(state=DutyState.OPEN).order_by("pk"):
            if event.late_because:
                duties.explain_late(
                    pk=duty.pk, unit=duty.unit, cause=event.late_because, by=office.user("bianji"),
                    at=moment(until, 7),
                )  # fmt: skip
            if event.waived_because:
                duties.waive(
                    pk=duty.pk, reason=event.waived_because, by=office.user("zhuren"), at=moment(until, 7)
                )


def _record(office: Office, event: _Happening, until: date) -> Trigger:
    day = work_calendar().back(until - timedelta(days=event.before - 1), 1).on
    adoption = Adoption.objects.select_related("unit", "node").get(
        holder=office.township.unit, node__key=event.item
    )
    assert adoption.unit is not None  # noqa: S101  (every row of the demonstration has one)
    return duties.record_event(
        township=office.township, unit=adoption.unit, node=adoption.node, event=event.event, happened_on=day,
        subject=event.subject, by=office.user("bianji"), at=moment(min(day + timedelta(days=1), until), 8),
    )  # fmt: skip


def _sign(office: Office, unit: Unit, until: date, calendar: WorkCalendar) -> None:
    """One signature a quarter for what had nothing new; two villages sign late, and not at all of late."""
    late = unit.short_name in LATE
    open_turns = Duty.objects.filter(unit=unit, trigger=None, state=DutyState.OPEN)
    signer = _signer(office, unit)
    signed: dict[date, Confirmation] = {}
    turns = open_turns.order_by("due_on", "last").values_list("last", "due_on").distinct()
    for last, due in list(turns):
        assert due is not None  # noqa: S101  (every turn has its day)
        day = calendar.roll(due + timedelta(days=22)) if late else _in_time(last, due, unit.pk, calendar)
        if day >= (until - timedelta(days=170) if late else until):
            continue
        quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        if quarter not in signed:
            signed[quarter] = Confirmation.objects.create(
                township=office.township, unit=unit, quarter_from=quarter, quarter_until=_quarter_end(quarter),
                signed_by=signer, signed_at=moment(day, 10),
            )  # fmt: skip
        duties.sign_turns(open_turns.filter(last=last, due_on=due), signed=signed[quarter], on=day)


def _in_time(last: date, due: date, spread: int, calendar: WorkCalendar) -> date:
    """Some days after the turn's end, the last working day before it is due at the latest."""
    return min(calendar.roll(last + timedelta(days=3 + spread % 5)), calendar.back(due, 1).on)


def _signer(office: Office, unit: Unit) -> User:
    clerks = User.objects.filter(memberships__unit=unit, memberships__role__in=["editor", "village_clerk"])
    return clerks.order_by("pk").first() or office.user("bianji")


def _quarter_end(first: date) -> date:
    return date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1) - timedelta(days=1)


def _note(office: Office) -> None:
    """The day residents read on the item's page."""
    signed = Duty.objects.filter(township=office.township, state=DutyState.NOTHING_NEW)
    latest = signed.filter(adoption=OuterRef("pk")).order_by("-discharged_on").values("discharged_on")[:1]
    Adoption.objects.filter(pk__in=signed.values("adoption")).update(nothing_new_on=Subquery(latest))
