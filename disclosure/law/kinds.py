"""Kinds of publication and the elements each of them must have before it is reviewed."""

from dataclasses import dataclass

from catalog.law.vocabulary import Labelled


class Kind(Labelled):
    OTHER = "other", "一般信息"
    POLICY = "policy", "政策文件"
    NOTICE = "notice", "通知公告"
    LIST = "list", "名单公示"
    FINANCE = "finance", "财政财务"
    GUIDE = "guide", "办事指引"
    PROCUREMENT = "procurement", "采购招标"
    STATISTICS = "statistics", "统计数据"
    MEETING = "meeting", "会议公开"
    WORK_REPORT = "work_report", "工作报告"
    ANNUAL_REPORT = "annual_report", "信息公开年报"
    INTERPRETATION = "interpretation", "政策解读"
    RESPONSE = "response", "回应关切"
    CLARIFICATION = "clarification", "澄清"  # PRO-9
    SOLICITATION = "solicitation", "征求意见"
    FEEDBACK = "feedback", "意见采纳情况"


class Shape(Labelled):
    """What may be typed into an element."""

    LINE = "line", "一行文字"
    TEXT = "text", "一段文字"
    DAY = "day", "日期"
    MONEY = "money", "金额（元）"
    NUMBER = "number", "数字"
    YEAR = "year", "年度"


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a kind. `key` names it in `Publication.details`, or a column of the publication of that name."""

    key: str
    label: str
    shape: Shape = Shape.LINE
    required: bool = True
    help: str = ""
    column: bool = False


def _column(key: str, label: str, *, required: bool = True) -> Element:
    return Element(key, label, required=required, column=True)


_DOC_NO = _column("doc_no", "文号")
_ISSUER = _column("issuer", "发文机关")
_YEAR = Element("year", "年度", Shape.YEAR)
_PHONE = Element("phone", "咨询电话", help="公开的办公电话，不填个人手机号。")

ELEMENTS: dict[Kind, tuple[Element, ...]] = {
    Kind.OTHER: (),
    Kind.POLICY: (
        _DOC_NO,
        _ISSUER,
        _column("theme", "主题分类"),
        _column("validity", "有效性"),
        Element("effective_on", "施行日期", Shape.DAY, required=False),
        Element("lapses_on", "有效期至", Shape.DAY, required=False),
    ),
    Kind.NOTICE: (),
    Kind.LIST: (
        Element("standard", "认定或发放标准", Shape.TEXT, required=False),
        Element("period", "所属期间", help="如：2026年3月、2026年第一季度。"),
    ),
    Kind.FINANCE: (
        _YEAR,
        Element("unit_of_money", "金额单位", help="如：万元。"),
        Element(
            "approved_on", "批准日期", Shape.DAY, required=False, help="预算、决算须在批准后二十日内公开。"
        ),
    ),
    Kind.GUIDE: (
        Element("conditions", "办理条件", Shape.TEXT),
        Element("materials", "所需材料", Shape.TEXT),
        Element("place", "办理地点"),
        Element("hours", "办理时间"),
        _PHONE,
        Element("fee", "收费", required=False, help="不收费的写“不收费”。"),
    ),
    Kind.PROCUREMENT: (
        Element("buyer", "采购人"),
        Element("project", "项目名称"),
        Element("stage", "环节", help="意向、公告、更正、结果、合同、验收。"),
        Element("budget", "预算金额", Shape.MONEY, required=False),
        Element("winner", "成交供应商", required=False),
        Element("price", "成交金额", Shape.MONEY, required=False),
    ),
    Kind.STATISTICS: (
        Element("period", "统计期间"),
        Element("origin", "数据来源"),
    ),
    Kind.MEETING: (
        Element("held_on", "会议日期", Shape.DAY),
        Element("topic", "会议议题", Shape.TEXT),
        Element("attended", "利益相关方、群众代表参加情况", Shape.TEXT, required=False),
    ),
    Kind.WORK_REPORT: (_YEAR,),
    Kind.ANNUAL_REPORT: (_YEAR,),
    Kind.INTERPRETATION: (),
    Kind.RESPONSE: (),
    Kind.CLARIFICATION: (
        Element("rumour", "不实信息", Shape.TEXT),
        Element("facts", "事实", Shape.TEXT),
        _PHONE,
    ),
    Kind.SOLICITATION: (),
    Kind.FEEDBACK: (),
}
POSTED = frozenset({Kind.LIST})  # kinds that are shown for a period only and so must name it
BODILESS = frozenset({Kind.LIST, Kind.FINANCE, Kind.STATISTICS})  # a table beside a line of text is enough
EXPLAINED = frozenset({Kind.POLICY, Kind.SOLICITATION})  # INT-2: need an interpretation or a stated exemption


def elements_of(kind: Kind) -> tuple[Element, ...]:
    """What a publication of this kind has besides title, item, unit, date and text."""
    return ELEMENTS[kind]


def details_of(kind: Kind) -> tuple[Element, ...]:
    """Those of them that are kept in `details`."""
    return tuple(element for element in ELEMENTS[kind] if not element.column)
