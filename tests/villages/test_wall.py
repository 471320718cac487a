"""The village's board: what of a month is on its sheet and what never is, who notes when it hung, who reaches what."""

import io
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from catalog.actions import places
from catalog.law.places import PlaceKind
from catalog.law.roles import Role
from catalog.models import CacheGeneration, Place, User, work_calendar
from disclosure.actions import publishing
from disclosure.law.lifecycle import WithdrawReason
from disclosure.models import Attachment, FileRole, Publication, Reach
from tests.factories import catalog
from tests.factories import disclosure as write
from tests.factories.accounts import AT, MARCH, Villages, line
from villages.actions import officials, wall
from villages.actions.wall import PostingRefused
from villages.law.officials import Body
from villages.models import Village, VillagePolicy, WallPosting
from villages.queries import wall as queries
from villages.sheets.wall import Wall, wall_of

TODAY = date(2026, 4, 7)
APRIL = date(2026, 4, 1)
IN_MARCH = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
HOME = "/office/village-wall/"
LIST = "<p>名单如下。</p><table><thead><tr><th>姓名</th><th>金额</th></tr></thead><tbody><tr><td>余某禾</td><td>80</td></tr></tbody></table>"


@pytest.fixture
def place(db) -> Villages:
    with time_machine.travel(AT, tick=False):
        made = Villages()
        VillagePolicy.objects.create(township=made.town, board_days=7)
        made.admin = catalog.user_with(Role.ADMIN, made.town, name="管理员甲")
        made.board = places.add(
            unit_pk=made.unit.pk,
            township=made.town,
            by=made.admin,
            at=AT,
            kind=PlaceKind.BOARD,
            name="村口公示栏",
        )
        yield made


def published(place: Villages, title: str, at: datetime = IN_MARCH, **fields: Any) -> Publication:
    unit = fields.pop("unit", place.unit)
    return write.published(place.town, unit, place.item, place.editor, at, title=title, **fields)


def shown(place: Villages, month: date = MARCH, **more: Any) -> Wall:
    values: dict = {
        "unit": place.unit, "township": place.town, "base": "https://w.example", "today": TODAY, "days": 7,
        "calendar": work_calendar(), "supervisors": [], "posted_on": TODAY,
    }  # fmt: skip
    return wall_of(queries.on_board(place.unit, place.town, month, AT), **(values | more))


def titles(place: Villages, month: date = MARCH) -> list[str]:
    return [notice.title for notice in shown(place, month).notices]


def cells_of(found: Wall) -> str:
    """All that stands in tables."""
    return str([notice.tables for notice in found.notices])


# ---- what is on it -------------------------------------------------------------------------------------------------
def test_a_month_holds_what_the_village_published_in_it(place):
    published(place, "三月末日", datetime(2026, 3, 31, 15, 59, tzinfo=UTC))  # 23:59 in Shanghai
    published(place, "三月一日", datetime(2026, 2, 28, 16, 0, tzinfo=UTC))  # 00:00 in Shanghai
    published(place, "二月末日", datetime(2026, 2, 28, 15, 59, tzinfo=UTC))
    published(place, "四月一日", datetime(2026, 3, 31, 16, 0, tzinfo=UTC))
    published(place, "邻村的", unit=place.other)
    published(place, "迁入的", AT, carried_over=True, original_published_on=date(2026, 3, 5))
    published(place, "三月迁入的旧事", carried_over=True, original_published_on=date(2024, 3, 5))
    write.draft(place.town, place.unit, place.item, place.editor, title="草稿")

    assert titles(place) == ["三月一日", "三月末日", "迁入的"]
    assert titles(place, APRIL) == ["四月一日"]


