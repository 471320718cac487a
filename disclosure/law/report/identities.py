"""What must agree inside a report and with the year before (ANN-6, ANN-8)."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TypeVar

from catalog.law.vocabulary import Labelled
from disclosure.law.report.tables import (
    APPLICANTS,
    MEASURES,
    REMEDY_RESULTS,
    RESULTS,
    Column,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Subject,
    subject_cells,
)

Figure = int | Decimal
Cell = TypeVar("Cell")


class Severity(Labelled):
    """What a discrepancy does to publication."""

    BLOCKS = "blocks", "须更正"
    WARNS = "warns", "请核对"


class Identity(Labelled):
    """The identities of ANN-6 by their letters, and the empty row of ANN-8."""

    A = "a", "第一项加第二项等于第三项总计加第四项"
    B = "b", "总计等于各项办理结果之和"
    C = "c", "总计等于各类申请人之和"
    D = "d", "上年结转等于上年年报的结转下年度"
    E = "e", "复议、诉讼的总计等于四种结果之和"
    F = "f", "现行有效等于上年加制发减废止"
    NO_REGULATIONS = "no_regulations", "乡镇不制定规章"  # ANN-8


@dataclass(frozen=True)
class Report:
    """The figures of one year, as computed or as corrected by hand; every cell of the form is there.

    AMOUNT is in units of 10,000 yuan and may have decimals; all else is whole. None is negative.

    Raises:
        ValueError: a cell is missing, is not of the form, or holds no such number; the message names it.
    """

    year: int
    disclosed: Mapping[tuple[Subject, Measure], Figure]
    applications: Mapping[tuple[Row, Column], int]
    remedies: Mapping[tuple[RemedyKind, RemedyResult], int]

    def __post_init__(self) -> None:
        _complete(self.disclosed, set(subject_cells()))
        _complete(self.applications, set(product(Row, Column)))
        _complete(self.remedies, set(product(RemedyKind, RemedyResult)))

    def as_last_year(self) -> "LastYear":
        """What the next year's report is held against."""
        return LastYear(
            year=self.year,
            carried_out={column: self.applications[Row.CARRIED_OUT, column] for column in Column},
            normative_in_force=int(self.disclosed[Subject.NORMATIVE, Measure.IN_FORCE]),
        )


@dataclass(frozen=True)
class LastYear:
    """The figures of the year before that this year takes up, from our own report or typed in by hand.

    Raises:
        ValueError: a column of carried_out is missing, or a figure is negative or not whole.
    """

    year: int
    carried_out: Mapping[Column, int]
    normative_in_force: int

    def __post_init__(self) -> None:
        _complete(self.carried_out, set(Column))
        _number("normative_in_force", self.normative_in_force, decimals=False)


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """An identity that does not hold.

    row, column: the cell to look at; None where a whole table is meant. left: the figure of that side of the identity
    which holds the cell, right: what it should equal. sentence: the same for people.
    """

    identity: Identity
    severity: Severity
    row: Row | RemedyKind | Subject | None
    column: Column | RemedyResult | Measure | None
    left: Figure
    right: Figure
    sentence: str


def check(report: Report, last_year: LastYear | None) -> list[Discrepancy]:
    """All discrepancies, in the order of the tables; empty when everything agrees.

    last_year None: nothing is known of it, which itself is a warning of (d).

    Raises:
        ValueError: last_year is not the year before.
    """
    if last_year is not None and last_year.year != report.year - 1:
        raise ValueError(f"{last_year.year} is not the year before {report.year}")
    return [
        *_table_two(report, last_year),
        *_columns(report),
        *_row_totals(report),
        *_carried(report, last_year),
        *_remedies(report),
    ]


def _table_two(report: Report, last_year: LastYear | None) -> Iterator[Discrepancy]:
    """ANN-8 and (f). (f) looks at 行政规范性文件 alone: a 规章 published by mistake last year must not be asked for."""
    for measure in MEASURES[Subject.REGULATION]:
        if filled := report.disclosed[Subject.REGULATION, measure]:
            yield Discrepancy(
                Identity.NO_REGULATIONS,
                Severity.BLOCKS,
                Subject.REGULATION,
                measure,
                filled,
                0,
                f"乡镇不制定规章，“规章”一行的“{measure.label}”应为0，现为{filled}。",
            )
    if last_year is None:
        return
    made, repealed, in_force = (
        report.disclosed[Subject.NORMATIVE, measure] for measure in MEASURES[Subject.NORMATIVE]
    )
    before = last_year.normative_in_force
    if in_force != (expected := before + made - repealed):
        yield Discrepancy(
            Identity.F,
            Severity.WARNS,
            Subject.NORMATIVE,
            Measure.IN_FORCE,
            in_force,
            expected,
            f"“行政规范性文件”现行有效{in_force}件；上年{before}件，本年制发{made}件、废止{repealed}件，"
            f"推算为{expected}件，请核对。",
        )


