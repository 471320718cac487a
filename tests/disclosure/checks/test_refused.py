"""Files that are not read: a password, a bomb, damage, a false name; and old formats."""

import io
import zipfile

import pytest
from pypdf import PdfReader, PdfWriter

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden import FileReport, HiddenKind, inspect_attachment
from disclosure.checks.masking.pdf import strip_pdf
from disclosure.checks.personal import Kind
from tests.disclosure.checks import planted
from tests.disclosure.checks.oldfiles import ole, xls
from tests.disclosure.checks.persons import id_card, mobile


def inspect(data: bytes, suffix: str) -> FileReport:
    return inspect_attachment(io.BytesIO(data), suffix)


def locked_pdf(algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(planted.page(planted.SHOWN)))
    writer.encrypt("secret", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def limited_pdf(data: bytes, algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt("", "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def locked_zip() -> bytes:
    """The flag is what tells; nothing here can encrypt."""
    data = bytearray(planted.zipped({"a.txt": "望禾镇"}))
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def bomb(name: str, size: int) -> bytes:
    return planted.with_parts(planted.book(), {name: bytes(size)})


def zips(count: int) -> bytes:
    return planted.zipped({f"{number}.xlsx": bomb("xl/media/x.bin", 15 * 2**20) for number in range(count)})


def lying_zip() -> bytes:
    data = bytearray(planted.zipped({"a.txt": "望" * 5_000}))
    at = data.index(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(data)


LOCKED_OLE = ole({"EncryptedPackage": bytes(5_000), "EncryptionInfo": bytes(5_000)})
REFUSED = {
    "xlsx有密码": (lambda: LOCKED_OLE, ".xlsx", "设了密码"),
    "docx有密码": (lambda: LOCKED_OLE, ".docx", "设了密码"),
    "xls有密码": (lambda: xls([["甲"]], locked=True), ".xls", "设了密码"),
    "pdf有密码": (lambda: locked_pdf("RC4-128"), ".pdf", "设了密码"),
    "zip有密码": (locked_zip, ".zip", "设了密码"),
    "压缩炸弹": (lambda: bomb("xl/media/x.bin", 300 * 2**20), ".xlsx", "解压后过大"),
    "比率": (lambda: bomb("xl/media/x.bin", 60 * 2**20), ".xlsx", "解压后过大"),
    "多个文件合起来过大": (lambda: zips(14), ".zip", "解压后过大"),
    "目录不实": (lying_zip, ".zip", "已损坏"),
    "项目过多": (lambda: planted.zipped({f"{n}.txt": "甲" for n in range(2_001)}), ".zip", "解压后过大"),
    "zip里的zip": (lambda: planted.zipped({"里.zip": planted.zipped({"a.txt": "甲"})}), ".zip", "“里.zip”又是压缩包"),
    "zip里的程序": (lambda: planted.zipped({"a.exe": b"MZ"}), ".zip", "“a.exe”不是可以公开的文件类型"),
    "zip里的假表格": (lambda: planted.zipped({"a.xlsx": b"MZ"}), ".zip", "压缩包内“a.xlsx”：文件的内容不是 xlsx"),
    "假pdf": (lambda: b"MZ\x90", ".pdf", "内容不是 pdf 文件"),
    "docx其实是xlsx": (planted.book, ".docx", "内容不是 docx 文件"),
    "xls其实是网页": (lambda: b"<html><table></table>", ".xls", "内容不是 xls 文件"),
    "坏xlsx": (lambda: planted.book()[:-40], ".xlsx", "内容不是 xlsx 文件"),
    "坏pdf": (lambda: b"%PDF-1.7\nxxx", ".pdf", "已损坏"),
    "坏xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x07" * 5_000, ".xls", "已损坏"),
    "文档类型声明": (lambda: planted.with_parts(planted.document(), {"word/comments.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), ".docx", "已损坏"),
    "坏XML": (lambda: planted.with_parts(planted.document(), {"word/comments.xml": "<a><b></a>"}), ".docx", "已损坏"),
    "空文件": (lambda: b"", ".txt", "空的"),
    "远处的格子": (lambda: xls([["甲"]] + [[]] * 60_000 + [[""] * 255 + ["乙"]]), ".xls", "范围过大"),
}  # fmt: skip


@pytest.mark.parametrize(("build", "suffix", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_cannot_be_checked_is_refused_in_words(build, suffix: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        inspect(build(), suffix)


def test_too_large_a_file_is_refused(settings) -> None:
    settings.ATTACHMENT_MAX_BYTES = 2**20

    with pytest.raises(FileRefused, match="超过 1 MB"):
        inspect(bytes(2**20 + 1), ".txt")


CIPHERS = ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"]


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_a_pdf_that_only_limits_what_may_be_done_with_it_is_read(algorithm: str) -> None:
    """Anyone may open it, so anyone may read what stands in it; a password guards printing and copying only."""
    data = limited_pdf(planted.page(f"BT /F1 12 Tf 72 760 Td (Tel {mobile(1)}) Tj ET"), algorithm)

    report = inspect(data, ".pdf")

    assert [(hit.kind, hit.place) for hit in report.hits] == [(Kind.MOBILE, "第1页")]
    assert report.unreadable == ""


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_the_copy_of_a_limited_pdf_is_free(algorithm: str, tmp_path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(limited_pdf(planted.page(planted.SHOWN), algorithm))

    copy = PdfReader(io.BytesIO(strip_pdf(path)))

    assert not copy.is_encrypted
    assert "Public notice of Wanghe" in copy.pages[0].extract_text()


@pytest.mark.parametrize("algorithm", CIPHERS)
def test_a_pdf_with_a_password_is_refused_whatever_its_cipher(algorithm: str) -> None:
    with pytest.raises(FileRefused, match="设了密码"):
        inspect(locked_pdf(algorithm), ".pdf")


@pytest.mark.parametrize(
    "how", [b"/Filter /Adobe.PubSec /V 4", b"/Filter /Standard /V 9 /R 6 /P -4 /O <00> /U <00>"]
)
def test_a_pdf_encrypted_in_a_way_nobody_here_reads_is_refused_in_words(how: bytes) -> None:
    head = planted.page(planted.SHOWN)
    end = head.rindex(b"trailer")
    data = head[:end] + head[end:].replace(b"<<", b"<< /Encrypt << " + how + b" >>", 1)

    with pytest.raises(FileRefused, match="用证书等方式加了密"):
        inspect(data, ".pdf")


# ---- old formats ---------------------------------------------------------------------------------------------
ROWS = [["序号", "姓名", "村", "金额"], ["1", "张*", "上坪村", 1200.0], ["2", "李**", "下坪村", 800.0]]


@pytest.mark.parametrize("suffix", [".xls", ".et"])
def test_an_old_workbook_is_read(suffix: str) -> None:
    report = inspect(xls([["姓名", "身份证号", "电话"], ["赵甲", id_card(1), float(mobile(1))]]), suffix)

    assert [(hit.kind, hit.place) for hit in report.hits] == [
        (Kind.ID_CARD, "工作表“公示”第2行B列"),
        (Kind.MOBILE, "工作表“公示”第2行C列"),
        (Kind.NAME, "工作表“公示”第2行A列"),
    ]
    assert report.rows == 2


def test_a_clean_old_workbook_gives_nothing() -> None:
    report = inspect(xls(ROWS), ".xls")

    assert (report.hits, report.hidden, report.unreadable) == ([], [], "")


def test_what_an_old_workbook_hides_is_found() -> None:
    report = inspect(xls(ROWS, hidden_sheet=[["底册"]], hidden_rows=[2], hidden_columns=[2]), ".xls")

    assert [(item.kind, item.place, item.harmful) for item in report.hidden] == [
        (HiddenKind.HIDDEN_ROWS, "工作表“公示”第3行", True),
        (HiddenKind.HIDDEN_COLUMNS, "工作表“公示”C列", True),
        (HiddenKind.HIDDEN_SHEET, "隐藏工作表“底表”", True),
    ]


@pytest.mark.parametrize("suffix", [".doc", ".wps", ".ppt"])
def test_an_old_document_is_searched_as_far_as_may_be_and_said_to_be_unread(suffix: str) -> None:
    words = f"望禾镇补助名单，身份证{id_card(2)}，完。".encode("utf-16-le")

    report = inspect(ole({"WordDocument": bytes(600) + words}), suffix)

    assert [(hit.kind, hit.place) for hit in report.hits] == [(Kind.ID_CARD, "文件内部文字")]
    assert "旧格式文档无法完整读取" in report.unreadable


def test_what_cannot_be_read_says_so() -> None:
    assert "图片中的文字" in inspect(planted.photo(), ".jpg").unreadable


def test_names_in_a_zip_of_a_chinese_program_are_readable() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo("XX.txt"), f"证件{id_card(3)}")
    data = out.getvalue().replace(b"XX.txt", "名".encode("gb18030") + b".txt")

    assert inspect(data, ".zip").hits[0].place == "压缩包内“名.txt”：第1行"
