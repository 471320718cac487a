"""What the public catalog pages show. Each function says how many queries it takes, whatever the amount of data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, QuerySet
from django.utils import timezone

from catalog.models import WORDING, Adoption, Entry, Node, Township
from catalog.queries.outline import NodeOutline, Outline

PER_PAGE = 20
OVER_SHOWN = 50  # notices that are over, on the page of their item
_IN_FORCE = ("in_force_from", "in_force_until", "stop_reason")


@dataclass
class ItemLine:
    """One item as a domain or unit page lists it."""

    name: str
    path: str
    count: int
    latest: str  # local day, "" where nothing is published
    status: str
    status_label: str
    unverified: bool


@dataclass
class GroupOfItems:
    name: str
    items: list[ItemLine] = field(default_factory=list)


_LABELS = {
    "published": "已公开",
    "none": "暂无信息",
    "not_involved": "本镇不涉及",
    "county": "由县级部门公开",
    "stopped": "已停止",
}


def item_status(node: NodeOutline, count: int, today: date) -> str:
    """Where an item stands for a resident; nothing here says that something is late."""
    if node.is_stopped(today):
        return "stopped"
    if node.not_involved:
        return "not_involved"
    if count:
        return "published"
    return "county" if node.county_only else "none"


def counts_by_domain(township: Township, at: datetime) -> dict[int, int]:
    """Number of public things per root of the catalog. 1 query."""
    rows = Entry.objects.public(township, at).order_by().values("domain_id").annotate(n=Count("pk"))
    return {row["domain_id"]: row["n"] for row in rows}


def counts_by_unit(township: Township, at: datetime) -> dict[int, int]:
    """Number of public things per unit. 1 query."""
    rows = Entry.objects.public(township, at).order_by().values("unit_id").annotate(n=Count("pk"))
    return {row["unit_id"]: row["n"] for row in rows}


def newest(township: Township, at: datetime) -> QuerySet[Entry, Any]:
    """Public entries, newest first, in the few columns a list shows. 1 query."""
    return (
        Entry.objects.public(township, at)
        .newest()
        .values("kind", "title", "path", "published_at", "index_no", "carried_over", "unit_id", "node_id")
    )


def over(township: Township, node: Node, at: datetime) -> list[dict[str, Any]]:
    """Notices on an item whose period is over, newest first: title, first and last day, result. 1 query."""
    rows = Entry.objects.over(township, at).filter(node=node).newest()[:OVER_SHOWN]
    return [
        {
            "title": title,
            "since": timezone.localdate(opened),
            "until": timezone.localdate(closed) - timedelta(days=1),
            "result": result,
        }
        for title, opened, closed, result in rows.values_list(
            "title", "public_from", "public_until", "summary"
        )
    ]


def page_of(rows: QuerySet[Entry, Any], number: str | None) -> Page:
    """A page of a list; an unknown number gives the nearest page. 2 queries."""
    return Paginator(rows, PER_PAGE).get_page(number)


def named(rows: Iterable[dict[str, Any]], known: Outline) -> list[dict[str, Any]]:
    """Rows of a list with the names of unit and item, and the local day as it is shown."""
    return [
        row
        | {
            "day": timezone.localdate(row["published_at"]).isoformat(),
            "unit_name": known.units[row["unit_id"]].label if row["unit_id"] in known.units else "",
            "node_name": known.nodes[row["node_id"]].name if row["node_id"] in known.nodes else "",
        }
        for row in rows
    ]


def domain_groups(root: NodeOutline, township: Township, at: datetime, today: date) -> list[GroupOfItems]:
    """The items below a domain or column, by group. 1 query."""
    below = root.descendants()
    rows = (
        Entry.objects.public(township, at)
        .filter(node__in=[node.pk for node in below if node.is_item])
        .order_by()
        .values("node_id")
        .annotate(n=Count("pk"), latest=Max("published_at"))
    )
    counts = {row["node_id"]: (row["n"], timezone.localdate(row["latest"]).isoformat()) for row in rows}
    own = GroupOfItems(root.name)
    groups: dict[int, GroupOfItems] = {root.pk: own}
    for node in below:
        if node.is_item:
            count, latest = counts.get(node.pk, (0, ""))
            status = item_status(node, count, today)
            line = ItemLine(node.name, node.path, count, latest, status, _LABELS[status], node.unverified)
            groups[node.parent.pk if node.parent else root.pk].items.append(line)
        else:
            # a group below a group names both, so that a heading says enough by itself
            above = node.parent if node.parent and node.parent.pk != root.pk else None
            groups[node.pk] = GroupOfItems(f"{above.name} · {node.name}" if above else node.name)
    return [group for group in groups.values() if group.items]


def items_of_unit(unit_id: int, known: Outline) -> list[GroupOfItems]:
    """Items the unit answers for, by domain, in the order of the catalog. No query."""
    groups: dict[int, GroupOfItems] = {}
    for node in known.nodes.values():
        if node.is_item and node.unit_id == unit_id and not node.not_involved:
            root = node.trail[0]
            group = groups.setdefault(root.pk, GroupOfItems(root.name))
            group.items.append(ItemLine(node.name, node.path, 0, "", "", "", node.unverified))
    return list(groups.values())


def item(pk: int) -> Node:
    """The item with its printed columns. 1 query."""
    return Node.objects.only("key", "kind", "origin", "number", "name", "verified", *_IN_FORCE, *WORDING).get(
        pk=pk
    )


def adoption_of(node: Node, holder_id: int) -> Adoption | None:
    """What the unit does with the row. 1 query."""
    rows = Adoption.objects.filter(holder=holder_id, node=node.pk)
    return rows.only(
        "node_id", "status", "reason", "number", "checked_on", "nothing_new_on", *WORDING
    ).first()
