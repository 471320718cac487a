"""The clerk's desk and the sheets begun from it: who reaches what, what is due, what is typed stays, queries that do not grow."""

import re
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.models import Entry
from disclosure.actions import planning
from disclosure.law.lifecycle import State
from disclosure.models import Duty, Publication
from tests.factories import catalog, owing
from tests.factories.accounts import AT, MARCH, Villages
from tests.villages.actions.test_tables import ROWS
from tests.villages.sheets.test_finance import book
from tests.villages.views.test_finance import client_of
from villages.actions import tables
from villages.law.kinds import SheetKind
from villages.models import Sheet

DESK, SHEETS = "/office/villages/", "/office/village-sheets/"


@pytest.fixture
def place(db) -> Villages:
    with time_machine.travel(AT, tick=False):
        yield Villages()


def adopted(place: Villages, kind: SheetKind, term: str = "每月公开一次", unit=None):
    """An item of a kind on the village's list, its duties planned."""
    node = place.node(kind)
    made = owing.adopt(unit or place.unit, node, None, term)
    planning.plan(township=place.town, at=AT)
    return made.node


# ---- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "own", "enters"),
    [
        ("clerk", 200, True), ("member", 200, False), ("other_clerk", 404, False), ("other_member", 404, False),
        ("editor", 200, True),
    ],
)  # fmt: skip
def test_every_address_of_one_village_by_person(place, who, own, enters):
    node = adopted(place, SheetKind.ASSETS)
    sheet = place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS])
    client = client_of(getattr(place, who))
    base = f"{DESK}{place.unit.pk}/"

    assert client.get(base).status_code == own
    assert client.get(f"{SHEETS}{sheet.pk}/").status_code == own
    assert client.get(f"{SHEETS}{sheet.pk}/print/").status_code == own
    for address in (f"{base}items/", f"{base}items/{node.pk}/"):
        assert client.get(address).status_code == (200 if enters else 404)
    before = Sheet.objects.count()
    answer = client.post(f"{base}items/{node.pk}/", {"period": "2026-04-01/2026-04-30"})
    assert answer.status_code == (302 if enters else 404)
    assert Sheet.objects.count() == before + enters
    if not enters and own == 200:
        typed = client.post(f"{SHEETS}{sheet.pk}/", {"version": sheet.version, "words": "改"})
        assert typed.status_code == 409
        assert Sheet.objects.get(pk=sheet.pk).words == ""


def test_strangers_and_other_roles_find_no_desk(place):
    assert Client().get(DESK).status_code == 302
    legal = catalog.user_with(Role.LEGAL, place.town)
    assert client_of(legal).get(DESK).status_code == 404
    other = catalog.village(catalog.township("shiqiao", "石桥镇"), "石桥村")
    assert client_of(place.editor).get(f"{DESK}{other.pk}/").status_code in (302, 404)


def test_who_has_one_village_goes_straight_to_it(place):
    assert client_of(place.clerk).get(DESK)["Location"].endswith(f"{DESK}{place.unit.pk}/")
    shown = client_of(place.editor).get(DESK).text
    assert "上坪村" in shown
    assert "竹园村" in shown


# ---- what is due --------------------------------------------------------------------------------------------------
def test_what_is_due_leads_to_the_sheet_it_is_due_for(place):
    node = adopted(place, SheetKind.ASSETS)
    client = client_of(place.clerk)
    shown = client.get(f"{DESK}{place.unit.pk}/").text
    duty = Duty.objects.filter(node=node, first=MARCH).get()
    oldest = Duty.objects.filter(node=node).order_by("due_on").first()
    assert f"{node.pk}/?duty={oldest.pk}" in shown
    assert "已过期" in shown

    page = client.get(f"{DESK}{place.unit.pk}/items/{node.pk}/?duty={duty.pk}").text
    assert '<option value="2026-03-01/2026-03-31" selected>' in page
    client.post(f"{DESK}{place.unit.pk}/items/{node.pk}/?duty={duty.pk}", {"period": "2026-03-01/2026-03-31"})
    sheet = Sheet.objects.get()
    assert (sheet.duty, sheet.first, sheet.kind) == (duty, MARCH, SheetKind.ASSETS)

    tables.enter(pk=sheet.pk, by=place.clerk, at=AT, rows=ROWS[SheetKind.ASSETS])
    place.made_public(sheet)
    duty.refresh_from_db()
    assert duty.publication == Sheet.objects.get().carrier


def test_a_sheet_posted_late_still_discharges_the_turn_it_is_of(place):
    node = adopted(place, SheetKind.ASSETS)
    january = Duty.objects.get(node=node, first=date(2026, 1, 1))
    assert january.due_on < AT.date()

    made = place.made_public(place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS], first=date(2026, 1, 1)))

    january.refresh_from_db()
    assert (january.publication, january.state) == (made.carrier, "published")


