"""Films and sounds: what they are, what is refused, what is written beside them, and the copy without it."""

import io
import struct
import time
from pathlib import Path

import pytest

from disclosure.checks.boxes import MAX_BOXES, MAX_DEPTH, BadBoxes, is_movie, walk
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.hidden import FileReport, HiddenKind, inspect_attachment
from disclosure.checks.masking import strip_recording
from disclosure.checks.personal import Kind
from disclosure.checks.recordings import Recording, recording, require_short
from tests.disclosure.checks import planted
from tests.disclosure.checks.persons import mobile
from tests.factories import recordings as make

PHONE = mobile(3)
FTYP = make.film()[:32]


def inspect(data: bytes, suffix: str = ".mp4") -> FileReport:
    return inspect_attachment(io.BytesIO(data), suffix)


# ---- what it is ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "upright", "size"),
    [
        (make.film(), True, (108, 192)),
        (make.resized(1080, 1920), True, (1080, 1920)),
        (make.resized(1080, 1920, turned=True), True, (1080, 1920)),  # lying, turned when shown
        (make.resized(1920, 1080), False, (1920, 1080)),
        (make.resized(1920, 1080, turned=True), False, (1920, 1080)),
        (make.resized(640, 640), False, (640, 640)),
    ],
    ids=["tall", "tall too", "tall, turned", "wide", "wide, turned", "square"],
)
def test_a_film_is_measured_as_it_is_shown(data, upright, size) -> None:
    found = recording(data, "春耕.mp4")

    assert (found.upright, (found.width, found.height), found.seconds) == (upright, size, make.SECONDS)


def test_sounds_are_told_from_films() -> None:
    assert recording(make.sound(), "春耕.m4a") == Recording(make.SECONDS)
    assert recording(make.mp3(), "春耕.mp3") == Recording()
    with pytest.raises(FileRefused, match="没有画面"):
        recording(make.sound(), "春耕.mp4")
    with pytest.raises(FileRefused, match="请存成 mp4"):
        recording(make.film(), "春耕.m4a")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (make.resized(1920, 1080), "横的（1920×1080）"),
        (make.resized(640, 640), "方的"),
        (make.lasting(61.6), "长 62 秒，短视频最多 60 秒"),
        (make.lasting(0), "没有写明时长"),
    ],
    ids=["wide", "square", "long", "unsaid"],
)
def test_a_short_video_stands_upright_and_lasts_a_minute(data, words) -> None:
    with pytest.raises(FileRefused, match=words):
        require_short(recording(data, "春耕.mp4"), "春耕.mp4")


def test_a_minute_and_what_the_setting_lets_pass(settings) -> None:
    for seconds in (4, 60, 60.9):
        require_short(recording(make.lasting(seconds), "a.mp4"), "a.mp4")
    settings.SHORT_VIDEO_TOLERANCE = 0
    with pytest.raises(FileRefused, match="最多 60 秒"):
        require_short(recording(make.lasting(60.9), "a.mp4"), "a.mp4")


@pytest.mark.parametrize(
    ("codec", "words"), [(b"hvc1", "HEVC"), (b"hev1", "HEVC"), (b"encv", "加密"), (b"XVID", "XVID")]
)
def test_what_phones_do_not_play_is_refused_with_what_to_do(codec, words) -> None:
    with pytest.raises(FileRefused, match=f"{words}.*H.264"):
        recording(make.coded(codec), "a.mp4")


# ---- what is no film at all ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"MZ" + bytes(400), "a.mp4"),
        (planted.book(), "a.mp4"),
        (make.mp3(), "a.mp4"),
        (make.film(), "a.mp3"),
        (make.film()[:8] + b"qt  " + make.film()[12:], "a.mp4"),  # QuickTime under another name
        (make.film()[:-7], "a.mp4"),  # cut short
        (FTYP, "a.mp4"),
        (FTYP + make.box(b"moov", b"\0\0\0\x04trak"), "a.mp4"),  # shorter than its own head
        (FTYP + struct.pack(">I4sQ", 1, b"moov", 2**62), "a.mp4"),
        (FTYP + make.box(b"moov", struct.pack(">I4s", 0, b"trak")), "a.mp4"),
        (FTYP + struct.pack(">I4s", 0xFFFF_FFF0, b"moov"), "a.mp4"),
    ],
    ids=[
        "program",
        "workbook",
        "mp3",
        "film as mp3",
        "QuickTime",
        "cut short",
        "no film in it",
        "box too short",
        "box too long",
        "box without end",
        "box beyond the end",
    ],
)
def test_a_name_that_promises_a_film_does_not_make_one(data, name) -> None:
    with pytest.raises(FileRefused, match="内容不是"):
        inspect_file(data, name)
    with pytest.raises(FileRefused):
        inspect(data, name[-4:])


