"""One-click fixes: what the check desk found is mended in the draft."""

from datetime import datetime

from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.models import User
from disclosure.actions import publications
from disclosure.checks.fixes import CannotFix, fixed
from disclosure.models import Finding, FindingState


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
    try:
        changed, words = fixed(finding, finding.publication)
    except CannotFix as cannot:
        raise ActRefused(str(cannot)) from None
    publications.edit(pk=finding.publication_id, by=by, at=at, fields=changed)
    return words
