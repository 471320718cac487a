"""One list of the township held against the sheets of its villages: read once, village by village written down (VIL-6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.actions.generations import raise_generation
from catalog.models import Node, Township, Unit
from disclosure.models import Attachment, Publication, Reach
from disclosure.queries.lists import names_stay_on_the_board, standing_rows
from villages.actions import remembering, settling
from villages.actions.policy import policy_of
from villages.actions.remembering import Known
from villages.law.agreement import Gap, Obstacle, Result, Side, added, comparable, compare, judged, missing
from villages.law.kinds import OF_PERSONS, SheetKind
from villages.law.periods import Period, overlap
from villages.law.tables import sums
from villages.models import ComparedList, Comparison
from villages.queries import agreement as queries
from villages.queries.agreement import Listed, ListKey, Posted
from villages.sheets import township_lists
from villages.sheets.township_lists import READING, Reading, VillageNames

CHUNK = 50  # villages written in one transaction
_HEADS = frozenset({SheetKind.SUBSIDIES, SheetKind.PAY})


@dataclass
class OfTownship:
    """What the township's side says: of each village by its key, or why of none."""

    sides: dict[int, Side]
    obstacle: Obstacle = Obstacle.NONE
    counted: str = ""


@dataclass(frozen=True)
class Standing:
    """How a matter stands now."""

    result: Result
    obstacle: Obstacle = Obstacle.NONE
    township: Side | None = None
    village: Side | None = None
    gaps: tuple[Gap, ...] = ()


