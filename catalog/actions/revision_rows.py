"""One approved change put into effect: the township's own row itself, or its wording of a shared row."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from catalog.actions import adoptions, nodes
from catalog.actions.refusals import ActRefused
from catalog.models import WORDING, AdoptionStatus, ChangeKind, Node, RevisionChange, Township, User
from catalog.queries.revisions import SHARED_FIELDS, adoption_of, is_own, snapshot


def apply_change(
    change: RevisionChange, township: Township, *, effective_on: date, by: User, at: datetime
) -> None:
    """Put one change into effect. The caller holds the transaction.

    Raises:
        ActRefused: the row says something else now than when the change was planned.
    """
    if change.kind == ChangeKind.ADD:
        _add(change, township, effective_on=effective_on, by=by, at=at)
        return
    node = Node.objects.select_for_update(of=("self",)).get(pk=change.node_id)
    if snapshot(node, township) != change.before:
        raise ActRefused(
            f"“{node.name}”在列入这份调整后又被改过，不能批准。请打开该事项核对现在的内容，重新列入后再批准；其他事项也都没有生效。"
        )
    if change.kind == ChangeKind.RETIRE:
        _retire(change, node, township, effective_on=effective_on, by=by, at=at)
    elif is_own(node, township):
        nodes.change(pk=node.pk, version=node.version, values=change.after, by=by, at=at)
        _unmask(change, node, township, by=by, at=at)
    else:
        _word(change, node, township, by=by, at=at)


def _add(change: RevisionChange, township: Township, *, effective_on: date, by: User, at: datetime) -> None:
    assert change.parent_id is not None  # noqa: S101  (typing: an added row always names its place)
    values = change.after | {"in_force_from": effective_on}
    change.node = nodes.add(township=township, parent_pk=change.parent_id, values=values, by=by, at=at)
    change.save(update_fields=["node"])


def _retire(
    change: RevisionChange, node: Node, township: Township, *, effective_on: date, by: User, at: datetime
) -> None:
    if is_own(node, township):
        last_day = effective_on - timedelta(days=1)
        nodes.retire(pk=node.pk, version=node.version, on=last_day, reason=change.reason, by=by, at=at)
    else:
        adoptions.not_involve(nodes=[node.pk], holder=township.unit_id, reason=change.reason, by=by, at=at)


def _word(change: RevisionChange, node: Node, township: Township, *, by: User, at: datetime) -> None:
    """The township's wording; a column set back to what is printed follows the printed row again."""
    values = {name: value if value != getattr(node, name) else None for name, value in change.after.items()}
    _adopt(node, township, values, by=by, at=at)


def _unmask(change: RevisionChange, node: Node, township: Township, *, by: User, at: datetime) -> None:
    """An adoption's wording would hide what the own row says now."""
    held = adoption_of(node, township)
    values = {name: None for name in change.after if name in SHARED_FIELDS and held and getattr(held, name)}
    if values:
        _adopt(node, township, values, by=by, at=at)


def _adopt(node: Node, township: Township, values: dict[str, Any], *, by: User, at: datetime) -> None:
    held = adoption_of(node, township)
    wording = {name: getattr(held, name) for name in WORDING} | values if held else values
    adoptions.adopt(
        node=node.pk,
        holder=township.unit_id,
        version=held.version if held else 0,
        status=held.status if held else AdoptionStatus.APPLIES,
        reason=held.reason if held else "",
        unit=held.unit_id if held else None,
        number=held.number if held else "",
        applies_from=held.applies_from if held else timezone.localdate(at),
        wording=wording,
        by=by,
        at=at,
    )
