"""A changed arrangement, entered by the administrator: the way from the message to the last days that moved (CAL-8)."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.models import User
from disclosure.models import Application, DueChange
from tests.factories import applying
from tests.factories import catalog as make
from tests.factories.applying import moment
from tests.factories.days import day
from tests.gongkai.upkeep.conftest import NOTICE, signed_in

pytestmark = pytest.mark.django_db

YEAR = "/wanghe/office/upkeep/calendar/2026/"
MOVES = "/wanghe/office/applications/moves/"
CHANGED = NOTICE.replace("9月20日（周日）、10月10日（周六）上班", "10月10日（周六）上班")
FILLED = {"notice_no": "国办发明电〔2026〕9号", "issued_on": "2026-09-08", "text": CHANGED, "step": "confirm"}


@pytest.fixture
def office() -> Iterator[applying.Office]:
    applying.calendar()
    with time_machine.travel(moment("09-08"), tick=False):
        yield applying.Office()


@pytest.fixture
def admin(office: applying.Office) -> User:
    return make.user_with(Role.ADMIN, office.town, name="王管理")


@pytest.fixture
def moved(office: applying.Office, admin: User) -> tuple[Application, Application, str]:
    """A case here and one elsewhere whose last days moved, and the page that says so."""
    elsewhere = applying.Office("qinghe", "清河镇")
    case, other = office.registered("09-07"), elsewhere.registered("09-07")
    said = signed_in(admin).post(YEAR, FILLED, follow=True).text
    assert DueChange.objects.filter(was=day("10-10"), now=day("10-12")).count() == 2
    return case, other, said


def test_the_message_leads_the_administrator_to_numbers_and_days_alone(admin, moved):
    case, other, said = moved
    assert "有 1 件申请的答复期限变动" in said
    assert f'href="{MOVES}"' in said

    page = signed_in(admin).get(MOVES)

    assert page.status_code == 200
    assert case.number in page.text
    assert "2026-10-10" in page.text
    assert "2026-10-12" in page.text
    assert other.number not in page.text
    assert case.applicant.name not in page.text
    inside = f"/wanghe/office/applications/{case.pk}/"
    assert inside not in page.text
    assert signed_in(admin).get(inside).status_code == 404


def test_the_officer_comes_from_the_list_to_the_cases(office, moved):
    case, other, _ = moved
    client = signed_in(office.officer)
    assert f'href="{MOVES}"' in client.get("/wanghe/office/applications/").text

    page = client.get(MOVES)

    assert f'href="/wanghe/office/applications/{case.pk}/"' in page.text
    assert other.number not in page.text


def test_who_keeps_no_calendar_and_reads_no_case_finds_nothing(office, moved):
    assert signed_in(office.editor).get(MOVES).status_code == 404


def test_the_queries_do_not_grow_with_the_changes(office, admin, moved):
    case = moved[0]
    for person in (admin, office.officer):
        client = signed_in(person)
        client.get(MOVES)
        with CaptureQueriesContext(
            connection,
        ) as few:
            client.get(MOVES)
        made = [
            DueChange(application=case, was=day("10-10"), now=day("10-12"), cause="调整", at=moment("09-08"))
            for _ in range(29)
        ]
        DueChange.objects.bulk_create(made)
        with CaptureQueriesContext(connection) as many:
            client.get(MOVES)
        assert len(few) == len(many)
