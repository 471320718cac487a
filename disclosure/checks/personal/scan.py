"""Whole texts, pages and tables in one call."""

import re
from collections.abc import Iterable, Sequence

from disclosure.checks.personal.kinds import Hit, fingerprint
from disclosure.checks.personal.masks import mask_value, visible_text
from disclosure.checks.personal.numbers import find
from disclosure.checks.personal.tables import TableScanner

_TABLE = re.compile(r"<table\b.*?</table>", re.IGNORECASE | re.DOTALL)
_ROW = re.compile(r"<tr\b.*?(?=<tr\b|</table>)", re.IGNORECASE | re.DOTALL)
_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)(?=<t[dh]\b|</tr>|</table>|\Z)", re.IGNORECASE | re.DOTALL)
_SPAN = re.compile(r"""\bcolspan\s*=\s*["']?(\d{1,2})""", re.IGNORECASE)


def scan_text(text: str, place: str = "正文") -> list[Hit]:
    """Personal numbers of a plain text, each with the character near which it stands."""
    return [
        Hit(
            item.kind,
            f"{place}第{item.start + 1}字附近",
            mask_value(item.kind, item.value),
            fingerprint(item.kind, item.value, place),
        )
        for item in find(text)
    ]


def scan_html(html: str, place: str = "正文") -> list[Hit]:
    """Personal data of a page's visible text; its tables are read by their headers."""
    hits: list[Hit] = []
    for number, table in enumerate(_TABLE.findall(html), 1):
        scanner = TableScanner(f"{place}表格{number}", hits.append, lettered=False)
        for index, row in enumerate(_ROW.findall(table)):
            scanner.feed(index, _html_cells(row))
        scanner.finish()
    rest = _TABLE.sub("\n", html)
    return hits + scan_text(visible_text(rest)[0], place)


def scan_table(rows: Iterable[Sequence[str]], place: str = "表格", *, lettered: bool = True) -> list[Hit]:
    """Personal data of a table held in memory."""
    hits: list[Hit] = []
    scanner = TableScanner(place, hits.append, lettered=lettered)
    for index, row in enumerate(rows):
        scanner.feed(index, enumerate(row))
    scanner.finish()
    return hits


def _html_cells(row: str) -> list[tuple[int, str]]:
    cells, column = [], 0
    for match in _CELL.finditer(row):
        cells.append((column, visible_text(match[1])[0].strip()))
        span = _SPAN.search(match[0][: match[0].index(">") + 1])
        column += int(span[1]) if span else 1
    return cells
