"""Terms of section N against real days: a holiday, a night, thirty days."""

from datetime import UTC, date, datetime, timedelta

import pytest

from catalog.law.workdays import WorkCalendar
from disclosure.law.duties import Light
from disclosure.law.explaining import (
    Severity,
    conference_due,
    interpretation_due,
    is_open,
    response_due,
    response_light,
    solicitation_too_short,
)

# 2026: Spring Festival 15–23 February, make-up days 14 and 28 February; National Day 1–7 October, make-up 20 September
# and 10 October (as in the rule book's examples).
OFF = {date(2026, 2, day): False for day in range(15, 24)} | {
    date(2026, 10, day): False for day in range(1, 8)
}
ON = {date(2026, 2, 14): True, date(2026, 2, 28): True, date(2026, 9, 20): True, date(2026, 10, 10): True}
CALENDAR = WorkCalendar(OFF | ON, arranged=frozenset({2026}))


@pytest.mark.parametrize(
    ("published", "due"),
    [
        (date(2026, 3, 9), date(2026, 3, 12)),  # Monday
        (date(2026, 3, 12), date(2026, 3, 17)),  # over a week-end
        (
            date(2026, 2, 12),
            date(2026, 2, 24),
        ),  # Thursday: 13th, the make-up Saturday, then after the holiday
        (date(2026, 9, 29), date(2026, 10, 9)),  # Tuesday before the National Day week
        (date(2026, 10, 8), date(2026, 10, 12)),  # 9th, the make-up Saturday, Monday
        (date(2026, 3, 14), date(2026, 3, 18)),  # published on a Saturday
    ],
)
def test_interpretation_is_due_three_working_days_after_its_document_int_3(published, due) -> None:
    assert interpretation_due(published, CALENDAR, 3).on == due


def test_a_township_gives_itself_another_number_of_days_int_3() -> None:
    thursday = date(2026, 3, 12)

    assert [interpretation_due(thursday, CALENDAR, days).on for days in (1, 2, 7)] == [
        date(2026, 3, 13), date(2026, 3, 16), date(2026, 3, 23),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("aware", "severity", "due"),
    [
        ((2026, 3, 9, 22, 30), Severity.MAJOR, (2026, 3, 10, 3, 30)),  # through the night
        ((2026, 3, 13, 17, 0), Severity.OTHER, (2026, 3, 15, 17, 0)),  # over a week-end: no hour stands still
        ((2026, 9, 30, 23, 59), Severity.OTHER, (2026, 10, 2, 23, 59)),
    ],
)
def test_hours_of_a_response_run_day_and_night_int_6(aware, severity, due) -> None:
    assert response_due(datetime(*aware, tzinfo=UTC), severity) == datetime(*due, tzinfo=UTC)


def test_a_press_conference_is_asked_for_on_major_events_alone() -> None:
    aware = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)

    assert conference_due(aware, Severity.MAJOR) == aware + timedelta(hours=24)
    assert conference_due(aware, Severity.OTHER) is None


@pytest.mark.parametrize(
    ("left", "light"), [(3, Light.GREEN), (2, Light.ORANGE), (0, Light.ORANGE), (-1, Light.RED)]
)
def test_light_of_a_response(left, light) -> None:
    due = datetime(2026, 3, 9, 12, 0, tzinfo=UTC)

    assert response_light(due, due - timedelta(hours=left)) == light


@pytest.mark.parametrize(
    ("closes", "short"),
    [
        (date(2026, 4, 8), False),
        (date(2026, 4, 7), True),
        (date(2026, 3, 9), True),
        (date(2026, 5, 1), False),
    ],
)
def test_thirty_days_int_7(closes, short) -> None:
    assert solicitation_too_short(date(2026, 3, 9), closes) is short


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="closes_on"):
        solicitation_too_short(date(2026, 3, 9), date(2026, 3, 8))


@pytest.mark.parametrize(("day", "taken"), [(8, False), (9, True), (20, True), (21, False)])
def test_both_ends_of_a_period_are_open(day, taken) -> None:
    assert is_open(date(2026, 3, 9), date(2026, 3, 20), date(2026, 3, day)) is taken
