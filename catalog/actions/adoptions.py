"""What a township does with a row of the catalog: applies it, words it, gives it to a unit, checks it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog import rules
from catalog.actions.generations import raise_generation
from catalog.actions.limits import derive_limits
from catalog.actions.refusals import ActRefused
from catalog.models import WORDING, Adoption, AdoptionStatus, Node, Township, Unit, User

LISTS = ("channels", "levels")
CHOICES = ("audience", "mode")


class AdoptionStale(ActRefused):
    """Somebody saved the row in the meantime; `current` is what stands now (None: it was not there before)."""

    def __init__(self, current: Adoption | None) -> None:
        super().__init__("这一事项刚刚被别人改过，请核对后再保存。")
        self.current = current


@transaction.atomic
def adopt(
    *,
    node: int,
    holder: int,
    version: int,
    status: AdoptionStatus | str,
    reason: str = "",
    unit: int | None = None,
    number: str = "",
    applies_from: date | None,
    wording: Mapping[str, Any],
    by: User,
    at: datetime,
) -> Adoption:
    """Set everything a unit's list says of one row.

    version: of the row the person saw; 0 where there was none. wording: of `WORDING`; an empty column is as printed,
    one that is not named stays as it is. Rules of the local time limit are derived anew. applies_from: first day the
    row is owed on; None for 启用日期.

    Raises:
        AdoptionStale: another version stands now.
        ActRefused: no such row or unit in this township, or 不涉及 without a reason.
        PermissionDenied: not the township's administrator or head of the disclosure office.
    """
    township, row, held = _open(node, holder, by)
    if (held.version if held else 0) != version:
        raise AdoptionStale(held)
    adoption = held or Adoption(holder_id=holder, township=township, node=row, version=0)
    adoption.status, adoption.reason, adoption.number = status, _reason(status, reason), number.strip()
    adoption.unit_id, adoption.applies_from = _unit(unit, township), applies_from
    _word(adoption, wording)
    return _save(adoption, by, derive=True)


@transaction.atomic
def set_unit(*, nodes: Iterable[int], holder: int, unit: int, by: User, at: datetime) -> int:
    """Make a unit responsible for the ticked rows; rows new to the township are owed from this day. How many changed."""
    changed = 0
    for node in _unique(nodes):
        township, row, held = _open(node, holder, by)
        adoption = held or Adoption(
            holder_id=holder, township=township, node=row, version=0, applies_from=timezone.localdate(at)
        )
        if held and held.unit_id == unit:
            continue
        adoption.unit_id = _unit(unit, township)
        _save(adoption, by)
        changed += 1
    return changed


@transaction.atomic
def not_involve(*, nodes: Iterable[int], holder: int, reason: str, by: User, at: datetime) -> int:
    """Mark the ticked rows 不涉及 with one reason, which residents read. Returns how many changed."""
    words = _reason(AdoptionStatus.NOT_INVOLVED, reason)
    changed = 0
    for node in _unique(nodes):
        township, row, held = _open(node, holder, by)
        adoption = held or Adoption(holder_id=holder, township=township, node=row, version=0)
        if held and (held.status, held.reason) == (AdoptionStatus.NOT_INVOLVED, words):
            continue
        adoption.status, adoption.reason = AdoptionStatus.NOT_INVOLVED, words
        _save(adoption, by)
        changed += 1
    return changed


@transaction.atomic
def check(
    *,
    node: int,
    holder: int,
    source: str,
    corrections: Mapping[str, Any],
    by: User,
    at: datetime,
    version: int,
) -> Adoption:
    """Confirm a 待核对 row against its printed source, or correct it; residents then read it without the remark.

    corrections: columns of `WORDING` that the source words otherwise, as the wording of `adopt`.

    Raises: as `adopt`; ActRefused too when no source is named.
    """
    township, row, held = _open(node, holder, by)
    if (held.version if held else 0) != version:
        raise AdoptionStale(held)
    if not source.strip():
        raise ActRefused("请写明核对依据，例如县级目录的名称和日期。")
    adoption = held or Adoption(holder_id=holder, township=township, node=row, version=0)
    adoption.checked_on, adoption.checked_by, adoption.check_source = (
        timezone.localdate(at),
        by,
        source.strip(),
    )
    _word(adoption, corrections)
    return _save(adoption, by, derive=True)


@dataclass(frozen=True)
class Kept:
    """What a list of a village says of one row; "" is as printed. reason: why it is left out, "" where it is kept."""

    node_id: int
    reason: str = ""
    elements: str = ""
    limit_text: str = ""


def keep_in_step(
    *, holder: Unit, township: Township, rows: Iterable[Kept], by: User, at: datetime, cause: str
) -> set[int]:
    """Bring the adoptions of a village in step with its list; part of the act that makes the list public.

    Rows new to the village are owed from this day. Returns the nodes whose row was made or changed. 6 queries and some
    for each thousand rows.
    """
    wanted = {row.node_id: row for row in rows}
    there = Adoption.objects.select_for_update(of=("self",)).filter(holder=holder, node__in=wanted)
    held = {adoption.node_id: adoption for adoption in there}
    made: list[Adoption] = []
    changed: list[Adoption] = []
    for node_id, row in wanted.items():
        adoption = held.get(node_id) or Adoption(
            holder=holder, township=township, node_id=node_id, unit=holder, version=0,
            applies_from=timezone.localdate(at),
        )  # fmt: skip
        if _follows(adoption, row):
            (changed if adoption.pk else made).append(adoption)
    Adoption.objects.bulk_create(made, batch_size=500)
    Adoption.objects.bulk_update(
        changed, ["status", "reason", "elements", "limit_text", "version"], batch_size=250
    )
    for some, update in ((made, False), (changed, True)):
        Adoption.history.bulk_history_create(
            some,
            batch_size=500,
            update=update,
            default_user=by,
            default_change_reason=cause[:100],
            default_date=at,
        )
    if made or changed:
        derive_limits([*made, *changed])
        raise_generation(township)
    return {adoption.node_id for adoption in (*made, *changed)}


def _follows(adoption: Adoption, row: Kept) -> bool:
    """Set what the list says; whether anything was otherwise."""
    status = AdoptionStatus.NOT_INVOLVED if row.reason else AdoptionStatus.APPLIES
    said = (status, row.reason, row.elements, row.limit_text)
    if adoption.pk and (adoption.status, adoption.reason, adoption.elements, adoption.limit_text) == said:
        return False
    adoption.status, adoption.reason, adoption.elements, adoption.limit_text = said
    adoption.version += 1
    return True


def note_nothing_new(*, adoptions: Iterable[int], on: date) -> None:
    """Show residents on the item's page that a unit confirmed "nothing new" on this day; part of that act."""
    Adoption.objects.filter(pk__in=set(adoptions)).update(nothing_new_on=on)


