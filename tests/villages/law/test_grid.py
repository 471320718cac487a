"""Periods as addresses name them, and what the figures of a cell come to."""

from datetime import date, timedelta

import pytest

from disclosure.law.duties import DutyOutcome as Of
from villages.law.grid import (
    MEASURE_OF,
    MEASURES,
    OWED,
    PARTS,
    By,
    CellState,
    place_of,
    span_of,
    spans,
    state_of,
)
from villages.law.matters import KeyContent


@pytest.mark.parametrize(
    ("key", "name", "first", "last"),
    [
        ("2026", "2026年", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-03", "2026年3月", date(2026, 3, 1), date(2026, 3, 31)),
        ("2024-02", "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-12", "2026年12月", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-q1", "2026年一季度", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-q4", "2026年四季度", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_an_address_names_a_year_a_quarter_or_a_month(key, name, first, last) -> None:
    found = span_of(key)

    assert found is not None
    assert (found.key, found.name, found.first, found.last) == (key, name, first, last)


@pytest.mark.parametrize(
    "key", ["", "26", "2026-", "2026-0", "2026-13", "2026-00", "2026-q0", "2026-q5", "1999", "２０２６", "2026-03-01", "2026\n"]
)  # fmt: skip
def test_anything_else_is_no_period(key) -> None:
    assert span_of(key) is None


@pytest.mark.parametrize("by", By)
@pytest.mark.parametrize("year", [2024, 2026])
def test_the_columns_of_a_year_hold_each_of_its_days_once(by, year) -> None:
    columns = spans(year, by)
    day = date(year, 1, 1)

    while day.year == year:
        holding = [place for place, span in enumerate(columns) if span.first <= day <= span.last]
        assert holding == [place_of(day, by)]
        day += timedelta(days=1)
    assert [span_of(span.key) for span in columns] == columns


def test_every_outcome_is_in_one_part_and_in_the_whole() -> None:
    assert OWED.outcomes == set(Of) == set(MEASURE_OF)
    assert sorted(outcome for part in PARTS for outcome in part.outcomes) == sorted(Of)
    assert len({measure.sign for measure in MEASURES.values()}) == len(MEASURES)  # told apart without colour


@pytest.mark.parametrize(
    ("counts", "state"),
    [
        ({}, CellState.NONE),
        ({Of.PUBLISHED: 0}, CellState.NONE),
        ({Of.WAIVED: 2}, CellState.WAIVED),
        ({Of.WAIVED: 2, Of.NOTHING_NEW: 1}, CellState.DONE),
        ({Of.PUBLISHED: 1}, CellState.DONE),
        ({Of.PUBLISHED: 1, Of.NOTHING_NEW_LATE: 1}, CellState.LATE),
        ({Of.PUBLISHED_LATE: 1}, CellState.LATE),
        ({Of.PUBLISHED_LATE: 1, Of.PENDING: 1}, CellState.PENDING),
        ({Of.PENDING: 5, Of.OVERDUE: 1}, CellState.OVERDUE),
    ],
)
def test_a_cell_says_the_most_pressing_thing(counts, state) -> None:
    assert state_of(counts) == state


def test_nothing_new_is_as_good_as_a_publication() -> None:
    assert state_of({Of.NOTHING_NEW: 3}) == state_of({Of.PUBLISHED: 3})
    assert state_of({Of.NOTHING_NEW_LATE: 3}) == state_of({Of.PUBLISHED_LATE: 3})


def test_each_state_has_a_sign_of_its_own() -> None:
    assert len({state.mark for state in CellState}) == len(CellState)


def test_the_ten_contents_stand_in_the_order_of_the_notice() -> None:
    assert [content.label for content in KeyContent] == [
        "脱贫攻坚", "乡村振兴", "村级财务", "惠农政策", "养老服务", "社会救助", "保障性住房", "农村危房改造", "义务教育", "医疗卫生",
    ]  # fmt: skip
