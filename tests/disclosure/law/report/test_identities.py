"""The identities hold for a published report, and each of them is found broken by a single cell."""

from decimal import Decimal

import pytest

from disclosure.law.report import (
    APPLICANTS,
    REMEDY_RESULTS,
    RESULTS,
    Column,
    Identity,
    LastYear,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Severity,
    Subject,
    check,
    total_applications,
    total_remedies,
)
from tests.disclosure.law.report.hangzhou import LAST_YEAR, applications, remedies, report


def broken(**changed) -> set[tuple]:
    """(identity, row, column) of all discrepancies of the published report with these cells changed."""
    return {(found.identity, found.row, found.column) for found in check(report(**changed), LAST_YEAR)}


def test_hangzhou_2025_satisfies_all_identities():
    assert check(report(), LAST_YEAR) == []


def test_hangzhou_2025_has_the_totals_we_would_reckon():
    assert total_applications(applications()) == applications()
    assert total_remedies(remedies()) == remedies()


# What one more in a cell of this row breaks, in the column it stands in.
ACROSS = {
    Row.NEW: {(Identity.A, Row.NEW)},
    Row.CARRIED_IN: {(Identity.A, Row.NEW), (Identity.D, Row.CARRIED_IN)},
    **{row: {(Identity.B, Row.TOTAL)} for row in RESULTS},
    Row.TOTAL: {(Identity.A, Row.NEW), (Identity.B, Row.TOTAL)},
    Row.CARRIED_OUT: {(Identity.A, Row.NEW)},
}


@pytest.mark.parametrize("column", Column)
@pytest.mark.parametrize("row", Row)
def test_one_more_in_any_cell_of_table_three_is_found(row, column):
    expected = {(identity, line, column) for identity, line in ACROSS[row]} | {
        (Identity.C, row, Column.TOTAL)
    }

    assert broken(applications={(row, column): applications()[row, column] + 1}) == expected


@pytest.mark.parametrize("result", RemedyResult)
@pytest.mark.parametrize("kind", RemedyKind)
def test_one_more_in_any_cell_of_table_four_is_found(kind, result):
    assert broken(remedies={(kind, result): remedies()[kind, result] + 1}) == {
        (Identity.E, kind, RemedyResult.TOTAL)
    }


@pytest.mark.parametrize("measure", [Measure.MADE, Measure.REPEALED, Measure.IN_FORCE])
def test_a_township_with_a_regulation_is_found(measure):
    [found] = check(report(disclosed={(Subject.REGULATION, measure): 6}), LAST_YEAR)

    assert (found.identity, found.severity) == (Identity.NO_REGULATIONS, Severity.BLOCKS)
    assert (found.row, found.column, found.left, found.right) == (Subject.REGULATION, measure, 6, 0)
    assert found.sentence == f"乡镇不制定规章，“规章”一行的“{measure.label}”应为0，现为6。"


@pytest.mark.parametrize(
    ("made", "repealed", "in_force", "expected"),
    [(0, 0, 1, 0), (1, 0, 0, 1), (0, 1, 0, -1), (5, 1, 3, 4)],
)
def test_papers_in_force_that_do_not_follow_are_only_warned_of(made, repealed, in_force, expected):
    figures = {Measure.MADE: made, Measure.REPEALED: repealed, Measure.IN_FORCE: in_force}
    cells = {(Subject.NORMATIVE, measure): figure for measure, figure in figures.items()}

    [found] = check(report(disclosed=cells), LAST_YEAR)

    assert (found.identity, found.severity) == (Identity.F, Severity.WARNS)
    assert (found.row, found.column) == (Subject.NORMATIVE, Measure.IN_FORCE)
    assert (found.left, found.right) == (in_force, expected)


def test_papers_in_force_that_follow_are_not_warned_of():
    last_year = LastYear(2024, LAST_YEAR.carried_out, normative_in_force=21)
    figures = {Measure.MADE: 5, Measure.REPEALED: 1, Measure.IN_FORCE: 25}
    cells = {(Subject.NORMATIVE, measure): figure for measure, figure in figures.items()}

    assert check(report(disclosed=cells), last_year) == []


