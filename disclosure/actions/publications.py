"""The verbs of a publication. Each is one step of `law.lifecycle`, one event row, or a named refusal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from catalog.actions import entries
from catalog.actions.refusals import ActRefused
from catalog.law.vocabulary import NodeKind
from catalog.models import Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import matching
from disclosure.checks.files import inspect_file
from disclosure.checks.texts import clean_html, one_line, plain_text
from disclosure.law.lifecycle import State, StepRefused, Verb, WithdrawReason, next_state
from disclosure.models import (
    Attachment,
    Duty,
    IndexSerial,
    Publication,
    PublicationEvent,
    Review,
    ReviewResult,
)
from disclosure.queries.entries import entry_key, entry_of

SUMMARY = 120  # characters of the text that stand for a summary nobody wrote
TEXT_FIELDS = (
    "title",
    "summary",
    "text",
    "doc_no",
    "formed_on",
    "issuer",
    "theme",
    "source",
    "validity",
    "unit",
    "node",
)


class Stale(ActRefused):
    """Someone else changed the record meanwhile. `str()` says who and when."""


@dataclass(frozen=True)
class Upload:
    """A file to attach: its name as the clerk gave it and its bytes."""

    name: str
    data: bytes


@transaction.atomic
def create(
    *,
    township: Township,
    by: User,
    at: datetime,
    fields: Mapping[str, object],
    files: Sequence[Upload] = (),
    for_duty: Duty | None = None,
) -> Publication:
    """Start a draft.

    Raises:
        PermissionDenied: the writer has no such role in the unit.
        ValidationError: a field is missing or the unit or item belongs elsewhere.
        FileRefused: an attachment may not be attached.
    """
    publication = Publication(township=township, created_by=by, created_at=at, for_duty=for_duty)
    _fill(publication, fields)
    require(rules.may(by, Verb.CREATE, publication), "您不能在这个单位起草公开信息。")
    publication.full_clean(exclude=["created_by"])
    publication.save()
    for upload in files:
        attach(publication=publication, upload=upload)
    _log(publication, Verb.CREATE, by=by, at=at)
    return publication


@transaction.atomic
def edit(
    *,
    pk: int,
    by: User,
    at: datetime,
    fields: Mapping[str, object],
    files: Sequence[Upload] = (),
    version: int | None = None,
) -> Publication:
    """Change a draft.

    Args:
        version: the version the writer started from, where no form has guarded that already.

    Raises:
        Stale: someone saved in between; nothing is changed.
        StepRefused: not a draft.
    """
    publication = _step(pk, Verb.EDIT, by=by, at=at, version=version)
    _fill(publication, fields)
    require(rules.may(by, Verb.EDIT, publication), "您不能把它改到这个单位。")
    publication.full_clean()
    publication.save()
    for upload in files:
        attach(publication=publication, upload=upload)
    return publication


def attach(*, publication: Publication, upload: Upload) -> Attachment:
    """Store one file of a draft.

    Raises:
        FileRefused: see `checks.files`.
    """
    facts = inspect_file(upload.data, upload.name)
    attachment = Attachment(
        publication=publication,
        name=one_line(upload.name)[-120:],
        kind=facts.kind,
        size=facts.size,
        sha256=facts.sha256,
        position=publication.attachments.count(),
    )
    attachment.file.save(upload.name, ContentFile(upload.data), save=False)
    attachment.save()
    return attachment


@transaction.atomic
def detach(*, pk: int, attachment_pk: int, by: User, at: datetime, version: int | None = None) -> None:
    """Take a file off a draft; the stored file goes once the act is committed."""
    publication = _step(pk, Verb.EDIT, by=by, at=at, version=version)
    attachment = publication.attachments.get(pk=attachment_pk)
    storage, stored = attachment.file.storage, str(attachment.file.name)
    attachment.delete()
    publication.save()
    transaction.on_commit(lambda: storage.delete(stored))


@transaction.atomic
def submit(*, pk: int, by: User, at: datetime, version: int | None = None) -> Publication:
    """Hand a draft to review."""
    publication = _step(pk, Verb.SUBMIT, by=by, at=at, version=version)
    if not publication.text.strip() and not publication.attachments.exists():
        raise StepRefused("没有正文也没有附件，不能提交审核。")
    publication.submitted_by = by
    publication.save()
    return publication


@transaction.atomic
def send_back(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Publication:
    """Return a draft to its writer with remarks."""
    publication = _step(pk, Verb.SEND_BACK, by=by, at=at, note=remark, version=version)
    review = Review(publication=publication, by=by, at=at, result=ReviewResult.RETURNED, remark=remark)
    review.full_clean()
    review.save()
    publication.save()
    return publication


@transaction.atomic
def approve(
    *, pk: int, by: User, at: datetime, secrecy_checked: bool, remark: str = "", version: int | None = None
) -> Publication:
    """Approve and make public: review record, 索引号, server's date, index row and stale pages in one transaction.

    Raises:
        PermissionDenied: no reviewing role, or the reviewer wrote or submitted it (REV-5).
        ValidationError: the secrecy review was not confirmed (REV-2).
    """
    publication = _step(pk, Verb.APPROVE, by=by, at=at, note=remark, version=version)
    review = Review(
        publication=publication,
        by=by,
        at=at,
        result=ReviewResult.APPROVED,
        secrecy_checked=secrecy_checked,
        remark=remark,
    )
    review.full_clean()
    review.save()
    publication.published_at = publication.public_from = at
    publication.summary = publication.summary or plain_text(publication.text)[:SUMMARY]
    publication.index_no = next_index_no(publication.township, at)
    publication.save()
    entries.put(entry_of(publication))
    matching.discharge(publication, at=at)
    return publication


@transaction.atomic
def withdraw(
    *, pk: int, by: User, at: datetime, reason: WithdrawReason, note: str, version: int | None = None
) -> Publication:
    """Take a publication off the site; its address keeps a notice with date and reason."""
    publication = _step(pk, Verb.WITHDRAW, by=by, at=at, note=note, version=version)
    publication.withdrawn_at = at
    publication.withdraw_reason = reason
    publication.save()
    entries.remove(entry_key(publication.pk))
    matching.release(publication, at=at, cause=f"公开信息已撤回：{WithdrawReason(reason).label}")
    return publication


def _fill(publication: Publication, fields: Mapping[str, object]) -> None:
    for name in TEXT_FIELDS:
        if name in fields:
            setattr(publication, name, fields[name])
    publication.text = clean_html(publication.text)
    unit, node = publication.unit, publication.node
    if unit.tree_id != publication.township.unit.tree_id:
        raise ValidationError({"unit": "这个单位不属于本乡镇。"})
    if node.kind != NodeKind.ITEM or (node.township_id and node.township_id != publication.township_id):
        raise ValidationError({"node": "请选择本乡镇目录里的一个公开事项。"})
    if not publication.issuer:
        publication.issuer = publication.township.name
    if not publication.source:
        publication.source = unit.name
    if publication.formed_on and publication.formed_on > timezone.localdate(publication.created_at):
        raise ValidationError({"formed_on": "成文日期不能晚于今天。"})


def _step(
    pk: int, verb: Verb, *, by: User, at: datetime, note: str = "", version: int | None = None
) -> Publication:
    """Lock, check right and table, move the state, log. The caller saves."""
    publication = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("township__unit", "unit", "node")
        .get(pk=pk)
    )
    require(rules.may(by, verb, publication))
    if version is not None and version != publication.version:
        raise Stale(_who_moved_it(publication))
    publication.state = next_state(State(publication.state), verb)
    publication.version += 1
    _log(publication, verb, by=by, at=at, note=note)
    return publication


def _who_moved_it(publication: Publication) -> str:
    event = publication.events.select_related("by").last()
    if event is None:
        return "这条信息刚被别人改过。"
    when = timezone.localtime(event.at)
    return f"{event.by} 在 {when:%m月%d日 %H:%M} 刚刚{event.get_verb_display()}了这条信息。您的内容没有保存，仍留在下面，请核对后再提交。"


def _log(publication: Publication, verb: Verb, *, by: User, at: datetime, note: str = "") -> None:
    PublicationEvent.objects.create(publication=publication, verb=verb, by=by, at=at, note=note)


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
