"""The keyed intake: every refusal, one record for a report said twice, and a key that is kept nowhere."""

import json
import logging
from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.timelimits import Event, parse
from catalog.models import CacheGeneration, TimeLimit
from disclosure.actions import clients
from disclosure.law.duties import DutyState
from disclosure.models import ApiClient, Duty, Trigger
from gongkai.api import keys
from tests.factories import catalog
from tests.factories import disclosure as write
from tests.factories.racing import race

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
POST = "/api/events/"


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(AT, tick=False):
        yield


def build(prefix="wanghe", name="望禾镇"):
    town = catalog.township(prefix, name)
    office = catalog.unit(town, f"{name}社会事务办", short_name="社事办")
    item = catalog.item(
        catalog.group(catalog.domain()), "救助名单", key=f"{prefix}-item", number="3",
        limit_text="信息形成或者变更之日起20个工作日内",
    )  # fmt: skip
    for position, rule in enumerate(parse(item.limit_text).rules):
        TimeLimit.objects.create(node=item, position=position, kind=rule.kind, data=rule.to_dict())
    catalog.adoption(town, item, unit=office, number=f"{prefix}-7")
    admin = catalog.user_with(Role.ADMIN, town)
    issued = clients.create(township=town, unit=office, name="低保系统", by=admin, at=AT)
    return {
        "town": town,
        "office": office,
        "item": item,
        "admin": admin,
        "client": issued.client,
        "key": issued.key,
    }


@pytest.fixture
def place():
    return build()


def report(place, **changes):
    said = {
        "external_id": "A-1", "item": place["item"].key, "event": "formed_or_changed", "happened_on": "2026-03-06",
        "subject": "3月名单",
    } | changes  # fmt: skip
    return {name: value for name, value in said.items() if value is not None}


def post(client, key, body, path=POST, **more):
    headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    return client.post(
        path, data, content_type=more.pop("content_type", "application/json"), headers=headers, **more
    )


def get(client, key, path):
    return client.get(path, headers={"Authorization": f"Bearer {key}"})


def test_a_report_makes_what_is_owed(client, place) -> None:
    before = CacheGeneration.objects.get(township=place["town"]).number
    answer = post(client, place["key"], report(place))

    assert answer.status_code == 201, answer.content.decode()
    assert answer["Content-Type"] == "application/json"
    assert answer["Location"] == "http://testserver/api/events/A-1/"
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    said = answer.json()
    due = Duty.objects.get()
    assert (said["state"], said["unit"], said["item"]) == (
        "open", "望禾镇社会事务办", {"key": "wanghe-item", "name": "救助名单"},
    )  # fmt: skip
    assert said["duties"] == [
        {
            "part": "", "due_on": due.due_on.isoformat(), "provisional": due.provisional,
            "due_label": f"{due.due_on}（预计）", "state": "open", "state_label": "待公开", "discharged_on": None,
        }
    ]  # fmt: skip
    made = Trigger.objects.get()
    assert (made.client, made.recorded_by, made.external_id) == (place["client"], None, "A-1")
    assert due.provisional is True  # no arranged year in this test's calendar
    assert Session.objects.count() == 0
    assert CacheGeneration.objects.get(township=place["town"]).number == before


@pytest.mark.parametrize(
    "changes",
    [{}, {"item": "wanghe-7"}, {"item": "3"}, {"unit": "望禾镇社会事务办"}, {"unit": "社事办"}],
)
def test_said_again_it_is_the_same_record(client, place, changes) -> None:
    first = post(client, place["key"], report(place))
    again = post(client, place["key"], report(place, **changes))

    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert (Trigger.objects.count(), Duty.objects.count()) == (1, 1)


@pytest.mark.parametrize("named", ["wanghe-item", "wanghe-7", "3"])
def test_item_by_key_or_number(client, place, named) -> None:
    assert post(client, place["key"], report(place, item=named)).status_code == 201


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "另一件"},
        {"happened_on": "2026-03-05"},
        {"event": "decided"},
        {"item": "x"},
        {"unit": "x"},
    ],
)
def test_the_same_id_for_something_else_is_refused(client, place, changes) -> None:
    post(client, place["key"], report(place))
    answer = post(client, place["key"], report(place, **changes))

    assert answer.status_code == 409
    assert answer["Content-Type"] == "application/problem+json"
    assert Trigger.objects.get().subject == "3月名单"


