"""The outcome of every item, with the facts and records it asks for; which one the application counts under (F, OUT-R6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from catalog.models import User
from disclosure.actions.applications import answering
from disclosure.actions.applications.course import Incomplete, step
from disclosure.law.intake import CaseKind
from disclosure.law.outcomes import RULES, Outcome, Record, main_outcome, may_be_main, missing, outcomes_of
from disclosure.law.steps import ANSWERED, Act
from disclosure.models import Application, PartyKind, RequestItem


@dataclass(frozen=True)
class Chosen:
    """What the officer chose for one item. earlier: the item answered before (OUT-17)."""

    item: RequestItem
    outcome: Outcome
    facts: Mapping[str, str] = field(default_factory=dict)
    earlier: RequestItem | None = None


def records_of(application: Application, earlier: RequestItem | None = None) -> set[Record]:
    """What lies in the case (OUT-R3 … R5). 5 queries."""
    there = {
        Record.SEARCH: application.searches.exclude(found=None).exists(),
        Record.CONSULTATION: application.consultations.filter(party_kind=PartyKind.THIRD)
        .exclude(reply="")
        .exists(),
        Record.CORRECTION: hasattr(application, "correction"),
        Record.FEE: hasattr(application, "fee"),
        Record.REASONS: hasattr(application, "reason_request"),
        Record.EARLIER: earlier is not None,
    }
    return {record for record, found in there.items() if found}


def earlier_items(application: Application) -> list[RequestItem]:
    """Items of the same applicant that were answered before (OUT-17, OUT-R4). 1 query."""
    applicant = application.applicant
    if not applicant.id_index:
        return []
    found = RequestItem.objects.filter(
        application__township_id=application.township_id,
        application__applicant__id_index=applicant.id_index,
        application__state__in=sorted(ANSWERED),
        application__answered_on__isnull=False,
    )
    return list(found.exclude(application=application).select_related("application").order_by("-pk")[:50])


@transaction.atomic
def decide(
    *,
    pk: int,
    by: User,
    at: datetime,
    chosen: Sequence[Chosen],
    main: Outcome | None = None,
    version: int | None = None,
) -> Application:
    """Fix the outcome of every item, and begin the answer.

    Args:
        main: under which outcome the application counts, where it does not follow from the items.

    Raises:
        Incomplete: an item without outcome, a fact or record missing, an earlier item of somebody else, or no valid
            main outcome.
    """
    application = step(
        pk, Act.DECIDE, by=by, at=at, version=version, note="；".join(c.outcome.label for c in chosen)
    )
    if {c.item.pk for c in chosen} != set(application.items.values_list("pk", flat=True)):
        raise Incomplete("每一项申请都要确定结果。")
    allowed = {item.pk for item in earlier_items(application)}
    for choice in chosen:
        if choice.outcome not in outcomes_of(CaseKind(application.kind)):
            raise Incomplete(f"“{choice.outcome.label}”不是答复的结果。")
        if choice.earlier is not None and choice.earlier.pk not in allowed:
            raise Incomplete("前一次申请须是同一申请人的、已经答复的申请。")
        lacking = missing(choice.outcome, choice.facts, records_of(application, choice.earlier))
        if lacking:
            raise Incomplete(lacking[0] if len(chosen) == 1 else f"第{choice.item.position}项：{lacking[0]}")
    outcomes = [choice.outcome for choice in chosen]
    found = main_outcome(outcomes) or main
    if found is None or not may_be_main(found, outcomes):
        raise Incomplete("各项结果不同，请选择以哪一个作为这件申请的结果（年报只计一项）。")
    for choice in chosen:
        keys = {fact.key for fact in RULES[choice.outcome].facts}
        choice.item.outcome = choice.outcome
        choice.item.facts = {key: value for key, value in choice.facts.items() if key in keys}
        choice.item.earlier = choice.earlier
        choice.item.save()
    application.outcome, application.row = found, RULES[found].row or ""
    application.save()
    answering.begin(application, by=by, at=at)
    return application


@transaction.atomic
def rework(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Application:
    """Choose the outcomes anew; the draft is dropped.

    Raises:
        Incomplete: no reason.
    """
    if not reason.strip():
        raise Incomplete("请写明理由。")
    application = step(pk, Act.REWORK, by=by, at=at, note=reason, version=version)
    answering.drop_draft(application)
    if not application.amending:
        application.outcome = application.row = ""
    application.save()
    return application
