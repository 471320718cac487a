"""The annual report as it goes out: preview, Word form, and last year's figures brought in by hand."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from catalog.actions.refusals import ActRefused
from catalog.rules import require
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions import reports as acts
from disclosure.forms.reports import (
    LastYearForm,
)
from disclosure.law.report import (
    APPLICANTS,
    Column,
    Section,
)
from disclosure.models import AnnualReport, ReportState
from disclosure.queries import reports as queries
from disclosure.sheets.reports import docx
from disclosure.sheets.reports.form import tables_of, title_of
from disclosure.views.reports import HOME, for_editors, load_report

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
USUAL_ITEM = "政府信息公开工作年度报告"  # the item of the statutory column (PAGE-2)

View = Callable[..., HttpResponse]


@for_editors
def report_preview(request: OfficeRequest, year: int) -> HttpResponse:
    """The report as the 2021 form prints it."""
    found = load_report(request, year)
    if found.imported:
        raise Http404
    figures = queries.figures(found, timezone.now())
    texts = _texts(found)
    context = {
        "report": found,
        "title": title_of(found.township.name, year),
        "sections": [
            {"section": section, "tables": _plain_tables(section, figures), "text": texts[section]}
            for section in Section
        ],
        "crumbs": [HOME, (f"{year}年", reverse("disclosure:report", args=[year])), ("预览", "")],
    }
    return render(request, "disclosure/reports/preview.html", context)


def _plain_tables(section: Section, figures: queries.Figures) -> list[dict[str, Any]]:
    def line(cells: Any) -> list[dict[str, Any]]:
        return [
            {"cell": cell, "scope": {"group": "colgroup" if cell.columns > 1 else "rowgroup"}.get(cell.scope, cell.scope)}
            for cell in cells
        ]  # fmt: skip

    return [
        {"table": table, "head": [line(x) for x in table.head], "body": [line(x) for x in table.body]}
        for table in tables_of(section, figures.report)
    ]


def _texts(found: AnnualReport) -> dict[Section, str]:
    kept = (found.frozen or {}).get("sections") or found.sections
    return queries.sections_of(kept)


@for_editors
def report_docx(request: OfficeRequest, year: int) -> HttpResponse:
    """The report as a Word document in the 2021 form."""
    found = load_report(request, year)
    if found.imported:
        raise Http404
    figures = queries.figures(found, timezone.now())
    title = title_of(found.township.name, year)
    data = docx.written(title, found.township.name, figures.report, _texts(found))
    response = HttpResponse(data, content_type=DOCX)
    mark = "" if found.state == ReportState.FROZEN else "（未定稿）"
    response["Content-Disposition"] = content_disposition_header(True, f"{title}{mark}.docx")
    return response


# ---- last year ------------------------------------------------------------------------------------------------
@for_editors
def report_last_year(request: OfficeRequest, year: int) -> HttpResponse:
    """Type in what the report of `year` takes up from the year before."""
    require(
        rules.may_freeze_report(request.user, request.township), "录入往年数据由政务公开工作机构负责人办理。"
    )
    held = AnnualReport.objects.filter(township=request.township, year=year - 1).first()
    form = LastYearForm(request.POST or None, year=year - 1, initial=_last_initial(held))
    if request.method == "POST" and form.is_valid():
        try:
            acts.import_last_year(
                township=request.township,
                year=year - 1,
                by=request.user,
                at=timezone.now(),
                **form.arguments(),
            )
        except ActRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{year - 1}年的数据已录入。")
            return (
                redirect("disclosure:report_check", year)
                if _there(request, year)
                else redirect("disclosure:report_list")
            )
    context = {
        "year": year - 1,
        "form": form,
        "ours": held is not None and not held.imported,
        "crumbs": [HOME, (f"录入{year - 1}年数据", "")],
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "disclosure/reports/last_year.html", context, status=status)


def _there(request: OfficeRequest, year: int) -> bool:
    return AnnualReport.objects.filter(township=request.township, year=year).exists()


def _last_initial(held: AnnualReport | None) -> dict[str, Any]:
    if held is None or not held.imported or not held.frozen:
        return {}
    carried = {
        column.value: held.frozen["carried_out"][column.value]
        for column in APPLICANTS
        if column != Column.TOTAL
    }
    texts = {f"text_{name}": text for name, text in held.sections.items()}
    return carried | texts | {"normative": held.frozen["normative_in_force"], "version": held.version}