def test_the_same_id_from_another_client_is_another_event(client, place) -> None:
    other = clients.create(
        township=place["town"], unit=place["office"], name="另一系统", by=place["admin"], at=AT
    )
    post(client, place["key"], report(place))

    assert post(client, other.key, report(place, subject="别的")).status_code == 201
    assert get(client, other.key, f"{POST}A-1/").json()["subject"] == "别的"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"item": None}, "item"), ({"item": ""}, "item"), ({"item": "没有"}, "item"), ({"item": 3}, "item"),
        ({"event": "nonsense"}, "event"), ({"event": "none"}, "event"), ({"event": None}, "event"),
        ({"happened_on": "9.3.2026"}, "happened_on"), ({"happened_on": "2026-02-30"}, "happened_on"),
        ({"happened_on": "9999-01-01"}, "happened_on"), ({"happened_on": []}, "happened_on"),
        ({"subject": "字" * 201}, "subject"), ({"subject": "\0"}, "subject"), ({"subject": "\ud800"}, "subject"),
        ({"external_id": "a/b"}, "external_id"), ({"external_id": "a" * 81}, "external_id"),
        ({"external_id": "A-1\n"}, None), ({"external_id": None}, "external_id"),
        ({"unit": "没有"}, "unit"), ({"unit": {}}, "unit"), ({"extra": "1"}, "extra"), ({"\ud800": "1"}, "?"),
    ],
)  # fmt: skip
def test_bad_input_names_the_field(client, place, changes, field) -> None:
    answer = post(client, place["key"], report(place, **changes))

    if field is None:  # blanks around it are taken off
        assert answer.status_code == 201
        return
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    said = answer.json()
    assert (said["status"], said["title"]) == (422, "内容有误")
    assert list(said["errors"]) == [field]
    assert Trigger.objects.count() == 0


@pytest.mark.parametrize("body", [" ", "{", "[]", "null", b"\xff\xfe", "[" * 9000])
def test_what_is_no_json_object(client, place, body) -> None:
    assert post(client, place["key"], body).status_code == 400


def test_other_content_type_and_too_much(client, place) -> None:
    assert post(client, place["key"], report(place), content_type="text/plain").status_code == 415
    assert post(client, place["key"], report(place, subject="字" * 20_000)).status_code == 413
    assert Trigger.objects.count() == 0


def test_what_the_act_refuses_is_said(client, place) -> None:
    ahead = post(client, place["key"], report(place, happened_on="2026-03-10"))
    assert (ahead.status_code, ahead.json()["title"]) == (422, "不能登记")
    assert "不能晚于今天" in ahead.json()["detail"]
    elsewhere = catalog.unit(place["town"], "农业办")
    farm = clients.create(township=place["town"], unit=elsewhere, name="农业系统", by=place["admin"], at=AT)
    assert "不由这个单位负责" in post(client, farm.key, report(place)).json()["detail"]
    assert post(client, farm.key, report(place, unit=place["office"].name)).json()["errors"].keys() == {
        "unit"
    }


def test_a_key_of_the_whole_township_names_the_unit(client, place) -> None:
    every = clients.create(
        township=place["town"], unit=place["town"].unit, name="县系统", by=place["admin"], at=AT
    )

    assert post(client, every.key, report(place, unit=place["office"].name)).status_code == 201


def test_a_row_no_longer_in_force_is_not_found(client, place) -> None:
    place["item"].in_force_until, place["item"].stop_reason = date(2026, 1, 1), "任务完成"
    place["item"].save()

    assert post(client, place["key"], report(place)).json()["errors"].keys() == {"item"}


# ---- keys ---------------------------------------------------------------------------------------------------
def refusals(client, place, key) -> list:
    return [
        post(client, key, report(place)),
        get(client, key, f"{POST}A-1/"),
        get(client, key, f"{POST}none/"),
    ]


def test_no_key_wrong_key_stopped_key_and_old_key_answer_alike(client, place) -> None:
    post(client, place["key"], report(place))
    old = place["key"]
    act = {"pk": place["client"].pk, "by": place["admin"], "at": AT}
    new = clients.rotate(seen=clients.fingerprint(place["client"]), **act)
    found = [
        *refusals(client, place, "gk_wrong"),
        *refusals(client, place, old),
        *refusals(client, place, ""),
    ]
    found += [client.post(POST, report(place), content_type="application/json"), client.get(f"{POST}A-1/")]
    clients.set_active(active=False, **act)
    found += refusals(client, place, new.key)

    assert {answer.status_code for answer in found} == {401}
    assert len({answer.content for answer in found}) == 1
    assert {answer["WWW-Authenticate"] for answer in found} == {"Bearer"}
    clients.set_active(active=True, **act)
    assert get(client, new.key, f"{POST}A-1/").status_code == 200


@pytest.mark.parametrize("header", ["Basic {}", "{}", "Bearer", "Bearer {}x", "Token {}"])
def test_other_headers_are_no_key(client, place, header) -> None:
    answer = client.get(f"{POST}A-1/", headers={"Authorization": header.format(place["key"])})
    assert answer.status_code == 401


def test_a_session_is_no_key(client, place) -> None:
    client.force_login(place["admin"], backend="catalog.backends.MembershipBackend")
    assert client.post(POST, report(place), content_type="application/json").status_code == 401


