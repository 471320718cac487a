"""Workbooks of village tables: what is read, and a corpus of broken ones, each with its message and nothing taken (VIL-5)."""

from collections.abc import Sequence

import pytest

from catalog.sheets.workbook import WorkbookRefused, label_key
from tests.villages.sheets.test_finance import OTHERS, VILLAGE, book
from villages.law.kinds import COLUMNS, SheetKind, columns_of
from villages.sheets.reading import MOST_FAULTS, SheetRefused
from villages.sheets.tables import heads_of, read_table

TITLE = ["望禾镇上坪村2026年第一季度耕地地力保护补贴发放表"]
HEADER = [
    "序号",
    "户主",
    "身份证号",
    "组别",
    "补贴面积",
    "标准（元）",
    "补贴金额（元）",
    "一卡通账号",
    "备注",
]
ONE = [1, "余大山", "11010519491231002X", "一组", 3.5, 85, 297.5, "6217000000000000000", ""]
TWO = [2, "余小河", "11010519491231002X", "二组", 2, 85, 170, "6217000000000000000", "共有"]
SUM = ["", "合计", "", "", 5.5, "", 467.5, "", ""]
FOOT = ["制表：某某　审核：某某"]
WHOLE = [TITLE, HEADER, ONE, TWO, SUM, FOOT]


def read(rows: Sequence[Sequence[object]], kind: SheetKind = SheetKind.SUBSIDIES, **more: object):
    return read_table(book(rows, **more), "表.xlsx", kind=kind, village=VILLAGE, others=OTHERS)


def changed(row: int, **cells: object) -> list[list[object]]:
    rows = [list(each) for each in WHOLE]
    for letter, value in cells.items():
        rows[row][ord(letter) - ord("A")] = value
    return rows


def test_rows_are_read_and_what_no_page_may_show_is_left_where_it_was():
    found = read(WHOLE)

    assert [row["name"] for row in found.rows] == ["余大山", "余小河"]
    assert found.rows[0] == {
        "name": "余大山", "group": "一组", "quantity": "3.5", "standard": "85", "amount": 29_750, "remark": None,
    }  # fmt: skip
    assert found.notes == ["这些栏不在公开表里，没有读入：身份证号、一卡通账号。"]
    assert "110105" not in str(found)
    assert "6217" not in str(found)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (changed(2, B=""), "B3：没有填写姓名。"),
        (changed(2, G="约300"), "G3：“约300”不是金额，请只填数字，如 1250.50。"),
        (changed(2, G=""), "G3：没有填写金额。"),
        (changed(2, E="三亩半"), "E3：“三亩半”不是数字。"),
        (changed(4, G=500), "G5：金额合计填的是 500.00，逐行相加是 467.50，相差 32.50 元。"),
        ([["望禾镇竹园村补贴发放表"], HEADER, ONE], "Sheet1：表上写的是“竹园村”，不是本村。"),
        ([TITLE, HEADER, FOOT], "Sheet1：表头下面没有一行内容。"),
    ],
)
def test_a_broken_table_says_where_and_nothing_is_taken(rows, fault):
    with pytest.raises(SheetRefused) as refused:
        read(rows)
    assert [str(each) for each in refused.value.faults] == [fault]


def test_merged_names_ask_for_every_row():
    with pytest.raises(SheetRefused) as refused:
        read(changed(3, B=None), merged=["B3:B4"])
    (fault,) = refused.value.faults
    assert str(fault) == "B4：没有填写姓名（上面是合并的单元格，请取消合并，每行都填）。"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["姓名", "电话"], ["余大山", "1"]], "须有“姓名”、“金额”各栏"),
        ([TITLE], "没有找到"),
    ],
)
def test_what_is_no_such_table_is_refused_in_words(rows, words):
    with pytest.raises(WorkbookRefused, match=words):
        read(rows)


def test_a_notice_has_no_table_to_read():
    with pytest.raises(WorkbookRefused, match="请直接填写"):
        read(WHOLE, SheetKind.NOTICE)


def test_at_most_so_many_faults_are_told():
    rows = [TITLE, HEADER, *([n, "", "", "", "", "", 1, "", ""] for n in range(MOST_FAULTS + 7))]
    with pytest.raises(SheetRefused) as refused:
        read(rows)
    assert (len(refused.value.faults), refused.value.more) == (MOST_FAULTS, ["另有 7 处。"])


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_every_kind_reads_its_own_headings(kind):
    samples = {"text": "文字", "money": 12.5, "number": 3, "day": "2026-03-09"}
    columns = columns_of(kind)
    row = [next(iter(c.choices)).label if c.choices else samples[c.shape] for c in columns]

    (found,) = read([["上坪村"], [c.label for c in columns], row], kind).rows

    assert found.keys() == {c.key for c in columns}
    assert None not in found.values()


def test_labels_of_a_kind_name_one_column_each():
    for columns in COLUMNS.values():
        owners = {(label_key(label), column.key) for column in columns for label in heads_of(column)}
        labels = [label for label, _ in owners]
        assert len(labels) == len(set(labels)), sorted(labels)
