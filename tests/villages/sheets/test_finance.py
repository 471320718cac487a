"""Workbooks of village accounts: what is read, and a corpus of broken ones, each with its message and nothing taken."""

import io
from collections.abc import Sequence
from datetime import date

import pytest
from openpyxl import Workbook

from catalog.sheets.workbook import WorkbookRefused
from villages.law.finance import Flow
from villages.sheets.finance import read_month
from villages.sheets.reading import MOST_FAULTS, SheetRefused

MARCH = date(2026, 3, 1)
VILLAGE, OTHERS = ("上坪村民委员会", "上坪村"), ("竹园村", "岭背村")
TITLE = ["望禾镇上坪村2026年3月财务收支公开表"]
HEADER = ["日期", "凭证号", "摘要", "收入（元）", "支出（元）", "余额", "经手人", "审批人", "备注"]
OPENING = ["", "", "上月结余", "", "", 5000, "", "", ""]
INCOME = ["2026-03-02", "3-1", "收光伏场地租金", 2000, "", "", "甲", "乙", ""]
EXPENSE = ["2026-03-09", "3-2", "购买抽水机一台", "", 1250.5, "", "甲", "乙", "保修一年"]
TOTAL = ["", "", "本月合计", 2000, 1250.5, "", "", "", ""]
CLOSING = ["", "", "本月结余", "", "", 5749.5, "", "", ""]
WHOLE = [
    TITLE,
    HEADER,
    OPENING,
    INCOME,
    EXPENSE,
    TOTAL,
    CLOSING,
    ["制表：某某", "", "监督：某某"],
    ["说明：凭证可到村务公开点查阅"],
]


def book(rows: Sequence[Sequence[object]], *, title: str = "Sheet1", merged: Sequence[str] = ()) -> bytes:
    made = Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(rows: Sequence[Sequence[object]], **more: object):
    return read_month(book(rows, **more), "账.xlsx", month=MARCH, village=VILLAGE, others=OTHERS)


def changed(row: int, **cells: object) -> list[list[object]]:
    """The whole sheet with some cells of one row (from 0) otherwise, by letter."""
    rows = [list(each) for each in WHOLE]
    for letter, value in cells.items():
        rows[row][ord(letter) - ord("A")] = value
    return rows


def test_a_month_as_villages_keep_it():
    found = read(WHOLE)

    assert (found.opening, found.closing, found.rows, found.notes) == (500_000, 574_950, [4, 5], [])
    income, expense = found.lines
    assert (income.on, income.voucher, income.flow, income.amount) == (
        date(2026, 3, 2),
        "3-1",
        Flow.INCOME,
        200_000,
    )
    assert (expense.summary, expense.flow, expense.amount, expense.handler, expense.remark) == (
        "购买抽水机一台", Flow.EXPENSE, 125_050, "甲", "保修一年",
    )  # fmt: skip


def test_one_column_of_amounts_with_their_flow():
    found = read(
        [
            TITLE,
            ["日期", "凭证字号", "摘要", "收支", "金额"],
            ["3月2日", "1", "租金", "收入", "2,000"],
            ["9", "2", "水泵", "支", "１２５０．５"],
        ]
    )

    assert [(line.on.day, line.flow, line.amount) for line in found.lines] == [
        (2, Flow.INCOME, 200_000), (9, Flow.EXPENSE, 125_050),
    ]  # fmt: skip
    assert (found.opening, found.closing) == (None, None)


@pytest.mark.parametrize("day", [
    "2026/3/9", "2026年3月9日", "2026.3.9", "３月９日", "3.9", "03-09", "9", "9日", date(2026, 3, 9),
])  # fmt: skip
def test_days_are_read_as_people_write_them(day):
    assert read(changed(4, A=day)).lines[1].on == date(2026, 3, 9)


@pytest.mark.parametrize("amount", ["1250.5", "1,250.50", "１２５０．５０", "￥1250.50", " 1250.50元"])
def test_numbers_kept_as_text_are_read(amount):
    assert read(changed(4, E=amount)).lines[1].amount == 125_050


def test_a_merged_day_holds_for_the_rows_below_and_a_merged_amount_counts_once():
    rows = [TITLE, HEADER, INCOME, ["", "3-3", "收捐款", 300, "", "", "", "", ""], EXPENSE]

    found = read(rows, merged=["A3:A4"])

    assert [(line.on.day, line.amount) for line in found.lines] == [(2, 200_000), (2, 30_000), (9, 125_050)]
    with pytest.raises(SheetRefused, match="D4：收入和支出两栏都没有金额"):
        read(
            [TITLE, HEADER, INCOME, ["2026-03-02", "3-3", "收捐款", "", "", "", "", "", ""]], merged=["D3:D4"]
        )


def test_subtotals_and_totals_are_no_entries():
    rows = [TITLE, HEADER, INCOME, ["", "", "小计", 2000, "", "", "", "", ""], EXPENSE, ["", "", "小计", "", 1250.5, "", "", "", ""], TOTAL,
            ["", "", "本年累计", 99999, 88888, "", "", "", ""]]  # fmt: skip

    assert len(read(rows).lines) == 2


