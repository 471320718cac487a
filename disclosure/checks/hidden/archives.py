"""Zip files: their members one by one; a zip inside a zip is not opened."""

from pathlib import PurePosixPath

from disclosure.checks.files import KINDS, FileRefused
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.opc import Inside
from disclosure.checks.hidden.package import Package

_UTF8 = 0x800  # flag: the name is UTF-8; without it Chinese programs write GBK
_STRAY = ("thumbs.db", "desktop.ini", ".ds_store")


def inspect_zip(data: bytes, inspection: Inspection, inside: Inside) -> None:
    package = Package(data, inspection.room)
    for number, (name, info) in enumerate(package.infos.items(), 1):
        shown = name if info.flag_bits & _UTF8 else _gbk(name)
        path = PurePosixPath(shown)
        place = f"压缩包内“{path.name}”"
        inspection.text(shown, "压缩包内文件名")
        if path.name.lower() in _STRAY or path.parts[0] == "__MACOSX" or path.name.startswith("~$"):
            inspection.hide(HiddenKind.STRAY_FILE, place, note="公开前应删除", scanned=True)
            continue
        suffix = path.suffix.lower()
        if suffix == ".zip" or suffix in (".rar", ".7z", ".gz", ".tar"):
            raise FileRefused(f"{place}又是压缩包，无法逐层检查。请解开后直接上传其中的文件。")
        if suffix not in KINDS and suffix not in (".html", ".htm"):
            raise FileRefused(f"{place}不是可以公开的文件类型，请去掉后重新压缩。")
        try:
            inside(package.read(name), suffix, inspection.within(place))
        except FileRefused as refused:
            raise FileRefused(f"{place}：{refused}") from None
        inspection.say(number, len(package.infos))


def _gbk(name: str) -> str:
    """zipfile reads a name without the UTF-8 flag as code page 437."""
    try:
        return name.encode("cp437").decode("gb18030")
    except UnicodeError:
        return name
