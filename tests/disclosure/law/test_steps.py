"""The table of an application's steps, pair by pair, and the ways through it."""

from itertools import product

import pytest

from catalog.law.roles import Role
from disclosure.law.steps import (
    ACT_ROLES,
    FINISHED,
    REVIEW_ACTS,
    REVIEWS,
    SMALL_OFFICE,
    TABLE,
    TICKS,
    UNANSWERED,
    Act,
    NotAllowed,
    ReviewsRefused,
    Step,
    checked_reviews,
    next_step,
)

BEGINNINGS = {Act.SUBMIT, Act.REGISTER}  # they make the case


@pytest.mark.parametrize(("state", "act"), list(product(Step, Act)))
def test_every_pair_is_in_the_table_or_refused(state, act):
    if (state, act) not in TABLE:
        with pytest.raises(NotAllowed, match=act.label):
            next_step(state, act)
    else:
        expected = TABLE[state, act]
        assert next_step(state, act) == (expected or state)


def test_every_act_can_be_done_somewhere_and_has_its_roles():
    assert {act for _, act in TABLE} | BEGINNINGS == set(Act)
    assert set(ACT_ROLES) == set(Act)
    assert [act for act in Act if not ACT_ROLES[act]] == [Act.SUBMIT]


def test_every_state_can_be_reached_and_left_but_for_corrections_of_what_is_archived():
    reached = {Step.SUBMITTED, Step.REGISTERED} | {state for state in TABLE.values() if state}
    assert reached == set(Step)
    assert {state for state, _ in TABLE} == set(Step)


def test_an_archived_case_is_read_only():
    assert {act for state, act in TABLE if state == Step.ARCHIVED} == {
        Act.REPLACE_CODE, Act.AMEND_ANSWER, Act.REMEDY, Act.REMEDY_RESULT, Act.CONVERT,
    }  # fmt: skip


def test_the_straight_way():
    state = Step.SUBMITTED
    for act in (
        Act.CONFIRM, Act.ASSIGN, Act.CONSULT, Act.OPINION, Act.NOTICE_FEE, Act.PAY, Act.EXTEND, Act.DECIDE, Act.DRAFT,
        Act.SUBMIT_ANSWER, Act.PASS_LEGAL, Act.PASS_SECRECY, Act.SIGN, Act.DISPATCH, Act.SERVE, Act.ARCHIVE,
    ):  # fmt: skip
        state = next_step(state, act)
    assert state == Step.ARCHIVED


def test_a_township_without_a_legal_reviewer_goes_on_to_the_secrecy_review():
    assert next_step(Step.DRAFTING, Act.SUBMIT_ANSWER, reviews=SMALL_OFFICE) == Step.SECRECY
    assert next_step(Step.DRAFTING, Act.SUBMIT_ANSWER) == Step.LEGAL


def test_it_waits_on_while_letters_are_out():
    assert next_step(Step.CONSULTING, Act.OPINION, letters_out=1) == Step.CONSULTING
    assert next_step(Step.CONSULTING, Act.OPINION) == Step.IN_HAND


@pytest.mark.parametrize(
    "stages",
    [
        [],
        ["signing"],
        ["secrecy"],
        ["legal", "signing"],
        ["secrecy", "signing", "signing"],
        ["secrecy", "signing", "x"],
    ],
)
def test_rev_2_nobody_can_do_without_secrecy_review_and_signature(stages):
    with pytest.raises(ReviewsRefused):
        checked_reviews(stages)


def test_reviews_come_in_their_order():
    assert checked_reviews(["signing", "secrecy", "legal"]) == REVIEWS
    assert set(REVIEW_ACTS) == set(REVIEWS)


def test_only_the_reviewer_of_a_stage_passes_it():
    assert [ACT_ROLES[REVIEW_ACTS[stage]] for stage in REVIEWS] == [
        frozenset({Role.LEGAL}), frozenset({Role.SECRECY}), frozenset({Role.SIGNER}),
    ]  # fmt: skip


def test_what_is_finished_is_not_open():
    assert not FINISHED & UNANSWERED
    assert set(Step) == FINISHED | UNANSWERED


def test_what_the_clock_reads_has_an_act():
    assert set(TICKS) <= set(Act)
