"""The answer: drafted, handed in, reviewed on screen or on paper, signed (REV-2, REV-5, REM-6, DOC-R3)."""

import json
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import User
from disclosure.actions.applications import files, letters
from disclosure.actions.applications.course import Incomplete, locked, next_serial, reception_of, step
from disclosure.actions.publications import Upload
from disclosure.checks.personal import NOTICES, scan_text
from disclosure.law.documents import Doc, document_number
from disclosure.law.intake import Obtain
from disclosure.law.outcomes import RULES, Outcome, Remedies
from disclosure.law.remedies import Bodies, paragraph
from disclosure.law.steps import REVIEW_ACTS, Act, Step
from disclosure.models import (
    AnswerReview,
    AnswerReviewResult,
    Application,
    CaseFileRole,
    Letter,
    LetterState,
    Reception,
)
from disclosure.sheets.letters.compose import ItemAnswered, decision

SECRECY = "已作保密审查：不含国家秘密、工作秘密和不应提供的个人信息"


def draft_of(application: Application) -> Letter | None:
    return application.letters.filter(doc=Doc.ANSWER, state=LetterState.DRAFT).last()


def begin(application: Application, *, by: User, at: datetime) -> Letter:
    """The first draft, composed from the outcomes and their facts."""
    drop_draft(application)
    last = application.letters.filter(doc=Doc.ANSWER, state=LetterState.ISSUED, replaced_by=None).last()
    letter = Letter(
        application=application, doc=Doc.ANSWER, drafted_by=by, drafted_at=at,
        replaces=last if application.amending else None,
    )  # fmt: skip
    _write(letter, composed(application), at=at)
    letter.save()
    return letter


def composed(application: Application) -> str:
    """What the answer decides, in our words or the township's, item by item."""
    items = []
    for item in application.items.select_related("earlier__application").order_by("position"):
        outcome = Outcome(item.outcome)
        own = letters.own_text(application, Doc.ANSWER, outcome)
        earlier = item.earlier.application if item.earlier else None
        items.append(
            ItemAnswered(
                outcome, item.facts, item.title or item.description[:30],
                (earlier.number, earlier.answered_on) if earlier and earlier.answered_on else None,
                own.paragraphs if own else None,
            )
        )  # fmt: skip
    return decision(items)


def remedies_of(application: Application, reception: Reception) -> str:
    """The remedies paragraph, from the classes of all items; never typed (REM-6, DLV-4).

    Raises:
        Incomplete: the bodies it names are not in the settings.
    """
    classes: list[Remedies] = []
    for value in application.items.values_list("outcome", flat=True):
        if found := RULES[Outcome(value)].remedies:
            classes.append(found)
    electronic = application.obtain == Obtain.EMAIL
    bodies = Bodies(reception.reviewer, reception.court, reception.online_review)
    try:
        return paragraph(classes, bodies, electronic=electronic)
    except ValueError:
        raise Incomplete("请管理员先在“依申请公开设置”里填写复议机关、法院和网上申请复议的渠道。") from None


@transaction.atomic
def draft(*, pk: int, by: User, at: datetime, text: str, version: int | None = None) -> Letter:
    """Change what the answer decides; head, remedies and number are not typed.

    Args:
        text: the paragraphs of the decision, a line each.

    Raises:
        Incomplete: empty.
    """
    if not text.strip():
        raise Incomplete("答复内容不能为空。")
    application = step(pk, Act.DRAFT, by=by, at=at, version=version)
    letter = draft_of(application) or begin(application, by=by, at=at)
    _write(letter, text, at=at)
    letter.drafted_by, letter.drafted_at = by, at
    letter.save()
    application.save()
    return letter


def drop_draft(application: Application) -> None:
    application.letters.filter(doc=Doc.ANSWER, state=LetterState.DRAFT).update(
        state=LetterState.DROPPED, replaces=None
    )


@transaction.atomic
def attach(*, pk: int, by: User, at: datetime, upload: Upload, version: int | None = None) -> Application:
    """Add a file that is given with the answer.

    Raises:
        FileRefused: see `files.keep`.
    """
    application = step(pk, Act.DRAFT, by=by, at=at, note="增加随答复提供的文件", version=version)
    files.keep(application=application, role=CaseFileRole.ANSWER, upload=upload, by=by, at=at)
    application.save()
    return application


