"""A village's accounts of a month: entered, seen by the supervision committee, handed in for publication, corrected."""

from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import Node, Township, Unit, User
from catalog.rules import has_role, require
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import ENDED, State
from disclosure.models import Publication
from disclosure.sheets.cells import csv_rows
from villages import rules
from villages.actions.policy import policy_of
from villages.law.finance import Change, Fault, Line, Statement, changes, faults, month_before, month_of
from villages.law.sheets import SheetAct, SheetState, next_state
from villages.models import FinanceLine, FinanceSheet, SheetEvent, SheetSignature
from villages.sheets import finance_text
from villages.sheets.finance import read_month

ITEM = "v-051"  # 各项收入（逐项逐笔） of the village list; the same sheet shows the expenses and the cash
MOST_LINES = 20_000
_OVER = frozenset({State.DRAFT, State.DROPPED, State.BARRED, State.WITHDRAWN})


class SheetActRefused(ActRefused):
    """The sheet cannot be taken on as it is. faults: what does not agree."""

    def __init__(self, message: str, found: Sequence[Fault] = ()) -> None:
        self.faults = list(found)
        super().__init__(message)


class Stale(ActRefused):
    """Someone else changed the sheet meanwhile."""


@transaction.atomic
def begin(*, unit: Unit, township: Township, month: date, by: User, at: datetime) -> FinanceSheet:
    """The sheet of a month, begun if there is none; its opening is the closing of the month before.

    Raises:
        PermissionDenied: neither the village's clerk nor an editor of the township.
        SheetActRefused: not a village of the township, or a month to come.
    """
    require(rules.may_enter(by, unit), "您不能填报这个村的财务。")
    if unit.kind != UnitKind.VILLAGE or unit.tree_id != township.unit.tree_id:
        raise SheetActRefused("所选的单位不是本乡镇的村（社区）。")
    first = month_of(month)
    if first > timezone.localdate(at):
        raise SheetActRefused("这个月还没有到，不能填报。")
    there = FinanceSheet.objects.filter(unit=unit, month=first).first()  # the newest edition
    if there is not None:
        return there
    made = FinanceSheet(
        township=township, unit=unit, month=first, created_by=by, created_at=at,
        opening=closing_before(unit, first) or 0, entered_for=not has_role(by, unit, Role.VILLAGE_CLERK),
    )  # fmt: skip
    made.closing = made.opening
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # the other of two at once was first
        return FinanceSheet.objects.get(unit=unit, month=first, edition=1)
    _log(made, SheetAct.ENTER, by, at, "开始填报")
    return made


def closing_before(unit: Unit, month: date) -> int | None:
    """What the month before ended with, fen; None where it has no sheet that was signed."""
    return (
        FinanceSheet.objects.filter(unit=unit, month=month_before(month))
        .exclude(state__in=[SheetState.DRAFT, SheetState.WITH_SUPERVISORS])
        .order_by("-edition")
        .values_list("closing", flat=True)
        .first()
    )


def faults_of(sheet: FinanceSheet) -> list[Fault]:
    """What does not agree in the sheet as it stands. 3 queries."""
    return faults(
        sheet.statement(), closing_before=closing_before(sheet.unit, sheet.month),
        lump_share=policy_of(sheet.township).lump_share,
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
) -> FinanceSheet:
    """Keep what was typed, whether it agrees or not.

    Raises:
        SheetActRefused: more lines than a month of a village can have, or something longer than its column.
        Stale, StepRefused, PermissionDenied: see `_step`.
    """
    sheet = _step(pk, SheetAct.ENTER, by, version)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
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
    _log(sheet, SheetAct.ENTER, by, at, f"{len(rows)}笔")
    return sheet


def bring_in(*, pk: int, by: User, at: datetime, upload: Upload, version: int | None = None) -> list[str]:
    """Take a month's lines from a workbook in place of those there are; what is worth knowing about it.

    Raises:
        WorkbookRefused, SheetRefused: nothing is taken; see `read_month`.
        SheetActRefused, Stale, StepRefused, PermissionDenied: see `enter`.
    """
    sheet = FinanceSheet.objects.select_related("unit", "township").get(pk=pk)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
    others = Unit.objects.filter(tree_id=sheet.unit.tree_id, kind=UnitKind.VILLAGE).exclude(pk=sheet.unit_id)
    found = read_month(
        upload.data, upload.name, month=sheet.month, village=_names(sheet.unit),
        others=[name for unit in others for name in _names(unit)],
    )  # fmt: skip
    opening = sheet.opening if found.opening is None else found.opening
    closing = (
        Statement(sheet.month, opening, 0, found.lines).reckoned if found.closing is None else found.closing
    )
    enter(
        pk=pk, by=by, at=at, opening=opening, closing=closing,
        lines=found.lines, version=version,
    )  # fmt: skip
    return [f"导入 {len(found.lines)} 笔。", *found.notes]


