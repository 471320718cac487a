"""The ledger's files: the counties' layout, texts that stay texts, every line."""

import csv
import io
import time
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from disclosure.queries.ledger import LedgerLine
from disclosure.sheets.ledger import COLUMNS, csv_rows, write_xlsx

LINE = LedgerLine(
    number=1, domain="社会救助", level1="综合业务", item="政策文件", title="关于补贴的公告", index_no="00123456",
    doc_no="望府发〔2026〕1号", formed_on=date(2026, 3, 2), due_on=date(2026, 3, 30), published_on=None,
    timeliness="未公开", required="政府网站、其他", unit="社会事务办", clerk="李编辑", reviewer="陈审核", late_cause="",
    remark="应公开日期为预计",
)  # fmt: skip
HEAD = [
    "序号", "领域", "一级事项", "公开事项", "信息标题", "索引号", "文号", "成文日期", "应公开日期", "实际公开日期", "是否按时",
    "公开渠道", "责任单位", "经办人", "审核人", "逾期原因", "备注",
]  # fmt: skip
TEXTS = [
    "社会救助", "综合业务", "政策文件", "关于补贴的公告", "00123456", "望府发〔2026〕1号", "2026-03-02", "2026-03-30", "",
    "未公开", "规定：政府网站、其他", "社会事务办", "李编辑", "陈审核", "", "应公开日期为预计",
]  # fmt: skip


def workbook(lines):
    out = io.BytesIO()
    write_xlsx(lines, out, title="望禾镇政务公开工作台账", subtitle="填报单位：望禾镇人民政府")
    return load_workbook(io.BytesIO(out.getvalue()))["公开台账"]


def table(lines):
    return list(csv.reader(io.StringIO(b"".join(csv_rows(lines)).decode("utf-8-sig"))))


def test_layout() -> None:
    sheet = workbook([LINE])

    assert sheet["A1"].value == "望禾镇政务公开工作台账"
    assert sheet["A2"].value == "填报单位：望禾镇人民政府"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:Q1", "A2:Q2"}
    assert [cell.value for cell in sheet[3]] == HEAD
    assert [cell.value or "" for cell in sheet[4]] == [1, *TEXTS]
    assert all(cell.data_type == "s" for cell in sheet[4][1:] if cell.value)
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 8)
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$3:$3", "A4")
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.column_dimensions["E"].width == 36


def test_csv_has_the_same_cells() -> None:
    assert b"".join(csv_rows([])).startswith(b"\xef\xbb\xbf")
    assert table([LINE]) == [HEAD, ["1", *TEXTS]]


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "\t=1"])
def test_what_looks_like_a_formula_stays_text(text) -> None:
    line = replace(LINE, title=text)
    cell = workbook([line])["E4"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert table([line])[1][4] == "'" + text


@pytest.mark.parametrize("text", ["公\x0b告", "公\ufffe告", "公\uffff告", "公\x00告"])
def test_characters_no_workbook_can_hold_are_left_out(text) -> None:
    assert workbook([replace(LINE, title=text)])["E4"].value == "公告"


@pytest.mark.parametrize(
    "text",
    [
        '<c r="E4"><f>1+1</f></c>',
        "a&amp;b",
        "]]>",
        " 前后空格 ",
        "两\n行",
        '"引\'号"',
        "𠮷野家",
        "</sheetData>",
    ],
)
def test_markup_in_a_text_is_text(text) -> None:
    cell = workbook([replace(LINE, title=text), LINE])["E4"]

    assert (cell.value, cell.data_type) == (text, "s")


def test_a_text_longer_than_a_cell_holds_is_cut() -> None:
    assert workbook([replace(LINE, remark="长" * 40_000)])["Q4"].value == "长" * 32_767


def test_rows_beyond_one_piece_are_all_there() -> None:
    sheet = workbook(replace(LINE, number=number) for number in range(1, 1203))

    assert [row[0].value for row in sheet.iter_rows(min_row=4)] == list(range(1, 1203))


def test_a_ledger_without_lines_opens() -> None:
    assert workbook([]).max_row == 3


def test_each_line_keeps_its_own_values() -> None:
    sheet = workbook(replace(LINE, number=number, title=f"第{number}件") for number in (1, 2, 3))

    assert [(row[0].value, row[4].value) for row in sheet.iter_rows(min_row=4)] == [
        (1, "第1件"), (2, "第2件"), (3, "第3件"),
    ]  # fmt: skip
    assert sheet["E6"].border.top.style == "thin"
    assert len(COLUMNS) == len(HEAD)


@pytest.mark.slow
def test_fifty_thousand_lines_are_written_in_time() -> None:
    started = time.process_time()
    write_xlsx((replace(LINE, number=n) for n in range(50_000)), io.BytesIO(), title="台账", subtitle="")

    assert time.process_time() - started < 6
