"""Publication copies: what they keep, what they leave out, and that a scan of the copy finds nothing (PII-3)."""

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.styles import Font
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link
from pypdf.generic import NameObject

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden import FileReport, HiddenKind, inspect_attachment
from disclosure.checks.hidden.images import jpeg_orientation
from disclosure.checks.masking import mask_workbook, strip_docx, strip_pdf
from disclosure.checks.masking.images import strip_image
from tests.disclosure.checks import planted
from tests.disclosure.checks.oldfiles import ole, xls
from tests.disclosure.checks.persons import bank_card, id_card, mobile, name
from tests.disclosure.checks.test_hidden import ALARMS, NOTICES


@pytest.fixture
def file(tmp_path: Path) -> Callable[[bytes, str], Path]:
    def put(data: bytes, suffix: str) -> Path:
        path = tmp_path / f"附件{suffix}"
        path.write_bytes(data)
        return path

    return put


def inspect(data: bytes, suffix: str) -> FileReport:
    return inspect_attachment(io.BytesIO(data), suffix)


HEAD = ["序号", "姓名", "身份证号", "联系电话", "家庭住址", "病情", "银行账号", "村", "金额"]


def person(n: int) -> list:
    return [n, name(n), id_card(n), mobile(n), f"望禾镇上坪村{n}组", "肾病", bank_card(n), "上坪村", 120.5]


def shown(data: bytes) -> list[list]:
    return [list(row) for row in openpyxl.load_workbook(io.BytesIO(data)).worksheets[0].values]


# ---- workbooks -----------------------------------------------------------------------------------------------
def test_a_list_of_persons_becomes_one_that_may_be_published(file) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["公示"]
        sheet.delete_rows(1, 3)
        sheet.append(["望禾镇医疗救助公示"])
        sheet.merge_cells("A1:I1")
        sheet.append(HEAD)
        for n in range(1, 21):
            sheet.append(person(n))
        sheet["B2"].font = Font(b=True)
        sheet.column_dimensions["C"].width = 24

    copy = mask_workbook(file(planted.book(change), ".xlsx"), ".xlsx")

    assert shown(copy)[:3] == [
        ["望禾镇医疗救助公示", None, None, None, None, None, None],
        ["序号", "姓名", "身份证号", "联系电话", "家庭住址", "村", "金额"],
        [1, f"{name(1)[0]}*", f"35*************{id_card(1)[-3:]}", "199****0000", "望禾镇", "上坪村", 120.5],
    ]
    sheet = openpyxl.load_workbook(io.BytesIO(copy)).worksheets[0]
    assert sheet.column_dimensions["C"].width == 24
    assert sheet["B2"].font.b
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:G1"]
    report = inspect(copy, ".xlsx")
    assert (report.hits, report.hidden) == ([], [])


@pytest.mark.parametrize(
    "case", [case for case in (*ALARMS, *NOTICES) if case[2] == ".xlsx"], ids=lambda case: case[0]
)
def test_nothing_hidden_goes_into_the_copy(case, file) -> None:
    _, build, suffix, *_ = case

    copy = mask_workbook(file(build(), suffix), suffix)

    report = inspect(copy, ".xlsx")
    assert [item for item in report.hidden if item.kind is not HiddenKind.LONG_CELL] == []
    assert planted.SECRET not in repr(shown(copy))


def test_rows_and_columns_close_up(file) -> None:
    def change(book: openpyxl.Workbook) -> None:
        planted.hidden_row(book)
        planted.hidden_column(book)

    assert shown(mask_workbook(file(planted.book(change), ".xlsx"), ".xlsx")) == [
        ["序号", "姓名", "金额"],
        [1, "张*", 1200],
    ]


