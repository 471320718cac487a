"""Tables read row by row: numbers in any cell, and columns whose header says that they hold personal data."""

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalog.sheets.workbook import cell_name, label_key
from disclosure.checks.personal.columns import (
    OF_PERSONS,
    WEAK_LABELS,
    column_kind,
    column_role,
    judge,
    lost_id,
    number_text,
)
from disclosure.checks.personal.kinds import NOTICES, Hit, Kind, fingerprint
from disclosure.checks.personal.masks import mask_value
from disclosure.checks.personal.numbers import Found, find, normal

_NUMBERS = frozenset({Kind.ID_CARD, Kind.ID_CARD_15, Kind.MOBILE, Kind.BANK_CARD, Kind.EMAIL})
_SHORTEST = 6  # a mail address; a phone number has 11
_PIECE = re.compile(r"\d{1,17}[Xx]?|[Xx]")
_VALUE = re.compile(r"[¥-]?\d[\d.,:/年月日%元-]*")  # an amount, a day, a share
# What may stand beside the number in a cell of amounts or codes. With other words there, the number is said of somebody.
_BARE = re.compile(r"[\s\d.,:#/()\[\]〔〕A-Za-z¥+\-_~约共计第号编字元角分万亿个件项%]*")
_ROWS_OF_HEADER = 2  # rows below a header row that may still belong to it
# An ID number over several cells: one digit a cell, province-birth-order, or any two halves.
_ID_PIECES = frozenset({(6, 8, 4), (6, 8, 3, 1), (6, 4, 2, 2, 4)})


@dataclass
class _Column:
    """A column under a header of personal data, and what has been seen in it."""

    kind: Kind
    label: str
    seen: int = 0
    first: str = ""
    row: int = 0
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def take(self, value: str, row: int) -> None:
        if not self.seen:
            self.first, self.row = value, row
        self.seen += 1
        self.digest.update(value.encode() + b"\0")


