"""A table of the text set on paper: every cell in its place, columns as wide as their words need."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from disclosure.sheets.channels.blocks import Cell, Row, Table, text_of
from disclosure.sheets.channels.breaking import em

_PADDING = 0.9  # em, left and right together
_NAME = 4  # as many characters as a person's name or a date part has stay on one line
_WIDE = 16  # em: beyond this a column does not ask for more
_SHORT = 9  # a column of texts no longer than this is centred
_WORD = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Placed:
    """A cell with its column and row, counted from 0 over head and body, and spans that stay inside its part."""

    x: int
    y: int
    colspan: int
    rowspan: int
    cell: Cell


@dataclass(frozen=True)
class Grid:
    columns: int
    head_rows: int
    cells: tuple[Placed, ...]

    @property
    def needed(self) -> float:
        """The width in em below which words would be cut."""
        return sum(least for least, _ in self._widths())

    @property
    def wanted(self) -> float:
        """The width in em at which every column has what it asks for."""
        return sum(wish for _, wish in self._widths())

    def shares(self, available: float) -> list[float]:
        """Widths of the columns in em for that much room: what each needs, then the rest by length of text."""
        widths = list(self._widths())
        spare = max(available - sum(least for least, _ in widths), 0)
        wishes = [wish - least + 0.5 for least, wish in widths]
        return [least + spare * more / sum(wishes) for (least, _), more in zip(widths, wishes, strict=True)]

    def centred(self) -> list[bool]:
        """Which columns hold only short texts."""
        return [
            max((len(text_of(p.cell.runs)) for p in self._column(x)), default=0) <= _SHORT
            for x in range(self.columns)
        ]

    def _column(self, x: int) -> Iterator[Placed]:
        return (p for p in self.cells if p.x == x and p.colspan == 1)

    def _widths(self) -> Iterator[tuple[float, float]]:
        for x in range(self.columns):
            texts = [text_of(p.cell.runs) for p in self._column(x)] or [""]
            whole = max(max(em(line) for line in text.split("\n")) for text in texts)
            word = max((len(w) / 2 for text in texts for w in _WORD.findall(text)), default=0)
            least = max(min(word, 12), min(whole, _NAME), 2)
            yield least + _PADDING, max(min(whole, _WIDE), least) + _PADDING


def grid(table: Table) -> Grid:
    """Lay the cells out as HTML does; what reaches outside is clipped, what is missing is an empty cell."""
    placed: list[Placed] = []
    for rows, top in ((table.head, 0), (table.body, len(table.head))):
        placed += _laid(rows, top)
    columns = max((p.x + p.colspan for p in placed), default=1)
    taken = {(x, y) for p in placed for x in range(p.x, p.x + p.colspan) for y in range(p.y, p.y + p.rowspan)}
    for y in range(len(table.head) + len(table.body)):
        placed += [Placed(x, y, 1, 1, Cell(())) for x in range(columns) if (x, y) not in taken]
    return Grid(columns, len(table.head), tuple(sorted(placed, key=lambda p: (p.y, p.x))))


def _laid(rows: tuple[Row, ...], top: int) -> Iterator[Placed]:
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (x, y) in taken:
                x += 1
            width = next((w for w in range(1, cell.colspan) if (x + w, y) in taken), cell.colspan)
            height = min(cell.rowspan, len(rows) - y)
            taken |= {(x + dx, y + dy) for dx in range(width) for dy in range(height)}
            yield Placed(x, top + y, width, height, cell)
