"""OFD documents (GB/T 33190): a zip of XML; the words of a page are in its TextCode elements."""

import re

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.opc import Inside
from disclosure.checks.hidden.package import Element, Package, each, tag, text_of

_PAGE = re.compile(r"(?:Pages|Tpls)/[^/]*/(?:Content|page[^/]*)\.xml\Z", re.IGNORECASE)
_INFO = {"Author": "作者", "Title": "标题", "Subject": "主题", "Abstract": "摘要", "Creator": ""}


def inspect_ofd(data: bytes, inspection: Inspection, inside: Inside) -> None:
    package = Package(data, inspection.room)
    if "OFD.xml" not in package:
        raise FileRefused("这个文件不是 OFD 文档，请用相应软件重新保存后再上传。")
    for item in each(package.xml("OFD.xml"), "DocInfo"):
        for child in item:
            label, text = _INFO.get(tag(child), ""), (child.text or "").strip()
            if label and text:
                inspection.hide(HiddenKind.PROPERTY, f"文档属性“{label}”", text)
    for child in each(package.xml("OFD.xml"), "CustomData"):
        if child.text:
            inspection.hide(HiddenKind.CUSTOM_DATA, f"文档属性“{child.get('Name', '')}”", child.text)
    pages = sorted((name for name in package.names if _PAGE.search(name)), key=_number)
    words = 0
    for number, name in enumerate(pages, 1):
        words += _page(package.xml(name), f"第{number}页", inspection)
        inspection.say(number, len(pages))
    if pages and not words:
        inspection.unreadable("OFD 里没有可读的文字（可能是图片），请人工核对。")
    for name in package.names:
        if "/Annots/" in name and name.endswith(".xml") and (text := text_of(package.xml(name), "Remark")):
            inspection.hide(HiddenKind.COMMENT, "批注", text)
        elif re.search(r"/Attachs?/", name) and not name.lower().endswith("attachments.xml"):
            place = f"内嵌文件“{name.rpartition('/')[2]}”"
            inspection.hide(HiddenKind.EMBEDDED_FILE, place, name, scanned=True)
            if inspection.depth < 2:
                try:
                    inside(
                        package.read(name), "." + name.rpartition(".")[2].lower(), inspection.within(place)
                    )
                except FileRefused as refused:
                    inspection.unreadable(f"{place}：{refused}")


def _page(root: Element, place: str, inspection: Inspection) -> int:
    shown: list[str] = []
    hidden: list[str] = []
    for item in each(root, "TextObject"):
        (hidden if item.get("Visible") == "false" else shown).append(text_of(item, "TextCode"))
    inspection.text("\n".join(shown), place)
    if hidden:
        inspection.hide(HiddenKind.HIDDEN_TEXT, place, "\n".join(hidden))
    return len("".join(shown).strip())


def _number(name: str) -> list[int]:
    return [int(digits) for digits in re.findall(r"\d+", name)]
