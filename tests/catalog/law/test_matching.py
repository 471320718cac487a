"""Names of powers and services beside names of catalog rows."""

import pytest

from catalog.law.matching import Matcher, Row, normalise, pairs

ROWS = [
    Row(1, "审核信息", "最低生活保障", "社会救助"),
    Row(2, "审核信息", "特困人员供养", "社会救助"),
    Row(3, "乡村建设规划许可证", "规划许可", "城乡规划(国土空间规划)"),
    Row(4, "独生子女父母奖励", "行政给付", "医疗卫生"),
    Row(5, "再生育审批/生育登记、病残儿医学鉴定等", "行政许可", "医疗卫生"),
    Row(6, "监督检查", "综合业务", "社会救助"),
    Row(7, "办税地图", "纳税服务", "税收管理"),
]


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("最低生活保障审核确认", 1),
        ("特困人员供养审核", 2),
        ("乡村建设规划许可证核发", 3),
        ("对独生子女父母的奖励", 4),
        ("生育登记", 5),
    ],
)
def test_the_likeliest_row_comes_first(name, best):
    assert Matcher(ROWS).propose(name)[0].pk == best


@pytest.mark.parametrize("name", ["民兵征集", "护林防火", "", "（）"])
def test_what_resembles_nothing_gets_no_proposal(name):
    assert Matcher(ROWS).propose(name) == []


def test_the_same_name_scores_one_and_a_short_common_name_little():
    assert Matcher(ROWS).propose("独生子女父母奖励")[0].score == 1.0
    assert all(found.score < 0.8 for found in Matcher(ROWS).propose("烟花爆竹零售经营监督检查"))


def test_at_most_three_and_the_order_never_varies():
    found = Matcher(ROWS).propose("社会救助审核信息公示")

    assert len(found) <= 3
    assert found == Matcher(list(reversed(ROWS))).propose("社会救助审核信息公示")
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def test_blanks_brackets_width_and_common_words_make_no_difference():
    assert normalise("老年人 优待证（办理）") == normalise("老年人优待证")
    assert pairs("ＡＢ１") == pairs("ab1")
    assert normalise("信息公开") == "信息公开"
