"""The one way the catalog tree is written: rows of county and township added, changed, moved, stopped, removed."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.db import connections, router, transaction
from django.db.models import Model, ProtectedError
from django.utils import timezone
from mptt.exceptions import InvalidMove

from catalog import rules
from catalog.actions.generations import raise_all, raise_generation
from catalog.actions.limits import derive_limits
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import NodeKind, Origin, Verified
from catalog.models import Node, Township, User

# Columns a person may set on a row of the township's or county's own.
FIELDS = (
    "name",
    "description",
    "number",
    "statute_code",
    "elements",
    "basis",
    "limit_text",
    "body",
    "channels",
    "channel_note",
    "audience",
    "audience_named",
    "mode",
    "levels",
    "extra",
    "verified",
    "in_force_from",
)
_TREE_FIELDS = ["lft", "rght", "tree_id", "level"]


class NodeLocked(ActRefused):
    """A row of the national catalog: it is never changed, a township's wording stands in its adoption."""

    def __init__(self, node: Node) -> None:
        super().__init__(f"“{node.name}”是国家指引的事项，不能改动；本镇的不同表述请写在“本镇采用”里。")


class StaleVersion(ActRefused):
    """Somebody saved the row in the meantime; `current` is what stands now."""

    def __init__(self, current: Node) -> None:
        last = current.history.select_related("history_user").order_by("-history_date", "-history_id").first()
        who = str(last.history_user) if last and last.history_user else "别人"
        when = timezone.localtime(last.history_date).strftime("%m月%d日 %H:%M") if last else "刚才"
        super().__init__(f"“{current.name}”已由{who}于{when}改过，请刷新核对后再保存；您填的内容没有保存。")
        self.current = current


def tree_lock(model: type[Model] = Node) -> None:
    """Keep other writers of the tree out until the transaction ends; readers go on.

    SQLite needs none: its transactions are IMMEDIATE. Without the lock parallel writers on PostgreSQL break lft/rght.
    """
    connection = connections[router.db_for_write(model)]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                f"LOCK TABLE {connection.ops.quote_name(model._meta.db_table)} IN SHARE ROW EXCLUSIVE MODE"
            )


@transaction.atomic
def add(
    *,
    township: Township | None,
    parent_pk: int,
    values: Mapping[str, Any],
    by: User,
    at: datetime,
    kind: NodeKind = NodeKind.ITEM,
) -> Node:
    """A new group or item of the township's own (本镇特色), or of the county where `township` is None.

    values: of `FIELDS`; a name is needed. The key is given here and never changes.

    Raises:
        ActRefused: unfit place, a name that is there already, or a value the column cannot hold.
        PermissionDenied: `by` does not keep this catalog.
    """
    _require(by, township)
    tree_lock()
    parent = _place(parent_pk, township, kind)
    origin = Origin.TOWNSHIP if township else Origin.COUNTY
    node = Node(kind=kind, origin=origin, township=township, parent=parent, verified=Verified.YES)
    node.key = next_keys(township, 1)[0]
    _set(node, values)
    return _save(node, by=by, at=at)


@transaction.atomic
def change(*, pk: int, version: int, values: Mapping[str, Any], by: User, at: datetime) -> Node:
    """Set columns of an own row.

    version: of the row the person saw.

    Raises:
        NodeLocked, StaleVersion, ActRefused, PermissionDenied.
    """
    node = _open(pk, version, by)
    _set(node, values)
    return _save(node, by=by, at=at)


@transaction.atomic
def move(*, pk: int, version: int, parent_pk: int, by: User, at: datetime) -> Node:
    """Put an own row, with what is below it, at the end of another group or domain."""
    node = _open(pk, version, by)
    parent = _place(parent_pk, node.township, NodeKind(node.kind))
    node.parent = parent
    try:
        return _save(node, by=by, at=at)
    except InvalidMove:
        raise ActRefused("不能移到它自己或它的下级里面。") from None


@transaction.atomic
def shift(*, pk: int, step: int, by: User, at: datetime) -> Node:
    """Move an own row one place up (step -1) or down (step 1) among its siblings; at the end nothing happens."""
    node = _open(pk, None, by)
    sibling = node.get_previous_sibling() if step < 0 else node.get_next_sibling()
    if sibling is None:
        return node
    node._history_user, node._history_date = by, at
    node.move_to(sibling, "left" if step < 0 else "right")
    node.refresh_from_db()
    _stale_pages(node)
    return node


@transaction.atomic
def retire(*, pk: int, version: int, on: date, reason: str, by: User, at: datetime) -> Node:
    """Stop an own row after `on`; residents go on reading it as 已停止 with the reason."""
    node = _open(pk, version, by)
    if not reason.strip():
        raise ActRefused("停止一个事项须写明原因，群众会看到这条原因。")
    if node.in_force_from and on < node.in_force_from:
        raise ActRefused("停止日期不能早于施行日期。")
    node.in_force_until, node.stop_reason = on, reason.strip()
    return _save(node, by=by, at=at)


