"""The kind of an uploaded file, decided by its content; what has no place on a public site is refused."""

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

import filetype
from django.conf import settings

from disclosure.checks.boxes import is_movie

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# suffix → kind shown; the suffix must be allowed and the content must agree with it
KINDS = {
    ".pdf": "pdf",
    ".docx": "doc", ".doc": "doc", ".wps": "doc", ".ofd": "doc",
    ".xlsx": "sheet", ".xls": "sheet", ".et": "sheet", ".csv": "sheet",
    ".pptx": "slides", ".ppt": "slides",
    ".txt": "text",
    ".jpg": "image", ".jpeg": "image", ".png": "image",
    ".mp3": "audio", ".m4a": "audio", ".mp4": "video",
    ".zip": "archive",
}  # fmt: skip
KIND_LABELS = {
    "pdf": "PDF 文档", "doc": "文字文档", "sheet": "表格", "slides": "演示文稿", "text": "文本",
    "image": "图片", "audio": "音频", "video": "视频", "archive": "压缩包",
}  # fmt: skip
_MARKERS = {".docx": "word/", ".xlsx": "xl/", ".pptx": "ppt/", ".ofd": "OFD.xml"}
_BY_CONTENT = {".pdf": "pdf", ".jpg": "jpg", ".jpeg": "jpg", ".png": "png", ".mp3": "mp3"}


class FileRefused(Exception):
    """The file may not be attached. `str()` is a sentence for the clerk."""


@dataclass(frozen=True)
class FileFacts:
    """What a file is: kind by content, size in bytes, SHA-256 in hex."""

    kind: str
    size: int
    sha256: str


def inspect_file(data: bytes, name: str) -> FileFacts:
    """Decide what a file is.

    Args:
        data: the whole file.
        name: its name as uploaded; only the suffix counts.

    Raises:
        FileRefused: empty, too large, a kind that is not allowed, or a content that is not what the name says.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in KINDS:
        raise FileRefused(f"“{name}”：不能上传这种文件。可上传：{'、'.join(s[1:] for s in KINDS)}。")
    if not data:
        raise FileRefused(f"“{name}”是空文件。")
    if len(data) > most_bytes(suffix):
        raise FileRefused(f"“{name}”超过 {most_bytes(suffix) // 2**20} MB，请压缩或拆分后再上传。")
    if not agrees(data, suffix):
        raise FileRefused(f"“{name}”的内容不是 {suffix[1:]} 文件，请用相应软件重新保存后再上传。")
    return FileFacts(KINDS[suffix], len(data), hashlib.sha256(data).hexdigest())


def most_bytes(suffix: str) -> int:
    """How large a file of this suffix may be; films and sounds have a measure of their own."""
    is_recording = KINDS.get(suffix) in ("audio", "video")
    return settings.RECORDING_MAX_BYTES if is_recording else settings.ATTACHMENT_MAX_BYTES


def agrees(data: bytes, suffix: str) -> bool:
    """Whether the content is what the suffix says."""
    if suffix in (".mp4", ".m4a"):
        return is_movie(data)
    if suffix in _BY_CONTENT:
        return filetype.guess_extension(data) == _BY_CONTENT[suffix]
    if suffix in (".html", ".htm"):  # only inside archives
        return b"\x00" not in data
    if suffix in (".doc", ".xls", ".ppt", ".wps", ".et"):
        return data.startswith(OLE)
    if suffix in _MARKERS or suffix == ".zip":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = archive.namelist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError):
            return False
        return suffix == ".zip" or any(entry.startswith(_MARKERS[suffix]) for entry in names)
    return _is_text(data)


def _is_text(data: bytes) -> bool:
    if b"\x00" in data or data.lstrip()[:1] == b"<":  # no mark-up under the name of a text
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False
