"""Imports with a preview: uploaded, read into rows, looked at by a person, then saved all or nothing."""

from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import PurePath
from typing import Any, Protocol
from uuid import uuid4

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils import timezone

from catalog import rules
from catalog.actions.refusals import ActRefused
from catalog.models import ImportKind, ImportRow, ImportRun, ImportState, RowAction, Township, User
from catalog.sheets.workbook import Sheet, WorkbookRefused, read_sheets

BATCH = 500
ARCHIVE_MAX_BYTES = 200 * 2**20  # attachments of a take-over come as one zip


@dataclass(frozen=True)
class RowDraft:
    """What one row of the sheet would do. line: as people count; data: what `save` needs, JSON; changes: label → [old, new]."""

    line: int
    action: RowAction
    label: str
    data: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    cell: str = ""
    reason: str = ""


class Reader(Protocol):
    """Knows one kind of sheet."""

    kind: ImportKind

    def preview(
        self, run: ImportRun, sheets: list[Sheet], *, today: date
    ) -> tuple[list[RowDraft], list[str]]:
        """Every row of the sheets and notes (extra columns and the like); writes nothing.

        Raises:
            WorkbookRefused: this is not such a sheet.
        """

    def save(self, run: ImportRun, rows: list[ImportRow], *, by: User, at: datetime) -> str:
        """Save the rows that do something, inside the caller's transaction; returns the closing message.

        Raises:
            ActRefused: what stands now is not what the preview saw.
        """


def may_import(user: User, township: Township, kind: ImportKind | str) -> bool:
    """A roster makes accounts and rights: the administrator's. The rest is the disclosure office's too."""
    if kind == ImportKind.ROSTER:
        return rules.administers(user, township)
    return rules.may_keep_catalog(user, township)


@transaction.atomic
def upload(
    *,
    township: Township,
    kind: ImportKind | str,
    file_name: str,
    data: bytes,
    by: User,
    at: datetime,
    extra: bytes | None = None,
) -> ImportRun:
    """Keep an uploaded sheet (and a zip of attachments) to be read; nothing of it is looked at yet but its size.

    Raises:
        ActRefused: another kind of file by name, empty, or bigger than WORKBOOK_MAX_BYTES.
        PermissionDenied: not allowed to import this kind here.
    """
    rules.require(may_import(by, township, kind))
    name = PurePath(file_name.replace("\\", "/")).name[-200:]
    suffix = PurePath(name).suffix.lower()
    if suffix not in (".xlsx", ".xls", ".csv"):
        raise ActRefused("只能导入 .xlsx、.xls 或 .csv 文件。")
    if not data:
        raise ActRefused("文件是空的。")
    if len(data) > settings.WORKBOOK_MAX_BYTES:
        raise ActRefused(f"文件超过 {settings.WORKBOOK_MAX_BYTES / 2**20:g} MB，请分成几个文件导入。")
    if extra is not None and len(extra) > ARCHIVE_MAX_BYTES:
        raise ActRefused(f"附件压缩包超过 {ARCHIVE_MAX_BYTES // 2**20} MB，请分批迁入。")
    run = ImportRun(township=township, kind=kind, file_name=name, created_by=by, created_at=at)
    run.file.save(f"{uuid4().hex}{suffix}", ContentFile(data), save=False)
    if extra is not None:
        run.extra_file.save(f"{uuid4().hex}.zip", ContentFile(extra), save=False)
    run.save()
    return run


def preview(*, pk: int, reader: Reader, at: datetime) -> ImportRun:
    """Read the file into rows and show what they would do. A run being read may be read again (a worker was lost).

    A file that cannot be read ends the run as FAILED, with the sentence for the person in `message`.
    """
    run = ImportRun.objects.select_related("township__unit").get(pk=pk)
    if run.state != ImportState.READING:
        return run
    run.rows.all().delete()
    try:
        with run.file.open("rb") as file:
            sheets = read_sheets(file.read(), run.file_name)
        _progress(run, done=0, total=sum(len(sheet.rows) for sheet in sheets))
        drafts, notes = reader.preview(run, sheets, today=timezone.localdate(at))
    except (WorkbookRefused, ActRefused) as refused:
        return _end(run, ImportState.READING, ImportState.FAILED, message=str(refused))
    except Exception:
        _end(
            run,
            ImportState.READING,
            ImportState.FAILED,
            message="读取时出错，没有保存任何内容，请把文件交给系统管理员查看。",
        )
        raise
    _keep(run, drafts)
    message = "" if drafts else "表头下面没有内容，没有可以导入的行。"
    state = ImportState.PREVIEW if drafts else ImportState.FAILED
    return _end(run, ImportState.READING, state, message=message, notes=notes)