@transaction.atomic
def submit(
    *, pk: int, by: User, at: datetime, fit: bool, note: str = "", version: int | None = None
) -> Application:
    """Hand the answer to review. fit: the last of the five questions was answered, point by point.

    Raises:
        Incomplete: no draft, not looked at, or personal data in the text.
    """
    if not fit:
        raise Incomplete("送审前请逐条核对“当不当”。")
    before = locked(pk, version)
    reception = reception_of(before.township)
    before.reviews = [stage.value for stage in reception.stages]
    before.round += 1
    before.save(update_fields=["reviews", "round"])
    application = step(
        pk, Act.SUBMIT_ANSWER, by=by, at=at, note=note, facts={"round": before.round}, version=version
    )
    letter = draft_of(application)
    if letter is None:
        raise Incomplete("还没有拟写答复书。")
    _write(letter, letter.decision or "", at=at)
    letter.handed_in_before, letter.handed_in = letter.handed_in, letter.decision
    letter.save()
    if hits := [hit for hit in scan_text(letter.decision or "") if hit.kind not in NOTICES]:
        raise Incomplete(f"答复内容里有{hits[0].kind.label}，请删去后再送审。")
    application.save()
    return application


@transaction.atomic
def review(
    *,
    pk: int,
    by: User,
    at: datetime,
    remark: str = "",
    secrecy_checked: bool = False,
    version: int | None = None,
) -> Application:
    """Pass the stage it waits at; the last signs.

    Raises:
        PermissionDenied: without the stage's role, or with a part in this answer already (REV-5).
        Incomplete: the secrecy review was not confirmed (REV-2).
    """
    before = locked(pk, version)
    stage = Step(before.state)
    act = REVIEW_ACTS.get(stage, Act.SIGN)
    if stage == Step.SECRECY and not secrecy_checked:
        raise Incomplete("通过前须先作保密审查并勾选。")
    application = step(pk, act, by=by, at=at, note=remark, told=_told(act), version=version)
    AnswerReview.objects.create(
        application=application, round=application.round, stage=stage, result=AnswerReviewResult.PASSED, by=by, at=at,
        remark=remark,
    )  # fmt: skip
    if act == Act.SIGN:
        _sign(application, by=by, name=by.name, at=at)
    application.save()
    return application


