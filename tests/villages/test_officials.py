"""People in post: who enters them, consent to a mobile number, terms, what is public and until when."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.actions.stale import newest_entry
from catalog.law.roles import Role
from catalog.models import CacheGeneration, User
from tests.factories import catalog
from tests.factories.accounts import AT, Villages
from villages.actions import officials as acts
from villages.actions.officials import OfficialRefused
from villages.law.officials import Body
from villages.models import Official
from villages.queries import officials as queries

TODAY = date(2026, 4, 7)
HOME = "/office/village-people/"


@pytest.fixture
def place(db) -> Villages:
    with time_machine.travel(AT, tick=False):
        made = Villages()
        made.admin = catalog.user_with(Role.ADMIN, made.town, name="管理员甲")
        yield made


def entered(place: Villages, **more: Any) -> Official:
    values: dict = {
        "unit_pk": place.unit.pk, "township": place.town, "by": place.clerk, "at": AT, "body": Body.COMMITTEE,
        "name": "余开山", "post": "主任", "since": date(2024, 1, 1),
    }  # fmt: skip
    return acts.add(**(values | more))


# ---- the acts ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk", True), ("editor", True), ("admin", True), ("member", False), ("other_clerk", False), ("other_member", False),
    ],
)  # fmt: skip
def test_the_villages_own_clerk_and_the_township_enter_people(place, who, may):
    by = getattr(place, who)
    if may:
        made = entered(place, by=by)
        assert acts.end(pk=made.pk, township=place.town, by=by, at=AT, until=TODAY).until == TODAY
        return
    there = entered(place)
    for act in (
        lambda: entered(place, by=by, name="又一人"),
        lambda: acts.change(pk=there.pk, township=place.town, by=by, at=AT, post="副主任"),
        lambda: acts.end(pk=there.pk, township=place.town, by=by, at=AT, until=TODAY),
    ):
        with pytest.raises(PermissionDenied):
            act()
    there.refresh_from_db()
    assert (there.post, there.until, Official.objects.count()) == ("主任", None, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"phone": "139 1234 5678"}, "个人手机号"), ({"post": "主任 13912345678"}, "手机号"), ({"duty": "11010519491231002X"}, "身份证号"),
        ({"until": date(2023, 1, 1)}, "不能早于任职日期"), ({"body": "club"}, "club"),
    ],
)  # fmt: skip
def test_what_may_not_be_public_is_refused_and_leaves_no_trace(place, change, said):
    with pytest.raises(OfficialRefused, match=said):
        entered(place, **change)
    assert not Official.objects.exists()


def test_pii_5_a_mobile_number_takes_the_persons_consent(place):
    made = entered(place, phone="13912345678", agreed=True)
    with pytest.raises(OfficialRefused, match="个人手机号"):
        acts.change(pk=made.pk, township=place.town, by=place.clerk, at=AT, agreed=False)
    office = acts.change(
        pk=made.pk, township=place.town, by=place.clerk, at=AT, agreed=False, phone="0000-8880201"
    )

    assert (office.phone, office.agreed) == ("0000-8880201", False)


def test_vil_4_nobody_is_in_the_committee_and_watches_it(place):
    made = entered(place)
    with pytest.raises(OfficialRefused, match="不能同时是村民委员会成员"):
        entered(place, body=Body.SUPERVISION, name="余 开山", since=date(2025, 1, 1))
    entered(place, body=Body.PARTY)
    entered(
        place, body=Body.SUPERVISION, unit_pk=place.other.pk, by=place.other_clerk
    )  # another of that name

    acts.end(pk=made.pk, township=place.town, by=place.clerk, at=AT, until=TODAY)
    later = entered(place, body=Body.SUPERVISION, since=TODAY)
    with pytest.raises(OfficialRefused, match="不能同时是"):
        acts.change(pk=later.pk, township=place.town, by=place.clerk, at=AT, since=TODAY - timedelta(days=1))
    with pytest.raises(OfficialRefused, match="不能同时是"):
        acts.change(pk=made.pk, township=place.town, by=place.clerk, at=AT, until=None)


def test_entered_twice_it_is_one(place):
    assert entered(place) == entered(place, name="余 开山")
    assert Official.objects.count() == 1


def test_only_a_village_of_the_township_has_people(place):
    for pk in (place.desk.office.pk, 999_999):
        with pytest.raises(OfficialRefused, match="不是本乡镇的村"):
            entered(place, unit_pk=pk, by=place.admin)
    far = catalog.village(catalog.township("shiqiao", "石桥镇"), "石桥村")
    with pytest.raises(OfficialRefused, match="不是本乡镇的村"):
        entered(place, unit_pk=far.pk, by=place.admin)


def test_who_left_is_not_ended_again_and_a_stale_page_is_told(place):
    made = entered(place)
    seen = newest_entry(made)
    acts.change(pk=made.pk, township=place.town, by=place.admin, at=AT, duty="分管民政", seen=seen)
    with pytest.raises(OfficialRefused, match="刚刚改过"):
        acts.end(pk=made.pk, township=place.town, by=place.clerk, at=AT, until=TODAY, seen=seen)
    acts.end(pk=made.pk, township=place.town, by=place.clerk, at=AT, until=TODAY)
    with pytest.raises(OfficialRefused, match="已登记 2026-04-07 离任"):
        acts.end(pk=made.pk, township=place.town, by=place.clerk, at=AT, until=TODAY)
    assert [row.history_user for row in made.history.all()] == [place.clerk, place.admin, place.clerk]


def test_the_table_itself_refuses_to_leave_before_coming(place):
    with pytest.raises(IntegrityError), transaction.atomic():
        Official.objects.create(
            unit=place.unit,
            body=Body.GROUP,
            name="余某",
            post="组长",
            since=TODAY,
            until=TODAY - timedelta(days=1),
        )


def test_every_act_makes_the_stored_pages_stale(place):
    before = CacheGeneration.objects.get(township=place.town).number
    made = entered(place)
    acts.end(pk=made.pk, township=place.town, by=place.clerk, at=AT, until=TODAY)

    assert CacheGeneration.objects.get(township=place.town).number == before + 2


# ---- what is public ------------------------------------------------------------------------------------------------
def test_people_stand_by_body_in_their_order(place):
    entered(place, body=Body.GRID, name="甲格", post="网格员")
    entered(place, name="乙委", post="委员", order=2)
    entered(place, name="丙任", order=1)
    entered(place, body=Body.PARTY, name="丁书", post="书记")

    told = [(label, [one.name for one in found]) for label, found in queries.in_post(place.unit, TODAY)]
    assert told == [("村党组织", ["丁书"]), ("村民委员会", ["丙任", "乙委"]), ("网格", ["甲格"])]


@pytest.mark.parametrize(
    ("since", "until", "there"),
    [
        (TODAY, None, True), (TODAY + timedelta(days=1), None, False), (date(2024, 1, 1), TODAY, False),
        (date(2024, 1, 1), TODAY + timedelta(days=1), True),
    ],
)  # fmt: skip
def test_residents_read_who_is_in_post_today_and_nobody_else(place, since, until, there):
    entered(place, since=since, until=until, phone="0000-8880201")

    shown = Client().get(f"/villages/{place.unit.pk}/").text
    assert ("余开山" in shown) is there
    assert ("0000-8880201" in shown) is there


def test_the_page_changes_at_midnight_of_the_day_of_leaving(place):
    entered(place, until=TODAY + timedelta(days=1))
    page = f"/villages/{place.unit.pk}/"
    assert "余开山" in Client().get(page).text

    with time_machine.travel(AT + timedelta(days=1), tick=False):
        assert "余开山" not in Client().get(page).text


# ---- pages ---------------------------------------------------------------------------------------------------------
def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


FORM = {"body": "committee", "name": "余开山", "post": "主任", "since": "2024-01-01", "order": "0"}


def test_a_clerk_enters_changes_and_ends_over_the_pages(place):
    client, path = client_of(place.clerk), f"{HOME}{place.unit.pk}/"
    assert client.get(HOME).headers["Location"] == path

    refused = client.post(path, FORM | {"phone": "139 1234 5678"})
    assert refused.status_code == 409
    assert "这是个人手机号" in refused.text
    assert 'value="余开山"' in refused.text
    assert "已登记：余开山（主任）" in client.post(path, FORM, follow=True).text
    made = Official.objects.get()
    page = client.get(f"{path}{made.pk}/")
    seen = page.context["form"]["seen"].value()
    assert client.post(f"{path}{made.pk}/", FORM | {"seen": seen, "duty": "全面工作"}).status_code == 302
    late = client.post(f"{path}{made.pk}/", FORM | {"seen": seen, "duty": "另一句话"})
    assert late.status_code == 409
    assert "另一句话" in late.text
    assert "现在保存的是：全面工作" in late.text
    end = {"seen": newest_entry(made)}
    assert "请填写离任日期" in client.post(f"{path}{made.pk}/end/", end).text
    early = client.post(f"{path}{made.pk}/end/", end | {"until": "2023-01-01"})
    assert (early.status_code, "不能早于任职日期" in early.text) == (409, True)
    done = client.post(f"{path}{made.pk}/end/", end | {"until": "2026-04-07"}, follow=True)
    assert "已离任 1 人" in done.text
    made.refresh_from_db()
    assert (made.duty, made.until) == ("全面工作", TODAY)


@pytest.mark.parametrize("change", [{"name": ""}, {"since": "昨天"}, {"body": ""}, {"order": "x"}])
def test_bad_input_is_told_and_stays(place, change):
    answer = client_of(place.clerk).post(f"{HOME}{place.unit.pk}/", FORM | {"duty": "分管民政"} | change)

    assert answer.status_code == 409
    assert "分管民政" in answer.text
    assert not Official.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200), ("editor", 200), ("member", 200), ("other_clerk", 404), ("other_member", 404),
    ],
)  # fmt: skip
def test_another_villages_people_are_not_reached(place, who, status):
    made = entered(place)
    client, path = client_of(getattr(place, who)), f"{HOME}{place.unit.pk}/"
    may = who in ("clerk", "editor")

    for address, name in ((path, "冒名"), (f"{path}{made.pk}/", "改名")):
        assert client.get(address).status_code == status
        answer = client.post(address, FORM | {"name": name, "seen": newest_entry(made)})
        assert answer.status_code == (404 if status == 404 else 302 if may else 409)
    ended = client.post(f"{path}{made.pk}/end/", {"until": "2026-04-07", "seen": newest_entry(made)})
    assert ended.status_code == (404 if status == 404 else 302 if may else 409)
    made.refresh_from_db()
    assert (made.name == "余开山") is not may
    assert (made.until is None) is not may


def test_a_person_is_reached_under_his_own_village_only(place):
    made = entered(place)

    answer = client_of(place.editor).get(f"{HOME}{place.other.pk}/{made.pk}/")
    assert answer.status_code == 404
    assert Client().get(f"{HOME}{place.unit.pk}/{made.pk}/").status_code == 302
    legal = catalog.user_with(Role.LEGAL, place.town)
    assert client_of(legal).get(HOME).status_code == 404


def test_the_pages_take_the_same_queries_for_one_and_for_thirty(place):
    def queries_of(client: Client, path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    client, paths = client_of(place.clerk), (f"{HOME}{place.unit.pk}/", f"/villages/{place.unit.pk}/")
    entered(place)
    few = [queries_of(client, path) for path in paths]
    for n in range(29):
        entered(place, name=f"第{n}人", body=list(Body)[n % 6], until=TODAY if n % 3 == 0 else None)

    assert [queries_of(client, path) for path in paths] == few


# ---- admin ---------------------------------------------------------------------------------------------------------
LIST = "/admin/villages/official/"


def test_the_administrator_keeps_people_in_the_admin(place):
    client = client_of(place.admin)
    data = FORM | {"unit": place.unit.pk}

    assert "这是个人手机号" in client.post(f"{LIST}add/", data | {"phone": "13912345678"}).text
    assert client.post(f"{LIST}add/", data).status_code == 302
    clash = client.post(f"{LIST}add/", data | {"body": "supervision"})
    assert "不能同时是村民委员会成员" in clash.text
    made = Official.objects.get()
    assert client.get(f"{LIST}{made.pk}/history/").status_code == 200
    change = client.post(f"{LIST}{made.pk}/change/", data | {"duty": "民政", "seen": newest_entry(made)})
    made.refresh_from_db()
    assert (change.status_code, made.duty) == (302, "民政")
    assert client_of(place.clerk).get(LIST).status_code == 403


# ---- places at the village's desk ----------------------------------------------------------------------------------
def test_a_clerk_keeps_the_boards_of_his_village_over_the_pages(place):
    client, path = client_of(place.clerk), f"/office/village-places/{place.unit.pk}/"
    data = {"kind": "board", "name": "村口公示栏", "is_active": "on"}

    assert client.get("/office/village-places/").headers["Location"] == path
    assert "不能是个人手机号" in client.post(path, data | {"phone": "13912345678"}).text
    assert client.post(path, data).status_code == 302
    made = place.unit.places.get()
    page = client.get(f"{path}{made.pk}/")
    seen = page.context["form"]["seen"].value()
    assert client.post(f"{path}{made.pk}/", data | {"where": "村口", "seen": seen}).status_code == 302
    assert "村口公示栏" in Client().get(f"/villages/{place.unit.pk}/").text
    client.post(f"{path}{made.pk}/", data | {"seen": newest_entry(made), "is_active": ""})
    assert "村口公示栏" not in Client().get(f"/villages/{place.unit.pk}/").text
    assert "停用" in client.get(path).text


@pytest.mark.parametrize(("who", "status"), [("other_clerk", 404), ("member", 409), ("editor", 409)])
def test_who_keeps_no_places_of_a_village_changes_none(place, who, status):
    path, data = (
        f"/office/village-places/{place.unit.pk}/",
        {"kind": "board", "name": "公示栏", "is_active": "on"},
    )
    client_of(place.clerk).post(path, data)
    made = place.unit.places.get()
    client = client_of(getattr(place, who))

    for address in (path, f"{path}{made.pk}/"):
        assert client.get(address).status_code == (404 if status == 404 else 200)
        sent = data | {"name": "别的名字", "seen": newest_entry(made)}
        assert client.post(address, sent).status_code == status
    made.refresh_from_db()
    assert (made.name, place.unit.places.count()) == ("公示栏", 1)
