"""Reading points, boards and devices: who keeps them, what is refused, what a kiosk opens, where they are listed."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.actions import places as acts
from catalog.actions.places import PlaceRefused
from catalog.actions.stale import newest_entry
from catalog.law.phones import has_mobile, has_personal_number
from catalog.law.places import DEVICES, PlaceKind
from catalog.law.roles import Role
from catalog.models import CacheGeneration, Place, Unit, User
from catalog.queries import places
from tests.factories import catalog


class Town:
    """A township with two villages; each has its clerk."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇") -> None:
        self.town = catalog.township(prefix, name)
        self.village = catalog.village(self.town, "上坪村")
        self.other = catalog.village(self.town, "竹园村")
        self.office = catalog.unit(self.town, "党政综合办")
        self.admin = catalog.user_with(Role.ADMIN, self.town)
        self.clerk = catalog.user_with(Role.VILLAGE_CLERK, self.village)
        self.other_clerk = catalog.user_with(Role.VILLAGE_CLERK, self.other)
        self.member = catalog.user_with(Role.VILLAGE_SUPERVISOR, self.village)
        self.editor = catalog.user_with(Role.EDITOR, self.town)

    def add(self, at, unit: Unit | None = None, by: User | None = None, **more: object) -> Place:
        values = {"kind": PlaceKind.BOARD, "name": "村口公示栏"} | more
        return acts.add(
            unit_pk=(unit or self.village).pk, township=self.town, by=by or self.admin, at=at, **values
        )


@pytest.fixture
def place(db) -> Town:
    return Town()


# ---- numbers -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "mobile", "personal"),
    [
        ("13912345678", True, True), ("139 1234 5678", True, True), ("139-1234-5678", True, True), ("１３９１２３４５６７８", True, True),
        ("+86 139 1234 5678", True, True), ("008613912345678", True, True), ("013912345678", True, True),
        ("办公室 139.1234.5678", True, True), ("0000-8880101", False, False), ("0513-85123456-8013", False, False),
        ("0513-85123456转1391", False, False), ("12345", False, False), ("400-800-1234", False, False), ("", False, False),
        ("0471-13912345", False, False), ("11010519491231002X", False, True), ("6222021234567890123", False, True),
        ("2026-03-09至2026-03-16", False, False),
    ],
)  # fmt: skip
def test_a_mobile_number_is_known_however_it_is_written(text, mobile, personal):
    assert (has_mobile(text), has_personal_number(text)) == (mobile, personal)


# ---- who -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "village", "other", "office"),
    [
        ("admin", True, True, True), ("clerk", True, False, False), ("other_clerk", False, True, False),
        ("member", False, False, False), ("editor", False, False, False),
    ],
)  # fmt: skip
def test_the_administrator_keeps_all_a_clerk_his_village(place, at, who, village, other, office):
    for unit, may in ((place.village, village), (place.other, other), (place.office, office)):
        if may:
            assert place.add(at, unit, getattr(place, who)).unit == unit
            continue
        with pytest.raises(PermissionDenied):
            place.add(at, unit, getattr(place, who))
        there = place.add(at, unit, name="又一处")
        with pytest.raises(PermissionDenied):
            acts.change(pk=there.pk, township=place.town, by=getattr(place, who), at=at, is_active=False)


def test_nobody_moves_a_place_into_a_unit_he_does_not_keep(place, at):
    mine = place.add(at, by=place.clerk)

    with pytest.raises(PermissionDenied):
        acts.change(pk=mine.pk, township=place.town, by=place.clerk, at=at, unit_pk=place.other.pk)
    moved = acts.change(pk=mine.pk, township=place.town, by=place.admin, at=at, unit_pk=place.other.pk)
    assert moved.unit == place.other


def test_another_townships_units_and_places_are_not_reached(place, at):
    far = Town("shiqiao", "石桥镇")
    mine = place.add(at)

    with pytest.raises(PlaceRefused, match="不属于本乡镇"):
        place.add(at, far.village)
    with pytest.raises(Place.DoesNotExist):
        acts.change(pk=mine.pk, township=far.town, by=far.admin, at=at, name="改名")


