"""The cells of the three tables by name: as they are stored, corrected and linked, and as people call them."""

from typing import TypeAlias

from catalog.law.vocabulary import Labelled
from disclosure.law.report.tables import (
    Column,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Subject,
    is_derived,
    subject_cells,
)

Cell: TypeAlias = tuple[Subject, Measure] | tuple[Row, Column] | tuple[RemedyKind, RemedyResult]

TABLES: dict[str, tuple[type[Labelled], type[Labelled], str]] = {
    "two": (Subject, Measure, "表二"),
    "three": (Row, Column, "表三"),
    "four": (RemedyKind, RemedyResult, "表四"),
}
# Of table two: counted from the policy library, or 0 by law (ANN-8); the rest is entered by the office.
COMPUTED = tuple(cell for cell in subject_cells() if cell[0] in (Subject.REGULATION, Subject.NORMATIVE))
ENTERED = tuple(cell for cell in subject_cells() if cell not in COMPUTED)


def key_of(cell: Cell) -> str:
    """“three.granted.person”: the cell's name in records and addresses."""
    table = next(name for name, (rows, _, _) in TABLES.items() if isinstance(cell[0], rows))
    return f"{table}.{cell[0].value}.{cell[1].value}"


def cell_of(key: str) -> Cell:
    """The cell of a name.

    Raises:
        ValueError: there is none of this name.
    """
    table, _, rest = key.partition(".")
    row, _, column = rest.partition(".")
    if table not in TABLES:
        raise ValueError(key)
    rows, columns, _ = TABLES[table]
    cell = (rows(row), columns(column))
    if table == "two" and cell not in subject_cells():
        raise ValueError(key)
    return cell  # type: ignore[return-value]


def label_of(cell: Cell) -> str:
    """“表三 一、本年新收政府信息公开申请数量／自然人”."""
    row = cell[0].printed if isinstance(cell[0], Row) else cell[0].label
    name = next(name for rows, _, name in TABLES.values() if isinstance(cell[0], rows))
    return f"{name} {row}／{cell[1].label}"


def is_total(cell: Cell) -> bool:
    """Whether the cell follows from others of its table, so that it is never corrected by itself."""
    row, column = cell
    if isinstance(row, Row) and isinstance(column, Column):
        return is_derived(row, column)
    return column == RemedyResult.TOTAL
