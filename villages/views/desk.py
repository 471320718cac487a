"""The village clerk's desk: what is due, what was begun, what came back; and how a new sheet is begun."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from catalog.actions.refusals import ActRefused
from catalog.models import Unit
from catalog.rules import roles
from catalog.views.access import OfficeRequest
from disclosure.law.duties import DutyState
from disclosure.models import Duty
from disclosure.rules import may_sign_for
from villages import rules
from villages.actions import finance, sheets
from villages.forms.begin import BeginForm
from villages.law.kinds import SheetKind
from villages.law.matters import sheet_kind
from villages.queries import desk as queries
from villages.queries import items
from villages.views.sight import one_village

HOME = ("村务", reverse_lazy("villages:desk"))
SHOWN = 30


def desk(request: OfficeRequest) -> HttpResponse:
    """The villages in sight; who has one only goes straight to it."""
    if not roles(request.user) & rules.READERS:
        raise Http404
    units = list(rules.villages_of(request.user, request.township))
    if len(units) == 1:
        return redirect("villages:village_desk", units[0].pk)
    context = {"units": units, "crumbs": [(HOME[0], "")]}
    return render(request, "villages/desk_list.html", context)


def village_desk(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Everything that waits in one village, in plain words."""
    unit = one_village(request, unit_pk)
    mine = rules.sheets_of(request.user).filter(unit=unit, township=request.township)
    may_enter = rules.may_enter(request.user, unit)
    pressing, later = queries.split(queries.due(unit, request.township, timezone.localdate()))
    context = {
        "unit": unit,
        "may_enter": may_enter,
        "may_confirm": may_sign_for(request.user, unit),
        "pressing": pressing,
        "later": later,
        "waiting": queries.waiting_for(request.user, request.township, unit),
        "under_way": queries.under_way(mine)[:SHOWN],
        "last": queries.last_sheets(unit, request.township)[:5],
        "asked": queries.asked(unit),
        "crumbs": [HOME, (unit.name, "")],
    }
    return render(request, "villages/desk.html", context)


def item_list(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Items of the village's list, to choose what to post."""
    unit = _enterable(request, unit_pk)
    groups = items.by_category(items.items_of(unit, timezone.localdate()))
    context = {"unit": unit, "groups": groups, "crumbs": [HOME, _of(unit), ("选择事项", "")]}
    return render(request, "villages/item_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_begin(request: OfficeRequest, unit_pk: int, node_pk: int) -> HttpResponse:
    """What an item has to say, what was posted last; then its sheet is begun. ?duty: what it is due for."""
    unit = _enterable(request, unit_pk)
    today = timezone.localdate()
    node = get_object_or_404(items.items_of(unit, today), pk=node_pk)
    duty = _duty(request, unit, node_pk)
    kind = sheet_kind(node.extra)
    given = (duty.first, duty.last) if duty and kind != SheetKind.ACCOUNTS and duty.first <= today else None
    form = BeginForm(
        request.POST or None, kind=kind, today=today, given=given,
        initial={"subject": duty.trigger.subject[:80] if duty and duty.trigger else ""},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            made = _begun(request, unit, node, kind, duty, form.arguments())
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "可以填了。填到哪里都可以先保存，不用一次填完。")
            return redirect("villages:sheet", made.pk)
    context = {
        "unit": unit, "node": node, "kind": kind, "form": form, "last": items.last_shown(unit, node), "duty": duty,
        "crumbs": [HOME, _of(unit), (node.name, "")],
    }  # fmt: skip
    return render(request, "villages/sheet_begin.html", context, status=422 if form.errors else 200)


def _begun(
    request: OfficeRequest, unit: Unit, node: Any, kind: SheetKind, duty: Duty | None, given: dict[str, Any]
) -> Any:
    common: dict[str, Any] = {
        "unit": unit, "township": request.township, "by": request.user, "at": timezone.now(),
    }  # fmt: skip
    if kind == SheetKind.ACCOUNTS:
        return finance.begin(month=given["first"], **common)
    return sheets.begin(kind=kind, node=node, duty=duty, **common, **given)


def _duty(request: OfficeRequest, unit: Unit, node_pk: int) -> Duty | None:
    asked = request.GET.get("duty", "")
    if not asked.isdecimal():
        return None
    mine = Duty.objects.filter(township=request.township, unit=unit, node=node_pk, state=DutyState.OPEN)
    return mine.select_related("trigger").filter(pk=asked[:18]).first()


def _enterable(request: OfficeRequest, unit_pk: int) -> Unit:
    unit = one_village(request, unit_pk)
    if not rules.may_enter(request.user, unit):
        raise Http404
    return unit


def _of(unit: Unit) -> tuple[str, str]:
    return (unit.name, reverse("villages:village_desk", args=[unit.pk]))
