"""Reviews of a publication: handed in, passed level by level, sent back, referred, forced; on screen or on paper.

The last level signs. What a signature leads to (public now, at an hour, or a revision taken over) is `publishing`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.models import Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking, publishing
from disclosure.actions.publications import Upload, attach, step
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import (
    STAGES,
    Exemption,
    Plan,
    PlanRefused,
    State,
    StepRefused,
    Verb,
    checked_plan,
    checks_secrecy,
    is_last,
)
from disclosure.models import FileRole, Publication, Review, ReviewPlan, ReviewResult
from disclosure.queries.reviews import plan_of

SAYS_WHY = frozenset({ReviewResult.RETURNED, ReviewResult.FORCED, ReviewResult.REFERRED})
NO_SECRECY = "审核通过前须先作保密审查并勾选。"


@transaction.atomic
def submit(*, pk: int, by: User, at: datetime, version: int | None = None) -> Publication:
    """Hand a draft to review, under the levels the township asks for now.

    Raises:
        StepRefused: neither text nor file, or something the check desk says must be put right first.
    """
    draft = Publication.objects.select_related("township").get(pk=pk)
    plan = plan_of(draft.township, Kind(draft.kind))
    if draft.state == State.DRAFT and draft.plan != [stage.value for stage in plan]:
        Publication.objects.filter(pk=pk).update(plan=[stage.value for stage in plan])
    publication = step(pk, Verb.SUBMIT, by=by, at=at, version=version)
    if not publication.text.strip() and not publication.attachments.downloads().exists():
        raise StepRefused("没有正文也没有附件，不能提交审核。")
    checking.require_complete(publication, at=at)
    publication.submitted_by = by
    publication.round += 1
    publication.save()
    return publication


@transaction.atomic
def recall(*, pk: int, by: User, at: datetime, version: int | None = None) -> Publication:
    """Take back what one handed in, to change it."""
    publication = step(pk, Verb.RECALL, by=by, at=at, version=version)
    publication.save()
    return publication


@transaction.atomic
def send_back(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Publication:
    """Return a draft to its writer with remarks."""
    stage = _stage(pk)
    publication = step(pk, Verb.SEND_BACK, by=by, at=at, note=remark, version=version)
    _record(publication, stage, ReviewResult.RETURNED, by=by, at=at, remark=remark)
    publication.save()
    return publication


@transaction.atomic
def approve(
    *,
    pk: int,
    by: User,
    at: datetime,
    secrecy_checked: bool = False,
    remark: str = "",
    publish_at: datetime | None = None,
    sign: bool | None = None,
    version: int | None = None,
) -> Publication:
    """Pass the level it stands at; at the last one sign, which makes it public (or, with `publish_at`, at that hour).

    Args:
        sign: what the person meant to do; None where it is for the level to say (a batch).

    Raises:
        PermissionDenied: no role of this level, or the person wrote, submitted or already reviewed it (REV-5).
        ValidationError: the secrecy review belongs to this level and was not confirmed (REV-2).
        StepRefused: at the last level while the check desk holds it.
    """
    stage, plan = _held(pk)
    verb = Verb.SIGN if (is_last(stage, plan) if sign is None else sign) else Verb.APPROVE
    publication = step(pk, verb, by=by, at=at, note=remark, version=version)
    if checks_secrecy(stage, plan) and not secrecy_checked:
        raise ValidationError(NO_SECRECY)
    _record(
        publication,
        stage,
        ReviewResult.APPROVED,
        by=by,
        at=at,
        remark=remark,
        secrecy_checked=secrecy_checked,
    )
    return _passed(publication, verb, by=by, at=at, publish_at=publish_at)


def _passed(
    publication: Publication, verb: Verb, *, by: User, at: datetime, publish_at: datetime | None = None
) -> Publication:
    """What follows once a level is passed and recorded."""
    if verb == Verb.SIGN:
        checking.require_clear(publication, at=at)
        publishing.signed(publication, by=by, at=at, publish_at=publish_at)
    else:
        publication.save()
    if verb == Verb.SIGN and publication.kind == Kind.INTERPRETATION:
        checking.check_documents(publication, at=at)
    return publication


@dataclass
class BatchOutcome:
    """Of a batch: how many passed, and the refused ones with the reason for each."""

    done: int = 0
    refused: list[tuple[Publication, str]] = field(default_factory=list)


def approve_many(
    *, pks: Sequence[int], by: User, at: datetime, secrecy_checked: bool, remark: str = ""
) -> BatchOutcome:
    """Pass each of the ticked ones by itself: one review record for each (REV-2); a refused one stops no other."""
    outcome = BatchOutcome()
    found = {row.pk: row for row in Publication.objects.filter(pk__in=pks)}
    for pk in dict.fromkeys(pks):
        if pk not in found:
            continue
        try:
            approve(pk=pk, by=by, at=at, secrecy_checked=secrecy_checked, remark=remark)
        except (StepRefused, ActRefused, PermissionDenied) as refused:
            outcome.refused.append((found[pk], str(refused)))
        except ValidationError as invalid:
            outcome.refused.append((found[pk], "；".join(invalid.messages)))
        else:
            outcome.done += 1
    return outcome


@transaction.atomic
def force(
    *, pk: int, by: User, at: datetime, reason: str, secrecy_checked: bool, version: int | None = None
) -> Publication:
    """Make public past the levels still missing, for a reason; somebody else looks at it afterwards (`look`).

    The secrecy review and the check desk are not skipped.
    """
    stage = _stage(pk)
    if not reason.strip():
        raise ActRefused("越级公开须写明理由。")
    publication = step(pk, Verb.FORCE, by=by, at=at, note=reason, version=version)
    if not secrecy_checked:
        raise ValidationError(NO_SECRECY)
    _record(publication, stage, ReviewResult.FORCED, by=by, at=at, remark=reason, secrecy_checked=True)
    checking.require_clear(publication, at=at)
    publication.forced = True
    publishing.signed(publication, by=by, at=at, publish_at=None)
    if publication.kind == Kind.INTERPRETATION:
        checking.check_documents(publication, at=at)
    return publication


@transaction.atomic
def look(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Publication:
    """Note what a second person found on looking at what was forced."""
    publication = Publication.objects.get(pk=pk)
    if not publication.forced or publication.looked_at:
        raise ActRefused("这条信息没有等待事后复核。")
    forced = publication.reviews.filter(result=ReviewResult.FORCED).values_list("by", flat=True)
    require(by.pk not in forced, "事后复核须由另一个人办理。")
    publication = step(pk, Verb.LOOK, by=by, at=at, note=remark, version=version)
    _record(publication, State.PUBLISHED, ReviewResult.LOOKED, by=by, at=at, remark=remark)
    publication.looked_at = at
    publication.save()
    return publication


@transaction.atomic
def refer(
    *, pk: int, by: User, at: datetime, to: str, remark: str, version: int | None = None
) -> Publication:
    """Ask the competent or the secrecy authority whether it may be public; until then nothing moves (REV-3)."""
    stage = _stage(pk)
    if not to.strip() or not remark.strip():
        raise ActRefused("请写明提请哪个机关确定，以及拿不准的是什么。")
    publication = step(pk, Verb.REFER, by=by, at=at, note=f"{to}：{remark}", version=version)
    _record(publication, stage, ReviewResult.REFERRED, by=by, at=at, remark=remark)
    publication.referred_from, publication.referred_to = stage, to.strip()
    publication.save()
    return publication


@transaction.atomic
def rule(
    *,
    pk: int,
    by: User,
    at: datetime,
    may_open: bool,
    remark: str,
    exemption: Exemption | str = "",
    version: int | None = None,
) -> Publication:
    """Enter the authority's answer: reviews go on where they stopped, or it is never public.

    Args:
        exemption: the ground where it may not be public.
    """
    if not remark.strip():
        raise ActRefused("请写明答复的文号或要点。")
    if not may_open and not exemption:
        raise ActRefused("不予公开的，请选择理由。")
    publication = step(
        pk, Verb.RULE_OPEN if may_open else Verb.RULE_SHUT, by=by, at=at, note=remark, version=version
    )
    if not may_open:
        ground = Exemption(exemption)
        _record(
            publication, State.RULING, ReviewResult.RETURNED, by=by, at=at, remark=remark, exemption=ground
        )
    publication.referred_from = ""
    publication.save()
    return publication


# ---- on paper -----------------------------------------------------------------------------------------------
@transaction.atomic
def record_paper(
    *,
    pk: int,
    signer: User,
    signed_on: date,
    by: User,
    at: datetime,
    secrecy_checked: bool = False,
    remark: str = "",
    scan: Upload | None = None,
) -> Review:
    """Enter a level signed on the printed 信息发布审查表. It counts once a second person has confirmed it.

    Raises:
        ActRefused: a day to come, or one already waits to be confirmed.
        PermissionDenied: the recorder has no role here, or the signer none of this level (REV-5).
    """
    publication = Publication.objects.select_for_update(of=("self",)).select_related("unit").get(pk=pk)
    require(rules.may_record_paper(by, publication), "您不能录入这条信息的纸质签字。")
    stage = State(publication.state)
    if stage not in STAGES:
        raise StepRefused(f"“{stage.label}”状态下没有要签字的审核。")
    require(
        rules.may_pass(signer, publication),
        f"{signer}不能在这一级签字：没有这一级的角色，或已经起草、审核过。",
    )
    if signed_on > timezone.localdate(at):
        raise ActRefused("签字日期不能晚于今天。")
    if publication.reviews.filter(result=ReviewResult.PENDING, round=publication.round).exists():
        raise ActRefused("已有一份纸质签字等待核对。")
    if checks_secrecy(stage, _plan(pk)) and not secrecy_checked:
        raise ValidationError(NO_SECRECY)
    kept = attach(publication=publication, upload=scan, at=at, role=FileRole.SCAN) if scan else None
    review = Review(
        publication=publication, round=publication.round, stage=stage, by=signer, at=at,
        result=ReviewResult.PENDING, secrecy_checked=secrecy_checked, remark=remark, on_paper=True,
        signed_on=signed_on, recorded_by=by, scan=kept,
    )  # fmt: skip
    review.full_clean()
    review.save()
    return review


@transaction.atomic
def confirm_paper(*, review_pk: int, by: User, at: datetime, version: int | None = None) -> Publication:
    """Compare a recorded signature with the paper and let it count: the level is passed.

    Raises:
        ActRefused: it was confirmed or thrown out already, or the publication has moved on.
        PermissionDenied: the recorder himself, or no role here.
    """
    review, publication = _pending(review_pk)
    require(rules.may_confirm_paper(by, review), "须由录入人以外的第二个人对照纸质件核对。")
    stage, plan = State(review.stage), _plan(publication.pk)
    if publication.state != stage or publication.round != review.round:
        raise ActRefused("这条信息已经不在这一级，纸质签字不再有效。")
    verb = Verb.SIGN if is_last(stage, plan) else Verb.APPROVE
    note = f"纸质签字：{review.by}，{review.signed_on:%Y-%m-%d}；{by}核对"
    publication = step(publication.pk, verb, by=None, at=at, note=note, version=version)
    review.result, review.confirmed_by, review.confirmed_at = ReviewResult.APPROVED, by, at
    review.full_clean()
    review.save()
    return _passed(publication, verb, by=review.by, at=at)


@transaction.atomic
def discard_paper(*, review_pk: int, by: User, at: datetime, remark: str) -> Review:
    """Throw out a recorded signature that does not agree with the paper."""
    review, _ = _pending(review_pk)
    require(rules.may_confirm_paper(by, review), "须由录入人以外的第二个人对照纸质件核对。")
    if not remark.strip():
        raise ActRefused("请写明哪里与纸质件不符。")
    review.result, review.remark, review.confirmed_by, review.confirmed_at = (
        ReviewResult.VOID, remark.strip(), by, at,
    )  # fmt: skip
    review.save()
    return review


def _pending(review_pk: int) -> tuple[Review, Publication]:
    publication_pk = Review.objects.values_list("publication_id", flat=True).get(pk=review_pk)
    publication = (
        Publication.objects.select_for_update(of=("self",)).select_related("unit").get(pk=publication_pk)
    )
    review = Review.objects.select_related("by", "publication__unit").get(pk=review_pk)
    if review.result != ReviewResult.PENDING:
        raise ActRefused("这份纸质签字已经办理过。")
    return review, publication


def _held(pk: int) -> tuple[State, Plan]:
    """The level it stands at and those it passes, held until the act is done.

    So a record is never of a level that somebody else has just passed.
    """
    locked = Publication.objects.select_for_update(of=("self",))
    state, plan = locked.values_list("state", "plan").get(pk=pk)
    return State(state), checked_plan(plan or [*STAGES])


def _stage(pk: int) -> State:
    return _held(pk)[0]


def _plan(pk: int) -> Plan:
    return _held(pk)[1]


def _record(
    publication: Publication,
    stage: State,
    result: ReviewResult,
    *,
    by: User,
    at: datetime,
    remark: str = "",
    secrecy_checked: bool = False,
    exemption: str = "",
) -> Review:
    review = Review(
        publication=publication,
        round=publication.round,
        stage=stage,
        by=by,
        at=at,
        result=result,
        remark=remark,
        secrecy_checked=secrecy_checked,
        exemption=exemption,
    )
    if result in SAYS_WHY and not remark.strip():
        raise ValidationError("须写明意见或理由。")
    review.clean_fields(exclude=["publication", "by"])  # the lock keeps what the table's constraints ask for
    review.save()
    return review


# ---- levels a township asks for -----------------------------------------------------------------------------
@transaction.atomic
def set_plan(
    *, township: Township, kind: str, stages: Sequence[str], by: User, new: bool = False
) -> ReviewPlan:
    """Set which levels a kind of publication passes; what is under way keeps the levels it was handed in under.

    Args:
        new: the kind is thought to have no levels of its own yet.

    Raises:
        ActRefused: none, or an impossible order; or `new`, and somebody has set levels for the kind meanwhile.
        PermissionDenied: not the township's administrator or head of the disclosure office.
    """
    require(rules.may_set_plan(by, township))
    try:
        plan = checked_plan(stages)
    except PlanRefused as refused:
        raise ActRefused(str(refused)) from None
    values = {"stages": [stage.value for stage in plan]}
    rows = ReviewPlan.objects
    if not new:
        return rows.update_or_create(township=township, kind=kind, defaults=values)[0]
    saved, made = rows.get_or_create(township=township, kind=kind, defaults=values)
    if not made:
        raise ActRefused("这个种类已有设置，请在列表里修改它。")
    return saved
