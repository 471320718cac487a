"""Whether a run of a Word document is seen: hidden by its own word or by a style, white on white, tiny.

Works on the elements of both XML libraries: the reader's and, for publication copies, the writer's.
"""

from typing import Any

from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.package import attribute, each, tag

_TINY = 4  # half points
_OFF = ("0", "false", "none", "off")


def unseen(run: Any, styles: frozenset[str], *, ground: bool) -> HiddenKind | None:
    """Why the text of a run is not seen, or None. styles: those that hide. ground: it stands on a colour."""
    for properties in (child for child in run if tag(child) == "rPr"):
        for item in properties:
            value = attribute(item, "val")
            match tag(item):
                case "vanish" if value not in _OFF:
                    return HiddenKind.HIDDEN_TEXT
                case "rStyle" if value in styles:
                    return HiddenKind.HIDDEN_TEXT
                case "color" if value.upper() == "FFFFFF" and not attribute(item, "themeColor"):
                    if not ground and not shaded(run, "rPr"):
                        return HiddenKind.INVISIBLE_TEXT
                case "sz" if value.isdecimal() and int(value) <= _TINY:
                    return HiddenKind.INVISIBLE_TEXT
    return None


def in_hidden_style(paragraph: Any, styles: frozenset[str]) -> bool:
    """Whether the paragraph's style hides it; the properties of its mark say nothing of its runs."""
    return any(
        tag(item) == "pStyle" and attribute(item, "val") in styles
        for group in paragraph
        if tag(group) == "pPr"
        for item in group
    )


def shaded(element: Any, properties: str) -> bool:
    """Whether text here stands on a ground of its own."""
    for group in (child for child in element if tag(child) == properties):
        for item in group:
            if tag(item) == "shd" and attribute(item, "fill").upper() not in ("", "AUTO", "FFFFFF"):
                return True
            if tag(item) == "highlight" and attribute(item, "val") not in ("none", "white"):
                return True
    return False


def hidden_styles(root: Any) -> frozenset[str]:
    """Styles that hide their text, by their own word or that of the style they are based on."""
    own: set[str] = set()
    base: dict[str, str] = {}
    for style in each(root, "style"):
        name = attribute(style, "styleId")
        base[name] = next((attribute(item, "val") for item in each(style, "basedOn")), "")
        if any(attribute(item, "val") not in _OFF for item in each(style, "vanish")):
            own.add(name)
    hidden = set(own)
    for name in base:
        seen, at = set(), name
        while at and at not in seen:
            seen.add(at)
            if at in own:
                hidden.add(name)
            at = base.get(at, "")
    return frozenset(hidden)
