"""Import of the official catalog table: rows compared with the township's catalog as it stands, then saved at once."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from catalog.actions.generations import raise_generation
from catalog.actions.imports import RowDraft
from catalog.actions.limits import derive_limits
from catalog.actions.nodes import next_keys, tree_lock
from catalog.actions.planting import plant
from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import Audience, Channel, Level, Mode, NodeKind, Origin, Verified
from catalog.models import (
    WORDING,
    Adoption,
    ImportKind,
    ImportRow,
    ImportRun,
    Node,
    RowAction,
    Township,
    User,
)
from catalog.queries.effective import EffectiveRow, effective_rows
from catalog.sheets.official import LABEL, OfficialRow, level_name, read_official
from catalog.sheets.official_values import read_values
from catalog.sheets.workbook import Sheet

_FIELD_LABELS = {
    "number": "本镇编号",
    "elements": "公开内容（要素）",
    "basis": "公开依据",
    "limit_text": "公开时限",
    "body": "公开主体",
    "channels": "公开渠道和载体",
    "channel_note": "其他渠道",
    "audience": "公开对象",
    "audience_named": "特定群体",
    "mode": "公开方式",
    "levels": "公开层级",
    "extra": "其他列",
}
_ENUMS: dict[str, Any] = {"channels": Channel, "audience": Audience, "mode": Mode, "levels": Level}
_COLUMN_OF = {"channel_note": "channels", "audience": "audience_all", "audience_named": "audience_group", "mode": "mode_proactive", "levels": "level_county"}  # fmt: skip
REASON = "导入公开目录表"


class CatalogReader:
    """公开目录表. A national row is never changed: where the sheet differs the township's adoption says so."""

    kind = ImportKind.CATALOG

    def preview(
        self, run: ImportRun, sheets: list[Sheet], *, today: date
    ) -> tuple[list[RowDraft], list[str]]:
        rows, notes = read_official(sheets)
        if any(row.extra for row in rows):
            notes.append("多出的列只随本镇特色事项保存；国家和县级事项的多出列不保存。")
        catalog = _Catalog.read(run.township, today)
        seen: dict[tuple, OfficialRow] = {}
        drafts = [self._draft(row, catalog, seen) for row in rows]
        return drafts, notes

    def save(self, run: ImportRun, rows: list[ImportRow], *, by: User, at: datetime) -> str:
        tree_lock()
        township = run.township
        changed = [row for row in rows if row.action == RowAction.CHANGED]
        new = [row for row in rows if row.action == RowAction.NEW]
        reworded = _save_adoptions([row for row in changed if not row.data["own"]], township, by=by, at=at)
        own = _save_own([row for row in changed if row.data["own"]], township, by=by, at=at)
        added = _save_new(new, township, by=by, at=at)
        raise_generation(township)
        return f"已导入：新增本镇特色事项{added}项，本镇表述调整{reworded}项，本镇事项修改{own}项。"

    def _draft(self, row: OfficialRow, catalog: "_Catalog", seen: dict[tuple, OfficialRow]) -> RowDraft:
        place = _Place.of(row, catalog)
        values, problems = read_values(row)
        problems = place.problems + problems + _too_long(place, values)
        twin = seen.setdefault(place.key, row) if not place.problems else row
        if twin is not row:
            same = f"“{twin.sheet}”第{twin.line}行" if twin.sheet != row.sheet else f"第{twin.line}行"
            problems.insert(
                0, ("level2", f"第{row.line}行与{same}重复：同一领域、一级事项下已有“{place.leaf}”。")
            )
        base = {"sheet": row.sheet}
        if problems:
            column, reason = problems[0]
            more = f"（另有{len(problems) - 1}处）" if len(problems) > 1 else ""
            return RowDraft(
                row.line,
                RowAction.REFUSED,
                place.label,
                base,
                cell=_cell(row, column),
                reason=f"{_name(column)}：{reason}{more}",
            )
        if number := _own_number(row.texts.get("number", "")):
            values["number"] = number
        found = catalog.rows.get(place.key)
        if found is None:
            data = base | {"root": place.root, "names": place.names, "values": values, "extra": row.extra}
            return RowDraft(row.line, RowAction.NEW, place.label, data)
        return _compare(row, place, values, found, base)


