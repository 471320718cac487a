"""Read .xlsx, .xls and .csv as rows of text; find headers by their names. Nothing here trusts the file."""

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

import python_calamine as calamine
from django.conf import settings

from catalog.sheets.archive import WorkbookRefused, check_xlsx, corrupt, too_many_columns, too_many_rows

__all__ = [
    "Header",
    "Sheet",
    "WorkbookRefused",
    "cell_name",
    "find_header",
    "label_key",
    "match_columns",
    "read_sheets",
]

MAX_COLUMNS = 200
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SUFFIXES = (".xlsx", ".xls", ".csv")
_KINDS: list[tuple[bytes, str]] = [
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"Rar!", "压缩包"),
]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]|_x000D_")


@dataclass(frozen=True)
class Sheet:
    """One sheet as text, row 0 is row 1 of the file. A merged cell's text stands only in its first cell."""

    title: str
    rows: list[list[str]]
    merged: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, column, last row, column

    def filled(self) -> list[list[str]]:
        """The rows with every cell of a merged range carrying its text."""
        rows = [list(row) for row in self.rows]
        for top, left, bottom, right in self.merged:
            if top >= len(rows) or left >= len(rows[top]):
                continue
            text = rows[top][left]
            for row in rows[top : bottom + 1]:
                for column in range(left, min(right + 1, len(row))):
                    row[column] = text
        return rows


def read_sheets(
    data: bytes,
    file_name: str,
    *,
    max_bytes: int | None = None,
    max_unpacked: int | None = None,
    max_rows: int | None = None,
) -> list[Sheet]:
    """The visible sheets that hold anything; all rows of one sheet have the same number of cells.

    max_bytes, max_unpacked: bytes; max_rows: rows a sheet. Defaults: settings WORKBOOK_MAX_…

    Raises:
        WorkbookRefused: too big, corrupt, password-protected, a zip bomb, another kind of file, empty.
    """
    max_bytes = settings.WORKBOOK_MAX_BYTES if max_bytes is None else max_bytes
    max_unpacked = settings.WORKBOOK_MAX_UNPACKED if max_unpacked is None else max_unpacked
    max_rows = settings.WORKBOOK_MAX_ROWS if max_rows is None else max_rows
    if not file_name.lower().endswith(_SUFFIXES):
        raise WorkbookRefused("只能导入 .xlsx、.xls 或 .csv 文件。")
    if len(data) > max_bytes:
        raise WorkbookRefused(f"文件超过 {_megabytes(max_bytes)}，请分成几个文件，或删去图片和多余的工作表。")
    if not data.strip():
        raise WorkbookRefused("文件是空的。")
    if data.startswith(b"PK"):
        check_xlsx(data, max_unpacked=max_unpacked, max_rows=max_rows, max_columns=MAX_COLUMNS)
        sheets = list(_read_workbook(data, max_rows))
    elif data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise _locked()
        sheets = list(_read_workbook(data, max_rows))
    else:
        sheets = [_read_csv(data, file_name, max_rows)]
    sheets = [sheet for sheet in sheets if any(any(row) for row in sheet.rows)]
    if not sheets:
        raise WorkbookRefused("表格里没有内容。")
    return sheets


def cell_name(row: int, column: int) -> str:
    """The name people know a cell by: (6, 1), counted from 0, is B7."""
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


# ---- headers ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Header:
    """Where the table begins: rows first…last (from 0) are its header, columns by name, the others as extra."""

    first: int
    last: int
    columns: Mapping[str, int]
    extra: Mapping[int, str]


