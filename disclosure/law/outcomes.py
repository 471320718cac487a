"""How an application may be answered (section F): basis, what the answer must contain, remedies, report cell.

The officer reaches an outcome over five questions 补不补、该不该、有没有、给不给、当不当 (section G).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from catalog.law.vocabulary import Labelled
from disclosure.law.intake import CaseKind
from disclosure.law.lifecycle import Exemption
from disclosure.law.report import Row
from disclosure.law.steps import Act


class Remedies(Labelled):
    """Which way against an answer (REM-2, REM-3)."""

    REVIEW_FIRST = "A", "先申请行政复议"
    EITHER = "B", "申请行政复议或者提起行政诉讼"


class Outcome(Labelled):
    """OUT-01 … OUT-23, and how a request for correction of one's own data ends (APP-12, COR-1 … COR-4, D)."""

    ALREADY_PUBLIC = "OUT-01", "已主动公开"
    GRANTED = "OUT-02", "予以公开"
    PARTLY = "OUT-03", "部分公开"
    STATE_SECRET = "OUT-04", "属于国家秘密，不予公开"
    FORBIDDEN_BY_LAW = "OUT-05", "法律、行政法规禁止公开，不予公开"
    SECURITY = "OUT-06", "危及国家安全、公共安全、经济安全、社会稳定，不予公开"
    THIRD_PARTY = "OUT-07", "会损害第三方合法权益，不予公开"
    INTERNAL = "OUT-08", "属于内部事务信息，不予公开"
    PROCESS = "OUT-09", "属于过程性信息，不予公开"
    ENFORCEMENT_FILE = "OUT-10", "属于行政执法案卷信息，不予公开"
    ADMIN_QUERY = "OUT-11", "属于行政查询事项"
    NOT_EXISTING = "OUT-12", "信息不存在"
    NOT_OURS = "OUT-13", "不属于本机关负责公开"
    NEEDS_MAKING = "OUT-14", "没有现成信息，需要加工、分析"
    STILL_UNCLEAR = "OUT-15", "补正后内容仍不明确"
    PETITION = "OUT-16", "信访、投诉、举报类申请"
    REPEATED = "OUT-17", "重复申请"
    PUBLICATION = "OUT-18", "要求提供公开出版物"
    EXCESSIVE = "OUT-19", "无正当理由大量、反复申请"
    RECONFIRM = "OUT-20", "要求确认或者重新出具已获取信息"
    NOT_CORRECTED = "OUT-21", "逾期不补正，不再处理"
    NOT_PAID = "OUT-22", "逾期未缴费，不再处理"
    OTHER = "OUT-23", "其他（撤回、并案、错投等）"
    AMENDED = "COR-1", "已经更正"
    NOT_AMENDED = "COR-2", "核实无误，不予更正"
    PASSED_ON = "COR-3", "不属于本机关职能，已转送"
    SENT_ELSEWHERE = "COR-4", "不属于本机关职能，告知向有关机关提出"


class Record(Labelled):
    """What must lie in the case before it may be closed this way (OUT-R3 … R5)."""

    SEARCH = "search", "查找记录"
    CONSULTATION = "consultation", "征求第三方意见的记录"
    CORRECTION = "correction", "补正告知书"
    FEE = "fee", "收费通知书"
    REASONS = "reasons", "要求说明理由的记录"
    EARLIER = "earlier", "同一申请人已经答复的前一次申请"


class FactKind(Labelled):
    LINE = "line", "一行"
    TEXT = "text", "一段"
    CHOICE = "choice", "选一项"
    ADDRESS = "address", "网址或地点"


@dataclass(frozen=True)
class Fact:
    """One thing the answer must state. choices: (value, label) of a CHOICE."""

    key: str
    label: str
    kind: FactKind = FactKind.TEXT
    help: str = ""
    required: bool = True
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Rule:
    """What holds for an outcome.

    basis: instrument and provision as the answer cites them. row: its cell of table three; None for what the
    annual report does not count. remedies: None where nothing is decided against the applicant. answered: whether the applicant gets an answer, or the file a record.
    """

    basis: str
    row: Row | None
    remedies: Remedies | None
    facts: tuple[Fact, ...] = ()
    records: frozenset[Record] = frozenset()
    exemption: Exemption | None = None
    answered: bool = True


