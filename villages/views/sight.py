"""Which villages a person at the desk sees, for pages of one village each."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from catalog.models import Unit
from catalog.rules import roles
from catalog.views.access import OfficeRequest
from villages import rules

PER_PAGE = 60


def one_village(request: OfficeRequest, unit_pk: int) -> Unit:
    """The village, if the person may see what it enters.

    Raises:
        Http404: he may not, or it is none.
    """
    return get_object_or_404(rules.villages_of(request.user, request.township), pk=unit_pk)


def villages_page(request: OfficeRequest, what: str, name: str, lead: str) -> HttpResponse:
    """The villages in sight as a way to the page `name` of each; whoever sees a single one goes there at once."""
    if not roles(request.user) & rules.READERS:
        raise Http404
    page = Paginator(rules.villages_of(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    units = list(page.object_list)
    if page.paginator.count == 1:
        return redirect(name, units[0].pk)
    context = {
        "what": what,
        "lead": lead,
        "name": name,
        "units": units,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "crumbs": [(what, "")],
    }
    return render(request, "villages/choose.html", context)
