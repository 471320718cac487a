"""Two versions of a text side by side: which paragraphs came, went or changed, and within them which words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from html import unescape

_BLOCK = re.compile(r"</(?:p|li|h[1-6]|td|th|caption|blockquote|figcaption)>|<br ?/?>|<hr ?/?>")
_TAG = re.compile(r"<[^>]+>")
_ROW = re.compile(r"</t[dh]>\s*<t[dh][^>]*>")
_PICTURE = re.compile(r'<img[^>]*alt="([^"]*)"[^>]*>')


@dataclass(frozen=True)
class Part:
    """A run of words. mark: "" stays, "del" went, "ins" came."""

    mark: str
    words: str


@dataclass(frozen=True)
class Line:
    """One paragraph, old beside new. kind: same, changed, gone, new."""

    kind: str
    old: list[Part] = field(default_factory=list)
    new: list[Part] = field(default_factory=list)


def lines_of(html: str) -> list[str]:
    """The paragraphs of sanitised HTML as plain text; a table row is one line."""
    text = _PICTURE.sub(r"〔图片：\1〕", html)
    text = _ROW.sub("　｜　", text)
    parts = (unescape(_TAG.sub("", part)).strip() for part in _BLOCK.split(text))
    return [re.sub(r"\s+", " ", part) for part in parts if part.strip()]


def compare(old: str, new: str) -> list[Line]:
    """Sanitised HTML against sanitised HTML, paragraph by paragraph."""
    return compare_lines(lines_of(old), lines_of(new))


def compare_lines(old: list[str], new: list[str]) -> list[Line]:
    """The same of paragraphs of plain text."""
    return list(_lines(old, new))


def _lines(old: list[str], new: list[str]) -> Iterator[Line]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (Line("same", [Part("", text)], [Part("", text)]) for text in old[a:b])
            continue
        pairs = min(b - a, d - c)
        yield from (_changed(old[a + n], new[c + n]) for n in range(pairs))
        yield from (Line("gone", [Part("del", text)]) for text in old[a + pairs : b])
        yield from (Line("new", [], [Part("ins", text)]) for text in new[c + pairs : d])


def _changed(old: str, new: str) -> Line:
    before, after = [], []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if b > a:
            before.append(Part("" if tag == "equal" else "del", old[a:b]))
        if d > c:
            after.append(Part("" if tag == "equal" else "ins", new[c:d]))
    return Line("changed", before, after)
