"""Whether a stored tree agrees with its parents, and putting it right."""

from typing import Any

from django.db import transaction

from catalog.actions.generations import raise_all
from catalog.actions.nodes import tree_lock
from catalog.models import Node, Unit

TREES = (Node, Unit)


def find_faults(model: type[Node] | type[Unit]) -> list[str]:
    """Every place where parent, lft, rght, level or tree_id contradict each other, in words. 1 query."""
    rows = list(
        model.objects.order_by("tree_id", "lft", "pk").values_list(
            "pk", "parent_id", "lft", "rght", "level", "tree_id"
        )
    )
    faults: list[str] = []
    trail: list[tuple[int, int, int]] = []  # (pk, tree_id, rght) of the open ancestors
    used: dict[int, set[int]] = {}
    for pk, parent_id, lft, rght, level, tree_id in rows:
        while trail and not (trail[-1][1] == tree_id and trail[-1][2] > lft):
            trail.pop()
        above = trail[-1][0] if trail else None
        if above != parent_id:
            faults.append(f"{pk}：按左右值上级是 {above}，记录的上级是 {parent_id}")
        if level != len(trail):
            faults.append(f"{pk}：层级是 {level}，应为 {len(trail)}")
        numbers = used.setdefault(tree_id, set())
        if lft >= rght or (trail and rght >= trail[-1][2]) or {lft, rght} & numbers:
            faults.append(f"{pk}：左右值 {lft}–{rght} 不合")
        numbers |= {lft, rght}
        trail.append((pk, tree_id, rght))
    for tree_id, numbers in used.items():
        if numbers != set(range(1, len(numbers) + 1)):
            faults.append(f"树 {tree_id}：左右值有空缺")
    return faults


@transaction.atomic
def rebuild(*, model: type[Node] | type[Unit]) -> None:
    """Reckon the numbers anew from the parents."""
    tree_lock(model)
    manager: Any = model.objects
    manager.rebuild()
    raise_all()
