"""A month of a village's notice board: what is public of it now, and where and when it hung."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q
from django.utils import timezone

from catalog.models import Township, Unit
from disclosure.models import Attachment, Publication
from disclosure.models.publications import PublicationQuerySet
from villages.law.finance import Statement
from villages.law.wall import month_after
from villages.models import Sheet, WallPosting


@dataclass(frozen=True)
class Accounts:
    """The month's accounts as residents read them. signed: of the supervision committee, a sentence each."""

    statement: Statement
    path: str
    reason: str  # of a correction
    signed: list[str]


@dataclass(frozen=True)
class Month:
    """publications: in the order of their days. told_before: those that carry accounts of other months."""

    month: date
    publications: list[Publication]
    accounts: Accounts | None
    told_before: frozenset[int]

    @property
    def is_empty(self) -> bool:
        return not self.publications and self.accounts is None


def on_board(unit: Unit, township: Township, month: date, at: datetime) -> Month:
    """What the village published in the month and anyone may read at this moment; nothing withdrawn, nothing over.

    month: its first day. 6 queries.
    """
    public = Publication.objects.public(township, at).filter(unit=unit)
    carried = frozenset(_carriers(unit))
    accounts, carrier_pk = _accounts(unit, public, month)
    start, end = _instant(month), _instant(month_after(month))
    fresh = Q(published_at__gte=start, published_at__lt=end) & ~Q(
        carried_over=True, original_published_on__isnull=False
    )
    brought = Q(
        carried_over=True, original_published_on__gte=month, original_published_on__lt=month_after(month)
    )
    rows = (
        public.filter(fresh | brought)
        .exclude(pk__in=[carrier_pk] if carrier_pk else [])
        .select_related("unit", "node", "township")
        .prefetch_related(Prefetch("attachments", Attachment.objects.downloads(), to_attr="shown_files"))
        .order_by("published_at", "pk")
    )
    return Month(month, list(rows), accounts, carried)


def _accounts(unit: Unit, public: PublicationQuerySet, month: date) -> tuple[Accounts | None, int | None]:
    """The edition of the month that residents read now, with the number of its publication."""
    sheet = (
        Sheet.objects.accounts()
        .readable(public)
        .filter(unit=unit, first=month)
        .select_related("carrier__revises")
        .prefetch_related("signatures")
        .order_by("-edition")
        .first()
    )
    if sheet is None or sheet.carrier is None:
        return None, None
    original = sheet.carrier.revises or sheet.carrier
    signed = [
        f"村务监督委员会{signature.signed_on:%Y年%m月%d日}审核：{signature.opinion or '同意公开'}。"
        for signature in sheet.signatures.all()
        if signature.agrees and signature.round == sheet.round and signature.counts
    ]
    return Accounts(sheet.statement(), original.path, sheet.reason, signed[-1:]), original.pk


def _carriers(unit: Unit) -> list[int]:
    """Numbers of the village's publications that carry accounts: they are told in their own month."""
    rows = (
        Sheet.objects.accounts()
        .filter(unit=unit, carrier__isnull=False)
        .values_list("carrier", "carrier__revises")
    )
    return [pk for pair in rows for pk in pair if pk is not None]


def _instant(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


# ---- where it hung -------------------------------------------------------------------------------------------------
def postings(unit_pk: int, month: date) -> list[WallPosting]:
    """Where a month's sheet was put up, the last first. 1 query."""
    rows = WallPosting.objects.filter(unit=unit_pk, month=month)
    return list(rows.select_related("place", "by", "taken_down_by").order_by("-posted_on", "-pk"))


def latest_postings(unit_pk: int, most: int = 6) -> list[WallPosting]:
    """What was put up where and until when, for residents, the last first. 1 query."""
    rows = WallPosting.objects.filter(unit=unit_pk).select_related("place")
    return list(rows.order_by("-posted_on", "-month", "-pk")[:most])


@dataclass(frozen=True)
class Cell:
    """One month of one village. posting: of its sheet, one that still hangs before others."""

    month: date
    posting: WallPosting | None
    due: bool  # the month has begun

    @property
    def words(self) -> str:
        if self.posting is None:
            return "没有登记张贴" if self.due else "—"
        return "已张贴" if self.posting.taken_down_on is None else "已撤下"


def grid(units: Sequence[Unit], year: int, today: date) -> list[tuple[Unit, list[Cell]]]:
    """Twelve months of each village. 1 query."""
    there: dict[tuple[int, date], WallPosting] = {}
    for posting in WallPosting.objects.filter(unit__in=units, month__year=year).order_by("posted_on", "pk"):
        before = there.get((posting.unit_id, posting.month))
        if before is None or before.taken_down_on is not None or posting.taken_down_on is None:
            there[posting.unit_id, posting.month] = posting
    months = [date(year, number, 1) for number in range(1, 13)]
    return [
        (unit, [Cell(month, there.get((unit.pk, month)), month <= today) for month in months])
        for unit in units
    ]
