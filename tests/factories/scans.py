"""Scans and photographs as telephones make them: whole and broken ones, with and without what a camera writes."""

import struct
import zlib

from tests.disclosure.checks import planted
from villages.sheets.scans import Scan, read_scan

FILM = b"\0\0\0\x18ftypmp42 a moving photograph"


def png(words: str = "", *, note: str = "") -> bytes:
    """A sound picture, one row high, whose points spell the words: they stand in its bytes as they are. note: a tEXt chunk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    row = words.encode() or b"\x80"
    head = struct.pack(">IIBBBBB", len(row), 1, 8, 0, 0, 0, 0)
    told = chunk(b"tEXt", b"Comment\0" + note.encode()) if note else b""
    points = chunk(b"IDAT", zlib.compress(b"\0" + row, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + told + points + chunk(b"IEND", b"")


def jpeg(words: str = "", *, behind: bytes = b"") -> bytes:
    """What a telephone sends: position and author in its head, a second preview, a film behind the picture."""
    head = planted.photo(gps=True, author="余拍照", thumbnail=True).removesuffix(b"\xff\xda\0\2\xff\xd9")
    maker = b"\xff\xe5" + struct.pack(">H", 2 + 9) + b"XJ-MAKER1"
    second = b"\xff\xe2" + struct.pack(">H", 2 + 8) + b"MPF\0XJ-2"
    frame = b"\xff\xc0" + struct.pack(">HBHHBBBB", 11, 8, 1, 1, 1, 1, 0x11, 0)
    drawn = b"\xff\xda" + struct.pack(">HBBBBBB", 8, 1, 1, 0, 0, 63, 0) + b"\x12\xff\0\x34" + words.encode()
    return head + maker + second + frame + drawn + b"\xff\xd9" + behind


def scan(words: str = "凭证") -> Scan:
    return read_scan(png(words))


def pdf(words: str = "Receipt") -> bytes:
    """One page that says the words."""
    return planted.page(f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET")
