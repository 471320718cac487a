"""From slots to the text of one paper, whatever it is printed as."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from disclosure.law.documents import PAPERS, Doc
from disclosure.law.outcomes import RECTIFIED, RULES, Outcome
from disclosure.sheets.letters.texts import BODIES, OPTIONAL_LINES, RECTIFYING, TEXTS, Text, filled, slots_of

_NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Block:
    """One paragraph, or one row of a table."""

    text: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class LetterText:
    """What page, DOCX and PDF are made of."""

    title: str
    number: str
    addressee: str
    blocks: tuple[Block, ...]
    agency: str
    date: str
    contact: str
    heading: str = ""  # the agency's name above the title

    def stored(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "LetterText":
        blocks = tuple(Block(block["text"], tuple(block["cells"])) for block in kept["blocks"])
        return cls(**{**kept, "blocks": blocks})


@dataclass(frozen=True)
class Incomplete(Exception):
    """Parts the paper must state are empty (DOC-R1, DOC-R2)."""

    doc: Doc
    parts: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.doc.label}还缺：{'、'.join(PARTS.get(part, part) for part in self.parts)}。"


PARTS = {
    "agency": "机关名称", "addressee": "受文人", "received_on": "收到申请的日期", "requested": "申请公开的内容",
    "contact": "联系人和电话", "date": "日期", "number": "受理编号", "due_on": "答复期限", "points": "需要补正的内容",
    "guidance": "补正的方法", "until": "截止日期", "consequence": "逾期的后果", "facts": "数量、频次的情况",
    "new_due_on": "延长后的期限", "reason": "理由", "concern": "为什么征求意见", "reply_by": "回复期限",
    "silence": "不答复的后果", "options": "可选的意见", "effect": "对答复期限的影响", "content": "决定公开的内容",
    "interest": "公共利益", "remedies": "救济途径", "basis": "依据", "tariff": "计费方式", "quantity": "数量",
    "amount": "金额", "how_to_pay": "缴费办法", "decision": "答复内容", "channel": "申请渠道", "document": "送达文书",
    "address": "送达地址", "way": "送达方式", "signature": "签收", "server": "送达人", "refusal": "拒收事由",
    "witness": "见证人", "papers": "文书清单",
}  # fmt: skip
# May be printed empty: filled in by pen, or there is nothing to say.
BY_PEN = {Doc.DELIVERY: {"signature", "refusal", "witness", "server", "address"}, Doc.REPLY_SLIP: set()}


@dataclass(frozen=True)
class ItemAnswered:
    """One item of an answer. earlier: number and day of the earlier answer (OUT-17)."""

    outcome: Outcome
    facts: Mapping[str, str]
    title: str = ""
    earlier: tuple[str, date] | None = None
    body: Sequence[str] | None = None  # the township's own, in place of ours


def compose(
    doc: Doc,
    slots: Mapping[str, str],
    *,
    number: str = "",
    text: Text | None = None,
    rows: Sequence[Sequence[str]] = (),
) -> LetterText:
    """The text of a paper.

    Args:
        slots: every part of PAPERS[doc], as text; days as `day()` writes them.
        number: its 文号; "" for a draft.
        text: the township's own; ours without.
        rows: of DOC-15, the papers.

    Raises:
        Incomplete: a part is missing or empty.
    """
    given = {key: value.strip() for key, value in slots.items()}
    if rows:
        given["papers"] = "……"
    empty = [part for part in PAPERS[doc].parts if not given.get(part) and part not in BY_PEN.get(doc, set())]
    if doc == Doc.ANSWER and "basis" in empty:
        empty.remove("basis")  # cited in each decision; OUT-20 has none
    if empty:
        raise Incomplete(doc, tuple(empty))
    chosen = text or TEXTS[doc]
    blanks = dict.fromkeys((*PAPERS[doc].parts, *BY_PEN.get(doc, ())), "")
    blocks: list[Block] = []
    for line in filled(chosen.paragraphs, _Defaulting({**blanks, **given})):
        if line == "……" and rows:
            blocks += [Block(cells=tuple(row)) for row in rows]
        elif line.startswith("|"):
            blocks.append(
                Block(
                    cells=tuple(cell.replace("\u2028", "\n").strip() or "　" for cell in line[1:].split("|"))
                )
            )
        else:
            blocks.append(Block(line))
    return LetterText(
        chosen.title, number, "" if doc in _FORMS else given.get("addressee", ""), tuple(blocks),
        given["agency"], given.get("date", ""), given.get("contact", ""), given["agency"],
    )  # fmt: skip


_FORMS = frozenset({Doc.REGISTER, Doc.DELIVERY, Doc.INVENTORY})


class _Defaulting(dict[str, str]):
    """Slots of the case nobody filled read as empty; required parts were checked before."""

    def __missing__(self, key: str) -> str:
        return ""


def sample(doc: Doc, text: Text, outcome: Outcome | None = None) -> LetterText:
    """A township's own text with every slot shown as 【its name】, to be looked at before it is kept.

    Args:
        outcome: text is the body of an answer with this outcome, shown inside our frame.
    """
    slots = {part: f"【{PARTS[part]}】" for part in (*PAPERS[doc].parts, *BY_PEN.get(doc, ()))}
    slots |= {name: f"【{PARTS.get(name, name)}】" for name in slots_of(text.paragraphs)} | {
        "case_number": "【受理编号】", "requested": "【申请公开的内容】", "received_on": "【收到申请的日期】",
    }  # fmt: skip
    rows = (("序号", "材料名称"), ("1", "【材料】")) if "papers" in slots else ()
    if outcome is None:
        return compose(doc, slots, number="【文号】", text=text, rows=rows)
    facts = {
        fact.key: fact.choices[0][0] if fact.choices else f"【{fact.label}】" for fact in RULES[outcome].facts
    }
    item = ItemAnswered(
        outcome, facts, earlier=("【前一次申请的受理编号】", date(2026, 3, 9)), body=text.paragraphs
    )
    frame = RECTIFYING[doc] if outcome in RECTIFIED else TEXTS[doc]
    return compose(
        doc,
        slots | {"decision": decision([item])},
        number="【文号】",
        text=Text(text.title, frame.paragraphs),
    )


def decision(items: Sequence[ItemAnswered]) -> str:
    """What an answer decides, item by item, as lines; with several items each is named first."""
    lines: list[str] = []
    for n, item in enumerate(items, 1):
        if len(items) > 1:
            lines.append(f"{_numeral(n)}、关于{item.title or f'第{_numeral(n)}项申请'}")
        lines += _body(item)
    return "\n".join(lines)


def _body(item: ItemAnswered) -> list[str]:
    rule = RULES[item.outcome]
    slots = {fact.key: item.facts.get(fact.key, "").strip() for fact in rule.facts}
    for fact in rule.facts:
        if fact.choices:
            slots[fact.key] = dict(fact.choices).get(slots[fact.key], slots[fact.key])
    slots["basis"] = rule.basis
    for line, (key, sentence) in OPTIONAL_LINES.items():
        value = slots.get(key, "")
        slots[line] = sentence.format(**{f"{key}_given": value}) if value else ""
    if item.earlier:
        slots["earlier_number"], slots["earlier_on"] = item.earlier[0], day(item.earlier[1])
    return [_ended(line) for line in filled(tuple(item.body or BODIES[item.outcome]), slots)]


def _ended(line: str) -> str:
    return line if line[-1] in "。！？；：…）" else f"{line}。"


def _numeral(n: int) -> str:
    if n <= 10:
        return _NUMERALS[n]
    return f"十{_NUMERALS[n - 10]}" if n < 20 else str(n)


def day(d: date) -> str:
    """A day as papers write it."""
    return f"{d.year}年{d.month}月{d.day}日"
