"""The annual report as a Word document in the 2021 form: 仿宋 text, 黑体 headings, merged table heads (GB/T 9704)."""

import io
from collections.abc import Mapping

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from disclosure.law.report import Report, Section
from disclosure.sheets.reports.form import Printed, Table, tables_of

BODY, HEADING, TITLE = "仿宋_GB2312", "黑体", "方正小标宋简体"
BODY_SIZE, TITLE_SIZE, TABLE_SIZE, NARROW_SIZE = Pt(16), Pt(22), Pt(10.5), Pt(8)
LINE = Pt(28)
USABLE = 15.6  # cm between the margins of GB/T 9704 on A4
# Share of the width that each column of a table takes.
WIDTHS = {4: (4.2, 3.8, 3.8, 3.8), 10: (0.9, 1.4, 4.4, *(1.27,) * 7), 15: (1.04,) * 15}


def written(title: str, agency: str, report: Report, texts: Mapping[Section, str]) -> bytes:
    """The document.

    Args:
        agency: whose report it is, for the properties.
        texts: of the sections; one without text and table says 无.
    """
    document = docx.Document()
    _page(document)
    document.core_properties.title, document.core_properties.author = title, agency
    document.core_properties.language = "zh-CN"
    heading = document.add_paragraph()
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    heading.paragraph_format.space_after = Pt(20)
    _run(heading, title, TITLE, TITLE_SIZE)
    for section in Section:
        tables = tables_of(section, report)
        _run(_indented(document, keep=True), section.label, HEADING, BODY_SIZE)
        lines = [line for line in texts.get(section, "").split("\n") if line.strip()]
        for line in lines or ([] if tables else ["无。"]):
            _run(_indented(document), line.strip(), BODY, BODY_SIZE)
        for table in tables:
            _table(document, table)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: Document) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin = Cm(3.7), Cm(3.5)
    section.left_margin, section.right_margin = Cm(2.8), Cm(2.6)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = BODY, BODY_SIZE
    properties = normal.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _indented(document: Document, *, keep: bool = False) -> Paragraph:
    paragraph = document.add_paragraph()
    form = paragraph.paragraph_format
    form.first_line_indent, form.line_spacing = BODY_SIZE * 2, LINE
    form.space_before = form.space_after = Pt(0)
    form.keep_with_next = keep
    return paragraph


def _run(paragraph: Paragraph, text: str, font: str, size: int) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, size
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:hAnsi", "w:ascii"):
        fonts.set(qn(script), font)


def _table(document: Document, table: Table) -> None:
    word: WordTable = document.add_table(rows=len(table.lines), cols=table.width)
    word.style, word.alignment, word.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    _margins(word)
    widths = WIDTHS[table.width]
    scale = USABLE / sum(widths)
    for column, width in zip(word.columns, widths, strict=True):
        column.width = Cm(width * scale)
    taken: set[tuple[int, int]] = set()
    grid = [list(row.cells) for row in word.rows]
    for number, line in enumerate(table.lines):
        place = 0
        for cell in line:
            while (number, place) in taken:
                place += 1
            last_row, last = number + cell.rows - 1, place + cell.columns - 1
            taken |= {(r, c) for r in range(number, last_row + 1) for c in range(place, last + 1)}
            target = grid[number][place]
            if (last_row, last) != (number, place):
                target = target.merge(grid[last_row][last])
            _fill(target, cell, TABLE_SIZE if table.width <= 10 else NARROW_SIZE)
            place = last + 1
        if number < len(table.head):
            _repeat(word, number)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _margins(word: WordTable) -> None:
    """Little room beside the figures: fifteen columns have to fit."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "40")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    word._tbl.tblPr.append(margins)


def _fill(target: _Cell, cell: Printed, size: int) -> None:
    paragraph = target.paragraphs[0]
    named = cell.scope == "row" and cell.rows == 1
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if named else WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    paragraph.paragraph_format.line_spacing = 1.0
    _run(paragraph, cell.text, BODY, size)
    target.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _repeat(word: WordTable, number: int) -> None:
    """The head is printed again on the next page; a row is not torn."""
    properties = word.rows[number]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
