"""Reading a printed 公开时限: text → clauses → part, body and remarks → rules.

Words that fit no form are kept as `unread`; nothing is guessed. Punctuation is brought to full width first,
Chinese numerals before a unit to digits.
"""

import re
from dataclasses import replace

from catalog.law.timelimits.forms import event_of, read_body, with_note
from catalog.law.timelimits.limit import TimeLimit
from catalog.law.timelimits.rules import Event, Rule, RuleKind

_HALF_TO_FULL = str.maketrans("():;,０１２３４５６７８９", "（）：；，0123456789")
_DIGITS = "一二三四五六七八九"
_NUMERAL = re.compile(
    rf"(?<![{_DIGITS}十百千统单唯])([两{_DIGITS}]?十[{_DIGITS}]?|[两{_DIGITS}])"
    r"(?=个?工作日|日|天|周|个月|年(?!度)|个?小时)"
)
_SAVING = re.compile(
    r"[，；。]?（?(法律、?(?:行政)?法规[^；。（）]*另有规定的?，?(?:从其规定|依照其规定|除外))）?"
)
_EXTENSION = re.compile(r"(?:最多|最长)?可以?延长(\d+)个工作日")
_LATE_TRIGGER = re.compile(r"自?(?P<trigger>.+)之日起")


def parse(text: str) -> TimeLimit:
    """The rules of a printed 公开时限; never raises, what no form fits stands in `unread`."""
    clean = _normalise(text)
    savings = _SAVING.findall(clean)
    rules: list[Rule] = []
    unread: list[str] = []
    for clause in _split(_SAVING.sub("；", clean), "；。\n"):
        found, left = _read_clause(clause)
        rules += found
        unread += left
    rules += [Rule(RuleKind.BY_LAW, trigger=saving) for saving in savings]
    return TimeLimit(text, tuple(rules), "；".join(unread))


def _normalise(text: str) -> str:
    clean = re.sub(r"[^\S\n]+", "", text.strip()).translate(_HALF_TO_FULL)
    clean = clean.removeprefix("公开时限：")
    clean = _NUMERAL.sub(_to_digits, clean)
    clean = re.sub(r"(?<=[起后时])，(?=\d)", "", clean)
    clean = re.sub(r"(?<![一-龥])批(?=[前后])", "批准", clean)
    clean = re.sub(r"(?<![^/；。\n])年初", "每年年初", clean)
    return re.sub(r"(?<![^/；。\n])半年", "每半年", clean)


def _to_digits(match: re.Match[str]) -> str:
    """One to ninety-nine: 七 → 7, 十五 → 15, 三十 → 30."""
    tens, ten, ones = match[1].replace("两", "二").rpartition("十")
    value = (_DIGITS.index(tens) + 1 if tens else 1) * 10 if ten else 0
    return str(value + (_DIGITS.index(ones) + 1 if ones else 0))


def _split(text: str, separators: str) -> list[str]:
    """Split where a separator stands outside brackets; empty pieces are dropped."""
    pieces = [""]
    depth = 0
    for char in text:
        depth += (char == "（") - (char == "）")
        if depth <= 0 and char in separators:
            pieces.append("")
        else:
            pieces[-1] += char
    return [piece for piece in pieces if piece]


def _read_clause(clause: str) -> tuple[list[Rule], list[str]]:
    """Rules of one clause and what is left. A piece after a comma is a rule, or a note on the rule before it."""
    rules: list[Rule] = []
    unread: list[str] = []
    for piece in _split(clause, "，"):
        if found := _read_piece(piece):
            rules += found
        elif rules and not re.search(r"\d", piece):
            rules[-1] = with_note(rules[-1], piece)
        else:
            unread.append(piece)
    return rules, unread


def _read_piece(piece: str) -> list[Rule]:
    """part：body（remarks）, where the body may offer alternatives (/, 或)."""
    core, remarks = _trailing_brackets(piece)
    *parts, body = _split(core, "：") or [core]
    part = "：".join(parts)
    rules = _read_alternatives(body)
    if not rules:
        return []
    if part:
        rules = [_of_part(rule, part) for rule in rules]
    for remark in remarks:
        rules = _apply_remark(rules, remark)
    return rules


def _of_part(rule: Rule, part: str) -> Rule:
    """The rule for a part of the contents. 依申请公开 runs from the application (条例第三十三条)."""
    if part == "依申请公开" and rule.kind is RuleKind.AFTER_EVENT and not rule.trigger:
        rule = replace(rule, trigger="收到申请", event=Event.RECEIVED)
    return replace(rule, part="：".join(filter(None, (part, rule.part))))


def _read_alternatives(body: str) -> list[Rule]:
    pieces = [half for piece in _split(body, "/") for half in re.split(r"或(?=\d)", piece)]
    if len(pieces) > 1:
        read = [_read_piece(piece) for piece in pieces]
        if all(read):
            part = read[0][0].part
            return read[0] + [replace(rule, part=rule.part or part) for rules in read[1:] for rule in rules]
    return read_body(body)


def _trailing_brackets(piece: str) -> tuple[str, list[str]]:
    """“7日（河南）（可延长）” → “7日”, [“河南”, “可延长”]."""
    remarks: list[str] = []
    while piece.endswith("）"):
        depth = 0
        for start in range(len(piece) - 1, -1, -1):
            depth += (piece[start] == "）") - (piece[start] == "（")
            if depth == 0:
                break
        if depth or start == 0:
            break
        remarks.insert(0, piece[start + 1 : -1])
        piece = piece[:start]
    return piece, remarks


def _apply_remark(rules: list[Rule], remark: str) -> list[Rule]:
    """What brackets add: an extension, the event, further rules, or a note."""
    *others, last = rules
    if remark.startswith("注："):
        return [*others, with_note(last, remark.removeprefix("注："))]
    if extension := _EXTENSION.fullmatch(remark):
        return [*others, replace(last, max_extension=int(extension[1]))]
    if (late := _LATE_TRIGGER.fullmatch(remark)) and not last.trigger:
        return [*others, replace(last, trigger=late["trigger"], event=event_of(late["trigger"]))]
    if more := _read_alternatives(remark):
        return [*rules, *more]
    return [*others, with_note(last, remark)]
