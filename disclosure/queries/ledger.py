"""公开台账: one line per duty, and one per publication that discharged none of them.

Screen, workbook and .csv all read `Ledger.lines`. A publication is written on the line of the duty it discharged; it
has a line of its own where it discharged none the reader sees (brought in, withdrawn, or not asked for by a term).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from catalog.law.vocabulary import Channel
from catalog.law.workdays import WorkCalendar
from catalog.models import Adoption, Node, Township, Unit, User, work_calendar
from catalog.rules import unit_bounds
from disclosure import rules
from disclosure.law.duties import DISCHARGED, DutyState
from disclosure.law.lifecycle import State
from disclosure.models import Duty, Outlet, Placement, Publication, Review, ReviewResult

CHUNK = 1000  # lines read at a time
_DUTY, _PUBLICATION = "duty", "publication"
# The columns of a publication a line needs: to read all of them takes twice as long.
_OF_PUBLICATION = (
    "title", "index_no", "doc_no", "formed_on", "state", "carried_over", "withdrawn_at", "withdraw_reason",
    "unit_id", "node_id", "submitted_by_id", "created_by_id",
)  # fmt: skip
_OF_DUTY = (
    "unit_id", "node_id", "state", "due_on", "discharged_on", "first", "last", "part", "provisional", "reason",
    "late_cause", "late_unit_id", "decided_by_id", "trigger", "confirmation", "publication",
)  # fmt: skip

STATES = {
    "on_time": "按时",
    "late": "逾期",
    "open": "未公开",
    "nothing_new": "无新增",
    "waived": "免除",
    "carried_over": "迁入",
    "withdrawn": "已撤回",
}


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line as shown and exported. `path` is the public address of the evidence, without township prefix."""

    number: int
    domain: str
    level1: str
    item: str
    title: str
    index_no: str
    doc_no: str
    formed_on: date | None
    due_on: date | None
    published_on: date | None
    timeliness: str
    required: str
    unit: str
    clerk: str
    reviewer: str
    late_cause: str
    remark: str
    placed: str = ""
    path: str = ""
    late: bool = False

    @property
    def channels(self) -> str:
        """Where it went, then where the catalog asks for it; of what is not public yet only the latter."""
        asked = f"规定：{self.required}" if self.required else ""
        return "；".join(filter(None, (self.placed, asked)))


def duty_states(today: date) -> dict[str, Q]:
    """Which duties each state of the filter means. 逾期: open past the day, or discharged after it."""
    return {
        "on_time": Q(state__in=DISCHARGED, discharged_on__lte=F("due_on")),
        "late": Q(state=DutyState.OPEN, due_on__lt=today)
        | Q(state__in=DISCHARGED, discharged_on__gt=F("due_on")),
        "open": Q(state=DutyState.OPEN),
        "nothing_new": Q(state=DutyState.NOTHING_NEW),
        "waived": Q(state=DutyState.WAIVED),
        "carried_over": Q(publication__carried_over=True),
    }


PUBLICATION_STATES = {"carried_over": Q(carried_over=True), "withdrawn": Q(state=State.WITHDRAWN)}


def duties(user: User, township: Township) -> QuerySet[Duty]:
    """Duties the reader sees, with `day`: the due day, or where there is none the day it was done or began."""
    found = rules.duties_of(user).filter(township=township).exclude(state=DutyState.DROPPED)
    return found.annotate(day=Coalesce("due_on", "discharged_on", "first"))


def publications(user: User, township: Township) -> QuerySet[Publication]:
    """What is or was public of the reader's units and stands on no duty's line; `day` is the day it became public."""
    shown = rules.duties_of(user).filter(township=township, publication=OuterRef("pk"))
    return Publication.objects.filter(
        unit_bounds(user, rules.DUTY_READERS, "unit"),
        ~Exists(shown),
        township=township,
        state__in=[State.PUBLISHED, State.WITHDRAWN],
    ).annotate(day=_public_day())


def _public_day() -> Case:
    published = TruncDate("published_at")
    return Case(
        When(carried_over=True, then=Coalesce("original_published_on", published)),
        default=published,
        output_field=DateField(),
    )


