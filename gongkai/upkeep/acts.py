"""Acts of upkeep over all apps: the catalog's own act first, then the duties that hang on what it changed."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from catalog.actions import adoptions, calendar, nodes
from catalog.models import Adoption, Node, Township, Unit, User
from gongkai.upkeep import renewal
from gongkai.upkeep.renewal import Renewal


def arrange_year(
    *, year: int, notice_no: str, issued_on: date, text: str, by: User, at: datetime
) -> tuple[calendar.Arranged, dict[int, Renewal]]:
    """Enter the State Council's arrangement of a year, and reckon what keeps due days anew (CAL-8).

    Returns:
        What was arranged, and what became of each township's duties.

    Raises: see `catalog.actions.calendar.arrange`.
    """
    done = calendar.arrange(year=year, notice_no=notice_no, issued_on=issued_on, text=text, by=by, at=at)
    return done, renewal.renew_all(cause=f"{year}年{renewal.CALENDAR}", by=by, at=at)


def adopt(*, node: int, holder: int, by: User, at: datetime, **values: Any) -> tuple[Adoption, Renewal]:
    """See `catalog.actions.adoptions.adopt`."""
    before = _term(node, holder)
    done = adoptions.adopt(node=node, holder=holder, by=by, at=at, **values)
    cause = renewal.ADOPTION if done.limit_text == before else renewal.TERM
    return done, _renew([node], holder, cause, by, at)


def set_unit(
    *, nodes: Iterable[int], holder: int, by: User, at: datetime, **values: Any
) -> tuple[int, Renewal]:
    """See `catalog.actions.adoptions.set_unit`."""
    ticked = list(nodes)
    done = adoptions.set_unit(nodes=ticked, holder=holder, by=by, at=at, **values)
    return done, _renew(ticked, holder, renewal.ADOPTION, by, at)


def not_involve(
    *, nodes: Iterable[int], holder: int, by: User, at: datetime, **values: Any
) -> tuple[int, Renewal]:
    """See `catalog.actions.adoptions.not_involve`."""
    ticked = list(nodes)
    done = adoptions.not_involve(nodes=ticked, holder=holder, by=by, at=at, **values)
    return done, _renew(ticked, holder, renewal.ADOPTION, by, at)


def check(*, node: int, holder: int, by: User, at: datetime, **values: Any) -> tuple[Adoption, Renewal]:
    """See `catalog.actions.adoptions.check`."""
    done = adoptions.check(node=node, holder=holder, by=by, at=at, **values)
    return done, _renew([node], holder, renewal.TERM, by, at)


@transaction.atomic
def change_row(
    *, pk: int, version: int, values: Mapping[str, Any], parent_pk: int, by: User, at: datetime
) -> tuple[Node, dict[int, Renewal]]:
    """Set columns of an own row and put it below another parent where that differs; see `catalog.actions.nodes`.

    Returns:
        The row, and what became of the duties of each township that uses it.
    """
    before = Node.objects.values_list("parent_id", "limit_text").filter(pk=pk).first()
    done = nodes.change(pk=pk, version=version, values=values, by=by, at=at)
    if before is not None and before[0] != parent_pk:
        done = nodes.move(pk=pk, version=done.version, parent_pk=parent_pk, by=by, at=at)
    worded_anew = before is not None and before[1] != done.limit_text
    return done, _renew_row(done, renewal.TERM if worded_anew else renewal.REVISION, by, at)


@transaction.atomic
def retire_row(*, pk: int, by: User, at: datetime, **values: Any) -> dict[int, Renewal]:
    """See `catalog.actions.nodes.retire`."""
    return _renew_row(nodes.retire(pk=pk, by=by, at=at, **values), renewal.REVISION, by, at)


@transaction.atomic
def restore_row(*, pk: int, by: User, at: datetime, **values: Any) -> dict[int, Renewal]:
    """See `catalog.actions.nodes.restore`."""
    return _renew_row(nodes.restore(pk=pk, by=by, at=at, **values), renewal.REVISION, by, at)


def _term(node: int, holder: int) -> str:
    """The township's own wording of the term as it stands; "" where it is as printed."""
    held = Adoption.objects.filter(node=node, holder=holder)
    return held.values_list("limit_text", flat=True).first() or ""


def _renew(nodes: list[int], holder: int, cause: str, by: User, at: datetime) -> Renewal:
    tree = Unit.objects.values_list("tree_id", flat=True).get(pk=holder)
    township = Township.objects.select_related("unit").get(unit__tree_id=tree)
    return renewal.renew(township=township, nodes=nodes, cause=cause, by=by, at=at)


def _renew_row(row: Node, cause: str, by: User, at: datetime) -> dict[int, Renewal]:
    """Of every township that adopted the row or one below it: a county row belongs to several."""
    below = list(row.get_descendants(include_self=True).values_list("pk", flat=True))
    using = Township.objects.filter(adoption__node__in=below).distinct().select_related("unit")
    return {
        each.pk: renewal.renew(township=each, nodes=below, cause=cause, by=by, at=at)
        for each in using.order_by("pk")
    }
