"""The papers behind a sheet: which vouchers have one, which copies go out, what somebody has opened."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from catalog.models import Township, User
from disclosure.models import Attachment, PersonalAccess
from villages.law.kinds import SheetKind
from villages.law.papers import PaperKind, PaperState, voucher_key
from villages.models import Sheet, SheetPaper
from villages.models.papers import SheetPaperQuerySet

SUBJECT = "village_paper"  # in the log of looks at personal data


@dataclass(frozen=True)
class Coverage:
    """Vouchers of the lines with and without a scan; and numbers of scans that are in no line."""

    there: int
    missing: list[str]
    unknown: frozenset[str]


def confirmed(sheet: Sheet) -> SheetPaperQuerySet:
    """Papers of the sheet and its earlier editions whose copy may go out. 1 query."""
    return SheetPaper.objects.of_matter(sheet).filter(state=PaperState.CONFIRMED).order_by("-kind", "pk")


def coverage(sheet: Sheet) -> Coverage | None:
    """Of accounts only; the numbers in the order of the lines. 2 queries, whatever the number of lines."""
    if sheet.kind != SheetKind.ACCOUNTS:
        return None
    told = dict.fromkeys(number for number in sheet.lines.values_list("voucher", flat=True) if number.strip())
    scanned = (
        SheetPaper.objects.of_matter(sheet)
        .filter(kind=PaperKind.VOUCHER)
        .exclude(state=PaperState.VOID)
        .order_by()
        .values_list("number", flat=True)
        .distinct()
    )
    keys = {voucher_key(number): number for number in scanned}
    lines = {voucher_key(number): number for number in told}
    missing = [number for key, number in lines.items() if key not in keys]
    unknown = frozenset(number for key, number in keys.items() if key not in lines)
    return Coverage(len(lines) - len(missing), missing, unknown)


def shown_copies(sheet: Sheet) -> QuerySet[Attachment]:
    """Files residents can take from the publication that shows this matter now."""
    carriers = Sheet.objects.public().same_matter(sheet)
    originals = carriers.filter(carrier__revises=None).values("carrier")
    revised = carriers.filter(carrier__revises__isnull=False).values("carrier__revises")
    files = Attachment.objects.shown()
    return files.filter(publication__in=originals) | files.filter(publication__in=revised)


def sent_along(sheet: Sheet, papers: Iterable[SheetPaper]) -> set[int]:
    """Of these papers, those whose copy residents can take now. 1 query."""
    sums = {paper.redacted_sha256: paper.pk for paper in papers if paper.redacted_sha256}
    if not sums:
        return set()
    found = shown_copies(sheet).filter(sha256__in=sums).values_list("sha256", flat=True)
    return {sums[each] for each in found}


def looks(paper: SheetPaper) -> QuerySet[PersonalAccess]:
    """Who opened it, newest first."""
    return PersonalAccess.objects.about(SUBJECT, paper.code).select_related("by").order_by("-at", "-pk")


def has_opened_copy(user: User, paper: SheetPaper) -> bool:
    """Whether the person opened the copy as it is now, not one before it. 1 query."""
    rows = PersonalAccess.objects.about(SUBJECT, paper.code).filter(by=user, at__gte=paper.offered_at)
    return any("redacted" in fields for fields in rows.values_list("fields", flat=True))


def to_confirm(papers: SheetPaperQuerySet, township: Township) -> SheetPaperQuerySet:
    """Of the papers a person may read, those whose copy waits; whether he may confirm each, `rules` say."""
    waiting = papers.filter(sheet__township=township, state=PaperState.OFFERED)
    return waiting.select_related("sheet__unit").order_by("offered_at", "pk")
