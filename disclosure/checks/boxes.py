"""MP4 files as what they are: boxes within boxes. Read with bounds, since a file may be made to mislead its reader.

Only the tree is read, never the pictures and sounds themselves; no box is trusted to be as long as it says.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_BOXES = 20_000  # of one file; a film of an hour in fragments has some thousands
MAX_DEPTH = 8
_BRANDS = frozenset(
    {
        b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4A ", b"M4V ", b"M4B ",
        b"dash", b"MSNV", b"3gp4", b"3gp5", b"3gp6",
    }
)  # fmt: skip
_HOLDERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl"})  # boxes that hold boxes and nothing else


class BadBoxes(ValueError):
    """The file is no MP4, is cut short, or is nested or counted beyond every bound."""


@dataclass(frozen=True, slots=True)
class Box:
    """One box: where it begins, where its content begins, where it ends; path: the names above it and its own."""

    path: tuple[bytes, ...]
    start: int
    body: int
    end: int

    @property
    def kind(self) -> bytes:
        return self.path[-1]


def is_movie(data: bytes) -> bool:
    """Whether the content is an MP4: it says so at its beginning, and its boxes can be walked to their end."""
    try:
        boxes = walk(data)
    except BadBoxes:
        return False
    first = next((box for box in boxes if box.kind == b"ftyp"), None)
    return first is not None and first.start == 0 and any(box.path == (b"moov",) for box in boxes)


def walk(data: bytes) -> list[Box]:
    """All boxes in their order, each before those it holds.

    Raises:
        BadBoxes: see there.
    """
    if data[4:8] != b"ftyp" or not _known_brand(data):
        raise BadBoxes("ftyp")
    found: list[Box] = []
    for box in _walk(data, 0, len(data), (), found):
        found.append(box)
    return found


def _known_brand(data: bytes) -> bool:
    size = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, size - 3, 4))]
    return data[8:12] != b"qt  " and any(brand in _BRANDS for brand in brands)


def _walk(data: bytes, at: int, end: int, above: tuple[bytes, ...], found: list[Box]) -> Iterator[Box]:
    if len(above) >= MAX_DEPTH:
        raise BadBoxes("depth")
    for box in inside(data, at, end, above):
        if len(found) >= MAX_BOXES:
            raise BadBoxes("count")
        yield box
        if box.kind in _HOLDERS:
            yield from _walk(data, box.body, box.end, box.path, found)


def inside(data: bytes, at: int, end: int, above: tuple[bytes, ...] = ()) -> Iterator[Box]:
    """The boxes of one stretch, one after the other, which must fill it.

    Raises:
        BadBoxes: one that is shorter than its own head, or longer than what holds it.
    """
    while at < end:
        if end - at < 8:
            raise BadBoxes("cut")
        size, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if size == 1:
            if end - at < 16:
                raise BadBoxes("cut")
            (size,) = struct.unpack_from(">Q", data, body)
            body += 8
        elif size == 0:  # to the end of the file, only where nothing holds it
            if above:
                raise BadBoxes("size")
            size = end - at
        if size < body - at or at + size > end:
            raise BadBoxes("size")
        yield Box((*above, kind), at, body, at + size)
        at += size
