"""The items of a village's list: what its sheets are, what was posted last, where the township has the same matter."""

from collections.abc import Iterable
from datetime import date

from django.db.models import F, QuerySet

from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import Adoption, AdoptionStatus, Node, Unit
from villages.models import Sheet


def items_of(unit: Unit, today: date) -> QuerySet[Node]:
    """Items a village has taken on, in printed order, each with `term`: its own, else the printed one."""
    mine = Adoption.objects.filter(holder=unit, status=AdoptionStatus.APPLIES)
    return (
        Node.objects.filter(kind=NodeKind.ITEM, origin=Origin.VILLAGE, adoptions__in=mine)
        .in_force(today)
        .select_related("parent")
        .annotate(own_term=F("adoptions__limit_text"), own_elements=F("adoptions__elements"))
        .order_by("tree_id", "lft")
    )


def by_category(nodes: Iterable[Node]) -> list[tuple[str, list[Node]]]:
    """Items under the headings of the list."""
    found: dict[str, list[Node]] = {}
    for node in nodes:
        found.setdefault(node.parent.name if node.parent else "", []).append(node)
    return list(found.items())


def last_shown(unit: Unit, node: Node) -> Sheet | None:
    """What residents read of an item last."""
    shown = Sheet.objects.public().filter(unit=unit, node=node)
    return shown.select_related("carrier__revises").order_by("-first", "-pk").first()
