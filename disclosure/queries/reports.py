"""The annual report of a township: figures with corrections, what does not agree, and the counts for its text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from catalog.models import Township
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import ONCE_PUBLIC
from disclosure.law.report import (
    COMPUTED,
    ENTERED,
    Activity,
    Cell,
    Column,
    Discrepancy,
    Fees,
    Figure,
    LastYear,
    Measure,
    RemedyKind,
    RemedyResult,
    Report,
    Row,
    Section,
    Severity,
    Subject,
    cell_of,
    check,
    key_of,
    label_of,
    repeated,
    subject_cells,
    total_applications,
    total_remedies,
)
from disclosure.models import (
    AnnualReport,
    Application,
    CellCorrection,
    Comment,
    FeeNotice,
    Outlet,
    Placement,
    Publication,
    ReportState,
    Review,
    ReviewResult,
    Withheld,
)
from disclosure.queries import policies
from disclosure.queries.report_cells import (
    Year,
    documents,
    in_force_at,
    misdated,
    tally_applications,
    tally_documents,
    tally_remedies,
)

WRITTEN = (Section.OVERVIEW, Section.PROBLEMS, Section.OTHER)  # sections that consist of text


@dataclass(frozen=True)
class Problem:
    """Something to look at before the report is made final. cells: keys of the cells it speaks of."""

    severity: Severity
    sentence: str
    cells: tuple[str, ...] = ()
    section: Section | None = None

    @property
    def blocks(self) -> bool:
        return self.severity == Severity.BLOCKS


@dataclass(frozen=True)
class Figures:
    """The figures of one report as they stand.

    computed: of every cell that follows from records. report: with what was entered and corrected. A frozen report
    shows what was frozen; `computed` then still says what the records say today.
    """

    computed: Mapping[Cell, int]
    report: Report
    corrections: Mapping[Cell, CellCorrection]
    missing: tuple[Cell, ...] = ()  # of table two, not entered yet
    problems: list[Problem] = field(default_factory=list)

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)

    def of(self, cell: Cell) -> Figure:
        return figure_of(self.report, cell)


def reports_of(township: Township) -> QuerySet[AnnualReport]:
    return AnnualReport.objects.filter(township=township).select_related("publication").order_by("-year")


def figure_of(report: Report, cell: Cell) -> Figure:
    tables: dict[Any, Figure] = {}
    tables.update(report.disclosed)
    tables.update(report.applications)
    tables.update(report.remedies)
    return tables[cell]


def computed(township: Township, year: int) -> dict[Cell, int]:
    """What the records say of every computed cell. 3 queries."""
    found: dict[Any, int] = {}
    found.update(tally_documents(township, year))
    found.update(tally_applications(township, year))
    found.update(tally_remedies(township, year))
    return found


def figures(report: AnnualReport, at: datetime) -> Figures:
    """The report's figures with everything that does not agree. The number of queries is constant."""
    township, year = report.township, report.year
    counted = computed(township, year)
    if report.state == ReportState.FROZEN:
        return Figures(counted, thawed(report), {})
    corrections = {cell_of(one.cell): one for one in report.corrections.select_related("by")}
    shown, missing = composed(report, counted, corrections)
    last = last_report(township, year)
    problems = [
        *_missing(missing, report),
        *_identities(check(shown, last_year(last))),
        *_stale(counted, corrections),
        *_wrong_days(township, year),
        *_library(township, shown, at),
        *_texts(report, last),
    ]
    problems.sort(key=lambda problem: not problem.blocks)
    return Figures(counted, shown, corrections, missing, problems)


def composed(
    report: AnnualReport, counted: Mapping[Cell, int], corrections: Mapping[Cell, CellCorrection]
) -> tuple[Report, tuple[Cell, ...]]:
    """The law's report from what is computed, entered and corrected; and the entered cells still empty, taken as 0."""
    base = {cell: corrections[cell].figure if cell in corrections else counted[cell] for cell in counted}
    entered = {cell: report.entered.get(key_of(cell), "") for cell in ENTERED}
    disclosed: dict[tuple[Subject, Measure], Figure] = {cell: base[cell] for cell in COMPUTED}
    for cell, typed in entered.items():
        disclosed[cell] = _number(cell, typed or "0")
    law = Report(
        year=report.year,
        disclosed={cell: disclosed[cell] for cell in subject_cells()},
        applications=total_applications({c: n for c, n in base.items() if isinstance(c[0], Row)}),
        remedies=total_remedies({c: n for c, n in base.items() if isinstance(c[0], RemedyKind)}),
    )
    return law, tuple(cell for cell, typed in entered.items() if not typed)


