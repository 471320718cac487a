"""What the public catalog pages show. Each function says how many queries it takes, whatever the amount of data."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import Count, Max, Q, QuerySet

from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import Adoption, AdoptionStatus, Entry, Node, Township, Unit
from catalog.queries.effective import is_unverified

PER_PAGE = 20


@dataclass
class ItemLine:
    """One item as a domain or unit page lists it."""

    name: str
    path: str
    count: int
    latest: datetime | None
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


def item_status(node: Node, adoption: Adoption | None, count: int, today: date) -> str:
    """Where an item stands for a resident; nothing here says that something is late."""
    if node.is_stopped(today):
        return "stopped"
    if adoption and adoption.status == AdoptionStatus.NOT_INVOLVED:
        return "not_involved"
    if count:
        return "published"
    return "county" if node.county_only else "none"


def home_domains(township: Township, at: datetime) -> tuple[list[Node], list[Node], dict[int, int]]:
    """Domains, statutory columns, and number of public things per root. 2 queries."""
    roots = list(
        Node.objects.of_township(township)
        .filter(parent__isnull=True, kind__in=[NodeKind.DOMAIN, NodeKind.COLUMN])
        .exclude(origin=Origin.VILLAGE)
        .order_by("tree_id")
    )
    counts = (
        Entry.objects.public(township, at)
        .order_by()
        .values("domain_id")
        .annotate(n=Count("pk"))
        .values_list("domain_id", "n")
    )
    return (
        [node for node in roots if node.kind == NodeKind.DOMAIN],
        [node for node in roots if node.kind == NodeKind.COLUMN],
        dict(counts),
    )


def item_count(township: Township, today: date) -> int:
    """Items of the catalog in force, village lists aside. 1 query."""
    return Node.objects.of_township(township).items().in_force(today).exclude(origin=Origin.VILLAGE).count()


def unit_count(township: Township) -> int:
    """Active units below the township. 1 query."""
    return Unit.objects.filter(tree_id=township.unit.tree_id, is_active=True, parent__isnull=False).count()


def newest(township: Township, at: datetime) -> QuerySet[Entry]:
    """Public entries, newest first, with the names a list shows. 1 query."""
    return Entry.objects.public(township, at).select_related("unit", "node").newest()


def page_of(rows: QuerySet[Entry], number: object) -> Page:
    """A page of a list; an unknown number gives the nearest page. 2 queries."""
    return Paginator(rows, PER_PAGE).get_page(number)


def lines_of(nodes: Iterable[Node], township: Township, at: datetime, today: date) -> dict[int, ItemLine]:
    """Items with their state in this township, by node. 2 queries."""
    nodes = list(nodes)
    adoptions = {
        adoption.node_id: adoption
        for adoption in Adoption.objects.filter(holder=township.unit_id, node__in=[node.pk for node in nodes])
    }
    counts = {
        node_id: (n, latest)
        for node_id, n, latest in Entry.objects.public(township, at)
        .filter(node__in=[node.pk for node in nodes])
        .order_by()
        .values("node_id")
        .annotate(n=Count("pk"), latest=Max("published_at"))
        .values_list("node_id", "n", "latest")
    }
    lines = {}
    for node in nodes:
        adoption = adoptions.get(node.pk)
        count, latest = counts.get(node.pk, (0, None))
        status = item_status(node, adoption, count, today)
        lines[node.pk] = ItemLine(
            node.name, node.path, count, latest, status, _LABELS[status], is_unverified(node, adoption)
        )
    return lines


def domain_groups(root: Node, township: Township, at: datetime, today: date) -> list[GroupOfItems]:
    """The items below a domain or column, by group. 3 queries."""
    nodes = list(root.get_descendants().of_township(township).order_by("lft"))
    lines = lines_of([node for node in nodes if node.kind == NodeKind.ITEM], township, at, today)
    groups: list[GroupOfItems] = []
    by_node = {root.pk: (own := GroupOfItems(root.name))}
    for node in nodes:
        if node.kind == NodeKind.ITEM:
            holder = by_node.get(node.parent_id, own)
            holder.items.append(lines[node.pk])
        else:
            above = by_node.get(node.parent_id)
            label = node.name if above is None or above is own else f"{above.name} · {node.name}"
            groups.append(by_node.setdefault(node.pk, GroupOfItems(label)))
    return [group for group in [own, *groups] if group.items]


def adoption_of(node: Node, holder: Unit) -> Adoption | None:
    """What the unit does with the row. 1 query."""
    return (
        Adoption.objects.filter(holder=holder, node=node)
        .select_related("unit", "checked_by")
        .prefetch_related("limits")
        .first()
    )


def item_by_key(key: str, township: Township) -> Node | None:
    """The item with its three levels above. 1 query."""
    return (
        Node.objects.of_township(township)
        .items()
        .select_related("parent__parent__parent")
        .filter(key=key)
        .first()
    )


def ancestors(node: Node) -> list[Node]:
    """Root first, without the node itself; no query when loaded by `item_by_key`."""
    chain: list[Node] = []
    above = node.parent
    while above is not None:
        chain.insert(0, above)
        above = above.parent
    return chain


def items_of_unit(unit: Unit, township: Township) -> list[Node]:
    """Items the unit answers for, in the order of the catalog. 1 query."""
    return list(
        Node.objects.of_township(township)
        .items()
        .filter(adoptions__unit=unit, adoptions__status=AdoptionStatus.APPLIES)
        .exclude(origin=Origin.VILLAGE)
        .select_related("parent__parent__parent")
        .order_by("tree_id", "lft")
        .distinct()
    )


def units_with_counts(township: Township, at: datetime) -> list[Unit]:
    """Active units below the township with the number of their public things, in tree order. 1 query."""
    public = Q(
        Q(entries__public_until__isnull=True) | Q(entries__public_until__gt=at),
        entries__public_from__lte=at,
        entries__scope="public",
    )
    return list(
        Unit.objects.filter(tree_id=township.unit.tree_id, is_active=True)
        .annotate(count=Count("entries", filter=public))
        .order_by("lft")
    )
