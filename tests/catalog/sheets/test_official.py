"""The official table as towns keep it."""

import pytest

from catalog.sheets.official import read_official
from catalog.sheets.official_values import read_values
from catalog.sheets.workbook import WorkbookRefused, read_sheets
from tests.catalog.sheets import tables
from tests.catalog.sheets.tables import more, row, table

MERGED_HEAD = [
    "A1:N1",
    "A2:A3",
    "B2:C2",
    "D2:D3",
    "E2:E3",
    "F2:F3",
    "G2:G3",
    "H2:H3",
    "I2:J2",
    "K2:L2",
    "M2:N2",
]


def read(data, name="a.xlsx"):
    return read_official(read_sheets(data, name))


def one(*rows, **kwargs):
    found, notes = read(tables.xlsx(("Sheet1", table(*rows)), **kwargs))
    return found, notes


def names(rows):
    return [(found.texts["level1"], found.texts["level2"]) for found in rows]


@pytest.mark.parametrize("merged", [[], MERGED_HEAD])
def test_two_row_header_with_and_without_merged_cells(merged):
    rows, notes = one(row(), merged=merged)

    assert notes == []
    (found,) = rows
    assert found.line == 4
    assert found.cell("channels") == "H4"
    assert found.headings == ["（七）义务教育领域基层政务公开标准目录", "Sheet1"]
    assert read_values(found) == (
        {
            "elements": "办学性质;办学规模",
            "basis": "《政府信息公开条例》",
            "limit_text": "每年更新",
            "body": "镇社会事务办",
            "channels": ["website", "social_media"],
            "audience": "all",
            "mode": "proactive",
            "levels": ["township"],
        },
        [],
    )


def test_label_variants_and_three_levels():
    head = (
        ["编号", "公开事项", "", "", "公开内容及要素", "法律依据", "公开期限", "责任主体", "公开渠道", "公开对象", "", "公开方式", "", "公开层级", "", ""],
        ["", "一级目录", "二级目录", "三级目录", "", "", "", "", "", "全社会", "特定群体（请写明）", "主动公开", "依申请公开", "区级", "乡镇（街道）级", "村（社区）级"],
    )  # fmt: skip
    line = [
        "1",
        "甲",
        "乙",
        "丙",
        "要素",
        "依据",
        "及时",
        "主体",
        "政府网站",
        "",
        "申请人",
        "",
        "■",
        "√",
        "√",
        "×",
    ]

    rows, notes = read(tables.xlsx(("义务教育", table(line, head=head))))

    assert notes == []
    assert [rows[0].texts[name] for name in ("level1", "level2", "level3")] == ["甲", "乙", "丙"]
    values, problems = read_values(rows[0])
    assert problems == []
    assert {name: values[name] for name in ("audience", "audience_named", "mode", "levels")} == {
        "audience": "group",
        "audience_named": "申请人",
        "mode": "on_request",
        "levels": ["county", "township"],
    }


def test_single_columns_instead_of_ticks():
    head = [
        "一级事项",
        "二级事项",
        "公开内容",
        "依据",
        "时限",
        "责任单位",
        "公开渠道",
        "公开对象",
        "公开方式",
        "公开层级",
    ]
    line = [
        "甲",
        "乙",
        "要素",
        "依据",
        "及时",
        "主体",
        "政府网站;其他(板报)",
        "特定群体(申请人)",
        "主动/依申请",
        "镇级、村级",
    ]

    rows, _ = read(tables.xlsx(("Sheet1", [["义务教育"], head, line])))

    assert read_values(rows[0]) == (
        {
            "elements": "要素",
            "basis": "依据",
            "limit_text": "及时",
            "body": "主体",
            "channels": ["website", "other"],
            "channel_note": "板报",
            "audience": "group",
            "audience_named": "申请人",
            "mode": "both",
            "levels": ["township", "village"],
        },
        [],
    )


def test_level_one_is_filled_from_above_merged_or_missing():
    rows, _ = one(
        row("1", "甲", "一"), row("2", "", "二"), row("3", "", "三"), row("4", "乙", "四"), merged=["B4:B5"]
    )

    assert names(rows) == [("甲", "一"), ("甲", "二"), ("甲", "三"), ("乙", "四")]


def test_ditto_marks_repeat_what_stands_above():
    rows, _ = one(
        row("1", "甲", "一", basis="《条例》"),
        row("2", "同上", "二", basis="同上", limit="〃"),
        row("3", "甲", "三", basis="同 上"),
    )

    assert [found.texts["basis"] for found in rows] == ["《条例》"] * 3
    assert rows[1].texts["limit_text"] == "每年更新"
    assert names(rows)[1] == ("甲", "二")


