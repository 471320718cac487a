"""Management of keys: by the administrator alone, shown once, no second key by a second click."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from disclosure.actions import clients
from disclosure.models import ApiClient
from tests.factories import catalog

pytestmark = pytest.mark.django_db
PAGE = "/office/api-clients/"


@pytest.fixture
def place(at):
    town = catalog.township()
    office = catalog.unit(town, "社会事务办")
    admin = catalog.user_with(Role.ADMIN, town)
    issued = clients.create(township=town, unit=office, name="低保系统", by=admin, at=at)
    return town, office, admin, issued


def sign_in(client, user) -> None:
    client.force_login(user, backend="catalog.backends.MembershipBackend")


def acts(pk: int) -> list[str]:
    return [f"{PAGE}{pk}/{verb}/" for verb in ("rotate", "stop", "start")]


def test_a_key_is_shown_once(client, place) -> None:
    _, office, admin, _ = place
    sign_in(client, admin)
    answer = client.post(PAGE, {"name": "救助平台", "unit": office.pk})

    key = re.search(r"gk_[\w-]{43}", answer.content.decode()).group()
    assert "no-store" in answer["Cache-Control"]
    assert ApiClient.objects.get(name="救助平台").key_hash == clients.key_hash(key)
    page = client.get(PAGE).content.decode()
    assert "救助平台" in page
    assert key not in page
    assert key not in str(dict(client.session))


def test_sent_twice_makes_one_client(client, place) -> None:
    _, office, admin, _ = place
    sign_in(client, admin)
    client.post(PAGE, {"name": "救助平台", "unit": office.pk})
    again = client.post(PAGE, {"name": " 救助平台 ", "unit": office.pk})

    assert again.status_code == 422
    assert "已有同名的业务系统" in again.content.decode()
    assert ApiClient.objects.filter(name="救助平台").count() == 1


def test_rotated_twice_by_the_same_page_keeps_the_key_that_was_shown(client, place) -> None:
    *_, admin, issued = place
    sign_in(client, admin)
    seen = clients.fingerprint(issued.client)
    first = client.post(acts(issued.client.pk)[0], {"seen": seen})
    key = re.search(r"gk_[\w-]{43}", first.content.decode()).group()
    again = client.post(acts(issued.client.pk)[0], {"seen": seen}, follow=True)

    issued.client.refresh_from_db()
    assert issued.client.key_hash == clients.key_hash(key) != clients.key_hash(issued.key)
    assert "刚刚更换过" in again.content.decode()


def test_stopped_and_started(client, place) -> None:
    *_, admin, issued = place
    sign_in(client, admin)
    for path, active in ((acts(issued.client.pk)[1], False), (acts(issued.client.pk)[2], True)):
        assert client.post(path)["Location"] == PAGE
        issued.client.refresh_from_db()
        assert issued.client.is_active is active
    assert client.post(f"{PAGE}{issued.client.pk}/drop/").status_code == 404


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMIN}))
def test_nobody_else(client, place, role) -> None:
    town, office, _, issued = place
    sign_in(client, catalog.user_with(role, town))

    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"name": "新", "unit": office.pk}).status_code == 403
    assert {client.post(path).status_code for path in acts(issued.client.pk)} == {403}


def test_an_administrator_of_another_township(client, place, at) -> None:
    town, office, _, issued = place
    there = catalog.township("shiqiao", "石桥镇")
    stranger = catalog.user_with(Role.ADMIN, there)
    sign_in(client, stranger)

    assert {client.post(f"/shiqiao{path}").status_code for path in acts(issued.client.pk)} == {404}
    assert "低保系统" not in client.get(f"/shiqiao{PAGE}").content.decode()
    assert client.post(f"/shiqiao{PAGE}", {"name": "新", "unit": office.pk}).status_code == 422
    who = {"by": stranger, "at": at}
    with pytest.raises(PermissionDenied):
        clients.create(township=town, unit=office, name="新", **who)
    with pytest.raises(PermissionDenied):
        clients.rotate(pk=issued.client.pk, seen=clients.fingerprint(issued.client), **who)
    with pytest.raises(PermissionDenied):
        clients.set_active(pk=issued.client.pk, active=False, **who)
    with pytest.raises(ActRefused):
        clients.create(township=there, unit=office, name="新", **who)


def test_the_desk_leads_there(client, place) -> None:
    town, _, admin, _ = place
    sign_in(client, admin)
    page = client.get("/office/").content.decode()
    assert PAGE in page
    assert "/office/ledger/" in page
    sign_in(client, catalog.user_with(Role.LEGAL, town))
    page = client.get("/office/").content.decode()
    assert PAGE not in page
    assert "/office/ledger/" not in page