def _columns(report: Report) -> Iterator[Discrepancy]:
    """(a) and (b)."""
    cells = report.applications
    for column in Column:
        came = cells[Row.NEW, column] + cells[Row.CARRIED_IN, column]
        went = cells[Row.TOTAL, column] + cells[Row.CARRIED_OUT, column]
        if came != went:
            yield Discrepancy(
                Identity.A,
                Severity.BLOCKS,
                Row.NEW,
                column,
                came,
                went,
                f"表三“{column.label}”一列：第一项加第二项为{came}，第三项总计加第四项为{went}，两者应相等。",
            )
        total, results = cells[Row.TOTAL, column], sum(cells[row, column] for row in RESULTS)
        if total != results:
            yield Discrepancy(
                Identity.B,
                Severity.BLOCKS,
                Row.TOTAL,
                column,
                total,
                results,
                f"表三“{column.label}”一列：“{Row.TOTAL.printed}”为{total}，各项办理结果相加为{results}，两者应相等。",
            )


def _row_totals(report: Report) -> Iterator[Discrepancy]:
    """(c)."""
    for row in Row:
        total = report.applications[row, Column.TOTAL]
        kinds = sum(report.applications[row, column] for column in APPLICANTS)
        if total != kinds:
            yield Discrepancy(
                Identity.C,
                Severity.BLOCKS,
                row,
                Column.TOTAL,
                total,
                kinds,
                f"表三“{row.printed}”一行：总计为{total}，各类申请人相加为{kinds}，两者应相等。",
            )


def _carried(report: Report, last_year: LastYear | None) -> Iterator[Discrepancy]:
    """(d)."""
    if last_year is None:
        total = report.applications[Row.CARRIED_IN, Column.TOTAL]
        yield Discrepancy(
            Identity.D,
            Severity.WARNS,
            Row.CARRIED_IN,
            None,
            total,
            0,
            f"没有{report.year - 1}年年报的数据，“上年结转”（现为{total}件）无法与上年年报核对。",
        )
        return
    for column in Column:
        here, there = report.applications[Row.CARRIED_IN, column], last_year.carried_out[column]
        if here != there:
            yield Discrepancy(
                Identity.D,
                Severity.BLOCKS,
                Row.CARRIED_IN,
                column,
                here,
                there,
                f"表三“{column.label}”一列：“上年结转”为{here}，{last_year.year}年年报的“结转下年度继续办理”为{there}，"
                "两者应相等。",
            )


def _remedies(report: Report) -> Iterator[Discrepancy]:
    """(e)."""
    for kind in RemedyKind:
        total = report.remedies[kind, RemedyResult.TOTAL]
        results = sum(report.remedies[kind, result] for result in REMEDY_RESULTS)
        if total != results:
            yield Discrepancy(
                Identity.E,
                Severity.BLOCKS,
                kind,
                RemedyResult.TOTAL,
                total,
                results,
                f"表四“{kind.label}”：总计为{total}，四种结果相加为{results}，两者应相等。",
            )


def _complete(table: Mapping[Cell, Figure] | Mapping[Cell, int], cells: Set[Cell]) -> None:
    """ValueError unless the table has exactly these cells and a number in each."""
    if wrong := table.keys() ^ cells:
        raise ValueError(f"cells missing or not of the form: {sorted(map(str, wrong))}")
    for cell, figure in table.items():
        _number(cell, figure, decimals=cell == (Subject.CHARGE, Measure.AMOUNT))


def _number(cell: object, figure: Figure, *, decimals: bool) -> None:
    """ValueError unless it is a whole number from 0, or where decimals are allowed a finite one."""
    whole = type(figure) is int
    if not (whole or (decimals and isinstance(figure, Decimal) and figure.is_finite())) or figure < 0:
        raise ValueError(f"{cell}: {figure!r}")