@pytest.mark.parametrize("how", ["withdrawn", "expired", "not yet"])
def test_nothing_withdrawn_over_or_not_yet_public_is_on_it(place, how):
    made = published(place, "不该在上面的")
    assert titles(place) == ["不该在上面的"]
    if how == "withdrawn":
        publishing.withdraw(
            pk=made.pk, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
        )
    elif how == "expired":
        Publication.objects.filter(pk=made.pk).update(public_until=AT)
    else:
        Publication.objects.filter(pk=made.pk).update(public_from=AT + timedelta(minutes=1))

    assert titles(place) == []
    assert Client().get(f"/villages/{place.unit.pk}/wall/2026-03.pdf").status_code == 404


def test_the_accounts_are_those_residents_read(place):
    place.public()
    found = shown(place)

    assert [amount for _, amount in found.money.sums] == ["0.00", "500.00", "100.00", "400.00"]
    assert "购买抽水机一台" in str(found.money.table)
    assert "余经手" not in str(found.money)
    assert "村务监督委员会2026年04月07日审核：同意公开。" in found.money.notes
    later = shown(place, APRIL).notices[0]  # published in April, told in full on March's sheet
    assert (later.tables, later.summary, later.notes) == ([], "", ["逐笔账目在那个月的公开单上。"])
    assert found.notices == []


def test_accounts_that_are_withdrawn_or_not_public_yet_are_not_on_it(place):
    sheet = place.public()
    assert shown(place).money is not None
    Publication.objects.filter(pk=sheet.carrier_id).update(public_until=AT)
    assert shown(place).money is None
    Publication.objects.filter(pk=sheet.carrier_id).update(public_until=None)
    publishing.withdraw(
        pk=sheet.carrier_id, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )
    assert shown(place).money is None


def test_figures_stand_beside_the_title(place):
    published(place, "高龄津贴", head_count=8, amount=Decimal("10240"), posted_until=date(2026, 5, 1))

    facts = shown(place).notices[0].facts
    assert facts == [
        place.item.name,
        "公开日期 2026年3月20日",
        "8人（户）",
        "金额 10,240.00元",
        "公示至 2026年5月1日",
    ]


@pytest.mark.parametrize(
    ("summary", "told"),
    [
        ("本月津贴已发放。", "本月津贴已发放。"), ("姓名 金额 余某禾 80 …", "名单如下。"), ("", "名单如下。"),
    ],
)  # fmt: skip
def test_a_beginning_of_the_text_that_is_a_table_is_no_summary(place, summary, told):
    published(place, "高龄津贴", text=LIST, summary=summary)

    assert shown(place).notices[0].summary == told


# ---- persons -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "names", "there", "said"),
    [
        ({"posted_until": date(2026, 4, 14)}, True, True, ""),
        ({"posted_until": date(2026, 4, 13)}, True, False, "名单公示到2026年4月13日"),
        ({"posted_until": date(2026, 5, 14)}, False, False, "名单请到公示栏或网页上看"),
        ({"reach": Reach.BOARD, "posted_until": date(2026, 5, 14)}, True, False, "名单另行张贴"),
        ({"person_list": False}, False, True, ""),
    ],
)  # fmt: skip
def test_not_2_a_list_of_persons_hangs_no_longer_than_its_own_period(place, fields, names, there, said):
    published(place, "低保公示", text=LIST, **({"person_list": True, "summary": "余某禾等一人"} | fields))

    found = shown(place, names=names)
    assert ("余某禾" in cells_of(found)) is there
    assert said in "".join(found.notices[0].notes)
    assert (found.notices[0].summary == "") is fields.get("person_list", True)


def test_of_an_attached_list_only_the_columns_of_the_page_are_printed(place):
    made = published(
        place, "补贴公示", person_list=True, text="<p>见附表。</p>", posted_until=date(2026, 5, 1)
    )
    data = "姓名,身份证号,金额\n余某禾,11010519491231002X,80\n".encode()
    file = Attachment(
        publication=made, role=FileRole.PUBLIC, name="名单.csv", kind="sheet", size=len(data), sha256="a" * 64
    )
    file.file.save("名单.csv", ContentFile(data), save=False)
    file.save()
    cache.clear()

    told = cells_of(shown(place))
    assert "余某禾" in told
    assert "1949" not in told
    assert "余某禾" not in cells_of(shown(place, names=False))


