"""Reading workbooks: what a person sees in the cells, and every kind of file that is refused."""

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from catalog.sheets.workbook import Sheet, WorkbookRefused, cell_name, find_header, match_columns, read_sheets
from tests.catalog.sheets import tables

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLAIN = tables.xlsx(("表", [["甲", "乙"], ["1", "2"]]))
SHEET = "xl/worksheets/sheet1.xml"
HURT = PLAIN.index(SHEET.encode()) + len(SHEET) + 20


def refusal(data, name="a.xlsx", **limits):
    with pytest.raises(WorkbookRefused) as refused:
        read_sheets(data, name, **limits)
    return str(refused.value)


def test_cells_are_text_as_people_read_them():
    data = tables.xlsx(
        ("表", [[1.0, 2.5, True, date(2026, 3, 9), "  空白 ", "行\r\n二", "350322199001010011"]])
    )

    assert read_sheets(data, "a.xlsx")[0].rows == [
        ["1", "2.5", "是", "2026-03-09", "空白", "行\n二", "350322199001010011"]
    ]


def test_merged_cells_are_filled_for_those_who_ask():
    sheet = read_sheets(tables.xlsx(("表", [["甲", "", "丙"], ["", "", "丁"]]), merged=["A1:B2"]), "a.xlsx")[
        0
    ]

    assert sheet.rows == [["甲", "", "丙"], ["", "", "丁"]]
    assert sheet.filled() == [["甲", "甲", "丙"], ["甲", "甲", "丁"]]
    assert sheet.merged == [(0, 0, 1, 1)]


def test_hidden_and_empty_sheets_are_left_out():
    book = Workbook()
    book.active.title = "看得见"
    book.active["A1"] = "甲"
    book.create_sheet("空")
    hidden = book.create_sheet("藏")
    hidden["A1"] = "乙"
    hidden.sheet_state = "hidden"
    stream = BytesIO()
    book.save(stream)

    assert [sheet.title for sheet in read_sheets(stream.getvalue(), "a.xlsx")] == ["看得见"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_in_every_usual_encoding(encoding, mark):
    text = f"领域{mark}名称\r\n义务教育{mark}“学校㐂”\r\n短\r\n"

    sheet = read_sheets(text.encode(encoding), "a.CSV")[0]

    assert sheet.rows == [["领域", "名称"], ["义务教育", "“学校㐂”"], ["短", ""]]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.xlsx", "空的"),
        (b"  \n", "a.csv", "空的"),
        (PLAIN, "a.docx", "只能导入"),
        (PLAIN[:900], "a.xlsx", "已损坏"),
        (PLAIN[:HURT] + b"xxxxxxxx" + PLAIN[HURT + 8 :], "a.xlsx", "已损坏"),
        (b"PK\x03\x04", "a.xlsx", "已损坏"),
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 99, "a.xlsx", "密码"),
        (OLE + b"\x07" * 5000, "a.xls", "已损坏"),
        (b"%PDF-1.7\n", "a.xlsx", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "a.csv", "图片"),
        (b"<html><table></table></html>", "a.xls", "网页"),
        ("甲,乙".encode(), "a.xlsx", "已损坏"),
        (b"\x00\x01\x02", "a.csv", "编码"),
        (b"\xff\xff\xff\xff", "a.csv", "编码"),
        (b",\n,,\n", "a.csv", "没有内容"),
    ],
    ids=lambda value: value if isinstance(value, str) else "bytes",
)
def test_what_is_no_workbook_is_refused_in_words(data, name, words):
    assert words in refusal(data, name)


def test_a_word_file_is_no_workbook():
    word = tables.repacked(PLAIN)
    word = word.replace(b"xl/workbook.xml", b"wd/document.xml")

    assert "不是 Excel" in refusal(word)


def test_other_spreadsheets_are_named():
    assert ".xlsb" in refusal(tables.repacked(PLAIN, add={"xl/workbook.bin": b"x"}))
    assert ".ods" in refusal(tables.repacked(PLAIN, add={"content.xml": b"<x/>"}))


def test_too_big():
    assert "0.001" in refusal(PLAIN, max_bytes=1049)
    assert "解压" in refusal(PLAIN, max_unpacked=1000)
    assert "3 行" in refusal(tables.xlsx(("表", [["x"]] * 4)), max_rows=3)
    assert "3 行" in refusal(b"x\n" * 4, "a.csv", max_rows=3)
    assert "200 列" in refusal(tables.xlsx(("表", [["x"] * 201])))


def test_a_zip_bomb_is_stopped_while_it_unpacks():
    bomb = tables.repacked(PLAIN, add={"xl/media/a.bin": b"\0" * 30_000_000})

    assert "解压" in refusal(bomb)


def test_a_directory_that_lies_is_refused():
    data = tables.repacked(PLAIN, add={"xl/media/a.bin": b"\0" * 9_000_000})

    assert "已损坏" in refusal(tables.lying(data, "xl/media/a.bin", 10))
    assert "解压" in refusal(tables.lying(data, "xl/media/a.bin", 10), max_unpacked=1_000_000)


def test_many_entries_are_refused():
    assert "解压" in refusal(tables.repacked(PLAIN, add={f"xl/media/{n}": b"" for n in range(2001)}))


def test_a_cell_far_away_is_refused_before_memory_is_spent():
    """The parser would lay out 16 384 × 1 048 576 cells."""
    book = Workbook()
    book.active.cell(1_048_576, 16_384).value = 1
    stream = BytesIO()
    book.save(stream)

    assert "20000 行" in refusal(stream.getvalue())


def test_entities_are_refused():
    evil = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet>&b;</worksheet>'

    assert "已损坏" in refusal(tables.repacked(PLAIN, replace={SHEET: evil}))


def test_cell_names():
    assert [cell_name(6, 1), cell_name(0, 25), cell_name(0, 26), cell_name(9, 701), cell_name(0, 702)] == [
        "B7",
        "Z1",
        "AA1",
        "ZZ10",
        "AAA1",
    ]


def test_columns_are_found_by_label_variants():
    wanted = {"name": ("事项名称", "名称"), "code": ("编码", "事项编码")}

    found, extra = match_columns(["序号", "名 称：", "", "编码", "名称"], wanted)

    assert found == {"name": 1, "code": 3}
    assert extra == {0: "序号", 4: "名称"}


def test_the_header_is_found_below_titles():
    sheet = Sheet("", [["望禾镇权责清单", ""], ["编码", "事项名称"], ["1", "甲"]])

    header = find_header(sheet, {"name": ("事项名称",), "code": ("编码",)}, ["name", "code"])

    assert (header.last, dict(header.columns)) == (1, {"code": 0, "name": 1})
    assert find_header(sheet, {"name": ("没有",)}, ["name"]) is None
