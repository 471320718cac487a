"""Many rows in a workbook: openpyxl writes the frame, the rows are written as text between its first rows and its end.

A cell object for each cell costs ten times as much. Nothing written here is ever a formula.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import IO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

_SHEET = "xl/worksheets/sheet1.xml"
_END = b"</sheetData>"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONGEST = 32_767  # characters a cell holds
_AT_ONCE = 500  # rows


def write_filled(
    book: Workbook,
    rows: Iterable[Sequence[str | int]],
    target: IO[bytes],
    *,
    first: int,
    styles: Sequence[int],
) -> None:
    """Write the book with rows added below those it has.

    Args:
        book: write-only, of one sheet, its rows above `first` appended.
        rows: whole numbers stay numbers, all else is text.
        first: number of the row where `rows` begin.
        styles: for each column the `style_id` of a cell made for this book.
    """
    frame = BytesIO()
    book.save(frame)
    with ZipFile(frame) as made, ZipFile(target, "w", ZIP_DEFLATED) as out:
        for part in made.infolist():
            if part.filename != _SHEET:
                out.writestr(part, made.read(part), ZIP_DEFLATED)
                continue
            head, end, tail = made.read(part).partition(_END)
            with out.open(part.filename, "w", force_zip64=True) as sheet:
                sheet.write(head)
                for piece in _pieces(rows, first, styles):
                    sheet.write(piece)
                sheet.write(end + tail)


def _pieces(rows: Iterable[Sequence[str | int]], first: int, styles: Sequence[int]) -> Iterator[bytes]:
    columns = [(get_column_letter(at), style) for at, style in enumerate(styles, 1)]
    written: list[str] = []
    for number, row in enumerate(rows, first):
        written.append(f'<row r="{number}">')
        for (letter, style), value in zip(columns, row, strict=True):
            written.append(_cell(f'<c r="{letter}{number}" s="{style}"', value))
        written.append("</row>")
        if number % _AT_ONCE == 0:
            yield "".join(written).encode()
            written.clear()
    yield "".join(written).encode()


def _cell(start: str, value: str | int) -> str:
    if isinstance(value, int):
        return f"{start}><v>{value}</v></c>"
    text = value if value.isprintable() else _NOT_XML.sub("", value)
    if not text:
        return f"{start}/>"
    space = "" if text == text.strip() else ' xml:space="preserve"'
    return f'{start} t="inlineStr"><is><t{space}>{escape(text[:_LONGEST])}</t></is></c>'
