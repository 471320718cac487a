"""Pages of the grid: who sees what, each figure one click from its duties, files that say the same, queries that do not grow."""

import csv
import html
import re
from datetime import date, timedelta
from io import BytesIO, StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from catalog.law.roles import Role
from catalog.models import Entry, Unit, User
from disclosure.actions import duties as duty_acts
from disclosure.models import Duty
from tests.factories import catalog
from tests.factories import disclosure as write
from tests.factories.accounts import AT, Villages
from tests.factories.village_duties import KINDS, Lists
from tests.gongkai.walking import body_of
from villages.law.grid import MEASURES

HOME = "/office/village-grid/"
TODAY = date(2026, 4, 7)
MARCH, APRIL = date(2026, 3, 15), date(2026, 4, 15)


@pytest.fixture
def lists(db):
    with time_machine.travel(AT, tick=False):
        yield Lists(Villages())


@pytest.fixture
def place(lists) -> Villages:
    return lists.place


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=user.pk), backend="catalog.backends.MembershipBackend")
    return client


def every_kind(lists: Lists, unit: Unit | None = None) -> list[Duty]:
    return [lists.duty(kind, MARCH + timedelta(days=n), unit=unit, item=n % 4) for n, kind in enumerate(KINDS)] + [
        lists.duty("open", APRIL, unit=unit, item=1), lists.duty("open", None, unit=unit, item=3),
    ]  # fmt: skip


def paths(unit: Unit) -> list[str]:
    """All that there is of one village."""
    one = f"{HOME}{unit.pk}/"
    return [
        one, f"{one}?view=keys", f"{one}2026/", f"{one}2026-03/", f"{one}2026-q1/?as=overdue", f"{one}undated/",
        f"{one}export/csv/", f"{one}export/xlsx/",
    ]  # fmt: skip


# ---- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "own", "others"),
    [
        ("clerk", 200, 404), ("member", 200, 404), ("other_clerk", 404, 200), ("other_member", 404, 200), ("editor", 200, 200),
    ],
)  # fmt: skip
def test_a_clerk_sees_nothing_of_another_village(lists, place, who, own, others):
    lists.keep(*every_kind(lists), *every_kind(lists, place.other))
    client = client_of(getattr(place, who))

    for unit, expected in ((place.unit, own), (place.other, others)):
        for path in paths(unit):
            assert client.get(path).status_code == expected, path
    for path in (HOME, f"{HOME}export/csv/"):
        shown = body_of(client.get(path)).decode()
        assert ("上坪村" in shown) is (own == 200), path
        assert ("竹园村" in shown) is (others == 200), path


@pytest.mark.parametrize(
    "role", [Role.SUPERVISOR, Role.OFFICE_HEAD, Role.DEPUTY, Role.SIGNER, Role.SECTION_HEAD, Role.ADMIN]
)
def test_those_who_oversee_read_every_village(lists, place, role):
    lists.keep(*every_kind(lists), *every_kind(lists, place.other))
    client = client_of(catalog.user_with(role, place.town))

    for path in (HOME, *paths(place.unit), *paths(place.other)):
        assert client.get(path).status_code == 200, path
        assert client.post(path).status_code == 405, path


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.OFFICE_HEAD, Role.DEPUTY, Role.ADMIN])
def test_those_who_oversee_are_offered_nothing_to_do(lists, place, role):
    lists.keep(*every_kind(lists))

    shown = client_of(catalog.user_with(role, place.town)).get(f"{HOME}{place.unit.pk}/2026/").text

    assert shown.count('<li class="duty">') == 7
    assert [word for word in ("写公开信息", "nothing-new/", "月财务</button>") if word in shown] == []


def test_strangers_and_other_roles_find_no_page(lists, place):
    assert Client().get(HOME).status_code == 302
    elsewhere = catalog.township("shiqiao", "石桥镇")
    stranger = client_of(catalog.user_with(Role.VILLAGE_CLERK, catalog.village(elsewhere, "石桥村")))
    assert stranger.get(f"/wanghe{HOME}").status_code == 403
    assert stranger.get(f"/shiqiao{HOME}{place.unit.pk}/").status_code == 404
    assert stranger.get(f"/shiqiao{HOME}{place.unit.pk}/2026/").status_code == 404
    for role in (Role.LEGAL, Role.REQUEST_OFFICER, Role.SECRECY):
        nobody = client_of(catalog.user_with(role, place.town))
        for path in (HOME, f"{HOME}export/csv/", *paths(place.unit)):
            assert nobody.get(f"/wanghe{path}").status_code == 404, (role, path)


