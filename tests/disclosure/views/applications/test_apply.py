"""Applying over the net, page by page, and following the case; what a stranger gets."""

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from disclosure.actions.applications import corrections, delivering, drafts, intake, letters
from disclosure.forms.applications.fields import PersonFields, WantedFields
from disclosure.law.steps import NotAllowed, Step
from disclosure.models import Application, ApplicationDraft, CaseFile, DraftFile, Suggested, Taken, Way
from disclosure.models.secret_codes import matches
from tests.factories import applying, catalog
from tests.factories import disclosure as write
from tests.factories.applying import ID_NUMBER, moment
from tests.factories.days import day

pytestmark = pytest.mark.django_db
NOW = "2026-09-07T01:00:00+00:00"
PERSON = {
    "name": "林小满", "id_kind": "id_card", "id_number": ID_NUMBER, "phone": "10000000000", "address": "望禾镇上坪村",
}  # fmt: skip
WHAT = {"description": "望禾镇2025年农村公益事业补助资金分配表"}
HOW = {"carrier": "paper", "obtain": "post", "other_form": "on"}


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    return applying.Office()


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def fill(client: Client, upto: str = "how") -> None:
    for name, data in (
        ("who", {"kind": "citizen", "case_kind": "request"}), ("person", PERSON), ("what", WHAT), ("how", HOW),
    ):  # fmt: skip
        answer = client.post(f"/apply/step/{name}/", data)
        assert answer.status_code == 302, answer.content.decode()
        if name == upto:
            return


def submit(client: Client):
    client.get("/apply/check/")
    return client.post("/apply/check/", {"true": "on"})


def code_on(page: str) -> tuple[str, str]:
    number = re.search(r"wanghe-2026-\d{4}", page)
    code = re.search(r'class="code">([A-Z0-9-]+)<', page)
    assert number
    assert code
    return number[0], code[1]


def applied(client: Client, clock) -> tuple[str, str]:
    fill(client)
    clock.shift(60)
    submit(client)
    return code_on(client.get("/apply/done/").content.decode())


def test_from_the_entrance_to_the_case(office, client, clock):
    assert "开始申请" in client.get("/apply/").content.decode()
    number, code = applied(client, clock)

    made = Application.objects.get()
    assert (made.number, made.state, made.applicant.name) == (number, Step.SUBMITTED, "林小满")
    assert not ApplicationDraft.objects.exists()
    page = client.post(
        "/apply/status/", {"number": number, "code": code.lower().replace("-", " ")}, follow=True
    )
    assert "等工作人员与您确认收到" in page.content.decode()
    assert page["Cache-Control"] == "no-store"


def test_a_draft_survives_a_closed_browser_and_holds_nothing_in_clear(office, client, clock):
    fill(client, upto="person")
    secret = client.cookies["gk_apply"].value
    with connection.cursor() as cursor:
        cursor.execute("SELECT answers, secret_hash FROM disclosure_applicationdraft")
        answers, kept = cursor.fetchone()
    assert ID_NUMBER not in answers
    assert secret not in (answers, kept)

    again = Client()
    again.cookies["gk_apply"] = secret
    assert "林小满" in again.get("/apply/step/person/").content.decode()
    clock.shift(timedelta(days=15))
    assert again.get("/apply/step/person/").status_code == 302
    assert drafts.drop_expired(timezone.now()) == 1


