"""Old workbooks (.xls, .et): cells by calamine, hidden rows and columns from the records themselves.

Other old files (.doc, .ppt, .wps) cannot be read; what plain text shows through is searched, and a person must look.
"""

import io
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

import python_calamine as calamine

from catalog.sheets.workbook import cell_name
from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.inspection import MAX_CELLS, Inspection, Sample, ranges
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.ole import OleFile
from disclosure.checks.hidden.package import damaged, locked

_ENCRYPTED = ("EncryptedPackage", "EncryptionInfo")
_BOF, _FILEPASS, _STRINGS = 0x0809, 0x2F, 0xFC
_ROW, _COLUMN, _NOTE = 0x0208, 0x7D, 0x1C
_CELLS = frozenset({0x06, 0xFD, 0x0203, 0x0204, 0x027E, 0xBD, 0x0205})
_HIDDEN_ROW = 0x20
_PRINTED = re.compile(r"[\x20-\x7e\u3000-\u303f\u3400-\u9fff\uff00-\uff5e\n]{6,}")
_PROPERTIES = ("\x05SummaryInformation", "\x05DocumentSummaryInformation")


@dataclass
class SheetRecords:
    """What the records of one sheet say of its rows and columns."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    comments: int = 0
    last_row: int = 0
    last_column: int = 0


def inspect_old_workbook(data: bytes, inspection: Inspection) -> None:
    ole = open_ole(data)
    records = sheet_records(workbook_stream(ole))
    if any((sheet.last_row + 1) * (sheet.last_column + 1) > MAX_CELLS for sheet in records):
        raise FileRefused("表格有内容的范围过大，请删去远处的空行空列，另存后再上传。")
    book = open_calamine(data)
    metas = [meta for meta in book.sheets_metadata if meta.typ == calamine.SheetTypeEnum.WorkSheet]
    for number, meta in enumerate(metas):
        of_sheet = records[number] if len(records) == len(metas) else SheetRecords()
        _sheet(meta, read_calamine(book, meta.name), of_sheet, inspection)
        inspection.say(number + 1, len(metas))
    _embedded(ole, inspection)


def inspect_old_document(data: bytes, inspection: Inspection) -> None:
    """A .doc, .ppt or .wps: numbers are sought in what can be made out; the file stays unread."""
    ole = open_ole(data)
    for name in ole.streams:
        for encoding in ("utf-16-le", "gb18030"):
            text = "\n".join(_PRINTED.findall(ole.read(name).decode(encoding, "replace")))
            inspection.text(text, "文件内部文字")
    inspection.unreadable("旧格式文档无法完整读取，请另存为 .docx、.pptx 或 PDF 后上传，或人工核对。")


def open_ole(data: bytes) -> OleFile:
    ole = OleFile(data)
    if any(name in ole.streams for name in _ENCRYPTED):
        raise locked()
    return ole


def workbook_stream(ole: OleFile) -> bytes:
    stream = ole.read("Workbook") or ole.read("Book")
    if not stream:
        raise damaged()
    return stream


def open_calamine(data: bytes) -> calamine.CalamineWorkbook:
    data += bytes(-len(data) % 4096)  # a last sector cut short makes the parser give up with a long report
    try:
        return calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except calamine.PasswordError:
        raise locked() from None
    except (calamine.CalamineError, ValueError, OSError):
        raise damaged() from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of the parser; no Exception subclass
            raise damaged() from None
        raise


def read_calamine(book: calamine.CalamineWorkbook, name: str) -> list[list[object]]:
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (calamine.CalamineError, ValueError, OSError):
        raise damaged() from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged() from None
        raise


def cell_text(value: object) -> str:
    """A cell as its digits are: 1.0 is 1, a number of 18 digits keeps them."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return "" if value is None else str(value).strip()