# ---- what is asked for --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query",
    ["year=abc", "year=99999", "year=1999", "by=week", "by=", "key=nothing", "page=abc", "page=999", "view=x", "year=%00", "key=%00"],
)  # fmt: skip
def test_what_makes_no_sense_gives_this_year(lists, place, query):
    lists.keep(lists.duty("open", APRIL))
    client = client_of(place.editor)

    for path in (f"{HOME}?{query}", f"{HOME}{place.unit.pk}/?{query}"):
        shown = client.get(path)
        assert shown.status_code == 200
        assert "2026年，按月" in shown.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("2026-13/", 404), ("soon/", 404), ("1999/", 404), ("2026/?as=best", 404), ("2026/?key=nothing", 404), ("2026/?item=x", 404),
        ("2026/?item=0", 404), ("2026/?item=%00", 404), ("2026/?item=99999", 200), ("2026/?page=999", 200), ("undated/?as=owed", 200),
        ("export/pdf/", 404), ("2099/", 200),
    ],
)  # fmt: skip
def test_an_address_of_nothing_is_no_page(lists, place, path, status):
    lists.keep(lists.duty("open", APRIL))

    assert client_of(place.clerk).get(f"{HOME}{place.unit.pk}/{path}").status_code == status


def test_the_years_lead_from_one_to_the_next(lists, place):
    lists.keep(lists.duty("published", date(2025, 5, 4)), lists.duty("open", date(2027, 1, 9)))
    client = client_of(place.clerk)

    shown = client.get(HOME).text

    assert re.findall(r'<a href="\?([^"]*)"[^>]*>(\d{4})年</a>', shown) == [
        (f"year={year}&amp;by=month", str(year)) for year in (2025, 2026, 2027)
    ]
    for year, link in ((2025, "2025-05"), (2027, "2027-01")):
        assert f'href="{place.unit.pk}/{link}/"' in client.get(f"{HOME}?year={year}").text
        assert f'href="{place.unit.pk}/{link}/"' not in shown


def test_a_choice_keeps_the_others(lists, place):
    lists.keep(lists.duty("open", APRIL))

    shown = html.unescape(client_of(place.editor).get(f"{HOME}?year=2025&by=quarter&key=relief").text)

    assert '<a href="?year=2026&by=quarter&key=relief">2026年</a>' in shown
    assert '<a href="?year=2025&by=month&key=relief">按月</a>' in shown
    assert '<a href="?year=2025&by=quarter&key=health">医疗卫生</a>' in shown
    assert f'href="{HOME}export/csv/?year=2025&by=quarter&key=relief"' in shown


# ---- figures and what is behind them ------------------------------------------------------------------------------
_LINK = re.compile(
    r'<a class="([a-z-]+)" href="([^"]*)"><b aria-hidden="true">([^<]*)</b><span class="sr">([^<]*)</span>(\d+)</a>'
)


@pytest.mark.parametrize("query", ["", "?by=quarter", "?key=relief", "?view=keys&by=quarter"])
def test_each_figure_on_a_page_opens_onto_as_many_duties(lists, place, query):
    lists.keep(*every_kind(lists), *every_kind(lists, place.other))
    client = client_of(place.editor)

    for path in (HOME, f"{HOME}{place.unit.pk}/"):
        figures = _LINK.findall(client.get(path + query).text)
        assert len(figures) > 10
        for key, address, sign, label, number in figures:
            opened = client.get(path + html.unescape(address)).text
            assert f"共 <b>{number}</b> 件" in opened, address
            assert opened.count('<li class="duty">') == int(number)
            if key != "undated":
                assert (sign, label) == (MEASURES[key].sign, MEASURES[key].label)


