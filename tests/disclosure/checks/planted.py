"""Files with something hidden in them, one maker each; all written here, none kept."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import docx
import openpyxl
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from pypdf import PdfWriter
from pypdf.annotations import FreeText
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)

SECRET = "内部掌握人员"
_XLSX = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'


# ---- workbooks -----------------------------------------------------------------------------------------------
def plain_book() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.properties.creator = ""
    sheet = book.active
    sheet.title = "公示"
    for row in (["序号", "姓名", "村", "金额"], [1, "张*", "上坪村", 1200], [2, "李**", "下坪村", 800]):
        sheet.append(row)
    return book


def book(change: Callable[[openpyxl.Workbook], None] = lambda book: None) -> bytes:
    made = plain_book()
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def hidden_sheet(state: str) -> bytes:
    def change(made: openpyxl.Workbook) -> None:
        made.create_sheet("底表").append([SECRET])
        made["底表"].sheet_state = state

    return book(change)


def hidden_row(made: openpyxl.Workbook) -> None:
    made["公示"].row_dimensions[3].hidden = True


def hidden_column(made: openpyxl.Workbook) -> None:
    made["公示"].column_dimensions["C"].hidden = True


def narrow_column() -> bytes:
    columns = '<cols><col min="3" max="3" width="0" customWidth="1"/></cols><sheetData>'
    return with_parts(book(), {}, {"xl/worksheets/sheet1.xml": ("<sheetData>", columns)})


def filtered_row(made: openpyxl.Workbook) -> None:
    sheet = made["公示"]
    sheet.auto_filter.ref = "A1:D3"
    sheet.auto_filter.add_filter_column(2, ["上坪村"])
    sheet.row_dimensions[3].hidden = True


def white_text(made: openpyxl.Workbook) -> None:
    made["公示"]["F1"] = SECRET
    made["公示"]["F1"].font = Font(color="FFFFFFFF")


def text_in_colour_of_ground(made: openpyxl.Workbook) -> None:
    made["公示"]["F1"] = SECRET
    made["公示"]["F1"].font = Font(color="FF336699")
    made["公示"]["F1"].fill = PatternFill("solid", fgColor="FF336699")


def tiny_text(made: openpyxl.Workbook) -> None:
    made["公示"]["F1"] = SECRET
    made["公示"]["F1"].font = Font(sz=1)


def silent_format(made: openpyxl.Workbook) -> None:
    made["公示"]["F1"] = SECRET
    made["公示"]["F1"].number_format = ";;;"


def cell_comment(made: openpyxl.Workbook) -> None:
    made["公示"]["B2"].comment = Comment(SECRET, "经办人")


def named_constant(made: openpyxl.Workbook) -> None:
    made.defined_names["人员"] = DefinedName("人员", attr_text=f'"{SECRET}"')


def choice_list(made: openpyxl.Workbook) -> None:
    rule = DataValidation(type="list", formula1='"同意,不同意"')
    rule.add("E2")
    made["公示"].add_data_validation(rule)


def long_cell(made: openpyxl.Workbook) -> None:
    made["公示"]["F1"] = "长" * 2_500


def page_footer(made: openpyxl.Workbook) -> None:
    made["公示"].oddFooter.left.text = SECRET


def with_parts(
    data: bytes, parts: Mapping[str, str | bytes], replace: Mapping[str, tuple[str, str]] | None = None
) -> bytes:
    """The package with more parts, and with one text replaced in some."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if replace and name in replace:
                before, after = replace[name]
                assert before.encode() in content, name
                content = content.replace(before.encode(), after.encode(), 1)
            if name not in parts:
                new.writestr(name, content)
        for name, part in parts.items():
            new.writestr(name, part)
    return out.getvalue()


def rels(*entries: tuple[str, str, str]) -> str:
    """Relations: id, last word of the type, target."""
    inner = "".join(
        f'<Relationship Id="{key}" Type="{_REL}/{kind}" Target="{target}"/>' for key, kind, target in entries
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


SHEET_RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def pivot_cache() -> bytes:
    definition = f'<pivotCacheDefinition {_XLSX}><cacheFields><cacheField name="姓名"><sharedItems><s v="{SECRET}"/></sharedItems></cacheField><cacheField name="金额"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>'
    records = f'<pivotCacheRecords {_XLSX}><r><x v="0"/><n v="1200"/></r></pivotCacheRecords>'
    return with_parts(
        book(),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": definition,
            "xl/pivotCache/pivotCacheRecords1.xml": records,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": rels(
                ("rId1", "pivotCacheRecords", "pivotCacheRecords1.xml")
            ),
        },
    )