@dataclass(frozen=True)
class Ledger:
    """The filtered duties and publications as one list, newest day first."""

    township: Township
    duties: QuerySet[Duty]
    publications: QuerySet[Publication]
    at: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def sums(self) -> dict[str, int]:
        """Lines in all, and how many each state of the filter would leave; 2 queries."""
        counted = {name: Count("pk", filter=which) for name, which in duty_states(self.today).items()}
        done = self.duties.aggregate(total=Count("pk"), **counted)
        other = self.publications.aggregate(
            total=Count("pk"),
            **{name: Count("pk", filter=which) for name, which in PUBLICATION_STATES.items()},
        )
        return {name: done.get(name, 0) + other.get(name, 0) for name in ("total", *STATES)}

    def lines(self, start: int = 0, stop: int | None = None) -> Iterator[LedgerLine]:
        """Lines `start` (from 0) up to `stop`, numbered through the whole list; a constant number of queries a thousand."""
        keys = iter(list(self._keys()[start:stop]))
        reader = _Reader(self.township, self.today)
        number = start
        while chunk := list(islice(keys, CHUNK)):
            for line in reader.read(chunk):
                number += 1
                yield replace(line, number=number)

    def _keys(self) -> QuerySet:
        """(kind, pk, day) of every line, in the order of the list."""
        both: tuple[tuple[str, QuerySet[Any]], ...] = (
            (_DUTY, self.duties),
            (_PUBLICATION, self.publications),
        )
        parts = [
            rows.order_by()
            .annotate(what=Value(kind, output_field=CharField()), ident=F("pk"))
            .values_list("what", "ident", "day")
            for kind, rows in both
        ]
        return parts[0].union(parts[1], all=True).order_by("-day", "what", "-ident")


class _Reader:
    """Turns keys into lines, a chunk at a time."""

    def __init__(self, township: Township, today: date) -> None:
        self.township, self.today = township, today
        self.calendar: WorkCalendar = work_calendar()
        self.places: dict[int, dict[str, Any]] = {}  # by node: the columns that say what it is
        self.units: dict[int, str] = {}
        self.people: dict[int, str] = {}

    def read(self, keys: list[tuple[str, int, date]]) -> Iterator[LedgerLine]:
        wanted: dict[str, list[int]] = {_DUTY: [], _PUBLICATION: []}
        for kind, pk, _ in keys:
            wanted[kind].append(pk)
        duties = _duties(wanted[_DUTY])
        publications = _publications(wanted[_PUBLICATION])
        self._know([*duties.values(), *publications.values()])
        papers = {*publications, *(duty.publication_id for duty in duties.values())} - {None}
        self.reviewers = _reviewers(papers)
        self.placed = _placed(papers)
        for kind, pk, day in keys:
            if kind == _DUTY and pk in duties:
                yield self._duty(duties[pk])
            elif kind == _PUBLICATION and pk in publications:
                yield self._publication(publications[pk], day)

    def _duty(self, duty: Duty) -> LedgerLine:
        published, signed = duty.publication, duty.confirmation
        timeliness, late = self._timeliness(duty)
        title, path, clerk = (duty.trigger.subject if duty.trigger else ""), "", ""
        if published:
            title, path = published.title, published.path
            clerk = self._person(_clerk(published))
        elif signed and duty.discharged_on:
            title = f"无新增，{duty.discharged_on.month}月{duty.discharged_on.day}日确认"
            path, clerk = signed.path, self._person(signed.signed_by_id)
        elif duty.state == DutyState.WAIVED:
            clerk = self._person(duty.decided_by_id)
        cause = duty.late_cause
        if cause and duty.late_unit_id and duty.late_unit_id != duty.unit_id:
            cause = f"{self.units[duty.late_unit_id]}：{cause}"
        return LedgerLine(
            number=0,
            **self.places[duty.node_id],
            title=title,
            index_no=published.index_no if published else "",
            doc_no=published.doc_no if published else "",
            formed_on=published.formed_on if published else None,
            due_on=duty.due_on,
            published_on=duty.discharged_on if published else None,
            timeliness=timeliness,
            unit=self.units[duty.unit_id],
            clerk=clerk,
            reviewer=self.reviewers.get(published.pk, "") if published else "",
            late_cause=cause,
            remark="；".join(_duty_remarks(duty)),
            placed=self._where(published.pk) if published else "",
            path=path,
            late=late,
        )

    def _publication(self, found: Publication, day: date) -> LedgerLine:
        return LedgerLine(
            number=0,
            **self.places[found.node_id],
            title=found.title,
            index_no=found.index_no,
            doc_no=found.doc_no,
            formed_on=found.formed_on,
            due_on=None,
            published_on=day,
            timeliness="不适用",
            unit=self.units[found.unit_id],
            clerk=self._person(_clerk(found)),
            reviewer=self.reviewers.get(found.pk, ""),
            late_cause="",
            remark="；".join(_publication_remarks(found)),
            placed=self._where(found.pk),
            path=found.path,
        )

    def _timeliness(self, duty: Duty) -> tuple[str, bool]:
        """What stands in 是否按时, and whether it is late."""
        if duty.state == DutyState.WAIVED:
            return "不适用", False
        if duty.state == DutyState.OPEN:
            if duty.due_on and duty.due_on < self.today:
                return f"未公开，已{self._late(duty.due_on, self.today)}", True
            return "未公开", False
        if duty.due_on is None or duty.discharged_on is None:
            return "不适用", False
        if duty.discharged_on > duty.due_on:
            return self._late(duty.due_on, duty.discharged_on), True
        return "按时", False

    def _late(self, due_on: date, done_on: date) -> str:
        days = self.calendar.count(due_on, done_on)
        return f"逾期{days}个工作日" if days else "逾期（不足1个工作日）"

    def _know(self, rows: list[Duty | Publication]) -> None:
        """Read the items, units and people of these rows that are not known yet: few, and the same again and again."""
        units: set[int | None] = set()
        people: set[int | None] = set()
        for row in rows:
            paper = row.publication if isinstance(row, Duty) else row
            units.add(row.unit_id)
            if paper:
                people.add(_clerk(paper))
            if isinstance(row, Duty):
                units.add(row.late_unit_id)
                people |= {row.decided_by_id, row.confirmation.signed_by_id if row.confirmation else None}
        if unknown := {pk for pk in units if pk and pk not in self.units}:
            self.units |= {unit.pk: str(unit) for unit in Unit.objects.filter(pk__in=unknown)}
        if unknown := {pk for pk in people if pk and pk not in self.people}:
            self.people |= {user.pk: str(user) for user in User.objects.filter(pk__in=unknown)}
        if nodes := {row.node_id for row in rows} - self.places.keys():
            self.places |= _places(nodes, self.township)

    def _where(self, pk: int) -> str:
        """The site itself, on which every publication stands, and the places noted beside it."""
        return "、".join([Channel.WEBSITE.label, *self.placed.get(pk, ())])

    def _person(self, pk: int | None) -> str:
        return self.people.get(pk, "") if pk else ""


