"""Duties made ahead of time from the recurring rules, and made anew when a term, an adoption or the calendar changed.

Planning the same again changes nothing: every occasion has a name within item and unit. Only open duties move; what was
discharged keeps the day it was measured by. Each change leaves a trace.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from catalog.actions.generations import raise_generation
from catalog.law.timelimits import Rule
from catalog.law.workdays import WorkCalendar
from catalog.models import Township, Unit, User, work_calendar
from disclosure.actions import matching
from disclosure.actions.owing import Owing, Row, occasions_of, owing
from disclosure.actions.owing import rules_of as rules_of  # views ask it here
from disclosure.law.duties import (
    DISCHARGED,
    DutyState,
    DutyVerb,
    Occasion,
    next_duty_state,
    period_occasions,
)
from disclosure.models import Duty, DutyTrace, Trigger

BATCH = 1000
NOT_OWED = "目录、责任单位或公开时限调整，不再要求"
BEYOND = timedelta(
    days=60
)  # a holiday may push the last planned day past the horizon: it is the same duty still
_FIELDS = ("due_on", "provisional", "first", "last", "adoption_id", "domain_id")

Wanted = dict[tuple[int, str], tuple[Row, Occasion]]


@dataclass
class Planned:
    """What a planning changed: counts, and the duties whose day moved as (pk, old, new).

    settled: open duties whose day stands but became certain or provisional, or whose turn is counted otherwise.
    """

    new: int = 0
    dropped: int = 0
    revived: int = 0
    settled: int = 0
    unchanged: int = 0
    discharged: int = 0
    moved: list[tuple[int, date | None, date | None]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.dropped or self.revived or self.settled or self.discharged or self.moved)


def horizon(today: date) -> date:
    """Duties are planned to the end of the month a year ahead."""
    return date(today.year + 1 + today.month // 12, today.month % 12 + 1, 1) - timedelta(days=1)


def plan(
    *,
    township: Township,
    at: datetime,
    until: date | None = None,
    by: User | None = None,
    cause: str = "按计划生成",
    nodes: Iterable[int] | None = None,
    say: Callable[[int, int], None] = lambda done, of: None,
) -> Planned:
    """Bring a township's duties in step with its catalog and calendar, unit by unit, each unit in one transaction.

    Args:
        until: last due day to make duties for; default `horizon`. What was planned further stays.
        cause: what stands in the trace of a duty that moved.
        nodes: only these items; default all.
        say: told the number of units done and of all.
    """
    today = timezone.localdate(at)
    only = None if nodes is None else set(nodes)
    run = _Run(township, owing(township, today, only), work_calendar(), until or horizon(today), only)
    by_unit = run.owing.by_unit()
    units = sorted({*by_unit, *_units_with_duties(township, only)})
    total = Planned()
    for done, unit_id in enumerate(units, start=1):
        with transaction.atomic():
            Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).first()  # one planner at a time
            work = _Work(run, unit_id, cause[:120], by, at, total)
            rows = by_unit.get(unit_id, [])
            work.periodic(rows)
            work.events(rows)
            total.discharged += matching.match(township=township, unit_id=unit_id, nodes=only, at=at)
        say(done, len(units))
    if total.changed:
        raise_generation(township)  # villages' pages tell what is still to come
    return total


def _units_with_duties(township: Township, nodes: set[int] | None) -> set[int]:
    found = Duty.objects.filter(township=township)
    if nodes is not None:
        found = found.filter(node__in=nodes)
    return set(found.order_by().values_list("unit_id", flat=True).distinct())


class _Run:
    """What is the same for every unit of one planning."""

    def __init__(
        self, township: Township, owed: Owing, calendar: WorkCalendar, until: date, nodes: set[int] | None
    ) -> None:
        self.township, self.owing, self.calendar, self.nodes = township, owed, calendar, nodes
        self.until = until
        planned = Duty.objects.filter(township=township, trigger__isnull=True).order_by(F("due_on").desc())
        latest = planned.values_list("due_on", flat=True).first()
        self.reach = max(until, latest or until) + BEYOND
        self.settled = self._settled_elsewhere()
        self._turns: dict[tuple[Rule, ...], list[Occasion]] = {}

    def turns(self, row: Row) -> list[Occasion]:
        """The turns of a row; those of one set of rules are the same for every unit, so computed once."""
        found = self._turns.get(row.rules)
        if found is None:
            found = self._turns[row.rules] = list(
                period_occasions(
                    row.rules, self.township.started_on, self.reach, self.calendar, self.township.grace_days
                )
            )
        if not row.bounded:
            return found
        return [occasion for occasion in found if row.in_force(occasion)]

    def _settled_elsewhere(self) -> frozenset[tuple[int | None, str]]:
        """Occasions another unit settled while it answered for the row: never asked a second time."""
        done = Duty.objects.filter(township=self.township, state__in=[*DISCHARGED, DutyState.WAIVED]).exclude(
            unit=Coalesce("adoption__unit", "adoption__holder")
        )
        return frozenset(done.values_list("adoption_id", "occasion"))


class _Work:
    """The comparison of one unit's wanted and standing duties."""

    def __init__(
        self, run: _Run, unit_id: int, cause: str, by: User | None, at: datetime, total: Planned
    ) -> None:
        self.run, self.unit_id = run, unit_id
        self.cause, self.by, self.at, self.total = cause, by, at, total
        self.traces: list[DutyTrace] = []

    def periodic(self, rows: Sequence[Row]) -> None:
        wanted = {(row.node_id, turn.key): (row, turn) for row in rows for turn in self.run.turns(row)}
        self._compare(wanted, Q(trigger__isnull=True), {})

    def events(self, rows: Sequence[Row]) -> None:
        """Duties of recorded events computed anew. An event follows the row to the unit that answers for it now."""
        run = self.run
        lists = [row.node_id for row in rows if row.holder_id == run.township.unit_id]
        triggers = Trigger.objects.filter(
            Q(unit=self.unit_id) | Q(node__in=lists), township=run.township
        ).order_by("pk")
        if run.nodes is not None:
            triggers = triggers.filter(node__in=run.nodes)
        wanted: Wanted = {}
        causes: dict[str, int] = {}
        for trigger in triggers.iterator(chunk_size=2000):
            row = run.owing.answering(trigger.unit_id, trigger.node_id)
            if row is None or row.unit_id != self.unit_id:
                continue
            for occasion in occasions_of(trigger, row, run.township, run.calendar):
                wanted[trigger.node_id, occasion.key] = (row, occasion)
                causes[occasion.key] = trigger.pk
        self._compare(wanted, Q(trigger__isnull=False), causes)

    def _compare(self, wanted: Wanted, which: Q, causes: dict[str, int]) -> None:
        """Make what is missing, put right what differs. causes: trigger by occasion; empty for turns."""
        wanted = {
            key: found
            for key, found in wanted.items()
            if (found[0].adoption_id, key[1]) not in self.run.settled
        }
        differing: dict[int, tuple[Row, Occasion] | None] = {}
        standing = Duty.objects.filter(which, unit=self.unit_id)
        if self.run.nodes is not None:
            standing = standing.filter(node__in=self.run.nodes)
        for pk, node_id, occasion, state, *now in standing.values_list(
            "pk", "node_id", "occasion", "state", *_FIELDS
        ).iterator(chunk_size=2000):
            found = wanted.pop((node_id, occasion), None)
            if _differs(state, now, found):
                differing[pk] = found
            else:
                self.total.unchanged += 1
        self._mend(differing)
        self._make(wanted, causes)

    def _make(self, wanted: Wanted, causes: dict[str, int]) -> None:
        fresh = [
            self._new(row, occasion, causes.get(occasion.key))
            for row, occasion in wanted.values()
            if causes or occasion.due_on is None or occasion.due_on <= self.run.until
        ]
        Duty.objects.bulk_create(fresh, batch_size=BATCH)
        self.total.new += len(fresh)

    def _mend(self, differing: dict[int, tuple[Row, Occasion] | None]) -> None:
        """Change what differs, each batch under lock: somebody may have discharged one meanwhile."""
        keys = sorted(differing)
        for start in range(0, len(keys), BATCH):
            locked = Duty.objects.select_for_update(of=("self",)).filter(pk__in=keys[start : start + BATCH])
            changed = [duty for duty in locked.order_by("pk") if self._mended(duty, differing[duty.pk])]
            fields = [
                "state",
                "due_on",
                "provisional",
                "first",
                "last",
                "reason",
                "adoption",
                "domain",
                "version",
            ]
            Duty.objects.bulk_update(changed, fields, batch_size=BATCH // 4)
            DutyTrace.objects.bulk_create(self.traces, batch_size=BATCH)
            self.traces = []

    def _new(self, row: Row, occasion: Occasion, trigger_id: int | None) -> Duty:
        return Duty(
            township=self.run.township,
            unit_id=self.unit_id,
            node_id=row.node_id,
            domain_id=row.domain_id,
            adoption_id=row.adoption_id,
            trigger_id=trigger_id,
            occasion=occasion.key,
            part=occasion.part,
            first=occasion.first,
            last=occasion.last,
            due_on=occasion.due_on,
            provisional=occasion.provisional,
        )

    def _mended(self, duty: Duty, found: tuple[Row, Occasion] | None) -> bool:
        """Put one duty right; whether anything changed. What was discharged or waived stays as it was measured."""
        now = [getattr(duty, name) for name in _FIELDS]
        if not _differs(duty.state, now, found):
            self.total.unchanged += 1
            return False
        was, old = DutyState(duty.state), duty.due_on
        if found is None:
            duty.state, duty.reason = next_duty_state(was, DutyVerb.DROP), NOT_OWED
            self.total.dropped += 1
        else:
            row, occasion = found
            for name, value in zip(_FIELDS, _values(row, occasion), strict=True):
                setattr(duty, name, value)
            if was == DutyState.DROPPED:
                duty.state, duty.reason = next_duty_state(was, DutyVerb.REVIVE), ""
                self.total.revived += 1
            elif old != duty.due_on:
                self.total.moved.append((duty.pk, old, duty.due_on))
            else:
                self.total.settled += 1
        duty.version += 1
        self._trace(duty, old, was)
        return True

    def _trace(self, duty: Duty, old: date | None, was: DutyState) -> None:
        stayed = was == duty.state
        self.traces.append(
            DutyTrace(
                duty=duty,
                at=self.at,
                by=self.by,
                cause=self.cause,
                old_due_on=old,
                new_due_on=duty.due_on,
                old_state="" if stayed else was,
                new_state="" if stayed else duty.state,
            )
        )


def _values(row: Row, occasion: Occasion) -> list[object]:
    return [
        occasion.due_on, occasion.provisional, occasion.first, occasion.last, row.adoption_id, row.domain_id,
    ]  # fmt: skip


def _differs(state: str, now: Sequence[object], found: tuple[Row, Occasion] | None) -> bool:
    """Whether a standing duty has to change; `now` are its `_FIELDS`."""
    if found is None:
        return state == DutyState.OPEN
    return state == DutyState.DROPPED or (state == DutyState.OPEN and list(now) != _values(*found))