def _number(cell: Cell, typed: str) -> Figure:
    return Decimal(typed) if cell[1] == Measure.AMOUNT else int(typed)


# ---- frozen copies and the year before ------------------------------------------------------------------------------
def frozen_copy(figures: Figures) -> dict[str, str]:
    """All cells by name, as text, so that money keeps its digits."""
    report = figures.report
    tables: Iterable[Mapping[Cell, Figure]] = (report.disclosed, report.applications, report.remedies)  # type: ignore[assignment]
    return {key_of(cell): str(figure) for table in tables for cell, figure in table.items()}


def thawed(report: AnnualReport) -> Report:
    """The law's report from a frozen copy.

    Raises:
        ValueError: figures of an earlier year that were typed in by hand are no whole report.
    """
    if report.imported or not report.frozen:
        raise ValueError(f"{report} holds no tables")
    cells = {cell_of(key): figure for key, figure in report.frozen["figures"].items()}
    return Report(
        year=report.year,
        disclosed={cell: _number(cell, cells[cell]) for cell in subject_cells()},
        applications={(row, column): int(cells[row, column]) for row in Row for column in Column},
        remedies={(kind, result): int(cells[kind, result]) for kind in RemedyKind for result in RemedyResult},
    )


def last_report(township: Township, year: int) -> AnnualReport | None:
    """The report of the year before, if it is final or was typed in by hand. 1 query."""
    return AnnualReport.objects.filter(township=township, year=year - 1, state=ReportState.FROZEN).first()


def last_year(last: AnnualReport | None) -> LastYear | None:
    """What this year's figures are held against (ANN-6 d, f)."""
    if last is None or not last.frozen:
        return None
    if not last.imported:
        return thawed(last).as_last_year()
    carried = {Column(column): int(number) for column, number in last.frozen["carried_out"].items()}
    return LastYear(last.year, carried, int(last.frozen["normative_in_force"]))


# ---- what does not agree ----------------------------------------------------------------------------------------------
def _missing(cells: Iterable[Cell], report: AnnualReport) -> Iterable[Problem]:
    for cell in cells:
        yield Problem(
            Severity.BLOCKS,
            f"表二“{cell[0].label}”还没有填写，没有的填0。",
            (key_of(cell),),
            Section.DISCLOSED,
        )
    for section in WRITTEN:
        if not report.sections.get(section.value, "").strip():
            yield Problem(Severity.BLOCKS, f"“{section.label}”还没有写。", section=section)


def _identities(found: Iterable[Discrepancy]) -> Iterable[Problem]:
    for one in found:
        if one.row is None:
            cells: tuple[str, ...] = ()
        elif one.column is None:
            cells = (key_of((one.row, Column.TOTAL)),) if isinstance(one.row, Row) else ()
        else:
            cells = (key_of((one.row, one.column)),)  # type: ignore[arg-type]
        yield Problem(one.severity, one.sentence, cells, _section_of(one))


def _section_of(found: Discrepancy) -> Section:
    if isinstance(found.row, Subject):
        return Section.DISCLOSED
    return Section.REMEDIES if isinstance(found.row, RemedyKind) else Section.APPLICATIONS


def _stale(counted: Mapping[Cell, int], corrections: Mapping[Cell, CellCorrection]) -> Iterable[Problem]:
    for cell, correction in corrections.items():
        if correction.computed != counted[cell]:
            yield Problem(
                Severity.WARNS,
                f"{label_of(cell)}：更正时按记录计算为{correction.computed}，现在为{counted[cell]}，请看看更正（{correction.figure}）还对不对。",
                (correction.cell,),
            )


def _wrong_days(township: Township, year: int) -> Iterable[Problem]:
    found = list(misdated(township, year).order_by("pk").values_list("number", flat=True)[:11])
    if found:
        named = "、".join(found[:10]) + ("等" if len(found) > 10 else "")
        yield Problem(
            Severity.BLOCKS,
            f"{named}的答复日（结案日）早于收到申请之日，请先更正日期。",
            section=Section.APPLICATIONS,
        )