def test_without_village_or_month_it_is_taken_for_what_was_chosen_and_said_so():
    found = read(WHOLE[1:])

    assert found.notes == ["表上没有写月份，按您选择的月份导入。", "表上没有写村名，按本村导入。"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (changed(0, A="竹园村2026年3月财务公开表"), ["“竹园村”，不是本村"]),
        (changed(0, A="上坪村2026年2月财务公开表"), ["表上写的是2026年2月", "2026年3月"]),
        (changed(3, A=""), ["A4：没有填写日期"]),
        (changed(3, A="三月初二"), ["A4：“三月初二”不是日期"]),
        (changed(3, A="2026-03-32"), ["A4：", "没有这一天"]),
        (changed(3, A="2026-04-02"), ["A4：", "不在2026年3月"]),
        (changed(3, B=""), ["B4：没有填写凭证号"]),
        (changed(3, C=""), ["C4：没有填写摘要"]),
        (changed(3, D="二千"), ["D4：“二千”不是金额"]),
        (changed(3, D="0.2万元"), ["D4：", "请按元填写"]),
        (changed(3, D=-2000), ["D4：金额是 -2,000.00，须大于零"]),
        (changed(3, D="(2000)"), ["D4：金额是 -2,000.00，须大于零"]),
        (changed(3, D="12.345"), ["D4：", "多于两位"]),
        (changed(3, E=5), ["D4：收入和支出两栏都有金额"]),
        (changed(3, D=""), ["D4：收入和支出两栏都没有金额"]),
        (changed(5, D=2001), ["D6：收入合计填的是 2,001.00，逐笔相加是 2,000.00，相差 1.00 元"]),
        (changed(5, E="一千多"), ["E6：“一千多”不是金额"]),
        (changed(2, F=""), ["“上月结余”没有金额"]),
        ([TITLE, HEADER], ["没有一笔收支"]),
        ([TITLE, HEADER, OPENING, CLOSING], ["没有一笔收支"]),
        (
            [TITLE, ["日期", "摘要", "收入", "支出"], ["2026-03-02", "租金", 1, ""]],
            ["A2：表头缺少“凭证号”一栏"],
        ),
        (
            [TITLE, ["日期", "凭证号", "摘要", "金额"], ["2026-03-02", "1", "租金", 1]],
            ["D2：", "须有“收支”一栏"],
        ),
        (
            [TITLE, ["日期", "凭证号", "摘要", "收支", "金额"], ["2026-03-02", "1", "租金", "转账", 1]],
            ["D3：请填“收入”或“支出”"],
        ),
    ],
)
def test_a_broken_sheet_is_refused_with_its_place_and_nothing_is_taken(rows, said):
    with pytest.raises(SheetRefused) as refused:
        read(rows)

    for words in said:
        assert words in str(refused.value)


def test_every_fault_is_told_at_once():
    rows = changed(3, A="", D="二千")
    rows[4][4] = "若干"

    with pytest.raises(SheetRefused) as refused:
        read(rows)

    assert [fault.place for fault in refused.value.faults] == ["A4", "D4", "E5"]


def test_of_very_many_faults_the_first_are_told():
    rows = [TITLE, HEADER, *[["", "1", "摘要", 1, "", "", "", "", ""] for _ in range(MOST_FAULTS + 7)]]

    with pytest.raises(SheetRefused, match="另有 7 处") as refused:
        read(rows)

    assert len(refused.value.faults) == MOST_FAULTS


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "账.xlsx", "空的"), (b"%PDF-1.7", "账.xlsx", "PDF"), (b"x", "账.docx", "只能导入"),
        (book([["姓名", "金额"], ["甲", 1]]), "账.xlsx", "没有找到收支明细"), (b"\xff\xd8\xff\xe0", "账.csv", "图片"),
    ],
    ids=["nothing", "a pdf", "another ending", "another table", "a picture"],  # the bytes carry the time they were made
)  # fmt: skip
def test_what_is_no_table_of_accounts_is_refused(data, name, said):
    with pytest.raises(WorkbookRefused, match=said):
        read_month(data, name, month=MARCH, village=VILLAGE)


def test_two_tables_in_one_file_are_refused():
    made = Workbook()
    for title in ("一月", "二月"):
        sheet = made.create_sheet(title)
        for row in WHOLE:
            sheet.append(row)
    out = io.BytesIO()
    made.save(out)

    with pytest.raises(WorkbookRefused, match=r"有 2 个工作表像收支明细（一月、二月）"):
        read_month(out.getvalue(), "账.xlsx", month=MARCH, village=VILLAGE)


def test_a_csv_of_wps_in_gbk_is_read():
    text = "上坪村2026年3月\n日期,凭证号,摘要,收入,支出\n2026-03-02,3-1,租金,2000,\n"

    found = read_month(text.encode("gb18030"), "账.csv", month=MARCH, village=VILLAGE)

    assert [line.amount for line in found.lines] == [200_000]