# ---- comparing ----------------------------------------------------------------------------------------------
@dataclass
class _Catalog:
    """The township's catalog by place, and the domains by what people call them."""

    rows: dict[tuple, EffectiveRow]
    roots: dict[str, Node]

    @classmethod
    def read(cls, township: Township, today: date) -> "_Catalog":
        rows = effective_rows(township, today, columns=True)
        by_place = {_key(row.root.pk, row.level1, row.level2, row.level3): row for row in rows}
        roots: dict[str, Node] = {}
        for node in Node.objects.of_township(township).filter(parent=None).exclude(origin=Origin.VILLAGE):
            bare, _, inner = node.name.rstrip(")）").replace("（", "(").partition("(")
            for alias in (node.name, bare, inner):
                if alias:
                    roots.setdefault(_plain(alias), node)
        return cls(by_place, roots)

    def root(self, row: OfficialRow) -> Node | None:
        """The domain of a row: its own column, else a heading above it, the title or the sheet's name."""
        stated = row.texts.get("domain", "")
        if stated:
            return self._named([stated])
        return self._named(row.headings)

    def _named(self, texts: list[str]) -> Node | None:
        plain = [_plain(text) for text in texts]
        for text in plain:
            if node := self.roots.get(text.removesuffix("领域")):
                return node
        for text in plain:
            inside = [alias for alias in self.roots if alias in text]
            if inside:
                return self.roots[max(inside, key=len)]
        return None


@dataclass
class _Place:
    """Where a row belongs, by names."""

    root: int
    names: list[str]
    label: str
    key: tuple
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def leaf(self) -> str:
        return self.names[-1] if self.names else ""

    @classmethod
    def of(cls, row: OfficialRow, catalog: _Catalog) -> "_Place":
        level1, level2, level3 = (
            level_name(row.texts.get(name, "")) for name in ("level1", "level2", "level3")
        )
        root = catalog.root(row)
        problems = []
        if root is None:
            stated = row.texts.get("domain") or "、".join(row.headings[:2])
            problems.append(
                ("domain", f"认不出是哪个领域（“{stated[:40]}”）。请加一列“领域”，或把工作表命名为领域名称。")
            )
        if not level2:
            problems.append(("level2", "没有写二级事项名称。"))
        names = [name for name in (level1, level2, level3) if name]
        domain = root.name if root else row.texts.get("domain", "")
        label = " / ".join(part for part in (domain, *names) if part) or f"第{row.line}行"
        pk = root.pk if root else 0
        return cls(pk, names, label, _key(pk, level1, level2, level3), problems)


def _compare(
    row: OfficialRow, place: _Place, values: dict[str, Any], found: EffectiveRow, base: dict
) -> RowDraft:
    held = found.values | {"number": found.number}
    different = {name: value for name, value in values.items() if not _same(name, value, held.get(name))}
    if found.own and row.extra and (extra := found.node.extra | row.extra) != found.node.extra:
        different["extra"] = extra
        held["extra"] = found.node.extra
    if not different or found.stopped:
        reason = "这一事项已停止，不再比对。" if found.stopped else ""
        return RowDraft(row.line, RowAction.UNCHANGED, place.label, base, reason=reason)
    version = found.node.version if found.own else found.adoption.version if found.adoption else 0
    data = base | {"node": found.node.pk, "own": found.own, "version": version, "values": different}
    changes = {
        _FIELD_LABELS[name]: [_show(name, held.get(name)), _show(name, new)]
        for name, new in different.items()
    }
    return RowDraft(
        row.line, RowAction.CHANGED, place.label, data, changes, cell=_cell(row, next(iter(different)))
    )


