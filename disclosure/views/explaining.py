"""Public lists of interpretations, responses and consultations, and the page on which residents comment on a draft."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django_smart_ratelimit.utils import is_ratelimited

from catalog.actions.refusals import ActRefused
from catalog.views.access import PublicRequest, outline_of, public_page
from disclosure.actions import soliciting
from disclosure.forms.explaining import CommentForm
from disclosure.law.explaining import is_open
from disclosure.law.kinds import Kind
from disclosure.models import Publication
from disclosure.queries import explaining as queries

PER_PAGE = 20
# Lists that lead to one another; the menu leads to the first of them.
TABS = [
    ("政策文件", "/policies/"),
    ("政策解读", "/interpretations/"),
    ("回应关切", "/responses/"),
    ("民意征集", "/solicitations/"),
]
COMMENT_RATE = "10/h"  # a household or an office behind one address may still say what it thinks
LIST = public_page(params=("page",))


@LIST
def interpretations(request: PublicRequest) -> HttpResponse:
    """政策解读: each with the documents it explains. 3 queries."""
    page = _page(request, queries.interpretations(request.township, timezone.now()))
    lines = [
        _line(request, row)
        | {
            "form_label": row.interpretation.get_form_display(),
            "documents": [(one.title, one.path) for one in row.interpretation.public_documents],
        }
        for row in page
    ]
    return _list(request, "disclosure/interpretations.html", page, lines, "政策解读")


@LIST
def responses(request: PublicRequest) -> HttpResponse:
    """回应关切: responses and clarifications. 2 queries."""
    page = _page(request, queries.responses(request.township, timezone.now()))
    lines = [
        _line(request, row) | {"asked": _asked(row), "kind_label": row.get_kind_display()} for row in page
    ]
    return _list(request, "disclosure/responses.html", page, lines, "回应关切")


def _asked(row: Publication) -> str:
    """What people ask or have heard."""
    if row.kind == Kind.CLARIFICATION:
        return row.details.get("rumour", "")
    return row.response.misconception if hasattr(row, "response") else ""


@LIST
def solicitations(request: PublicRequest) -> HttpResponse:
    """民意征集: those under way first, the ended ones with what was adopted. 2 queries."""
    now = timezone.now()
    page = _page(request, queries.solicitations(request.township, now))
    lines = [
        queries.solicitation_line(row, now) | {"form": f"/solicitations/{row.pk}/comment/"} for row in page
    ]
    return _list(request, "disclosure/solicitations.html", page, lines, "民意征集")


def _page(request: PublicRequest, rows: Any) -> Page:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _line(request: PublicRequest, row: Publication) -> dict[str, Any]:
    unit = outline_of(request).units.get(row.unit_id)
    assert row.published_at is not None  # noqa: S101  (typing: the list is of public ones)
    return {
        "title": row.title,
        "path": row.path,
        "day": timezone.localdate(row.published_at).isoformat(),
        "unit_name": unit.label if unit else "",
    }


def _list(
    request: PublicRequest, template: str, page: Page, lines: list[dict[str, Any]], name: str
) -> HttpResponse:
    context = {
        "lines": lines,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": "",
        "tabs": TABS,
        "tab": name,
        "crumbs": [(name, "")],
    }
    return render(request, template, context)


# ---- comments ------------------------------------------------------------------------------------------------
@public_page(params=("sent",), cached=False)
def solicitation_comment(request: PublicRequest, pk: int) -> HttpResponse:
    """The page on which residents comment; by itself, since the draft's own page is kept and handed to everybody."""
    now = timezone.now()
    found = queries.open_solicitation(pk, request.township, now)
    if found is None:
        raise Http404
    row = found.solicitation
    today = timezone.localdate(now)
    form = CommentForm(request.POST or None, at=now) if is_open(row.opens_on, row.closes_on, today) else None
    status = 200
    if request.method == "POST":
        status = 409 if form is None else _say(request, pk, form)
        if status == 303:
            return redirect(f"{reverse('disclosure:solicitation_comment', args=[pk])}?sent=1")
    context = {
        "pub": found,
        "row": row,
        "days_left": max((row.closes_on - today).days, 0),
        "form": form,
        "to_come": today < row.opens_on,
        "sent": "sent" in request.GET and form is not None and status == 200,
        "closed": status == 409,
        "crumbs": [("民意征集", "/solicitations/"), (found.title, found.path), ("提意见", "")],
    }
    return render(request, "disclosure/solicitation_comment.html", context, status=status)


def _say(request: PublicRequest, pk: int, form: CommentForm) -> int:
    """Keep the comment; the status to answer with. What was written stays in a refused form."""
    if not form.is_valid():
        form.renewed()
        return 422
    if is_ratelimited(request, group=f"solicitation-comment-{pk}", key="ip", rate=COMMENT_RATE):
        form.add_error(None, "这一小时里从您的网络提交的意见较多，请过一会儿再提交。")
        form.renewed()
        return 429
    try:
        soliciting.comment(pk=pk, text=form.cleaned_data["text"], token=form.token, at=form.at)
    except ActRefused as refused:
        form.add_error(None, str(refused))
        form.renewed()
        return 422
    return 303
