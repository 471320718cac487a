"""杭州 2025 (ANN-9): published figures. Of rows 3–23 the totals alone are known."""

from collections.abc import Mapping

from disclosure.law.report import (
    APPLICANTS,
    RESULTS,
    Column,
    LastYear,
    RemedyKind,
    RemedyResult,
    Report,
    Row,
    subject_cells,
)

MARGINS = {
    Row.NEW: (13612, 252, 0, 45, 128, 32, 14069),
    Row.CARRIED_IN: (535, 6, 0, 1, 18, 0, 560),
    Row.TOTAL: (13364, 252, 0, 44, 121, 29, 13810),
    Row.CARRIED_OUT: (783, 6, 0, 2, 25, 3, 819),
}
RESULT_TOTALS = dict(
    zip(
        RESULTS,
        (
            5548, 2168, 13, 30, 11, 51, 104, 85, 286, 150, 3222,
            180, 19, 203, 148, 0, 101, 5, 318, 203, 965,
        ),
        strict=True,
    )
)  # fmt: skip
REMEDIES = {
    RemedyKind.REVIEW: (376, 97, 196, 121, 790),
    RemedyKind.DIRECT: (16, 1, 12, 27, 56),
    RemedyKind.AFTER_REVIEW: (74, 1, 30, 51, 156),
}


def applications() -> dict[tuple[Row, Column], int]:
    """Table three: published where known, rows 3–23 spread over the applicants so that both margins are met."""
    table = {
        (row, column): figure
        for row, figures in MARGINS.items()
        for column, figure in zip(Column, figures, strict=True)
    }
    left = {column: table[Row.TOTAL, column] for column in APPLICANTS}
    for row, total in RESULT_TOTALS.items():
        table[row, Column.TOTAL] = total
        for column in APPLICANTS:
            table[row, column] = min(total, left[column])
            total -= table[row, column]
            left[column] -= table[row, column]
    return table


def remedies() -> dict[tuple[RemedyKind, RemedyResult], int]:
    return {
        (kind, result): figure
        for kind, figures in REMEDIES.items()
        for result, figure in zip(RemedyResult, figures, strict=True)
    }


def report(**changed: Mapping) -> Report:
    """The year 2025; table two is a township's without anything to report. changed: cells put in place of these."""
    tables: dict[str, dict] = {
        "disclosed": dict.fromkeys(subject_cells(), 0),
        "applications": applications(),
        "remedies": remedies(),
    }
    for table, cells in changed.items():
        tables[table] |= cells
    return Report(2025, **tables)


LAST_YEAR = LastYear(
    year=2024,
    carried_out=dict(zip(Column, MARGINS[Row.CARRIED_IN], strict=True)),
    normative_in_force=0,
)