def _same(name: str, new: Any, old: Any) -> bool:
    if name in ("channels", "levels"):
        return set(new) == {str(value) for value in old or []}
    if name in ("audience", "mode"):
        return str(new) == str(old)
    return _words(str(new)) == _words(str(old or ""))


def _words(text: str) -> str:
    """A text without what a re-typed table changes: kinds of blanks and brackets, bullets, closing marks."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(^|;)[●•·◆▪*]", r"\1", plain).rstrip(";。.")


def _plain(text: str) -> str:
    """A name without blanks, kinds of brackets and a leading number: “（七）义务教育领域” → “义务教育领域”."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(\(?[一二三四五六七八九十\d]+\)?[、..)]|\([一二三四五六七八九十\d]+\))", "", plain)


def _key(root: int, level1: str, level2: str, level3: str) -> tuple:
    return (root, *(_words(name) for name in (level1, level2, level3)))


def _own_number(text: str) -> str:
    """A number of the township's own, like WH-07-3; a plain running number says nothing."""
    return "" if re.fullmatch(r"[\d.]*", text) else text[:20]


def _too_long(place: _Place, values: dict[str, Any]) -> list[tuple[str, str]]:
    problems = []
    for column, name in zip(("level1", "level2", "level3"), place.names, strict=False):
        limit = Node._meta.get_field("name").max_length or 0
        if len(name) > limit:
            problems.append((column, f"名称有{len(name)}字，最多{limit}字。"))
    for name, value in values.items():
        limit = getattr(Node._meta.get_field(name), "max_length", None)
        if limit and isinstance(value, str) and len(value) > limit:
            problems.append((_COLUMN_OF.get(name, name), f"有{len(value)}字，最多{limit}字。"))
    return problems


def _cell(row: OfficialRow, name: str) -> str:
    fallbacks = {
        "audience_all": "audience",
        "audience_group": "audience",
        "mode_proactive": "mode",
        "level_county": "levels",
    }
    column = _COLUMN_OF.get(name, name)
    return row.cell(column) or row.cell(fallbacks.get(column, "")) or row.cell("level2")


def _name(column: str) -> str:
    return LABEL.get(column) or _FIELD_LABELS.get(column, column)


def _show(name: str, value: Any) -> str:
    if name == "extra":
        return "；".join(f"{label}：{text}" for label, text in (value or {}).items())
    if (kind := _ENUMS.get(name)) is None or not value:
        return str(value or "")
    values = value if isinstance(value, list) else [value]
    return "、".join(kind(each).label for each in values)


# ---- saving -------------------------------------------------------------------------------------------------
_STALE = "“{label}”在预览之后被别人改过，请重新上传预览。"


def _save_adoptions(rows: list[ImportRow], township: Township, *, by: User, at: datetime) -> int:
    """The township's wording of shared rows; a column that again says what is printed loses its wording."""
    nodes = Node.objects.in_bulk([row.data["node"] for row in rows])
    held = {
        adoption.node_id: adoption
        for adoption in Adoption.objects.select_for_update().filter(holder=township.unit_id, node__in=nodes)
    }
    new: list[Adoption] = []
    changed: list[Adoption] = []
    for row in rows:
        node = nodes.get(row.data["node"])
        adoption = held.get(row.data["node"])
        if node is None or (adoption.version if adoption else 0) != row.data["version"]:
            raise ActRefused(_STALE.format(label=row.label))
        (changed if adoption else new).append(
            adoption or Adoption(holder=township.unit, township=township, node=node, version=0)
        )
        _word((changed if adoption else new)[-1], node, row.data["values"])
    Adoption.objects.bulk_create(new, batch_size=200)
    Adoption.objects.bulk_update(changed, [*WORDING, "number", "version"], batch_size=100)
    for made, update in ((new, False), (changed, True)):
        Adoption.history.bulk_history_create(
            made,
            batch_size=500,
            update=update,
            default_user=by,
            default_change_reason=REASON,
            default_date=at,
        )
    derive_limits(new + changed)
    return len(rows)


