"""One attachment, whatever its format: which reader looks at it."""

import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from disclosure.checks.files import FileRefused, agrees, most_bytes
from disclosure.checks.hidden.archives import inspect_zip
from disclosure.checks.hidden.docx import inspect_docx
from disclosure.checks.hidden.images import inspect_image
from disclosure.checks.hidden.inspection import Inspection, nothing
from disclosure.checks.hidden.kinds import FileReport
from disclosure.checks.hidden.ofd import inspect_ofd
from disclosure.checks.hidden.ole import SIGNATURE
from disclosure.checks.hidden.opc import Inside
from disclosure.checks.hidden.package import damaged
from disclosure.checks.hidden.pdf import inspect_pdf
from disclosure.checks.hidden.pptx import inspect_pptx
from disclosure.checks.hidden.recordings import inspect_recording
from disclosure.checks.hidden.texts import inspect_csv, inspect_html, inspect_txt
from disclosure.checks.hidden.xls import inspect_old_document, inspect_old_workbook, open_ole
from disclosure.checks.hidden.xlsx import inspect_xlsx

_WITH_FILES: dict[str, Callable[[bytes, Inspection, Inside], None]] = {
    ".xlsx": inspect_xlsx,
    ".docx": inspect_docx,
    ".pptx": inspect_pptx,
    ".pdf": inspect_pdf,
    ".ofd": inspect_ofd,
    ".zip": inspect_zip,
}
_ALONE: dict[str, Callable[[bytes, Inspection], None]] = {
    ".xls": inspect_old_workbook,
    ".et": inspect_old_workbook,
    ".doc": inspect_old_document,
    ".wps": inspect_old_document,
    ".ppt": inspect_old_document,
    ".csv": inspect_csv,
    ".txt": inspect_txt,
    ".html": inspect_html,
    ".htm": inspect_html,
}
_PICTURES = (".jpg", ".jpeg", ".png")


def inspect_attachment(
    file: Path | BinaryIO, suffix: str, *, say: Callable[[int, int], None] = nothing
) -> FileReport:
    """Everything found in a file, shown or not.

    Args:
        file: a path, or an open binary file.
        suffix: what its name ends with, dot included; the content must agree.
        say: told (done, of) as the reading goes on.

    Raises:
        FileRefused: a password, a zip bomb, damage, a content that is not what the name says, a zip in a zip.
    """
    limit = most_bytes(suffix.lower())
    data = file.read_bytes() if isinstance(file, Path) else file.read(limit + 1)
    if len(data) > limit:
        raise FileRefused(f"文件超过 {limit // 2**20} MB，请压缩或拆分后再上传。")
    inspection = Inspection(say=say)
    _inspect(data, suffix.lower(), inspection)
    return inspection.report


def _inspect(data: bytes, suffix: str, inspection: Inspection) -> None:
    if not data:
        raise FileRefused("文件是空的。")
    if data.startswith(SIGNATURE):
        open_ole(
            data
        )  # an .xlsx or .docx with a password is no zip any more: say so rather than “mislabelled”
    if not agrees(data, suffix):
        raise FileRefused(f"文件的内容不是 {suffix[1:]} 文件，请用相应软件重新保存后再上传。")
    try:
        _read(data, suffix, inspection)
    except (ValueError, LookupError, ArithmeticError, RecursionError, struct.error):
        raise damaged() from None  # numbers that are none, parts that are missing, nesting without end


def _read(data: bytes, suffix: str, inspection: Inspection) -> None:
    if suffix in _WITH_FILES:
        _WITH_FILES[suffix](data, inspection, _inspect)
    elif suffix in _ALONE:
        _ALONE[suffix](data, inspection)
    elif suffix in _PICTURES:
        inspect_image(data, inspection)
        inspection.unreadable("图片中的文字无法自动检查，请人工核对。")
    else:
        inspect_recording(data, suffix, inspection)
        inspection.unreadable("画面和声音无法自动检查，请从头到尾看一遍、听一遍。")