def test_a_cell_says_its_state_in_words_and_with_a_sign(lists, place):
    lists.keep(lists.duty("open", MARCH), lists.duty("published-late", date(2026, 2, 3)))

    shown = client_of(place.clerk).get(HOME).text

    assert '<span class="state overdue"><b aria-hidden="true">！</b>有逾期</span>' in shown
    assert '<span class="state late"><b aria-hidden="true">迟</b>逾期办完</span>' in shown


def test_from_a_duty_it_is_one_click_to_its_record(lists, place):
    lists.keep(lists.duty("published", MARCH), lists.duty("nothing-new", MARCH, item=1))
    shown, signed = lists.shown[place.unit.pk], lists.signed[place.unit.pk]
    path = f"{HOME}{place.unit.pk}/2026-03/"

    clerk, member = (client_of(user).get(path).text for user in (place.clerk, place.member))

    assert f'href="/office/publications/{shown.pk}/"' in clerk
    assert f'href="{shown.path}"' in member  # who has no part in publications reads it as residents do
    for page in (clerk, member):
        assert f'href="/office/duties/confirmations/{signed.pk}/"' in page
        assert page.count('href="/office/duties/') >= 2


def test_from_an_open_duty_it_is_one_click_to_what_discharges_it(lists, place):
    sheet, other, ahead = lists.keep(
        lists.duty("open", APRIL, first=date(2026, 3, 1), last=date(2026, 3, 31)),
        lists.duty("open", APRIL, item=1, first=date(2026, 1, 1), last=date(2026, 3, 31)),
        lists.duty("open", date(2026, 4, 30), item=3, first=date(2026, 4, 8), last=date(2026, 4, 20)),
    )
    client = client_of(place.clerk)

    page = html.unescape(client.get(f"{HOME}{place.unit.pk}/2026-04/").text)

    for duty in (sheet, other):
        assert f'href="/office/villages/{place.unit.pk}/items/{duty.node_id}/?duty={duty.pk}"' in page
    assert f"duty={ahead.pk}" not in page  # its period has not begun
    assert re.findall(r"#duty(\d+)", page) == [str(sheet.pk), str(other.pk)]
    catalog.adoption(place.unit, place.item, unit=place.unit)
    assert (
        client.get(f"/office/villages/{place.unit.pk}/items/{sheet.node_id}/?duty={sheet.pk}").status_code
        == 200
    )
    confirm = client.get(f"/office/duties/nothing-new/?unit={place.unit.pk}").text
    assert f'id="duty{other.pk}"' in confirm


# ---- files and paper ----------------------------------------------------------------------------------------------
def figures_of(shown: str, names: list[str]) -> dict[str, list[dict[str, int]]]:
    """Rows of the table on a page by their name: the figures of each cell."""
    rows = {}
    for row in re.findall(r'<tr role="row">(<th scope="row".*?)</tr>', shown, re.DOTALL):
        name = re.sub(r"<small>.*?</small>|<[^>]+>", "", row[: row.index("</th>")])
        cells = re.findall(r'<td role="cell"[^>]*>(.*?)</td>', row, re.DOTALL)
        rows[name] = [
            {label: int(number) for _, _, _, label, number in _LINK.findall(cell)} for cell in cells
        ]
    assert [name for name in names if name not in rows] == []
    return rows


def told(lines: list[dict[str, str]], column: str) -> dict[str, list[dict[str, int]]]:
    """The same of a file: its columns that are not nothing, in the page's words."""
    rows: dict[str, list[dict[str, int]]] = {}
    labels = [measure.label for measure in MEASURES.values()]
    for line in lines:
        rows.setdefault(line[column], []).append(
            {label: int(line[label]) for label in labels if line[label] != "0"}
        )
        if line["没有期限日"] not in ("", "0"):
            rows[line[column]].append({"没有期限日": int(line["没有期限日"])})
    return rows


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("", "村"), ("?by=quarter&year=2025", "村"), ("?key=relief&by=quarter", "村"), ("{pk}/", "事项"), ("{pk}/?view=keys", "内容"),
    ],
)  # fmt: skip
def test_the_files_say_what_the_page_says(lists, place, path, column):
    lists.keep(*every_kind(lists), *every_kind(lists, place.other), lists.duty("published", date(2025, 8, 1)))
    client = client_of(place.editor)
    path = path.format(pk=place.unit.pk)
    before, _, query = path.partition("?")

    page = client.get(HOME + path).text
    text = body_of(client.get(f"{HOME}{before}export/csv/?{query}")).decode("utf-8-sig")
    book = load_workbook(BytesIO(body_of(client.get(f"{HOME}{before}export/xlsx/?{query}"))))

    lines = list(csv.DictReader(StringIO(text)))
    rows = told(lines, column)
    shown = figures_of(page, list(rows))
    assert shown.keys() == rows.keys()
    for name, cells in shown.items():
        assert [cell for cell in cells if cell] == [cell for cell in rows[name] if cell], name
    assert any(cell for cells in shown.values() for cell in cells)
    sheet = list(book.active.iter_rows(min_row=4, values_only=True))
    assert [[str(value if value is not None else "") for value in line] for line in sheet] == list(
        csv.reader(StringIO(text))
    )


