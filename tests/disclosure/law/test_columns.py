"""Columns of public lists of persons, by heading and by what stands in them."""

import pytest

from disclosure.law.columns import is_masked, left_out, looks_personal


@pytest.mark.parametrize(
    "label",
    ["身份证号", "身 份 证 号 码", "公民身份号码", "证件号码", "银行卡号", "银行账号", "帐号", "开户行", "一卡通账号", "联系电话",
     "手机", "手机号码", "联系方式", "家庭住址", "户籍地址", "致贫原因", "困难情况说明", "所患病种", "残疾类别", "残疾等级",
     "残疾证号", "家庭年收入（元）", "出生日期", "申请理由", "银行卡·账号", "ＱＱ号"],
)  # fmt: skip
def test_left_out(label) -> None:
    assert left_out(label)


@pytest.mark.parametrize(
    "label",
    ["序号", "姓名", "户主", "性别", "村", "村民小组", "所在村组", "补贴面积（亩）", "补贴标准", "金额（元）", "人数", "类别",
     "项目名称", "发放月份", "编号", "机具型号", "与户主关系", "备注"],
)  # fmt: skip
def test_kept(label) -> None:
    assert not left_out(label)


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        ("11010519491231002X", True),  # the standard's own example
        ("证号11010519491231002X", True),
        ("１１０１０５１９４９１２３１００２X", True),
        ("110105491231002", True),
        ("6222000000000000000", True),
        ("6222 0000 0000 0000 000", True),
        ("13800000000", True),
        ("138 0000 0000", True),
        ("0999-8880001", True),
        ("ceshi@example.cn", True),
        ("11*************02X", False),
        ("138****0000", False),
        ("2026-03-05", False),
        ("2026-03-05 2026-04-05", False),
        ("1,234,567.50", False),
        ("360900", False),
        ("张三", False),
        ("", False),
        ("G2026030900001", False),
    ],
)
def test_looks_personal(text, personal) -> None:
    assert looks_personal(text) is personal


@pytest.mark.parametrize(
    ("values", "masked"),
    [(["张*明", "刘*香", ""], True), (["张三", "刘*香"], True), (["张三", "李四", "刘*香"], False), ([], False), (["", ""], False)],
)  # fmt: skip
def test_masked(values, masked) -> None:
    assert is_masked(values) is masked
