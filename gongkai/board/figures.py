"""Figures of the board: each says what it counts and opens onto exactly the records it counts.

A group of figures is counted by one GROUP BY over the queryset that, narrowed to one place, lists the records; what a
duty counts as is one SQL expression used by both. So figure and list cannot differ.

No figure ranks units, villages or persons, none adds points; "nothing new, confirmed" stands beside "published".
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.html import format_html_join

from catalog.law.vocabulary import NodeKind, Origin, UnitKind
from catalog.law.workdays import WorkCalendar
from catalog.models import Adoption, AdoptionStatus, Node, Township, Unit, work_calendar
from disclosure.law.duties import DutyOutcome as Outcome
from disclosure.law.duties import DutyState, Light, light
from disclosure.models import Duty
from disclosure.models.duties import DutyQuerySet
from gongkai.board.measures import MEASURES, SOON_DAYS, Measure, Over
from gongkai.board.periods import Period, months_until

VILLAGES = "villages"  # the folded column of all villages
SMALL_SAMPLE = 5  # below it no percentage: one duty more or less would swing it
Bounds = frozenset[int] | None  # units a person sees; None: the whole township


@dataclass(frozen=True)
class Column:
    """A unit of the map, or all villages together. `key` stands in addresses."""

    key: str
    label: str
    units: frozenset[int]


@dataclass(frozen=True)
class Cut:
    """Whose duties, of which period, seen on which day; narrowed to a domain, a column, a light."""

    township: Township
    bounds: Bounds
    period: Period
    today: date
    domain: Node | None = None
    column: Column | None = None
    light: Light | None = None
    calendar: WorkCalendar | None = field(default=None, compare=False)  # needed where lights are asked for

    def duties(self) -> DutyQuerySet:
        found = Duty.objects.owed().filter(township=self.township)
        if self.bounds is not None:
            found = found.filter(unit__in=sorted(self.bounds))
        if self.domain is not None:
            found = found.filter(domain=self.domain)
        if self.column is not None:
            found = found.filter(unit__in=sorted(self.column.units))
        return found

    def due(self) -> QuerySet[Any]:
        """Duties due within the period, with what each counts as."""
        days = (self.period.first, self.period.last)
        return self.duties().filter(due_on__range=days).with_outcome(self.today)

    def open(self) -> QuerySet[Any]:
        """Open duties whose day passed or comes soon, whatever the period, with their light."""
        last = self.today + timedelta(days=SOON_DAYS)
        ends = light_ends(self.today, self.calendar or work_calendar())
        found = self.duties().filter(state=DutyState.OPEN, due_on__lte=last)
        return found.annotate(light=_light(self.today, ends))

    def undated(self) -> DutyQuerySet:
        return self.duties().filter(state=DutyState.OPEN, due_on__isnull=True)

    def not_involved(self) -> QuerySet[Any]:
        """Rows marked 本镇不涉及, with the unit that would answer for them (`owner`)."""
        found = Adoption.objects.filter(
            Q(node__in_force_until__isnull=True) | Q(node__in_force_until__gte=self.today),
            township=self.township,
            status=AdoptionStatus.NOT_INVOLVED,
        ).annotate(owner=Coalesce("unit", "holder"))
        if self.bounds is not None:
            found = found.filter(owner__in=sorted(self.bounds))
        if self.domain is not None:
            found = found.filter(node__tree_id=self.domain.tree_id)
        if self.column is not None:
            found = found.filter(owner__in=sorted(self.column.units))
        return found

    def records(self, measure: Measure) -> QuerySet[Any]:
        """The records a measure counts here."""
        if measure.over == Over.ADOPTIONS:
            return self.not_involved()
        if measure.over == Over.UNDATED:
            return self.undated()
        if measure.over == Over.OPEN:
            lights = measure.lights if self.light is None else measure.lights & {self.light}
            return self.open().filter(light__in=sorted(lights))
        found = self.due()
        return (
            found if measure.outcomes == set(Outcome) else found.filter(outcome__in=sorted(measure.outcomes))
        )

    def query(self, measure: Measure) -> str:
        """This place as the query string of its records' address."""
        days = self.period.query if measure.over == Over.DUE else ""
        return "&".join(filter(None, (days, self._place)))

    @cached_property
    def _place(self) -> str:
        asked: dict[str, Any] = {}
        if self.domain is not None:
            asked["domain"] = self.domain.pk
        if self.column is not None:
            asked["unit"] = self.column.key
        if self.light is not None:
            asked["light"] = self.light.value
        return urlencode(asked)


@dataclass(frozen=True)
class Figure:
    """A number with its meaning and its records."""

    measure: Measure
    count: int
    cut: Cut

    @property
    def key(self) -> str:
        return self.measure.key

    @property
    def label(self) -> str:
        return self.measure.label

    @property
    def definition(self) -> str:
        return self.measure.definition

    @property
    def records(self) -> QuerySet[Any]:
        return self.cut.records(self.measure)

    @cached_property
    def address(self) -> str:
        """Behind the board's own address."""
        return f"records/{self.key}/?{self.cut.query(self.measure)}"


