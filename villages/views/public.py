"""Village pages for residents: the villages, one village, its accounts by year."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.law.vocabulary import UnitKind
from catalog.queries import pages, places
from catalog.queries.outline import UnitOutline
from catalog.views.access import PublicRequest, outline_of, public_page
from villages.actions.policy import policy_of
from villages.law.objections import OPEN
from villages.models import Objection, Village
from villages.queries import agreement, finance, lists, objections, officials, shown, wall
from villages.queries.cadence import cadence

NEWEST = 5
ANSWERED = 10
MONTHS = 6
SHEETS = 3
PER_PAGE = 20


@public_page()
def village_list(request: PublicRequest) -> HttpResponse:
    """The villages of the township. 1 query."""
    counts = pages.counts_by_unit(request.township, timezone.now())
    units = [unit for unit in outline_of(request).units.values() if unit.kind == UnitKind.VILLAGE]
    context = {
        "units": [(unit, counts.get(unit.pk, 0)) for unit in units],
        "crumbs": [("村务公开", "")],
    }
    return render(request, "villages/village_list.html", context)


@public_page()
def village(request: PublicRequest, pk: int) -> HttpResponse:
    """One village: what it is, its newest postings, the last months of its accounts, lists, property, decisions, questions and answers.

    The queries do not grow with what the village has published.
    """
    unit = _village(request, pk)
    known = outline_of(request)
    now = timezone.now()
    rows = list(pages.newest(request.township, now).filter(unit=pk)[:NEWEST])
    context = {
        "unit": unit,
        "village": Village.objects.filter(unit=pk).first(),
        "newest": pages.named(rows, known),
        "summary": lists.summary(pk),
        "agreement": agreement.summary(pk, request.township),
        "days": policy_of(request.township).objection_days,
        "groups": shown.newest(pk, request.township, now, SHEETS),
        "months": finance.public_months(pk)[:MONTHS],
        "cadence": cadence(pk, request.township, now),
        "answered": objections.answered(unit.pk, request.township, now)[:ANSWERED],
        "waiting": Objection.objects.filter(unit=pk, state__in=sorted(OPEN)).count(),
        "people": officials.in_post(unit, timezone.localdate(now)),
        "places": places.of_unit(pk),
        "postings": wall.latest_postings(pk, 3),
        "crumbs": [("村务公开", "/villages/"), (unit.name, "")],
    }
    return render(request, "villages/village.html", context)


@public_page(params=["year"])
def village_finance(request: PublicRequest, pk: int) -> HttpResponse:
    """A year of a village's accounts, month by month. 1 query."""
    unit = _village(request, pk)
    every = finance.public_months(pk)
    years = sorted({row.month.year for row in every}, reverse=True)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else (years[0] if years else 0)
    rows = [row for row in every if row.month.year == year]
    context: dict[str, Any] = {
        "unit": unit,
        "year": year,
        "years": years,
        "rows": rows,
        "bars": finance.bars(rows),
        "chart_width": finance.STEP * max(6, len(rows)),
        "income": sum(row.income for row in rows),
        "expense": sum(row.expense for row in rows),
        "crumbs": [("村务公开", "/villages/"), (unit.name, f"/villages/{pk}/"), ("财务公开", "")],
    }
    return render(request, "villages/village_finance.html", context)


@public_page(params=["page"])
def village_sheets(request: PublicRequest, pk: int, group: str) -> HttpResponse:
    """Every public sheet of a village of one group. 4 queries."""
    unit = _village(request, pk)
    if group not in shown.GROUPS:
        raise Http404
    heading, kinds, empty = shown.GROUPS[group]
    page = Paginator(shown.shown(pk, request.township, timezone.now(), kinds), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "unit": unit,
        "heading": heading,
        "empty": empty,
        "rows": shown.lines(page.object_list),
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "crumbs": [("村务公开", "/villages/"), (unit.name, f"/villages/{pk}/"), (heading, "")],
    }
    return render(request, "villages/village_sheets.html", context)


def _village(request: PublicRequest, pk: int) -> UnitOutline:
    found = outline_of(request).units.get(pk)
    if found is None or found.kind != UnitKind.VILLAGE:
        raise Http404
    return found
