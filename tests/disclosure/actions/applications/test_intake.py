"""How an application comes in: day of receipt, number, code, twice sent, who may."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from disclosure.actions.applications import intake
from disclosure.actions.applications.course import Incomplete, Stale, reading_of
from disclosure.actions.applications.intake import Arrival
from disclosure.actions.publications import Upload
from disclosure.law.intake import Intake
from disclosure.law.steps import Act, Step
from disclosure.models import Application, CaseFile, CaseFileRole, CaseSerial
from disclosure.models.secret_codes import matches
from tests.factories import applying
from tests.factories.applying import ID_NUMBER, PHONE, moment, person, wanted
from tests.factories.days import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    return applying.Office()


@pytest.mark.parametrize(
    ("kind", "state", "due"),
    [
        (Intake.COUNTER, Step.REGISTERED, "10-10"),
        (Intake.POST_SIGNED, Step.REGISTERED, "10-10"),
        (Intake.POST_PLAIN, Step.SUBMITTED, None),
        (Intake.FAX, Step.SUBMITTED, None),
        (Intake.EMAIL, Step.SUBMITTED, None),
    ],
)
def test_app_7_the_term_runs_from_the_lawful_day(office, kind, state, due):
    application = office.registered("09-07", intake=kind)

    assert (application.state, application.due_on) == (state, day(due) if due else None)


def test_app_7_an_online_application_runs_from_its_confirmation(office):
    application = office.submitted("10-02")

    confirmed = intake.confirm(
        pk=application.pk, by=office.officer, at=moment("10-03"), on=day("10-03"), method="电话确认"
    )

    assert (application.state, application.due_on) == (Step.SUBMITTED, None)
    assert (confirmed.state, confirmed.first_receipt_on, confirmed.due_on) == (
        Step.REGISTERED,
        day("10-03"),
        day("11-03"),
    )


@pytest.mark.parametrize(("on", "method"), [("10-01", "电话确认"), ("10-04", "电话确认"), ("10-03", " ")])
def test_a_confirmation_before_it_came_or_tomorrow_or_without_a_way_is_refused(office, on, method):
    application = office.submitted("10-02")

    with pytest.raises(Incomplete):
        intake.confirm(pk=application.pk, by=office.officer, at=moment("10-03"), on=day(on), method=method)

    application.refresh_from_db()
    assert (application.state, application.version) == (Step.SUBMITTED, 1)
    assert [event.act for event in application.events.all()] == [Act.SUBMIT]


def test_app_9_a_corrected_day_keeps_the_old_one(office):
    application = office.registered("09-08")

    amended = intake.amend_receipt(
        pk=application.pk, by=office.head, at=moment("09-10"), on=day("09-07"), reason="邮戳看错了"
    )

    assert (amended.first_receipt_on, amended.due_on) == (day("09-07"), day("10-10"))
    event = amended.events.last()
    assert event is not None
    assert event.facts == {"was": "2026-09-08"}


def test_app_9_the_officer_cannot_correct_it_himself(office):
    application = office.registered("09-08")

    with pytest.raises(PermissionDenied):
        intake.amend_receipt(
            pk=application.pk, by=office.officer, at=moment("09-10"), on=day("09-07"), reason="看错"
        )


def test_numbers_have_no_gap_even_after_a_refusal(office):
    first = office.registered("09-07")
    with pytest.raises(Incomplete):
        office.registered("09-07", intake=Intake.ORAL)
    second = office.registered("09-07")

    assert (first.number, second.number) == ("wanghe-2026-0001", "wanghe-2026-0002")
    assert CaseSerial.objects.get(kind="case").last == 2


def test_sent_twice_it_is_one_application(office):
    submission = uuid.uuid4()
    act = {
        "township": office.town, "at": moment("09-07"), "person": person(), "wanted": wanted(),
        "code": intake.new_code(), "submission": submission,
    }  # fmt: skip

    assert intake.submit(**act) == intake.submit(**act)
    assert Application.objects.count() == 1


def test_taken_in_twice_it_is_one_application(office):
    act = {
        "township": office.town, "by": office.officer, "at": moment("09-07"), "person": person(), "wanted": wanted(),
        "arrival": Arrival(Intake.COUNTER, day("09-07")), "submission": uuid.uuid4(),
    }  # fmt: skip

    (first, code), (second, no_code) = intake.register(**act), intake.register(**act)

    assert first == second
    assert (bool(code), no_code) == (True, "")


@pytest.mark.parametrize(
    "arrival",
    [
        {"intake": Intake.COUNTY},
        {"intake": Intake.ORAL},
        {"intake": Intake.COUNTER, "arrived_on": day("09-08")},
        {"intake": Intake.FAX, "confirmed_on": day("09-06")},
        {"intake": Intake.FAX, "confirmed_on": day("09-08")},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(office, arrival):
    with pytest.raises(Incomplete):
        office.registered("09-07", **arrival)

    assert not Application.objects.exists()
    assert not CaseSerial.objects.exists()


def test_strangers_take_nothing_in(office):
    for by in (office.editor, office.signer, applying.Office("shanan", "山南镇").officer):
        with pytest.raises(PermissionDenied):
            office.registered("09-07", by=by)


def test_the_code_is_stored_as_a_hash_only(office):
    code = intake.new_code()

    application = office.submitted(code=code)

    assert matches(code, application.code_hash, intake.CODE_PURPOSE)
    assert code.replace("-", "") not in application.code_hash


def test_a_lost_code_is_replaced_and_the_old_one_opens_nothing(office):
    old = intake.new_code()
    application = office.submitted(code=old)

    new = intake.replace_code(pk=application.pk, by=office.officer, at=moment("09-08"), proof="居民身份证")

    application.refresh_from_db()
    assert matches(new, application.code_hash, intake.CODE_PURPOSE)
    assert not matches(old, application.code_hash, intake.CODE_PURPOSE)
    with pytest.raises(Incomplete):
        intake.replace_code(pk=application.pk, by=office.officer, at=moment("09-08"), proof=" ")


def test_pii_6_what_lies_in_the_database_and_on_disk_is_sealed(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    upload = Upload("身份证.txt", f"林小满 {ID_NUMBER}".encode())

    application = office.submitted(uploads=[(CaseFileRole.IDENTITY, upload)])

    file = CaseFile.objects.get(application=application)
    assert file.file.read() == upload.data
    for path in tmp_path.rglob("*"):
        assert "身份证" not in path.name
        assert path.is_dir() or ID_NUMBER.encode() not in path.read_bytes()
    assert application.applicant_shown == "林**"
    applicant = application.applicant
    applicant.refresh_from_db()
    assert (applicant.name, applicant.id_number, applicant.phone) == ("林小满", ID_NUMBER, PHONE)


def test_two_officers_at_one_case_the_second_is_told(office):
    application = office.submitted("09-07")
    act = {"pk": application.pk, "at": moment("09-08"), "kind": "other", "note": "x", "version": 1}
    intake.record_help(by=office.officer, **act)

    with pytest.raises(Stale, match="经办人甲"):
        intake.record_help(by=office.colleague, **act)


def test_the_columns_are_what_the_events_say(office):
    application = office.registered("09-07")

    reading = reading_of(application, day("09-08"))

    assert reading is not None
    assert reading.due is not None
    assert reading.due.on == application.due_on