def test_ditto_in_the_first_row_is_a_problem():
    rows, _ = one(row(basis="同上"))

    assert read_values(rows[0])[1] == [("basis", "写了“同上”，但上面没有内容可以照用。")]


def test_split_rows_are_joined():
    rows, _ = one(
        row("1", "甲", "一", elements="要素一"),
        more(elements="要素二"),
        more(elements="要素三"),
        row("2", "", "二"),
    )

    assert [found.texts["elements"] for found in rows] == ["要素一;要素二;要素三", "办学性质;办学规模"]
    assert [found.line for found in rows] == [4, 7]


def test_rows_split_below_a_merged_name_are_joined():
    rows, _ = one(
        row("1", "甲", "一", elements="要素一", limit="每年"),
        more(elements="要素二", limit="每季度"),
        row("2", "", "二"),
        merged=["A4:A5", "B4:B6", "C4:C5", "E4:E5"],
    )

    assert [found.texts["elements"] for found in rows] == ["要素一;要素二", "办学性质;办学规模"]
    assert rows[0].texts["limit_text"] == "每年;每季度"
    assert rows[1].texts["level1"] == "甲"


def test_a_merged_basis_holds_for_every_row_it_spans():
    rows, _ = one(row("1", "甲", "一", basis="《条例》"), row("2", "", "二", basis=""), merged=["E4:E5"])

    assert [found.texts["basis"] for found in rows] == ["《条例》", "《条例》"]


def test_bands_titles_repeated_headers_and_remarks():
    rows, _ = one(
        ["一、社会救助领域"],
        row("1", "甲", "一"),
        ["二、养老服务领域"],
        tables.HEAD1,
        tables.HEAD2,
        row("1", "乙", "一"),
        ["注：标★的事项由县级公开。"],
    )

    assert [found.headings[0] for found in rows] == ["一、社会救助领域", "二、养老服务领域"]
    assert names(rows) == [("甲", "一"), ("乙", "一")]


def test_extra_columns_are_reported_and_kept():
    head = ([*tables.HEAD1, "联系电话", "备注"], [*tables.HEAD2, "", ""])

    rows, notes = read(tables.xlsx(("Sheet1", table([*row(), "0591-1", "略"], head=head))))

    assert rows[0].extra == {"联系电话": "0591-1"}
    assert notes == ["工作表“Sheet1”有目录以外的列：联系电话。"]


def test_one_sheet_a_domain_and_a_sheet_without_a_table():
    rows, notes = read(tables.xlsx(("社会救助", table(row(), title="")), ("说明", [["填表说明"]])))

    assert [(found.sheet, found.headings) for found in rows] == [("社会救助", ["社会救助"])]
    assert notes == ["工作表“说明”里没有找到表头，没有读取。"]


def test_a_missing_name_is_no_continuation():
    rows, _ = one(row("1", "甲", "一"), row("2", "乙", ""))

    assert names(rows) == [("甲", "一"), ("乙", "")]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"channels": "政府网站;村里大喇叭"}, "channels", "村里大喇叭"),
        ({"proactive": "待定"}, "mode_proactive", "待定"),
        ({"township": "镇里定"}, "level_township", "镇里定"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(cells, column, words):
    rows, _ = one(row(**cells))

    ((where, message),) = read_values(rows[0])[1]
    assert where == column
    assert words in message


@pytest.mark.parametrize("tick", ["√", "✓", "■", "☑", "●", "是", "Y", "1", "主动"])
def test_every_kind_of_tick(tick):
    rows, _ = one(row(proactive=tick, request="□"))

    assert read_values(rows[0])[0]["mode"] == "proactive"


def test_empty_cells_say_nothing():
    blank = dict.fromkeys(
        ["elements", "basis", "limit", "body", "channels", "all", "proactive", "township"], ""
    )
    rows, _ = one(row(**(blank | {"channels": "□政府网站 □两微一端"})), row("2", "", "二"))

    assert read_values(rows[0]) == ({}, [])


def test_csv_in_gb18030():
    text = "领域,一级事项,二级事项,公开内容,公开依据,公开时限,公开主体,公开渠道,公开对象,公开方式,公开层级\n义务教育,甲,乙,要素,依据,及时,主体,政府网站,全社会,主动,乡镇\n"

    rows, _ = read(text.encode("gb18030"), "目录.csv")

    assert rows[0].texts["domain"] == "义务教育"
    assert rows[0].cell("level2") == "C2"


def test_a_table_without_header_is_refused():
    with pytest.raises(WorkbookRefused, match="没有找到目录表的表头"):
        read(tables.xlsx(("Sheet1", [["甲", "乙"], ["1", "2"]])))
