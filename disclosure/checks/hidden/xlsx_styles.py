"""Which cell formats of a workbook make their text invisible."""

from typing import TypeVar

from disclosure.checks.hidden.package import Element, Package, attribute, tag

T = TypeVar("T")
_WHITE, _BLACK = "FFFFFF", "000000"
_INDEXED = {"0": _BLACK, "1": _WHITE, "8": _BLACK, "9": _WHITE}
_THEME = {"0": _WHITE, "1": _BLACK}  # background 1 and text 1 of all but a few themes
_TINY = 2.0  # points


def invisible_styles(package: Package) -> frozenset[int]:
    """Indexes of cell formats whose text no one sees: colour of the ground, at most 2 points, or format ;;;"""
    root = package.xml_if("xl/styles.xml")
    if root is None:
        return frozenset()
    fonts = [_font(item) for item in _children(root, "fonts")]
    fills = [_fill(item) for item in _children(root, "fills")]
    silent = {
        attribute(item, "numFmtId")
        for item in _children(root, "numFmts")
        if attribute(item, "formatCode").replace('"', "").strip() in (";;;", ";;", ";;;;")
    }
    found = set()
    for index, item in enumerate(_children(root, "cellXfs")):
        colour, size = _pick(fonts, item.get("fontId"), (_BLACK, 11.0))
        ground = _pick(fills, item.get("fillId"), _WHITE)
        if colour == ground or size <= _TINY or item.get("numFmtId") in silent:
            found.add(index)
    return frozenset(found)


def _children(root: Element, name: str) -> list[Element]:
    return [child for group in root if tag(group) == name for child in group]


def _pick(values: list[T], index: str | None, default: T) -> T:
    number = int(index) if index and index.isdecimal() else 0
    return values[number] if number < len(values) else default


def _font(item: Element) -> tuple[str, float]:
    colour, size = _BLACK, 11.0
    for child in item:
        if tag(child) == "color":
            colour = _colour(child, _BLACK)
        elif tag(child) == "sz":
            size = float(child.get("val") or 11)
    return colour, size


def _fill(item: Element) -> str:
    """The colour of the ground; a pattern or a gradient has none of its own."""
    for pattern in item:
        if tag(pattern) != "patternFill":
            return "gradient"
        if pattern.get("patternType", "none") == "none":
            return _WHITE
        if pattern.get("patternType") != "solid":
            return "pattern"
        return next((_colour(child, _BLACK) for child in pattern if tag(child) == "fgColor"), _BLACK)
    return _WHITE


def _colour(item: Element, default: str) -> str:
    if rgb := item.get("rgb"):
        return rgb[-6:].upper()
    if theme := item.get("theme"):
        tint = float(item.get("tint") or 0)
        return f"theme{theme}{tint:+.3f}" if tint else _THEME.get(theme, f"theme{theme}")
    if indexed := item.get("indexed"):
        return _INDEXED.get(indexed, f"indexed{indexed}")
    return default
