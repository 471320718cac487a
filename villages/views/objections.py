"""Questions about what a village published: asked by residents, seen to at the desk (VIL-3)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django_smart_ratelimit.utils import is_ratelimited

from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import UnitKind
from catalog.models import Unit
from catalog.rules import roles
from catalog.views.access import OfficeRequest, PublicRequest, public_page
from disclosure.law.lifecycle import StepRefused
from disclosure.models import Publication
from villages import rules
from villages.actions import objections as acts
from villages.actions.policy import policy_of
from villages.forms.acts import offered
from villages.forms.objections import ACTS, AskForm, RecordForm
from villages.law.objections import OPEN
from villages.models import Objection

CHOICES = 30  # of a village's newest publications
PER_PAGE = 30
RATE = "10/h"  # questions from one address
HOME = ("村务疑问", reverse_lazy("villages:objection_list"))
_NO = (ActRefused, StepRefused, PermissionDenied)


def _newest(unit: Unit, request: PublicRequest) -> list[Publication]:
    """What a question may be about: what anyone may open at this moment."""
    shown = Publication.objects.public(request.township, timezone.now()).filter(unit=unit)
    return list(shown.order_by("-published_at")[:CHOICES])


@public_page(cached=False)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: PublicRequest, pk: int) -> HttpResponse:
    """The page on which a resident asks; the receipt tells the number and the day."""
    unit = Unit.objects.filter(
        pk=pk, tree_id=request.township.unit.tree_id, kind=UnitKind.VILLAGE, is_active=True
    ).first()
    if unit is None:
        raise Http404
    now, status = timezone.now(), 200
    form = AskForm(
        request.POST or None, at=now, publications=_newest(unit, request), initial={"about": request.GET.get("about", "")}
    )  # fmt: skip
    made = None
    if request.method == "POST":
        made, status = _taken(request, unit, form)
    context = {
        "unit": unit, "form": form, "made": made, "days": policy_of(request.township).objection_days,
        "crumbs": [("村务公开", "/villages/"), (unit.name, f"/villages/{pk}/"), ("提出疑问", "")],
    }  # fmt: skip
    return render(request, "villages/ask.html", context, status=status)


def _taken(request: PublicRequest, unit: Unit, form: AskForm) -> tuple[Objection | None, int]:
    """The question kept, or the status to answer with; what was written stays in a refused form."""
    if not form.is_valid():
        form.renewed()
        return None, 422
    if is_ratelimited(request, group="village-question", key="ip", rate=RATE):
        form.add_error(None, "这一小时里从您的网络提出的较多，请过一会儿再提，或者当面、打电话提出。")
        form.renewed()
        return None, 429
    try:
        return acts.take_in(unit=unit, township=request.township, at=form.at, **form.arguments()), 200
    except ActRefused as refused:
        form.add_error(None, str(refused))
        form.renewed()
        return None, 422


# ---- the desk ------------------------------------------------------------------------------------------------------
def objection_list(request: OfficeRequest) -> HttpResponse:
    """Questions of the villages in sight, open ones first by their last day."""
    _for_readers(request)
    rows = rules.objections_of(request.user).filter(township=request.township)
    shown = rows.filter(state__in=sorted(OPEN)) if request.GET.get("all") != "1" else rows
    page = Paginator(shown.select_related("unit", "publication").order_by("due_on", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "&all=1" if request.GET.get("all") == "1" else "",
        "all": request.GET.get("all") == "1",
        "today": timezone.localdate(),
        "recordable": [
            unit
            for unit in rules.villages_of(request.user, request.township)
            if rules.may_record_objection(request.user, unit)
        ],
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "villages/objection_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection_record(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Write a question down for somebody who came or called."""
    unit = get_object_or_404(rules.villages_of(request.user, request.township), pk=unit_pk)
    if not rules.may_record_objection(request.user, unit):
        raise Http404
    form = RecordForm(request.POST or None, at=timezone.now(), publications=_newest(unit, request))
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.take_in(
                unit=unit, township=request.township, at=form.at, by=request.user, **form.arguments()
            )
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"已登记，编号 {made.number}，{made.due_on:%Y-%m-%d} 前答复。")
            return redirect("villages:objection", made.pk)
    if form.errors:
        form.renewed()
    context = {"unit": unit, "form": form, "crumbs": [HOME, ("登记疑问", "")]}
    return render(request, "villages/objection_record.html", context, status=409 if form.errors else 200)


def objection(request: OfficeRequest, pk: int) -> HttpResponse:
    """One question with what the reader may do with it."""
    return _page(request, _load(request, pk), {})


@require_POST
def objection_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Do one act. A refusal is said on the same page, what was typed stays."""
    found, handling = _load(request, pk), ACTS.get(act)
    if handling is None:
        raise Http404
    form = handling.form(request.POST, prefix=act)
    if form.is_valid():
        try:
            handling.action(pk=found.pk, by=request.user, at=timezone.now(), **form.arguments())
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{handling.button}：已办。")
            return redirect("villages:objection", pk)
    return _page(request, _load(request, pk), {act: form}, status=409)


def _for_readers(request: OfficeRequest) -> None:
    if not roles(request.user) & rules.READERS:
        raise Http404


def _load(request: OfficeRequest, pk: int) -> Objection:
    return get_object_or_404(
        rules.objections_of(request.user)
        .filter(township=request.township)
        .select_related("unit", "township__unit", "publication", "recorded_by", "answered_by", "decided_by"),
        pk=pk,
    )


def _page(
    request: OfficeRequest, found: Objection, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "found": found,
        "acts": offered(ACTS, request.user, found, bound),
        "today": timezone.localdate(),
        "village_page": reverse("villages:village", args=[found.unit_id]),
        "crumbs": [HOME, (found.number, "")],
    }
    if found.contact:
        acts.read_contact(found, by=request.user, at=timezone.now())
    answer = render(request, "villages/objection.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
