"""PDF files: text of every page, and what stands behind it."""

import io
import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, NameObject

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.images import inspect_image
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.opc import Inside
from disclosure.checks.hidden.package import damaged, each, locked, parse
from disclosure.checks.hidden.pdf_paint import Box, Letter, Operation, Painted, follow

logging.getLogger("pypdf").setLevel(logging.ERROR)  # its remarks on sloppy files help no one here
MAX_PAGES = 500
MAX_CONTENT = 8 * 2**20  # bytes of one page's drawing followed for covered text
FAULTS = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    AssertionError,
    NotImplementedError,
)
_PROPERTIES = {
    "/Author": "作者",
    "/Title": "标题",
    "/Subject": "主题",
    "/Keywords": "关键词",
    "/Company": "单位",
}
_COVERS = ("/Square", "/Redact", "/Polygon", "/Stamp")
_UNSEEN: dict[HiddenKind, Callable[[Letter], bool]] = {
    HiddenKind.COVERED_TEXT: lambda letter: letter.covered,
    HiddenKind.INVISIBLE_TEXT: lambda letter: letter.white and not letter.covered,
}
_QUIET = ("/Link", "/Widget", "/Popup")
_VERSION_END = re.compile(rb"%%EOF\s*")
_MAX_VERSIONS = 5
_XMP_TEXTS = ("creator", "description", "title", "Keywords", "AuthorsPosition")


def inspect_pdf(data: bytes, inspection: Inspection, inside: Inside) -> None:
    reader = open_pdf(data)
    texts = [*_pages(reader, inspection)]
    if texts and not "".join(texts).strip():
        inspection.unreadable("扫描图片型 PDF，无法读取文字，请人工核对。")
    elif _has_pictures_only(reader, texts):
        inspection.unreadable("PDF 中有的页是图片，读不到文字，请人工核对这些页。")
    _properties(reader, inspection)
    _attachments(reader, inspection, inside)
    _fields(reader, inspection)
    _earlier(data, "".join(texts), inspection)


def open_pdf(data: bytes) -> PdfReader:
    """A reader of a file anyone may open.

    Raises:
        FileRefused: damaged, or encrypted so that it cannot be read; one that only limits printing or copying can.
    """
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise locked()
        len(reader.pages)
    except NotImplementedError:
        raise FileRefused("PDF 用证书等方式加了密，无法检查内容。请去掉加密后重新上传。") from None
    except FAULTS:
        raise damaged() from None
    return reader


def _pages(reader: PdfReader, inspection: Inspection) -> Iterator[str]:
    total = len(reader.pages)
    for number, page in enumerate(reader.pages[:MAX_PAGES], 1):
        place = f"第{number}页"
        text = _words(page)
        if text is None:
            inspection.unreadable(f"PDF {place}读不出来，请人工核对。")
            text = ""
        inspection.text(text, place)
        _page(reader, page, place, inspection)
        inspection.say(number, total)
        yield text
    if total > MAX_PAGES:
        inspection.report.truncated = True


def _words(page: PageObject) -> str | None:
    """The text of a page; None if it is broken or too large to be read in reasonable time."""
    try:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > MAX_CONTENT:
            return None
        return page.extract_text() or ""
    except FAULTS:
        return None


def _has_pictures_only(reader: PdfReader, texts: list[str]) -> bool:
    """Whether a page without a single word holds a picture."""
    return any(
        not text.strip() and _holds_picture(page)
        for page, text in zip(reader.pages[:MAX_PAGES], texts, strict=False)
    )


def _holds_picture(page: PageObject) -> bool:
    objects = resources(page).get("/XObject")
    return objects is not None and any(
        item.get_object().get("/Subtype") == "/Image" for item in objects.get_object().values()
    )


def resources(page: PageObject) -> Any:
    return page.get("/Resources", {}).get_object() if page.get("/Resources") else {}


# ---- unseen text ---------------------------------------------------------------------------------------------
def painted(reader: Any, page: PageObject) -> Painted:
    """A page replayed; nothing if it is empty or too large to follow."""
    contents = page.get_contents()
    if contents is None or len(contents.get_data()) > MAX_CONTENT:
        return Painted()
    stream = ContentStream(contents, reader)
    return follow(stream.operations, resources(page), annotation_boxes(page))


def _page(reader: PdfReader, page: PageObject, place: str, inspection: Inspection) -> None:
    try:
        _annotations(page, place, inspection)
        found = painted(reader, page)
        for kind, wanted in _UNSEEN.items():
            if found.any(wanted) and (text := _text_of(reader, page, found.only(wanted))):
                inspection.hide(kind, place, text, scanned=True)
        for number, picture in enumerate(pictures(page), 1):
            inspect_image(picture._data, inspection.within(f"{place}图片{number}"))
    except FAULTS:
        inspection.unreadable(f"PDF {place}的版面读不出来，请人工核对有无遮盖的文字。")


