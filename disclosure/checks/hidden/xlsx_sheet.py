"""One worksheet, row by row as it streams by: cells, and what of them is not shown."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from disclosure.checks.hidden.package import Element, Package, tag

_MAX_RANGES = 500  # no workbook made by hand has more groups of hidden columns
CellValue = tuple[int, str, int, str]  # column, text, style, formula


@dataclass
class SheetFacts:
    """What is said about a sheet outside its rows; complete once the rows have been read."""

    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first, last, from 0
    filtered: bool = False
    lists: list[str] = field(default_factory=list)
    headers_footers: list[str] = field(default_factory=list)
    rows_hidden_by_default: bool = False

    def hides(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


def read_rows(
    package: Package, name: str, shared: list[str], facts: SheetFacts
) -> Iterator[tuple[int, bool, list[CellValue]]]:
    """Number from 0, whether it is hidden, filled cells; `facts` fills up on the way."""
    at = -1
    for element in package.ends(name):
        match tag(element):
            case "row":
                number = element.get("r", "")
                at = int(number) - 1 if number.isdecimal() else at + 1
                hidden = element.get("hidden") in ("1", "true") or element.get("ht") == "0"
                yield at, hidden, list(_cells(element, shared))
                element.clear()
            case "col":
                _column(element, facts)
            case "sheetFormatPr":
                facts.rows_hidden_by_default = element.get("zeroHeight") in ("1", "true")
            case "filterColumn":
                facts.filtered = True
            case "dataValidation" if element.get("type") == "list":
                first = next((child.text for child in element if tag(child) == "formula1"), None) or ""
                if first.startswith('"'):
                    facts.lists.append(first.strip('"'))
            case "oddHeader" | "oddFooter" | "evenHeader" | "evenFooter" | "firstHeader" | "firstFooter":
                facts.headers_footers.append(element.text or "")


def _column(element: Element, facts: SheetFacts) -> None:
    hidden = element.get("hidden") in ("1", "true") or float(element.get("width") or 1) == 0
    if hidden and len(facts.hidden_columns) < _MAX_RANGES:
        facts.hidden_columns.append((int(element.get("min", "1")) - 1, int(element.get("max", "1")) - 1))


def _cells(row: Element, shared: list[str]) -> Iterator[CellValue]:
    column = -1
    for cell in row:
        reference = cell.get("r")
        column = column_of(reference) if reference else column + 1
        text = formula = ""
        kind = cell.get("t")
        for child in cell:
            name = tag(child)
            if name == "v":
                text = child.text or ""
            elif name == "is":
                text = rich_text(child)
            elif name == "f":
                formula = child.text or ""
        if kind == "s" and text:
            index = int(text) if text.isdecimal() else -1
            text = shared[index] if 0 <= index < len(shared) else ""
        if text or formula:
            style = cell.get("s") or "0"
            yield column, text.strip(), int(style) if style.isdecimal() else 0, formula


def shared_strings(package: Package, limit: int) -> list[str]:
    """The texts cells refer to by number, at most so many."""
    name = "xl/sharedStrings.xml"
    texts: list[str] = []
    if name in package:
        for element in package.ends(name):
            if tag(element) == "si" and len(texts) < limit:
                texts.append(rich_text(element))
                element.clear()
    return texts


def rich_text(element: Element) -> str:
    """Text of a string with its runs, without the reading aid (phonetic)."""
    parts: list[str] = []
    for child in element:
        name = tag(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [item.text or "" for item in child if tag(item) == "t"]
    return "".join(parts)


def column_of(reference: str) -> int:
    """1 of B7."""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1
