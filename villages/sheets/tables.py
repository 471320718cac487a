"""A village's table from a workbook: all of it is read, or nothing; each fault with its cell."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from catalog.sheets.workbook import (
    Header,
    Sheet,
    WorkbookRefused,
    cell_name,
    find_header,
    label_key,
    read_sheets,
)
from villages.law.kinds import Column, Shape, SheetKind, columns_of
from villages.law.money import MoneyRefused, fen, yuan
from villages.law.tables import Cell, CellRefused, Row, read_cell, total
from villages.sheets.reading import (
    FOOTER,
    SUBTOTAL,
    TO_DATE,
    TOTAL,
    CellFault,
    SheetRefused,
    plain,
    whose,
    words_above,
)

HEADER_WITHIN = 15  # rows


@dataclass
class Table:
    """rows: cells by column; notes: what is worth knowing of how it was read."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_table(
    data: bytes, file_name: str, *, kind: SheetKind, village: Sequence[str], others: Sequence[str] = ()
) -> Table:
    """The rows of a kind's table from the one sheet that has them.

    Args:
        village: names of this village; others: of the township's other villages.

    Raises:
        WorkbookRefused: the file cannot be read, or has no such table.
        SheetRefused: something in it is wrong; nothing of it is taken.
    """
    columns = columns_of(kind)
    if not columns:
        raise WorkbookRefused("这一类没有表格，请直接填写。")
    heads = {column.key: heads_of(column) for column in columns}
    needed = [column.key for column in columns if column.required]
    sheets = read_sheets(data, file_name)
    tables = [
        (sheet, found)
        for sheet in sheets
        if (found := find_header(sheet, heads, needed, within=HEADER_WITHIN))
    ]
    if not tables:
        labels = "、".join(f"“{column.label}”" for column in columns if column.required)
        raise WorkbookRefused(f"没有找到“{kind.label}”的表头：须有{labels}各栏。")
    if len(tables) > 1:
        names = "、".join(sheet.title for sheet, _ in tables)
        raise WorkbookRefused(f"有 {len(tables)} 个工作表都像（{names}），请一次只导入一张。")
    return _Reader(*tables[0], columns).read(village, others)


def heads_of(column: Column) -> list[str]:
    """Everything a column may be called in a workbook, with its unit and without."""
    names = [column.label, *column.heads]
    unit = {Shape.MONEY: "元", Shape.NUMBER: "亩"}.get(column.shape, "")
    return [*names, *(name + unit for name in names if unit)]


class _Reader:
    def __init__(self, sheet: Sheet, header: Header, columns: Sequence[Column]) -> None:
        self.sheet, self.header = sheet, header
        self.columns = [column for column in columns if column.key in header.columns]
        self.found, self.faults = Table(), list[CellFault]()
        self.since: list[Row] = []  # rows since the last subtotal

    def read(self, village: Sequence[str], others: Sequence[str]) -> Table:
        wrong, note = whose(words_above(self.sheet, self.header), village, others)
        if wrong:
            self.faults.append(CellFault(self.sheet.title, wrong))
        if note:
            self.found.notes.append(note)
        if self.header.extra:
            left = "、".join(
                label for label in self.header.extra.values() if label_key(label) not in _NUMBERS
            )
            if left:
                self.found.notes.append(f"这些栏不在公开表里，没有读入：{left}。")
        for row in range(self.header.last + 1, len(self.sheet.rows)):
            self._row(row)
        if not self.found.rows and not self.faults:
            self.faults.append(CellFault(self.sheet.title, "表头下面没有一行内容。"))
        if self.faults:
            raise SheetRefused(self.faults)
        return self.found

    def _row(self, row: int) -> None:
        filled = [text for text in self.sheet.rows[row] if text.strip()]
        if not filled or not any(self._text(row, column) for column in self.columns):
            return
        label = next((key for text in filled[:2] if (key := label_key(text)) in _SUMS), "")
        if label:
            self._sum(row, label)
            return
        if FOOTER.match(plain(filled[0])) and len(filled) <= 2:
            return  # signatures and notes below the table
        before = len(self.faults)
        made = {column.key: self._cell(row, column) for column in self.columns}
        if len(self.faults) == before:
            self.found.rows.append(made)
            self.since.append(made)

    def _cell(self, row: int, column: Column) -> Cell:
        text = self._text(row, column)
        if column.shape == Shape.TEXT and text and text.removesuffix(".0").isdecimal():
            text = text.removesuffix(".0")
        try:
            found = read_cell(column, text)
        except CellRefused as refused:
            self._wrong(row, column, str(refused))
            return None
        if found is None and column.required:
            merged = "（上面是合并的单元格，请取消合并，每行都填）" if self._is_merged(row, column) else ""
            self._wrong(row, column, f"没有填写{column.label}{merged}。")
        return found

    def _sum(self, row: int, label: str) -> None:
        """A row of sums is no entry, but must be right."""
        if label in _DATE:
            return
        rows = self.found.rows if label in _TOTALS else self.since
        for column in self.columns:
            text = self._text(row, column)
            if (
                column.shape != Shape.MONEY or not text or self.faults
            ):  # of rows that could not be read no sum is right
                continue
            try:
                said = fen(text)
            except MoneyRefused as refused:
                self._wrong(row, column, str(refused))
                continue
            if difference := said - total(rows, column.key):
                self._wrong(
                    row, column,
                    f"{column.label}合计填的是 {yuan(said)}，逐行相加是 {yuan(said - difference)}，相差 {yuan(difference)} 元。",
                )  # fmt: skip
        if label not in _TOTALS:
            self.since = []

    def _text(self, row: int, column: Column) -> str:
        place, cells = self.header.columns[column.key], self.sheet.rows[row]
        return cells[place].strip() if place < len(cells) else ""

    def _is_merged(self, row: int, column: Column) -> bool:
        place = self.header.columns[column.key]
        return any(
            top < row <= bottom and left <= place <= right for top, left, bottom, right in self.sheet.merged
        )

    def _wrong(self, row: int, column: Column, message: str) -> None:
        self.faults.append(CellFault(cell_name(row, self.header.columns[column.key]), message))


_TOTALS, _DATE = frozenset(TOTAL), frozenset(TO_DATE)
_SUMS = frozenset((*SUBTOTAL, *TOTAL, *TO_DATE))
_NUMBERS = frozenset(("序号", "编号", "no"))
