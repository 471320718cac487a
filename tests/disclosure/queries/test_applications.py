"""Queues of applications: their counts, the search for a person, and what asks for the same."""

from datetime import date

import pytest

from disclosure.law.steps import Step
from disclosure.queries import applications as queries
from tests.factories import applying, days

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 8)


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    return applying.Office()


def test_each_count_is_the_length_of_its_queue(office: applying.Office) -> None:
    for step in Step:
        office.at(step)
    office.in_hand("08-03")
    office.in_hand("08-12")
    cases = queries.in_sight(office.legal, office.town)
    of = queries.queues(office.legal, TODAY, days.CALENDAR)

    found = queries.counts(cases, of)

    assert found == {name: cases.filter(of[name]).count() for name in of if name != "all"}
    assert found == {
        "new": 2, "mine": 0, "unit": 14, "due": 1, "overdue": 1, "stopped": 3, "faults": 0, "review": 1,
    }  # fmt: skip


@pytest.mark.parametrize("words", ["林小满", " 林小满 ", "990000199001010014", "1000 0000 000"])
def test_a_person_is_found_by_the_whole_of_what_was_given(office: applying.Office, words: str) -> None:
    made = office.registered()
    office.registered(who=applying.organisation(phone="10000000001"))
    cases = queries.in_sight(office.officer, office.town)

    assert list(queries.found_by_person(cases, words)) == [made]


@pytest.mark.parametrize("words", ["林", "9900001990", "-", "——", "　"])
def test_a_part_or_nothing_finds_nobody(office: applying.Office, words: str) -> None:
    office.registered(who=applying.person(id_number="", phone=""))
    cases = queries.in_sight(office.officer, office.town)

    assert list(queries.found_by_person(cases, words)) == []


def test_open_cases_that_ask_for_the_same_are_named(office: applying.Office) -> None:
    asked = applying.wanted("补助资金分配表")
    office.delivered(what=asked)
    office.registered(what=applying.wanted("村级账目"))
    other = office.registered(what=asked)
    made = office.registered(what=asked)
    applying.Office("shiqiao", "石桥镇").registered(what=asked)

    found = queries.possible_duplicates(made)

    assert [item.application for item in found] == [other]