def sheet_records(stream: bytes) -> list[SheetRecords]:
    """Per worksheet, in order.

    Raises:
        FileRefused: the workbook has a password.
    """
    sheets: list[SheetRecords] = []
    sheet: SheetRecords | None = None
    for kind, body in _records(stream):
        if kind == _FILEPASS:
            raise locked()
        if kind == _STRINGS and len(body) >= 8 and struct.unpack_from("<I", body, 4)[0] > len(stream):
            raise damaged()  # more texts than the file has bytes
        if kind == _BOF and len(body) >= 4:
            is_sheet = struct.unpack_from("<H", body, 2)[0] == 0x10
            sheet = SheetRecords() if is_sheet else None
            if sheet is not None:
                sheets.append(sheet)
        elif sheet is not None:
            _take(sheet, kind, body)
    return sheets


def _take(sheet: SheetRecords, kind: int, body: bytes) -> None:
    if kind == _ROW and len(body) >= 16:
        number, options = struct.unpack_from("<H", body)[0], struct.unpack_from("<H", body, 12)[0]
        if options & _HIDDEN_ROW:
            sheet.hidden_rows.add(number)
    elif kind == _COLUMN and len(body) >= 10:
        first, last, width, _, options = struct.unpack_from("<5H", body)
        if options & 1 or width == 0:
            sheet.hidden_columns |= set(range(first, min(last, 255) + 1))
    elif kind == _NOTE:
        sheet.comments += 1
    elif kind in _CELLS and len(body) >= 4:
        row, column = struct.unpack_from("<HH", body)
        sheet.last_row, sheet.last_column = max(sheet.last_row, row), max(sheet.last_column, column)


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sheet(
    meta: calamine.SheetMetadata, rows: list[list[object]], records: SheetRecords, inspection: Inspection
) -> None:
    kind = None
    if meta.visible == calamine.SheetVisibleEnum.Hidden:
        kind = HiddenKind.HIDDEN_SHEET
    elif meta.visible == calamine.SheetVisibleEnum.VeryHidden:
        kind = HiddenKind.VERY_HIDDEN_SHEET
    place = f"{'隐藏' if kind else ''}工作表“{meta.name}”"
    scanner, everything, in_rows, in_columns = inspection.table(place), Sample(), Sample(), Sample()
    filled: list[int] = []
    for number, row in enumerate(rows):
        cells = [(column, text) for column, value in enumerate(row) if (text := cell_text(value))]
        if not inspection.count_cells(len(cells)):
            break
        inspection.report.rows += bool(cells)
        scanner.feed(number, cells)
        words = " ".join(text for _, text in cells)
        everything.take(words)
        if number in records.hidden_rows and cells:
            filled.append(number + 1)
            in_rows.take(words)
        for column, text in cells:
            if column in records.hidden_columns:
                in_columns.take(text)
    scanner.finish()
    if kind:
        inspection.hide(kind, place, str(everything), scanned=True)
    if filled:
        inspection.hide(HiddenKind.HIDDEN_ROWS, f"{place}第{ranges(filled)}行", str(in_rows), scanned=True)
    if records.hidden_columns:
        names = "、".join(cell_name(0, column)[:-1] for column in sorted(records.hidden_columns)[:4])
        inspection.hide(HiddenKind.HIDDEN_COLUMNS, f"{place}{names}列", str(in_columns), scanned=True)
    if records.comments:
        inspection.hide(HiddenKind.COMMENT, place, f"{records.comments} 条批注", scanned=True)


def _embedded(ole: OleFile, inspection: Inspection) -> None:
    if any(name in ("\x01Ole", "\x01Ole10Native") for name in ole.streams):
        inspection.hide(HiddenKind.EMBEDDED_FILE, "内嵌对象", "内嵌对象", scanned=True)
    for name in _PROPERTIES:
        texts = _PRINTED.findall(ole.read(name).decode("gb18030", "replace"))
        if texts:
            inspection.hide(HiddenKind.PROPERTY, "文档属性", " ".join(texts))