def test_a_foreign_page_cannot_use_a_session_and_the_key_needs_no_token(place) -> None:
    assert post(Client(enforce_csrf_checks=True), place["key"], report(place)).status_code == 201


def test_a_key_of_another_township_is_no_key(client, place) -> None:
    there = build("shiqiao", "石桥镇")

    assert post(client, there["key"], report(place), "/wanghe/api/events/").status_code == 401
    assert post(client, place["key"], report(place), "/api/events/").status_code == 404
    made = post(client, there["key"], report(there), "/shiqiao/api/events/")
    assert made.status_code == 201
    assert made["Location"] == "http://testserver/shiqiao/api/events/A-1/"
    assert get(client, place["key"], "/wanghe/api/events/A-1/").status_code == 404
    theirs = post(client, place["key"], report(there), "/wanghe/api/events/").json()
    assert "不由这个单位负责" in theirs["detail"]
    assert Trigger.objects.filter(township=place["town"]).count() == 0


def test_the_key_is_random_and_only_its_hash_is_kept(client, place, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    post(client, place["key"], report(place))
    post(client, place["key"], report(place, item="没有"))
    post(client, place["key"] + "x", report(place))

    assert len(place["key"]) - len("gk_") >= 43  # 256 bits in base 64
    assert place["client"].key_hash == sha256(place["key"].encode()).hexdigest()
    assert place["key"] not in caplog.text
    assert place["key"] not in repr(clients.Issued(place["client"], place["key"]))
    for model in (ApiClient, Trigger, Duty):
        assert place["key"] not in str(list(model.objects.values_list()))


def test_too_many_wrong_keys_and_too_many_calls(client, place, monkeypatch) -> None:
    monkeypatch.setattr(keys, "FAILURE_RATE", "3/m")
    monkeypatch.setattr(keys, "CALL_RATE", "4/m")
    wrong = [post(client, "gk_wrong", report(place)).status_code for _ in range(5)]
    right = [post(client, place["key"], report(place)).status_code for _ in range(6)]

    assert wrong == [401, 401, 401, 429, 429]
    assert right == [201, 200, 200, 200, 429, 429]
    other = clients.create(
        township=place["town"], unit=place["office"], name="另一系统", by=place["admin"], at=AT
    )
    assert get(client, other.key, f"{POST}none/").status_code == 404
    assert post(client, place["key"], report(place))["Retry-After"] == "60"


# ---- state --------------------------------------------------------------------------------------------------
def test_state_of_an_event(client, place) -> None:
    post(client, place["key"], report(place))
    duty = Duty.objects.get()
    paper = write.published(
        place["town"], place["office"], place["item"], place["admin"], title="3月救助名单"
    )
    duty.state, duty.publication, duty.discharged_on = DutyState.PUBLISHED, paper, date(2026, 3, 9)
    duty.save()

    said = get(client, place["key"], f"{POST}A-1/").json()
    assert said["state"] == "published"
    assert said["duties"][0]["publication"] == {
        "title": "3月救助名单", "index_no": paper.index_no, "url": f"http://testserver/info/{paper.pk}/",
    }  # fmt: skip
    again = post(client, place["key"], report(place))
    assert (again.status_code, again.json()) == (200, said)


def test_before_the_first_day_nothing_is_owed(client, place) -> None:
    answer = post(client, place["key"], report(place, happened_on="2024-12-31"))

    assert (answer.status_code, answer.json()["state"], answer.json()["duties"]) == (201, "nothing", [])


@pytest.mark.parametrize("path", [f"{POST}none/", f"{POST}%00/", f"{POST}%E5%AD%97/"])
def test_an_unknown_event(client, place, path) -> None:
    assert get(client, place["key"], path).status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods(client, place, method) -> None:
    answer = getattr(client, method)(POST)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_what_the_intake_says_of_itself(client, place) -> None:
    page = client.get("/api/")
    data = client.get("/api/", headers={"Accept": "application/json"}).json()

    assert page["Content-Type"].startswith("text/html")
    assert data["events"]["post"] == "http://testserver/api/events/"
    assert set(data["fields"]) == {"external_id", "item", "event", "happened_on", "subject", "unit"}
    assert data["event_values"][Event.DECIDED] == "作出决定"
    assert "低保系统" not in page.content.decode()


# ---- two at once --------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_posts_at_once_make_one_record(place) -> None:
    def send() -> None:
        answer = post(Client(), place["key"], report(place))
        if answer.status_code != 201:
            raise ActRefused(str(answer.status_code))

    said = race(*[send] * 6)

    assert (Trigger.objects.count(), Duty.objects.count()) == (1, 1)
    assert "" in said
    assert set(said) <= {"", "200"}  # one who came at the very instant of the first is told the same
