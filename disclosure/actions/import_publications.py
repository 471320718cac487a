"""迁入信息 from a sheet and a zip of attachments: checked row by row, brought in all together."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from catalog.actions.imports import RowDraft
from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import NodeKind
from catalog.models import Adoption, ImportKind, ImportRow, ImportRun, Node, RowAction, Township, Unit, User
from catalog.sheets.workbook import Sheet, WorkbookRefused, cell_name, find_header, label_key
from disclosure.actions.carry_over import Carried, carry_over
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.models import Publication
from disclosure.sheets.bundle import Bundle, BundleRefused
from disclosure.sheets.days import DayRefused, read_day

COLUMNS: dict[str, tuple[str, ...]] = {
    "title": ("标题", "信息标题", "名称", "信息名称", "文件名称"),
    "doc_no": ("文号", "发文字号", "文件编号", "发文文号"),
    "formed_on": ("成文日期", "生成日期", "发文日期", "印发日期"),
    "original": ("原发布日期", "发布日期", "公开日期", "发布时间", "公开时间", "原公开日期"),
    "url": ("县门户网址", "原网址", "网址", "链接", "原文链接", "信息地址", "县级平台网址"),
    "unit": ("单位", "发布单位", "责任单位", "公开单位", "发布机构", "公开主体", "来源"),
    "node": ("目录事项", "公开事项", "所属事项", "事项", "目录事项序号", "所属栏目", "二级事项"),
    "summary": ("内容概述", "摘要", "概述"),
    "text": ("正文", "内容", "信息内容"),
    "files": ("附件名", "附件", "附件名称", "附件文件名"),
    "number": ("序号", "编号"),
    "remark": ("备注",),
}
REQUIRED = ("title", "original", "unit", "node")
LABELS = {"title": "标题", "original": "原发布日期", "unit": "单位", "node": "目录事项"}
LIMITS = {"title": 200, "doc_no": 60, "url": 300, "summary": 300, "text": 200_000}
_BETWEEN_NAMES = re.compile(r"[;；|\n]+")
_BETWEEN_LEVELS = re.compile(r"\s*(?:>|›|»|/|／|—+|＞)\s*")
_valid_url = URLValidator(schemes=["http", "https"])


class _Refused(Exception):
    """This row cannot be taken: column and reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class PublicationReader:
    """Reader of the 迁入 sheet."""

    kind = ImportKind.PUBLICATIONS

    def preview(
        self, run: ImportRun, sheets: list[Sheet], *, today: date
    ) -> tuple[list[RowDraft], list[str]]:
        """Every row as new, unchanged (brought in before, or twice in the sheet) or refused with cell and reason.

        Raises:
            WorkbookRefused: no sheet has the needed columns, or the zip of attachments cannot be read.
        """
        notes: list[str] = []
        drafts: list[RowDraft] = []
        tables = 0
        with _attachments(run, WorkbookRefused) as bundle:
            check = _Check(run.township, bundle, today)
            for sheet in sheets:
                header = find_header(sheet, COLUMNS, REQUIRED)
                if header is None:
                    notes.append(f"工作表“{sheet.title}”缺少标题、原发布日期、单位或目录事项一栏，未读取。")
                    continue
                tables += 1
                if header.extra:
                    notes.append(f"多余的列没有读取：{'、'.join(header.extra.values())}。")
                for row in range(header.last + 1, len(sheet.rows)):
                    values = {name: sheet.rows[row][column] for name, column in header.columns.items()}
                    if any(values.get(name) for name in REQUIRED):
                        drafts.append(check.draft(row, values, dict(header.columns)))
            if bundle is not None and (unused := len(bundle) - len(check.used)):
                notes.append(f"附件压缩包里有{unused}个文件没有被任何一行用到。")
        if not tables:
            raise WorkbookRefused("没有找到“标题”“原发布日期”“单位”“目录事项”四栏，请检查表头。")
        return drafts, notes

    def save(self, run: ImportRun, rows: list[ImportRow], *, by: User, at: datetime) -> str:
        """Bring in the new rows; inside the caller's transaction.

        Raises:
            ActRefused: something was brought in meanwhile, or a file can no longer be read.
        """
        known = _known(run.township)
        with _attachments(run, ActRefused) as bundle:
            wanted = []
            for row in rows:
                if row.action != RowAction.NEW:
                    continue
                carried = _carried(row.data, bundle)
                if (carried.title, carried.original_published_on) in known:
                    raise ActRefused(f"第{row.line}行“{carried.title}”在预览以后已经迁入，请重新上传表格。")
                wanted.append(carried)
            made = carry_over(township=run.township, rows=wanted, by=by, at=at)
        return f"迁入{len(made)}条信息，原发布日期另行保存，不计入逾期。"


