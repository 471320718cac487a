"""Duties made ahead of time from the recurring rules, and made anew when a term, an adoption or the calendar changed.

Planning the same again changes nothing: every occasion has a name within item and unit. Only open duties move; what was
discharged keeps the day it was measured by. Each change leaves a trace.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from catalog.law.timelimits import Event, Rule
from catalog.law.workdays import WorkCalendar
from catalog.models import Adoption, AdoptionStatus, Node, TimeLimit, Township, User, work_calendar
from disclosure.actions import matching
from disclosure.law.duties import (
    DutyState,
    DutyVerb,
    Occasion,
    event_occasions,
    next_duty_state,
    period_occasions,
)
from disclosure.models import Duty, DutyTrace, Trigger

BATCH = 1000
NOT_OWED = "目录、责任单位或公开时限调整，不再要求"


@dataclass
class Planned:
    """What a planning changed: counts, and the duties whose day moved as (pk, old, new)."""

    new: int = 0
    dropped: int = 0
    revived: int = 0
    unchanged: int = 0
    discharged: int = 0
    moved: list[tuple[int, date | None, date | None]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.new or self.dropped or self.revived or self.discharged or self.moved)


@dataclass(frozen=True)
class _Row:
    """An adopted row with its rules: what one unit owes."""

    adoption_id: int
    node_id: int
    domain_id: int
    rules: tuple[Rule, ...]


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
        until: last due day to plan for; default `horizon`.
        cause: what stands in the trace of a duty that moved.
        nodes: only these items; default all.
        say: told the number of units done and of all.
    """
    calendar = work_calendar()
    until = until or horizon(timezone.localdate(at))
    only = None if nodes is None else set(nodes)
    owed = _owed(township, only)
    units = sorted({*owed, *_units_with_duties(township, only)})
    total = Planned()
    turns: dict[tuple[Rule, ...], list[Occasion]] = {}
    for done, unit_id in enumerate(units, start=1):
        with transaction.atomic():
            wanted = {
                (row.node_id, occasion.key): (row, occasion)
                for row in owed.get(unit_id, ())
                for occasion in _turns(row.rules, township, until, calendar, turns)
            }
            work = _Work(township, unit_id, only, cause, by, at, total)
            work.periodic(wanted, until)
            work.events({row.node_id: row for row in owed.get(unit_id, ())}, calendar)
            total.discharged += matching.match(township=township, unit_id=unit_id, nodes=only, at=at)
        say(done, len(units))
    return total


def _turns(
    rules: tuple[Rule, ...],
    township: Township,
    until: date,
    calendar: WorkCalendar,
    known: dict[tuple[Rule, ...], list[Occasion]],
) -> list[Occasion]:
    """The turns of one set of rules: the same for every unit, so computed once."""
    if rules not in known:
        known[rules] = list(
            period_occasions(rules, township.started_on, until, calendar, township.grace_days)
        )
    return known[rules]


def rules_of(township: Township, nodes: set[int] | None = None) -> dict[int, tuple[Rule, ...]]:
    """Rules by adoption, where it words the term itself, else those of the row; keyed by adoption."""
    adoptions = Adoption.objects.filter(township=township)
    if nodes is not None:
        adoptions = adoptions.filter(node__in=nodes)
    own: dict[int, list[Rule]] = defaultdict(list)
    limits = TimeLimit.objects.filter(Q(adoption__township=township) | Q(node__isnull=False))
    printed: dict[int, list[Rule]] = defaultdict(list)
    for node_id, adoption_id, data in limits.order_by("position", "pk").values_list(
        "node_id", "adoption_id", "data"
    ):
        target = own[adoption_id] if adoption_id else printed[node_id]
        target.append(Rule.from_dict(data))
    return {
        pk: tuple(own[pk] if worded else printed[node_id])
        for pk, node_id, worded in adoptions.values_list("pk", "node_id", "limit_text")
    }


def _owed(township: Township, nodes: set[int] | None) -> dict[int, list[_Row]]:
    """Adopted rows in force by responsible unit. A village's list answers for itself; county rows owe nothing."""
    rules = rules_of(township, nodes)
    roots = dict(Node.objects.filter(parent__isnull=True).values_list("tree_id", "pk"))
    rows: dict[int, list[_Row]] = defaultdict(list)
    adopted = Adoption.objects.filter(township=township, status=AdoptionStatus.APPLIES)
    if nodes is not None:
        adopted = adopted.filter(node__in=nodes)
    adopted = adopted.filter(Q(node__in_force_until__isnull=True)).select_related("node").order_by("pk")
    for adoption in adopted.iterator(chunk_size=2000):
        own_list = adoption.holder_id != township.unit_id
        unit_id = adoption.unit_id or (adoption.holder_id if own_list else None)
        levels = adoption.levels or adoption.node.levels
        if unit_id is None or levels == ["county"] or not rules.get(adoption.pk):
            continue
        rows[unit_id].append(
            _Row(adoption.pk, adoption.node_id, roots[adoption.node.tree_id], rules[adoption.pk])
        )
    return rows


def _units_with_duties(township: Township, nodes: set[int] | None) -> set[int]:
    found = Duty.objects.filter(township=township)
    if nodes is not None:
        found = found.filter(node__in=nodes)
    return set(found.order_by().values_list("unit_id", flat=True).distinct())