def test_pages_come_in_order_and_go_back_keeps_what_was_filled_in(office, client, clock):
    assert client.get("/apply/step/what/")["Location"].endswith("/apply/step/who/")
    assert client.get("/apply/check/")["Location"].endswith("/apply/")
    fill(client, upto="what")
    assert WHAT["description"] in client.get("/apply/step/what/").content.decode()
    assert client.get("/apply/files/")["Location"].endswith("/apply/step/how/")


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("who", {}, "请选择一项"),
        ("person", PERSON | {"name": ""}, "请填写这一项"),
        ("person", PERSON | {"id_kind": ""}, "请选择证件名称"),
        ("person", PERSON | {"postcode": "12"}, "邮政编码是6位数字"),
        ("person", PERSON | {"email": "x"}, "请填写正确的电子邮箱"),
        ("what", {"description": " "}, "请写明需要什么信息"),
    ],
)
def test_bad_input_is_said_at_its_place_and_stays_typed(office, client, clock, step, data, said):
    before = {"who": None, "person": "who", "what": "person"}[step]
    if before:
        fill(client, upto=before)

    answer = client.post(f"/apply/step/{step}/", data)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert all(str(value) in page for value in data.values() if str(value).strip())


def test_an_organisation_says_its_kind_and_contact(office, client, clock):
    client.post("/apply/step/who/", {"kind": "organisation", "case_kind": "request"})
    page = client.post("/apply/step/person/", PERSON).content.decode()
    assert "请选择组织类别" in page
    assert "请填写联系人" in page


def test_what_is_public_already_is_suggested_and_counted(office, client, clock):
    item = catalog.item(catalog.group(catalog.domain("农业")), "惠农补贴")
    made = write.published(
        office.town,
        office.other,
        item,
        office.editor,
        title="2025年农村公益事业补助资金分配表",
        at=moment("03-02"),
    )
    fill(client, upto="what")

    page = client.get("/apply/public/").content.decode()
    answer = client.post("/apply/public/", {"helped": made.path})

    assert "2025年农村公益事业补助资金分配表" in page
    assert answer["Location"] == made.path
    row = Suggested.objects.get()
    assert (row.shown, row.helped) == (1, 1)
    assert client.post("/apply/public/", {})["Location"].endswith("/apply/step/how/")


