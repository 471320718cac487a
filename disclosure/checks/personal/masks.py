"""How personal data may be shown on a public page (PII-3); what has been shown so is no hit any more."""

import re
from collections.abc import Callable, Collection, Iterator
from html import unescape

from disclosure.checks.personal.kinds import Kind
from disclosure.checks.personal.numbers import find, normal

STAR = "*"
GONE = "***"
_MASKED = re.compile("[*＊×✕●○█■某]|[xX]{2,}|尾号")
_TOWNSHIP = re.compile(r".*?(?:街道|[^村社区组号]{1,8}?(?:镇|乡))(?!村|社区)")
_COUNTY = re.compile(r".*(?:[县市旗]|[^社小园]区)")
_DOUBLE_SURNAMES = frozenset(
    [
        "欧阳",
        "太史",
        "端木",
        "上官",
        "司马",
        "东方",
        "独孤",
        "南宫",
        "夏侯",
        "诸葛",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "皇甫",
        "宇文",
        "长孙",
        "司徒",
        "司空",
        "百里",
        "呼延",
        "东郭",
        "轩辕",
    ]
)
_BLOCK = re.compile(r"<(?:/?(?:p|div|li|ul|ol|tr|table|h[1-6]|blockquote|caption)|br|hr)\b", re.IGNORECASE)
_CELL = re.compile(r"</t[dh]\b", re.IGNORECASE)
_MARK = re.compile(
    r"<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>|&#?\w{1,31};", re.DOTALL | re.IGNORECASE
)


def mask_value(kind: Kind, text: str) -> str:
    """One value as it may be published; what may never be published leaves only a mark."""
    text = text.strip()
    mask = _MASKS.get(kind)
    return mask(text) if mask and text else GONE if text else ""


def is_masked(text: str) -> bool:
    """Whether someone has already covered part of the value: 张*, 138****1234, 李某."""
    return bool(_MASKED.search(text))


def mask_text(text: str, kinds: Collection[Kind] | None = None) -> tuple[str, int]:
    """The text with every number of these kinds (default: all) masked, and how many there were."""
    parts, at, count = [], 0, 0
    for found in find(text):
        if kinds is not None and found.kind not in kinds:
            continue
        parts += [text[at : found.start], mask_value(found.kind, found.value)]
        at, count = found.end, count + 1
    return "".join([*parts, text[at:]]), count


def mask_html(html: str, kinds: Collection[Kind] | None = None) -> tuple[str, int]:
    """The same for mark-up: numbers are sought in the text people see, also across tags; the tags stay."""
    text, places = visible_text(html)
    parts, at, count = [], 0, 0
    for found in find(text):
        if kinds is not None and found.kind not in kinds:
            continue
        start, end = places[found.start][0], places[found.end - 1][1]
        inner = "".join(mark for mark in _MARK.findall(html[start:end]) if mark.startswith("<"))
        parts += [html[at:start], mask_value(found.kind, found.value), inner]
        at, count = end, count + 1
    return "".join([*parts, html[at:]]), count


def visible_text(html: str) -> tuple[str, list[tuple[int, int]]]:
    """The text of mark-up and, for each character, where it comes from in the mark-up."""
    text: list[str] = []
    places: list[tuple[int, int]] = []
    for piece, start, end in _pieces(html):
        text.append(piece)
        if len(piece) == end - start:
            places += [(at, at + 1) for at in range(start, end)]
        else:
            places += [(start, end)] * len(piece)
    return "".join(text), places


def _pieces(html: str) -> Iterator[tuple[str, int, int]]:
    at = 0
    for mark in _MARK.finditer(html):
        if mark.start() > at:
            yield html[at : mark.start()], at, mark.start()
        at = mark.end()
        if mark[0].startswith("&"):
            yield unescape(mark[0]), mark.start(), at
        elif _BLOCK.match(mark[0]):
            yield "\n", mark.start(), at
        elif _CELL.match(mark[0]):
            yield "\t", mark.start(), at
    if at < len(html):
        yield html[at:], at, len(html)


# ---- one kind each -------------------------------------------------------------------------------------------
def _id_card(text: str) -> str:
    value = re.sub(r"[^0-9Xx]", "", normal(text))
    return value[:2] + STAR * max(len(value) - 5, 3) + value[-3:] if len(value) > 5 else GONE


def _mobile(text: str) -> str:
    value = re.sub(r"\D", "", normal(text))[-11:]
    return f"{value[:3]}****{value[-4:]}" if len(value) == 11 else GONE


def _bank_card(text: str) -> str:
    value = re.sub(r"\D", "", normal(text))
    return f"****{value[-4:]}" if len(value) > 8 else GONE


def _email(text: str) -> str:
    name, _, domain = text.partition("@")
    return f"{name[:1]}***@{domain}"


def _name(text: str) -> str:
    kept = 2 if text[:2] in _DOUBLE_SURNAMES and len(text) > 2 else 1
    return text[:kept] + STAR * min(max(len(text) - kept, 1), 3)


def _address(text: str) -> str:
    """Only as far as 乡镇 or 街道; if none is named, as far as the county."""
    for part in (_TOWNSHIP, _COUNTY):
        if match := part.match(text):
            return match[0]
    return GONE


_MASKS: dict[Kind, Callable[[str], str]] = {
    Kind.ID_CARD: _id_card,
    Kind.ID_CARD_15: _id_card,
    Kind.MOBILE: _mobile,
    Kind.BANK_CARD: _bank_card,
    Kind.EMAIL: _email,
    Kind.NAME: _name,
    Kind.ADDRESS: _address,
}
