"""Titles of secret papers are recognised; titles that only speak of secrecy are not taken for them."""

import pytest

from disclosure.law.secrecy import looks_secret


@pytest.mark.parametrize(
    ("title", "doc_no", "secret"),
    [
        ("机密★5年 关于某事的报告", "", True),
        ("关于某事的请示（秘密）", "", True),
        ("绝密文件登记", "", True),
        ("国家秘密事项一览", "", True),
        ("工作秘密清单", "", True),
        ("涉密人员名单", "", True),
        ("转发明传电报", "", True),
        ("关于某事的通报（不得外传）", "", True),
        ("关于某事的通知", "望密〔2026〕1号", True),
        ("关于某事的通知", "望密发〔2026〕1号", True),
        ("关于选址的请示", "望府〔2026〕1号", False),
        ("保密工作培训计划", "", False),
        ("关于学习保守国家秘密法的通知", "", False),
        ("涉及商业秘密的合同台账", "", False),
        ("内部控制工作方案", "望机关〔2026〕3号", False),
        ("年度考核结果", "", False),
    ],
)
def test_looks_secret(title, doc_no, secret) -> None:
    assert bool(looks_secret(title, doc_no)) is secret