@transaction.atomic
def restore(*, pk: int, version: int, by: User, at: datetime) -> Node:
    """Put a stopped own row in force again."""
    node = _open(pk, version, by)
    node.in_force_until, node.stop_reason = None, ""
    return _save(node, by=by, at=at)


@transaction.atomic
def remove(*, pk: int, by: User, at: datetime) -> None:
    """Delete an own row entered by mistake. One that has children or is used anywhere is refused: stop it instead."""
    node = _open(pk, None, by)
    children = Node.objects.filter(parent=node).count()
    if children:
        raise ActRefused(f"“{node.name}”下面还有{children}项，请先移走或删除下级。")
    township = node.township
    node._history_user, node._history_date = by, at
    try:
        node.delete()
    except ProtectedError as refused:
        counts: dict[str, int] = {}
        for used in refused.protected_objects:
            label = str(type(used)._meta.verbose_name)
            counts[label] = counts.get(label, 0) + 1
        words = "、".join(f"{label}{count}条" for label, count in counts.items())
        raise ActRefused(f"“{node.name}”已被使用（{words}），不能删除；不再公开的事项请改为停止。") from None
    raise_generation(township) if township else raise_all()


def next_keys(township: Township | None, count: int) -> list[str]:
    """Free keys for own rows, e.g. wanghe-0007. Call under `tree_lock`."""
    prefix = f"{township.prefix if township else 'county'}-"
    taken = Node.objects.filter(key__startswith=prefix).values_list("key", flat=True)
    serials = (key.removeprefix(prefix) for key in taken)
    last = max((int(serial) for serial in serials if serial.isdecimal()), default=0)
    return [f"{prefix}{last + n:04d}" for n in range(1, count + 1)]


def may_change(user: User, node: Node) -> bool:
    return not node.is_locked and _may_keep(user, node.township)


def _may_keep(user: User, township: Township | None) -> bool:
    """A township's rows: whoever keeps its catalog. County rows are everyone's: an administrator of all townships."""
    if township is not None:
        return rules.may_keep_catalog(user, township)
    return rules.townships_of(user, Role.ADMIN).count() == Township.objects.count() > 0


def _require(by: User, township: Township | None) -> None:
    rules.require(_may_keep(by, township))


def _open(pk: int, version: int | None, by: User) -> Node:
    """The row as it stands, under the tree's lock; refused when locked, foreign or changed since."""
    tree_lock()
    node = Node.objects.select_related("township__unit").filter(pk=pk).first()
    if node is None:
        raise ActRefused("这一行已被删除，请刷新后再办。")
    if node.is_locked:
        raise NodeLocked(node)
    _require(by, node.township)
    if version is not None and node.version != version:
        raise StaleVersion(node)
    return node


def _place(parent_pk: int, township: Township | None, kind: NodeKind) -> Node:
    scope = Node.objects.of_township(township) if township else Node.objects.filter(township__isnull=True)
    parent = scope.filter(pk=parent_pk).first()
    if parent is None or parent.kind == NodeKind.ITEM or kind not in (NodeKind.ITEM, NodeKind.GROUP):
        raise ActRefused("请选择本镇目录里的领域、栏目或分类，新的行列入其下。")
    if township and parent.origin == Origin.VILLAGE:
        raise ActRefused("村级目录里不能加本镇事项。")
    return parent


def _set(node: Node, values: Mapping[str, Any]) -> None:
    if unknown := set(values) - set(FIELDS):
        raise ValueError(f"not columns a person sets: {sorted(unknown)}")
    for name, value in values.items():
        setattr(node, name, value.strip() if isinstance(value, str) and name != "extra" else value)


def _refuse_twin(node: Node, parent: Node | None) -> None:
    if Node.objects.filter(
        parent=parent, name=node.name, kind=node.kind, township=node.township
    ).exclude(pk=node.pk).exists():  # fmt: skip
        raise ActRefused(f"“{parent.name if parent else ''}”下已有“{node.name}”。")


def _save(node: Node, *, by: User, at: datetime) -> Node:
    _refuse_twin(node, node.parent)
    try:
        node.full_clean(exclude=_TREE_FIELDS)
    except ValidationError as invalid:
        _refuse(node, invalid)
    node.version = node.version + 1 if node.pk else 1
    node._history_user, node._history_date = by, at
    node.save()
    derive_limits([node])
    _stale_pages(node)
    return node


def _refuse(node: Node, invalid: ValidationError) -> NoReturn:
    words = []
    for name, messages in invalid.message_dict.items():
        field = node._meta.get_field(name) if name != "__all__" else None
        label = f"“{field.verbose_name}”：" if field is not None and hasattr(field, "verbose_name") else ""
        words.append(label + "；".join(messages))
    raise ActRefused(" ".join(words)) from None


def _stale_pages(node: Node) -> None:
    if node.township_id:
        raise_generation(node.township_id)
    else:
        raise_all()
