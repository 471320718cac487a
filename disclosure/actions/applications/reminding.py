"""Reminders of last days: on the desk always, by e-mail where one is kept; a number and a day, nothing personal (CLK-12)."""

from collections.abc import Iterator
from datetime import date, datetime

from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone

from catalog.law.roles import Role
from catalog.law.workdays import WorkCalendar
from catalog.models import Membership, work_calendar
from disclosure.law.clock import Fault, left
from disclosure.law.intake import confirm_by
from disclosure.law.steps import WAITING, Step
from disclosure.models import Application, DueChange, Reminder

DAYS = (5, 2, 0)  # working days before (D)
OVERDUE, UNCONFIRMED, NEARER = "overdue", "unconfirmed", "nearer"
ALERTS = frozenset({OVERDUE, *(fault.value for fault in Fault)})  # told to the supervisors as well (CLK-4)


def remind(at: datetime) -> str:
    """Send what is due; done twice, nothing goes out again. For the timer."""
    today, calendar = timezone.localdate(at), work_calendar()
    sent = 0
    cases = Application.objects.open().select_related("officer", "township__unit", "unit").order_by("pk")
    for case in cases:
        for about, words in _owed(case, today, calendar):
            sent += _once(case, about, words, at)
    return f"发出提醒 {sent} 条"


def _owed(case: Application, today: date, calendar: WorkCalendar) -> Iterator[tuple[str, str]]:
    for fault in case.faults:
        yield fault, f"申请 {case.number}：{Fault(fault).label}。"
    if case.state == Step.SUBMITTED:
        if today > confirm_by(case.arrived_on, calendar):
            yield UNCONFIRMED, f"申请 {case.number} 于 {case.arrived_on} 收到，还没有与申请人确认。"
        return
    if case.due_on is None or case.answered_on or case.state in WAITING:
        return
    if today > case.due_on:
        yield OVERDUE, f"申请 {case.number} 的答复期限是 {case.due_on}，已经逾期。"
        return
    days = left(case.due_on, today, calendar)
    passed = [n for n in DAYS if days <= n]
    if passed:
        rest = f"还有 {days} 个工作日" if days else "今天到期"
        yield str(min(passed)), f"申请 {case.number} 的答复期限是 {case.due_on}，{rest}。"


def tell_nearer(change: DueChange) -> None:
    """The alert on a last day that came nearer with the calendar, sent with the change itself (CAL-8)."""
    case = change.application
    words = (
        f"申请 {case.number} 的答复期限从 {change.was} 提前到 {change.now}（{change.cause}），请马上核对。"
    )
    _once(case, NEARER, words, change.at)


def _once(case: Application, about: str, words: str, at: datetime) -> int:
    with transaction.atomic():
        _, new = Reminder.objects.get_or_create(
            application=case, due_on=case.due_on, about=about, defaults={"at": at}
        )
        if new and (to := _addresses(case, about)):
            transaction.on_commit(
                lambda: send_mail(f"依申请公开提醒：{case.number}", words, None, to, fail_silently=True)
            )
    return int(new)


def _addresses(case: Application, about: str) -> list[str]:
    """The officer and the heads of the disclosure office, for an alert the supervisors too, as far as an address is kept."""
    told = (Role.OFFICE_HEAD, Role.SUPERVISOR) if about in ALERTS else (Role.OFFICE_HEAD,)
    heads = Membership.objects.in_force(timezone.localdate()).filter(
        role__in=told, unit__tree_id=case.township.unit.tree_id, user__is_active=True
    )
    found = {head.user.email for head in heads.select_related("user")}
    if case.officer is not None:
        found.add(case.officer.email)
    return sorted(found - {""})
