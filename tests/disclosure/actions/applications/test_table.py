"""Role × state × act, cell by cell, with the acts themselves: what is refused leaves no trace."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

import pytest
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.models import Membership, User
from disclosure.actions.applications import (
    after,
    answering,
    archiving,
    consulting,
    corrections,
    deciding,
    delivering,
    extending,
    fees,
    handling,
    intake,
    searching,
)
from disclosure.law.outcomes import Outcome
from disclosure.law.steps import ACT_ROLES, REVIEW_ACTS, TABLE, Act, NotAllowed, Step
from disclosure.models import Application, Consultation
from tests.factories import applying, catalog
from tests.factories.applying import moment
from tests.factories.days import day

pytestmark = pytest.mark.django_db
TODAY = day("09-08")
AT = moment("09-08")
SOME_LETTER = Consultation(pk=0)
ROLES = [*Role]


def attempts(case: Application, by: User, office: applying.Office) -> dict[Act, Callable[[], object]]:
    """Every act, with what it asks for."""
    act = partial(dict, pk=case.pk, by=by, at=AT)
    letter = case.consultations.first() or SOME_LETTER
    chosen = [
        deciding.Chosen(item, Outcome.NEEDS_MAKING, {"reason": "没有现成的"}) for item in case.items.all()
    ]
    return {
        Act.CONFIRM: lambda: intake.confirm(**act(on=TODAY, method="电话")),
        Act.AMEND_RECEIPT: lambda: intake.amend_receipt(**act(on=day("09-04"), reason="看错")),
        Act.REPLACE_CODE: lambda: intake.replace_code(**act(proof="身份证")),
        Act.ASSIGN: lambda: handling.assign(**act(unit=office.town.unit)),
        Act.HAND_BACK: lambda: handling.hand_back(**act(reason="不归我们")),
        Act.HELP: lambda: intake.record_help(**act(kind="other")),
        Act.ASK_CORRECTION: lambda: corrections.ask(**act(reasons=["form"], points="形式", guidance="补写")),
        Act.CORRECT: lambda: corrections.receive(**act(answer="补好了")),
        Act.LAPSE: lambda: handling.lapse(**act()),
        Act.REOPEN: lambda: handling.reopen(**act(reason="住院")),
        Act.WITHDRAW: lambda: handling.withdraw(**act()),
        Act.DISMISS: lambda: handling.dismiss(**act(reason="并案")),
        Act.ASK_SEARCH: lambda: searching.ask(**act(unit=office.other, what="表")),
        Act.ANSWER_SEARCH: lambda: searching.record(
            **act(
                what="表",
                systems="档案",
                words="表",
                found=False,
                result="",
                searched_by="甲",
                searched_on=TODAY,
            )
        ),
        Act.CONSULT: lambda: consulting.ask(**act(party_kind="third", party="某人", concern="涉及")),
        Act.LETTER_RECEIVED: lambda: consulting.letter_received(**act(consultation=letter, on=TODAY)),
        Act.OPINION: lambda: consulting.opinion(**act(consultation=letter, reply="agrees", on=TODAY)),
        Act.ASK_REASONS: lambda: corrections.ask_reasons(**act(facts="很多")),
        Act.REASONS: lambda: corrections.take_reasons(**act(answer="要用")),
        Act.DEFER: lambda: corrections.defer(**act(until=day("12-01"), reason="太多")),
        Act.NOTICE_FEE: lambda: fees.notice(**act(tariff="pages", quantity=40)),
        Act.FEE_RECEIVED: lambda: fees.received(**act(on=TODAY)),
        Act.PAY: lambda: fees.pay(**act(on=TODAY, receipt_no="1")),
        Act.ASK_EXTENSION: lambda: extending.ask(**act(reason="量大")),
        Act.EXTEND: lambda: extending.grant(**act(paper_head="主任")),
        Act.REFUSE_EXTENSION: lambda: extending.refuse(**act(remark="不必")),
        Act.DECIDE: lambda: deciding.decide(**act(chosen=chosen)),
        Act.DRAFT: lambda: answering.draft(**act(text="予以公开。")),
        Act.REWORK: lambda: deciding.rework(**act(reason="再想想")),
        Act.SUBMIT_ANSWER: lambda: answering.submit(**act(fit=True)),
        Act.PASS_LEGAL: lambda: answering.review(**act(secrecy_checked=True)),
        Act.PASS_SECRECY: lambda: answering.review(**act(secrecy_checked=True)),
        Act.SIGN: lambda: answering.review(**act(secrecy_checked=True)),
        Act.SEND_BACK: lambda: answering.send_back(**act(remark="改")),
        Act.RECORD_PAPER: lambda: answering.record_paper(**act(signer="镇长", signed_on=TODAY)),
        Act.CONFIRM_PAPER: lambda: answering.confirm_paper(**act()),
        Act.DISCARD_PAPER: lambda: answering.discard_paper(**act(remark="不符")),
        Act.DISPATCH: lambda: delivering.dispatch(**act(way="direct", on=TODAY)),
        Act.SERVE: lambda: delivering.serve(**act(on=TODAY, signer="本人")),
        Act.AMEND_ANSWER: lambda: answering.amend(**act(reason="写错")),
        Act.REMEDY: lambda: after.record_remedy(**act(kind="review", body="县政府", filed_on=TODAY)),
        Act.REMEDY_RESULT: lambda: after.settle_remedy(
            **act(remedy=after.Remedy(pk=0), result="upheld", on=TODAY)
        ),
        Act.CONVERT: lambda: after.convert(
            **act(item=case.items.get(), node=office.node, unit=office.town.unit, title="分配表")
        ),
        Act.ARCHIVE: lambda: archiving.archive(**act()),
    }


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    made = applying.Office()
    made.node = catalog.item(catalog.group(catalog.domain("财政预决算")), "补助资金")
    return made


def test_every_act_is_attempted(office):
    case = office.registered()
    assert set(attempts(case, office.officer, office)) == set(Act) - {Act.SUBMIT, Act.REGISTER}


@pytest.mark.parametrize("state", list(Step))
def test_every_cell(office, state):
    case = office.at(state)
    assert case.state == state
    before = (case.version, case.events.count(), case.letters.count())
    people = {role: catalog.user_with(role, office.town, name=f"{role}乙") for role in ROLES}
    stranger = applying.Office("shanan", "山南镇")
    people["stranger"] = stranger.head
    allowed = set()

    for role, person in people.items():
        for act, attempt in attempts(case, person, office).items():
            stage_act = REVIEW_ACTS.get(state)
            # `review` passes whatever stage it stands at: the three acts are one attempt there.
            real = stage_act if act in REVIEW_ACTS.values() and stage_act else act
            wanted = ACT_ROLES[REVIEW_ACTS[state]] if act == Act.SEND_BACK and stage_act else ACT_ROLES[real]
            verdict = outcome_of(attempt)
            cell = f"{role} {state} {act}"
            if verdict == "done":
                assert role in wanted, cell
                assert (state, real) in TABLE, cell
                allowed.add(real)
            elif (state, real) in TABLE and role in wanted:
                assert verdict == "lacking", cell
            else:
                assert verdict in ("no right", "not now", "lacking"), cell
            case.refresh_from_db()
            assert (case.version, case.events.count(), case.letters.count()) == before, cell

    assert allowed >= {act for found, act in TABLE if found == state} - NEEDS_MORE


# Acts that need something this case has not: a second person's paper, an extension asked for, a remedy under way …
NEEDS_MORE = {
    Act.EXTEND, Act.REFUSE_EXTENSION, Act.DEFER, Act.CONFIRM_PAPER, Act.DISCARD_PAPER, Act.REMEDY_RESULT, Act.LAPSE,
    Act.REOPEN, Act.SERVE, Act.CONVERT,
}  # fmt: skip


def outcome_of(attempt: Callable[[], object]) -> str:
    """What became of it; whatever it did is undone."""
    try:
        with transaction.atomic():
            attempt()
            transaction.set_rollback(True)
    except PermissionDenied:
        return "no right"
    except NotAllowed:
        return "not now"
    except (ActRefused, ObjectDoesNotExist):
        return "lacking"
    return "done"


def test_nobody_reviews_what_he_drafted_or_passes_two_stages(office):
    """REV-5: one person with all roles gets no further than his own draft."""
    everything = catalog.user_with(Role.REQUEST_OFFICER, office.town, name="全能甲")
    for role in (Role.LEGAL, Role.SECRECY, Role.SIGNER):
        Membership.objects.create(user=everything, unit=office.town.unit, role=role)
    case = office.drafting()
    answering.draft(pk=case.pk, by=everything, at=AT, text="予以公开。")
    answering.submit(pk=case.pk, by=office.officer, at=AT, fit=True)

    with pytest.raises(PermissionDenied):
        answering.review(pk=case.pk, by=everything, at=AT)

    other = catalog.user_with(Role.LEGAL, office.town, name="两级甲")
    Membership.objects.create(user=other, unit=office.town.unit, role=Role.SECRECY)
    answering.review(pk=case.pk, by=other, at=AT)
    with pytest.raises(PermissionDenied):
        answering.review(pk=case.pk, by=other, at=AT, secrecy_checked=True)


@pytest.mark.parametrize("when", [AT])
def test_a_refused_act_says_a_sentence(office, when: datetime):
    case = office.registered()

    with pytest.raises(NotAllowed, match="“已登记”的申请不能“签发”"):
        answering.review(pk=case.pk, by=office.signer, at=when)
