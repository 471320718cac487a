"""权责清单 and 公共服务事项清单 from a sheet: read by column names, shown row by row, saved all together."""

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from catalog.actions import matters
from catalog.actions.imports import RowDraft
from catalog.law.matching import normalise
from catalog.models import ImportKind, ImportRow, ImportRun, Matter, RowAction, Township, Unit, User
from catalog.sheets.workbook import Header, Sheet, WorkbookRefused, cell_name, find_header, label_key

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("事项编码", "权力编码", "基本编码", "职权编码", "编码", "实施编码", "事项代码", "权力代码", "目录编码"),
    "name": (
        "事项名称", "权力名称", "职权名称", "名称", "行政权力名称", "权力事项名称", "权力事项", "权责事项", "权责名称",
        "服务事项名称", "公共服务事项名称", "服务事项", "主项名称", "职权事项名称",
    ),
    "sub_name": ("子项名称", "子项", "权力子项名称"),
    "category": (
        "事项类型", "权力类型", "职权类别", "权力类别", "事项类别", "职权类型", "类别", "类型", "行政权力类型", "服务类别",
    ),
    "basis": ("设定依据", "实施依据", "法律依据", "法定依据", "依据", "权力依据", "职权依据", "服务依据"),
    "body": ("实施主体", "行使主体", "实施机关", "实施部门", "行使层级和主体", "责任主体", "服务主体"),
    "unit": ("承办机构", "责任科室", "承办科室", "承办单位", "责任单位", "内设机构", "办理机构", "承办部门"),
    "number": ("序号", "编号"),
    "remark": ("备注",),
}  # fmt: skip
LABELS = {
    "code": "编码",
    "name": "名称",
    "category": "事项类型",
    "basis": "设定依据",
    "body": "实施主体",
    "unit": "承办单位",
}
LIMITS = {"code": 60, "name": 200, "category": 40, "body": 120}
MADE_CODE = "auto-"


@dataclass
class _Line:
    """One matter as read; several printed rows may describe it."""

    sheet: Sheet
    row: int
    columns: dict[str, int]
    values: dict[str, str]

    def cell(self, name: str) -> str:
        return cell_name(self.row, self.columns.get(name, 0))


class MatterReader:
    """Reader of one of the two lists."""

    def __init__(self, kind: ImportKind) -> None:
        self.kind = kind

    def preview(
        self, run: ImportRun, sheets: list[Sheet], *, today: date
    ) -> tuple[list[RowDraft], list[str]]:
        """Every line as new, changed, unchanged or refused; notes name what is gone from the list.

        Raises:
            WorkbookRefused: no sheet has a column with names.
        """
        lines, notes = _read(sheets)
        if not lines:
            raise WorkbookRefused("没有找到“事项名称”（或“权力名称”“职权名称”）一栏，请检查表头。")
        known = _Known(run.township, self.kind)
        drafts = [known.draft(line) for line in lines]
        return drafts, notes + known.notes()

    def save(self, run: ImportRun, rows: list[ImportRow], *, by: User, at: datetime) -> str:
        """Write new and changed lines, compare the list with the catalog; inside the caller's transaction."""
        existing = {
            m.code: m
            for m in Matter.objects.select_for_update().filter(township=run.township, kind=self.kind)
        }
        by_pk = {m.pk: m for m in existing.values()}
        new, changed = [], []
        for row in rows:
            if row.action not in (RowAction.NEW, RowAction.CHANGED):
                continue
            values = {
                name: row.data[name] for name in ("code", "name", "category", "basis", "body", "unit_id")
            }
            matter = by_pk.get(row.data.get("pk")) or existing.get(values["code"])
            if matter is None:
                new.append(Matter(township=run.township, kind=self.kind, **values))
                continue
            for name, value in values.items():
                setattr(matter, name, value)
            matter.is_active = True
            changed.append(matter)
        Matter.objects.bulk_create(new, batch_size=500)
        Matter.objects.bulk_update(
            changed, ["code", "name", "category", "basis", "body", "unit_id", "is_active"], batch_size=200
        )
        waiting = matters.propose(township=run.township, by=by, at=at)
        return f"新增{len(new)}项，更新{len(changed)}项；已与公开目录对照，{waiting}条对应待确认。"


POWERS = MatterReader(ImportKind.POWERS)
SERVICES = MatterReader(ImportKind.SERVICES)


