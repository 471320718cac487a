"""Tables staff keep in the admin: own rows only, shipped ones to be read, refusals at the field."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from disclosure.actions.shipped import load_shipped
from disclosure.checks.wording import wordings_of
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State
from disclosure.models import BoardOnly, Publication, Reach, ReviewPlan, Withheld, WordingRule
from gongkai.service.preparation import load_tables
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
TABLES = ("wordingrule", "boardonly", "reviewplan")
WORD = {"wrong": "望和镇", "right": "望禾镇", "unless": "", "kind": "error", "note": "", "is_active": "on"}


@pytest.fixture
def place(client):
    township = catalog.township()
    office = catalog.unit(township, "党政办")
    item = catalog.item(catalog.group(catalog.domain()), "护林员选聘")
    admin = catalog.user_with(Role.ADMIN, township, "admin")
    client.force_login(admin)
    return township, office, item, admin


def add(model: str) -> str:
    return reverse(f"admin:disclosure_{model}_add")


def change(row) -> str:
    return reverse(f"admin:disclosure_{row._meta.model_name}_change", args=[row.pk])


def fixture_row(model: str, township):
    if model == "wordingrule":
        return WordingRule.objects.create(township=township, wrong="本镇写法", right="改写")
    if model == "boardonly":
        return BoardOnly.objects.create(township=township, words="本镇名单")
    return ReviewPlan.objects.create(township=township, kind="notice", stages=["level1"])


def seen_on(client, row) -> int:
    """The history entry the row's page was made from."""
    return client.get(change(row)).context["adminform"].form["seen"].value()


# ---- who ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", TABLES)
@pytest.mark.parametrize(
    ("role", "at_root", "may"),
    [
        (Role.ADMIN, True, True),
        (Role.OFFICE_HEAD, True, True),
        (Role.OFFICE_HEAD, False, False),
        (Role.EDITOR, True, False),
        (Role.SIGNER, True, False),
        (Role.SUPERVISOR, True, False),
    ],
)
def test_who_keeps_them(client, place, model, role, at_root, may) -> None:
    township, office, *_ = place
    row = fixture_row(model, township)
    client.force_login(catalog.user_with(role, township if at_root else office))

    assert (client.get(add(model)).status_code == 200) is may
    page = client.get(change(row))
    assert (page.status_code == 200 and 'name="_save"' in page.content.decode()) is may


@pytest.mark.parametrize("model", TABLES)
def test_another_townships_rows_are_not_there(client, place, model) -> None:
    there = fixture_row(model, catalog.township("meilan", "梅澜乡"))

    shown = client.get(f"/wanghe/admin/disclosure/{model}/").content.decode()

    assert "本镇写法" not in shown
    assert "本镇名单" not in shown
    assert "通知公告" not in shown.split('id="result_list"')[-1]
    assert client.get(f"/wanghe/admin/disclosure/{model}/{there.pk}/change/").status_code == 302
    assert client.post(f"/wanghe/admin/disclosure/{model}/{there.pk}/change/", {}).status_code == 302


@pytest.mark.parametrize("model", ["wordingrule", "boardonly"])
def test_shipped_rows_are_read_only_and_searched(client, place, model) -> None:
    load_shipped()
    row = {"wordingrule": WordingRule, "boardonly": BoardOnly}[model].objects.filter(township=None).first()

    page = client.get(change(row)).content.decode()

    assert 'name="_save"' not in page
    assert client.post(change(row), WORD).status_code == 403
    listing = client.get(reverse(f"admin:disclosure_{model}_changelist") + "?q=" + str(row)[:2])
    assert "随系统提供" in listing.content.decode()


