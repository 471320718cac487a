"""The office's pages of village lists: where each village stands, one list, its sheet for signing by hand."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from catalog.actions.refusals import ActRefused
from catalog.rules import roles
from catalog.views.access import OfficeRequest
from disclosure.law.lifecycle import StepRefused
from villages import rules
from villages.actions import lists as acts
from villages.actions.lists import ListRefused
from villages.actions.policy import policy_of
from villages.forms.acts import offered
from villages.forms.lists import ACTS, SaveForm, Sheet
from villages.law.lists import Body, ListState
from villages.models import VillageList
from villages.queries import lists as queries

PER_PAGE = 30  # villages
HOME = ("村务公开目录清单", reverse_lazy("villages:matter_lists"))
_NO = (ActRefused, StepRefused, PermissionDenied)


@require_safe
def matter_lists(request: OfficeRequest) -> HttpResponse:
    """Where each village in sight stands with its list. The queries do not grow with the villages."""
    if not roles(request.user) & rules.READERS:
        raise Http404
    page = Paginator(rules.villages_of(request.user, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    units = list(page.object_list)
    context = {
        "rows": queries.by_village(units, rules.lists_of(request.user)),
        "may_enter": {unit.pk for unit in units if rules.may_enter(request.user, unit)},
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "crumbs": [(HOME[0], "")],
    }
    return render(request, "villages/matter_lists.html", context)


@require_POST
def matter_list_begin(request: OfficeRequest, unit_pk: int) -> HttpResponse:
    """Begin an edition, or go to the one under way."""
    unit = get_object_or_404(rules.villages_of(request.user, request.township), pk=unit_pk)
    try:
        made = acts.begin(unit=unit, township=request.township, by=request.user, at=timezone.now())
    except _NO as refused:
        messages.error(request, str(refused))
        return redirect("villages:matter_lists")
    return redirect("villages:matter_list", made.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def matter_list(request: OfficeRequest, pk: int) -> HttpResponse:
    """One edition. POST keeps its rows as typed; refused, the page comes again with all that was typed."""
    edition = _load(request, pk)
    if request.method != "POST":
        return _page(request, edition, {})
    save, sheet = SaveForm(request.POST), Sheet(_categories(edition), request.POST)
    if save.is_valid() and sheet.is_valid():
        typed = sheet.entered()
        try:
            acts.enter(
                pk=pk, by=request.user, at=timezone.now(), rows=typed, version=save.cleaned_data["version"]
            )
        except ListRefused as refused:
            if sheet.refuse(str(refused), refused.node):
                save.add_error(None, "有一项还要改，见下面标出的地方。")
            else:
                save.add_error(None, str(refused))
        except _NO as refused:
            save.add_error(None, str(refused))
        else:
            messages.success(request, f"已保存，改动 {len(typed)} 项。")
            return redirect("villages:matter_list", pk)
    elif not save.errors:
        save.add_error(None, "有几项还要改，见下面标出的地方。")
    edition = _load(request, pk)
    save.renew(edition.version)
    return _page(request, edition, {}, save=save, sheet=sheet, status=409)


@require_POST
def matter_list_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
    """Do one act. A refusal is said on the same page, what was typed stays."""
    _load(request, pk)
    handling = ACTS.get(act)
    if handling is None:
        raise Http404
    form = handling.form(request.POST, prefix=act)
    if form.is_valid():
        try:
            done = handling.action(pk=pk, by=request.user, at=timezone.now(), **form.arguments())
        except _NO as refused:
            form.add_error(None, str(refused))
        else:
            for words in done if isinstance(done, list) else [f"{handling.button}：已办。"]:
                messages.success(request, words)
            return redirect("villages:matter_list", pk)
    return _page(request, _load(request, pk), {act: form}, status=409)


@require_safe
def matter_list_print(request: OfficeRequest, pk: int) -> HttpResponse:
    """The list as a sheet to be signed by hand by the two committees."""
    edition = _load(request, pk)
    context = {
        "edition": edition,
        "categories": _categories(edition),
        "changes": queries.difference(
            queries.edition_before(edition), edition, policy_of(edition.township).cadence
        ),
        "bodies": [body.label for body in Body],
        "crumbs": [HOME, (str(edition), f"{HOME[1]}{pk}/"), ("打印签字", "")],
    }
    return render(request, "villages/matter_list_print.html", context)


def _load(request: OfficeRequest, pk: int) -> VillageList:
    """The edition, if the person may read it."""
    return get_object_or_404(
        rules.lists_of(request.user)
        .filter(township=request.township)
        .select_related("unit", "township__unit", "created_by", "guided_by"),
        pk=pk,
    )


def _categories(edition: VillageList) -> list[queries.Category]:
    return queries.categories(edition, policy_of(edition.township).cadence, timezone.localdate())


def _page(
    request: OfficeRequest,
    edition: VillageList,
    bound: dict[str, Any],
    *,
    save: SaveForm | None = None,
    sheet: Sheet | None = None,
    status: int = 200,
) -> HttpResponse:
    may_enter = edition.state == ListState.DRAFT and rules.may_enter(request.user, edition.unit)
    found = _categories(edition)
    context = {
        "edition": edition,
        "categories": found,
        "may_enter": may_enter,
        "save": save or SaveForm(initial={"version": edition.version}),
        "sheet": (sheet or Sheet(found)) if may_enter else None,
        "kept": sum(line.applies for each in found for line in each.lines),
        "left_out": sum(not line.applies for each in found for line in each.lines),
        "contents": queries.counts(found),
        "changes": queries.difference(
            queries.edition_before(edition), edition, policy_of(edition.township).cadence
        ),
        "signatures": edition.signatures.select_related("by", "confirmed_by"),
        "events": edition.events.select_related("by"),
        "acts": offered(ACTS, request.user, edition, bound),
        "crumbs": [HOME, (str(edition), "")],
    }
    return render(request, "villages/matter_list.html", context, status=status)
