"""What is public and what no longer: made public, renewed, withdrawn, expired, evaluated."""

import logging
import uuid
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from catalog.actions import entries
from catalog.actions.refusals import ActRefused
from catalog.models import User, work_calendar
from catalog.rules import require
from disclosure import rules
from disclosure.actions import checking, extensions, matching, scanning
from disclosure.actions.publications import TEXT_FIELDS, log, next_index_no, posting_ends, step
from disclosure.checks.texts import summary_of
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import (
    EVALUATE_AFTER_MONTHS,
    State,
    StepRefused,
    Validity,
    Verb,
    WithdrawReason,
)
from disclosure.models import Edition, Publication, Review, ReviewResult, ScanState
from disclosure.queries.entries import entry_key, entry_of

logger = logging.getLogger(__name__)
LATEST = timedelta(days=366)  # a publication is not set for a day further off
_HEAVY = {"title", "text"}


def signed(publication: Publication, *, by: User | None, at: datetime, publish_at: datetime | None) -> None:
    """What a signature leads to: public now, public at an hour, or the text it revises renewed. Saves.

    Raises:
        ActRefused: an hour that has passed or is too far off.
    """
    if publish_at is not None and publish_at > at:
        if publish_at - at > LATEST:
            raise ActRefused("定时公开最多排到一年以内。")
        publication.state, publication.publish_at = State.SCHEDULED, publish_at
        publication.save()
        return
    if publish_at is not None and publish_at < at - timedelta(minutes=5):
        raise ActRefused("定时公开的时间已经过去。")
    if _documents_missing(publication):
        publication.state = State.SCHEDULED  # an interpretation goes out with its document
        publication.save()
        return
    _open(publication, by=by, at=at)


def _open(publication: Publication, *, by: User | None, at: datetime) -> None:
    if publication.revises_id:
        publication.state = State.MERGED
        publication.save()
        _take_over(publication, by=by, at=at)
        return
    publication.state = State.PUBLISHED
    publication.published_at = publication.public_from = at
    publication.index_no = next_index_no(publication.township, at)
    publication.summary = publication.summary or summary_of(publication.text)
    publication.next_evaluation_on = evaluation_day(at)
    _bound(publication, at)
    publication.save()
    entries.put(entry_of(publication))
    matching.discharge(publication, at=at)
    _replace(publication, by=by, at=at)
    for interpretation in _waiting_with(publication, at):
        release(pk=interpretation.pk, at=at)


def _bound(publication: Publication, at: datetime) -> None:
    """End of a posting; a list of persons leaves by itself on the day after (NOT-2)."""
    posting_ends(publication, at)
    if publication.person_list and publication.posted_until:
        publication.public_until = start_of(publication.posted_until + timedelta(days=1))


def start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def evaluation_day(at: datetime) -> date:
    """When what becomes public now is looked at again; a working day."""
    return work_calendar().add_months(timezone.localdate(at), EVALUATE_AFTER_MONTHS).on


def _waiting_with(document: Publication, at: datetime) -> list[Publication]:
    """Interpretations signed already, that wait for their document to be public (INT-1); not a revision set for an hour."""
    waiting = Publication.objects.filter(interpretation__documents=document, state=State.SCHEDULED)
    waiting = waiting.exclude(revises__isnull=False, publish_at__gt=at)
    return [each for each in waiting if not _documents_missing(each)]


def _documents_missing(interpretation: Publication) -> bool:
    if interpretation.kind != Kind.INTERPRETATION:
        return False
    explained = getattr(interpretation, "interpretation", None)
    if explained is None:
        return False
    missing = explained.documents.exclude(state=State.PUBLISHED)
    if interpretation.revises_id:  # those it explains already do not hold it, even withdrawn ones
        missing = missing.exclude(interpretations=interpretation.revises_id)
    return missing.exists()


def _replace(publication: Publication, *, by: User | None, at: datetime) -> None:
    """Mark the document this one takes the place of as repealed, clearly and at once (PAGE-4)."""
    if publication.supersedes_id is None:
        return
    old = Publication.objects.select_for_update(of=("self",)).get(pk=publication.supersedes_id)
    if old.state == State.PUBLISHED and old.validity != Validity.REPEALED:
        old.validity = Validity.REPEALED
        old.version += 1
        log(old, Verb.VALIDITY, by=by, at=at, note=f"由“{publication.title}”代替，标为废止")
        old.save()
        entries.put(entry_of(old))


# ---- by the clock -------------------------------------------------------------------------------------------
@transaction.atomic
def release(*, pk: int, at: datetime) -> Publication:
    """Make public what waited for its hour, or for its document.

    Raises:
        ActRefused: an interpretation whose hour has come before its document (INT-1).
    """
    publication = step(pk, Verb.RELEASE, by=None, at=at)
    if _documents_missing(publication):
        raise ActRefused("所解读的文件还没有公开，解读随文件一起公开。")
    checking.require_clear(publication, at=at)
    _open(publication, by=None, at=at)
    return publication


