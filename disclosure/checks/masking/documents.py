"""A Word document as it may be published: changes accepted; comments, hidden text, properties and inner files gone."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import docx
from django.conf import settings
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml

from disclosure.checks.files import FileRefused, agrees
from disclosure.checks.hidden.docx_runs import hidden_styles, in_hidden_style, shaded, unseen
from disclosure.checks.hidden.ole import SIGNATURE
from disclosure.checks.hidden.package import Package, damaged, tag
from disclosure.checks.hidden.xls import open_ole
from disclosure.checks.masking.images import strip_image

# Relations by the last word of their type: the parts behind them are not carried along.
_PARTS_DROPPED = frozenset(
    {
        "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people", "customXml", "package",
        "oleObject", "glossaryDocument", "vbaProject", "wordVbaData", "attachedTemplate", "mailMergeSource",
        "recipientData", "keyMapCustomizations", "thumbnail", "core-properties", "extended-properties",
        "custom-properties",
    }
)  # fmt: skip
_REMOVED = frozenset(
    {
        "del", "moveFrom", "commentRangeStart", "commentRangeEnd", "commentReference", "rPrChange", "pPrChange",
        "sectPrChange", "tblPrChange", "tcPrChange", "trPrChange", "tblGridChange", "tblPrExChange",
        "numberingChange", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "cellIns", "cellDel", "cellMerge", "dataBinding", "OLEObject", "externalData", "rsids", "docVars",
        "mailMerge", "attachedTemplate", "trackRevisions", "proofErr", "permStart", "permEnd",
    }
)  # fmt: skip
_UNWRAPPED = frozenset({"ins", "moveTo"})
_MARKS = frozenset({"rPr", "trPr"})  # here ins and del are marks of a paragraph's end or a row, not wrappers


def strip_docx(path: Path) -> bytes:
    """The copy.

    Raises:
        FileRefused: as for reading; also a document that pulls in others when it is opened.
    """
    data = path.read_bytes()
    if len(data) > settings.ATTACHMENT_MAX_BYTES:
        raise FileRefused(f"文件超过 {settings.ATTACHMENT_MAX_BYTES // 2**20} MB，不能生成公开稿。")
    if data.startswith(SIGNATURE):
        open_ole(data)
    if not agrees(data, ".docx"):
        raise FileRefused("只能为 .docx 文档生成公开稿。")
    Package(data)
    try:
        return _stripped(data)
    except (
        KeyError,
        ValueError,
        AttributeError,
        TypeError,
        SyntaxError,
        zipfile.BadZipFile,
    ):  # the last: bad XML
        raise damaged() from None


def _stripped(data: bytes) -> bytes:
    document = docx.Document(io.BytesIO(data))
    styles = hidden_styles(document.styles.element)
    package = document.part.package
    _drop_relations(package.rels)
    for part in list(package.iter_parts()):
        _drop_relations(part.rels)
    for part in package.iter_parts():
        _clean_part(part, styles)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _drop_relations(rels: Any) -> None:
    for key, rel in list(rels.items()):
        kind = rel.reltype.rpartition("/")[2]
        if kind == "aFChunk":
            raise FileRefused("文档里插入了外部文档。请在 Word 或 WPS 里打开后另存，再生成公开稿。")
        if kind in _PARTS_DROPPED:
            del rels[key]


def _clean_part(part: Any, styles: frozenset[str]) -> None:
    kind = part.content_type
    if hasattr(part, "element"):
        _clean(part.element, styles)
    elif kind.endswith("+xml"):
        root = parse_xml(part.blob)
        _clean(root, styles)
        part._blob = serialize_part_xml(root)
    elif kind in ("image/jpeg", "image/png"):
        part._blob = strip_image(part.blob)


def _clean(root: Any, styles: frozenset[str]) -> None:
    _remove(root, lambda item: tag(item) == "tr" and _deleted_row(item))
    _remove(root, lambda item: tag(item) == "r" and not _shown(item, styles))
    _remove(root, lambda item: tag(item) in _REMOVED)
    for item in list(root.iter()):
        for name in [key for key in item.attrib if key.rpartition("}")[2].startswith("rsid")]:
            del item.attrib[name]
    for item in [item for item in root.iter() if tag(item) in _UNWRAPPED]:
        parent = item.getparent()
        if tag(parent) not in _MARKS:
            at = parent.index(item)
            for child in list(item):
                parent.insert(at, child)
                at += 1
        parent.remove(item)


def _remove(root: Any, unwanted: Callable[[Any], bool]) -> None:
    for item in [item for item in root.iter() if item is not root and unwanted(item)]:
        parent = item.getparent()
        if parent is not None:
            parent.remove(item)


def _deleted_row(row: Any) -> bool:
    return any(tag(child) == "del" for group in row if tag(group) == "trPr" for child in group)


def _shown(run: Any, styles: frozenset[str]) -> bool:
    """Whether a reader sees a run; one that holds no text of its own (a picture, a field's code) stays."""
    if not any(tag(child) in ("t", "delText") for child in run):
        return True
    around = list(_around(run))
    if any(tag(item) == "p" and in_hidden_style(item, styles) for item in around):
        return False
    ground = any(
        tag(item) == "txbxContent"
        or (tag(item) == "p" and shaded(item, "pPr"))
        or (tag(item) == "tc" and shaded(item, "tcPr"))
        or any(tag(child) == "background" for child in item if tag(item) == "document")
        for item in around
    )
    return unseen(run, styles, ground=ground) is None


def _around(item: Any) -> Iterator[Any]:
    item = item.getparent()
    while item is not None:
        yield item
        item = item.getparent()
