"""Runs of text inside a paragraph: words with marks (bold, link …), blanks in order, never mark-up in a muddle."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from disclosure.checks.pasted.addresses import link_address
from disclosure.checks.pasted.markup import Element

Mark = tuple[str, str]  # tag and, for a link, its address
BREAK = "\u2028"  # a line break that was meant; words never hold this character, see `visible`
ORDER = ("a", "strong", "em", "u", "s", "sub", "sup")  # outermost first
_TAGS = {"b": "strong", "i": "em", "strike": "s"} | {name: name for name in ORDER[1:]}
_STYLES = (
    ("font-weight", re.compile(r"bold|bolder|[6-9]00"), "strong"),
    ("font-style", re.compile(r"italic|oblique"), "em"),
    ("text-decoration", re.compile(r"underline"), "u"),
    ("text-decoration", re.compile(r"line-through"), "s"),
    ("vertical-align", re.compile(r"sub"), "sub"),
    ("vertical-align", re.compile(r"super"), "sup"),
)
_HAN = r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]"
_WRAPPED = re.compile(rf"(?<={_HAN})[ \t\r]*\n[ \t\r]*(?={_HAN})")  # Word wraps its source between characters
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
INDENT = " \u3000"
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)


class Leaf(NamedTuple):
    value: str
    marks: tuple[Mark, ...]


def words(text: str, marks: tuple[Mark, ...]) -> Leaf:
    return Leaf(visible(text), marks)


def visible(text: str) -> str:
    """Without control characters, zero-width ones and those that turn the reading direction."""
    return _INVISIBLE.sub("", text)


def marks_of(one: Element, around: tuple[Mark, ...]) -> tuple[Mark, ...]:
    """The marks inside this element: those around it and what its tag and style add."""
    added: set[str] = set()
    style = one.style()
    if tag := _TAGS.get(one.tag):
        added.add(tag)
    for name, pattern, tag in _STYLES:
        if pattern.search(style.get(name, "")):
            added.add(tag)
    if "normal" in style.get("font-weight", "") or "400" in style.get("font-weight", ""):
        added.discard("strong")
    marks = dict(around) | dict.fromkeys(added, "")
    if one.tag == "a":
        marks.pop("a", None)
        if address := link_address(one.attrs.get("href", "")):
            marks["a"] = address
            marks.pop("u", None)  # Word underlines its links by a style
    if "sub" in added:
        marks.pop("sup", None)
    elif "sup" in added:
        marks.pop("sub", None)
    return tuple((tag, marks[tag]) for tag in ORDER if tag in marks)


def tidied(run: Sequence[Leaf]) -> list[Leaf]:
    """The run with blanks folded, no indent in front of a line, nothing empty, equal neighbours joined."""
    found: list[Leaf] = []
    for value, marks in run:
        if value == BREAK:
            _trim_end(found)
            if found:
                found.append(Leaf(BREAK, ()))
            continue
        text = _BLANKS.sub(" ", _WRAPPED.sub("", value))
        if not found or found[-1].value == BREAK:
            text = text.lstrip(INDENT)
        elif found[-1].value.endswith(" "):
            text = text.lstrip(" ")
        if not text:
            continue
        if found and found[-1].marks == marks and found[-1].value != BREAK:
            found[-1] = Leaf(found[-1].value + text, marks)
        else:
            found.append(Leaf(text, marks))
    while found and found[-1].value == BREAK:
        found.pop()
        _trim_end(found)
    _trim_end(found)
    return found


def _trim_end(found: list[Leaf]) -> None:
    while found and found[-1].value != BREAK:
        last = found.pop()
        if text := last.value.rstrip(INDENT):
            found.append(Leaf(text, last.marks))
            return


def paragraphs(run: Sequence[Leaf]) -> list[list[Leaf]]:
    """The run as paragraphs: an empty line between two lines parts them. None of them is empty."""
    parts: list[list[Leaf]] = [[]]
    for leaf in tidied(run):
        if leaf.value == BREAK and parts[-1] and parts[-1][-1].value == BREAK:
            parts[-1].pop()
            parts.append([])
        elif not (leaf.value == BREAK and not parts[-1]):
            parts[-1].append(leaf)
    return [leaves for part in parts if (leaves := tidied(part))]


def rebuilt(leaves: Sequence[Leaf]) -> "list[Element | str]":
    """Elements of a tidied run: each mark opened once for neighbours that share it."""
    root = Element("")
    open_marks: list[Mark] = []
    holders = [root]
    for value, marks in leaves:
        shared = 0
        while shared < len(open_marks) and shared < len(marks) and open_marks[shared] == marks[shared]:
            shared += 1
        del open_marks[shared:], holders[shared + 1 :]
        for mark in marks[shared:]:
            made = Element(mark[0], {"href": mark[1]} if mark[0] == "a" else {})
            holders[-1].children.append(made)
            holders.append(made)
            open_marks.append(mark)
        holders[-1].children.append(Element("br") if value == BREAK else value)
    return root.children
