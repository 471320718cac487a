"""Public pages of the catalog: domains, items, units."""

import re
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils import timezone

from catalog.forms.filters import FREE_TEXT, LIST_PARAMS, EntryFilter
from catalog.law import timelimits
from catalog.law.vocabulary import Channel, NodeKind, Origin, UnitKind
from catalog.models import Entry, Place, Unit
from catalog.queries import pages, places
from catalog.queries.effective import EffectiveRow, current, effective_rows, set_spans
from catalog.views.access import PublicRequest, outline_of, public_page

LIST = public_page(params=LIST_PARAMS, never=FREE_TEXT)


def listing(
    request: PublicRequest, rows: QuerySet[Entry, Any], *, only: tuple[str, ...] = ("q", "year")
) -> dict[str, Any]:
    """Context of a filtered, paged list of entries. 2 queries."""
    known = outline_of(request)
    found = EntryFilter(request.GET, rows, this_year=timezone.localdate().year, known=known, only=only)
    page = pages.page_of(found.qs, request.GET.get("page"))
    page.object_list = pages.named(page.object_list, known)
    query = request.GET.copy()
    query.pop("page", None)
    return {
        "filter": found,
        "page": page,
        "pages": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
        "query": query.urlencode(),
    }


@LIST
def domain(request: PublicRequest, key: str) -> HttpResponse:
    """One of the 26 domains or a statutory column: its items by group and what was published last. 3 queries."""
    now = timezone.now()
    root = outline_of(request).by_key.get(key)
    if root is None or root.is_item:
        raise Http404
    rows = pages.newest(request.township, now)
    top = root.parent is None
    rows = (
        rows.filter(domain=root.pk) if top else rows.filter(node__in=[node.pk for node in root.descendants()])
    )
    groups = pages.domain_groups(root, request.township, now, timezone.localdate(now))
    states = [line.status for group in groups for line in group.items]
    context = {
        "node": root,
        "groups": groups,
        "crumbs": [*root.crumbs, (root.name, "")],
        "icon": root.key if top and root.origin == Origin.NATIONAL and root.kind == NodeKind.DOMAIN else "",
        "counts": {
            "total": len(states),
            "published": sum(line.count for group in groups for line in group.items),
            "county": states.count("county"),
            "not_involved": states.count("not_involved"),
        },
    }
    return render(request, "catalog/domain.html", context | listing(request, rows))


@LIST
def item(request: PublicRequest, key: str) -> HttpResponse:
    """One item: the standard table as it stands here, and what was published on it. 5 queries."""
    now, today = timezone.now(), timezone.localdate()
    place = outline_of(request).by_key.get(key)
    if place is None or not place.is_item:
        raise Http404
    node = pages.item(place.pk)
    adoption = pages.adoption_of(node, request.township.unit_id)
    trail = place.trail
    row = EffectiveRow(node, adoption, trail[0], [above.name for above in trail[1:-1]], today)
    context = {
        "node": node,
        "rows": standard_table(row),
        "elements": [part for part in re.split("[;；]", row.elements) if part],
        "limits": timelimits.parse(row.limit_text).explain() if row.limit_text else [],
        "channels": [{"label": c.label, "on": c in row.values["channels"]} for c in Channel],
        "unit": outline_of(request).units.get(place.unit_id) if place.unit_id else None,
        "unverified": row.unverified,
        "county_only": row.county_only,
        "county_url": request.township.county_url,
        "nothing_new_on": adoption.nothing_new_on if adoption else None,
        "not_involved": row.reason if row.not_involved else "",
        "stopped": node.stop_reason if row.stopped else "",
        "over": pages.over(request.township, node, now),
        "local": local_wording(replace(row, adoption=None), row),
        "crumbs": [*place.crumbs, (node.name, "")],
    }
    rows = pages.newest(request.township, now).filter(node=node)
    return render(request, "catalog/item.html", context | listing(request, rows))