_LAW = "《中华人民共和国政府信息公开条例》"
_WAY = Fact("way", "获取方式和途径", FactKind.ADDRESS, "网址要写全；在哪里查阅，写明地址和时间。")
_REASON = Fact("reason", "理由", help="写给申请人看的理由，说明事实，不要只抄条文。")
_WHICH_INTERNAL = Fact(
    "which", "属于哪一类内部事务", FactKind.CHOICE,
    choices=(("personnel", "人事管理"), ("logistics", "后勤管理"), ("workflow", "内部工作流程")),
)  # fmt: skip
_WHICH_PROCESS = Fact(
    "which", "属于哪一类过程性信息", FactKind.CHOICE,
    choices=(("minutes", "讨论记录"), ("draft", "过程稿"), ("letters", "磋商信函"), ("reports", "请示报告")),
)  # fmt: skip
_WHICH_SECURITY = Fact(
    "which", "危及哪一方面", FactKind.CHOICE,
    choices=(
        ("state", "国家安全"), ("public", "公共安全"), ("economy", "经济安全"), ("stability", "社会稳定"),
    ),
)  # fmt: skip
_PARTLY_GROUNDS = Fact(
    "ground", "不公开部分的理由属于", FactKind.CHOICE,
    choices=(("EXM-1", "国家秘密"), *((e.value, e.label) for e in Exemption)),
)  # fmt: skip