READER = PublicationReader()


class _Check:
    """Looks at one row after another and remembers what stood in the rows before."""

    def __init__(self, township: Township, bundle: Bundle | None, today: date) -> None:
        self.bundle, self.today = bundle, today
        self.units = _unit_names(township)
        self.nodes = _NodeNames(township)
        self.known = _known(township)
        self.seen: dict[tuple[str, date], int] = {}
        self.used: set[str] = set()

    def draft(self, row: int, values: dict[str, str], columns: dict[str, int]) -> RowDraft:
        line, label = row + 1, values["title"] or "（没有标题）"
        try:
            data = self._data({name: values.get(name, "") for name in COLUMNS})
        except _Refused as refused:
            cell = cell_name(row, columns.get(refused.column, columns["title"]))
            return RowDraft(line, RowAction.REFUSED, label, dict(values), cell=cell, reason=str(refused))
        key = (data["title"], date.fromisoformat(data["original_published_on"]))
        if key in self.known:
            return RowDraft(line, RowAction.UNCHANGED, label, data, reason="以前已经迁入。")
        if key in self.seen:
            return RowDraft(
                line, RowAction.UNCHANGED, label, data, reason=f"与第{self.seen[key]}行相同，只迁入一次。"
            )
        self.seen[key] = line
        return RowDraft(line, RowAction.NEW, label, data)

    def _data(self, values: dict[str, str]) -> dict[str, Any]:
        """The row as `save` needs it, JSON."""
        for name in REQUIRED:
            if not values[name]:
                raise _Refused(name, f"没有填“{LABELS[name]}”。")
        title = re.sub(r"\s+", " ", values["title"])
        for name, limit in LIMITS.items():
            if len(values[name]) > limit:
                raise _Refused(name, f"超过{limit}字。")
        original = self._day("original", values["original"])
        formed = self._day("formed_on", values["formed_on"]) if values["formed_on"] else original
        if values["url"]:
            self._url(values["url"])
        unit = self.units.get(label_key(values["unit"]))
        if unit is None:
            raise _Refused("unit", f"本乡镇没有单位“{values['unit']}”，请先在名册里加上。")
        if unit == _SEVERAL:
            raise _Refused("unit", f"有几个单位都叫“{values['unit']}”，请写全称。")
        return {
            "title": title,
            "unit_id": unit,
            "node_id": self.nodes.find(values["node"]),
            "formed_on": formed.isoformat(),
            "original_published_on": original.isoformat(),
            "doc_no": values["doc_no"],
            "summary": values["summary"],
            "text": values["text"],
            "original_url": values["url"],
            "files": self._files(values["files"]),
        }

    def _day(self, name: str, text: str) -> date:
        try:
            return read_day(text, today=self.today)
        except DayRefused as refused:
            raise _Refused(name, str(refused)) from None

    def _url(self, text: str) -> None:
        try:
            _valid_url(text)
        except ValidationError:
            raise _Refused("url", f"“{text[:60]}”不是网址，请以 http:// 或 https:// 开头。") from None

    def _files(self, text: str) -> list[list[str]]:
        """Shown name and key in the zip of each attachment; every file is opened and its kind decided now."""
        found = []
        for name in _names(text, self.bundle):
            if self.bundle is None:
                raise _Refused("files", f"写了附件“{name}”，但没有上传附件压缩包。")
            try:
                key = self.bundle.find(name)
                shown = name.replace("\\", "/").rpartition("/")[2]
                if key not in self.used:
                    inspect_file(self.bundle.read(key), shown)
            except (BundleRefused, FileRefused) as refused:
                raise _Refused("files", str(refused)) from None
            self.used.add(key)
            found.append([shown, key])
        return found


_SEVERAL = -1


