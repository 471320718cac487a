"""The office's lists of applications: what they show of a person, and that their queries do not grow."""

from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.models import User
from disclosure.actions.applications import course, files, searching
from disclosure.actions.publications import Upload
from disclosure.law.steps import Act, Step
from disclosure.models import CaseFileRole, DueChange, RequestItem
from disclosure.queries.applications import QUEUES
from tests.factories import applying
from tests.factories.applying import ID_NUMBER, PHONE, moment
from tests.factories.days import day

pytestmark = pytest.mark.django_db

TODAY = "09-08"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(moment(TODAY), tick=False):
        yield


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    return applying.Office()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


# ---- what a list shows of a person ----------------------------------------------------------------------------
def test_lists_show_the_applicant_masked_only(office: applying.Office) -> None:
    for step in Step:
        office.at(step)
    office.in_hand("08-03")
    case = office.in_hand("08-12")
    office.registered(who=applying.person("欧阳青禾", phone="10000000007"))
    DueChange.objects.create(
        application=case, was=day("09-08"), now=day("09-09"), cause="放假", at=moment(TODAY)
    )
    searching.ask(pk=case.pk, by=office.officer, at=moment(TODAY), unit=office.other, what="分配表")
    client = signed_in(office.officer)
    root = "/office/applications/"

    pages = {queue: client.get(f"{root}?queue={queue}").text for queue in QUEUES} | {
        "calendar": client.get(f"{root}calendar/").text,
        "moves": client.get(f"{root}moves/").text,
        "found": client.post(f"{root}find/", {"person": PHONE}).text,
        "case": client.get(f"{root}{case.pk}/").text,
        "searches": client.get("/office/searches/").text,
        "desk": client.get("/office/").text,
    }

    secret = ("林小满", "小满", "欧阳青禾", "青禾", ID_NUMBER, "上坪村某组", "10000000007")
    assert {(name, text) for name, page in pages.items() for text in secret if text in page} == set()
    assert {name for name, page in pages.items() if PHONE in page} == {"found"}  # as it was typed
    assert {name for name, page in pages.items() if "林**" not in page} == {
        "moves", "searches", "desk", "review", "faults",
    }  # fmt: skip
    assert "欧阳**" in pages["all"]


# ---- queries --------------------------------------------------------------------------------------------------
def queries_of(client: Client, path: str, **data: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(path, data) if data else client.get(path)
    assert answer.status_code == 200
    return len(seen)


def one_of_each(office: applying.Office) -> None:
    """A case for every queue, a moved day and a search that waits."""
    office.submitted()
    office.in_hand("08-03")
    moved = office.in_hand("08-12")
    office.at(Step.FEE_DUE)
    office.handed_in()
    DueChange.objects.create(
        application=moved, was=day("09-08"), now=day("09-09"), cause="放假", at=moment(TODAY)
    )
    searching.ask(pk=moved.pk, by=office.officer, at=moment(TODAY), unit=office.other, what="分配表")


def test_queues_take_the_same_queries_for_one_and_for_thirty(office: applying.Office) -> None:
    officer, legal, root = signed_in(office.officer), signed_in(office.legal), "/office/applications/"

    def counted() -> dict[str, int]:
        lists = {queue: queries_of(officer, f"{root}?queue={queue}") for queue in QUEUES if queue != "review"}
        return lists | {
            "review": queries_of(legal, f"{root}?queue=review"),
            "calendar": queries_of(officer, f"{root}calendar/"),
            "moves": queries_of(officer, f"{root}moves/"),
            "found": queries_of(officer, f"{root}find/", person="林小满"),
            "searches": queries_of(officer, "/office/searches/"),
        }

    one_of_each(office)
    few = counted()
    for _ in range(29):
        one_of_each(office)

    assert counted() == few
    assert max(few.values()) <= 12


def test_a_case_takes_the_same_queries_for_one_and_for_thirty_of_everything(office: applying.Office) -> None:
    at, client = moment(TODAY), signed_in(office.officer)
    case = office.in_hand(what=applying.wanted("甲"))

    def more(number: int) -> None:
        """One more of each thing that hangs on a case, another case of this person, one that asks for the same."""
        RequestItem.objects.create(application=case, position=number, description=f"第{number}项")
        course.log(case, Act.HELP, by=office.colleague, at=at, on=at.date(), note="说明")
        files.keep(
            application=case, role=CaseFileRole.OTHER, upload=Upload("信.txt", b"x"), by=office.officer, at=at
        )
        searching.ask(pk=case.pk, by=office.officer, at=at, unit=office.other, what="分配表")
        office.registered(what=applying.wanted("甲"))

    more(2)
    few = queries_of(client, f"/office/applications/{case.pk}/")
    for number in range(3, 32):
        more(number)

    assert queries_of(client, f"/office/applications/{case.pk}/") == few
