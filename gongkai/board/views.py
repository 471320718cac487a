"""The board and the records behind its figures. Nothing here changes anything."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.law.roles import Role
from catalog.models import Township, User
from catalog.views.access import OfficeRequest
from gongkai.board import charts, figures
from gongkai.board import export as sheets
from gongkai.board.figures import MAP, Bounds, Cut, Figure
from gongkai.board.forms import PeriodForm, RecordsForm
from gongkai.board.measures import MEASURES, SHARE, SOON_DAYS, Measure, Over
from gongkai.board.periods import DEFAULT_SPAN, SPANS

ROLES = frozenset(
    {Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER, Role.OFFICE_HEAD, Role.SUPERVISOR, Role.ADMIN}
)
PER_PAGE = 50
View = Callable[..., HttpResponseBase]


def bounds(user: User, township: Township) -> Bounds:
    """Units whose figures a person sees: those below where a role of the board is held; None is the whole township.

    Raises:
        PermissionDenied: no role of the board in this township.
    """
    held = [
        place
        for place in rules.places(user)
        if place.role in ROLES and place.tree_id == township.unit.tree_id
    ]
    if not held:
        raise PermissionDenied("看板供负责人、领导和督查员查看。")
    if any(place.unit_id == township.unit_id for place in held):
        return None
    return frozenset(
        rules.units_of(user, *ROLES).filter(tree_id=township.unit.tree_id).values_list("pk", flat=True)
    )


def overseer(view: View) -> View:
    """Only for those who lead or supervise; the view gets the units they see."""

    @wraps(view)
    def guarded(request: OfficeRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, seen=bounds(request.user, request.township), **kwargs)

    return require_safe(guarded)


@overseer
def board(request: OfficeRequest, seen: Bounds) -> HttpResponse:
    """Coverage, timeliness, what falls due, and the year's course."""
    today = timezone.localdate()
    form = PeriodForm(request.GET or None, initial={"span": DEFAULT_SPAN})
    found = figures.board(
        request.township, seen, form.period(today) if form.is_bound else SPANS[DEFAULT_SPAN][1](today), today
    )
    context = {
        "board": found,
        "form": form,
        "legend": MAP,
        "share_definition": SHARE,
        "small_sample": figures.SMALL_SAMPLE,
        "soon_days": SOON_DAYS,
        "trend": charts.trend(found.months),
        "whole": seen is None,
        "crumbs": [("看板", "")],
    }
    return render(request, "board/board.html", context)


@overseer
def records(request: OfficeRequest, key: str, seen: Bounds) -> HttpResponse:
    """The records behind a figure, with what it counts."""
    measure = _measure(key)
    form, cut = _asked(request, measure, seen)
    found: Any = sheets.ordered(measure, cut.records(measure)) if cut else []
    page: Page[Any] = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "measure": measure,
        "figure": Figure(measure, page.paginator.count, cut) if cut else None,
        "form": form,
        "lines": sheets.lines(measure, page.object_list, cut) if cut else [],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": query.urlencode(),
        "period": cut.period if cut and measure.over == Over.DUE else None,
        "columns": sheets.columns(measure),
        "days": sheets.DAYS,
        "too_many": page.paginator.count > sheets.MOST,
        "most": sheets.MOST,
        "crumbs": [("看板", reverse("board:board")), (measure.label, "")],
    }
    return render(request, "board/records.html", context)


@overseer
def export(request: OfficeRequest, key: str, seen: Bounds) -> HttpResponseBase:
    """The same records as .xlsx."""
    measure = _measure(key)
    _, cut = _asked(request, measure, seen)
    if cut is None:
        raise Http404
    found = sheets.ordered(measure, cut.records(measure))
    if found.count() > sheets.MOST:
        return render(
            request,
            "board/too_many.html",
            {"most": sheets.MOST, "crumbs": [("看板", reverse("board:board")), ("导出", "")]},
            status=422,
        )
    told = [measure.definition, *_told(cut, measure), f"导出日期：{cut.today:%Y-%m-%d}"]
    stream = sheets.write(measure, found, cut, told)
    return FileResponse(
        stream,
        as_attachment=True,
        filename=f"{request.township.short_name}{measure.label}{cut.today:%Y%m%d}.xlsx",
        content_type=sheets.XLSX,
    )


def _measure(key: str) -> Measure:
    if key not in MEASURES:
        raise Http404
    return MEASURES[key]


def _asked(request: OfficeRequest, measure: Measure, seen: Bounds) -> tuple[RecordsForm, Cut | None]:
    """The form as asked, and where it leads; None when it asks for something that is not there."""
    today = timezone.localdate()
    usual = SPANS[DEFAULT_SPAN][1](today)
    asked = request.GET.copy()
    if not asked.get("since") and not asked.get("until"):
        asked["since"], asked["until"] = usual.first.isoformat(), usual.last.isoformat()
    form = RecordsForm(
        asked,
        measure=measure,
        domains=figures.domains_of(request.township),
        columns=figures.columns_of(request.township, seen),
    )
    if not form.is_valid():
        return form, None
    return form, Cut(request.township, seen, form.own_period() or usual, today, **form.narrowed())


def _told(cut: Cut, measure: Measure) -> list[str]:
    """The filters in words."""
    told = [f"应公开日期：{cut.period}"] if measure.over == Over.DUE else []
    if cut.domain:
        told.append(f"领域：{cut.domain.name}")
    if cut.column:
        told.append(f"单位：{cut.column.label}")
    if cut.light:
        told.append(f"时间：{cut.light.label}")
    return told
