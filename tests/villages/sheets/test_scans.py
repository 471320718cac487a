"""A file from a telephone: taken by its content, whole, and without what the camera wrote (PII-4)."""

import pytest

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.images import is_whole
from tests.disclosure.checks.test_refused import locked_pdf
from tests.factories.scans import FILM, jpeg, pdf, png
from villages.sheets.scans import read_scan

HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200)
WRITTEN = (b"Exif", "余拍照".encode(), b"XJ-MAKER1", b"MPF", b"ftypmp42")


@pytest.mark.parametrize(
    ("data", "suffix"),
    [(png("凭证"), ".png"), (jpeg("凭证"), ".jpg"), (pdf(), ".pdf")],
    ids=["png", "jpg", "pdf"],
)
def test_a_file_is_what_its_content_says(data, suffix):
    found = read_scan(data)

    assert (found.suffix, found.size) == (suffix, len(found.data))
    assert found.sha256 == read_scan(data).sha256


def test_what_the_camera_wrote_is_gone_and_the_picture_is_not():
    photo = jpeg("凭证", behind=FILM)
    assert all(each in photo for each in WRITTEN)

    kept = read_scan(photo).data

    assert [each for each in WRITTEN if each in kept] == []
    assert "凭证".encode() in kept
    assert kept.endswith(b"\xff\xd9")
    assert is_whole(kept)


def test_notes_of_a_png_and_what_hangs_behind_it_are_gone():
    kept = read_scan(png("凭证", note="余拍照") + FILM).data

    assert kept == png("凭证")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "第2个文件是空的"),
        (HEIC, "HEIC 照片，别的设备打不开"),
        (b"GIF89a" + bytes(50), "gif 图片"),
        (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(50), "webp"),
        (b"II*\0" + bytes(50), "tif"),
        (b"PK\x03\x04" + bytes(50), "不是照片或扫描件"),
        ("凭证".encode(), "不是照片或扫描件"),
        (b"<html>", "不是照片或扫描件"),
        (png("凭证")[:-20], "没有传完整"),
        (png("凭证").replace("凭".encode(), b"xyz"), "没有传完整"),  # a sum that does not agree
        (jpeg("凭证")[:-2], "没有传完整"),
        (jpeg("凭证").replace(b"\xff\xc0", b"\xff\xc4"), "没有传完整"),  # no word on how large it is
        (b"\xff\xd8\xff\xe0" + bytes(20), "没有传完整"),
        (pdf()[:300], "第2个文件："),
        (b"%PDF-1.7\n" + bytes(100), "第2个文件："),
        (locked_pdf("RC4-128"), "设了密码"),
        (locked_pdf("AES-256"), "设了密码"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",  # the bytes differ from run to run
)
def test_what_cannot_be_kept_is_told_in_words(data, said):
    with pytest.raises(FileRefused, match=said) as refused:
        read_scan(data, "第2个文件")

    assert str(refused.value).startswith(("第2个文件", "“第2个文件"))


def test_a_file_too_large_is_told(settings):
    settings.ATTACHMENT_MAX_BYTES = 2**20

    with pytest.raises(FileRefused, match="超过 1 MB"):
        read_scan(png("凭" * 400_000))
