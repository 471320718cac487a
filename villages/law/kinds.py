"""Kinds of village sheet: what a village posts, which columns its table has, and whether the committee signs it."""

from dataclasses import dataclass

from catalog.law.vocabulary import Labelled


class SheetKind(Labelled):
    """What a sheet is about. ACCOUNTS have lines of their own (`law.finance`), NOTICE no table, the others `COLUMNS`."""

    ACCOUNTS = "accounts", "财务收支"
    SUBSIDIES = "subsidies", "补贴救助名单"
    PAY = "pay", "报酬补贴"
    ASSETS = "assets", "资产"
    RESOURCES = "resources", "资源"
    CONTRACTS = "contracts", "发包租赁合同"
    DEBTS = "debts", "债权债务"
    DECISION = "decision", "决策（四议两公开）"
    NOTICE = "notice", "其他村务"


class Shape(Labelled):
    """What may stand in a cell."""

    TEXT = "text", "文字"
    MONEY = "money", "金额（元）"
    NUMBER = "number", "数量"
    DAY = "day", "日期"
    CHOICE = "choice", "选一项"


class DecisionStep(Labelled):
    """四议两公开 (VIL-8), in order."""

    PROPOSED = "proposed", "党支部会提议"
    CONSULTED = "consulted", "“两委”会商议"
    PARTY = "party", "党员大会审议"
    RESOLVED = "resolved", "村民代表会议（村民会议）决议"
    SHOWN = "shown", "决议公开"
    RESULT = "result", "实施结果公开"


