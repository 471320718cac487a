"""The tables as the form prints them, and what in them follows from the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosure.law.report import (
    APPLICANTS,
    HEADINGS,
    LAWSUITS,
    MEASURES,
    ORGANISATIONS,
    REMEDY_RESULTS,
    RESULTS,
    STUB_COLUMNS,
    SUBJECT_GROUPS,
    Column,
    Heading,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Section,
    StubCell,
    Subject,
    is_derived,
    stub,
    subject_cells,
    total_applications,
    total_remedies,
)

CELLS = [(row, column) for row in Row for column in Column]
FORM = """\
一、本年新收政府信息公开申请数量
二、上年结转政府信息公开申请数量
三、本年度办理结果
（一）予以公开
（二）部分公开（区分处理的，只计这一情形，不计其他情形）
（三）不予公开
1.属于国家秘密
2.其他法律行政法规禁止公开
3.危及“三安全一稳定”
4.保护第三方合法权益
5.属于三类内部事务信息
6.属于四类过程性信息
7.属于行政执法案卷
8.属于行政查询事项
（四）无法提供
1.本机关不掌握相关政府信息
2.没有现成信息需要另行制作
3.补正后申请内容仍不明确
（五）不予处理
1.信访举报投诉类申请
2.重复申请
3.要求提供公开出版物
4.无正当理由大量反复申请
5.要求行政机关确认或重新出具已获取信息
（六）其他处理
1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请
2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请
3.其他
（七）总计
四、结转下年度继续办理
"""


def test_table_three_reads_as_the_form():
    printed = [cell.text for row in Row for cell in stub(row)]

    assert printed == FORM.splitlines()


def test_table_three_has_25_rows_of_seven_figures():
    assert [row.number for row in Row] == list(range(1, 26))
    assert [column.label for column in Column] == [
        "自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计",
    ]  # fmt: skip
    assert [column.name for column in ORGANISATIONS] == ["BUSINESS", "RESEARCH", "WELFARE", "LEGAL", "OTHER"]


def test_heading_cells_fill_the_stub_without_gap_or_overlap():
    taken: dict[tuple[int, int], str] = {}
    for row in Row:
        for cell in stub(row):
            left = next(place for place in range(STUB_COLUMNS) if (row.number, place) not in taken)
            for place in range(left, left + cell.columns):
                for number in range(row.number, row.number + cell.rows):
                    assert (number, place) not in taken
                    taken[number, place] = cell.text

    assert taken.keys() == {(row.number, place) for row in Row for place in range(STUB_COLUMNS)}


def test_the_first_refusal_row_begins_the_heading_above_it():
    assert stub(Row.STATE_SECRET) == (StubCell("（三）不予公开", 8), StubCell("1.属于国家秘密"))
    assert stub(Row.GRANTED) == (StubCell("三、本年度办理结果", 22), StubCell("（一）予以公开", columns=2))
    assert stub(Row.NEW) == (StubCell("一、本年新收政府信息公开申请数量", columns=3),)


def test_headings_stand_over_the_rows_of_the_form():
    spans = {heading.text: (heading.rows[0].number, heading.rows[-1].number) for heading in HEADINGS}

    assert spans == {
        "本年度办理结果": (3, 24),
        "不予公开": (5, 12),
        "无法提供": (13, 15),
        "不予处理": (16, 20),
        "其他处理": (21, 23),
    }
    assert Heading("（四）", "无法提供", HEADINGS[2].rows) == HEADINGS[2]
    assert [row.number for row in RESULTS] == list(range(3, 24))


@pytest.mark.parametrize(
    ("row", "cell"),
    [
        (Row.NEW, "一"),
        (Row.GRANTED, "（一）"),
        (Row.ADMIN_QUERY, "（三）8"),
        (Row.NOT_HELD, "（四）1"),
        (Row.RECONFIRM, "（五）5"),
        (Row.OTHER, "（六）3"),
        (Row.TOTAL, "（七）"),
        (Row.CARRIED_OUT, "四"),
    ],
)
def test_cells_have_the_short_names_of_the_rule_book(row, cell):
    assert row.cell == cell


def test_no_two_cells_share_a_short_name():
    assert len({row.cell for row in Row}) == 25


def test_table_two_has_ten_cells_under_four_headings():
    assert [heading for heading, _ in SUBJECT_GROUPS] == [f"第二十条第（{n}）项" for n in "一五六八"]
    assert tuple(subject for _, group in SUBJECT_GROUPS for subject in group) == tuple(Subject)
    assert len(subject_cells()) == 10
    assert [measure.label for measure in MEASURES[Subject.NORMATIVE]] == [
        "本年制发件数",
        "本年废止件数",
        "现行有效件数",
    ]
    assert MEASURES[Subject.CHARGE] == (Measure.AMOUNT,)
    assert Measure.AMOUNT.label == "本年收费金额（单位：万元）"


def test_table_four_has_fifteen_cells():
    assert [kind.label for kind in RemedyKind] == ["行政复议", "未经复议直接起诉", "复议后起诉"]
    assert [result.label for result in RemedyResult] == [
        "结果维持", "结果纠正", "其他结果", "尚未审结", "总计",
    ]  # fmt: skip
    assert LAWSUITS == (RemedyKind.DIRECT, RemedyKind.AFTER_REVIEW)
    assert len(total_remedies({})) == 15


def test_the_six_sections_of_2021():
    assert [section.label for section in Section] == [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ]


@given(st.lists(st.tuples(st.sampled_from(CELLS), st.integers(0, 50)), max_size=20).map(dict))
def test_totals_of_table_three_follow_from_what_is_entered(entered):
    table = total_applications(entered)

    assert list(table) == CELLS
    for (row, column), figure in table.items():
        if not is_derived(row, column):
            assert figure == entered.get((row, column), 0)
    for column in Column:
        assert table[Row.TOTAL, column] == sum(table[row, column] for row in RESULTS)
    for row in Row:
        assert table[row, Column.TOTAL] == sum(table[row, column] for column in APPLICANTS)


@given(
    st.dictionaries(st.tuples(st.sampled_from(RemedyKind), st.sampled_from(RemedyResult)), st.integers(0, 50))
)
def test_totals_of_table_four_follow_from_what_is_entered(entered):
    table = total_remedies(entered)

    assert list(table) == [(kind, result) for kind in RemedyKind for result in RemedyResult]
    for kind in RemedyKind:
        figures = [entered.get((kind, result), 0) for result in REMEDY_RESULTS]
        assert [table[kind, result] for result in REMEDY_RESULTS] == figures
        assert table[kind, RemedyResult.TOTAL] == sum(figures)
