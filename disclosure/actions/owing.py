"""Which unit owes which catalog row, under which rules: read from the adoptions and terms as they stand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from catalog.law.timelimits import Event, Rule
from catalog.law.vocabulary import Level
from catalog.law.workdays import WorkCalendar
from catalog.models import Adoption, AdoptionStatus, Node, TimeLimit, Township
from disclosure.law.duties import Occasion, event_occasions
from disclosure.models import Trigger


@dataclass(frozen=True, slots=True)
class Row:
    """An adopted row with its rules: what one unit owes.

    since, until: the days the row is in force. owed_from: turns that ended before the township took the row on are not
    asked for; an event that staff record is, whenever it was.
    """

    adoption_id: int
    holder_id: int
    unit_id: int
    node_id: int
    domain_id: int
    rules: tuple[Rule, ...]
    since: date | None = None
    until: date | None = None
    owed_from: date | None = None

    @property
    def bounded(self) -> bool:
        return any((self.since, self.until, self.owed_from))

    def in_force(self, turn: Occasion) -> bool:
        """Whether the row stood and was taken on at some time of the turn and was not stopped before it was over."""
        return all(day is None or turn.last >= day for day in (self.since, self.owed_from)) and (
            self.until is None or turn.last <= self.until
        )


@dataclass(frozen=True)
class Owing:
    """All rows owed in a township. held: every (holder, node) with a line of its own, owed or not."""

    rows: dict[tuple[int, int], Row]
    held: frozenset[tuple[int, int]]
    township_list: int

    def answering(self, unit_id: int, node_id: int) -> Row | None:
        """The row a unit's event belongs to: that of its own list, else that of the township's."""
        if (unit_id, node_id) in self.held:
            return self.rows.get((unit_id, node_id))
        return self.rows.get((self.township_list, node_id))

    def by_unit(self) -> dict[int, list[Row]]:
        found: dict[int, list[Row]] = defaultdict(list)
        for row in self.rows.values():
            found[row.unit_id].append(row)
        return found


def owing(township: Township, today: date, nodes: Iterable[int] | None = None) -> Owing:
    """Adopted rows in force, with the unit that answers. A village's list answers for itself; county-only rows,
    rows not involved, stopped rows, rows without unit or rule owe nothing.

    Args:
        nodes: only these items; default all.
    """
    only = None if nodes is None else set(nodes)
    rules = rules_of(township, only)
    roots = dict(Node.objects.filter(parent__isnull=True).values_list("tree_id", "pk"))
    rows: dict[tuple[int, int], Row] = {}
    held: set[tuple[int, int]] = set()
    for pk, holder, unit, status, own_levels, owed_from, node, levels, tree, since, until in _lines(
        _adopted(township, only)
    ):
        held.add((holder, node))
        unit = unit or (holder if holder != township.unit_id else None)
        stopped = until is not None and until < today
        if status != AdoptionStatus.APPLIES or unit is None or stopped or not rules.get(pk):
            continue
        if (own_levels or levels) == [Level.COUNTY]:
            continue
        rows[holder, node] = Row(pk, holder, unit, node, roots[tree], rules[pk], since, until, owed_from)
    return Owing(rows, frozenset(held), township.unit_id)


def _adopted(township: Township, nodes: Iterable[int] | None) -> QuerySet[Adoption]:
    found = Adoption.objects.filter(township=township)
    return found if nodes is None else found.filter(node__in=set(nodes))


def _lines(adopted: QuerySet[Adoption]) -> Iterator[tuple]:
    return (
        adopted.order_by("pk")
        .values_list(
            "pk", "holder_id", "unit_id", "status", "levels", "applies_from", "node_id", "node__levels", "node__tree_id",
            "node__in_force_from", "node__in_force_until",
        )
        .iterator(chunk_size=2000)
    )  # fmt: skip


def rules_of(township: Township, nodes: Iterable[int] | None = None) -> dict[int, tuple[Rule, ...]]:
    """Rules by adoption, of all items or of some: its own where it words the term itself, else those of the row.

    Many rows share a wording: equal rules are one object.
    """
    adopted = _adopted(township, nodes)
    one: dict[tuple[Rule, ...], tuple[Rule, ...]] = {}
    own: dict[int, list[Rule]] = defaultdict(list)
    printed: dict[int, list[Rule]] = defaultdict(list)
    limits = TimeLimit.objects.filter(
        Q(adoption__in=adopted.values("pk")) | Q(node__in=adopted.order_by().values("node"))
    )
    for node_id, adoption_id, data in limits.order_by("position", "pk").values_list(
        "node_id", "adoption_id", "data"
    ):
        (own[adoption_id] if adoption_id else printed[node_id]).append(Rule.from_dict(data))
    shared = {
        node: one.setdefault(rules, rules) for node, found in printed.items() if (rules := tuple(found))
    }
    mine = {pk: one.setdefault(rules, rules) for pk, found in own.items() if (rules := tuple(found))}
    return {
        pk: mine.get(pk, ()) if worded else shared.get(node_id, ())
        for pk, node_id, worded in adopted.order_by().values_list("pk", "node_id", "limit_text")
    }


def occasions_of(trigger: Trigger, row: Row, township: Township, calendar: WorkCalendar) -> list[Occasion]:
    """What a recorded event makes owed; nothing before the township's 启用日期 or outside the row's own days."""
    day = trigger.happened_on
    if day < township.started_on or (row.since and day < row.since) or (row.until and day > row.until):
        return []
    return event_occasions(
        row.rules, Event(trigger.event), day, str(trigger.pk), calendar, township.prompt_days
    )
