"""What stands behind each cell of the annual report: counted by groups, opened case by case (ANN-3 … ANN-7).

One set of conditions serves both the figures and the lists behind them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Case, Count, DateField, F, Max, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from catalog.models import Township
from disclosure.law.intake import ApplicantKind, CaseKind
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, Validity, Verb
from disclosure.law.report import (
    APPLICANTS,
    REMEDY_RESULTS,
    RESULTS,
    CaseFact,
    Cell,
    Column,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Subject,
    case_rows,
    key_of,
    remedy_fact,
    total_applications,
    total_remedies,
)
from disclosure.law.steps import FINISHED
from disclosure.models import Application, Publication, PublicationEvent, Remedy
from disclosure.queries.policies import IN_FORCE

NEW, CARRIED = "new", "carried"


@dataclass(frozen=True)
class Year:
    """A calendar year as days and as instants of Shanghai (ANN-1)."""

    number: int

    @property
    def first(self) -> date:
        return date(self.number, 1, 1)

    @property
    def last(self) -> date:
        return date(self.number, 12, 31)

    @property
    def begins(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def ends(self) -> datetime:
        """The first instant after it."""
        return timezone.make_aware(datetime.combine(date(self.number + 1, 1, 1), time()))


# ---- table three --------------------------------------------------------------------------------------------------
def cases(township: Township, year: int) -> QuerySet[Application]:
    """Every application the year's table three concerns: received by its end, and not ended before it began.

    `ended_on`: answered, else closed otherwise (ANN-7); null while open. Requests for correction of one's own data
    (APP-12) are no applications for disclosure; one never confirmed was not received (APP-7).
    """
    span = Year(year)
    ended = Case(
        When(row="", then=Value(None, output_field=DateField())),
        When(answered_on__isnull=False, then=F("answered_on")),
        When(state__in=sorted(FINISHED), then=F("closed_on")),
        default=Value(None, output_field=DateField()),
    )
    rows = Application.objects.filter(
        township=township, kind=CaseKind.REQUEST, first_receipt_on__lte=span.last
    ).annotate(ended_on=ended)
    return rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=span.first))


def tally_applications(township: Township, year: int) -> dict[tuple[Row, Column], int]:
    """Table three from the records. 1 query, grouped; the law says which rows a group stands in."""
    groups = _sorted_cases(township, year).values_list("column", "came", "went").annotate(n=Count("pk"))  # type: ignore[misc]  # an annotation
    counts: dict[tuple[Row, Column], int] = {}
    for column, came, went, number in groups:
        for row in _rows_of(column, came, went, year):
            counts[row, Column(column)] = counts.get((row, Column(column)), 0) + number
    return total_applications(counts)


def _sorted_cases(township: Township, year: int) -> QuerySet[Application]:
    """The cases by kind of applicant, by where they came from and by the result row they went to in the year."""
    span = Year(year)
    return (
        cases(township, year)
        .annotate(
            column=Case(
                When(applicant_kind=ApplicantKind.CITIZEN, then=Value(Column.PERSON.value)), default=F("org_kind")
            ),
            came=Case(When(first_receipt_on__gte=span.first, then=Value(NEW)), default=Value(CARRIED)),
            went=Case(When(ended_on__lte=span.last, then=F("row")), default=Value("")),
        )
        .order_by()
    )  # fmt: skip


def _rows_of(column: str, came: str, went: str, year: int) -> Iterable[Row]:
    """The rows such cases stand in, as the law says; any day of the right year does for all of them."""
    span = Year(year)
    fact = CaseFact(
        key="",
        column=Column(column),
        received_on=span.first if came == NEW else date(year - 1, 12, 31),
        answered_on=span.last if went else None,
        row=Row(went) if went else None,
    )
    return case_rows(fact, year)


def behind_applications(township: Township, year: int, row: Row, column: Column) -> QuerySet[Application]:
    """The applications of one cell of table three."""
    span, rows = Year(year), cases(township, year)
    done, came = Q(ended_on__lte=span.last), Q(first_receipt_on__gte=span.first)
    if row == Row.NEW:
        rows = rows.filter(came)
    elif row == Row.CARRIED_IN:
        rows = rows.exclude(came)
    elif row == Row.CARRIED_OUT:
        rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=span.last))
    else:
        rows = rows.filter(done)
        if row in RESULTS:
            rows = rows.filter(row=row)
    if column == Column.TOTAL:
        return rows
    if column == Column.PERSON:
        return rows.filter(applicant_kind=ApplicantKind.CITIZEN)
    return rows.filter(applicant_kind=ApplicantKind.ORGANISATION, org_kind=column)


def misdated(township: Township, year: int) -> QuerySet[Application]:
    """Cases that ended before they were received: one of their days is wrong."""
    return cases(township, year).filter(ended_on__lt=F("first_receipt_on"))  # type: ignore[misc]  # an annotation


# ---- table four ---------------------------------------------------------------------------------------------------
def remedies(township: Township, year: int) -> QuerySet[Remedy]:
    """复议 and 诉讼 the year's table four concerns, 更正 requests included: those are disputes over disclosure too."""
    span = Year(year)
    over = ~Q(result=RemedyResult.PENDING) & Q(result_on__lt=span.first)
    return Remedy.objects.filter(application__township=township, filed_on__lte=span.last).exclude(over)


def tally_remedies(township: Township, year: int) -> dict[tuple[RemedyKind, RemedyResult], int]:
    """Table four from the records. 1 query, grouped."""
    span = Year(year)
    groups = (
        remedies(township, year)
        .annotate(done=_concluded(span))
        .order_by()
        .values_list("kind", "done")
        .annotate(n=Count("pk"))
    )
    counts: dict[tuple[RemedyKind, RemedyResult], int] = {}
    for kind, done, number in groups:
        fact = remedy_fact(
            key="",
            kind=RemedyKind(kind),
            filed_on=span.first,
            concluded_on=span.last if done else None,
            result=RemedyResult(done) if done else None,
            year=year,
        )
        if fact is not None:
            counts[fact.kind, fact.result] = counts.get((fact.kind, fact.result), 0) + number
    return total_remedies(counts)


