"""The queues of applications, the calendar of their last days, and the search for an applicant."""

from datetime import date, timedelta
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.models import work_calendar
from catalog.rules import may_keep_catalog, roles
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.forms.applications.queues import ApplicationFilter, FindForm
from disclosure.law.steps import READERS
from disclosure.queries import applications as queries

PER_PAGE = 30
FOUND = 50
WEEKS = 6


def application_list(request: OfficeRequest) -> HttpResponse:
    """One queue, each case with its light. The queries do not grow with the rows."""
    _for_readers(request)
    today, calendar = timezone.localdate(), work_calendar()
    cases = queries.in_sight(request.user, request.township)
    of = queries.queues(request.user, today, calendar)
    name = request.GET.get("queue", "")
    if name not in of:
        name = "unit"
    found = ApplicationFilter(request.GET, cases.filter(of[name]))
    rows = found.qs if found.is_valid() else cases.none()
    page = Paginator(queries.in_order(rows, name), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    counted = queries.counts(cases, of)
    context = _frame(request) | {
        "lines": queries.lines(list(page.object_list), today, calendar),
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": f"&{query.urlencode()}" if query else "",
        "queue": name,
        "queues": [(key, label, counted.get(key)) for key, label in queries.QUEUES.items()],
        "filter": found,
        "find": FindForm(),
    }
    return render(request, "disclosure/applications/list.html", context)


@require_POST
def application_find(request: OfficeRequest) -> HttpResponse:
    """Cases of one applicant; what was typed stands in no address and no log."""
    _for_readers(request)
    form, today, calendar = FindForm(request.POST), timezone.localdate(), work_calendar()
    found: list[Any] = []
    if form.is_valid():
        cases = queries.in_sight(request.user, request.township)
        rows = queries.in_order(queries.found_by_person(cases, form.cleaned_data["person"]), "all")
        found = queries.lines(list(rows[:FOUND]), today, calendar)
    context = _frame(request) | {"find": form, "lines": found, "searched": form.is_valid()}
    answer = render(request, "disclosure/applications/found.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def application_calendar(request: OfficeRequest) -> HttpResponse:
    """Last days of the coming weeks, day by day."""
    _for_readers(request)
    today, calendar = timezone.localdate(), work_calendar()
    last = today + timedelta(weeks=WEEKS)
    cases = queries.in_sight(request.user, request.township).open().filter(answered_on=None, due_on__lte=last)
    by_day: dict[date, list[queries.CaseLine]] = {}
    for case in queries.in_order(cases, "due"):
        by_day.setdefault(max(case.due_on, today) if case.due_on else today, []).append(
            queries.line(case, today, calendar)
        )
    start = today - timedelta(days=today.weekday())
    weeks = [
        [
            (day, calendar.is_workday(day), day == today, by_day.get(day, []) if day >= today else [])
            for day in (start + timedelta(days=7 * week + n) for n in range(7))
        ]
        for week in range(WEEKS + 1)
    ]
    context = _frame(request) | {"weeks": weeks, "days": sorted(by_day.items())}
    return render(request, "disclosure/applications/calendar.html", context)


def application_moves(request: OfficeRequest) -> HttpResponse:
    """Last days that moved with the calendar, newest first (CAL-8).

    Whoever keeps the calendar sees what came of it: numbers and days. The cases themselves stay closed to them.
    """
    if not may_keep_catalog(request.user, request.township):
        _for_readers(request)
    page = Paginator(queries.due_changes(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = _frame(request) | {
        "page": page,
        "reads": bool(roles(request.user) & READERS),
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
    }
    return render(request, "disclosure/applications/moves.html", context)


def _for_readers(request: OfficeRequest) -> None:
    """For whoever has no part in applications these pages do not exist."""
    if not roles(request.user) & READERS:
        raise Http404


def _frame(request: OfficeRequest) -> dict[str, Any]:
    return {
        "may_take_in": rules.may_take_in(request.user, request.township),
        "may_erase": rules.may_erase(request.user, request.township),
        "crumbs": [("依申请公开", "")],
    }