def test_uploads_are_sealed_limited_and_become_files_of_the_case(office, client, clock, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    fill(client)
    refused = client.post(
        "/apply/files/", {"role": "identity", "upload": SimpleUploadedFile("a.exe", b"MZ")}
    ).content.decode()
    assert "不能上传这种文件" in refused
    for n in range(5):
        client.post(
            "/apply/files/",
            {"role": "identity", "upload": SimpleUploadedFile(f"证{n}.txt", ID_NUMBER.encode())},
        )
    full = client.post("/apply/files/", {"role": "identity", "upload": SimpleUploadedFile("证.txt", b"x")})
    assert "最多上传5个文件" in full.content.decode()
    client.post(f"/apply/files/{DraftFile.objects.first().key}/remove/")
    clock.shift(60)
    submit(client)

    assert CaseFile.objects.count() == 4
    assert all(ID_NUMBER.encode() not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_sent_twice_it_is_one_application_with_one_code(office, client, clock):
    fill(client)
    clock.shift(60)
    client.get("/apply/check/")
    draft, slip = client.cookies["gk_apply"].value, client.cookies["gk_slip"].value
    client.post("/apply/check/", {"true": "on"})
    first = code_on(client.get("/apply/done/").content.decode())
    client.cookies["gk_apply"], client.cookies["gk_slip"] = draft, slip

    again = client.post("/apply/check/", {"true": "on"})

    assert again.status_code == 302
    assert Application.objects.count() == 1
    assert first[0] == Application.objects.get().number
    assert code_on(client.get("/apply/done/").content.decode()) == first


def test_a_page_left_open_for_so_long_that_its_code_is_gone_is_shown_again(office, client, clock):
    fill(client)
    clock.shift(60)
    client.get("/apply/check/")
    del client.cookies["gk_slip"]

    answer = client.post("/apply/check/", {"true": "on"})

    assert answer.status_code == 422
    assert "打开得太久" in answer.content.decode()
    assert not Application.objects.exists()
    client.post("/apply/check/", {"true": "on"})
    number, code = code_on(client.get("/apply/done/").content.decode())
    made = Application.objects.get()
    assert (made.number, matches(code, made.code_hash, "application")) == (number, True)


def test_a_draft_deleted_while_it_is_sent_becomes_no_application(office, client, clock):
    fill(client)
    row = ApplicationDraft.objects.get()
    draft = drafts.Draft(row, {})
    drafts.drop(ApplicationDraft.objects.get())

    with pytest.raises(ActRefused, match="已经删除"):
        drafts.send(
            draft=draft,
            at=moment("09-07"),
            person=applying.person(),
            wanted=applying.wanted(),
            code=intake.new_code(),
        )

    assert not Application.objects.exists()


def test_a_program_is_kept_out_without_a_puzzle(office, client, clock):
    fill(client)
    client.get("/apply/check/")
    assert "太快了" in client.post("/apply/check/", {"true": "on"}).content.decode()
    clock.shift(60)
    assert "请把这一项留空" in client.post("/apply/check/", {"true": "on", "website": "x"}).content.decode()
    assert not Application.objects.exists()
    assert submit(client).status_code == 302


def test_everything_filled_in_can_be_deleted(office, client, clock):
    fill(client)
    client.post("/apply/drop/")
    assert not ApplicationDraft.objects.exists()
    assert client.get("/apply/step/person/").status_code == 302


@pytest.mark.parametrize("taken", [Taken.COUNTY, Taken.BOTH])
def test_the_entrance_leads_to_the_county_where_the_setting_says_so(office, client, taken):
    office.reception.taken, office.reception.county_url = taken, "https://county.example.gov.cn/apply"
    office.reception.save()

    page = client.get("/apply/").content.decode()

    assert "https://county.example.gov.cn/apply" in page
    assert ("开始申请" in page) == (taken == Taken.BOTH)
    assert client.get("/apply/step/who/").status_code == (200 if taken == Taken.BOTH else 404)


def test_a_township_without_settings_still_tells_how_to_apply_on_paper(client):
    catalog.township()
    page = client.get("/apply/").content.decode()
    assert "打印申请表" in page
    assert "开始申请" not in page


def test_the_paper_form_has_every_field_of_the_pages(office, client):
    page = client.get("/apply/paper/").content.decode()
    for field in [*PersonFields.base_fields.values(), *WantedFields.base_fields.values()]:
        assert str(field.label) in page


# ---- following ---------------------------------------------------------------------------------------------------
def open_case(client: Client, office, case: Application) -> str:
    code = intake.replace_code(pk=case.pk, by=office.officer, at=timezone.now(), proof="身份证")
    return client.post("/apply/status/", {"number": case.number, "code": code}, follow=True).content.decode()


def test_the_count_is_shown_with_its_reasons(office, client, clock):
    case = office.registered("09-07")
    page = open_case(client, office, case)
    assert "最迟 2026年10月10日 答复您" in page
    assert "数 20 个工作日" in page
    assert "放假" in page


def test_the_applicant_corrects_himself(office, client, clock):
    case = office.at(Step.CORRECTING)
    clock.move_to(moment("09-09"))
    page = open_case(client, office, case)
    assert "写明形式" in page
    assert "请填写补正的内容" in client.post("/apply/status/do/correct/", {"answer": ""}).content.decode()

    client.post("/apply/status/do/correct/", {"answer": "要纸质的"})

    case.refresh_from_db()
    assert (case.state, case.receipt_on) == (Step.REGISTERED, day("09-09"))
    assert case.correction.answer == "要纸质的"
    assert case.events.last().by is None


def test_the_applicant_withdraws(office, client, clock):
    case = office.registered("09-07")
    open_case(client, office, case)
    assert "请确认后勾选" in client.post("/apply/status/do/withdraw/", {}).content.decode()
    client.post("/apply/status/do/withdraw/", {"sure": "on"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == (Step.CLOSED, "OUT-23")


def test_the_answer_is_there_once_it_went_out(office, client, clock, django_capture_on_commit_callbacks):
    case = office.signed("09-07")
    letters.make_waiting(timezone.now())
    open_case(client, office, case)
    assert "答复书" not in client.get("/apply/status/").content.decode()
    delivering.dispatch(
        pk=case.pk, by=office.officer, at=moment("09-07", 15), way=Way.POST, on=day("09-07"), tracking="EM1"
    )

    page = client.get("/apply/status/").content.decode()

    link = re.search(r"/apply/status/files/[0-9a-f-]+/", page)
    assert "政府信息公开申请答复书 望府公复〔2026〕1号" in page
    assert link
    assert client.get(link[0]).content.startswith(b"%PDF")
    assert Client().get(link[0]).status_code == 404
    assert client.get(f"/apply/status/files/{uuid.uuid4()}/").status_code == 404


def test_a_stranger_learns_nothing_and_wrong_number_and_wrong_code_look_the_same(office, clock):
    case = office.registered("09-07", who=applying.person("欧阳望舒"))
    seen = []
    for number, code in ((case.number, intake.new_code()), ("wanghe-2026-9999", intake.new_code())):
        client = Client(REMOTE_ADDR=f"10.0.0.{len(seen)}")
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/apply/status/", {"number": number, "code": code})
        body = answer.content.decode()
        plain = (
            re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
            .replace(number, "")
            .replace(code, "")
        )
        kinds = [re.sub(r"\d+", "", q["sql"].split(" ")[0]) for q in queries]
        seen.append((answer.status_code, plain, len(body), kinds))
        assert "欧阳" not in body

    assert seen[0] == seen[1]


def test_ten_tries_a_number_and_the_right_code_comes_too_late(office, clock):
    code = intake.new_code()
    case = office.submitted("09-07", code=code)
    for n in range(10):
        client = Client(REMOTE_ADDR=f"10.0.0.{n}")
        assert (
            client.post("/apply/status/", {"number": case.number, "code": intake.new_code()}).status_code
            == 422
        )

    refused = Client(REMOTE_ADDR="10.0.1.1").post("/apply/status/", {"number": case.number, "code": code})

    assert refused.status_code == 429
    assert "15分钟" in refused.content.decode()


def test_ten_thousand_guesses_find_nothing(office):
    case = office.registered("09-07")
    assert not any(matches(intake.new_code(), case.code_hash, intake.CODE_PURPOSE) for _ in range(10_000))


def test_a_replaced_code_closes_the_page_that_the_old_one_opened(office, client, clock):
    case = office.registered("09-07")
    open_case(client, office, case)
    intake.replace_code(pk=case.pk, by=office.officer, at=timezone.now(), proof="身份证")
    assert "受理编号" in client.get("/apply/status/").content.decode()
    assert case.number not in client.get("/apply/status/").content.decode()


def test_a_case_closes_by_itself_after_half_an_hour_and_on_leaving(office, client, clock):
    case = office.registered("09-07")
    open_case(client, office, case)
    clock.shift(31 * 60)
    assert case.number not in client.get("/apply/status/").content.decode()
    clock.shift(-31 * 60)
    open_case(client, office, case)
    client.post("/apply/status/leave/")
    assert case.number not in client.get("/apply/status/").content.decode()


def test_a_case_of_another_township_is_not_found(office, client, clock):
    other = applying.Office("shanan", "山南镇")
    code = intake.new_code()
    case = other.submitted("09-07", code=code)
    answer = client.post("/wanghe/apply/status/", {"number": case.number, "code": code})
    assert answer.status_code == 422


def test_corrections_received_twice_are_refused(office, clock):
    case = office.at(Step.CORRECTING)
    corrections.receive(pk=case.pk, by=None, at=moment("09-09"), answer="甲")
    with pytest.raises(NotAllowed):
        corrections.receive(pk=case.pk, by=None, at=moment("09-09"), answer="乙")