def _library(township: Township, shown: Report, at: datetime) -> Iterable[Problem]:
    """The policy page and table two say the same (PAGE-9), apart from what changed after the year's end."""
    cell = (key_of((Subject.NORMATIVE, Measure.IN_FORCE)),)
    now = Q(pk__in=[]) if at <= Year(shown.year).begins else in_force_at(at)
    found = documents(township).aggregate(
        end=Count("pk", filter=in_force_at(Year(shown.year).ends)), now=Count("pk", filter=now)
    )
    figure = int(shown.disclosed[Subject.NORMATIVE, Measure.IN_FORCE])
    if figure != found["end"]:
        yield Problem(
            Severity.WARNS,
            f"表二“行政规范性文件”现行有效{figure}件，网站政策文件库到年底现行有效{found['end']}件，两处应一致。",
            cell,
            Section.DISCLOSED,
        )
    page = policies.in_force(policies.counts(policies.library(township, at)))
    if page != found["now"]:
        yield Problem(
            Severity.WARNS,
            f"网站政策文件库现在显示现行有效{page}件，按记录为{found['now']}件，请看看有没有定时或到期撤下的文件。",
            cell,
            Section.DISCLOSED,
        )


def _texts(report: AnnualReport, last: AnnualReport | None) -> Iterable[Problem]:
    if last is None or not last.frozen:
        return
    now, before = sections_of(report.sections), sections_of(last.frozen.get("sections", {}))
    for one in repeated(now, before):
        yield Problem(Severity.WARNS, one.sentence, section=one.section)


def sections_of(kept: Mapping[str, str]) -> dict[Section, str]:
    return {section: kept.get(section.value, "") for section in Section}


# ---- counts for the text ----------------------------------------------------------------------------------------------
def activity(township: Township, year: int) -> Activity:
    """What was disclosed in the year (ANN-2). 6 queries."""
    span = Year(year)
    within = (span.begins, span.ends)
    mine = Publication.objects.filter(township=township, revises__isnull=True)
    public = mine.filter(
        state__in=sorted(ONCE_PUBLIC), published_at__gte=within[0], published_at__lt=within[1], carried_over=False
    )  # fmt: skip
    kinds = {
        row["kind"]: row["n"] for row in public.order_by().values("kind").annotate(n=Count("pk")).order_by("-n", "kind")
    }  # fmt: skip
    placed = Placement.objects.filter(
        publication__township=township, placed_on__range=(span.first, span.last)
    )
    outlets = {row["outlet"]: row["n"] for row in placed.order_by().values("outlet").annotate(n=Count("pk"))}
    comments = Comment.objects.filter(
        solicitation__publication__township=township, received_at__gte=within[0], received_at__lt=within[1]
    )
    withheld = Withheld.objects.filter(township=township, decided_at__gte=within[0], decided_at__lt=within[1])
    reviewed = Review.objects.filter(
        publication__township=township, result=ReviewResult.APPROVED, at__gte=within[0], at__lt=within[1]
    )
    return Activity(
        published=sum(kinds.values()),
        kinds=[(Kind(kind).label, number) for kind, number in kinds.items() if kind != Kind.OTHER],
        channels=[
            (outlet.label, outlets[outlet])
            for outlet in Outlet
            if outlet in outlets and outlet != Outlet.HALL
        ],
        hall=outlets.get(Outlet.HALL, 0),
        interpretations=kinds.get(Kind.INTERPRETATION, 0),
        responses=kinds.get(Kind.RESPONSE, 0),
        solicitations=kinds.get(Kind.SOLICITATION, 0),
        comments=comments.count(),
        withheld=withheld.count(),
        reviewed=reviewed.count(),
    )


def fees(township: Township, year: int) -> Fees:
    """信息处理费 of the year (FEE-8). 1 query."""
    span = Year(year)
    within = (span.first, span.last)
    found = FeeNotice.objects.filter(application__township=township).aggregate(
        notices=Count("pk", filter=Q(noticed_on__range=within)),
        asked=Sum("amount", filter=Q(noticed_on__range=within)),
        paid=Sum("amount", filter=Q(paid_on__range=within)),
    )
    return Fees(found["notices"], found["asked"] or 0, found["paid"] or 0)


def unconfirmed(township: Township, year: int) -> int:
    """Requests that came in the year and ended without ever being confirmed: not received, so in no table (APP-7)."""
    span = Year(year)
    return Application.objects.filter(
        township=township,
        first_receipt_on__isnull=True,
        closed_on__isnull=False,
        arrived_on__range=(span.first, span.last),
    ).count()
