"""A process killed at every statement of an application's way: what stands is the old or the new, and the case goes on."""

import sys
import uuid
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model

from disclosure.actions.applications import answering, archiving, delivering, drafts, intake, letters
from disclosure.actions.publications import Upload
from disclosure.law.documents import Doc
from disclosure.law.intake import Intake
from disclosure.law.steps import Act, Step
from disclosure.models import (
    Application,
    ApplicationDraft,
    CaseFile,
    CaseFileRole,
    CaseSerial,
    DraftFile,
    Letter,
    LetterState,
    Way,
)
from disclosure.models.secret_codes import matches
from tests.factories import applying
from tests.factories.applying import moment
from tests.factories.days import day
from tests.factories.killing import alone, killed, killed_at_commit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
AT = moment("09-08")
MOST = 200  # statements no act comes near


@pytest.fixture
def office(settings, tmp_path) -> applying.Office:
    settings.MEDIA_ROOT = tmp_path
    applying.calendar()
    return applying.Office()


def everything() -> dict[str, list[dict[str, Any]]]:
    models: list[type[Model]] = list(apps.get_app_config("disclosure").get_models())
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def killed_everywhere(act: Callable[[], Any]) -> int:
    """Kill the act at each of its statements in turn until it is committed; how many there were.

    After each, all is as before, or as it is when the act is done; nothing in between.
    """
    before, number = everything(), 1
    while killed(act, number) and everything() == before:
        number += 1
        assert number < MOST
    assert everything() != before
    return number - 1


def killed_around_the_commit(act: Callable[[], Any]) -> None:
    before = everything()
    killed_at_commit(act, after=False)
    assert everything() == before
    killed_at_commit(act, after=True)
    assert everything() != before


HOW = pytest.mark.parametrize("kill", [killed_everywhere, killed_around_the_commit])


def said(what: str, statements: int | None) -> None:
    if statements is not None:
        sys.stdout.write(f"{what}: killed at each of {statements} statements\n")


def papers_made() -> None:
    """The timer's job makes what waits, and then every paper has its files as they are stored."""
    assert alone(partial(letters.make_waiting, AT)) == 0
    assert set(Letter.objects.values_list("state", flat=True)) <= {LetterState.ISSUED}
    for letter in Letter.objects.select_related("docx", "pdf"):
        for file in (letter.docx, letter.pdf):
            with file.file.open("rb") as content:
                assert sha256(content.read()).hexdigest() == file.sha256
    assert CaseFile.objects.filter(role=CaseFileRole.LETTER).count() == 2 * Letter.objects.count()


def acts(case: Application) -> list[str]:
    return [event.act for event in case.events.all()]


def numbers_hold(kind: str, count: int) -> None:
    """So many were given, from 1, and the next one follows."""
    assert sorted(
        Letter.objects.filter(doc=kind, serial__isnull=False).values_list("serial", flat=True)
    ) == list(range(1, count + 1))
    assert CaseSerial.objects.get(kind=kind).last == count


# ---- coming in -------------------------------------------------------------------------------------------------
@HOW
def test_submitting(office, kill):
    """With a file; sent again by whoever had no answer, it is the same application with the same code."""
    draft, _ = drafts.begin(township=office.town, at=AT)
    drafts.keep(draft, step="who", answers={"kind": "citizen"}, at=AT)
    drafts.add_file(draft, role=CaseFileRole.IDENTITY, upload=Upload("身份证.txt", b"x"))
    code = intake.new_code()
    send = partial(
        drafts.send,
        draft=draft,
        at=AT,
        person=applying.person(),
        wanted=applying.wanted("表一", "表二"),
        code=code,
    )

    said("submit", kill(send))
    assert alone(send) == 0

    made = Application.objects.get()
    assert (made.number, made.state) == ("wanghe-2026-0001", Step.SUBMITTED)
    assert acts(made) == [Act.SUBMIT]
    assert (made.items.count(), made.applicant.phone) == (2, applying.PHONE)
    assert matches(code, made.code_hash, intake.CODE_PURPOSE)
    with made.files.get().file.open("rb") as content:
        assert content.read() == b"x"
    assert not ApplicationDraft.objects.exists()
    assert not DraftFile.objects.exists()
    assert CaseSerial.objects.get(kind="case").last == 1
    assert office.submitted().number == "wanghe-2026-0002"


@HOW
def test_taking_in_at_the_counter(office, kill):
    take = partial(
        intake.register, township=office.town, by=office.officer, at=AT, person=applying.person(), wanted=applying.wanted(),
        arrival=intake.Arrival(Intake.COUNTER, day("09-08"), help=[("reading", "代读")]), submission=uuid.uuid4(),
    )  # fmt: skip

    said("register", kill(take))
    assert alone(take) == 0

    made = Application.objects.get()
    assert (acts(made), made.help_given.count()) == ([Act.REGISTER], 1)
    assert (made.state, made.receipt_on, made.due_on) == (Step.REGISTERED, day("09-08"), day("10-12"))
    assert CaseSerial.objects.get(kind="case").last == 1