def _names(unit: Unit) -> list[str]:
    return [name for name in (unit.name, unit.short_name) if name]


@transaction.atomic
def show(*, pk: int, by: User, at: datetime, version: int | None = None) -> FinanceSheet:
    """Hand it to the supervision committee.

    Raises:
        SheetActRefused: it does not agree; the lines and the differences are named.
    """
    sheet = _step(pk, SheetAct.SHOW, by, version)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
    _require_agreement(sheet)
    sheet.round += 1
    sheet.save()
    _log(sheet, SheetAct.SHOW, by, at)
    return sheet


@transaction.atomic
def sign(
    *, pk: int, by: User, at: datetime, agrees: bool, opinion: str = "", version: int | None = None
) -> FinanceSheet:
    """The word of a member of the supervision committee; without consent the sheet goes back.

    Raises:
        PermissionDenied: no member, a member of the village committee itself, or whoever entered it (VIL-4).
        SheetActRefused: sent back without a word why.
    """
    act = SheetAct.SIGN if agrees else SheetAct.RETURN
    sheet = _step(pk, act, by, version)
    require(
        rules.may_sign(by, sheet),
        "只有本村的村务监督委员会成员能审核；村委会成员和填报人不能审核自己的账。",
    )
    if not agrees and not opinion.strip():
        raise SheetActRefused("退回须写明意见。")
    SheetSignature.objects.create(
        sheet=sheet, round=sheet.round, agrees=agrees, opinion=opinion.strip(), signer=by.name, signed_on=timezone.localdate(at), by=by, at=at
    )  # fmt: skip
    sheet.save()
    _log(sheet, act, by, at, opinion)
    return sheet


