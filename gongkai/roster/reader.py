"""The roster: one sheet with units, villages, people and what they may do. Read, shown, saved all together."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.actions import people, units
from catalog.actions.imports import RowDraft
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import ImportKind, ImportRow, ImportRun, Membership, RowAction, Township, Unit, User
from catalog.sheets.workbook import Sheet, WorkbookRefused, cell_name, find_header, label_key
from gongkai.roster.columns import COLUMNS, LABELS, LIMITS, UNIT_FIELDS, read_kind, read_roles
from villages.actions import villages

_username_valid = User._meta.get_field("username").run_validators


class _Refused(ActRefused):
    """This row cannot be taken: column and reason."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


class RosterReader:
    """Reader of the roster sheet."""

    kind = ImportKind.ROSTER

    def preview(
        self, run: ImportRun, sheets: list[Sheet], *, today: date
    ) -> tuple[list[RowDraft], list[str]]:
        """Every row as new, changed, unchanged or refused with cell and reason.

        Raises:
            WorkbookRefused: no sheet has a column with units.
        """
        drafts: list[RowDraft] = []
        notes: list[str] = []
        lines: list[_Line] = []
        for sheet in sheets:
            whole = Sheet(sheet.title, sheet.filled())
            header = find_header(whole, COLUMNS, ["unit"])
            if header is None:
                notes.append(f"工作表“{sheet.title}”没有“单位名称”一栏，未读取。")
                continue
            if header.extra:
                notes.append(f"多余的列没有读取：{'、'.join(header.extra.values())}。")
            lines.extend(_lines(whole, header.last + 1, dict(header.columns)))
        if not lines:
            raise WorkbookRefused("没有找到“单位名称”一栏，或表里没有内容，请检查表头。")
        check = _Check(run.township, lines, today)
        drafts.extend(check.draft(line) for line in lines)
        return drafts, notes + check.notes()

    def save(self, run: ImportRun, rows: list[ImportRow], *, by: User, at: datetime) -> str:
        """Write units, villages, accounts and memberships through their acts; inside the caller's transaction.

        Raises:
            ActRefused: a name or login name was taken since the preview.
        """
        return _Writer(run.township, by, at).write([row.data for row in rows])


READER = RosterReader()


@dataclass
class _Line:
    row: int
    columns: dict[str, int]
    values: dict[str, str]

    def cell(self, name: str) -> str:
        return cell_name(self.row, self.columns.get(name, self.columns["unit"]))


def _lines(sheet: Sheet, first: int, columns: dict[str, int]) -> list[_Line]:
    """Rows with anything in a known column; a person's row without a unit belongs to the unit above it."""
    lines: list[_Line] = []
    unit = ""
    for row in range(first, len(sheet.rows)):
        values = {name: sheet.rows[row][columns[name]] if name in columns else "" for name in COLUMNS}
        if not any(values[name] for name in columns if name not in ("number", "remark")):
            continue
        if not values["unit"] and (values["name"] or values["username"]):
            values["unit"] = unit
        unit = values["unit"] or unit
        lines.append(_Line(row, columns, values))
    return lines


class _Tree:
    """Units of the township by every name they carry."""

    def __init__(self, township: Township) -> None:
        self.root = township.unit
        self._names: dict[str, list[Unit]] = {}
        for unit in Unit.objects.filter(tree_id=self.root.tree_id).order_by("lft"):
            names = {unit.name, unit.short_name}
            if unit.pk == self.root.pk:
                names |= {township.name, township.short_name}
            for name in {label_key(name) for name in names if name}:
                self._names.setdefault(name, []).append(unit)

    def find(self, name: str, column: str) -> Unit | None:
        found = self._names.get(label_key(name), [])
        if len(found) > 1:
            raise _Refused(column, f"有几个单位都叫“{name}”，请写全称。")
        return found[0] if found else None


