"""Our texts of DOC-1 … DOC-15: ordered paragraphs with slots. A township puts the county's uniform text in their place.

A paragraph is text with `{slots}`; one that begins with “|” is a row of a table, its cells divided by “|”. Of an answer
there is a frame, whose `{decision}` is one body for each item by its outcome.
"""

import string
from collections.abc import Mapping
from dataclasses import dataclass

from disclosure.law.documents import PAPERS, Doc
from disclosure.law.outcomes import RULES, Outcome

# What the sheet itself prints around the paragraphs: number, addressee above, contact, agency and date below.
FRAMED = frozenset({"agency", "addressee", "contact", "date"})


@dataclass(frozen=True)
class Text:
    """Title and paragraphs of one paper."""

    title: str
    paragraphs: tuple[str, ...]


class TextRefused(ValueError):
    """A text that cannot be used. `str()` is a sentence for the administrator."""


_RECEIVED = "本机关于{received_on}收到您（贵单位）提出的政府信息公开申请（受理编号：{case_number}），申请公开的内容为：{requested}。"
_CONSEQUENCE = "{consequence}"

TEXTS: dict[Doc, Text] = {
    Doc.REGISTER: Text(
        "政府信息公开申请登记表",
        (
            "|受理编号|{number}|申请渠道|{channel}",
            "|收到申请日期|{received_on}|答复期限|{due_on}",
            "|申请人|{applicant}|承办单位|{unit}",
            "|所需信息|{requested}",
            "|提供形式|{form}",
            "|办理情况|{progress}",
        ),
    ),
    Doc.RECEIPT: Text(
        "政府信息公开申请接收回执",
        (
            "您（贵单位）于{received_on}提出的政府信息公开申请已经收到，申请公开的内容为：{requested}。",
            "受理编号：{number}。本机关将自收到申请之日起20个工作日内答复，答复期限为{due_on}；需要延长答复期限的，会在期限届满前书面告知。",
            "凭受理编号和查询码，可以在网站“依申请公开”栏目查询办理进度。",
        ),
    ),
    Doc.CORRECTION: Text(
        "政府信息公开申请补正告知书",
        (
            _RECEIVED,
            "经审查，申请内容需要补正。根据《中华人民共和国政府信息公开条例》第三十条的规定，请对下列内容作出补正：",
            "{points}",
            "补正的方法：{guidance}",
            "请于{until}前将补正材料提交本机关。答复期限自本机关收到补正的申请之日起计算。",
            _CONSEQUENCE,
        ),
    ),
    Doc.REASONS: Text(
        "政府信息公开申请说明理由告知书",
        (
            _RECEIVED,
            "{facts}",
            "根据《中华人民共和国政府信息公开条例》第三十五条的规定，请您（贵单位）于{until}前书面说明申请的理由。",
            _CONSEQUENCE,
        ),
    ),
    Doc.EXTENSION: Text(
        "政府信息公开申请延期答复告知书",
        (
            _RECEIVED,
            "因{reason}，不能在{due_on}前答复。根据《中华人民共和国政府信息公开条例》第三十三条第二款的规定，经本机关政府信息公开工作机构负责人同意，答复期限延长至{new_due_on}。",
        ),
    ),
    Doc.THIRD_PARTY: Text(
        "政府信息公开征求意见书",
        (
            "本机关收到一件政府信息公开申请，申请公开的内容为：{requested}。",
            "{concern}",
            "根据《中华人民共和国政府信息公开条例》第三十二条的规定，现书面征求您（贵单位）的意见。请自收到本征求意见书之日起15个工作日内，即{reply_by}前，填写所附确认函提出意见。可以选择：{options}。不同意公开或者只同意部分公开的，请说明理由。",
            "{silence}",
        ),
    ),
    Doc.REPLY_SLIP: Text(
        "征求意见确认函",
        (
            "|申请公开的内容|{requested}",
            "|意见（请在所选项前打勾）|{options}",
            "|理由|　",
            "|签名或者盖章|　|日期|　",
        ),
    ),
    Doc.CONSULTING: Text(
        "政府信息公开申请征求意见告知书",
        (
            _RECEIVED,
            "该信息的公开需要征求有关方面的意见，本机关已经依照《中华人民共和国政府信息公开条例》的规定书面征求意见。",
            "{effect}",
        ),
    ),
    Doc.DISCLOSE_ANYWAY: Text(
        "政府信息公开决定告知书",
        (
            "本机关就一件政府信息公开申请征求过您（贵单位）的意见。经审查，决定公开下列内容：{content}。",
            "理由：{reason}",
            "不公开会对公共利益造成重大影响：{interest}",
            "根据《中华人民共和国政府信息公开条例》第三十二条的规定，现将决定公开的内容和理由书面告知。",
            "{remedies}",
        ),
    ),
    Doc.JOINT_MAKER: Text(
        "征求意见函",
        (
            "本机关收到一件政府信息公开申请，申请公开的内容为：{requested}。该信息由贵机关与本机关共同制作。",
            "根据《中华人民共和国政府信息公开条例》第三十四条的规定，请贵机关自收到本函之日起15个工作日内，即{reply_by}前，提出是否公开的意见。",
            "{silence}",
        ),
    ),
    Doc.SEARCH: Text(
        "政府信息查找协办函",
        (
            "本机关正在办理一件政府信息公开申请，需要查找：{requested}。",
            "请于{reply_by}前回复查找结果，写明查了哪些系统和档案、用了哪些关键词、由谁查找、是否查到；没有查到的，也请回复。",
        ),
    ),
    Doc.FEE: Text(
        "政府信息公开信息处理费收费通知书",
        (
            _RECEIVED,
            "根据{basis}，本件收取信息处理费。计费方式：{tariff}。数量：{quantity}。金额：{amount}元。",
            "缴费办法：{how_to_pay}",
            "请于{until}前缴纳。",
            _CONSEQUENCE,
        ),
    ),
    Doc.ANSWER: Text("政府信息公开申请答复书", (_RECEIVED, "{decision}", "{remedies}")),
    Doc.DELIVERY: Text(
        "送达回证",
        (
            "|送达文书|{document}",
            "|受送达人|{addressee}|送达方式|{way}",
            "|送达地址|{address}",
            "|受送达人签名或者盖章|{signature}",
            "|代收人及与受送达人的关系|{relation}",
            "|送达人|{server}|见证人|{witness}",
            "|拒收事由|{refusal}",
        ),
    ),
    Doc.INVENTORY: Text("卷内目录", ("|受理编号|{number}", "{papers}")),
}

