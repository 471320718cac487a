"""A draft and its files: started, changed, given up. What every act on a publication shares stands here too."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import NodeKind
from catalog.models import Township, User, work_calendar
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking, scanning
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.hidden import FileReport
from disclosure.checks.recordings import Recording, is_recording, recording, require_short
from disclosure.checks.texts import clean_html, one_line
from disclosure.law.kinds import Kind, details_of
from disclosure.law.lifecycle import FULL, State, Verb, checked_plan, next_state
from disclosure.law.posting import DayUnit, last_day
from disclosure.law.steps import Act
from disclosure.models import (
    Attachment,
    Duty,
    FileRole,
    IndexSerial,
    Publication,
    PublicationEvent,
    RequestItem,
)
from disclosure.queries.lists import board_only

TEXT_FIELDS = (
    "kind", "title", "summary", "text", "doc_no", "formed_on", "issuer", "theme", "source", "validity", "unit", "node",
    "attribute_ground", "supersedes", "interpretation_exemption", "posted_days", "posted_unit", "posting_contact",
    "person_list", "head_count", "amount", "details",
)  # fmt: skip


FROM_SHEET = "这条信息由村务公开表生成，请在村务公开表里修改，送审时会重新生成。"
NEEDS_WORDS = "请写文字稿：听不到、看不到的群众，读文字稿也要能明白说了什么。"


class Stale(ActRefused):
    """Someone else changed the record meanwhile. `str()` says who and when."""


@dataclass(frozen=True)
class Upload:
    """A file to attach: its name as the clerk gave it and its bytes.

    alt: of a picture, its words. transcript: of a film or a sound, what is said in it. short_video: it is to be one,
    upright and at most a minute. report: what the check desk found in it, where the form has looked already.
    """

    name: str
    data: bytes
    alt: str = ""
    transcript: str = ""
    short_video: bool = False
    report: FileReport | None = None


@transaction.atomic
def create(
    *,
    township: Township,
    by: User,
    at: datetime,
    fields: Mapping[str, object],
    files: Sequence[Upload] = (),
    picture: Upload | None = None,
    for_duty: Duty | None = None,
    asked_for: RequestItem | None = None,
    from_sheet: bool = False,
) -> Publication:
    """Start a draft.

    Args:
        from_sheet: a village's sheet is behind it: its words are made from that and changed only there.
        asked_for: the item of an application it comes from; whoever handles that may begin it (PRO-10).

    Raises:
        PermissionDenied: the writer has no such role in the unit.
        ValidationError: a field is missing or the unit or item belongs elsewhere.
        FileRefused: an attachment may not be attached.
    """
    publication = Publication(
        township=township, created_by=by, created_at=at, for_duty=for_duty, from_sheet=from_sheet
    )  # fmt: skip
    fill(publication, fields)
    may = (
        rules.may_handle(by, Act.CONVERT, asked_for.application)
        if asked_for
        else rules.may(by, Verb.CREATE, publication)
    )
    require(may, "您不能在这个单位起草公开信息。")
    publication.full_clean(exclude=["created_by"])
    publication.save()
    _attach_all(publication, files, picture, at)
    log(publication, Verb.CREATE, by=by, at=at)
    checking.check(publication, at=at)
    return publication


@transaction.atomic
def edit(
    *,
    pk: int,
    by: User,
    at: datetime,
    fields: Mapping[str, object],
    files: Sequence[Upload] = (),
    picture: Upload | None = None,
    version: int | None = None,
    from_sheet: bool = False,
) -> Publication:
    """Change a draft.

    Args:
        from_sheet: it is made anew from the village's sheet it shows.
        version: the version the writer started from, where no form has guarded that already.

    Raises:
        Stale: someone saved in between; nothing is changed.
        StepRefused: not a draft.
        ActRefused: its words come from a village's sheet.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    if publication.from_sheet and not from_sheet:
        raise ActRefused(FROM_SHEET)
    fill(publication, fields)
    require(rules.may(by, Verb.EDIT, publication), "您不能把它改到这个单位。")
    publication.full_clean()
    publication.save()
    _attach_all(publication, files, picture, at)
    checking.check(publication, at=at)
    return publication


