"""Pages of the 梳理表: powers and services beside the catalog; every decision is a person's."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST
from openpyxl import Workbook

from catalog import rules
from catalog.actions import matters as acts
from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import MatchState, Matter, MatterMatch, Node
from catalog.queries import sorting as lists
from catalog.views.access import OfficeRequest

PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sorting(request: OfficeRequest) -> HttpResponse:
    """One of the lists, paged, with its buttons."""
    name, rows, words = _list(request)
    today = timezone.localdate()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = lists.counts(request.township, today)
    query = {"list": name} | ({"q": words} if words else {})
    context = {
        "name": name,
        "label": lists.LABELS[name],
        "lists": [{"name": key, "label": label, "count": counts[key]} for key, label in lists.LABELS.items()],
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": urlencode(query),
        "words": words,
        "lines": [{"row": row, "line": lists.line_of(row)} for row in page],
        "here": f"{reverse('sorting:sorting')}?{urlencode(query | {'page': page.number})}",
        "crumbs": [("权责和服务事项梳理", "")],
    }
    return render(request, "sorting/sorting.html", context)


def workbook(request: OfficeRequest) -> HttpResponse:
    """The list as .xlsx, all its rows."""
    name, rows, _ = _list(request)
    book = Workbook(write_only=True)
    sheet = book.create_sheet(lists.LABELS[name])
    sheet.append(lists.HEADER)
    for number, row in enumerate(rows.iterator(chunk_size=500), start=1):
        sheet.append([_safe(cell) for cell in lists.line_of(row).cells(number)])
    out = BytesIO()
    book.save(out)
    return HttpResponse(
        out.getvalue(),
        content_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="sorting-{name}.xlsx"'},
    )


@require_POST
def propose(request: OfficeRequest) -> HttpResponse:
    """Compare the lists with the catalog anew."""

    def act() -> str:
        count = acts.propose(township=request.township, by=request.user, at=timezone.now())
        return f"已重新对照，{count}条对应待确认。"

    return _done(request, act)


@require_POST
def decide(request: OfficeRequest) -> HttpResponse:
    """Confirm or reject the ticked matches, or the one whose own button was pressed.

    Fields: `confirm` or `reject` with the key of one match, or `verb` (confirm / reject) with ticked `match`.
    """
    seen = MatchState.PROPOSED if request.POST.get("seen") != MatchState.CONFIRMED else MatchState.CONFIRMED
    confirm, keys = _wanted(request)
    pks = list(
        MatterMatch.objects.filter(pk__in=keys, matter__township=request.township).values_list(
            "pk", flat=True
        )
    )

    def act() -> str:
        if not pks:
            raise ActRefused("请先勾选要办理的对应。")
        if len(pks) == 1:
            acts.decide(pk=pks[0], confirm=confirm, by=request.user, at=timezone.now(), seen=seen)
        else:
            acts.decide_all(pks=pks, confirm=confirm, by=request.user, at=timezone.now())
        return f"已{'确认' if confirm else '否定'}{len(pks)}条对应。"

    return _done(request, act)


def make_row(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose the place in the catalog; the matter becomes an item of the township's own there."""
    matter = _matter(request, pk)
    places = (
        Node.objects.of_township(request.township)
        .exclude(kind=NodeKind.ITEM)
        .exclude(origin=Origin.VILLAGE)
        .order_by("tree_id", "lft")
    )
    if request.method == "POST":

        def act() -> str:
            parent = _number(request.POST.get("parent"))
            node = acts.make_row(matter_pk=pk, parent_pk=parent, by=request.user, at=timezone.now())
            return f"“{matter.name}”已列为本镇特色事项（{node.key}），请到目录里补全各栏。"

        return _done(request, act)
    return _choose(
        request, matter, places, field="parent", title=f"把“{matter.name}”列为本镇特色事项", button="列入"
    )


def tie(request: OfficeRequest, pk: int) -> HttpResponse:
    """Choose the catalog item the matter belongs to."""
    matter = _matter(request, pk)
    items = (
        Node.objects.of_township(request.township)
        .items()
        .exclude(origin=Origin.VILLAGE)
        .order_by("tree_id", "lft")
    )
    if request.method == "POST":

        def act() -> str:
            node = _number(request.POST.get("node"))
            match = acts.tie(matter_pk=pk, node_pk=node, by=request.user, at=timezone.now())
            return f"“{matter.name}”已对应“{match.node.name}”。"

        return _done(request, act)
    return _choose(
        request, matter, items, field="node", title=f"为“{matter.name}”选择目录事项", button="对应"
    )


@require_POST
def set_active(request: OfficeRequest, pk: int) -> HttpResponse:
    """Retire a matter, or take it up again."""
    matter = _matter(request, pk)
    active = request.POST.get("active") == "1"

    def act() -> str:
        acts.set_active(pk=matter.pk, active=active, by=request.user, at=timezone.now())
        return f"“{matter.name}”已{'恢复' if active else '停用'}。"

    return _done(request, act)


def _choose(
    request: OfficeRequest, matter: Matter, rows: Any, *, field: str, title: str, button: str
) -> HttpResponse:
    """A searchable, paged list of places with a button each."""
    words = request.GET.get("q", "").strip()
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(parent__name__icontains=words))
    page = Paginator(rows.select_related("parent"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "matter": matter,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": urlencode({"q": words}) if words else "",
        "words": words,
        "field": field,
        "title": title,
        "button": button,
        "crumbs": [("权责和服务事项梳理", reverse("sorting:sorting")), (title, "")],
    }
    return render(request, "sorting/choose.html", context)


def _done(request: OfficeRequest, act: Callable[[], str]) -> HttpResponse:
    """Do it, say so, go back to where the button was; a refusal is said there too."""
    try:
        messages.success(request, act())
    except ActRefused as refused:
        messages.error(request, str(refused))
    name, page = request.POST.get("list", ""), _number(request.POST.get("page"))
    query = {"list": name if name in lists.LABELS else lists.PROPOSED} | ({"page": page} if page > 1 else {})
    words = request.POST.get("q", "").strip()
    return redirect(f"{reverse('sorting:sorting')}?{urlencode(query | ({'q': words} if words else {}))}")


def _list(request: OfficeRequest) -> tuple[str, Any, str]:
    rules.require(rules.may_keep_catalog(request.user, request.township))
    name = request.GET.get("list") or lists.PROPOSED
    if name not in lists.LABELS:
        raise Http404
    rows = lists.rows_of(name, request.township, timezone.localdate())
    words = request.GET.get("q", "").strip()
    if words:
        path = "matter__name" if rows.model is MatterMatch else "name"
        rows = rows.filter(**{f"{path}__icontains": words})
    return name, rows, words


def _matter(request: OfficeRequest, pk: int) -> Matter:
    rules.require(rules.may_keep_catalog(request.user, request.township))
    return get_object_or_404(Matter, pk=pk, township=request.township)


def _wanted(request: OfficeRequest) -> tuple[bool, list[int]]:
    for verb in ("confirm", "reject"):
        if verb in request.POST:
            return verb == "confirm", [_number(request.POST[verb])]
    return request.POST.get("verb") == "confirm", [_number(key) for key in request.POST.getlist("match")]


def _number(text: object) -> int:
    """A key from a form; 0, which no row has, for anything else."""
    plain = str(text or "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 19 else 0


def _safe(cell: str) -> str:
    """Text that a spreadsheet program would run as a formula stays text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@") else cell
