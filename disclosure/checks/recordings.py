"""Films and sounds: whether they will play where residents play them, how long they are, which way up they stand.

MP4 (.mp4, .m4a) is read by its boxes, MP3 by its first frame. Nothing is decoded.
"""

import re
import struct
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings

from disclosure.checks.boxes import BadBoxes, Box, inside, walk
from disclosure.checks.files import FileRefused
from disclosure.law.explaining import SHORT_VIDEO_SECONDS

RECORDINGS = frozenset({".mp4", ".m4a", ".mp3"})
_PICTURE_CODECS = frozenset({b"avc1", b"avc3", b"av01", b"vp09"})  # what every browser in use plays
_SOUND_CODECS = frozenset({b"mp4a", b"Opus", b"fLaC", b".mp3"})
_NAMES = {b"hvc1": "HEVC（H.265）", b"hev1": "HEVC（H.265）", b"mp4v": "MPEG-4 第二部分", b"encv": "加密"}
_MAX_TRACKS = 32
_LONGEST = 12 * 3600  # seconds; more is a false figure
_MP3_FRAME = re.compile(
    rb"\xff[\xe2-\xe7\xea-\xef\xf2-\xf7\xfa-\xff]"
)  # sync, a version and a layer that exist


@dataclass(frozen=True)
class Recording:
    """What a film or a sound is. seconds: None where it is not said; width and height as shown, 0 for sound alone."""

    seconds: float | None = None
    width: int = 0
    height: int = 0

    @property
    def upright(self) -> bool:
        return self.height > self.width


def is_recording(name: str) -> bool:
    """Whether a file of this name is a film or a sound."""
    return PurePath(name).suffix.lower() in RECORDINGS


