"""Lists of matters as pages show them: of a village for residents, of many villages for the office."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q, QuerySet

from catalog.law.vocabulary import Origin
from catalog.models import Adoption, AdoptionStatus, Entry, EntryKind, Node, Township, Unit
from catalog.queries.effective import effective_values
from villages.law import matters
from villages.law.cadence import Cadence, term_of
from villages.law.lists import Body, Change, ListState, Said, changes
from villages.law.matters import KeyContent
from villages.models import ListSignature, VillageList, VillageListRow
from villages.models.lists import VillageListQuerySet


def items(township: Township, today: date) -> QuerySet[Node]:
    """The matters a village of the township may have in its list, as printed: the township template."""
    return (
        Node.objects.of_township(township)
        .items()
        .in_force(today)
        .filter(origin=Origin.VILLAGE)
        .order_by("tree_id", "lft")
    )


@dataclass(frozen=True)
class TiedItem:
    """An item of the township that is the same matter, as the township has it (VIL-6)."""

    name: str
    path: str
    elements: str


def ties(township: Township, nodes: Iterable[Node], today: date) -> dict[int, list[TiedItem]]:
    """The township's items by the matter they belong to; those it does not keep or that were stopped left out. 2 queries."""
    wanted = {node.pk: matters.related(node.extra) for node in nodes}
    keys = {key for found in wanted.values() for key in found}
    there = {
        node.key: node
        for node in Node.objects.of_township(township).items().in_force(today).filter(key__in=keys)
    }
    held = {
        adoption.node_id: adoption
        for adoption in Adoption.objects.filter(
            holder=township.unit_id, node__in=[node.pk for node in there.values()]
        )
    }
    found: dict[int, list[TiedItem]] = {}
    for pk, names in wanted.items():
        for node in (there[key] for key in names if key in there):
            adoption = held.get(node.pk)
            if adoption is not None and adoption.status == AdoptionStatus.NOT_INVOLVED:
                continue
            text = effective_values(node, adoption)["elements"]
            found.setdefault(pk, []).append(TiedItem(node.name, node.path, text))
    return found


@dataclass(frozen=True)
class Line:
    """One row ready to be shown. term: as made public, or as it would be now. words: as printed or the village's own."""

    row: VillageListRow
    name: str
    key: str
    term: str
    words: str
    contents: list[KeyContent]
    tied: list[TiedItem]
    may_word_term: bool

    @property
    def applies(self) -> bool:
        return self.row.applies


@dataclass
class Category:
    name: str
    lines: list[Line] = field(default_factory=list)


def categories(edition: VillageList, cadence: Cadence, today: date) -> list[Category]:
    """The rows of an edition by category, in the order of the printed list. 3 queries."""
    rows = list(
        edition.rows.select_related("node__parent").order_by("node__tree_id", "node__lft")
    )  # the villages' list is a tree of two levels
    tied = ties(edition.township, [row.node for row in rows], today)
    found: list[Category] = []
    for row in rows:
        name = row.node.parent.name if row.node.parent else ""
        if not found or found[-1].name != name:
            found.append(Category(name))
        found[-1].lines.append(_line(row, tied.get(row.node_id, []), cadence))
    return found


def _line(row: VillageListRow, tied: list[TiedItem], cadence: Cadence) -> Line:
    node = row.node
    return Line(
        row, node.name, node.key, row.term or term_of(node.extra, node.limit_text, row.own_term, cadence),
        row.elements or node.elements, matters.key_contents(node.extra), tied, matters.may_word_term(node.extra),
    )  # fmt: skip


def with_content(found: Sequence[Category], content: KeyContent | None) -> list[Category]:
    """Only the rows of one key content, or all."""
    if content is None:
        return list(found)
    kept = [Category(each.name, [line for line in each.lines if content in line.contents]) for each in found]
    return [each for each in kept if each.lines]


def counts(found: Iterable[Category]) -> list[tuple[KeyContent, int]]:
    """How many rows that are kept belong to each key content."""
    kept = [line for each in found for line in each.lines if line.applies]
    return [(content, sum(content in line.contents for line in kept)) for content in KeyContent]


# ---- editions ------------------------------------------------------------------------------------------------------
def in_force(unit_pk: int) -> VillageList | None:
    """The edition residents read now. 1 query."""
    return (
        VillageList.objects.in_force().filter(unit=unit_pk).select_related("township__unit", "unit").first()
    )


def editions(unit_pk: int) -> list[VillageList]:
    """What was made public, newest first. 1 query."""
    return list(
        VillageList.objects.filter(unit=unit_pk, state=ListState.RELEASED)
        .select_related("township__unit", "unit")
        .order_by("-edition")
    )


