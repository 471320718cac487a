"""Pages on what a change of calendar, catalog or term did to the duties."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from catalog.models import CatalogRevision, RevisionState
from catalog.views import revisions_office
from catalog.views.access import OfficeRequest, outline_of
from disclosure.law.duties import DutyState
from disclosure.models import DutyTrace
from disclosure.queries.duties import matter_of
from gongkai.upkeep import renewal
from gongkai.upkeep.views import keeper

PER_PAGE = 50
APPROVE = "approve"


@keeper
def moves(request: OfficeRequest) -> HttpResponse:
    """Duties whose day or state moved: old and new day with the cause, newest first; with `at` those of one act."""
    differs = ~Q(old_due_on=F("new_due_on")) | Q(old_due_on__isnull=True) | ~Q(old_state=F("new_state"))
    traces = DutyTrace.objects.filter(differs, duty__township=request.township)
    at = _instant(request.GET.get("at", ""))
    if at is not None:
        traces = traces.filter(at=at)
    traces = traces.select_related("duty__trigger", "duty__unit", "duty__node", "by").order_by("-pk")
    page = Paginator(traces, PER_PAGE).get_page(request.GET.get("page"))
    known = outline_of(request)
    rows = []
    for trace in page.object_list:
        place = known.nodes.get(trace.duty.node_id)
        rows.append(
            {
                "trace": trace,
                "item": place.name if place else str(trace.duty.node),
                "matter": matter_of(trace.duty),
                "dropped": trace.new_state == DutyState.DROPPED,
                "revived": trace.old_state == DutyState.DROPPED,
            }
        )
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "rows": rows,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": query.urlencode(),
        "at": at,
        "crumbs": [("任务变动", "")],
    }
    return render(request, "upkeep/moves.html", context)


def _instant(words: str) -> datetime | None:
    try:
        found = parse_datetime(words)
    except ValueError:
        return None
    return found if found is not None and timezone.is_aware(found) else None


def revision_approve(request: OfficeRequest, pk: int) -> HttpResponse:
    """The catalog's own act of approval; the rows it changed are owed anew from here."""
    mine = CatalogRevision.objects.filter(pk=pk, township=request.township, state=RevisionState.APPROVED)
    stood = mine.exists()
    answer = revisions_office.office_revision_act(request, pk, APPROVE)
    if not stood and (revision := mine.first()) is not None:
        nodes = [node for node in revision.changes.values_list("node_id", flat=True) if node]
        renewed = renewal.renew(
            township=request.township, nodes=nodes, cause=renewal.REVISION, by=request.user, at=timezone.now()
        )
        if words := renewal.told("", renewed):
            messages.info(request, words)
    return answer
