"""Files of a case, sealed where they lie."""

from datetime import datetime

from django.core.files.base import ContentFile

from catalog.models import User
from disclosure.actions.publications import Upload
from disclosure.checks.files import inspect_file
from disclosure.checks.texts import one_line
from disclosure.models import Application, CaseFile, CaseFileRole


def keep(
    *,
    application: Application,
    role: CaseFileRole,
    upload: Upload,
    by: User | None,
    at: datetime,
    for_applicant: bool = False,
) -> CaseFile:
    """Store one file.

    Args:
        by: None for the applicant's own.
        for_applicant: whether it can be taken from the status page.

    Raises:
        FileRefused: see `checks.files`.
    """
    facts = inspect_file(upload.data, upload.name)
    kept = CaseFile(
        application=application,
        role=role,
        name=one_line(upload.name)[-120:],
        kind=facts.kind,
        size=facts.size,
        sha256=facts.sha256,
        for_applicant=for_applicant,
        by=by,
        at=at,
    )
    kept.file.save(kept.key.hex, ContentFile(upload.data), save=False)
    kept.save()
    return kept
