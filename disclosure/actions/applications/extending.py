"""Extension of the term: asked for by one, consented to by the head of the disclosure office (CLK-5)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from catalog.law.roles import Role
from catalog.models import User, work_calendar
from catalog.rules import has_role
from disclosure.actions.applications import letters
from disclosure.actions.applications.course import Incomplete, locked, reading_of, step
from disclosure.law.clock import EXTENSION_DAYS, Stop
from disclosure.law.documents import Doc
from disclosure.law.steps import Act
from disclosure.models import Application, Extension
from disclosure.sheets.letters.compose import day


@transaction.atomic
def ask(
    *, pk: int, by: User, at: datetime, reason: str, days: int = EXTENSION_DAYS, version: int | None = None
) -> Extension:
    """Ask the head for an extension.

    Raises:
        Incomplete: no reason, 0 or more than 20 days, extended before, one waits already, or the term is over.
    """
    if not reason.strip():
        raise Incomplete("请写明延期的理由。")
    if not 1 <= days <= EXTENSION_DAYS:
        raise Incomplete(f"延长1至{EXTENSION_DAYS}个工作日。")
    application = step(pk, Act.ASK_EXTENSION, by=by, at=at, note=f"{days}个工作日：{reason}", version=version)
    if application.extended_days:
        raise Incomplete("只能延期一次，这件申请已经延期过。")
    if application.extensions.filter(granted=None).exists():
        raise Incomplete("已经提出延期，正在等负责人决定。")
    _in_time(application, at)
    made = Extension.objects.create(
        application=application, days=days, reason=reason, asked_by=by, asked_at=at
    )
    application.save()
    return made


@transaction.atomic
def grant(
    *, pk: int, by: User, at: datetime, paper_head: str = "", remark: str = "", version: int | None = None
) -> Application:
    """Consent, and tell the applicant by DOC-5, both before the term is over.

    Args:
        paper_head: the head who consented on paper, entered by whoever acts; "" where the head acts himself.

    Raises:
        Incomplete: nothing was asked, the same person asked for it, no head and none named, the term is over.
    """
    before = locked(pk, version)
    asked = _asked(before)
    if asked.asked_by_id == by.pk:
        raise Incomplete("提出延期的人不能自己同意，也不能自己登记书面同意。")
    is_head = has_role(by, before.unit, Role.OFFICE_HEAD)
    if not is_head and not paper_head.strip():
        raise Incomplete("请写明书面同意的负责人姓名。")
    _in_time(before, at)
    old = before.due_on
    application = step(
        pk, Act.EXTEND, by=by, at=at, note=f"{paper_head or by}同意延长{asked.days}个工作日。{asked.reason}",
        told=f"答复期限延长{asked.days}个工作日。", facts={"days": asked.days, "was": old}, version=version,
    )  # fmt: skip
    asked.granted, asked.decided_by, asked.decided_at = True, by, at
    asked.paper_head, asked.remark = "" if is_head else paper_head, remark
    asked.save()
    letters.issue(
        application=application, doc=Doc.EXTENSION, by=by, at=at,
        slots={
            "due_on": day(old) if old else "", "new_due_on": day(application.due_on) if application.due_on else "",
            "reason": asked.reason.rstrip("。"),
        },
    )  # fmt: skip
    application.save()
    return application


@transaction.atomic
def refuse(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Application:
    """No extension: the term stays.

    Raises:
        Incomplete: nothing was asked, the same person asked for it, or no word why.
    """
    if not remark.strip():
        raise Incomplete("请写明不同意的理由。")
    asked = _asked(locked(pk, version))
    if asked.asked_by_id == by.pk:
        raise Incomplete("提出延期的人不能自己决定。")
    application = step(pk, Act.REFUSE_EXTENSION, by=by, at=at, note=remark, version=version)
    asked.granted, asked.decided_by, asked.decided_at, asked.remark = False, by, at, remark
    asked.save()
    application.save()
    return application


def _asked(application: Application) -> Extension:
    found = application.extensions.filter(granted=None).first()
    if found is None:
        raise Incomplete("没有人提出延期。")
    return found


def _in_time(application: Application, at: datetime) -> None:
    today = timezone.localdate(at)
    reading = reading_of(application, today, work_calendar())
    if reading is None or reading.due is None or (today > reading.due.on and reading.stopped != Stop.OPINION):
        raise Incomplete("答复期限已过或者没有在计算，不能延期。")