class TableScanner:
    """Takes the rows of one table in order and reports hits; `finish` reports the columns.

    place: the words before a cell's own place. lettered: cells are known as B7, else as 第7行第2列.
    """

    def __init__(self, place: str, report: Callable[[Hit], None], *, lettered: bool = True) -> None:
        self.place, self.report, self.lettered = place, report, lettered
        self.columns: dict[int, _Column] = {}
        self.roles: dict[int, str] = {}
        self.since_header = 0
        self.personal = False  # a number of a person has been seen below the present header

    def feed(self, row: int, cells: Iterable[tuple[int, str]]) -> None:
        """One row, counted from 0, as its filled cells: column, text."""
        filled = [(column, text) for column, text in cells if text]
        self.since_header += 1
        header = self._header(filled)
        pieces = 0
        for column, text in filled:
            if len(text) < 18 and _PIECE.fullmatch(text):
                pieces += 1
            if column not in header:
                self._cell(row, column, text)
        if pieces > 1:
            self._split(row, dict(filled))

    def finish(self) -> None:
        """The end of the table, or of what stood under one header."""
        of_persons = any(column.kind in OF_PERSONS for column in self.columns.values())
        surely = self.personal or any(
            column.seen and column.kind is not Kind.NAME and column.label not in WEAK_LABELS
            for column in self.columns.values()
            if of_persons
        )
        for index, column in sorted(self.columns.items()):
            weak = column.kind is Kind.NAME or column.label in WEAK_LABELS
            if column.seen and (surely if weak else of_persons or self.personal):
                self._report_column(index, column)
        self.columns, self.personal = {}, False

    # ---- headers ---------------------------------------------------------------------------------------------
    def _header(self, cells: list[tuple[int, str]]) -> set[int]:
        """The columns of this row that hold a header label; a new header closes what stood under the last."""
        labels = {column: kind for column, text in cells if (kind := column_kind(text)) is not None}
        if not labels:
            self._roles(cells)
            return set()
        continues = bool(self.columns) and self.since_header <= _ROWS_OF_HEADER
        if len(labels) < 2 and len(cells) > 1 and self.columns and not continues:
            return set()  # a cell that happens to read like a label
        texts = dict(cells)
        if self.columns and not continues:
            self.finish()
            self.roles = {}
        for column, kind in labels.items():
            if column not in self.columns or not continues:
                self.columns[column] = _Column(kind, label_key(texts[column]))
        if not continues:
            self.since_header = 0
        self._roles(cells)
        return {column for column in labels if self.columns[column].label == label_key(texts[column])}

    def _roles(self, cells: list[tuple[int, str]]) -> None:
        """Columns of amounts and codes, told by their labels: a row with values in it is no row of labels."""
        if any(_VALUE.fullmatch(normal(text)) for _, text in cells):
            return
        for column, text in cells:
            known = self.columns.get(column)
            if column in self.roles or (known and known.kind in _NUMBERS):
                continue
            if role := column_role(text):
                self.roles[column] = role

    # ---- cells -----------------------------------------------------------------------------------------------
    def _cell(self, row: int, column: int, text: str) -> None:
        known = self.columns.get(column)
        if len(text) < _SHORTEST and known is None:
            return
        found = self._numbers(number_text(text), column) if len(text) >= _SHORTEST else []
        for item in found:
            self._report(item.kind, item.value, self._at(row, column))
        if known and (not found or known.kind not in _NUMBERS):
            if value := judge(known.kind, text):
                if known.kind in _NUMBERS:
                    self._report(known.kind, value, self._at(row, column))
                else:
                    known.take(value, row)
        elif not found and len(text) >= 18 and (value := lost_id(text)):
            self._report(Kind.ID_CARD, value, self._at(row, column))

    def _numbers(self, text: str, column: int) -> list[Found]:
        role = self.roles.get(column, "")
        found = find(text)
        if role and found:
            kept = (
                {Kind.ID_CARD, Kind.EMAIL} if role == "code" else {Kind.ID_CARD, Kind.ID_CARD_15, Kind.EMAIL}
            )
            found = [item for item in found if item.kind in kept or not _is_bare(text, item)]
        return found

    def _split(self, row: int, texts: dict[int, str]) -> None:
        """A number printed over neighbouring cells."""
        labels = {column: known.label for column, known in self.columns.items()}
        for item, cells in split_numbers(texts, labels):
            place = f"{self._at(row, cells[0][0])}至{self._at(row, cells[-1][0], whole=False)}"
            self._report(item.kind, item.value, place)

    def _report(self, kind: Kind, value: str, place: str) -> None:
        self.personal = self.personal or kind not in NOTICES
        self.report(Hit(kind, place, mask_value(kind, value), fingerprint(kind, value, self.place)))

    def _report_column(self, index: int, column: _Column) -> None:
        shown = mask_value(column.kind, column.first)
        excerpt = f"“{column.label}”列 {column.seen} 处" + ("" if shown == "***" else f"，如：{shown}")
        place = f"{self._at(column.row, index)}起" if column.seen > 1 else self._at(column.row, index)
        value = f"{column.label}\0{column.digest.hexdigest()}"
        self.report(Hit(column.kind, place, excerpt, fingerprint(column.kind, value, self.place)))

    def _at(self, row: int, column: int, *, whole: bool = True) -> str:
        name = cell_name(row, column).rstrip("0123456789") if self.lettered else f"第{column + 1}"
        return f"{self.place}第{row + 1}行{name}列" if whole else f"{name}列"


def split_numbers(
    texts: Mapping[int, str], labels: Mapping[int, str]
) -> Iterator[tuple[Found, list[tuple[int, str]]]]:
    """Personal numbers that stand over several cells of a row, each with its cells.

    texts: the filled cells by column. labels: headers by column; a header or the cell before says what a number is.
    """
    pieces = [
        (column, text) for column, text in sorted(texts.items()) if len(text) < 18 and _PIECE.fullmatch(text)
    ]
    for run in _neighbours(pieces, labels):
        start = run[0][0]
        joined, ends = labels.get(start) or texts.get(start - 1, "")[-12:], []
        for _, text in run:
            joined += f" {text}"
            ends.append(len(joined))
        for item in find(joined):
            first, last = bisect_right(ends, item.start), bisect_left(ends, item.end)
            cells = run[first : last + 1]
            if len(cells) > 1 and _is_split(item.kind, tuple(len(text) for _, text in cells)):
                yield item, cells


def _is_bare(text: str, item: Found) -> bool:
    """Whether the cell holds the number and nothing said of it: an amount or a code, where its column is one of those."""
    return _BARE.fullmatch(normal(text[: item.start] + text[item.end :])) is not None


def _is_split(kind: Kind, widths: tuple[int, ...]) -> bool:
    if max(widths) == 1:
        return True
    return kind is Kind.ID_CARD and (widths in _ID_PIECES or len(widths) == 2)


def _neighbours(pieces: list[tuple[int, str]], begins: Container[int]) -> Iterator[list[tuple[int, str]]]:
    """Runs of cells side by side; a column with a header of its own begins a new one."""
    run: list[tuple[int, str]] = []
    for piece in pieces:
        if run and (piece[0] != run[-1][0] + 1 or piece[0] in begins):
            if len(run) > 1:
                yield run
            run = []
        run.append(piece)
    if len(run) > 1:
        yield run
