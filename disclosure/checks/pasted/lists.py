"""Lists that were pasted as paragraphs: Word's and WPS's own numbering, and bullets typed by hand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from disclosure.checks.pasted.markup import Element
from disclosure.checks.pasted.runs import BREAK, Leaf, tidied

_LEVEL = re.compile(r"level(\d)")
_DECIMAL = re.compile(r"(\d{1,3})[.、．)）]")  # the only numbering an <ol> shows as it was written
_WRITTEN = re.compile(
    r"[（(]?(\d|[a-z]{1,4}|[一二三四五六七八九十百零〇]+)[.、．)）]|第.+|[①-⑳].?|\d+(\.\d+)+\.?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"(?:[•●■◆➢➤▪‣\uf000-\uf0ff]\s*|·\s+)(?=\S)")


@dataclass
class Item:
    """One paragraph that is an item of a list, until its neighbours are known."""

    level: int
    ordered: bool
    number: int
    content: "list[Element | str]" = field(default_factory=list)


class WordItem(NamedTuple):
    level: int  # 0 for a number that has to stay text, such as （一）
    ordered: bool
    number: int
    body: Element


def word_item(paragraph: Element) -> WordItem | None:
    """What `mso-list` says of a paragraph: level, kind, and the paragraph without the painted number."""
    level = _LEVEL.search(paragraph.style().get("mso-list", ""))
    if level is None:
        return None
    body, marker = _without_marker(paragraph)
    text = "".join(marker.split()).strip("\xa0")
    depth = min(int(level[1]), 6)
    if decimal := _DECIMAL.fullmatch(text):
        return WordItem(depth, True, int(decimal[1]), body)
    if _WRITTEN.fullmatch(text):
        body.children.insert(0, text)
        return WordItem(0, False, 1, body)
    return WordItem(depth, False, 1, body)


def _without_marker(one: Element) -> tuple[Element, str]:
    """A copy without `mso-list:Ignore` spans, and their words."""
    kept, marker = Element(one.tag, {name: value for name, value in one.attrs.items() if name != "style"}), ""
    for child in one.children:
        if isinstance(child, str):
            kept.children.append(child)
        elif child.style().get("mso-list") == "ignore":
            marker += child.text()
        else:
            inner, found = _without_marker(child)
            inner.attrs = child.attrs
            kept.children.append(inner)
            marker += found
    return kept, marker


def marked_item(leaves: Sequence[Leaf]) -> list[Leaf] | None:
    """The words after a bullet typed in front of a paragraph; none where there is no bullet."""
    if not leaves or leaves[0].value == BREAK:
        return None
    first = leaves[0]
    text = first.value if len(leaves) == 1 else first.value + "\x00"  # a bullet may be all of its own run
    match = _BULLET.match(text)
    if match is None:
        return None
    return tidied([Leaf(text[match.end() :].rstrip("\x00"), first.marks), *leaves[1:]]) or None


def grouped(blocks: "Sequence[Element | Item]") -> list[Element]:
    """Blocks with neighbouring items gathered into lists, deeper ones inside the item before them."""
    found: list[Element] = []
    chain: list[tuple[int, Element]] = []  # the open lists, outermost first, each with its level
    for block in blocks:
        if isinstance(block, Element):
            chain.clear()
            found.append(block)
            continue
        while chain and chain[-1][0] > block.level:
            chain.pop()
        tag = "ol" if block.ordered else "ul"
        if chain and chain[-1][0] == block.level and chain[-1][1].tag != tag:
            chain.pop()
        if not chain and found and not block.ordered and found[-1].tag == "ul":
            chain.append((1, found[-1]))  # a bullet typed below a list goes on with it
        if not chain or chain[-1][0] < block.level:
            made = Element(tag, {"start": str(block.number)} if block.ordered and block.number != 1 else {})
            parent = chain[-1][1].children[-1] if chain else None
            (parent.children if isinstance(parent, Element) else found).append(made)
            chain.append((block.level, made))
        chain[-1][1].children.append(Element("li", {}, block.content))
    return found
