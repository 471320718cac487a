"""Kind by content: what a file says it is and what it is must agree."""

import io
import zipfile

import openpyxl
import pytest

from disclosure.checks.files import FileRefused, inspect_file

PDF = b"%PDF-1.4\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 40
EXE = b"MZ\x90\x00" + b"\x00" * 64
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64


def workbook() -> bytes:
    out = io.BytesIO()
    openpyxl.Workbook().save(out)
    return out.getvalue()


def zipped(name: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("决算.pdf", PDF, "pdf"),
        ("名单.xlsx", workbook(), "sheet"),
        ("照片.PNG", PNG, "image"),
        ("旧表.xls", OLE, "sheet"),
        ("说明.txt", "望禾镇".encode("gb18030"), "text"),
        ("数据.csv", "村,金额\n上坪,1\n".encode(), "sheet"),
        ("包.zip", zipped("a.txt"), "archive"),
        ("公文.ofd", zipped("OFD.xml"), "doc"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # bytes of a zip carry the time
)
def test_a_file_that_is_what_it_says_gets_its_kind(name: str, data: bytes, kind: str) -> None:
    facts = inspect_file(data, name)

    assert (facts.kind, facts.size) == (kind, len(data))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("页面.html", b"<script>1</script>", "不能上传这种文件"),
        ("图.svg", b"<svg onload=1>", "不能上传这种文件"),
        ("程序.exe", EXE, "不能上传这种文件"),
        ("没有后缀", PDF, "不能上传这种文件"),
        ("空.pdf", b"", "空文件"),
        ("冒充.pdf", EXE, "内容不是 pdf 文件"),
        ("冒充.png", PDF, "内容不是 png 文件"),
        ("冒充.xlsx", PDF, "内容不是 xlsx 文件"),
        ("冒充.docx", workbook(), "内容不是 docx 文件"),
        ("冒充.txt", b"<html><script>alert(1)</script>", "内容不是 txt 文件"),
        ("冒充.csv", b"a,b\x00c", "内容不是 csv 文件"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_anything_else_is_refused_in_words(name: str, data: bytes, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        inspect_file(data, name)


def test_too_large_a_file_says_the_limit(settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2 * 2**20

    with pytest.raises(FileRefused, match="超过 2 MB"):
        inspect_file(PDF + b"\x00" * (2 * 2**20), "大.pdf")
