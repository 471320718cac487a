"""Our sanitised HTML taken apart into blocks, so that every other form is built from data and never from mark-up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import TypeAlias


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; a line break is the text “\\n”."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    sub: bool = False
    sup: bool = False
    href: str = ""


Runs: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    runs: Runs


@dataclass(frozen=True)
class Heading:
    level: int  # 2 to 4: the page's title is 1
    runs: Runs


@dataclass(frozen=True)
class ListBlock:
    ordered: bool
    items: "tuple[tuple[Block, ...], ...]"
    start: int = 1


@dataclass(frozen=True)
class Cell:
    runs: Runs
    header: bool = False
    colspan: int = 1
    rowspan: int = 1


Row: TypeAlias = tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    head: tuple[Row, ...]
    body: tuple[Row, ...]
    caption: Runs = ()


@dataclass(frozen=True)
class Quote:
    blocks: "tuple[Block, ...]"


@dataclass(frozen=True)
class Rule:
    pass


@dataclass(frozen=True)
class Picture:
    src: str
    alt: str = ""


Block: TypeAlias = Paragraph | Heading | ListBlock | Table | Quote | Rule | Picture

_VOID = {"br", "hr", "img", "wbr", "col", "input", "source", "embed", "link", "meta", "area", "base"}
_DROPPED = {"script", "style", "template", "iframe", "object", "svg", "math", "head", "noscript", "textarea"}
_DEPTH = 40  # deeper nesting is read as if it were not there
_SPAN = 60  # as far as a cell may reach
_SCHEMES = re.compile(r"(https?://|mailto:|tel:)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[ \t\r\n\f\xa0\u200b\ufeff]+")
_EDGE = " \n\u3000"


def blocks_of(html: str) -> list[Block]:
    """The blocks of sanitised HTML, in order. What is no text of ours (script, style) is left out, never quoted."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return _blocks(reader.root)


def text_of(runs: Runs) -> str:
    """The words of a run of runs, line breaks kept."""
    return "".join(run.text for run in runs)


@dataclass
class _Node:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[_Node | str]" = field(default_factory=list)


class _Reader(HTMLParser):
    """A plain tree of the elements; end tags nobody opened are ignored."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("body")
        self._open = [self.root]
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._dropping or tag in _DROPPED:
            self._dropping += [tag] if tag in _DROPPED else []
            return
        node = _Node(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self._open[-1].children.append(node)
        elif len(self._open) < _DEPTH:
            self._open[-1].children.append(node)
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.pop()
            return
        for at in range(len(self._open) - 1, 0, -1):
            if self._open[at].tag == tag:
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            self._open[-1].children.append(data)


def _blocks(node: _Node) -> list[Block]:
    """The blocks inside an element; loose text between them becomes paragraphs."""
    made: list[Block] = []
    loose: list[Run | Picture] = []

    def flush() -> None:
        made.extend(_paragraphs(loose))
        loose.clear()

    for child in node.children:
        if isinstance(child, str) or child.tag not in _BLOCK_TAGS:
            loose.extend(_inline(child, Run("")))
        else:
            flush()
            made.extend(_block(child))
    flush()
    return made


def _block(node: _Node) -> list[Block]:
    match node.tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
            level = min(max(int(node.tag[1]), 2), 4)
            return [
                Heading(level, part.runs) if isinstance(part, Paragraph) else part
                for part in _paragraphs(list(_inline(node, Run(""), inside=True)))
            ]
        case "ul" | "ol":
            items = tuple(
                tuple(_blocks(child))
                for child in node.children
                if isinstance(child, _Node) and child.tag == "li"
            )
            items = tuple(item for item in items if item)
            start = _number(node.attrs.get("start", ""), 1, 9999)
            return [ListBlock(node.tag == "ol", items, start)] if items else []
        case "table":
            table = _table(node)
            return [table] if table else []
        case "blockquote":
            inner = tuple(_blocks(node))
            return [Quote(inner)] if inner else []
        case "hr":
            return [Rule()]
        case _:
            return _blocks(node)


_BLOCK_TAGS = {
    "p", "div", "section", "article", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li",
    "table", "blockquote", "hr", "thead", "tbody", "tfoot", "tr", "td", "th", "caption",
}  # fmt: skip


def _inline(node: _Node | str, style: Run, *, inside: bool = False) -> Iterator[Run | Picture]:
    """The runs and pictures of inline content; `inside` skips the element's own style."""
    if isinstance(node, str):
        yield replace(style, text=_CONTROL.sub("", _BLANKS.sub(" ", node)))
        return
    if node.tag == "br":
        yield replace(style, text="\n")
        return
    if node.tag == "img":
        yield Picture(node.attrs.get("src", ""), _line(node.attrs.get("alt", "")))
        return
    for child in node.children:
        yield from _inline(child, style if inside else _styled(node, style))


