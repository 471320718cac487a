"""A village's tables and notices: rows typed, read from a workbook, copied from the period before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from catalog.models import User
from catalog.rules import require
from disclosure.actions.publications import Upload
from villages import rules
from villages.actions import sheets
from villages.actions.finance import names, names_of_others
from villages.actions.sheets import NOT_YOURS, SheetActRefused
from villages.law.kinds import SheetKind
from villages.law.sheets import SheetAct
from villages.law.tables import Row, is_empty
from villages.models import Sheet, SheetRow
from villages.queries import sheets as queries
from villages.sheets.tables import read_table

MOST_ROWS = 20_000
MOST_WORDS = 20_000


@transaction.atomic
def enter(
    *, pk: int, by: User, at: datetime, rows: Sequence[Row], words: str = "", version: int | None = None
) -> Sheet:
    """Keep what was typed, whether it agrees or not. rows: cells as `law.tables.read_cell` gives them; empty ones are none.

    Raises:
        SheetActRefused: accounts, or more than a village can have.
        Stale, StepRefused, PermissionDenied: see `sheets.step`.
    """
    sheet = sheets.step(pk, SheetAct.ENTER, by, version)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if sheet.kind == SheetKind.ACCOUNTS:
        raise SheetActRefused("财务收支要逐笔填。")
    kept = [dict(row) for row in rows if not is_empty(row)]
    if len(kept) > MOST_ROWS:
        raise SheetActRefused(f"一张表最多 {MOST_ROWS} 行。")
    if len(words) > MOST_WORDS:
        raise SheetActRefused(f"说明最多 {MOST_WORDS} 个字，现在有 {len(words)} 个。")
    sheet.words = words.strip()
    sheet.save()
    sheet.rows.all().delete()
    SheetRow.objects.bulk_create(
        (SheetRow(sheet=sheet, position=n, cells=row) for n, row in enumerate(kept, 1)), batch_size=1000
    )
    sheets.log(sheet, SheetAct.ENTER, by, at, f"{len(kept)}行")
    return sheet


def bring_in(*, pk: int, by: User, at: datetime, upload: Upload, version: int | None = None) -> list[str]:
    """Take the rows from a workbook in place of those there are; what is worth knowing about it.

    Raises:
        WorkbookRefused, SheetRefused: nothing is taken; see `read_table`.
        SheetActRefused, Stale, StepRefused, PermissionDenied: see `enter`.
    """
    sheet = Sheet.objects.select_related("unit", "township").get(pk=pk)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    found = read_table(
        upload.data, upload.name, kind=SheetKind(sheet.kind), village=names(sheet.unit),
        others=names_of_others(sheet.unit),
    )  # fmt: skip
    enter(pk=pk, by=by, at=at, rows=found.rows, words=sheet.words, version=version)
    return [f"导入 {len(found.rows)} 行。", *found.notes]


@transaction.atomic
def copy_last(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """Begin with the rows of the period before. Debts go on from their closing; days of payment are left to be filled in.

    Raises:
        SheetActRefused: there are rows already, or nothing to copy.
        Stale, StepRefused, PermissionDenied: see `enter`.
    """
    sheet = sheets.locked(pk, version)
    before = queries.last_before(sheet)
    if sheet.rows.exists():
        raise SheetActRefused("表里已经有内容，不能再抄。")
    if before is None or before.kind != sheet.kind:
        raise SheetActRefused("上一期没有可以抄的内容。")
    rows = [_carried(SheetKind(sheet.kind), row) for row in before.table()]
    return enter(pk=pk, by=by, at=at, rows=rows, words=sheet.words or before.words)


def _carried(kind: SheetKind, row: Row) -> Row:
    kept: dict[str, Any] = dict(row) | {"paid_on": None} if "paid_on" in row else dict(row)
    if kind == SheetKind.DEBTS:
        kept |= {"opening": row.get("closing"), "more": None, "less": None}
    return kept