class _Known:
    """What the township has already, and what became of each of it while the sheet is read."""

    def __init__(self, township: Township, kind: ImportKind) -> None:
        self.township, self.kind = township, kind
        self.matters = {
            m.code: m for m in Matter.objects.filter(township=township, kind=kind).select_related("unit")
        }
        self.made = {normalise(m.name): m for m in self.matters.values() if m.code.startswith(MADE_CODE)}
        self.units = _UnitNames(township)
        self.seen: dict[str, str] = {}
        self.found: set[int] = set()

    def draft(self, line: _Line) -> RowDraft:
        values = line.values
        label = values["name"][:300] or "（没有名称）"
        refused = self._refusal(line)
        if refused:
            return RowDraft(line.row + 1, RowAction.REFUSED, label, dict(values), {}, *refused)
        code = values["code"] or made_code(self.kind, values["name"])
        unit = self.units.find(values["unit"])
        data: dict[str, Any] = {name: values[name] for name in ("name", "category", "basis", "body")}
        data |= {"code": code, "unit_id": unit.pk if unit else None}
        self.seen[code] = cell_name(line.row, line.columns["name"])
        matter = self.matters.get(code) or self.made.get(normalise(values["name"]))
        if matter is None:
            return RowDraft(line.row + 1, RowAction.NEW, label, data)
        self.found.add(matter.pk)
        data["pk"] = matter.pk
        changes = {
            LABELS[name]: [old, new] for name, old, new in self._compared(matter, data, unit) if old != new
        }
        if not matter.is_active:
            changes["状态"] = ["已停用", "有效"]
        action = RowAction.CHANGED if changes else RowAction.UNCHANGED
        return RowDraft(line.row + 1, action, label, data, changes)

    def notes(self) -> list[str]:
        gone = [m for m in self.matters.values() if m.is_active and m.pk not in self.found]
        notes = []
        if gone:
            names = "、".join(m.name for m in gone[:20]) + ("等" if len(gone) > 20 else "")
            notes.append(
                f"系统里有{len(gone)}项不在这份表里，不会自动停用，请核对后在梳理表里停用：{names}。"
            )
        if self.units.unknown:
            names = "、".join(sorted(self.units.unknown)[:20])
            notes.append(f"这些承办机构在本镇单位里没有找到，承办单位先留空：{names}。")
        return notes

    def _refusal(self, line: _Line) -> tuple[str, str] | None:
        """Cell and reason, when the line cannot be taken."""
        values = line.values
        if not values["name"]:
            return line.cell("name"), "没有事项名称。"
        for name, limit in LIMITS.items():
            if len(values[name]) > limit:
                return line.cell(name), f"“{LABELS[name]}”超过{limit}字。"
        code = values["code"] or made_code(self.kind, values["name"])
        if code in self.seen:
            what = f"编码“{values['code']}”" if values["code"] else f"名称“{values['name']}”"
            return line.cell("code" if values["code"] else "name"), f"{what}与 {self.seen[code]} 重复。"
        return None

    @staticmethod
    def _compared(matter: Matter, data: dict[str, Any], unit: Unit | None) -> list[tuple[str, str, str]]:
        plain = [
            (name, getattr(matter, name), data[name])
            for name in ("code", "name", "category", "basis", "body")
        ]
        return [*plain, ("unit", str(matter.unit or ""), str(unit or ""))]


class _UnitNames:
    """Units of the township by the names people write."""

    def __init__(self, township: Township) -> None:
        self._prefixes = [name for name in (township.name, township.short_name) if name]
        self._units: dict[str, Unit] = {}
        for unit in Unit.objects.filter(tree_id=township.unit.tree_id, is_active=True).order_by("lft"):
            for name in (unit.name, unit.short_name):
                if name:
                    self._units.setdefault(self._key(name), unit)
        self.unknown: set[str] = set()

    def find(self, text: str) -> Unit | None:
        if not text:
            return None
        unit = self._units.get(self._key(text))
        if unit is None:
            self.unknown.add(text)
        return unit

    def _key(self, name: str) -> str:
        plain = label_key(name)
        for prefix in self._prefixes:
            if plain != label_key(prefix):
                plain = plain.removeprefix(label_key(prefix))
        return plain.replace("办公室", "办")


def made_code(kind: str, name: str) -> str:
    """The code of a line that has none: the same for the same name, whatever its blanks and brackets."""
    digest = hashlib.sha256(f"{kind}:{normalise(name)}".encode()).hexdigest()[:12]
    return f"{MADE_CODE}{digest}"


def _read(sheets: list[Sheet]) -> tuple[list[_Line], list[str]]:
    lines: list[_Line] = []
    notes: list[str] = []
    for sheet in sheets:
        whole = Sheet(sheet.title, sheet.filled())
        header = find_header(whole, COLUMNS, ["name"])
        if header is None:
            notes.append(f"工作表“{sheet.title}”没有名称一栏，未读取。")
            continue
        extra = [label for label in dict.fromkeys(header.extra.values()) if label]
        if extra:
            notes.append(f"多余的列没有读取：{'、'.join(extra)}。")
        lines.extend(_lines_of(whole, header))
    return lines, notes


def _lines_of(sheet: Sheet, header: Header) -> list[_Line]:
    columns = dict(header.columns)
    labels = {label_key(variant) for variants in COLUMNS.values() for variant in variants}
    lines: list[_Line] = []
    for row in range(header.last + 1, len(sheet.rows)):
        cells = sheet.rows[row]
        if _is_heading(cells, columns["name"]) or label_key(cells[columns["name"]]) in labels:
            continue
        values = {name: cells[columns[name]] if name in columns else "" for name in COLUMNS}
        if values["sub_name"] and values["sub_name"] != values["name"]:
            values["name"] = (
                f"{values['name']}（{values['sub_name']}）" if values["name"] else values["sub_name"]
            )
        values["name"] = re.sub(r"\s+", "", values["name"])
        values["code"] = re.sub(r"\s+", "", values["code"])
        last = lines[-1] if lines else None
        if (
            last
            and values["name"] == last.values["name"]
            and values["code"] == last.values["code"]
            and values["name"]
        ):
            _join(last, values)  # one matter over several rows, each with one of its grounds
            continue
        lines.append(_Line(sheet, row, columns, values))
    return lines


def _join(line: _Line, more: dict[str, str]) -> None:
    if more["basis"] and more["basis"] not in line.values["basis"].split("\n"):
        line.values["basis"] = "\n".join(filter(None, [line.values["basis"], more["basis"]]))


def _is_heading(cells: list[str], name: int) -> bool:
    """An empty row, or one text over the whole width (一、行政许可): a heading or a remark, no matter."""
    filled = [cell for cell in cells if cell]
    return not filled or (len(set(filled)) == 1 and (len(filled) > 2 or not cells[name]))
