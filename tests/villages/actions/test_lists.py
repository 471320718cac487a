"""Acts on a village's list: who may do what in which state, two signatures by two, locked rows, release, the policy."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from catalog.law.vocabulary import Origin
from catalog.models import Adoption, AdoptionStatus, CacheGeneration, Entry, Membership, Node, TimeLimit
from disclosure.actions import planning
from disclosure.law.duties import DutyState
from disclosure.law.lifecycle import StepRefused
from disclosure.models import Duty
from gongkai.indexing import rebuild
from tests.factories import catalog
from tests.factories.accounts import AT
from tests.factories.village_lists import ACCOUNTS, BOOKS, HOUSING, PLAN, RELIEF, WORD, Lists
from villages.actions import lists, policy
from villages.actions.lists import ListRefused
from villages.law.cadence import Every
from villages.law.lists import TABLE, Body, ListAct, ListState
from villages.law.matters import KeyContent
from villages.models import VillageList, VillageListRow, VillagePolicy
from villages.queries import lists as queries


@pytest.fixture
def place(db) -> Lists:
    with time_machine.travel(AT, tick=False):
        yield Lists()


# ---- state × act × person ------------------------------------------------------------------------------------------
def _paper(place: Lists, made: VillageList) -> None:
    """What confirm and void need: one recorded by the editor, of the committee."""
    lists.record_paper(
        pk=made.pk, by=place.editor, at=AT, body=Body.COMMITTEE, signer="余开山", signed_on=AT.date()
    )


Act = Callable[[VillageList, Any], object]
ACTS: dict[str, tuple[ListAct, Act]] = {
    "enter": (ListAct.ENTER, lambda made, by: lists.enter(pk=made.pk, by=by, at=AT, rows=[])),
    "show": (ListAct.SHOW, lambda made, by: lists.show(pk=made.pk, by=by, at=AT)),
    "take_back": (ListAct.TAKE_BACK, lambda made, by: lists.take_back(pk=made.pk, by=by, at=AT)),
    "sign": (ListAct.SIGN, lambda made, by: lists.sign(pk=made.pk, by=by, at=AT, agrees=True)),
    "return": (ListAct.RETURN, lambda made, by: lists.sign(pk=made.pk, by=by, at=AT, agrees=False, opinion="漏了一项")),
    "paper": (
        ListAct.RECORD_PAPER,
        lambda made, by: lists.record_paper(
            pk=made.pk, by=by, at=AT, body=Body.SUPERVISORS, signer="余长庚", signed_on=AT.date()
        ),
    ),
    "confirm": (ListAct.SIGN, lambda made, by: lists.confirm_paper(pk=made.pk, by=by, at=AT, body=Body.COMMITTEE)),
    "void": (
        ListAct.VOID_PAPER,
        lambda made, by: lists.void_paper(pk=made.pk, by=by, at=AT, body=Body.COMMITTEE, reason="日期不符"),
    ),
    "hand_in": (ListAct.HAND_IN, lambda made, by: lists.hand_in(pk=made.pk, by=by, at=AT)),
    "agree": (ListAct.AGREE, lambda made, by: lists.guide(pk=made.pk, by=by, at=AT, agrees=True)),
    "send_back": (ListAct.SEND_BACK, lambda made, by: lists.guide(pk=made.pk, by=by, at=AT, agrees=False, guidance="补上")),
    "release": (ListAct.RELEASE, lambda made, by: lists.release(pk=made.pk, by=by, at=AT)),
}  # fmt: skip
VILLAGE = {"clerk", "head", "editor"}
TOWNSHIP = {"guide", "watcher", "admin"}
RIGHTS = {
    "enter": VILLAGE, "show": VILLAGE, "take_back": VILLAGE, "sign": {"head", "member"}, "return": {"head", "member"},
    "paper": VILLAGE, "confirm": {"clerk", "head", "guide"}, "void": {"clerk", "head", "guide"}, "hand_in": VILLAGE,
    "agree": TOWNSHIP, "send_back": TOWNSHIP, "release": VILLAGE,
}  # fmt: skip
PEOPLE = (
    "clerk", "head", "member", "editor", "guide", "watcher", "admin", "other_clerk", "other_member",
)  # fmt: skip


@pytest.mark.parametrize("state", list(ListState))
@pytest.mark.parametrize("name", list(ACTS))
def test_state_by_act_by_person(place, state, name):
    made = place.list_at(state)
    if name in ("confirm", "void") and state == ListState.WITH_COMMITTEES:
        _paper(place, made)
    act, does = ACTS[name]
    for who in PEOPLE:
        may = who in RIGHTS[name] and (state, act) in TABLE
        with transaction.atomic():
            if may:
                does(made, getattr(place, who))
                assert VillageList.objects.get(pk=made.pk).state == TABLE[state, act], who
            else:
                with pytest.raises((StepRefused, PermissionDenied, ListRefused)):
                    does(made, getattr(place, who))
            transaction.set_rollback(True)
        assert VillageList.objects.get(pk=made.pk).state == state


# ---- drawing up ----------------------------------------------------------------------------------------------------
def test_the_first_edition_is_the_townships_template(place):
    made = place.drawn_up()

    assert (made.edition, made.state, made.entered_for) == (1, ListState.DRAFT, False)
    rows = {row.node: (row.applies, row.locked) for row in made.rows.all()}
    assert rows == {node: (True, node.extra.get("locked") == "yes") for node in place.items.values()}
    assert place.drawn_up() == made
    assert lists.begin(unit=place.unit, township=place.town, by=place.editor, at=AT) == made


def test_the_first_edition_takes_up_what_the_village_had_settled_before(place):
    catalog.adoption(
        place.unit, place.items[HOUSING], status=AdoptionStatus.NOT_INVOLVED, reason="没有公租房"
    )
    catalog.adoption(place.unit, place.items[BOOKS], elements="开放时间", limit_text="每月更新")
    catalog.adoption(place.unit, place.items[ACCOUNTS], status=AdoptionStatus.NOT_INVOLVED, reason="不想公开")

    rows = {row.node: row for row in place.drawn_up().rows.all()}

    assert (rows[place.items[HOUSING]].applies, rows[place.items[HOUSING]].reason) == (False, "没有公租房")
    assert (rows[place.items[BOOKS]].elements, rows[place.items[BOOKS]].own_term) == ("开放时间", "每月更新")
    assert rows[place.items[ACCOUNTS]].applies


def test_entered_by_the_township_it_is_marked_so(place):
    assert place.drawn_up(by=place.editor).entered_for


def test_an_office_has_no_list(place):
    with pytest.raises(ListRefused, match="不是本乡镇的村"):
        lists.begin(unit=place.desk.office, township=place.town, by=place.editor, at=AT)


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        (ACCOUNTS, {"applies": False, "reason": "没有"}, "“各项支出”是法律规定必须公开的，不能去掉"),
        (RELIEF, {"applies": False, "reason": "没有"}, "“农村最低生活保障对象”是法律规定必须公开的"),
        (HOUSING, {"applies": False}, "“公租房申请”不公开的，请写明理由"),
        (RELIEF, {"elements": "另一种写法"}, "只能写补充"),
        (PLAN, {"supplement": "补充"}, "没有对应的镇级事项"),
        (PLAN, {"own_term": "每年更新"}, "由镇里统一设置"),
        (RELIEF, {"own_term": "每年更新"}, "由镇里统一设置或者法律规定"),
        (BOOKS, {"own_term": "看情况"}, "看不懂"),
        (BOOKS, {"elements": "找林某 13912345678"}, "“农家书屋”的公开内容里有手机号"),
        (RELIEF, {"supplement": "林某 11010519491231002X"}, "“农村最低生活保障对象”的本村补充里有"),
        (HOUSING, {"applies": False, "reason": "问 13912345678"}, "不涉及的理由里有手机号"),
        (BOOKS, {"elements": "字" * 2001}, "最多 2000 字"),
    ],
)  # fmt: skip
def test_what_a_row_does_not_allow_is_refused_with_its_name_and_nothing_is_kept(place, key, typed, said):
    made = place.drawn_up()

    with pytest.raises(ListRefused, match=said) as refused:
        place.change(made, place.typed(PLAN, elements="先填的一项"), place.typed(key, **typed))

    assert refused.value.node == place.items[key].pk
    assert not made.rows.exclude(elements="").exists()
    assert VillageList.objects.get(pk=made.pk).version == made.version


def test_what_is_typed_is_kept_and_what_is_as_printed_is_not_worded(place):
    made = place.drawn_up()
    printed = place.items[PLAN].elements

    place.change(
        made, place.typed(PLAN, elements=printed), place.typed(HOUSING, applies=False, reason="没有公租房"),
        place.typed(RELIEF, supplement="享受人数、金额"), place.typed(BOOKS, elements="开放时间\r\n书目", own_term="每季度更新"),
    )  # fmt: skip

    rows = {row.node.key.removeprefix("wanghe-"): row for row in made.rows.select_related("node")}
    assert rows[PLAN].elements == ""
    assert (rows[HOUSING].applies, rows[HOUSING].reason) == (False, "没有公租房")
    assert rows[RELIEF].supplement == "享受人数、金额"
    assert (rows[BOOKS].elements, rows[BOOKS].own_term) == ("开放时间\n书目", "每季度更新")
    place.change(made, place.typed(HOUSING, reason="留下的话"))
    assert made.rows.get(node=place.items[HOUSING]).reason == ""


def test_a_matter_of_the_township_that_it_does_not_keep_ties_nothing(place):
    catalog.adoption(place.town, place.shared, status=AdoptionStatus.NOT_INVOLVED, reason="由县里办")

    place.change(place.drawn_up(), place.typed(RELIEF, elements="对象、标准"))

    assert VillageListRow.objects.get(node=place.items[RELIEF]).elements == "对象、标准"


def test_the_townships_text_is_shown_as_the_township_words_it(place):
    catalog.adoption(place.town, place.shared, elements="按村汇总的人数和金额")

    (line,) = [
        line
        for each in queries.categories(place.drawn_up(), VillagePolicy().cadence, AT.date())
        for line in each.lines
        if line.tied
    ]

    assert [(item.name, item.path, item.elements) for item in line.tied] == [
        ("审批信息", "/items/wanghe-t-relief/", "按村汇总的人数和金额")
    ]
    assert line.contents == [KeyContent.RELIEF]


def test_who_acts_on_an_older_page_is_told_who_was_first(place):
    made = place.drawn_up()
    lists.enter(pk=made.pk, by=place.editor, at=AT, rows=[], version=made.version)

    with pytest.raises(ListRefused, match="镇编辑甲 在 04月07日 09:00 刚刚改过这份清单"):
        lists.enter(pk=made.pk, by=place.clerk, at=AT, rows=[], version=made.version)


def test_what_the_standard_list_gained_meanwhile_is_taken_in_before_signing(place):
    made = place.drawn_up()
    group = place.items[PLAN].parent
    new = catalog.item(group, "新的法定事项", key="w-new", origin=Origin.VILLAGE, extra={"locked": "yes"})
    Node.objects.filter(pk=place.items[BOOKS].pk).update(
        in_force_until=AT.date() - timedelta(days=1), stop_reason="停止"
    )

    lists.show(pk=made.pk, by=place.clerk, at=AT)

    assert made.rows.get(node=new).locked
    assert not made.rows.filter(node=place.items[BOOKS]).exists()
    assert made.events.last().note == "随标准目录增减2项"


# ---- two signatures by two -----------------------------------------------------------------------------------------
def test_both_committees_sign_and_one_alone_is_not_enough(place):
    made = place.list_at(ListState.WITH_COMMITTEES)

    first = lists.sign(pk=made.pk, by=place.member, at=AT, agrees=True)
    assert (first.state, lists.signed(first)) == (ListState.WITH_COMMITTEES, {Body.SUPERVISORS})
    with pytest.raises(StepRefused):
        lists.hand_in(pk=made.pk, by=place.clerk, at=AT)
    with pytest.raises(ListRefused, match="村务监督委员会已经签过字"):
        lists.sign(pk=made.pk, by=place.member, at=AT, agrees=True)

    both = lists.sign(pk=made.pk, by=place.head, at=AT, agrees=True)
    assert (both.state, lists.signed(both)) == (ListState.SIGNED, set(Body))


def test_who_entered_something_signs_for_nobody(place):
    made = place.drawn_up()
    place.change(made, by=place.head)
    lists.show(pk=made.pk, by=place.clerk, at=AT)

    for who in (place.clerk, place.head, place.editor):
        with pytest.raises(PermissionDenied):
            lists.sign(pk=made.pk, by=who, at=AT, agrees=True)


def test_a_member_of_the_village_committee_does_not_speak_for_the_supervisors_nor_for_both(place):
    made = place.list_at(ListState.WITH_COMMITTEES)
    Membership.objects.create(user=place.head, unit=place.unit, role="village_supervisor")
    both = type(place.head).objects.get(pk=place.head.pk)

    with pytest.raises(PermissionDenied):
        lists.sign(pk=made.pk, by=both, at=AT, agrees=True)


def test_returned_with_a_reason_everything_is_signed_anew(place):
    made = place.list_at(ListState.WITH_COMMITTEES)
    lists.sign(pk=made.pk, by=place.head, at=AT, agrees=True)
    with pytest.raises(ListRefused, match="退回须写明意见"):
        lists.sign(pk=made.pk, by=place.member, at=AT, agrees=False, opinion=" ")

    back = lists.sign(pk=made.pk, by=place.member, at=AT, agrees=False, opinion="少了农家书屋")
    assert back.state == ListState.DRAFT
    again = lists.show(pk=made.pk, by=place.clerk, at=AT)
    assert lists.signed(again) == set()
    lists.sign(pk=made.pk, by=place.head, at=AT, agrees=True)
    assert lists.sign(pk=made.pk, by=place.member, at=AT, agrees=True).state == ListState.SIGNED


def test_on_paper_it_takes_two_persons_for_each_committee(place):
    made = place.list_at(ListState.WITH_COMMITTEES)
    place.on_paper(made, Body.COMMITTEE, "余开山")
    with pytest.raises(ListRefused, match="一个人不能代表两个委员会"):
        place.on_paper(made, Body.SUPERVISORS, "余开山")
    with pytest.raises(ListRefused, match="正在等另一个人核对"):
        place.on_paper(made, Body.COMMITTEE, "别人")
    place.on_paper(made, Body.SUPERVISORS, "余长庚")
    assert lists.signed(made) == set()
    with pytest.raises(ListRefused, match="须由两个人办理"):
        lists.confirm_paper(pk=made.pk, by=place.clerk, at=AT, body=Body.COMMITTEE)

    lists.confirm_paper(pk=made.pk, by=place.editor, at=AT, body=Body.COMMITTEE)
    done = lists.confirm_paper(pk=made.pk, by=place.guide, at=AT, body=Body.SUPERVISORS)

    assert done.state == ListState.SIGNED
    assert [(s.signer, s.by, s.confirmed_by) for s in made.signatures.all()] == [
        ("余开山", place.clerk, place.editor), ("余长庚", place.clerk, place.guide),
    ]  # fmt: skip


def test_a_record_that_does_not_agree_with_the_paper_is_void_and_recorded_again(place):
    made = place.list_at(ListState.WITH_COMMITTEES)
    place.on_paper(made, Body.COMMITTEE)
    with pytest.raises(ListRefused, match="没有等待核对"):
        lists.void_paper(pk=made.pk, by=place.editor, at=AT, body=Body.SUPERVISORS, reason="不符")
    with pytest.raises(ListRefused, match="哪里不符"):
        lists.void_paper(pk=made.pk, by=place.editor, at=AT, body=Body.COMMITTEE, reason="")

    lists.void_paper(pk=made.pk, by=place.editor, at=AT, body=Body.COMMITTEE, reason="日期不符")
    place.on_paper(made, Body.COMMITTEE, "余水生")

    assert [s.void for s in made.signatures.order_by("pk")] == [True, False]


@pytest.mark.parametrize(
    ("more", "said"),
    [({"signer": " "}, "请填写签字人"), ({"signed_on": AT.date() + timedelta(days=1)}, "不能晚于今天")],
)
def test_a_paper_without_signer_or_of_tomorrow_is_refused(place, more, said):
    made = place.list_at(ListState.WITH_COMMITTEES)
    values = {"body": Body.COMMITTEE, "signer": "余开山", "signed_on": AT.date()} | more

    with pytest.raises(ListRefused, match=said):
        lists.record_paper(pk=made.pk, by=place.clerk, at=AT, **values)


# ---- the township --------------------------------------------------------------------------------------------------
def test_the_township_guides_and_does_not_release(place):
    made = place.list_at(ListState.WITH_TOWNSHIP)
    with pytest.raises(ListRefused, match="退回须写明意见"):
        lists.guide(pk=made.pk, by=place.guide, at=AT, agrees=False)
    with pytest.raises(ListRefused, match="手机号"):
        lists.guide(pk=made.pk, by=place.guide, at=AT, agrees=True, guidance="问 13912345678")

    guided = lists.guide(pk=made.pk, by=place.guide, at=AT, agrees=True)

    assert (guided.state, guided.guidance, guided.guided_by) == (
        ListState.GUIDED,
        lists.NO_REMARKS,
        place.guide,
    )
    with pytest.raises(PermissionDenied):
        lists.release(pk=made.pk, by=place.guide, at=AT)


def test_who_entered_it_for_the_village_does_not_guide_it(place):
    Membership.objects.create(user=place.editor, unit=place.town.unit, role="office_head")
    editor = type(place.editor).objects.get(pk=place.editor.pk)
    made = place.drawn_up(by=editor)
    lists.show(pk=made.pk, by=place.clerk, at=AT)
    for who in (place.head, place.member):
        lists.sign(pk=made.pk, by=who, at=AT, agrees=True)
    lists.hand_in(pk=made.pk, by=place.clerk, at=AT)

    with pytest.raises(PermissionDenied):
        lists.guide(pk=made.pk, by=editor, at=AT, agrees=True)
    assert lists.guide(pk=made.pk, by=place.watcher, at=AT, agrees=True).state == ListState.GUIDED


# ---- made public ---------------------------------------------------------------------------------------------------
def adopted(place: Lists, key: str) -> tuple[str, str, str, str]:
    row = Adoption.objects.get(holder=place.unit, node=place.items[key])
    return row.status, row.reason, row.elements, row.limit_text


def test_release_brings_adoptions_terms_and_index_in_step(place):
    before = CacheGeneration.objects.get(township=place.town).number

    made = place.list_at(
        ListState.RELEASED, place.typed(HOUSING, applies=False, reason="没有公租房"),
        place.typed(RELIEF, supplement="享受人数"), place.typed(BOOKS, elements="开放时间", own_term="每月更新"),
    )  # fmt: skip

    assert (made.released_on, made.released_by) == (AT.date(), place.clerk)
    board = "；公示栏公示不少于10日"
    assert adopted(place, ACCOUNTS) == ("applies", "", "", f"每季度终了后15日内公开上季度情况{board}")
    assert adopted(place, HOUSING) == ("not_involved", "没有公租房", "", "")
    assert adopted(place, RELIEF) == ("applies", "", f"{place.items[RELIEF].elements}；享受人数", "")
    assert adopted(place, BOOKS) == ("applies", "", "开放时间", "每月更新")
    assert adopted(place, WORD)[3] == f"发生或者变更之日起5日内公开{board}"
    plan = Adoption.objects.get(holder=place.unit, node=place.items[PLAN])
    assert [limit.data["day"] for limit in plan.limits.filter(kind="recurring")] == [15]
    assert (plan.unit, plan.applies_from, plan.version) == (place.unit, AT.date(), 1)
    assert plan.history.get().history_user == place.clerk
    entry = Entry.objects.get(key=f"village-list:{place.unit.pk}")
    assert (entry.kind, entry.path, entry.summary) == (
        "sheet", f"/villages/{place.unit.pk}/list/", "本村公开 5 项村务，第 1 版。",
    )  # fmt: skip
    assert CacheGeneration.objects.get(township=place.town).number > before
    assert not rebuild(place.town, mend=False)


def test_what_the_index_lost_is_found_and_mended(place):
    place.list_at(ListState.RELEASED)
    Entry.objects.all().delete()

    found = rebuild(place.town, mend=True)

    assert found.missing == [f"village-list:{place.unit.pk}"]
    assert not rebuild(place.town, mend=False)


def open_days(place: Lists, key: str) -> set[date | None]:
    duties = Duty.objects.filter(unit=place.unit, node=place.items[key], state=DutyState.OPEN)
    return set(duties.filter(due_on__year=2026).values_list("due_on", flat=True))


def test_release_plans_the_duties_of_the_village_anew(place):
    planning.plan(township=place.town, at=AT)
    assert not Duty.objects.filter(unit=place.unit).exists()

    place.list_at(ListState.RELEASED)
    assert date(2026, 7, 15) in open_days(place, PLAN)
    assert date(2026, 4, 15) not in open_days(place, PLAN)  # the quarter before it took the row on

    place.list_at(ListState.RELEASED, place.typed(PLAN, applies=False, reason="由镇里统一办"))
    assert open_days(place, PLAN) == set()
    place.list_at(ListState.RELEASED, place.typed(PLAN))
    assert date(2026, 7, 15) in open_days(place, PLAN)


def test_a_new_edition_starts_from_the_one_in_force_and_tells_the_difference(place):
    first = place.list_at(ListState.RELEASED, place.typed(HOUSING, applies=False, reason="没有公租房"))
    second = place.drawn_up()
    cadence = policy.policy_of(place.town).cadence
    assert (second.edition, queries.difference(first, second, cadence)) == (2, [])
    assert queries.in_force(place.unit.pk) == first

    place.change(second, place.typed(HOUSING), place.typed(BOOKS, own_term="每月更新"))

    assert [(c.name, c.what, c.before, c.after) for c in queries.difference(first, second, cadence)] == [
        ("公租房申请", "是否公开", "本村不涉及：没有公租房", "公开"),
        ("农家书屋", "公开时限", "及时", "每月更新"),
    ]
    done = place.list_at(ListState.RELEASED)
    assert queries.in_force(place.unit.pk) == done
    assert [each.edition for each in queries.editions(place.unit.pk)] == [2, 1]
    assert queries.edition_before(done) == first
    assert Entry.objects.get(key=f"village-list:{place.unit.pk}").summary == "本村公开 6 项村务，第 2 版。"


def test_release_of_the_same_again_moves_no_adoption(place):
    place.list_at(ListState.RELEASED)
    versions = list(Adoption.objects.order_by("pk").values_list("version", flat=True))

    place.list_at(ListState.RELEASED, at=AT + timedelta(days=1))

    assert list(Adoption.objects.order_by("pk").values_list("version", flat=True)) == versions


def test_a_standard_list_that_changed_after_the_signatures_is_signed_anew(place):
    made = place.list_at(ListState.GUIDED)
    catalog.item(place.items[PLAN].parent, "新事项", key="w-new", origin=Origin.VILLAGE)

    with pytest.raises(ListRefused, match="重新签字"):
        lists.release(pk=made.pk, by=place.clerk, at=AT)

    assert made.rows.count() == 6
    back = lists.take_back(pk=made.pk, by=place.clerk, at=AT)
    assert lists.show(pk=back.pk, by=place.clerk, at=AT).rows.count() == 7


def test_a_summary_counts_what_is_kept_by_key_content(place):
    assert queries.summary(place.unit.pk) is None
    place.list_at(ListState.RELEASED, place.typed(HOUSING, applies=False, reason="没有公租房"))

    found = queries.summary(place.unit.pk)

    assert (found.kept, found.left_out) == (5, 1)
    assert [content for content, _ in found.contents] == list(KeyContent)  # all ten are entrances
    assert {content: number for content, number in found.contents if number} == {
        KeyContent.REVIVAL: 1, KeyContent.ACCOUNTS: 1, KeyContent.RELIEF: 1,
    }  # fmt: skip


# ---- the policy ----------------------------------------------------------------------------------------------------
def keep(place: Lists, **figures: Any) -> Any:
    row = policy.policy_of(place.town)
    for name, value in figures.items():
        setattr(row, name, value)
    return policy.keep(row=row, township=place.town, by=place.admin, at=AT)[1]


def test_changed_figures_reach_every_list_in_force_its_adoptions_rules_and_duties(place):
    made = place.list_at(ListState.RELEASED, place.typed(BOOKS, own_term="每月更新"))
    assert date(2026, 7, 15) in open_days(place, PLAN)

    followed = keep(place, general_days=20, finance_every=Every.MONTH, finance_days=10)

    assert (followed.lists, followed.rows) == (1, 2)
    assert "1个村的清单有 2 项公开时限随之调整" in followed.words
    assert "件公开任务的日期变动" in followed.words
    assert adopted(place, PLAN)[3].startswith("每季度终了后20日内")
    assert adopted(place, ACCOUNTS)[3].startswith("每月终了后10日内")
    assert adopted(place, BOOKS)[3] == "每月更新"  # its own
    assert made.rows.get(node=place.items[PLAN]).term == adopted(place, PLAN)[3]
    assert {date(2026, 7, 20), date(2026, 10, 20)} <= open_days(place, PLAN)
    assert date(2026, 7, 15) not in open_days(place, PLAN)
    assert {date(2026, 5, 11), date(2026, 6, 10)} <= open_days(place, ACCOUNTS)  # 10 May is a Sunday
    rule = TimeLimit.objects.get(
        adoption__holder=place.unit, node=None, kind="recurring", adoption__node=place.items[PLAN]
    )
    assert rule.data["day"] == 20
    assert made.events.last().act == ListAct.FOLLOW


def test_figures_that_change_no_term_move_nothing(place):
    place.list_at(ListState.RELEASED)

    assert keep(place, objection_days=7).words == ""
    assert keep(place, yearly_days=20).words == ""  # no row of these is yearly


def test_a_list_that_is_not_public_and_a_village_without_one_are_left_alone(place):
    place.list_at(ListState.WITH_TOWNSHIP)
    catalog.adoption(place.other, place.items[PLAN], unit=place.other)

    assert keep(place, general_days=20).lists == 0
    assert adopted_by(place.other) == [""]


def adopted_by(unit: Any) -> list[str]:
    return list(Adoption.objects.filter(holder=unit).values_list("limit_text", flat=True))


def test_another_townships_lists_do_not_follow(place):
    Node.objects.filter(pk=place.item.pk).update(key="v-051-wanghe")  # its key is wanted a second time
    elsewhere = Lists("shiqiao", "石桥镇")
    elsewhere.list_at(ListState.RELEASED)

    assert keep(place, general_days=20).lists == 0


@pytest.mark.parametrize(
    "figures",
    [{"finance_days": 0}, {"general_days": 61}, {"major_days": 0}, {"yearly_days": 61}, {"board_days": 366}],
)
def test_figures_out_of_bounds_are_refused_and_nothing_moves(place, figures):
    made = place.list_at(ListState.RELEASED)

    with pytest.raises(ValidationError):
        keep(place, **figures)

    assert made.events.last().act == ListAct.RELEASE


# ---- the table refuses contradictions ------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.rows.filter(locked=True).update(applies=False, reason="没有"),
        lambda made: made.rows.filter(locked=False).update(applies=False),
        lambda made: VillageList.objects.filter(pk=made.pk).update(released_on=AT.date()),
        lambda made: VillageList.objects.create(
            township=made.township, unit=made.unit, edition=9, created_by=made.created_by, created_at=AT
        ),
    ],
)
def test_constraints(place, change):
    made = place.drawn_up()

    with pytest.raises(IntegrityError), transaction.atomic():
        change(made)
