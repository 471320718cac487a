"""The papers behind a sheet: taken in, opened by those who check them, copied without personal data, let out by two persons."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models import Max

from catalog.actions.refusals import ActRefused
from catalog.models import User
from catalog.rules import require
from disclosure.actions.fixing import publication_copy
from disclosure.checks.hidden import inspect_attachment
from disclosure.checks.personal import NOTICES, scan_text
from disclosure.models import PersonalAccess
from villages import rules
from villages.actions import sheets
from villages.actions.sheets import NOT_YOURS, Stale
from villages.law import papers as law
from villages.law.kinds import SheetKind
from villages.law.papers import PaperAct, PaperKind, PaperState, next_state
from villages.law.sheets import SheetState
from villages.models import Sheet, SheetPaper
from villages.queries import papers as queries
from villages.sheets.scans import Scan

NOT_CONFIRMED_BY_YOU = (
    "遮盖副本由村务监督委员会成员或者乡镇的负责人确认；存入原件的人和做副本的人不能自己确认。"
)


class PaperRefused(ActRefused):
    """`str()` is a sentence for whoever asked."""


@transaction.atomic
def add(
    *, sheet_pk: int, by: User, at: datetime, kind: PaperKind, number: str, scans: Sequence[Scan]
) -> list[SheetPaper]:
    """Keep the originals of one voucher or other paper, page by page; a page that is there already is not kept twice.

    Raises:
        PermissionDenied: neither the village's clerk nor an editor of the township.
        PaperRefused: no number, personal data in it, nothing to keep, or more than a sheet can have.
    """
    sheet = sheets.locked(sheet_pk)
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    called = _number(kind, number)
    if not scans:
        raise PaperRefused("请拍照或者选择文件。")
    matter = SheetPaper.objects.of_matter(sheet)
    if len(scans) > law.MOST_AT_ONCE:
        raise PaperRefused(f"一次最多传 {law.MOST_AT_ONCE} 个文件。")
    if matter.count() + len(scans) > law.MOST_PAPERS:
        raise PaperRefused(f"一张表最多存 {law.MOST_PAPERS} 个文件。")
    mine = matter.filter(kind=kind, number=called)
    known = set(mine.exclude(state=PaperState.VOID).values_list("sha256", flat=True))
    page = mine.aggregate(last=Max("page"))["last"] or 0
    made = []
    for scan in scans:
        if scan.sha256 in known:
            continue
        known.add(scan.sha256)
        page += 1
        paper = SheetPaper(
            sheet=sheet, kind=kind, number=called, page=page, suffix=scan.suffix, size=scan.size, sha256=scan.sha256,
            added_by=by, added_at=at,
        )  # fmt: skip
        paper.original.save("x", ContentFile(scan.data), save=False)
        paper.save()
        sheets.log(sheet, PaperAct.ADD, by, at, str(paper))
        made.append(paper)
    return made


@transaction.atomic
def remove(*, pk: int, by: User, at: datetime, version: int | None = None) -> Sheet:
    """Take a paper out of a draft, file and all; the sheet it was in.

    Raises:
        PermissionDenied, Stale: see `add`, `_locked`.
        PaperRefused: its sheet is no draft any more.
    """
    paper = _locked(pk, version)
    sheet = paper.sheet
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if sheet.state != SheetState.DRAFT:
        raise PaperRefused("这张表已经送出，原件不能删除，只能写明原因作废。")
    _forget(paper.original.storage, paper.original.name or "")
    _forget(paper.redacted.storage, paper.redacted.name or "")
    sheets.log(sheet, PaperAct.REMOVE, by, at, str(paper))
    paper.delete()
    return sheet


@transaction.atomic
def void(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> SheetPaper:
    """It was the wrong paper: it stays on record, and its copy goes out no more.

    Raises:
        PermissionDenied, Stale, StepRefused: see `add`, `_step`.
        PaperRefused: no reason.
    """
    paper = _step(pk, PaperAct.VOID, version)
    require(rules.may_enter(by, paper.sheet.unit), NOT_YOURS)
    if not reason.strip():
        raise PaperRefused("请写明作废的原因。")
    paper.void_reason = reason.strip()[:200]
    return _kept(paper, PaperAct.VOID, by, at, paper.void_reason)


@transaction.atomic
def offer_copy(*, pk: int, by: User, at: datetime, scan: Scan, version: int | None = None) -> SheetPaper:
    """Put a copy in which everything personal is covered beside the original; what lies behind its pages is taken out.

    Raises:
        PermissionDenied, Stale, StepRefused: see `add`, `_step`.
        PaperRefused: of a list of persons, the original itself, or something personal can still be read in it.
        FileRefused, ActRefused: it cannot be read or cleaned.
    """
    paper = _step(pk, PaperAct.OFFER, version)
    sheet = paper.sheet
    require(rules.may_enter(by, sheet.unit), NOT_YOURS)
    if not law.may_have_copy(SheetKind(sheet.kind)):
        raise PaperRefused("名单的原件都是个人信息，只留存，不公开副本。")
    data, suffix = publication_copy(scan.data, scan.suffix)
    digest = hashlib.sha256(data).hexdigest()
    if {scan.sha256, digest} & set(SheetPaper.objects.of_matter(sheet).values_list("sha256", flat=True)):
        raise PaperRefused("这就是原件，没有遮盖。请先把个人信息盖住，再上传盖好的副本。")
    report = inspect_attachment(BytesIO(data), suffix)
    if hits := [hit for hit in report.hits if hit.blocks]:
        raise PaperRefused(f"副本里还能读到{hits[0].kind.label}（{hits[0].place}），请盖住后重新上传。")
    _forget(paper.redacted.storage, paper.redacted.name or "")
    paper.redacted_suffix, paper.redacted_size, paper.redacted_sha256 = suffix, len(data), digest
    paper.redacted.save("x", ContentFile(data), save=False)
    paper.offered_by, paper.offered_at = by, at
    paper.confirmed_by = paper.confirmed_at = None
    return _kept(paper, PaperAct.OFFER, by, at)


@transaction.atomic
def confirm_copy(*, pk: int, by: User, at: datetime, version: int | None = None) -> SheetPaper:
    """The second person: opened it, and nothing personal is to be seen. It goes out when the sheet is handed in.

    Raises:
        PermissionDenied: not of those who may, or one who had a hand in it.
        Stale, StepRefused: see `_step`.
        PaperRefused: he has not opened the copy.
    """
    paper = _step(pk, PaperAct.CONFIRM, version)
    require(rules.may_confirm_copy(by, paper), NOT_CONFIRMED_BY_YOU)
    if not queries.has_opened_copy(by, paper):
        raise PaperRefused("请先打开副本，从头到尾看一遍，再确认。")
    paper.confirmed_by, paper.confirmed_at = by, at
    return _kept(paper, PaperAct.CONFIRM, by, at)


@transaction.atomic
def refuse_copy(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> SheetPaper:
    """Something can still be seen: the copy is deleted, confirmed before or not.

    Raises:
        PermissionDenied, Stale, StepRefused: see `confirm_copy`.
        PaperRefused: not said what.
    """
    paper = _step(pk, PaperAct.REFUSE, version)
    require(rules.may_confirm_copy(by, paper), NOT_CONFIRMED_BY_YOU)
    if not reason.strip():
        raise PaperRefused("请写明哪里还看得到。")
    _forget(paper.redacted.storage, paper.redacted.name or "")
    paper.redacted = paper.redacted_suffix = paper.redacted_sha256 = ""
    paper.redacted_size = 0
    paper.offered_by = paper.offered_at = paper.confirmed_by = paper.confirmed_at = None
    return _kept(paper, PaperAct.REFUSE, by, at, reason.strip())


@transaction.atomic
def read(*, paper: SheetPaper, by: User, at: datetime, redacted: bool, reason: str = "") -> bytes:
    """The original, or its copy, in clear; that somebody looked is kept (PII-6).

    Args:
        reason: of those whose work it is not; the others need not say.

    Raises:
        PermissionDenied: not of those who may look.
        PaperRefused: no reason where one is needed, or no copy.
        SealBroken, OSError: it cannot be read.
    """
    unit = paper.sheet.unit
    require(rules.may_read_papers(by, unit), "您不能查看这个村的凭证。")
    if not reason.strip():
        if not rules.handles_papers(by, unit):
            raise PaperRefused("请写明查看的理由。")
        reason = "核对遮盖副本" if redacted else "填报、审核和核对"
    file = paper.redacted if redacted else paper.original
    if not file:
        raise PaperRefused("还没有遮盖副本。")
    with file.open("rb") as content:
        data: bytes = content.read()
    what = "遮盖副本" if redacted else "原件"
    PersonalAccess.objects.create(
        township=paper.sheet.township, by=by, at=at, subject_kind=queries.SUBJECT, subject_number=paper.code,
        fields=["redacted" if redacted else "original"], reason=f"阅看{paper}{what}：{reason.strip()}"[:200],
    )  # fmt: skip
    return data


def _number(kind: PaperKind, given: str) -> str:
    number = law.voucher_key(given) if kind == PaperKind.VOUCHER else " ".join(given.split())
    if not number:
        raise PaperRefused(
            "请填写凭证号。" if kind == PaperKind.VOUCHER else "请填写材料的名称，如会议记录、合同。"
        )
    if len(number) > 40:
        raise PaperRefused("凭证号或名称最多 40 个字。")
    if hits := [hit for hit in scan_text(number) if hit.kind not in NOTICES]:
        raise PaperRefused(f"凭证号或名称里有{hits[0].kind.label}，请删去。")
    return number


def _locked(pk: int, version: int | None) -> SheetPaper:
    """The paper under lock.

    Raises:
        Stale: someone else acted since this version.
    """
    paper = (
        SheetPaper.objects.select_for_update(of=("self",))
        .select_related("sheet__unit", "sheet__township__unit")
        .get(pk=pk)
    )
    if version is not None and version != paper.version:
        raise Stale("别人刚刚办理过这份原件，请看过现在的样子再办。")
    return paper


def _step(pk: int, act: PaperAct, version: int | None) -> SheetPaper:
    """Lock it, see that it may go there, move it.

    Raises:
        Stale: see `_locked`.
        StepRefused: not from where it stands.
    """
    paper = _locked(pk, version)
    paper.state = next_state(PaperState(paper.state), act)
    paper.version += 1
    return paper


def _kept(paper: SheetPaper, act: PaperAct, by: User, at: datetime, note: str = "") -> SheetPaper:
    paper.save()
    sheets.log(paper.sheet, act, by, at, f"{paper}：{note}" if note else str(paper))
    return paper


def _forget(storage: Storage, stored: str) -> None:
    """Delete a file once the act is committed: until then it may be needed again."""
    if stored:
        transaction.on_commit(partial(storage.delete, stored))