# ---- signed, and its paper made --------------------------------------------------------------------------------
@HOW
def test_signing_an_answer(office, kill):
    case = office.at(Step.SIGNING)

    said("sign", kill(partial(answering.review, pk=case.pk, by=office.signer, at=AT, version=case.version)))

    case.refresh_from_db()
    letter = case.letters.get(doc=Doc.ANSWER)
    assert (case.state, letter.state, letter.signed_by) == (
        Step.DELIVERING,
        LetterState.SIGNED,
        office.signer,
    )
    assert letter.number in letters.text_of(letter).number
    assert acts(case).count(Act.SIGN) == case.answer_reviews.filter(stage=Step.SIGNING).count() == 1
    numbers_hold(Doc.ANSWER, 1)
    papers_made()
    office.signed()
    numbers_hold(Doc.ANSWER, 2)


@HOW
def test_making_the_papers_after_the_signature(office, kill):
    case = office.signed()
    assert set(case.letters.values_list("doc", "state")) == {
        (Doc.RECEIPT, LetterState.SIGNED), (Doc.ANSWER, LetterState.SIGNED),
    }  # fmt: skip

    said("make files", kill(partial(letters.make_waiting, AT)))

    papers_made()
    answer = Letter.objects.get(doc=Doc.ANSWER)
    assert (answer.number, acts(case).count(Act.SIGN)) == (letters.text_of(answer).number, 1)
    numbers_hold(Doc.ANSWER, 1)


def test_killed_while_its_paper_is_made_the_case_goes_on_to_the_archive(office):
    """From the signature to the closed file, with a kill before every paper: each act finds what it needs."""
    case = office.signed()
    assert killed(partial(letters.make_waiting, AT), 3)
    dispatch = partial(
        delivering.dispatch, pk=case.pk, by=office.officer, at=AT, way=Way.DIRECT, on=day("09-08")
    )
    killed_at_commit(dispatch, after=True)
    assert killed(partial(letters.make_waiting, AT), 3)
    killed_at_commit(
        partial(delivering.serve, pk=case.pk, by=office.officer, at=AT, on=day("09-08"), signer="本人"),
        after=True,
    )
    close = partial(archiving.archive, pk=case.pk, by=office.officer, at=AT)

    assert killed(close, 5)  # while it makes the papers that wait
    assert Application.objects.get().state == Step.DELIVERED
    assert alone(close) == 0

    case.refresh_from_db()
    assert acts(case)[-4:] == [Act.SIGN, Act.DISPATCH, Act.SERVE, Act.ARCHIVE]
    papers_made()
    numbers_hold(Doc.ANSWER, 1)
    assert {
        letter.pdf.sha256[:16] for letter in case.letters.exclude(doc=Doc.INVENTORY).select_related("pdf")
    } <= {word for row in archiving.inventory(case) for word in row}


# ---- delivered and closed --------------------------------------------------------------------------------------
@HOW
def test_sending_and_serving(office, kill):
    case = office.signed()
    given = {"pk": case.pk, "by": office.officer, "at": AT}

    said("dispatch", kill(partial(delivering.dispatch, way=Way.POST, on=day("09-08"), tracking="1", **given)))

    assert Application.objects.get().answered_on == day("09-08")
    delivery = case.letters.get(doc=Doc.ANSWER).deliveries.get()
    assert case.letters.get(doc=Doc.DELIVERY).subject == f"delivery-{delivery.pk}"

    proof = Upload("回执.txt", b"x")
    said("serve", kill(partial(delivering.serve, on=day("09-08"), signer="本人", upload=proof, **given)))

    case.refresh_from_db()
    delivery.refresh_from_db()
    assert (case.state, case.served_on, case.closed_on) == (Step.DELIVERED, day("09-08"), day("09-08"))
    assert (delivery.served_on, delivery.proof.size) == (day("09-08"), 1)
    assert acts(case)[-2:] == [Act.DISPATCH, Act.SERVE]
    papers_made()


@HOW
def test_closing_the_file(office, kill):
    case = office.delivered()
    papers_made()

    said("archive", kill(partial(archiving.archive, pk=case.pk, by=office.officer, at=AT)))

    case.refresh_from_db()
    assert (case.state, case.archived_at) == (Step.ARCHIVED, AT)
    assert (acts(case).count(Act.ARCHIVE), case.letters.filter(doc=Doc.INVENTORY).count()) == (1, 1)
    papers_made()
