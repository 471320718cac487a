"""Pictures: what the camera wrote into them. Hand-read, since only few tags of EXIF matter here."""

import re
import struct
import zlib
from collections.abc import Iterator
from typing import Literal

from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind

_TEXTS = {0x010E: "说明", 0x013B: "作者", 0x8298: "版权", 0x9C9B: "标题", 0x9C9C: "备注", 0x9C9D: "作者", 0x9C9E: "关键词", 0x9286: "用户备注"}  # fmt: skip
_GPS, _EXIF, _THUMBNAIL, _ORIENTATION = 0x8825, 0x8769, 0x0201, 0x0112
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8}
_MAX_TAGS = 500
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # segments that say how large a JPEG is
_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # within the picture proper: neither filling nor restart


def inspect_image(data: bytes, inspection: Inspection) -> None:
    """Report position, author and thumbnail of a JPEG or PNG."""
    if data.startswith(b"\xff\xd8"):
        for marker, segment, _, _ in jpeg_segments(data):
            if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
                _exif(segment[6:], inspection)
            elif marker == 0xE1 and b"<x:xmpmeta" in segment:
                _xmp(segment, inspection)
            elif marker == 0xFE and segment.strip(b"\0 "):
                inspection.hide(HiddenKind.IMAGE_NOTE, "图片注释", _words(segment))
    elif data.startswith(b"\x89PNG"):
        for kind, chunk, _, _ in png_chunks(data):
            if kind == b"eXIf":
                _exif(chunk, inspection)
            elif kind in (b"tEXt", b"iTXt"):
                _xmp(chunk, inspection) if b"xmpmeta" in chunk else inspection.hide(
                    HiddenKind.IMAGE_NOTE, "图片注释", _words(chunk.replace(b"\0", b" "))
                )


def jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes, int, int]]:
    """Segments before the picture proper: marker, content, where each begins and ends."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] not in (0xDA, 0xD9):
        end = at + 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
        yield data[at + 1], data[at + 4 : end], at, end
        at = end


def png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int, int]]:
    """Chunks: kind, content, where each begins and ends."""
    at = 8
    while at + 8 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], data[at + 8 : end - 4], at, end
        at = end


def jpeg_end(data: bytes) -> int | None:
    """Where the picture ends; None where it is cut short. Behind it telephones put films and second pictures."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        end = at + 2 + max(int.from_bytes(data[at + 2 : at + 4], "big"), 2)
        if marker == 0xDA:
            found = _MARKER.search(data, end)
            if found is None:
                return None
            if data[found.start() + 1] == 0xD9:
                return found.end()
            at = found.start()
        else:
            at = end
    return None


def is_whole(data: bytes) -> bool:
    """Whether a JPEG or PNG has all its parts, undamaged as far as can be told without drawing it."""
    if data.startswith(b"\xff\xd8"):
        markers = {marker for marker, _, _, _ in jpeg_segments(data)}
        return bool(markers & _FRAMES) and jpeg_end(data) is not None
    kinds = []
    for kind, chunk, start, end in png_chunks(data):
        if end > len(data) or zlib.crc32(data[start + 4 : end - 4]) != int.from_bytes(
            data[end - 4 : end], "big"
        ):
            return False
        kinds.append(kind)
        if kind == b"IHDR" and not (int.from_bytes(chunk[:4], "big") and int.from_bytes(chunk[4:8], "big")):
            return False
        if kind == b"IEND":
            break
    return kinds[:1] == [b"IHDR"] and kinds[-1:] == [b"IEND"] and b"IDAT" in kinds


def jpeg_orientation(data: bytes) -> int:
    """Which way up a picture is shown, 1 if nothing is said."""
    for marker, segment, _, _ in jpeg_segments(data):
        order = {b"II": "<", b"MM": ">"}.get(segment[6:8])
        if marker == 0xE1 and segment.startswith(b"Exif\0\0") and order:
            try:
                tags, _ = _directory(segment[6:], struct.unpack_from(order + "I", segment, 10)[0], order)
            except struct.error:
                return 1
            return int.from_bytes(tags[_ORIENTATION][:2], _name(order)) if _ORIENTATION in tags else 1
    return 1


def _exif(data: bytes, inspection: Inspection) -> None:
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return
    try:
        first, second = _directory(data, struct.unpack_from(order + "I", data, 4)[0], order)
        tags = dict(first)
        if _EXIF in tags:
            tags |= _directory(data, int.from_bytes(tags[_EXIF][:4], _name(order)), order)[0]
        if _GPS in tags:
            place = _directory(data, int.from_bytes(tags[_GPS][:4], _name(order)), order)[0]
            if 2 in place or 4 in place:  # a bare version tag says nothing
                inspection.hide(HiddenKind.LOCATION, "照片", "经纬度", note="照片里有拍摄地的经纬度")
        if second and _THUMBNAIL in _directory(data, second, order)[0]:
            inspection.hide(HiddenKind.THUMBNAIL, "照片缩略图", note="可能是裁剪、打码前的样子")
    except struct.error:
        return  # cut short: what could be read has been read
    for tag, label in _TEXTS.items():
        if tag in tags and (text := _words(tags[tag], wide=tag >= 0x9C00)):
            inspection.hide(HiddenKind.IMAGE_NOTE, f"照片属性“{label}”", text)


def _directory(data: bytes, at: int, order: str) -> tuple[dict[int, bytes], int]:
    """The tags of one directory with their bytes, and where the next directory begins."""
    (count,) = struct.unpack_from(order + "H", data, at)
    tags: dict[int, bytes] = {}
    for number in range(min(count, _MAX_TAGS)):
        tag, kind, length = struct.unpack_from(order + "HHI", data, at + 2 + 12 * number)
        size, start = _SIZES.get(kind, 1) * length, at + 2 + 12 * number + 8
        if size > 4:
            (start,) = struct.unpack_from(order + "I", data, start)
        tags[tag] = data[start : start + min(size, 65_536)]
    after = at + 2 + 12 * count
    following = struct.unpack_from(order + "I", data, after)[0] if after + 4 <= len(data) else 0
    return tags, following


def _name(order: str) -> Literal["little", "big"]:
    return "little" if order == "<" else "big"


def _words(data: bytes, *, wide: bool = False) -> str:
    if wide:
        return data.decode("utf-16-le", "ignore").strip("\0 ")
    if data.startswith((b"ASCII\0\0\0", b"UNICODE\0")):
        data = data[8:]
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding).strip("\0 \r\n")
        except UnicodeDecodeError:
            continue
    return ""


def _xmp(data: bytes, inspection: Inspection) -> None:
    if b"exif:GPSLatitude" in data:
        inspection.hide(HiddenKind.LOCATION, "照片", "经纬度", note="照片里有拍摄地的经纬度")
