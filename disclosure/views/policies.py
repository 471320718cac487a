"""政策文件库: every public policy document of the township in one list (PAGE-9)."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.views.access import PublicRequest, public_page
from disclosure.forms.policies import FREE_TEXT, PARAMS, PolicyFilter
from disclosure.law.lifecycle import Validity
from disclosure.queries import policies
from disclosure.views.explaining import TABS

PER_PAGE = 20


@public_page(params=PARAMS, never=FREE_TEXT)
def policy_list(request: PublicRequest) -> HttpResponse:
    """The library, filtered and paged, with the number in force. 6 queries."""
    now = timezone.now()
    rows = policies.library(request.township, now)
    counts = policies.counts(rows)
    found = PolicyFilter(request.GET, rows, choices=policies.choices(rows))
    page = Paginator(found.qs if found.is_valid() else rows.none(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    documents = list(page.object_list)
    links = policies.links(documents, request.township, now) if documents else {}
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "filter": found,
        "documents": [(document, links.get(document.pk)) for document in documents],
        "total": sum(counts.values()),
        "in_force": policies.in_force(counts),
        "counts": [(validity.label, counts[validity]) for validity in Validity if counts.get(validity)],
        "page": page,
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "query": query.urlencode(),
        "tabs": TABS,
        "tab": "政策文件",
        "crumbs": [("政策文件库", "")],
    }
    return render(request, "disclosure/policy_list.html", context)