def _places(pks: set[int], township: Township) -> dict[int, dict[str, Any]]:
    """Domain, level 1, item and required channels of items, the channels as the township's own list has them."""
    own = Adoption.objects.filter(holder=township.unit_id, node__in=pks, channels__isnull=False)
    channels = dict(own.values_list("node_id", "channels"))
    roots = dict(Node.objects.filter(parent__isnull=True).values_list("tree_id", "name"))
    found = {}
    for node in Node.objects.filter(pk__in=pks).select_related("parent__parent"):
        above = node.parent
        while above is not None and above.level > 1:
            above = above.parent
        found[node.pk] = {
            "domain": roots.get(node.tree_id, ""),
            "level1": above.name if above is not None and above.level == 1 else "",
            "item": node.name,
            "required": "、".join(
                Channel(name).label for name in channels.get(node.pk) or node.channels or []
            ),
        }
    return found


def _duties(pks: list[int]) -> dict[int, Duty]:
    found = Duty.objects.select_related("trigger", "publication", "confirmation")
    shown = (
        *_OF_DUTY,
        "trigger__subject",
        "trigger__event",
        "trigger__happened_on",
        "confirmation__signed_by_id",
    )
    return (
        found.only(*shown, *(f"publication__{name}" for name in _OF_PUBLICATION)).in_bulk(pks) if pks else {}
    )


def _publications(pks: list[int]) -> dict[int, Publication]:
    return Publication.objects.only(*_OF_PUBLICATION).in_bulk(pks) if pks else {}


def _reviewers(pks: set[int | None]) -> dict[int, str]:
    """Who approved each publication; of several the last."""
    found = Review.objects.filter(publication__in=pks, result=ReviewResult.APPROVED)
    return dict(found.order_by("pk").values_list("publication_id", "by__name"))


def _placed(pks: set[int | None]) -> dict[int, list[str]]:
    """Where each publication was put, as noted: in the order it went out; several of one sort are counted, not listed."""
    found = Placement.objects.filter(publication__in=pks).values("publication_id", "outlet")
    rows = found.annotate(first=Min("placed_on"), places=Count("pk")).order_by(
        "publication_id", "first", "outlet"
    )
    placed: dict[int, list[str]] = {}
    for row in rows:
        label = Outlet(row["outlet"]).label
        several = f"{row['places']}处" if row["places"] > 1 else ""
        placed.setdefault(row["publication_id"], []).append(label + several)
    return placed


def _clerk(published: Publication) -> int:
    return published.submitted_by_id or published.created_by_id


def _duty_remarks(duty: Duty) -> Iterator[str]:
    if duty.trigger:
        yield f"{duty.trigger.happened_on:%Y-%m-%d}{duty.trigger.get_event_display()}"
    else:
        yield f"{duty.first:%Y-%m-%d}至{duty.last:%Y-%m-%d}"
    if duty.part:
        yield f"适用于{duty.part}"
    if duty.provisional:
        yield "应公开日期为预计"
    if duty.state == DutyState.WAIVED:
        yield f"已免除：{duty.reason}"
    if duty.publication:
        yield from _publication_remarks(duty.publication)


def _publication_remarks(found: Publication) -> Iterator[str]:
    if found.carried_over:
        yield "迁入"
    if found.state == State.WITHDRAWN and found.withdrawn_at:
        on = timezone.localdate(found.withdrawn_at)
        yield f"已撤回（{on:%Y-%m-%d}，{found.get_withdraw_reason_display()}）"
