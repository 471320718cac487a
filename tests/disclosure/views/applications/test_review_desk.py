"""What reviewers see of an answer, the sheet leaders sign, and the preview of a township's own text."""

import hashlib
import io
import re
import zipfile

import pytest
from django.core import mail
from django.test import Client

from catalog.law.roles import Role
from disclosure.actions.applications import answering, corrections, letters, reminding
from disclosure.law.documents import Doc
from disclosure.law.outcomes import CHOSEN, RECTIFIED, Outcome
from disclosure.law.steps import Step
from disclosure.models import LetterTemplate
from disclosure.sheets.letters.compose import sample
from disclosure.sheets.letters.texts import BODIES, TEXTS, Text
from tests.factories import catalog
from tests.factories.applying import Office, calendar, moment
from tests.factories.papers import text_of_pdf


@pytest.fixture
def office(db) -> Office:
    calendar()
    return Office()


def client_of(user) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def page(user, pk: int) -> str:
    return client_of(user).get(f"/office/applications/{pk}/").content.decode()


def test_a_reviewer_reads_the_answer_on_the_case(office):
    made = office.handed_in()

    shown = page(office.legal, made.pk)

    assert "答复书（待法制审核）" in shown
    assert answering.draft_of(made).decision.split("\n")[0] in shown
    assert "对照" not in shown  # handed in for the first time


def test_handed_in_again_it_stands_beside_what_it_was(office):
    made = office.handed_in()
    answering.send_back(pk=made.pk, by=office.legal, at=moment("09-07", 13), remark="写明册数")
    answering.draft(pk=made.pk, by=office.officer, at=moment("09-07", 14), text="现予以公开：分配表一册")
    drafting = page(office.officer, made.pk)
    assert "与上次送审的对照" in drafting
    answering.submit(pk=made.pk, by=office.officer, at=moment("09-07", 15), fit=True)

    shown = page(office.legal, made.pk)

    assert "与上次送审的对照" in shown
    assert re.search(r"<ins>[^<]*一册", shown)
    assert "<del>" in shown


def test_an_answer_put_right_stands_beside_the_one_that_was_sent(office):
    made = office.delivered()
    from_before = made.letters.get(doc=Doc.ANSWER).decision
    letters.make_waiting(moment("09-08", 8))
    answering.amend(pk=made.pk, by=office.officer, at=moment("09-08"), reason="金额有误")
    answering.draft(pk=made.pk, by=office.officer, at=moment("09-08", 10), text="金额更正为二十万元")

    shown = page(office.officer, made.pk)

    assert "与原答复书的对照" in shown
    assert re.sub(r"<[^>]+>", "", shown).count(from_before.split("\n")[0][:10]) >= 1


def test_the_sheet_for_the_pen_tells_what_is_known_and_leaves_the_rest(office):
    made = office.passed(office.handed_in(), office.legal, on="09-07")

    answer = client_of(office.officer).get(f"/office/applications/{made.pk}/approval/")

    assert answer["Content-Type"] == "application/pdf"
    said = text_of_pdf(answer.content)
    for words in (
        "答复审批单", made.number, made.applicant_shown, "法制审核意见", "法制审核员甲", "保密审查意见", "签发意见",
        "不含国家秘密", "予以公开",
    ):  # fmt: skip
        assert words in said, words
    assert "林小满" not in said
    assert client_of(office.editor).get(f"/office/applications/{made.pk}/approval/").status_code == 404
    assert (
        client_of(office.officer).get(f"/office/applications/{office.in_hand().pk}/approval/").status_code
        == 404
    )


def test_the_package_holds_every_file_with_its_hash_and_no_name(office):
    made = office.at(Step.ARCHIVED)

    answer = client_of(office.officer).get(f"/office/applications/{made.pk}/package/")

    with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
        names = package.namelist()
        inventory = package.read("inventory.csv").decode("utf-8-sig")
        for name in names:
            if name.startswith("files/"):
                assert hashlib.sha256(package.read(name)).hexdigest() in inventory
    assert {"inventory.csv", "events.csv", "case.json"} <= set(names)
    assert not any("林小满" in name for name in names)


# ---- CLK-4 -------------------------------------------------------------------------------------------------------
def test_clk_4_a_late_notice_of_correction_is_told_to_the_supervisor(
    office, django_capture_on_commit_callbacks
):
    supervisor = catalog.user_with(Role.SUPERVISOR, office.town, name="督查员甲")
    supervisor.email = "ducha@example.gov.cn"
    supervisor.save()
    made = office.in_hand("09-07")
    corrections.ask(
        pk=made.pk,
        by=office.officer,
        at=moment("09-21"),
        reasons=["form"],
        points="写明形式",
        guidance="补写",
    )

    with django_capture_on_commit_callbacks(execute=True):
        reminding.remind(moment("09-21", 12))
        reminding.remind(moment("09-21", 14))

    told = [sent for sent in mail.outbox if "超期补正" in sent.body]
    assert [sent.to for sent in told] == [["ducha@example.gov.cn"]]
    assert made.number in told[0].body
    listed = client_of(supervisor).get("/office/applications/?queue=faults").content.decode()
    assert made.number in listed
    assert "有超期事项的" in client_of(supervisor).get("/office/").content.decode()


# ---- preview -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("doc", list(Doc))
def test_each_of_our_texts_has_a_preview_with_its_slots_named(doc):
    text = sample(doc, TEXTS[doc])

    said = "".join(block.text + "".join(block.cells) for block in text.blocks)
    assert "【" in said
    assert "{" not in said


@pytest.mark.parametrize("outcome", [*CHOSEN, *RECTIFIED])
def test_each_of_our_bodies_has_one(outcome):
    text = sample(Doc.ANSWER, Text("答复书", BODIES[outcome]), outcome)

    said = "\n".join(block.text for block in text.blocks)
    assert "【救济途径】" in said
    assert "{" not in said


def test_a_text_is_looked_at_before_it_is_kept(office):
    admin = client_of(office.head)
    typed = {
        "doc": Doc.ANSWER.value, "outcome": Outcome.NEEDS_MAKING.value, "title": "告知书",
        "paragraphs": "经审查，{basis}没有现成信息。理由：{reason}", "note": "",
    }  # fmt: skip
    path = "/admin/disclosure/lettertemplate/preview/"

    answer = admin.post(path, typed)

    assert answer.status_code == 200
    assert "【理由】" in text_of_pdf(answer.content)
    assert not LetterTemplate.objects.exists()
    refused = admin.post(path, typed | {"paragraphs": "没有理由"})
    assert refused.status_code == 409
    assert "缺少" in refused.content.decode()
    assert admin.get(path).status_code == 405
    assert client_of(office.officer).post(path, typed).status_code in (302, 403)
    assert (
        'formaction="/admin/disclosure/lettertemplate/preview/"'
        in admin.get("/admin/disclosure/lettertemplate/add/").content.decode()
    )
