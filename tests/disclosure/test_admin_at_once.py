"""The tables staff keep, with two people at one row: the second is told, nothing typed is lost, and it can be read later
what stood there before.
"""

import pytest
from django.urls import reverse

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from tests.disclosure.test_admin_tables import TABLES, WORD, add, change, fixture_row, place, seen_on
from tests.factories import catalog
from tests.factories.racing import race

__all__ = ["place"]  # the fixture
pytestmark = pytest.mark.django_db


EDITS = {  # model: what each of two people sends; the field, and what stands in it after the one and after the other
    "wordingrule": (
        {"wrong": "本镇写法", "right": "他的改法", "unless": "", "kind": "error", "note": "", "is_active": "on"},
        {"wrong": "本镇写法", "right": "我的改法", "unless": "除非这样", "kind": "error", "note": "", "is_active": "on"},
        "right",
        ("他的改法", "我的改法"),
    ),
    "boardonly": (
        {"words": "本镇名单", "note": "他的说明", "is_active": "on"},
        {"words": "本镇名单", "note": "我的说明"},
        "note",
        ("他的说明", "我的说明"),
    ),
    "reviewplan": (
        {"preset": "small"},
        {"preset": "own", "stages": ["level2", "level3"]},
        "stages",
        (["level1", "level3"], ["level2", "level3"]),
    ),
}  # fmt: skip
SAID = {
    "wordingrule": "现在保存的是：他的改法",
    "boardonly": "现在保存的是：他的说明",
    "reviewplan": "现在保存的是：一审、签发",
}


@pytest.mark.parametrize("model", TABLES)
def test_two_editors_at_once_the_second_is_told_and_loses_nothing(client, place, model) -> None:
    row = fixture_row(model, place[0])
    his, mine, field, (first, second) = EDITS[model]
    head = catalog.user_with(Role.OFFICE_HEAD, place[0], name="林主任")
    both_saw = seen_on(client, row)
    client.force_login(head)
    assert client.post(change(row), his | {"seen": both_saw}).status_code == 302
    client.force_login(place[3])

    told = client.post(change(row), mine | {"seen": both_saw})

    row.refresh_from_db()
    assert told.status_code == 200
    assert getattr(row, field) == first
    assert "您打开页面以后，林主任在" in told.text
    assert SAID[model] in told.text
    form = told.context["adminform"].form
    assert {name: form[name].value() or "" for name in mine} == {
        name: True if value == "on" else value for name, value in mine.items()
    }
    knowing = form.data["seen"]
    assert client.post(change(row), mine | {"seen": knowing}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, field) == second


@pytest.mark.parametrize("model", TABLES)
def test_the_same_values_sent_again_name_who_saved_and_mark_nothing(client, place, model) -> None:
    row = fixture_row(model, place[0])
    his = EDITS[model][0]
    seen = seen_on(client, row)
    client.post(change(row), his | {"seen": seen})

    told = client.post(change(row), his | {"seen": seen})

    assert "各栏内容没有不同，可以再次保存" in told.text
    assert "现在保存的是" not in told.text


@pytest.mark.parametrize("model", TABLES)
def test_what_was_changed_when_and_by_whom_can_be_read_and_is_not_put_back(client, place, model) -> None:
    row = fixture_row(model, place[0])
    client.post(change(row), EDITS[model][0] | {"seen": seen_on(client, row)})
    pages = f"admin:disclosure_{model}_history"
    listed = client.get(reverse(pages, args=[row.pk]))
    old = row.history.earliest()
    address = reverse(f"admin:disclosure_{model}_simple_history", args=[row.pk, old.history_id])

    then = client.get(address)

    assert str(place[3]) in listed.text
    assert [entry.history_user for entry in row.history.all()] == [place[3], None]
    assert then.status_code == 200
    assert 'name="_save"' not in then.text
    assert client.post(address, EDITS[model][0]).status_code == 403


@pytest.mark.parametrize("model", TABLES)
def test_the_history_of_another_townships_row_is_not_there(client, place, model) -> None:
    there = fixture_row(model, catalog.township("meilan", "梅澜乡"))
    entry = there.history.get()

    for path in (f"{there.pk}/history/", f"{there.pk}/history/{entry.history_id}/"):
        assert client.get(f"/wanghe/admin/disclosure/{model}/{path}").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", TABLES)
def test_two_who_save_at_the_same_moment(client, place, model) -> None:
    """Each in a process of its own, from the same page: one is saved, the other is told, whatever the order."""
    row = fixture_row(model, place[0])
    seen = seen_on(client, row)
    client.get("/")  # the session stands

    def save(values):
        def act() -> None:
            answer = client.post(change(row), values | {"seen": seen})
            if answer.status_code != 302:
                raise ActRefused("".join(answer.context["adminform"].form.non_field_errors()))

        return act

    said = race(*(save(values) for values in EDITS[model][:2]))

    assert said.count("") == 1, said
    assert "保存过这条记录。您填写的内容都还在" in "".join(said)
    row.refresh_from_db()
    assert row.history.count() == 2
    assert getattr(row, EDITS[model][2]) == EDITS[model][3][said.index("")]


NEW = {"wordingrule": WORD, "boardonly": {"words": "护林员", "note": "", "is_active": "on"}, "reviewplan": {"kind": "notice", "preset": "small"}}  # fmt: skip
TOLD = {"wordingrule": "本镇已有这个写法", "boardonly": "本镇已有这一行", "reviewplan": "这个种类已有设置"}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("model", TABLES)
def test_two_who_add_the_same_row_at_the_same_moment(client, place, model) -> None:
    client.get(add(model))

    def save() -> None:
        answer = client.post(add(model), NEW[model])
        if answer.status_code != 302:
            raise ActRefused(str(answer.context["adminform"].form.errors))

    said = race(save, save)

    assert said.count("") == 1, said
    assert TOLD[model] in "".join(said)
    assert type(fixture_row(model, catalog.township("meilan", "梅澜乡"))).objects.count() == 2
