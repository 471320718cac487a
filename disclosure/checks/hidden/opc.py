"""What Word, Excel and PowerPoint files have in common: properties, thumbnails, pictures, files inside."""

from collections.abc import Callable
from pathlib import PurePosixPath

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.images import inspect_image
from disclosure.checks.hidden.inspection import Inspection
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.package import Package, attribute, each, tag

Inside = Callable[[bytes, str, Inspection], None]  # looks at a file inside: content, suffix, where
_PROPERTIES = {
    "creator": "作者", "lastModifiedBy": "最后修改者", "title": "标题", "subject": "主题", "keywords": "关键词",
    "description": "备注", "category": "类别", "Company": "单位", "Manager": "管理者", "HyperlinkBase": "链接基础",
}  # fmt: skip
_BY_PROGRAMS = (
    "KSO",
    "ICV",
    "Generator",
    "_dlc",
    "ContentTypeId",
)  # written by the programs, say nothing of people
_OFFICE = (".docx", ".xlsx", ".pptx", ".xls", ".doc", ".ppt", ".pdf", ".csv", ".txt", ".wps", ".et")
_PICTURES = (".jpg", ".jpeg", ".png")


def inspect_common(package: Package, inspection: Inspection, inside: Inside) -> None:
    """Everything that is not the text proper."""
    _properties(package, inspection)
    for name in package.names:
        path = PurePosixPath(name)
        folder, suffix = path.parts[-2] if len(path.parts) > 1 else "", path.suffix.lower()
        if path.stem.lower() == "thumbnail":
            inspection.hide(HiddenKind.THUMBNAIL, "文件缩略图", note="首页的小图，可能是修改前的样子")
        elif folder == "media" and suffix in _PICTURES:
            inspect_image(package.read(name), inspection.within(f"图片“{path.name}”"))
        elif folder == "embeddings" or path.stem.lower().startswith("afchunk"):
            _embedded(package.read(name), path, inspection, inside)
        elif folder == "charts" and path.stem.startswith("chart") and suffix == ".xml":
            root = package.xml(name)
            words = [item.text or "" for key in ("v", "t") for item in each(root, key)]
            inspection.text("\n".join(words), f"图表“{path.stem}”")
        elif path.name == "vbaProject.bin":
            inspection.hide(HiddenKind.MACRO, "宏", note="文件含宏程序，公开前应另存为不含宏的格式")
        elif path.parts[0] == "customXml" and path.stem.startswith("item") and "Props" not in path.stem:
            texts = [item.text or "" for item in package.xml(name).iter()] if suffix == ".xml" else []
            if text := " ".join(text for text in texts if text.strip()):
                inspection.hide(HiddenKind.CUSTOM_DATA, "自定义数据", text)


def _properties(package: Package, inspection: Inspection) -> None:
    for part in ("docProps/core.xml", "docProps/app.xml"):
        root = package.xml_if(part)
        for item in root if root is not None else ():
            label, text = _PROPERTIES.get(tag(item)), (item.text or "").strip()
            if label and text:
                inspection.hide(HiddenKind.PROPERTY, f"文档属性“{label}”", text)
    for item in each(package.xml_if("docProps/custom.xml"), "property"):
        name, text = attribute(item, "name"), " ".join(part.strip() for part in item.itertext()).strip()
        if text and not name.startswith(_BY_PROGRAMS):
            inspection.hide(HiddenKind.CUSTOM_DATA, f"文档属性“{name}”", text)


def _embedded(data: bytes, path: PurePosixPath, inspection: Inspection, inside: Inside) -> None:
    suffix = path.suffix.lower()
    place = f"内嵌文件“{path.name}”"
    inspection.hide(
        HiddenKind.EMBEDDED_FILE, place, path.name, note="双击图表或图标即可打开全部内容", scanned=True
    )
    if suffix in _OFFICE and inspection.depth < 2:
        try:
            inside(data, suffix, inspection.within(place))
        except FileRefused as refused:
            inspection.unreadable(f"{place}：{refused}")
    else:
        inspection.unreadable(f"{place}无法读取，请人工核对。")
