"""What a sheet is compared with: its editions, the period before, the words of the committee."""

from datetime import date

from catalog.models import Unit
from disclosure.law.lifecycle import ENDED, State
from disclosure.models import Duty, Publication
from villages.law.finance import month_before
from villages.law.kinds import DebtSide, SheetKind
from villages.law.sheets import SheetState
from villages.law.tables import total
from villages.models import Sheet, SheetSignature

_OVER = frozenset({State.DRAFT, State.DROPPED, State.BARRED, State.WITHDRAWN})
_UNSIGNED = (SheetState.DRAFT, SheetState.WITH_SUPERVISORS)


def closing_before(unit: Unit, month: date) -> int | None:
    """What the accounts of the month before ended with, fen; None where there are none that were signed."""
    return (
        Sheet.objects.accounts()
        .filter(unit=unit, first=month_before(month))
        .exclude(state__in=_UNSIGNED)
        .order_by("-edition")
        .values_list("closing", flat=True)
        .first()
    )


def balances_before(sheet: Sheet) -> dict[str, int] | None:
    """What the debts of the period before ended with by side, fen; None where there is no signed sheet. 2 queries."""
    before = last_before(sheet)
    if before is None or before.kind != SheetKind.DEBTS:
        return None
    rows = before.table()
    return {side: total((row for row in rows if row.get("side") == side), "closing") for side in DebtSide}


def last_before(sheet: Sheet) -> Sheet | None:
    """The newest signed sheet of the same item and subject of an earlier period."""
    earlier = Sheet.objects.filter(
        unit=sheet.unit_id, node=sheet.node_id, first__lt=sheet.first, subject=sheet.subject
    )
    return earlier.exclude(state__in=_UNSIGNED).order_by("-first", "-edition").first()


def edition_before(sheet: Sheet) -> Sheet | None:
    """What a correction is compared with."""
    return Sheet.objects.same_matter(sheet).filter(edition=sheet.edition - 1, carrier__isnull=False).first()


def correction_under_way(sheet: Sheet) -> bool:
    later = Sheet.objects.same_matter(sheet).filter(edition__gt=sheet.edition)
    return later.exclude(carrier__state__in=ENDED).exists()


def shown_original(sheet: Sheet) -> Publication | None:
    """The publication that shows this matter now, which the sheet corrects; None where none does."""
    shown = Sheet.objects.public().same_matter(sheet).exclude(pk=sheet.pk)
    before = shown.select_related("carrier__revises").first()
    return (before.carrier.revises or before.carrier) if before and before.carrier else None


def is_shown(sheet: Sheet) -> bool:
    """Whether residents read this edition now."""
    return Sheet.objects.public().filter(pk=sheet.pk).exists()


def may_be_taken_back(sheet: Sheet) -> bool:
    """Whether its publication is neither under review nor public, nor ever will be as it is."""
    carrier = sheet.carrier
    if carrier is None:
        return False
    if carrier.state == State.MERGED and carrier.revises is not None:
        carrier = carrier.revises
    return carrier.state in _OVER


def pending_paper(sheet: Sheet) -> SheetSignature | None:
    """The signature on paper of this round that a second person has not compared yet."""
    return sheet.signatures.filter(round=sheet.round, on_paper=True, confirmed_by=None, void=False).first()


def duty_of(sheet: Sheet) -> Duty | None:
    """The open duty a sheet is posted for: the one it was begun for, else that of the turn its period lies in."""
    open_duties = Duty.objects.open().filter(
        township=sheet.township_id, unit=sheet.unit_id, node=sheet.node_id
    )
    if sheet.duty_id is not None:
        return open_duties.filter(pk=sheet.duty_id).first()
    turns = open_duties.filter(trigger=None, first__lte=sheet.first, last__gte=sheet.last)
    return turns.order_by("first", "pk").first()
