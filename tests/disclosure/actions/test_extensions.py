"""A revision carries what only its kind has: residents read the old values until it is signed, then the new ones."""

from datetime import date, timedelta

import pytest
from django.test import Client

from catalog.actions.refusals import ActRefused
from disclosure.actions import checking, explaining, publishing, reviewing, soliciting
from disclosure.law.explaining import Form, Severity, revised_period_fault
from disclosure.law.lifecycle import STAGES, State
from disclosure.models import (
    Attachment,
    Edition,
    Finding,
    FindingState,
    Interpretation,
    Publication,
    Response,
    Solicitation,
)
from tests.factories import explaining as make
from tests.factories.explaining import CONTACT, TOLD

pytestmark = pytest.mark.django_db
LATER = timedelta(days=1)


@pytest.fixture
def place():
    return make.build()


def revised(place, pk, at):
    return publishing.revise(pk=pk, by=place.editor, at=at, reason="内容有变化")


def sign(place, draft, at):
    reviewing.submit(pk=draft.pk, by=place.editor, at=at)
    for stage in STAGES:
        reviewing.approve(pk=draft.pk, by=place.reviewers[stage], at=at, secrecy_checked=True)


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_response_is_renewed_only_when_its_revision_is_signed(place, at, client):
    values = {"aware_at": at, "severity": Severity.OTHER, **TOLD, "about_node": place.item}
    made = explaining.answer_concern(
        township=place.township,
        unit=place.office,
        title="关于春耕补贴是否取消的回应",
        by=place.editor,
        at=at,
        **values,
    )
    place.through(made, at)
    draft = revised(place, made.pk, at + LATER)
    explaining.change_response(
        pk=draft.pk,
        by=place.editor,
        at=at + LATER,
        **values | {"facts": "补贴没有取消，改到五月发放。", "phone": "0573-6666019"},
    )

    before = page(client, made.path)
    assert "0573-6666019" not in before
    assert Response.objects.get(pk=made.pk).facts == TOLD["facts"]

    sign(place, draft, at + LATER)

    row = Response.objects.get()
    assert (row.pk, row.facts, row.phone) == (made.pk, "补贴没有取消，改到五月发放。", "0573-6666019")
    edition = Edition.objects.get(publication=made)
    assert edition.facts["response.facts"] == TOLD["facts"]


def test_an_interpretation_keeps_its_documents_and_takes_new_ones_when_signed(place, at):
    document, other = (
        place.policy(),
        place.policy(title="关于春耕补贴申报的通知", doc_no="望府发〔2026〕13号"),
    )
    reading = explaining.explain(documents=[document], by=place.editor, at=at, **CONTACT)
    place.through(reading, at)
    for each in (document, other):
        if each is other:
            explained = explaining.explain(documents=[other], by=place.editor, at=at, **CONTACT)
            place.through(explained, at)
        place.through(each, at)
    draft = revised(place, reading.pk, at + LATER)
    explaining.change_interpretation(
        pk=draft.pk, by=place.editor, at=at + LATER, documents=[document, other], form=Form.QUESTIONS, contact="农业办",
        phone="0573-6666013",
    )  # fmt: skip

    assert list(Interpretation.objects.get(pk=reading.pk).documents.all()) == [document]
    sign(place, draft, at + LATER)

    row = Interpretation.objects.get(pk=reading.pk)
    assert (row.form, row.contact, set(row.documents.all())) == ("questions", "农业办", {document, other})


def test_a_period_may_be_put_off_and_residents_see_it_once_signed(place, at):
    row = place.asked()
    draft = revised(place, row.pk, at + LATER)
    act = {"pk": draft.pk, "by": place.editor, "at": at + LATER, "opens_on": row.opens_on, "ways": row.ways}

    soliciting.change_solicitation(closes_on=date(2026, 4, 20), **act)

    assert Solicitation.objects.get(pk=row.pk).closes_on == date(2026, 4, 8)
    with pytest.raises(ActRefused, match="不足30日"):
        soliciting.change_solicitation(closes_on=date(2026, 3, 20), **act)
    with pytest.raises(ActRefused, match="开始日期不能改"):
        soliciting.change_solicitation(closes_on=date(2026, 4, 20), **act | {"opens_on": date(2026, 3, 12)})
    sign(place, draft, at + LATER)
    assert Solicitation.objects.get().closes_on == date(2026, 4, 20)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (("2026-03-09", "2026-04-20"), ""),
        (("2026-03-09", "2026-04-08"), ""),
        (("2026-03-10", "2026-04-20"), "开始日期不能改"),
        (("2026-03-09", "2026-03-09"), "已经过去"),
        (("2026-03-09", "2026-03-01"), "不能早于"),
    ],
)
def test_int_7_a_period_under_way(new, words):
    old = (date(2026, 3, 9), date(2026, 4, 8))
    fault = revised_period_fault(
        old,
        (date.fromisoformat(new[0]), date.fromisoformat(new[1])),
        public_since=old[0],
        today=date(2026, 3, 12),
    )

    assert words in fault
    assert bool(words) == bool(fault)


def test_a_file_that_is_the_same_to_the_byte_keeps_its_release(place, at):
    made = place.public()
    file = made.attachments.create(name="名单.csv", kind="text", size=3, sha256="a" * 64, scan_state="done")
    held = Finding.objects.create(
        publication=made, attachment=file, rule="pii-id", severity="hold", place="第2行", message="身份证号", digest="d" * 64,
        found_at=at, state=FindingState.RELEASED, settled_by=place.reviewers[State.LEVEL3], settled_at=at, reason="公职人员，依法公开",
    )  # fmt: skip

    revision = Publication(revises_id=made.pk)
    same, released = checking._released_before(revision, Attachment(sha256=file.sha256, role=file.role))
    other, _ = checking._released_before(revision, Attachment(sha256="b" * 64, role=file.role))

    assert (same, released, other) == (file, {held.digest: held}, None)
