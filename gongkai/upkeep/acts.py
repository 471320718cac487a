"""Acts of upkeep over all apps: the catalog's own act first, then the duties that hang on what it changed."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from catalog.actions import adoptions, calendar
from catalog.models import Adoption, Township, Unit, User
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


def _term(node: int, holder: int) -> str:
    """The township's own wording of the term as it stands; "" where it is as printed."""
    held = Adoption.objects.filter(node=node, holder=holder)
    return held.values_list("limit_text", flat=True).first() or ""


def _renew(nodes: list[int], holder: int, cause: str, by: User, at: datetime) -> Renewal:
    tree = Unit.objects.values_list("tree_id", flat=True).get(pk=holder)
    township = Township.objects.select_related("unit").get(unit__tree_id=tree)
    return renewal.renew(township=township, nodes=nodes, cause=cause, by=by, at=at)
