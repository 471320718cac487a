"""Cells of files we write: nothing a clerk or a file brought in is ever a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell

_FORMULA = re.compile(r"[=+\-@\t\r]")
NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\Z")


class _Echo:
    """Gives each written piece back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def csv_rows(rows: Iterable[Sequence[str]], *, numbers: bool = False) -> Iterator[bytes]:
    """A .csv piece by piece, UTF-8 with mark. A text that a spreadsheet would take for a formula gets a '.

    Args:
        numbers: leave a plain negative number as it is.
    """
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    for row in rows:
        yield str(writer.writerow([_guarded(text, numbers) for text in row])).encode("utf-8")


def _guarded(text: str, numbers: bool) -> str:
    if _FORMULA.match(text) and not (numbers and NUMBER.match(text)):
        return "'" + text
    return text


def put_text(cell: Cell, text: str) -> None:
    """“=1+1” is a text here, never a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"
