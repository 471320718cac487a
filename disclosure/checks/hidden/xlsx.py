"""Workbooks (.xlsx): every cell of every sheet, and what their viewer does not show."""

import re

from catalog.sheets.workbook import cell_name
from disclosure.checks.files import FileRefused
from disclosure.checks.hidden.inspection import MAX_CELLS, Inspection, Sample, ranges
from disclosure.checks.hidden.kinds import HiddenKind
from disclosure.checks.hidden.opc import Inside, inspect_common
from disclosure.checks.hidden.package import Element, Package, attribute, each, tag, text_of
from disclosure.checks.hidden.xlsx_sheet import SheetFacts, column_of, read_rows, rich_text, shared_strings
from disclosure.checks.hidden.xlsx_styles import invisible_styles
from disclosure.checks.personal import TableScanner

LONG_CELL = 2_000  # characters: more than a cell shows
_CONSTANT = re.compile(r'^=?\s*(?:"|\{|-?[\d.]+\s*$)')
_STATES = {"hidden": HiddenKind.HIDDEN_SHEET, "veryHidden": HiddenKind.VERY_HIDDEN_SHEET}
_CODES = re.compile(r'&"[^"]*"|&[A-Z]|&\d+')  # fields and fonts of headers and footers
_EVERY = 500  # rows between two reports of progress


def inspect_xlsx(data: bytes, inspection: Inspection, inside: Inside) -> None:
    package = Package(data, inspection.room)
    if "xl/workbook.xml" not in package:
        raise FileRefused("这个文件不是 Excel 表格，请用相应软件重新保存后再上传。")
    _Workbook(package, inspection).inspect()
    inspect_common(package, inspection, inside)


