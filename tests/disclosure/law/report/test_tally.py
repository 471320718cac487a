"""From cases to figures: which year, which cell, and the cases behind each (ANN-7, OUT-R6)."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.law.report import (
    APPLICANTS,
    CONCLUDED,
    REMEDY_RESULTS,
    RESULTS,
    CaseFact,
    Column,
    RemedyFact,
    RemedyKind,
    RemedyResult,
    Report,
    Row,
    check,
    remedy_fact,
    subject_cells,
    tally,
    tally_remedies,
    total_applications,
)


def standing(case: CaseFact, year: int) -> list[Row]:
    """The rows of the table in which a single case stands."""
    return [row for row in Row if tally([case], year).counts[row, case.column]]


@st.composite
def facts(draw) -> list[CaseFact]:
    """Cases of 2023 … 2027, many near the turn of a year, some answered years later, some still open."""
    days = st.one_of(
        st.dates(date(2023, 1, 1), date(2027, 12, 31)),
        st.sampled_from([date(year, *day) for year in range(2024, 2027) for day in ((1, 1), (12, 31))]),
    )
    cases = []
    for key in range(draw(st.integers(0, 15))):
        received_on, row = draw(days), draw(st.one_of(st.none(), st.sampled_from(RESULTS)))
        answered_on = row and received_on + timedelta(days=draw(st.sampled_from([0, 1, 30, 300, 800])))
        cases.append(CaseFact(key, draw(st.sampled_from(APPLICANTS)), received_on, answered_on, row))
    return cases


def reported(cases: list[CaseFact], year: int) -> Report:
    return Report(
        year,
        dict.fromkeys(subject_cells(), 0),
        tally(cases, year).counts,
        tally_remedies([], year).counts,
    )


# ---- the year ---------------------------------------------------------------------------------------------------
def test_received_in_one_year_and_answered_in_the_next():
    case = CaseFact(1, Column.LEGAL, date(2025, 12, 20), date(2026, 1, 9), Row.NOT_HELD)

    assert standing(case, 2024) == []
    assert standing(case, 2025) == [Row.NEW, Row.CARRIED_OUT]
    assert standing(case, 2026) == [Row.CARRIED_IN, Row.NOT_HELD, Row.TOTAL]
    assert standing(case, 2027) == []


@pytest.mark.parametrize(
    ("received_on", "answered_on", "rows"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), [Row.NEW, Row.GRANTED, Row.TOTAL]),
        (date(2026, 12, 31), date(2026, 12, 31), [Row.NEW, Row.GRANTED, Row.TOTAL]),
        (date(2026, 12, 31), date(2027, 1, 1), [Row.NEW, Row.CARRIED_OUT]),
        (date(2025, 12, 31), date(2025, 12, 31), []),
        (date(2025, 12, 31), date(2026, 1, 1), [Row.CARRIED_IN, Row.GRANTED, Row.TOTAL]),
        (date(2027, 1, 1), date(2027, 1, 4), []),
        (date(2024, 3, 1), date(2027, 3, 1), [Row.CARRIED_IN, Row.CARRIED_OUT]),
    ],
)
def test_both_ends_of_the_year_belong_to_it(received_on, answered_on, rows):
    assert standing(CaseFact(1, Column.PERSON, received_on, answered_on, Row.GRANTED), 2026) == rows


def test_a_case_that_waits_is_carried_over_every_year():
    case = CaseFact(1, Column.PERSON, date(2025, 6, 1))

    assert standing(case, 2025) == [Row.NEW, Row.CARRIED_OUT]
    assert standing(case, 2026) == [Row.CARRIED_IN, Row.CARRIED_OUT]


# ---- cells ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("row", RESULTS)
@pytest.mark.parametrize("column", APPLICANTS)
def test_an_application_counts_in_one_result_cell_its_own(row, column):
    counts = tally([CaseFact("A", column, date(2026, 3, 2), date(2026, 3, 30), row)], 2026).counts

    assert {cell for cell, count in counts.items() if count} == {
        (line, side) for line in (Row.NEW, row, Row.TOTAL) for side in (column, Column.TOTAL)
    }
    assert set(counts.values()) == {0, 1}


@given(facts(), st.integers(2023, 2028))
def test_behind_each_figure_stand_as_many_cases_each_once(cases, year):
    found = tally(cases, year)
    by_key = {case.key: case for case in cases}

    assert list(found.counts) == [(row, column) for row in Row for column in Column]
    for (row, column), keys in found.keys.items():
        assert len(keys) == len(set(keys)) == found.counts[row, column]
        assert {by_key[key].column for key in keys} <= ({column} if column in APPLICANTS else set(APPLICANTS))
        if row in RESULTS:
            assert {by_key[key].row for key in keys} <= {row}


@given(facts(), st.integers(2023, 2028))
def test_each_answered_case_is_in_one_result_row_of_one_year(cases, year):
    keys = tally(cases, year).keys
    placed = Counter(key for row in RESULTS for key in keys[row, Column.TOTAL])

    assert placed == Counter(case.key for case in cases if case.answered_on and case.answered_on.year == year)


@given(facts(), st.integers(2024, 2027))
def test_figures_from_cases_satisfy_the_identities_across_two_years(cases, year):
    before, now = reported(cases, year - 1), reported(cases, year)

    assert check(now, before.as_last_year()) == []


@given(facts(), st.integers(2023, 2028))
def test_totals_from_cases_are_those_of_the_entered_cells(cases, year):
    counts = tally(cases, year).counts

    assert counts == total_applications(counts)


def test_an_application_given_twice_is_refused():
    case = CaseFact(7, Column.PERSON, date(2026, 3, 2))

    with pytest.raises(ValueError, match="7 is given twice"):
        tally([case, case], 2026)


@pytest.mark.parametrize(
    "fact",
    [
        {"column": Column.TOTAL},
        {"answered_on": date(2026, 3, 30)},
        {"row": Row.GRANTED},
        {"answered_on": date(2026, 3, 1), "row": Row.GRANTED},
        *(
            {"answered_on": date(2026, 3, 30), "row": row}
            for row in (Row.NEW, Row.CARRIED_IN, Row.TOTAL, Row.CARRIED_OUT)
        ),
    ],
)
def test_a_case_that_contradicts_itself_is_refused(fact):
    with pytest.raises(ValueError, match=r"^1: "):
        CaseFact(**{"key": 1, "column": Column.PERSON, "received_on": date(2026, 3, 2)} | fact)


# ---- table four -------------------------------------------------------------------------------------------------
@given(
    st.lists(
        st.tuples(st.sampled_from(RemedyKind), st.sampled_from(REMEDY_RESULTS), st.sampled_from([2025, 2026]))
    )
)
def test_remedies_are_counted_by_kind_result_and_year(drawn):
    found = tally_remedies([RemedyFact(key, *fact) for key, fact in enumerate(drawn)], 2026)

    assert list(found.counts) == [(kind, result) for kind in RemedyKind for result in RemedyResult]
    for kind in RemedyKind:
        for result in REMEDY_RESULTS:
            keys = tuple(key for key, fact in enumerate(drawn) if fact == (kind, result, 2026))
            assert found.keys[kind, result] == keys
            assert found.counts[kind, result] == len(keys)
        assert found.counts[kind, RemedyResult.TOTAL] == sum(
            found.counts[kind, result] for result in REMEDY_RESULTS
        )


def test_a_remedy_given_twice_for_a_year_is_refused():
    fact = RemedyFact("复1", RemedyKind.REVIEW, RemedyResult.UPHELD, 2026)

    with pytest.raises(ValueError, match="given twice"):
        tally_remedies([fact, fact], 2026)


def test_a_remedy_has_a_result_not_a_total():
    with pytest.raises(ValueError, match="TOTAL"):
        RemedyFact(1, RemedyKind.REVIEW, RemedyResult.TOTAL, 2026)


@pytest.mark.parametrize("result", CONCLUDED)
def test_a_remedy_is_pending_until_the_year_it_ends_and_then_gone(result):
    by_year = {
        year: remedy_fact(
            key=1,
            kind=RemedyKind.DIRECT,
            filed_on=date(2024, 11, 5),
            concluded_on=date(2026, 1, 1),
            result=result,
            year=year,
        )
        for year in range(2023, 2028)
    }

    assert {year: fact and fact.result for year, fact in by_year.items()} == {
        2023: None,
        2024: RemedyResult.PENDING,
        2025: RemedyResult.PENDING,
        2026: result,
        2027: None,
    }


@pytest.mark.parametrize(
    ("concluded_on", "result"),
    [
        (None, RemedyResult.UPHELD),
        (date(2026, 5, 1), None),
        (date(2026, 5, 1), RemedyResult.PENDING),
        (date(2026, 5, 1), RemedyResult.TOTAL),
        (date(2026, 4, 1), RemedyResult.UPHELD),
    ],
)
def test_a_remedy_that_contradicts_itself_is_refused(concluded_on, result):
    with pytest.raises(ValueError, match=r"^9: "):
        remedy_fact(
            key=9,
            kind=RemedyKind.REVIEW,
            filed_on=date(2026, 4, 2),
            concluded_on=concluded_on,
            result=result,
            year=2026,
        )