def under_way(unit_pk: int) -> VillageList | None:
    """The edition that is not public yet. 1 query."""
    return VillageList.objects.filter(unit=unit_pk).exclude(state=ListState.RELEASED).first()


def said_of(edition: VillageList, cadence: Cadence) -> Mapping[str, Said]:
    """Its rows as editions are compared, in the order of the printed list. 1 query."""
    rows = edition.rows.select_related("node").order_by("node__tree_id", "node__lft")
    return {
        row.node.key: row.said(
            row.term or term_of(row.node.extra, row.node.limit_text, row.own_term, cadence)
        )
        for row in rows
    }


def difference(before: VillageList | None, after: VillageList, cadence: Cadence) -> list[Change]:
    """What the later edition says otherwise; nothing where there is none before. 2 queries."""
    if before is None:
        return []
    return changes(said_of(before, cadence), said_of(after, cadence))


def edition_before(edition: VillageList) -> VillageList | None:
    """The one that was public before this one. 1 query."""
    return (
        VillageList.objects.filter(
            unit=edition.unit_id, edition__lt=edition.edition, state=ListState.RELEASED
        )
        .order_by("-edition")
        .first()
    )


def consents(edition: VillageList) -> list[ListSignature]:
    """The words of the two committees that count for its text. 1 query."""
    return [each for each in edition.signatures.filter(round=edition.round) if each.counts]


@dataclass(frozen=True)
class Summary:
    """The list in force in a few words, for the page of the village: include `villages/_list.html` with it."""

    edition: VillageList
    kept: int
    left_out: int
    contents: list[tuple[KeyContent, int]]


def summary(unit_pk: int) -> Summary | None:
    """None where the village has no list in force. 2 queries."""
    edition = in_force(unit_pk)
    if edition is None:
        return None
    rows = list(edition.rows.values_list("applies", "node__extra"))
    kept = [matters.key_contents(extra) for applies, extra in rows if applies]
    contents = [(content, sum(content in found for found in kept)) for content in KeyContent]
    return Summary(edition, len(kept), len(rows) - len(kept), contents)


# ---- for the office ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class VillageLine:
    """Where a village stands with its list."""

    unit: Unit
    standing: VillageList | None  # in force
    under_way: VillageList | None
    waits_for: str  # of the one under way: the committees that have not signed yet


def by_village(units: Sequence[Unit], lists: VillageListQuerySet) -> list[VillageLine]:
    """Each village with its edition in force and the one under way. 2 queries."""
    standing = {each.unit_id: each for each in lists.in_force().filter(unit__in=units)}
    moving = {
        each.unit_id: each
        for each in lists.filter(unit__in=units)
        .exclude(state=ListState.RELEASED)
        .prefetch_related("signatures")
    }
    return [
        VillageLine(unit, standing.get(unit.pk), moving.get(unit.pk), _waits_for(moving.get(unit.pk)))
        for unit in units
    ]


def _waits_for(edition: VillageList | None) -> str:
    if edition is None or edition.state != ListState.WITH_COMMITTEES:
        return ""
    signed = {each.body for each in edition.signatures.all() if each.round == edition.round and each.counts}
    return "、".join(body.label for body in Body if body not in signed)


# ---- the public index ----------------------------------------------------------------------------------------------
def entries(township: Township) -> Iterator[Entry]:
    """The rows the index must hold: one for each village with a list in force."""
    rows = (
        VillageList.objects.in_force()
        .filter(township=township)
        .annotate(kept=Count("rows", filter=Q(rows__applies=True)))
    )
    for edition in rows.select_related("township", "unit").order_by("pk"):
        yield entry_of(edition, edition.kept)


def entry_of(edition: VillageList, kept: int | None = None) -> Entry:
    """The index's row of the edition in force. kept: number of matters, where the caller has it."""
    assert edition.released_at is not None  # noqa: S101  (typing: the table's constraint says so)
    number = edition.rows.filter(applies=True).count() if kept is None else kept
    return Entry(
        key=f"village-list:{edition.unit_id}",
        kind=EntryKind.SHEET,
        township=edition.township,
        unit=edition.unit,
        node=None,
        domain=None,
        title=f"{edition.unit.short_name or edition.unit.name}村务公开目录清单",
        summary=f"本村公开 {number} 项村务，第 {edition.edition} 版。",
        path=f"/villages/{edition.unit_id}/list/",
        formed_on=edition.released_on,
        published_at=edition.released_at,
        public_from=edition.released_at,
    )