@pytest.mark.parametrize("model", [*TABLES, "withheld"])
def test_nothing_is_deleted(client, place, model) -> None:
    township, office, item, _ = place
    row = withheld(township, office, item) if model == "withheld" else fixture_row(model, township)

    assert (
        client.post(reverse(f"admin:disclosure_{model}_delete", args=[row.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert type(row).objects.filter(pk=row.pk).exists()


# ---- wordings -----------------------------------------------------------------------------------------------
def test_an_own_wording_is_saved_for_the_township_alone(client, place) -> None:
    other = catalog.township("meilan", "梅澜乡")

    answer = client.post(f"/wanghe{add('wordingrule')}", WORD)

    assert answer.status_code == 302
    assert [w.wrong for w in wordings_of(place[0].pk)] == ["望和镇"]
    assert wordings_of(other.pk) == []


def test_a_shipped_wording_is_switched_off_by_an_own_row_of_the_same_form(client, place) -> None:
    load_shipped()
    other = catalog.township("meilan", "梅澜乡")
    row = {
        name: value for name, value in (WORD | {"wrong": "其它", "right": ""}).items() if name != "is_active"
    }

    assert client.post(f"/wanghe{add('wordingrule')}", row).status_code == 302

    assert "其它" not in {w.wrong for w in wordings_of(place[0].pk)}
    assert "其它" in {w.wrong for w in wordings_of(other.pk)}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wrong": ""}, "这个字段是必填项"),
        ({"wrong": "的"}, "至少写两个字"),
        ({"wrong": "本镇写法"}, "本镇已有这个写法"),
        ({"wrong": "望禾镇"}, "建议和写法一样"),
    ],
)
def test_a_bad_wording_is_refused_at_the_field(client, place, wrong, words) -> None:
    fixture_row("wordingrule", place[0])

    answer = client.post(add("wordingrule"), WORD | wrong)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert WordingRule.objects.count() == 1


# ---- lists on the board -------------------------------------------------------------------------------------
def test_a_new_row_takes_names_off_the_site_at_once(client, place) -> None:
    township, office, item, admin = place
    values = {"kind": "list", "person_list": True, "text": "<table><tr><td>欧阳试样</td></tr></table>"}
    here = disclosure.published(township, office, item, admin, DAY, title="护林员名单", **values)
    gone = disclosure.published(township, office, item, admin, DAY, title="护林员旧名单", **values)
    Publication.objects.filter(pk=gone.pk).update(state=State.EXPIRED)
    assert "欧阳试样" in client.get(here.path).content.decode()

    answer = client.post(add("boardonly"), {"words": "护林员", "note": "", "is_active": "on"}, follow=True)

    here.refresh_from_db()
    gone.refresh_from_db()
    assert (here.reach, gone.reach) == (Reach.BOARD, Reach.WEB)
    assert "1 份名单已改为只公开人数和金额" in answer.content.decode()
    assert "欧阳试样" not in client.get(here.path).content.decode()
    assert {"board-figures", "board-names"} <= set(here.findings.values_list("rule", flat=True))


def test_switching_off_opens_nothing_by_itself(client, place) -> None:
    load_shipped()
    township, office, item, admin = place
    made = disclosure.published(
        township, office, item, admin, DAY, title="低保名单", person_list=True, reach=Reach.BOARD
    )

    client.post(add("boardonly"), {"words": "低保", "note": ""})

    made.refresh_from_db()
    assert made.reach == Reach.BOARD


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"words": ""}, "请填写名称里的词，或选择目录事项"),
        ({"words": "户"}, "至少写两个字"),
        ({"words": "本镇名单"}, "本镇已有这一行"),
    ],
)
def test_a_bad_row_of_the_board_is_refused_at_the_field(client, place, typed, words) -> None:
    fixture_row("boardonly", place[0])

    answer = client.post(add("boardonly"), {"note": "", "is_active": "on"} | typed)

    assert words in answer.content.decode()
    assert BoardOnly.objects.count() == 1


# ---- levels of review ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "stages"),
    [
        ({"preset": "full"}, ["level1", "level2", "secrecy", "level3"]),
        ({"preset": "small"}, ["level1", "level3"]),
        ({"preset": "small", "stages": ["level2"]}, ["level1", "level3"]),
        ({"preset": "own", "stages": ["level3", "level1", "secrecy"]}, ["level1", "secrecy", "level3"]),
    ],
)
def test_levels_are_set_by_preset_or_tick_boxes(client, place, typed, stages) -> None:
    assert client.post(add("reviewplan"), {"kind": "notice"} | typed).status_code == 302

    assert ReviewPlan.objects.get(township=place[0], kind="notice").stages == stages


def test_levels_are_changed_where_they_stand(client, place) -> None:
    row = fixture_row("reviewplan", place[0])

    assert client.post(change(row), {"preset": "full", "seen": seen_on(client, row)}).status_code == 302

    row.refresh_from_db()
    assert (row.kind, len(row.stages)) == ("notice", 4)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"preset": "own"}, "至少设一级审核，起草人不能自己公开"),
        ({"preset": "own", "stages": ["secrecy"]}, "至少设一级审核"),
        ({"preset": "own", "stages": ["level1", "secrecy"]}, "保密审查之后还须有人签发"),
        ({"preset": "own", "stages": ["level9"]}, "level9"),
        ({}, "这个字段是必填项"),
        ({"kind": "notice", "preset": "full"}, "这个种类已有设置"),
    ],
)
def test_impossible_levels_are_refused_at_the_field(client, place, typed, words) -> None:
    fixture_row("reviewplan", place[0])

    answer = client.post(add("reviewplan"), {"kind": "policy"} | typed)

    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert ReviewPlan.objects.count() == 1


# ---- withheld papers ----------------------------------------------------------------------------------------
def withheld(township, office, item, **more) -> Withheld:
    editor = catalog.user_with(Role.EDITOR, office)
    values = {
        "title": "请示草稿", "formed_on": date(2026, 3, 2), "attribute": "closed", "exemption": "EXM-6", "reason": "过程稿",
        "decided_at": DAY, "next_evaluation_on": date(2027, 3, 9),
    } | more  # fmt: skip
    return Withheld.objects.create(township=township, unit=office, node=item, decided_by=editor, **values)


