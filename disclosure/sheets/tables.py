"""An attached .xlsx or .csv as a table people can read, search and take away.

A list of persons loses the columns that have no place on a public page; masked columns are marked. What is hidden in
the file stays out. A parsed table is kept in the cache by the file's content, so that ten thousand rows page quickly.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO
from xml.parsers.expat import ExpatError

from django.core.cache import cache
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from catalog.sheets.workbook import Sheet, WorkbookRefused, read_sheets
from disclosure.law.columns import is_masked, left_out, looks_personal
from disclosure.models import Attachment
from disclosure.sheets import cells
from disclosure.sheets.hidden import Hidden, hidden_parts

SUFFIXES = (".xlsx", ".csv")
READING = "2"  # raise it when the reading changes, so that what is cached is read anew
KEPT = 3600  # seconds in the cache
MOST_CELLS = 600_000
HEADER_WITHIN = 15  # rows among which the header stands
_LABEL = 30  # characters of the longest heading
_DATE = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")


@dataclass(frozen=True)
class Column:
    label: str
    number: bool = False
    day: bool = False
    masked: bool = False


@dataclass(frozen=True)
class Table:
    """What the public may read of a file. omitted: headings of the columns that were left out."""

    caption: str
    columns: list[Column]
    rows: list[list[str]]
    notes: list[str] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)

    def found(self, words: str) -> list[list[str]]:
        """Rows that hold each of the words in some column."""
        wanted = [word.casefold() for word in words.split()[:5]]
        if not wanted:
            return self.rows
        return [row for row in self.rows if all(word in "\t".join(row).casefold() for word in wanted)]


def can_be_a_table(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def table_of(attachment: Attachment, *, person_list: bool) -> Table:
    """The table of a stored file, from the cache where it has been read before.

    Raises:
        WorkbookRefused: it cannot be shown; says why.
    """
    key = f"table:{READING}:{attachment.sha256}:{person_list:d}"
    kept: Table | str | None = cache.get(key)
    if kept is None:
        kept = _read(attachment, person_list)
        cache.set(key, kept, KEPT)
    if isinstance(kept, str):
        raise WorkbookRefused(kept)
    return kept


def _read(attachment: Attachment, person_list: bool) -> Table | str:
    with attachment.file.open("rb") as file:
        data = file.read()
    try:
        return read_table(data, attachment.name, person_list=person_list)
    except WorkbookRefused as refused:
        return str(refused)


def read_table(data: bytes, name: str, *, person_list: bool) -> Table:
    """The first sheet of a workbook, or a .csv, as its public table.

    Raises:
        WorkbookRefused: not readable, too large, or a list of persons whose headings cannot be made out.
    """
    if not can_be_a_table(name):
        raise WorkbookRefused("只有 .xlsx 和 .csv 能在页面上显示为表格。")
    sheet = read_sheets(data, name)[0]
    hidden = _hidden(data, sheet)
    first, depth = _header(sheet)
    if person_list and not depth:
        raise WorkbookRefused(
            "认不出表头，分不清哪些栏能公开。请在第一行写明各栏名称，如“姓名、村组、金额”。"
        )
    filled = sheet.filled()
    labels = _labels(filled[first : first + depth], len(filled[0]))
    last, notes = _notes(sheet.rows, first + depth)
    body = [
        row
        for at, row in enumerate(filled[first + depth : last], first + depth)
        if at not in hidden.rows and any(row)
    ]
    if not body:
        raise WorkbookRefused("表头下面没有内容。")
    shown = [
        at
        for at in range(len(labels))
        if at not in hidden.columns and (labels[at] or any(row[at] for row in body))
    ]
    if len(shown) * len(body) > MOST_CELLS:
        raise WorkbookRefused(f"表格超过 {MOST_CELLS // 10_000} 万格，不能在页面上显示，请分成几个文件。")
    omitted = [at for at in shown if person_list and _has_no_place(labels[at], body, at)]
    kept = [at for at in shown if at not in omitted]
    if not kept:
        raise WorkbookRefused("表里没有能公开的栏。")
    columns = [_column(labels[at] or f"第{number}栏", body, at) for number, at in enumerate(kept, 1)]
    caption = next((cell for row in sheet.rows[:first] for cell in row if cell), "")
    if person_list:
        caption, notes = "" if looks_personal(caption) else caption, []
    return Table(
        caption,
        columns,
        [[_shown(row[at]) for at in kept] for row in body],
        notes,
        [labels[at] or "无名称的一栏" for at in omitted],
    )


def _hidden(data: bytes, sheet: Sheet) -> Hidden:
    if not data.startswith(b"PK"):
        return Hidden()
    try:
        return hidden_parts(data, sheet.title)
    except (ExpatError, KeyError, ValueError):
        raise WorkbookRefused("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。") from None


# ---- the header ---------------------------------------------------------------------------------------------
def _header(sheet: Sheet) -> tuple[int, int]:
    """Where the header begins and how many rows it has; depth 0 where there is none.

    The first row that fills most of the width with short, different texts that are no numbers or days.
    """
    rows = sheet.rows
    width = max((at + 1 for row in rows[:200] for at, cell in enumerate(row) if cell), default=0)
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        if _is_heading(_covered(sheet, at, row), width):
            return at, _depth(sheet, at)
        if sum(map(bool, row)) > max(1, width // 2):
            return at, 0  # the table began without one
    return 0, 0


def _covered(sheet: Sheet, at: int, row: Sequence[str]) -> list[str]:
    """The texts of a row, that of a merged range once for each column it covers."""
    texts = list(row)
    for top, left, bottom, right in sheet.merged:
        if top <= at <= bottom and row[left]:
            texts[left : right + 1] = [row[left]] + [f"{row[left]}·{n}" for n in range(right - left)]
    return texts


def _is_heading(texts: list[str], width: int) -> bool:
    filled = [text for text in texts if text]
    if len(filled) < max(1, round(0.6 * width)) or len(set(filled)) < len(filled):
        return False
    if width > 1 and len({text.split("·")[0] for text in filled}) < 2:
        return False  # one title across the table
    plain = [text for text in filled if len(text) <= _LABEL and not _is_value(text)]
    return len(plain) == len(filled)


def _is_value(text: str) -> bool:
    return bool(cells.NUMBER.match(text) or _DATE.match(text) or looks_personal(text) or "*" in text)


def _depth(sheet: Sheet, at: int) -> int:
    """Rows of the header: as deep as its merged cells reach, two where one heading stands above several."""
    merged = [m for m in sheet.merged if m[0] == at]
    deepest = max((bottom - at + 1 for _, _, bottom, _ in merged), default=1)
    if any(bottom == at and right > left for _, left, bottom, right in merged):
        deepest = max(deepest, 2)
    return min(deepest, 3)


def _labels(rows: list[list[str]], width: int) -> list[str]:
    """Headings from top to bottom, each text once."""
    return [
        "·".join(dict.fromkeys(" ".join(row[at].split()) for row in rows if row[at])) for at in range(width)
    ]


# ---- the body -----------------------------------------------------------------------------------------------
def _notes(rows: list[list[str]], start: int) -> tuple[int, list[str]]:
    """Where the table ends, and the lines below it that fill one cell only (制表人、说明)."""
    end = len(rows)
    while end > start and len(rows[0]) > 2 and sum(map(bool, rows[end - 1])) <= 1:
        end -= 1
    return end, [cell for row in rows[end:] for cell in row if cell]


def _has_no_place(label: str, body: list[list[str]], at: int) -> bool:
    """Whether a list of persons leaves the column out: by its heading, or because of what stands in it."""
    return left_out(label) or any(looks_personal(row[at]) for row in body)


def _column(label: str, body: list[list[str]], at: int) -> Column:
    values = [row[at] for row in body if row[at]]
    return Column(
        label,
        number=bool(values) and all(map(cells.NUMBER.match, values)),
        day=bool(values) and all(map(_DATE.match, values)),
        masked=is_masked(values),
    )


def _shown(text: str) -> str:
    day = _DATE.match(text)
    return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else text


# ---- to take away -------------------------------------------------------------------------------------------
def csv_rows(table: Table) -> Iterator[bytes]:
    """The public columns as .csv."""
    return cells.csv_rows([[column.label for column in table.columns], *table.rows], numbers=True)


def write_xlsx(table: Table, target: IO[bytes]) -> None:
    """The public columns as .xlsx; numbers as numbers, all else as text, nothing as a formula."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("公开表")
    sheet.freeze_panes = "A2"
    for at, column in enumerate(table.columns, 1):
        longest = max((len(row[at - 1]) for row in table.rows[:200]), default=0)
        sheet.column_dimensions[get_column_letter(at)].width = min(
            max(len(column.label), longest) * 2 + 2, 60
        )
    heads = [WriteOnlyCell(sheet) for _ in table.columns]
    for cell, column in zip(heads, table.columns, strict=True):
        cells.put_text(cell, column.label)
        cell.font = Font(bold=True)
    sheet.append(heads)
    line = [
        WriteOnlyCell(sheet) for _ in table.columns
    ]  # written as soon as it is appended, so one row serves all
    for row in table.rows:
        for cell, column, text in zip(line, table.columns, row, strict=True):
            if column.number and text and len(text) < 16 and not re.match(r"0\d", text):
                cell.value = float(text.replace(",", "")) if "." in text else int(text.replace(",", ""))
            else:
                cells.put_text(cell, text)
        sheet.append(line)
    book.save(target)
