"""Pages of imports: list, upload, preview with every row, confirm, give up."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions import imports
from catalog.actions.refusals import ActRefused
from catalog.models import ImportKind, ImportRun, ImportState, RowAction
from catalog.views.access import OfficeRequest
from gongkai.imports import tasks
from gongkai.imports.forms import UploadForm
from gongkai.imports.readers import READERS
from gongkai.upkeep.renewal import told

PER_PAGE = 50
LISTED = 20
DIRECT_BYTES = 60_000  # a sheet of some 300 rows is read at once, a bigger one by the worker
DIRECT_ROWS = 300
REFRESH_SECONDS = 2
BUSY = (ImportState.READING, ImportState.SAVING)


def import_list(request: OfficeRequest) -> HttpResponse:
    """Imports of this township, newest first."""
    kinds = _kinds(request)
    runs = ImportRun.objects.filter(township=request.township, kind__in=kinds).select_related("created_by")
    page = Paginator(runs.order_by("-pk"), LISTED).get_page(request.GET.get("page"))
    return render(request, "imports/list.html", _paged(page) | {"kinds": kinds, "crumbs": [("导入", "")]})


def upload(request: OfficeRequest) -> HttpResponse:
    """Upload a sheet. Nothing is saved into the records by this."""
    kinds = _kinds(request)
    form = UploadForm(
        request.POST or None,
        request.FILES or None,
        kinds=kinds,
        initial={"kind": request.GET.get("kind", "")},
        label_suffix="",
    )
    if request.method == "POST" and form.is_valid():
        file, extra = form.cleaned_data["file"], form.cleaned_data.get("extra")
        try:
            run = imports.upload(
                township=request.township,
                kind=ImportKind(form.cleaned_data["kind"]),
                file_name=file.name,
                data=file.read(),
                extra=extra.read() if extra else None,
                by=request.user,
                at=timezone.now(),
            )
        except ActRefused as refused:
            form.add_error("file", str(refused))
        else:
            if file.size <= DIRECT_BYTES and not extra:
                imports.preview(pk=run.pk, reader=READERS[ImportKind(run.kind)], at=timezone.now())
            else:
                tasks.read.enqueue(run.pk)
            return redirect("imports:preview", pk=run.pk)
    context = {"form": form, "crumbs": [("导入", reverse("imports:list")), ("上传", "")]}
    return render(request, "imports/upload.html", context, status=422 if form.errors else 200)


def preview(request: OfficeRequest, pk: int) -> HttpResponse:
    """What the sheet would do, row by row; while it is read or saved, how far it is."""
    run = _run(request, pk)
    counts = dict(run.rows.values_list("action").annotate(n=Count("pk")).order_by())
    filters = [
        {"name": action.value, "label": action.label, "count": counts.get(action, 0)}
        for action in (RowAction.REFUSED, RowAction.CHANGED, RowAction.NEW, RowAction.UNCHANGED)
    ]
    chosen = request.GET.get("action", "")
    if chosen not in RowAction.values:
        chosen = next((each["name"] for each in filters if each["count"]), RowAction.NEW.value)
    rows = run.rows.filter(action=chosen).order_by("line", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    busy = run.state in BUSY
    context = _paged(page) | {
        "run": run,
        "busy": busy,
        "filters": filters,
        "chosen": chosen,
        "total": sum(counts.values()),
        "query": f"action={chosen}",
        "may_confirm": run.state == ImportState.PREVIEW
        and not counts.get(RowAction.REFUSED)
        and sum(counts.values()) > counts.get(RowAction.UNCHANGED, 0),
        "may_cancel": run.state in (ImportState.PREVIEW, ImportState.READING, ImportState.FAILED),
        "crumbs": [("导入", reverse("imports:list")), (run.file_name, "")],
    }
    response = render(request, "imports/preview.html", context)
    if busy:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


@require_POST
def confirm(request: OfficeRequest, pk: int) -> HttpResponse:
    """Save every row or none: a small sheet at once, a big one in the worker."""
    run = _run(request, pk)
    now, renewed = timezone.now(), None
    try:
        imports.claim(pk=pk, by=request.user, at=now)
        if run.total_rows <= DIRECT_ROWS:
            run, renewed = tasks.confirm(run, by=request.user, at=now)
        else:
            tasks.save.enqueue(pk)
    except ActRefused as refused:
        messages.error(request, str(refused))
    else:
        if run.state == ImportState.DONE:
            messages.success(request, told(run.message, renewed))
    return redirect("imports:preview", pk=pk)


@require_POST
def cancel(request: OfficeRequest, pk: int) -> HttpResponse:
    """Give the run up."""
    _run(request, pk)
    try:
        imports.cancel(pk=pk, by=request.user, at=timezone.now())
    except ActRefused as refused:
        messages.error(request, str(refused))
        return redirect("imports:preview", pk=pk)
    messages.success(request, "已放弃这次导入，没有保存任何内容。")
    return redirect("imports:list")


def _kinds(request: OfficeRequest) -> list[ImportKind]:
    """The kinds of sheet this person may import here; nobody without any gets in."""
    kinds = [kind for kind in READERS if imports.may_import(request.user, request.township, kind)]
    if not kinds:
        raise PermissionDenied("您没有导入的权限。")
    return kinds


def _run(request: OfficeRequest, pk: int) -> ImportRun:
    """A run of this township and of a kind this person may import; anything else is not there."""
    runs = ImportRun.objects.select_related("created_by", "confirmed_by", "township__unit")
    return get_object_or_404(runs, pk=pk, township=request.township, kind__in=_kinds(request))


def _paged(page: Any) -> dict[str, Any]:
    numbers = list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
    return {"page": page, "pages": numbers, "query": ""}