def typed(office, **more):
    return {
        "title": "关于选址的请示", "unit": office.pk, "node": "", "doc_no": "", "formed_on": "2026-03-02",
        "attribute": "closed", "exemption": "EXM-6", "reason": "尚在研究，未形成决定",
    } | more  # fmt: skip


def test_an_editor_registers_for_his_unit(client, place) -> None:
    township, office, *_ = place
    editor = catalog.user_with(Role.EDITOR, office)
    client.force_login(editor)

    assert "涉密文件连标题也不能录入" in client.get(add("withheld")).content.decode()
    assert client.post(add("withheld"), typed(office)).status_code == 302

    made = Withheld.objects.get()
    assert (made.township, made.decided_by, made.history.get().history_user) == (township, editor, editor)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": ""}, "这个字段是必填项"),
        ({"title": "机密★关于某事的报告"}, "涉密文件连标题也不能录入"),
        ({"reason": "属于国家秘密"}, "涉密文件连标题也不能录入"),
        ({"formed_on": "2999-01-01"}, "成文日期不能晚于今天"),
        ({"exemption": "EXM-1"}, "选择一个有效的选项"),
    ],
)
def test_a_bad_registration_is_refused_and_nothing_typed_is_lost(client, place, wrong, words) -> None:
    _, office, *_ = place
    client.force_login(catalog.user_with(Role.EDITOR, office))

    answer = client.post(add("withheld"), typed(office, **wrong))

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "2026-03-02" in page or "2999-01-01" in page
    assert not Withheld.objects.exists()


def test_nobody_registers_for_another_unit_and_nothing_is_changed_afterwards(client, place) -> None:
    township, office, item, _ = place
    row = withheld(township, office, item)
    other = catalog.unit(township, "财政所")
    client.force_login(catalog.user_with(Role.EDITOR, other))

    answer = client.post(add("withheld"), typed(office))

    assert "选择一个有效的选项" in answer.content.decode()
    assert client.get(change(row)).status_code == 302  # not in sight
    client.force_login(row.decided_by)
    assert 'name="_save"' not in client.get(change(row)).content.decode()
    assert client.post(change(row), typed(office)).status_code == 403


def test_shipped_rows_have_a_history_from_the_start(place) -> None:
    load_shipped()

    for model in (WordingRule, BoardOnly):
        rows = model.objects.filter(township=None).count()
        assert model.history.filter(township=None, history_type="+").count() == rows > 0


# ---- all of them --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("model", [*TABLES, "withheld"])
def test_every_list_opens_searches_and_filters(client, place, model) -> None:
    township, office, item, _ = place
    row = withheld(township, office, item) if model == "withheld" else fixture_row(model, township)
    path = reverse(f"admin:disclosure_{model}_changelist")

    for query in ("", "?q=本镇", "?q=没有这个"):
        assert client.get(path + query).status_code == 200
    assert client.get(reverse(f"admin:disclosure_{model}_history", args=[row.pk])).status_code == 200


@pytest.mark.parametrize("model", [*TABLES, "withheld"])
@pytest.mark.parametrize("size", [1, 30])
def test_queries_of_a_list_do_not_grow(
    client, place, model, size, settings, django_assert_max_num_queries
) -> None:
    settings.SNAPSHOT_SECONDS = 60.0
    township, office, item, _ = place
    for n in range(size):
        if model == "withheld":
            withheld(township, office, item, title=f"第{n}件")
        elif model == "wordingrule":
            WordingRule.objects.create(township=township, wrong=f"写法{n}")
        elif model == "boardonly":
            BoardOnly.objects.create(township=township, node=item)
        elif n < 16:
            ReviewPlan.objects.create(township=township, kind=list(Kind)[n], stages=["level1"])

    with django_assert_max_num_queries(10):
        assert client.get(reverse(f"admin:disclosure_{model}_changelist")).status_code == 200


def test_a_race_is_refused_in_words(client, place, monkeypatch) -> None:
    """Somebody saves the same row between the form's look and the act's."""

    def refuse(**_: object) -> None:
        raise ActRefused("本镇已有这个写法，请在列表里修改它。")

    monkeypatch.setattr("disclosure.admin.tables.tables.keep_wording", refuse)

    answer = client.post(add("wordingrule"), WORD)

    assert answer.status_code == 200
    assert "本镇已有这个写法" in answer.content.decode()
    assert 'value="望和镇"' in answer.content.decode()


def test_a_grown_shipped_table_takes_names_off_too(place) -> None:
    township, office, item, admin = place
    made = disclosure.published(
        township, office, item, admin, DAY, title="低保名单", kind="list", person_list=True
    )

    load_tables(lambda line: None)
    load_tables(lambda line: None)

    made.refresh_from_db()
    assert made.reach == Reach.BOARD
    assert [(event.verb, event.by) for event in made.events.all()] == [("edit", None)]
