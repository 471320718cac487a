"""The grid of what villages owed and did: villages × periods, one village, the duties behind a figure. Only reads."""

import tempfile
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from catalog.law.vocabulary import Origin
from catalog.models import Unit
from catalog.rules import roles
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules as duty_rules
from disclosure.law.duties import DutyState, confirmable_from
from disclosure.models import Duty
from disclosure.queries.duties import matter_of
from disclosure.views.duties import write_url
from villages import rules
from villages.forms.grid import Asked, asked, years_of
from villages.law.grid import MEASURE_OF, MEASURES, OWED, PARTS, UNDATED, By, Measure, Span, span_of, spans
from villages.law.matters import KeyContent
from villages.queries import grid as queries
from villages.sheets import grid as sheets

PER_PAGE = 30  # villages
DUTIES = 50  # a page
IN_MEMORY = 4 * 2**20  # bytes of a workbook before it goes to a temporary file
HOME = ("村务公开进度", reverse_lazy("villages:grid_list"))
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def grid_list(request: OfficeRequest) -> HttpResponse:
    """A year of each village in sight, by month or quarter. The queries do not grow with the villages."""
    _for_readers(request)
    today = timezone.localdate()
    years, want = _asked(request, today)
    page = Paginator(rules.villages_of(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    rows = _village_rows(request, list(page.object_list), want, today)
    context = _frame(want, years, today, rows) | {
        "groups": [("", rows)],
        "first": "村",
        "contents": [(content, want.query(key=content.value)) for content in KeyContent],
        "every_content": want.query(key=""),
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": want.query(),
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "villages/grid_list.html", context)


@require_safe
def grid_export(request: OfficeRequest, kind: str) -> HttpResponseBase:
    """The figures of all villages in sight as a file."""
    _for_readers(request)
    today = timezone.localdate()
    _, want = _asked(request, today)
    units = list(rules.villages_of(request.user, request.township))
    rows = _village_rows(request, units, want, today)
    return _file(request, kind, want, today, [("", rows)], ("村",), "各村")


@require_safe
def grid_village(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """A year of one village: its items, or the ten key contents."""
    unit = _village(request, unit_pk)
    today = timezone.localdate()
    years, want = _asked(request, today)
    groups, whole = _item_rows(request, unit, want, today)
    context = _frame(want, years, today, [whole]) | {
        "unit": unit,
        "groups": groups,
        "whole": whole,
        "first": "重点内容" if want.by_content else "事项",
        "views": [
            ("按事项", want.query(view=""), not want.by_content), ("按重点内容", want.query(view="keys"), want.by_content),
        ],
        "query": want.query(),
        "crumbs": [HOME, (str(unit), "")],
    }  # fmt: skip
    return render(request, "villages/grid_village.html", context)


@require_safe
def grid_village_export(request: OfficeRequest, unit_pk: int, kind: str) -> HttpResponseBase:
    """The figures of one village as a file."""
    unit = _village(request, unit_pk)
    today = timezone.localdate()
    _, want = _asked(request, today)
    groups, whole = _item_rows(request, unit, want, today)
    named = ("类别", "内容" if want.by_content else "事项")
    return _file(request, kind, want, today, [*groups, ("", [whole])], named, str(unit))


@require_safe
def grid_records(request: OfficeRequest, unit_pk: int, span: str) -> HttpResponse:
    """Exactly the duties a figure counts, each with the way to its record or to what discharges it."""
    unit = _village(request, unit_pk)
    today = timezone.localdate()
    days, measure = _figure(request, span)
    nodes, narrowed, words = _narrowed(request)
    if days is None:
        found: Any = queries.in_order(queries.undated([unit.pk], nodes))
    else:
        found = queries.records(unit.pk, days, measure, today, nodes)
    page = Paginator(found, DUTIES).get_page(request.GET.get("page"))
    year = days.first.year if days else today.year
    kept = "" if measure in (OWED, UNDATED) else f"as={measure.key}"
    context = {
        "unit": unit,
        "span": days,
        "measure": measure,
        "narrowed": words,
        "lines": _lines(request, unit, page.object_list, today),
        "parts": [
            (part, number, "&".join(filter(None, (narrowed, "" if part is OWED else f"as={part.key}"))))
            for part, number in (queries.parts(unit.pk, days, today, nodes) if days else [])
            if number or part is OWED or part is measure
        ],
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "&".join(filter(None, (narrowed, kept))),
        "crumbs": [
            HOME,
            (str(unit), f"{reverse('villages:grid_village', args=[unit.pk])}?year={year}"),
            (days.name if days else measure.label, ""),
        ],
    }  # fmt: skip
    return render(request, "villages/grid_records.html", context)


# ---- what was asked for ------------------------------------------------------------------------------------
def _for_readers(request: OfficeRequest) -> None:
    if not roles(request.user) & rules.READERS:
        raise Http404


def _village(request: OfficeRequest, pk: int) -> Unit:
    return get_object_or_404(rules.villages_of(request.user, request.township), pk=pk)


def _asked(request: OfficeRequest, today: date) -> tuple[list[int], Asked]:
    years = years_of(request.township, today)
    return years, asked(request.GET, years, today)


def _figure(request: OfficeRequest, span: str) -> tuple[Span | None, Measure]:
    """The days and the measure an address names; no days for the duties without one."""
    wanted = request.GET.get("as", OWED.key)
    if span == UNDATED.key:
        return None, UNDATED
    days = span_of(span)
    if days is None or wanted not in MEASURES:
        raise Http404
    return days, MEASURES[wanted]


def _narrowed(request: OfficeRequest) -> tuple[list[int] | None, str, str]:
    """Items of the content or the one item asked for, that as a query string, and in words."""
    key, item = request.GET.get("key", ""), request.GET.get("item", "")
    if key:
        if key not in set(KeyContent):
            raise Http404
        content = KeyContent(key)
        nodes = queries.items_by_content(request.township).get(content, [])
        return nodes, queries.query_of(key=content), content.label
    if item:
        pk = int(item) if item.isdecimal() and len(item) < 10 else 0
        if not pk:
            raise Http404
        place = outline_of(request).nodes.get(pk)
        return [pk], queries.query_of(item=pk), place.name if place else queries.ELSEWHERE
    return None, "", ""


# ---- what is shown -----------------------------------------------------------------------------------------
def _village_rows(request: OfficeRequest, units: list[Unit], want: Asked, today: date) -> list[queries.Row]:
    nodes, narrowed = None, ""
    if want.content:
        nodes = queries.items_by_content(request.township).get(want.content, [])
        narrowed = queries.query_of(key=want.content)
    return queries.by_village(units, want.year, want.by, today, nodes, narrowed)


def _item_rows(
    request: OfficeRequest, unit: Unit, want: Asked, today: date
) -> tuple[list[tuple[str, list[queries.Row]]], queries.Row]:
    if want.by_content:
        items = queries.items_by_content(request.township)
        return queries.by_content(unit, want.year, want.by, today, items)
    return queries.by_item(unit, want.year, want.by, today, outline_of(request))


def _frame(want: Asked, years: list[int], today: date, rows: list[queries.Row]) -> dict[str, Any]:
    """What both grids show around their rows."""
    columns, with_undated = spans(want.year, want.by), any(row.undated.count for row in rows)
    return {
        "columns": columns,
        "with_undated": with_undated,
        "wide": len(columns) + 2 + with_undated,
        "want": want,
        "years": [(year, want.query(year=year)) for year in years],
        "bys": [(by, want.query(by=by.value)) for by in By],
        "measures": [OWED, *PARTS],
        "undated": UNDATED,
        "today": today,
    }


def _lines(request: OfficeRequest, unit: Unit, duties: Iterable[Any], today: date) -> list[dict[str, Any]]:
    """Duties with the ways on that this person has. 1 query besides those of the duties."""
    duties, known = list(duties), outline_of(request)
    signs = duty_rules.may_sign_for(request.user, unit)
    enters = rules.may_enter(request.user, unit)
    evidence = {duty.publication_id for duty in duties if duty.publication_id}
    inside = set(duty_rules.visible(request.user).filter(pk__in=evidence).values_list("pk", flat=True))
    lines = []
    for duty in duties:
        is_open = duty.state == DutyState.OPEN and duty.first <= today
        place = known.nodes.get(duty.node_id)
        lines.append(
            {
                "duty": duty,
                "category": queries.category_of(place) if place else "",
                "matter": matter_of(duty),
                "measure": MEASURE_OF[duty.outcome] if duty.due_on else UNDATED,
                "inside": duty.publication_id in inside,
                "write": _write(duty) if enters and is_open else "",
                "confirm": signs and _can_be_confirmed(duty, today),
            }
        )
    return lines


def _write(duty: Duty) -> str:
    """Where what discharges it is written: a sheet for an item of the village list."""
    if duty.node.origin != Origin.VILLAGE:
        return write_url(duty)
    return f"{reverse('villages:sheet_begin', args=[duty.unit_id, duty.node_id])}?duty={duty.pk}"


def _can_be_confirmed(duty: Duty, today: date) -> bool:
    """As `DutyQuerySet.confirmable`, of one."""
    return (
        duty.state == DutyState.OPEN
        and duty.periodic
        and duty.due_on is not None
        and confirmable_from(duty.first, duty.last, duty.due_on) <= today
    )


def _file(
    request: OfficeRequest,
    kind: str,
    want: Asked,
    today: date,
    groups: list[tuple[str, list[queries.Row]]],
    named: tuple[str, ...],
    whose: str,
) -> HttpResponseBase:
    if kind not in ("xlsx", "csv"):
        raise Http404
    head, found = sheets.headings(named), sheets.lines(groups, grouped=len(named) > 1)
    content = want.content.label if want.content and len(named) == 1 else ""
    name = f"{request.township.short_name}{whose}{content}村务公开进度{want.year}年.{kind}"
    if kind == "csv":
        return StreamingHttpResponse(
            sheets.csv_rows(head, found),
            headers={
                "Content-Type": "text/csv; charset=utf-8",
                "Content-Disposition": content_disposition_header(True, name) or "attachment",
            },
        )
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  (the answer closes it)
    told = [
        f"{want.year}年，{want.by.label}{f'，只看{content}' if content else ''}，制表日期 {today:%Y-%m-%d}",
        "各数按应公开日期所在的期间统计，不含已取消的；没有期限日的不在各期里，只列在全年一行",
    ]
    sheets.write_xlsx(head, found, file, title=f"{request.township.short_name}{whose}村务公开进度", told=told)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=_XLSX)