@transaction.atomic
def drop(*, pk: int, by: User, at: datetime, note: str = "", version: int | None = None) -> Publication:
    """Give a draft up; it stays on record and what it was to revise is free again."""
    publication = step(pk, Verb.DROP, by=by, at=at, note=note, version=version)
    publication.save()
    return publication


def attach(
    *, publication: Publication, upload: Upload, at: datetime, role: FileRole = FileRole.PUBLIC
) -> Attachment:
    """Store one file of a draft, to be looked at by the check desk.

    Raises:
        FileRefused: see `checks.files` and `checks.recordings`; also a film or a sound without its words.
    """
    facts = inspect_file(upload.data, upload.name)
    played = _played(upload) if role == FileRole.PUBLIC and is_recording(upload.name) else Recording()
    attachment = Attachment(
        publication=publication,
        role=role,
        name=one_line(upload.name)[-120:],
        alt=upload.alt,
        transcript=upload.transcript.strip(),
        seconds=played.seconds,
        upright=played.upright,
        short_video=upload.short_video,
        kind=facts.kind,
        size=facts.size,
        sha256=facts.sha256,
        position=publication.attachments.count(),
    )
    attachment.file.save(upload.name, ContentFile(upload.data), save=False)
    attachment.save()
    if role != FileRole.SCAN:
        scanning.look(attachment, at=at, report=upload.report)
    return attachment


def _played(upload: Upload) -> Recording:
    """What a film or a sound is; who cannot hear or see it reads its words."""
    found = recording(upload.data, upload.name)
    if not upload.transcript.strip():
        raise FileRefused(f"“{upload.name}”：{NEEDS_WORDS}")
    if upload.short_video:
        require_short(found, upload.name)
    return found


def _attach_all(
    publication: Publication, files: Sequence[Upload], picture: Upload | None, at: datetime
) -> None:
    for upload in files:
        attach(publication=publication, upload=upload, at=at)
    if picture is not None:
        attach(publication=publication, upload=picture, at=at, role=FileRole.PICTURE)


@transaction.atomic
def show_as_table(
    *, pk: int, attachment_pk: int, shown: bool, by: User, at: datetime, version: int | None = None
) -> None:
    """Have a workbook of a draft shown as a table on its page, or only offered as a file.

    Raises:
        ActRefused: no .xlsx or .csv.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    attachment = publication.attachments.get(pk=attachment_pk)
    if PurePath(attachment.name).suffix.lower() not in (".xlsx", ".csv"):
        raise ActRefused("只有 xlsx 和 csv 可以显示为表格。")
    attachment.as_table = shown
    attachment.save(update_fields=["as_table"])
    publication.save()


@transaction.atomic
def retell(
    *, pk: int, attachment_pk: int, words: str, by: User, at: datetime, version: int | None = None
) -> None:
    """Change the words of a film or a sound of a draft.

    Raises:
        ActRefused: neither film nor sound, or no words.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    attachment = publication.attachments.get(pk=attachment_pk, role=FileRole.PUBLIC)
    if not is_recording(attachment.name):
        raise ActRefused("只有音频、视频才有文字稿。")
    if not words.strip():
        raise ActRefused(NEEDS_WORDS)
    attachment.transcript = words.strip()
    attachment.full_clean(exclude=["publication", "file"])
    attachment.save(update_fields=["transcript"])
    publication.save()
    checking.check(publication, at=at)


@transaction.atomic
def detach(
    *,
    pk: int,
    attachment_pk: int,
    by: User,
    at: datetime,
    version: int | None = None,
    from_sheet: bool = False,
) -> None:
    """Take a file off a draft, with the copies made of it; the stored files go once the act is committed.

    Raises:
        ActRefused: it comes from a village's sheet, see `edit`.
    """
    publication = step(pk, Verb.EDIT, by=by, at=at, version=version)
    if publication.from_sheet and not from_sheet:
        raise ActRefused(FROM_SHEET)
    attachment = publication.attachments.get(pk=attachment_pk)
    for gone in [*attachment.copies.all(), attachment]:
        gone.delete()
        transaction.on_commit(partial(_forget, gone.file.storage, str(gone.file.name)))
    publication.save()
    checking.check(publication, at=at)


