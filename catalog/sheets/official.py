"""Read the official catalog table (PRO-11) as towns keep it: two header rows, merged cells, 同上, split rows, ticks."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from catalog.sheets.workbook import Sheet, WorkbookRefused, cell_name, label_key

# Column → the labels it is printed under; two-row labels also joined, “公开对象全社会”.
LABELS: dict[str, tuple[str, ...]] = {
    "number": ("序号", "编号", "事项编号", "序列"),
    "domain": ("领域", "试点领域", "公开领域", "所属领域", "领域名称"),
    "level1": (
        "一级事项", "一级公开事项", "公开事项一级事项", "公开事项一级", "一级目录", "一级", "公开类别", "事项类别", "类别",
    ),
    "level2": (
        "二级事项", "二级公开事项", "公开事项二级事项", "公开事项二级", "二级目录", "二级", "公开事项名称", "事项名称",
    ),
    "level3": ("三级事项", "三级公开事项", "公开事项三级事项", "公开事项三级", "三级目录", "三级"),
    "elements": ("公开内容（要素）", "公开内容", "公开内容要素", "公开内容及要素", "公开内容和要素", "公开要素", "内容要素", "内容"),
    "basis": ("公开依据", "依据", "法律依据", "政策依据", "公开依据（法律法规）"),
    "limit_text": ("公开时限", "时限", "公开期限", "公开时间", "公开时限要求"),
    "body": ("公开主体", "主体", "责任主体", "公开责任主体", "责任单位", "公开单位", "责任部门"),
    "channels": ("公开渠道和载体", "公开渠道及载体", "公开渠道载体", "公开渠道", "公开载体", "渠道和载体", "公开渠道与载体"),
    "audience": ("公开对象", "对象"),
    "audience_all": ("全社会", "公开对象全社会", "面向全社会", "社会公众"),
    "audience_group": ("特定群体", "公开对象特定群体", "特定群体（请写明）", "特定群众", "特定对象"),
    "mode": ("公开方式", "方式"),
    "mode_proactive": ("主动", "主动公开", "公开方式主动", "公开方式主动公开"),
    "mode_request": ("依申请", "依申请公开", "公开方式依申请", "公开方式依申请公开"),
    "levels": ("公开层级", "层级"),
    "level_county": ("县级", "县", "区级", "县区级", "县（市、区）级", "县（区）级", "县市区级", "公开层级县级", "公开层级区级"),
    "level_township": (
        "乡级", "镇级", "乡镇级", "乡镇", "乡（镇）级", "镇（街道）级", "乡镇（街道）级", "街道级", "乡镇街道", "公开层级乡级",
        "公开层级镇级", "公开层级乡镇级",
    ),
    "level_village": ("村级", "村", "村（社区）级", "村（居）级", "村（社区）", "村居", "社区级", "公开层级村级"),
    "note": ("备注", "说明", "备注说明"),
}  # fmt: skip
NAMES = {label_key(label): name for name, labels in LABELS.items() for label in labels}
LABEL = {name: labels[0] for name, labels in LABELS.items()}

ITEM_LABELS = {label_key(label) for label in ("公开事项", "事项", "公开事项（一级、二级）")}
_TEXT_COLUMNS = ("elements", "basis", "limit_text", "body", "channels")
_JOINED = ("elements", "basis", "limit_text", "body")
_SUB_COLUMNS = {name for name in LABELS if "_" in name and name != "limit_text"} | {
    "level1",
    "level2",
    "level3",
}
_DITTO = {"同上", "〃", "″", "“", "”", '"', "''", "〞", "同左"}
_NONE = {"/", "／", "—", "-", "－", "无", "\\"}
_FOOTER = re.compile(r"(备?注|说明|填表|填报|审核|联系人|制表)[人日单：:]")
_BAND = re.compile(r"[（(]?[一二三四五六七八九十\d]+[)）、.．]|.*领域")
SEARCH_ROWS = 20


@dataclass
class OfficialRow:
    """One item of the table as text. line: row number people see; places: where each column's text stands."""

    sheet: str
    line: int
    headings: list[str]
    texts: dict[str, str]
    places: dict[str, tuple[int, int]]
    extra: dict[str, str] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    def cell(self, name: str) -> str:
        """“B7” of a column; of the whole row where the table lacks the column."""
        place = self.places.get(name)
        return cell_name(*place) if place else ""


