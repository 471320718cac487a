"""Word documents (.docx): text by paragraph and table, and what the page does not show."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.docx_runs import hidden_styles, in_hidden_style, shaded, unseen
from disclosure.checks.hidden.inspection import Inspection, Sample
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.opc import Inside, inspect_common
from disclosure.checks.hidden.package import Element, Package, attribute, each, tag, text_of

_NOTES = {"footnote": "脚注", "endnote": "尾注"}


def inspect_docx(data: bytes, inspection: Inspection, inside: Inside) -> None:
    package = Package(data, inspection.room)
    if "word/document.xml" not in package:
        raise FileRefused("这个文件不是 Word 文档，请用相应软件重新保存后再上传。")
    _Document(package, inspection).inspect()
    inspect_common(package, inspection, inside)


@dataclass(frozen=True)
class _Context:
    """What surrounds a run: who changed it, whether the ground is coloured, whether it is hidden."""

    change: HiddenKind | None = None
    author: str = ""
    hidden: bool = False
    ground: bool = False


@dataclass
class _Story:
    """Unseen texts of one part: kind and author, with what they say."""

    unseen: dict[tuple[HiddenKind, str], Sample] = field(default_factory=dict)

    def take(self, kind: HiddenKind, author: str, text: str) -> None:
        self.unseen.setdefault((kind, author), Sample()).take(text)


class _Document:
    def __init__(self, package: Package, inspection: Inspection) -> None:
        self.package, self.inspection = package, inspection
        self.hidden_styles = hidden_styles(package.xml_if("word/styles.xml"))

    def inspect(self) -> None:
        body = self.package.xml("word/document.xml")
        coloured_page = next(each(body, "background"), None) is not None
        self._story(body, "正文", _Context(ground=coloured_page))
        for name in self.package.under("word/header", ".xml") + self.package.under("word/footer", ".xml"):
            label = "页眉" if "header" in name else "页脚"
            root = self.package.xml(name)
            self._story(root, label, _Context())
            if text := text_of(root):
                self.inspection.hide(HiddenKind.HEADER_FOOTER, label, text, scanned=True)
        for kind, label in _NOTES.items():
            for item in each(self.package.xml_if(f"word/{kind}s.xml"), kind):
                if text := text_of(item):
                    self._story(item, label, _Context())
                    self.inspection.hide(HiddenKind.FOOTNOTE, label, text, scanned=True)
        self._comments()
        self._settings()
        glossary = self.package.xml_if("word/glossary/document.xml")
        if glossary is not None and (text := text_of(glossary)):
            self.inspection.hide(HiddenKind.CUSTOM_DATA, "文档部件库", text)

    def _comments(self) -> None:
        for item in each(self.package.xml_if("word/comments.xml"), "comment"):
            author = attribute(item, "author")
            self.inspection.hide(HiddenKind.COMMENT, f"批注（{author}）" if author else "批注", text_of(item))

    def _settings(self) -> None:
        root = self.package.xml_if("word/settings.xml")
        for item in each(root, "docVar"):
            self.inspection.hide(
                HiddenKind.CUSTOM_DATA, f"文档变量“{attribute(item, 'name')}”", attribute(item, "val")
            )
        for item in each(root, "mailMerge"):
            query = " ".join(
                attribute(child, "val") for child in item if tag(child) in ("query", "connectString")
            )
            self.inspection.hide(HiddenKind.DATA_CONNECTION, "邮件合并数据源", query or "数据源")

    # ---- one story: body, header, note -------------------------------------------------------------------------
    def _story(self, root: Element, place: str, context: _Context) -> None:
        story = _Story()
        self._blocks(root, place, context, story, [0, 0])
        for (kind, author), sample in story.unseen.items():
            where = f"{place}（{author}）" if author else place
            self.inspection.hide(kind, where, str(sample))

    def _blocks(
        self, parent: Element, place: str, context: _Context, story: _Story, numbers: list[int]
    ) -> None:
        """Paragraphs and tables, in order. numbers: paragraphs and tables so far."""
        for child in parent:
            name = tag(child)
            if name == "p":
                numbers[0] += 1
                text = self._paragraph(child, place, context, story, numbers)
                self.inspection.text(text, f"{place}第{numbers[0]}段")
            elif name == "tbl":
                numbers[1] += 1
                self._table(child, f"{place}表格{numbers[1]}", context, story)
            elif name not in ("sectPr", "Fallback"):
                self._blocks(child, place, self._inner(child, context), story, numbers)
        if tag(parent) == "body":
            self.inspection.say(1, 1)

    def _table(self, table: Element, place: str, context: _Context, story: _Story) -> None:
        scanner = self.inspection.table(place, lettered=False)
        rows = [item for item in _flat(table) if tag(item) == "tr"]
        for number, row in enumerate(rows):
            self.inspection.report.rows += 1
            cells, column = [], 0
            for cell in (item for item in _flat(row) if tag(item) == "tc"):
                inner = replace(context, ground=context.ground or shaded(cell, "tcPr"))
                texts = [self._paragraph(item, place, inner, story, [0, 0]) for item in each(cell, "p")]
                cells.append((column, "\n".join(texts).strip()))
                spans = [attribute(item, "val") for item in each(cell, "gridSpan")]
                column += int(spans[0]) if spans and spans[0].isdecimal() else 1
            scanner.feed(number, cells)
        scanner.finish()

    def _paragraph(
        self, paragraph: Element, place: str, context: _Context, story: _Story, numbers: list[int]
    ) -> str:
        """The text a reader sees; what he does not see goes to the story."""
        context = replace(
            context,
            hidden=context.hidden or in_hidden_style(paragraph, self.hidden_styles),
            ground=context.ground or shaded(paragraph, "pPr"),
        )
        return "".join(self._runs(paragraph, place, context, story, numbers))

    def _runs(
        self, parent: Element, place: str, context: _Context, story: _Story, numbers: list[int]
    ) -> Iterator[str]:
        for child in parent:
            match tag(child):
                case "r":
                    yield from self._run(child, place, context, story, numbers)
                case "p" | "pPr" | "Fallback":
                    continue
                case _:
                    yield from self._runs(child, place, self._inner(child, context), story, numbers)

    def _run(
        self, run: Element, place: str, context: _Context, story: _Story, numbers: list[int]
    ) -> Iterator[str]:
        for item in each(run, "docPr"):
            if text := item.get("descr") or item.get("title"):
                self.inspection.hide(HiddenKind.ALT_TEXT, f"{place}图片“{item.get('name', '')}”", text)
        boxes = [box for choice in _without_fallback(run) for box in each(choice, "txbxContent")]
        for box in boxes:
            self._blocks(box, f"{place}文本框", replace(context, ground=True), story, [0, 0])
        text = "" if boxes else "".join(_texts(run))
        if not text:
            return
        kind = self._unseen(run, context)
        if kind is None:
            yield text
        else:
            story.take(kind, context.author, text)
            if kind is HiddenKind.INSERTION:
                yield text

    def _unseen(self, run: Element, context: _Context) -> HiddenKind | None:
        kind = unseen(run, self.hidden_styles, ground=context.ground)
        if context.hidden or kind is HiddenKind.HIDDEN_TEXT:
            return HiddenKind.HIDDEN_TEXT
        if context.change:
            return context.change
        return HiddenKind.DELETION if next(each(run, "delText"), None) is not None else kind

    def _inner(self, element: Element, context: _Context) -> _Context:
        match tag(element):
            case "ins" | "moveTo":
                return replace(context, change=HiddenKind.INSERTION, author=attribute(element, "author"))
            case "del" | "moveFrom":
                return replace(context, change=HiddenKind.DELETION, author=attribute(element, "author"))
        return context


def _flat(parent: Element) -> Iterator[Element]:
    """Children, those inside content controls and changes too, but not those of tables inside."""
    for child in parent:
        if tag(child) in ("tr", "tc"):
            yield child
        elif tag(child) in ("sdt", "sdtContent", "ins", "del", "customXml"):
            yield from _flat(child)


def _without_fallback(element: Element) -> Iterator[Element]:
    """A drawing is kept twice, the second time for old programs."""
    for child in element:
        if tag(child) == "AlternateContent":
            yield from (part for part in child if tag(part) == "Choice")
        else:
            yield child


def _texts(run: Element) -> Iterator[str]:
    for item in run:
        match tag(item):
            case "t" | "delText":
                yield item.text or ""
            case "tab" | "ptab":
                yield "\t"
            case "br" | "cr":
                yield "\n"
            case "noBreakHyphen":
                yield "-"