_ASKED = "本机关于{received_on}收到您（贵单位）提出的更正政府信息的请求（受理编号：{case_number}），请求更正的内容为：{requested}。"
# The papers a request for correction of one's own data needs in other words (APP-12).
RECTIFYING: dict[Doc, Text] = {
    Doc.REGISTER: Text("更正政府信息请求登记表", TEXTS[Doc.REGISTER].paragraphs),
    Doc.RECEIPT: Text(
        "更正政府信息请求接收回执",
        (
            "您（贵单位）于{received_on}提出的更正政府信息的请求已经收到，请求更正的内容为：{requested}。",
            "受理编号：{number}。本机关将在{due_on}前核实并告知结果。",
            "凭受理编号和查询码，可以在网站“依申请公开”栏目查询办理进度。",
        ),
    ),
    Doc.CORRECTION: Text(
        "更正政府信息请求补正告知书",
        (
            _ASKED,
            "经审查，请求的内容或者证据需要补正。请对下列内容作出补正：",
            "{points}",
            "补正的方法：{guidance}",
            "请于{until}前将补正材料提交本机关。办理期限自本机关收到补正的请求之日起计算。",
            "无正当理由逾期不补正的，本机关不再处理该更正请求。",
        ),
    ),
    Doc.EXTENSION: Text(
        "更正政府信息请求延期办理告知书",
        (
            _ASKED,
            "因{reason}，不能在{due_on}前办结。经本机关政府信息公开工作机构负责人同意，办理期限延长至{new_due_on}。",
        ),
    ),
    Doc.ANSWER: Text("更正政府信息请求办理结果告知书", (_ASKED, "{decision}", "{remedies}")),
}

