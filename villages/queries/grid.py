"""What villages owed, period by period: one GROUP BY for a page, and lists of exactly what was counted.

Counting and listing narrow the same queryset (`owed`), so a figure and what it opens onto cannot differ. Villages
stand in the township's order; nothing is ranked.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet

from catalog.law.vocabulary import Origin
from catalog.models import Adoption, AdoptionStatus, Node, Township, Unit
from catalog.queries.outline import NodeOutline, Outline
from disclosure.law.duties import DutyOutcome
from disclosure.models import Duty
from disclosure.models.duties import DutyQuerySet
from villages.law.grid import (
    OWED,
    PARTS,
    UNDATED,
    By,
    CellState,
    Measure,
    Span,
    place_of,
    spans,
    state_of,
    year_of,
)
from villages.law.matters import KeyContent, key_contents

ELSEWHERE = "目录以外"  # items that no longer stand in the township's catalog

Counts = Counter[DutyOutcome]


@dataclass(frozen=True)
class Figure:
    """A number and the address, below the page's own, of the duties it counts."""

    measure: Measure
    count: int
    address: str


@dataclass(frozen=True)
class Cell:
    """One period of one row. at: address of all it counts, its filter as a query string of `asked`."""

    span: Span
    counts: Counts
    at: str
    asked: str = ""

    @property
    def state(self) -> CellState:
        return state_of(self.counts)

    @property
    def owed(self) -> int:
        return self.counts.total()

    @property
    def figures(self) -> list[Figure]:
        """All it owed, then each part that is not nothing."""
        if not self.owed:
            return []
        return [self._figure(OWED), *(self._figure(part) for part in PARTS if self.number(part))]

    def number(self, measure: Measure) -> int:
        return sum(self.counts[outcome] for outcome in measure.outcomes)

    def _figure(self, measure: Measure) -> Figure:
        asked = "" if measure is OWED else f"as={measure.key}"
        query = "&".join(filter(None, (self.asked, asked)))
        return Figure(measure, self.number(measure), f"{self.at}?{query}" if query else self.at)


@dataclass(frozen=True)
class Row:
    """A village, an item or a key content. address: what the heading leads to; note: said below it."""

    name: str
    cells: list[Cell]
    whole: Cell  # the year
    undated: Figure
    address: str = ""
    note: str = ""


# ---- the one expression ------------------------------------------------------------------------------------
def owed(
    units: Collection[int], span: Span, today: date, nodes: Collection[int] | None = None
) -> QuerySet[Any]:
    """Duties of these villages due within the span, the dropped ones aside, with what each counts as.

    Args:
        nodes: only these items; default all.
    """
    return _of(Duty.objects.owed(), units, nodes).filter(due_on__range=(span.first, span.last)).with_outcome(today)  # fmt: skip


def undated(units: Collection[int], nodes: Collection[int] | None = None) -> DutyQuerySet:
    """Open duties whose printed term gives no day: they stand in no period."""
    return _of(Duty.objects.open(), units, nodes).filter(due_on__isnull=True)


def _of(found: DutyQuerySet, units: Collection[int], nodes: Collection[int] | None) -> DutyQuerySet:
    found = found.filter(unit__in=units)
    return found if nodes is None else found.filter(node__in=nodes)


def records(
    unit_pk: int, span: Span, measure: Measure, today: date, nodes: Collection[int] | None = None
) -> QuerySet[Any]:
    """The duties a figure counts, in the order of their days, then of the catalog."""
    found = owed([unit_pk], span, today, nodes)
    if measure is not OWED:
        found = found.filter(outcome__in=sorted(measure.outcomes))
    return in_order(found)


def in_order(found: QuerySet[Any]) -> QuerySet[Any]:
    """With all that a line of the list needs."""
    return found.select_related("node", "publication", "confirmation", "late_unit", "trigger").order_by(
        "due_on", "node__tree_id", "node__lft", "pk"
    )


def parts(
    unit_pk: int, span: Span, today: date, nodes: Collection[int] | None = None
) -> list[tuple[Measure, int]]:
    """How the duties of a span divide, all of them first. 1 query."""
    groups = owed([unit_pk], span, today, nodes).order_by().values_list("outcome").annotate(number=Count("*"))
    counts = Counter({DutyOutcome(outcome): number for outcome, number in groups})
    cell = Cell(span, counts, "")
    return [(measure, cell.number(measure)) for measure in (OWED, *PARTS)]


# ---- villages × periods ------------------------------------------------------------------------------------
def by_village(
    units: Sequence[Unit],
    year: int,
    by: By,
    today: date,
    nodes: Collection[int] | None = None,
    asked: str = "",
) -> list[Row]:
    """A row for each village, in their order. 2 queries, however many villages.

    Args:
        nodes: only these items, named in addresses by `asked` ("key=relief").
    """
    pks = [unit.pk for unit in units]
    counted = _counted(pks, year, by, today, nodes, "unit")
    open_ended = _number(undated(pks, nodes), "unit")
    return [
        _row(str(unit), counted.get(unit.pk, {}), open_ended.get(unit.pk, 0), year, by, f"{unit.pk}/", asked, f"{unit.pk}/")
        for unit in units
    ]  # fmt: skip


