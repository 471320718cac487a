"""Places and devices: entered, changed, taken out of use, by the administrator or by a village for its own."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog import rules
from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.actions.stale import STALE, is_stale
from catalog.law.phones import has_mobile, has_personal_number
from catalog.models import Place, Township, Unit, User

FIELDS = frozenset({"kind", "name", "where", "hours", "phone", "note", "code", "is_active"})
MOBILE = "公开的电话只能是办公电话，不能是个人手机号。"
_WORDS = {"name": "名称", "where": "位置", "hours": "开放时间", "note": "说明"}
_NUMBERS = "里有手机号或证件号、卡号一样的长号码，会公开，请删去。"


class PlaceRefused(ActRefused):
    """`str()` is a sentence for whoever sent it."""


@transaction.atomic
def add(*, unit_pk: int, township: Township, by: User, at: datetime, **values: Any) -> Place:
    """Enter a place. The same entered twice is one.

    values: of `FIELDS`; kind and name are needed.

    Raises:
        PermissionDenied: neither administrator of the township nor clerk of the village.
        PlaceRefused: not a unit of the township, a private number, or something that does not fit.
    """
    unit = _unit(unit_pk, township, by)
    place = Place(township=township, unit=unit, **_known(values))
    name = place.name.strip()
    if there := Place.objects.filter(unit=unit, kind=place.kind, name=name).first():
        same = all(_plain(getattr(there, field)) == _plain(value) for field, value in values.items())
        if same:
            return there
    return _kept(place, by)


@transaction.atomic
def change(
    *,
    pk: int,
    township: Township,
    by: User,
    at: datetime,
    unit_pk: int | None = None,
    seen: int | None = None,
    **values: Any,
) -> Place:
    """Change a place; `unit_pk` binds it to another unit.

    Args:
        seen: number of the history entry the page was made from; None where the caller has compared it already.

    Raises:
        PermissionDenied: see `add`; where it is moved, for either unit.
        PlaceRefused: see `add`, or somebody changed it meanwhile.
    """
    place = Place.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk, township=township)
    rules.require(rules.may_keep_place(by, place.unit), "您不能更改这个村或单位的查阅点。")
    if is_stale(place, seen):
        raise PlaceRefused(STALE)
    if unit_pk is not None and unit_pk != place.unit_id:
        place.unit = _unit(unit_pk, township, by)
    for name, value in _known(values).items():
        setattr(place, name, value)
    return _kept(place, by)


def _unit(pk: int, township: Township, by: User) -> Unit:
    unit = Unit.objects.filter(pk=pk, tree_id=township.unit.tree_id).first()
    if unit is None:
        raise PlaceRefused("所选的单位不存在，或不属于本乡镇。")
    rules.require(rules.may_keep_place(by, unit), "您不能登记这个村或单位的查阅点。")
    return unit


def _known(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not fields of a place: {sorted(unknown)}")
    return values


def _plain(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _kept(place: Place, by: User) -> Place:
    for name in ("name", "where", "hours", "phone", "note", "code"):
        setattr(place, name, getattr(place, name).strip())
    if has_mobile(place.phone):
        raise PlaceRefused(MOBILE)
    for name, label in _WORDS.items():
        if has_personal_number(getattr(place, name)):
            raise PlaceRefused(f"“{label}”{_NUMBERS}")
    try:
        place.full_clean()
    except ValidationError as refused:
        raise PlaceRefused("；".join(refused.messages)) from None
    place._history_user = by  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            place.save()
    except IntegrityError:  # the other of two at once was first
        raise PlaceRefused("同名的一处或同一个设备编号刚刚已经登记，请刷新后查看。") from None
    raise_generation(place.township)
    return place
