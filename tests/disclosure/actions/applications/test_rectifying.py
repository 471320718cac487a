"""Requests for correction of one's own data: their own term, outcomes, papers and place outside the report (APP-12)."""

import pytest

from disclosure.actions.applications import (
    answering,
    archiving,
    consulting,
    corrections,
    deciding,
    delivering,
    handling,
    letters,
)
from disclosure.actions.applications.course import Incomplete
from disclosure.actions.applications.deciding import Chosen
from disclosure.forms.applications.desk import acts_for
from disclosure.law.documents import Doc
from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import CHOSEN, RECTIFIED, RULES, Outcome
from disclosure.law.steps import ONLY_FOR_DISCLOSURE, Step
from disclosure.models import Application, Way
from tests.factories import days
from tests.factories.applying import AT, Office, calendar, moment, wanted


@pytest.fixture
def office(db) -> Office:
    calendar()
    return Office(rectify_days=10)


@pytest.fixture
def made(office) -> Application:
    return office.in_hand(what=wanted("低保台账把我的户口写成了别人", kind=CaseKind.RECTIFY))


def facts_of(outcome: Outcome) -> dict[str, str]:
    return {fact.key: f"{fact.label}的事实" for fact in RULES[outcome].facts}


def decided(office: Office, made: Application, outcome: Outcome) -> Application:
    chosen = [Chosen(item, outcome, facts_of(outcome), None) for item in made.items.all()]
    return deciding.decide(pk=made.pk, by=office.officer, at=AT, chosen=chosen)


@pytest.mark.parametrize("outcome", RECTIFIED)
def test_from_the_desk_to_the_archive(office, made, outcome):
    decided(office, made, outcome)
    answering.submit(pk=made.pk, by=office.officer, at=AT, fit=True)
    office.passed(made, office.legal, office.secrecy, office.signer, on="09-07")
    delivering.dispatch(pk=made.pk, by=office.officer, at=AT, way=Way.DIRECT, on=days.day("09-07"))
    delivering.serve(pk=made.pk, by=office.officer, at=AT, on=days.day("09-07"), signer="本人")
    archiving.archive(pk=made.pk, by=office.officer, at=AT)

    done = Application.objects.get(pk=made.pk)
    assert (done.state, done.outcome, done.row) == (Step.ARCHIVED, outcome, "")
    answer = letters.text_of(done.letters.get(doc=Doc.ANSWER))
    said = "\n".join(block.text for block in answer.blocks)
    assert answer.title == "更正政府信息请求办理结果告知书"
    assert "第四十一条" in said
    assert "行政复议" in said
    for fact in RULES[outcome].facts:
        assert facts_of(outcome)[fact.key] in said
    receipt = letters.text_of(done.letters.get(doc=Doc.RECEIPT))
    assert "20个工作日" not in "".join(block.text for block in receipt.blocks)


def test_the_term_is_that_of_the_setting(made):
    # Ten working days after the 7th; Sunday the 20th is one of them.
    assert made.due_on == days.day("09-20")


@pytest.mark.parametrize("outcome", CHOSEN)
def test_it_is_never_answered_like_an_application_for_disclosure(office, made, outcome):
    with pytest.raises(Incomplete, match="不是答复的结果"):
        decided(office, made, outcome)


@pytest.mark.parametrize("outcome", RECTIFIED)
def test_an_application_for_disclosure_is_never_answered_like_a_correction(office, outcome):
    with pytest.raises(Incomplete, match="不是答复的结果"):
        decided(office, office.in_hand(), outcome)


def test_what_belongs_to_disclosure_only_is_neither_offered_nor_done(office, made):
    assert set(acts_for(office.officer, made)) & ONLY_FOR_DISCLOSURE == set()
    with pytest.raises(Incomplete, match="更正本人信息的请求不"):
        consulting.ask(pk=made.pk, by=office.officer, at=AT, party_kind="third", party="某", concern="某")
    with pytest.raises(Incomplete, match="更正本人信息的请求不"):
        corrections.ask_reasons(pk=made.pk, by=office.officer, at=AT, facts="很多")


def test_withdrawn_it_counts_nowhere(office, made):
    done = handling.withdraw(pk=made.pk, by=office.officer, at=moment("09-08"), reason="不要了")

    assert (done.state, done.row) == (Step.CLOSED, "")


def test_its_notice_of_correction_speaks_of_a_request(office, made):
    corrections.ask(
        pk=made.pk,
        by=office.officer,
        at=AT,
        reasons=["description"],
        points="补交户口簿复印件",
        guidance="当面提交",
    )

    text = letters.text_of(made.letters.get(doc=Doc.CORRECTION))
    assert text.title == "更正政府信息请求补正告知书"
    assert "公开申请" not in "".join(block.text for block in text.blocks)