A, B = Remedies.REVIEW_FIRST, Remedies.EITHER
RULES: dict[Outcome, Rule] = {
    Outcome.ALREADY_PUBLIC: Rule(f"{_LAW}第三十六条第（一）项", Row.GRANTED, B, (_WAY,)),
    Outcome.GRANTED: Rule(
        f"{_LAW}第三十六条第（二）项", Row.GRANTED, B,
        (Fact("given", "公开的信息", help="写明文件或资料的名称；作为附件一并提供的，写“见附件”。"),
         Fact("way", "提供的方式、途径和时间", FactKind.ADDRESS, "随本答复提供的，写“随本答复书提供”。")),
    ),
    Outcome.PARTLY: Rule(
        f"{_LAW}第三十七条", Row.PARTLY, A,
        (Fact("given", "公开的部分"), Fact("withheld", "不公开的部分"), _PARTLY_GROUNDS, _REASON),
    ),
    Outcome.STATE_SECRET: Rule(f"{_LAW}第十四条", Row.STATE_SECRET, A, (_REASON,)),
    Outcome.FORBIDDEN_BY_LAW: Rule(
        f"{_LAW}第十四条", Row.FORBIDDEN_BY_LAW, A,
        (Fact("law", "哪部法律、行政法规第几条禁止", FactKind.LINE), _REASON), exemption=Exemption.BY_LAW,
    ),
    Outcome.SECURITY: Rule(
        f"{_LAW}第十四条", Row.SECURITY, A, (_WHICH_SECURITY, _REASON), exemption=Exemption.SAFETY
    ),
    Outcome.THIRD_PARTY: Rule(
        f"{_LAW}第十五条、第三十二条", Row.THIRD_PARTY, A,
        (Fact("enquiry", "征求意见的情况和结果", help="不写第三方的姓名、名称（PII-7）。"), _REASON),
        frozenset({Record.CONSULTATION}), Exemption.THIRD_PARTY,
    ),
    Outcome.INTERNAL: Rule(
        f"{_LAW}第十六条第一款", Row.INTERNAL, A, (_WHICH_INTERNAL, _REASON), exemption=Exemption.INTERNAL
    ),
    Outcome.PROCESS: Rule(
        f"{_LAW}第十六条第二款", Row.PROCESS, A, (_WHICH_PROCESS, _REASON), exemption=Exemption.PROCESS
    ),
    Outcome.ENFORCEMENT_FILE: Rule(
        f"{_LAW}第十六条第二款", Row.ENFORCEMENT_FILE, A,
        (Fact("file", "属于哪一件执法案卷", FactKind.LINE), _REASON), exemption=Exemption.CASE_FILE,
    ),
    Outcome.ADMIN_QUERY: Rule(
        f"{_LAW}第三十六条第（七）项", Row.ADMIN_QUERY, A,
        (Fact("law", "专门规定的名称和条款", FactKind.LINE),
         Fact("where", "到哪里查询", FactKind.ADDRESS, "机关名称、地址、电话。")),
    ),
    Outcome.NOT_EXISTING: Rule(
        f"{_LAW}第三十六条第（四）项", Row.NOT_HELD, B,
        (Fact("search", "查找的情况", help="查了哪些地方、用了哪些关键词、由谁查、结果如何。"),),
        frozenset({Record.SEARCH}),
    ),
    Outcome.NOT_OURS: Rule(
        f"{_LAW}第三十六条第（五）项", Row.NOT_HELD, B,
        (_REASON,
         Fact("agency", "负责公开的机关", FactKind.LINE, "能够确定的，写名称和联系方式；不能确定的留空。", False)),
    ),
    Outcome.NEEDS_MAKING: Rule(f"{_LAW}第三十八条", Row.NEEDS_MAKING, B, (_REASON,)),
    Outcome.STILL_UNCLEAR: Rule(
        f"{_LAW}第三十条", Row.STILL_UNCLEAR, B, (Fact("unclear", "仍不明确的地方"),), frozenset({Record.CORRECTION})
    ),
    Outcome.PETITION: Rule(
        f"{_LAW}第三十九条第一款", Row.PETITION, B,
        (_REASON, Fact("channel", "反映渠道", FactKind.ADDRESS, "可以告知信访、投诉、举报的渠道。", False)),
    ),
    Outcome.REPEATED: Rule(
        f"{_LAW}第三十六条第（六）项", Row.REPEATED, B, (), frozenset({Record.EARLIER})
    ),  # number and date of the earlier answer come from its record (OUT-R4)
    Outcome.PUBLICATION: Rule(
        f"{_LAW}第三十九条第二款", Row.PUBLICATION, B,
        (Fact("title", "公报、报刊、书籍的名称", FactKind.LINE),
         Fact("way", "获取的途径", FactKind.ADDRESS, "可以告知。", False)),
    ),
    Outcome.EXCESSIVE: Rule(
        f"{_LAW}第三十五条", Row.EXCESSIVE, B,
        (Fact("unreasonable", "理由为什么不合理", help="先概述申请的数量、频次和申请人说明的理由。"),),
        frozenset({Record.REASONS}),
    ),
    Outcome.RECONFIRM: Rule("", Row.RECONFIRM, B, (_REASON,)),  # the 条例 names no provision
    Outcome.NOT_CORRECTED: Rule(
        f"{_LAW}第三十条", Row.NOT_CORRECTED, B, (), frozenset({Record.CORRECTION}), answered=False
    ),
    Outcome.NOT_PAID: Rule(
        "《政府信息公开信息处理费管理办法》", Row.NOT_PAID, B, (), frozenset({Record.FEE}), answered=False
    ),
    Outcome.OTHER: Rule("", Row.OTHER, None, (_REASON,), answered=False),
    Outcome.AMENDED: Rule(
        f"{_LAW}第四十一条", None, B,
        (Fact("checked", "核实的情况", help="看了哪些证据，与哪些记录核对。"), Fact("amended", "更正了什么", help="原来怎样记录，现在怎样记录。")),
    ),
    Outcome.NOT_AMENDED: Rule(f"{_LAW}第四十一条", None, B, (Fact("checked", "核实的情况"), _REASON)),
    Outcome.PASSED_ON: Rule(
        f"{_LAW}第四十一条", None, B, (_REASON, Fact("agency", "转送给哪个机关", FactKind.LINE, "写名称和联系方式。"))
    ),
    Outcome.SENT_ELSEWHERE: Rule(
        f"{_LAW}第四十一条", None, B, (_REASON, Fact("agency", "向哪个机关提出", FactKind.LINE, "写名称和联系方式。"))
    ),
}  # fmt: skip
RECTIFIED = (Outcome.AMENDED, Outcome.NOT_AMENDED, Outcome.PASSED_ON, Outcome.SENT_ELSEWHERE)
CHOSEN = tuple(
    outcome for outcome, rule in RULES.items() if rule.answered and outcome not in RECTIFIED
)  # by the five questions
REFUSALS = frozenset(outcome for outcome, rule in RULES.items() if rule.remedies == A)


