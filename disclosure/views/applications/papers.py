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
from disclosure.models import Application, CaseFile, CaseFileRole
from disclosure.sheets.letters import pdf
from disclosure.views.applications.office import load
from disclosure.views.applications.taking import HOME

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LOGGED = frozenset({CaseFileRole.IDENTITY, CaseFileRole.AUTHORISATION, CaseFileRole.PROOF, CaseFileRole.FORM})


def letter(request: OfficeRequest, pk: int, key: str) -> HttpResponse:
    """A paper as a page."""
    found = load(request, pk)
    paper = get_object_or_404(found.letters.select_related("docx", "pdf"), key=key)
    if paper.state == "signed":  # its worker was ended before the files were made
        letters.make_files.call(paper.pk)
        paper.refresh_from_db()
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
    file = get_object_or_404(found.files, key=key)
    if file.role in LOGGED:
        _look(request, found, "打开身份证明等材料", f"file_{file.role}")
    return _download(file)


@require_POST
def reveal(request: OfficeRequest, pk: int) -> HttpResponse:
    """The applicant's data in clear, once, for a reason that is kept."""
    found = load(request, pk)
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


def package(request: OfficeRequest, pk: int) -> HttpResponse:
    """The archive's package of a case."""
    found = load(request, pk)
    if found.archived_at is None:
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