_FIND = "经查，"
_UNDER = "根据{basis}的规定，"
BODIES: dict[Outcome, tuple[str, ...]] = {
    Outcome.ALREADY_PUBLIC: (
        f"{_FIND}您（贵单位）申请公开的信息已经主动公开。{_UNDER}告知获取的方式和途径：{{way}}",
    ),
    Outcome.GRANTED: (
        f"{_FIND}您（贵单位）申请公开的信息可以公开。{_UNDER}现予以公开：{{given}}",
        "提供的方式和途径：{way}",
    ),
    Outcome.PARTLY: (
        f"{_FIND}您（贵单位）申请公开的信息含有不应当公开的内容，但是能够作区分处理。{_UNDER}公开下列部分：{{given}}",
        "下列部分不予公开：{withheld}。不予公开的理由属于：{ground}。{reason}",
    ),
    Outcome.STATE_SECRET: (
        f"{_FIND}您（贵单位）申请公开的信息属于国家秘密。{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.FORBIDDEN_BY_LAW: (
        f"{_FIND}您（贵单位）申请公开的信息属于{{law}}禁止公开的信息。{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.SECURITY: (
        f"{_FIND}您（贵单位）申请公开的信息公开后可能危及{{which}}。{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.THIRD_PARTY: (
        f"{_FIND}您（贵单位）申请公开的信息，公开会损害第三方合法权益。{{enquiry}}",
        f"{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.INTERNAL: (
        f"{_FIND}您（贵单位）申请公开的信息属于行政机关的内部事务信息（{{which}}）。{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.PROCESS: (
        f"{_FIND}您（贵单位）申请公开的信息属于行政机关在履行行政管理职能过程中形成的过程性信息（{{which}}）。{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.ENFORCEMENT_FILE: (
        f"{_FIND}您（贵单位）申请公开的信息属于行政执法案卷信息（{{file}}）。{_UNDER}不予公开。理由：{{reason}}",
    ),
    Outcome.ADMIN_QUERY: (
        f"{_FIND}您（贵单位）申请公开的信息，{{law}}对信息的获取有特别规定。{_UNDER}请按照该规定办理：{{where}}",
    ),
    Outcome.AMENDED: ("经核实：{checked}", f"{_UNDER}现予更正：{{amended}}"),
    Outcome.NOT_AMENDED: (
        "经核实：{checked}",
        f"{_UNDER}对您（贵单位）的更正请求，不予更正。理由：{{reason}}",
    ),
    Outcome.PASSED_ON: (
        "经核实，您（贵单位）请求更正的信息不属于本机关职能范围。{reason}",
        f"{_UNDER}已将您（贵单位）的请求转送有权更正的机关：{{agency}}",
    ),
    Outcome.SENT_ELSEWHERE: (
        "经核实，您（贵单位）请求更正的信息不属于本机关职能范围。{reason}",
        f"{_UNDER}请向有权更正的机关提出：{{agency}}",
    ),
    Outcome.NOT_EXISTING: (
        f"{_FIND}本机关进行了查找：{{search}}",
        f"经查找，您（贵单位）申请公开的信息不存在。{_UNDER}现予告知。",
    ),
    Outcome.NOT_OURS: (
        f"{_FIND}您（贵单位）申请公开的信息不属于本机关负责公开。理由：{{reason}}",
        f"{_UNDER}现予告知。{{agency_line}}",
    ),
    Outcome.NEEDS_MAKING: (
        f"{_FIND}本机关没有您（贵单位）申请公开的现成信息，需要对现有信息进行加工、分析。理由：{{reason}}",
        f"{_UNDER}不予提供。",
    ),
    Outcome.STILL_UNCLEAR: (
        "您（贵单位）补正后，申请内容仍不明确：{unclear}",
        f"{_UNDER}本机关无法提供。",
    ),
    Outcome.PETITION: (
        f"{_FIND}您（贵单位）以政府信息公开申请的形式进行信访、投诉、举报等活动。理由：{{reason}}",
        f"{_UNDER}不作为政府信息公开申请处理。{{channel_line}}",
    ),
    Outcome.REPEATED: (
        f"{_FIND}您（贵单位）就同一政府信息向本机关提出过申请（受理编号：{{earlier_number}}），本机关已于{{earlier_on}}答复。{_UNDER}不予重复处理。",
    ),
    Outcome.PUBLICATION: (
        f"{_FIND}您（贵单位）申请公开的是{{title}}等公开出版物。{_UNDER}不作为政府信息公开申请处理。{{way_line}}",
    ),
    Outcome.EXCESSIVE: (
        f"{_FIND}您（贵单位）申请公开政府信息的数量、频次明显超过合理范围，本机关已要求说明理由。{{unreasonable}}",
        f"{_UNDER}不予处理。",
    ),
    Outcome.RECONFIRM: ("{reason}", "您（贵单位）要求本机关确认或者重新出具已经获取的信息，本机关不予处理。"),
}
# Sentences that stand only where their fact is given.
OPTIONAL_LINES = {
    "agency_line": ("agency", "该信息由下列机关负责公开：{agency_given}"),
    "channel_line": ("channel", "有关事项可以通过下列渠道反映：{channel_given}"),
    "way_line": ("way", "可以通过下列途径获取：{way_given}"),
}
EARLIER = frozenset({"earlier_number", "earlier_on"})


