"""A village's sheet from the first line to the public: begun, signed by the supervision committee, handed in, corrected.

What is special to a kind (lines, rows, what must agree) stands in `finance` and `tables` and in `villages.sheets.contents`.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import Origin, UnitKind
from catalog.models import Node, Township, Unit, User
from catalog.rules import has_role, require
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import State
from disclosure.models import Duty, Publication
from villages import rules
from villages.actions.policy import days_on_board, policy_of
from villages.law.faults import Fault
from villages.law.kinds import NAMED, SheetKind
from villages.law.papers import PaperAct
from villages.law.sheets import SheetAct, SheetState, next_state
from villages.models import FinanceLine, Sheet, SheetEvent, SheetRow, SheetSignature
from villages.queries import sheets as queries
from villages.sheets import contents

NOT_YOURS = "您不能填报这个村的公开表。"


class SheetActRefused(ActRefused):
    """The sheet cannot be taken on as it is. faults: what does not agree."""

    def __init__(self, message: str, found: Sequence[Fault] = ()) -> None:
        self.faults = list(found)
        super().__init__(message)


class Stale(ActRefused):
    """Someone else changed the sheet meanwhile."""


@transaction.atomic
def begin(
    *,
    kind: SheetKind,
    unit: Unit,
    township: Township,
    node: Node,
    first: date,
    last: date,
    by: User,
    at: datetime,
    subject: str = "",
    opening: int = 0,
    duty: Duty | None = None,
) -> Sheet:
    """The sheet of an item and period, begun if there is none.

    Args:
        subject: of kinds of which several stand beside each other (`law.kinds.NAMED`).
        opening: of accounts, fen.
        duty: what it is posted for, where that is known.

    Raises:
        PermissionDenied: neither the village's clerk nor an editor of the township.
        SheetActRefused: not a village of the township, no item of its list, a period to come, or no name where one is
            needed.
    """
    require(rules.may_enter(by, unit), NOT_YOURS)
    if unit.kind != UnitKind.VILLAGE or unit.tree_id != township.unit.tree_id:
        raise SheetActRefused("所选的单位不是本乡镇的村（社区）。")
    if node.origin != Origin.VILLAGE:
        raise SheetActRefused("请选择村务公开目录里的事项。")
    if first > timezone.localdate(at):
        raise SheetActRefused("这一期还没有到，不能填报。")
    subject = " ".join(subject.split())
    if kind in NAMED and not subject:
        raise SheetActRefused("请写明是什么事，居民看到的就是这个标题。")
    if len(subject) > 80:
        raise SheetActRefused("“是什么事”最多 80 个字。")
    mine = Sheet.objects.filter(unit=unit, node=node, first=first, subject=subject)
    if there := mine.order_by("-edition").first():
        return there
    made = Sheet(
        kind=kind, township=township, unit=unit, node=node, first=first, last=last, subject=subject, created_by=by,
        created_at=at, opening=opening, closing=opening, duty=duty, entered_for=not has_role(by, unit, Role.VILLAGE_CLERK),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError:  # the other of two at once was first
        return mine.get(edition=1)
    log(made, SheetAct.ENTER, by, at, "开始填报")
    return made


def faults_of(sheet: Sheet) -> list[Fault]:
    """What does not agree in the sheet as it stands."""
    return contents.faults_of(sheet, lump_share=policy_of(sheet.township).lump_share)


@transaction.atomic
def show(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """Hand it to the supervision committee.

    Raises:
        SheetActRefused: it does not agree; the lines and the differences are named.
    """
    sheet = step(pk, SheetAct.SHOW, by, version)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    _require_agreement(sheet)
    sheet.round += 1
    sheet.save()
    log(sheet, SheetAct.SHOW, by, at)
    return sheet


@transaction.atomic
def sign(
    *, pk: int, by: User, at: datetime, agrees: bool, opinion: str = "", version: int | None = None
) -> Sheet:
    """The word of a member of the supervision committee; without consent the sheet goes back.

    Raises:
        PermissionDenied: no member, a member of the village committee itself, or whoever entered it (VIL-4).
        SheetActRefused: sent back without a word why.
    """
    act = SheetAct.SIGN if agrees else SheetAct.RETURN
    sheet = step(pk, act, by, version)
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
    log(sheet, act, by, at, opinion)
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
    sheet = step(pk, SheetAct.RECORD_PAPER, by, version)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if not signer.strip():
        raise SheetActRefused("请填写签字人。")
    if signed_on > timezone.localdate(at):
        raise SheetActRefused("签字日期不能晚于今天。")
    if queries.pending_paper(sheet) is not None:
        raise SheetActRefused("已经登记了纸质签字，正在等另一个人核对。")
    sheet.save()
    log(sheet, SheetAct.RECORD_PAPER, by, at, signer)
    return SheetSignature.objects.create(
        sheet=sheet, round=sheet.round, agrees=True, opinion=opinion.strip(), signer=signer.strip(), signed_on=signed_on,
        on_paper=True, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def confirm_paper(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """The record agrees with the paper.

    Raises:
        SheetActRefused: nothing waits, or by whoever recorded it.
    """
    sheet = step(pk, SheetAct.SIGN, by, version)
    pending = _to_compare(sheet, by)
    pending.confirmed_by = by
    pending.save()
    sheet.save()
    log(sheet, SheetAct.SIGN, by, at, f"纸质签字：{pending.signer}")
    return sheet


@transaction.atomic
def void_paper(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Sheet:
    """The record does not agree with the paper: it counts no more, and another may be recorded.

    Raises:
        SheetActRefused: no reason, or see `confirm_paper`.
    """
    sheet = step(pk, SheetAct.VOID_PAPER, by, version)
    pending = _to_compare(sheet, by)
    if not reason.strip():
        raise SheetActRefused("请写明哪里不符。")
    pending.void = True
    pending.save()
    sheet.save()
    log(sheet, SheetAct.VOID_PAPER, by, at, reason)
    return sheet


def _to_compare(sheet: Sheet, by: User) -> SheetSignature:
    """The signature on paper that waits for this person."""
    require(rules.may_confirm(by, sheet), "您不能核对这个村的签字。")
    pending = queries.pending_paper(sheet)
    if pending is None:
        raise SheetActRefused("没有等待核对的纸质签字。")
    if pending.by_id == by.pk:
        raise SheetActRefused("登记和核对须由两个人办理。")
    return pending


@transaction.atomic
def hand_in(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """Make the publication of it, or the revision of the one there is, and submit it to the township's review.

    Raises:
        SheetActRefused: it does not agree any more, or somebody acted meanwhile.
        StepRefused of publications: something the check desk says must be put right first.
    """
    sheet = step(pk, SheetAct.HAND_IN, by, version)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    _require_agreement(sheet)
    content = contents.Content(sheet, board_days=days_on_board(sheet.township))
    if sheet.carrier is not None:  # sent back before
        carrier = _filled(sheet.carrier, content, by, at)
    else:
        original = queries.shown_original(sheet)
        carrier = _revision(original, content, by, at) if original else _publication(content, by, at)
    if content.as_table:
        for file in carrier.attachments.downloads().filter(name__endswith=".csv"):
            publications.show_as_table(pk=carrier.pk, attachment_pk=file.pk, shown=True, by=by, at=at)
    sheet.carrier = reviewing.submit(pk=carrier.pk, by=by, at=at)
    sheet.save()
    log(sheet, SheetAct.HAND_IN, by, at)
    return sheet


@transaction.atomic
def take_back(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """The township sent its publication back, gave it up or withdrew it: the accounts are opened again, and signed again.

    Sent back, the publication is kept; otherwise another will carry them.

    Raises:
        SheetActRefused: it is under review or public.
    """
    sheet = step(pk, SheetAct.TAKE_BACK, by, version)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if not queries.may_be_taken_back(sheet):
        raise SheetActRefused("乡镇还没有退回，不能改。")
    note = ""
    if sheet.carrier is not None and sheet.carrier.state != State.DRAFT:
        note, sheet.carrier = f"原公开信息{sheet.carrier.pk}{sheet.carrier.get_state_display()}", None
    sheet.save()
    log(sheet, SheetAct.TAKE_BACK, by, at, note)
    return sheet


@transaction.atomic
def correct(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Sheet:
    """Begin the next edition of what is public; until it is released the old one stands.

    Raises:
        SheetActRefused: no reason, not public, or a later edition was begun.
    """
    sheet = locked(pk, version)
    next_state(SheetState(sheet.state), SheetAct.CORRECT, SheetKind(sheet.kind))
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if not reason.strip():
        raise SheetActRefused("请写明更正的原因，居民能看到。")
    if not queries.is_shown(sheet):
        raise SheetActRefused("这张表还没有公开，不用更正。")
    if queries.correction_under_way(sheet):
        raise SheetActRefused("这一期已有一份更正在办。")
    last = Sheet.objects.same_matter(sheet).order_by("-edition").first()
    made = Sheet.objects.create(
        kind=sheet.kind, township=sheet.township, unit=sheet.unit, node=sheet.node, first=sheet.first, last=sheet.last,
        subject=sheet.subject, words=sheet.words, edition=(last or sheet).edition + 1, opening=sheet.opening,
        closing=sheet.closing, reason=reason.strip()[:200], created_by=by, created_at=at,
        entered_for=not has_role(by, sheet.unit, Role.VILLAGE_CLERK),
    )  # fmt: skip
    lines, rows = list(sheet.lines.all()), list(sheet.rows.all())
    for line in lines:
        line.pk, line.sheet = None, made
    for row in rows:
        row.pk, row.sheet = None, made
    FinanceLine.objects.bulk_create(lines, batch_size=1000)
    SheetRow.objects.bulk_create(rows, batch_size=1000)
    log(made, SheetAct.CORRECT, by, at, reason)
    return made


def _filled(carrier: Publication, content: contents.Content, by: User, at: datetime) -> Publication:
    for old in carrier.attachments.all():
        publications.detach(pk=carrier.pk, attachment_pk=old.pk, by=by, at=at, from_sheet=True)
    fields = content.fields(timezone.localdate(at))
    changed = {name: fields[name] for name in fields.keys() & _FOLLOWS}
    return publications.edit(
        pk=carrier.pk, by=by, at=at, fields=changed, files=_files(content), from_sheet=True
    )


# Of a publication that is there already; kind, title and date of forming stay.
_FOLLOWS = {"text", "details", "head_count", "amount", "posted_days", "posting_contact"}


def _publication(content: contents.Content, by: User, at: datetime) -> Publication:
    sheet = content.sheet
    fields = content.fields(timezone.localdate(at)) | {
        "unit": sheet.unit, "node": sheet.node, "source": sheet.unit.name, "issuer": sheet.unit.name,
    }  # fmt: skip
    return publications.create(
        township=sheet.township, by=by, at=at, fields=fields, files=_files(content), from_sheet=True,
        for_duty=queries.duty_of(sheet),
    )  # fmt: skip


def _revision(original: Publication, content: contents.Content, by: User, at: datetime) -> Publication:
    revision = publishing.revise(pk=original.pk, by=by, at=at, reason=content.sheet.reason, from_sheet=True)
    return _filled(revision, content, by, at)


def _files(content: contents.Content) -> list[Upload]:
    made = content.file()
    return [Upload(*each) for each in ([made] if made else []) + content.copies()]


def _require_agreement(sheet: Sheet) -> None:
    found = [fault for fault in faults_of(sheet) if fault.refuses]
    if found:
        what = "账还对不上" if sheet.kind == SheetKind.ACCOUNTS else "表还没有填好"
        raise SheetActRefused(f"{what}，请先改正：" + "".join(fault.message for fault in found[:5]), found)


def step(pk: int, act: SheetAct, by: User, version: int | None) -> Sheet:
    """Lock it, see that it may go there, move it. The caller checks the right and saves.

    Raises:
        Stale: someone else acted since this version.
        StepRefused: not from where it stands.
    """
    sheet = locked(pk, version)
    sheet.state = next_state(SheetState(sheet.state), act, SheetKind(sheet.kind))
    sheet.version += 1
    return sheet


def locked(pk: int, version: int | None = None) -> Sheet:
    """The sheet under lock; see `step`."""
    sheet = (
        Sheet.objects.select_for_update(of=("self",))
        .select_related("unit", "node", "township__unit", "carrier__revises")
        .get(pk=pk)
    )
    if version is not None and version != sheet.version:
        last = sheet.events.select_related("by").last()
        who = f"{last.by} 在 {timezone.localtime(last.at):%m月%d日 %H:%M} " if last else "别人"
        raise Stale(f"{who}刚刚改过这张表。您填写的内容没有保存，仍留在下面，请核对后再提交。")
    return sheet


def log(sheet: Sheet, act: SheetAct | PaperAct, by: User, at: datetime, note: str = "") -> None:
    """Append to what was done with the sheet."""
    SheetEvent.objects.create(sheet=sheet, act=act, by=by, at=at, note=note[:300])
