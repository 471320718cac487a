"""The answer goes out and is served: by which lawful way, when it counts as made, when it was had (DLV-1 … DLV-4, CLK-13)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from catalog.models import User
from disclosure.actions.applications import files, letters
from disclosure.actions.applications.course import Incomplete, locked, step
from disclosure.actions.publications import Upload
from disclosure.law.documents import Doc
from disclosure.law.intake import Obtain
from disclosure.law.steps import Act
from disclosure.models import Application, CaseFileRole, Delivery, Letter, LetterState, Way

NOTICE_DAYS = (
    30  # plain days after which a public notice counts as service, 民事诉讼法第九十五条 by analogy (DLV-2)
)


@transaction.atomic
def dispatch(
    *,
    pk: int,
    by: User,
    at: datetime,
    way: str,
    on: date,
    address: str = "",
    tracking: str = "",
    server: str = "",
    version: int | None = None,
) -> Delivery:
    """Send the signed answer. Handing it to the post is answering (CLK-13).

    Raises:
        Incomplete: nothing signed, a day before the signature or to come; by post without its number; electronic though
            the applicant did not choose it; one is under way already.
    """
    application = step(pk, Act.DISPATCH, by=by, at=at, on=on, note=Way(way).label, version=version)
    letter = current(application)
    if on < timezone.localdate(letter.signed_at or at):
        raise Incomplete("送出日期不能早于签发日期。")
    if letter.deliveries.filter(returned=False, served_on=None).exists():
        raise Incomplete("答复书已经送出，正在等待送达。")
    if way == Way.POST and not tracking.strip():
        raise Incomplete("邮寄送达须填写邮件号。只能交邮政企业寄送，不能用其他快递。")
    if way == Way.ELECTRONIC and application.obtain != Obtain.EMAIL:
        raise Incomplete("申请人没有选择电子方式，不能电子送达。")
    made = Delivery.objects.create(
        letter=letter, way=way, address=address or None, sent_on=on, tracking=tracking, server=server,
        answered_on=on if way == Way.POST else None, by=by, at=at,
    )  # fmt: skip
    if way == Way.POST:
        application.answered_on = application.answered_on or on
    letters.issue(
        application=application, doc=Doc.DELIVERY, by=by, at=at, subject=f"delivery-{made.pk}",
        slots={
            "document": f"{letter.title} {letter.number}", "way": Way(way).label, "address": address, "server": server,
        },
    )  # fmt: skip
    application.save()
    return made


@transaction.atomic
def serve(
    *,
    pk: int,
    by: User,
    at: datetime,
    on: date,
    signer: str = "",
    relation: str = "",
    refusal: str = "",
    witness: str = "",
    upload: Upload | None = None,
    version: int | None = None,
) -> Application:
    """The applicant has it: signed for, left with a witness, reached his account, or the notice's days are over.

    Raises:
        Incomplete: nothing is under way, a day before it was sent, left without witness or proof, a notice not over.
        FileRefused: see `files.keep`.
    """
    before = locked(pk, version)
    found = current(before).deliveries.filter(returned=False, served_on=None).last()
    if found is None:
        raise Incomplete("答复书还没有送出。")
    if on < found.sent_on:
        raise Incomplete("送达日期不能早于送出日期。")
    if found.way == Way.LEFT and not (witness.strip() or upload):
        raise Incomplete("留置送达须有见证人，或者拍照、录像为证。")
    if found.way == Way.NOTICE and on < found.sent_on + timedelta(days=NOTICE_DAYS):
        raise Incomplete(f"公告送达须满{NOTICE_DAYS}日。")
    if found.way in (Way.DIRECT, Way.AGENCY) and not signer.strip():
        raise Incomplete("请填写签收人。")
    application = step(pk, Act.SERVE, by=by, at=at, on=on, told="答复已送达。", version=version)
    if upload is not None:
        found.proof = files.keep(
            application=application, role=CaseFileRole.DELIVERY, upload=upload, by=by, at=at
        )
    found.served_on, found.answered_on = on, found.answered_on or on
    found.signer, found.relation, found.refusal, found.witness = (
        signer or None,
        relation,
        refusal,
        witness or None,
    )
    found.save()
    application.answered_on = application.answered_on or found.answered_on
    application.served_on = on
    application.closed_on = application.closed_on or application.answered_on
    application.amending = False
    application.save()
    application.files.filter(role=CaseFileRole.ANSWER).update(for_applicant=True)
    return application


@transaction.atomic
def returned(*, pk: int, by: User, at: datetime, reason: str, version: int | None = None) -> Application:
    """The mail came back: it has to be sent again.

    Raises:
        Incomplete: nothing is under way, or no reason.
    """
    if not reason.strip():
        raise Incomplete("请写明退回的原因。")
    application = step(pk, Act.DISPATCH, by=by, at=at, note=f"退回：{reason}", version=version)
    found = current(application).deliveries.filter(returned=False, served_on=None).last()
    if found is None:
        raise Incomplete("没有在途的答复书。")
    found.returned, found.refusal = True, reason[:120]
    found.save()
    if application.served_on is None:
        application.answered_on = None
    application.save()
    return application


def current(application: Application) -> Letter:
    """The answer in force.

    Raises:
        Incomplete: none is signed.
    """
    signed = application.letters.filter(doc=Doc.ANSWER, state__in=[LetterState.SIGNED, LetterState.ISSUED])
    found = signed.order_by("-signed_at", "-pk").first()
    if found is None:
        raise Incomplete("还没有签发的答复书。")
    return found
