"""Load the standard catalog: 26 domains, the statutory columns, the village list. Running it again changes nothing."""

import csv
import hashlib
import re
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from catalog.actions.calendar_seed import seed_calendar
from catalog.actions.generations import raise_all
from catalog.actions.limits import derive_limits
from catalog.actions.nodes import tree_lock
from catalog.actions.planting import plant
from catalog.law.vocabulary import (
    Level,
    Mode,
    NodeKind,
    Origin,
    Verified,
    read_audience,
    read_channels,
    read_levels,
    read_mode,
)
from catalog.models import JobRun, Node

FILES = ("catalog-26.csv", "columns.csv", "village-items.csv")
LOADER = "3"  # raise it when the reading of the files changes, so that what was loaded is compared again
MARK = "load_standard"
REASON = "载入标准目录"

# The county lists of 2020 and after carry 衔接资金 in place of these rows; poverty was declared ended that year.
POVERTY_DOMAIN = "26"
POVERTY_NEW = "衔接资金及项目（新版）"
POVERTY_ENDED_ON = date(2020, 12, 31)
POVERTY_REASON = "脱贫攻坚任务完成，事项已停止，见“衔接资金及项目”"

COLUMN_ROOTS = {
    "政府信息公开指南": "c-guide",
    "政府信息公开制度": "c-rules",
    "法定主动公开内容": "c-content",
    "政府信息公开年报": "c-annual",
}
VILLAGE_ROOT = ("v-list", "村务公开目录")
# Read by `villages.law.matters`: key contents, whether the law fixes it, what gives the term, the township's items and
# those of them whose lists are the same, the kind of sheet it is posted with, the row whose sheet shows it too.
VILLAGE_EXTRA = (
    "related_domain",
    "key_contents",
    "locked",
    "rhythm",
    "related",
    "compared",
    "sheet",
    "shown_with",
)


@dataclass
class Loaded:
    """What one run did."""

    new: int = 0
    changed: int = 0
    stopped: int = 0
    unchanged: bool = False

    def __str__(self) -> str:
        if self.unchanged:
            return "标准目录没有变化。"
        return f"标准目录：新增{self.new}项，更新{self.changed}项，停止{self.stopped}项。"


@dataclass
class _Spec:
    """A row as the files have it. Groups have no key of their own: they are known by parent and name."""

    key: str
    kind: NodeKind
    origin: Origin
    name: str
    parent: "_Spec | None" = None
    values: dict[str, Any] = field(default_factory=dict)
    node: Node | None = None


def load_standard(*, at: datetime, force: bool = False, folder: Path | None = None) -> Loaded:
    """Bring the shared rows of the tree to what the fixtures say; also seeds the calendar of years not yet there.

    A row is known by its key: a changed file updates it, one that left the file is stopped, none is deleted.
    force: compare even when the files are those loaded last. About 1 s for a full load, milliseconds otherwise.
    """
    folder = folder or Path(settings.BASE_DIR) / "fixtures"
    digest = _digest(folder)
    seed_calendar(at=at)
    if not force and JobRun.objects.filter(name=MARK, message=digest).exists():
        return Loaded(unchanged=True)
    with transaction.atomic():
        tree_lock()
        loaded = _bring(list(_specs(folder)), at=at)
        JobRun.objects.update_or_create(
            name=MARK, defaults={"message": digest, "started_at": at, "finished_at": at, "ok": True}
        )
        if loaded.new or loaded.changed or loaded.stopped:
            raise_all()
    return loaded


def _digest(folder: Path) -> str:
    digest = hashlib.sha256(LOADER.encode())
    for name in FILES:
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()


_FULL_WIDTH = str.maketrans({";": "；", "(": "（", ")": "）", ",": "，", ":": "："})
_BETWEEN_DIGITS = re.compile(r"(?<=\d)，(?=\d)")  # 1,200 stays one number


# ---- files → specs ------------------------------------------------------------------------------------------
def _specs(folder: Path) -> Iterator[_Spec]:
    yield from _domains(_read(folder / FILES[0]))
    yield from _columns(_read(folder / FILES[1]))
    yield from _village_list(_read(folder / FILES[2]))


