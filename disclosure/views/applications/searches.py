"""Searches asked of a unit: what to look for, and nothing of who asked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.actions.refusals import ActRefused
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions.applications import searching
from disclosure.forms.applications.casework_acts import SearchFields
from disclosure.law.steps import NotAllowed
from disclosure.queries import applications as queries

SHOWN = 50


def search_list(request: OfficeRequest) -> HttpResponse:
    """What the person's units are asked to look for."""
    waiting = queries.searches_waiting(request.user, request.township)[:SHOWN]
    context = {"searches": waiting, "today": timezone.localdate(), "crumbs": [("协办查找", "")]}
    return render(request, "disclosure/applications/searches.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: OfficeRequest, pk: int) -> HttpResponse:
    """One search, answered."""
    found = get_object_or_404(
        rules.searches_of(request.user).filter(application__township=request.township).select_related("unit"),
        pk=pk,
    )
    form = SearchFields(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            searching.answer(search_pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (NotAllowed, ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "查找结果已回复。")
            return redirect("disclosure:search_list")
    context = {
        "search": found,
        "form": form,
        "crumbs": [("协办查找", reverse("disclosure:search_list")), (found.what[:20], "")],
    }
    return render(request, "disclosure/applications/search.html", context, status=409 if form.errors else 200)
