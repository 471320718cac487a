"""A scan or a photograph straight from a telephone: what it is by its content, whole, without what the camera wrote."""

from dataclasses import dataclass

import filetype

from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.hidden.images import is_whole
from disclosure.checks.hidden.pdf import open_pdf
from disclosure.checks.masking.images import strip_image

_KINDS = {"jpg": ".jpg", "png": ".png", "pdf": ".pdf"}
TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".pdf": "application/pdf"}
_FOREIGN = {
    "heic": "是苹果手机的 HEIC 照片，别的设备打不开。请在手机“设置—相机—格式”里选“兼容性最佳”后重拍，或者截屏后上传。",
    "webp": "是 webp 图片，请另存为 jpg 或 png 后再上传。",
    "gif": "是 gif 图片，请另存为 jpg 或 png 后再上传。",
    "tif": "是 tif 扫描图，请在扫描时选 PDF 或 jpg。",
}


@dataclass(frozen=True)
class Scan:
    """A file that was looked at: its bytes as they are kept, the suffix its content has, size and SHA-256."""

    data: bytes
    suffix: str
    size: int
    sha256: str


def read_scan(data: bytes, called: str = "文件") -> Scan:
    """Take a file in. The uploaded name does not matter and is not asked for.

    Args:
        called: how the sentence calls it, e.g. 第2个文件.

    Raises:
        FileRefused: empty, too large, neither jpg nor png nor PDF, broken, or a PDF with a password.
    """
    if not data:
        raise FileRefused(f"{called}是空的，请重新拍照或扫描。")
    kind = filetype.guess_extension(data) or ""
    suffix = _KINDS.get(kind)
    if suffix is None:
        raise FileRefused(called + _FOREIGN.get(kind, "不是照片或扫描件。请用 jpg、png 图片或者 PDF。"))
    facts = inspect_file(data, f"{called}{suffix}")
    if suffix == ".pdf":
        _require_open(data, called)
        return Scan(data, suffix, facts.size, facts.sha256)
    if not is_whole(data):
        raise FileRefused(f"{called}已损坏或者没有传完整，请重新拍照或扫描后上传。")
    kept = strip_image(data)
    facts = inspect_file(kept, f"{called}{suffix}")
    return Scan(kept, suffix, facts.size, facts.sha256)


def _require_open(data: bytes, called: str) -> None:
    try:
        pages = len(open_pdf(data).pages)
    except FileRefused as refused:
        raise FileRefused(f"{called}：{refused}") from None
    if not pages:
        raise FileRefused(f"{called}里没有一页，请重新扫描。")
