"""Where else a publication went: noted as a record, with no picture asked for (design §10)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.models import Unit, User
from catalog.rules import require
from disclosure import rules
from disclosure.law.lifecycle import State
from disclosure.models import Outlet, Placement, Publication


@transaction.atomic
def place(
    *,
    publication: Publication,
    outlet: Outlet,
    placed_on: date,
    by: User,
    at: datetime,
    unit: Unit | None = None,
    place: str = "",
    url: str = "",
    until: date | None = None,
) -> Placement:
    """Note one place a public publication was put. The same noted twice is one record.

    Raises:
        ActRefused: not public, a day to come, or an end before the beginning.
        PermissionDenied: no writer here.
    """
    held = Publication.objects.select_for_update(of=("self",)).select_related("unit").get(pk=publication.pk)
    require(rules.may_place(by, held), "您不能登记这条信息的传播渠道。")
    if held.state != State.PUBLISHED:
        raise ActRefused("公开以后才能登记传播渠道。")
    if placed_on > timezone.localdate(at):
        raise ActRefused("日期不能晚于今天。")
    if until is not None and until < placed_on:
        raise ActRefused("结束日期不能早于开始日期。")
    if unit is not None and unit.tree_id != held.unit.tree_id:
        raise ActRefused("请选择本乡镇的村或单位。")
    made, _ = Placement.objects.get_or_create(
        publication=held, outlet=outlet, unit=unit, place=place.strip(), placed_on=placed_on, url=url,
        defaults={"until": until, "by": by, "at": at},
    )  # fmt: skip
    return made


@transaction.atomic
def remove(*, pk: int, by: User) -> None:
    """Take back a placement noted by mistake."""
    found = Placement.objects.select_related("publication__unit").get(pk=pk)
    require(rules.may_place(by, found.publication), "您不能更改这条信息的传播渠道。")
    found.delete()
