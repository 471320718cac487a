"""Terms and what goes together (VIL-4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.law.officials import Body, Term, body_label, clash

START = date(2024, 1, 1)


def term(body: Body, since: int, until: int | None, name: str = "余开山") -> Term:
    """Days counted from START."""
    end = None if until is None else START + timedelta(days=until)
    return Term(name, body, START + timedelta(days=since), end)


@pytest.mark.parametrize(
    ("mine", "theirs", "refused"),
    [
        ((0, None), (0, None), True), ((0, 100), (100, None), False), ((0, 101), (100, None), True), ((100, None), (0, 100), False),
        ((50, 60), (0, 100), True), ((0, 10), (20, 30), False), ((5, 5), (0, 100), False),
    ],
)  # fmt: skip
def test_vil_4_committee_and_supervision_never_at_once(mine, theirs, refused):
    here, there = term(Body.SUPERVISION, *mine), term(Body.COMMITTEE, *theirs)

    assert (clash(here, [there]) is not None) is refused
    assert (clash(there, [here]) is not None) is refused


@pytest.mark.parametrize("body", [body for body in Body if body != Body.COMMITTEE])
def test_other_pairs_go_together(body):
    assert clash(term(Body.SUPERVISION, 0, None), [term(body, 0, None)]) is None


@pytest.mark.parametrize(("name", "same"), [("余 开 山", True), ("余　开山", True), ("余开川", False)])
def test_a_name_spread_with_blanks_is_the_same(name, same):
    found = clash(term(Body.SUPERVISION, 0, None), [term(Body.COMMITTEE, 0, None, name)])

    assert (found is not None) is same


days = st.integers(0, 40)
ends = st.none() | days


@given(days, ends, days, ends)
def test_terms_meet_exactly_when_there_is_a_day_of_both(since, until, other_since, other_until):
    a, b = term(Body.PARTY, since, until), term(Body.GROUP, other_since, other_until)

    there = any(
        a.in_post(START + timedelta(days=n)) and b.in_post(START + timedelta(days=n)) for n in range(100)
    )
    assert a.meets(b) is b.meets(a) is there


@pytest.mark.parametrize(
    ("body", "unit", "label"),
    [
        (Body.COMMITTEE, "上坪村村民委员会", "村民委员会"), (Body.COMMITTEE, "禾街社区居民委员会", "居民委员会"),
        (Body.SUPERVISION, "禾街社区居民委员会", "居务监督委员会"), (Body.GRID, "禾街社区居民委员会", "网格"),
    ],
)  # fmt: skip
def test_a_community_calls_its_bodies_by_their_own_names(body, unit, label):
    assert body_label(body, unit) == label