def recording(data: bytes, name: str) -> Recording:
    """What the file is.

    Args:
        data: the whole file, already known to be what its name says (`checks.files`).

    Raises:
        FileRefused: damaged, without sound or picture, or in a form that phones and browsers do not play.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix == ".mp3":
        if sound_of_mp3(data) is None:
            raise FileRefused(f"“{name}”里没有声音，请重新导出成 mp3 再上传。")
        return Recording()
    try:
        found = _movie(data, name)
    except (BadBoxes, struct.error):
        raise FileRefused(f"“{name}”已损坏，放不出来，请重新导出再上传。") from None
    if suffix == ".mp4" and not found.height:
        raise FileRefused(f"“{name}”里没有画面；只有声音的，请存成 m4a 或 mp3。")
    if suffix == ".m4a" and found.height:
        raise FileRefused(f"“{name}”里有画面，请存成 mp4。")
    return found


def require_short(found: Recording, name: str) -> None:
    """Let a film into the short-video pack: upright, at most a minute.

    Raises:
        FileRefused: says what it is instead.
    """
    if not found.height:
        raise FileRefused(f"“{name}”没有画面，不是短视频。")
    if not found.upright:
        shape = "是方的" if found.width == found.height else f"是横的（{found.width}×{found.height}）"
        raise FileRefused(f"“{name}”{shape}。短视频要竖着拍，画面高大于宽，如 1080×1920。")
    if found.seconds is None:
        raise FileRefused(f"“{name}”没有写明时长，请用剪辑软件重新导出。")
    if found.seconds > SHORT_VIDEO_SECONDS + settings.SHORT_VIDEO_TOLERANCE:
        raise FileRefused(
            f"“{name}”长 {found.seconds:.0f} 秒，短视频最多 {SHORT_VIDEO_SECONDS} 秒，请剪短再上传。"
        )


# ---- MP4 ----------------------------------------------------------------------------------------------------
def _movie(data: bytes, name: str) -> Recording:
    boxes = walk(data)
    tracks = [box for box in boxes if box.path == (b"moov", b"trak")]
    if len(tracks) > _MAX_TRACKS:
        raise BadBoxes("tracks")
    head = next((box for box in boxes if box.path == (b"moov", b"mvhd")), None)
    if head is None:
        raise BadBoxes("mvhd")
    width = height = 0
    heard = False
    for track in tracks:
        within = [box for box in boxes if track.body <= box.start < track.end]
        kind = handler(data, within)
        if kind == b"vide" and not height:
            _require_codec(data, within, _PICTURE_CODECS, name, "画面")
            width, height = _shown_size(data, within)
        elif kind == b"soun":
            _require_codec(data, within, _SOUND_CODECS, name, "声音")
            heard = True
    if not height and not heard:
        raise FileRefused(f"“{name}”里没有画面，也没有声音，请重新导出再上传。")
    return Recording(_seconds(data, head), width, height)


def handler(data: bytes, boxes: list[Box]) -> bytes:
    """What a track holds, of the boxes inside it: vide, soun, or another kind."""
    found = next((box for box in boxes if box.path[1:] == (b"trak", b"mdia", b"hdlr")), None)
    if found is None or found.end - found.body < 12:
        raise BadBoxes("hdlr")
    return data[found.body + 8 : found.body + 12]


def _require_codec(data: bytes, boxes: list[Box], known: frozenset[bytes], name: str, what: str) -> None:
    table = next((box for box in boxes if box.path[-2:] == (b"stbl", b"stsd")), None)
    if table is None or table.end - table.body < 16:
        raise BadBoxes("stsd")
    codec = next(inside(data, table.body + 8, table.end, table.path)).kind
    if codec not in known:
        said = _NAMES.get(codec, codec.decode("ascii", "replace").strip())
        raise FileRefused(
            f"“{name}”的{what}编码是 {said}，不少手机和电脑放不出来。请用剪辑软件导出成 H.264 画面、AAC 声音的 mp4。"
        )


def _shown_size(data: bytes, boxes: list[Box]) -> tuple[int, int]:
    """Width and height as they are shown: the head of a track may turn the picture by a quarter."""
    head = next((box for box in boxes if box.path[1:] == (b"trak", b"tkhd")), None)
    if head is None:
        raise BadBoxes("tkhd")
    at = head.body + (52 if data[head.body] == 1 else 40)
    if head.end < at + 44:
        raise BadBoxes("tkhd")
    a, b, _, c, d, _, _, _, _, wide, high = struct.unpack_from(">9i2I", data, at)
    width = (abs(a) * wide + abs(c) * high) >> 32
    height = (abs(b) * wide + abs(d) * high) >> 32
    if not 0 < width <= 16_384 or not 0 < height <= 16_384:
        raise BadBoxes("size")
    return width, height


def _seconds(data: bytes, head: Box) -> float | None:
    long = data[head.body] == 1
    if head.end < head.body + (32 if long else 20):
        raise BadBoxes("mvhd")
    scale, units = struct.unpack_from(">IQ" if long else ">II", data, head.body + (20 if long else 12))
    unsaid = units in (0, 0xFFFF_FFFF, 0xFFFF_FFFF_FFFF_FFFF)
    if not scale or (not unsaid and units / scale > _LONGEST):
        raise BadBoxes("mvhd")
    return None if unsaid else round(units / scale, 3)


# ---- MP3 ----------------------------------------------------------------------------------------------------
def sound_of_mp3(data: bytes) -> tuple[int, int] | None:
    """Where the sound begins and ends, between what players and cameras wrote around it; None where there is none."""
    start = 0
    for _ in range(8):  # some programs write one tag before another
        if data[start : start + 3] != b"ID3" or len(data) < start + 10:
            break
        start += 10 + synchsafe(data[start + 6 : start + 10]) + (10 if data[start + 5] & 0x10 else 0)
    found = _MP3_FRAME.search(data, start, start + 65_536)
    if found is None:
        return None
    end = len(data)
    if data[-128:-125] == b"TAG":
        end -= 128
    if data[end - 32 : end - 24] == b"APETAGEX":
        size, flags = struct.unpack_from("<I4xI", data, end - 20)
        end -= size + (32 if flags & 0x8000_0000 else 0)
    if data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        end -= 15 + int(data[end - 15 : end - 9])
    return (found.start(), end) if end > found.start() + 4 else None


def synchsafe(raw: bytes) -> int:
    """Four bytes of seven bits each."""
    return (raw[0] & 127) << 21 | (raw[1] & 127) << 14 | (raw[2] & 127) << 7 | (raw[3] & 127)