def missing(outcome: Outcome, facts: Mapping[str, str], records: Collection[Record]) -> list[str]:
    """What is not there yet, as sentences; closing is refused while there is any (OUT-R3 … R5)."""
    rule = RULES[outcome]
    found = [
        f"请填写“{fact.label}”。"
        for fact in rule.facts
        if fact.required and not facts.get(fact.key, "").strip()
    ]
    for fact in rule.facts:
        given = facts.get(fact.key, "")
        if fact.choices and given and given not in dict(fact.choices):
            found.append(f"“{fact.label}”没有这个选项。")
    found += [
        f"按“{outcome.label}”答复，须先有{record.label}。"
        for record in Record
        if record in rule.records - set(records)
    ]
    return found


def main_outcome(outcomes: Sequence[Outcome]) -> Outcome | None:
    """The one outcome an application counts under, where it follows from its items; None: the officer picks (OUT-R6).

    Several items that are partly granted, or granted and refused side by side, count only as 部分公开.
    """
    kinds = set(outcomes)
    if len(kinds) == 1:
        return outcomes[0]
    given = {Outcome.GRANTED, Outcome.ALREADY_PUBLIC, Outcome.PARTLY}
    if kinds and kinds <= given | REFUSALS and kinds & given:
        if kinds <= {Outcome.GRANTED, Outcome.ALREADY_PUBLIC}:
            return Outcome.GRANTED
        return Outcome.PARTLY
    return None


def may_be_main(chosen: Outcome, outcomes: Sequence[Outcome]) -> bool:
    """Whether the application may count under `chosen`: it follows from the items, or is that of one of them."""
    follows = main_outcome(outcomes)
    return chosen == follows if follows else chosen in outcomes


class Question(Labelled):
    """The five questions of 苏规范, in order."""

    CORRECT = "correct", "补不补"
    PROPER = "proper", "该不该"
    HELD = "held", "有没有"
    GIVE = "give", "给不给"
    FIT = "fit", "当不当"
    RECTIFY = (
        "rectify",
        "对不对",
    )  # of a request for correction, in place of the four before the last (APP-12)


@dataclass(frozen=True)
class Choice:
    """One answer to a question: on to the next question, to an outcome, or to an act that comes first."""

    text: str
    help: str = ""
    next: Question | None = None
    outcome: Outcome | None = None
    act: Act | None = None


@dataclass(frozen=True)
class Asked:
    """A question as the officer reads it."""

    text: str
    help: str
    choices: tuple[Choice, ...]


