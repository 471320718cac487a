"""A comparison written down: findings opened, closed by what was corrected, names forgotten with their list (VIL-6)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from catalog.models import Node, Township, Unit
from villages.law.agreement import (
    NAMES_GONE,
    OF_PERSONS,
    DifferenceState,
    Gap,
    GapKind,
    Result,
    Side,
)
from villages.models import Comparison, Difference

_BOTH = (Result.AGREES, Result.DIFFERS)
Key = tuple[int | None, date, date]


def rows_of(township: Township, node: Node, key: Key, units: Sequence[Unit]) -> dict[int, Comparison]:
    """What was compared of these villages, ended or not, by village. 2 queries."""
    item, first, last = key
    rows = Comparison.objects.filter(
        township=township, node=node, item=item, first=first, last=last, unit__in=units
    )
    return {row.unit_id: row for row in rows.prefetch_related("differences")}


def rows_alone(
    rows: QuerySet[Comparison], node: Node, units: Sequence[Unit]
) -> dict[tuple[int, date, date], Comparison]:
    """The same for what villages show alone, by village and period. 2 queries."""
    rows = rows.filter(node=node, item=None, unit__in=units)
    return {(row.unit_id, row.first, row.last): row for row in rows.prefetch_related("differences")}


def township_of(row: Comparison) -> Side | None:
    """The township's figures as they were last seen."""
    if row.publication_id is None:
        return None
    return Side(row.township_count, row.township_amount, row.first, row.last)


def village_of(row: Comparison) -> Side | None:
    """The village's figures as they were last seen."""
    if row.sheet_id is None:
        return None
    return Side(
        row.village_count, row.village_amount, row.village_first or row.first, row.village_last or row.last
    )


# ---- writing ------------------------------------------------------------------------------------------------------
def keep(
    row: Comparison, values: Mapping[str, Any], gaps: Sequence[Gap], *, named: bool, at: datetime
) -> bool:
    """Save what changed, and the findings with it. Whether anything did.

    Args:
        named: whether names were compared; if not, findings about persons stand without their names while both sides
            are known.
    """
    new = row.pk is None
    if new or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.compared_at = at
        row.save()
        changed = True
    else:
        changed = False
    there = [] if new else list(row.differences.all())
    if not named:
        changed |= _forget_names(there)
    return _settle(row, there, gaps, named=named, at=at) or changed


def end(row: Comparison | None, *, at: datetime) -> bool:
    """Neither side shows it any more: nothing is open, no name stays."""
    if row is None or row.ended_at is not None:
        return False
    row.ended_at = at
    row.save()
    there = list(row.differences.all())
    _forget_names(there)
    for each in there:
        if each.pk and each.state != DifferenceState.CORRECTED:
            _close(each, at)
    return True


def _settle(
    row: Comparison, there: Sequence[Difference], gaps: Sequence[Gap], *, named: bool, at: datetime
) -> bool:
    """What is settled stays so as long as its figures stay; what differs no more is corrected."""
    wanted = {(gap.kind.value, gap.who): gap for gap in gaps}
    changed = False
    for each in there:
        if not each.pk or each.state == DifferenceState.CORRECTED:
            continue
        if each.kind in OF_PERSONS and not named and row.result in _BOTH:
            continue
        gap = wanted.get((each.kind, each.who))
        if gap is not None and gap.sentence == each.sentence:
            del wanted[each.kind, each.who]
            continue
        changed = True
        if gap is not None and each.state == DifferenceState.OPEN:
            each.sentence = wanted.pop((each.kind, each.who)).sentence
            each.version += 1
            each.save()
        else:
            _close(each, at)
    made = [
        Difference(comparison=row, kind=gap.kind, who=gap.who, sentence=gap.sentence, found_at=at)
        for gap in wanted.values()
    ]
    Difference.objects.bulk_create(made)
    return changed or bool(made)


def _close(each: Difference, at: datetime) -> None:
    each.state, each.corrected_at = DifferenceState.CORRECTED, at
    each.version += 1
    each.save()


def _forget_names(there: Sequence[Difference]) -> bool:
    """Masked names go when the list they stood on goes (PIPL 19): open findings about persons become one, with their number."""
    named = [each for each in there if each.who]
    waiting = [each for each in named if each.state == DifferenceState.OPEN]
    for each in named:
        each.who, each.kind, each.sentence = "", GapKind.MORE, NAMES_GONE
        each.version += 1
        if waiting and each is waiting[0] and len(waiting) > 1:
            each.sentence = f"名单上有 {len(waiting)} 个姓名对不上。名单已不在网上公开，不再保留姓名。"
        if each in waiting[1:]:
            each.delete()
        else:
            each.save()
    return bool(named)


def overdue(township: Township, today: date) -> QuerySet[Comparison]:
    """What one side shows alone beyond the other's last day, and no finding says so yet."""
    told = Difference.objects.filter(comparison=OuterRef("pk"), kind=GapKind.MISSING).exclude(
        state=DifferenceState.CORRECTED
    )
    rows = Comparison.objects.filter(
        township=township, result=Result.ONE_SIDED, ended_at=None, expected_by__lt=today
    )
    return rows.exclude(Exists(told)).order_by("pk")
