"""The office's pages of applications: who opens what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import resolve

from catalog.law.roles import Role
from catalog.models import Membership, User
from disclosure import urls
from disclosure.actions.applications import files, searching
from disclosure.actions.publications import Upload
from disclosure.law.steps import Step
from disclosure.models import Application, CaseFileRole, PersonalAccess, SearchRequest
from tests.factories import applying, catalog
from tests.factories.applying import ID_NUMBER, PHONE, moment

pytestmark = pytest.mark.django_db

TODAY = "09-08"
CASES = "/wanghe/office/applications/"
SEARCHES = "/wanghe/office/searches/"

DESK = {"officer", "head"}
REVIEW = {"legal", "secrecy", "signer", "supervisor"}
ELSEWHERE = {"unit officer", "editor", "clerk"}  # of this township, with no part in this case
MEMBERS = DESK | REVIEW | ELSEWHERE
OUTSIDE = {"plain": 403, "former officer": 403, "other township": 403, "stranger": 302}
READERS = DESK | REVIEW | {"unit officer"}  # with queues of their own

CASE_OF_READERS = {200: DESK | REVIEW, 404: ELSEWHERE}
OF_THE_DESK = {200: DESK, 403: REVIEW, 404: ELSEWHERE}  # a reviewer knows the case and is refused the person
NOBODY: dict[int, set[str]] = {404: MEMBERS}
# method, address, what is sent → who gets what, written out by hand. Whoever is outside the township gets OUTSIDE.
TABLE: list[tuple[str, str, dict[str, str], dict[int, set[str]]]] = [
    ("get", CASES, {}, {200: READERS, 404: {"editor", "clerk"}}),
    ("post", CASES + "find/", {"person": PHONE}, {200: READERS, 404: {"editor", "clerk"}}),
    ("get", CASES + "find/", {}, {405: MEMBERS}),
    ("get", CASES + "calendar/", {}, {200: READERS, 404: {"editor", "clerk"}}),
    ("get", CASES + "moves/", {}, {200: READERS, 404: {"editor", "clerk"}}),
    ("get", CASES + "new/", {}, {200: DESK | {"unit officer"}, 404: REVIEW | {"editor", "clerk"}}),
    ("post", CASES + "new/", {"kind": "citizen"}, {409: DESK | {"unit officer"}, 404: REVIEW | {"editor", "clerk"}}),
    ("get", CASES + "{case}/", {}, CASE_OF_READERS),
    ("get", CASES + "{archived}/", {}, CASE_OF_READERS),
    ("post", CASES + "{case}/act/help/", {"help-version": "{version}", "help-kind": "other"},
     {302: DESK, 409: REVIEW, 404: ELSEWHERE}),
    ("post", CASES + "{case}/act/nothing/", {}, NOBODY),
    ("get", CASES + "{case}/act/help/", {}, {405: MEMBERS}),
    ("get", CASES + "{case}/code/", {}, {200: DESK, 404: REVIEW | ELSEWHERE}),
    ("post", CASES + "{case}/code/", {"version": "{version}", "proof": "居民身份证"},
     {200: DESK, 404: REVIEW | ELSEWHERE}),
    ("post", CASES + "{case}/person/", {"reason": "电话联系补正"}, OF_THE_DESK),
    ("post", CASES + "{case}/person/", {}, {409: DESK | REVIEW, 404: ELSEWHERE}),
    ("get", CASES + "{case}/register/", {}, OF_THE_DESK),
    ("get", CASES + "{archived}/package/", {}, OF_THE_DESK),
    ("get", CASES + "{archived}/approval/", {}, CASE_OF_READERS),
    ("get", CASES + "{case}/approval/", {}, NOBODY),  # nothing is drafted
    ("get", CASES + "erasures/", {}, {200: {"head"}, 404: MEMBERS - {"head"}}),
    ("post", CASES + "erasures/", {"reason": "x"}, {409: {"head"}, 404: MEMBERS - {"head"}}),
    ("post", CASES + "erasures/1/decide/", {"verdict": "carry_out"}, NOBODY),
    ("get", CASES + "{case}/package/", {}, NOBODY),
    ("get", CASES + "{case}/letters/{letter}/", {}, CASE_OF_READERS),
    ("get", CASES + "{archived}/letters/{letter}/", {}, NOBODY),  # of another case
    ("get", CASES + "{case}/files/{identity}/", {}, OF_THE_DESK),
    ("get", CASES + "{case}/files/{other}/", {}, CASE_OF_READERS),
    ("get", CASES + "{archived}/files/{other}/", {}, NOBODY),
    ("get", CASES + "{case}/decide/1/correct/", {}, {200: DESK, 404: REVIEW | ELSEWHERE}),
    ("post", CASES + "{case}/decide/1/correct/", {"answer": "0"}, {302: DESK, 404: REVIEW | ELSEWHERE}),
    ("get", CASES + "{case}/decide/1/fit/", {}, NOBODY),
    ("get", CASES + "{case}/decide/2/correct/", {}, NOBODY),
    ("get", CASES + "{case}/decide/1/facts/", {}, {302: DESK, 404: REVIEW | ELSEWHERE}),
    ("get", CASES + "{case}/decide/all/", {}, {302: DESK, 404: REVIEW | ELSEWHERE}),
    ("post", CASES + "{case}/decide/all/", {}, {302: DESK, 404: REVIEW | ELSEWHERE}),
    ("get", CASES + "{archived}/decide/all/", {}, NOBODY),
    ("get", SEARCHES, {}, {200: MEMBERS}),
    ("get", SEARCHES + "{search}/", {}, {200: DESK | {"unit officer", "editor"}, 404: REVIEW | {"clerk"}}),
    ("post", SEARCHES + "{search}/", {"systems": "档案室目录"}, {409: DESK | {"unit officer", "editor"}, 404: REVIEW | {"clerk"}}),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(moment(TODAY), tick=False):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


@dataclass
class Scene:
    """Two townships; a case in hand with its papers, an archived one, and everybody who may come along."""

    office: applying.Office
    other: applying.Office
    case: Application
    archived: Application
    search: SearchRequest
    clients: dict[str, Client]
    names: dict[str, object]

    def path(self, text: str) -> str:
        return text.format(**self.names)

    def sent(self, data: dict[str, str]) -> dict[str, str]:
        self.case.refresh_from_db()
        return {key: value.format(version=self.case.version) for key, value in data.items()}


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker) -> Iterator[Scene]:
    """Built once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic(), time_machine.travel(moment(TODAY), tick=False):
        yield build()
        transaction.set_rollback(True)


