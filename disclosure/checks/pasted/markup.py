"""A small tree over sanitised HTML, so that rules about structure are written as rules and not as patterns."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

VOID = {"br", "hr", "img"}
DEEPEST = 60  # levels; what is nested deeper stays, without further structure


@dataclass
class Element:
    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: "list[Element | str]" = field(default_factory=list)

    def style(self) -> dict[str, str]:
        """Declarations of the style attribute, lower-case."""
        pairs = (part.partition(":") for part in self.attrs.get("style", "").lower().split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs if value}

    def elements(self) -> "Iterator[Element]":
        """This element and everything below it."""
        yield self
        for child in self.children:
            if isinstance(child, Element):
                yield from child.elements()

    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("")
        self._open = [self.root]  # beyond `DEEPEST` the same element again, so that end tags still pair up
        self._names = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self._open) < DEEPEST or tag in VOID:
            made = Element(tag, {name: value or "" for name, value in attrs})
            self._open[-1].children.append(made)
        else:
            made = self._open[-1]
        if tag not in VOID:
            self._open.append(made)
            self._names.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._names:
            while self._names.pop() != tag:
                self._open.pop()
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def parse(html: str) -> Element:
    """The tree of HTML that a sanitiser wrote: every element is closed, every attribute quoted."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def render(node: Element | str) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    inner = "".join(map(render, node.children))
    if not node.tag:
        return inner
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    return f"<{node.tag}{attrs}>" if node.tag in VOID else f"<{node.tag}{attrs}>{inner}</{node.tag}>"
