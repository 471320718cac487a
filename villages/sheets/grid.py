"""The grid as a file: a line for each row and period with the figures of the page, as .xlsx and .csv."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from disclosure.sheets import cells as sheet_cells
from villages.law.grid import OWED, PARTS, UNDATED
from villages.queries.grid import Row

_MEASURES = (OWED, *PARTS)
_WIDTHS = {"类别": 16, "事项": 40, "内容": 16, "村": 16, "期间": 16, "情况": 12}
_HEAD_ROW = 4


def headings(named: tuple[str, ...]) -> list[str]:
    """named: the columns that say which row it is, e.g. ("村",)."""
    return [*named, "期间", "情况", *(measure.label for measure in _MEASURES), UNDATED.label]


def lines(groups: Iterable[tuple[str, Iterable[Row]]], *, grouped: bool) -> Iterator[list[str | int]]:
    """The periods of each row, the year last. Duties without a day stand in no period, so only in the year's line."""
    for group, rows in groups:
        for row in rows:
            for cell in (*row.cells, row.whole):
                said = [group, row.name] if grouped else [row.name]
                open_ended: str | int = row.undated.count if cell is row.whole else ""
                yield [
                    *said, cell.span.name, cell.state.label, *(cell.number(measure) for measure in _MEASURES), open_ended,
                ]  # fmt: skip


def csv_rows(head: list[str], found: Iterable[list[str | int]]) -> Iterator[bytes]:
    """The file piece by piece."""
    return sheet_cells.csv_rows(chain([head], (list(map(str, line)) for line in found)))


def write_xlsx(
    head: list[str], found: Iterable[list[str | int]], target: IO[bytes], *, title: str, told: list[str]
) -> None:
    """Figures are numbers, all else is text and never a formula.

    Args:
        title: the first row; told: what the figures count, when it was made, below it.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet("村务公开进度")
    for at, label in enumerate(head, 1):
        sheet.column_dimensions[get_column_letter(at)].width = _WIDTHS.get(label, 15)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(value: str | int, font: Font | None = None) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet)
        if isinstance(value, int):
            made.value = value
        else:
            sheet_cells.put_text(made, value)
            made.alignment = wrapped
        if font:
            made.font = font
        return made

    def words(text: str, font: Font | None = None) -> WriteOnlyCell:
        made = cell(text, font)
        made.alignment = Alignment()  # runs over the columns beside it
        return made

    sheet.append([words(title, Font(bold=True, size=14))])
    for row in (told[:1], told[1:]):
        sheet.append([words("；".join(row))])
    sheet.append([cell(label, bold) for label in head])
    for line in found:
        sheet.append([cell(value) for value in line])
    book.save(target)