@pytest.fixture
def scene(loaded: Scene, db: None) -> Scene:
    return loaded


def build() -> Scene:
    applying.calendar()
    office, at = applying.Office(), moment(TODAY)
    archived, case = office.at(Step.ARCHIVED), office.in_hand()
    search = searching.ask(pk=case.pk, by=office.officer, at=at, unit=office.other, what="分配表")
    identity, other = (
        files.keep(application=case, role=role, upload=Upload("身份证.txt", b"x"), by=office.officer, at=at)
        for role in (CaseFileRole.IDENTITY, CaseFileRole.OTHER)
    )
    former = catalog.user()
    Membership.objects.create(
        user=former, unit=office.town.unit, role=Role.REQUEST_OFFICER, ends_on=date(2026, 9, 7)
    )
    elsewhere = applying.Office("shiqiao", "石桥镇")
    people = {
        "officer": office.officer, "head": office.head, "legal": office.legal, "secrecy": office.secrecy,
        "signer": office.signer, "supervisor": office.person(Role.SUPERVISOR, "督查"), "editor": office.editor,
        "unit officer": catalog.user_with(Role.REQUEST_OFFICER, office.other),
        "clerk": catalog.user_with(Role.VILLAGE_CLERK, catalog.village(office.town)), "plain": catalog.user(),
        "former officer": former, "other township": elsewhere.officer,
    }  # fmt: skip
    return Scene(
        office, elsewhere, case, archived, search,
        {name: signed_in(user) for name, user in people.items()} | {"stranger": Client()},
        {
            "case": case.pk, "archived": archived.pk, "search": search.pk, "identity": identity.key, "other": other.key,
            "letter": case.letters.exclude(doc="DOC-2").get().key,
        },
    )  # fmt: skip