def _read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        above: dict[str, str] = {}
        for row in csv.DictReader(file):
            above = {name: above.get(name, text) if text == "同上" else text for name, text in row.items()}
            yield {name: text if name == "channels" else _full_width(text) for name, text in above.items()}


def _full_width(text: str) -> str:
    """Chinese text with Chinese punctuation, as the printed table has it; the file was typed with half-width signs."""
    return _BETWEEN_DIGITS.sub(",", text.translate(_FULL_WIDTH)) if not text.isascii() else text


def _domains(rows: Iterable[dict[str, str]]) -> Iterator[_Spec]:
    tree = _Tree(Origin.NATIONAL)
    for row in rows:
        number = row["domain_no"]
        root = yield from tree.root(f"d{int(number):02d}", NodeKind.DOMAIN, row["domain"], {"number": number})
        group = yield from tree.group(root, row["level1"])
        values = _printed(row) | {"verified": Verified(row["verified"]), "number": tree.next_number(root)}
        if number == POVERTY_DOMAIN and row["level1"] != POVERTY_NEW:
            values |= {"in_force_until": POVERTY_ENDED_ON, "stop_reason": POVERTY_REASON}
        yield _Spec(row["key"], NodeKind.ITEM, Origin.NATIONAL, row["level2"], group, values)


def _columns(rows: Iterable[dict[str, str]]) -> Iterator[_Spec]:
    tree = _Tree(Origin.NATIONAL)
    for row in rows:
        root = yield from tree.root(COLUMN_ROOTS[row["column"]], NodeKind.COLUMN, row["column"], {})
        code = {"statute_code": row["statute_code"]}
        parent = root
        if row["group"]:
            parent = yield from tree.group(root, row["group"], code | {"verified": Verified.YES})
        values = _printed(row) | code | {"verified": Verified.YES, "number": tree.next_number(root)}
        yield _Spec(row["key"], NodeKind.ITEM, Origin.NATIONAL, row["name"], parent, values)


def _village_list(rows: Iterable[dict[str, str]]) -> Iterator[_Spec]:
    tree = _Tree(Origin.VILLAGE)
    for row in rows:
        root = yield from tree.root(VILLAGE_ROOT[0], NodeKind.DOMAIN, VILLAGE_ROOT[1], {})
        group = yield from tree.group(root, row["category"])
        values = {
            "elements": row["content_elements"],
            "basis": row["legal_basis"],
            "limit_text": row["cadence"],
            "body": "村民委员会",
            "mode": Mode.PROACTIVE,
            "levels": [Level.VILLAGE],
            "extra": {name: row[name] for name in VILLAGE_EXTRA if row.get(name)},
            "verified": Verified(row["verified"]),
            "number": tree.next_number(root),
        }
        yield _Spec(row["key"], NodeKind.ITEM, Origin.VILLAGE, row["item"], group, values)


_Growing = Generator[_Spec, None, _Spec]  # yields a spec that is new, returns it new or known


