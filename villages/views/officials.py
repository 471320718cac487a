"""The clerk's pages of who is in post in his village."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from catalog.actions.refusals import ActRefused
from catalog.actions.stale import newest_entry
from catalog.views.access import OfficeRequest
from villages import rules
from villages.actions import officials as acts
from villages.forms.officials import EndForm, NewPersonForm, PersonForm
from villages.models import Official
from villages.queries import officials as queries
from villages.views.sight import one_village, villages_page

WHAT = "任职人员"
_NO = (ActRefused, PermissionDenied)


def village_people(request: OfficeRequest) -> HttpResponse:
    """The villages in sight; of a single one its people at once."""
    return villages_page(
        request, WHAT, "villages:village_people_of", "村里谁在任、管什么、怎么联系。居民在村页面上看到。"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_people_of(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Who is in post in one village, and who has left. POST enters somebody."""
    unit = one_village(request, unit_pk)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.add(
                unit_pk=unit.pk,
                township=request.township,
                by=request.user,
                at=timezone.now(),
                **form.arguments(),
            )
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已登记：{made}。")
            return redirect("villages:village_people_of", unit.pk)
    people, gone = queries.all_of(unit, timezone.localdate())
    context = {
        "unit": unit,
        "people": people,
        "gone": gone,
        "form": form if rules.may_keep_people(request.user, unit) else None,
        "today": timezone.localdate(),
        "crumbs": [(WHAT, reverse("villages:village_people")), (unit.name, "")],
    }
    return render(request, "villages/people_office.html", context, status=409 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def official(request: OfficeRequest, unit_pk: int, pk: int) -> HttpResponse:
    """One person. POST changes what stands of him."""
    found = _load(request, unit_pk, pk)
    form = PersonForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change(
                pk=pk, township=request.township, by=request.user, at=timezone.now(), **form.arguments()
            )
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect("villages:village_people_of", unit_pk)
    return _page(request, unit_pk, pk, form, None)


@require_POST
def official_end(request: OfficeRequest, unit_pk: int, pk: int) -> HttpResponse:
    """The person's term ends."""
    found = _load(request, unit_pk, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            done = acts.end(
                pk=pk, township=request.township, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{done.name}{done.until:%Y-%m-%d}离任，已登记。")
            return redirect("villages:village_people_of", unit_pk)
    return _page(request, unit_pk, pk, PersonForm(instance=found), form)


def _load(request: OfficeRequest, unit_pk: int, pk: int) -> Official:
    unit = one_village(request, unit_pk)
    return get_object_or_404(Official, pk=pk, unit=unit)


def _page(
    request: OfficeRequest, unit_pk: int, pk: int, form: PersonForm, end: EndForm | None
) -> HttpResponse:
    found = _load(request, unit_pk, pk)  # anew: the form has written into the one it was given
    may = rules.may_keep_people(request.user, found.unit)
    ending = EndForm(initial={"seen": newest_entry(found)}) if found.until is None else None
    context = {
        "heading": f"{found.name}　{found.post}",
        "form": form if may else None,
        "button": "保存",
        "end": (end or ending) if may else None,
        "end_url": reverse("villages:official_end", args=[unit_pk, pk]),
        "crumbs": [
            (WHAT, reverse("villages:village_people")),
            (found.unit.name, reverse("villages:village_people_of", args=[unit_pk])),
            (found.name, ""),
        ],
    }
    refused = form.errors or (end is not None and end.errors)
    return render(request, "villages/keep.html", context, status=409 if refused else 200)