def _open(node: int, holder: int, by: User) -> tuple[Township, Node, Adoption | None]:
    """The township, the row and what stands so far, locked; refuses strangers and rows of another township."""
    unit = Unit.objects.get(pk=holder)
    township = Township.objects.select_related("unit").get(unit__tree_id=unit.tree_id)
    rules.require(rules.may_keep_catalog(by, township))
    row = Node.objects.of_township(township).items().filter(pk=node).first()
    if row is None:
        raise ActRefused("目录里没有这一事项，可能刚被删除，请刷新后再办。")
    return township, row, Adoption.objects.select_for_update().filter(holder=holder, node=row).first()


def _unit(unit: int | None, township: Township) -> int | None:
    if unit is not None and not Unit.objects.filter(pk=unit, tree_id=township.unit.tree_id).exists():
        raise ActRefused("所选的责任单位不属于本乡镇。")
    return unit


def _reason(status: AdoptionStatus | str, reason: str) -> str:
    words = reason.strip()
    if status == AdoptionStatus.APPLIES:
        return ""
    if not words:
        raise ActRefused("标为“不涉及”须写明理由，群众会看到这条理由。")
    return words


def _word(adoption: Adoption, wording: Mapping[str, Any]) -> None:
    for name, value in wording.items():
        if name in LISTS:
            setattr(adoption, name, list(value or []) or None)
        elif name in WORDING:
            setattr(adoption, name, str(value or "").strip())
        else:
            raise ValueError(f"not a column a township words: {name}")


def _save(adoption: Adoption, by: User, *, derive: bool = False) -> Adoption:
    adoption.version += 1
    adoption._history_user = by  # type: ignore[attr-defined]
    adoption.save()
    if derive:
        derive_limits([adoption])
    raise_generation(adoption.township_id)
    return adoption


def _unique(nodes: Iterable[int]) -> list[int]:
    return sorted(set(nodes))
