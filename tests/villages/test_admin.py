"""Villages in the admin: bounded to the township, saved through their act."""

from http import HTTPStatus

import pytest
from django.test import Client

from catalog.law.roles import Role
from catalog.models import Township
from tests.factories import catalog as make
from villages.models import Village

LIST = "/admin/villages/village/"


@pytest.fixture
def township(db: None) -> Township:
    return make.township()


def signed_in(township: Township, role: Role = Role.ADMIN) -> Client:
    client = Client()
    client.force_login(make.user_with(role, township), backend="catalog.backends.MembershipBackend")
    return client


def test_a_village_is_entered_found_and_changed(township: Township) -> None:
    client, unit = signed_in(township), make.village(township)

    assert client.post(f"{LIST}add/", {"unit": unit.pk, "households": 300}).status_code == HTTPStatus.FOUND
    village = Village.objects.get()
    seen = village.history.first().history_id
    client.post(f"{LIST}{village.pk}/change/", {"households": 310, "seen": seen})

    village.refresh_from_db()
    assert (village.unit, village.households) == (unit, 310)
    assert [row.pk for row in client.get(LIST, {"q": "上坪"}).context["cl"].result_list] == [village.pk]
    assert client.get(f"{LIST}{village.pk}/history/").status_code == HTTPStatus.OK


def test_an_office_is_no_village(township: Township) -> None:
    office = make.unit(township)

    page = signed_in(township).post(f"{LIST}add/", {"unit": office.pk})

    assert page.status_code == HTTPStatus.OK
    assert not Village.objects.exists()


def test_villages_of_the_other_township_are_neither_seen_nor_changed(township: Township) -> None:
    other = make.township("shiqiao", "石桥镇")
    unit = make.village(township)
    village = Village.objects.create(unit=unit, households=1)
    free = make.village(township, "下坪村")
    client = signed_in(other)

    assert "上坪" not in client.get(f"/shiqiao{LIST}").text
    for rest in ("change/", "history/"):
        assert client.get(f"/shiqiao{LIST}{village.pk}/{rest}").status_code in {302, 404}
        assert client.post(f"/shiqiao{LIST}{village.pk}/{rest}", {"households": 9}).status_code in {
            302,
            403,
            404,
        }
    client.post(f"/shiqiao{LIST}add/", {"unit": free.pk})
    assert list(Village.objects.values_list("households", flat=True)) == [1]


def test_a_clerk_may_look_only(township: Township) -> None:
    village = Village.objects.create(unit=make.village(township))
    client = signed_in(township, Role.VILLAGE_CLERK)

    assert client.get(f"{LIST}{village.pk}/change/").status_code == HTTPStatus.OK
    assert client.post(f"{LIST}{village.pk}/change/", {"households": 9}).status_code == HTTPStatus.FORBIDDEN
