"""Pages of village lists: who opens what, what is typed stays, the public list, queries that do not grow."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from catalog.models import User
from tests.factories import catalog
from tests.factories.accounts import AT
from tests.factories.village_lists import ACCOUNTS, BOOKS, HOUSING, PLAN, RELIEF, Lists
from villages.actions import lists
from villages.forms.lists import ACTS
from villages.law.lists import Body, ListState
from villages.models import VillageList, VillagePolicy
from villages.queries import lists as found_lists

HOME = "/office/village-lists/"


@pytest.fixture
def place(db) -> Lists:
    with time_machine.travel(AT, tick=False):
        yield Lists()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def typed(place: Lists, made: VillageList, **fields: str | None) -> dict[str, str]:
    """The form as it is shown, with what was typed; None unticks. Names: key of the row, two underscores, the field."""
    made.refresh_from_db()
    data = {"version": str(made.version)}
    for each in found_lists.categories(made, VillagePolicy().cadence, AT.date()):
        for line in each.lines:
            at = f"r{line.row.node_id}-"
            if not line.row.locked:
                data |= {f"{at}reason": line.row.reason} | ({f"{at}applies": "on"} if line.applies else {})
            data[f"{at}supplement" if line.tied else f"{at}elements"] = (
                line.row.supplement if line.tied else line.words
            )
            if line.may_word_term:
                data[f"{at}own_term"] = line.row.own_term or line.row.node.limit_text
    for name, value in fields.items():
        key, _, field = name.partition("__")
        sent = f"r{place.items[f'w-{key}'].pk}-{field}"
        if value is None:
            data.pop(sent)
        else:
            data[sent] = value
    return data


def send(place: Lists, made: VillageList, name: str, user: User, **data: str):
    made.refresh_from_db()
    fields = {f"{name}-{key}": value for key, value in ({"version": str(made.version)} | data).items()}
    return client_of(user).post(f"{HOME}{made.pk}/{name}/", fields, follow=True)


# ---- who -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "own"),
    [
        ("clerk", 200), ("head", 200), ("member", 200), ("other_clerk", 404), ("other_member", 404), ("editor", 200), ("guide", 200),
        ("watcher", 200), ("admin", 200),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "state", [ListState.DRAFT, ListState.WITH_COMMITTEES, ListState.GUIDED, ListState.RELEASED]
)
def test_another_villages_clerk_reaches_nothing(place, who, own, state):
    made = place.list_at(state)
    client, before = client_of(getattr(place, who)), VillageList.objects.values().get(pk=made.pk)

    assert client.get(f"{HOME}{made.pk}/").status_code == own
    assert client.get(f"{HOME}{made.pk}/print/").status_code == own
    assert client.post(f"{HOME}{made.pk}/print/").status_code == 405
    assert client.post(f"{HOME}{made.pk}/", {}).status_code == (409 if own == 200 else 404)
    for act in ACTS:
        assert client.post(f"{HOME}{made.pk}/{act}/", {}).status_code == (409 if own == 200 else 404), act
        assert client.get(f"{HOME}{made.pk}/{act}/").status_code == 405
    assert client.get(f"{HOME}begin/{place.unit.pk}/").status_code == 405
    if own == 404:
        assert client.post(f"{HOME}{made.pk}/", typed(place, made)).status_code == 404
        assert client.post(f"{HOME}begin/{place.unit.pk}/").status_code == 404
    assert VillageList.objects.values().get(pk=made.pk) == before
    assert ("上坪村" in client.get(HOME).text) is (own == 200)


def test_strangers_and_other_roles_find_no_page(place):
    made = place.drawn_up()
    for path in (HOME, f"{HOME}{made.pk}/", f"{HOME}{made.pk}/print/"):
        assert Client().get(path).status_code == 302
    other = catalog.township("shiqiao", "石桥镇")
    from_elsewhere = catalog.user_with(Role.VILLAGE_CLERK, catalog.village(other, "石桥村"))
    assert client_of(from_elsewhere).get(f"/wanghe{HOME}").status_code == 403
    assert client_of(from_elsewhere).get(f"/shiqiao{HOME}{made.pk}/").status_code == 404
    legal = catalog.user_with(Role.LEGAL, place.town)
    assert client_of(legal).get(f"/wanghe{HOME}").status_code == 404
    assert client_of(place.clerk).post(f"/wanghe{HOME}{made.pk}/nothing/").status_code == 404


def test_who_may_not_enter_begins_nothing(place):
    answer = client_of(place.guide).post(f"{HOME}begin/{place.unit.pk}/", follow=True)

    assert "您不能拟定这个村的清单" in answer.text
    assert not VillageList.objects.exists()


# ---- typing --------------------------------------------------------------------------------------------------------
def test_a_list_is_begun_from_the_page_of_villages_and_kept_as_typed(place):
    client = client_of(place.clerk)
    begun = client.post(f"{HOME}begin/{place.unit.pk}/", follow=True)
    made = VillageList.objects.get()
    assert begun.redirect_chain[-1][0] == f"{HOME}{made.pk}/"
    data = typed(
        place, made, housing__applies=None, housing__reason="没有公租房", relief__supplement="享受人数"
    )

    answer = client.post(f"{HOME}{made.pk}/", data, follow=True)

    assert "已保存，改动 2 项" in answer.text
    assert 'value="没有公租房"' in answer.text
    rows = {row.node: row for row in made.rows.all()}
    assert not rows[place.items[HOUSING]].applies
    assert rows[place.items[RELIEF]].supplement == "享受人数"
    assert (rows[place.items[PLAN]].elements, rows[place.items[BOOKS]].own_term) == ("", "")


def test_a_locked_row_has_no_tick_to_remove_and_a_tied_one_no_text_to_change(place):
    made = place.drawn_up()

    shown = client_of(place.clerk).get(f"{HOME}{made.pk}/").text

    accounts, relief = place.items[ACCOUNTS].pk, place.items[RELIEF].pk
    assert f'name="r{accounts}-applies"' not in shown
    assert f'name="r{relief}-elements"' not in shown
    assert f'name="r{relief}-supplement"' in shown
    assert "保障对象;保障金额" in shown
    assert "镇里公开的：审批信息" in shown


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"housing__applies": None}, "“公租房申请”不公开的，请写明理由"),
        ({"books__own_term": "看情况"}, "“农家书屋”的公开时限看不懂"),
        ({"books__elements": "找 13912345678"}, "“农家书屋”的公开内容里有手机号"),
        ({"books__elements": "字" * 2001}, "2000"),
    ],
)
def test_bad_input_is_told_at_its_row_and_nothing_typed_is_lost(place, change, said):
    made = place.drawn_up()

    answer = client_of(place.clerk).post(
        f"{HOME}{made.pk}/", typed(place, made, plan__elements="先填的一项", **change)
    )

    assert answer.status_code == 409
    assert said in answer.text
    assert "见下面标出的地方" in answer.text
    assert "先填的一项" in answer.text
    assert not made.rows.exclude(elements="").exists()


def test_a_dropped_row_that_the_law_asks_for_is_not_dropped_by_a_forged_form(place):
    made = place.drawn_up()
    data = typed(place, made) | {f"r{place.items[ACCOUNTS].pk}-reason": "不想公开"}

    client_of(place.clerk).post(f"{HOME}{made.pk}/", data)

    assert made.rows.get(node=place.items[ACCOUNTS]).applies


def test_two_at_once_the_second_is_told_and_keeps_his_words(place):
    made = place.drawn_up()
    data = typed(place, made, plan__elements="甲的话")
    assert client_of(place.editor).post(f"{HOME}{made.pk}/", data).status_code == 302

    late = client_of(place.clerk).post(
        f"{HOME}{made.pk}/", data | {f"r{place.items[PLAN].pk}-elements": "乙的话"}
    )

    assert late.status_code == 409
    assert "镇编辑甲" in late.text
    assert "刚刚改过这份清单" in late.text
    assert "乙的话" in late.text


def test_the_way_through_the_pages_to_the_residents(place):
    made = place.drawn_up()
    assert send(place, made, "show", place.clerk).status_code == 200
    waiting = client_of(place.editor).get(HOME).text
    assert "还差村民委员会、村务监督委员会" in waiting
    assert "不能签" in send(place, made, "sign", place.clerk, agrees="yes").text
    assert "退回须写明意见" in send(place, made, "sign", place.member, agrees="no").text
    assert send(place, made, "sign", place.member, agrees="yes").status_code == 200
    assert "还差村民委员会" in client_of(place.editor).get(HOME).text
    paper = send(place, made, "paper", place.clerk, body="committee", signer="余开山", signed_on="2026-04-07")
    assert "纸质签字，待核对" in paper.text
    assert "须由两个人办理" in send(place, made, "confirm", place.clerk, body="committee").text
    assert "已签字，待送乡镇" in send(place, made, "confirm", place.editor, body="committee").text
    assert "待乡镇提出指导意见" in send(place, made, "hand-in", place.clerk).text
    assert "已指导" in send(place, made, "guide", place.watcher, agrees="yes", guidance="内容齐全。").text
    done = send(place, made, "release", place.clerk)
    assert "第 1 版已公布" in done.text
    assert "件新增" in done.text

    shown = Client().get(f"/villages/{place.unit.pk}/list/").text
    assert "2026年4月7日</time>公布，公开 6 项" in shown
    assert "<dt>村民委员会</dt><dd>2026年4月7日签字同意</dd>" in shown
    assert "内容齐全。" in shown
    assert [name for name in ("余开山", "上坪监委", "督查员甲", "上坪报账员") if name in shown] == []
    again = client_of(place.clerk).post(f"{HOME}begin/{place.unit.pk}/", follow=True)
    assert "第 2 版" in again.text


def test_the_sheet_to_be_signed_by_hand_has_everything_and_a_box_for_each_committee(place):
    place.list_at(ListState.RELEASED)
    made = place.list_at(ListState.WITH_COMMITTEES, place.typed(HOUSING, applies=False, reason="没有公租房"))

    shown = client_of(place.clerk).get(f"{HOME}{made.pk}/print/").text

    assert all(node.name in shown for node in place.items.values())
    assert "本村不涉及：没有公租房" in shown
    assert "每季度终了后15日内公开上季度情况" in shown
    assert all(f"<strong>{body.label}</strong>" in shown for body in Body)
    assert "比上一版改了什么" in shown


# ---- for residents -------------------------------------------------------------------------------------------------
def test_residents_read_the_list_in_force_and_nothing_under_way(place):
    path = f"/villages/{place.unit.pk}/list/"
    place.drawn_up()
    assert "还没有公布" in Client().get(path).text
    assert Client().get(f"{path}1/").status_code == 404

    place.list_at(ListState.RELEASED, place.typed(HOUSING, applies=False, reason="没有公租房"))
    second = place.list_at(ListState.GUIDED, place.typed(PLAN, elements="还没有公布的话"))
    shown = Client().get(path).text
    assert "本村不涉及" in shown
    assert "没有公租房" in shown
    assert "还没有公布的话" not in shown
    assert Client().get(f"{path}2/").status_code == 404

    lists.release(pk=second.pk, by=place.clerk, at=AT)
    now, before = Client().get(path).text, Client().get(f"{path}1/").text
    assert "还没有公布的话" in now
    assert "比第 1 版的变化" in now
    assert "已经不再执行" in before
    assert "还没有公布的话" not in before
    assert "本村公开 5 项村务" in before  # the one in force, beside it


def test_a_key_content_shows_its_matters_only(place):
    place.list_at(ListState.RELEASED)
    path = f"/villages/{place.unit.pk}/list/"

    shown = Client().get(f"{path}?key=relief").text

    assert "农村最低生活保障对象" in shown
    assert "人居环境整治" not in shown
    assert f'<a href="/items/{place.shared.key}/">' in shown
    assert "人居环境整治" in Client().get(f"{path}?key=nothing").text


def test_addresses_of_no_village_are_unknown(place):
    place.list_at(ListState.RELEASED)
    for unit in (place.desk.office.pk, 99999):
        assert Client().get(f"/villages/{unit}/list/").status_code == 404
        assert Client().get(f"/villages/{unit}/list/1/").status_code == 404


def test_the_list_is_found_by_search(place):
    place.list_at(ListState.RELEASED)

    assert "上坪村村务公开目录清单" in Client().get("/latest/?q=村务公开目录清单").text


def test_a_page_of_before_the_release_is_not_served_after_it(place):
    path = f"/villages/{place.unit.pk}/list/"
    assert "还没有公布" in Client().get(path).text

    place.list_at(ListState.RELEASED)

    assert "第 1 版" in Client().get(path).text


# ---- the settings --------------------------------------------------------------------------------------------------
SETTINGS = {
    "objection_days": "10", "investigation_days": "15", "lump_share": "10", "preset": "", "finance_every": "quarter",
    "finance_days": "15", "general_every": "quarter", "general_days": "15", "yearly_days": "30", "major_days": "7", "board_days": "10", "agreement_days": "15",
}  # fmt: skip
ADD = "/admin/villages/villagepolicy/add/"


def test_a_preset_fills_its_figures_in_and_is_saved_when_looked_at(place):
    client = client_of(place.admin)

    shown = client.post(ADD, SETTINGS | {"preset": "shandong"})
    assert shown.status_code == 200
    assert "山东省村务公开条例" in shown.text
    form = shown.context["adminform"].form
    assert {name: form[name].value() for name in ("finance_every", "board_days", "objection_days", "major_days", "filled")} == {
        "finance_every": "month", "board_days": "5", "objection_days": "5", "major_days": "7", "filled": "shandong",
    }  # fmt: skip
    assert not VillagePolicy.objects.exists()

    figures = {name: form[name].value() for name in SETTINGS} | {"finance_days": "8", "filled": "shandong"}
    assert client.post(ADD, figures).status_code == 302
    kept = VillagePolicy.objects.get()
    assert (kept.preset, kept.finance_every, kept.finance_days, kept.objection_days) == (
        "shandong",
        "month",
        8,
        5,
    )
    change = f"/admin/villages/villagepolicy/{kept.pk}/change/"
    seen = {"seen": str(kept.history.latest().history_id)}
    assert client.post(change, figures | seen | {"filled": "", "finance_days": "9"}).status_code == 302
    kept.refresh_from_db()
    assert kept.finance_days == 9


def test_saving_other_figures_tells_what_moved(place):
    place.list_at(ListState.RELEASED)

    answer = client_of(place.admin).post(ADD, SETTINGS | {"general_days": "20"}, follow=True)

    assert "1个村的清单有" in answer.text
    assert "件公开任务的日期变动" in answer.text


def test_the_settings_can_be_looked_at_in_their_history(place):
    client = client_of(place.admin)
    client.post(ADD, SETTINGS)
    kept = VillagePolicy.objects.get()
    entry = kept.history.latest().history_id

    assert client.get(f"/admin/villages/villagepolicy/{kept.pk}/history/{entry}/").status_code == 200


# ---- queries -------------------------------------------------------------------------------------------------------
def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_page_of_villages_takes_the_same_queries_for_two_and_for_thirty(place):
    client = client_of(place.editor)
    place.list_at(ListState.WITH_COMMITTEES)
    few = queries(client, HOME)
    for n in range(28):
        unit = catalog.village(place.town, f"第{n}村")
        by = User.objects.get(pk=place.editor.pk)  # whose places reach the village made just now
        lists.begin(unit=unit, township=place.town, by=by, at=AT)

    assert queries(client, HOME) == few
    assert client.get(HOME).text.count("<h2>") == 30


@pytest.mark.parametrize("kind", ["office", "print", "public", "earlier"])
def test_a_list_takes_the_same_queries_for_few_rows_and_for_many(place, kind):
    few, many = [], []
    place.list_at(ListState.RELEASED)  # so that each edition asked for has one before it
    for counts in (few, many):
        if counts is many:
            for n in range(30):
                above = catalog.item(place.shared.parent, f"镇里第{n}项", key=f"t-many{n}")
                catalog.adoption(place.town, above)
                catalog.item(
                    place.items[PLAN].parent, f"村里第{n}项", key=f"w-many{n}", origin=Origin.VILLAGE,
                    extra={"related": above.key, "rhythm": "general", "key_contents": "乡村振兴"},
                )  # fmt: skip
        place.list_at(ListState.RELEASED)
        made = place.list_at(ListState.RELEASED)
        cache.clear()
        path = {
            "office": f"{HOME}{made.pk}/", "print": f"{HOME}{made.pk}/print/", "public": f"/villages/{place.unit.pk}/list/",
            "earlier": f"/villages/{place.unit.pk}/list/{made.edition - 1}/",
        }[kind]  # fmt: skip
        client = client_of(place.clerk) if kind in ("office", "print") else Client()
        queries(client, path)
        cache.clear()
        counts.append(queries(client, path))

    assert few == many


def test_a_draft_takes_the_same_queries_for_few_rows_and_for_many(place):
    client, made = client_of(place.clerk), place.drawn_up()
    few = queries(client, f"{HOME}{made.pk}/")
    for n in range(30):
        catalog.item(place.items[PLAN].parent, f"村里第{n}项", key=f"w-many{n}", origin=Origin.VILLAGE)
    lists.show(pk=made.pk, by=place.clerk, at=AT)
    lists.take_back(pk=made.pk, by=place.clerk, at=AT)

    assert queries(client, f"{HOME}{made.pk}/") == few
    assert made.rows.count() == 36