def test_a_named_matter_asks_for_its_name_and_keeps_what_was_chosen(place):
    node = adopted(place, SheetKind.DECISION)
    client = client_of(place.clerk)
    address = f"{DESK}{place.unit.pk}/items/{node.pk}/"

    refused = client.post(address, {"subject": " ", "period": "2026-04-07/2026-04-07"})
    assert refused.status_code == 422
    assert "请写明是什么事" in refused.text

    client.post(address, {"subject": "水渠清淤", "period": "2026-04-07/2026-04-07"})
    assert Sheet.objects.get().title == "水渠清淤"
    assert client.post(address, {"subject": "水渠清淤", "period": "1990-01-01/1990-01-31"}).status_code == 422


def test_what_came_back_from_the_township_is_at_the_desk(place):
    handed = place.at("handed_in")
    handed.carrier.state = State.DRAFT
    handed.carrier.save()
    shown = client_of(place.clerk).get(f"{DESK}{place.unit.pk}/").text
    assert "乡镇退回" in shown


def test_the_committee_sees_what_waits_for_its_word(place):
    sheet = place.at("supervisors")
    assert "等您审核" in client_of(place.member).get(f"{DESK}{place.unit.pk}/").text
    assert "等您审核" not in client_of(place.clerk).get(f"{DESK}{place.unit.pk}/").text
    assert sheet.title in client_of(place.member).get(f"{DESK}{place.unit.pk}/").text


# ---- typing rows --------------------------------------------------------------------------------------------------
def rows_typed(sheet: Sheet, *rows: dict[str, str], **more: str) -> dict[str, str]:
    data = {
        "version": str(sheet.version),
        "words": "",
        "l-TOTAL_FORMS": str(len(rows)),
        "l-INITIAL_FORMS": "0",
    }
    for n, row in enumerate(rows):
        data |= {f"l-{n}-{name}": value for name, value in row.items()}
    return data | more


ASSET = {"name": "抽水机", "cost": "4,800", "quantity": "2台"}


def test_rows_are_kept_as_typed_and_shown_again(place):
    sheet = place.table(SheetKind.ASSETS)
    client = client_of(place.clerk)

    answer = client.post(f"{SHEETS}{sheet.pk}/", rows_typed(sheet, ASSET, {}, words="村部清查"), follow=True)

    assert "已保存 1 行" in answer.text
    sheet.refresh_from_db()
    (row,) = sheet.table()
    assert (row["name"], row["cost"], row["quantity"], row["value"]) == ("抽水机", 480_000, "2", None)
    assert sheet.words == "村部清查"
    assert 'value="4800.00"' in answer.text


def test_a_bad_cell_is_told_at_its_place_and_nothing_is_lost(place):
    sheet = place.table(SheetKind.ASSETS)

    answer = client_of(place.clerk).post(
        f"{SHEETS}{sheet.pk}/",
        rows_typed(sheet, ASSET, ASSET | {"name": "水泵", "cost": "约五千"}, words="写到一半"),
    )

    assert answer.status_code == 409
    assert "“约五千”不是金额" in answer.text
    for kept in ("水泵", "约五千", "4,800", "写到一半"):
        assert kept in answer.text
    assert not sheet.rows.exists()


def test_more_rows_are_offered_with_what_was_typed(place):
    sheet = place.table(SheetKind.ASSETS)
    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/", rows_typed(sheet, ASSET, more="1"))
    assert 'name="l-5-name"' in answer.text
    assert 'value="抽水机"' in answer.text


def test_two_at_once_do_not_overwrite_each_other(place):
    sheet = place.table(SheetKind.ASSETS)
    stale = rows_typed(sheet, ASSET)
    tables.enter(pk=sheet.pk, by=place.editor, at=AT, rows=ROWS[SheetKind.ASSETS])

    answer = client_of(place.clerk).post(f"{SHEETS}{sheet.pk}/", stale)

    assert answer.status_code == 409
    assert "刚刚改过这张表" in answer.text
    assert sheet.rows.get().cells["spec"] == "5寸"


def test_a_workbook_is_read_into_a_table(place):
    sheet = place.table(SheetKind.ASSETS)
    data = book([["上坪村资产"], ["资产名称", "数量", "原值（元）"], ["抽水机", 2, 4800]])
    client = client_of(place.clerk)

    answer = client.post(
        f"{SHEETS}{sheet.pk}/bring-in/",
        {"bring-in-version": sheet.version, "bring-in-upload": SimpleUploadedFile("资产.xlsx", data)},
        follow=True,
    )

    assert "导入 1 行" in answer.text
    assert sheet.rows.get().cells["cost"] == 480_000


def test_the_period_before_is_copied_by_a_button(place):
    place.signed(place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS], first=date(2026, 2, 1)))
    sheet = place.table(SheetKind.ASSETS)
    client = client_of(place.clerk)
    assert "照上一期抄一份" in client.get(f"{SHEETS}{sheet.pk}/").text

    client.post(f"{SHEETS}{sheet.pk}/copy/", {"copy-version": sheet.version})

    assert sheet.rows.count() == 1
    client.get(f"{SHEETS}{sheet.pk}/")  # says that it is done
    assert "照上一期抄一份" not in client.get(f"{SHEETS}{sheet.pk}/").text


