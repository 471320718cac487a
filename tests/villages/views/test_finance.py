"""Pages of village accounts: who opens what, what is typed stays, the public year, queries that do not grow."""

import re
from datetime import date

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions import publishing
from disclosure.law.lifecycle import WithdrawReason
from tests.factories import catalog
from tests.factories.accounts import AT, MARCH, Villages, line
from tests.villages.sheets.test_finance import WHOLE, book
from villages.actions import finance
from villages.law.sheets import SheetState
from villages.models import Sheet, Village

HOME = "/office/village-finance/"
SHEETS = "/office/village-sheets/"


@pytest.fixture
def place(db) -> Villages:
    with time_machine.travel(AT, tick=False):
        yield Villages()


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def typed(sheet: Sheet, *lines: dict[str, str], **more: str) -> dict[str, str]:
    data = {
        "version": str(sheet.version),
        "opening": "0",
        "closing": "0",
        "l-TOTAL_FORMS": str(len(lines)),
        "l-INITIAL_FORMS": "0",
    }
    for n, each in enumerate(lines):
        data |= {f"l-{n}-{name}": value for name, value in each.items()}
    return data | more


LINE = {"on": "2026-03-09", "voucher": "3-1", "summary": "购买抽水机", "expense": "1,250.5"}


# ---- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "own", "others"),
    [
        ("clerk", 200, 404), ("member", 200, 404), ("other_clerk", 404, 200), ("other_member", 404, 200), ("editor", 200, 200),
    ],
)  # fmt: skip
def test_a_clerk_reaches_nothing_of_another_village(place, who, own, others):
    mine, theirs = place.begun(), place.begun(unit=place.other, by=place.other_clerk)
    client = client_of(getattr(place, who))

    for sheet, expected in ((mine, own), (theirs, others)):
        assert client.get(f"{SHEETS}{sheet.pk}/").status_code == expected
        for act in (
            "bring-in",
            "show",
            "sign",
            "paper",
            "confirm",
            "void",
            "hand-in",
            "take-back",
            "correct",
        ):
            answer = client.post(f"{SHEETS}{sheet.pk}/{act}/", {})
            assert answer.status_code == (404 if expected == 404 else 409), act
        if expected == 404:
            assert client.post(f"{SHEETS}{sheet.pk}/", typed(sheet, LINE)).status_code == 404
            assert client.post(f"{HOME}begin/{sheet.unit_id}/", {"month": "2026-02-01"}).status_code == 404
    shown = client.get(HOME).text
    assert ("上坪村" in shown) is (own == 200)
    assert ("竹园村" in shown) is (others == 200)
    assert Sheet.objects.filter(lines__isnull=False).count() == 0


def test_strangers_and_other_roles_find_no_page(place):
    assert Client().get(HOME).status_code == 302
    other = catalog.township("shiqiao", "石桥镇")
    from_elsewhere = catalog.user_with(Role.VILLAGE_CLERK, catalog.village(other, "石桥村"))
    assert client_of(from_elsewhere).get(f"/wanghe{HOME}").status_code == 403
    assert client_of(from_elsewhere).get(f"/shiqiao{SHEETS}{place.begun().pk}/").status_code == 404
    legal = catalog.user_with(Role.LEGAL, place.town)
    assert client_of(legal).get(f"/wanghe{HOME}").status_code == 404


def test_an_act_that_is_none_is_no_page(place):
    assert client_of(place.clerk).post(f"{SHEETS}{place.begun().pk}/nothing/").status_code == 404
    assert client_of(place.clerk).get(f"{SHEETS}{place.begun().pk}/show/").status_code == 405


# ---- typing -------------------------------------------------------------------------------------------------------
def test_a_month_is_begun_from_the_list_and_kept_as_typed(place):
    client = client_of(place.clerk)
    begun = client.post(f"{HOME}begin/{place.unit.pk}/", {"month": "2026-03-01"}, follow=True)
    sheet = Sheet.objects.get()
    assert begun.redirect_chain[-1][0] == f"{SHEETS}{sheet.pk}/"

    answer = client.post(f"{SHEETS}{sheet.pk}/", typed(sheet, LINE, {}, {}, closing="9"), follow=True)

    assert "已保存 1 笔" in answer.text
    assert "相差 1,259.50 元" in answer.text  # it does not agree yet, and is kept all the same
    assert 'value="1250.50"' in answer.text
    sheet.refresh_from_db()
    assert (sheet.closing, sheet.lines.get().amount) == (900, 125_050)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expense": "一千"}, "“一千”不是金额"), ({"expense": "12.345"}, "多于两位"), ({"on": ""}, "请填写日期"),
        ({"on": "三月九日"}, "请按“2026-03-09”的样子填写"), ({"expense": ""}, "请填写收入或支出的金额"),
        ({"income": "5"}, "一笔只能填收入或支出中的一栏"),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_place_and_nothing_typed_is_lost(place, change, said):
    sheet = place.begun()

    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/", typed(sheet, LINE | change))

    assert answer.status_code == 409
    assert said in answer.text
    assert 'value="购买抽水机"' in answer.text
    assert not sheet.lines.exists()


def test_more_rows_are_offered_without_script_and_keep_what_was_typed(place):
    sheet = place.begun()

    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/", typed(sheet, LINE, more="1"))

    assert answer.status_code == 200
    assert 'name="l-5-on"' in answer.text
    assert 'name="l-6-on"' not in answer.text
    assert 'value="购买抽水机"' in answer.text


