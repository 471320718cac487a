"""Both sides of a matter as records: the township's lists, the villages' sheets, and what was compared of them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.law.vocabulary import Origin, UnitKind
from catalog.models import Node, Township, Unit, User
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Publication, Reach
from disclosure.models.publications import is_public
from villages import rules
from villages.law.agreement import DifferenceState, Result
from villages.law.kinds import SheetKind
from villages.law.matters import compared
from villages.law.periods import Period, overlap, read_period
from villages.models import ComparedList, Comparison, Difference, Sheet

LOOK_BACK = timedelta(days=731)  # lists made public longer ago are compared no more
COMPARED = frozenset(
    {SheetKind.SUBSIDIES, SheetKind.PAY, SheetKind.ASSETS, SheetKind.RESOURCES, SheetKind.CONTRACTS}
)  # kinds of sheet whose rows and money say what a township's list says
_SHOWN = (State.PUBLISHED, State.EXPIRED)
_BATCH = re.compile(r"第?[一二三四五六七八九十\d]+批|批次|分批")


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of the township. live: anyone may open it now; else its posting is over. dated: it says of which period."""

    pk: int
    version: int
    live: bool
    dated: bool
    counted: str
    batch: bool
    opened: datetime


ListKey = tuple[int, date, date]  # the township's item and the period


def related_items(township: Township) -> dict[int, list[Node]]:
    """By the key of an item of the township's list: the village items of the same matter. 2 queries."""
    own = Node.objects.of_township(township).items()
    named = {
        node: keys
        for node in own.filter(origin=Origin.VILLAGE).order_by("tree_id", "lft")
        if (keys := compared(node.extra))
    }
    every = {key for each in named.values() for key in each}
    known = dict(own.filter(key__in=every).exclude(origin=Origin.VILLAGE).values_list("key", "pk"))
    found: dict[int, list[Node]] = {}
    for node, wanted in named.items():
        for key in dict.fromkeys(wanted):
            if key in known:
                found.setdefault(known[key], []).append(node)
    return found


def township_lists(township: Township, items: Iterable[int], at: datetime) -> dict[ListKey, list[Listed]]:
    """The township's lists on these items by item and period; withdrawn ones are none. 1 query."""
    tables = Attachment.objects.downloads().filter(publication=OuterRef("pk"), kind="sheet")
    figures = Q(kind=Kind.LIST) | Q(head_count__isnull=False) | Q(amount__isnull=False) | Exists(tables)
    rows = (
        Publication.objects.filter(
            figures, township=township, node__in=list(items), state__in=_SHOWN, public_from__gte=at - LOOK_BACK
        )
        .exclude(unit__kind=UnitKind.VILLAGE)
        .order_by("node", "public_from", "pk")
        .values_list(
            "pk", "node_id", "version", "title", "details", "kind", "formed_on", "state", "public_from", "public_until",
        )
    )  # fmt: skip
    found: dict[ListKey, list[Listed]] = {}
    for pk, node, version, title, details, kind, formed_on, state, opens, closes in rows:
        period = _period(details, title)
        listed = Listed(
            pk, version, is_public(state, opens, closes, at), period is not None, "人" if kind == Kind.LIST else "项",
            bool(_BATCH.search(title)), opens or at,
        )  # fmt: skip
        found.setdefault((node, *(period or (formed_on, formed_on))), []).append(listed)
    return {key: _standing(every) for key, every in found.items()}


def _standing(every: list[Listed]) -> list[Listed]:
    """Of several lists of one item and period those that count: batches (第二批) are added up, else the newest stands for
    the others, as what was paid stands for what was applied for."""
    return [each for each in every if each.batch] if every[-1].batch else every[-1:]


def _period(details: dict[str, str], title: str) -> Period | None:
    for words in (details.get("period"), details.get("year"), title):
        if words and (found := read_period(str(words))):
            return found
    return None


@dataclass(frozen=True, slots=True)
class Posted:
    """A village's sheet in its newest public edition. live, named: whether it, and its names, can be read now."""

    sheet: Sheet
    original: Publication
    live: bool

    @property
    def period(self) -> Period:
        return self.sheet.first, self.sheet.last

    @property
    def named(self) -> bool:
        return self.live and self.original.reach == Reach.WEB


_CARRIER = ("id", "state", "public_from", "public_until", "reach", "revises", "version")
_SHEET = ("id", "kind", "unit", "node", "first", "last", "subject", "edition", "carrier")


def posted_sheets(
    nodes: Iterable[int], at: datetime, *, period: Period | None = None, units: Iterable[int] | None = None
) -> list[Posted]:
    """What villages show or have shown for a period on these items, the newest edition of each. 1 query."""
    carried = Q(carrier__state__in=_SHOWN, carrier__revises=None) | Q(
        carrier__state=State.MERGED, carrier__revises__state__in=_SHOWN
    )
    rows = Sheet.objects.filter(carried, node__in=list(nodes), kind__in=sorted(COMPARED))
    if period is not None:
        rows = rows.filter(first__lte=period[1], last__gte=period[0])
    else:
        rows = rows.filter(last__gte=timezone.localdate(at - LOOK_BACK))
    if units is not None:
        rows = rows.filter(unit__in=list(units))
    only = [*_SHEET, *(f"carrier__{n}" for n in _CARRIER), *(f"carrier__revises__{n}" for n in _CARRIER)]
    newest: dict[tuple[object, ...], Posted] = {}
    for sheet in rows.select_related("carrier__revises").only(*only).order_by("edition", "pk"):
        carrier = sheet.carrier
        assert carrier is not None  # noqa: S101  (asked for above)
        original = carrier.revises or carrier
        live = is_public(original.state, original.public_from, original.public_until, at)
        newest[sheet.unit_id, sheet.node_id, sheet.first, sheet.subject] = Posted(sheet, original, live)
    return list(newest.values())