def external_link() -> bytes:
    link = f'<externalLink {_XLSX}><externalBook><sheetDataSet><sheetData sheetId="0"><row r="1"><cell r="A1"><v>{SECRET}</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>'
    path = rels(("rId1", "externalLinkPath", "file:///D:/民政/底册.xlsx")).replace(
        '底册.xlsx"', '底册.xlsx" TargetMode="External"'
    )
    return with_parts(
        book(),
        {"xl/externalLinks/externalLink1.xml": link, "xl/externalLinks/_rels/externalLink1.xml.rels": path},
    )


def data_connection() -> bytes:
    part = f'<connections {_XLSX}><connection name="人口库"><dbPr connection="Server=10.0.0.1"/></connection></connections>'
    return with_parts(book(), {"xl/connections.xml": part})


def threaded_comment() -> bytes:
    part = f'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="B2"><text>{SECRET}</text></threadedComment></ThreadedComments>'
    return with_parts(
        book(),
        {
            "xl/threadedComments/threadedComment1.xml": part,
            SHEET_RELS: rels(("rId1", "threadedComment", "../threadedComments/threadedComment1.xml")),
        },
    )


def drawing(shape: str) -> bytes:
    part = f'<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" {_A}>{shape}</xdr:wsDr>'
    return with_parts(
        book(),
        {"xl/drawings/drawing1.xml": part, SHEET_RELS: rels(("rId1", "drawing", "../drawings/drawing1.xml"))},
    )


def text_box(attributes: str = "") -> bytes:
    return drawing(
        f'<xdr:sp><xdr:nvSpPr><xdr:cNvPr id="2" name="文本框 1" {attributes}/></xdr:nvSpPr><xdr:txBody><a:p><a:r><a:t>{SECRET}</a:t></a:r></a:p></xdr:txBody></xdr:sp>'
    )


def alt_text() -> bytes:
    return drawing(
        f'<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="图片 1" descr="{SECRET}"/></xdr:nvPicPr></xdr:pic>'
    )


def author(made: openpyxl.Workbook) -> None:
    made.properties.creator = "经办人甲"
    made.properties.lastModifiedBy = "经办人乙"


def custom_property() -> bytes:
    part = f'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><property name="核稿人"><vt:lpwstr>{SECRET}</vt:lpwstr></property></Properties>'
    return with_parts(book(), {"docProps/custom.xml": part})


def thumbnail() -> bytes:
    return with_parts(book(), {"docProps/thumbnail.jpeg": b"\xff\xd8\xff\xd9"})


def macro() -> bytes:
    return with_parts(book(), {"xl/vbaProject.bin": b"\x00"})


def formula_with(text: str) -> bytes:
    return book(lambda made: made["公示"].__setitem__("F1", f'=IF(A1="{text}",1,0)'))


# ---- documents -----------------------------------------------------------------------------------------------
def document(change: Callable[[docx.document.Document], None] = lambda document: None) -> bytes:
    made = docx.Document()
    made.core_properties.author = ""
    made.core_properties.comments = ""
    made.core_properties.title = ""
    made.add_heading("望禾镇关于临时救助对象的公示", 1)
    made.add_paragraph("经审核，现将2026年第二季度临时救助对象予以公示，公示期7天。监督电话0598-8123456。")
    change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _append(made: docx.document.Document, xml: str) -> None:
    made.paragraphs[-1]._p.append(
        parse_xml(xml.replace("<w:", "<w:", 1).replace(">", f" {nsdecls('w')}>", 1))
    )


def word_comment(made: docx.document.Document) -> None:
    made.add_comment(made.paragraphs[-1].runs, text=SECRET, author="科长")


def inserted(made: docx.document.Document) -> None:
    _append(
        made,
        f'<w:ins w:id="1" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:r><w:t>{SECRET}</w:t></w:r></w:ins>',
    )


def deleted(made: docx.document.Document) -> None:
    _append(
        made,
        f'<w:del w:id="2" w:author="甲" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>{SECRET}</w:delText></w:r></w:del>',
    )


def vanished(made: docx.document.Document) -> None:
    made.add_paragraph().add_run(SECRET).font.hidden = True


def vanished_by_style(made: docx.document.Document) -> None:
    style = made.styles.add_style("藏", docx.enum.style.WD_STYLE_TYPE.CHARACTER)
    style.font.hidden = True
    made.add_paragraph().add_run(SECRET, style="藏")


def white_words(made: docx.document.Document) -> None:
    made.add_paragraph().add_run(SECRET).font.color.rgb = docx.shared.RGBColor(255, 255, 255)


