"""When a village last published each of the ten key contents, or signed that there was nothing new: for residents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, OuterRef, Q, Subquery
from django.utils import timezone

from catalog.models import Entry, Node, Township
from disclosure.law.duties import DutyState
from disclosure.models import Duty
from villages.law.matters import KeyContent
from villages.queries.grid import items_by_content


@dataclass(frozen=True)
class ContentLine:
    """One key content. published_on: of the last publication, at `path` if it is public still; nothing_new_on: of the
    last signature, where it is later; behind: how many are past their day, the first of them due on `since`."""

    content: KeyContent
    has_items: bool
    published_on: date | None
    path: str
    nothing_new_on: date | None
    behind: int
    since: date | None


def cadence(unit_pk: int, township: Township, at: datetime) -> list[ContentLine]:
    """The ten contents in their order; none where the catalog tells no item's content. 3 queries."""
    items = items_by_content(township)
    if not items:
        return []
    nodes = sorted({pk for mine in items.values() for pk in mine})
    duties = _duties(unit_pk, nodes, timezone.localdate(at))
    entries = _entries(unit_pk, township, nodes, at)
    return [_line(content, items.get(content, ()), duties, entries) for content in KeyContent]


def _duties(unit_pk: int, nodes: Sequence[int], today: date) -> dict[int, dict[str, Any]]:
    late = Q(state=DutyState.OPEN, due_on__lt=today)
    rows = (
        Duty.objects.owed().filter(unit=unit_pk, node__in=nodes).order_by().values("node")
        .annotate(
            published=Max("discharged_on", filter=Q(state=DutyState.PUBLISHED)),
            nothing_new=Max("discharged_on", filter=Q(state=DutyState.NOTHING_NEW)),
            behind=Count("pk", filter=late), since=Min("due_on", filter=late),
        )
    )  # fmt: skip
    return {row["node"]: dict(row) for row in rows}


def _entries(
    unit_pk: int, township: Township, nodes: Sequence[int], at: datetime
) -> dict[int, tuple[date, str]]:
    """Day and address of the newest public entry of each item. What was published outside any duty counts as well."""
    newest = Entry.objects.public(township, at).filter(unit=unit_pk, node=OuterRef("pk")).newest()
    each = Node.objects.filter(pk__in=nodes).order_by().annotate(entry=Subquery(newest.values("pk")[:1]))
    found = Entry.objects.filter(pk__in=each.values("entry"))
    return {
        node: (timezone.localdate(published_at), path)
        for node, published_at, path in found.values_list("node_id", "published_at", "path")
        if node is not None
    }


def _line(
    content: KeyContent,
    nodes: Sequence[int],
    duties: dict[int, dict[str, Any]],
    entries: dict[int, tuple[date, str]],
) -> ContentLine:
    mine = [duties[pk] for pk in nodes if pk in duties]
    published = [entries[pk] for pk in nodes if pk in entries]
    published += [(row["published"], "") for row in mine if row["published"]]
    on, path = max(published, default=(None, ""))  # of one day that which is public still
    signed = max((row["nothing_new"] for row in mine if row["nothing_new"]), default=None)
    if on is not None and signed is not None and signed <= on:
        signed = None
    since = min((row["since"] for row in mine if row["since"]), default=None)
    return ContentLine(content, bool(nodes), on, path, signed, sum(row["behind"] for row in mine), since)
