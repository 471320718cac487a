"""One-click fixes: what the check desk found is mended in the draft, or in a publication copy of its file."""

from datetime import datetime
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile

from django.core.files.base import ContentFile
from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.models import User
from disclosure.actions import checking, publications, scanning
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.fixes import CannotFix, fixed
from disclosure.checks.masking import mask_workbook, strip_docx, strip_pdf, strip_recording
from disclosure.checks.masking.images import strip_image
from disclosure.checks.recordings import RECORDINGS
from disclosure.law.lifecycle import Verb
from disclosure.models import Attachment, FileRole, Finding, FindingState


@transaction.atomic
def fix(*, pk: int, by: User, at: datetime) -> str:
    """Mend one finding of a draft. Says what was done.

    Raises:
        ActRefused: settled already, or it cannot be mended by itself.
        StepRefused: not a draft any more.
        PermissionDenied: no writer here.
    """
    finding = Finding.objects.select_related("publication__township", "attachment").get(pk=pk)
    if finding.state != FindingState.OPEN:
        raise ActRefused("这一处已经处理过。")
    if finding.attachment is not None:
        return _copy(finding.attachment, by=by, at=at)
    try:
        changed, words = fixed(finding, finding.publication)
    except CannotFix as cannot:
        raise ActRefused(str(cannot)) from None
    publications.edit(pk=finding.publication_id, by=by, at=at, fields=changed)
    return words


def _copy(original: Attachment, *, by: User, at: datetime) -> str:
    """Put a publication copy in the original's place; the original stays inside (PII-3)."""
    publication = publications.step(original.publication_id, Verb.EDIT, by=by, at=at, note="生成公开副本")
    if original.role not in (FileRole.PUBLIC, FileRole.PICTURE) or original.retired_in is not None:
        raise ActRefused("这个文件已经换成公开副本。")
    suffix = PurePath(original.name).suffix.lower()
    with original.file.open("rb") as file:
        data = file.read()
    made, ending = publication_copy(data, suffix)
    facts = inspect_file(made, f"copy{ending}")
    copy = Attachment(
        publication=publication, role=original.role, copy_of=original, alt=original.alt,
        as_table=original.as_table, transcript=original.transcript, seconds=original.seconds,
        upright=original.upright, short_video=original.short_video, name=PurePath(original.name).with_suffix(ending).name, kind=facts.kind,
        size=facts.size, sha256=facts.sha256, position=original.position,
    )  # fmt: skip
    copy.file.save(copy.name, ContentFile(made), save=False)
    copy.save()
    publication.text = publication.text.replace(str(original.key), str(copy.key))
    original.role = FileRole.ORIGINAL
    original.save(update_fields=["role"])
    checking.keep_of_file(original, [], at=at)
    publication.save()
    scanning.look(copy, at=at)
    left = copy.findings.blocking().count()
    words = f"已生成“{copy.name}”的公开副本，原件留在内部、不会公开。"
    return words + (f"副本里还有{left}处要看，请处理。" if left else "请打开副本再看一遍。")


def publication_copy(data: bytes, suffix: str) -> tuple[bytes, str]:
    """The copy of a file that may go out, and its suffix.

    Raises:
        ActRefused: a format that cannot be copied by itself, or a file that cannot be read.
    """
    if suffix in (".jpg", ".jpeg", ".png"):
        return strip_image(data), suffix
    if suffix in RECORDINGS:
        try:
            return strip_recording(data, suffix), suffix
        except FileRefused as refused:
            raise ActRefused(str(refused)) from None
    with NamedTemporaryFile(suffix=suffix) as kept:
        path = Path(kept.name)
        path.write_bytes(data)
        try:
            if suffix in scanning.MASKABLE:
                return mask_workbook(path, suffix), ".csv" if suffix == ".csv" else ".xlsx"
            if suffix == ".docx":
                return strip_docx(path), suffix
            if suffix == ".pdf":
                return strip_pdf(path), suffix
        except FileRefused as refused:
            raise ActRefused(str(refused)) from None
    raise ActRefused("这种文件不能自动处理，请在原文件里删去后重新上传。")
