"""A zip of attachments as a clerk packs it: names read as they were meant, nothing unpacked to disk, nothing trusted."""

import io
import unicodedata
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings

MAX_FILES = 20_000
MAX_UNPACKED = 4 * 2**30  # bytes, all files together
MAX_RATIO = 200  # a real document packs at most a few tens of times smaller
_SMALL = 2**20  # below this a high ratio does no harm
_IGNORED = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_UTF8 = 0x800
_ENCRYPTED = 0x1


class BundleRefused(Exception):
    """The zip cannot be taken. `str()` is a sentence for the clerk."""


class Bundle:
    """The files of a zip by name. A bare name finds a file in any folder, where it is the only one so called."""

    def __init__(self, file: IO[bytes] | bytes) -> None:
        """Read the directory of the zip; no file is unpacked yet.

        Raises:
            BundleRefused: no zip, password-protected, too many or too large files, names that leave the folder.
        """
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file)
            members = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise BundleRefused("附件压缩包打不开，请用 .zip 格式重新打包。") from None
        if len(members) > MAX_FILES:
            raise BundleRefused(f"附件压缩包里的文件超过{MAX_FILES}个，请分几次导入。")
        if sum(member.file_size for member in members) > MAX_UNPACKED:
            raise BundleRefused(f"附件压缩包解开后超过{MAX_UNPACKED // 2**30} GB，请分几次导入。")
        self._by_path: dict[str, zipfile.ZipInfo] = {}
        self._by_name: dict[str, list[str]] = {}
        for member in members:
            self._add(member)

    def _add(self, member: zipfile.ZipInfo) -> None:
        name = _real_name(member)
        if member.is_dir() or any(part in name for part in _IGNORED):
            return
        path = _safe_path(name)
        if member.flag_bits & _ENCRYPTED:
            raise BundleRefused("附件压缩包设了密码，请去掉密码后重新打包。")
        if member.file_size > _SMALL and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise BundleRefused(f"附件压缩包里的“{path.name}”压缩率异常，不能导入。")
        self._by_path[_key(str(path))] = member
        self._by_name.setdefault(_key(path.name), []).append(_key(str(path)))

    def __len__(self) -> int:
        return len(self._by_path)

    def find(self, name: str) -> str:
        """The key of a file, by its path in the zip or its bare name.

        Raises:
            BundleRefused: there is none, or there are several in different folders.
        """
        wanted = _key(name.strip().replace("\\", "/").removeprefix("./"))
        if wanted in self._by_path:
            return wanted
        found = self._by_name.get(wanted, [])
        if not found:
            raise BundleRefused(f"附件压缩包里没有“{name}”。")
        if len(found) > 1:
            raise BundleRefused(f"附件压缩包里有{len(found)}个“{name}”，请写明所在文件夹。")
        return found[0]

    def has(self, name: str) -> bool:
        try:
            self.find(name)
        except BundleRefused:
            return False
        return True

    def read(self, key: str) -> bytes:
        """The bytes of one file.

        Raises:
            BundleRefused: larger than an attachment may be (whatever the zip says), or damaged.
        """
        limit = settings.ATTACHMENT_MAX_BYTES
        member = self._by_path[key]
        name = PurePosixPath(_real_name(member)).name
        try:
            with self._zip.open(member) as stream:
                data = stream.read(limit + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError):
            raise BundleRefused(f"附件压缩包里的“{name}”已损坏，请重新打包。") from None
        if len(data) > limit:
            raise BundleRefused(f"“{name}”超过 {limit // 2**20} MB，请压缩或拆分后再导入。")
        return data


def _real_name(member: zipfile.ZipInfo) -> str:
    """The name as packed: without the UTF-8 mark it is read as cp437, though Windows meant GBK (and others UTF-8)."""
    if member.flag_bits & _UTF8:
        return member.filename
    try:
        raw = member.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def _safe_path(name: str) -> PurePosixPath:
    plain = name.replace("\\", "/")
    path = PurePosixPath(plain)
    if path.is_absolute() or ".." in path.parts or ":" in plain or "\x00" in plain or not path.name:
        raise BundleRefused(f"附件压缩包里有不安全的文件名“{name[:60]}”，不能导入。")
    return path


def _key(name: str) -> str:
    """Names compared as people do: full-width or not, whatever the case."""
    return unicodedata.normalize("NFKC", name).casefold()
