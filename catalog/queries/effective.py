"""The catalog as it stands in one township: shared rows with its own wording, and its own rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from catalog.law.vocabulary import (
    Audience,
    Channel,
    Level,
    Mode,
    NodeKind,
    Origin,
    Verified,
    print_audience,
    print_channels,
    print_levels,
)
from catalog.models import WORDING, Adoption, AdoptionStatus, Node, Township, Unit
from catalog.queries.outline import NodeOutline


@dataclass
class EffectiveRow:
    """One row of the township's catalog, ready to print. `path` carries no township prefix."""

    node: Node
    adoption: Adoption | None
    root: Node | NodeOutline
    groups: list[str]
    today: date
    values: dict[str, Any] = field(default_factory=dict)
    domain_span: int = 0
    level1_span: int = 0

    def __post_init__(self) -> None:
        self.values = effective_values(self.node, self.adoption)

    # ---- place
    @property
    def domain(self) -> str:
        return self.root.name

    @property
    def level1(self) -> str:
        return self.groups[0] if self.groups else ""

    @property
    def level2(self) -> str:
        return self.groups[1] if len(self.groups) > 1 else self.node.name

    @property
    def level3(self) -> str:
        """Where the tree goes deeper than three levels, the names between are joined."""
        return " › ".join([*self.groups[2:], self.node.name]) if len(self.groups) > 1 else ""

    @property
    def path(self) -> str:
        return self.node.path

    @property
    def number(self) -> str:
        return (self.adoption.number if self.adoption else "") or self.node.number

    # ---- printed columns
    @property
    def elements(self) -> str:
        return self.values["elements"]

    @property
    def basis(self) -> str:
        return self.values["basis"]

    @property
    def limit_text(self) -> str:
        return self.values["limit_text"]

    limit = limit_text

    @property
    def body(self) -> str:
        return self.values["body"]

    @property
    def channels_text(self) -> str:
        return print_channels(self._channels, self.values["channel_note"])

    @property
    def channel_boxes(self) -> str:
        return print_channels(self._channels, self.values["channel_note"], boxes=True)

    @property
    def _channels(self) -> list[Channel]:
        return [Channel(channel) for channel in self.values["channels"]]

    @property
    def audience_text(self) -> str:
        audience = self.values["audience"]
        return print_audience(Audience(audience), self.values["audience_named"]) if audience else ""

    @property
    def audience_all(self) -> bool:
        return self.values["audience"] in (Audience.ALL, Audience.BOTH)

    @property
    def audience_group(self) -> str:
        """The named group; √ where a group is meant but not named."""
        if self.values["audience"] not in (Audience.GROUP, Audience.BOTH):
            return ""
        return self.values["audience_named"] or "√"

    @property
    def mode_text(self) -> str:
        return Mode(self.values["mode"]).label if self.values["mode"] else ""

    @property
    def proactive(self) -> bool:
        return self.values["mode"] in (Mode.PROACTIVE, Mode.BOTH)

    @property
    def on_request(self) -> bool:
        return self.values["mode"] in (Mode.ON_REQUEST, Mode.BOTH)

    @property
    def levels_text(self) -> str:
        return print_levels(Level(level) for level in self.values["levels"])

    @property
    def county(self) -> bool:
        return Level.COUNTY in self.values["levels"]

    @property
    def township(self) -> bool:
        return Level.TOWNSHIP in self.values["levels"]

    @property
    def village(self) -> bool:
        return Level.VILLAGE in self.values["levels"]

    # ---- state
    @property
    def unit(self) -> Unit | None:
        return self.adoption.unit if self.adoption else None

    @property
    def status(self) -> str:
        return self.adoption.status if self.adoption else AdoptionStatus.APPLIES

    @property
    def not_involved(self) -> bool:
        return self.status == AdoptionStatus.NOT_INVOLVED

    @property
    def reason(self) -> str:
        return self.adoption.reason if self.adoption else ""

    @property
    def own(self) -> bool:
        return self.node.origin == Origin.TOWNSHIP

    @property
    def county_only(self) -> bool:
        return self.values["levels"] == [Level.COUNTY]

    @property
    def stopped(self) -> bool:
        return self.node.is_stopped(self.today)

    @property
    def unverified(self) -> bool:
        return is_unverified(self.node, self.adoption)

    @property
    def remark(self) -> str:
        """备注 of the printed table."""
        words = []
        if self.stopped:
            words.append(f"已停止：{self.node.stop_reason}")
        if self.not_involved:
            words.append(f"本镇不涉及：{self.reason}")
        if self.county_only:
            words.append("由县级部门公开")
        if self.unverified:
            words.append("待核对，以县目录为准")
        if self.own:
            words.append("本镇特色事项")
        return "；".join(words)


def is_unverified(node: Node, adoption: Adoption | None) -> bool:
    """待核对: neither compared with its printed source nor checked by the township."""
    checked = adoption is not None and adoption.checked_on is not None
    return node.origin != Origin.TOWNSHIP and node.verified != Verified.YES and not checked


def effective_values(node: Node, adoption: Adoption | None) -> dict[str, Any]:
    """The columns of `WORDING` as they stand: the adoption's where it says something, else the row's."""
    values = {name: getattr(node, name) for name in WORDING}
    if adoption is not None:
        for name in WORDING:
            if own := getattr(adoption, name):
                values[name] = own
    return values


def effective_rows(
    township: Township, today: date, holder: Unit | None = None, *, columns: bool = False
) -> list[EffectiveRow]:
    """Every item of a list in printed order, stopped ones included (`stopped`). 2 queries, whatever the size.

    holder: whose list, default the township's; a village's list is that of origin village.
    columns: also the statutory columns outside the domains (PAGE-2).
    """
    at = holder or township.unit
    nodes = Node.objects.of_township(township).order_by("tree_id", "lft")
    own_list = at.pk != township.unit_id
    nodes = nodes.filter(origin=Origin.VILLAGE) if own_list else nodes.exclude(origin=Origin.VILLAGE)
    adoptions = {
        adoption.node_id: adoption for adoption in Adoption.objects.filter(holder=at).select_related("unit")
    }
    rows: list[EffectiveRow] = []
    trail: list[Node] = []
    for node in nodes:
        while trail and not (trail[-1].tree_id == node.tree_id and trail[-1].rght > node.rght):
            trail.pop()
        if node.kind == NodeKind.ITEM and trail and (columns or trail[0].kind == NodeKind.DOMAIN):
            groups = [above.name for above in trail[1:]]
            rows.append(EffectiveRow(node, adoptions.get(node.pk), trail[0], groups, today))
        trail.append(node)
    return rows


def current(rows: Iterable[EffectiveRow]) -> list[EffectiveRow]:
    """Rows in force."""
    return [row for row in rows if not row.stopped]


def set_spans(rows: Sequence[EffectiveRow]) -> Sequence[EffectiveRow]:
    """For a printed table: on the first row of a domain and of a level 1 how many rows it spans, 0 on the others."""
    for start, row in enumerate(rows):
        before = rows[start - 1] if start else None
        same_domain = before is not None and before.root.pk == row.root.pk
        row.domain_span = 0 if same_domain else _run(rows, start, lambda other: other.root.pk)
        same = same_domain and before is not None and before.level1 == row.level1
        row.level1_span = 0 if same else _run(rows, start, lambda other: (other.root.pk, other.level1))
    return rows


def _run(rows: Sequence[EffectiveRow], start: int, of: Any) -> int:
    end = start + 1
    while end < len(rows) and of(rows[end]) == of(rows[start]):
        end += 1
    return end - start