class _Workbook:
    def __init__(self, package: Package, inspection: Inspection) -> None:
        self.package, self.inspection = package, inspection
        self.shared = shared_strings(package, MAX_CELLS)
        self.invisible = invisible_styles(package)

    def inspect(self) -> None:
        book = self.package.xml("xl/workbook.xml")
        rels = self.package.rels("xl/workbook.xml")
        sheets = [
            (item.get("name", ""), item.get("state", ""), rels[attribute(item, "id")].target)
            for item in each(book, "sheet")
            if attribute(item, "id") in rels
        ]
        done, total = (
            0,
            sum(self.package.infos[part].file_size for *_, part in sheets if part in self.package),
        )
        for title, state, part in sheets:
            if part in self.package:
                self._sheet(title, state, part, done, total)
                done += self.package.infos[part].file_size
                self.inspection.say(done, total)
        self._names(book)
        self._pivots()
        self._links()
        for part in self.package.under("xl/revisions/revisionLog", ".xml"):
            root = self.package.xml(part)
            words = " ".join(item.text or "" for key in ("v", "t") for item in each(root, key))
            self.inspection.hide(HiddenKind.EARLIER_VERSION, "共享工作簿的修订记录", words)

    # ---- sheets ----------------------------------------------------------------------------------------------
    def _sheet(self, title: str, state: str, part: str, done: int, total: int) -> None:
        kind = _STATES.get(state)
        place = f"{'隐藏' if kind else ''}工作表“{title}”"
        facts = SheetFacts()
        reading = _Reading(self.inspection, place, facts, self.invisible, self._table_heads(part))
        size = self.package.infos[part].file_size
        for number, hidden, cells in read_rows(self.package, part, self.shared, facts):
            if not self.inspection.count_cells(1 + len(cells)):
                break
            reading.row(number, hidden, cells)
            if number % _EVERY == 0:
                self.inspection.say(done + min(size, number * size // (number + 5_000)), total)
        reading.finish()
        if kind:
            self.inspection.hide(kind, place, str(reading.sample), scanned=True)
        else:
            reading.report_hidden()
        for text in facts.lists:
            self.inspection.hide(HiddenKind.VALIDATION_LIST, place, text)
        for text in facts.headers_footers:
            if words := _CODES.sub("", text[:2_000]).strip(" 第页共/-"):
                self.inspection.hide(HiddenKind.HEADER_FOOTER, f"{place}页眉页脚", words)
        self._attached(place, part)

    def _table_heads(self, part: str) -> frozenset[int]:
        """Header rows of Excel tables: their white text stands on the dark ground the table's own style gives."""
        tables = [rel.target for rel in self.package.rels(part).values() if rel.kind == "table"]
        refs = [self.package.xml(table).get("ref", "") for table in tables if table in self.package]
        return frozenset(int(match[0]) - 1 for ref in refs if (match := re.search(r"\d+", ref)))

    def _attached(self, place: str, part: str) -> None:
        """Comments and drawings of a sheet."""
        for rel in self.package.rels(part).values():
            if rel.external or rel.target not in self.package:
                continue
            if rel.kind == "comments":
                for item in each(self.package.xml(rel.target), "comment"):
                    text = "".join(rich_text(child) for child in item if tag(child) == "text")
                    self.inspection.hide(HiddenKind.COMMENT, f"{place}{item.get('ref', '')}批注", text)
            elif rel.kind == "threadedComment":
                for item in each(self.package.xml(rel.target), "threadedComment"):
                    text = text_of(item, "text")
                    self.inspection.hide(
                        HiddenKind.COMMENT, f"{place}{item.get('ref', '')}批注（会话）", text
                    )
            elif rel.kind == "drawing":
                self._drawing(place, self.package.xml(rel.target))

    def _drawing(self, place: str, root: Element) -> None:
        for shape in each(root, "sp"):
            if text := text_of(shape):
                hidden = any(item.get("hidden") in ("1", "true") for item in each(shape, "cNvPr"))
                kind = HiddenKind.HIDDEN_OBJECT if hidden else HiddenKind.TEXT_BOX
                self.inspection.hide(kind, f"{place}文本框", text)
        for item in each(root, "cNvPr"):
            if words := item.get("descr") or item.get("title"):
                self.inspection.hide(HiddenKind.ALT_TEXT, f"{place}图形“{item.get('name', '')}”", words)

    # ---- the workbook ----------------------------------------------------------------------------------------
    def _names(self, book: Element) -> None:
        for item in each(book, "definedName"):
            text = (item.text or "").strip()
            if _CONSTANT.match(text) and len(text) > 1:
                self.inspection.hide(
                    HiddenKind.DEFINED_NAME, f"名称“{item.get('name', '')}”", text.strip('="')
                )

    def _pivots(self) -> None:
        for part in self.package.under("xl/pivotCache/pivotCacheDefinition"):
            fields = list(each(self.package.xml(part), "cacheField"))
            items = [
                [item.get("v", "") for group in field if tag(group) == "sharedItems" for item in group]
                for field in fields
            ]
            sample = Sample()
            scanner = self.inspection.table("数据透视表缓存")
            scanner.feed(0, enumerate(field.get("name", "") for field in fields))
            records = next(
                (rel.target for rel in self.package.rels(part).values() if rel.kind == "pivotCacheRecords"),
                "",
            )
            if records in self.package:
                self._records(records, items, scanner, sample)
            else:
                for number, values in enumerate(items):
                    for row, value in enumerate(values, 1):
                        scanner.feed(row, [(number, value)])
                        sample.take(value)
            scanner.finish()
            self.inspection.hide(HiddenKind.PIVOT_CACHE, "数据透视表缓存", str(sample), scanned=True)

    def _records(self, part: str, items: list[list[str]], scanner: TableScanner, sample: Sample) -> None:
        records = (element for element in self.package.ends(part) if tag(element) == "r")
        for number, record in enumerate(records, 1):
            if not self.inspection.count_cells(len(record)):
                return
            cells = []
            for column, cell in enumerate(record):
                value = cell.get("v", "")
                if (
                    tag(cell) == "x"
                    and value.isdecimal()
                    and column < len(items)
                    and int(value) < len(items[column])
                ):
                    value = items[column][int(value)]
                cells.append((column, value))
            scanner.feed(number, cells)
            sample.take(" ".join(value for _, value in cells))
            record.clear()

    def _links(self) -> None:
        for part in self.package.under("xl/externalLinks/", ".xml"):
            root = self.package.xml(part)
            targets = [rel.target for rel in self.package.rels(part).values() if rel.external]
            scanner, sample = self.inspection.table("外部链接缓存"), Sample()
            for row in each(root, "row"):
                cells = [
                    (column_of(cell.get("r", "A1")), text_of(cell, "v"))
                    for cell in row
                    if tag(cell) == "cell"
                ]
                scanner.feed(int(row.get("r") or 1) - 1, cells)
                sample.take(" ".join(text for _, text in cells))
            scanner.finish()
            file = re.split(r"[\\/]", targets[0])[-1] if targets else ""
            self.inspection.hide(HiddenKind.EXTERNAL_LINK, f"外部链接“{file}”", str(sample), scanned=True)
        for item in each(self.package.xml_if("xl/connections.xml"), "connection"):
            text = " ".join(item.get("connection", "") or child.get("connection", "") for child in item)
            self.inspection.hide(
                HiddenKind.DATA_CONNECTION, f"数据连接“{item.get('name', '')}”", text or "连接"
            )


class _Reading:
    """One sheet's rows: all scanned, the unseen ones kept as samples."""

    def __init__(
        self,
        inspection: Inspection,
        place: str,
        facts: SheetFacts,
        invisible: frozenset[int],
        heads: frozenset[int],
    ) -> None:
        self.inspection, self.place, self.facts = inspection, place, facts
        self.invisible, self.heads = invisible, heads
        self.scanner = inspection.table(place)
        self.sample, self.in_rows, self.in_columns, self.unseen = Sample(), Sample(), Sample(), Sample()
        self.rows: list[int] = []
        self.unseen_at: list[str] = []

    def row(self, number: int, hidden: bool, cells: list[tuple[int, str, int, str]]) -> None:
        self.inspection.report.rows += 1
        self.scanner.feed(number, [(column, text) for column, text, _, _ in cells])
        if self.sample.count < 20:
            self.sample.take(" ".join(text for _, text, _, _ in cells))
        if hidden and any(text for _, text, _, _ in cells):
            self.rows.append(number + 1)
            self.in_rows.take(" ".join(text for _, text, _, _ in cells))
        for column, text, style, formula in cells:
            if style in self.invisible and text and number not in self.heads:
                self.unseen.take(text)
                self.unseen_at.append(cell_name(number, column))
            if self.facts.hidden_columns and text and self.facts.hides(column):
                self.in_columns.take(text)
            if len(text) > LONG_CELL:
                at = f"{self.place}{cell_name(number, column)}"
                self.inspection.hide(HiddenKind.LONG_CELL, at, text, note=f"{len(text)} 字", scanned=True)
            if len(formula) > 10:
                self.inspection.text(formula, f"{self.place}{cell_name(number, column)}公式")

    def finish(self) -> None:
        self.scanner.finish()

    def report_hidden(self) -> None:
        hide, place = self.inspection.hide, self.place
        if self.rows:
            kind = HiddenKind.FILTERED_ROWS if self.facts.filtered else HiddenKind.HIDDEN_ROWS
            hide(kind, f"{place}第{ranges(self.rows)}行", str(self.in_rows), scanned=True)
        if self.facts.hidden_columns:
            columns = "、".join(
                cell_name(0, first)[:-1] + (f"–{cell_name(0, last)[:-1]}" if last > first else "")
                for first, last in self.facts.hidden_columns[:4]
            )
            hide(HiddenKind.HIDDEN_COLUMNS, f"{place}{columns}列", str(self.in_columns), scanned=True)
        if self.unseen.count:
            where = "、".join(self.unseen_at[:3]) + (
                f"等 {self.unseen.count} 格" if self.unseen.count > 3 else ""
            )
            hide(HiddenKind.INVISIBLE_TEXT, f"{place}{where}", str(self.unseen), scanned=True)
