"""Presentations (.pptx): text of slides and tables, notes, hidden slides, comments."""

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.opc import Inside, inspect_common
from disclosure.checks.hidden.package import Element, Package, each, tag, text_of

_FIELDS = ("sldNum", "dt", "ftr", "hdr", "sldImg")  # placeholders that say nothing of their own


def inspect_pptx(data: bytes, inspection: Inspection, inside: Inside) -> None:
    package = Package(data, inspection.room)
    if "ppt/presentation.xml" not in package:
        raise FileRefused("这个文件不是演示文稿，请用相应软件重新保存后再上传。")
    rels = package.rels("ppt/presentation.xml")
    relations = [_relation(item) for item in each(package.xml("ppt/presentation.xml"), "sldId")]
    slides = [rels[key].target for key in relations if key in rels]
    for number, name in enumerate(slides, 1):
        if name in package:
            _slide(package, name, number, inspection)
        inspection.say(number, len(slides))
    for name in package.under("ppt/comments/", ".xml"):
        root = package.xml(name)
        for item in (*each(root, "cm"), *each(root, "reply")):
            inspection.hide(HiddenKind.COMMENT, "批注", text_of(item, "text") or text_of(item))
    inspect_common(package, inspection, inside)


def _relation(item: Element) -> str:
    """`id` is the slide's own number, `r:id` the relation: only the namespace tells them apart."""
    return next((value for key, value in item.items() if key.startswith("{") and key.endswith("}id")), "")


def _slide(package: Package, name: str, number: int, inspection: Inspection) -> None:
    root = package.xml(name)
    place = f"第{number}张幻灯片"
    for index, table in enumerate(each(root, "tbl"), 1):
        scanner = inspection.table(f"{place}表格{index}", lettered=False)
        for row, item in enumerate(each(table, "tr")):
            inspection.report.rows += 1
            scanner.feed(row, [(column, _words(cell)) for column, cell in enumerate(each(item, "tc"))])
        scanner.finish()
    for shape in each(root, "sp"):
        text = _words(shape)
        if text and any(item.get("hidden") in ("1", "true") for item in each(shape, "cNvPr")):
            inspection.hide(HiddenKind.HIDDEN_OBJECT, place, text)
        else:
            inspection.text(text, place)
    for item in each(root, "cNvPr"):
        if text := item.get("descr", ""):
            inspection.hide(HiddenKind.ALT_TEXT, f"{place}图形“{item.get('name', '')}”", text)
    if root.get("show") in ("0", "false"):
        inspection.hide(HiddenKind.HIDDEN_SLIDE, place, _words(root), scanned=True)
    for rel in package.rels(name).values():
        if rel.kind == "notesSlide" and rel.target in package and (text := _notes(package.xml(rel.target))):
            inspection.hide(HiddenKind.SPEAKER_NOTES, f"{place}备注", text)


def _words(element: Element) -> str:
    return "\n".join(text_of(paragraph) for paragraph in each(element, "p")).strip()


def _notes(root: Element) -> str:
    texts = [
        _words(shape)
        for shape in each(root, "sp")
        if not any(tag(item) == "ph" and item.get("type") in _FIELDS for item in shape.iter())
    ]
    return "\n".join(text for text in texts if text)
