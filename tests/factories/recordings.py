"""Films and sounds for tests: one small real film, and what becomes of it when a few bytes are changed."""

import struct
from pathlib import Path

FILM = (
    Path(__file__).with_name("files") / "upright.mp4"
)  # 4 seconds, 108×192, H.264 with AAC; its tables stand last
SECONDS = 4.0
WORDS = "春耕补贴四月发放。\n不用再跑镇里，直接打到卡上。"
PLACE = "+30.7522+120.7500/"
_MP3_FRAME = b"\xff\xfb\x10\xc4" + bytes(100)  # MPEG 1, layer III, 32 kbit/s, 44100 Hz


def film() -> bytes:
    return FILM.read_bytes()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def _position(data: bytes, kind: bytes, number: int = 0) -> int:
    at = -1
    for _ in range(number + 1):
        at = data.index(kind, at + 1)
    return at - 4


def film_with(*boxes: bytes, inside: bytes = b"moov", number: int = 0) -> bytes:
    """The film with boxes more at the end of this one. Nothing before it moves, so it plays as before."""
    data, more = bytearray(film()), b"".join(boxes)
    holders = {b"moov": [(b"moov", 0)], b"trak": [(b"moov", 0), (b"trak", number)]}[inside]
    for kind, which in holders:
        at = _position(bytes(data), kind, which)
        (size,) = struct.unpack_from(">I", data, at)
        struct.pack_into(">I", data, at, size + len(more))
        end = at + size
    data[end:end] = more
    return bytes(data)


def udta(*boxes: bytes) -> bytes:
    return box(b"udta", b"".join(boxes))


def placed() -> bytes:
    """As a telephone writes it: where the film was taken."""
    return film_with(udta(box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7) + PLACE.encode())))


def resized(width: int, height: int, *, turned: bool = False) -> bytes:
    """Shown at this size; turned: stored lying, with a mark that turns it by a quarter when it is shown."""
    data = bytearray(film())
    at = _position(bytes(data), b"tkhd") + 8 + 40
    matrix = (0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000) if turned else None
    if matrix:
        struct.pack_into(">9i", data, at, *matrix)
        width, height = height, width
    struct.pack_into(">II", data, at + 36, width << 16, height << 16)
    return bytes(data)


def lasting(seconds: float) -> bytes:
    """Said to be this long."""
    data = bytearray(film())
    at = _position(bytes(data), b"mvhd") + 8
    (scale,) = struct.unpack_from(">I", data, at + 12)
    struct.pack_into(">I", data, at + 16, round(seconds * scale))
    return bytes(data)


def dated() -> bytes:
    """With the moment it was taken."""
    data = bytearray(film())
    struct.pack_into(">I", data, _position(bytes(data), b"mvhd") + 12, 3_800_000_000)
    return bytes(data)


def coded(codec: bytes) -> bytes:
    return film().replace(b"avc1\0\0\0\0\0\0", codec + bytes(6))


def handled(kind: bytes) -> bytes:
    """Its second track holds something else than sound."""
    return film().replace(b"\0\0\0\0soun", b"\0\0\0\0" + kind)


def sound() -> bytes:
    """The sound alone, as an m4a: the track of the picture is a blank."""
    data = bytearray(film())
    data[8:12] = b"M4A "
    at = _position(bytes(data), b"trak")
    data[at + 4 : at + 8] = b"free"
    return bytes(data)


def id3_frame(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack(">IH", len(content), 0) + content


def mp3(*frames: bytes, after: bytes = b"") -> bytes:
    """Sound in MP3 with these frames of a tag before it, and something after it."""
    content = b"".join(frames)
    size = bytes((len(content) >> shift) & 127 for shift in (21, 14, 7, 0))
    tag = b"ID3\x03\0\0" + size + content if frames else b""
    return tag + _MP3_FRAME * 40 + after