def test_figures_and_days_stay_what_they_are(file) -> None:
    def change(book: openpyxl.Workbook) -> None:
        book["公示"].append([3, "王*", "上坪村", 88.25])
        book["公示"]["E4"] = date(2026, 3, 1)
        book["公示"]["E4"].number_format = "yyyy年m月d日"
        book["公示"]["F4"] = "=D4*2"

    copy = openpyxl.load_workbook(io.BytesIO(mask_workbook(file(planted.book(change), ".xlsx"), ".xlsx")))

    sheet = copy.worksheets[0]
    assert (sheet["D4"].value, sheet["E4"].value.date(), sheet["E4"].number_format) == (
        88.25,
        date(2026, 3, 1),
        "yyyy年m月d日",
    )
    assert sheet["F4"].value is None  # no value was ever computed for it


def test_a_heading_over_columns_that_go_stays(file) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["公示"]
        sheet.delete_rows(1, 3)
        for row in (["银行账号公示表"], ["银行账号", "姓名", "金额"], [bank_card(1), "张三", 5]):
            sheet.append(row)
        sheet.merge_cells("A1:C1")

    assert shown(mask_workbook(file(planted.book(change), ".xlsx"), ".xlsx")) == [
        ["银行账号公示表", None],
        ["姓名", "金额"],
        ["张*", 5],
    ]


def test_an_account_of_income_keeps_its_columns(file) -> None:
    rows = [["项目", "收入", "支出"], ["集体资产", 3200.0, 100.0]]

    assert shown(mask_workbook(file(xls(rows), ".xls"), ".xls")) == rows


def test_an_old_workbook_becomes_a_new_one(file) -> None:
    data = xls([HEAD, [str(value) for value in person(1)]], hidden_sheet=[["底册"]], hidden_columns=[7])

    copy = mask_workbook(file(data, ".xls"), ".xls")

    assert shown(copy)[0] == ["序号", "姓名", "身份证号", "联系电话", "家庭住址", "金额"]
    assert inspect(copy, ".xlsx").clean
    assert openpyxl.load_workbook(io.BytesIO(copy)).sheetnames == ["公示"]


def test_a_csv_stays_one(file) -> None:
    text = "\n".join(",".join(map(str, row)) for row in [HEAD, person(1)])

    copy = mask_workbook(file(text.encode("gb18030"), ".csv"), ".csv")

    assert list(csv.reader(io.StringIO(copy.decode("utf-8-sig"))))[1][:4] == [
        "1",
        f"{name(1)[0]}*",
        f"35*************{id_card(1)[-3:]}",
        "199****0000",
    ]
    assert inspect(copy, ".csv").clean


def test_one_digit_a_box_is_masked_box_by_box(file) -> None:
    number = id_card(7)

    def change(book: openpyxl.Workbook) -> None:
        book["公示"].append([7, "赵*", *number])

    copy = mask_workbook(file(planted.book(change), ".xlsx"), ".xlsx")

    assert shown(copy)[3] == [7, "赵*", "3", "5", *["*"] * 13, *number[-3:]]
    assert inspect(copy, ".xlsx").hits == []


def test_an_id_kept_as_a_number_is_masked(file) -> None:
    rows = [["姓名", "身份证号"], ["张*", 110105194912310020.0]]

    copy = mask_workbook(file(xls(rows), ".xls"), ".xls")

    assert shown(copy)[1][1].startswith("11*************")


@pytest.mark.parametrize(
    ("data", "suffix", "words"),
    [
        (ole({"EncryptedPackage": bytes(5_000)}), ".xlsx", "设了密码"),
        (planted.document(), ".xlsx", "只能为"),
        (b"%PDF-1.7", ".pdf", "只能为"),
        (planted.document(), ".doc", "只能为"),
    ],
    ids=["有密码", "冒充", "PDF", "其他"],
)
def test_what_is_no_workbook_is_refused(data: bytes, suffix: str, words: str, file) -> None:
    with pytest.raises(FileRefused, match=words):
        mask_workbook(file(data, suffix), suffix)