@dataclass(frozen=True)
class Cell:
    column: Column | None  # None: all columns together
    figures: list[Figure]

    @property
    def links(self) -> str:
        """The figures as links with their signs; written here, since a map has thousands of them."""
        return format_html_join(
            "",
            '<a class="{}" href="{}"><b aria-hidden="true">{}</b><span class="sr">{}</span>{}</a>',
            (
                (figure.key, figure.address, figure.measure.sign, figure.label, figure.count)
                for figure in self.figures
            ),
        )


@dataclass(frozen=True)
class Row:
    domain: Node
    cells: list[Cell]


@dataclass(frozen=True)
class SoonRow:
    column: Column
    figures: list[Figure]


@dataclass(frozen=True)
class MonthRow:
    month: Period
    due: Figure
    in_time: Figure
    late: Figure


@dataclass(frozen=True)
class Board:
    """Everything on the board."""

    period: Period
    today: date
    columns: list[Column]
    rows: list[Row]
    timeliness: list[Figure]
    soon: list[SoonRow]
    standing: list[Figure]  # of today, whatever the period
    months: list[MonthRow]

    @property
    def share(self) -> int | None:
        """Per cent in time of the duties that are decided; None where they are too few."""
        counts = {figure.key: figure.count for figure in self.timeliness}
        decided = counts["in_time"] + counts["late"]
        return None if decided < SMALL_SAMPLE else counts["in_time"] * 100 // decided

    def figures(self) -> Iterable[Figure]:
        """All of them, for tests and exports."""
        yield from self.timeliness
        yield from self.standing
        for row in self.rows:
            for cell in row.cells:
                yield from cell.figures
        for soon in self.soon:
            yield from soon.figures
        for month in self.months:
            yield from (month.due, month.in_time, month.late)


MAP = [MEASURES[key] for key in ("published", "nothing_new", "pending", "overdue", "waived", "not_involved")]
TIMELINESS = [
    MEASURES[key] for key in ("due", "in_time", "late_done", "overdue", "late", "pending", "waived")
]
TREND = [MEASURES[key] for key in ("due", "in_time", "late")]


def board(township: Township, user_bounds: Bounds, period: Period, today: date) -> Board:
    """All figures of the board; the number of queries does not depend on the data.

    Args:
        user_bounds: units the person sees (`gongkai.board.views.bounds`), None for the whole township.
        period: coverage and timeliness count the duties due in it.
    """
    cut = Cut(township, user_bounds, period, today, calendar=work_calendar())
    columns = columns_of(township, user_bounds)
    counted = _counted(cut)
    return Board(
        period=period,
        today=today,
        columns=(shown := _shown(columns, counted)),
        rows=_rows(cut, shown, counted),
        timeliness=[Figure(measure, _sum(counted, measure), cut) for measure in TIMELINESS],
        **_standing(cut, columns),
        months=_months(cut),
    )


# ---- places -------------------------------------------------------------------------------------------------
def columns_of(township: Township, user_bounds: Bounds) -> list[Column]:
    """Units in the order of the tree, the villages folded into one; the township itself first."""
    units = Unit.objects.filter(tree_id=township.unit.tree_id).order_by("lft")
    if user_bounds is not None:
        units = units.filter(pk__in=sorted(user_bounds))
    columns, villages = [], []
    for unit in units.only("pk", "kind", "name", "short_name"):
        if unit.kind == UnitKind.VILLAGE:
            villages.append(unit.pk)
        else:
            label = f"{unit}本级" if unit.kind == UnitKind.TOWNSHIP else str(unit)
            columns.append(Column(str(unit.pk), label, frozenset([unit.pk])))
    if villages:
        columns.append(Column(VILLAGES, f"村（{len(villages)}个）", frozenset(villages)))
    return columns


def domains_of(township: Township) -> list[Node]:
    """Domains and statutory columns, the villages' lists last."""
    roots = (
        Node.objects.of_township(township)
        .filter(parent__isnull=True)
        .only("pk", "name", "tree_id", "kind", "origin")
    )
    return sorted(
        roots, key=lambda root: (root.origin == Origin.VILLAGE, root.kind != NodeKind.DOMAIN, root.tree_id)
    )


def light_ends(today: date, calendar: WorkCalendar) -> dict[Light, date]:
    """The last due day within the coming days that shows each light."""
    days = (today + timedelta(days=ahead) for ahead in range(SOON_DAYS + 1))
    return {light(day, today, calendar): day for day in days}


# ---- counting -----------------------------------------------------------------------------------------------
Counted = dict[tuple[int, int], Counter[Outcome | str]]  # (domain, unit) → number by what it counts as