def _forget(storage: Storage, stored: str) -> None:
    """Delete a stored file that no record names any more: a revision shares its files with what it revises."""
    if not Attachment.objects.filter(file=stored).exists():
        storage.delete(stored)


def fill(publication: Publication, fields: Mapping[str, object]) -> None:
    """Set the columns a person types, and those that follow from them.

    Raises:
        ValidationError: unit, item or replaced document of another township, a date to come, a posting without days.
    """
    for name in TEXT_FIELDS:
        if name in fields:
            setattr(publication, name, fields[name])
    publication.text = clean_html(publication.text)
    unit, node = publication.unit, publication.node
    if unit.tree_id != publication.township.unit.tree_id:
        raise ValidationError({"unit": "这个单位不属于本乡镇。"})
    if node.kind != NodeKind.ITEM or (node.township_id and node.township_id != publication.township_id):
        raise ValidationError({"node": "请选择本乡镇目录里的一个公开事项。"})
    if publication.supersedes and publication.supersedes.township_id != publication.township_id:
        raise ValidationError({"supersedes": "请选择本乡镇的文件。"})
    if not publication.issuer:
        publication.issuer = publication.township.name
    if not publication.source:
        publication.source = unit.name
    if publication.formed_on and publication.formed_on > timezone.localdate(publication.created_at):
        raise ValidationError({"formed_on": "成文日期不能晚于今天。"})
    known = {element.key for element in details_of(Kind(publication.kind))}
    publication.details = {key: value for key, value in publication.details.items() if key in known}
    if publication.kind == Kind.LIST:
        publication.person_list = True
    publication.posted_days = publication.posted_days or None
    publication.reach = board_only(publication)


def step(
    pk: int, verb: Verb, *, by: User | None, at: datetime, note: str = "", version: int | None = None
) -> Publication:
    """Lock, check right and table, move the state, log. The caller saves. by: None where the clock acts."""
    publication = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("township__unit", "unit", "node")
        .get(pk=pk)
    )
    if by is not None:
        require(rules.may(by, verb, publication))
    if version is not None and version != publication.version:
        raise Stale(_who_moved_it(publication))
    plan = checked_plan(publication.plan) if publication.plan else FULL
    referred = State(publication.referred_from) if publication.referred_from else None
    publication.state = next_state(State(publication.state), verb, plan, referred)
    publication.version += 1
    log(publication, verb, by=by, at=at, note=note)
    return publication


def _who_moved_it(publication: Publication) -> str:
    event = publication.events.select_related("by").last()
    if event is None:
        return "这条信息刚被别人改过。"
    when = timezone.localtime(event.at)
    return f"{event.by or '系统'} 在 {when:%m月%d日 %H:%M} 刚刚{event.get_verb_display()}了这条信息。您的内容没有保存，仍留在下面，请核对后再提交。"


def log(publication: Publication, verb: Verb, *, by: User | None, at: datetime, note: str = "") -> None:
    """Append to the publication's log."""
    PublicationEvent.objects.create(publication=publication, verb=verb, by=by, at=at, note=note[:500])


def posting_ends(publication: Publication, at: datetime) -> None:
    """Set the last day of a posting that begins now (NOT-1)."""
    if publication.posted_days:
        unit = DayUnit(publication.posted_unit or DayUnit.WORKDAY)
        publication.posted_until = last_day(
            timezone.localdate(at), publication.posted_days, unit, work_calendar()
        ).on


def next_index_no(township: Township, at: datetime, count: int = 1) -> str:
    """The next 索引号 of the township and year (PAGE-8); with `count` the first of that many reserved ones."""
    local = timezone.localtime(at)
    serial, _ = IndexSerial.objects.select_for_update().get_or_create(township=township, year=local.year)
    first = serial.last + 1
    serial.last += count
    serial.save(update_fields=["last"])
    return index_no(township, at, first)


def index_no(township: Township, at: datetime, serial: int) -> str:
    local = timezone.localtime(at)
    return township.index_pattern.format(
        code=township.credit_code or township.prefix, year=local.year, month=local.month, serial=serial
    )