def _word(adoption: Adoption, node: Node, values: dict[str, Any]) -> None:
    for name, value in values.items():
        if name == "number":
            adoption.number = value
            continue
        printed = _same(name, value, getattr(node, name))
        empty = None if name in ("channels", "levels") else ""
        setattr(adoption, name, empty if printed else value)
    adoption.version += 1


def _save_own(rows: list[ImportRow], township: Township, *, by: User, at: datetime) -> int:
    nodes = Node.objects.filter(township=township).in_bulk([row.data["node"] for row in rows])
    names: set[str] = {"version"}
    for row in rows:
        node = nodes.get(row.data["node"])
        if node is None or node.version != row.data["version"]:
            raise ActRefused(_STALE.format(label=row.label))
        for name, value in row.data["values"].items():
            setattr(node, name, value)
            names.add(name)
        node.version += 1
    changed = list(nodes.values())
    if changed:
        Node.objects.bulk_update(changed, sorted(names), batch_size=100)
        Node.history.bulk_history_create(
            changed,
            batch_size=500,
            update=True,
            default_user=by,
            default_change_reason=REASON,
            default_date=at,
        )
        derive_limits(changed)
    return len(rows)


def _save_new(rows: list[ImportRow], township: Township, *, by: User, at: datetime) -> int:
    """Items of the township's own, with the groups that are missing."""
    if not rows:
        return 0
    scope = Node.objects.of_township(township).exclude(origin=Origin.VILLAGE)
    standing = list(scope.filter(tree_id__in=_trees(rows)).order_by("tree_id", "lft"))
    groups = {(node.parent_id, _words(node.name)): node for node in standing if node.kind == NodeKind.GROUP}
    items = {(node.parent_id, _words(node.name)) for node in standing if node.kind == NodeKind.ITEM}
    roots = {node.pk: node for node in standing if node.parent_id is None}
    nodes = _Nursery(township, groups, items)
    for row in rows:
        root = roots.get(row.data["root"])
        if root is None:
            raise ActRefused(_STALE.format(label=row.label))
        nodes.item(root, row)
    for node, key in zip(nodes.new, next_keys(township, len(nodes.new)), strict=True):
        node.key = key
    plant(new=nodes.new, by=by, at=at, reason=REASON)
    derive_limits(node for node in nodes.new if node.kind == NodeKind.ITEM)
    return len(rows)


def _trees(rows: Iterable[ImportRow]) -> list[int]:
    return list(
        Node.objects.filter(pk__in={row.data["root"] for row in rows}).values_list("tree_id", flat=True)
    )


class _Nursery:
    """New nodes in order, groups found or made once."""

    def __init__(self, township: Township, groups: dict[tuple, Node], items: set[tuple]) -> None:
        self.township, self.groups, self.items = township, groups, items
        self.new: list[Node] = []

    def item(self, root: Node, row: ImportRow) -> None:
        *above, name = row.data["names"]
        parent = root
        for group in above:
            parent = self._group(parent, group)
        if (parent.pk, _words(name)) in self.items and parent.pk:
            raise ActRefused(_STALE.format(label=row.label))
        values = {"audience_named": "", "channel_note": ""} | row.data["values"]
        self._make(NodeKind.ITEM, name, parent, extra=row.data["extra"], **values)

    def _group(self, parent: Node, name: str) -> Node:
        place = (parent.pk or id(parent), _words(name))
        if place not in self.groups:
            self.groups[place] = self._make(NodeKind.GROUP, name, parent)
        return self.groups[place]

    def _make(self, kind: NodeKind, name: str, parent: Node, **values: Any) -> Node:
        node = Node(
            kind=kind,
            origin=Origin.TOWNSHIP,
            township=self.township,
            name=name,
            parent=parent,
            verified=Verified.YES,
            **values,
        )
        self.new.append(node)
        return node