def standard_table(row: EffectiveRow) -> list[tuple[str, str, str]]:
    """The printed columns of the official table (PRO-11): label, value, note."""
    table = [
        ("序号", row.number, ""),
        ("领域", row.domain, ""),
        ("一级事项", row.level1, ""),
        ("二级事项", row.level2, ""),
        ("三级事项", row.level3, ""),
        ("公开内容（要素）", row.elements, ""),
        ("公开依据", row.basis, ""),
        ("公开时限", row.limit_text, ""),
        ("公开主体", row.body, ""),
        ("公开渠道和载体", row.channels_text, row.values["channel_note"]),
        ("公开对象", row.audience_text, ""),
        ("公开方式", row.mode_text, ""),
        ("公开层级", row.levels_text, ""),
    ]
    return [line for line in table if line[1]]


def local_wording(printed: EffectiveRow, here: EffectiveRow) -> list[tuple[str, str, str]]:
    """Columns where the township's wording departs from the printed row: label, printed, here."""
    before = {label: value for label, value, _ in standard_table(printed)}
    return [
        (label, before.get(label, ""), value)
        for label, value, _ in standard_table(here)
        if value != before.get(label, "") and label != "序号"
    ]


@public_page()
def catalog(request: PublicRequest) -> HttpResponse:
    """The township's whole catalog in force, in the official layout, to read, print and download."""
    rows = set_spans(current(effective_rows(request.township, timezone.localdate())))
    base = get_script_prefix().rstrip("/")
    context = {
        "rows": rows,
        "domains": [{"name": row.domain} for row in rows if row.domain_span],
        "downloads": [
            {"label": f"下载 {kind}", "url": f"{base}/catalog.{kind}"} for kind in ("xlsx", "csv", "json")
        ],
        "crumbs": [("公开目录", "")],
    }
    return render(request, "catalog/catalog.html", context)


UNIT_GROUPS = [
    ("内设机构", {UnitKind.OFFICE}),
    ("事业单位", {UnitKind.INSTITUTION}),
    ("派驻机构", {UnitKind.STATION}),
    ("村（社区）", {UnitKind.VILLAGE}),
]


@public_page()
def unit_list(request: PublicRequest) -> HttpResponse:
    """Offices, institutions, stations and villages of the township. 1 query."""
    counts = pages.counts_by_unit(request.township, timezone.now())
    units = outline_of(request).units.values()
    groups = [
        {"label": label, "units": [(unit, counts.get(unit.pk, 0)) for unit in units if unit.kind in kinds]}
        for label, kinds in UNIT_GROUPS
    ]
    context = {"groups": [group for group in groups if group["units"]], "crumbs": [("机构", "")]}
    return render(request, "catalog/unit_list.html", context)


@LIST
def unit(request: PublicRequest, pk: int) -> HttpResponse:
    """One unit: contact, the items it answers for, what it published. 2 queries."""
    known = outline_of(request)
    found = known.units.get(pk)
    if found is None:
        raise Http404
    context = {
        "unit": found,
        "groups": pages.items_of_unit(pk, known),
        "crumbs": [("机构", "/units/"), (found.name, "")],
    }
    rows = pages.newest(request.township, timezone.now()).filter(unit=pk)
    return render(request, "catalog/unit.html", context | listing(request, rows))


@public_page()
def place_list(request: PublicRequest) -> HttpResponse:
    """Where people read what is public: the hall, reading points, boards and devices, by unit (PRO-8). 1 query."""
    groups: dict[int, tuple[Unit, list[Place]]] = {}
    for place in places.of_township(request.township):
        groups.setdefault(place.unit_id, (place.unit, []))[1].append(place)
    context = {"groups": list(groups.values()), "crumbs": [("查阅点和设备", "")]}
    return render(request, "catalog/place_list.html", context)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404 that helps: no word about why, ways to go on."""
    return render(request, "404.html", status=404)