def recent(township: Township, at: datetime) -> QuerySet[Comparison]:
    """What is compared still; older comparisons stay as they are."""
    since = at - LOOK_BACK
    return Comparison.objects.filter(
        Q(publication__public_from__gte=since) | Q(publication=None, last__gte=timezone.localdate(since)),
        township=township,
    )


def began(township: Township) -> dict[int, datetime]:
    """When each village's first sheet of whatever kind was public here, by village. 1 query."""
    rows = Sheet.objects.filter(township=township, carrier__public_from__isnull=False)
    return dict(
        rows.order_by().values("unit").annotate(at=Min("carrier__public_from")).values_list("unit", "at")
    )


def villages_of_township(township: Township) -> QuerySet[Unit]:
    return Unit.objects.filter(tree_id=township.unit.tree_id, kind=UnitKind.VILLAGE, is_active=True).order_by(
        "lft"
    )


def without_partner(posted: Sequence[Posted], period: Period, periods: Iterable[Period]) -> list[Posted]:
    """Those of another period that lies across this one, and that no list of the township matches, newest first."""
    known = set(periods)
    found = [
        each
        for each in posted
        if each.period != period and overlap(each.period, period) and each.period not in known
    ]
    return sorted(found, key=lambda each: (each.period, each.sheet.pk), reverse=True)


# ---- pages --------------------------------------------------------------------------------------------------------
def findings_of(user: User, township: Township) -> QuerySet[Difference]:
    """Findings of the villages in sight; of what neither side shows any more none is open."""
    return rules.differences_of(user).filter(comparison__township=township)


def open_findings(user: User, township: Township) -> int:
    """How many wait. 1 query."""
    return findings_of(user, township).filter(state=DifferenceState.OPEN).count()


def publications_of(row: Comparison) -> QuerySet[Publication]:
    """The township's records of a comparison, the newest first."""
    rows = Publication.objects.filter(pk__in=row.publications)
    return rows.only("title", "state", "public_from").order_by("-public_from", "-pk")


def last_compared(township: Township) -> datetime | None:
    """When the township's lists were last compared, all of them. 1 query."""
    rows = ComparedList.objects.filter(township=township, item=None)
    return rows.values_list("compared_at", flat=True).first()


@dataclass(frozen=True)
class Summary:
    """What the page of a village says of it."""

    on: date | None
    agree: int
    differ: int
    one_sided: int
    incomparable: int
    path: str

    @property
    def total(self) -> int:
        return self.agree + self.differ + self.one_sided + self.incomparable


def summary(unit_pk: int, township: Township) -> Summary:
    """How many matters of a village agree with the township's. 2 queries."""
    counts = Comparison.objects.filter(unit=unit_pk, township=township, ended_at=None).aggregate(
        **{result.value: Count("pk", filter=Q(result=result)) for result in Result}
    )
    at = last_compared(township)
    return Summary(
        timezone.localdate(at) if at else None, counts[Result.AGREES], counts[Result.DIFFERS], counts[Result.ONE_SIDED],
        counts[Result.INCOMPARABLE], f"/villages/{unit_pk}/agreement/",
    )  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """One matter for residents: figures of what is public at this moment, no names. explained: public words."""

    comparison: Comparison
    township: str
    township_path: str
    village: str
    village_path: str
    explained: list[str]

    @property
    def result(self) -> str:
        return Result(self.comparison.result).label

    @property
    def is_good(self) -> bool:
        return self.comparison.result == Result.AGREES

    @property
    def is_explained(self) -> bool:
        return self.comparison.result in (Result.DIFFERS, Result.ONE_SIDED) and bool(self.explained)


def public_comparisons(unit_pk: int, township: Township) -> QuerySet[Comparison]:
    """The matters of a village that are compared, newest period first."""
    rows = Comparison.objects.filter(unit=unit_pk, township=township, ended_at=None)
    return rows.select_related("node", "item").order_by("-first", "node__tree_id", "node__lft", "pk")


def matters(rows: Sequence[Comparison], township: Township, at: datetime) -> list[Matter]:
    """Rows of `public_comparisons` as residents see them. 3 queries."""
    sheets = {
        sheet.pk: sheet.carrier.revises_id or sheet.carrier.pk
        for sheet in Sheet.objects.filter(pk__in=[pk for row in rows for pk in row.sheets])
        .select_related("carrier")
        .only("carrier", "carrier__revises")
        if sheet.carrier is not None
    }
    wanted = {pk for row in rows for pk in row.publications} | set(sheets.values())
    shown = set(Publication.objects.public(township, at).filter(pk__in=wanted).values_list("pk", flat=True))
    words: dict[int, list[str]] = {}
    explained = Difference.objects.filter(
        comparison__in=[row.pk for row in rows], state=DifferenceState.EXPLAINED
    )
    for comparison, text in explained.order_by("pk").values_list("comparison_id", "explanation"):
        if text not in words.setdefault(comparison, []):
            words[comparison].append(text)
    found = []
    for row in rows:
        ours, theirs = row.publications, [sheets.get(pk) for pk in row.sheets]
        here, there = set(ours) <= shown and bool(ours), {*theirs} <= shown and bool(theirs)
        found.append(
            Matter(
                row, _figures(row.township_figures, bool(ours), here), f"/info/{ours[0]}/" if here else "",
                _figures(row.village_figures, bool(theirs), there), f"/info/{theirs[0]}/" if there else "",
                words.get(row.pk, []),
            )
        )  # fmt: skip
    return found


def _figures(said: str, there: bool, shown: bool) -> str:
    if not there:
        return "没有公布"
    return (said or "没有可以对照的数字") if shown else "公示期满，已撤下"
