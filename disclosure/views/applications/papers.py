"""Papers and files of a case, the applicant's data in clear, the archive's package: each look is logged (PII-6)."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from catalog.views.access import OfficeRequest
from disclosure.actions.applications import archiving, letters, looking
from disclosure.forms.applications.taking import RevealForm
from disclosure.law.documents import Doc
from disclosure.law.steps import Step
from disclosure.models import (
    PROVING,
    AnswerReview,
    AnswerReviewResult,
    Application,
    CaseFile,
    CaseFileRole,
    LetterState,
)
from disclosure.sheets.channels.review_form import Opinion
from disclosure.sheets.letters import approval, pdf
from disclosure.views.applications.office import load
from disclosure.views.applications.taking import HOME

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def letter(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """A paper as a page."""
    found = load(request, pk)
    paper = get_object_or_404(found.letters.select_related("docx", "pdf"), key=key)
    if paper.state == "signed":  # its worker was ended before the files were made
        letters.make_files.call(paper.pk)
        paper.refresh_from_db()
    looking.read_paper(found, by=request.user, at=timezone.now(), title=paper.title)
    context = {
        "case": found,
        "letter": paper,
        "text": letters.text_of(paper),
        "crumbs": _crumbs(found, paper.title),
    }
    answer = render(request, "disclosure/applications/letter.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def case_file(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """A file of the case; those that prove who the applicant is are logged."""
    found = load(request, pk)
    file = get_object_or_404(found.files.exclude(file=""), key=key)
    if file.role in PROVING:
        _look(request, found, "打开身份证明等材料", f"file_{file.role}")
    elif file.role == CaseFileRole.LETTER:
        looking.read_paper(found, by=request.user, at=timezone.now(), title=file.get_role_display())
    return _download(file)


@require_POST
def reveal(request: OfficeRequest, pk: int) -> HttpResponse:
    """The applicant's data in clear, once, for a reason that is kept."""
    found = load(request, pk)
    if found.erased_at:
        raise Http404
    form = RevealForm(request.POST)
    shown: list[tuple[str, str]] = []
    if form.is_valid():
        shown = looking.look(found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    context = {"case": found, "form": form, "shown": shown, "crumbs": _crumbs(found, "申请人信息")}
    answer = render(
        request, "disclosure/applications/person.html", context, status=200 if form.is_valid() else 409
    )
    answer["Cache-Control"] = "no-store"
    return answer


def register_sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """申请登记表 (DOC-1) as it stands now."""
    found = load(request, pk)
    if found.erased_at:
        raise Http404
    _look(request, found, "打印申请登记表", "name")
    reception = found.township.reception
    events = "\n".join(f"{event.on}　{event.get_act_display()}" for event in found.events.all())
    text = letters.written(
        found, Doc.REGISTER,
        {
            "applicant": str(found.applicant.name), "channel": found.get_intake_display(), "unit": found.unit.name,
            "form": f"{found.get_carrier_display()}，{found.get_obtain_display()}", "progress": events, "date": "", "contact": "",
            "received_on": letters.common_slots(found, reception, timezone.now(), Doc.REGISTER)["received_on"] or "尚未确认",
            "due_on": letters.common_slots(found, reception, timezone.now(), Doc.REGISTER)["due_on"] or "停止计算或尚未起算",
        },
        reception=reception, at=timezone.now(),
    )  # fmt: skip
    return _sent(pdf.pdf(text), "application/pdf", f"申请登记表{found.number}.pdf")


def approval_sheet(request: OfficeRequest, pk: int) -> HttpResponse:
    """审批单 of the answer as it stands now, with what was signed on screen filled in; the applicant's name masked."""
    found = load(request, pk)
    answer = found.letters.filter(doc=Doc.ANSWER).exclude(state=LetterState.DROPPED).last()
    if answer is None or found.erased_at:
        raise Http404
    passed = {
        row.stage: row
        for row in found.answer_reviews.filter(
            round=found.round, result=AnswerReviewResult.PASSED
        ).select_related("by")
    }
    common = letters.common_slots(found, found.township.reception, timezone.now(), Doc.ANSWER)
    given = approval.Approval(
        agency=found.township.name, number=found.number, applicant=found.applicant_shown,
        received_on=common["received_on"], due_on=common["due_on"], requested=common["requested"],
        outcome=found.get_outcome_display(), decision=answer.decision or "", drafter=str(answer.drafted_by),
        drafted_on=timezone.localdate(answer.drafted_at),
        stages=[
            _signed(Step(stage), passed.get(stage))
            for stage in found.reviews or [stage.value for stage in found.township.reception.stages]
        ],
    )  # fmt: skip
    return _sent(pdf.pdf(approval.approval(given)), "application/pdf", f"答复审批单{found.number}.pdf")


def _signed(stage: Step, row: AnswerReview | None) -> Opinion:
    name = stage.label.removeprefix("待")
    if row is None:
        return Opinion(name)
    signer = row.signer if row.on_paper else str(row.by)
    return Opinion(name, row.remark or "同意", signer, row.signed_on or timezone.localdate(row.at))


def package(request: OfficeRequest, pk: int) -> HttpResponse:
    """The archive's package of a case."""
    found = load(request, pk)
    if found.archived_at is None or found.erased_at:
        raise Http404
    _look(request, found, "下载归档包", "package")
    letters.make_waiting(timezone.now(), case=pk)  # the inventory's, if its worker was ended
    return _sent(archiving.package(found), "application/zip", f"案卷{found.number}.zip")


def _look(request: OfficeRequest, found: Application, reason: str, field: str) -> None:
    looking.look(found, by=request.user, at=timezone.now(), reason=reason, fields=[field])


def _download(file: CaseFile) -> HttpResponse:
    with file.file.open("rb") as content:
        return _sent(
            content.read(),
            KINDS.get(file.kind, "application/octet-stream"),
            f"{file.get_role_display()}.{file.kind}",
        )


def _sent(data: bytes, kind: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _crumbs(found: Application, name: str) -> list[tuple[Any, Any]]:
    return [HOME, (found.number, reverse("disclosure:office_application", args=[found.pk])), (name, "")]