class _NodeNames:
    """Items of the township's catalog by key, number, name, or path (领域 › 一级 › 二级)."""

    def __init__(self, township: Township) -> None:
        nodes = {
            node.pk: node
            for node in Node.objects.of_township(township).only(
                "pk", "parent_id", "key", "number", "name", "kind", "level"
            )
        }
        self._keys: dict[str, int] = {}
        self._numbers: dict[str, set[int]] = {}
        self._names: dict[str, set[int]] = {}
        self._paths: dict[int, list[str]] = {}
        for node in nodes.values():
            if node.kind != NodeKind.ITEM:
                continue
            self._keys[node.key] = node.pk
            self._names.setdefault(label_key(node.name), set()).add(node.pk)
            self._paths[node.pk] = [label_key(name) for name in _path(node, nodes)]
            if node.number:
                self._numbers.setdefault(label_key(node.number), set()).add(node.pk)
        own = (
            Adoption.objects.filter(holder_id=township.unit_id)
            .exclude(number="")
            .values_list("number", "node_id")
        )
        for number, pk in own:
            if pk in self._paths:
                self._numbers.setdefault(label_key(number), set()).add(pk)

    def find(self, text: str) -> int:
        """The item meant.

        Raises:
            _Refused: none, or several.
        """
        if text in self._keys:
            return self._keys[text]
        found = self._numbers.get(label_key(text)) or self._names.get(label_key(text)) or self._by_path(text)
        if not found:
            raise _Refused("node", f"目录里没有事项“{text[:60]}”，请填序号、标识或名称。")
        if len(found) > 1:
            raise _Refused(
                "node", f"目录里有{len(found)}个“{text[:40]}”，请写成“领域›一级事项›二级事项”，或填标识。"
            )
        return next(iter(found))

    def _by_path(self, text: str) -> set[int]:
        """Items under whose path the written levels stand in order, the last one being the item."""
        levels = [label_key(part) for part in _BETWEEN_LEVELS.split(text) if part]
        if len(levels) < 2:
            return set()
        return {
            pk for pk in self._names.get(levels[-1], set()) if _in_order(levels[:-1], self._paths[pk][:-1])
        }


def _in_order(wanted: list[str], path: list[str]) -> bool:
    rest = iter(path)
    return all(level in rest for level in wanted)


def _path(node: Node, nodes: dict[int, Node]) -> Iterator[str]:
    above = nodes.get(node.parent_id) if node.parent_id else None
    if above is not None:
        yield from _path(above, nodes)
    yield node.name


def _unit_names(township: Township) -> dict[str, int]:
    """Units of the township by every name they carry; a name two of them carry leads to none."""
    names: dict[str, int] = {}
    for unit in Unit.objects.filter(tree_id=township.unit.tree_id):
        own = {label_key(name) for name in (unit.name, unit.short_name) if name}
        if unit.pk == township.unit_id:
            own |= {label_key(township.name), label_key(township.short_name)}
        for name in own:
            names[name] = unit.pk if names.get(name, unit.pk) == unit.pk else _SEVERAL
    return names


def _known(township: Township) -> set[tuple[str, date | None]]:
    return set(
        Publication.objects.filter(township=township, carried_over=True).values_list(
            "title", "original_published_on"
        )
    )


def _names(text: str, bundle: Bundle | None) -> list[str]:
    """Attachment names of a cell. Commas and 、 may belong to a name: they part names only where that finds files."""
    names = []
    for part in _BETWEEN_NAMES.split(text):
        part = part.strip()
        if not part:
            continue
        pieces = [piece.strip() for piece in re.split(r"[、，,]", part) if piece.strip()]
        several = len(pieces) > 1 and bundle is not None and not bundle.has(part)
        names.extend(pieces if several else [part])
    return names


def _carried(data: dict[str, Any], bundle: Bundle | None) -> Carried:
    files = []
    for shown, key in data["files"]:
        if bundle is None:
            raise ActRefused("附件压缩包不在了，请重新上传。")
        files.append((shown, _later(bundle, key)))
    plain = ("title", "unit_id", "node_id", "doc_no", "summary", "text", "original_url")
    return Carried(
        **{name: data[name] for name in plain},
        formed_on=date.fromisoformat(data["formed_on"]),
        original_published_on=date.fromisoformat(data["original_published_on"]),
        files=tuple(files),
    )


def _later(bundle: Bundle, key: str) -> Callable[[], bytes]:
    def read() -> bytes:
        try:
            return bundle.read(key)
        except BundleRefused as refused:
            raise ActRefused(str(refused)) from None

    return read


@contextmanager
def _attachments(run: ImportRun, refusal: type[Exception]) -> Iterator[Bundle | None]:
    """The zip of the run, open while the block runs; None where none was uploaded."""
    if not run.extra_file:
        yield None
        return
    with run.extra_file.open("rb") as file:
        try:
            bundle = Bundle(file)
        except BundleRefused as refused:
            raise refusal(str(refused)) from None
        yield bundle
