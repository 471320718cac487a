"""The tree of units of a township: add a unit, change what it says of itself, move it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog import rules
from catalog.actions.generations import raise_generation
from catalog.actions.refusals import ActRefused
from catalog.actions.townships import lock_units
from catalog.law.vocabulary import UnitKind
from catalog.models import Township, Unit, User

FIELDS = frozenset(
    {
        "kind",
        "name",
        "short_name",
        "duties",
        "leader",
        "leader_in_charge",
        "phone",
        "address",
        "hours",
        "is_active",
    }
)


@transaction.atomic
def add(*, township: Township, parent_pk: int | None = None, by: User, at: datetime, **values: Any) -> Unit:
    """Add a unit below another of the township (below the township itself when none is named).

    values: of `FIELDS`; `name` is needed.

    Raises:
        ActRefused: the name is taken under this parent, a value does not fit, the parent belongs elsewhere.
        PermissionDenied: the user does not administer the township.
    """
    rules.require(rules.administers(by, township))
    lock_units()
    parent = _in_tree(parent_pk or township.unit_id, township)
    unit = Unit(parent=parent, **_known(values))
    _save(unit, township, by)
    return unit


@transaction.atomic
def change(
    *, pk: int, township: Township, by: User, at: datetime, parent_pk: int | None = None, **values: Any
) -> Unit:
    """Change a unit's fields; `parent_pk` moves it, within the township's tree and never under itself.

    Raises: as `add`.
    """
    rules.require(rules.administers(by, township))
    lock_units()
    unit = _in_tree(pk, township)
    if parent_pk is not None and parent_pk != unit.parent_id:
        parent = _in_tree(parent_pk, township)
        if unit.parent_id is None:
            raise ActRefused("乡镇是根单位，不能移到别的单位下。")
        if parent.pk == unit.pk or parent.is_descendant_of(unit):
            raise ActRefused(f"“{unit.name}”不能移到自己的下级单位“{parent.name}”下。")
        unit.parent = parent
    for name, value in _known(values).items():
        setattr(unit, name, value)
    _save(unit, township, by)
    return unit


def _in_tree(pk: int, township: Township) -> Unit:
    unit = Unit.objects.filter(pk=pk, tree_id=_tree(township)).first()
    if unit is None:
        raise ActRefused("所选的单位不存在，或不属于本乡镇。")
    return unit


def _tree(township: Township) -> int:
    """Read anew: the number moves when another tree is added before this one."""
    return Unit.objects.values_list("tree_id", flat=True).get(pk=township.unit_id)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - FIELDS
    if unknown:
        raise TypeError(f"not fields of a unit: {sorted(unknown)}")
    return values


def _save(unit: Unit, township: Township, by: User) -> None:
    if (unit.kind == UnitKind.TOWNSHIP) != (unit.pk == township.unit_id):
        raise ActRefused("一个乡镇只有一个根单位，下级单位不能选“乡镇”类别。")
    unit.name = unit.name.strip()
    try:
        unit.full_clean()
    except ValidationError as refused:
        raise ActRefused("；".join(refused.messages)) from None
    unit._history_user = by
    unit.save()
    by.__dict__.pop("_places", None)  # the bounds that `rules.places` remembers have moved with the tree
    raise_generation(township)
