"""The clerk's pages of reading points, boards and devices of his village."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.actions import places as acts
from catalog.actions.refusals import ActRefused
from catalog.models import Place
from catalog.rules import may_keep_place
from catalog.views.access import OfficeRequest
from villages.forms.places import VillagePlaceForm
from villages.views.sight import one_village, villages_page

WHAT = "查阅点和设备"
_NO = (ActRefused, PermissionDenied)


def village_places(request: OfficeRequest) -> HttpResponse:
    """The villages in sight; of a single one its places at once."""
    return villages_page(
        request,
        WHAT,
        "villages:village_places_of",
        "公示栏、公开查阅点在哪里，几点开门。居民在村页面上看到。",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def village_places_of(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """The places of one village. POST enters one."""
    unit = one_village(request, unit_pk)
    form = VillagePlaceForm(request.POST or None)
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
            return redirect("villages:village_places_of", unit.pk)
    context = {
        "unit": unit,
        "places": Place.objects.filter(unit=unit).order_by("-is_active", "kind", "name", "pk"),
        "form": form if may_keep_place(request.user, unit) else None,
        "crumbs": [(WHAT, reverse("villages:village_places")), (unit.name, "")],
    }
    return render(request, "villages/places_office.html", context, status=409 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def village_place(request: OfficeRequest, unit_pk: int, pk: int) -> HttpResponse:
    """One place. POST changes it."""
    unit = one_village(request, unit_pk)
    found = get_object_or_404(Place, pk=pk, unit=unit)
    heading = found.name
    form = VillagePlaceForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            acts.change(
                pk=pk, township=request.township, by=request.user, at=timezone.now(), **form.arguments()
            )
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "已保存。")
            return redirect("villages:village_places_of", unit_pk)
    context = {
        "heading": heading,
        "form": form if may_keep_place(request.user, unit) else None,
        "button": "保存",
        "crumbs": [
            (WHAT, reverse("villages:village_places")),
            (unit.name, reverse("villages:village_places_of", args=[unit_pk])),
            (heading, ""),
        ],
    }
    return render(request, "villages/keep.html", context, status=409 if form.errors else 200)