def _counted(cut: Cut) -> Counted:
    """Duties due in the period and rows not involved, by domain and unit: 3 queries."""
    found: Counted = {}
    groups = cut.due().order_by().values_list("domain", "unit", "outcome").annotate(number=Count("*"))
    for domain, unit, outcome, number in groups:
        found.setdefault((domain, unit), Counter())[Outcome(outcome)] += number
    rows = cut.not_involved().order_by().values_list("node__tree_id", "owner").annotate(number=Count("*"))
    absent = list(rows)
    if absent:
        trees = {tree for tree, _, _ in absent}
        roots = Node.objects.filter(parent__isnull=True, tree_id__in=trees).values_list("tree_id", "pk")
        root_of = dict(roots)
        for tree, unit, number in absent:
            found.setdefault((root_of[tree], unit), Counter())["not_involved"] += number
    return found


def _number(counted: Counter[Outcome | str], measure: Measure) -> int:
    if measure.over == Over.ADOPTIONS:
        return counted["not_involved"]
    return sum(counted[outcome] for outcome in measure.outcomes)


def _sum(counted: Counted, measure: Measure) -> int:
    return sum(_number(cell, measure) for cell in counted.values())


def _shown(columns: list[Column], counted: Counted) -> list[Column]:
    """Columns with something in them: an office that owes nothing by the catalog takes no room."""
    busy = {unit for _, unit in counted}
    return [column for column in columns if column.units & busy]


def _rows(cut: Cut, columns: list[Column], counted: Counted) -> list[Row]:
    owner = {unit: column for column in columns for unit in column.units}
    folded: dict[tuple[int, str], Counter[Outcome | str]] = {}
    whole: dict[int, Counter[Outcome | str]] = {}
    for (domain, unit), numbers in counted.items():
        folded.setdefault((domain, owner[unit].key), Counter()).update(numbers)
        whole.setdefault(domain, Counter()).update(numbers)
    rows = []
    for domain in domains_of(cut.township):
        if domain.pk not in whole and domain.kind != NodeKind.DOMAIN:
            continue
        of_domain = replace(cut, domain=domain)
        cells = [
            _cell(replace(of_domain, column=column), folded.get((domain.pk, column.key), Counter()))
            for column in columns
        ]
        if len(columns) > 1:
            cells.append(_cell(of_domain, whole.get(domain.pk, Counter())))
        rows.append(Row(domain, cells))
    return rows


def _cell(cut: Cut, numbers: Counter[Outcome | str]) -> Cell:
    found = [Figure(measure, number, cut) for measure in MAP if (number := _number(numbers, measure))]
    return Cell(cut.column, found)


def _standing(cut: Cut, columns: list[Column]) -> dict[str, Any]:
    """Open duties past their day or due soon, by column and light: 2 queries."""
    groups = cut.open().order_by().values_list("unit", "light").annotate(number=Count("*"))
    by_unit: dict[int, Counter[str]] = {}
    for unit, colour, number in groups:
        by_unit.setdefault(unit, Counter())[colour] += number
    soon, overdue = MEASURES["soon"], MEASURES["overdue_now"]
    rows = []
    for column in columns:
        numbers: Counter[str] = Counter()
        for unit in column.units:
            numbers.update(by_unit.get(unit, Counter()))
        if not numbers:
            continue
        here = replace(cut, column=column)
        by_light = [
            Figure(soon, numbers[colour], replace(here, light=colour))
            for colour in (Light.ORANGE, Light.YELLOW, Light.GREEN)
        ]
        whole = Figure(soon, sum(figure.count for figure in by_light), here)
        rows.append(SoonRow(column, [Figure(overdue, numbers[Light.RED], here), *by_light, whole]))
    standing = [
        Figure(overdue, sum(row.figures[0].count for row in rows), cut),
        Figure(soon, sum(row.figures[-1].count for row in rows), cut),
        Figure(MEASURES["undated"], cut.undated().count(), cut),
    ]
    return {"soon": rows, "standing": standing}


def _months(cut: Cut) -> list[MonthRow]:
    """The last twelve months: 1 query, by day, folded here so that no function has to run over each row."""
    months = months_until(cut.today)
    all_of_them = replace(cut, period=Period(months[0].first, months[-1].last))
    groups = all_of_them.due().order_by().values_list("due_on", "outcome").annotate(number=Count("*"))
    numbers: dict[date, Counter[Outcome | str]] = {month.first: Counter() for month in months}
    for day, outcome, number in groups:
        numbers[day.replace(day=1)][Outcome(outcome)] += number
    return [
        MonthRow(
            month,
            *(
                Figure(measure, _number(numbers[month.first], measure), replace(cut, period=month))
                for measure in TREND
            ),
        )
        for month in months
    ]


def _light(today: date, ends: dict[Light, date]) -> Case:
    """The light of an open duty by its due day; the same as `disclosure.law.duties.light` day by day."""
    whens = [
        When(due_on__lte=ends[colour], then=Value(colour.value))
        for colour in (Light.ORANGE, Light.YELLOW)
        if colour in ends
    ]
    red = When(due_on__lt=today, then=Value(Light.RED.value))
    return Case(red, *whens, default=Value(Light.GREEN.value), output_field=CharField())
