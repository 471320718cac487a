"""The page cache: what enters the key, when a page ends, that nothing stale or foreign comes out."""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.actions.generations import raise_generation
from catalog.law.roles import Role
from catalog.models import Entry
from disclosure.actions import publishing
from disclosure.law.lifecycle import WithdrawReason
from disclosure.queries.entries import entry_key
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)  # Tuesday 10:00 in Shanghai


@pytest.fixture
def place():
    township = catalog.township()
    disclosure.levels(township)
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    editor = catalog.user_with(Role.EDITOR, office)
    return township, office, item, editor


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


def test_the_second_reader_costs_the_township_query_alone(
    place, clock, client, django_assert_num_queries
) -> None:
    first = client.get("/latest/")

    with django_assert_num_queries(1):
        second = client.get("/latest/")

    assert second.content == first.content


def test_answers_are_compressed_only_for_who_can_read_them(place, clock, client) -> None:
    plain = client.get("/")
    packed = client.get("/", headers={"accept-encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert not plain.has_header("Content-Encoding")


def test_an_unchanged_page_answers_304_without_body(place, clock, client) -> None:
    etag = client.get("/")["ETag"]

    again = client.get("/", headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_cached_pages_set_no_cookie_and_must_be_asked_for_again(place, clock, client) -> None:
    for _ in range(2):
        answer = client.get("/")
        assert answer.cookies == {}
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Vary"] == "Cookie, Accept-Encoding"
        assert "script-src" not in answer["Content-Security-Policy"]
        assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_publishing_and_withdrawing_show_at_once(place, clock, client) -> None:
    township, office, item, editor = place
    signer = catalog.user_with(Role.SIGNER, township)
    assert "防火通告" not in client.get("/").content.decode()

    made = disclosure.published(township, office, item, editor, title="防火通告")
    assert "防火通告" in client.get("/").content.decode()
    assert "防火通告" in client.get(made.path).content.decode()

    publishing.withdraw(pk=made.pk, by=signer, at=NOW, reason=WithdrawReason.ERROR, note="有误")
    assert "防火通告" not in client.get("/").content.decode()
    gone = client.get(made.path)
    assert (gone.status_code, "防火通告" in gone.content.decode()) == (410, False)


def test_a_page_ends_when_something_on_it_closes_or_opens_by_itself(place, clock, client) -> None:
    township, office, item, editor = place
    disclosure.published(
        township, office, item, editor, title="公示期名单", public_until=NOW + timedelta(minutes=5)
    )
    later = disclosure.published(township, office, item, editor, title="定时公开")
    Entry.objects.filter(key=entry_key(later.pk)).update(public_from=NOW + timedelta(minutes=9))
    raise_generation(township)

    def shown() -> tuple[bool, bool]:
        page = client.get("/latest/").content.decode()
        return "公示期名单" in page, "定时公开" in page

    assert shown() == (True, False)
    clock.shift(timedelta(minutes=5))
    assert shown() == (False, False)
    clock.shift(timedelta(minutes=4))
    assert shown() == (False, True)


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        client.get(path)
    return len(caught)


def test_a_page_ends_at_midnight(place, clock, client) -> None:
    client.get("/units/")
    clock.move_to(datetime(2026, 3, 10, 15, 59, 59, tzinfo=UTC))
    assert queries(client, "/units/") == 1

    clock.move_to(datetime(2026, 3, 10, 16, 0, 1, tzinfo=UTC))

    assert queries(client, "/units/") > 1


def test_only_declared_parameters_enter_the_key(place, clock, client, django_assert_num_queries) -> None:
    plain = client.get("/latest/")

    with django_assert_num_queries(1):
        assert client.get("/latest/?utm_source=x&page=").content == plain.content


def test_an_undeclared_parameter_cannot_poison_the_stored_page(place, clock, client) -> None:
    client.get("/latest/?evil=%3Cscript%3E1")

    assert b"evil" not in client.get("/latest/").content


def test_free_text_is_answered_but_never_kept(place, clock, client) -> None:
    township, office, item, editor = place
    disclosure.published(township, office, item, editor, title="防火通告")

    for _ in range(2):
        answer = client.get("/latest/?q=防火")
        assert "防火通告" in answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
    assert "防火通告" not in client.get("/latest/?q=没有的词").content.decode()


def test_elder_mode_has_pages_of_its_own(place, clock, client) -> None:
    client.get("/")
    client.post("/elder/", {"elder": "1", "next": "/latest/"})

    elder = client.get("/").content.decode()

    assert '<html lang="zh-CN" class="elder' in elder
    assert '<html lang="zh-CN" class="elder' not in Client().get("/").content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_elder_switch_leads_nowhere_else(place, client, target) -> None:
    assert client.post("/elder/", {"elder": "1", "next": target})["Location"] == "/"


def test_signed_in_staff_neither_read_nor_fill_the_store(
    place, clock, client, django_assert_num_queries
) -> None:
    *_, editor = place
    staff = Client()
    staff.force_login(editor)
    staff.get("/latest/")

    assert queries(client, "/latest/") > 1


@pytest.mark.parametrize("path", ["/office/login/", "/office/"])
def test_closed_pages_are_kept_by_nobody(place, client, path) -> None:
    assert client.get(path)["Cache-Control"] in {
        "private, no-store",
        "max-age=0, no-cache, no-store, must-revalidate, private",
    }


def test_not_found_is_not_stored(place, clock, client) -> None:
    township, office, item, editor = place
    made = disclosure.draft(township, office, item, editor)
    assert client.get(made.path).status_code == 404

    type(made).objects.filter(pk=made.pk).update(
        state="published", published_at=NOW, public_from=NOW, index_no="T/2026-1"
    )

    assert client.get(made.path).status_code == 200
