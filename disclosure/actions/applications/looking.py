"""Looking at an applicant's data in clear: with a reason, and logged (PII-6)."""

from collections.abc import Sequence
from datetime import datetime

from catalog.models import User
from catalog.rules import require
from disclosure import rules
from disclosure.models import Application, PersonalAccess
from disclosure.models.sealed import SealedTextField


def look(
    application: Application, *, by: User, at: datetime, reason: str, fields: Sequence[str] = ()
) -> list[tuple[str, str]]:
    """The person's data, label by label.

    Args:
        fields: what is looked at where it is not the person's own columns, e.g. a file.

    Raises:
        PermissionDenied: no part in this case.
        ValidationError: no reason.
    """
    require(rules.may_open_personal(by, application), "您不能查看申请人的个人信息。")
    person = application.applicant
    shown = [
        (field.name, str(field.verbose_name), str(value))
        for field in person._meta.fields
        if isinstance(field, SealedTextField) and (value := getattr(person, field.name))
    ]
    PersonalAccess.objects.create(
        township=application.township, by=by, at=at, subject_kind="application", subject_number=application.number,
        fields=list(fields) or [name for name, _, _ in shown] or ["name"], reason=reason,
    )  # fmt: skip
    return [(label, value) for _, label, value in shown]


def read_paper(application: Application, *, by: User, at: datetime, title: str) -> None:
    """Keep that somebody read a paper in which the applicant is named; for whoever may read the case (PII-6).

    Raises:
        PermissionDenied: no part in this case.
    """
    require(rules.may_read_application(by, application))
    PersonalAccess.objects.create(
        township=application.township, by=by, at=at, subject_kind="application", subject_number=application.number,
        fields=["letter"], reason=f"阅看{title}",
    )  # fmt: skip