class _Work:
    """The comparison of one unit's wanted and standing duties."""

    def __init__(
        self,
        township: Township,
        unit_id: int,
        nodes: set[int] | None,
        cause: str,
        by: User | None,
        at: datetime,
        total: Planned,
    ) -> None:
        self.township, self.unit_id, self.nodes = township, unit_id, nodes
        self.cause, self.by, self.at, self.total = cause, by, at, total
        self.traces: list[DutyTrace] = []

    def periodic(self, wanted: dict[tuple[int, str], tuple[_Row, Occasion]], until: date) -> None:
        standing = self._standing(trigger=None)
        self._compare(dict(wanted.items()), standing, until)

    def events(self, rows: dict[int, _Row], calendar: WorkCalendar) -> None:
        """Duties of recorded events computed anew; a row that is no longer owed drops its open ones."""
        triggers = Trigger.objects.filter(township=self.township, unit=self.unit_id)
        if self.nodes is not None:
            triggers = triggers.filter(node__in=self.nodes)
        for trigger in triggers:
            row = rows.get(trigger.node_id)
            wanted = {
                (trigger.node_id, occasion.key): (row, occasion)
                for occasion in occasions_of(trigger, row.rules, self.township, calendar)
            } if row else {}  # fmt: skip
            self._compare(wanted, self._standing(trigger=trigger), None, trigger)

    def _standing(self, trigger: Trigger | None) -> list[Duty]:
        found = Duty.objects.select_for_update().filter(unit=self.unit_id, trigger=trigger)
        if self.nodes is not None:
            found = found.filter(node__in=self.nodes)
        return list(found)

    def _compare(
        self,
        wanted: dict[tuple[int, str], tuple[_Row, Occasion]],
        standing: list[Duty],
        until: date | None,
        trigger: Trigger | None = None,
    ) -> None:
        changed: list[Duty] = []
        for duty in standing:
            found = wanted.pop((duty.node_id, duty.occasion), None)
            if found is None:
                beyond = until is not None and duty.due_on is not None and duty.due_on > until
                if duty.state == DutyState.OPEN and not beyond:
                    changed.append(self._drop(duty))
                else:
                    self.total.unchanged += 1
            elif self._moves(duty, *found):
                changed.append(duty)
            else:
                self.total.unchanged += 1
        fresh = [self._new(row, occasion, trigger) for row, occasion in wanted.values()]
        Duty.objects.bulk_create(fresh, batch_size=BATCH, ignore_conflicts=True)
        self.total.new += len(fresh)
        fields = ["state", "due_on", "provisional", "first", "last", "reason", "adoption", "version"]
        Duty.objects.bulk_update(changed, fields, batch_size=BATCH)
        DutyTrace.objects.bulk_create(self.traces, batch_size=BATCH)
        self.traces = []

    def _new(self, row: _Row, occasion: Occasion, trigger: Trigger | None) -> Duty:
        return Duty(
            township=self.township,
            unit_id=self.unit_id,
            node_id=row.node_id,
            domain_id=row.domain_id,
            adoption_id=row.adoption_id,
            trigger=trigger,
            occasion=occasion.key,
            part=occasion.part,
            first=occasion.first,
            last=occasion.last,
            due_on=occasion.due_on,
            provisional=occasion.provisional,
        )

    def _moves(self, duty: Duty, row: _Row, occasion: Occasion) -> bool:
        """Put the duty right; whether anything changed. What was discharged or waived stays as it was measured."""
        if duty.state == DutyState.DROPPED:
            self._trace(duty, duty.due_on, occasion.due_on, DutyState.DROPPED, DutyState.OPEN)
            duty.state, duty.reason = next_duty_state(DutyState.DROPPED, DutyVerb.REVIVE), ""
            self.total.revived += 1
        elif duty.state != DutyState.OPEN or (duty.due_on, duty.provisional) == (
            occasion.due_on,
            occasion.provisional,
        ):
            return False
        elif duty.due_on != occasion.due_on:
            self._trace(duty, duty.due_on, occasion.due_on)
            self.total.moved.append((duty.pk, duty.due_on, occasion.due_on))
        duty.due_on, duty.provisional = occasion.due_on, occasion.provisional
        duty.first, duty.last, duty.adoption_id = occasion.first, occasion.last, row.adoption_id
        duty.version += 1
        return True

    def _drop(self, duty: Duty) -> Duty:
        self._trace(duty, duty.due_on, duty.due_on, DutyState.OPEN, DutyState.DROPPED)
        duty.state, duty.reason = next_duty_state(DutyState.OPEN, DutyVerb.DROP), NOT_OWED
        duty.version += 1
        self.total.dropped += 1
        return duty

    def _trace(self, duty: Duty, old: date | None, new: date | None, was: str = "", now: str = "") -> None:
        self.traces.append(
            DutyTrace(
                duty=duty,
                at=self.at,
                by=self.by,
                cause=self.cause,
                old_due_on=old,
                new_due_on=new,
                old_state=was,
                new_state=now,
            )
        )


def occasions_of(
    trigger: Trigger, rules: tuple[Rule, ...], township: Township, calendar: WorkCalendar
) -> list[Occasion]:
    """What a recorded event makes owed under these rules; nothing before the township's 启用日期 is owed."""
    if trigger.happened_on < township.started_on:
        return []
    return event_occasions(
        rules, Event(trigger.event), trigger.happened_on, str(trigger.pk), calendar, township.prompt_days
    )
