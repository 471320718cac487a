"""Agreement between township and village: findings for the desk, what was compared for residents (VIL-6)."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import get_script_prefix, reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import UnitKind
from catalog.rules import roles
from catalog.views.access import OfficeRequest, PublicRequest, outline_of, public_page
from disclosure.models import Publication
from disclosure.rules import visible
from villages import rules
from villages.forms.acts import offered
from villages.forms.agreement import ACTS, FindingFilter
from villages.law.agreement import DifferenceState
from villages.models import Difference, Sheet
from villages.queries import agreement as queries

PER_PAGE = 30
HOME = ("镇村核对", reverse_lazy("villages:agreement_list"))
_NO = (ActRefused, PermissionDenied)
_SHOWN = ("comparison__unit", "comparison__node", "comparison__item", "explained_by")


@public_page(params=["page"])
def agreement(request: PublicRequest, pk: int) -> HttpResponse:
    """What of a village was compared with the township, and whether it agrees. No names. 7 queries."""
    unit = outline_of(request).units.get(pk)
    if unit is None or unit.kind != UnitKind.VILLAGE:
        raise Http404
    page = Paginator(queries.public_comparisons(pk, request.township), PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = _paged(page) | {
        "unit": unit,
        "agreement": queries.summary(pk, request.township),
        "matters": queries.matters(list(page.object_list), request.township, timezone.now()),
        "crumbs": [("村务公开", "/villages/"), (unit.name, f"/villages/{pk}/"), ("镇村核对", "")],
    }
    return render(request, "villages/agreement.html", context)


# ---- the desk -----------------------------------------------------------------------------------------------------
def agreement_list(request: OfficeRequest) -> HttpResponse:
    """Findings of the villages in sight, both sides beside each other. The queries do not grow with them."""
    if not roles(request.user) & rules.READERS:
        raise Http404
    units = list(rules.villages_of(request.user, request.township))
    rows = queries.findings_of(request.user, request.township).select_related(*_SHOWN)
    found = FindingFilter(request.GET or None, rows, units=units)
    page = Paginator(found.found.order_by("-comparison__first", "comparison", "pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    query = request.GET.copy()
    query.pop("page", None)
    rows_shown = list(page.object_list)
    links = _township_links(request, [x.comparison.publication_id for x in rows_shown])
    context = _paged(page) | {
        "lines": [(x, links.get(x.comparison.publication_id)) for x in rows_shown],
        "filter": found,
        "query": query.urlencode(),
        "last": queries.last_compared(request.township),
        "crumbs": [(HOME[0], "")],
    }
    answer = render(request, "villages/agreement_list.html", context)
    answer["Cache-Control"] = "no-store"  # masked names
    return answer


def _township_links(request: OfficeRequest, pks: Iterable[int | None]) -> dict[int | None, str]:
    """Where the reader may open the township's records: in the office, else as residents do. 2 queries."""
    rows = Publication.objects.filter(pk__in=[pk for pk in pks if pk])
    own = set(visible(request.user).filter(pk__in=rows.values("pk")).values_list("pk", flat=True))
    public = Publication.objects.public(request.township, timezone.now()).filter(pk__in=rows.values("pk"))
    base = get_script_prefix().rstrip("/")
    found: dict[int | None, str] = {pk: f"{base}/info/{pk}/" for pk in public.values_list("pk", flat=True)}
    return found | {pk: reverse("disclosure:office_publication", args=[pk]) for pk in own}


def agreement_finding(request: OfficeRequest, pk: int) -> HttpResponse:
    """One finding with both sides and what the reader may do with it."""
    return _page(request, _load(request, pk), {})


@require_POST
def agreement_act(request: OfficeRequest, pk: int, act: str) -> HttpResponse:
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
            return _done(request, found, handling.button)
    return _page(request, _load(request, pk), {act: form}, status=409)


def _done(request: OfficeRequest, found: Difference, button: str) -> HttpResponse:
    """Say what came of it. A finding about names may be one with others by now, or gone with its list."""
    left = Difference.objects.select_related("comparison").filter(pk=found.pk).first()
    if left is None:
        messages.success(request, f"{button}：已办。名单已不在网上公开，这处差异已并入同一次核对的其他差异。")
        return redirect("villages:agreement_list")
    result = left.comparison.get_result_display()
    messages.success(request, f"{button}：已办。这处差异{left.get_state_display()}，这件事项{result}。")
    return redirect("villages:agreement_finding", found.pk)


def _load(request: OfficeRequest, pk: int) -> Difference:
    rows = queries.findings_of(request.user, request.township)
    return get_object_or_404(rows.select_related("comparison__township__unit", *_SHOWN), pk=pk)


def _page(
    request: OfficeRequest, found: Difference, bound: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    row = found.comparison
    acts = offered(ACTS, request.user, found, bound)
    links = _township_links(request, row.publications)
    others = row.differences.exclude(pk=found.pk).order_by("state", "pk")
    context = {
        "found": found,
        "row": row,
        "publications": [(each, links.get(each.pk)) for each in queries.publications_of(row)],
        "sheets": Sheet.objects.filter(pk__in=row.sheets).select_related("node", "unit").order_by("-pk"),
        "acts": acts,
        "others": others[:PER_PAGE],
        "waiting": others.filter(state=DifferenceState.OPEN).count(),
        "crumbs": [HOME, (str(row.unit), "")],
    }
    answer = render(request, "villages/agreement_finding.html", context, status=status)
    answer["Cache-Control"] = "no-store"  # masked names
    return answer


def _paged(page: Page) -> dict[str, Any]:
    return {
        "page": page, "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)), "query": "",
    }  # fmt: skip
