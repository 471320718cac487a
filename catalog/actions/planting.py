"""Many rows of the tree at once: numbered in memory, inserted in bulk. For loading and importing."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from catalog.actions.nodes import tree_lock
from catalog.models import Node, User


class _Spot:
    """A node's place: what the table holds and what it becomes."""

    __slots__ = ("children", "node", "now", "pk", "was")

    def __init__(self, pk: int | None, was: tuple[int, int, int, int], node: Node | None = None) -> None:
        self.pk, self.was, self.node = pk, was, node
        self.now = was
        self.children: list[_Spot] = []


@transaction.atomic
def plant(*, new: Sequence[Node], by: User | None, at: datetime, reason: str = "") -> None:
    """Insert many nodes, each as the last child of its `parent`, in the order given; parents stand before children.

    A parent is a saved node or one earlier in `new`; nodes without one become roots. The numbers of the trees
    touched are reckoned once in memory; about 1 s for 5 000 nodes. History rows are written.
    """
    if not new:
        return
    tree_lock()
    trees, spots = _standing({node.parent_id for node in new if node.parent_id})
    fresh: dict[int, _Spot] = {}
    last = Node.objects.aggregate(last=Max("tree_id"))["last"] or 0
    for node in new:
        spot = fresh[id(node)] = _Spot(None, (0, 0, 0, 0), node)
        if node.parent is None:
            last += 1
            trees[last] = spot
        elif node.parent.pk:
            spots[node.parent.pk].children.append(spot)
        else:
            fresh[id(node.parent)].children.append(spot)
    for tree_id, root in trees.items():
        _number(root, tree_id)
    _renumber([spot for spot in spots.values() if spot.now != spot.was])
    _insert(list(fresh.values()))
    Node.history.bulk_history_create(
        new, batch_size=500, default_user=by, default_change_reason=reason, default_date=at
    )


def _standing(parents: set[int]) -> tuple[dict[int, _Spot], dict[int, _Spot]]:
    """The trees that the parents stand in, as the table has them now: roots by tree, spots by primary key."""
    tree_ids = Node.objects.filter(pk__in=parents).values_list("tree_id", flat=True).distinct()
    roots: dict[int, _Spot] = {}
    spots: dict[int, _Spot] = {}
    rows = Node.objects.filter(tree_id__in=list(tree_ids)).order_by("tree_id", "lft")
    for pk, parent_id, lft, rght, level, tree_id in rows.values_list("pk", "parent_id", *_NUMBERS):
        spot = spots[pk] = _Spot(pk, (lft, rght, level, tree_id))
        if parent_id is None:
            roots[tree_id] = spot
        else:
            spots[parent_id].children.append(spot)
    return roots, spots


_NUMBERS = ("lft", "rght", "level", "tree_id")


def _number(root: _Spot, tree_id: int) -> None:
    """Left and right of every spot, by one walk without recursion."""
    counter = 1
    stack: list[tuple[_Spot, int, int, Iterator[_Spot]]] = [(root, 1, 0, iter(root.children))]
    while stack:
        spot, left, level, children = stack[-1]
        counter += 1
        child = next(children, None)
        if child is None:
            spot.now = (left, counter, level, tree_id)
            stack.pop()
        else:
            stack.append((child, counter, level + 1, iter(child.children)))


def _renumber(moved: list[_Spot]) -> None:
    rows = [Node(pk=spot.pk, **dict(zip(_NUMBERS, spot.now, strict=True))) for spot in moved]
    Node.objects.bulk_update(rows, _NUMBERS, batch_size=200)


def _insert(spots: list[_Spot]) -> None:
    """Level by level, so that every parent has its key before its children need it."""
    levels: dict[int, list[Node]] = {}
    for spot in spots:
        if spot.node is not None:
            for name, value in zip(_NUMBERS, spot.now, strict=True):
                setattr(spot.node, name, value)
            levels.setdefault(spot.now[2], []).append(spot.node)
    for level in sorted(levels):
        for node in levels[level]:
            node.parent_id = node.parent.pk if node.parent is not None else None
        Node.objects.bulk_create(levels[level], batch_size=200)
