"""A case is given to someone, handed back, given up, taken up again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import Unit, User
from catalog.rules import has_role
from disclosure.actions.applications.course import Incomplete, locked, step
from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import RULES, Outcome
from disclosure.law.steps import OFFICE, Act
from disclosure.models import Application


@transaction.atomic
def assign(
    *,
    pk: int,
    by: User,
    at: datetime,
    unit: Unit,
    officer: User | None = None,
    note: str = "",
    version: int | None = None,
) -> Application:
    """Give the case to a unit, and to a person in it.

    Raises:
        Incomplete: a unit of another township, or a person who has no part in applications there.
    """
    application = step(
        pk, Act.ASSIGN, by=by, at=at, note=" ".join(filter(None, [f"{unit.name} {officer or ''}".strip(), note])),
        told=f"已交{unit.name}办理。", facts={"unit": unit.pk, "officer": officer.pk if officer else None}, version=version,
    )  # fmt: skip
    if unit.tree_id != application.township.unit.tree_id:
        raise Incomplete("这个单位不属于本乡镇。")
    if officer is not None and not has_role(officer, unit, *OFFICE):
        raise Incomplete(f"{officer} 不是这个单位的依申请公开经办人。")
    application.unit, application.officer = unit, officer
    application.save()
    return application


@transaction.atomic
def hand_back(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Application:
    """The unit hands the case back to the office that took it in.

    Raises:
        Incomplete: no reason.
    """
    _say_why(reason)
    application = step(pk, Act.HAND_BACK, by=by, at=at, note=reason, version=version)
    application.unit, application.officer = application.township.reception.unit, None
    application.save()
    return application


@transaction.atomic
def lapse(*, pk: int, by: User, at: datetime, note: str = "", version: int | None = None) -> Application:
    """Not corrected or not paid in time: the applicant counts as having given up (CLK-3, FEE-5).

    Raises:
        Incomplete: the period is not over yet.
    """
    before = locked(pk, version)
    outcome = Outcome.NOT_PAID if before.state == "fee_due" else Outcome.NOT_CORRECTED
    told = (
        "逾期没有补正，视为放弃申请。" if outcome == Outcome.NOT_CORRECTED else "逾期没有缴费，视为放弃申请。"
    )
    application = step(pk, Act.LAPSE, by=by, at=at, note=note, told=told, version=version)
    today = timezone.localdate(at)
    if before.waits_until is None or today <= before.waits_until:
        raise Incomplete(f"期限到 {before.waits_until} 为止，还没有过。")
    return _close(application, outcome, today)


@transaction.atomic
def reopen(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Application:
    """The applicant had good reason: the case goes on, with a full term from today (CLK-3).

    Raises:
        Incomplete: no reason, or it was not closed for silence.
    """
    _say_why(reason)
    before = locked(pk, version)
    application = step(
        pk,
        Act.REOPEN,
        by=by,
        at=at,
        note=reason,
        told="因有正当理由，已恢复办理，答复期限重新计算。",
        version=version,
    )
    if before.outcome not in (Outcome.NOT_CORRECTED, Outcome.NOT_PAID):
        raise Incomplete("只有因逾期未补正、未缴费结案的可以恢复办理。")
    application.outcome = application.row = ""
    application.closed_on = None
    application.save()
    return application


@transaction.atomic
def withdraw(
    *, pk: int, by: User | None, at: datetime, reason: str = "", version: int | None = None
) -> Application:
    """The applicant takes the application back; by: None where he does it himself on his status page."""
    application = step(
        pk, Act.WITHDRAW, by=by, at=at, note=f"申请人撤回。{reason}", told="您已撤回申请。", version=version
    )
    return _close(application, Outcome.OTHER, timezone.localdate(at))


@transaction.atomic
def dismiss(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Application:
    """Closed otherwise: joined with another case, sent to the wrong agency (OUT-23).

    Raises:
        Incomplete: no reason.
    """
    _say_why(reason)
    application = step(
        pk, Act.DISMISS, by=by, at=at, note=reason, told="申请已作其他处理并结案。", version=version
    )
    return _close(application, Outcome.OTHER, timezone.localdate(at))


def _close(application: Application, outcome: Outcome, on: date) -> Application:
    application.outcome, application.closed_on = outcome, on
    application.row = "" if application.kind == CaseKind.RECTIFY else RULES[outcome].row or ""
    application.save()
    return application


def _say_why(reason: str) -> None:
    if not reason.strip():
        raise Incomplete("请写明理由。")


def officers_below(root: Unit) -> QuerySet[User]:
    """Who has a part in applications anywhere in the township."""
    return User.objects.filter(
        is_active=True, memberships__role__in=sorted(OFFICE), memberships__unit__tree_id=root.tree_id
    ).distinct().order_by("name", "pk")  # fmt: skip