def slots_of(paragraphs: tuple[str, ...] | list[str]) -> set[str]:
    """The slots used in paragraphs.

    Raises:
        TextRefused: braces that do not pair, or a slot with a format.
    """
    found: set[str] = set()
    for paragraph in paragraphs:
        try:
            parts = list(string.Formatter().parse(paragraph))
        except ValueError:
            raise TextRefused(f"花括号要成对：“{paragraph[:30]}”。") from None
        for _, name, spec, conversion in parts:
            if name is None:
                continue
            if spec or conversion or not name.isidentifier():
                raise TextRefused(f"占位只能写成 {{名称}}：“{{{name}}}”。")
            found.add(name)
    return found


def allowed_slots(doc: Doc, outcome: Outcome | None = None) -> set[str]:
    """Slots a township's own text may use: those of the paper, of the case, and those our text uses."""
    if doc == Doc.ANSWER and outcome:
        own = {fact.key for fact in RULES[outcome].facts} | slots_of(BODIES[outcome])
        return own | {"basis"}
    return (
        set(PAPERS[doc].parts) | slots_of(TEXTS[doc].paragraphs) | {"case_number", "requested", "received_on"}
    )


def checked(doc: Doc, paragraphs: list[str], outcome: Outcome | None = None) -> list[str]:
    """A township's paragraphs, if the paper can be made of them.

    Raises:
        TextRefused: none, an unknown slot, or one that must be there left out (DOC-R1, DOC-R2, REM-6).
    """
    if not any(paragraph.strip() for paragraph in paragraphs):
        raise TextRefused("正文不能为空。")
    used, allowed = slots_of(paragraphs), allowed_slots(doc, outcome)
    if unknown := sorted(used - allowed):
        raise TextRefused(f"没有“{{{unknown[0]}}}”这个占位。可以用：{'、'.join(sorted(allowed))}。")
    if lacking := sorted(required_slots(doc, outcome) - used):
        raise TextRefused(f"缺少“{{{lacking[0]}}}”，这种文书必须写明。")
    return paragraphs


def required_slots(doc: Doc, outcome: Outcome | None = None) -> set[str]:
    """Slots a text must use."""
    if doc == Doc.ANSWER and outcome:
        return {fact.key for fact in RULES[outcome].facts if fact.required} & slots_of(BODIES[outcome])
    required = set(PAPERS[doc].parts) - FRAMED
    if doc == Doc.ANSWER:
        required -= {"basis"}  # each body cites its own
    return required & slots_of(TEXTS[doc].paragraphs)


def filled(paragraphs: tuple[str, ...] | list[str], slots: Mapping[str, str]) -> list[str]:
    """Paragraphs with their slots filled; a slot with several lines becomes several paragraphs, an empty one none.

    What people typed stands in for a slot and is never read as one itself.

    Raises:
        KeyError: a slot nobody filled.
    """
    lines: list[str] = []
    for paragraph in paragraphs:
        text = "".join(
            before + (str(slots[name]) if name is not None else "")
            for before, name, _, _ in string.Formatter().parse(paragraph)
        )
        lines += [text.replace("\n", "\u2028")] if text.startswith("|") else text.split("\n")
    return [line.strip() for line in lines if line.strip()]
