"""Last days reckoned anew: by night, since time passes, and when the calendar changes (CAL-8, CLK-12)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.law.workdays import WorkCalendar
from catalog.models import Township, User, work_calendar
from disclosure.actions.applications.course import locked, replay
from disclosure.actions.applications.reminding import tell_nearer
from disclosure.models import Application, DueChange

_PROJECTED = (
    "first_receipt_on", "receipt_on", "due_on", "due_provisional", "stopped", "waits_until", "faults", "extended_days",
)  # fmt: skip


def recompute(
    *, cause: str, by: User | None, at: datetime, township: Township | None = None
) -> list[DueChange]:
    """Replay every open case; the ones whose last day moved, each with its trace.

    Args:
        township: only its cases; None for all, since the calendar is one for all.
    """
    cases = Application.objects.open()
    if township is not None:
        cases = cases.of(township)
    calendar = work_calendar()
    moved = [_again(pk, cause, by, at, calendar) for pk in cases.order_by("pk").values_list("pk", flat=True)]
    return [change for change in moved if change is not None]


def by_night(at: datetime) -> str:
    """The nightly pass of the timer."""
    moved = recompute(cause="每日重新计算", by=None, at=at)
    return f"重新计算在办申请的期限，{len(moved)} 件有变动"


def nearer(changes: Sequence[DueChange]) -> list[DueChange]:
    """Those with less time than before."""
    return [change for change in changes if change.nearer]


def _again(pk: int, cause: str, by: User | None, at: datetime, calendar: WorkCalendar) -> DueChange | None:
    with transaction.atomic():
        case = locked(pk)
        before = {name: getattr(case, name) for name in _PROJECTED}
        replay(case, timezone.localdate(at), calendar)
        if before == {name: getattr(case, name) for name in _PROJECTED}:
            return None
        case.save(update_fields=_PROJECTED)
        if before["due_on"] == case.due_on:
            return None
        change = DueChange.objects.create(
            application=case, was=before["due_on"], now=case.due_on, cause=cause, by=by, at=at
        )
        if change.nearer:
            tell_nearer(change)
        return change
