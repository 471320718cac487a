"""The one notice that asks for correction, and the correction (CLK-2 … CLK-4); reasons for excess requests (CLK-10)."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import User, work_calendar
from disclosure.actions.applications import files, letters
from disclosure.actions.applications.course import Incomplete, locked, reception_of, step
from disclosure.actions.publications import Upload
from disclosure.law.clock import Fault
from disclosure.law.documents import Doc
from disclosure.law.intake import CORRECTION_REASONS
from disclosure.law.steps import Act
from disclosure.models import Application, CaseFileRole, Correction, ReasonRequest
from disclosure.sheets.letters.compose import day

CONSEQUENCE = "无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。"
NO_REASONS = "逾期不说明理由，或者说明的理由不合理的，本机关不予处理。"


@transaction.atomic
def ask(
    *,
    pk: int,
    by: User,
    at: datetime,
    reasons: Sequence[str],
    points: str,
    guidance: str,
    version: int | None = None,
) -> Application:
    """Ask once for everything that has to be corrected, with guidance and a reasonable period, by DOC-3.

    A notice after the seventh working day is sent all the same, but the term runs on (CLK-4).

    Raises:
        Incomplete: a second notice, no reason, no point or no guidance.
    """
    before = locked(pk, version)
    if Correction.objects.filter(application=pk).exists():
        raise Incomplete("补正只能告知一次，这件申请已经告知过。")
    if not reasons or set(reasons) - set(CORRECTION_REASONS):
        raise Incomplete("请选择需要补正的原因。")
    if not points.strip() or not guidance.strip():
        raise Incomplete("请一次写全需要补正的内容和补正的方法。")
    today = timezone.localdate(at)
    until = work_calendar().add(today, reception_of(before.township).correction_days).on
    application = step(
        pk, Act.ASK_CORRECTION, by=by, at=at, note="；".join(CORRECTION_REASONS[key] for key in reasons),
        told=f"申请内容需要补正，请在 {day(until)} 前补正。", facts={"until": until}, version=version,
    )  # fmt: skip
    Correction.objects.create(
        application=application, reasons=list(reasons), points=points, guidance=guidance, asked_on=today, until=until,
        late=Fault.CORRECTION_LATE in application.faults,
    )  # fmt: skip
    letters.issue(
        application=application, doc=Doc.CORRECTION, by=by, at=at,
        slots={"points": points, "guidance": guidance, "until": day(until), "consequence": CONSEQUENCE},
    )  # fmt: skip
    application.save()
    return application


@transaction.atomic
def receive(
    *,
    pk: int,
    by: User | None,
    at: datetime,
    answer: str,
    on: date | None = None,
    uploads: Sequence[Upload] = (),
    version: int | None = None,
) -> Application:
    """The correction is in; a full new term runs from this day.

    Args:
        by: None where the applicant sends it from his status page.
        on: the day it came in; today without.

    Raises:
        Incomplete: nothing was corrected, a day before the notice or to come.
        FileRefused: see `files.keep`.
    """
    if not answer.strip() and not uploads:
        raise Incomplete("请填写补正的内容，或者上传补正材料。")
    locked(pk, version)
    correction = Correction.objects.get(application=pk)
    on = on or timezone.localdate(at)
    if on < correction.asked_on:
        raise Incomplete("补正的日期不能早于告知的日期。")
    application = step(
        pk, Act.CORRECT, by=by, at=at, on=on, told="已收到补正材料，答复期限重新计算。", version=version
    )
    correction.answered_on, correction.answer = on, answer
    correction.save()
    for upload in uploads:
        files.keep(application=application, role=CaseFileRole.CORRECTION, upload=upload, by=by, at=at)
    application.save()
    return application


@transaction.atomic
def ask_reasons(*, pk: int, by: User, at: datetime, facts: str, version: int | None = None) -> Application:
    """Ask why so much or so often, by DOC-4; the term runs on (CLK-10).

    Raises:
        Incomplete: no facts, or asked before.
    """
    if not facts.strip():
        raise Incomplete("请写明数量、频次的情况。")
    locked(pk, version)
    if ReasonRequest.objects.filter(application=pk).exists():
        raise Incomplete("已经要求说明过理由。")
    application = step(pk, Act.ASK_REASONS, by=by, at=at, told="请说明申请的理由。", version=version)
    today = timezone.localdate(at)
    until = work_calendar().add(today, reception_of(application.township).reasons_days).on
    ReasonRequest.objects.create(application=application, facts=facts, asked_on=today, until=until)
    letters.issue(
        application=application, doc=Doc.REASONS, by=by, at=at,
        slots={"facts": facts, "until": day(until), "consequence": NO_REASONS},
    )  # fmt: skip
    application.save()
    return application


@transaction.atomic
def take_reasons(
    *, pk: int, by: User | None, at: datetime, answer: str, version: int | None = None
) -> Application:
    """What the applicant says, or nothing when his days are over.

    Raises:
        Incomplete: nothing said and the days not over.
    """
    locked(pk, version)
    asked = ReasonRequest.objects.get(application=pk)
    today = timezone.localdate(at)
    if not answer.strip() and today <= asked.until:
        raise Incomplete(f"说明理由的期限到 {asked.until} 为止，还没有过。")
    application = step(
        pk, Act.REASONS, by=by, at=at, note="" if answer.strip() else "逾期没有说明理由",
        told="已收到您说明的理由。" if answer.strip() else "逾期没有说明理由。", version=version,
    )  # fmt: skip
    asked.answer, asked.answered_on = answer or None, today if answer.strip() else None
    asked.save()
    application.save()
    return application


@transaction.atomic
def defer(
    *, pk: int, by: User, at: datetime, until: date, reason: str, version: int | None = None
) -> Application:
    """Reasons are good, but it cannot be done in time: a later day is set and told (CLK-10).

    Raises:
        Incomplete: no reason, no reasons asked for, or a day that is not later.
    """
    if not reason.strip():
        raise Incomplete("请写明理由。")
    before = locked(pk, version)
    asked = ReasonRequest.objects.filter(application=pk, answered_on__isnull=False).first()
    if asked is None:
        raise Incomplete("先要求申请人说明理由，理由合理的才能另行确定答复日期。")
    if before.due_on is None or until <= before.due_on:
        raise Incomplete("另行确定的日期应当晚于现在的答复期限。")
    application = step(
        pk, Act.DEFER, by=by, at=at, note=reason, told=f"因申请数量、频次较大，答复日期确定为 {day(until)}。",
        facts={"until": until}, version=version,
    )  # fmt: skip
    asked.reasonable = True
    asked.save(update_fields=["reasonable"])
    application.save()
    return application