def tiny_words(made: docx.document.Document) -> None:
    made.add_paragraph().add_run(SECRET).font.size = docx.shared.Pt(1)


def word_header(made: docx.document.Document) -> None:
    made.sections[0].header.paragraphs[0].text = "联系人 19900010000"


def word_property(made: docx.document.Document) -> None:
    made.core_properties.author = "经办人甲"


def footnote(text: str) -> bytes:
    part = f'<w:footnotes {nsdecls("w")}><w:footnote w:id="1"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:footnote></w:footnotes>'
    return with_parts(document(), {"word/footnotes.xml": part})


def embedded_book(inner: bytes) -> bytes:
    return with_parts(document(), {"word/embeddings/Microsoft_Excel_Worksheet.xlsx": inner})


def embedded_object() -> bytes:
    return with_parts(document(), {"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(100)})


def word_alt_text(made: docx.document.Document) -> None:
    run = made.add_paragraph().add_run()
    run._r.append(
        parse_xml(
            f'<w:drawing {nsdecls("w", "wp")}><wp:inline><wp:docPr id="1" name="图片 1" descr="{SECRET}"/></wp:inline></w:drawing>'
        )
    )


def word_text_box(text: str) -> bytes:
    def change(made: docx.document.Document) -> None:
        run = made.add_paragraph().add_run()
        run._r.append(
            parse_xml(
                f"<w:pict {nsdecls('w')}><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></w:pict>"
            )
        )

    return document(change)


def word_photo(photo: bytes) -> bytes:
    return with_parts(document(), {"word/media/image1.jpeg": photo})


def mail_merge() -> bytes:
    xml = '<w:mailMerge><w:query w:val="SELECT * FROM 底册"/></w:mailMerge></w:settings>'
    return with_parts(document(), {}, {"word/settings.xml": ("</w:settings>", xml)})


# ---- presentations -------------------------------------------------------------------------------------------
def slides(
    *,
    show: str = "1",
    notes: str = "",
    text: str = "政务公开工作培训",
    extra: Mapping[str, str | bytes] | None = None,
) -> bytes:
    shape = '<p:sp><p:nvSpPr><p:cNvPr id="2" name="标题"/><p:nvPr/></p:nvSpPr><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "ppt/presentation.xml": f'<p:presentation {_P} xmlns:r="{_REL}"><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>',
        "ppt/_rels/presentation.xml.rels": rels(("rId1", "slide", "slides/slide1.xml")),
        "ppt/slides/slide1.xml": f'<p:sld {_P} {_A} show="{show}"><p:cSld><p:spTree>{shape.format(text)}</p:spTree></p:cSld></p:sld>',
        **(extra or {}),
    }
    if notes:
        parts["ppt/slides/_rels/slide1.xml.rels"] = rels(
            ("rId1", "notesSlide", "../notesSlides/notesSlide1.xml")
        )
        parts["ppt/notesSlides/notesSlide1.xml"] = (
            f"<p:notes {_P} {_A}><p:cSld><p:spTree>{shape.format(notes)}</p:spTree></p:cSld></p:notes>"
        )
    return zipped(parts)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


# ---- PDF -----------------------------------------------------------------------------------------------------
def page(content: str, change: Callable[[PdfWriter], None] = lambda writer: None) -> bytes:
    """One page drawn by these operations, with Helvetica as /F1 and a see-through state /Half."""
    writer = PdfWriter()
    made = writer.add_blank_page(595, 842)
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    half = DictionaryObject({NameObject("/ca"): FloatObject(0.4)})
    made[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F1"): writer._add_object(font)}),
            NameObject("/ExtGState"): DictionaryObject({NameObject("/Half"): half}),
        }
    )
    stream = DecodedStreamObject()
    stream.set_data(content.encode())
    made[NameObject("/Contents")] = writer._add_object(stream)
    writer.metadata = None
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


SHOWN = "BT /F1 12 Tf 72 760 Td (Public notice of Wanghe) Tj ET "
NAMED = "BT /F1 12 Tf 72 700 Td (Name: Secret Person) Tj ET "
BOXED = SHOWN + NAMED + "0 0 0 rg 70 695 200 20 re f"
BOX_DRAWN_BY_LINES = SHOWN + NAMED + "0 g 70 695 m 270 695 l 270 715 l 70 715 l h f"
BOXED_IN_A_LINE = (
    SHOWN + "BT /F1 12 Tf 72 700 Td (Name: Secret Person, 800 yuan) Tj ET 0 g 110 695 72 20 re f"
)
KERNED = (
    SHOWN
    + "BT /F1 12 Tf 72 700 Td [(Na) -20 (me: ) (Secret) 10 ( Person) (, 800 yuan)] TJ ET 0 g 110 695 72 20 re f"
)
HIGHLIGHTED = SHOWN + "1 1 0 rg 70 695 200 20 re f 0 g " + NAMED
SEEN_THROUGH = SHOWN + NAMED + "q /Half gs 1 1 0 rg 70 695 200 20 re f Q"
WHITE = SHOWN + "1 1 1 rg " + NAMED
WHITE_ON_BLUE = SHOWN + "0 0 1 rg 70 695 200 20 re f 1 1 1 rg " + NAMED


