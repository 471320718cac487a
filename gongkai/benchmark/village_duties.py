"""Years of duties for many villages: those of one are made, those of the others copied from it by one statement."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from catalog.law.vocabulary import Origin, UnitKind
from catalog.models import Node, Township, Unit, User
from disclosure.law.duties import DutyState
from disclosure.models import Confirmation, Duty, Publication
from villages.law.grid import By, Span, spans

GRACE = timedelta(days=15)  # after a month's or quarter's end
LATE = timedelta(days=9)  # behind the day
BATCH = 1000
# Of ten duties whose day is over; the rest are open.
_DONE = {
    0: (DutyState.PUBLISHED, LATE), 1: (DutyState.NOTHING_NEW, LATE), 2: (DutyState.WAIVED, None), 3: (DutyState.OPEN, None),
    4: (DutyState.NOTHING_NEW, -LATE), 5: (DutyState.NOTHING_NEW, -LATE),
}  # fmt: skip
_USUAL = (DutyState.PUBLISHED, -LATE)


def owe(township: Township, model: Unit, shown: Publication, by: User, *, years: int, at: datetime) -> int:
    """Every item of the village list owed by every village: every other one month by month, the rest by quarter.

    Args:
        model: the village whose duties are made one by one.
        shown: the publication that stands as evidence for all.

    Returns:
        How many duties there are.
    """
    today = timezone.localdate(at)
    signed = Confirmation.objects.create(
        township=township, unit=model, quarter_from=date(today.year, 1, 1), quarter_until=date(today.year, 3, 31),
        signed_by=by, signed_at=at,
    )  # fmt: skip
    made = Duty.objects.bulk_create(_of_one(township, model, shown, signed, today, years), batch_size=BATCH)
    with connection.cursor() as cursor:
        cursor.execute(_COPY, {"model": model.pk, "above": township.unit_id, "kind": UnitKind.VILLAGE.value})
        copied = cursor.rowcount
        cursor.execute("ANALYZE disclosure_duty")
    return len(made) + copied


def _of_one(
    township: Township, unit: Unit, shown: Publication, signed: Confirmation, today: date, years: int
) -> Iterator[Duty]:
    nodes = Node.objects.items().filter(origin=Origin.VILLAGE, township=None).order_by("tree_id", "lft")
    each = 0
    for position, node in enumerate(nodes):
        for year in range(today.year - years + 1, today.year + 1):
            for span in spans(year, By.QUARTER if position % 2 else By.MONTH):
                each += 1
                yield _duty(township, unit, node, span, shown, signed, today, each)


def _duty(
    township: Township, unit: Unit, node: Node, span: Span, shown: Publication, signed: Confirmation, today: date, each: int
) -> Duty:  # fmt: skip
    due = span.last + GRACE
    state, behind = _DONE.get(each % 10, _USUAL) if due < today else (DutyState.OPEN, None)
    return Duty(
        township=township, unit=unit, node=node, domain_id=node.get_root().pk, occasion=f"p{span.key}",
        first=span.first, last=span.last, due_on=due, state=state,
        discharged_on=due + behind if behind is not None else None,
        publication=shown if state == DutyState.PUBLISHED else None,
        confirmation=signed if state == DutyState.NOTHING_NEW else None,
        reason="测速" if state == DutyState.WAIVED else "",
    )  # fmt: skip


# `"first"` and `"last"` are words of SQL. By day, as a nightly planning leaves them: a village's duties lie far apart.
_COPY = """
INSERT INTO disclosure_duty (
  township_id, unit_id, node_id, domain_id, adoption_id, trigger_id, occasion, part, "first", "last", due_on, provisional,
  state, discharged_on, publication_id, confirmation_id, reason, decided_by_id, late_unit_id, late_cause, version
)
SELECT
  d.township_id, u.id, d.node_id, d.domain_id, NULL, NULL, d.occasion, d.part, d."first", d."last", d.due_on,
  d.provisional, d.state, d.discharged_on, d.publication_id, d.confirmation_id, d.reason, NULL, NULL, '', 1
FROM disclosure_duty d CROSS JOIN catalog_unit u
WHERE d.unit_id = %(model)s AND u.parent_id = %(above)s AND u.kind = %(kind)s AND u.id <> %(model)s
ORDER BY d.due_on, u.id
"""
