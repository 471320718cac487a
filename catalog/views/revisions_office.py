"""Office pages of revisions: plan rows, ask residents, answer opinions, enter the approval."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog import rules
from catalog.actions import revisions as acts
from catalog.actions.refusals import ActRefused
from catalog.forms.revisions import (
    AnswerForm,
    ApprovalForm,
    ConsultationForm,
    PaperCommentForm,
    RetireForm,
    RevisionForm,
    RowForm,
    VersionForm,
)
from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import CatalogRevision, Node, RevisionState
from catalog.queries.differences import differences
from catalog.queries.revisions import OWN_FIELDS, fields_for, snapshot
from catalog.views.access import OfficeRequest

PER_PAGE = 20


@dataclass(frozen=True)
class Desk:
    """One act: what its button says, its form, the action, and when it can be done."""

    label: str
    form: type[forms.Form]
    action: Callable[..., object]
    states: frozenset[str]


_OPEN = frozenset({RevisionState.DRAFT.value, RevisionState.CONSULTING.value})
DESKS: dict[str, Desk] = {
    "edit": Desk("保存名称和说明", RevisionForm, acts.edit, _OPEN),
    "consult": Desk(
        "开始征求意见", ConsultationForm, acts.open_consultation, frozenset({RevisionState.DRAFT.value})
    ),
    "comment": Desk("代录意见", PaperCommentForm, acts.comment, frozenset({RevisionState.CONSULTING.value})),
    "approve": Desk("录入批准并生效", ApprovalForm, acts.approve, _OPEN),
    "drop": Desk("作废这份调整", VersionForm, acts.drop, _OPEN),
}


def office_revision_list(request: OfficeRequest) -> HttpResponse:
    """All revisions of the township, drafts too; a new one begins here."""
    rules.require(rules.may_keep_catalog(request.user, request.township))
    form = RevisionForm(request.POST or None, initial={"version": 0}, label_suffix="")
    if request.method == "POST" and form.is_valid():
        made = acts.create(
            township=request.township,
            title=form.cleaned_data["title"],
            summary=form.cleaned_data["summary"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "已建立，请加入要调整的事项。")
        return redirect("catalog:office_revision", pk=made.pk)
    rows = CatalogRevision.objects.filter(township=request.township).order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "pages": _numbers(page), "query": "", "form": form, "crumbs": [("目录调整", "")]}
    return render(request, "catalog/office_revision_list.html", context)


def office_revision(request: OfficeRequest, pk: int) -> HttpResponse:
    """One revision with everything that can be done to it now."""
    return _page(request, _revision(request, pk))


@require_POST
def office_revision_act(request: OfficeRequest, pk: int, verb: str) -> HttpResponse:
    """One act on the revision itself."""
    revision = _revision(request, pk)
    desk = DESKS.get(verb)
    if desk is None:
        raise Http404
    form = desk.form(request.POST, auto_id=f"{verb}_%s", label_suffix="")
    if form.is_valid():
        try:
            desk.action(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActRefused as refused:
            _refused(form, refused, revision)
        else:
            messages.success(request, f"“{revision.title}”：已{desk.label}。")
            return redirect("catalog:office_revision", pk=pk)
    return _page(request, revision, bound={verb: form}, status=422)


@require_POST
def office_revision_answer(request: OfficeRequest, pk: int, comment_pk: int) -> HttpResponse:
    """Write down what became of one opinion."""
    revision = _revision(request, pk)
    opinion = get_object_or_404(revision.comments, pk=comment_pk)
    form = AnswerForm(request.POST, auto_id=f"answer{comment_pk}_%s", label_suffix="")
    if form.is_valid():
        try:
            acts.answer_comment(pk=opinion.pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "采纳情况已保存。")
            return redirect("catalog:office_revision", pk=pk)
    return _page(request, revision, answers={comment_pk: form}, status=422)


def office_revision_rows(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose the item to change or stop, or the place a new one goes to."""
    revision = _revision(request, pk)
    words = request.GET.get("q", "").strip()
    rows = (
        Node.objects.of_township(request.township)
        .exclude(origin=Origin.VILLAGE)
        .filter(in_force_until__isnull=True)
        .select_related("parent")
        .order_by("tree_id", "lft")
    )
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(parent__name__icontains=words) | Q(number=words))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "revision": revision,
        "page": page,
        "pages": _numbers(page),
        "query": query.urlencode(),
        "words": words,
        "planned": set(revision.changes.values_list("node_id", flat=True)),
        "item": NodeKind.ITEM,
        "crumbs": [*_crumbs(revision), ("选择事项", "")],
    }
    return render(request, "catalog/office_revision_rows.html", context)


def office_revision_add(request: OfficeRequest, pk: int, parent_pk: int) -> HttpResponse:
    """Plan a new item under a domain, column or group."""
    revision = _revision(request, pk)
    parent = get_object_or_404(
        Node.objects.of_township(request.township).exclude(kind=NodeKind.ITEM).exclude(origin=Origin.VILLAGE),
        pk=parent_pk,
    )
    form = RowForm(
        request.POST or None, names=OWN_FIELDS, initial={"version": revision.version}, label_suffix=""
    )

    def act() -> object:
        return acts.add_row(**_common(request, revision, form), parent_pk=parent_pk, values=form.values)

    return _row_page(request, revision, form, act, title=f"在“{parent.name}”下新增事项")


