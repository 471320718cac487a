"""What a resident has filled in so far: sealed, found by a secret in his browser, gone after some days."""

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.models import Township
from disclosure.actions.applications import intake
from disclosure.actions.applications.course import Incomplete
from disclosure.actions.applications.intake import Person, Wanted
from disclosure.actions.publications import Upload
from disclosure.checks.files import inspect_file
from disclosure.checks.texts import one_line
from disclosure.models import Application, ApplicationDraft, CaseFileRole, DraftFile
from disclosure.models.sealed import keyed_hash

KEPT = timedelta(days=14)  # D
MOST_FILES = 5


class DraftFull(ActRefused):
    """No more files. `str()` is a sentence for the resident."""


@dataclass
class Draft:
    """A draft and what it says, step by step."""

    row: ApplicationDraft
    answers: dict[str, dict[str, Any]]

    @property
    def submission(self) -> uuid.UUID:
        return self.row.submission


def begin(*, township: Township, at: datetime) -> tuple[Draft, str]:
    """A new draft, and the secret by which this browser finds it again."""
    secret = secrets.token_urlsafe(32)
    row = ApplicationDraft.objects.create(
        township=township,
        secret_hash=_hash(secret),
        answers="{}",
        begun_at=at,
        changed_at=at,
        expires_at=at + KEPT,
    )
    return Draft(row, {}), secret


def find(*, township: Township, secret: str, at: datetime) -> Draft | None:
    """The draft of this browser, unless its days are over. 1 query."""
    if not secret:
        return None
    found = ApplicationDraft.objects.filter(
        township=township, secret_hash=_hash(secret), expires_at__gt=at
    ).first()
    return Draft(found, json.loads(found.answers)) if found else None


def keep(draft: Draft, *, step: str, answers: Mapping[str, Any], at: datetime) -> None:
    """Keep what one page says."""
    draft.answers[step] = dict(answers)
    draft.row.answers = json.dumps(draft.answers, ensure_ascii=False, default=str)
    draft.row.changed_at, draft.row.expires_at = at, at + KEPT
    draft.row.save(update_fields=["answers", "changed_at", "expires_at"])


def add_file(draft: Draft, *, role: CaseFileRole, upload: Upload) -> DraftFile:
    """Keep an upload, sealed.

    Raises:
        FileRefused: see `checks.files`.
        DraftFull: five are there already.
    """
    if draft.row.files.count() >= MOST_FILES:
        raise DraftFull(f"最多上传{MOST_FILES}个文件。")
    facts = inspect_file(upload.data, upload.name)
    made = DraftFile(
        draft=draft.row,
        role=role,
        name=one_line(upload.name)[-120:],
        kind=facts.kind,
        size=facts.size,
        sha256=facts.sha256,
    )
    made.file.save(made.key.hex, ContentFile(upload.data), save=False)
    made.save()
    return made


def remove_file(draft: Draft, *, key: str) -> None:
    """Take an upload back; its stored file goes too."""
    for found in draft.row.files.filter(key=key):
        _forget(found)


def uploads(draft: Draft) -> list[tuple[CaseFileRole, Upload]]:
    """The uploads as `intake.submit` takes them."""
    found = []
    for kept in draft.row.files.all():
        with kept.file.open("rb") as content:
            found.append((CaseFileRole(kept.role), Upload(str(kept.name), content.read())))
    return found


@transaction.atomic
def send(*, draft: Draft, at: datetime, person: Person, wanted: Wanted, code: str) -> Application:
    """Make the application of it and drop it, both or neither. Of two who send it at once the second finds the first's.

    Args:
        code: what the resident will follow it by.

    Raises:
        FileRefused, Incomplete: see `intake.submit`, the draft stays; or it was deleted meanwhile and not sent.
    """
    township, submission = draft.row.township, draft.submission
    if not ApplicationDraft.objects.select_for_update().filter(pk=draft.row.pk):
        if made := intake.of_submission(township, submission):
            return made
        raise Incomplete("填写的内容已经删除，没有提交。")
    made = intake.submit(
        township=township, at=at, person=person, wanted=wanted, code=code, submission=submission, uploads=uploads(draft),
    )  # fmt: skip
    drop(draft.row)
    return made


def drop(draft: ApplicationDraft) -> None:
    """Nothing of it is left."""
    with transaction.atomic():
        for kept in draft.files.all():
            _forget(kept)
        draft.delete()


def drop_expired(at: datetime) -> int:
    """Drop drafts whose days are over; how many. For the timer."""
    gone = list(ApplicationDraft.objects.filter(expires_at__lte=at))
    for draft in gone:
        drop(draft)
    return len(gone)


def _forget(kept: DraftFile) -> None:
    storage, stored = kept.file.storage, str(kept.file.name)
    kept.delete()
    transaction.on_commit(lambda: storage.delete(stored))


def _hash(secret: str) -> str:
    return keyed_hash(secret, "draft")
