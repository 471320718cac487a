"""A scratch township for measuring duties: units that each keep a list of their own, and many duties at once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import connection, transaction
from django.utils import timezone

from catalog.actions import townships
from catalog.actions.limits import derive_limits
from catalog.actions.standard import load_standard
from catalog.law.vocabulary import UnitKind
from catalog.models import Adoption, Node, Township, Unit, User
from disclosure.law.lifecycle import State
from disclosure.models import Confirmation, Duty, Publication

PREFIX = "ceshi"
# What a township's rows print, by tenths: mostly quarterly, some monthly, yearly, and one counted in working days.
CADENCES = ("每季度公开一次",) * 6 + ("每月公开一次",) + ("每年公开一次",) * 2 + ("每20个工作日更新",)


@contextmanager
def scratch(*, keep: bool) -> Iterator[None]:
    """Whatever is made inside is rolled back, unless it shall be kept."""
    if keep:
        yield
        return
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def found_township(since: date, prefix: str = PREFIX) -> Township:
    """The township of a measurement, in use since this day; one prefix for each kind, so that kept ones stand side by side."""
    return townships.found(
        name="测速镇人民政府", short_name="测速镇", prefix=prefix, county_name="测速县", site_name="测速",
        organizer="测速镇人民政府", started_on=since, is_demo=True,
    )  # fmt: skip


@dataclass(frozen=True)
class Scratch:
    """The township of a measurement. since, until: the year its duties fall in."""

    township: Township
    since: date
    until: date
    rows: int

    @property
    def at(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.since, time(9)))


def make(*, units: int, items: int, today: date) -> Scratch:
    """A township whose units each answer for so many items.

    Raises:
        ValueError: the standard catalog has fewer items.
    """
    load_standard(at=timezone.now())
    since, until = date(today.year, 1, 1), date(today.year, 12, 31)
    township = found_township(since)
    nodes = list(Node.objects.items().filter(township=None).order_by("tree_id", "lft")[:items])
    if len(nodes) < items:
        raise ValueError(f"标准目录只有{len(nodes)}个事项。")
    rows: list[Adoption] = []
    for number in range(units):
        root = Unit.objects.get(pk=township.unit_id)  # reread: the tree's bounds have moved
        unit = Unit.objects.create(kind=UnitKind.OFFICE, name=f"第{number + 1}办公室", parent=root)
        rows += (
            Adoption(
                holder=unit, township=township, node=node, unit=unit, levels=["township"],
                limit_text=CADENCES[place % len(CADENCES)],
            )
            for place, node in enumerate(nodes)
        )  # fmt: skip
    Adoption.objects.bulk_create(rows, batch_size=500)
    derive_limits(rows)
    return Scratch(township, since, until, len(rows))


def multiply(made: Scratch, wanted: int) -> int:
    """Duties of earlier months, copied from those there are by one statement a round, until there are so many.

    Of ten, seven are published, one confirmed, one waived, one open. Returns how many there are.
    """
    publication, confirmation = _evidence(made)
    own = Duty.objects.filter(township=made.township)
    originals, there = own.count(), own.count()
    back = 0
    while there < wanted and originals:
        back += 1
        with connection.cursor() as cursor:
            cursor.execute(
                _COPY.format(**{name: _shifted(name) for name in ("first", "last", "due_on")}),
                {
                    "name": f"b{back}.", "days": back * 30, "shift": f"-{back * 30} days", "back": back,
                    "publication": publication.pk, "confirmation": confirmation.pk,
                    "township": made.township.pk, "limit": wanted - there,
                },
            )  # fmt: skip
        there += min(originals, wanted - there)
    with connection.cursor() as cursor:
        # outside a transaction as the nightly upkeep does it, so that an index alone can answer
        vacuum = connection.vendor == "postgresql" and not connection.in_atomic_block
        cursor.execute("VACUUM ANALYZE disclosure_duty" if vacuum else "ANALYZE disclosure_duty")
    return there


def _evidence(made: Scratch) -> tuple[Publication, Confirmation]:
    unit = Unit.objects.filter(parent=made.township.unit_id).first() or made.township.unit
    user = User.objects.create(username=f"{PREFIX}-{made.township.pk}", name="测速")
    node = Node.objects.items().filter(township=None)[0]
    publication = Publication.objects.create(
        township=made.township, unit=unit, node=node, title="测速", formed_on=made.since, created_by=user,
        created_at=made.at, state=State.PUBLISHED, published_at=made.at, public_from=made.at,
        index_no=f"{PREFIX}/{made.township.pk}",
    )  # fmt: skip
    confirmation = Confirmation.objects.create(
        township=made.township, unit=unit, quarter_from=made.since, quarter_until=made.until, signed_by=user,
        signed_at=made.at,
    )  # fmt: skip
    return publication, confirmation


def _shifted(column: str) -> str:
    """The column so many days earlier; the two databases reckon differently."""
    name = connection.ops.quote_name(column)
    if connection.vendor == "sqlite":
        return f"date({name}, %(shift)s)"
    return f"({name} - %(days)s)"


# `"first"` and `"last"` are words of SQL. (id + back) spreads the states evenly over units and items.
_COPY = """
INSERT INTO disclosure_duty (
  township_id, unit_id, node_id, domain_id, adoption_id, trigger_id, occasion, part, "first", "last", due_on, provisional,
  state, discharged_on, publication_id, confirmation_id, reason, decided_by_id, late_unit_id, late_cause, version
)
SELECT
  township_id, unit_id, node_id, domain_id, adoption_id, NULL, %(name)s || occasion, part, {first}, {last}, {due_on},
  provisional,
  CASE (id + %(back)s) %% 10 WHEN 0 THEN 'open' WHEN 1 THEN 'waived' WHEN 2 THEN 'nothing_new' ELSE 'published' END,
  CASE WHEN (id + %(back)s) %% 10 < 2 THEN NULL ELSE {due_on} END,
  CASE WHEN (id + %(back)s) %% 10 < 3 THEN NULL ELSE %(publication)s END,
  CASE WHEN (id + %(back)s) %% 10 = 2 THEN %(confirmation)s ELSE NULL END,
  CASE WHEN (id + %(back)s) %% 10 = 1 THEN '测速' ELSE '' END,
  NULL, NULL, '', 1
FROM disclosure_duty WHERE township_id = %(township)s AND occasion NOT LIKE 'b%%' LIMIT %(limit)s
"""