@dataclass
class _Layout:
    """Where the header stands, and which column carries what."""

    first: int
    last: int
    columns: dict[str, int]
    extra: dict[int, str]


def read_official(sheets: Sequence[Sheet]) -> tuple[list[OfficialRow], list[str]]:
    """The items of every sheet that holds an official table, and notes on what was not read.

    Raises:
        WorkbookRefused: no sheet has a header with 二级事项 and the other printed columns.
    """
    rows: list[OfficialRow] = []
    notes: list[str] = []
    found = False
    for sheet in sheets:
        layout = _find_layout(sheet)
        if layout is None:
            notes.append(f"工作表“{sheet.title}”里没有找到表头，没有读取。")
            continue
        found = True
        if layout.extra:
            where = f"工作表“{sheet.title}”" if sheet.title else "表里"
            notes.append(f"{where}有目录以外的列：{'、'.join(dict.fromkeys(layout.extra.values()))}。")
        rows.extend(_Reader(sheet, layout).rows())
    if not found:
        raise WorkbookRefused(
            "没有找到目录表的表头。表头应有“一级事项”“二级事项”“公开内容（要素）”“公开依据”“公开时限”“公开主体”等列。"
        )
    return rows, notes


def level_name(text: str) -> str:
    """A level's name; “/” and the like say that there is none."""
    return "" if text in _NONE else re.sub(r"\s+", "", text) if "\n" in text else text


# ---- header -------------------------------------------------------------------------------------------------
def _find_layout(sheet: Sheet) -> _Layout | None:
    rows = sheet.filled()
    for index in range(min(SEARCH_ROWS, len(rows))):
        below = rows[index + 1] if index + 1 < len(rows) else []
        for depth in (2, 1) if _is_second_header(rows[index], below) else (1,):
            lower = below if depth == 2 else [""] * len(rows[index])
            columns, extra = _match(_spread(rows[index], lower), lower)
            if "level2" in columns and sum(name in columns for name in _TEXT_COLUMNS) >= 2:
                return _Layout(index, index + depth - 1, columns, extra)
    return None


def _is_second_header(top: Sequence[str], below: Sequence[str]) -> bool:
    """Sub-labels stand below, and nothing new below the columns that have no sub-labels."""
    subs = [NAMES.get(label_key(text)) for text in below]
    if not any(name in _SUB_COLUMNS for name in subs):
        return False
    return all(
        not low or low == up
        for up, low in zip(top, below, strict=False)
        if NAMES.get(label_key(up)) in {*_TEXT_COLUMNS, "number"}
    )


def _spread(top: Sequence[str], lower: Sequence[str]) -> list[str]:
    """A label over several columns stands only in the first where a file keeps no merged cells (.csv)."""
    spread: list[str] = []
    for index, text in enumerate(top):
        inherits = not text and index and index < len(lower) and lower[index]
        spread.append(spread[-1] if inherits else text)
    return spread


def _match(top: Sequence[str], lower: Sequence[str]) -> tuple[dict[str, int], dict[int, str]]:
    columns: dict[str, int] = {}
    extra: dict[int, str] = {}
    items: list[int] = []
    for index, up in enumerate(top):
        low = lower[index] if index < len(lower) else ""
        own = low if low and low != up else ""
        name = next(
            (NAMES[key] for text in (own, up + own, "" if own else up) if (key := label_key(text)) in NAMES),
            None,
        )
        if name and name not in columns:
            columns[name] = index
        elif not own and label_key(up) in ITEM_LABELS:
            items.append(index)
        elif up or own:
            extra[index] = own or up
    levels = ["level2"] if len(items) == 1 else ["level1", "level2", "level3"]
    for name, index in zip([level for level in levels if level not in columns], items, strict=False):
        columns[name] = index
    return columns, extra


