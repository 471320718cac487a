"""Office pages of a consultation: its comments, what became of each, and the feedback."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from catalog.actions.refusals import ActRefused
from catalog.views.access import OfficeRequest
from disclosure import rules
from disclosure.actions import soliciting as acts
from disclosure.forms.explaining import RecordForm, SettleForm
from disclosure.law.explaining import Adopted
from disclosure.law.lifecycle import ONCE_PUBLIC, State
from disclosure.models import Comment, Publication
from disclosure.views.explaining_office import HOME

PER_PAGE = 20


def solicitation_comments(request: OfficeRequest, pk: int) -> HttpResponse:
    """One consultation: its comments, unsettled ones first, with a small form each."""
    return _page_of(request, _found(request, pk))


@require_POST
def comment_settle(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write down what became of one comment."""
    seen = rules.visible(request.user).filter(township=request.township)
    one = get_object_or_404(Comment, pk=pk, solicitation__publication__in=seen)
    form = SettleForm(request.POST, prefix=f"c{pk}")
    if form.is_valid():
        try:
            acts.settle_comment(pk=pk, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActRefused as refused:
            form.add_error(None, str(refused))
            data = request.POST.copy()
            data[f"c{pk}-seen"] = _moment(Comment.objects.get(pk=pk).settled_at)
            form.data = data
        else:
            messages.success(request, "处理结果已保存。")
            return redirect(_address(request, one.solicitation_id))
    found = _found(request, one.solicitation_id)
    return _page_of(request, found, settling={pk: form})


@require_POST
def comment_record(request: OfficeRequest, pk: int) -> HttpResponse:
    """Write down a comment that came another way."""
    found = _found(request, pk)
    form = RecordForm(request.POST, prefix="record")
    if form.is_valid():
        try:
            acts.record_comment(pk=pk, by=request.user, at=timezone.now(), **form.values)
        except ActRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "意见已录入。")
            return redirect(_address(request, pk))
    form.renewed_page()
    return _page_of(request, found, record=form)


@require_POST
def feedback_add(request: OfficeRequest, pk: int) -> HttpResponse:
    """Draft what was adopted and why."""
    found = _found(request, pk)
    try:
        made = acts.publish_feedback(pk=found.pk, by=request.user, at=timezone.now())
    except ActRefused as refused:
        messages.error(request, str(refused))
        return redirect(_address(request, pk))
    messages.success(request, "采纳情况已起草，请核对正文再提交审核。")
    return redirect("admin:disclosure_publication_change", made.pk)


def _found(request: OfficeRequest, pk: int) -> Publication:
    return get_object_or_404(
        rules.visible(request.user)
        .filter(township=request.township, solicitation__isnull=False)
        .select_related("unit", "township", "solicitation__feedback"),
        pk=pk,
    )


def _address(request: OfficeRequest, pk: int) -> str:
    """The page of the list the person was on."""
    page = request.GET.get("page", "")
    path = reverse("disclosure:solicitation_comments", args=[pk])
    return f"{path}?page={page}" if page.isdecimal() else path


def _page_of(
    request: OfficeRequest,
    found: Publication,
    *,
    settling: dict[int, SettleForm] | None = None,
    record: RecordForm | None = None,
) -> HttpResponse:
    row, today = found.solicitation, timezone.localdate()
    bound: list[forms.Form] = [*(settling or {}).values(), *([record] if record else [])]
    comments = row.comments.select_related("recorded_by", "settled_by").order_by(
        "adopted", "received_at", "pk"
    )
    page = Paginator(comments, PER_PAGE).get_page(request.GET.get("page"))
    unsettled = row.comments.filter(adopted=Adopted.OPEN).count()
    made = row.feedback if row.feedback and row.feedback.state not in acts.FELL_THROUGH else None
    may = rules.may_hear(request.user, found) and made is None and found.state in ONCE_PUBLIC
    lines: list[dict[str, Any]] = [
        {"one": one, "form": ((settling or {}).get(one.pk) or _form(one)) if may else None} for one in page
    ]
    for pk, form in (settling or {}).items():  # it may stand on another page of the list
        if not any(line["one"].pk == pk for line in lines):
            one = row.comments.select_related("recorded_by", "settled_by").get(pk=pk)
            lines.insert(0, {"one": one, "form": form})
    context = {
        "pub": found,
        "row": row,
        "lines": lines,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "unsettled": unsettled,
        "is_over": today > row.closes_on,
        "record": record or (RecordForm(prefix="record", initial={"received_on": today}) if may else None),
        "feedback": made,
        "may_feed_back": may and today > row.closes_on and not unsettled,
        "draft": found.state == State.DRAFT,
        "crumbs": [HOME, ("征求意见", reverse("disclosure:explaining_solicitations")), (found.title, "")],
    }
    status = 422 if any(form.errors for form in bound) else 200
    return render(request, "disclosure/solicitation_comments.html", context, status=status)


def _form(one: Comment) -> SettleForm:
    initial = {"adopted": one.adopted, "gist": one.gist, "reply": one.reply, "seen": _moment(one.settled_at)}
    return SettleForm(prefix=f"c{one.pk}", initial=initial)


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