def test_what_is_said_aloud_and_sent_names_nobody(place):
    published(
        place, "关于余某禾等3户危房改造的公示", person_list=True, text=LIST, posted_until=date(2026, 5, 1)
    )

    page = client_of(place.clerk).get(f"{HOME}{place.unit.pk}/2026-03/").context
    assert "余某禾" not in page["said"] + page["group"]
    assert "危房改造" in page["said"]


# ---- notes of when it hung -----------------------------------------------------------------------------------------
def noted(place: Villages, /, **more: Any) -> WallPosting:
    values: dict = {
        "unit_pk": place.unit.pk, "township": place.town, "month": MARCH, "posted_on": date(2026, 4, 1), "by": place.clerk,
        "at": AT, "place": place.board,
    }  # fmt: skip
    return wall.post(**(values | more))


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("clerk", True), ("editor", True), ("member", False), ("other_clerk", False), ("other_member", False), ("admin", False),
    ],
)  # fmt: skip
def test_the_villages_clerk_and_the_townships_editor_note_it(place, who, may):
    by = getattr(place, who)
    if may:
        made = noted(place, by=by)
        wall.take_down(pk=made.pk, township=place.town, by=by, at=AT, taken_down_on=TODAY, reason="下雨淋湿")
        wall.remove(pk=made.pk, township=place.town, by=by, at=AT)
        assert not WallPosting.objects.exists()
        return
    there = noted(place)
    for act in (
        lambda: noted(place, by=by, posted_on=TODAY),
        lambda: wall.take_down(
            pk=there.pk, township=place.town, by=by, at=AT, taken_down_on=TODAY, reason="雨"
        ),
        lambda: wall.remove(pk=there.pk, township=place.town, by=by, at=AT),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert WallPosting.objects.get().taken_down_on is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"posted_on": TODAY + timedelta(days=1)}, "不能晚于今天"), ({"posted_on": date(2026, 2, 28)}, "不能早于这个月"),
        ({"place": None}, "请选择公示栏"), ({"place": None, "place_text": " "}, "请选择公示栏"),
        ({"place": None, "place_text": "找余某 13912345678"}, "手机号"), ({"place": "other"}, "不是本村的公示栏"),
        ({"place": "screen"}, "不是本村的公示栏"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(place, change, said):
    if change.get("place") in ("other", "screen"):
        unit = place.other if change["place"] == "other" else place.unit
        kind = PlaceKind.BOARD if change["place"] == "other" else PlaceKind.SCREEN
        change = {"place": Place.objects.create(township=place.town, unit=unit, kind=kind, name="别的")}

    with pytest.raises(PostingRefused, match=said):
        noted(place, **change)
    assert not WallPosting.objects.exists()


def test_the_same_noted_twice_is_one_and_one_hangs_at_a_place(place):
    assert noted(place) == noted(place)
    with pytest.raises(PostingRefused, match="还没有登记撤下"):
        noted(place, posted_on=TODAY)
    elsewhere = noted(place, place=None, place_text="老屋场路口")
    assert noted(place, place=None, place_text=" 老屋场路口 ") == elsewhere
    made = WallPosting.objects.get(place=place.board)
    wall.take_down(
        pk=made.pk, township=place.town, by=place.clerk, at=AT, taken_down_on=date(2026, 4, 3), reason="淋湿"
    )

    assert noted(place, posted_on=date(2026, 4, 3)) != made
    assert noted(place, month=date(2026, 2, 1)).month != MARCH
    assert WallPosting.objects.count() == 4


@pytest.mark.parametrize(
    ("posted", "down", "reason", "said"),
    [
        (date(2026, 3, 20), date(2026, 3, 27), "", ""), (date(2026, 3, 20), date(2026, 3, 26), "", "至少要贴 7 天，到 2026-03-27"),
        (date(2026, 3, 20), date(2026, 3, 26), "淋湿重贴", ""), (date(2026, 3, 20), date(2026, 3, 19), "原因", "不能早于张贴日期"),
        (date(2026, 3, 20), TODAY + timedelta(days=1), "", "不能晚于今天"), (date(2026, 3, 20), date(2026, 3, 21), "13912345678", "手机号"),
    ],
)  # fmt: skip
def test_it_comes_down_after_its_days_or_with_a_reason(place, posted, down, reason, said):
    made = noted(place, posted_on=posted)

    def take() -> WallPosting:
        return wall.take_down(
            pk=made.pk, township=place.town, by=place.clerk, at=AT, taken_down_on=down, reason=reason
        )

    if said:
        with pytest.raises(PostingRefused, match=said):
            take()
        made.refresh_from_db()
        assert made.taken_down_on is None
        return
    assert take().early_reason == reason
    with pytest.raises(PostingRefused, match=r"已登记 2026-03-2\d 撤下"):
        take()


def test_a_reason_without_need_is_not_kept(place):
    made = noted(place, posted_on=date(2026, 3, 20))
    done = wall.take_down(
        pk=made.pk, township=place.town, by=place.clerk, at=AT, taken_down_on=TODAY, reason="贴满了"
    )

    assert done.early_reason == ""


def test_what_was_removed_leaves_who_did_it(place):
    made = noted(place)
    wall.remove(pk=made.pk, township=place.town, by=place.editor, at=AT)

    trace = WallPosting.history.first()
    assert (trace.history_type, trace.history_user, trace.place_id) == ("-", place.editor, place.board.pk)


def test_another_township_reaches_none(place):
    made, far = noted(place), catalog.township("shiqiao", "石桥镇")
    by = catalog.user_with(Role.EDITOR, far)

    with pytest.raises(WallPosting.DoesNotExist):
        wall.remove(pk=made.pk, township=far, by=by, at=AT)
    with pytest.raises(PostingRefused, match="不是本乡镇的村"):
        noted(place, township=far, by=by)


@pytest.mark.parametrize(
    "values",
    [
        {"place": None, "place_text": ""}, {"place_text": "又一处"}, {"month": date(2026, 3, 2)},
        {"taken_down_on": date(2026, 3, 1)}, {"taken_down_on": TODAY, "taken_down_by": None}, {"again": True},
    ],
)  # fmt: skip
def test_the_table_itself_refuses_contradictions(place, values):
    given: dict = {
        "unit": place.unit, "month": MARCH, "place": place.board, "posted_on": date(2026, 4, 1), "by": place.clerk, "at": AT,
        "taken_down_by": place.clerk if "taken_down_on" in values else None,
    }  # fmt: skip
    if values.pop("again", False):
        WallPosting.objects.create(**given)

    with pytest.raises(IntegrityError), transaction.atomic():
        WallPosting.objects.create(**(given | values))


def test_every_act_makes_the_stored_pages_stale(place):
    before = CacheGeneration.objects.get(township=place.town).number
    made = noted(place)
    wall.take_down(pk=made.pk, township=place.town, by=place.clerk, at=AT, taken_down_on=TODAY, reason="雨")
    wall.remove(pk=made.pk, township=place.town, by=place.clerk, at=AT)

    assert CacheGeneration.objects.get(township=place.town).number == before + 3


# ---- pages ---------------------------------------------------------------------------------------------------------
def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def text_of(answer: Any) -> str:
    assert answer["Content-Type"] == "application/pdf"
    return re.sub(
        r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    )


def test_a_clerk_prints_posts_and_takes_down_over_the_pages(place):
    place.public()
    published(place, "高龄津贴公示", text=LIST, person_list=True, posted_until=date(2026, 5, 1))
    officials.add(
        unit_pk=place.unit.pk, township=place.town, by=place.clerk, at=AT, body=Body.SUPERVISION, name="余长庚", post="主任",
        since=MARCH,
    )  # fmt: skip
    client, path = client_of(place.clerk), f"{HOME}{place.unit.pk}/2026-03/"

    assert path in client.get(HOME).text
    page = client.get(path)
    assert "现在广播上坪村二〇二六年三月村务公开" in page.text
    assert "<svg" in page.text
    assert "高龄津贴公示" in page.text
    sheet = text_of(client.get(f"{path}sheet.pdf?on=2026-04-07"))
    for part in (
        "张贴时间：2026年4月7日至2026年4月14日（不少于7天）",
        "余某禾",
        "购买抽水机一台",
        "余长庚（主任）",
    ):
        assert part in sheet
    assert "自张贴之日起不少于7天" in text_of(client.get(f"{path}sheet.pdf?on=2026-02-30"))

    data = {"place": str(place.board.pk), "posted_on": "2026-04-01"}
    assert "请选择" in client.post(path, data | {"place": ""}).text
    assert "请写明贴在哪里" in client.post(path, data | {"place": "other"}).text
    late = client.post(path, data | {"posted_on": "2026-04-08"})
    assert (late.status_code, "不能晚于今天" in late.text) == (409, True)
    done = client.post(path, data, follow=True)
    assert "2026-04-01 张贴，至少到 2026-04-08" in done.text
    made = WallPosting.objects.get()
    early = client.post(f"{path}{made.pk}/down/", {f"d{made.pk}-taken_down_on": "2026-04-07"})
    assert (early.status_code, "至少要贴 7 天" in early.text) == (409, True)
    down = {f"d{made.pk}-taken_down_on": "2026-04-07", f"d{made.pk}-reason": "淋湿"}
    assert "提前：淋湿" in client.post(f"{path}{made.pk}/down/", down, follow=True).text
    assert "已撤下" in client.get(HOME).text
    public = Client().get(f"/villages/{place.unit.pk}/").text
    assert "2026-04-07 撤下：淋湿" in public
    client.post(f"{path}{made.pk}/remove/")
    assert not WallPosting.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("editor", 200), ("member", 200), ("other_clerk", 404), ("other_member", 404)],
)
def test_another_villages_board_is_not_reached(place, who, status):
    made = noted(place)
    client, path = client_of(getattr(place, who)), f"{HOME}{place.unit.pk}/2026-03/"
    may = who in ("clerk", "editor")

    assert client.get(path).status_code == status
    assert client.get(f"{path}sheet.pdf").status_code == status
    data = {"place": "other", "place_text": "老屋场", "posted_on": "2026-04-02"}
    refused = 404 if status == 404 else 409
    assert client.post(path, data).status_code == (302 if may else refused)
    down = {f"d{made.pk}-taken_down_on": "2026-04-07", f"d{made.pk}-reason": "雨"}
    assert client.post(f"{path}{made.pk}/down/", down).status_code == (302 if may else refused)
    assert client.post(f"{path}{made.pk}/remove/").status_code == (404 if status == 404 else 302)
    assert WallPosting.objects.filter(pk=made.pk).exists() is not may
    assert ("上坪村" in client.get(HOME).text) is (status == 200)


