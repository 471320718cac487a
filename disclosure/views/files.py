"""Files as they are sent: downloads as such, films and sounds in parts too, pictures in their place; never as a page."""

import re
from typing import IO, Any

from django.http import FileResponse, HttpRequest
from django.utils.http import parse_etags

from disclosure.models import Attachment

_TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png"}
_PLAYED = {"mp4": "video/mp4", "m4a": "audio/mp4", "mp3": "audio/mpeg"}
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


def length_label(seconds: float | None) -> str:
    """A length as people say it: 58 秒, 3 分 05 秒; nothing where it is not known."""
    if seconds is None:
        return ""
    minutes, rest = divmod(max(1, round(seconds)), 60)
    return f"{minutes} 分 {rest:02} 秒" if minutes else f"{rest} 秒"


def size_label(size: int) -> str:
    """Bytes as people read them: 36 KB, 1.4 MB."""
    return f"{max(1, round(size / 1024))} KB" if size < 2**20 else f"{size / 2**20:.1f} MB"


class Part:
    """A stretch of an open file, read like a file of its own; closing it closes the file."""

    def __init__(self, file: IO[bytes], start: int, length: int) -> None:
        file.seek(start)
        self._file, self._left = file, length

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data

    def close(self) -> None:
        self._file.close()


def download_response(request: HttpRequest, found: Attachment) -> FileResponse:
    """Always a download, of no kind a browser would open but for films and sounds, which a page's player may ask for.

    A player seeks by asking for a part: one stretch is answered with 206, one beyond the end with 416.
    """
    file, size = found.file.open("rb"), found.size
    content_type = _PLAYED.get(_ending(found), "application/octet-stream")
    stretch = _asked_for(request, found)
    if stretch is None:
        response = FileResponse(file, as_attachment=True, filename=found.name, content_type=content_type)
    elif (span := _within(stretch, size)) is None:
        file.close()
        response = FileResponse((), status=416, content_type=content_type)
        response["Content-Range"] = f"bytes */{size}"
        response["Content-Length"] = 0
    else:
        start, end = span
        part: Any = Part(file, start, end - start)
        response = FileResponse(
            part, as_attachment=True, filename=found.name, content_type=content_type, status=206
        )
        response["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        response["Content-Length"] = end - start
    response["Accept-Ranges"] = "bytes"
    return _sealed(response, found)


def picture_response(found: Attachment) -> FileResponse:
    """A checked jpg or png, shown where the text has it."""
    response = FileResponse(
        found.file.open("rb"), content_type=_TYPES.get(_ending(found), "application/octet-stream")
    )
    return _sealed(response, found)


def _ending(found: Attachment) -> str:
    return str(found.file.name).rsplit(".", 1)[-1].lower()


def _asked_for(request: HttpRequest, found: Attachment) -> tuple[str, str] | None:
    """First and last byte as asked for; None for the whole: nothing asked, several stretches, or of another file."""
    told = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if told is None or told[1] == told[2] == "" or request.method != "GET":
        return None
    if told[1] and told[2] and int(told[1]) > int(told[2]):
        return None
    only_if = request.headers.get("If-Range")
    if only_if is not None and parse_etags(only_if) != [_etag(found)]:
        return None
    return told[1], told[2]


def _within(stretch: tuple[str, str], size: int) -> tuple[int, int] | None:
    """Where the stretch begins and ends in the file; None beyond its end."""
    first, last = stretch
    if not first:  # the last so many bytes
        start, end = max(size - int(last), 0), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    return (start, end) if start < end else None


def _etag(found: Attachment) -> str:
    return f'"{found.sha256[:32]}"'


def _sealed(response: FileResponse, found: Attachment) -> FileResponse:
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = (
        "no-cache"  # a withdrawn file must not come out of a browser's or proxy's store
    )
    response["ETag"] = _etag(found)
    return response
