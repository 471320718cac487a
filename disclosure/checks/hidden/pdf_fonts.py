"""How far each letter of a PDF's text moves the pen: what is needed to know which letters lie under a box."""

from typing import Any

_SIMPLE = 500.0  # the 14 standard fonts need not say their widths; half the size is near enough
_FULL = 1_000.0  # a Chinese letter is as wide as high


class Font:
    """Widths of one font, in thousandths of its size."""

    def __init__(self, source: Any) -> None:
        self.wide = source.get("/Subtype") == "/Type0"
        self.widths: dict[int, float] = {}
        self.default = _SIMPLE
        if self.wide:
            inner = source["/DescendantFonts"].get_object()[0].get_object()
            self.default = float(inner.get("/DW", _FULL))
            self._wide_widths([item.get_object() for item in inner.get("/W", [])])
        else:
            first = int(source.get("/FirstChar", 0))
            for number, width in enumerate(source.get("/Widths", ())):
                self.widths[first + number] = float(width.get_object())

    def _wide_widths(self, items: list[Any]) -> None:
        """`first [w w w]` or `first last w`, over and over."""
        at = 0
        while at + 1 < len(items):
            first, second = int(items[at]), items[at + 1]
            if isinstance(second, list):
                for number, width in enumerate(second):
                    self.widths[first + number] = float(width)
                at += 2
            else:
                if at + 2 < len(items):
                    for number in range(first, min(int(second), first + 65_535) + 1):
                        self.widths[number] = float(items[at + 2])
                at += 3

    def letters(self, text: bytes) -> list[tuple[bytes, float]]:
        """The codes of a string with their widths."""
        step = 2 if self.wide else 1
        codes = [text[at : at + step] for at in range(0, len(text), step)]
        return [(code, self.widths.get(int.from_bytes(code, "big"), self.default)) for code in codes]


class NoFont(Font):
    """Where the file does not say which font: one byte a letter, half the size wide."""

    def __init__(self) -> None:
        self.wide, self.widths, self.default = False, {}, _SIMPLE
