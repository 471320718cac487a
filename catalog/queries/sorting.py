"""梳理表: the lists of powers and services beside the catalog, and what still lacks its counterpart."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from catalog.law.vocabulary import Origin
from catalog.models import MatchState, Matter, MatterMatch, Node, Township

HEADER = ("序号", "清单", "编码", "名称", "对应目录事项", "相似度", "状态")

PROPOSED, CONFIRMED, WITHOUT_ROW, WITHOUT_POWER, RETIRED = (
    "proposed",
    "confirmed",
    "without-row",
    "without-power",
    "retired",
)
LABELS = {
    PROPOSED: "待确认的对应",
    CONFIRMED: "已确认的对应",
    WITHOUT_ROW: "没有目录事项的职权和服务",
    WITHOUT_POWER: "没有对应职权的目录事项",
    RETIRED: "已停用的职权和服务",
}


@dataclass(frozen=True)
class Line:
    """A line of the 梳理表, on the page and in the workbook alike."""

    kind: str
    code: str
    name: str
    node: str
    score: str
    state: str

    def cells(self, number: int) -> list[str]:
        return [str(number), self.kind, self.code, self.name, self.node, self.score, self.state]


def matches(township: Township, state: MatchState) -> QuerySet[MatterMatch]:
    """Matches of active matters in one state; the best proposals of each matter together, likeliest first."""
    return (
        MatterMatch.objects.filter(matter__township=township, matter__is_active=True, state=state)
        .select_related("matter", "node__parent", "decided_by")
        .order_by("matter__kind", "matter__code", "-score", "pk")
    )


def without_row(township: Township) -> QuerySet[Matter]:
    """Active powers and services that no person has tied to a catalog row."""
    confirmed = MatterMatch.objects.filter(matter=OuterRef("pk"), state=MatchState.CONFIRMED)
    return (
        Matter.objects.filter(~Exists(confirmed), township=township, is_active=True)
        .select_related("unit")
        .order_by("kind", "code", "pk")
    )


def without_power(township: Township, today: date) -> QuerySet[Node]:
    """Items of the catalog in force that no active power or service is tied to."""
    confirmed = MatterMatch.objects.filter(
        node=OuterRef("pk"), state=MatchState.CONFIRMED, matter__township=township, matter__is_active=True
    )
    return (
        Node.objects.of_township(township)
        .items()
        .in_force(today)
        .filter(~Exists(confirmed))
        .exclude(origin=Origin.VILLAGE)
        .select_related("parent__parent")
        .order_by("tree_id", "lft")
    )


def retired(township: Township) -> QuerySet[Matter]:
    return (
        Matter.objects.filter(township=township, is_active=False)
        .select_related("unit")
        .order_by("kind", "code", "pk")
    )


def rows_of(name: str, township: Township, today: date) -> QuerySet:
    """The list of that name (one of `LABELS`)."""
    if name == PROPOSED:
        return matches(township, MatchState.PROPOSED)
    if name == CONFIRMED:
        return matches(township, MatchState.CONFIRMED)
    if name == WITHOUT_ROW:
        return without_row(township)
    if name == WITHOUT_POWER:
        return without_power(township, today)
    return retired(township)


def counts(township: Township, today: date) -> dict[str, int]:
    """How long each list is. 5 queries."""
    return {name: rows_of(name, township, today).count() for name in LABELS}


def line_of(row: MatterMatch | Matter | Node) -> Line:
    if isinstance(row, MatterMatch):
        return Line(
            row.matter.get_kind_display(),
            row.matter.code,
            row.matter.name,
            place_of(row.node),
            f"{row.score:.0%}",
            row.get_state_display(),
        )
    if isinstance(row, Matter):
        state = "没有目录事项" if row.is_active else "已停用"
        return Line(row.get_kind_display(), row.code, row.name, "", "", state)
    return Line("", "", "", place_of(row), "", "没有对应职权")


def place_of(node: Node) -> str:
    """A row with the group above it, so that rows of the same name can be told apart."""
    return f"{node.parent.name} › {node.name}" if node.parent else node.name
