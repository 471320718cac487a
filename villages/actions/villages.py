"""Villages: each unit of kind village has one record with what the unit does not say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog import rules
from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import UnitKind
from catalog.models import Township, Unit, User
from villages.models import Village

FIELDS = frozenset({"households", "residents", "groups", "introduction"})


@transaction.atomic
def keep(*, unit_pk: int, township: Township, by: User, at: datetime, **values: Any) -> Village:
    """Set a village's figures; its record is made when it is not there yet.

    values: of `FIELDS`; those not named stay.

    Raises:
        ActRefused: the unit is no village of this township, or a value does not fit.
        PermissionDenied: the user does not administer the township.
    """
    rules.require(rules.administers(by, township))
    unit = Unit.objects.filter(pk=unit_pk, tree_id=township.unit.tree_id, kind=UnitKind.VILLAGE).first()
    if unit is None:
        raise ActRefused("所选的单位不是本乡镇的村（社区）。")
    village = Village.objects.select_for_update(of=("self",)).filter(unit=unit).first() or Village(unit=unit)
    for name, value in values.items():
        if name not in FIELDS:
            raise TypeError(f"not a field of a village: {name}")
        setattr(village, name, value)
    try:
        village.full_clean()
    except ValidationError as refused:
        raise ActRefused("；".join(refused.messages)) from None
    village._history_user = by  # type: ignore[attr-defined]
    village.save()
    raise_generation(township)
    return village


@transaction.atomic
def keep_all(*, unit_pks: Iterable[int], township: Township, by: User, at: datetime) -> int:
    """Make the missing records of village units. Returns how many were made."""
    known = set(Village.objects.filter(unit__in=unit_pks).values_list("unit_id", flat=True))
    missing = sorted(set(unit_pks) - known)
    for pk in missing:
        keep(unit_pk=pk, township=township, by=by, at=at)
    return len(missing)
