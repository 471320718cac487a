"""A township's list read for each of its villages: columns by their names, villages by theirs, names masked, broken files told."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook, load_workbook

from catalog.models import Unit
from disclosure.models import Attachment, Publication, Reach
from tests.factories.agreeing import csv, xlsx
from villages.law.agreement import Obstacle
from villages.sheets.township_lists import Reading, VillageNames, masked, read_list, tables_among

UNITS = [
    Unit(pk=1, name="上坪村村民委员会", short_name="上坪村"),
    Unit(pk=2, name="竹园村", short_name=""),
    Unit(pk=3, name="新上坪村村民委员会", short_name="新上坪村"),
    Unit(pk=4, name="禾街社区居民委员会", short_name="禾街社区"),
    Unit(pk=5, name="石岭村民委员会", short_name=""),
]
NAMES = VillageNames(UNITS)


def file(data: bytes, name: str = "名单.csv", *, as_table: bool = True) -> Attachment:
    made = Attachment(pk=7, name=name, as_table=as_table)
    made.file = ContentFile(data, name=name)
    return made


def read(*files: Attachment, named: bool = True, **fields: object) -> Reading:
    given = {"title": "望禾镇补贴发放名单", "person_list": False, "reach": Reach.WEB} | fields
    return read_list(Publication(**given), files, NAMES, named=named)


def figures(found: Reading) -> dict[int, tuple]:
    return {unit: (each.count, each.amount) for unit, each in found.by_village.items()}


# ---- whose row it is ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("上坪村", 1), ("上坪", 1), (" 上坪村 ", 1), ("上坪村村民委员会", 1), ("上坪村委会", 1), ("望禾镇上坪村", 1), ("上坪村三组", 1),
        ("新上坪村", 3), ("新上坪村一组", 3), ("竹园村委会", 2), ("禾街社区", 4), ("禾街", 4), ("石岭村", 5), ("石岭村民委员会", 5),
        ("莲塘村", None), ("", None), ("上坪村、竹园村", None), ("上坪大道", None), ("镇敬老院", None),
    ],
)  # fmt: skip
def test_a_village_is_known_by_what_it_is_called(text, unit):
    assert NAMES.find(text) == unit


def test_a_name_of_two_villages_is_nobodys():
    twins = VillageNames([Unit(pk=1, name="上坪村"), Unit(pk=2, name="上坪村")])
    assert twins.find("上坪村") is None
    assert VillageNames([]).find("上坪村") is None


# ---- which column is which ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "head",
    [
        ("序号", "村（社区）", "姓名", "金额（元）"), ("序号", "村", "户主", "补贴金额"), ("编号", "行政村", "户主姓名", "实发金额（元）"), ("序号", "所在村（社区）", "享受对象", "发放金额"),
        ("序号", "村民小组", "姓名", "补助资金(元)"), ("序号", "村委会", "领取人姓名", "金额合计"), ("序号", "村居", "救助对象", "救助金额（元）"),
    ],
)  # fmt: skip
def test_columns_are_found_by_the_names_they_carry(head):
    rows = [
        ("1", "上坪村一组", "余大山", "297.50"),
        ("2", "竹园村", "管清节", "1,200"),
        ("3", "上坪村二组", "余小河", "170"),
    ]

    found = read(file(csv(rows, head)))

    assert figures(found) == {1: (2, 46_750), 2: (1, 120_000)}
    assert found.by_village[1].people == [("余**", 29_750), ("余**", 17_000)]


@pytest.mark.parametrize(
    ("head", "rows", "expected"),
    [
        (("村", "户数", "金额"), [("上坪村", "12户", "3600"), ("竹园村", "3", "900")], {1: (12, 360_000), 2: (3, 90_000)}),
        (("村", "户数", "人数", "金额"), [("上坪村", "12", "30", "3600")], {1: (None, 360_000)}),
        (("村", "金额（万元）"), [("上坪村", "0.3612")], {1: (1, 361_200)}),
        (("村", "项目名称", "合同金额（元）"), [("上坪村", "水渠", "1"), ("上坪村", "道路", "2")], {1: (2, 300)}),
        (("村", "姓名", "面积"), [("上坪村", "余*", "3.5")], {1: (1, None)}),
        (("村", "姓名", "生活补贴金额", "护理补贴金额", "合计金额"), [("上坪村", "余*", "1", "2", "3")], {1: (1, 300)}),
        (("村", "姓名", "生活补贴金额", "护理补贴金额"), [("上坪村", "余*", "1", "2")], {1: (1, None)}),
        (("村", "姓名", "金额"), [("上坪村", "余*", "见附件"), ("竹园村", "管*", "2")], {1: (1, None), 2: (1, 200)}),
        (("村", "姓名", "金额"), [("上坪村", "余*", "1"), ("小计", "", "1"), ("竹园村", "管*", "2"), ("合计", "2", "3")],
         {1: (1, 100), 2: (1, 200)}),
        (("村", "姓名", "金额"), [("上坪村", "余*", "1"), ("镇敬老院", "石*", "5")], {1: (1, 100)}),
    ],
)  # fmt: skip
def test_counts_and_sums_are_those_the_table_says_or_none(head, rows, expected):
    assert figures(read(file(csv(rows, head)))) == expected


@pytest.mark.parametrize(
    ("head", "counted"),
    [(("村", "户数", "金额"), "户"), (("村", "救助人数", "金额"), "人"), (("村", "姓名", "金额"), "人"), (("村", "项目", "金额"), "项")],
)  # fmt: skip
def test_what_is_counted_is_said_by_the_headings(head, counted):
    assert read(file(csv([("上坪村", "3", "1")], head))).counted == counted


def test_a_workbook_with_two_rows_of_headings_and_merged_villages_is_read():
    book = load_workbook(
        BytesIO(
            xlsx(
                ["望禾镇名单", "", "", ""],
                ["村", "姓名", "金额（元）", "备注"],
                ["上坪村", "余*", 10, ""],
                ["", "江*", 20, "新"],
                ["竹园村", "管*", 5, ""],
            )
        )
    )
    book.active.merge_cells("A3:A4")
    stream = BytesIO()
    book.save(stream)

    assert figures(read(file(stream.getvalue(), "名单.xlsx"))) == {1: (2, 3_000), 2: (1, 500)}


# ---- of one village as a whole ------------------------------------------------------------------------------------
ROWS = [("余*", "1"), ("江*", "2")]


@pytest.mark.parametrize(
    ("title", "name"), [("上坪村补贴名单", "名单.csv"), ("望禾镇补贴名单", "上坪村名单.csv")]
)
def test_a_table_without_a_village_column_is_that_of_the_village_it_is_named_after(title, name):
    assert figures(read(file(csv(ROWS, ("姓名", "金额")), name), title=title)) == {1: (2, 300)}


def test_a_file_for_each_village_makes_one_list():
    files = [file(csv(ROWS, ("姓名", "金额")), f"{village}.csv") for village in ("上坪村", "竹园村")]
    assert figures(read(*files)) == {1: (2, 300), 2: (2, 300)}


def test_a_publication_about_one_village_only_says_its_figures_without_a_table():
    title = "上坪村低保对象公示"
    assert figures(read(title=title, head_count=12, amount=Decimal("3600.50"))) == {1: (12, 360_050)}
    assert figures(read(title=title, head_count=12)) == {1: (12, None)}


# ---- what cannot be compared --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("files", "fields", "obstacle"),
    [
        ([file(csv(ROWS, ("姓名", "金额")))], {}, Obstacle.NOT_BY_VILLAGE),
        ([file(csv([("莲塘村", "1")], ("村", "金额")))], {}, Obstacle.NOT_BY_VILLAGE),
        ([], {"head_count": 12}, Obstacle.NOT_BY_VILLAGE),
        ([], {}, Obstacle.NO_FIGURES),
        ([file(csv([("上坪村", "余*", "1"), ("", "江*", "2")], ("村", "姓名", "金额")))], {}, Obstacle.UNPLACED_ROWS),
        ([file(b"PK\x03\x04broken", "名单.xlsx")], {}, Obstacle.UNREADABLE),
        ([file(b"", "名单.csv")], {}, Obstacle.UNREADABLE),
        ([file(csv([("上坪村", "1")], ("村", "金额"))), file(b"\x00\x01", "附.csv")], {}, Obstacle.UNREADABLE),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_says_why(files, fields, obstacle):
    found = read(*files, **fields)

    assert (found.obstacle, found.by_village) == (obstacle, {})


def test_of_a_workbook_to_take_away_no_further_sheet_may_be_left_unread():
    book = Workbook()
    for name in ("上坪村", "竹园村"):
        sheet = book.create_sheet(name)
        for row in (("村", "姓名", "金额"), (name, "余*", 1)):
            sheet.append(row)
    stream = BytesIO()
    book.save(stream)  # its own first sheet is empty and counts for nothing

    assert read(file(stream.getvalue(), "名单.xlsx")).obstacle == Obstacle.SEVERAL_SHEETS
    assert figures(read(file(stream.getvalue(), "名单.xlsx"), person_list=True)) == {1: (1, 100)}


def test_a_file_that_is_not_in_the_store_is_a_state_and_no_crash(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    gone = Attachment(pk=7, name="名单.csv", as_table=True, file="attachments/gone.csv")

    assert read(gone).obstacle == Obstacle.UNREADABLE


def test_a_list_that_stays_on_the_board_is_not_opened():
    table = file(csv([("上坪村", "余*", "1")], ("村", "姓名", "金额")))
    assert read(table, reach=Reach.BOARD, head_count=1).obstacle == Obstacle.NOT_BY_VILLAGE
    assert figures(read(table, reach=Reach.BOARD, head_count=1, title="上坪村名单")) == {1: (1, None)}


def test_where_names_may_not_be_compared_none_is_kept():
    found = read(file(csv([("上坪村", "余大山", "1")], ("村", "姓名", "金额"))), named=False)

    assert figures(found) == {1: (1, 100)}
    assert found.by_village[1].people is None


# ---- names --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "name", "rough"),
    [
        ("余大山", "余**", False), ("余 山", "余*", False), ("欧阳大山", "欧阳**", False), ("余大山（户主）", "余**", False),
        ("余*山", "余**", True), ("余某", "余*", True), ("余＊＊", "余**", False), ("", "", False),
    ],
)  # fmt: skip
def test_of_a_name_only_the_surname_stays(text, name, rough):
    assert masked(text) == (name, rough)


def test_only_tables_are_read_and_those_on_the_page_before_others():
    shown, other, paper = file(b"", "a.csv"), file(b"", "b.xlsx", as_table=False), file(b"", "c.pdf")
    assert tables_among([shown, other, paper], person_list=False) == [shown]
    assert tables_among([other, paper], person_list=False) == [other]
    assert tables_among([shown, other, paper], person_list=True) == [shown, other]
