"""公开台账 under /office/ledger/: what was owed and what was made public, filtered, on screen and as a file."""

import tempfile
from datetime import date, datetime
from typing import Any

from django.core.paginator import Paginator
from django.http import (
    FileResponse,
    Http404,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from catalog.models import Unit
from catalog.rules import require, unit_bounds
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules
from disclosure.forms.ledger import DutyLedgerFilter, PublicationLedgerFilter
from disclosure.queries.ledger import STATES, Ledger, duties, publications
from disclosure.sheets.ledger import COLUMNS, csv_rows, write_xlsx

PER_PAGE = 50
IN_MEMORY = 4 * 2**20  # bytes of a workbook before it goes to a temporary file
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def ledger(request: OfficeRequest) -> HttpResponse:
    """The filtered lines, fifty a page, with their sums. Without a period asked for: this year up to today."""
    at = timezone.now()
    asked = _asked(request, at)
    found, form = _ledger(request, asked, at)
    return _page(request, found, form, asked)


@require_safe
def ledger_file(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """Exactly the filtered lines as .xlsx or .csv."""
    if kind not in ("xlsx", "csv"):
        raise Http404
    at = timezone.now()
    asked = _asked(request, at)
    found, form = _ledger(request, asked, at)
    if form.errors:
        return _page(request, found, form, asked)
    name = f"{request.township.short_name}政务公开台账{found.today:%Y%m%d}.{kind}"
    if kind == "csv":
        return StreamingHttpResponse(
            csv_rows(found.lines()),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": content_disposition_header(True, name) or "attachment",
            },
        )
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (the answer closes it)
    write_xlsx(
        found.lines(),
        file,
        title=f"{request.township.short_name}政务公开工作台账",
        subtitle=_subtitle(request, form.cleaned_data, found.today),
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)


def _asked(request: OfficeRequest, at: datetime) -> QueryDict:
    """The query with the default period written into it, so that links and files carry it."""
    asked = request.GET.copy()
    if "since" not in asked and "until" not in asked:
        today = timezone.localdate(at)
        asked["since"], asked["until"] = date(today.year, 1, 1).isoformat(), today.isoformat()
    return asked


def _ledger(request: OfficeRequest, asked: QueryDict, at: datetime) -> tuple[Ledger, Any]:
    """The ledger as filtered; nothing where the filter is not understood."""
    user, township = request.user, request.township
    require(rules.reads_duties(user, township), "公开台账由承办公开和督查的人员查看。")
    units = Unit.objects.filter(unit_bounds(user, rules.DUTY_READERS), tree_id=township.unit.tree_id)
    options: dict[str, Any] = {
        "known": outline_of(request),
        "units": units.order_by("lft"),
        "today": timezone.localdate(at),
    }
    owed = DutyLedgerFilter(asked, duties(user, township), **options)
    other = PublicationLedgerFilter(asked, publications(user, township), **options)
    if not owed.is_valid():
        return Ledger(township, owed.queryset.none(), other.queryset.none(), at), owed.form
    return Ledger(township, owed.qs, other.qs, at), owed.form


def _page(request: OfficeRequest, found: Ledger, form: Any, asked: QueryDict) -> HttpResponse:
    sums = found.sums()
    page = Paginator(range(sums["total"]), PER_PAGE).get_page(asked.get("page"))
    start = (page.number - 1) * PER_PAGE
    asked.pop("page", None)
    context = {
        "form": form,
        "labels": [label for label, _, _ in COLUMNS],
        "lines": list(found.lines(start, start + PER_PAGE)) if sums["total"] else [],
        "sums": [(label, sums[name]) for name, label in STATES.items()],
        "total": sums["total"],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": asked.urlencode(),
        "subtitle": "" if form.errors else _subtitle(request, form.cleaned_data, found.today),
        "crumbs": [("公开台账", "")],
    }
    return render(request, "disclosure/ledger.html", context, status=422 if form.errors else 200)


def _subtitle(request: OfficeRequest, values: dict[str, Any], today: date) -> str:
    since, until = values.get("since"), values.get("until")
    period = f"{since or '最早'}至{until or '最晚'}" if since or until else "全部"
    unit = values.get("unit")
    parts = [f"填报单位：{unit or request.township.name}", f"时段：{period}"]
    if values.get("state"):
        parts.append(f"状态：{STATES[values['state']]}")
    return "　".join([*parts, f"制表日期：{today.isoformat()}"])
