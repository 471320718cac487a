"""What comes after an answer: remedies against it, conversion to proactive publication (REM-7, PRO-10)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import Node, Unit, User
from disclosure.actions import publications
from disclosure.actions.applications.course import Incomplete, locked, step
from disclosure.law.kinds import Kind
from disclosure.law.outcomes import Outcome
from disclosure.law.report import RemedyResult
from disclosure.law.steps import Act
from disclosure.models import Application, Publication, Remedy, RequestItem

GIVEN = frozenset({Outcome.GRANTED, Outcome.PARTLY})


@transaction.atomic
def record_remedy(
    *,
    pk: int,
    by: User,
    at: datetime,
    kind: str,
    body: str,
    filed_on: date,
    case_no: str = "",
    ground: str = "",
    version: int | None = None,
) -> Remedy:
    """A 复议 or lawsuit has begun.

    Raises:
        Incomplete: no body, or a day to come.
    """
    if not body.strip():
        raise Incomplete("请填写复议机关或法院。")
    application = step(
        pk, Act.REMEDY, by=by, at=at, on=filed_on, note=f"{body} {case_no}".strip(), version=version
    )
    made = Remedy.objects.create(
        application=application,
        kind=kind,
        body=body,
        case_no=case_no,
        filed_on=filed_on,
        ground=ground,
        by=by,
        at=at,
    )
    application.save()
    return made


@transaction.atomic
def settle_remedy(
    *,
    pk: int,
    by: User,
    at: datetime,
    remedy: Remedy,
    result: str,
    on: date,
    note: str = "",
    version: int | None = None,
) -> Remedy:
    """How it ended.

    Raises:
        Incomplete: another case's, no result, a day before it began.
    """
    locked(pk, version)
    found = Remedy.objects.filter(application=pk, pk=remedy.pk).first()
    if found is None:
        raise Incomplete("没有这件复议、诉讼。")
    if RemedyResult(result) in (RemedyResult.PENDING, RemedyResult.TOTAL):
        raise Incomplete("请选择审结的结果。")
    if on < found.filed_on:
        raise Incomplete("审结日期不能早于受理日期。")
    application = step(
        pk, Act.REMEDY_RESULT, by=by, at=at, on=on, note=RemedyResult(result).label, version=version
    )
    found.result, found.result_on, found.note = result, on, note
    found.save()
    application.save()
    return found


def like_requests(item: RequestItem) -> int:
    """How many other applications asked for a paper of the same number or the same name (PRO-10). 1 query."""
    others = RequestItem.objects.filter(application__township_id=item.application.township_id).exclude(
        application_id=item.application_id
    )
    if item.doc_no:
        return others.filter(doc_no=item.doc_no).count()
    return (
        others.filter(title=item.title).count()
        if item.title
        else others.filter(description=item.description).count()
    )


@transaction.atomic
def convert(
    *,
    pk: int,
    by: User,
    at: datetime,
    item: RequestItem,
    node: Node,
    unit: Unit,
    title: str,
    version: int | None = None,
) -> Publication:
    """Begin a publication of what was asked for; nothing of the applicant goes into it (PRO-10, PII-7).

    Raises:
        Incomplete: not an item that was given, or begun already.
        PermissionDenied: see `publications.create`.
    """
    locked(pk, version)
    found = RequestItem.objects.filter(application=pk, pk=item.pk).first()
    if found is None or found.outcome not in GIVEN:
        raise Incomplete("只有予以公开、部分公开的事项可以转为主动公开。")
    if found.publication_id:
        raise Incomplete("这一项已经转为主动公开。")
    application = step(
        pk, Act.CONVERT, by=by, at=at, note=title, told="您申请的信息将向社会主动公开。", version=version
    )
    made = publications.create(
        township=application.township, by=by, at=at, asked_for=found,
        fields={
            "kind": Kind.OTHER, "title": title, "node": node, "unit": unit, "text": "", "doc_no": found.doc_no,
            "formed_on": timezone.localdate(at),
        },
    )  # fmt: skip
    found.publication = made
    found.save()
    application.save()
    return made


def origin_of(publication: Publication) -> Application | None:
    """The application a publication came from, for those inside."""
    item = publication.requested.select_related("application").first()
    return item.application if item else None
