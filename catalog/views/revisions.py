"""Public pages of the catalog's revisions: the list, the difference, and residents' opinions."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_smart_ratelimit.utils import is_ratelimited

from catalog.actions import revisions as acts
from catalog.actions.refusals import ActRefused
from catalog.forms.revisions import CommentForm
from catalog.models import CatalogRevision, CommentResult
from catalog.queries.differences import differences
from catalog.queries.revisions import public_revisions
from catalog.views.access import PublicRequest, public_page

PER_PAGE = 20
COMMENT_RATE = "10/h"  # a household or an office behind one address may still say what it thinks


@public_page(params=("page",))
def revision_list(request: PublicRequest) -> HttpResponse:
    """Revisions on which opinions are asked, then the approved ones, newest first."""
    today = timezone.localdate()
    rows = public_revisions(request.township, today).order_by("-approved_on", "-pk")
    consulting = list(rows.filter(approved_on__isnull=True))
    page = Paginator(rows.filter(approved_on__isnull=False), PER_PAGE).get_page(request.GET.get("page"))
    shown = [*(consulting if page.number == 1 else []), *page]
    context = {
        "revisions": [_summary(revision) for revision in shown],
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "crumbs": [("目录调整", "")],
    }
    return render(request, "catalog/revision_list.html", context)


@public_page(params=("sent",), cached=False)
def revision(request: PublicRequest, pk: int) -> HttpResponse:
    """One revision: its difference; while opinions are asked the form, afterwards what became of them."""
    now = timezone.now()
    today = timezone.localdate(now)
    found = public_revisions(request.township, today).filter(pk=pk).first()
    if found is None:
        raise Http404
    form = CommentForm(request.POST or None, at=now) if acts.is_open(found, today) else None
    status = 200
    if request.method == "POST":
        if form is None:
            status = 409
        else:
            status = _say(request, found, form)
            if status == 303:
                return redirect(f"{reverse('catalog:revision', args=[pk])}?sent=1")
    context = {
        "revision": _summary(found)
        | {"consult_from": found.consult_from, "consult_until": found.consult_until},
        "changes": differences(found),
        "comments": _comments(found) if form is None else [],
        "form": form,
        "sent": "sent" in request.GET and form is not None,
        "closed": status == 409,
        "crumbs": [("目录调整", "/revisions/"), (found.title, "")],
    }
    return render(request, "catalog/revision.html", context, status=status)


def _say(request: HttpRequest, found: CatalogRevision, form: CommentForm) -> int:
    """Keep the opinion; the status to answer with. What was written stays in a refused form."""
    if not form.is_valid():
        form.renewed()
        return 422
    if is_ratelimited(request, group=f"revision-comment-{found.pk}", key="ip", rate=COMMENT_RATE):
        form.add_error(None, "这一小时里从您的网络提交的意见较多，请过一会儿再提交。")
        form.renewed()
        return 429
    try:
        acts.comment(pk=found.pk, text=form.cleaned_data["text"], at=form.at)
    except ActRefused as refused:
        form.add_error(None, str(refused))
        form.renewed()
        return 422
    return 303


def _summary(revision: CatalogRevision) -> dict[str, Any]:
    return {
        "title": revision.title,
        "path": revision.path,
        "state_label": revision.get_state_display(),
        "effective_on": revision.effective_on,
        "approved_on": revision.approved_on,
        "approved_by": revision.approved_by,
        "summary": revision.summary,
    }


def _comments(revision: CatalogRevision) -> list[dict[str, Any]]:
    """Opinions with what became of them; shown only once the period is over, and only those already answered."""
    rows = revision.comments.exclude(result=CommentResult.OPEN).order_by("created_at", "pk")
    return [
        {"text": row.text, "result_label": row.get_result_display(), "reply": row.reply, "at": row.created_at}
        for row in rows
    ]
