"""What is checked in an .xlsx before its parser sees it: sizes, honest directory, reach of its cells."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers import expat

MAX_ENTRIES = 2_000
MAX_RATIO = 400  # deflate reaches 1 032; sheets of blank formatted cells stay below 150
RATIO_COUNTS_FROM = 20 * 2**20  # a small file may repeat itself as it likes
CHUNK = 256 * 1024
_CELL = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_FOREIGN = {"xl/workbook.bin": "二进制工作簿（.xlsb）", "content.xml": "OpenDocument 表格（.ods）"}


class WorkbookRefused(Exception):
    """A file that is not read; str() is a sentence for the person who uploaded it."""


class Bomb(WorkbookRefused):
    """Unpacked it would be larger than it may."""


class Corrupt(WorkbookRefused):
    """It cannot be opened, or its directory lies."""


class Locked(WorkbookRefused):
    """A password is set."""


def check_archive(data: bytes, *, max_unpacked: int) -> list[zipfile.ZipInfo]:
    """The entries of any zip, each unpacked once to see that sizes and ratio are true.

    Raises:
        WorkbookRefused: as Bomb, Corrupt or Locked.
    """
    entries = _directory(data)
    if sum(entry.file_size for entry in entries) > max_unpacked:
        raise _bomb()
    left = max_unpacked
    for entry in entries:
        left -= _check_entry(data, entry, left)
    return entries


def check_xlsx(data: bytes, *, max_unpacked: int, max_rows: int, max_columns: int) -> None:
    """Refuse an archive that would cost more than it may: zip bombs, lying directories, far-away cells.

    The parser lays every sheet out as a full rectangle, so the reach of filled cells is bounded here.

    Raises:
        WorkbookRefused: with a sentence that says what is wrong.
    """
    entries = _directory(data)
    names = {entry.filename for entry in entries}
    for name, kind in _FOREIGN.items():
        if name in names:
            raise WorkbookRefused(f"这是{kind}，请用“另存为”存成 .xlsx 再上传。")
    if not {"[Content_Types].xml", "xl/workbook.xml"} <= names:
        raise WorkbookRefused(
            "这个文件不是 Excel 表格（可能是 Word 文档或压缩包），请上传 .xlsx、.xls 或 .csv。"
        )
    if sum(entry.file_size for entry in entries) > max_unpacked:
        raise _bomb()
    left = max_unpacked
    for entry in entries:
        left -= _check_entry(data, entry, left, max_rows=max_rows, max_columns=max_columns)


def _directory(data: bytes) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise corrupt() from None
    if len(entries) > MAX_ENTRIES or sum(entry.compress_size for entry in entries) > len(data):
        raise _bomb()  # entries that share their data add up to more than the file
    if len({entry.filename for entry in entries}) < len(entries):
        raise corrupt()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Locked("这个文件设了密码，无法读取。请去掉密码后重新上传。")
    return entries


def _check_entry(
    data: bytes, entry: zipfile.ZipInfo, left: int, *, max_rows: int = 0, max_columns: int = 0
) -> int:
    """Unpack one entry piece by piece, counting; with limits, XML is also scanned for the reach of its cells."""
    size = 0
    reach: _Reach | None = None
    for chunk in _unpacked(data, entry):
        if not size and max_rows and chunk.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            reach = _Reach(max_rows=max_rows, max_columns=max_columns)
        size += len(chunk)
        if size > left or (size > RATIO_COUNTS_FROM and size > MAX_RATIO * max(entry.compress_size, 1)):
            raise _bomb()
        if reach:
            reach.feed(chunk)
    if size != entry.file_size:
        raise corrupt()  # the directory does not tell the truth
    return size


def _unpacked(data: bytes, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """The entry's bytes whatever size the directory states: zipfile itself would stop there."""
    head = data[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise corrupt()
    start = (
        entry.header_offset
        + 30
        + int.from_bytes(head[26:28], "little")
        + int.from_bytes(head[28:30], "little")
    )
    packed = memoryview(data)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), CHUNK):
            yield bytes(packed[at : at + CHUNK])
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise corrupt()
    stream = zlib.decompressobj(-15)
    rest: bytes | memoryview = packed
    try:
        while chunk := stream.decompress(rest, CHUNK):
            yield chunk
            rest = stream.unconsumed_tail
    except zlib.error:
        raise corrupt() from None
    if not stream.eof and entry.file_size:
        raise corrupt()


class _Reach:
    """Follows the cells of a worksheet as it streams by; other XML passes without effect."""

    def __init__(self, *, max_rows: int, max_columns: int) -> None:
        self.max_rows, self.max_columns = max_rows, max_columns
        self.row = self.column = -1
        self.in_cell = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        try:
            self.parser.Parse(chunk, False)
        except expat.ExpatError:
            raise corrupt() from None

    def _doctype(self, *_: object) -> None:
        raise corrupt()  # no office program writes one; entities could grow without end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                number = attributes.get("r", "")
                self.row, self.column = (int(number) - 1 if number.isdecimal() else self.row + 1), -1
            case "c":
                at = _CELL.match(attributes.get("r", ""))
                self.column = _column(at[1]) if at else self.column + 1
                self.row = int(at[2]) - 1 if at else self.row
                self.in_cell = True
            case "v" | "is" | "f" if self.in_cell:
                self._check()

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.in_cell = False

    def _check(self) -> None:
        if self.row >= self.max_rows:
            raise too_many_rows(self.max_rows)
        if self.column >= self.max_columns:
            raise too_many_columns(self.max_columns)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def too_many_rows(limit: int) -> WorkbookRefused:
    return WorkbookRefused(f"表格超过 {limit} 行，请分成几个文件导入，或删去末尾多余的行。")


def too_many_columns(limit: int) -> WorkbookRefused:
    return WorkbookRefused(f"表格超过 {limit} 列，请删去右边多余的列再上传。")


def corrupt() -> WorkbookRefused:
    return Corrupt("文件已损坏，打不开。请用 Excel 或 WPS 打开后另存为 .xlsx 再上传。")


def _bomb() -> WorkbookRefused:
    return Bomb("文件解压后过大，为安全起见不予读取。请只保留要导入的表格，另存后再上传。")