def office_revision_change(request: OfficeRequest, pk: int, node_pk: int) -> HttpResponse:
    """Plan new wording for an item."""
    revision = _revision(request, pk)
    node = _item(request, node_pk)
    now = snapshot(node, request.township)
    planned = revision.changes.filter(node=node).first()
    initial = now | (planned.after if planned else {}) | {"version": revision.version}
    if planned:
        initial["reason"] = planned.reason
    names = fields_for(node, request.township)
    form = RowForm(request.POST or None, names=names, initial=initial, label_suffix="")

    def act() -> object:
        return acts.change_row(**_common(request, revision, form), node_pk=node_pk, values=form.values)

    return _row_page(request, revision, form, act, title=f"调整“{node.name}”")


def office_revision_retire(request: OfficeRequest, pk: int, node_pk: int) -> HttpResponse:
    """Plan that an item stops, or is not involved here."""
    revision = _revision(request, pk)
    node = _item(request, node_pk)
    form = RetireForm(request.POST or None, initial={"version": revision.version}, label_suffix="")

    def act() -> object:
        return acts.retire_row(**_common(request, revision, form), node_pk=node_pk)

    return _row_page(request, revision, form, act, title=f"停止“{node.name}”")


@require_POST
def office_revision_remove(request: OfficeRequest, pk: int, change_pk: int) -> HttpResponse:
    """Take a planned row out again."""
    revision = _revision(request, pk)
    form = VersionForm(request.POST)
    try:
        version = form.cleaned_data["version"] if form.is_valid() else 0
        acts.remove_row(
            pk=revision.pk, version=version, change_pk=change_pk, by=request.user, at=timezone.now()
        )
    except ActRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "已移出这份调整。")
    return redirect("catalog:office_revision", pk=pk)


def _row_page(
    request: OfficeRequest,
    revision: CatalogRevision,
    form: forms.Form,
    act: Callable[[], object],
    *,
    title: str,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act()
            except ActRefused as refused:
                _refused(form, refused, revision)
            else:
                messages.success(request, "已列入这份调整。")
                return redirect("catalog:office_revision", pk=revision.pk)
    context = {
        "revision": revision,
        "form": form,
        "title": title,
        "crumbs": [*_crumbs(revision), (title, "")],
    }
    return render(request, "catalog/office_revision_row.html", context, status=status)


def _page(
    request: OfficeRequest,
    revision: CatalogRevision,
    *,
    bound: dict[str, forms.Form] | None = None,
    answers: dict[int, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.localdate()
    open_now = acts.is_open(revision, today)
    initial: dict[str, Any] = {
        "version": revision.version,
        "title": revision.title,
        "summary": revision.summary,
    }
    desks = []
    for verb, desk in DESKS.items():
        form = (bound or {}).get(verb)
        hidden = revision.state not in desk.states or (verb == "comment" and not open_now)
        if verb in {"edit", "approve"} and not acts.may_edit(revision, today):
            hidden = True
        if form is None and hidden:
            continue
        form = form or desk.form(initial=initial, auto_id=f"{verb}_%s", label_suffix="")
        desks.append({"verb": verb, "label": desk.label, "form": form})
    opinions = []
    for opinion in revision.comments.select_related("recorded_by").order_by("pk"):
        start = {"result": opinion.result, "reply": opinion.reply}
        form = (answers or {}).get(opinion.pk) or AnswerForm(
            initial=start, auto_id=f"answer{opinion.pk}_%s", label_suffix=""
        )
        opinions.append(
            {"opinion": opinion, "form": form if revision.state == RevisionState.CONSULTING else None}
        )
    context = {
        "revision": revision,
        "changes": differences(revision),
        "desks": desks,
        "opinions": opinions,
        "may_edit": acts.may_edit(revision, today),
        "open_now": open_now,
        "crumbs": _crumbs(revision, last=True),
    }
    return render(request, "catalog/office_revision.html", context, status=status)


def _revision(request: OfficeRequest, pk: int) -> CatalogRevision:
    """The revision of this township; 404 for another's, refused without the role."""
    rules.require(rules.may_keep_catalog(request.user, request.township))
    return get_object_or_404(
        CatalogRevision.objects.select_related("township__unit"), pk=pk, township=request.township
    )


def _item(request: OfficeRequest, pk: int) -> Node:
    rows = Node.objects.of_township(request.township).items().exclude(origin=Origin.VILLAGE)
    return get_object_or_404(rows, pk=pk)


def _common(request: OfficeRequest, revision: CatalogRevision, form: forms.Form) -> dict[str, Any]:
    return {
        "pk": revision.pk,
        "version": form.cleaned_data["version"],
        "reason": form.cleaned_data["reason"],
        "by": request.user,
        "at": timezone.now(),
    }


def _refused(form: forms.Form, refused: ActRefused, revision: CatalogRevision) -> None:
    """Say why; what was typed stays, and a second try counts from what stands now."""
    form.add_error(None, str(refused))
    data = cast(QueryDict, form.data).copy()
    data["version"] = str(revision.version)
    form.data = data


def _crumbs(revision: CatalogRevision, *, last: bool = False) -> list[tuple[str, str]]:
    path = "" if last else reverse("catalog:office_revision", args=[revision.pk])
    return [("目录调整", reverse("catalog:office_revision_list")), (revision.title, path)]


def _numbers(page: Any) -> list[Any]:
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1))
