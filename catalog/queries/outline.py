"""A township's outline: its catalog and units as a worker remembers them until an act raises the generation.

Everything a public page says about the catalog, except what was published, comes from here without a query. Each act
that changes a row, an adoption or a unit raises the generation (`catalog.actions.generations`), and with it the
outline is read anew: 3 queries.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import date

from catalog.law.vocabulary import Level, NodeKind, Origin, Verified
from catalog.models import Adoption, AdoptionStatus, Node, Township, Unit

KEPT = 64  # outlines a worker keeps, about half a megabyte each
_NODE = (
    "pk", "parent_id", "key", "kind", "origin", "number", "name", "description", "limit_text", "basis", "body",
    "levels", "verified", "in_force_from", "in_force_until",
)  # fmt: skip
_ADOPTION = ("node_id", "unit_id", "status", "limit_text", "basis", "body", "levels", "checked_on")
_UNIT = ("pk", "parent_id", "kind", "name", "short_name", "duties", "leader", "phone", "address", "hours")


@dataclass(frozen=True)
class UnitOutline:
    pk: int
    parent_id: int | None
    kind: str
    name: str
    short_name: str
    duties: str
    leader: str
    phone: str
    address: str
    hours: str

    @property
    def path(self) -> str:
        return f"/units/{self.pk}/"

    @property
    def label(self) -> str:
        return self.short_name or self.name


@dataclass
class NodeOutline:
    """A place in the catalog with what the township says of it; `limit_text`, `basis`, `body` as they stand here."""

    pk: int
    key: str
    kind: str
    origin: str
    number: str
    name: str
    description: str
    limit_text: str
    basis: str
    body: str
    levels: list[str]
    in_force_from: date | None
    in_force_until: date | None
    unverified: bool
    not_involved: bool
    unit_id: int | None
    parent: "NodeOutline | None" = None
    children: list["NodeOutline"] = field(default_factory=list)

    @property
    def path(self) -> str:
        return f"/items/{self.key}/" if self.is_item else f"/domains/{self.key}/"

    @property
    def is_item(self) -> bool:
        return self.kind == NodeKind.ITEM

    @property
    def county_only(self) -> bool:
        return self.levels == [Level.COUNTY]

    @property
    def trail(self) -> list["NodeOutline"]:
        """From the root down to this one."""
        return [*(self.parent.trail if self.parent else []), self]

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """Name and path of what stands above, a group that only repeats its domain's name left out."""
        above = self.trail[:-1]
        return [
            (node.name, node.path) for node in above if not (node.parent and node.parent.name == node.name)
        ]

    def is_stopped(self, today: date) -> bool:
        return self.in_force_until is not None and self.in_force_until < today

    def in_force(self, today: date) -> bool:
        return not self.is_stopped(today) and (self.in_force_from is None or self.in_force_from <= today)

    def descendants(self) -> list["NodeOutline"]:
        """Everything below, in the order of the catalog."""
        return [node for child in self.children for node in (child, *child.descendants())]


@dataclass(frozen=True)
class Outline:
    roots: list[NodeOutline]
    nodes: dict[int, NodeOutline]
    by_key: dict[str, NodeOutline]
    units: dict[int, UnitOutline]  # active ones below the township, in tree order

    @property
    def domains(self) -> list[NodeOutline]:
        return [node for node in self.roots if node.kind == NodeKind.DOMAIN and node.origin != Origin.VILLAGE]

    @property
    def columns(self) -> list[NodeOutline]:
        return [node for node in self.roots if node.kind == NodeKind.COLUMN]

    def items_in_force(self, today: date) -> list[NodeOutline]:
        """Items of the township's own list; the villages' lists aside."""
        return [
            node
            for node in self.nodes.values()
            if node.is_item and node.origin != Origin.VILLAGE and node.in_force(today)
        ]


_known: OrderedDict[int, tuple[int, Outline]] = OrderedDict()


def outline(township: Township, generation: int) -> Outline:
    """The outline as of this generation."""
    kept = _known.get(township.pk)
    if kept is None or kept[0] != generation:
        kept = _known[township.pk] = (generation, _read(township))
        while len(_known) > KEPT:
            _known.popitem(last=False)
    return kept[1]


def forget() -> None:
    """Drop what this process remembers: for tests."""
    _known.clear()


def _read(township: Township) -> Outline:
    adoptions = {
        row["node_id"]: row for row in Adoption.objects.filter(holder=township.unit_id).values(*_ADOPTION)
    }
    nodes: dict[int, NodeOutline] = {}
    roots = []
    for row in Node.objects.of_township(township).order_by("tree_id", "lft").values(*_NODE):
        parent_id = row["parent_id"]
        if parent_id is not None and parent_id not in nodes:
            continue  # below another township's row
        node = nodes[row["pk"]] = _node(row, adoptions.get(row["pk"]) or {})
        if parent_id is None:
            roots.append(node)
        else:
            node.parent = nodes[parent_id]
            node.parent.children.append(node)
    units = Unit.objects.filter(tree_id=township.unit.tree_id, is_active=True, parent__isnull=False)
    return Outline(
        roots,
        nodes,
        {node.key: node for node in nodes.values()},
        {row["pk"]: UnitOutline(**row) for row in units.order_by("lft").values(*_UNIT)},
    )


def _node(row: dict, adoption: dict) -> NodeOutline:
    return NodeOutline(
        **{name: row[name] for name in ("pk", "key", "kind", "origin", "number", "name", "description")},
        **{name: adoption.get(name) or row[name] for name in ("limit_text", "basis", "body", "levels")},
        in_force_from=row["in_force_from"],
        in_force_until=row["in_force_until"],
        unverified=row["origin"] != Origin.TOWNSHIP
        and row["verified"] != Verified.YES
        and not adoption.get("checked_on"),
        not_involved=adoption.get("status") == AdoptionStatus.NOT_INVOLVED,
        unit_id=adoption.get("unit_id"),
    )
