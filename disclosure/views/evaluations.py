"""Evaluation under /office/: papers that were not opened, and public information whose day has come (REV-1, REV-4)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.rules import require, roles
from catalog.views.access import OfficeRequest, outline_of
from disclosure import rules
from disclosure.actions import withheld as acts
from disclosure.forms.withheld import KeepClosedForm, OpenForm
from disclosure.law.lifecycle import Verb
from disclosure.models import Withheld
from disclosure.queries import evaluations

PER_PAGE = 50
LONGEST = 60  # characters of a search
HOME = "不公开文件登记"


@require_safe
def withheld_list(request: OfficeRequest) -> HttpResponse:
    """Registered papers of my units, those to be evaluated first."""
    held = roles(request.user)
    require(bool(held & rules.WITHHELD_READERS), "不公开文件登记由起草、审核和督查的人员查看。")
    today, words = timezone.localdate(), request.GET.get("q", "").strip()[:LONGEST]
    rows = evaluations.withheld_of(request.user, request.township)
    for word in words.split()[:5]:
        rows = rows.filter(Q(title__icontains=word) | Q(doc_no__icontains=word))
    context = _paged(request, rows) | {
        "words": words,
        "today": today,
        "due": evaluations.withheld_due(request.user, request.township, today).count(),
        "may_register": Role.EDITOR in held,
        "query": urlencode({"q": words}) if words else "",
        "crumbs": [(HOME, "")],
    }
    return render(request, "disclosure/withheld_list.html", context)


@require_safe
def withheld(request: OfficeRequest, pk: int) -> HttpResponse:
    """One registered paper with its history, and its evaluation for whoever may do it."""
    return _page(request, _load(request, pk), {})


@require_POST
def withheld_act(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """Keep it closed, or open it. A refusal is said on the same page, what was typed stays."""
    paper = _load(request, pk)
    form = _form(request, paper, verb, request.POST)
    if form.is_valid():
        act: Any = acts.keep_closed if verb == "keep" else acts.open_up
        try:
            made = act(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except (ActRefused, PermissionDenied) as refused:
            form.add_error(None, str(refused))
        except ValidationError as invalid:
            form.add_error(None, invalid.messages)
        else:
            return _done(request, verb, made)
    return _page(request, _load(request, pk), {verb: form})


def _done(request: OfficeRequest, verb: str, made: Any) -> HttpResponse:
    if verb == "keep":
        messages.success(request, f"已记录评估，{made.next_evaluation_on:%Y-%m-%d} 再评估。")
        return redirect("disclosure:withheld_list")
    messages.success(request, f"已建立草稿“{made.title}”，补上正文和附件后提交审核。")
    return redirect("disclosure:office_publication", made.pk)


def _load(request: OfficeRequest, pk: int) -> Withheld:
    rows = evaluations.withheld_of(request.user, request.township).select_related(
        "unit", "node", "opened_as", "decided_by"
    )
    return get_object_or_404(rows, pk=pk)


def _form(request: OfficeRequest, paper: Withheld, verb: str, data: Any = None) -> Any:
    initial = {"version": paper.version}
    if verb == "keep":
        return KeepClosedForm(data, prefix=verb, initial=initial)
    if verb == "open":
        known = outline_of(request)
        items = [
            (node.pk, f"{node.trail[0].name} › {node.name}")
            for node in known.items_in_force(timezone.localdate())
        ]
        initial |= {"node": paper.node_id} if paper.node_id else {}
        return OpenForm(data, prefix=verb, initial=initial, paper=paper, items=items)
    raise Http404


def _page(request: OfficeRequest, paper: Withheld, bound: dict[str, Any]) -> HttpResponse:
    may = rules.may_evaluate_withheld(request.user, paper.unit) and paper.opened_as_id is None
    context = {
        "paper": paper,
        "due": paper.opened_as_id is None and paper.next_evaluation_on <= timezone.localdate(),
        "log": paper.history.select_related("history_user").order_by("history_id"),
        "refused": [form for form in bound.values() if not may],
        "keep": (bound.get("keep") or _form(request, paper, "keep")) if may else None,
        "open": (bound.get("open") or _form(request, paper, "open")) if may else None,
        "opening": "open" in bound,
        "may_read": paper.opened_as is not None
        and rules.visible(request.user).filter(pk=paper.opened_as.pk).exists(),
        "crumbs": [(HOME, reverse("disclosure:withheld_list")), (paper.title, "")],
    }
    status = 409 if any(form.non_field_errors() for form in bound.values()) else 200
    return render(request, "disclosure/withheld.html", context, status=status)


@require_safe
def evaluation_list(request: OfficeRequest) -> HttpResponse:
    """Public information of my units that is to be looked at again, the longest overdue first."""
    may = roles(request.user) & rules.VERB_ROLES[Verb.KEEP]
    require(bool(may), "定期评估由科室负责人和公开办主任办理。")
    rows = evaluations.published_due(request.user, request.township, timezone.localdate())
    context = _paged(request, rows) | {"query": "", "crumbs": [("到期评估", "")]}
    return render(request, "disclosure/evaluation_list.html", context)


def _paged(request: OfficeRequest, rows: QuerySet[Any]) -> dict[str, Any]:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "rows": list(page.object_list),
        "pages": page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
    }
