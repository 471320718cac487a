"""Closed by default: proven over the whole table of addresses."""

import uuid
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from catalog.law.roles import Role
from tests.factories import catalog

VALUES = {
    "int": "1",
    "slug": "x",
    "str": "x",
    "uuid": str(uuid.UUID(int=1)),
    "path": "x",
    "object": "1",
    "month": "2026-03",
}


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the table with a value put in for each parameter."""
    for entry in resolver.url_patterns:
        route = str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, before + route)
            continue
        for part in list(route.split("<")[1:]):
            kind = part.split(">")[0].partition(":")[0] if ":" in part.split(">")[0] else "object"
            route = route.replace(f"<{part.split('>')[0]}>", VALUES.get(kind, "1"), 1)
        yield before + route.replace("^", "").replace("$", ""), entry


ALL = list(addresses(get_resolver()))
CLOSED = [(path, entry) for path, entry in ALL if not hasattr(entry.callback, "public_page")]
OPEN = [path for path, entry in ALL if hasattr(entry.callback, "public_page")]


def test_nothing_below_office_or_admin_is_public_but_signing_in() -> None:
    assert [path for path in OPEN if path.startswith(("/office/", "/admin/"))] == [
        "/office/login/",
        "/office/otp/",
        "/office/otp/setup/",
    ]


def test_everything_closed_is_office_or_admin() -> None:
    assert [path for path, _ in CLOSED if not path.startswith(("/office/", "/admin/"))] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path, _ in CLOSED])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in(client, path, method) -> None:
    catalog.township()

    answer = getattr(client, method)(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith("/office/login/?next=")


@pytest.mark.django_db
@pytest.mark.parametrize("path", [path for path, _ in CLOSED])
def test_an_account_without_membership_gets_nowhere(client, path) -> None:
    catalog.township()
    client.force_login(catalog.user("nobody"))

    status = client.get(path).status_code

    assert status == 403 or path in {"/office/password/", "/office/logout/"}


@pytest.mark.django_db
def test_members_without_second_factor_are_asked_for_it(client, settings) -> None:
    settings.SECOND_FACTOR = True
    client.force_login(catalog.user_with(Role.ADMIN, catalog.township()))

    answer = client.get("/office/")

    assert answer["Location"].startswith("/office/otp/")


@pytest.mark.django_db
def test_a_first_password_must_be_changed_before_anything_else(client) -> None:
    client.force_login(catalog.user_with(Role.ADMIN, catalog.township(), must_change_password=True))

    assert client.get("/office/")["Location"] == "/office/password/"