def _text_of(reader: PdfReader, page: PageObject, operations: list[Operation]) -> str:
    """The words that these operations show on the page."""
    shown = ContentStream(None, reader)
    shown.operations = operations
    only = PageObject(reader)
    only.update({key: page.raw_get(key) for key in page if key not in ("/Annots", "/Contents")})
    only[NameObject("/Contents")] = shown
    return (only.extract_text() or "").strip()


def annotation_boxes(page: PageObject) -> Iterator[Box]:
    """Areas that notes lay opaque over a page."""
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        kind = str(note.get("/Subtype"))
        filled = kind == "/Redact" or (kind in _COVERS and note.get("/IC"))
        if filled and float(note.get("/CA", 1)) > 0.9:
            x, y, a, b = (float(item) for item in note["/Rect"])
            yield min(x, a), min(y, b), max(x, a), max(y, b)


def _annotations(page: PageObject, place: str, inspection: Inspection) -> None:
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        kind, text = str(note.get("/Subtype")), str(note.get("/Contents") or "").strip()
        if text and kind not in _QUIET:
            author = str(note.get("/T") or "")
            where = f"{place}批注（{author}）" if author else f"{place}批注"
            inspection.hide(HiddenKind.COMMENT, where, text)
        if kind == "/FileAttachment":
            inspection.hide(HiddenKind.EMBEDDED_FILE, place, "附件", note="页面上附有文件", scanned=True)


def pictures(page: PageObject) -> list[Any]:
    """The photographs on a page: JPEG streams, as they came from the camera."""
    objects = resources(page).get("/XObject")
    items = [item.get_object() for item in objects.get_object().values()] if objects is not None else []
    return [item for item in items if item.get("/Filter") in ("/DCTDecode", ["/DCTDecode"])]


# ---- behind the pages ----------------------------------------------------------------------------------------
def _properties(reader: PdfReader, inspection: Inspection) -> None:
    try:
        facts = dict(reader.metadata or {})
        for key, label in _PROPERTIES.items():
            if text := str(facts.get(key) or "").strip():
                inspection.hide(HiddenKind.PROPERTY, f"文档属性“{label}”", text)
        for key in facts.keys() - _PROPERTIES.keys():
            if key not in ("/Creator", "/Producer", "/CreationDate", "/ModDate", "/Trapped"):
                inspection.hide(HiddenKind.CUSTOM_DATA, f"文档属性“{key[1:]}”", str(facts[key]))
        xmp = reader.root_object.get("/Metadata")
        if xmp is not None:
            root = parse(xmp.get_object().get_data())
            words = " ".join(
                text for key in _XMP_TEXTS for item in each(root, key) for text in item.itertext()
            )
            if words.strip():
                inspection.hide(HiddenKind.PROPERTY, "文档属性（XMP）", words)
    except (*FAULTS, FileRefused):
        return  # properties that no program can read tell nothing


def _attachments(reader: PdfReader, inspection: Inspection, inside: Inside) -> None:
    try:
        files = [(str(item.name), bytes(item.content)) for item in reader.attachment_list]
    except FAULTS:
        inspection.unreadable("PDF 内嵌的附件读不出来，请人工核对。")
        return
    for name, content in files:
        place = f"内嵌文件“{name}”"
        inspection.hide(HiddenKind.EMBEDDED_FILE, place, name, scanned=True)
        if inspection.depth < 2:
            try:
                inside(content, "." + name.rpartition(".")[2].lower(), inspection.within(place))
            except FileRefused as refused:
                inspection.unreadable(f"{place}：{refused}")


def _fields(reader: PdfReader, inspection: Inspection) -> None:
    try:
        fields = reader.get_fields() or {}
    except FAULTS:
        return
    for name, item in fields.items():
        value = item.get("/V")
        if value not in (None, "", "/Off"):
            inspection.hide(HiddenKind.FORM_FIELD, f"表单域“{name}”", str(value))


def _earlier(data: bytes, now: str, inspection: Inspection) -> None:
    """Texts of earlier versions that a later save has only covered up."""
    ends = [match.end() for match in _VERSION_END.finditer(data)]
    if b"/Linearized" in data[:2048]:
        ends = ends[1:]  # its first end closes the index for fast opening
    for end in ends[:-1][-_MAX_VERSIONS:]:
        try:
            reader = PdfReader(io.BytesIO(data[:end]))
            if reader.is_encrypted:
                reader.decrypt("")
            text = "\n".join(_words(page) or "" for page in reader.pages[:MAX_PAGES])
        except FAULTS:
            continue  # no version of its own
        kept = {line.strip() for line in now.splitlines()}
        gone = [line for line in text.splitlines() if line.strip() and line.strip() not in kept]
        inspection.hide(HiddenKind.EARLIER_VERSION, "旧版本", "\n".join(gone))
