"""The table of a publication's life: every pair of state and verb is a step or a refusal, under every plan."""

from itertools import combinations, pairwise, product

import pytest

from disclosure.law.lifecycle import (
    FULL,
    LEVELS,
    SMALL_OFFICE,
    STAGE_ROLES,
    STAGES,
    STEPS,
    Attribute,
    Exemption,
    PlanRefused,
    State,
    StepRefused,
    Validity,
    Verb,
    WithdrawReason,
    checked_plan,
    checks_secrecy,
    is_last,
    next_state,
)

D, L1, L2, SE, L3 = State.DRAFT, State.LEVEL1, State.LEVEL2, State.SECRECY, State.LEVEL3
PUBLIC = State.PUBLISHED
# Written out once more, by hand: what each verb leads to under the full plan. All other pairs are refused.
EXPECTED = {
    (D, Verb.EDIT): D, (D, Verb.DROP): State.DROPPED, (D, Verb.SUBMIT): L1, (D, Verb.CARRY_OVER): PUBLIC,
    (L1, Verb.APPROVE): L2, (L2, Verb.APPROVE): SE, (SE, Verb.APPROVE): L3, (L3, Verb.SIGN): PUBLIC,
    (L1, Verb.SEND_BACK): D, (L2, Verb.SEND_BACK): D, (SE, Verb.SEND_BACK): D, (L3, Verb.SEND_BACK): D,
    (L1, Verb.RECALL): D, (L2, Verb.RECALL): D, (SE, Verb.RECALL): D, (L3, Verb.RECALL): D,
    (L1, Verb.FORCE): PUBLIC, (L2, Verb.FORCE): PUBLIC, (SE, Verb.FORCE): PUBLIC, (L3, Verb.FORCE): PUBLIC,
    (L1, Verb.REFER): State.RULING, (L2, Verb.REFER): State.RULING, (SE, Verb.REFER): State.RULING,
    (L3, Verb.REFER): State.RULING,
    (State.RULING, Verb.RULE_OPEN): L2, (State.RULING, Verb.RULE_SHUT): State.BARRED,
    (State.SCHEDULED, Verb.RELEASE): PUBLIC, (State.SCHEDULED, Verb.UNSCHEDULE): D,
    (PUBLIC, Verb.REVISE): PUBLIC, (PUBLIC, Verb.RENEW): PUBLIC, (PUBLIC, Verb.KEEP): PUBLIC,
    (PUBLIC, Verb.LOOK): PUBLIC, (PUBLIC, Verb.VALIDITY): PUBLIC,
    (PUBLIC, Verb.WITHDRAW): State.WITHDRAWN, (PUBLIC, Verb.EXPIRE): State.EXPIRED,
}  # fmt: skip
PLANS = [
    tuple(stages)
    for size in range(1, 5)
    for stages in combinations(STAGES, size)
    if stages[-1] != State.SECRECY
]


@pytest.mark.parametrize(("state", "verb"), list(product(State, Verb)))
def test_every_pair_leads_where_it_should_or_is_refused_in_words(state: State, verb: Verb) -> None:
    if (state, verb) in EXPECTED:
        assert next_state(state, verb, FULL, L2) == EXPECTED[state, verb]
        return
    with pytest.raises(StepRefused) as refused:
        next_state(state, verb, FULL, L2)
    assert not str(refused.value).isascii()


@pytest.mark.parametrize("plan", PLANS)
def test_each_plan_is_passed_stage_by_stage_and_signed_at_its_last(plan: tuple[State, ...]) -> None:
    seen = [next_state(State.DRAFT, Verb.SUBMIT, plan)]
    while not is_last(seen[-1], plan):
        with pytest.raises(StepRefused, match=r"不能在这一级签发|状态下不能"):
            next_state(seen[-1], Verb.SIGN, plan)
        seen.append(next_state(seen[-1], Verb.APPROVE, plan))

    assert tuple(seen) == plan
    with pytest.raises(StepRefused, match="请“签发”"):
        next_state(seen[-1], Verb.APPROVE, plan)
    assert next_state(seen[-1], Verb.SIGN, plan) == State.PUBLISHED
    assert [stage for stage in plan if checks_secrecy(stage, plan)] == (
        [State.SECRECY] if State.SECRECY in plan else [plan[-1]]
    )


@pytest.mark.parametrize("plan", PLANS)
def test_a_stage_outside_the_plan_passes_nothing(plan: tuple[State, ...]) -> None:
    for stage in set(STAGES) - set(plan):
        for verb in (Verb.APPROVE, Verb.SIGN, Verb.FORCE, Verb.SEND_BACK):
            with pytest.raises(StepRefused):
                next_state(stage, verb, plan)


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([], "至少设一级"),
        (["secrecy"], "至少设一级"),
        (["level1", "secrecy"], "还须有人签发"),
        (["level1", "level1"], "只能设一次"),
        (["level9"], "没有“level9”"),
    ],
)
def test_impossible_plans_are_refused(stages: list[str], words: str) -> None:
    with pytest.raises(PlanRefused, match=words):
        checked_plan(stages)


def test_a_plan_is_put_in_order() -> None:
    assert checked_plan(["level3", "level1"]) == SMALL_OFFICE


def test_a_ruling_without_a_stage_to_go_back_to_is_refused() -> None:
    with pytest.raises(StepRefused):
        next_state(State.RULING, Verb.RULE_OPEN)


def test_nothing_leads_out_of_an_end() -> None:
    ends = {State.WITHDRAWN, State.EXPIRED, State.MERGED, State.BARRED, State.DROPPED}
    assert [pair for pair in STEPS if pair[0] in ends] == []


def test_a_higher_level_stands_in_for_a_lower_never_the_other_way() -> None:
    for lower, higher in pairwise(LEVELS):
        assert STAGE_ROLES[higher] < STAGE_ROLES[lower]
    assert not STAGE_ROLES[State.SECRECY] & STAGE_ROLES[State.LEVEL1]


@pytest.mark.parametrize("member", [*State, *Verb, *Validity, *WithdrawReason, *Attribute, *Exemption])
def test_everything_people_see_has_a_chinese_label(member: State) -> None:
    assert member.label
    assert not member.label.isascii()
