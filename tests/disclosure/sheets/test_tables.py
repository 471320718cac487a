"""Attached tables as the public reads them."""

import csv
import io
from collections.abc import Callable, Sequence

import pytest
from openpyxl import Workbook, load_workbook

from catalog.sheets.workbook import WorkbookRefused
from disclosure.sheets.tables import MOST_CELLS, Table, csv_rows, read_table, write_xlsx

LIST = [
    ["序号", "姓名", "村组", "身份证号", "银行卡号", "联系电话", "家庭住址", "致贫原因", "金额"],
    [1, "欧阳试样", "一组", "11010519491231002X", "6222000000000000000", "13800000000", "某村1号", "患病", 300],
    [2, "司徒样例", "二组", "11010519491231002X", "6222000000000000000", "13800000000", "某村2号", "残疾", 500.5],
]  # fmt: skip


def book(rows: Sequence[Sequence[object]], change: Callable[[Workbook], None] = lambda made: None) -> bytes:
    made = Workbook()
    for row in rows:
        made.active.append(list(row))
    change(made)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def text(rows: Sequence[Sequence[object]]) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue().encode("utf-8-sig")


def labels(table: Table) -> list[str]:
    return [column.label for column in table.columns]


@pytest.mark.parametrize("data", [(book(LIST), "名单.xlsx"), (text(LIST), "名单.csv")], ids=["xlsx", "csv"])
def test_a_list_of_persons_loses_what_has_no_place_in_public(data) -> None:
    table = read_table(*data, person_list=True)

    assert labels(table) == ["序号", "姓名", "村组", "金额"]
    assert table.rows == [["1", "欧阳试样", "一组", "300"], ["2", "司徒样例", "二组", "500.5"]]
    assert table.omitted == ["身份证号", "银行卡号", "联系电话", "家庭住址", "致贫原因"]
    assert [column.number for column in table.columns] == [True, False, False, True]


def test_another_table_keeps_all_its_columns() -> None:
    table = read_table(book([["单位", "联系电话"], ["财政所", "0999-8880001"]]), "表.xlsx", person_list=False)

    assert (labels(table), table.omitted) == (["单位", "联系电话"], [])


def test_a_column_goes_for_what_stands_in_it_whatever_it_is_called() -> None:
    rows = [["姓名", "备注", "金额"], ["欧阳试样", "", 300], ["司徒样例", "13800000000", 500]]

    assert labels(read_table(book(rows), "名单.xlsx", person_list=True)) == ["姓名", "金额"]


@pytest.mark.parametrize(
    ("rows", "first"),
    [
        ([["某镇名单"], ["单位：元"], ["姓名", "村组", "金额"], ["欧阳试样", "一组", 300]], "姓名"),
        ([["填报单位：某镇", "", "日期：2026-03-09"], ["姓名", "村组", "金额"], ["欧阳试样", "一组", 300]], "填报单位：某镇"),
    ],
    ids=["titles above", "a line that looks like a header"],
)  # fmt: skip
def test_where_the_header_stands(rows, first) -> None:
    assert labels(read_table(book(rows), "表.xlsx", person_list=False))[0] in {first, "姓名"}


def test_title_above_becomes_the_caption_and_lines_below_the_notes() -> None:
    rows = [["耕地补贴发放表"], ["户主", "面积", "金额"], ["欧阳试样", 3, 300], ["制表：财政所"]]

    def merge(made: Workbook) -> None:
        made.active.merge_cells("A1:C1")
        made.active.merge_cells("A4:C4")

    table = read_table(book(rows, merge), "表.xlsx", person_list=False)

    assert (table.caption, labels(table), table.rows, table.notes) == (
        "耕地补贴发放表", ["户主", "面积", "金额"], [["欧阳试样", "3", "300"]], ["制表：财政所"],
    )  # fmt: skip


def test_lines_below_a_list_of_persons_are_left_out() -> None:
    rows = [["姓名", "村组", "金额"], ["欧阳试样", "一组", 300], ["联系人电话：13800000000"]]

    table = read_table(book(rows), "名单.xlsx", person_list=True)

    assert (labels(table), table.rows, table.notes) == (
        ["姓名", "村组", "金额"],
        [["欧阳试样", "一组", "300"]],
        [],
    )


