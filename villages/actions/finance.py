"""A village's accounts of a month: begun where the last ended, entered, read from a workbook, copied from the month before."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.law.vocabulary import UnitKind
from catalog.models import Node, Township, Unit, User
from catalog.rules import require
from disclosure.actions.publications import Upload
from villages import rules
from villages.actions import sheets
from villages.actions.sheets import NOT_YOURS, SheetActRefused
from villages.law.finance import Line, Statement, month_before, month_of
from villages.law.kinds import SheetKind
from villages.law.sheets import SheetAct
from villages.models import FinanceLine, Sheet
from villages.queries.sheets import closing_before
from villages.sheets.finance import read_month

ITEM = "v-051"  # 各项收入（逐项逐笔） of the village list; the same sheet shows the expenses and the cash
MOST_LINES = 20_000


def begin(*, unit: Unit, township: Township, month: date, by: User, at: datetime) -> Sheet:
    """The accounts of a month, begun if there are none; the opening is the closing of the month before.

    Raises:
        PermissionDenied, SheetActRefused: see `sheets.begin`; also where the village list was not loaded.
    """
    node = Node.objects.filter(key=ITEM).first()
    if node is None:
        raise SheetActRefused("村务公开目录还没有装入。")
    first = month_of(month)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    return sheets.begin(
        kind=SheetKind.ACCOUNTS, unit=unit, township=township, node=node, first=first, last=last, by=by, at=at,
        opening=closing_before(unit, first) or 0,
    )  # fmt: skip


@transaction.atomic
def enter(
    *,
    pk: int,
    by: User,
    at: datetime,
    opening: int,
    closing: int,
    lines: Sequence[Line],
    version: int | None = None,
) -> Sheet:
    """Keep what was typed, whether it agrees or not.

    Raises:
        SheetActRefused: more lines than a month of a village can have, or something longer than its column.
        Stale, StepRefused, PermissionDenied: see `sheets.step`.
    """
    sheet = sheets.step(pk, SheetAct.ENTER, by, version)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if sheet.kind != SheetKind.ACCOUNTS:
        raise SheetActRefused("这不是财务收支表。")
    if len(lines) > MOST_LINES:
        raise SheetActRefused(f"一个月最多 {MOST_LINES} 笔。")
    sheet.opening, sheet.closing = opening, closing
    sheet.save()
    rows = [
        FinanceLine(
            sheet=sheet, position=n, on=line.on, voucher=line.voucher, summary=line.summary, flow=line.flow,
            amount=line.amount, source=line.source, handler=line.handler, approver=line.approver, remark=line.remark,
        )
        for n, line in enumerate(lines, 1)
    ]  # fmt: skip
    for row in rows:
        try:
            row.clean_fields(exclude=["sheet"])
        except ValidationError as refused:
            raise SheetActRefused(f"第{row.position}笔：{'；'.join(refused.messages)}") from None
    sheet.lines.all().delete()
    FinanceLine.objects.bulk_create(rows, batch_size=1000)
    sheets.log(sheet, SheetAct.ENTER, by, at, f"{len(rows)}笔")
    return sheet


def bring_in(*, pk: int, by: User, at: datetime, upload: Upload, version: int | None = None) -> list[str]:
    """Take a month's lines from a workbook in place of those there are; what is worth knowing about it.

    Raises:
        WorkbookRefused, SheetRefused: nothing is taken; see `read_month`.
        SheetActRefused, Stale, StepRefused, PermissionDenied: see `enter`.
    """
    sheet = Sheet.objects.select_related("unit", "township").get(pk=pk)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    found = read_month(
        upload.data, upload.name, month=sheet.month, village=names(sheet.unit), others=names_of_others(sheet.unit)
    )  # fmt: skip
    opening = sheet.opening if found.opening is None else found.opening
    closing = (
        Statement(sheet.month, opening, 0, found.lines).reckoned if found.closing is None else found.closing
    )
    enter(pk=pk, by=by, at=at, opening=opening, closing=closing, lines=found.lines, version=version)
    return [f"导入 {len(found.lines)} 笔。", *found.notes]


def names(unit: Unit) -> list[str]:
    """What a village is called on its workbooks."""
    return [name for name in (unit.name, unit.short_name) if name]


def names_of_others(unit: Unit) -> list[str]:
    """The other villages of its township, whose workbooks are refused. 1 query."""
    others = Unit.objects.filter(tree_id=unit.tree_id, kind=UnitKind.VILLAGE).exclude(pk=unit.pk)
    return [name for other in others for name in names(other)]


@transaction.atomic
def copy_last(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """Begin with the lines of the month before: same days and amounts, voucher numbers left to be filled in.

    Raises:
        SheetActRefused: there are lines already, or the month before has none.
        Stale, StepRefused, PermissionDenied: see `enter`.
    """
    sheet = sheets.locked(pk, version)
    if sheet.lines.exists():
        raise SheetActRefused("表里已经有内容，不能再抄。")
    before = (
        Sheet.objects.accounts()
        .filter(unit=sheet.unit, first=month_before(sheet.month))
        .order_by("-edition")
        .first()
    )
    lines = before.statement().lines if before else []
    if not lines:
        raise SheetActRefused("上个月没有可以抄的内容。")
    moved = [
        Line(
            sheet.month.replace(day=min(line.on.day, sheet.last.day)), "", line.summary, line.flow, line.amount,
            line.source, line.handler, line.approver, line.remark,
        )
        for line in lines
    ]  # fmt: skip
    closing = Statement(sheet.month, sheet.opening, 0, moved).reckoned
    return enter(pk=pk, by=by, at=at, opening=sheet.opening, closing=closing, lines=moved)