def test_a_village_named_as_a_formula_stays_a_text(lists, place):
    Unit.objects.filter(pk=place.unit.pk).update(name="=1+1")
    client = client_of(place.editor)

    text = body_of(client.get(f"{HOME}export/csv/")).decode("utf-8-sig")
    book = load_workbook(BytesIO(body_of(client.get(f"{HOME}export/xlsx/"))))

    assert text.splitlines()[1].startswith("'=1+1,")
    assert (book.active["A5"].value, book.active["A5"].data_type) == ("=1+1", "s")


def test_figures_in_the_workbook_are_numbers_and_it_prints_across(lists, place):
    lists.keep(*every_kind(lists))

    sheet = load_workbook(
        BytesIO(body_of(client_of(place.clerk).get(f"{HOME}export/xlsx/?by=quarter")))
    ).active

    assert [cell.value for cell in sheet[5]][:5] == ["上坪村", "2026年一季度", "有逾期", 6, 1]
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$4:$4")


# ---- queries ------------------------------------------------------------------------------------------------------
def queries(user: User, path: str) -> int:
    client = client_of(user)
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        body_of(client.get(path))
    return len(seen)


@pytest.mark.parametrize("path", ["", "?by=quarter", "?key=relief", "export/csv/", "export/xlsx/"])
def test_the_grid_takes_the_same_queries_for_one_village_and_for_thirty(lists, place, path):
    lists.keep(*every_kind(lists))
    Unit.objects.filter(pk=place.other.pk).update(is_active=False)
    few = queries(place.editor, HOME + path)
    units = [catalog.village(place.town, f"第{n}村") for n in range(29)]
    Duty.objects.bulk_create(
        lists.duty("open", MARCH + timedelta(days=n), unit=place.unit, item=n % 4, occasion=f"m{n}")
        for n in range(30)
    )
    for n, unit in enumerate(units):
        made = lists.duty("open", MARCH, occasion=f"v{n}")
        made.unit = unit
        made.save()

    assert queries(place.editor, HOME + path) == few
    assert client_of(place.editor).get(HOME).text.count('<tr role="row"><th scope="row"') == 30


@pytest.mark.parametrize("path", ["", "?view=keys", "2026/", "2026/?key=finance", "undated/"])
def test_a_village_takes_the_same_queries_for_one_duty_and_for_thirty(lists, place, path):
    kinds, day = (("open",), None) if path == "undated/" else (KINDS, MARCH)
    lists.keep(lists.duty("open" if path == "undated/" else "published", day))
    few = queries(place.clerk, f"{HOME}{place.unit.pk}/{path}")
    lists.keep(*(lists.duty(kinds[n % len(kinds)], day, item=n % 4) for n in range(30)))

    assert queries(place.clerk, f"{HOME}{place.unit.pk}/{path}") == few


def test_thirty_villages_fill_a_page(lists, place):
    for n in range(31):
        catalog.village(place.town, f"第{n}村")
    client = client_of(place.editor)

    first, second = client.get(HOME).text, client.get(f"{HOME}?page=2&by=quarter").text

    assert first.count('<tr role="row"><th scope="row"') == 30
    assert second.count('<tr role="row"><th scope="row"') == 3
    assert "by=quarter&amp;page=1" in second
    assert first.index("上坪村") < first.index("竹园村") < first.index("第0村")  # the township's order


