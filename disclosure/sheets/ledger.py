"""The ledger as a file in the counties' common layout: .xlsx ready to print on A3 across, and .csv."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

from disclosure.queries.ledger import LedgerLine
from disclosure.sheets import cells as sheet_cells
from disclosure.sheets.filling import write_filled

# (label, field of the line, width in characters)
COLUMNS = [
    ("序号", "number", 6),
    ("领域", "domain", 12),
    ("一级事项", "level1", 14),
    ("公开事项", "item", 20),
    ("信息标题", "title", 36),
    ("索引号", "index_no", 24),
    ("文号", "doc_no", 18),
    ("成文日期", "formed_on", 12),
    ("应公开日期", "due_on", 12),
    ("实际公开日期", "published_on", 13),
    ("是否按时", "timeliness", 14),
    ("公开渠道", "channels", 24),
    ("责任单位", "unit", 18),
    ("经办人", "clerk", 9),
    ("审核人", "reviewer", 9),
    ("逾期原因", "late_cause", 20),
    ("备注", "remark", 28),
]
_CENTERED = {"number", "formed_on", "due_on", "published_on", "timeliness", "clerk", "reviewer"}
_VALUES = attrgetter(*(name for _, name, _ in COLUMNS))
_HEAD_ROW = 3
_PAPER_A3 = 8
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TEXT = Alignment(vertical="center", wrap_text=True)


def cells(line: LedgerLine) -> list[str]:
    """The line's texts in the order of `COLUMNS`."""
    return [_text(value) for value in _VALUES(line)]


def csv_rows(lines: Iterable[LedgerLine]) -> Iterator[bytes]:
    """The file piece by piece."""
    return sheet_cells.csv_rows(chain([[label for label, _, _ in COLUMNS]], map(cells, lines)))


def write_xlsx(lines: Iterable[LedgerLine], target: IO[bytes], *, title: str, subtitle: str) -> None:
    """Write the workbook line by line into `target`; all cells but 序号 are texts, nothing is a formula.

    Args:
        title, subtitle: the two rows above the head: what it is; who fills it in, for which period, made when.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("公开台账")
    last = get_column_letter(len(COLUMNS))
    for at, (_, _, width) in enumerate(COLUMNS, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _PAPER_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    for row in (1, 2):
        sheet.merged_cells.add(f"A{row}:{last}{row}")
    sheet.append([_cell(sheet, title, Font(bold=True, size=16), _MIDDLE)])
    sheet.append([_cell(sheet, subtitle, Font(size=10), _TEXT)])
    sheet.append([_cell(sheet, label, Font(bold=True), _MIDDLE, _BORDER) for label, _, _ in COLUMNS])
    styles = [
        _cell(sheet, "", None, _MIDDLE if name in _CENTERED else _TEXT, _BORDER).style_id
        for _, name, _ in COLUMNS
    ]
    rows: Iterator[list[str | int]] = ([line.number, *cells(line)[1:]] for line in lines)
    write_filled(book, rows, target, first=_HEAD_ROW + 1, styles=styles)


def _cell(
    sheet: object, text: str, font: Font | None, alignment: Alignment, border: Border | None = None
) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet)
    sheet_cells.put_text(cell, text)
    if font:
        cell.font = font
    if border:
        cell.border = border
    cell.alignment = alignment
    return cell


def _text(value: str | int | date | None) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return text if text.isprintable() else ILLEGAL_CHARACTERS_RE.sub("", text)