def test_all_but_the_papers_in_force_blocks():
    cells = {cell: figure + 1 for cell, figure in applications().items() if cell[0] == Row.CARRIED_IN}
    changed = report(
        applications=cells,
        remedies={(RemedyKind.REVIEW, RemedyResult.TOTAL): 0},
        disclosed={(Subject.REGULATION, Measure.MADE): 1, (Subject.NORMATIVE, Measure.IN_FORCE): 1},
    )
    severity = {found.identity: found.severity for found in check(changed, LAST_YEAR)}

    assert severity == {
        Identity.NO_REGULATIONS: Severity.BLOCKS,
        Identity.A: Severity.BLOCKS,
        Identity.C: Severity.BLOCKS,
        Identity.D: Severity.BLOCKS,
        Identity.E: Severity.BLOCKS,
        Identity.F: Severity.WARNS,
    }


def test_a_discrepancy_says_in_words_what_does_not_agree():
    changed = report(applications={(Row.GRANTED, Column.TOTAL): 5549})

    sentences = [found.sentence for found in check(changed, LAST_YEAR)]

    assert sentences == [
        "表三“总计”一列：“（七）总计”为13810，各项办理结果相加为13811，两者应相等。",
        "表三“（一）予以公开”一行：总计为5549，各类申请人相加为5548，两者应相等。",
    ]


def test_without_last_years_figures_the_carry_over_is_warned_of():
    [found] = check(report(), None)

    assert (found.identity, found.severity) == (Identity.D, Severity.WARNS)
    assert found.sentence == "没有2024年年报的数据，“上年结转”（现为560件）无法与上年年报核对。"


def test_another_year_than_the_last_is_refused():
    with pytest.raises(ValueError, match="2023 is not the year before 2025"):
        check(report(), LastYear(2023, LAST_YEAR.carried_out, 0))


def test_a_report_becomes_the_last_year_of_the_next():
    cells = {(Subject.NORMATIVE, Measure.IN_FORCE): 4}

    assert report(disclosed=cells).as_last_year() == LastYear(
        2025,
        dict(zip(Column, (783, 6, 0, 2, 25, 3, 819), strict=True)),
        normative_in_force=4,
    )


def test_fees_taken_may_have_decimals():
    cells = {(Subject.CHARGE, Measure.AMOUNT): Decimal("3.25")}

    assert check(report(disclosed=cells), LAST_YEAR) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"applications": {(Row.NEW, Column.PERSON): -1}},
        {"applications": {(Row.NEW, Column.PERSON): 1.0}},
        {"applications": {(Row.NEW, Column.PERSON): True}},
        {"applications": {(Row.NEW, Column.PERSON): Decimal(1)}},
        {"applications": {(Row.NEW, "nobody"): 1}},
        {"remedies": {(RemedyKind.REVIEW, RemedyResult.UPHELD): None}},
        {"disclosed": {(Subject.LICENCE, Measure.DECISIONS): Decimal("1.5")}},
        {"disclosed": {(Subject.LICENCE, Measure.MADE): 1}},
        {"disclosed": {(Subject.CHARGE, Measure.AMOUNT): Decimal("NaN")}},
        {"disclosed": {(Subject.CHARGE, Measure.AMOUNT): Decimal("-0.1")}},
    ],
)
def test_a_report_with_a_cell_that_is_no_figure_of_the_form_is_refused(changed):
    with pytest.raises(ValueError, match=r"Row|Subject|RemedyKind|nobody"):
        report(**changed)


@pytest.mark.parametrize("column", Column)
def test_last_year_is_refused_with_a_column_missing(column):
    carried_out = {key: figure for key, figure in LAST_YEAR.carried_out.items() if key != column}

    with pytest.raises(ValueError, match=column.value):
        LastYear(2024, carried_out, 0)


@pytest.mark.parametrize("wrong", [-1, 0.5, None])
def test_last_year_is_refused_with_no_number_of_papers(wrong):
    with pytest.raises(ValueError, match="normative_in_force"):
        LastYear(2024, LAST_YEAR.carried_out, wrong)


def test_the_tables_of_this_file_cover_every_row():
    assert ACROSS.keys() == set(Row)
    assert len(APPLICANTS) + 1 == len(Column)
    assert len(REMEDY_RESULTS) + 1 == len(RemedyResult)
