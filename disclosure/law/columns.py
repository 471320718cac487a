"""Columns of a public list of persons: which are left out whatever was uploaded (PII-3, PII-5), which are masked."""

import re
import unicodedata
from collections.abc import Iterable

# ID, card, phone and address, and what tells of illness, disability, income or why somebody is in need.
_LEFT_OUT = (
    "身份证", "身份号", "证件", "证号", "社保号", "社会保障号", "户口", "出生",
    "卡号", "账号", "帐号", "账户", "帐户", "银行", "开户", "一卡通", "存折", "社保卡",
    "电话", "手机", "联系方式", "联系号码", "号码", "微信", "QQ", "邮箱",
    "住址", "地址", "门牌", "住所",
    "原因", "理由", "困难情况", "家庭情况", "致贫", "致困",
    "病", "诊断", "健康", "残疾", "残情", "伤残", "收入", "家庭成员", "婚姻", "宗教",
)  # fmt: skip
_PERSONAL = re.compile(
    r"(?<![0-9A-Za-z])(?:"
    r"\d{17}[\dXx]|\d{15}"  # ID numbers
    r"|\d{16,19}"  # cards
    r"|1[3-9]\d{9}|0\d{2,3}-?\d{7,8}"  # phones
    r")(?![0-9A-Za-z])|[\w.+-]+@[\w-]+\.\w"
)
_GROUPED = re.compile(r"(?:\d{4}[ -]){3,4}\d{1,7}|1[3-9]\d[ -]\d{4}[ -]\d{4}")  # written with gaps
MASKED_SHARE = 0.5  # of the filled cells of a column that counts as masked


def left_out(label: str) -> bool:
    """Whether a column under this heading has no place in a public list of persons."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", label)).upper()
    return any(word in plain for word in _LEFT_OUT)


def looks_personal(text: str) -> bool:
    """Whether a cell holds an unmasked ID number, card, phone or mail address, whatever its column is called."""
    if not text or text.isalpha():
        return False
    plain = unicodedata.normalize("NFKC", text)
    return bool(_PERSONAL.search(plain) or _GROUPED.search(plain))


def is_masked(values: Iterable[str]) -> bool:
    """Whether a column's values are masked: most of the filled ones carry a *."""
    filled = [value for value in values if value]
    marked = sum("*" in value or "＊" in value for value in filled)
    return bool(filled) and marked >= MASKED_SHARE * len(filled)
