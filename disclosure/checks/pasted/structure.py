"""What Word, WPS and other pages put on the clipboard, reduced to the few structures of a public text.

In: sanitised HTML of any shape, still with the styles and classes that say what was meant. Out: paragraphs,
headings 2 to 4, lists, quotes, tables, rules and figures, with nothing but marks inside. The result run through
here again is the same.
"""

import re
from dataclasses import dataclass, field

from disclosure.checks.pasted.addresses import picture_path
from disclosure.checks.pasted.lists import Item, grouped, marked_item, word_item
from disclosure.checks.pasted.markup import Element
from disclosure.checks.pasted.runs import (
    BREAK,
    Leaf,
    Mark,
    marks_of,
    paragraphs,
    rebuilt,
    tidied,
    visible,
    words,
)

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOWEST = 4
_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "main", "address", "center", "pre", "dl", "dt", "dd",
    "tr", "td", "th", "caption", "thead", "tbody", "tfoot", "figcaption",
}  # fmt: skip
_HIDDEN = {"mso-hide": "all", "display": "none"}  # Word's hidden text was not meant to be read
_NOTES = {"comment", "comment-list", "annotation"}  # Word's margin comments
_SPAN = re.compile(r"[1-9]\d{0,2}")


@dataclass
class Reduced:
    """The blocks, and what was left out of them on the way."""

    blocks: list[Element] = field(default_factory=list)
    foreign_pictures: int = 0  # embedded, of another site, or a file on the writer's machine
    missing_alts: int = 0  # our own pictures nobody described


def reduced(root: Element) -> Reduced:
    found = Reduced()
    shift = 1 if any(one.tag == "h1" and one.text().strip() for one in root.elements()) else 0
    found.blocks = _Flow(found, shift).over(root)
    return found