class _Tree:
    """Roots and groups as they first appear in a file."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self.known: dict[tuple[str, str], _Spec] = {}
        self.numbers: dict[str, int] = {}

    def root(self, key: str, kind: NodeKind, name: str, values: dict[str, Any]) -> _Growing:
        spec = self.known.get((key, ""))
        if spec is None:
            spec = self.known[key, ""] = _Spec(
                key, kind, self.origin, name, None, values | {"verified": Verified.YES}
            )
            yield spec
        return spec

    def group(self, root: _Spec, name: str, values: dict[str, Any] | None = None) -> _Growing:
        spec = self.known.get((root.key, name))
        if spec is None:
            values = values or {"verified": Verified.YES}
            spec = self.known[root.key, name] = _Spec("", NodeKind.GROUP, self.origin, name, root, values)
            yield spec
        return spec

    def next_number(self, root: _Spec) -> str:
        self.numbers[root.key] = self.numbers.get(root.key, 0) + 1
        return str(self.numbers[root.key])


def _printed(row: dict[str, str]) -> dict[str, Any]:
    channels, note, unknown = read_channels(row["channels"])
    if unknown:
        raise ValueError(f"{row['key']}: unknown channels {unknown}")
    audience, named = read_audience(row["audience"])
    return {
        "elements": row["content_elements"],
        "basis": row["legal_basis"],
        "limit_text": row["time_limit"],
        "body": row["responsible_body"],
        "channels": channels,
        "channel_note": note,
        "audience": audience,
        "audience_named": named,
        "mode": read_mode(row["mode"]),
        "levels": read_levels(row["gov_level"]),
    }


# ---- specs → table ------------------------------------------------------------------------------------------
def _bring(specs: list[_Spec], *, at: datetime) -> Loaded:
    shared = list(
        Node.objects.filter(township__isnull=True).exclude(origin=Origin.COUNTY).order_by("tree_id", "lft")
    )
    by_key = {node.key: node for node in shared}
    groups = {(node.parent_id, node.name): node for node in shared if node.kind == NodeKind.GROUP}
    new: list[Node] = []
    changed: list[Node] = []
    taken = set(by_key)
    for spec in specs:
        parent = spec.parent.node if spec.parent else None
        if spec.kind == NodeKind.GROUP:
            spec.node = groups.get((parent.pk, spec.name)) if parent is not None and parent.pk else None
            if spec.node is None:
                spec.key = _group_key(spec, taken)
        else:
            spec.node = by_key.get(spec.key)
        if spec.node is None:
            spec.node = Node(key=spec.key, kind=spec.kind, origin=spec.origin, name=spec.name, parent=parent)
            _differs(spec.node, spec)
            new.append(spec.node)
        elif _differs(spec.node, spec):
            changed.append(spec.node)
    plant(new=new, by=None, at=at, reason=REASON)
    _move([spec for spec in specs if spec.node not in new])
    kept = {id(spec.node) for spec in specs}
    gone = [
        node
        for node in shared
        if id(node) not in kept and node.kind == NodeKind.ITEM and not node.stop_reason
    ]
    for node in gone:
        node.in_force_until, node.stop_reason = timezone.localdate(at), "标准目录已不再列入这一事项"
    _update(changed + gone, at=at)
    derive_limits(node for node in [*new, *changed] if node.kind == NodeKind.ITEM)
    return Loaded(len(new), len(changed), len(gone))


def _group_key(spec: _Spec, taken: set[str]) -> str:
    """The first free d05-g01, d05-g02 …: a group keeps its key whatever order the file has later."""
    root = spec.parent.key if spec.parent else ""
    serial = 1
    while (key := f"{root}-g{serial:02d}") in taken:
        serial += 1
    taken.add(key)
    return key


def _differs(node: Node, spec: _Spec) -> bool:
    """Set what the file says; whether anything was otherwise. Dates a file does not give stay as they are."""
    different = False
    for name, value in {"name": spec.name, **spec.values}.items():
        if getattr(node, name) != value:
            setattr(node, name, value)
            different = True
    return different


def _move(specs: list[_Spec]) -> None:
    """Rows that stand under another group in the file than in the table. Rare, so one by one."""
    for spec in specs:
        node, parent = spec.node, spec.parent.node if spec.parent else None
        if node is None or parent is None or node.parent_id == parent.pk:
            continue
        standing = Node.objects.get(pk=node.pk)
        standing.skip_history_when_saving = True
        standing.parent = Node.objects.get(pk=parent.pk)
        standing.save()


def _update(nodes: list[Node], *, at: datetime) -> None:
    if not nodes:
        return
    for node in nodes:
        node.version += 1
    names = [
        "name", "number", "statute_code", "elements", "basis", "limit_text", "body", "channels", "channel_note",
        "audience", "audience_named", "mode", "levels", "extra", "verified", "in_force_until", "stop_reason", "version",
    ]  # fmt: skip
    Node.objects.bulk_update(nodes, names, batch_size=100)
    Node.history.bulk_history_create(
        nodes, batch_size=500, update=True, default_change_reason=REASON, default_date=at
    )