def deep() -> bytes:
    data = b""
    for _ in range(MAX_DEPTH * 2):
        data = make.box(b"moov", data)
    return FTYP + data


HOSTILE = {
    "nested": deep,
    "counted": lambda: FTYP + make.box(b"moov", make.box(b"trak", b"") * (MAX_BOXES + 5)),
    "empty boxes": lambda: FTYP + make.box(b"free", b"") * 400_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_at_once(name) -> None:
    data, begun = HOSTILE[name](), time.perf_counter()

    assert not is_movie(data)
    with pytest.raises(BadBoxes):
        walk(data)
    assert time.perf_counter() - begun < 2


def test_a_damaged_film_is_refused_or_read_and_never_hangs() -> None:
    """Any byte of its tables is anything: what comes is an answer or a refusal."""
    refused = 0
    for at in range(0, 2742, 7):
        data = bytearray(make.film())
        data[len(data) - 2742 + at] ^= 0xFF
        begun = time.perf_counter()
        try:
            recording(bytes(data), "a.mp4")
            inspect(bytes(data))
            strip_recording(bytes(data), ".mp4")
        except FileRefused:
            refused += 1
        assert time.perf_counter() - begun < 2, at
    assert 30 < refused < 390


def test_films_have_a_measure_of_their_own(settings) -> None:
    settings.ATTACHMENT_MAX_BYTES, settings.RECORDING_MAX_BYTES = 10, 30_000
    assert inspect_file(make.film(), "a.mp4").kind == "video"
    assert inspect(make.film()).hits == []
    settings.RECORDING_MAX_BYTES = 20_000
    with pytest.raises(FileRefused, match="超过"):
        inspect_file(make.film(), "a.mp4")
    with pytest.raises(FileRefused, match="超过"):
        inspect(make.film())


# ---- what is written beside it ------------------------------------------------------------------------------
def meta(*values: bytes) -> bytes:
    """Apple's list of keys with their values, as telephones write it."""
    names = b"".join(make.box(b"mdta", name) for name in (b"com.apple.quicktime.location.ISO6709",))
    keys = make.box(b"keys", struct.pack(">II", 0, 1) + names)
    items = b"".join(
        struct.pack(">II", 24 + len(value), n) + make.box(b"data", struct.pack(">II", 1, 0) + value)
        for n, value in enumerate(values, 1)
    )
    return make.box(b"meta", make.box(b"hdlr", bytes(24)) + keys + make.box(b"ilst", items))


def loci() -> bytes:
    return make.udta(
        make.box(b"loci", bytes(6) + b"\0" + struct.pack(">3iB", 7_897_088, 1_994_752, 0, 0) + b"\0\0")
    )


XMP = (
    b"\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac"
    + b'<x:xmpmeta exif:GPSLatitude="30,45.1N"/>'
)
PLACES = {
    "©xyz": (make.placed(), ".mp4"),
    "of a track": (make.film_with(make.udta(make.box(b"\xa9xyz", b"\0\x12\x15\xc7" + make.PLACE.encode())), inside=b"trak"), ".mp4"),
    "keys": (make.film_with(meta(make.PLACE.encode())), ".mp4"),
    "loci": (make.film_with(loci()), ".mp4"),
    "XMP": (make.film() + make.box(b"uuid", XMP), ".mp4"),
    "in a gap": (make.film() + make.box(b"free", make.PLACE.encode()), ".mp4"),
    "cover": (make.film_with(make.udta(make.box(b"covr", planted.photo(gps=True)))), ".mp4"),
    "sound": (make.sound() + make.box(b"free", make.PLACE.encode()), ".m4a"),
    "ID3 text": (make.mp3(make.id3_frame(b"TXXX", b"\0GPSPosition\x0030.75, 120.75")), ".mp3"),
    "ID3 UTF-16": (make.mp3(make.id3_frame(b"COMM", b"\1zho" + make.PLACE.encode("utf-16"))), ".mp3"),
    "ID3 XMP": (make.mp3(make.id3_frame(b"PRIV", b"XMP\0" + XMP[16:])), ".mp3"),
    "ID3 picture": (make.mp3(make.id3_frame(b"APIC", b"\0image/jpeg\0\3\0" + planted.photo(gps=True))), ".mp3"),
}  # fmt: skip


@pytest.mark.parametrize("name", PLACES)
def test_where_it_was_taken_is_found_and_the_copy_does_not_say(name) -> None:
    data, suffix = PLACES[name]
    found = [item for item in inspect(data, suffix).hidden if item.harmful]

    assert {item.kind for item in found} == {HiddenKind.LOCATION}
    copy = strip_recording(data, suffix)
    assert inspect(copy, suffix).hidden == []
    for words in (make.PLACE.encode(), b"GPS", b"xyz", b"loci", b"Exif"):
        assert words not in copy


def test_words_beside_it_are_searched_and_go() -> None:
    note = make.udta(make.box(b"\xa9cmt", b"\0\x14\x55\xc4" + f"拍摄人张三 {PHONE}".encode()))
    for data, suffix in (
        (make.film_with(note), ".mp4"),
        (make.film_with(note, inside=b"trak", number=1), ".mp4"),
        (make.mp3(make.id3_frame(b"TPE1", b"\0" + f"张三 {PHONE}".encode("gb18030"))), ".mp3"),
        (make.mp3(make.id3_frame(b"USLT", b"\1zho" + f"张三 {PHONE}".encode("utf-16"))), ".mp3"),
        (make.mp3(after=b"TAG" + f"张三 {PHONE}".encode("gb18030").ljust(125, b"\0")), ".mp3"),
    ):
        found = inspect(data, suffix)

        assert [hit.kind for hit in found.hits] == [Kind.MOBILE]
        assert PHONE not in str(found.hidden)  # a finding must not leak what it found
        copy = strip_recording(data, suffix)
        assert (inspect(copy, suffix).hits, PHONE.encode() in copy) == ([], False)


def test_when_it_was_taken_is_told_and_goes() -> None:
    assert [
        (item.kind, item.harmful) for item in inspect(make.dated()).hidden if item.note == "拍摄或制作的时间"
    ] == [(HiddenKind.PROPERTY, False)]
    assert inspect(strip_recording(make.dated(), ".mp4")).hidden == []


@pytest.mark.parametrize("kind", [b"meta", b"camm"])
def test_data_frame_by_frame_are_held_and_no_copy_pretends_to_be_without(kind) -> None:
    data = make.handled(kind)

    assert [item.note for item in inspect(data).hidden if item.harmful] == [
        "视频里有逐帧记录的数据，多为拍摄位置"
    ]
    with pytest.raises(FileRefused, match="重新导出"):
        strip_recording(data, ".mp4")


def test_the_copy_keeps_picture_and_sound_byte_for_byte() -> None:
    data = make.placed()
    copy = strip_recording(data, ".mp4")

    assert len(copy) == len(data)
    (pictures,) = (one for one in walk(data) if one.kind == b"mdat")
    assert copy[pictures.start : pictures.end] == data[pictures.start : pictures.end]
    assert recording(copy, "a.mp4") == recording(data, "a.mp4")
    assert strip_recording(make.mp3(make.id3_frame(b"TIT2", b"\0x")), ".mp3") == make.mp3()


def test_a_clean_film_alarms_nobody() -> None:
    for data, suffix in ((make.film(), ".mp4"), (make.sound(), ".m4a"), (make.mp3(), ".mp3")):
        found = inspect(data, suffix)

        assert found.clean
        assert "看一遍、听一遍" in found.unreadable  # a person must


def test_the_film_of_these_tests_is_small() -> None:
    assert Path(make.FILM).stat().st_size < 60_000