def test_months_to_come_other_months_and_strangers_find_no_page(place):
    made = noted(place)
    client, path = client_of(place.clerk), f"{HOME}{place.unit.pk}/"

    for rest in ("2026-05/", "2026-13/", "0000-01/", "2026-5/", "2026-05/sheet.pdf"):
        assert client.get(f"{path}{rest}").status_code == 404, rest
    assert client.post(f"{path}2026-02/{made.pk}/remove/").status_code == 404
    assert Client().get(f"{path}2026-03/").status_code == 302
    legal = catalog.user_with(Role.LEGAL, place.town)
    assert client_of(legal).get(HOME).status_code == 404
    assert client.get(f"{path}2026-03/{made.pk}/down/").status_code == 405


# ---- for residents -------------------------------------------------------------------------------------------------
def test_residents_take_the_sheet_away_without_the_names(place):
    place.public()
    published(place, "高龄津贴公示", text=LIST, person_list=True, posted_until=date(2026, 5, 1))

    sheet = text_of(Client().get(f"/villages/{place.unit.pk}/wall/2026-03.pdf"))
    assert "高龄津贴公示" in sheet
    assert "购买抽水机一台" in sheet
    assert "余某禾" not in sheet


def test_a_withdrawn_thing_leaves_the_kept_sheet_at_once(place, settings):
    settings.PAGE_CACHE = True
    made, path = published(place, "撤回的事"), f"/villages/{place.unit.pk}/wall/2026-03.pdf"
    published(place, "留下的事")
    assert "撤回的事" in text_of(Client().get(path))
    publishing.withdraw(pk=made.pk, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误")

    after = text_of(Client().get(path))
    assert "撤回的事" not in after
    assert "留下的事" in after


def test_sheets_of_no_village_no_month_and_nothing_are_unknown(place):
    published(place, "一件事")
    for path in (
        f"{place.unit.pk}/wall/2026-05.pdf", f"{place.unit.pk}/wall/2026-02.pdf", f"{place.desk.office.pk}/wall/2026-03.pdf",
        "99999/wall/2026-03.pdf", f"{place.desk.office.pk}/qr.svg", f"{place.other.pk}/wall/2026-03.pdf",
    ):  # fmt: skip
        assert Client().get(f"/villages/{path}").status_code == 404, path


def test_sixty_sheets_an_hour_for_one_address(place, settings, monkeypatch):
    settings.PAGE_CACHE = False
    monkeypatch.setattr("villages.views.wall.wall_paper.pdf", lambda wall: b"%PDF-")
    published(place, "一件事")
    path, client = f"/villages/{place.unit.pk}/wall/2026-03.pdf", Client()
    statuses = [client.get(path).status_code for _ in range(61)]

    assert statuses == [200] * 60 + [429]


def test_the_code_of_a_village_is_a_picture_that_leads_to_its_page(place):
    answer = Client().get(f"/villages/{place.unit.pk}/qr.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.text.startswith("<svg")
    assert "扫码看上坪村" in answer.text
    assert answer.text != Client().get(f"/villages/{place.other.pk}/qr.svg").text


# ---- queries -------------------------------------------------------------------------------------------------------
def queries_of(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_pages_and_sheets_take_the_same_queries_for_one_and_for_thirty(place, settings):
    settings.PAGE_CACHE = False
    client, month = client_of(place.clerk), f"{HOME}{place.unit.pk}/2026-03/"
    paths = (month, f"{month}sheet.pdf", f"/villages/{place.unit.pk}/")
    place.public()
    published(place, "一件事", text=LIST)
    noted(place)
    few = [queries_of(client, path) for path in paths]
    for n in range(29):
        published(place, f"第{n}件事", text=LIST)
        noted(place, place=None, place_text=f"第{n}处")

    assert [queries_of(client, path) for path in paths] == few


def test_the_grid_takes_the_same_queries_for_two_and_for_thirty_villages(place):
    client = client_of(place.editor)
    noted(place)
    few = queries_of(client, HOME)
    for n in range(28):
        unit = catalog.village(place.town, f"第{n}村")
        Village.objects.create(unit=unit)
        by = User.objects.get(pk=place.editor.pk)  # whose places reach the village made just now
        noted(place, unit_pk=unit.pk, place=None, place_text="村口", by=by)

    assert queries_of(client, HOME) == few


def test_a_month_of_three_hundred_entries_is_printed(place):
    told = [line(100 + n, voucher=f"记{n}号", on=MARCH.replace(day=n % 28 + 1)) for n in range(300)]
    place.public(lines=told, opening=10_000_000)

    sheet = text_of(client_of(place.clerk).get(f"{HOME}{place.unit.pk}/2026-03/sheet.pdf"))
    assert [n for n in range(300) if f"记{n}号" not in sheet] == []
