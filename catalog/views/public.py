"""Public pages of the catalog: domains, items, units."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from catalog.forms.filters import FREE_TEXT, LIST_PARAMS, EntryFilter
from catalog.law import timelimits
from catalog.law.vocabulary import Audience, Channel, Level, Mode, NodeKind, UnitKind
from catalog.models import LOCAL_FIELDS, Adoption, AdoptionStatus, Entry, Node, Unit
from catalog.queries import pages
from catalog.views.access import PublicRequest, public_page

LIST = public_page(params=LIST_PARAMS, never=FREE_TEXT)


def listing(
    request: PublicRequest, rows: QuerySet[Entry], *, only: tuple[str, ...] = ("q", "year")
) -> dict[str, Any]:
    """Context of a filtered, paged list of entries; 2 queries for the page, 1 for each choice field."""
    found = EntryFilter(
        request.GET, rows, township=request.township, this_year=timezone.localdate().year, only=only
    )
    page = pages.page_of(found.qs, request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "filter": found,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": query.urlencode(),
        "filtered": any(request.GET.get(name) for name in only),
    }


@LIST
def domain(request: PublicRequest, key: str) -> HttpResponse:
    """One of the 26 domains or a statutory column: its items by group and what was published last."""
    now = timezone.now()
    root = Node.objects.of_township(request.township).select_related("parent__parent").filter(key=key).first()
    if root is None or root.kind == NodeKind.ITEM:
        raise Http404
    top = root.parent is None
    rows = pages.newest(request.township, now)
    rows = rows.filter(domain=root) if top else rows.filter(node__in=root.get_descendants())
    groups = pages.domain_groups(root, request.township, now, timezone.localdate(now))
    crumbs = [(node.name, node.path) for node in pages.ancestors(root)] + [(root.name, "")]
    counts = [line.status for group in groups for line in group.items]
    context = {
        "node": root,
        "groups": groups,
        "crumbs": crumbs,
        "total": len(counts),
        "published": counts.count("published"),
    }
    return render(request, "catalog/domain.html", context | listing(request, rows))


@LIST
def item(request: PublicRequest, key: str) -> HttpResponse:
    """One item: the standard table as it stands in this township, and what was published on it."""
    now, today = timezone.now(), timezone.localdate()
    node = pages.item_by_key(key, request.township)
    if node is None:
        raise Http404
    adoption = pages.adoption_of(node, request.township.unit)
    above = pages.ancestors(node)
    limit = (adoption and adoption.limit_text) or node.limit_text
    stopped = node.is_stopped(today)
    context = {
        "node": node,
        "rows": standard_table(node, adoption, above),
        "elements": [part for part in _worded(node, adoption, "elements").split(";") if part],
        "limits": timelimits.parse(limit).explain() if limit else [],
        "channels": [{"label": c.label, "on": c in _channels(node, adoption)} for c in Channel],
        "adoption": adoption,
        "unverified": pages.unverified(node, adoption),
        "county_only": node.county_only,
        "county_url": request.township.county_url,
        "not_involved": adoption.reason
        if adoption and adoption.status == AdoptionStatus.NOT_INVOLVED
        else "",
        "stopped": node.stop_reason if stopped else "",
        "local": local_wording(node, adoption),
        "crumbs": [(above_node.name, above_node.path) for above_node in above] + [(node.name, "")],
        "domain": above[0] if above else node,
    }
    rows = pages.newest(request.township, now).filter(node=node)
    return render(request, "catalog/item.html", context | listing(request, rows))


def _worded(node: Node, adoption: Adoption | None, name: str) -> str:
    """A column as it stands here: the township's wording, else the printed one."""
    return (adoption and getattr(adoption, name)) or getattr(node, name)


def _channels(node: Node, adoption: Adoption | None) -> list[str]:
    return adoption.channels if adoption and adoption.channels is not None else node.channels


def standard_table(node: Node, adoption: Adoption | None, above: list[Node]) -> list[tuple[str, str]]:
    """The printed columns of the official table (PRO-11), label and value."""
    audience = Audience(node.audience).label if node.audience else ""
    named = _worded(node, adoption, "audience_named")
    channels = "、".join(Channel(code).label for code in _channels(node, adoption))
    note = _worded(node, adoption, "channel_note")
    names = [n.name for n in above]
    return [
        ("序号", (adoption and adoption.number) or node.number),
        ("试点领域", names[0] if names else ""),
        ("一级事项", names[1] if len(names) > 1 else ""),
        ("二级事项", " › ".join([*names[2:], node.name])),
        ("公开依据", _worded(node, adoption, "basis")),
        ("公开时限", _worded(node, adoption, "limit_text")),
        ("公开主体", _worded(node, adoption, "body")),
        ("公开渠道和载体", f"{channels}（{note}）" if note else channels),
        ("公开对象", f"{audience}（{named}）" if named else audience),
        ("公开方式", Mode(node.mode).label if node.mode else ""),
        ("公开层级", "、".join(Level(level).label for level in node.levels)),
    ]


_COLUMN_LABELS = {
    "elements": "公开内容（要素）",
    "basis": "公开依据",
    "limit_text": "公开时限",
    "body": "公开主体",
    "audience_named": "特定群体",
    "channel_note": "其他渠道",
}


def local_wording(node: Node, adoption: Adoption | None) -> list[tuple[str, str, str]]:
    """Columns where the township's wording departs from the printed row: label, printed, here."""
    if adoption is None:
        return []
    return [
        (_COLUMN_LABELS[name], getattr(node, name), getattr(adoption, name))
        for name in LOCAL_FIELDS
        if getattr(adoption, name) and getattr(adoption, name) != getattr(node, name)
    ]


UNIT_GROUPS = [
    ("内设机构", {UnitKind.OFFICE}),
    ("事业单位", {UnitKind.INSTITUTION}),
    ("派驻机构", {UnitKind.STATION}),
    ("村（社区）", {UnitKind.VILLAGE}),
]


@public_page()
def unit_list(request: PublicRequest) -> HttpResponse:
    """Offices, institutions, stations and villages of the township."""
    units = pages.units_with_counts(request.township, timezone.now())
    groups = [
        {"label": label, "units": [unit for unit in units if unit.kind in kinds]}
        for label, kinds in UNIT_GROUPS
    ]
    context = {"groups": [group for group in groups if group["units"]], "crumbs": [("机构", "")]}
    return render(request, "catalog/unit_list.html", context)


@LIST
def unit(request: PublicRequest, pk: int) -> HttpResponse:
    """One unit: contact, the items it answers for, what it published."""
    now = timezone.now()
    found = (
        Unit.objects.filter(pk=pk, tree_id=request.township.unit.tree_id, is_active=True)
        .select_related("parent")
        .first()
    )
    if found is None:
        raise Http404
    nodes = pages.items_of_unit(found, request.township)
    by_domain: dict[str, list[Node]] = {}
    for node in nodes:
        by_domain.setdefault(pages.ancestors(node)[0].name if node.parent else node.name, []).append(node)
    context = {
        "unit": found,
        "items": list(by_domain.items()),
        "item_count": len(nodes),
        "crumbs": [("机构", "/units/"), (found.name, "")],
    }
    rows = pages.newest(request.township, now).filter(unit=found)
    return render(request, "catalog/unit.html", context | listing(request, rows))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 that helps: no word about why, ways to go on."""
    return render(request, "404.html", status=404)
