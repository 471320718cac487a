"""Pictures without what the camera wrote: position, time, author, small preview, the film behind a moving photograph.

The way up is kept.
"""

import struct

from disclosure.checks.hidden.images import jpeg_end, jpeg_orientation, jpeg_segments, png_chunks

_DROPPED = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"})
_NOTES = frozenset(range(0xE1, 0xF0)) - {0xE2, 0xEE} | {
    0xFE
}  # EXIF, XMP, makers' own, comment; Adobe's says how to read colours


def strip_image(data: bytes) -> bytes:
    """A JPEG or PNG without notes; any other data as it is."""
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG"):
        return _png(data)
    return data


def _png(data: bytes) -> bytes:
    kept = [data[:8]]
    for kind, _, start, end in png_chunks(data):
        if kind not in _DROPPED:
            kept.append(data[start:end])
        if kind == b"IEND":
            break
    return b"".join(kept)


def _jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    if (turn := jpeg_orientation(data)) > 1:
        kept.append(_orientation(turn))
    for marker, segment, start, end in jpeg_segments(data):
        is_profile = marker == 0xE2 and segment.startswith(b"ICC_PROFILE")
        if marker not in _NOTES and (marker != 0xE2 or is_profile):
            kept.append(data[start:end])
        at = end
    return b"".join([*kept, data[at : jpeg_end(data)]])


def _orientation(turn: int) -> bytes:
    """An EXIF segment that says nothing but which way is up."""
    body = b"Exif\0\0II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, turn, 0, 0)
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