@transaction.atomic
def record_paper(
    *,
    pk: int,
    by: User,
    at: datetime,
    signer: str,
    signed_on: date,
    opinion: str = "",
    version: int | None = None,
) -> SheetSignature:
    """A consent signed on the printed sheet; it counts once another person has compared it.

    Raises:
        SheetActRefused: no signer, a day to come, or one waits already.
    """
    sheet = _step(pk, SheetAct.RECORD_PAPER, by, version)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
    if not signer.strip():
        raise SheetActRefused("请填写签字人。")
    if signed_on > timezone.localdate(at):
        raise SheetActRefused("签字日期不能晚于今天。")
    if pending_paper(sheet) is not None:
        raise SheetActRefused("已经登记了纸质签字，正在等另一个人核对。")
    sheet.save()
    _log(sheet, SheetAct.RECORD_PAPER, by, at, signer)
    return SheetSignature.objects.create(
        sheet=sheet, round=sheet.round, agrees=True, opinion=opinion.strip(), signer=signer.strip(), signed_on=signed_on,
        on_paper=True, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def confirm_paper(*, pk: int, by: User, at: datetime, version: int | None = None) -> FinanceSheet:
    """The record agrees with the paper.

    Raises:
        SheetActRefused: nothing waits, or by whoever recorded it.
    """
    sheet = _step(pk, SheetAct.SIGN, by, version)
    pending = _to_compare(sheet, by)
    pending.confirmed_by = by
    pending.save()
    sheet.save()
    _log(sheet, SheetAct.SIGN, by, at, f"纸质签字：{pending.signer}")
    return sheet


@transaction.atomic
def void_paper(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> FinanceSheet:
    """The record does not agree with the paper: it counts no more, and another may be recorded.

    Raises:
        SheetActRefused: no reason, or see `confirm_paper`.
    """
    sheet = _step(pk, SheetAct.VOID_PAPER, by, version)
    pending = _to_compare(sheet, by)
    if not reason.strip():
        raise SheetActRefused("请写明哪里不符。")
    pending.void = True
    pending.save()
    sheet.save()
    _log(sheet, SheetAct.VOID_PAPER, by, at, reason)
    return sheet


def _to_compare(sheet: FinanceSheet, by: User) -> SheetSignature:
    """The signature on paper that waits for this person."""
    require(rules.may_confirm(by, sheet), "您不能核对这个村的签字。")
    pending = pending_paper(sheet)
    if pending is None:
        raise SheetActRefused("没有等待核对的纸质签字。")
    if pending.by_id == by.pk:
        raise SheetActRefused("登记和核对须由两个人办理。")
    return pending


@transaction.atomic
def hand_in(*, pk: int, by: User, at: datetime, version: int | None = None) -> FinanceSheet:
    """Make the publication of it, or the revision of the one there is, and submit it to the township's review.

    Raises:
        SheetActRefused: it does not agree any more, or the month before is not signed while it has begun.
        StepRefused of publications: something the check desk says must be put right first.
    """
    sheet = _step(pk, SheetAct.HAND_IN, by, version)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
    _require_agreement(sheet)
    if sheet.carrier is not None:  # sent back before
        carrier = _filled(sheet.carrier, sheet, by, at)
    else:
        original = _original(sheet)
        carrier = _revision(original, sheet, by, at) if original else _publication(sheet, by, at)
    _show_long_table(carrier, sheet, by, at)
    sheet.carrier = reviewing.submit(pk=carrier.pk, by=by, at=at)
    sheet.save()
    _log(sheet, SheetAct.HAND_IN, by, at)
    return sheet


@transaction.atomic
def take_back(*, pk: int, by: User, at: datetime, version: int | None = None) -> FinanceSheet:
    """The township sent its publication back, gave it up or withdrew it: the accounts are opened again, and signed again.

    Sent back, the publication is kept; otherwise another will carry them.

    Raises:
        SheetActRefused: it is under review or public.
    """
    sheet = _step(pk, SheetAct.TAKE_BACK, by, version)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
    if not may_be_taken_back(sheet):
        raise SheetActRefused("乡镇还没有退回，不能改。")
    note = ""
    if sheet.carrier is not None and sheet.carrier.state != State.DRAFT:
        note, sheet.carrier = f"原公开信息{sheet.carrier.pk}{sheet.carrier.get_state_display()}", None
    sheet.save()
    _log(sheet, SheetAct.TAKE_BACK, by, at, note)
    return sheet


def may_be_taken_back(sheet: FinanceSheet) -> bool:
    """Whether its publication is neither under review nor public, nor ever will be as it is."""
    carrier = sheet.carrier
    if carrier is None:
        return False
    if carrier.state == State.MERGED and carrier.revises is not None:
        carrier = carrier.revises
    return carrier.state in _OVER


def _filled(carrier: Publication, sheet: FinanceSheet, by: User, at: datetime) -> Publication:
    for old in carrier.attachments.all():
        publications.detach(pk=carrier.pk, attachment_pk=old.pk, by=by, at=at)
    return publications.edit(
        pk=carrier.pk, by=by, at=at, fields={"text": _words(sheet)}, files=_files(sheet)
    )  # fmt: skip


def _publication(sheet: FinanceSheet, by: User, at: datetime) -> Publication:
    node = Node.objects.filter(key=ITEM).first()
    if node is None:
        raise SheetActRefused("村务公开目录还没有装入。")
    fields = {
        "kind": Kind.FINANCE, "title": _title(sheet), "text": _words(sheet), "formed_on": timezone.localdate(at),
        "unit": sheet.unit, "node": node, "source": sheet.unit.name, "issuer": sheet.unit.name,
        "details": {"year": str(sheet.month.year), "unit_of_money": "元"},
    }  # fmt: skip
    return publications.create(township=sheet.township, by=by, at=at, fields=fields, files=_files(sheet))


def _revision(original: Publication, sheet: FinanceSheet, by: User, at: datetime) -> Publication:
    revision = publishing.revise(pk=original.pk, by=by, at=at, reason=sheet.reason)
    return _filled(revision, sheet, by, at)


def _original(sheet: FinanceSheet) -> Publication | None:
    """The publication that shows this month now, which the sheet corrects; None where none does."""
    shown = FinanceSheet.objects.public().filter(unit=sheet.unit, month=sheet.month).exclude(pk=sheet.pk)
    before = shown.select_related("carrier__revises").first()
    return (before.carrier.revises or before.carrier) if before and before.carrier else None


def _show_long_table(carrier: Publication, sheet: FinanceSheet, by: User, at: datetime) -> None:
    """Lines too many for the text are read, searched and paged on the page itself."""
    if sheet.lines.count() > finance_text.MOST_IN_TEXT:
        for file in carrier.attachments.downloads():
            publications.show_as_table(pk=carrier.pk, attachment_pk=file.pk, shown=True, by=by, at=at)


def _title(sheet: FinanceSheet) -> str:
    name = sheet.unit.short_name or sheet.unit.name
    return f"{name}{sheet.month.year}年{sheet.month.month}月财务公开"


def _words(sheet: FinanceSheet) -> str:
    changed: list[Change] = []
    before = FinanceSheet.objects.filter(
        unit=sheet.unit, month=sheet.month, edition=sheet.edition - 1, carrier__isnull=False
    ).first()
    if before is not None:
        changed = changes(before.statement().lines, sheet.statement().lines)
    signed = [
        f"村务监督委员会{signature.signed_on:%Y年%m月%d日}审核：{signature.opinion or '同意公开'}。"
        for signature in sheet.signatures.filter(agrees=True, round=sheet.round)
        if signature.counts
    ]
    return finance_text.text(sheet.statement(), signed=signed[-1:], changed=changed, reason=sheet.reason)


def _files(sheet: FinanceSheet) -> list[Upload]:
    """The lines as a table, as residents see them; the page offers it as a workbook too. The same lines, the same bytes."""
    lines = sheet.statement().lines
    if not lines:
        return []
    rows = [finance_text.HEADINGS, *map(finance_text.cells, lines)]
    return [Upload(f"{_title(sheet)}.csv", b"".join(csv_rows(rows, numbers=True)))]


@transaction.atomic
def correct(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> FinanceSheet:
    """Begin the next edition of what is public; until it is released the old one stands.

    Raises:
        SheetActRefused: no reason, not public, or a later edition was begun.
    """
    sheet = _locked(pk, version)
    next_state(SheetState(sheet.state), SheetAct.CORRECT)
    require(rules.may_enter(by, sheet.unit), "您不能填报这个村的财务。")
    if not reason.strip():
        raise SheetActRefused("请写明更正的原因，居民能看到。")
    if not is_shown(sheet):
        raise SheetActRefused("这张表还没有公开，不用更正。")
    if FinanceSheet.objects.filter(unit=sheet.unit, month=sheet.month, edition__gt=sheet.edition).exclude(
        carrier__state__in=ENDED
    ).exists():  # fmt: skip
        raise SheetActRefused("这个月已有一份更正在办。")
    lines = list(sheet.lines.all())
    last = FinanceSheet.objects.filter(unit=sheet.unit, month=sheet.month).order_by("-edition").first()
    made = FinanceSheet.objects.create(
        township=sheet.township, unit=sheet.unit, month=sheet.month, edition=(last or sheet).edition + 1,
        opening=sheet.opening, closing=sheet.closing, reason=reason.strip()[:200], created_by=by, created_at=at,
        entered_for=not has_role(by, sheet.unit, Role.VILLAGE_CLERK),
    )  # fmt: skip
    for line in lines:
        line.pk, line.sheet = None, made
    FinanceLine.objects.bulk_create(lines, batch_size=1000)
    _log(made, SheetAct.CORRECT, by, at, reason)
    return made


def is_shown(sheet: FinanceSheet) -> bool:
    """Whether residents read this edition now."""
    return FinanceSheet.objects.public().filter(pk=sheet.pk).exists()


def _require_agreement(sheet: FinanceSheet) -> None:
    found = [fault for fault in faults_of(sheet) if fault.refuses]
    if found:
        raise SheetActRefused("账还对不上，请先改正：" + "".join(fault.message for fault in found[:5]), found)


def pending_paper(sheet: FinanceSheet) -> SheetSignature | None:
    """The signature on paper of this round that a second person has not compared yet."""
    return sheet.signatures.filter(round=sheet.round, on_paper=True, confirmed_by=None, void=False).first()


def _step(pk: int, act: SheetAct, by: User, version: int | None) -> FinanceSheet:
    """Lock it, see that it may go there, move it. The caller checks the right and saves.

    Raises:
        Stale: someone else acted since this version.
        StepRefused: not from where it stands.
    """
    sheet = _locked(pk, version)
    sheet.state = next_state(SheetState(sheet.state), act)
    sheet.version += 1
    return sheet


def _locked(pk: int, version: int | None = None) -> FinanceSheet:
    sheet = (
        FinanceSheet.objects.select_for_update(of=("self",))
        .select_related("unit", "township__unit", "carrier__revises")
        .get(pk=pk)
    )
    if version is not None and version != sheet.version:
        last = sheet.events.select_related("by").last()
        who = f"{last.by} 在 {timezone.localtime(last.at):%m月%d日 %H:%M} " if last else "别人"
        raise Stale(f"{who}刚刚改过这张表。您填写的内容没有保存，仍留在下面，请核对后再提交。")
    return sheet


def _log(sheet: FinanceSheet, act: SheetAct, by: User, at: datetime, note: str = "") -> None:
    SheetEvent.objects.create(sheet=sheet, act=act, by=by, at=at, note=note[:300])
