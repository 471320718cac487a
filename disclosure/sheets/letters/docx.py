"""A paper as DOCX, in the look of an official paper (GB/T 9704): to be opened, stamped and kept."""

import io
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from disclosure.sheets.letters.compose import LetterText

BODY, TITLE = "仿宋_GB2312", "方正小标宋简体"  # offices have them; Word and WPS fall back to what is there
_BODY_SIZE, _TITLE_SIZE, _TABLE_SIZE = Pt(16), Pt(22), Pt(12)
_EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  (Word keeps no zone; the file says nothing of when it was made)


def docx(text: LetterText) -> bytes:
    """The same text gives the same words; the bytes are kept as they are made (DOC-R4)."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    style = document.styles["Normal"]
    style.font.size = _BODY_SIZE
    _font(style.element.get_or_add_rPr(), BODY)
    facts = document.core_properties
    facts.author, facts.title, facts.comments = text.agency, f"{text.title}{text.number}", ""
    facts.created = facts.modified = _EPOCH

    for line in filter(None, (text.heading, text.title)):
        _line(document.add_paragraph(), line, size=_TITLE_SIZE, font=TITLE, centred=True)
    if text.number:
        _line(document.add_paragraph(), text.number, centred=True)
    if text.addressee:
        _line(document.add_paragraph(), f"{text.addressee}：")
    rows: list[tuple[str, ...]] = []
    for block in [*text.blocks, None]:
        if block is not None and block.cells:
            rows.append(block.cells)
            continue
        if rows:
            _table(document, rows)
            rows = []
        if block is not None:
            _line(document.add_paragraph(), block.text, indented=True)
    if text.contact:
        _line(document.add_paragraph(), f"联系人和电话：{text.contact}", indented=True)
    if text.date:
        document.add_paragraph()
        for line in (text.agency, text.date, "（印章）"):
            paragraph = document.add_paragraph()
            _line(paragraph, line)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(32)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _table(document: Document, rows: list[tuple[str, ...]]) -> None:
    """Rows of different numbers of cells in one grid: the last cell of a short row spans the rest."""
    width = max(len(row) for row in rows)
    table = document.add_table(rows=len(rows), cols=width)
    table.style = "Table Grid"
    for at, row in enumerate(rows):
        cells = table.rows[at].cells
        if len(row) < width:
            cells[len(row) - 1].merge(cells[-1])
        for cell, words in zip(cells, row, strict=False):
            cell.paragraphs[0].text = ""
            _line(cell.paragraphs[0], words, size=_TABLE_SIZE)
    document.add_paragraph()


def _line(
    paragraph: Paragraph,
    words: str,
    *,
    size: Pt = _BODY_SIZE,
    font: str = BODY,
    centred: bool = False,
    indented: bool = False,
) -> None:
    run = paragraph.add_run(words)
    run.font.size = size
    _font(run._element.get_or_add_rPr(), font)
    shape = paragraph.paragraph_format
    shape.space_after = shape.space_before = Pt(0)
    shape.line_spacing = Pt(max(28, size.pt + 8)) if size != _TABLE_SIZE else Pt(20)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if indented:
        shape.first_line_indent = size * 2


def _font(properties: Any, name: str) -> None:
    """Latin and Chinese letters by name: without eastAsia Word takes its own for Chinese."""
    fonts = properties.get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia"):
        fonts.set(qn(kind), name)