def test_a_header_of_two_rows() -> None:
    rows = [
        ["姓名", "补贴", None, "村组"],
        [None, "面积", "银行卡号", None],
        ["欧阳试样", 3, "见存折", "一组"],
    ]

    def merge(made: Workbook) -> None:
        for area in ("A1:A2", "B1:C1", "D1:D2"):
            made.active.merge_cells(area)

    table = read_table(book(rows, merge), "名单.xlsx", person_list=True)

    assert (labels(table), table.rows) == (["姓名", "补贴·面积", "村组"], [["欧阳试样", "3", "一组"]])


def test_what_the_file_hides_stays_out() -> None:
    rows = [
        ["姓名", "内部说明", "金额"],
        ["欧阳试样", "暗注", 300],
        ["隐藏行", "暗注", 1],
        ["司徒样例", "暗注", 500],
    ]

    def hide(made: Workbook) -> None:
        made.active.column_dimensions["B"].hidden = True
        made.active.row_dimensions[3].hidden = True
        other = made.create_sheet("底稿")
        other.append(["暗表", "暗表"])
        other.sheet_state = "hidden"

    table = read_table(book(rows, hide), "表.xlsx", person_list=False)

    assert (labels(table), table.rows) == (["姓名", "金额"], [["欧阳试样", "300"], ["司徒样例", "500"]])


def test_days_are_written_alike_and_masked_columns_marked() -> None:
    rows = [["姓名", "日期"], ["张*明", "2026/3/5"], ["刘*香", "2026年3月15日"], ["陈*英", "2026.3.1"]]

    table = read_table(text(rows), "表.csv", person_list=False)

    assert [row[1] for row in table.rows] == ["2026-03-05", "2026-03-15", "2026-03-01"]
    assert [column.masked for column in table.columns] == [True, False]


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"PK\x03\x04broken", "坏.xlsx", "文件已损坏"),
        (b"%PDF-1.4", "假.csv", "这是PDF 文件，不是表格"),
        (text([["欧阳试样", "300"], ["司徒样例", "500"]]), "无表头.csv", "认不出表头"),
        (text([["姓名", "金额"]]), "空.csv", "表头下面没有内容"),
        (text([["身份证号", "电话"], ["a", "b"]]), "全是.csv", "没有能公开的栏"),
        (b"a,b\n1,2\n", "旧.xls", "只有 .xlsx 和 .csv"),
        (text([["姓名", "金额"], *[["试样", n] for n in range(25_000)]]), "太长.csv", "表格超过 20000 行"),
        (text([[f"栏{n}" for n in range(60)], *[["试"] * 60 for n in range(MOST_CELLS // 60 + 1)]]), "太大.csv", "60 万格"),
    ],
    ids=lambda value: value if isinstance(value, str) and "." in value else "",
)  # fmt: skip
def test_refused_in_words(data, name, words) -> None:
    with pytest.raises(WorkbookRefused, match=words):
        read_table(data, name, person_list=True)


def test_a_table_without_header_is_shown_with_numbered_columns() -> None:
    table = read_table(text([["上坪村", "300"], ["下坪村", "500"]]), "表.csv", person_list=False)

    assert (labels(table), len(table.rows)) == (["第1栏", "第2栏"], 2)


@pytest.mark.parametrize(
    ("words", "number"),
    [("欧阳", 1), ("一组 300", 1), ("一组 500", 0), ("", 2), ("  ", 2), ("组", 2), ("身份证", 0)],
)
def test_search_looks_in_every_public_column(words, number) -> None:
    table = read_table(book(LIST), "名单.xlsx", person_list=True)

    assert len(table.found(words)) == number


def test_nothing_taken_away_is_a_formula() -> None:
    rows = [["名称", "金额", "编码"], ["=1+1", -5, "007"], ["@cmd", 1234.5, "008"], ["+86", 3, "009"]]
    table = read_table(text(rows), "表.csv", person_list=False)
    file = io.BytesIO()

    write_xlsx(table, file)

    lines = list(csv.reader(io.StringIO(b"".join(csv_rows(table)).decode("utf-8-sig"))))
    assert lines[1:] == [["'=1+1", "-5", "007"], ["'@cmd", "1234.5", "008"], ["'+86", "3", "009"]]
    cells = list(load_workbook(file).active.iter_rows(min_row=2))
    assert [[cell.value for cell in row] for row in cells] == [
        ["=1+1", -5, "007"],
        ["@cmd", 1234.5, "008"],
        ["+86", 3, "009"],
    ]
    assert {cell.data_type for row in cells for cell in row} == {"s", "n"}
