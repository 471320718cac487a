"""The tables of the 2021 form cell by cell, with their merged headings (ANN-3 … ANN-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from disclosure.law.report import (
    APPLICANT_HEADING,
    APPLICANTS,
    LAWSUIT_HEADING,
    LAWSUITS,
    MEASURES,
    ORGANISATION_HEADING,
    ORGANISATIONS,
    RELATION_NOTE,
    STUB_COLUMNS,
    SUBJECT_GROUPS,
    Column,
    Figure,
    RemedyKind,
    RemedyResult,
    Report,
    Row,
    Section,
    key_of,
    stub,
)

SUBJECT_HEADING = "信息内容"
WIDE = 4  # columns of table two


@dataclass(frozen=True)
class Printed:
    """One cell of a printed table.

    rows, columns: how many it spans. scope: col, row or group of a heading; "" of a figure. key: name of a figure's cell.
    """

    text: str
    rows: int = 1
    columns: int = 1
    scope: str = ""
    key: str = ""


@dataclass(frozen=True)
class Table:
    """One table: its caption, the rows printed as its head, and the others. width: columns in all."""

    caption: str
    head: Sequence[Sequence[Printed]]
    body: Sequence[Sequence[Printed]]
    width: int

    @property
    def lines(self) -> list[Sequence[Printed]]:
        return [*self.head, *self.body]


def title_of(agency: str, year: int) -> str:
    return f"{agency}{year}年政府信息公开工作年度报告"


def tables_of(section: Section, report: Report) -> list[Table]:
    """The tables a section prints; none for those of text."""
    match section:
        case Section.DISCLOSED:
            return [table_two(report)]
        case Section.APPLICATIONS:
            return [table_three(report)]
        case Section.REMEDIES:
            return [table_four(report)]
        case _:
            return []


def figure_text(figure: Figure) -> str:
    """“0”, “12.5”: as the form prints it."""
    return format(figure.normalize(), "f") if isinstance(figure, Decimal) else str(figure)


def table_two(report: Report) -> Table:
    lines: list[list[Printed]] = []
    for heading, subjects in SUBJECT_GROUPS:
        measures = MEASURES[subjects[0]]
        span = (WIDE - 1) // len(measures)
        lines.append([Printed(heading, columns=WIDE, scope="group")])
        lines.append(
            [Printed(SUBJECT_HEADING, scope="col"), *(Printed(m.label, columns=span, scope="col") for m in measures)]
        )  # fmt: skip
        for subject in subjects:
            figures = [
                Printed(figure_text(report.disclosed[subject, m]), columns=span, key=key_of((subject, m)))
                for m in measures
            ]
            lines.append([Printed(subject.label, scope="row"), *figures])
    return Table("主动公开政府信息情况", (), lines, WIDE)


def table_three(report: Report) -> Table:
    head = [
        [
            Printed(RELATION_NOTE, rows=3, columns=STUB_COLUMNS, scope="col"),
            Printed(APPLICANT_HEADING, columns=len(Column), scope="group"),
        ],
        [
            Printed(Column.PERSON.label, rows=2, scope="col"),
            Printed(ORGANISATION_HEADING, columns=len(ORGANISATIONS), scope="group"),
            Printed(Column.TOTAL.label, rows=2, scope="col"),
        ],
        [Printed(column.label, scope="col") for column in ORGANISATIONS],
    ]
    body = []
    for row in Row:
        cells = stub(row)
        begun = [Printed(c.text, c.rows, c.columns, "group" if c.rows > 1 else "row") for c in cells]
        figures = [
            Printed(str(report.applications[row, column]), key=key_of((row, column)))
            for column in (*APPLICANTS, Column.TOTAL)
        ]
        body.append([*begun, *figures])
    return Table("收到和处理政府信息公开申请情况", head, body, STUB_COLUMNS + len(Column))


def table_four(report: Report) -> Table:
    many = len(RemedyResult)
    head = [
        [
            Printed(RemedyKind.REVIEW.label, columns=many, scope="group"),
            Printed(LAWSUIT_HEADING, columns=many * len(LAWSUITS), scope="group"),
        ],
        [
            *(Printed(result.label, rows=2, scope="col") for result in RemedyResult),
            *(Printed(kind.label, columns=many, scope="group") for kind in LAWSUITS),
        ],
        [Printed(result.label, scope="col") for _ in LAWSUITS for result in RemedyResult],
    ]
    figures = [
        Printed(str(report.remedies[kind, result]), key=key_of((kind, result)))
        for kind in RemedyKind
        for result in RemedyResult
    ]
    return Table("政府信息公开行政复议、行政诉讼情况", head, [figures], many * len(RemedyKind))
