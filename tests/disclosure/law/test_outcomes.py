"""Outcomes: each row of the rule book, the facts and records it asks for, and the five questions that lead there."""

import pytest

from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import (
    QUESTIONS,
    RULES,
    FactKind,
    Outcome,
    Question,
    Record,
    Remedies,
    main_outcome,
    may_be_main,
    missing,
    outcomes_of,
    path_to,
    questions,
)
from disclosure.law.report import Row

A, B = Remedies.REVIEW_FIRST, Remedies.EITHER
# id, provision, remedies, row, records
BOOK = [
    ("OUT-01", "第三十六条第（一）项", B, Row.GRANTED, set()),
    ("OUT-02", "第三十六条第（二）项", B, Row.GRANTED, set()),
    ("OUT-03", "第三十七条", A, Row.PARTLY, set()),
    ("OUT-04", "第十四条", A, Row.STATE_SECRET, set()),
    ("OUT-05", "第十四条", A, Row.FORBIDDEN_BY_LAW, set()),
    ("OUT-06", "第十四条", A, Row.SECURITY, set()),
    ("OUT-07", "第十五条、第三十二条", A, Row.THIRD_PARTY, {Record.CONSULTATION}),
    ("OUT-08", "第十六条第一款", A, Row.INTERNAL, set()),
    ("OUT-09", "第十六条第二款", A, Row.PROCESS, set()),
    ("OUT-10", "第十六条第二款", A, Row.ENFORCEMENT_FILE, set()),
    ("OUT-11", "第三十六条第（七）项", A, Row.ADMIN_QUERY, set()),
    ("OUT-12", "第三十六条第（四）项", B, Row.NOT_HELD, {Record.SEARCH}),
    ("OUT-13", "第三十六条第（五）项", B, Row.NOT_HELD, set()),
    ("OUT-14", "第三十八条", B, Row.NEEDS_MAKING, set()),
    ("OUT-15", "第三十条", B, Row.STILL_UNCLEAR, {Record.CORRECTION}),
    ("OUT-16", "第三十九条第一款", B, Row.PETITION, set()),
    ("OUT-17", "第三十六条第（六）项", B, Row.REPEATED, {Record.EARLIER}),
    ("OUT-18", "第三十九条第二款", B, Row.PUBLICATION, set()),
    ("OUT-19", "第三十五条", B, Row.EXCESSIVE, {Record.REASONS}),
    ("OUT-20", "", B, Row.RECONFIRM, set()),
    ("OUT-21", "第三十条", B, Row.NOT_CORRECTED, {Record.CORRECTION}),
    ("OUT-22", "信息处理费管理办法", B, Row.NOT_PAID, {Record.FEE}),
    ("OUT-23", "", None, Row.OTHER, set()),
    ("COR-1", "第四十一条", B, None, set()),
    ("COR-2", "第四十一条", B, None, set()),
    ("COR-3", "第四十一条", B, None, set()),
    ("COR-4", "第四十一条", B, None, set()),
]


@pytest.mark.parametrize(("code", "provision", "remedies", "row", "records"), BOOK)
def test_an_outcome_is_as_the_rule_book_says(code, provision, remedies, row, records):
    rule = RULES[Outcome(code)]

    assert provision in rule.basis
    assert bool(rule.basis) == bool(provision)
    assert (rule.remedies, rule.row, rule.records) == (remedies, row, records)


def test_every_outcome_is_there_once():
    assert list(RULES) == list(Outcome)
    assert [code for code, *_ in BOOK] == [outcome.value for outcome in Outcome]


@pytest.mark.parametrize("outcome", list(Outcome))
def test_closing_is_refused_without_each_fact_and_each_record(outcome):
    rule = RULES[outcome]
    full = {fact.key: fact.choices[0][0] if fact.choices else "写明" for fact in rule.facts}
    records = set(rule.records)

    assert missing(outcome, full, records) == []
    for fact in rule.facts:
        without = {key: value for key, value in full.items() if key != fact.key}
        assert bool(missing(outcome, without, records)) == fact.required
        assert bool(missing(outcome, full | {fact.key: "  "}, records)) == fact.required
    for record in records:
        assert missing(outcome, full, records - {record}) == [
            f"按“{outcome.label}”答复，须先有{record.label}。"
        ]


def test_a_choice_that_does_not_exist_is_refused():
    assert missing(Outcome.INTERNAL, {"which": "weather", "reason": "写明"}, set()) == [
        "“属于哪一类内部事务”没有这个选项。"
    ]


def test_choices_belong_to_choices_only():
    for rule in RULES.values():
        for fact in rule.facts:
            assert bool(fact.choices) == (fact.kind == FactKind.CHOICE)


@pytest.mark.parametrize("kind", list(CaseKind))
def test_the_questions_lead_to_every_outcome_that_is_answered(kind):
    for outcome in outcomes_of(kind):
        way = path_to(outcome)

        assert way
        assert way[-1][1].outcome == outcome
        assert [question for question, _ in way] == list(questions(kind))[: len(way)]


def test_app_12_a_request_for_correction_has_outcomes_of_its_own():
    assert set(outcomes_of(CaseKind.RECTIFY)) & set(outcomes_of(CaseKind.REQUEST)) == set()
    assert {outcome.value for outcome in outcomes_of(CaseKind.RECTIFY)} == {
        "COR-1",
        "COR-2",
        "COR-3",
        "COR-4",
    }


@pytest.mark.parametrize("outcome", [Outcome.NOT_CORRECTED, Outcome.NOT_PAID, Outcome.OTHER])
def test_what_ends_by_an_act_is_no_answer_to_a_question(outcome):
    assert path_to(outcome) == []


def test_every_choice_leads_somewhere_but_for_the_last_look():
    for question, asked in QUESTIONS.items():
        for choice in asked.choices:
            targets = [t for t in (choice.next, choice.outcome, choice.act) if t is not None]
            assert len(targets) == (0 if question == Question.FIT else 1)


@pytest.mark.parametrize(
    ("items", "main"),
    [
        ([Outcome.GRANTED, Outcome.GRANTED], Outcome.GRANTED),
        ([Outcome.GRANTED, Outcome.ALREADY_PUBLIC], Outcome.GRANTED),
        ([Outcome.GRANTED, Outcome.INTERNAL], Outcome.PARTLY),
        ([Outcome.PARTLY, Outcome.GRANTED], Outcome.PARTLY),
        ([Outcome.INTERNAL, Outcome.PROCESS], None),
        ([Outcome.GRANTED, Outcome.NOT_EXISTING], None),
        ([], None),
    ],
)
def test_out_r6_one_application_counts_once(items, main):
    assert main_outcome(items) == main
    for outcome in Outcome:
        allowed = {main} if main else set(items)
        assert may_be_main(outcome, items) == (outcome in allowed)