def _styled(node: _Node, style: Run) -> Run:
    match node.tag:
        case "strong" | "b":
            return replace(style, bold=True)
        case "em" | "i":
            return replace(style, italic=True)
        case "u" | "ins":
            return replace(style, underline=True)
        case "sub":
            return replace(style, sub=True, sup=False)
        case "sup":
            return replace(style, sup=True, sub=False)
        case "a":
            href = _line(node.attrs.get("href", ""))
            return replace(style, href=href if _SCHEMES.match(href) else "")
        case _:
            return style


def _paragraphs(parts: list[Run | Picture]) -> Iterator[Block]:
    """Paragraphs of loose inline content, cut where a picture stands."""
    runs: list[Run] = []
    for part in [*parts, None]:
        if isinstance(part, Run):
            runs.append(part)
            continue
        if tidy := _tidy(runs):
            yield Paragraph(tidy)
        runs = []
        if part is not None:
            yield part


def _tidy(runs: list[Run]) -> Runs:
    """Runs of one style joined, blanks folded over the seams, edges (with hand-made indents) trimmed."""
    joined: list[Run] = []
    for run in runs:
        text = run.text
        if text.startswith(" ") and (not joined or joined[-1].text.endswith((" ", "\n"))):
            text = text[1:]
        if text.startswith("\n") and joined:
            joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip(" "))
        if not text:
            continue
        if joined and replace(joined[-1], text="") == replace(run, text=""):
            joined[-1] = replace(run, text=joined[-1].text + text)
        else:
            joined.append(replace(run, text=text))
    while joined and not (first := joined[0].text.lstrip(_EDGE)):
        joined.pop(0)
    if joined:
        joined[0] = replace(joined[0], text=first)
    while joined and not (last := joined[-1].text.rstrip(_EDGE)):
        joined.pop()
    if joined:
        joined[-1] = replace(joined[-1], text=last)
    return tuple(run for run in joined if run.text)


def _table(node: _Node) -> Table | None:
    """Rows with their cells; the head is the thead, or the first rows that are all header cells."""
    head: list[Row] = []
    body: list[Row] = []
    caption: Runs = ()
    for kind, part in _table_parts(node, "tbody"):
        if part.tag == "caption":
            caption = caption or _cell_runs(part)
        elif row := tuple(
            _cell(cell) for cell in part.children if isinstance(cell, _Node) and cell.tag in {"td", "th"}
        ):
            (head if kind == "thead" else body).append(row)
    while not head or (len(head) < 3 and body):
        if len(body) < 2 or not all(cell.header for cell in body[0]):
            break
        head.append(body.pop(0))
    return Table(tuple(head), tuple(body), caption) if body or head else None


def _table_parts(node: _Node, kind: str) -> Iterator[tuple[str, _Node]]:
    for child in node.children:
        if not isinstance(child, _Node):
            continue
        if child.tag in {"thead", "tbody", "tfoot"}:
            yield from _table_parts(child, child.tag)
        elif child.tag in {"tr", "caption"}:
            yield kind, child


def _cell(node: _Node) -> Cell:
    return Cell(
        _cell_runs(node),
        header=node.tag == "th",
        colspan=_number(node.attrs.get("colspan", ""), 1, _SPAN),
        rowspan=_number(node.attrs.get("rowspan", ""), 1, 500),
    )


def _cell_runs(node: _Node) -> Runs:
    return _tidy([run for block in _blocks(node) for run in (*_flat(block), Run("\n"))])


def _flat(block: Block) -> Iterator[Run]:
    """A block as runs alone, as it stands in a table cell."""
    match block:
        case Paragraph(runs) | Heading(_, runs):
            yield from runs
        case ListBlock(_, items, _):
            for at, item in enumerate(items):
                yield from [Run("\n")] if at else []
                yield from (run for inner in item for run in _flat(inner))
        case Quote(blocks):
            yield from (run for inner in blocks for run in _flat(inner))
        case Table(head, body, _):
            for row in (*head, *body):
                yield from (run for cell in row for run in (*cell.runs, Run(" ")))
        case Picture(_, alt):
            yield Run(f"（图：{alt or '见原文'}）")
        case Rule():
            pass


def _number(text: str, low: int, high: int) -> int:
    return min(max(int(text), low), high) if text.isascii() and text.isdigit() and len(text) < 6 else low


def _line(text: str) -> str:
    return _CONTROL.sub("", _BLANKS.sub(" ", text)).strip()
