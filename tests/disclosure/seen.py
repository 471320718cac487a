"""A page as a reader's program takes it apart: which elements with which attributes, and what in it would run."""

import re
from html.parser import HTMLParser

_ACTIVE = {
    "iframe", "frame", "frameset", "object", "embed", "applet", "base", "portal", "template", "math", "animate", "set",
    "foreignobject", "plaintext", "xmp", "noembed", "noframes", "marquee", "bgsound", "isindex", "keygen", "video", "audio",
}  # fmt: skip
_ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "data",
    "srcdoc",
    "srcset",
    "poster",
    "background",
    "xlink:href",
    "ping",
}
_RUNS = re.compile(r"[\x00-\x20\x7f-\xa0]*(javascript|vbscript|data|blob|//|\\)", re.IGNORECASE)

Tag = tuple[str, tuple[tuple[str, str | None], ...]]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, tuple(attrs)))

    def handle_comment(self, data: str) -> None:
        self.tags.append(("<!--", ()))

    def handle_pi(self, data: str) -> None:
        self.tags.append(("<?", ()))

    def unknown_decl(self, data: str) -> None:
        self.tags.append(("<![", ()))


def tags(html: str) -> list[Tag]:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tags


def skeleton(html: str) -> list[tuple[str, tuple[str, ...]]]:
    """Elements in their order with the names of their attributes: what no word of a record may change."""
    return [(tag, tuple(name for name, _ in attrs)) for tag, attrs in tags(html)]


def running(html: str) -> list[str]:
    """What a browser would run, load from elsewhere or be led away by; our own static scripts are none of it."""
    found = []
    for tag, attrs in tags(html):
        values = dict(attrs)
        if tag in _ACTIVE or (
            tag == "script" and not (values.get("src") or "").startswith(("/static/", "/admin/jsi18n/"))
        ):
            found.append(f"<{tag}>")
        if tag == "style" or (tag == "meta" and "http-equiv" in values):
            found.append(f"<{tag} {values}>")
        for name, value in attrs:
            if (
                name.startswith("on")
                or name == "style"
                or (
                    name in _ADDRESSES
                    and _RUNS.match(value or "")
                    and not (tag == "img" and "image/svg" in (value or ""))
                )
            ):
                found.append(f"<{tag} {name}={value}>")
    return found
