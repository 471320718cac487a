"""Which kind of publication a told piece is, by the words of its title, with the elements that kind asks for."""

import re
from collections.abc import Callable
from datetime import date

from disclosure.law.kinds import Kind

Details = dict[str, str]
_YEAR = re.compile(r"(20\d\d)\s*年")
_STAGES = (
    ("意向", "意向"),
    ("成交", "结果"),
    ("中标", "结果"),
    ("结果", "结果"),
    ("合同", "合同"),
    ("验收", "验收"),
)


def _year(title: str, formed: date) -> str:
    found = _YEAR.search(title)
    return found[1] if found else str(formed.year)


def _procurement(title: str, formed: date, body: str) -> Details:
    stage = next((stage for word, stage in _STAGES if word in title), "公告")
    return {"buyer": body, "project": re.sub(r"(采购|招标|成交|中标).*$", "", title) or title, "stage": stage}


_RULES: tuple[tuple[re.Pattern[str], Kind, Callable[[str, date, str], Details]], ...] = (
    (re.compile("政府信息公开工作年度报告"), Kind.ANNUAL_REPORT, lambda t, d, b: {"year": _year(t, d)}),
    (re.compile("采购项目|招标公告|中标|成交结果"), Kind.PROCUREMENT, _procurement),
    (
        re.compile("(部门|财政|“三公”经费).*(预算|决算)|预算公开|决算公开"), Kind.FINANCE,
        lambda t, d, b: {"year": _year(t, d), "unit_of_money": "万元"},
    ),
    (re.compile("工作总结|工作报告|工作要点|工作安排$"), Kind.WORK_REPORT, lambda t, d, b: {"year": _year(t, d)}),
    (
        re.compile("会议研究|常务会议|村民代表会议|议事会"), Kind.MEETING,
        lambda t, d, b: {"held_on": d.isoformat(), "topic": t},
    ),
    (
        re.compile("统计|主要数据"), Kind.STATISTICS,
        lambda t, d, b: {"period": f"{_year(t, d)}年", "origin": f"{b}统计台账"},
    ),
    (re.compile("通知|公告|通告|提示|启事"), Kind.NOTICE, lambda t, d, b: {}),
)  # fmt: skip


def kind_of(title: str, formed: date, body: str) -> tuple[Kind, Details]:
    """The kind and its details.

    Args:
        body: whose publication it is.
    """
    for words, kind, details in _RULES:
        if words.search(title):
            return kind, details(title, formed, body)
    return Kind.OTHER, {}
