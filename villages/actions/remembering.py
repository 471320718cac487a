"""Figures of public records, kept beyond the day a list of persons is taken down: counts and sums, never names (VIL-6)."""

from collections.abc import Iterable, Mapping

from django.db import transaction

from villages.models import RememberedFigures, Sheet
from villages.sheets.township_lists import Figures, Reading

Known = Mapping[int, tuple[int | None, int | None]]  # of sheets, by key: count, fen


def of_lists(publications: Iterable[int]) -> dict[int, Reading]:
    """What is remembered of the township's lists, by key; of a list that was never read nothing. 1 query."""
    found: dict[int, Reading] = {}
    for row in RememberedFigures.objects.filter(publication__in=list(publications)):
        reading = found.setdefault(row.publication_id or 0, Reading())
        reading.by_village[row.unit_id] = Figures(row.count, row.amount)
    return found


def of_sheets(sheets: Iterable[int]) -> Known:
    """What is remembered of villages' sheets, by key. 1 query."""
    rows = RememberedFigures.objects.filter(sheet__in=list(sheets))
    return {pk: (count, amount) for pk, count, amount in rows.values_list("sheet", "count", "amount")}


@transaction.atomic
def keep_list(*, publication: int, by_village: Mapping[int, Figures]) -> None:
    """Remember what a list says of each village, in place of what it said before."""
    mine = RememberedFigures.objects.filter(publication=publication)
    before = {row.unit_id: row for row in mine}
    gone = [row.pk for unit, row in before.items() if unit not in by_village]
    mine.filter(pk__in=gone).delete()
    changed = []
    for unit, figures in by_village.items():
        row = before.get(unit) or RememberedFigures(publication_id=publication, unit_id=unit)
        if row.pk is None or (row.count, row.amount) != (figures.count, figures.amount):
            row.count, row.amount = figures.count, figures.amount
            changed.append(row)
    RememberedFigures.objects.bulk_create([row for row in changed if row.pk is None], ignore_conflicts=True)
    RememberedFigures.objects.bulk_update(
        [row for row in changed if row.pk], ["count", "amount"], batch_size=500
    )


def keep_sheet(*, sheet: Sheet, count: int, amount: int | None) -> None:
    """Remember what a village's sheet says."""
    RememberedFigures.objects.update_or_create(
        sheet=sheet, defaults={"unit_id": sheet.unit_id, "count": count, "amount": amount}
    )
