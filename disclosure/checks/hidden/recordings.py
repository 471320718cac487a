"""Films and sounds: where they were taken, by whom, and what else cameras and programs wrote beside picture and sound.

All but the boxes a player needs is looked at as text, however it is nested: makers add boxes of their own.
"""

import re
from collections.abc import Iterator

from disclosure.checks.boxes import BadBoxes, Box, inside, walk
from disclosure.checks.hidden.images import inspect_image
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.package import damaged
from disclosure.checks.recordings import handler, sound_of_mp3, synchsafe

# What a player needs of a file, of a film and of a track; every other box is somebody's note.
_NEEDED = {
    (): frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"mfra", b"wide"}),
    (b"moov",): frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    (b"moov", b"trak"): frozenset({b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"load"}),
}
_PLACES = re.compile(
    rb"\xa9xyz|location\.ISO6709|GPS ?(?:Latitude|Coordinates|Position)|geo[:_ ]?lat"
    rb"|[+-]\d{2}(?:\d{2})?\.\d{2,}[+-]\d{3}(?:\d{2})?\.\d{2,}",
    re.IGNORECASE,
)
_TAKEN = "里有拍摄地的经纬度"
_SEEN_AND_HEARD = frozenset({b"vide", b"soun"})
_WRITTEN = frozenset({b"text", b"sbtl", b"subt", b"clcp"})  # subtitles
_TIMECODE = frozenset({b"tmcd", b"hint"})
_RUN = re.compile(r"[^\x00-\x1f\x7f-\x9f\ufffd]{4,}|[^\x00-\x7f\ufffd]{2,}")
_FRAMEWORK = re.compile(
    r".{0,2}(?:meta|hdlr|mdir|mdta|appl|ilst|data|keys|covr|udta|free)+"
)  # names of boxes, no words
_NOTE = 1_000_000  # bytes looked at of one note
_TEXTS = 4_000  # characters of one note
_MAX_FRAMES = 500
_PICTURE = re.compile(rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n")


def inspect_recording(data: bytes, suffix: str, inspection: Inspection) -> None:
    """Report position, notes, small pictures and tracks that hold neither picture nor sound."""
    if suffix == ".mp3":
        _mp3(data, inspection)
        return
    try:
        boxes = walk(data)
        for box in notes(boxes):
            _note(data, box, inspection)
        for track in other_tracks(data, boxes):
            _track(handler(data, within(boxes, track)), inspection)
    except BadBoxes:
        raise damaged() from None
    if any(any(data[a:b]) for a, b in moments(data, boxes)):
        inspection.hide(HiddenKind.PROPERTY, "视频属性", note="拍摄或制作的时间", scanned=True)


def notes(boxes: list[Box]) -> Iterator[Box]:
    """The boxes no player needs."""
    for box in boxes:
        needed = _NEEDED.get(box.path[:-1])
        if needed is not None and box.kind not in needed:
            yield box


def within(boxes: list[Box], holder: Box) -> list[Box]:
    return [box for box in boxes if holder.body <= box.start < holder.end]


def other_tracks(data: bytes, boxes: list[Box]) -> Iterator[Box]:
    """Tracks that hold neither picture nor sound."""
    for box in boxes:
        if box.path == (b"moov", b"trak") and handler(data, within(boxes, box)) not in _SEEN_AND_HEARD:
            yield box


def moments(data: bytes, boxes: list[Box]) -> Iterator[tuple[int, int]]:
    """Where it is written when something was made or changed: the beginning and end of each such place."""
    for box in boxes:
        if box.kind in (b"mvhd", b"tkhd", b"mdhd") and box.end - box.body >= 20:
            yield box.body + 4, box.body + (20 if data[box.body] == 1 else 12)


def _note(data: bytes, box: Box, inspection: Inspection) -> None:
    raw = data[box.body : min(box.end, box.body + _NOTE)]
    if not raw.strip(b"\0"):
        return
    if _PLACES.search(raw) or _has_loci(data, box):
        inspection.hide(HiddenKind.LOCATION, "视频", "经纬度", note=f"视频{_TAKEN}")
    if text := words_in(raw):
        inspection.hide(HiddenKind.PROPERTY, "视频属性", text)
    _pictures(raw, inspection)


def _has_loci(data: bytes, box: Box) -> bool:
    """Whether 3GPP's own box of the place is in it."""
    if box.kind != b"udta":
        return False
    try:
        return any(one.kind == b"loci" for one in inside(data, box.body, box.end, box.path))
    except BadBoxes:  # QuickTime ends the list with four empty bytes
        return b"loci" in data[box.body : box.end]


def _pictures(raw: bytes, inspection: Inspection) -> None:
    """A cover is a picture with notes of its own."""
    if found := _PICTURE.search(raw):
        inspect_image(raw[found.start() :], inspection.within("封面图"))


def _track(kind: bytes, inspection: Inspection) -> None:
    if kind in _WRITTEN:
        inspection.unreadable("视频里另有字幕，请播放时打开字幕看一遍。")
    elif kind not in _TIMECODE:
        note = "视频里有逐帧记录的数据，多为拍摄位置"
        inspection.hide(HiddenKind.LOCATION, "视频", "逐帧数据", note=note)


def words_in(raw: bytes) -> str:
    """What can be read in bytes of no known form."""
    runs = (run.strip() for run in _RUN.findall(raw.decode("utf-8", "replace")))
    return " ".join(dict.fromkeys(run for run in runs if not _FRAMEWORK.fullmatch(run)))[:_TEXTS]


# ---- MP3 ----------------------------------------------------------------------------------------------------
def _mp3(data: bytes, inspection: Inspection) -> None:
    sound = sound_of_mp3(data)
    if sound is None:
        raise damaged()
    start, end = sound
    texts = []
    for kind, raw in _frames(data[:start]):
        text = _words_of(kind, raw)
        if _PLACES.search(raw) or _PLACES.search(text.encode()):
            inspection.hide(
                HiddenKind.LOCATION, "音频", "经纬度", note=f"音频{_TAKEN.replace('拍摄', '录音')}"
            )
        if kind in (b"GEOB", b"GEO"):
            inspection.hide(HiddenKind.EMBEDDED_FILE, "音频属性", text or "内嵌文件")
        elif kind in (b"APIC", b"PIC"):
            _pictures(raw, inspection)
        elif text:
            texts.append(text)
    if tail := data[end:].strip(b"\0"):
        texts.append(_told(b"\0" + tail))
    if told := " ".join(texts).strip():
        inspection.hide(HiddenKind.PROPERTY, "音频属性", told[:_TEXTS])


_IN_A_LANGUAGE = frozenset({b"COMM", b"COM", b"USLT", b"ULT"})  # three letters name it, before the words


def _words_of(kind: bytes, raw: bytes) -> str:
    if kind in _IN_A_LANGUAGE:
        return _told(raw[:1] + raw[4:])
    return _told(raw) if kind[:1] == b"T" else words_in(raw)


def _frames(tag: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The frames of the tags before the sound, by name. Bounded; what cannot be read any more ends it."""
    at, told = 0, 0
    while tag[at : at + 3] == b"ID3" and len(tag) >= at + 10:
        old = tag[at + 3] == 2  # names of three letters, lengths of three bytes
        size, head = synchsafe(tag[at + 6 : at + 10]), 6 if old else 10
        place, end = at + 10, min(at + 10 + size, len(tag))
        while place + head <= end and tag[place] and told < _MAX_FRAMES:
            raw = tag[place + (3 if old else 4) : place + (6 if old else 8)]
            length = synchsafe(raw) if tag[at + 3] == 4 else int.from_bytes(raw, "big")
            yield (
                tag[place : place + (3 if old else 4)],
                tag[place + head : min(place + head + length, end)][:_NOTE],
            )
            place, told = place + head + length, told + 1
        at = end if end > at + 10 else len(tag)


_ENCODINGS = {1: "utf-16", 2: "utf-16-be", 3: "utf-8"}


def _told(raw: bytes) -> str:
    """The words of a frame: its first byte says how they are written; many programs write GBK and do not say so."""
    if not raw:
        return ""
    encodings = [_ENCODINGS[raw[0]]] if raw[0] in _ENCODINGS else ["utf-8", "gb18030", "latin-1"]
    for encoding in encodings:
        try:
            text = raw[1:].decode(encoding)
        except UnicodeDecodeError:
            continue
        return " ".join(re.sub(r"[\x00-\x1f\ufeff\ufffe]+", " ", text).split())[:_TEXTS]
    return words_in(raw)