# ---- rows ---------------------------------------------------------------------------------------------------
class _Reader:
    """Walks the rows below a header; knows what stands above."""

    def __init__(self, sheet: Sheet, layout: _Layout) -> None:
        self.sheet, self.layout = sheet, layout
        self.names = {column: name for name, column in layout.columns.items()}
        self.covered = {
            (row, column): (top, left)
            for top, left, bottom, right in sheet.merged
            if top > layout.last
            for row in range(top, min(bottom + 1, len(sheet.rows)))
            for column in range(left, right + 1)
            if (row, column) != (top, left)
        }
        titles = [text for row in sheet.rows[: layout.first] for text in row if text]
        self.titles = [*titles, sheet.title] if sheet.title else titles
        self.band = ""

    def rows(self) -> Iterator[OfficialRow]:
        last: OfficialRow | None = None
        for index in range(self.layout.last + 1, len(self.sheet.rows)):
            raw = self.sheet.rows[index]
            texts = [text for text in raw if text]
            if not texts or self._is_header(texts):
                continue
            if self._is_band(index, raw, texts):
                if last is not None and not _FOOTER.match(texts[0]):
                    yield last
                    last = None  # what follows is another domain: nothing is filled from above
                self.band = self.band if _FOOTER.match(texts[0]) else texts[0]
            elif last is not None and self._continues(index, raw, last):
                self._join(index, last)
            else:
                if last is not None:
                    yield last
                last = self._row(index, last)
        if last is not None:
            yield last

    def _is_header(self, texts: list[str]) -> bool:
        """The header again, as on every printed page."""
        known = sum(label_key(text) in NAMES or label_key(text) in ITEM_LABELS for text in texts)
        return known >= 3 and known == len(texts)

    def _is_band(self, index: int, raw: list[str], texts: list[str]) -> bool:
        """A line of its own over the rows of a domain, or a remark below the table."""
        if len(texts) > 1:
            return False
        column = next(at for at, text in enumerate(raw) if text)
        name = self.names.get(column)
        wide = any(
            top == index and left <= column and right - left >= 2 for top, left, _, right in self.sheet.merged
        )
        return (
            wide
            or bool(_FOOTER.match(texts[0]))
            or (column == 0 and (name != "level1" or bool(_BAND.match(texts[0]))))
        )

    def _continues(self, index: int, raw: list[str], last: OfficialRow) -> bool:
        """More elements of the item above: its name cell spans this row, or there is nothing but contents here."""
        columns = self.layout.columns
        if any(raw[columns[name]] for name in ("level1", "level2", "level3") if name in columns):
            return False
        start = self.covered.get((index, columns["level2"]))
        if start is not None:
            return start[0] >= last.line - 1
        filled = {self.names.get(column) for column, text in enumerate(raw) if text}
        return bool(filled) and filled <= {"elements", "basis"} and "elements" in filled

    def _join(self, index: int, last: OfficialRow) -> None:
        for name, column in self.layout.columns.items():
            text = self.sheet.rows[index][column]
            if not text or name in ("number", "note"):
                continue
            held = last.texts.get(name, "")
            if not held:
                last.texts[name] = text
                last.places[name] = (index, column)
            elif name in _JOINED and text not in _DITTO and text not in re.split(r"[;；\n]", held):
                last.texts[name] = f"{held.rstrip(';；')};{text}"

    def _row(self, index: int, above: OfficialRow | None) -> OfficialRow:
        headings = [self.band, *self.titles] if self.band else self.titles
        row = OfficialRow(self.sheet.title, index + 1, headings, {}, {})
        for name, column in self.layout.columns.items():
            row.places[name] = (index, column)
            row.texts[name] = self._text(row, name, index, column, above)
        self._fill_levels(row, above)
        for column, label in self.layout.extra.items():
            if text := self._cell(index, column):
                row.extra[label] = text
        return row

    def _cell(self, index: int, column: int) -> str:
        start = self.covered.get((index, column))
        text = self.sheet.rows[start[0]][start[1]] if start else self.sheet.rows[index][column]
        return text[1:] if re.match(r"'[=+\-@\t]", text) else text  # our own guard of .csv against formulas

    def _text(self, row: OfficialRow, name: str, index: int, column: int, above: OfficialRow | None) -> str:
        text = self._cell(index, column)
        if re.sub(r"\s", "", text) not in _DITTO:
            return text
        if above is None or not above.texts.get(name):
            row.problems.append((name, f"写了“{text}”，但上面没有内容可以照用。"))
            return ""
        return above.texts[name]

    def _fill_levels(self, row: OfficialRow, above: OfficialRow | None) -> None:
        """An empty 领域 or 一级事项 means the one above; so does 二级事项 where there is a 三级事项. “/” means none."""
        texts = row.texts
        filled = ["domain", "level1"] + (["level2"] if texts.get("level3") else [])
        for name in filled:
            if name in texts and not texts[name] and above is not None:
                texts[name] = above.texts.get(name, "")