# ---- documents -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "case",
    [case for case in (*ALARMS, *NOTICES) if case[2] == ".docx" and not case[0].startswith(("脚注", "Word页眉", "Word替代"))],
    ids=lambda case: case[0],
)  # fmt: skip
def test_a_document_is_stripped_of_all_that_is_hidden(case, file) -> None:
    _, build, suffix, kind, _ = case

    copy = strip_docx(file(build(), suffix))

    assert inspect(copy, ".docx").hidden == []
    paragraphs = [paragraph.text for paragraph in docx.Document(io.BytesIO(copy)).paragraphs]
    assert paragraphs[0] == "望禾镇关于临时救助对象的公示"
    assert (planted.SECRET in "".join(paragraphs)) == (kind is HiddenKind.INSERTION)  # accepted


def test_what_is_seen_stays(file) -> None:
    def change(made) -> None:
        made.add_table(rows=1, cols=2).rows[0].cells[0].text = "上坪村"
        made.sections[0].footer.paragraphs[0].text = "第1页"
        planted.word_alt_text(made)

    copy = docx.Document(io.BytesIO(strip_docx(file(planted.document(change), ".docx"))))

    assert copy.tables[0].rows[0].cells[0].text == "上坪村"
    assert copy.sections[0].footer.paragraphs[0].text == "第1页"
    assert "descr" in copy.element.xml  # the blind read it


def test_a_deleted_row_goes_and_an_inserted_one_stays(file) -> None:
    def change(made) -> None:
        table = made.add_table(rows=3, cols=1)
        for row, (text, mark) in zip(table.rows, [("留", None), ("删", "del"), ("加", "ins")], strict=True):
            row.cells[0].text = text
            if mark:
                properties = row._tr.get_or_add_trPr()
                properties.append(docx.oxml.OxmlElement(f"w:{mark}"))

    copy = docx.Document(io.BytesIO(strip_docx(file(planted.document(change), ".docx"))))

    assert [row.cells[0].text for row in copy.tables[0].rows] == ["留", "加"]
    assert "w:ins" not in copy.element.xml


def test_a_document_that_draws_in_others_is_refused(file) -> None:
    data = planted.document()
    inner = '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="afchunk1.html"/></Relationships>'
    types = '<Default Extension="html" ContentType="text/html"/></Types>'
    data = planted.with_parts(
        data,
        {"word/afchunk1.html": "<p>甲</p>"},
        {
            "word/_rels/document.xml.rels": ("</Relationships>", inner),
            "[Content_Types].xml": ("</Types>", types),
        },
    )

    with pytest.raises(FileRefused, match="外部文档"):
        strip_docx(file(data, ".docx"))


# ---- PDF -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "case", [case for case in (*ALARMS, *NOTICES) if case[2] == ".pdf"], ids=lambda case: case[0]
)
def test_a_pdf_is_stripped_to_its_pages(case, file) -> None:
    _, build, suffix, *_ = case

    copy = strip_pdf(file(build(), suffix))

    report = inspect(copy, ".pdf")
    assert report.hidden == []
    text = PdfReader(io.BytesIO(copy)).pages[0].extract_text()
    assert "Public notice of Wanghe" in text
    assert "Secret" not in text
    assert b"Secret" not in copy


def test_words_that_are_seen_stay_in_a_pdf(file) -> None:
    copy = strip_pdf(file(planted.page(planted.WHITE_ON_BLUE), ".pdf"))

    assert "Secret Person" in PdfReader(io.BytesIO(copy)).pages[0].extract_text()


@pytest.mark.parametrize("content", [planted.BOXED_IN_A_LINE, planted.KERNED], ids=["Tj", "TJ"])
def test_of_a_line_only_the_covered_letters_go(content: str, file) -> None:
    copy = strip_pdf(file(planted.page(content), ".pdf"))

    text = PdfReader(io.BytesIO(copy)).pages[0].extract_text()
    assert "Name:" in text
    assert "800 yuan" in text
    assert "Secret" not in text
    assert inspect(copy, ".pdf").hidden == []