# ---- residents ----------------------------------------------------------------------------------------------------
def test_residents_read_lists_property_and_decisions_by_group(place):
    for kind in (SheetKind.SUBSIDIES, SheetKind.ASSETS, SheetKind.DECISION):
        place.made_public(place.table(kind, ROWS[kind]))
    hidden = place.table(SheetKind.CONTRACTS, ROWS[SheetKind.CONTRACTS], subject="还没公开的合同")
    page = Client().get(f"/villages/{place.unit.pk}/").text

    assert "共 2 人（户），合计 467.50 元" in page
    assert "村道硬化工程" in page
    assert "还没有到" in page  # the result of the decision
    assert hidden.subject not in page
    for group in ("subsidies", "property", "decisions"):
        assert Client().get(f"/villages/{place.unit.pk}/sheets/{group}/").status_code == 200
        assert "没有" in Client().get(f"/villages/{place.other.pk}/sheets/{group}/").text
    assert Client().get(f"/villages/{place.unit.pk}/sheets/nothing/").status_code == 404


def test_a_list_of_persons_is_gone_with_its_last_minute(place):
    made = place.made_public(place.table(SheetKind.SUBSIDIES, ROWS[SheetKind.SUBSIDIES])).carrier
    made.refresh_from_db()
    with time_machine.travel(made.public_until + timedelta(minutes=1), tick=False):
        page = Client().get(f"/villages/{place.unit.pk}/sheets/subsidies/").text
    assert "共 2 人" not in page


def like(sheet: Sheet, number: int) -> None:
    """Another public sheet as if it had gone the same way."""
    carrier = Publication.objects.get(pk=sheet.carrier_id)
    carrier.pk, carrier._state.adding, carrier.index_no = None, True, f"同类/{number}"
    carrier.save()
    entry = Entry.objects.get(key=f"publication:{sheet.carrier_id}")
    entry.pk, entry.key, entry.path = None, f"publication:{carrier.pk}", carrier.path
    entry.save()
    again = Sheet.objects.get(pk=sheet.pk)
    again.pk, again.carrier, again.subject = None, carrier, f"合同{number}"
    again.save()


@pytest.mark.parametrize("group", ["", "sheets/property/"])
def test_pages_of_a_village_cost_the_same_with_1_and_30_sheets(place, group):
    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as caught:
            assert Client().get(f"/villages/{place.unit.pk}/{group}").status_code == 200
        return len(caught)

    first = place.made_public(place.table(SheetKind.CONTRACTS, ROWS[SheetKind.CONTRACTS], subject="合同0"))
    like(first, 1)
    cost()  # what a process remembers of the catalog is read once
    few = cost()
    for n in range(2, 30):
        like(first, n)
    assert cost() == few


def test_the_desk_costs_the_same_with_1_and_30_sheets_and_duties(place):
    adopted(place, SheetKind.ASSETS)
    client = client_of(place.clerk)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(f"{DESK}{place.unit.pk}/").status_code == 200
        return len(caught)

    place.table(SheetKind.NOTICE, words="一", subject="通知")
    few = cost()
    for n in range(29):
        place.table(SheetKind.NOTICE, words="一", subject=f"通知{n}")
        group = catalog.group(place.item.parent.parent, f"类{n}", origin="village")
        owing.adopt(
            place.unit, catalog.item(group, origin="village", levels=["village"]), None, "每月公开一次"
        )
    planning.plan(township=place.town, at=AT)
    assert cost() == few


def test_parameters_that_are_none_are_left_alone(place):
    node = adopted(place, SheetKind.ASSETS)
    client = client_of(place.clerk)
    for duty in ("", "x", "99999999999999999999999", "-1"):
        query = urlencode({"duty": duty})
        assert client.get(f"{DESK}{place.unit.pk}/items/{node.pk}/?{query}").status_code == 200


def test_who_was_told_that_somebody_acted_can_send_it_again(place):
    sheet = place.table(SheetKind.ASSETS)
    stale = rows_typed(sheet, ASSET)
    tables.enter(pk=sheet.pk, by=place.editor, at=AT, rows=ROWS[SheetKind.ASSETS])
    client = client_of(place.clerk)

    refused = client.post(f"{SHEETS}{sheet.pk}/", stale)
    version = re.search(r'name="version" value="(\d+)"', refused.text)
    client.post(f"{SHEETS}{sheet.pk}/", stale | {"version": version[1]})
    assert sheet.rows.get().cells["name"] == "抽水机"

    act = {"show-version": str(sheet.version)}
    again = client.post(f"{SHEETS}{sheet.pk}/show/", act)
    assert again.status_code == 409
    version = re.search(r'name="show-version" value="(\d+)"', again.text)
    assert client.post(f"{SHEETS}{sheet.pk}/show/", {"show-version": version[1]}).status_code == 302