class DebtSide(Labelled):
    OWED_TO_US = "to_us", "债权"
    WE_OWE = "ours", "债务"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. heads: what it may be called in a workbook, besides its label."""

    key: str
    label: str
    shape: Shape = Shape.TEXT
    required: bool = False
    heads: tuple[str, ...] = ()
    choices: type[Labelled] | None = None
    longest: int = 120


_REMARK = Column("remark", "备注", heads=("说明",))
COLUMNS: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.SUBSIDIES: (
        Column("name", "姓名", required=True, heads=("户主", "户主姓名", "享受对象", "补贴对象", "救助对象", "对象"), longest=40),
        Column("group", "村民小组", heads=("组", "小组", "组别", "所在组"), longest=40),
        Column("quantity", "面积或数量", Shape.NUMBER, heads=("面积", "面积亩", "数量", "人数", "补贴面积", "面积数量")),
        Column("standard", "标准", heads=("补贴标准", "发放标准", "标准元", "档次"), longest=60),
        Column("amount", "金额", Shape.MONEY, required=True, heads=("补贴金额", "发放金额", "金额元", "补助金额", "救助金额", "实发金额")),
        Column("paid_on", "发放日期", Shape.DAY, heads=("发放时间", "日期")),
        _REMARK,
    ),
    SheetKind.PAY: (
        Column("name", "姓名", required=True, heads=("误工人员", "人员"), longest=40),
        Column("post", "职务或事由", required=True, heads=("职务", "事由", "误工事由"), longest=60),
        Column("quantity", "误工天数", Shape.NUMBER, heads=("天数", "月数", "工日")),
        Column("standard", "标准", heads=("月报酬", "日补贴", "标准元"), longest=60),
        Column("amount", "金额", Shape.MONEY, required=True, heads=("金额元", "实发金额", "发放金额")),
        _REMARK,
    ),
    SheetKind.ASSETS: (
        Column("name", "名称", required=True, heads=("资产名称", "固定资产名称")),
        Column("spec", "规格", heads=("规格型号", "型号"), longest=60),
        Column("quantity", "数量", Shape.NUMBER),
        Column("cost", "原值", Shape.MONEY, required=True, heads=("原值元", "账面原值")),
        Column("value", "净值", Shape.MONEY, heads=("净值元", "账面净值")),
        Column("place", "存放地点", heads=("地点", "坐落", "位置")),
        Column("user", "使用（承租）单位", heads=("使用人", "承租人", "使用承租人", "使用或承租人", "使用情况"), longest=60),
        Column("rent", "年租金", Shape.MONEY, heads=("租金", "租金元", "年租金元")),
        _REMARK,
    ),
    SheetKind.RESOURCES: (
        Column("name", "名称", required=True, heads=("资源名称", "资源类别")),
        Column("place", "位置", required=True, heads=("坐落", "四至")),
        Column("area", "面积（亩）", Shape.NUMBER, required=True, heads=("面积", "亩数")),
        Column("use", "用途", longest=60),
        Column("party", "承包（使用）方", heads=("发包对象", "承包人", "承包方", "使用人"), longest=60),
        Column("term", "合同期限", heads=("期限", "承包期限"), longest=60),
        Column("amount", "年承包金", Shape.MONEY, heads=("年承包金元", "承包金")),
        Column("received", "本期已收", Shape.MONEY, heads=("已收", "已收元")),
        Column("owed", "欠收", Shape.MONEY, heads=("本期欠收", "欠收元")),
        _REMARK,
    ),
    SheetKind.CONTRACTS: (
        Column("subject", "标的", required=True, heads=("项目", "项目名称", "合同名称")),
        Column("way", "发包方式", required=True, heads=("方式", "招标方式", "交易方式"), longest=60),
        Column("base", "底价", Shape.MONEY, heads=("底价元", "标底")),
        Column("party", "承包（承租、中标）方", required=True, heads=("承包方", "承租方", "中标人", "承包人", "承租人", "乙方"), longest=60),
        Column("since", "合同起", Shape.DAY, required=True, heads=("起始日期", "合同开始", "开始日期")),
        Column("until", "合同止", Shape.DAY, required=True, heads=("终止日期", "合同到期", "到期日期")),
        Column("amount", "合同金额", Shape.MONEY, required=True, heads=("金额", "合同金额元", "中标价")),
        Column("received", "已收（付）", Shape.MONEY, heads=("已收", "已付", "已收付")),
        _REMARK,
    ),
    SheetKind.DEBTS: (
        Column("side", "债权或债务", Shape.CHOICE, required=True, heads=("类别", "债权债务", "性质"), choices=DebtSide),
        Column("party", "对方", required=True, heads=("债权人", "债务人", "债权人债务人", "往来单位"), longest=60),
        Column("matter", "事由", required=True, heads=("原因", "用途")),
        Column("since", "发生时间", Shape.DAY, heads=("发生日期", "形成时间")),
        Column("opening", "期初余额", Shape.MONEY, required=True, heads=("期初", "上期余额")),
        Column("more", "本期增加", Shape.MONEY, heads=("增加", "本期增")),
        Column("less", "本期减少", Shape.MONEY, heads=("减少", "本期减")),
        Column("closing", "期末余额", Shape.MONEY, required=True, heads=("期末", "余额")),
        _REMARK,
    ),
    SheetKind.DECISION: (
        Column("step", "步骤", Shape.CHOICE, required=True, heads=("环节", "程序"), choices=DecisionStep),
        Column("held_on", "日期", Shape.DAY, required=True, heads=("时间", "会议日期")),
        Column("entitled", "应到人数", Shape.NUMBER, heads=("应到",)),
        Column("present", "实到人数", Shape.NUMBER, heads=("实到", "到会人数")),
        Column("yes", "同意", Shape.NUMBER, heads=("赞成", "同意人数")),
        Column("no", "不同意", Shape.NUMBER, heads=("反对", "反对人数")),
        Column("abstained", "弃权", Shape.NUMBER, heads=("弃权人数",)),
        Column("result", "结果", required=True, heads=("结论", "内容"), longest=300),
    ),
}  # fmt: skip
# What hangs on money or on the villagers' decision goes past the supervision committee first (VIL-4); a notice does not.
SIGNED = frozenset(SheetKind) - {SheetKind.NOTICE}
OF_PERSONS = frozenset({SheetKind.SUBSIDIES})  # lists of persons: shown for a period, then taken down (NOT-2)
NAMED = frozenset(
    {SheetKind.CONTRACTS, SheetKind.DECISION, SheetKind.NOTICE}
)  # several of one period: each has its name
MONTHLY = frozenset({SheetKind.ACCOUNTS})  # of one calendar month each, following one another


def columns_of(kind: SheetKind) -> tuple[Column, ...]:
    """The columns of its table; none for accounts and notices."""
    return COLUMNS.get(kind, ())