def test_two_at_once_the_second_is_told_and_keeps_his_words(place):
    sheet = place.begun()
    data = typed(sheet, LINE)
    assert client_of(place.editor).post(f"{SHEETS}{sheet.pk}/", data).status_code == 302

    late = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/", data | {"l-0-summary": "另一句话"})

    assert late.status_code == 409
    assert "刚刚改过这张表" in late.text
    assert 'value="另一句话"' in late.text


def test_a_workbook_is_brought_in_or_refused_with_its_cells(place):
    sheet, client = place.begun(), client_of(place.clerk)
    rows = [list(row) for row in WHOLE]
    rows[4][4] = "若干"

    def send(data: bytes):
        file = SimpleUploadedFile("账.xlsx", data)
        sheet.refresh_from_db()
        return client.post(
            f"{SHEETS}{sheet.pk}/bring-in/",
            {"bring-in-upload": file, "bring-in-version": sheet.version},
            follow=True,
        )

    refused = send(book(rows))
    assert refused.status_code == 409
    assert "E5：“若干”不是金额" in refused.text
    taken = send(book(WHOLE))
    assert "导入 2 笔" in taken.text
    assert sheet.lines.count() == 2


def test_the_way_through_the_pages(place):
    sheet = place.entered()
    path = f"{SHEETS}{sheet.pk}/"

    def act(user: User, name: str, **data: str):
        sheet.refresh_from_db()
        fields = {f"{name}-{key}": value for key, value in ({"version": str(sheet.version)} | data).items()}
        return client_of(user).post(f"{path}{name}/", fields, follow=True)

    assert act(place.clerk, "show").status_code == 200
    refused = act(place.clerk, "sign", agrees="yes")
    assert refused.status_code == 409
    assert "不能审核自己的账" in refused.text
    assert act(place.member, "sign", agrees="no").status_code == 409
    assert "退回须写明意见" in act(place.member, "sign", agrees="no").text
    assert act(place.member, "sign", agrees="yes").status_code == 200
    done = act(place.clerk, "hand-in")
    assert "已送乡镇审核" in done.text
    place.release(Sheet.objects.get(pk=sheet.pk))
    shown = client_of(place.clerk).get(HOME).text
    assert "已公开" in shown
    corrected = act(place.clerk, "correct", reason="金额有误")
    assert "第 2 版" in corrected.text


def test_a_long_sheet_is_read_page_by_page_and_not_typed(place):
    sheet = place.entered(lines=[line(100, voucher=str(n)) for n in range(150)], opening=15_000)

    shown = client_of(place.clerk).get(f"{SHEETS}{sheet.pk}/").text

    assert shown.count("购买抽水机一台") == 100
    assert "l-0-on" not in shown
    assert "从表格导入" in shown
    balances = {"version": str(sheet.version), "opening": "150", "closing": "1"}
    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/", balances)
    sheet.refresh_from_db()
    assert (answer.status_code, sheet.closing, sheet.lines.count()) == (302, 100, 150)


# ---- for residents -------------------------------------------------------------------------------------------------
def test_residents_read_what_is_public_and_nothing_else(place):
    place.public()
    place.at(
        SheetState.HANDED_IN,
        date(2026, 4, 1),
        lines=[line(7_777, on=date(2026, 4, 2), summary="还没有公开的")],
    )

    for path in (f"/villages/{place.unit.pk}/", f"/villages/{place.unit.pk}/finance/"):
        shown = Client().get(path).text
        assert "2026年3月" in shown
        assert "500.00" in shown
        assert "2026年4月" not in shown
        assert "77.77" not in shown
    assert "还没有公开的财务" in Client().get(f"/villages/{place.other.pk}/finance/").text.replace(
        "本村还没有公开的财务", "还没有公开的财务"
    )
    assert "上坪村" in Client().get("/villages/").text


def test_addresses_of_no_village_are_unknown(place):
    for path in (
        "/villages/99999/",
        f"/villages/{place.desk.office.pk}/",
        f"/villages/{place.desk.office.pk}/finance/",
    ):
        assert Client().get(path).status_code == 404


def test_a_withdrawn_month_leaves_the_village_page(place):

    sheet = place.public()
    publishing.withdraw(
        pk=sheet.carrier_id, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )

    assert "2026年3月" not in Client().get(f"/villages/{place.unit.pk}/finance/").text


def test_the_year_asked_for_is_one_there_is(place):
    place.public()

    for year, there in (("2026", True), ("1999", True), ("x", True)):
        shown = Client().get(f"/villages/{place.unit.pk}/finance/?year={year}").text
        assert ("2026年3月" in shown) is there


# ---- queries -------------------------------------------------------------------------------------------------------
def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def test_the_grid_takes_the_same_queries_for_two_and_for_thirty_villages(place):
    client = client_of(place.editor)
    place.public()
    few = queries(client, HOME)
    for n in range(28):
        unit = catalog.village(place.town, f"第{n}村")
        Village.objects.create(unit=unit)
        by = User.objects.get(pk=place.editor.pk)  # whose places reach the village made just now
        finance.begin(unit=unit, township=place.town, month=MARCH, by=by, at=AT)

    assert queries(client, HOME) == few
    assert len(re.findall(r"<section", client.get(HOME).text)) == 30


def test_a_village_page_takes_the_same_queries_for_one_month_and_for_many(
    place, django_assert_max_num_queries
):
    place.public()
    path = f"/villages/{place.unit.pk}/finance/"
    few = queries(Client(), path)
    place.public(date(2026, 4, 1), lines=[line(on=date(2026, 4, 2))])
    cache.clear()

    assert queries(Client(), path) <= few
