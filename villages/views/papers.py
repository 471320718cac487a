"""Papers behind a sheet: put in from a telephone, one paper with what is done with it, its files in clear for those who check."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions.refusals import ActRefused
from catalog.views.access import OfficeRequest
from disclosure.checks.files import FileRefused
from disclosure.law.lifecycle import StepRefused
from disclosure.models.sealed import SealBroken
from disclosure.views.files import size_label
from villages import rules
from villages.actions import papers as acts
from villages.forms.acts import offered
from villages.forms.papers import ACTS, ENTRY, AddForm, LookForm
from villages.models import SheetPaper
from villages.queries import papers as queries
from villages.sheets.scans import TYPES
from villages.views import sheets

LOOKS = 20  # newest, on the page of a paper
_NO = (ActRefused, StepRefused, PermissionDenied, FileRefused)
# Nothing runs but the browser's own viewers of pictures and of PDF, which a sandbox or a bare 'none' would stop.
_POLICY = (
    "default-src 'none'; img-src 'self'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)


@require_POST
def paper_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Keep scans. What was typed into the sheet on the same page comes along: kept if it can be, else shown as it was."""
    found = sheets.load(request, pk)
    if not rules.may_enter(request.user, found.unit):
        raise Http404
    typing = "version" in request.POST
    form = AddForm(request.POST, request.FILES, sheet=found, beside=ENTRY if typing else "")
    added = form.is_valid() and _added(request, pk, form)
    entry = sheets.Entry(found, request.POST) if typing else None
    if entry is None or _typed_kept(request, entry):
        if added:
            return redirect(reverse("villages:sheet", args=[pk]) + "#papers")
        entry = None
    found = sheets.load(request, pk)
    bound = {} if added else {"papers": form}
    return sheets.sheet_page(request, found, entry or sheets.Entry(found), bound, status=409)


def _typed_kept(request: OfficeRequest, entry: Any) -> bool:
    """Keep the lines that came along with the scans; whether they could be."""
    if not entry.is_valid():
        return False
    try:
        entry.keep(request)
    except _NO as refused:
        entry.head.add_error(None, str(refused))
        return False
    messages.success(request, f"已保存{entry.told}。")
    return True


def _added(request: OfficeRequest, pk: int, form: AddForm) -> bool:
    try:
        made = acts.add(sheet_pk=pk, by=request.user, at=timezone.now(), **form.arguments())
    except _NO as refused:
        form.add_error("number" if isinstance(refused, acts.PaperRefused) else None, str(refused))
        return False
    messages.success(request, f"已存入 {len(made)} 个文件。" if made else "这些文件已经存过，没有重复存入。")
    return True


def paper(request: OfficeRequest, pk: int) -> HttpResponse:
    """One paper with what the reader may do with it; the files themselves have addresses of their own."""
    return _page(request, _load(request, pk), {})


@require_POST
def paper_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Do one act. A refusal is said on the same page, what was typed stays."""
    found, handling = _load(request, pk), ACTS.get(act)
    if handling is None:
        raise Http404
    form = handling.form(request.POST, request.FILES, prefix=act)
    if form.is_valid():
        try:
            handling.action(pk=pk, by=request.user, at=timezone.now(), **form.arguments())
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{found}：{handling.button}，已办。")
            if act == "remove":
                return redirect(reverse("villages:sheet", args=[found.sheet_id]) + "#papers")
            return redirect("villages:paper", pk)
    return _page(request, _load(request, pk), {act: form}, status=409)


@require_http_methods(["GET", "POST"])
def paper_original(request: OfficeRequest, pk: int) -> HttpResponse:
    """The original in clear. POST brings the reason of those who must give one."""
    return _file(request, pk, redacted=False)


@require_http_methods(["GET", "POST"])
def paper_copy(request: OfficeRequest, pk: int) -> HttpResponse:
    """The copy in which everything personal is to be covered."""
    return _file(request, pk, redacted=True)


def _file(request: OfficeRequest, pk: int, *, redacted: bool) -> HttpResponse:
    found = _load(request, pk)
    form, reason = LookForm(request.POST or None), ""
    if request.method == "POST":
        if not form.is_valid():
            return _page(request, found, {"look": form}, status=409)
        reason = form.cleaned_data["reason"]
    try:
        data = acts.read(paper=found, by=request.user, at=timezone.now(), redacted=redacted, reason=reason)
    except acts.PaperRefused as refused:
        messages.error(request, str(refused))
        return redirect("villages:paper", pk)
    except (SealBroken, OSError):
        messages.error(request, "这个文件读不出来，可能已损坏。请告诉管理员，并请村里重新扫描。")
        return redirect("villages:paper", pk)
    suffix = found.redacted_suffix if redacted else found.suffix
    answer = HttpResponse(data, content_type=TYPES[suffix])
    name = f"{found}{'（副本）' if redacted else ''}{suffix}"
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _POLICY
    return answer


def _load(request: OfficeRequest, pk: int) -> SheetPaper:
    """The paper, if the person may open it."""
    return get_object_or_404(
        rules.papers_of(request.user)
        .filter(sheet__township=request.township)
        .select_related(
            "sheet__unit", "sheet__node", "sheet__township__unit", "added_by", "offered_by", "confirmed_by"
        ),
        pk=pk,
    )


def _page(
    request: OfficeRequest, found: SheetPaper, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    sheet = found.sheet
    context = {
        "found": found,
        "sheet": sheet,
        "size": size_label(found.size),
        "public": bool(queries.sent_along(sheet, [found])),
        "handles": rules.handles_papers(request.user, sheet.unit),
        "look": bound.get("look") or LookForm(),
        "looks": list(queries.looks(found)[:LOOKS]),
        "acts": offered(ACTS, request.user, found, bound),
        "crumbs": [(str(sheet), reverse("villages:sheet", args=[sheet.pk])), (str(found), "")],
    }  # fmt: skip
    answer = render(request, "villages/paper.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