def claim(*, pk: int, by: User, at: datetime) -> ImportRun:
    """Take a previewed run for saving; the second of two people is told.

    Raises:
        ActRefused: refused rows, nothing to do, or no longer waiting for confirmation.
        PermissionDenied.
    """
    run = ImportRun.objects.select_related("township__unit").get(pk=pk)
    rules.require(may_import(by, run.township, run.kind))
    if run.state != ImportState.PREVIEW:
        raise ActRefused(f"这次导入现在是“{run.get_state_display()}”，不能确认。")
    refused = run.rows.filter(action=RowAction.REFUSED).count()
    if refused:
        raise ActRefused(
            f"还有{refused}行不能导入。导入要么全部保存，要么一行也不保存：请改好表格后重新上传。"
        )
    if not run.rows.exclude(action=RowAction.UNCHANGED).exists():
        raise ActRefused("每一行都与现有内容相同，没有要保存的。")
    taken = ImportRun.objects.filter(pk=pk, state=ImportState.PREVIEW).update(
        state=ImportState.SAVING, confirmed_by=by, confirmed_at=at, message="", done_rows=0
    )
    if not taken:
        raise ActRefused("别人刚刚处理了这次导入，请刷新后再看。")
    run.refresh_from_db()
    return run


def confirm(*, pk: int, reader: Reader, by: User, at: datetime) -> ImportRun:
    """Save a previewed run: every row or none. Takes the run first where `claim` has not.

    When the records changed since the preview nothing is saved and the run waits again, with the reason.
    """
    run = ImportRun.objects.get(pk=pk)
    if run.state != ImportState.SAVING:
        claim(pk=pk, by=by, at=at)
    try:
        with transaction.atomic():
            run = (
                ImportRun.objects.select_for_update(of=("self",)).select_related("township__unit").get(pk=pk)
            )
            if run.state != ImportState.SAVING:
                return run
            rules.require(may_import(by, run.township, run.kind))
            rows = list(run.rows.exclude(action=RowAction.UNCHANGED).order_by("pk"))
            message = reader.save(run, rows, by=by, at=at)
            run.state, run.message, run.done_rows = ImportState.DONE, message, run.total_rows
            run.save(update_fields=["state", "message", "done_rows"])
    except ActRefused as refused:
        return _end(run, ImportState.SAVING, ImportState.PREVIEW, message=f"没有保存：{refused}")
    except Exception:
        _end(
            run,
            ImportState.SAVING,
            ImportState.PREVIEW,
            message="保存时出错，一行也没有保存，请把文件交给系统管理员查看。",
        )
        raise
    return run


@transaction.atomic
def cancel(*, pk: int, by: User, at: datetime) -> ImportRun:
    """Give up a run that was not saved; its rows and files are deleted.

    Raises:
        ActRefused: being saved, or already saved.
        PermissionDenied.
    """
    run = ImportRun.objects.select_for_update(of=("self",)).select_related("township__unit").get(pk=pk)
    rules.require(may_import(by, run.township, run.kind))
    if run.state == ImportState.CANCELLED:
        return run
    if run.state in (ImportState.SAVING, ImportState.DONE):
        raise ActRefused(f"这次导入现在是“{run.get_state_display()}”，不能放弃。")
    run.rows.all().delete()
    files = [stored for stored in (run.file, run.extra_file) if stored]
    run.state, run.message = ImportState.CANCELLED, ""
    run.save(update_fields=["state", "message"])
    transaction.on_commit(lambda: _delete(files))
    return run


def _delete(files: list[FieldFile]) -> None:
    for stored in files:
        if stored.name:
            stored.storage.delete(stored.name)


def _keep(run: ImportRun, drafts: list[RowDraft]) -> None:
    """Store the preview in batches, each its own short transaction, so that the page sees how far it is."""
    for start in range(0, len(drafts), BATCH):
        ImportRow.objects.bulk_create(
            ImportRow(
                run=run,
                line=draft.line,
                action=draft.action,
                label=draft.label[:300],
                cell=draft.cell[:12],
                reason=draft.reason[:300],
                data=draft.data,
                changes=draft.changes,
            )
            for draft in drafts[start : start + BATCH]
        )
        _progress(run, done=start + len(drafts[start : start + BATCH]), total=len(drafts))


def _progress(run: ImportRun, *, done: int, total: int) -> None:
    run.done_rows, run.total_rows = done, total
    run.save(update_fields=["done_rows", "total_rows"])


def _end(run: ImportRun, before: ImportState, after: ImportState, **values: Any) -> ImportRun:
    """Leave a state, unless somebody did so meanwhile (a run given up while it was read stays given up)."""
    ImportRun.objects.filter(pk=run.pk, state=before).update(state=after, **values)
    run.refresh_from_db()
    if run.state == ImportState.CANCELLED:
        run.rows.all().delete()
    return run
