"""The verbs of a duty: an event recorded, "nothing new" signed, waived with a reason, lateness explained."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from catalog.actions import adoptions
from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.law.timelimits import Event
from catalog.law.vocabulary import UnitKind
from catalog.models import Node, Township, Unit, User, work_calendar
from catalog.rules import require
from disclosure import rules
from disclosure.actions import matching
from disclosure.actions.owing import Row, occasions_of, owing
from disclosure.law.duties import (
    DutyRefused,
    DutyState,
    DutyVerb,
    confirmable_from,
    may_lie_ahead,
    next_duty_state,
)
from disclosure.models import ApiClient, Confirmation, Duty, DutyTrace, Trigger
from disclosure.models.duties import DutyQuerySet

REASON = 300  # characters a reason or cause may have


@transaction.atomic
def record_event(
    *,
    township: Township,
    unit: Unit,
    node: Node,
    event: Event,
    happened_on: date,
    subject: str,
    at: datetime,
    by: User | None = None,
    client: ApiClient | None = None,
    external_id: str = "",
) -> Trigger:
    """Record that something was formed, changed, decided, approved …; make what is owed for it.

    Args:
        by: the person at the desk, or None when a department's system reports it with its key (`client`).
        external_id: the system's own number; the same again returns what stands and changes nothing. Recorded at the
            desk, the same kind, day and subject of the item are the same event.

    Raises:
        ActRefused: a day to come, an item the unit does not answer for, or a term no event calls up.
        PermissionDenied: the person may not act for this unit.
    """
    if by is not None:
        require(rules.may_act_for(by, unit), "您不能替这个单位登记。")
    elif client is None:
        raise ActRefused("登记须有登记人或来源系统。")
    if client is not None:
        stands_for = unit.is_descendant_of(client.unit, include_self=True)
        require(client.is_active and stands_for, "这个业务系统不能替这个单位登记。")
    known = (
        Trigger.objects.filter(client=client, external_id=external_id).first()
        if client and external_id
        else None
    )
    if known:
        return known
    today = timezone.localdate(at)
    row = _answered_for(township, unit, node, today)
    if happened_on > today and not may_lie_ahead(row.rules, event):
        raise ActRefused("发生日期不能晚于今天。")
    if by is not None and (again := _recorded(unit, node, event, happened_on, subject.strip())):
        return again
    trigger = Trigger(
        township=township, unit=unit, node=node, event=event, happened_on=happened_on, subject=subject.strip(),
        recorded_by=by, client=client, external_id=external_id, recorded_at=at,
    )  # fmt: skip
    trigger.clean_fields(exclude=["recorded_by", "client"])  # the constraint itself settles who came first
    try:
        with transaction.atomic():
            trigger.save()
    except IntegrityError:  # the same report came in twice at once
        return Trigger.objects.get(client=client, external_id=external_id)
    found = occasions_of(trigger, row, township, work_calendar())
    if not found and happened_on >= township.started_on:
        raise ActRefused("这个事项的公开时限不从这类事件起算，请换一类事件，或核对公开时限。")
    Duty.objects.bulk_create(
        Duty(
            township=township, unit=unit, node=node, domain_id=row.domain_id, adoption_id=row.adoption_id,
            trigger=trigger, occasion=occasion.key, part=occasion.part, first=occasion.first, last=occasion.last,
            due_on=occasion.due_on, provisional=occasion.provisional,
        )
        for occasion in found
    )  # fmt: skip
    matching.match(township=township, unit_id=unit.pk, nodes={node.pk}, at=at)  # it may be public already
    _renew_pages(township, unit)
    return trigger


def _recorded(unit: Unit, node: Node, event: Event, happened_on: date, subject: str) -> Trigger | None:
    """The same event as somebody wrote it down before; the unit is locked, so that a second click finds the first."""
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    return Trigger.objects.filter(
        unit=unit, node=node, event=event, happened_on=happened_on, subject=subject
    ).first()


def _answered_for(township: Township, unit: Unit, node: Node, today: date) -> Row:
    """The row the unit answers for.

    Raises:
        ActRefused: another unit answers for it, it is not involved or stopped, or it is no item of this township.
    """
    row = owing(township, today, {node.pk}).answering(unit.pk, node.pk)
    if row is None or row.unit_id != unit.pk:
        raise ActRefused("这个事项不由这个单位负责，或本镇不涉及。")
    return row


@transaction.atomic
def confirm_nothing_new(*, unit: Unit, duties: Sequence[int], by: User, at: datetime) -> Confirmation:
    """Sign that on the ticked duties there is nothing new: one signature per unit and quarter, dated and public.

    Only turns of recurring rules can be confirmed; an event that happened must be published.

    Raises:
        ActRefused: nothing ticked, a duty of another unit, one that is no longer open, or one that an event made.
        PermissionDenied: the person may not sign for this unit.
    """
    require(rules.may_sign_for(by, unit), "您不能替这个单位确认。")
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # two lists signed at once make one signature
    wanted = sorted(set(duties))
    found = list(Duty.objects.select_for_update(of=("self",)).filter(pk__in=wanted, unit=unit).order_by("pk"))
    if not wanted or len(found) != len(wanted):
        raise ActRefused("请勾选本单位要确认的事项。")
    for duty in found:
        if not duty.periodic:
            raise ActRefused(f"“{duty.node}”已登记了要公开的事件，须公开，不能确认为无新增。")
        if (opens := confirmable_from(duty.first, duty.last, duty.due_on)) > timezone.localdate(at):
            raise ActRefused(f"“{duty.node}”这一期还没有结束，{opens:%Y-%m-%d} 起才能确认无新增。")
    township = Township.objects.get(unit__tree_id=unit.tree_id)
    first, last = _quarter(timezone.localdate(at))
    # a second list signed in the same quarter joins the first signature of that person
    signed, _ = Confirmation.objects.get_or_create(
        township=township,
        unit=unit,
        quarter_from=first,
        quarter_until=last,
        signed_by=by,
        defaults={"signed_at": at},
    )
    for duty in found:
        try:
            duty.state = next_duty_state(DutyState(duty.state), DutyVerb.CONFIRM)
        except DutyRefused:
            raise ActRefused(
                f"“{duty.node}”{duty.get_state_display()}，刚被别人办理过，请刷新后再勾选。"
            ) from None
        duty.confirmation, duty.discharged_on = signed, timezone.localdate(at)
        duty.version += 1
    Duty.objects.bulk_update(found, ["state", "confirmation", "discharged_on", "version"])
    adoptions.note_nothing_new(
        adoptions={duty.adoption_id for duty in found if duty.adoption_id}, on=timezone.localdate(at)
    )
    raise_generation(township)
    return signed


def sign_turns(turns: DutyQuerySet, *, signed: Confirmation, on: date) -> int:
    """Put many open turns under one signature by one statement, as `confirm_nothing_new` would one by one. How many.

    For records made in bulk (the demonstration): rights and the adoptions' dates are the caller's.
    """
    open_turns = turns.filter(unit=signed.unit).confirmable(on)
    state = next_duty_state(DutyState.OPEN, DutyVerb.CONFIRM)
    return open_turns.update(state=state, confirmation=signed, discharged_on=on, version=F("version") + 1)


def _quarter(day: date) -> tuple[date, date]:
    """First and last day of the quarter a day lies in."""
    first = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return first, date.fromordinal(following.toordinal() - 1)


@transaction.atomic
def waive(*, pk: int, reason: str, by: User, at: datetime, version: int | None = None) -> Duty:
    """Release a unit from one duty, with a reason that stays on record."""
    duty = _locked(pk, version)
    require(rules.may_waive(by, duty.unit), "免除公开任务须由政务公开机构负责人或签发领导办理。")
    reason = _words(reason, "请写明免除的理由。")
    try:
        duty.state = next_duty_state(DutyState(duty.state), DutyVerb.WAIVE)
    except DutyRefused as refused:
        raise ActRefused(str(refused)) from None
    duty.reason, duty.decided_by = reason, by
    duty.version += 1
    duty.save()
    DutyTrace.objects.create(
        duty=duty, at=at, by=by, cause=f"免除：{duty.reason}"[:120], old_due_on=duty.due_on, new_due_on=duty.due_on,
        old_state=DutyState.OPEN, new_state=DutyState.WAIVED,
    )  # fmt: skip
    _renew_pages(duty.township, duty.unit)
    return duty


@transaction.atomic
def explain_late(
    *, pk: int, unit: Unit, cause: str, by: User, at: datetime, version: int | None = None
) -> Duty:
    """Record which unit was late and why.

    Raises:
        ActRefused: the duty is not late, or no cause is given.
    """
    duty = _locked(pk, version)
    require(rules.may_act_for(by, duty.unit) or rules.may_waive(by, duty.unit), "您不能替这个单位说明。")
    if not Duty.objects.late(timezone.localdate(at)).filter(pk=pk).exists():
        raise ActRefused("这件事没有逾期。")
    cause = _words(cause, "请写明逾期的原因。")
    if unit.tree_id != duty.unit.tree_id:
        raise ActRefused("责任单位须是本乡镇的单位。")
    duty.late_unit, duty.late_cause = unit, cause
    duty.version += 1
    duty.save()
    return duty


def _renew_pages(township: Township, unit: Unit) -> None:
    """A village's page tells residents what is still to come; what other units owe stands on no public page."""
    if unit.kind == UnitKind.VILLAGE:
        raise_generation(township)


def _words(text: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise ActRefused(missing)
    if len(words) > REASON:
        raise ActRefused(f"最多写{REASON}个字，现在有{len(words)}个。")
    return words


def _locked(pk: int, version: int | None) -> Duty:
    duty = Duty.objects.select_for_update(of=("self",)).select_related("unit", "node", "township").get(pk=pk)
    if version is not None and duty.version != version:
        raise ActRefused(f"“{duty.node}”刚被别人办理过（{duty.get_state_display()}），请刷新后再办。")
    return duty
