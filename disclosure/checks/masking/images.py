"""Pictures without what the camera wrote: position, time, author, small preview. The way up is kept."""

import struct

from disclosure.checks.hidden.images import jpeg_orientation, jpeg_segments, png_chunks

_DROPPED = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})
_NOTES = frozenset({0xE1, 0xED, 0xFE})  # EXIF and XMP, Photoshop, comment


def strip_image(data: bytes) -> bytes:
    """A JPEG or PNG without notes; any other data as it is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG"):
        return data[:8] + b"".join(
            data[start:end] for kind, _, start, end in png_chunks(data) if kind not in _DROPPED
        )
    return data


def _jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    if (turn := jpeg_orientation(data)) > 1:
        kept.append(_orientation(turn))
    for marker, _, start, end in jpeg_segments(data):
        if marker not in _NOTES:
            kept.append(data[start:end])
        at = end
    return b"".join([*kept, data[at:]])


def _orientation(turn: int) -> bytes:
    """An EXIF segment that says nothing but which way is up."""
    body = b"Exif\0\0II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