class _Flow:
    """Reads one holder (the text, a cell, a list item, a quote) from left to right into blocks."""

    def __init__(self, found: Reduced, shift: int, *, cell: bool = False, item: bool = False) -> None:
        self.found, self.shift, self.cell, self.item = found, shift, cell, item
        self.blocks: list[Element | Item] = []
        self.run: list[Leaf] = []
        self.right = False  # whether paragraphs stand at the right: a signature and its date do

    def over(self, holder: Element) -> list[Element]:
        self._children(holder, ())
        self._end()
        return grouped(self.blocks)

    def _inner(self, holder: Element, *, cell: bool = False, item: bool = False) -> list[Element]:
        return _Flow(self.found, self.shift, cell=cell or self.cell, item=item).over(holder)

    def _children(self, holder: Element, marks: tuple[Mark, ...]) -> None:
        for child in holder.children:
            if isinstance(child, str):
                self.run.append(words(child, marks))
            else:
                self._element(child, marks)

    def _element(self, one: Element, marks: tuple[Mark, ...]) -> None:
        if _unseen(one):
            return
        if one.tag == "br":
            self.run.append(Leaf(BREAK, ()))
        elif one.tag == "img":
            self._end()
            self._picture(one, None)
        elif one.tag in HEADINGS:
            self._heading(one, marks)
        elif one.tag in {"ul", "ol"}:
            self._list(one)
        elif one.tag == "li":  # without a list around it
            self._end()
            self.blocks.append(Item(1, False, 1, self._item_content(one)))
        elif one.tag == "table":
            self._table(one)
        elif one.tag == "hr":
            self._end()
            if not (self.cell or self.item):
                self.blocks.append(Element("hr"))
        elif one.tag == "blockquote":
            self._quote(one, marks)
        elif one.tag == "figure" and any(each.tag == "img" for each in one.elements()):
            self._figure(one)
        elif one.tag in _BLOCKS or one.tag == "figure":
            self._paragraph(one, marks)
        else:
            self._children(one, marks_of(one, marks))

    # ---- paragraphs ---------------------------------------------------------------------------------------
    def _paragraph(self, one: Element, marks: tuple[Mark, ...]) -> None:
        self._end()
        listed = word_item(one)
        if listed is None:
            around, self.right = self.right, _at_right(one, self.right)
            self._children(one, marks_of(one, marks))
            self._end()
            self.right = around
            return
        content = self._inner(listed.body, item=True)
        if content and listed.level and not self.item:
            self.blocks.append(Item(listed.level, listed.ordered, listed.number, _opened(content)))
        else:
            self.blocks.extend(content)

    def _heading(self, one: Element, marks: tuple[Mark, ...]) -> None:
        self._end()
        level = min(max(int(one.tag[1]) + self.shift, 2), _LOWEST)
        plain = "p" if self.cell or self.item else f"h{level}"
        self._children(one, marks_of(one, marks))
        self._end(plain)

    def _end(self, tag: str = "p") -> None:
        """Close the run that was open: nothing of it stays empty."""
        run, self.run = self.run, []
        if tag != "p":
            run = [
                Leaf(leaf.value, tuple(mark for mark in leaf.marks if mark[0] != "strong")) for leaf in run
            ]
            if leaves := tidied(run):
                self.blocks.append(Element(tag, {}, rebuilt(leaves)))
            return
        for leaves in paragraphs(run):
            marked = None if self.item and self.blocks else marked_item(leaves)
            if marked is None:
                right = self.right and not (self.cell or self.item)
                self.blocks.append(Element("p", {"class": "right"} if right else {}, rebuilt(leaves)))
            elif self.item:  # a bullet typed into a list item says nothing twice
                self.blocks.append(Element("p", {}, rebuilt(marked)))
            else:
                self.blocks.append(Item(1, False, 1, rebuilt(marked)))

    def _quote(self, one: Element, marks: tuple[Mark, ...]) -> None:
        if self.cell or self.item:
            self._paragraph(one, marks)
            return
        self._end()
        if inner := self._inner(one):
            self.blocks.append(Element("blockquote", {}, list(inner)))

    # ---- lists ----------------------------------------------------------------------------------------------
    def _list(self, one: Element) -> None:
        self._end()
        made = Element(one.tag)
        if (
            one.tag == "ol"
            and re.fullmatch(r"[1-9]\d{0,3}", start := one.attrs.get("start", ""))
            and start != "1"
        ):
            made.attrs["start"] = start
        for child in one.children:
            if isinstance(child, Element) and child.tag in {"ul", "ol"}:  # a list straight inside a list
                inner = _Flow(self.found, self.shift, cell=self.cell, item=True)
                inner._list(child)
                nested = grouped(inner.blocks)
                last = made.children[-1] if made.children else None
                if isinstance(last, Element):
                    last.children.extend(nested)
                else:
                    made.children.extend(each for sub in nested for each in sub.children)
            else:
                holder = (
                    child if isinstance(child, Element) and child.tag == "li" else Element("li", {}, [child])
                )
                if content := self._item_content(holder):
                    made.children.append(Element("li", {}, content))
        if made.children:
            self.blocks.append(made)

    def _item_content(self, one: Element) -> "list[Element | str]":
        return _opened(self._inner(one, item=True))

    # ---- tables ---------------------------------------------------------------------------------------------
    def _table(self, one: Element) -> None:
        self._end()
        if self.cell:  # a table in a table: its rows become lines of the cell
            for row in _rows(one):
                for i, (cell, _) in enumerate(row):
                    self.run += [*([Leaf("　", ())] if i else []), *tidied(_leaves(cell))]
                self._end()
            return
        rows = [made for row in _rows(one) if (made := self._row(row))]
        if not rows:
            return
        made = Element("table")
        caption = next(
            (each for each in one.children if isinstance(each, Element) and each.tag == "caption"), None
        )
        if caption and (leaves := tidied(_leaves(caption))):
            made.children.append(Element("caption", {}, rebuilt(leaves)))
        head = next((i for i, row in enumerate(rows) if not _all_headers(row)), len(rows))
        if rows[:head]:
            made.children.append(Element("thead", {}, list(rows[:head])))
        if rows[head:]:
            made.children.append(Element("tbody", {}, list(rows[head:])))
        self.blocks.append(made)

    def _row(self, row: "list[tuple[Element, bool]]") -> Element | None:
        cells = []
        for cell, in_head in row:
            made = Element("th" if in_head else cell.tag)
            for name in ("colspan", "rowspan"):
                if _SPAN.fullmatch(span := cell.attrs.get(name, "")) and span != "1":
                    made.attrs[name] = span
            if (scope := cell.attrs.get("scope", "").lower()) in {"col", "row", "colgroup", "rowgroup"}:
                made.attrs["scope"] = scope
            made.children = _opened(self._inner(cell, cell=True), alone=True)
            cells.append(made)
        return Element("tr", {}, list(cells)) if cells else None

    # ---- pictures -------------------------------------------------------------------------------------------
    def _figure(self, one: Element) -> None:
        self._end()
        caption = next((each for each in one.elements() if each.tag == "figcaption"), None)
        pictures = [each for each in one.elements() if each.tag == "img"]
        for i, picture in enumerate(pictures):
            self._picture(picture, caption if i == len(pictures) - 1 else None)

    def _picture(self, one: Element, caption: Element | None) -> None:
        path = picture_path(one.attrs.get("src", ""))
        alt = " ".join(visible(one.attrs.get("alt", "")).split())
        leaves = tidied(_leaves(caption)) if caption else []
        if path and alt:
            made = Element("figure", {}, [Element("img", {"src": path, "alt": alt})])
            if leaves:
                made.children.append(Element("figcaption", {}, rebuilt(leaves)))
            self.blocks.append(made)
            return
        if path:
            self.found.missing_alts += 1
        else:
            self.found.foreign_pictures += 1
        if leaves:
            self.blocks.append(Element("p", {}, rebuilt(leaves)))


