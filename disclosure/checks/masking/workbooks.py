"""A workbook as it may be published: what its viewer shows, values only, personal columns masked or left out."""

import csv
import io
import warnings
import zipfile
from collections.abc import Collection, Iterable
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine as calamine
from django.conf import settings
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from disclosure.checks.files import FileRefused, agrees
from disclosure.checks.hidden.ole import SIGNATURE
from disclosure.checks.hidden.package import Package, damaged
from disclosure.checks.hidden.texts import csv_rows, decode
from disclosure.checks.hidden.xls import (
    cell_text,
    open_calamine,
    open_ole,
    read_calamine,
    sheet_records,
    workbook_stream,
)
from disclosure.checks.hidden.xlsx_styles import invisible_styles
from disclosure.checks.masking.columns import Plan

MAX_XLS_COLUMN = 255
MAX_CELLS = 500_000  # an open workbook costs about a kilobyte a cell
_BROKEN = (
    ValueError,
    LookupError,
    ArithmeticError,
    TypeError,
    AttributeError,
    OSError,
    SyntaxError,  # XML that is none
    zipfile.BadZipFile,
)


@dataclass
class _Sheet:
    """What is seen of a sheet, rows and columns from 0, and the sheet its looks come from."""

    title: str
    values: dict[tuple[int, int], Any] = field(default_factory=dict)
    hidden_rows: Collection[int] = ()
    hidden_columns: Collection[int] = ()
    looks: Any = None  # openpyxl's worksheet


def mask_workbook(path: Path, suffix: str) -> bytes:
    """A clean copy: .csv stays .csv, .xlsx, .xls and .et become .xlsx.

    Hidden sheets, rows, columns and unseen cells are left out; so are formulas, comments, names, links, drawings
    and properties. Bank accounts, illness, income, causes, family and minors: the whole column is left out.

    Raises:
        FileRefused: as for reading; also larger than can be copied.
    """
    data, suffix = path.read_bytes(), suffix.lower()
    if len(data) > settings.ATTACHMENT_MAX_BYTES:
        raise FileRefused(f"文件超过 {settings.ATTACHMENT_MAX_BYTES // 2**20} MB，不能生成公开稿。")
    if data.startswith(SIGNATURE):
        open_ole(data)
    if suffix not in (".xlsx", ".xls", ".et", ".csv") or not agrees(data, suffix):
        raise FileRefused("只能为 .xlsx、.xls、.et、.csv 表格生成公开稿。")
    if suffix == ".csv":
        return _csv(data)
    try:
        sheets = list(_of_xlsx(data) if suffix == ".xlsx" else _of_xls(data))
    except _BROKEN:
        raise damaged() from None
    if not any(sheet.values for sheet in sheets):
        raise FileRefused("表格里没有看得见的内容，无法生成公开稿。")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        _write(book.create_sheet(sheet.title), sheet)
    book.properties.creator = None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _csv(data: bytes) -> bytes:
    try:
        rows = csv_rows(decode(data))
    except csv.Error:
        raise damaged() from None
    plan = Plan({number: dict(enumerate(row)) for number, row in enumerate(rows)})
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        writer.writerow(
            plan.masked(number, column) for column in range(len(row)) if column not in plan.dropped
        )
    return out.getvalue().encode("utf-8-sig")


# ---- reading -------------------------------------------------------------------------------------------------
def _of_xls(data: bytes) -> Iterable[_Sheet]:
    ole = open_ole(data)
    records = sheet_records(workbook_stream(ole))
    if sum((sheet.last_row + 1) * (sheet.last_column + 1) for sheet in records) > MAX_CELLS:
        raise _too_large()
    if any(sheet.last_column > MAX_XLS_COLUMN for sheet in records):
        raise damaged()
    book = open_calamine(data)
    metas = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    for number, meta in enumerate(metas):
        if meta.visible != calamine.SheetVisibleEnum.Visible:
            continue
        sheet = _Sheet(meta.name)
        if len(records) == len(metas):
            sheet.hidden_rows = records[number].hidden_rows
            sheet.hidden_columns = records[number].hidden_columns
        for row, values in enumerate(read_calamine(book, meta.name)):
            for column, value in enumerate(values):
                if (
                    value not in ("", None)
                    and row not in sheet.hidden_rows
                    and column not in sheet.hidden_columns
                ):
                    sheet.values[row, column] = value
        yield sheet