QUESTIONS: dict[Question, Asked] = {
    Question.CORRECT: Asked(
        "申请写清楚了吗？",
        "看申请人的身份和联系方式、要什么信息、要什么形式（条例第二十九条）。",
        (
            Choice("写清楚了", next=Question.PROPER),
            Choice("不清楚，还没有告知过补正", "收到申请7个工作日内一次性告知。", act=Act.ASK_CORRECTION),
            Choice("已经补正，仍不清楚", outcome=Outcome.STILL_UNCLEAR),
            Choice("告知后逾期没有补正", "没有正当理由的视为放弃申请。", act=Act.LAPSE),
        ),
    ),
    Question.PROPER: Asked(
        "这是应当由本机关按政府信息公开办理的申请吗？",
        "看申请的性质，不看申请人的目的。",
        (
            Choice("是", next=Question.HELD),
            Choice("实际是信访、投诉、举报", outcome=Outcome.PETITION),
            Choice("同一申请人就同一信息已经答复过", outcome=Outcome.REPEATED),
            Choice("要的是公报、报刊、书籍等公开出版物", outcome=Outcome.PUBLICATION),
            Choice("数量、频次明显不合理，说明的理由也不合理", outcome=Outcome.EXCESSIVE),
            Choice("要求确认或者重新出具已经拿到的信息", outcome=Outcome.RECONFIRM),
            Choice("工商、不动产登记资料等，专门规定了查询办法", outcome=Outcome.ADMIN_QUERY),
            Choice("不归本机关负责公开", outcome=Outcome.NOT_OURS),
        ),
    ),
    Question.HELD: Asked(
        "本机关有这份信息吗？",
        "制作的、获取并保存的都算。没有的，要先认真查找并留下记录。",
        (
            Choice("有", next=Question.GIVE),
            Choice("查过，没有", outcome=Outcome.NOT_EXISTING),
            Choice("没有现成的，需要另行加工、分析", outcome=Outcome.NEEDS_MAKING),
        ),
    ),
    Question.GIVE: Asked(
        "能不能给？",
        "能给一部分的给一部分。可能损害第三方权益的，先书面征求意见。",
        (
            Choice("已经主动公开了", outcome=Outcome.ALREADY_PUBLIC),
            Choice("可以公开", outcome=Outcome.GRANTED),
            Choice("只能公开一部分", outcome=Outcome.PARTLY),
            Choice("涉及第三方，还没有征求意见", act=Act.CONSULT),
            Choice("第三方不同意且理由合理", outcome=Outcome.THIRD_PARTY),
            Choice("国家秘密", "不要在本系统写入秘密内容。", outcome=Outcome.STATE_SECRET),
            Choice("法律、行政法规禁止公开", outcome=Outcome.FORBIDDEN_BY_LAW),
            Choice("会危及“三安全一稳定”", outcome=Outcome.SECURITY),
            Choice("人事、后勤、内部工作流程", outcome=Outcome.INTERNAL),
            Choice("讨论记录、过程稿、磋商信函、请示报告", outcome=Outcome.PROCESS),
            Choice("行政执法案卷", outcome=Outcome.ENFORCEMENT_FILE),
        ),
    ),
    Question.FIT: Asked(
        "这样答复妥当吗？",
        "送审前再看一遍。",
        (
            Choice("按申请人要求的形式提供，或者写明了换一种形式的理由（条例第四十条）"),
            Choice("事实写清楚了，依据写到条、款、项"),
            Choice("没有写出第三方和其他人的个人信息"),
            Choice("救济途径与答复结果相符"),
        ),
    ),
    Question.RECTIFY: Asked(
        "核实的结果是什么？",
        "要求更正的须是与申请人自己有关的信息，并有证据（条例第四十一条）。",
        (
            Choice("记录确有错误，已经更正", outcome=Outcome.AMENDED),
            Choice("记录没有错误，不予更正", outcome=Outcome.NOT_AMENDED),
            Choice("不归本机关更正，已转送有权更正的机关", outcome=Outcome.PASSED_ON),
            Choice("不归本机关更正，告知向有关机关提出", outcome=Outcome.SENT_ELSEWHERE),
            Choice("缺少证据或者说不清，还没有告知过补正", act=Act.ASK_CORRECTION),
        ),
    ),
}
_WAYS = {
    CaseKind.REQUEST: (Question.CORRECT, Question.PROPER, Question.HELD, Question.GIVE),
    CaseKind.RECTIFY: (Question.RECTIFY,),
}


def questions(kind: CaseKind) -> tuple[Question, ...]:
    """What is asked to reach an outcome, in order; the last look (当不当) comes when the answer is handed in."""
    return _WAYS[kind]


def outcomes_of(kind: CaseKind) -> tuple[Outcome, ...]:
    """How a case of this kind may be answered."""
    return RECTIFIED if kind == CaseKind.RECTIFY else CHOSEN


def path_to(outcome: Outcome) -> list[tuple[Question, Choice]]:
    """The answers that lead to an outcome, from the first question on; [] where no question leads there."""
    way: list[tuple[Question, Choice]] = []
    for question in questions(CaseKind.RECTIFY if outcome in RECTIFIED else CaseKind.REQUEST):
        onward = None
        for choice in QUESTIONS[question].choices:
            if choice.outcome == outcome:
                return [*way, (question, choice)]
            onward = choice if choice.next else onward
        if onward is None:
            return []
        way.append((question, onward))
    return []