def behind_remedies(
    township: Township, year: int, kind: RemedyKind, result: RemedyResult
) -> QuerySet[Remedy]:
    """The 复议 or 诉讼 of one cell of table four."""
    rows = remedies(township, year).filter(kind=kind).annotate(done=_concluded(Year(year)))
    if result == RemedyResult.TOTAL:
        return rows
    return rows.filter(done="" if result == RemedyResult.PENDING else result)


def _concluded(span: Year) -> Case:
    """What it was concluded with by the year's end; "" while 尚未审结."""
    return Case(
        When(~Q(result=RemedyResult.PENDING) & Q(result_on__lte=span.last), then=F("result")),
        default=Value(""),
    )


def keys_behind(township: Township, year: int) -> dict[str, list[int]]:
    """The keys of the records behind every cell of tables three and four that is not a total. 2 queries."""
    kept: dict[str, list[int]] = {}
    found = _sorted_cases(township, year).order_by("pk").values_list("pk", "column", "came", "went")  # type: ignore[misc]  # an annotation
    for pk, column, came, went in found:
        for row in _rows_of(column, came, went, year):
            if row != Row.TOTAL:
                kept.setdefault(key_of((row, Column(column))), []).append(pk)
    challenged = remedies(township, year).annotate(done=_concluded(Year(year))).order_by("pk")
    for pk, kind, done in challenged.values_list("pk", "kind", "done"):
        cell = (RemedyKind(kind), RemedyResult(done or RemedyResult.PENDING))
        kept.setdefault(key_of(cell), []).append(pk)
    return kept


# ---- table two ----------------------------------------------------------------------------------------------------
def documents(township: Township) -> QuerySet[Publication]:
    """Policy documents that are or were public (PAGE-9). `changed_at`: when its 有效性 was changed last."""
    changed = (
        PublicationEvent.objects.filter(publication=OuterRef("pk"), verb=Verb.VALIDITY)
        .order_by()
        .values("publication")
        .annotate(last=Max("at"))
        .values("last")
    )
    return Publication.objects.filter(
        township=township,
        kind=Kind.POLICY,
        revises__isnull=True,
        state__in=[State.PUBLISHED, State.WITHDRAWN],
    ).annotate(changed_at=Subquery(changed))


def in_force_at(end: datetime) -> Q:
    """Documents in force at this instant: made by then, and not repealed, lapsed or withdrawn yet."""
    day = timezone.localdate(end - timedelta(microseconds=1))
    return (
        Q(formed_on__lte=day)
        & (Q(state=State.PUBLISHED) | Q(withdrawn_at__gte=end))
        & (Q(validity__in=IN_FORCE) | Q(changed_at__gte=end))
    )


def _document_cells(year: int) -> Mapping[Measure, Q]:
    span = Year(year)
    over = Q(validity__in=[Validity.REPEALED, Validity.EXPIRED])
    return {
        Measure.MADE: Q(formed_on__range=(span.first, span.last)),
        Measure.REPEALED: over & Q(changed_at__gte=span.begins, changed_at__lt=span.ends),
        Measure.IN_FORCE: in_force_at(span.ends),
    }


def tally_documents(township: Township, year: int) -> dict[tuple[Subject, Measure], int]:
    """The computed cells of table two. 1 query. 规章 are 0: a township makes none (ANN-8)."""
    cells = _document_cells(year)
    found = documents(township).aggregate(
        **{measure.value: Count("pk", filter=which) for measure, which in cells.items()}
    )
    counts = {(Subject.NORMATIVE, measure): found[measure.value] for measure in cells}
    return {(Subject.REGULATION, measure): 0 for measure in cells} | counts


def behind_documents(township: Township, year: int, measure: Measure) -> QuerySet[Publication]:
    """The documents of one computed cell of table two."""
    return documents(township).filter(_document_cells(year)[measure])


# ---- any cell -----------------------------------------------------------------------------------------------------
def behind(
    township: Township, year: int, cell: Cell
) -> QuerySet[Application] | QuerySet[Remedy] | QuerySet[Publication]:
    """The records of a computed cell, the newest first.

    Raises:
        ValueError: a cell that is entered by hand.
    """
    row, column = cell
    if isinstance(row, Row) and isinstance(column, Column):
        return behind_applications(township, year, row, column).order_by("-first_receipt_on", "-pk")
    if isinstance(row, RemedyKind) and isinstance(column, RemedyResult):
        found = behind_remedies(township, year, row, column).select_related("application")
        return found.order_by("-filed_on", "-pk")
    if row == Subject.REGULATION:
        return Publication.objects.none()
    if row == Subject.NORMATIVE and isinstance(column, Measure):
        return behind_documents(township, year, column).order_by("-formed_on", "-pk")
    raise ValueError(f"{cell} is entered by hand")


def parts_of(cell: Cell) -> list[Cell]:
    """The cells of tables three and four a cell is the sum of; itself, where it is no total."""
    row, column = cell
    if isinstance(row, Row) and isinstance(column, Column):
        rows = RESULTS if row == Row.TOTAL else (row,)
        columns = APPLICANTS if column == Column.TOTAL else (column,)
        return [(one, kind) for one in rows for kind in columns]
    if isinstance(row, RemedyKind) and isinstance(column, RemedyResult):
        results = REMEDY_RESULTS if column == RemedyResult.TOTAL else (column,)
        return [(row, result) for result in results]
    return [cell]