def _of_xlsx(data: bytes) -> Iterable[_Sheet]:
    invisible = invisible_styles(Package(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what openpyxl does not carry over: nor does a clean copy
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=True, keep_links=False)
    if sum(sheet.max_row * sheet.max_column for sheet in book.worksheets) > MAX_CELLS:
        raise _too_large()
    for source in book.worksheets:
        if source.sheet_state != "visible":
            continue
        sheet = _Sheet(source.title, looks=source)
        sheet.hidden_rows = {
            number - 1 for number, row in source.row_dimensions.items() if row.hidden or row.height == 0
        }
        sheet.hidden_columns = {
            number - 1
            for column in source.column_dimensions.values()
            if column.hidden or column.width == 0
            for number in range(column.min, min(column.max, source.max_column) + 1)
        }
        for cells in source.iter_rows():
            for cell in cells:
                at = (cell.row - 1, cell.column - 1)
                hidden = at[0] in sheet.hidden_rows or at[1] in sheet.hidden_columns
                if cell.value is not None and not hidden and cell.style_id not in invisible:
                    sheet.values[at] = cell.value
        yield sheet


# ---- writing -------------------------------------------------------------------------------------------------
def _write(target: Any, sheet: _Sheet) -> None:
    """The seen values, masked, closed up where rows or columns are left out."""
    texts: dict[int, dict[int, str]] = {}
    for (row, column), value in sheet.values.items():
        texts.setdefault(row, {})[column] = cell_text(value)
    plan = Plan(texts)
    rows = _kept(max((row for row, _ in sheet.values), default=-1), sheet.hidden_rows)
    gone = plan.dropped | set(sheet.hidden_columns)
    columns = _kept(max((column for _, column in sheet.values), default=-1), gone)
    looks: dict[int, Any] = {}
    for (row, column), value in sheet.values.items():
        place = columns.get(column)
        if place is None:
            place = _title_place(sheet, row, column, columns)
        if place is None:
            continue
        masked = plan.masked(row, column)
        cell = target.cell(rows[row] + 1, place + 1)
        _put(cell, masked if masked != texts[row][column] else value)
        if sheet.looks is not None:
            _look(cell, sheet.looks.cell(row + 1, column + 1), looks)
    if sheet.looks is not None:
        _layout(target, sheet.looks, rows, columns)


def _kept(last: int, gone: Collection[int]) -> dict[int, int]:
    """Old number → new number of what stays."""
    stays = [number for number in range(last + 1) if number not in gone]
    return {number: place for place, number in enumerate(stays)}


def _title_place(sheet: _Sheet, row: int, column: int, columns: dict[int, int]) -> int | None:
    """A heading over several columns stays, though the first of them is left out."""
    if sheet.looks is None:
        return None
    for area in sheet.looks.merged_cells.ranges:
        if (area.min_row - 1, area.min_col - 1) == (row, column):
            return next((columns[c] for c in range(column, area.max_col) if c in columns), None)
    return None


def _put(cell: Any, value: Any) -> None:
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
        cell.data_type = "s"  # a text that begins with = stays a text
    elif value is None:
        return
    else:
        cell.value = value


def _look(cell: Any, source: Any, looks: dict[int, Any]) -> None:
    """Weight, size, alignment, borders and number format; no colours, so that nothing is white on white."""
    if source.style_id not in looks:
        cell.font = Font(name=source.font.name, sz=max(source.font.sz or 11, 6), b=source.font.b)
        cell.alignment, cell.border = copy(source.alignment), copy(source.border)
        cell.number_format = source.number_format
        looks[source.style_id] = cell._style
    else:
        cell._style = copy(looks[source.style_id])


def _layout(target: Any, source: Any, rows: dict[int, int], columns: dict[int, int]) -> None:
    for dimension in source.column_dimensions.values():
        for number in range(dimension.min or 1, min(dimension.max or 1, source.max_column) + 1):
            if number - 1 in columns and dimension.width:
                target.column_dimensions[get_column_letter(columns[number - 1] + 1)].width = dimension.width
    for number, dimension in source.row_dimensions.items():
        if number - 1 in rows and dimension.height:
            target.row_dimensions[rows[number - 1] + 1].height = dimension.height
    for area in source.merged_cells.ranges:
        across = [columns[c] for c in range(area.min_col - 1, area.max_col) if c in columns]
        down = [rows[r] for r in range(area.min_row - 1, area.max_row) if r in rows]
        if across and down and len(across) * len(down) > 1:
            target.merge_cells(
                start_row=down[0] + 1,
                end_row=down[-1] + 1,
                start_column=across[0] + 1,
                end_column=across[-1] + 1,
            )
    target.page_setup.orientation = source.page_setup.orientation
    target.page_setup.paperSize = source.page_setup.paperSize


def _too_large() -> FileRefused:
    return FileRefused("表格过大，不能自动生成公开稿。请拆分成几个文件，或在 Excel、WPS 里处理后另行上传。")