# ---- what is refused -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"phone": "139 1234 5678"}, "办公电话"), ({"where": "找余某 13912345678"}, "位置"), ({"note": "11010519491231002X"}, "说明"),
        ({"name": ""}, "字段"), ({"code": "GS-1"}, "才?有设备编号"), ({"kind": PlaceKind.KIOSK}, "须填写设备编号"), ({"kind": "tent"}, "tent"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_words_and_leaves_no_trace(place, at, change, said):
    with pytest.raises(PlaceRefused, match=said):
        place.add(at, **change)
    assert not Place.objects.exists()


def test_the_same_twice_is_one_and_another_of_that_name_is_refused(place, at):
    assert place.add(at, where="村口") == place.add(at, where="村口")
    with pytest.raises(PlaceRefused, match="同类同名"):
        place.add(at, where="村尾")
    assert Place.objects.count() == 1


def test_a_device_number_is_given_once_in_a_township(place, at):
    place.add(at, kind=PlaceKind.KIOSK, name="一号终端", code="ZD-01")

    with pytest.raises(PlaceRefused, match="设备编号"):
        place.add(at, place.other, kind=PlaceKind.SCREEN, name="屏", code="ZD-01")
    far = Town("shiqiao", "石桥镇")
    assert far.add(at, kind=PlaceKind.KIOSK, name="一号终端", code="ZD-01").code == "ZD-01"


@pytest.mark.parametrize("kind", list(PlaceKind))
def test_the_table_itself_holds_codes_and_devices_together(place, kind):
    def make(code: str) -> None:
        with transaction.atomic():
            Place.objects.create(
                township=place.town, unit=place.village, kind=kind, name=f"处{code}", code=code
            )

    if kind in DEVICES:
        make("X-1")
    else:
        with pytest.raises(IntegrityError):
            make("X-1")
    if kind == PlaceKind.KIOSK:
        with pytest.raises(IntegrityError):
            make("")
    else:
        make("")


def test_who_saves_over_a_newer_one_is_told(place, at):
    made = place.add(at)
    seen = newest_entry(made)
    acts.change(pk=made.pk, township=place.town, by=place.admin, at=at, where="村口", seen=seen)

    with pytest.raises(PlaceRefused, match="刚刚改过"):
        acts.change(pk=made.pk, township=place.town, by=place.clerk, at=at, where="村尾", seen=seen)


def test_every_act_makes_the_stored_pages_stale(place, at):
    before = CacheGeneration.objects.get(township=place.town).number
    made = place.add(at)
    acts.change(pk=made.pk, township=place.town, by=place.admin, at=at, where="村口")

    assert CacheGeneration.objects.get(township=place.town).number == before + 2


# ---- what a device opens ------------------------------------------------------------------------------------------
def test_a_kiosk_opens_the_page_of_where_it_stands(place, at):
    where = {"ZD-1": place.village, "ZD-2": place.office, "ZD-3": Unit.objects.get(pk=place.town.unit_id)}
    for code, unit in where.items():
        place.add(at, unit, kind=PlaceKind.KIOSK, name=f"终端{code}", code=code)

    opened = {code: places.home_of(places.kiosk(code, place.town)) for code in where}
    assert opened == {
        "ZD-1": f"/villages/{place.village.pk}/", "ZD-2": f"/units/{place.office.pk}/", "ZD-3": "/",
    }  # fmt: skip
    assert places.kiosk("ZD-9", place.town) is None
    assert Client().get(opened["ZD-1"]).status_code == 200

    moved = places.kiosk("ZD-1", place.town)
    acts.change(pk=moved.pk, township=place.town, by=place.admin, at=at, unit_pk=place.other.pk)
    assert places.home_of(places.kiosk("ZD-1", place.town)) == f"/villages/{place.other.pk}/"
    acts.change(pk=moved.pk, township=place.town, by=place.admin, at=at, is_active=False)
    assert places.kiosk("ZD-1", place.town) is None


# ---- lists ---------------------------------------------------------------------------------------------------------
def test_those_in_use_are_listed_by_kind_the_townships_own_first(place, at):
    place.add(at, name="村口公示栏")
    place.add(at, kind=PlaceKind.READING, name="党群服务中心查阅点")
    gone = place.add(at, name="旧公示栏")
    place.add(at, Unit.objects.get(pk=place.town.unit_id), kind=PlaceKind.HALL, name="镇政务公开专区")
    acts.change(pk=gone.pk, township=place.town, by=place.admin, at=at, is_active=False)

    assert [p.name for p in places.of_unit(place.village.pk)] == ["党群服务中心查阅点", "村口公示栏"]
    assert places.of_township(place.town)[0].name == "镇政务公开专区"
    assert [p.name for p in places.boards_of(place.village.pk)] == ["村口公示栏"]
    shown = Client().get("/places/").text
    assert "镇政务公开专区" in shown
    assert "旧公示栏" not in shown


def test_the_list_takes_the_same_queries_for_one_and_for_thirty(place, at):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert Client().get("/places/").status_code == 200
        return len(seen)

    place.add(at)
    queries()
    few = queries()
    for n in range(29):
        place.add(at, name=f"公示栏{n}", unit=place.other if n % 2 else place.village)

    queries()
    assert queries() == few


# ---- admin ---------------------------------------------------------------------------------------------------------
LIST = "/admin/catalog/place/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def test_the_administrator_enters_finds_and_changes_one(place):
    client = signed_in(place.admin)
    data = {"unit": place.village.pk, "kind": "kiosk", "name": "村部终端", "code": "ZD-07", "is_active": "on"}

    refused = client.post(f"{LIST}add/", data | {"phone": "13912345678"})
    assert "不能是个人手机号" in refused.text
    assert client.post(f"{LIST}add/", data).status_code == 302
    made = Place.objects.get()
    assert f"/villages/{place.village.pk}/" in client.get(LIST, {"q": "村部"}).text
    seen = made.history.first().history_id
    assert (
        client.post(f"{LIST}{made.pk}/change/", data | {"seen": seen, "where": "大厅左侧"}).status_code == 302
    )
    made.refresh_from_db()
    assert (made.where, made.township) == ("大厅左侧", place.town)
    assert client.get(f"{LIST}{made.pk}/history/").status_code == 200


def test_other_townships_and_roles_reach_none_in_the_admin(place, at):
    made = place.add(at)
    far = Town("shiqiao", "石桥镇")

    assert "村口" not in signed_in(far.admin).get(f"/shiqiao{LIST}").text
    assert signed_in(far.admin).get(f"/shiqiao{LIST}{made.pk}/change/").status_code in {302, 404}
    assert signed_in(place.clerk).get(f"/wanghe{LIST}").status_code == 403
    assert signed_in(place.clerk).post(f"/wanghe{LIST}add/", {}).status_code == 403
