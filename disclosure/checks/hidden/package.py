"""Office files as what they are: a zip of XML parts, checked before anything in it is read."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from catalog.sheets.archive import Bomb, Locked, WorkbookRefused, check_archive
from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.inspection import Room

Element = ElementTree.Element
MAX_TREE = 32 * 2**20  # bytes of one part read as a whole


@dataclass(frozen=True, slots=True)
class Rel:
    """What a part refers to: kind is the last word of the relation's type."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a zip by name.

    Raises:
        FileRefused: too large unpacked, damaged, or with a password.
    """

    def __init__(self, data: bytes, room: Room | None = None) -> None:
        room = room or Room()
        try:
            room.bytes -= sum(entry.file_size for entry in check_archive(data, max_unpacked=room.bytes))
        except Locked:
            raise locked() from None
        except Bomb:
            raise FileRefused("文件解压后过大，为安全起见不予读取。请删去多余内容，另存后再上传。") from None
        except WorkbookRefused:
            raise damaged() from None
        except NotImplementedError:
            raise damaged() from None
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.infos = {info.filename: info for info in self.archive.infolist() if not info.is_dir()}
        self.names = list(self.infos)

    def __contains__(self, name: str) -> bool:
        return name in self.infos

    def under(self, start: str, end: str = "") -> list[str]:
        return sorted(name for name in self.names if name.startswith(start) and name.endswith(end))

    def read(self, name: str) -> bytes:
        try:
            return self.archive.read(name)
        except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError):
            raise damaged() from None

    def xml(self, name: str) -> Element:
        """A part as a tree, which costs about ten times its size."""
        if self.infos[name].file_size > MAX_TREE:
            raise FileRefused("文件里有一部分内容过大，无法检查。请拆分成几个文件后再上传。")
        return parse(self.read(name))

    def xml_if(self, name: str) -> Element | None:
        return self.xml(name) if name in self.infos else None

    def ends(self, name: str) -> Iterator[Element]:
        """The elements of a large part as each ends; who takes them clears them."""
        try:
            with self.archive.open(name) as stream:
                for _, element in ElementTree.iterparse(stream, events=("end",)):  # noqa: S314  expat bounds entities, check_archive the size
                    yield element
        except (ElementTree.ParseError, zipfile.BadZipFile, EOFError):
            raise damaged() from None

    def rels(self, name: str) -> dict[str, Rel]:
        """The relations of a part by their id, targets as names in this package."""
        folder, file = posixpath.split(name)
        root = self.xml_if(posixpath.join(folder, "_rels", f"{file}.rels"))
        found: dict[str, Rel] = {}
        for rel in root if root is not None else ():
            target, external = rel.get("Target", ""), rel.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[rel.get("Id", "")] = Rel(rel.get("Type", "").rpartition("/")[2], target, external)
        return found


def parse(data: bytes) -> Element:
    """The tree of an XML part; a document type has no place in one."""
    try:
        return ElementTree.fromstring(data, parser=ElementTree.XMLParser(target=_Builder()))  # noqa: S314  see _Builder
    except ElementTree.ParseError:
        raise damaged() from None


class _Builder(ElementTree.TreeBuilder):
    def doctype(self, name: str, pubid: str, system: str) -> None:
        raise damaged()  # entities could grow without end


@lru_cache(maxsize=2_048)
def _local(name: str) -> str:
    return name.rpartition("}")[2]


def tag(element: Element) -> str:
    """The name without its namespace: strict and transitional files differ only there."""
    return _local(str(element.tag))


def attribute(element: Element, name: str) -> str:
    """An attribute by its name without namespace."""
    value = element.get(name)
    if value is not None:
        return value
    return next((text for key, text in element.items() if key.rpartition("}")[2] == name), "")


def each(element: Element | None, name: str) -> Iterator[Element]:
    """All elements of this name in a tree, whatever their namespace."""
    if element is not None:
        yield from (item for item in element.iter() if tag(item) == name)


def text_of(element: Element, name: str = "t") -> str:
    return "".join(item.text or "" for item in each(element, name))


def damaged() -> FileRefused:
    return FileRefused("文件已损坏，打不开。请用相应软件打开后另存，再上传。")


def locked() -> FileRefused:
    return FileRefused("文件设了密码，无法检查内容，也不便群众查阅。请去掉密码后重新上传。")