@transaction.atomic
def unschedule(*, pk: int, by: User, at: datetime, version: int | None = None) -> Publication:
    """Take back a set hour; it is a draft again and passes all levels anew."""
    publication = step(pk, Verb.UNSCHEDULE, by=by, at=at, version=version)
    publication.publish_at = None
    publication.save()
    return publication


@transaction.atomic
def expire(*, pk: int, at: datetime) -> Publication:
    """Record that a posting is over; title and result stay in the index, without an address (NOT-2).

    Visibility ended by itself at `public_until`, whether this ran or not.
    """
    publication = step(pk, Verb.EXPIRE, by=None, at=at)
    if publication.public_until is None or publication.public_until > at:
        raise ActRefused("公示期还没有满。")
    publication.save()
    entries.put(entry_of(publication))
    return publication


def run_clock(at: datetime) -> str:
    """Release what has reached its hour and expire what is over; each by itself, so that one refused stops no other."""
    due = Publication.objects.filter(state=State.SCHEDULED, publish_at__lte=at).order_by("publish_at", "pk")
    over = Publication.objects.filter(state=State.PUBLISHED, public_until__lte=at).order_by(
        "public_until", "pk"
    )
    done = {"公开": 0, "期满": 0, "受阻": 0}
    for pk in due.values_list("pk", flat=True):
        done[_try(release, pk, at, "公开")] += 1
    for pk in over.values_list("pk", flat=True):
        done[_try(expire, pk, at, "期满")] += 1
    return "，".join(f"{name} {number} 条" for name, number in done.items())


def _try(act: Any, pk: int, at: datetime, name: str) -> str:
    try:
        act(pk=pk, at=at)
    except (StepRefused, ActRefused):  # held by the check desk, or somebody was faster
        return "受阻"
    except Exception:
        logger.exception("publication %s could not be moved by the clock", pk)
        return "受阻"
    return name


# ---- what is public changes ---------------------------------------------------------------------------------
@transaction.atomic
def revise(
    *, pk: int, by: User, at: datetime, reason: str, version: int | None = None, from_sheet: bool = False
) -> Publication:
    """Start a revision: a draft with the same words, files and what only its kind has, that passes every level.

    Meanwhile what is public stays as it is.

    Raises:
        ActRefused: no reason, a revision is under way already, or it comes from a village's sheet and is corrected there.
    """
    if not reason.strip():
        raise ActRefused("请写明为什么修订，公众能看到修订日期和原因。")
    original = step(pk, Verb.REVISE, by=by, at=at, note=reason, version=version)
    if original.from_sheet and not from_sheet:
        raise ActRefused("这条信息由村务公开表生成，请在村务公开表里更正。")
    if original.revisions.exclude(state__in=[State.MERGED, State.BARRED, State.DROPPED]).exists():
        raise ActRefused("这条信息已有一份修订在办。")
    original.save()
    copy = Publication(
        township=original.township, created_by=by, created_at=at, revises=original, reach=original.reach,
        from_sheet=original.from_sheet,
        **{name: getattr(original, name) for name in TEXT_FIELDS},
    )  # fmt: skip
    if copy.summary == summary_of(copy.text):
        copy.summary = (
            ""  # nobody wrote it: it follows the new text, and says nothing the new text leaves out
        )
    copy.save()
    extensions.copy(original, copy)
    _copy_files(original, copy, at)
    log(copy, Verb.CREATE, by=by, at=at, note=reason)
    checking.check(copy, at=at)
    return copy


def _copy_files(original: Publication, copy: Publication, at: datetime) -> None:
    """The same stored files under new keys, looked at anew like the words; pictures in the text point at theirs."""
    for attachment in original.attachments.shown():
        old = str(attachment.key)
        attachment.pk, attachment._state.adding = None, True
        attachment.key, attachment.publication = uuid.uuid4(), copy
        attachment.scan_state, attachment.scan_note, attachment.scanned_at = ScanState.WAITING, "", None
        attachment.save()
        scanning.look(attachment, at=at)
        copy.text = copy.text.replace(old, str(attachment.key))
    copy.save()