# ---- for residents ------------------------------------------------------------------------------------------------
def told_to_residents(place: Villages) -> str:
    shown = Client().get(f"/villages/{place.unit.pk}/").text
    found = re.search(r'<section[^>]* aria-labelledby="h-cadence".*?</section>', shown, re.DOTALL)
    words = re.sub(r'<span class="sr">.*?</span>', "", found[0]) if found else ""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", words))


def test_residents_read_when_each_content_was_last_published(lists, place):
    lists.keep(
        lists.duty("nothing-new", date(2026, 2, 1), item=0),  # signed two days before
        lists.duty("published", MARCH, item=1),
        lists.duty("nothing-new-late", date(2026, 3, 20), item=2),
        lists.duty("open", date(2026, 4, 1), item=2),
        lists.duty("open", date(2026, 3, 2), item=2),
        lists.duty("published", date(2026, 4, 2), item=1, unit=place.other),
        lists.duty("dropped", date(2026, 3, 1), item=0),
    )

    said = told_to_residents(place)

    assert "村级财务 2026-01-30 确认无新增 惠农政策" in said
    behind = "还有 2 件待公开，最早的应公开日期是 2026-03-02"
    assert f"社会救助 2026-03-15 公开， 2026-03-21 确认无新增 {behind}" in said
    assert f"养老服务 2026-03-21 确认无新增 {behind}" in said
    assert "医疗卫生 公开目录里没有归到这一项的事项" in said
    assert [word for word in ("逾期", "落后", "排名", "%") if word in said] == []
    assert "2026-04-02" not in said  # another village's


def test_what_was_published_outside_any_duty_counts_and_is_led_to(lists, place):
    lists.keep(lists.duty("published", MARCH, item=1))
    made = write.published(place.town, place.unit, lists.items[1], place.editor, at=AT, title="四月低保名单")

    shown = Client().get(f"/villages/{place.unit.pk}/").text

    assert "社会救助 2026-04-07 公开" in told_to_residents(place)
    assert re.search(rf'社会救助</dt>.*?<a href="{made.path}">公开', shown, re.DOTALL)


def test_what_is_not_public_any_more_is_not_led_to(lists, place):
    made = write.published(place.town, place.unit, lists.items[1], place.editor, title="三月低保名单")
    assert "社会救助 2026-03-09 公开" in told_to_residents(place)

    Entry.objects.filter(path=made.path).update(public_until=AT - timedelta(hours=1))
    cache.clear()

    assert "社会救助 还没有公开过" in told_to_residents(place)


def test_a_village_whose_items_tell_no_content_shows_no_such_list(lists, place):
    for item in lists.items:
        item.extra = {}
        item.save()

    assert told_to_residents(place) == ""


def test_a_duty_waived_or_recorded_is_on_the_page_at_once(lists, place):
    (owed,) = lists.keep(lists.duty("open", MARCH, item=1))
    assert "还有 1 件待公开" in told_to_residents(place)

    signer = catalog.user_with(Role.SIGNER, place.town)
    duty_acts.waive(pk=owed.pk, reason="上级统一公开", by=signer, at=AT)

    assert "待公开" not in told_to_residents(place)


def test_the_page_of_a_village_takes_the_same_queries_for_one_duty_and_for_thirty(lists, place):
    path = f"/villages/{place.unit.pk}/"
    lists.keep(lists.duty("published", MARCH, item=1))
    few = queries_of_a_resident(path)
    lists.keep(*(lists.duty(KINDS[n % 7], MARCH - timedelta(days=n), item=n % 4) for n in range(30)))
    for n in range(10):
        write.published(place.town, place.unit, lists.items[n % 4], place.editor, title=f"第{n}条")

    assert queries_of_a_resident(path) == few


def queries_of_a_resident(path: str) -> int:
    Client().get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        assert Client().get(path).status_code == 200
    return len(seen)


def test_the_desk_leads_there(lists, place):
    for user, there in (
        (place.clerk, True),
        (place.member, True),
        (catalog.user_with(Role.LEGAL, place.town), False),
    ):
        assert (f'href="{HOME}"' in client_of(user).get("/office/").text) is there
