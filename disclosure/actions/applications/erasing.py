"""Erasing the personal data of cases whose retention has ended: one person asks, another decides (PII-1).

What stays is what statistics and the archive's register need: number, days, steps, results. What applicants, third
parties and officers wrote, and every file, goes. Backups keep theirs until they are rotated away.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, QuerySet
from django.utils import timezone
from django_tasks import task

from catalog.actions.refusals import ActRefused
from catalog.models import Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions.applications.course import reception_of
from disclosure.law.intake import erasable_before
from disclosure.law.report import RemedyResult
from disclosure.law.steps import Step
from disclosure.models import (
    AnswerReview,
    Applicant,
    Application,
    ApplicationEvent,
    CaseFile,
    Consultation,
    Correction,
    Delivery,
    Erasure,
    Extension,
    HelpGiven,
    Letter,
    ReasonRequest,
    Remedy,
    RequestItem,
    SearchRequest,
)
from disclosure.models.applications import ApplicationQuerySet
from disclosure.sheets.letters.compose import Block, LetterText

GONE = "（已按保存期限删除）"
BATCH = 50  # cases of one transaction
# Columns by table, with what stands there afterwards; a column of free text that is in none of them is found by a test.
_TEXTS: tuple[tuple[type[Model], Mapping[str, Any]], ...] = (
    (RequestItem, {"title": "", "doc_no": "", "description": GONE, "facts": {}}),
    (ApplicationEvent, {"note": "", "told": ""}),
    (Correction, {"points": GONE, "guidance": GONE, "answer": None}),
    (SearchRequest, {"what": GONE, "words": "", "result": ""}),
    (
        Consultation,
        {"party": GONE, "party_address": None, "concern": GONE, "reply_reasons": None, "override_reason": ""},
    ),
    (ReasonRequest, {"facts": GONE, "answer": None}),
    (Extension, {"reason": GONE, "remark": ""}),
    (AnswerReview, {"remark": GONE}),
    (Remedy, {"ground": "", "note": ""}),
    (HelpGiven, {"note": ""}),
    (
        Applicant,
        {
            "name": GONE, "id_kind": "", "id_number": None, "employer": None, "legal_person": None, "contact_name": None,
            "phone": None, "postcode": None, "address": None, "email": None, "fax": None, "agent_name": None,
            "agent_id": None, "name_index": "", "id_index": "", "phone_index": "",
        },
    ),
)  # fmt: skip
_DELIVERED = {"address": None, "server": "", "signer": None, "relation": "", "refusal": "", "witness": None}


class ErasureRefused(ActRefused):
    """What was asked for cannot be erased. `str()` says why."""


def ended(township: Township, today: date) -> ApplicationQuerySet:
    """Archived cases whose retention has ended, with their personal data still there (the retention list)."""
    return _closed_before(township, limit(township, today))


def limit(township: Township, today: date) -> date:
    """Cases closed before this day may be erased today."""
    return erasable_before(today, reception_of(township).retention_years)


@transaction.atomic
def ask(*, township: Township, by: User, at: datetime, closed_before: date, reason: str) -> Erasure:
    """Ask that the personal data of all archived cases closed before a day be erased.

    Raises:
        PermissionDenied: neither head of the disclosure office nor administrator.
        ErasureRefused: the retention of some of these has not ended, there are none, or a request waits already.
    """
    require(rules.may_erase(by, township))
    Township.objects.select_for_update().get(pk=township.pk)
    last = limit(township, timezone.localdate(at))
    if closed_before > last:
        raise ErasureRefused(f"保存期限未满：只能删除 {last:%Y-%m-%d} 以前结案的。")
    if not reason.strip():
        raise ErasureRefused("请写明理由。")
    if Erasure.objects.filter(township=township, done_by=None).exists():
        raise ErasureRefused("已有一份删除申请等待核准。")
    count = _closed_before(township, closed_before).count()
    if not count:
        raise ErasureRefused("这一天以前没有保存期满的案卷。")
    return Erasure.objects.create(
        township=township, closed_before=closed_before, count=count, reason=reason.strip(), asked_by=by, asked_at=at
    )  # fmt: skip


@transaction.atomic
def decide(*, pk: int, by: User, at: datetime, carry_out: bool, remark: str = "") -> Erasure:
    """Carry it out or refuse it; never the one who asked. The worker erases, and goes on where it was stopped.

    Raises:
        PermissionDenied: not of the two, or the same as asked.
        ErasureRefused: decided already, refused without saying why, or the retention was made longer meanwhile.
    """
    found = Erasure.objects.select_for_update().get(pk=pk)
    require(rules.may_erase(by, found.township) and by.pk != found.asked_by_id, "提出和核准须由两个人办理。")
    if not found.is_waiting:
        raise ErasureRefused(f"{found.done_by} 刚刚办理过了。")
    if not carry_out and not remark.strip():
        raise ErasureRefused("不予执行的，请写明意见。")
    if carry_out and found.closed_before > (last := limit(found.township, timezone.localdate(at))):
        raise ErasureRefused(f"保存年限已经改过，现在只能删除 {last:%Y-%m-%d} 以前结案的。")
    found.done_by, found.done_at, found.refused, found.remark = by, at, not carry_out, remark.strip()
    found.save()
    if carry_out:
        transaction.on_commit(lambda: carry_on.enqueue(found.pk))
    return found


@task()
def carry_on(pk: int) -> None:
    """Erase case by case, some a transaction. Started again, it goes on with what is left."""
    found = Erasure.objects.get(pk=pk)
    while found.is_running:
        with transaction.atomic():
            found = Erasure.objects.select_for_update(of=("self",)).select_related("township").get(pk=pk)
            if not found.is_running:
                return
            # What was asked for and decided: cases archived since then had their end before the day as well.
            batch = list(
                _closed_before(found.township, found.closed_before).select_for_update().order_by("pk")[:BATCH]
            )
            at = timezone.now()
            for application in batch:
                _erase(application, at)
            found.erased += len(batch)
            if len(batch) < BATCH:
                found.finished_at = at
            found.save(update_fields=["erased", "finished_at"])


def carry_on_waiting(at: datetime) -> int:
    """Go on with erasures whose worker was lost; how many there were. For the timer."""
    waiting = list(
        Erasure.objects.filter(done_by__isnull=False, refused=False, finished_at=None).values_list(
            "pk", flat=True
        )
    )
    for pk in waiting:
        carry_on.call(pk)
    return len(waiting)


def _closed_before(township: Township, day: date) -> ApplicationQuerySet:
    """Archived and closed before the day, and nobody is still reviewing it."""
    pending = Remedy.objects.filter(application=OuterRef("pk"), result=RemedyResult.PENDING)
    return (
        Application.objects.of(township)
        .filter(state=Step.ARCHIVED, erased_at=None, closed_on__lt=day)
        .exclude(Exists(pending))
    )


def _erase(application: Application, at: datetime) -> None:
    for model, texts in _TEXTS:
        _rows(model, application).update(**texts)
    Delivery.objects.filter(letter__application=application).update(**_DELIVERED)
    for letter in application.letters.all():
        letter.body = json.dumps(_emptied(letter).stored(), ensure_ascii=False)
        letter.decision = letter.handed_in = letter.handed_in_before = None
        letter.save(update_fields=["body", "decision", "handed_in", "handed_in_before"])
    for file in application.files.exclude(file=""):
        # Gone before the row says so: ended here, the next run finds nothing there and goes on.
        file.file.storage.delete(str(file.file.name))
        CaseFile.objects.filter(pk=file.pk).update(file="", name=GONE)
    application.purpose = ""
    application.applicant_shown = GONE
    application.code_hash = secrets.token_hex(32)  # no code leads here any more
    application.erased_at = at
    application.version += 1
    application.save()


def _rows(model: type[Model], application: Application) -> QuerySet:
    rows = model._base_manager.filter(application=application)
    return rows.exclude(remark="") if model is AnswerReview else rows


def _emptied(letter: Letter) -> LetterText:
    agency = letter.application.township.name
    return LetterText(letter.title, letter.number, "", (Block(GONE),), agency, "", "", agency)