# ---- who opens what -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("method", "address", "data", "expected"),
    TABLE,
    ids=[f"{method} {path[8:]} {' '.join(data)}" for method, path, data, _ in TABLE],
)
def test_each_address_is_for_those_of_the_table(
    scene: Scene, method: str, address: str, data: dict[str, str], expected: dict[int, set[str]]
) -> None:
    path = scene.path(address)

    found = {
        who: getattr(client, method)(path, scene.sent(data)).status_code
        for who, client in scene.clients.items()
    }

    assert found == {who: status for status, some in expected.items() for who in some} | OUTSIDE


def test_the_table_has_every_address_of_the_office(scene: Scene) -> None:
    there = {
        pattern.name
        for pattern in urls.urlpatterns
        if str(pattern.pattern).startswith(("office/applications/", "office/searches/"))
    }

    tried = {resolve(scene.path(path).removeprefix("/wanghe")).url_name for _, path, _, _ in TABLE}

    assert tried == there


@pytest.mark.parametrize("address", sorted({path for _, path, _, _ in TABLE if "{" in path}))
def test_nothing_of_another_township_is_there_under_ones_own_prefix(scene: Scene, address: str) -> None:
    client = scene.clients["other township"]
    path = scene.path(address).replace("/wanghe/", "/shiqiao/")

    assert {client.get(path).status_code, client.post(path).status_code} <= {404, 405}
    assert scene.case.number not in client.get("/shiqiao/office/applications/?queue=all").text


def test_a_stranger_is_sent_to_the_login_and_comes_back(scene: Scene) -> None:
    answer = Client().get(f"{CASES}{scene.case.pk}/")

    assert answer.url == f"/wanghe/office/login/?next={CASES}{scene.case.pk}/"


def test_a_refused_look_at_the_person_leaves_nothing_and_a_granted_one_is_logged(scene: Scene) -> None:
    path, reason = f"{CASES}{scene.case.pk}/person/", {"reason": "电话联系补正"}

    refused = scene.clients["legal"].post(path, reason)
    assert not PersonalAccess.objects.exists()
    assert "林小满" not in refused.text
    granted = scene.clients["officer"].post(path, reason)

    assert [text for text in ("林小满", ID_NUMBER, PHONE) if text not in granted.text] == []
    assert granted["Cache-Control"] == "no-store"
    logged = PersonalAccess.objects.get()
    assert (logged.by, logged.reason, logged.subject_number) == (
        scene.office.officer, "电话联系补正", scene.case.number,
    )  # fmt: skip


@pytest.mark.parametrize("who", sorted(REVIEW))
def test_reviewers_are_offered_no_paper_they_would_be_refused(scene: Scene, who: str) -> None:
    refused = ("register/", "package/", "code/", "person/")

    pages = [scene.clients[who].get(f"{CASES}{pk}/").text for pk in (scene.case.pk, scene.archived.pk)]
    mine = scene.clients["officer"].get(f"{CASES}{scene.archived.pk}/").text

    assert [end for end in refused for page in pages if f'{end}"' in page] == []
    assert [end for end in refused if f'{end}"' not in mine] == []


def test_who_asked_is_not_told_to_the_unit_that_searches(scene: Scene) -> None:
    client = scene.clients["editor"]

    pages = client.get(SEARCHES).text + client.get(f"{SEARCHES}{scene.search.pk}/").text

    assert "分配表" in pages
    assert [text for text in ("林", scene.case.number, ID_NUMBER, PHONE) if text in pages] == []
