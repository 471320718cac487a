"""The table of a publication's life: every pair of state and verb is a step or a refusal."""

from itertools import product

import pytest

from disclosure.law.lifecycle import STEPS, State, StepRefused, Validity, Verb, WithdrawReason, next_state


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_every_pair_is_in_the_table_or_refused_in_words(state: State, verb: Verb) -> None:
    if (state, verb) in STEPS:
        assert next_state(state, verb) == STEPS[state, verb]
    else:
        with pytest.raises(StepRefused, match=f"“{state.label}”状态下不能“{verb.label}”。"):
            next_state(state, verb)


def test_nothing_leads_out_of_withdrawn() -> None:
    assert [pair for pair in STEPS if pair[0] == State.WITHDRAWN] == []


def test_only_review_and_carrying_over_make_public() -> None:
    assert {pair for pair, to in STEPS.items() if to == State.PUBLISHED} == {
        (State.REVIEW, Verb.APPROVE),
        (State.DRAFT, Verb.CARRY_OVER),
    }


@pytest.mark.parametrize("member", [*State, *Verb, *Validity, *WithdrawReason])
def test_everything_people_see_has_a_chinese_label(member: State) -> None:
    assert member.label
    assert not member.label.isascii()
