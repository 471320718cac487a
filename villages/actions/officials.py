"""People in post: entered, changed, term ended, by the village's clerk or the administrator."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.actions.stale import STALE, is_stale
from catalog.law.phones import has_mobile
from catalog.law.vocabulary import UnitKind
from catalog.models import Township, Unit, User
from catalog.rules import require
from disclosure.checks.personal import NOTICES, scan_text
from villages import rules
from villages.law.officials import clash, plain
from villages.models import Official

FIELDS = frozenset({"body", "name", "post", "duty", "phone", "agreed", "since", "until", "order"})
MOBILE = "这是个人手机号。请改填办公电话；本人同意公开的，请勾选“本人同意公开手机号”。"
_WORDS = {"name": "姓名", "post": "职务", "duty": "分工"}


class OfficialRefused(ActRefused):
    """`str()` is a sentence for whoever sent it."""


@transaction.atomic
def add(*, unit_pk: int, township: Township, by: User, at: datetime, **values: Any) -> Official:
    """Enter somebody's term. The same entered twice is one.

    values: of `FIELDS`; body, name, post and since are needed.

    Raises:
        PermissionDenied: neither the village's clerk, nor an editor or the administrator of the township.
        OfficialRefused: no village of the township, a mobile number without consent (PII-5), other personal data,
            or in village committee and supervision committee at once (VIL-4).
    """
    unit = _locked_unit(unit_pk, township, by)
    made = Official(unit=unit, **_known(values))
    key = {"body": made.body, "name": plain(made.name), "post": made.post.strip(), "since": made.since}
    there = Official.objects.filter(unit=unit, **key).first() if made.since else None
    return there or _kept(made, township, by)


@transaction.atomic
def change(
    *, pk: int, township: Township, by: User, at: datetime, seen: int | None = None, **values: Any
) -> Official:
    """Change what stands of a person. `seen`: see `catalog.actions.stale`.

    Raises: as `add`; somebody changed it meanwhile.
    """
    found = _locked(pk, township, by, seen)
    for name, value in _known(values).items():
        setattr(found, name, value)
    return _kept(found, township, by)


@transaction.atomic
def end(
    *, pk: int, township: Township, by: User, at: datetime, until: date, seen: int | None = None
) -> Official:
    """The term ends: from that day the person is on the public page no more; the record stays.

    Raises:
        PermissionDenied, OfficialRefused: see `change`; ended already, or before it began.
    """
    found = _locked(pk, township, by, seen)
    if found.until is not None:
        raise OfficialRefused(f"{found.name}已登记 {found.until:%Y-%m-%d} 离任；日期有误的，请在“修改”里改。")
    found.until = until
    return _kept(found, township, by)


def _locked_unit(pk: int, township: Township, by: User) -> Unit:
    """The village, locked: whether two posts go together is judged by one at a time."""
    unit = (
        Unit.objects.select_for_update(of=("self",))
        .filter(pk=pk, tree_id=township.unit.tree_id, kind=UnitKind.VILLAGE)
        .first()
    )
    if unit is None:
        raise OfficialRefused("所选的单位不是本乡镇的村（社区）。")
    require(rules.may_keep_people(by, unit), "您不能登记这个村的任职人员。")
    return unit


def _locked(pk: int, township: Township, by: User, seen: int | None) -> Official:
    unit_pk = Official.objects.values_list("unit_id", flat=True).get(pk=pk)
    unit = _locked_unit(unit_pk, township, by)
    found = Official.objects.select_for_update(of=("self",)).get(pk=pk)
    found.unit = unit
    if is_stale(found, seen):
        raise OfficialRefused(STALE)
    return found


def _known(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not fields of an official: {sorted(unknown)}")
    return values


def _kept(found: Official, township: Township, by: User) -> Official:
    found.name = plain(found.name)
    for name in ("post", "duty", "phone"):
        setattr(found, name, getattr(found, name).strip())
    if has_mobile(found.phone) and not found.agreed:
        raise OfficialRefused(MOBILE)
    for name, label in _WORDS.items():
        if hits := [hit for hit in scan_text(getattr(found, name)) if hit.kind not in NOTICES]:
            raise OfficialRefused(f"“{label}”里有{hits[0].kind.label}，会公开在村页面上，请删去。")
    try:
        found.full_clean()
    except ValidationError as refused:
        raise OfficialRefused("；".join(refused.messages)) from None
    others = Official.objects.filter(unit=found.unit).exclude(pk=found.pk)
    if other := clash(found.term(), [each.term() for each in others]):
        until = f"到 {other.until:%Y-%m-%d} 离任" if other.until else "现在还在任"
        raise OfficialRefused(
            f"{found.name}{other.since:%Y-%m-%d}起任{other.body.label}成员，{until}。村务监督委员会成员不能同时是村民委员会成员，"
            "他们的近亲属也不能。"
        )
    found._history_user = by  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise OfficialRefused("这个人的这项任职已经登记。") from None
    raise_generation(township)
    return found
