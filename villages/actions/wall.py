"""A month's sheet on the board: when it went up where, when it came down; two dates, no photo (design §10)."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.law.places import PlaceKind
from catalog.law.vocabulary import UnitKind
from catalog.models import Place, Township, Unit, User, work_calendar
from catalog.rules import require
from disclosure.checks.personal import NOTICES, scan_text
from villages import rules
from villages.actions.policy import days_on_board
from villages.law.wall import hangs_until
from villages.models import WallPosting


class PostingRefused(ActRefused):
    """`str()` is a sentence for whoever sent it."""


@transaction.atomic
def post(
    *,
    unit_pk: int,
    township: Township,
    month: date,
    posted_on: date,
    by: User,
    at: datetime,
    place: Place | None = None,
    place_text: str = "",
) -> WallPosting:
    """Note that the sheet of a month went up. The same noted twice is one record.

    Args:
        month: its first day.
        place: a notice board of the village; without one `place_text` says where.

    Raises:
        PermissionDenied: neither the village's clerk nor an editor of the township.
        PostingRefused: no board of the village, a day to come or before the month, personal data in the words, or one
            still hangs there.
    """
    unit = (  # locked: whether one hangs there already is judged by one at a time
        Unit.objects.select_for_update(of=("self",))
        .filter(pk=unit_pk, tree_id=township.unit.tree_id, kind=UnitKind.VILLAGE)
        .first()
    )
    if unit is None:
        raise PostingRefused("所选的单位不是本乡镇的村（社区）。")
    require(rules.may_post(by, unit), "您不能登记这个村的张贴。")
    if place is not None and (place.unit_id != unit.pk or place.kind != PlaceKind.BOARD):
        raise PostingRefused("所选的不是本村的公示栏。")
    where = "" if place is not None else _public(place_text, "地点")
    if place is None and not where:
        raise PostingRefused("请选择公示栏，或者写明其他地点。")
    if posted_on > timezone.localdate(at):
        raise PostingRefused("张贴日期不能晚于今天。")
    if posted_on < month:
        raise PostingRefused("张贴日期不能早于这个月。")
    same = WallPosting.objects.filter(unit=unit, month=month, place=place, place_text=where)
    if there := same.filter(posted_on=posted_on).first():
        return there
    if hanging := same.filter(taken_down_on=None).first():
        raise PostingRefused(
            f"这里 {hanging.posted_on:%Y-%m-%d} 张贴的还没有登记撤下。日期登记错了的，先删去那一条再登记。"
        )
    made = WallPosting(
        unit=unit, month=month, place=place, place_text=where, posted_on=posted_on, by=by, at=at
    )
    return _kept(made, township, by)


@transaction.atomic
def take_down(
    *, pk: int, township: Township, by: User, at: datetime, taken_down_on: date, reason: str = ""
) -> WallPosting:
    """Note that a sheet came down.

    Raises:
        PermissionDenied: see `post`.
        PostingRefused: noted already, a day to come, before it went up, or too early without a reason.
    """
    found = _locked(pk, township, by)
    if found.taken_down_on is not None:
        raise PostingRefused(f"已登记 {found.taken_down_on:%Y-%m-%d} 撤下。")
    if taken_down_on > timezone.localdate(at):
        raise PostingRefused("撤下日期不能晚于今天。")
    if taken_down_on < found.posted_on:
        raise PostingRefused("撤下日期不能早于张贴日期。")
    days = days_on_board(township)
    last = hangs_until(found.posted_on, days, work_calendar())
    why = _public(reason, "原因")
    if taken_down_on < last and not why:
        raise PostingRefused(f"至少要贴 {days} 天，到 {last:%Y-%m-%d}。提前撤下的，请写明原因。")
    found.taken_down_on, found.taken_down_by = taken_down_on, by
    found.early_reason = why if taken_down_on < last else ""
    return _kept(found, township, by)


@transaction.atomic
def remove(*, pk: int, township: Township, by: User, at: datetime) -> None:
    """Take back what was noted by mistake; its history keeps that it was there, and who removed it.

    Raises:
        PermissionDenied: see `post`.
    """
    found = _locked(pk, township, by)
    found._history_user = by  # type: ignore[attr-defined]
    found.delete()
    raise_generation(township)


def _locked(pk: int, township: Township, by: User) -> WallPosting:
    found = (
        WallPosting.objects.select_for_update(of=("self",))
        .select_related("unit")
        .get(pk=pk, unit__tree_id=township.unit.tree_id)
    )
    require(rules.may_post(by, found.unit), "您不能登记这个村的张贴。")
    return found


def _public(text: str, what: str) -> str:
    """Words that go on the page of the village."""
    if hits := [hit for hit in scan_text(text) if hit.kind not in NOTICES]:
        raise PostingRefused(f"{what}里有{hits[0].kind.label}，会公开在村页面上，请删去。")
    return text.strip()


def _kept(found: WallPosting, township: Township, by: User) -> WallPosting:
    try:
        found.full_clean()
    except ValidationError as refused:
        raise PostingRefused("；".join(refused.messages)) from None
    found._history_user = by  # type: ignore[attr-defined]
    found.save()
    raise_generation(township)
    return found
