"""A PDF as it may be published: its pages and nothing behind them; words under boxes are taken out."""

import io
from pathlib import Path
from typing import Any

from django.conf import settings
from pypdf import PageObject, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from disclosure.checks.files import FileRefused, agrees
from disclosure.checks.hidden.package import damaged
from disclosure.checks.hidden.pdf import (
    FAULTS,
    MAX_PAGES,
    open_pdf,
    painted,
    pictures,
    resources,
)
from disclosure.checks.masking.images import strip_image

_KEPT = ("/Type", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate", "/UserUnit", "/Group")  # fmt: skip


def strip_pdf(path: Path) -> bytes:
    """The copy: no properties, comments, forms, inner files, scripts or earlier versions; web links stay.

    Filled-in forms are printed onto their pages.

    Raises:
        FileRefused: as for reading; also longer than can be copied.
    """
    data = path.read_bytes()
    if len(data) > settings.ATTACHMENT_MAX_BYTES:
        raise FileRefused(f"文件超过 {settings.ATTACHMENT_MAX_BYTES // 2**20} MB，不能生成公开稿。")
    if not agrees(data, ".pdf"):
        raise FileRefused("只能为 PDF 文件生成公开稿。")
    reader = open_pdf(data)
    if len(reader.pages) > MAX_PAGES:
        raise FileRefused(f"PDF 超过 {MAX_PAGES} 页，不能自动生成公开稿。请拆分后再试。")
    writer = PdfWriter()
    try:
        for page in reader.pages:
            _copy(page, reader, writer)
        writer.metadata = None
        out = io.BytesIO()
        writer.write(out)
    except FAULTS:
        raise damaged() from None
    return out.getvalue()


def _copy(page: PageObject, reader: Any, writer: PdfWriter) -> None:
    notes = [reference.get_object() for reference in page.get("/Annots") or ()]
    plain = PageObject(reader)
    for key in _KEPT:
        if key in page:
            plain[NameObject(key)] = page.raw_get(key)
    found = painted(reader, page)
    if found.any(
        lambda letter: not letter.seen
    ):  # before copying: what is copied stays in the file, used or not
        kept = ContentStream(None, reader)
        kept.operations = found.only(lambda letter: letter.seen)
        plain[NameObject("/Contents")] = kept
    new = writer.add_page(plain)
    for note in notes:
        _print_field(note, new, writer)
    links = [_link(note, writer) for note in notes if _web_address(note)]
    if links:
        new[NameObject("/Annots")] = ArrayObject(links)
    for picture in pictures(new):
        picture._data = strip_image(picture._data)


def _print_field(note: Any, page: PageObject, writer: PdfWriter) -> None:
    """What stands in a form field becomes part of the page."""
    if note.get("/Subtype") != "/Widget" or "/AP" not in note:
        return
    shown = note["/AP"].get_object().get("/N")
    shown = shown.get_object() if shown is not None else None
    if shown is not None and not hasattr(shown, "get_data"):  # a box to tick has one picture for each state
        shown = shown.get(note.get("/AS", "/Off"))
        shown = shown.get_object() if shown is not None else None
    if shown is None:
        return
    left, bottom, *_ = (float(value) for value in note["/Rect"])
    found = resources(page)
    objects = found.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    name = NameObject(f"/Field{len(objects)}")
    objects[name] = shown.clone(writer)
    contents = page.get_contents()
    drawn = ContentStream(contents, writer) if contents is not None else ContentStream(None, writer)
    place = [FloatObject(value) for value in (1, 0, 0, 1, left, bottom)]
    drawn.operations = [
        ([], b"q"), *drawn.operations, ([], b"Q"), ([], b"q"), (place, b"cm"), ([name], b"Do"), ([], b"Q"),
    ]  # fmt: skip
    page[NameObject("/Contents")] = writer._add_object(drawn)


def _web_address(note: Any) -> str:
    action = note.get("/A") if note.get("/Subtype") == "/Link" else None
    address = str(action.get_object().get("/URI", "")) if action is not None else ""
    return address if address.startswith(("http://", "https://", "mailto:")) else ""


def _link(note: Any, writer: PdfWriter) -> Any:
    """A link of the same area and address, and nothing else of the old one."""
    action = {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(_web_address(note))}
    link = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Link"),
            NameObject("/Rect"): ArrayObject(FloatObject(float(value)) for value in note["/Rect"]),
            NameObject("/Border"): ArrayObject(NumberObject(0) for _ in range(3)),
            NameObject("/A"): DictionaryObject(action),
        }
    )
    return writer._add_object(link)