@dataclass
class _Check:
    """Looks at one row after another and remembers what the rows before said."""

    township: Township
    lines: list[_Line]
    today: date
    told: dict[str, dict[str, str]] = field(default_factory=dict)  # unit → fields the sheet gave so far
    people: dict[str, str] = field(default_factory=dict)  # login name → name
    titles: dict[str, str] = field(default_factory=dict)
    seen: set[tuple[str, str, str]] = field(default_factory=set)  # unit, login name, role

    def __post_init__(self) -> None:
        self.tree = _Tree(self.township)
        self.named = {label_key(line.values["unit"]) for line in self.lines if line.values["unit"]}
        wanted = {User.normalize_username(line.values["username"]) for line in self.lines}
        self.accounts = {account.username: account for account in User.objects.filter(username__in=wanted)}
        self.held: dict[int, list[Membership]] = {}
        for held in Membership.objects.filter(user__in=self.accounts.values()).select_related("unit"):
            self.held.setdefault(held.user_id, []).append(held)

    def draft(self, line: _Line) -> RowDraft:
        values = line.values
        label = " · ".join(filter(None, [values["unit"], values["name"]])) or "（空）"
        try:
            self._limits(values)
            unit_data, new_unit, unit_changes = self._unit(values)
            person, new_person, person_changes = self._person(values, unit_data["name"])
        except _Refused as refused:
            cell, reason = line.cell(refused.column), str(refused)
            return RowDraft(line.row + 1, RowAction.REFUSED, label, dict(values), cell=cell, reason=reason)
        changes = unit_changes | person_changes
        if new_unit or new_person:
            action = RowAction.NEW
        else:
            action = RowAction.CHANGED if changes else RowAction.UNCHANGED
        return RowDraft(line.row + 1, action, label, {"unit": unit_data, "person": person}, changes)

    def notes(self) -> list[str]:
        """Who works here and is not in the roster: nobody loses a right by an import."""
        here = Membership.objects.in_force(self.today).filter(unit__tree_id=self.township.unit.tree_id)
        missing = sorted(
            {str(row.user) for row in here.select_related("user") if row.user.username not in self.people}
        )
        if not missing or not self.people:
            return []
        names = "、".join(missing[:20]) + ("等" if len(missing) > 20 else "")
        return [f"仍在任、但名册里没有的{len(missing)}人不受影响，如已离岗请在账号里停用：{names}。"]

    def _limits(self, values: dict[str, str]) -> None:
        if not values["unit"]:
            raise _Refused("unit", "没有填单位名称。")
        for name, limit in LIMITS.items():
            if len(values[name]) > limit:
                raise _Refused(name, f"超过{limit}字。")

    def _unit(self, values: dict[str, str]) -> tuple[dict[str, Any], bool, dict[str, list[str]]]:
        """The unit as `save` needs it, whether it is new, and what changes."""
        unit = self.tree.find(values["unit"], "unit")
        kind = self._kind(values, unit)
        parent = self._parent(values, unit)
        given = {name: values[name] for name in UNIT_FIELDS if values[name]}
        self._same_as_before(values, given | ({"kind": kind} if values["kind"] else {}))
        first = label_key(values["unit"]) not in self.told
        told = self.told.setdefault(label_key(values["unit"]), {})
        news = {name: value for name, value in given.items() if name not in told}
        told.update(given | ({"kind": kind} if values["kind"] else {}))
        data = {
            "pk": unit.pk if unit else None,
            "name": unit.name if unit else values["unit"],
            "kind": kind,
            "kind_given": bool(values["kind"]),
            "parent": parent,
            "fields": given,
        }
        if unit is None:
            return data, first, {}
        changes = {
            LABELS[name]: [getattr(unit, name), new]
            for name, new in news.items()
            if getattr(unit, name) != new
        }
        if kind != unit.kind and first:
            changes[LABELS["kind"]] = [UnitKind(unit.kind).label, UnitKind(kind).label]
        if first and parent and unit.parent and label_key(parent) not in _names_of(unit.parent):
            changes[LABELS["parent"]] = [unit.parent.name, parent]
        return data, False, changes

    def _kind(self, values: dict[str, str], unit: Unit | None) -> str:
        if values["kind"]:
            kind = read_kind(values["kind"])
            if kind is None:
                words = "、".join(k.label for k in UnitKind if k != UnitKind.TOWNSHIP)
                raise _Refused("kind", f"看不懂单位类别“{values['kind']}”，应为{words}。")
            if (kind == UnitKind.TOWNSHIP) != (unit is not None and unit.pk == self.township.unit_id):
                raise _Refused("kind", f"本系统里的乡镇是“{self.township.name}”，其他单位不能选“乡镇”类别。")
            return kind.value
        if unit is not None:
            return unit.kind
        before = self.told.get(label_key(values["unit"]), {}).get("kind")
        if before:
            return before
        raise _Refused("kind", f"“{values['unit']}”是新单位，请填单位类别。")

    def _parent(self, values: dict[str, str], unit: Unit | None) -> str:
        name = values["parent"]
        if not name or (unit is not None and unit.pk == self.township.unit_id):
            return ""
        if self.tree.find(name, "parent") is None and label_key(name) not in self.named:
            raise _Refused("parent", f"本乡镇没有上级单位“{name}”，名册里也没有。")
        if label_key(name) == label_key(values["unit"]):
            raise _Refused("parent", "上级单位不能是它自己。")
        return name

    def _same_as_before(self, values: dict[str, str], given: dict[str, str]) -> None:
        before = self.told.get(label_key(values["unit"]), {})
        for name, value in given.items():
            if before.get(name, value) != value:
                raise _Refused(name, f"“{values['unit']}”的{LABELS[name]}与前面的行不一致。")

    def _person(
        self, values: dict[str, str], unit: str
    ) -> tuple[dict[str, Any] | None, bool, dict[str, list[str]]]:
        """The person as `save` needs it, whether account or place is new, and what changes."""
        if not any(values[name] for name in ("name", "username", "roles")):
            return None, False, {}
        if not values["name"]:
            raise _Refused("name", "没有填姓名。")
        if not values["username"]:
            raise _Refused("username", f"“{values['name']}”没有登录名；不使用系统的人不用列入。")
        roles = self._roles(values)
        username = User.normalize_username(values["username"])
        account = self._account(username, values)
        held = self.held.get(account.pk, []) if account else []
        here = {row.role for row in held if label_key(unit) in _names_of(row.unit) and self._in_force(row)}
        fresh = [role for role in roles if role not in here and (unit, username, role) not in self.seen]
        known = account is not None or username in self.people
        self.seen.update((unit, username, role) for role in roles)
        self.people[username] = values["name"]
        data = {
            "username": username,
            "name": values["name"],
            "title": values["title"],
            "roles": [r.value for r in roles],
        }
        changes = {}
        if account is not None and values["title"] and account.title != values["title"]:
            changes[LABELS["title"]] = [account.title, values["title"]]
        if known and fresh:
            changes[LABELS["roles"]] = [
                "、".join(Role(role).label for role in sorted(here)),
                "、".join(r.label for r in roles),
            ]
        return data, not known, changes

    def _roles(self, values: dict[str, str]) -> list[Role]:
        roles, unknown = read_roles(values["roles"])
        if unknown:
            raise _Refused(
                "roles", f"没有“{unknown[0]}”这个角色，可写：{'、'.join(role.label for role in Role)}。"
            )
        if not roles:
            raise _Refused("roles", f"“{values['name']}”没有填角色。")
        return roles

    def _account(self, username: str, values: dict[str, str]) -> User | None:
        before = self.people.get(username)
        if before is not None and before != values["name"]:
            raise _Refused("username", f"登录名“{username}”前面已给了{before}。")
        title = self.titles.setdefault(username, values["title"])
        if values["title"] and title and title != values["title"]:
            raise _Refused("title", f"{values['name']}的职务与前面的行不一致。")
        try:
            _username_valid(username)
        except ValidationError:
            raise _Refused("username", f"登录名“{username}”只能用文字、字母、数字和 @ . + - _。") from None
        account = self.accounts.get(username)
        if account is None:
            return None
        trees = {row.unit.tree_id for row in self.held.get(account.pk, [])}
        if trees != {self.township.unit.tree_id} or account.name != values["name"]:
            raise _Refused("username", f"登录名“{username}”已有人使用，请换一个。")
        if not account.is_active:
            raise _Refused("username", f"登录名“{username}”的账号已停用，请先启用。")
        return account

    def _in_force(self, row: Membership) -> bool:
        return row.ends_on is None or row.ends_on >= self.today