# ---- one village -------------------------------------------------------------------------------------------
def by_item(
    unit: Unit, year: int, by: By, today: date, known: Outline
) -> tuple[list[tuple[str, list[Row]]], Row]:
    """A row for each item of a village under its category, and one of all of them. 3 queries.

    Items of its list that owe nothing in the year stand there too, with empty cells.
    """
    counted = _counted([unit.pk], year, by, today, None, "node")
    open_ended = _number(undated([unit.pk]), "node")
    adopted = set(
        Adoption.objects.filter(holder=unit, status=AdoptionStatus.APPLIES).values_list("node_id", flat=True)
    )
    shown = {*counted, *open_ended} | {
        pk for pk in adopted if pk in known.nodes and not known.nodes[pk].is_stopped(date(year, 1, 1))
    }
    groups: dict[str, list[Row]] = {}
    placed = [(pk, place.name, category_of(place)) for pk, place in known.nodes.items() if pk in shown]
    placed += [(pk, f"事项{pk}", ELSEWHERE) for pk in sorted(shown - known.nodes.keys())]
    for pk, name, category in placed:
        row = _row(name, counted.get(pk, {}), open_ended.get(pk, 0), year, by, "", f"item={pk}")
        groups.setdefault(category, []).append(row)
    return list(groups.items()), _all(counted, open_ended, year, by)


def by_content(
    unit: Unit, year: int, by: By, today: date, items: Mapping[KeyContent, Collection[int]]
) -> tuple[list[tuple[str, list[Row]]], Row]:
    """A row for each of the ten key contents, and one of all duties. 2 queries.

    An item can belong to several contents, so the rows may come to more than all duties, or to fewer.
    """
    counted = _counted([unit.pk], year, by, today, None, "node")
    open_ended = _number(undated([unit.pk]), "node")
    rows = []
    for content in KeyContent:
        mine = items.get(content, ())
        rows.append(
            _row(
                content.label, _sum(counted[pk] for pk in mine if pk in counted),
                sum(open_ended.get(pk, 0) for pk in mine), year, by, "", f"key={content.value}",
                note="" if mine else "目录里没有归到这一项的事项",
            )
        )  # fmt: skip
    return [("", rows)], _all(counted, open_ended, year, by)


def category_of(place: NodeOutline) -> str:
    """The heading an item stands under: of the village list its category, else the domain."""
    trail = place.trail
    return trail[1].name if trail[0].origin == Origin.VILLAGE and len(trail) > 2 else trail[0].name


def items_by_content(township: Township) -> dict[KeyContent, list[int]]:
    """Items of the catalog by key content. 1 query."""
    found: dict[KeyContent, list[int]] = defaultdict(list)
    tagged = Node.objects.of_township(township).items().filter(extra__has_key="key_contents").order_by("pk")
    for pk, extra in tagged.values_list("pk", "extra"):
        for content in key_contents(extra):
            found[content].append(pk)
    return dict(found)


# ---- counting ----------------------------------------------------------------------------------------------
_Placed = dict[int, Counts]  # of the columns of a year


def _counted(
    units: Collection[int], year: int, by: By, today: date, nodes: Collection[int] | None, what: str
) -> dict[int, _Placed]:
    """Duties of a year by `what` and column: 1 query. It groups by day, so that no function runs over each row."""
    groups = owed(units, year_of(year), today, nodes).order_by().values_list(what, "due_on", "outcome")
    found: dict[int, _Placed] = defaultdict(lambda: defaultdict(Counter))
    for key, day, outcome, number in groups.annotate(number=Count("*")):
        found[key][place_of(day, by)][DutyOutcome(outcome)] += number
    return dict(found)


def _number(found: DutyQuerySet, what: str) -> dict[int, int]:
    return dict(found.order_by().values_list(what).annotate(number=Count("*")))


def _sum(many: Iterable[_Placed]) -> _Placed:
    whole: _Placed = defaultdict(Counter)
    for placed in many:
        for place, counts in placed.items():
            whole[place].update(counts)
    return whole


def _all(counted: Mapping[int, _Placed], open_ended: Mapping[int, int], year: int, by: By) -> Row:
    return _row("全部事项", _sum(counted.values()), sum(open_ended.values()), year, by, "", "")


def _row(
    name: str,
    placed: _Placed,
    open_ended: int,
    year: int,
    by: By,
    below: str,
    asked: str,
    address: str = "",
    note: str = "",
) -> Row:
    """A row's cells; `below` stands before the span in its addresses, `asked` behind."""
    cells = [
        Cell(span, placed.get(place, Counter()), f"{below}{span.key}/", asked)
        for place, span in enumerate(spans(year, by))
    ]
    whole = sum((cell.counts for cell in cells), Counter())
    days = year_of(year)
    at = f"{below}{UNDATED.key}/" + (f"?{asked}" if asked else "")
    return Row(
        name, cells, Cell(days, whole, f"{below}{days.key}/", asked), Figure(UNDATED, open_ended, at), address, note
    )  # fmt: skip


def query_of(*, key: KeyContent | None = None, item: int | None = None) -> str:
    """What narrows a page, as it stands in addresses."""
    asked = {"key": key.value if key else "", "item": item or ""}
    return urlencode({name: value for name, value in asked.items() if value})
