"""Files of the demonstration as bytes: the same piece gives the same bytes, whenever it is made."""

import csv
import io
import re
import zipfile
from datetime import datetime
from pathlib import PurePath

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from gongkai.demo.pdf import body_lines, make_pdf
from gongkai.demo.story import File, Paper, Sheet

_FIXED = (2024, 1, 1, 0, 0, 0)
_THIN = Border(*[Side(style="thin", color="999999")] * 4)
_HEAD = PatternFill("solid", fgColor="EEF3F8")
_STAMPS = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def make(file: File) -> bytes:
    """The bytes of a file; its suffix decides the kind."""
    suffix = PurePath(file.name).suffix
    if isinstance(file, Sheet):
        return make_csv(file) if suffix == ".csv" else make_xlsx(file)
    return make_txt(file) if suffix == ".txt" else make_pdf(file.title, file.text)


def make_txt(paper: Paper) -> bytes:
    return ("\r\n".join([paper.title, "", *body_lines(paper.text)]) + "\r\n").encode("utf-8-sig")


def make_csv(sheet: Sheet) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(sheet.rows)
    return text.getvalue().encode("utf-8-sig")


def make_xlsx(sheet: Sheet) -> bytes:
    """A sheet as an office would hand it round: title, framed table, widths that fit, a line of notes."""
    book = Workbook()
    page = book.active
    page.title = "公开表"
    width = max(len(row) for row in sheet.rows)
    page.append([sheet.title])
    page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=max(width, 2))
    page["A1"].font = Font(name="宋体", size=15, bold=True)
    page["A1"].alignment = Alignment(horizontal="center")
    for row in sheet.rows:
        page.append(list(row))
    for cells in page.iter_rows(min_row=2, max_row=1 + len(sheet.rows), max_col=width):
        for cell in cells:
            cell.border = _THIN
            if isinstance(cell.value, int | float):
                cell.number_format = "#,##0" if isinstance(cell.value, int) else "#,##0.00"
    for cell in page[2]:
        cell.font, cell.fill = Font(bold=True), _HEAD
    for column in range(1, width + 1):
        longest = max((_width(row[column - 1]) for row in sheet.rows if len(row) >= column), default=8)
        page.column_dimensions[get_column_letter(column)].width = min(46, longest + 3)
    page.freeze_panes = "A3"
    if sheet.note:
        page.append([sheet.note])
    return _repacked(book)


def _width(value: object) -> int:
    return sum(1 if ord(char) < 0x80 else 2 for char in str(value))


def _repacked(book: Workbook) -> bytes:
    """The workbook without the moment of its making: in properties and in the archive's entries."""
    book.properties.creator = "望禾镇"
    book.properties.created = datetime(*_FIXED)  # noqa: DTZ001  (the format holds no zone)
    raw, packed = io.BytesIO(), io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _STAMPS.sub(rb"\g<1>2024-01-01T00:00:00Z", data)
            info = zipfile.ZipInfo(name, _FIXED)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, data)
    return packed.getvalue()