def label_key(text: str) -> str:
    """A header label without what varies: blanks, brackets and their kind, punctuation, case."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"[\s()（）\[\]【】:：*、,，/／“”\"_-]+", "", plain)


def match_columns(
    labels: Sequence[str], wanted: Mapping[str, Sequence[str]]
) -> tuple[dict[str, int], dict[int, str]]:
    """Columns by name from label variants, and the labels nobody asked for.

    wanted: name → labels it may carry; the first column that carries one gets the name.
    """
    names = {label_key(variant): name for name, variants in wanted.items() for variant in variants}
    columns: dict[str, int] = {}
    extra: dict[int, str] = {}
    for index, label in enumerate(labels):
        name = names.get(label_key(label)) if label else None
        if name is not None and name not in columns:
            columns[name] = index
        elif label:
            extra[index] = label
    return columns, extra


def find_header(
    sheet: Sheet, wanted: Mapping[str, Sequence[str]], required: Collection[str], *, within: int = 20
) -> Header | None:
    """The first row among the first `within` that carries every required column; title rows above are skipped."""
    for index, row in enumerate(sheet.rows[:within]):
        columns, extra = match_columns(row, wanted)
        if columns.keys() >= set(required):
            return Header(index, index, columns, extra)
    return None


# ---- reading ------------------------------------------------------------------------------------------------
def _read_workbook(data: bytes, max_rows: int) -> Iterator[Sheet]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for number, meta in enumerate(book.sheets_metadata):
            if (
                meta.visible != calamine.SheetVisibleEnum.Visible
                or meta.typ != calamine.SheetTypeEnum.WorkSheet
            ):
                continue
            sheet = book.get_sheet_by_index(number)
            if sheet.total_height > max_rows:
                raise too_many_rows(max_rows)
            if sheet.total_width > MAX_COLUMNS:
                raise too_many_columns(MAX_COLUMNS)
            rows = [[_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            merged = [(*start, *end) for start, end in sheet.merged_cell_ranges or []]
            yield Sheet(meta.name, rows, merged)
    except calamine.PasswordError:
        raise _locked() from None
    except (calamine.CalamineError, ValueError, OSError):
        raise corrupt() from None
    except BaseException as error:
        if (
            type(error).__name__ == "PanicException"
        ):  # the parser gave up on a broken .xls; no Exception subclass
            raise corrupt() from None
        raise


def _read_csv(data: bytes, file_name: str, max_rows: int) -> Sheet:
    for start, kind in _KINDS:
        if data.startswith(start):
            raise WorkbookRefused(f"这是{kind}，不是表格。请上传 .xlsx、.xls 或 .csv。")
    text = _decode(data)
    if re.match(r"\s*<(!doctype|html|\?xml|table|meta)", text, re.IGNORECASE):
        raise WorkbookRefused(
            "这是网页或 XML 文件，只是用了表格的扩展名。请用 Excel 或 WPS 打开，另存为 .xlsx 再上传。"
        )
    if not file_name.lower().endswith(".csv"):
        raise corrupt()
    first = text.partition("\n")[0]
    delimiter = max(",\t;", key=first.count)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if len(rows) >= max_rows:
                raise too_many_rows(max_rows)
            if len(row) > MAX_COLUMNS:
                raise too_many_columns(MAX_COLUMNS)
            rows.append([_text(value) for value in row])
    except csv.Error:
        raise corrupt() from None
    width = max(map(len, rows), default=0)
    return Sheet("", [row + [""] * (width - len(row)) for row in rows])


def _decode(data: bytes) -> str:
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            break  # no text at all
        return text
    raise WorkbookRefused("认不出这个文件的文字编码。请另存为 .xlsx，或存成“CSV UTF-8”再上传。")


def _text(value: object) -> str:
    """What a person reads in the cell: 1.0 is 1, a date is 2026-01-02, no blanks around."""
    if isinstance(value, str):
        plain = _INVISIBLE.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
        return _CONTROL.sub("", plain).strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else format(value, ".15g")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value).strip()


def _megabytes(size: int) -> str:
    return f"{size / 2**20:g} MB"


def _locked() -> WorkbookRefused:
    return WorkbookRefused("这个文件设了密码，无法读取。请去掉密码后重新上传。")
