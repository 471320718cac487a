"""What time and the calendar do to open cases: recomputed, traced, reminded of; files a lost worker left are made."""

import pytest
from django.core import mail

from catalog.models import CalendarDay, CalendarYear
from disclosure.actions.applications import intake, letters, reminding, renewal
from disclosure.actions.applications.course import reading_of
from disclosure.law.steps import Step
from disclosure.models import CaseFile, DueChange, Letter, LetterState, Reminder
from tests.factories import applying
from tests.factories.applying import moment
from tests.factories.days import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    return applying.Office()


def test_cal_8_a_changed_arrangement_moves_open_cases_and_says_which(office):
    case, answered = office.registered("09-07"), office.delivered("09-07")
    CalendarDay.objects.filter(date=day("09-20")).delete()  # the make-up Sunday is taken back
    letters_before = answered.due_on

    moved = renewal.recompute(cause="2026年放假安排调整", by=office.head, at=moment("09-08"))

    case.refresh_from_db()
    answered.refresh_from_db()
    change = DueChange.objects.get()
    assert moved == [change]
    assert (change.application, change.was, change.now) == (case, day("10-10"), day("10-12"))
    assert (change.nearer, case.due_on, answered.due_on) == (False, day("10-12"), letters_before)
    assert renewal.recompute(cause="再算", by=None, at=moment("09-08")) == []


def test_cal_8_a_day_that_comes_nearer_is_told_apart(office):
    case = office.registered("09-07")
    CalendarDay.objects.create(
        year=CalendarYear.objects.get(), date=day("09-13"), is_workday=True, name="调休"
    )

    moved = renewal.recompute(cause="调整", by=None, at=moment("09-08"))

    assert [change.application for change in renewal.nearer(moved)] == [case]


@pytest.mark.parametrize(("nearer", "sent"), [(True, 1), (False, 0)])
def test_cal_8_a_day_that_comes_nearer_is_alerted_on(
    office, django_capture_on_commit_callbacks, nearer, sent
):
    office.head.email = "head@example.gov.cn"
    office.head.save()
    case = office.registered("09-07", who=applying.person("欧阳望舒"))
    if nearer:
        year = CalendarYear.objects.get()
        CalendarDay.objects.create(year=year, date=day("09-13"), is_workday=True, name="调休")
    else:
        CalendarDay.objects.filter(date=day("09-20")).delete()

    with django_capture_on_commit_callbacks(execute=True):
        renewal.recompute(cause="2026年放假安排调整", by=None, at=moment("09-08"))
        renewal.recompute(cause="再算", by=None, at=moment("09-08"))

    assert [(mail_.to, case.number in mail_.body, "提前到" in mail_.body) for mail_ in mail.outbox] == [
        (["head@example.gov.cn"], True, True)
    ] * sent
    assert not any("欧阳望舒" in mail_.subject + mail_.body for mail_ in mail.outbox)


def test_by_night_a_silent_letter_ends_by_itself(office):
    case = office.at(Step.CONSULTING)
    assert case.stopped == "opinion"

    renewal.by_night(moment("10-12"))

    case.refresh_from_db()
    assert (case.stopped, case.state) == ("", Step.CONSULTING)


@pytest.mark.parametrize(
    ("on", "about"),
    [("09-24", []), ("09-28", ["5"]), ("10-08", ["2"]), ("10-10", ["0"]), ("10-12", ["overdue"])],
)
def test_reminders_of_the_last_day(office, on, about):
    office.registered("09-07")

    reminding.remind(moment(on))
    reminding.remind(moment(on, 10))

    assert list(Reminder.objects.values_list("about", flat=True)) == about


def test_app_9_an_unconfirmed_application_is_reminded_of(office):
    office.submitted("09-30")
    reminding.remind(moment("10-08"))
    assert not Reminder.objects.exists()
    reminding.remind(moment("10-09"))
    assert Reminder.objects.get().about == "unconfirmed"


def test_a_reminder_by_mail_holds_a_number_and_a_day_alone(office, django_capture_on_commit_callbacks):
    office.head.email = "head@example.gov.cn"
    office.head.save()
    case = office.registered("09-07", who=applying.person("欧阳望舒"))

    with django_capture_on_commit_callbacks(execute=True):
        reminding.remind(moment("10-10"))

    (sent,) = mail.outbox
    assert sent.to == ["head@example.gov.cn"]
    assert case.number in sent.body
    assert not any(word in f"{sent.subject}{sent.body}" for word in ("欧阳", "补助资金", applying.PHONE))


def test_papers_whose_worker_was_lost_are_made_by_the_timer_and_only_once(office):
    case = office.signed("09-07")
    letter = case.letters.get(doc="DOC-13", state=LetterState.SIGNED)

    assert letters.make_waiting(moment("09-08")) >= 1
    letter.refresh_from_db()
    first = (letter.pdf_id, letter.docx_id)
    letters.make_files.call(letter.pk)
    letter.refresh_from_db()

    assert letter.state == LetterState.ISSUED
    assert (letter.pdf_id, letter.docx_id) == first
    assert letter.pdf.file.read().startswith(b"%PDF")
    assert (
        CaseFile.objects.filter(application=case, role="letter").count()
        == 2 * Letter.objects.filter(application=case).count()
    )


def test_a_paper_that_cannot_be_made_does_not_keep_the_others_waiting(office):
    broken, whole = (office.signed("09-07").letters.get(doc="DOC-13") for _ in range(2))
    broken.body = "{}"
    broken.save()

    with pytest.raises(ExceptionGroup, match="有 1 份文书没有作成"):
        letters.make_waiting(moment("09-08"))

    broken.refresh_from_db()
    whole.refresh_from_db()
    assert (broken.state, whole.state) == (LetterState.SIGNED, LetterState.ISSUED)


def test_app_12_a_request_for_correction_has_the_days_of_the_setting(office):
    office.reception.rectify_days = 10
    office.reception.save()
    case = office.registered("09-07", what=applying.wanted("户籍信息中的出生日期有误", kind="rectify"))

    reading = reading_of(case, day("09-08"))

    assert reading is not None
    assert (reading.days, case.due_on) == (10, day("09-20"))


def test_the_slip_of_a_case_taken_in_has_a_code_of_its_own(office):
    first, second = intake.new_code(), intake.new_code()
    assert first != second