class Comparing:
    """One pass over a township: what it compares is read when it is made, lists and sheets as they come up."""

    def __init__(self, township: Township, at: datetime) -> None:
        self.township, self.at, self.today = township, at, timezone.localdate(at)
        self.villages = list(queries.villages_of_township(township))
        self.names = VillageNames(self.villages)
        self.nodes = queries.related_items(township)
        self.lists = queries.township_lists(township, self.nodes, at)
        self._began = queries.began(township)
        self.days = timedelta(days=policy_of(township).agreement_days)
        self._board = standing_rows(township)
        self._named: dict[int, bool] = {}
        self._across: dict[int, set[Period]] = {}
        self._items = Node.objects.in_bulk(list(self.nodes))
        self._called = _digest([(unit.pk, unit.name, unit.short_name) for unit in self.villages])

    # ---- the lists ----------------------------------------------------------------------------------------------
    def keys(self) -> list[ListKey]:
        """Every list there is, and those that were compared once and are gone."""
        once = queries.recent(self.township, self.at).filter(item__isnull=False, ended_at=None)
        gone = once.order_by().values_list("item", "first", "last").distinct()
        return sorted({*self.lists, *((item, first, last) for item, first, last in gone if item)})

    def keys_of(self, row: Comparison) -> list[ListKey]:
        """The lists one matter hangs on: its own, and those of related items whose period lies across it."""
        across = {
            key
            for key in self.lists
            if overlap(key[1:], (row.first, row.last))
            and any(n.pk == row.node_id for n in self.nodes.get(key[0], ()))
        }
        return sorted(across | ({(row.item_id, row.first, row.last)} if row.item_id else set()))

    def compare_list(self, key: ListKey, *, again: bool = False, units: Sequence[Unit] | None = None) -> bool:
        """Compare the lists of one item and period with every village's. Whether they were read.

        Args:
            again: read them though nothing changed.
            units: only these villages, and nothing is noted of the list as a whole.
        """
        item, first, last = key
        nodes = self.nodes.get(item, [])
        posted = queries.posted_sheets([node.pk for node in nodes], self.at, period=(first, last))
        basis = self._basis(key, nodes, posted)
        known = ComparedList.objects.filter(township=self.township, item=item, first=first, last=last)
        if not again and known.filter(basis=basis).update(compared_at=self.at):
            return False
        township = self._read(key)
        for node in nodes:
            mine = [each for each in posted if each.sheet.node_id == node.pk]
            self._chunks(key, node, units or self.villages, mine, township)
        self._end_unrelated(key, nodes)
        if units is None:
            ComparedList.objects.update_or_create(
                township=self.township, item_id=item, first=first, last=last,
                defaults={"basis": basis, "compared_at": self.at},
            )  # fmt: skip
        return True

    def done(self) -> set[ListKey]:
        """What this pass had done before it broke off."""
        rows = ComparedList.objects.filter(
            township=self.township, item__isnull=False, compared_at__gte=self.at
        )
        return {
            (item, first, last) for item, first, last in rows.values_list("item", "first", "last") if item
        }

    def _end_unrelated(self, key: ListKey, nodes: Sequence[Node]) -> None:
        """Of village items that are related to this one no more."""
        rows = Comparison.objects.filter(
            township=self.township, item=key[0], first=key[1], last=key[2], ended_at=None
        ).exclude(node__in=nodes)
        with transaction.atomic():
            ended = [settling.end(row, at=self.at) for row in rows]
            if ended:
                raise_generation(self.township)

    def _basis(self, key: ListKey, nodes: Sequence[Node], posted: Sequence[Posted]) -> str:
        """What the outcome hangs on, as a digest: unchanged, nothing need be read."""
        lists = [(each.pk, each.version, each.live) for each in self.lists.get(key, [])]
        sheets = sorted((each.sheet.pk, each.sheet.carrier_id, each.live, each.named) for each in posted)
        kept = [(node.pk, self._names_of(node)) for node in nodes]
        item = self._items.get(key[0])
        online = item is not None and self._names_of(item)
        across = [
            sorted(period for period in self._periods(node) if overlap(period, key[1:])) for node in nodes
        ]
        return _digest([READING, self._called, self._board, online, lists, sheets, kept, across])

    def _names_of(self, node: Node) -> bool:
        """Whether the names of a village's item may be online at all. 2 queries, once an item."""
        if node.pk not in self._named:
            self._named[node.pk] = not names_stay_on_the_board(self.township, node, node.name)
        return self._named[node.pk]

    def _periods(self, node: Node) -> set[Period]:
        """The periods of every list of the township that has to do with a village's item."""
        if not self._across:
            for item, first, last in self.lists:
                for other in self.nodes.get(item, ()):
                    self._across.setdefault(other.pk, set()).add((first, last))
        return self._across.get(node.pk, set())

    def _read(self, key: ListKey) -> OfTownship:
        """What the lists of one period say together. Those that are public are read, each once; of those that have been
        taken down stands what was remembered of them."""
        every = self.lists.get(key, [])
        remembered = remembering.of_lists([each.pk for each in every if not each.live])
        parts: dict[int, list[Side]] = {}
        counted = ""
        for each in every:
            if each.live:
                found = self._read_list(each.pk)
                if found.obstacle:
                    return OfTownship({}, found.obstacle)
            elif each.pk not in remembered:
                return OfTownship({}, Obstacle.OVER)
            else:
                found = remembered[each.pk]
            counted = counted or found.counted
            for unit, figures in found.by_village.items():
                people = None if figures.people is None else tuple(figures.people)
                side = Side(figures.count, figures.amount, key[1], key[2], people, figures.rough)
                parts.setdefault(unit, []).append(side)
        sides = {unit: added(each) for unit, each in parts.items()}
        undated = bool(sides) and not all(each.dated for each in every)
        return OfTownship(sides, Obstacle.NO_PERIOD if undated else Obstacle.NONE, counted)

    def _read_list(self, pk: int) -> Reading:
        publication = Publication.objects.defer("text").select_related("node").get(pk=pk)
        named = publication.reach == Reach.WEB and not names_stay_on_the_board(
            self.township, publication.node, publication.title
        )
        files = Attachment.objects.downloads().filter(publication=publication, kind="sheet")
        tables = township_lists.tables_among(files, person_list=publication.person_list)
        found = township_lists.read_list(publication, tables, self.names, named=named)
        if not found.obstacle:
            remembering.keep_list(publication=pk, by_village=found.by_village)
        return found

    # ---- village by village -------------------------------------------------------------------------------------
    def _chunks(
        self, key: ListKey, node: Node, units: Sequence[Unit], posted: Sequence[Posted], township: OfTownship
    ) -> None:
        by_unit: dict[int, list[Posted]] = {}
        for each in posted:
            by_unit.setdefault(each.sheet.unit_id, []).append(each)
        known = remembering.of_sheets([each.sheet.pk for each in posted])
        periods = self._periods(node)
        for start in range(0, len(units), CHUNK):
            chunk = units[start : start + CHUNK]
            with transaction.atomic():
                self._lock()
                rows = settling.rows_of(self.township, node, key, chunk)
                changed = False
                for unit in chunk:
                    mine = by_unit.get(unit.pk, [])
                    row = rows.get(unit.pk)
                    changed |= self._village(key, node, unit, mine, row, township, periods, known)
                if changed:
                    raise_generation(self.township)

    def _lock(self) -> None:
        """The night's pass and a button pressed meanwhile follow one another."""
        Township.objects.select_for_update(of=("self",), no_key=True).get(pk=self.township.pk)

    def _village(
        self,
        key: ListKey,
        node: Node,
        unit: Unit,
        posted: Sequence[Posted],
        row: Comparison | None,
        township: OfTownship,
        periods: set[Period],
        known: Known,
    ) -> bool:
        """One village's matter. Whether anything of it changed."""
        period = key[1], key[2]
        lists = self.lists.get(key, [])
        exact = [each for each in posted if each.period == period]
        mine = exact or queries.without_partner(posted, period, periods)[:1]
        if not lists or (posted and not mine):
            # withdrawn: what the village shows alone is compared elsewhere; or the village publishes by other periods,
            # which other lists of the township match
            return settling.end(row, at=self.at)
        ours = township.sides.get(unit.pk)
        if not mine and (ours is None or township.obstacle):
            return settling.end(row, at=self.at)
        theirs, over = self._village_side(mine, node, known)
        counted = self._counted(mine) or township.counted or lists[0].counted
        standing = self._standing(ours, theirs, Obstacle.OVER if over else township.obstacle, counted)
        if ours is None and standing.result == Result.ONE_SIDED:
            lists = []  # they do not name the village
        return self._kept(row, key, node, unit, lists, mine, standing, counted)

    def _village_side(self, mine: Sequence[Posted], node: Node, known: Known) -> tuple[Side | None, bool]:
        """What the village says, and whether something it said was taken down before anyone compared it."""
        sides = [self._side(each, node, known) for each in mine]
        there = [side for side in sides if side is not None]
        if len(there) < len(sides):
            return None, True
        return (added(there) if there else None), False

    def _side(self, posted: Posted, node: Node, known: Known) -> Side | None:
        """A sheet's figures, and its names where they may be compared; None where it is gone and was never read. Of what is
        remembered no query, else 1."""
        sheet, kind = posted.sheet, SheetKind(posted.sheet.kind)
        named = kind in OF_PERSONS and posted.named and self._names_of(node)
        if sheet.pk in known and not named:
            return Side(*known[sheet.pk], sheet.first, sheet.last)
        if not posted.live:
            return None
        rows = sheet.table()
        found = sums(kind, rows)
        if known.get(sheet.pk) != (found.rows, found.amount):
            remembering.keep_sheet(sheet=sheet, count=found.rows, amount=found.amount)
        people, rough = township_lists.own_people(rows) if named else (None, False)
        return Side(found.rows, found.amount, sheet.first, sheet.last, people, rough)

    @staticmethod
    def _standing(ours: Side | None, theirs: Side | None, obstacle: Obstacle, counted: str) -> Standing:
        if obstacle:
            return Standing(Result.INCOMPARABLE, obstacle, ours, theirs)
        if ours is None or theirs is None:
            return Standing(Result.ONE_SIDED, township=ours, village=theirs)
        same = (ours.first, ours.last) == (theirs.first, theirs.last)
        if same and not comparable(ours, theirs):
            return Standing(Result.INCOMPARABLE, Obstacle.NO_FIGURES, ours, theirs)
        gaps = compare(ours, theirs, counted=counted)
        return Standing(judged(gaps), township=ours, village=theirs, gaps=tuple(gaps))

    @staticmethod
    def _counted(mine: Sequence[Posted]) -> str:
        """What a village's sheet counts."""
        if not mine:
            return ""
        return "人" if mine[0].sheet.kind in _HEADS else "项"

    # ---- what villages show alone -------------------------------------------------------------------------------
    def compare_alone(self, units: Sequence[Unit] | None = None) -> None:
        """What villages show on related items in periods of which the township has no list at all."""
        nodes = {node.pk: node for each in self.nodes.values() for node in each}
        left = queries.recent(self.township, self.at).filter(item=None, ended_at=None)
        for pk in sorted({*nodes, *left.order_by().values_list("node", flat=True).distinct()}):
            node = nodes.get(pk) or Node.objects.get(pk=pk)
            posted = self._alone(node) if pk in nodes else []
            for start in range(0, len(units or self.villages), CHUNK):
                self._alone_chunk(node, (units or self.villages)[start : start + CHUNK], posted)

    def _alone(self, node: Node) -> list[Posted]:
        periods = self._periods(node)
        return [
            each
            for each in queries.posted_sheets([node.pk], self.at)
            if not any(overlap(each.period, period) for period in periods)
        ]

    def _alone_chunk(self, node: Node, units: Sequence[Unit], posted: Sequence[Posted]) -> None:
        matters: dict[tuple[int, date, date], list[Posted]] = {}
        for each in posted:
            matters.setdefault((each.sheet.unit_id, *each.period), []).append(each)
        with transaction.atomic():
            self._lock()
            rows = settling.rows_alone(queries.recent(self.township, self.at), node, units)
            known = remembering.of_sheets([each.sheet.pk for each in posted])
            changed = False
            for unit in units:
                mine = {key: each for key, each in matters.items() if key[0] == unit.pk}
                for (_, first, last), sheets in mine.items():
                    row = rows.pop((unit.pk, first, last), None)
                    side, _over = self._village_side(sheets, node, known)
                    if side is None:  # gone before anyone looked
                        changed |= settling.end(row, at=self.at)
                        continue
                    standing, counted = Standing(Result.ONE_SIDED, village=side), self._counted(sheets)
                    changed |= self._kept(row, (None, first, last), node, unit, [], sheets, standing, counted)
            for row in rows.values():
                changed |= settling.end(row, at=self.at)
            if changed:
                raise_generation(self.township)

    # ---- writing ------------------------------------------------------------------------------------------------
    def _kept(
        self,
        row: Comparison | None,
        key: tuple[int | None, date, date],
        node: Node,
        unit: Unit,
        lists: Sequence[Listed],
        mine: Sequence[Posted],
        standing: Standing,
        counted: str,
    ) -> bool:
        """Write a matter down as it stands; untouched where nothing changed."""
        item, first, last = key
        publications = [each.pk for each in lists][::-1]
        sheets = sorted((each.sheet.pk for each in mine), reverse=True)
        ours, theirs = standing.township, standing.village
        other = theirs is not None and (theirs.first, theirs.last) != (first, last)
        values: dict[str, Any] = {
            "publication_id": publications[0] if publications else None, "more_publications": publications[1:],
            "sheet_id": sheets[0] if sheets else None, "more_sheets": sheets[1:],
            "result": standing.result, "obstacle": standing.obstacle, "counted": counted,
            "village_first": theirs.first if other and theirs else None,
            "village_last": theirs.last if other and theirs else None,
            "township_count": ours.count if ours else None, "township_amount": ours.amount if ours else None,
            "village_count": theirs.count if theirs else None, "village_amount": theirs.amount if theirs else None,
            "expected_by": self._expected(node, unit, standing, lists, mine), "ended_at": None,
        }  # fmt: skip
        gaps = list(standing.gaps)
        if values["expected_by"] is not None and values["expected_by"] < self.today:
            gaps.append(_missing(ours, theirs, counted))
        named = bool(ours and theirs and ours.names_compared and theirs.names_compared)
        row = row or Comparison(
            township=self.township, unit=unit, node=node, item_id=item, first=first, last=last
        )
        return settling.keep(row, values, gaps, named=named, at=self.at)

    def _expected(
        self, node: Node, unit: Unit, standing: Standing, lists: Sequence[Listed], mine: Sequence[Posted]
    ) -> date | None:
        """Until when the other side has time, of what one shows alone; None where it is not held to it.

        Who never published the like here at all is told so by his duties, not by every list of the other side.
        """
        if standing.result != Result.ONE_SIDED:
            return None
        if mine:
            held = bool(self._periods(node))
            opened = [each.original.public_from for each in mine if each.original.public_from]
        else:
            since = self._began.get(unit.pk)
            opened = [each.opened for each in lists]
            held = since is not None and bool(opened) and min(opened) >= since
        return timezone.localdate(min(opened)) + self.days if held and opened else None

    def tell_overdue(self) -> None:
        """Findings of what one side still shows alone though the other's time is up: nothing is read for it."""
        rows = settling.overdue(self.township, self.today)
        for pk in list(rows.values_list("pk", flat=True)):
            with transaction.atomic():
                self._lock()
                row = rows.filter(pk=pk).first()
                if row is None:
                    continue
                gap = _missing(settling.township_of(row), settling.village_of(row), row.counted)
                settling.keep(row, {}, [gap], named=False, at=self.at)
                raise_generation(self.township)


def _missing(ours: Side | None, theirs: Side | None, counted: str) -> Gap:
    there = ours or theirs
    assert there is not None  # noqa: S101  (one side shows it)
    return missing(there=there, by_township=ours is not None, counted=counted)


def _digest(parts: Iterable[object]) -> str:
    return sha256(repr(list(parts)).encode()).hexdigest()
