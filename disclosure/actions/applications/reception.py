"""Settings of applications and the township's own texts of papers."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.actions.generations import raise_generation
from catalog.models import Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.law.documents import Doc
from disclosure.law.outcomes import Outcome
from disclosure.models import LetterTemplate, Reception
from disclosure.sheets.letters.texts import TextRefused, checked


@transaction.atomic
def keep(*, row: Reception, township: Township, by: User, at: datetime) -> Reception:
    """Save the township's settings; the public entrance follows.

    Raises:
        PermissionDenied: neither administrator nor head of the disclosure office.
        ValidationError: see `Reception.clean`.
    """
    require(rules.may_keep_reception(by, township))
    row.township = township
    row.full_clean(exclude=["township"])
    row.version += 1
    row.save()
    raise_generation(township)
    return row


@transaction.atomic
def keep_template(*, row: LetterTemplate, township: Township, by: User, at: datetime) -> LetterTemplate:
    """Save the township's own text of a paper.

    Raises:
        PermissionDenied: neither administrator nor head of the disclosure office.
        ValidationError: an unknown slot, or one left out that the paper must state.
    """
    require(rules.may_keep_reception(by, township))
    row.township = township
    try:
        checked(Doc(row.doc), row.paragraphs, Outcome(row.outcome) if row.outcome else None)
    except TextRefused as refused:
        raise ValidationError({"paragraphs": str(refused)}) from None
    row.version += 1
    row.save()
    return row