def test_web_links_of_a_pdf_stay_and_others_go(file) -> None:
    def change(writer: PdfWriter) -> None:
        writer.add_annotation(0, Link(rect=(50, 550, 200, 650), url="https://www.example.gov.cn/"))
        writer.add_annotation(0, Link(rect=(50, 550, 200, 650), url="file:///D:/x.doc"))

    copy = PdfReader(io.BytesIO(strip_pdf(file(planted.page(planted.SHOWN, change), ".pdf"))))

    assert [note.get_object()["/A"]["/URI"] for note in copy.pages[0]["/Annots"]] == [
        "https://www.example.gov.cn/"
    ]


def test_a_filled_form_is_printed_onto_its_page(file) -> None:
    def change(writer: PdfWriter) -> None:
        planted.pdf_form(writer)
        shape = planted.DecodedStreamObject()
        shape.set_data(b"BT /F1 12 Tf 2 4 Td (Filled in) Tj ET")
        shape[NameObject("/Subtype")] = NameObject("/Form")
        shape[NameObject("/BBox")] = planted.ArrayObject([planted.FloatObject(n) for n in (0, 0, 150, 20)])
        shape[NameObject("/Resources")] = writer.pages[0]["/Resources"]
        field = writer.pages[0]["/Annots"][0].get_object()
        field[NameObject("/AP")] = planted.DictionaryObject({NameObject("/N"): writer._add_object(shape)})

    copy = strip_pdf(file(planted.page(planted.SHOWN, change), ".pdf"))

    assert "Filled in" in PdfReader(io.BytesIO(copy)).pages[0].extract_text()
    assert inspect(copy, ".pdf").hidden == []


# ---- pictures ------------------------------------------------------------------------------------------------
def test_a_picture_loses_its_notes_and_keeps_its_way_up() -> None:
    photo = planted.photo(gps=True, author="摄影人", thumbnail=True)

    copy = strip_image(photo)

    assert copy == b"\xff\xd8\xff\xda\0\2\xff\xd9"
    assert inspect(copy, ".jpg").hidden == []


def test_a_turned_picture_stays_turned() -> None:
    exif = b"Exif\0\0II*\0" + bytes.fromhex(
        "08000000 0100 1201 0300 01000000 0600 0000 00000000".replace(" ", "")
    )
    photo = b"\xff\xd8\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif + b"\xff\xda\0\2\xff\xd9"

    assert jpeg_orientation(strip_image(photo)) == jpeg_orientation(photo) == 6


@pytest.mark.parametrize("marker", [*range(0xE1, 0xF0), 0xFE])
def test_a_picture_keeps_no_segment_of_its_maker(marker: int) -> None:
    """Only what colours need: a profile, and Adobe's word on how they are stored."""
    segment = bytes([0xFF, marker]) + (2 + 6).to_bytes(2, "big") + b"secret"
    end = b"\xff\xda\0\2\xff\xd9"

    assert (
        strip_image(b"\xff\xd8" + segment + end) == b"\xff\xd8" + (segment if marker == 0xEE else b"") + end
    )


def test_a_profile_of_colours_stays_and_what_follows_the_picture_goes() -> None:
    profile = b"\xff\xe2" + (2 + 13).to_bytes(2, "big") + b"ICC_PROFILE\0\1"
    drawn = b"\xff\xda\0\2\x01\xff\0\x02\xff\xd0\x03\xff\xc4\0\3\x04\xff\xda\0\2\x05\xff\xd9"  # in two scans

    assert strip_image(b"\xff\xd8" + profile + drawn + b"a film") == b"\xff\xd8" + profile + drawn


def test_a_picture_cut_short_is_left_as_it_is() -> None:
    cut = b"\xff\xd8\xff\xda\0\2\x01\x02\x03"

    assert strip_image(cut) == cut
