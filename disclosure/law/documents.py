"""The papers of a case: DOC-1 … DOC-15, what each must contain, how they are numbered (section G)."""

import string
from dataclasses import dataclass

from catalog.law.vocabulary import Labelled


class Doc(Labelled):
    """Kinds of paper, in the order of the rule book."""

    REGISTER = "DOC-1", "申请登记表"
    RECEIPT = "DOC-2", "接收回执"
    CORRECTION = "DOC-3", "补正告知书"
    REASONS = "DOC-4", "说明理由告知书"
    EXTENSION = "DOC-5", "延期答复告知书"
    THIRD_PARTY = "DOC-6", "征求意见书（第三方）"
    REPLY_SLIP = "DOC-7", "征求意见确认函"
    CONSULTING = "DOC-8", "征求意见告知书（申请人）"
    DISCLOSE_ANYWAY = "DOC-9", "依申请公开告知书（第三方）"
    JOINT_MAKER = "DOC-10", "征求意见书（共同制作机关）"
    SEARCH = "DOC-11", "协办函"
    FEE = "DOC-12", "收费通知书"
    ANSWER = "DOC-13", "答复书"
    DELIVERY = "DOC-14", "送达回证"
    INVENTORY = "DOC-15", "卷内目录"


class Addressee(Labelled):
    APPLICANT = "applicant", "申请人"
    THIRD_PARTY = "third_party", "第三方"
    AGENCY = "agency", "共同制作机关"
    UNIT = "unit", "有关单位"
    FILE = "file", "存卷"


@dataclass(frozen=True)
class Paper:
    """What holds for a kind of paper.

    parts: slots its text must fill (DOC-R1, DOC-R2), checked when it is made. pattern: default 文号; "" where the paper
    has none. suffix of the pattern's word is configuration.
    """

    to: Addressee
    parts: tuple[str, ...]
    pattern: str = ""
    remedies: bool = False


_COMMON = ("agency", "addressee", "received_on", "requested", "contact", "date")
PAPERS: dict[Doc, Paper] = {
    Doc.REGISTER: Paper(Addressee.FILE, ("agency", "number", "received_on", "requested", "channel", "due_on")),
    Doc.RECEIPT: Paper(Addressee.APPLICANT, (*_COMMON, "number", "due_on")),
    Doc.CORRECTION: Paper(
        Addressee.APPLICANT, (*_COMMON, "points", "guidance", "until", "consequence"), "{agency}公补〔{year}〕{serial}号"
    ),
    Doc.REASONS: Paper(
        Addressee.APPLICANT, (*_COMMON, "facts", "until", "consequence"), "{agency}公理〔{year}〕{serial}号"
    ),
    Doc.EXTENSION: Paper(
        Addressee.APPLICANT, (*_COMMON, "due_on", "new_due_on", "reason"), "{agency}公延〔{year}〕{serial}号"
    ),
    Doc.THIRD_PARTY: Paper(
        Addressee.THIRD_PARTY,
        ("agency", "addressee", "requested", "concern", "reply_by", "silence", "options", "contact", "date"),
        "{agency}公征〔{year}〕{serial}号",
    ),
    Doc.REPLY_SLIP: Paper(Addressee.THIRD_PARTY, ("agency", "addressee", "requested", "options")),
    Doc.CONSULTING: Paper(Addressee.APPLICANT, (*_COMMON, "effect"), "{agency}公告〔{year}〕{serial}号"),
    Doc.DISCLOSE_ANYWAY: Paper(
        Addressee.THIRD_PARTY,
        ("agency", "addressee", "content", "reason", "interest", "remedies", "contact", "date"),
        "{agency}公知〔{year}〕{serial}号",
        remedies=True,
    ),
    Doc.JOINT_MAKER: Paper(
        Addressee.AGENCY,
        ("agency", "addressee", "requested", "reply_by", "silence", "contact", "date"),
        "{agency}公函〔{year}〕{serial}号",
    ),
    Doc.SEARCH: Paper(
        Addressee.UNIT, ("agency", "addressee", "requested", "reply_by", "contact", "date"), "{agency}公协〔{year}〕{serial}号"
    ),
    Doc.FEE: Paper(
        Addressee.APPLICANT,
        (*_COMMON, "basis", "tariff", "quantity", "amount", "how_to_pay", "until", "consequence"),
        "{agency}公费〔{year}〕{serial}号",
    ),
    Doc.ANSWER: Paper(
        Addressee.APPLICANT, (*_COMMON, "decision", "basis", "remedies"), "{agency}公复〔{year}〕{serial}号", remedies=True
    ),
    Doc.DELIVERY: Paper(
        Addressee.FILE, ("agency", "document", "addressee", "address", "way", "signature", "server", "refusal", "witness")
    ),
    Doc.INVENTORY: Paper(Addressee.FILE, ("agency", "number", "papers")),
}  # fmt: skip
NUMBERED = tuple(doc for doc, paper in PAPERS.items() if paper.pattern)
_FIELDS = {"agency", "year", "serial"}


class PatternRefused(ValueError):
    """A pattern of 文号 that cannot be used. `str()` is a sentence for the administrator."""


def document_number(pattern: str, *, agency: str, year: int, serial: int) -> str:
    """A 文号 (DOC-R3): agency's word, six-angle brackets, no leading zeros.

    Raises:
        PatternRefused: see `checked_pattern`.
    """
    return checked_pattern(pattern).format(agency=agency, year=year, serial=serial)


def checked_pattern(pattern: str) -> str:
    """The pattern, if papers can be numbered by it.

    Raises:
        PatternRefused: year or serial missing, an unknown or formatted slot, 第 before the number, or other brackets.
    """
    try:
        slots = list(string.Formatter().parse(pattern))
    except ValueError:
        raise PatternRefused("花括号要成对。") from None
    names = [name for _, name, _, _ in slots if name is not None]
    if set(names) - _FIELDS or any(spec or conversion for _, _, spec, conversion in slots):
        raise PatternRefused("只能用 {agency}、{year}、{serial} 三个占位，不加格式，序号前不补零。")
    if not {"year", "serial"} <= set(names):
        raise PatternRefused("要有年份 {year} 和序号 {serial}。")
    if "第{serial}" in pattern or "〔{year}〕" not in pattern:
        raise PatternRefused("按公文格式，年份放在六角括号〔〕里，序号前不写“第”。")
    return pattern