def _take_over(revision: Publication, *, by: User | None, at: datetime) -> None:
    """The original takes all a signed revision carries; what it said before is kept as an edition (REV-7)."""
    originals = Publication.objects.select_for_update(of=("self",))
    original = originals.select_related("township__unit", "unit", "node").get(revisions=revision.pk)
    assert original.public_from is not None  # noqa: S101  (typing: the table's constraint says so)
    if original.state != State.PUBLISHED:
        raise StepRefused(f"原文{original.get_state_display()}，修订不能并入。")
    reason = revision.events.filter(verb=Verb.CREATE).values_list("note", flat=True).first() or "修订"
    Edition.objects.create(
        publication=original, number=original.edition, title=original.title, text=original.text,
        facts=facts_of(original), shown_from=original.revised_at or original.public_from, shown_until=at,
        reason=reason[:300], by=revision.submitted_by or revision.created_by,
    )  # fmt: skip
    original.attachments.filter(retired_in__isnull=True, role__in=["public", "picture"]).update(
        retired_in=original.edition
    )
    revision.attachments.update(publication=original)
    old_node = original.node_id
    for name in TEXT_FIELDS:
        setattr(original, name, getattr(revision, name))
    original.reach = revision.reach
    original.edition += 1
    original.version += 1
    original.revised_at = at
    original.next_evaluation_on = evaluation_day(at)
    original.summary = original.summary or summary_of(original.text)
    if original.person_list and original.posted_days and original.public_until is None:
        _bound(original, at)
    log(original, Verb.RENEW, by=by, at=at, note=reason)
    original.save()
    extensions.take_over(revision, original)
    checking.taken_over(revision, original, at=at)
    if original.kind == Kind.INTERPRETATION:
        checking.check_documents(original, at=at)
    entries.put(entry_of(original))
    if old_node != original.node_id:
        matching.release(original, at=at, cause="公开信息已改列到另一个事项")
        matching.discharge(original, at=at)


def facts_of(publication: Publication) -> dict[str, str]:
    """The columns of an edition beside title and text, as text, with what only its kind has and the names of its files."""
    facts = {
        name: str(getattr(publication, name) or "")
        for name in TEXT_FIELDS
        if name not in {*_HEAVY, "details"}
    }
    facts |= {f"details.{key}": str(value) for key, value in publication.details.items()}
    facts |= extensions.facts_of(publication)
    files = list(publication.attachments.downloads())
    facts["files"] = "\n".join(f"{file.name} {file.sha256}" for file in files)
    facts["transcripts"] = "\n".join(f"{file.name}：{file.transcript}" for file in files if file.transcript)
    return facts


@transaction.atomic
def withdraw(
    *, pk: int, by: User, at: datetime, reason: WithdrawReason, note: str, version: int | None = None
) -> Publication:
    """Take a publication off the site; its address keeps a notice with date and reason."""
    publication = step(pk, Verb.WITHDRAW, by=by, at=at, note=note, version=version)
    publication.withdrawn_at = at
    publication.withdraw_reason = reason
    publication.save()
    entries.remove(entry_key(publication.pk))
    matching.release(publication, at=at, cause=f"公开信息已撤回：{WithdrawReason(reason).label}")
    return publication


@transaction.atomic
def keep(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Publication:
    """Record at the periodic evaluation that it stays as it is; it is looked at again in a year."""
    publication = step(pk, Verb.KEEP, by=by, at=at, note=remark, version=version)
    Review.objects.create(
        publication=publication, round=publication.round, stage=State.PUBLISHED, by=by, at=at,
        result=ReviewResult.EVALUATED, remark=remark,
    )  # fmt: skip
    publication.next_evaluation_on = evaluation_day(at)
    publication.save()
    return publication


@transaction.atomic
def set_validity(
    *, pk: int, by: User, at: datetime, validity: Validity, note: str, version: int | None = None
) -> Publication:
    """Mark a public document as amended, repealed or lapsed; it stays readable with the mark (PAGE-4)."""
    if not note.strip():
        raise ActRefused("请写明依据，如废止它的文件名称和文号。")
    publication = step(
        pk, Verb.VALIDITY, by=by, at=at, note=f"{Validity(validity).label}：{note}", version=version
    )
    publication.validity = validity
    publication.save()
    entries.put(entry_of(publication))
    return publication


@transaction.atomic
def note_result(*, pk: int, by: User, at: datetime, result: str, version: int | None = None) -> Publication:
    """Say what came of a posting; shown beside its title once the list itself has gone (NOT-2)."""
    rows = Publication.objects.select_for_update(of=("self",))
    publication = rows.select_related("township__unit", "unit", "node").get(pk=pk)
    require(rules.may_note_result(by, publication), "您不能填写这条信息的公示结果。")
    if version is not None and publication.version != version:
        raise ActRefused("这条信息刚被别人改过，请刷新后再填。")
    if publication.posted_until is None or publication.state not in (State.PUBLISHED, State.EXPIRED):
        raise ActRefused("只有公示过的信息才有公示结果。")
    publication.posting_result = result.strip()
    publication.version += 1
    publication.save()
    entries.put(entry_of(publication))
    return publication
