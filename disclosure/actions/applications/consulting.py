"""Asking third parties and joint makers: letters out, days they take, opinions (CLK-6 … CLK-8)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import User, work_calendar
from disclosure.actions.applications import files, letters
from disclosure.actions.applications.course import Incomplete, locked, log, reception_of, step
from disclosure.actions.publications import Upload
from disclosure.law.clock import opinion_due
from disclosure.law.documents import Doc
from disclosure.law.outcomes import Remedies
from disclosure.law.remedies import Bodies, paragraph
from disclosure.law.steps import Act
from disclosure.models import Application, CaseFileRole, Consultation, PartyKind, Reply
from disclosure.sheets.letters.compose import day

SILENCE = {
    PartyKind.THIRD: "逾期未提出意见的，由本机关依照《中华人民共和国政府信息公开条例》的规定决定是否公开。",
    PartyKind.JOINT: "逾期未提出意见的，视为同意公开。",
}
OPTIONS = "同意公开、同意部分公开、不同意公开"
EFFECT = "征求意见所需时间不计算在答复期限内，待收到意见后继续计算。"


@transaction.atomic
def ask(
    *,
    pk: int,
    by: User,
    at: datetime,
    party_kind: str,
    party: str,
    concern: str,
    address: str = "",
    version: int | None = None,
) -> Consultation:
    """Send a letter that asks for an opinion (DOC-6 or DOC-10) and tell the applicant that the term stands still (DOC-8).

    Raises:
        Incomplete: nobody named, nothing said on why; the term is over, so that it would stop nothing.
    """
    if not party.strip() or not concern.strip():
        raise Incomplete("请写明征求谁的意见、为什么征求意见。")
    kind = PartyKind(party_kind)
    today, calendar = timezone.localdate(at), work_calendar()
    until = opinion_due(today, calendar).on
    case = locked(pk, version)
    out = case.consultations.count()
    application = step(
        pk, Act.CONSULT, by=by, at=at, note=kind.label, told="正在征求有关方面的意见，所需时间不计算在答复期限内。",
        facts={"key": str(out + 1), "until": until}, version=version,
    )  # fmt: skip
    made = Consultation.objects.create(
        application=application, party_kind=kind, party=party, party_address=address or None, concern=concern,
        sent_on=today, until=until,
    )  # fmt: skip
    third = kind == PartyKind.THIRD
    letters.issue(
        application=application, doc=Doc.THIRD_PARTY if third else Doc.JOINT_MAKER, by=by, at=at, subject=f"consultation-{made.pk}",
        slots={"addressee": party, "concern": concern, "reply_by": day(until), "silence": SILENCE[kind], "options": OPTIONS},
    )  # fmt: skip
    if third:
        letters.issue(
            application=application, doc=Doc.REPLY_SLIP, by=by, at=at, subject=f"consultation-{made.pk}",
            slots={"addressee": party, "options": "□同意公开　□同意部分公开　□不同意公开"},
        )  # fmt: skip
    letters.issue(application=application, doc=Doc.CONSULTING, by=by, at=at, slots={"effect": EFFECT})
    application.save()
    return made


@transaction.atomic
def letter_received(
    *, pk: int, by: User, at: datetime, consultation: Consultation, on: date, version: int | None = None
) -> Consultation:
    """The day the other side got the letter, from which its fifteen working days run.

    Raises:
        Incomplete: before it was sent, or answered already.
    """
    found = _mine(pk, consultation, version)
    if found.reply:
        raise Incomplete("这份征求意见书已经有了意见。")
    if on < found.sent_on:
        raise Incomplete("对方收到的日期不能早于发出日期。")
    application = step(
        pk, Act.LETTER_RECEIVED, by=by, at=at, on=on, facts={"key": _key(found)}, version=version
    )
    found.received_on, found.until = on, opinion_due(on, work_calendar()).on
    found.save()
    application.save()
    return found


@transaction.atomic
def opinion(
    *,
    pk: int,
    by: User,
    at: datetime,
    consultation: Consultation,
    reply: str,
    on: date,
    reasons: str = "",
    reasonable: bool | None = None,
    upload: Upload | None = None,
    version: int | None = None,
) -> Consultation:
    """What the other side says; or that its days passed in silence, which is consent only of joint makers.

    Raises:
        Incomplete: answered before, before it was sent, silence before its last day, a refusal not judged.
        FileRefused: see `files.keep`.
    """
    found = _mine(pk, consultation, version)
    if found.reply:
        raise Incomplete("这份征求意见书已经登记过意见。")
    if on < found.sent_on:
        raise Incomplete("收到意见的日期不能早于发出日期。")
    if reply == Reply.SILENT and timezone.localdate(at) <= found.until:
        raise Incomplete(f"答复期限到 {found.until} 为止，还没有过。")
    if reply == Reply.REFUSES and found.party_kind == PartyKind.THIRD and reasonable is None:
        raise Incomplete("不同意公开的，请判断理由是否合理。")
    still_out = Consultation.objects.filter(application=pk, reply="").exclude(pk=found.pk).count()
    application = step(
        pk, Act.OPINION, by=by, at=at, on=min(on, found.until) if reply == Reply.SILENT else on, note=Reply(reply).label,
        told="" if still_out else "已收到征求的意见，答复期限继续计算。", facts={"key": _key(found)},
        letters_out=still_out, version=version,
    )  # fmt: skip
    found.reply, found.replied_on, found.reply_reasons, found.reasonable = (
        reply,
        on,
        reasons or None,
        reasonable,
    )
    if upload is not None:
        found.file = files.keep(
            application=application, role=CaseFileRole.OPINION, upload=upload, by=by, at=at
        )
    found.save()
    application.save()
    return found


@transaction.atomic
def disclose_anyway(
    *, pk: int, by: User, at: datetime, consultation: Consultation, content: str, reason: str, interest: str
) -> Consultation:
    """Not to disclose would gravely affect the public interest: the third party is told in writing (CLK-6, DOC-9).

    Raises:
        Incomplete: no third party that refused, or something left unsaid.
    """
    found = _mine(pk, consultation, None)
    if found.party_kind != PartyKind.THIRD or found.reply not in (Reply.REFUSES, Reply.PARTLY, Reply.SILENT):
        raise Incomplete("只有第三方没有同意公开的，才需要这样决定。")
    application = locked(pk)
    reception = reception_of(application.township)
    letters.issue(
        application=application, doc=Doc.DISCLOSE_ANYWAY, by=by, at=at, subject=f"consultation-{found.pk}",
        slots={
            "addressee": str(found.party), "content": content, "reason": reason, "interest": interest,
            "remedies": paragraph([Remedies.EITHER], Bodies(reception.reviewer, reception.court)),
        },
    )  # fmt: skip
    found.overridden, found.override_reason = True, reason
    found.save()
    log(
        application,
        Act.OPINION,
        by=by,
        at=at,
        on=timezone.localdate(at),
        note="不公开会对公共利益造成重大影响，决定公开并告知第三方",
    )
    return found


def _mine(pk: int, consultation: Consultation, version: int | None) -> Consultation:
    locked(pk, version)
    found = Consultation.objects.filter(application=pk, pk=consultation.pk).first()
    if found is None:
        raise Incomplete("没有这份征求意见书。")
    return found


def _key(found: Consultation) -> str:
    """Which letter of the case it is, as its event says."""
    earlier = Consultation.objects.filter(application=found.application_id, pk__lt=found.pk).count()
    return str(earlier + 1)


def waiting(application: Application) -> list[Consultation]:
    """Letters still out."""
    return list(application.consultations.filter(reply=""))