@transaction.atomic
def send_back(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Application:
    """Back to whoever drafts.

    Raises:
        Incomplete: no word why.
    """
    if not remark.strip():
        raise Incomplete("退回须写明意见。")
    before = locked(pk, version)
    application = step(pk, Act.SEND_BACK, by=by, at=at, note=remark, version=version)
    AnswerReview.objects.create(
        application=application, round=application.round, stage=before.state, result=AnswerReviewResult.RETURNED, by=by,
        at=at, remark=remark,
    )  # fmt: skip
    application.save()
    return application


@transaction.atomic
def record_paper(
    *,
    pk: int,
    by: User,
    at: datetime,
    signer: str,
    signed_on: date,
    remark: str = "",
    upload: Upload | None = None,
    version: int | None = None,
) -> AnswerReview:
    """Enter a stage signed on the printed sheet; it counts once another person has compared it.

    Raises:
        Incomplete: no signer, a day to come, or one waits already.
    """
    if not signer.strip():
        raise Incomplete("请填写签字人。")
    if signed_on > timezone.localdate(at):
        raise Incomplete("签字日期不能晚于今天。")
    application = step(pk, Act.RECORD_PAPER, by=by, at=at, note=f"{signer} {signed_on}", version=version)
    if _pending(application) is not None:
        raise Incomplete("这一级已经登记，正在等另一个人核对。")
    scan = None
    if upload is not None:
        scan = files.keep(application=application, role=CaseFileRole.SIGNED, upload=upload, by=by, at=at)
    made = AnswerReview.objects.create(
        application=application, round=application.round, stage=application.state, result=AnswerReviewResult.PENDING,
        by=by, at=at, remark=remark, on_paper=True, signer=signer, signed_on=signed_on, scan=scan,
    )  # fmt: skip
    application.save()
    return made


@transaction.atomic
def confirm_paper(*, pk: int, by: User, at: datetime, version: int | None = None) -> Application:
    """It agrees with the paper: the stage is passed.

    Raises:
        Incomplete: nothing waits, or by whoever entered it.
    """
    before = locked(pk, version)
    pending = _pending(before)
    if pending is None:
        raise Incomplete("没有等待核对的纸质审签。")
    if pending.by_id == by.pk:
        raise Incomplete("登记和核对须由两个人办理。")
    stage = Step(before.state)
    application = step(
        pk, Act.CONFIRM_PAPER, by=by, at=at, note=f"{pending.signer} {pending.signed_on}", told=_told(REVIEW_ACTS[stage]),
        version=version,
    )  # fmt: skip
    pending.result, pending.confirmed_by, pending.confirmed_at = AnswerReviewResult.PASSED, by, at
    pending.save()
    if stage == Step.SIGNING:
        _sign(application, by=by, name=pending.signer, at=at)
    application.save()
    return application


@transaction.atomic
def discard_paper(*, pk: int, by: User, at: datetime, remark: str, version: int | None = None) -> Application:
    """It does not agree with the paper.

    Raises:
        Incomplete: nothing waits, by whoever entered it, or no word why.
    """
    if not remark.strip():
        raise Incomplete("请写明不符的地方。")
    application = step(pk, Act.DISCARD_PAPER, by=by, at=at, note=remark, version=version)
    pending = _pending(application)
    if pending is None:
        raise Incomplete("没有等待核对的纸质审签。")
    if pending.by_id == by.pk:
        raise Incomplete("登记和核对须由两个人办理。")
    pending.result, pending.confirmed_by, pending.confirmed_at = AnswerReviewResult.VOID, by, at
    pending.remark = remark
    pending.save()
    application.save()
    return application


@transaction.atomic
def amend(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Application:
    """Put an answer right: a new numbered paper is drafted, the old one stays (DOC-R4).

    Raises:
        Incomplete: no reason, or nothing was answered.
    """
    if not reason.strip():
        raise Incomplete("请写明更正的理由。")
    application = step(
        pk, Act.AMEND_ANSWER, by=by, at=at, note=reason, told="本机关正在更正答复。", version=version
    )
    if application.answered_on is None:
        raise Incomplete("这件申请没有答复书可以更正。")
    application.amending = True
    application.save()
    begin(application, by=by, at=at)
    return application


def _pending(application: Application) -> AnswerReview | None:
    return application.answer_reviews.filter(
        round=application.round, stage=application.state, result=AnswerReviewResult.PENDING
    ).first()


def _told(act: Act) -> str:
    return "答复已签发，正在送达。" if act == Act.SIGN else ""


def _sign(application: Application, *, by: User, name: str, at: datetime) -> None:
    """Number and text are fixed; the files follow, and what is given with it can be taken."""
    letter = draft_of(application)
    if letter is None:
        raise Incomplete("还没有拟写答复书。")
    reception = reception_of(application.township)
    year = timezone.localdate(at).year
    serial = next_serial(application.township, year, Doc.ANSWER)
    number = document_number(
        reception.pattern(Doc.ANSWER), agency=reception.agency_word, year=year, serial=serial
    )
    letter.application = application
    _write(letter, letter.decision or "", at=at, number=number)
    letter.state, letter.number, letter.year, letter.serial = LetterState.SIGNED, number, year, serial
    letter.signed_by, letter.signed_name, letter.signed_at = by, name, at
    letter.save()
    letters.make_soon(letter)


def _write(letter: Letter, decided: str, *, at: datetime, number: str = "") -> None:
    """Set the text of an answer from what it decides; with its number it is final."""
    application = letter.application
    reception = reception_of(application.township)
    text = letters.written(
        application, Doc.ANSWER, {"decision": decided, "remedies": remedies_of(application, reception)}, reception=reception,
        at=at, number=number,
    )  # fmt: skip
    letter.decision, letter.title, letter.body = (
        decided,
        text.title,
        json.dumps(text.stored(), ensure_ascii=False),
    )