class _Writer:
    """Writes checked rows through the acts: units from the top down, then people."""

    def __init__(self, township: Township, by: User, at: datetime) -> None:
        self.township, self.by, self.at = township, by, at
        self.common: dict[str, Any] = {"township": township, "by": by, "at": at}
        self.counts: Counter[str] = Counter()
        self.units: dict[str, int] = {}

    def write(self, rows: list[dict[str, Any]]) -> str:
        self._write_units([row["unit"] for row in rows])
        for row in rows:
            if row["person"]:
                self._write_person(row["person"], self.units[label_key(row["unit"]["name"])])
        words = [
            f"{label}{self.counts[label]}个"
            for label in ("新增单位", "更新单位", "新增村", "新增账号", "新增任职")
        ]
        return "，".join(words) + "。新账号还不能登录，请管理员在账号里逐个发一次性密码。"

    def _write_units(self, wanted: list[dict[str, Any]]) -> None:
        """Units whose parents stand already, round by round; what is left over goes in a circle."""
        merged: dict[str, dict[str, Any]] = {}
        for data in wanted:
            known = merged.setdefault(label_key(data["name"]), data | {"fields": {}})
            known["fields"] = known["fields"] | data["fields"]
            known["parent"] = known["parent"] or data["parent"]
            known["kind"] = data["kind"] if data["kind_given"] else known["kind"]
        tree = _Tree(self.township)
        waiting = list(merged.values())
        while waiting:
            ready = [data for data in waiting if self._parent(data, tree) is not None]
            if not ready:
                names = "、".join(data["name"] for data in waiting[:5])
                raise ActRefused(f"这些单位互为上下级，无法建立：{names}。")
            for data in ready:
                self._write_unit(data, self._parent(data, tree))
            waiting = [data for data in waiting if data not in ready]

    def _parent(self, data: dict[str, Any], tree: _Tree) -> int | None:
        """Key of the parent; 0 leaves it as it is; None while the parent is still to be made."""
        if not data["parent"]:
            return 0
        known = self.units.get(label_key(data["parent"]))
        if known is not None:
            return known
        found = tree.find(data["parent"], "parent")
        return found.pk if found else None

    def _write_unit(self, data: dict[str, Any], parent_pk: int | None) -> None:
        fields = data["fields"]
        unit = Unit.objects.filter(pk=data["pk"]).select_related("parent").first() if data["pk"] else None
        if unit is None:
            unit = units.add(
                **self.common, parent_pk=parent_pk or None, name=data["name"], kind=data["kind"], **fields
            )
            self.counts["新增单位"] += 1
        elif self._differs(unit, data, parent_pk):
            unit = units.change(
                **self.common, pk=unit.pk, parent_pk=parent_pk or None, kind=data["kind"], **fields
            )
            self.counts["更新单位"] += 1
        self.units[label_key(unit.name)] = unit.pk
        if unit.kind == UnitKind.VILLAGE:
            self.counts["新增村"] += villages.keep_all(unit_pks=[unit.pk], **self.common)

    @staticmethod
    def _differs(unit: Unit, data: dict[str, Any], parent_pk: int | None) -> bool:
        fields = data["fields"] | {"kind": data["kind"]}
        moved = bool(parent_pk) and parent_pk != unit.parent_id
        return moved or any(getattr(unit, name) != value for name, value in fields.items())

    def _write_person(self, data: dict[str, Any], unit_pk: int) -> None:
        account = User.objects.filter(username=data["username"]).first()
        if account is None:
            account = people.enrol(
                **self.common, username=data["username"], name=data["name"], title=data["title"]
            )
            self.counts["新增账号"] += 1
        elif account.name != data["name"]:
            raise ActRefused(f"登录名“{data['username']}”在预览以后给了别人，请重新上传名册。")
        elif data["title"] and account.title != data["title"]:
            people.retitle(**self.common, pk=account.pk, title=data["title"])
        today = timezone.localdate(self.at)
        before = Membership.objects.in_force(today).filter(user=account, unit=unit_pk).count()
        for role in data["roles"]:
            people.assign(**self.common, user_pk=account.pk, unit_pk=unit_pk, role=Role(role))
        self.counts["新增任职"] += (
            Membership.objects.in_force(today).filter(user=account, unit=unit_pk).count() - before
        )


def _names_of(unit: Unit) -> set[str]:
    return {label_key(name) for name in (unit.name, unit.short_name) if name}