def _unseen(one: Element) -> bool:
    style = one.style()
    return (
        one.tag == "del"  # a deletion of Word's change tracking
        or any(style.get(name) == value for name, value in _HIDDEN.items())
        or style.get("mso-element") in _NOTES
        or style.get("mso-special-character") == "comment"
    )


def _at_right(one: Element, around: bool) -> bool:
    said = one.style().get("text-align") or one.attrs.get("align", "").lower() or one.attrs.get("class", "")
    return said == "right" if said in {"left", "right", "center", "justify"} else around


def _opened(blocks: list[Element], *, alone: bool = False) -> "list[Element | str]":
    """The first paragraph's words without the paragraph, where nothing is lost by it."""
    simple = bool(blocks) and blocks[0].tag == "p"
    if simple and (len(blocks) == 1 or (not alone and all(each.tag in {"ul", "ol"} for each in blocks[1:]))):
        return [*blocks[0].children, *blocks[1:]]
    return list(blocks)


def _rows(table: Element) -> "list[list[tuple[Element, bool]]]":
    """Rows of this table, not of those inside it: cells, each with whether it stands in the head."""
    found: list[list[tuple[Element, bool]]] = []

    def walk(holder: Element, in_head: bool) -> None:
        for child in holder.children:
            if not isinstance(child, Element) or child.tag == "caption":
                continue
            if child.tag == "tr":
                cells = [
                    each for each in child.children if isinstance(each, Element) and each.tag in {"td", "th"}
                ]
                found.append([(cell, in_head) for cell in cells])
            elif child.tag in {"thead", "tbody", "tfoot"}:
                walk(child, child.tag == "thead")

    walk(table, False)
    return found


def _all_headers(row: Element) -> bool:
    return all(isinstance(cell, Element) and cell.tag == "th" for cell in row.children)


def _leaves(holder: Element, marks: tuple[Mark, ...] = ()) -> list[Leaf]:
    """All words below, in one line."""
    found: list[Leaf] = []
    for child in holder.children:
        if isinstance(child, str):
            found.append(words(child, marks))
        elif not _unseen(child):
            found += _leaves(child, marks_of(child, marks))
            if child.tag in _BLOCKS or child.tag in {"br", "li", *HEADINGS}:
                found.append(Leaf(" ", ()))
    return found