def pdf_attachment(name: str, content: bytes) -> bytes:
    return page(SHOWN, lambda writer: writer.add_attachment(name, content))


def pdf_note(writer: PdfWriter) -> None:
    writer.add_annotation(0, FreeText(text=SECRET, rect=(50, 550, 200, 650)))


def pdf_box_annotation(writer: PdfWriter) -> None:
    note = DictionaryObject(
        {
            NameObject("/Subtype"): NameObject("/Square"),
            NameObject("/Rect"): ArrayObject([FloatObject(value) for value in (70, 695, 270, 715)]),
            NameObject("/IC"): ArrayObject([FloatObject(0)] * 3),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def pdf_author(writer: PdfWriter) -> None:
    writer.add_metadata({"/Author": "经办人甲"})


def pdf_xmp(writer: PdfWriter) -> None:
    stream = DecodedStreamObject()
    stream.set_data(
        '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>经办人甲</dc:creator></x>'.encode()
    )
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream)


def pdf_form(writer: PdfWriter) -> None:
    field = DictionaryObject(
        {
            NameObject("/FT"): NameObject("/Tx"),
            NameObject("/T"): TextStringObject("电话"),
            NameObject("/V"): TextStringObject("19900010000"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/Rect"): ArrayObject([FloatObject(value) for value in (50, 500, 200, 520)]),
        }
    )
    reference = writer._add_object(field)
    writer.pages[0][NameObject("/Annots")] = ArrayObject([reference])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {NameObject("/Fields"): ArrayObject([reference])}
    )


def pdf_saved_twice() -> bytes:
    """First with a name, then saved on top of itself without it."""
    first = io.BytesIO(page(SHOWN + NAMED))
    writer = PdfWriter(first, incremental=True)
    stream = DecodedStreamObject()
    stream.set_data(SHOWN.encode())
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# ---- pictures, OFD -------------------------------------------------------------------------------------------
def photo(*, gps: bool = False, author: str = "", thumbnail: bool = False) -> bytes:
    """A JPEG head with EXIF; the picture itself does not matter here."""
    entries: list[tuple[int, int, int, bytes]] = []
    extra = b""
    count = bool(gps) + bool(author)
    base = 8 + 2 + 12 * count + 4
    if author:
        text = author.encode() + b"\0\0\0\0\0"
        entries.append((0x013B, 2, len(text), struct.pack("<I", base)))
        extra += text
    if gps:
        entries.append((0x8825, 4, 1, struct.pack("<I", base + len(extra))))
        extra += struct.pack("<HHHI4sI", 1, 2, 5, 3, struct.pack("<I", 0), 0)
    following = base + len(extra) if thumbnail else 0
    if thumbnail:
        extra += struct.pack("<HHHI4sI", 1, 0x0201, 4, 1, struct.pack("<I", 0), 0)
    tiff = b"II*\0" + struct.pack("<IH", 8, count)
    tiff += b"".join(
        struct.pack("<HHI", tag, kind, size) + value for tag, kind, size, value in sorted(entries)
    )
    tiff += struct.pack("<I", following) + extra
    body = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda\0\2\xff\xd9"


def ofd(
    *, text: str = "望禾镇公告", hidden: str = "", extra: Mapping[str, str | bytes] | None = None
) -> bytes:
    ns = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    unseen = (
        f'<ofd:TextObject Visible="false"><ofd:TextCode>{hidden}</ofd:TextCode></ofd:TextObject>'
        if hidden
        else ""
    )
    return zipped(
        {
            "OFD.xml": f"<ofd:OFD {ns}><ofd:DocBody><ofd:DocInfo><ofd:Author>经办人甲</ofd:Author></ofd:DocInfo></ofd:DocBody></ofd:OFD>",
            "Doc_0/Pages/Page_0/Content.xml": f"<ofd:Page {ns}><ofd:Content><ofd:Layer><ofd:TextObject><ofd:TextCode>{text}</ofd:TextCode></ofd:TextObject>{unseen}</ofd:Layer></ofd:Content></ofd:Page>",
            **(extra or {}),
        }
    )
