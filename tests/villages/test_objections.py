"""Questions of residents: who may do what with them, the days, what is public of them and what is not (VIL-3)."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import Client

from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions import publishing
from disclosure.law.lifecycle import StepRefused, WithdrawReason
from disclosure.models import PersonalAccess
from tests.factories import catalog
from tests.factories.accounts import AT, Villages
from villages.actions import objections
from villages.actions.objections import ObjectionRefused
from villages.law.objections import TABLE, ObjectionAct, ObjectionState, Source
from villages.models import Objection, VillagePolicy

TEXT, CONTACT = "三月的抽水机为什么比镇上贵", "溪边第三户"
OFFICE = "/office/village-questions/"


@pytest.fixture
def place(db) -> Villages:
    with time_machine.travel(AT, tick=False):
        made = Villages()
        made.head = catalog.user_with(Role.OFFICE_HEAD, made.town, name="公开办主任甲")
        made.watcher = catalog.user_with(Role.SUPERVISOR, made.town, name="督查员甲")
        yield made


def asked(place: Villages, **more: Any) -> Objection:
    values: dict = {
        "unit": place.unit,
        "township": place.town,
        "text": TEXT,
        "contact": CONTACT,
        "token": "a" * 64,
        "at": AT,
    }
    return objections.take_in(**(values | more))


def at(place: Villages, state: ObjectionState) -> Objection:
    made = asked(place, token=state.value)
    match state:
        case ObjectionState.ANSWERED:
            return objections.answer(pk=made.pk, by=place.clerk, at=AT, text="当月柴油涨价，附了三家报价。")
        case ObjectionState.WITH_TOWNSHIP:
            return objections.escalate(pk=made.pk, by=place.member, at=AT)
        case ObjectionState.ORDERED | ObjectionState.UNFOUNDED:
            objections.escalate(pk=made.pk, by=place.member, at=AT)
            order = state == ObjectionState.ORDERED
            return objections.decide(
                pk=made.pk, by=place.head, at=AT, finding="三日内补上报价单", order=order
            )
    return made


ACTS = {
    ObjectionAct.ANSWER: lambda pk, by: objections.answer(pk=pk, by=by, at=AT, text="见附表"),
    ObjectionAct.ESCALATE: lambda pk, by: objections.escalate(pk=pk, by=by, at=AT),
    ObjectionAct.ORDER: lambda pk, by: objections.decide(pk=pk, by=by, at=AT, finding="补上", order=True),
    ObjectionAct.FIND_RIGHT: lambda pk, by: objections.decide(
        pk=pk, by=by, at=AT, finding="属实", order=False
    ),
}
RIGHTS = {
    ObjectionAct.ANSWER: {"clerk", "editor"}, ObjectionAct.ESCALATE: {"member", "head", "watcher"},
    ObjectionAct.ORDER: {"head", "watcher"}, ObjectionAct.FIND_RIGHT: {"head", "watcher"},
}  # fmt: skip
PEOPLE = ("clerk", "member", "other_clerk", "other_member", "editor", "head", "watcher")


@pytest.mark.parametrize("state", list(ObjectionState))
@pytest.mark.parametrize("act", list(ACTS))
def test_state_by_act_by_person(place, state, act):
    made = at(place, state)
    for who in PEOPLE:
        if who in RIGHTS[act] and (state, act) in TABLE:
            continue
        with pytest.raises((StepRefused, PermissionDenied)):
            ACTS[act](made.pk, getattr(place, who))
    made.refresh_from_db()
    assert made.state == state
    if (state, act) in TABLE:
        assert ACTS[act](made.pk, getattr(place, sorted(RIGHTS[act])[0])).state == TABLE[state, act]


# ---- taking in -----------------------------------------------------------------------------------------------------
def test_vil_3_the_days_are_those_of_the_setting(place):
    assert asked(place).due_on == AT.date() + timedelta(days=10)
    VillagePolicy.objects.create(township=place.town, objection_days=7, investigation_days=5)
    assert asked(place, token="b").due_on == date(2026, 4, 14)
    direct = asked(place, token="c", to_township=True)
    assert (direct.state, direct.due_on) == (ObjectionState.WITH_TOWNSHIP, date(2026, 4, 12))
    late = objections.escalate(pk=asked(place, token="d").pk, by=place.member, at=AT + timedelta(days=20))
    assert late.due_on == date(2026, 5, 2)


def test_sent_twice_it_is_one(place):
    assert asked(place) == asked(place)
    assert Objection.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"), [({"text": " "}, "写明"), ({"unit": "office"}, "不是本乡镇的村")]
)
def test_what_is_no_question_is_refused_in_words(place, change, said):
    if "unit" in change:
        change = {"unit": place.desk.office}
    with pytest.raises(ObjectionRefused, match=said):
        asked(place, **change)


def test_it_is_about_something_public_of_this_village(place):
    sheet = place.public()
    assert asked(place, publication=sheet.carrier).publication == sheet.carrier
    with pytest.raises(ObjectionRefused, match="正在公开"):
        asked(place, token="b", unit=place.other, publication=sheet.carrier)
    publishing.withdraw(
        pk=sheet.carrier_id, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )
    sheet.carrier.refresh_from_db()
    with pytest.raises(ObjectionRefused, match="正在公开"):
        asked(place, token="c", publication=sheet.carrier)


@pytest.mark.parametrize("words", ["", "找林某 13912345678", "身份证 11010519491231002X"])
def test_answers_are_public_words(place, words):
    made = asked(place)
    with pytest.raises(ObjectionRefused):
        objections.answer(pk=made.pk, by=place.clerk, at=AT, text=words)


def test_who_acts_on_an_older_page_is_told(place):
    made = asked(place)
    objections.escalate(pk=made.pk, by=place.member, at=AT, version=1)

    with pytest.raises(ObjectionRefused, match="刚刚办理过"):
        objections.answer(pk=made.pk, by=place.clerk, at=AT, text="见附表", version=1)


# ---- pages ---------------------------------------------------------------------------------------------------------
def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def fields(client: Client, path: str) -> dict[str, str]:
    """What the form holds when it is opened, with the wait of a person."""
    form = client.get(path).context["form"]
    return {name: str(form[name].value() or "") for name in ("page", "opened")}


def send(client: Client, path: str, **more: str):
    with time_machine.travel(AT - timedelta(seconds=30), tick=False):
        data = fields(client, path)
    return client.post(path, data | {"text": TEXT, "contact": CONTACT, "to": "village"} | more)


def test_a_resident_asks_and_reads_the_answer_without_his_own_words(place):
    path, page = f"/villages/{place.unit.pk}/ask/", f"/villages/{place.unit.pk}/"
    answer = send(Client(), path)
    made = Objection.objects.get()
    assert answer.status_code == 200
    assert made.number in answer.text
    assert "2026年4月17日" in answer.text
    assert "还有 1 件正在办理" in Client().get(page).text

    objections.answer(pk=made.pk, by=place.clerk, at=AT, text="当月柴油涨价，附了三家报价。")

    shown = Client().get(page).text
    assert "当月柴油涨价" in shown
    assert made.number in shown
    assert [words for words in (TEXT, CONTACT, "上坪报账员") if words in shown] == []


def test_a_question_about_what_was_withdrawn_names_it_no_more(place):
    sheet = place.public()
    made = asked(place, publication=sheet.carrier)
    objections.answer(pk=made.pk, by=place.clerk, at=AT, text="见附表")
    page = f"/villages/{place.unit.pk}/"
    assert Client().get(page).text.count(sheet.carrier.title) == 2  # among the newest, and what it is about
    publishing.withdraw(
        pk=sheet.carrier_id, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )

    shown = Client().get(page).text
    assert "见附表" in shown
    assert sheet.carrier.title not in shown
    assert sheet.carrier.title not in Client().get(f"{page}ask/").text


def test_who_sees_how_the_resident_can_be_reached_leaves_a_trace(place):
    made = asked(place)
    client_of(place.clerk).get(f"{OFFICE}{made.pk}/")

    seen = PersonalAccess.objects.get()
    assert (seen.by, seen.subject_number, seen.fields) == (place.clerk, made.number, ["contact"])
    client_of(place.clerk).get(f"{OFFICE}{asked(place, token='b', contact='').pk}/")
    assert PersonalAccess.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"text": ""}, 422, "请写明有什么疑问"),
        ({"website": "x"}, 422, "留空"),
        ({"to": "county"}, 422, "county"),
    ],
)
def test_bad_input_is_told_and_stays(place, change, status, said):
    answer = send(Client(), f"/villages/{place.unit.pk}/ask/", **change)

    assert answer.status_code == status
    assert said in answer.text
    assert CONTACT in answer.text
    assert not Objection.objects.exists()


def test_ten_an_hour_from_one_address(place):
    client = Client()
    statuses = [
        send(client, f"/villages/{place.unit.pk}/ask/", text=f"{TEXT}{n}").status_code for n in range(12)
    ]

    assert statuses == [200] * 10 + [429] * 2


def test_no_village_no_page(place):
    assert Client().get(f"/villages/{place.desk.office.pk}/ask/").status_code == 404
    assert Client().get("/villages/99999/ask/").status_code == 404


@pytest.mark.parametrize(
    ("who", "own"),
    [("clerk", 200), ("member", 200), ("other_clerk", 404), ("other_member", 404), ("head", 200)],
)
def test_a_clerk_reaches_no_question_of_another_village(place, who, own):
    made = asked(place)
    client = client_of(getattr(place, who))

    assert client.get(f"{OFFICE}{made.pk}/").status_code == own
    for act in ("answer", "escalate", "decide"):
        assert client.post(f"{OFFICE}{made.pk}/{act}/", {}).status_code == (409 if own == 200 else 404)
    assert (made.number in client.get(OFFICE).text) is (own == 200)
    assert client.get(f"{OFFICE}record/{place.unit.pk}/").status_code == own
    assert Client().get(f"{OFFICE}{made.pk}/").status_code == 302


def test_it_is_recorded_answered_escalated_and_ordered_over_the_pages(place):
    answer = send(client_of(place.clerk), f"{OFFICE}record/{place.unit.pk}/", source="phone")
    made = Objection.objects.get()
    assert answer.status_code == 302
    assert (made.source, made.recorded_by) == (Source.PHONE, place.clerk)

    def act(user: User, name: str, **data: str):
        made.refresh_from_db()
        sent = {f"{name}-{key}": value for key, value in ({"version": str(made.version)} | data).items()}
        return client_of(user).post(f"{OFFICE}{made.pk}/{name}/", sent, follow=True)

    assert "请填写答复" in act(place.clerk, "answer", text="").text
    assert "手机号" in act(place.clerk, "answer", text="找 13912345678").text
    assert "村里已答复" in act(place.clerk, "answer", text="见附表").text
    assert "不能把这件疑问报乡镇" in act(place.clerk, "escalate").text
    assert "乡镇正在核实" in act(place.member, "escalate").text
    assert "请选择" in act(place.head, "decide", finding="补上").text
    assert (
        "乡镇已责令公开或更正" in act(place.head, "decide", verdict="order", finding="三日内补上报价单").text
    )
    assert "三日内补上报价单" in Client().get(f"/villages/{place.unit.pk}/").text


def test_the_figures_are_kept_by_the_office(place):
    path = "/admin/villages/villagepolicy/add/"
    data = {
        "objection_days": "7", "investigation_days": "5", "lump_share": "20", "finance_every": "month", "finance_days": "15",
        "general_every": "quarter", "general_days": "15", "yearly_days": "30", "major_days": "5", "board_days": "0", "agreement_days": "15",
    }  # fmt: skip

    assert client_of(place.clerk).post(path, data).status_code in (302, 403)
    assert not VillagePolicy.objects.exists()
    assert client_of(place.head).post(path, data | {"objection_days": "0"}).status_code == 200
    assert client_of(place.head).post(path, data).status_code == 302
    assert VillagePolicy.objects.get().lump_share == 20
