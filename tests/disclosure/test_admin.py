"""Publications in the admin: drafts only, own units only, nothing lost when refused."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalog.law.roles import Role
from disclosure.actions import publications
from disclosure.law.lifecycle import State
from disclosure.models import Publication
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
ADD = "/admin/disclosure/publication/add/"


@pytest.fixture
def place(client):
    township = catalog.township()
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    editor = catalog.user_with(Role.EDITOR, office, "bianji", name="许编辑")
    client.force_login(editor)
    return township, office, item, editor


def typed(office, item, **more):
    return {
        "title": "防火通告", "node": item.pk, "unit": office.pk, "formed_on": "2026-03-02", "text": "禁止野外用火。",
        "doc_no": "", "summary": "", "issuer": "", "source": "", "theme": "", "validity": "",
    } | more  # fmt: skip


def change_url(made: Publication) -> str:
    return reverse("admin:disclosure_publication_change", args=[made.pk])


def test_a_draft_with_files_is_saved_by_the_act(client, place) -> None:
    township, office, item, editor = place
    files = [SimpleUploadedFile("通告.pdf", disclosure.PDF), SimpleUploadedFile("表.csv", "村,数\n".encode())]

    answer = client.post(ADD, typed(office, item, new_files=files))

    made = Publication.objects.get()
    assert answer.status_code == 302
    assert (made.township, made.created_by, made.text) == (township, editor, "<p>禁止野外用火。</p>")
    assert [(a.name, a.kind) for a in made.attachments.all()] == [("通告.pdf", "pdf"), ("表.csv", "sheet")]
    assert [event.verb for event in made.events.all()] == ["create"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "这个字段是必填项"),
        ({"formed_on": "2999-01-01"}, "成文日期不能晚于今天"),
        ({"formed_on": "昨天"}, "输入一个有效的日期"),
        ({"node": "99999"}, "选择一个有效的选项"),
        ({"new_files": SimpleUploadedFile("冒充.pdf", b"MZ\x90")}, "内容不是 pdf 文件"),
    ],
    ids=lambda value: str(next(iter(value))) if isinstance(value, dict) else "",
)
def test_a_refusal_is_said_at_the_field_and_keeps_what_was_typed(client, place, wrong, words) -> None:
    _, office, item, _ = place

    answer = client.post(ADD, typed(office, item, **wrong))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "禁止野外用火。" in page
    assert not Publication.objects.exists()


def test_a_unit_one_does_not_edit_for_is_no_choice(client, place) -> None:
    township, _, item, _ = place
    other = catalog.unit(township, "财政所")

    assert "选择一个有效的选项" in client.post(ADD, typed(other, item)).content.decode()
    assert not Publication.objects.exists()


def test_two_editors_at_once_the_second_is_told_and_loses_nothing(client, place, at) -> None:
    township, office, item, editor = place
    made = publications.create(
        township=township, by=editor, at=at,
        fields={"title": "甲", "text": "正文", "formed_on": date(2026, 3, 2), "unit": office, "node": item},
    )  # fmt: skip
    page = client.get(change_url(made))
    seen = page.context["adminform"].form["seen"].value()
    publications.edit(pk=made.pk, by=editor, at=at, fields={"title": "别人改的"})

    second = client.post(change_url(made), typed(office, item, title="我改的", seen=seen))

    shown = second.content.decode()
    assert second.status_code == 200
    assert "别人改的" in shown
    assert "我改的" in shown
    assert Publication.objects.get().title == "别人改的"
    knowing = second.context["adminform"].form.data["seen"]
    assert client.post(change_url(made), typed(office, item, title="我改的", seen=knowing)).status_code == 302
    assert Publication.objects.get().title == "我改的"


@pytest.mark.parametrize("state", [State.LEVEL1, State.PUBLISHED, State.WITHDRAWN])
def test_what_left_the_draft_is_read_only(client, place, at, state) -> None:
    township, office, item, editor = place
    made = disclosure.draft(
        township, office, item, editor, state=state, published_at=at, public_from=at, index_no="N-1",
        withdrawn_at=at, withdraw_reason="error",
    )  # fmt: skip

    assert client.get(change_url(made)).status_code == 200
    assert client.post(change_url(made), typed(office, item, title="偷改")).status_code == 403
    assert Publication.objects.get().title == made.title


def test_state_and_dates_cannot_be_posted(client, place) -> None:
    _, office, item, _ = place

    client.post(
        ADD,
        typed(office, item, state="published", published_at="2020-01-01", index_no="X", carried_over="on"),
    )

    made = Publication.objects.get()
    assert (made.state, made.published_at, made.index_no, made.carried_over) == (State.DRAFT, None, "", False)


def test_another_units_and_another_townships_records_are_not_there(client, place) -> None:
    township, _, item, editor = place
    other = catalog.unit(township, "财政所")
    made = disclosure.draft(township, other, item, editor)

    assert client.get(change_url(made)).status_code == 302
    assert made.title not in client.get("/admin/disclosure/publication/").content.decode()


def test_nothing_is_ever_deleted(client, place) -> None:
    township, office, item, editor = place
    made = disclosure.draft(township, office, item, editor)

    assert (
        client.post(
            reverse("admin:disclosure_publication_delete", args=[made.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert Publication.objects.exists()


@pytest.mark.parametrize("query", ["", "?q=防火", "?state__exact=draft"])
def test_the_list_costs_the_same_whatever_its_length(client, place, query) -> None:
    township, office, item, editor = place
    disclosure.draft(township, office, item, editor)
    few = queries(client, query)
    for _ in range(29):
        disclosure.draft(township, office, item, editor)

    assert queries(client, query) == few


def queries(client, query: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(f"/admin/disclosure/publication/{query}").status_code == 200
    return len(caught)
