"""The fee for information beyond what is reasonable: reckoned, asked for, its payment recorded (FEE-1 … FEE-8)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from catalog.models import User, work_calendar
from disclosure.actions.applications import letters
from disclosure.actions.applications.course import Incomplete, locked, reception_of, step
from disclosure.law.documents import Doc
from disclosure.law.fees import Tariff, breakdown, charge, month_of, payment_due
from disclosure.law.steps import Act
from disclosure.models import Application, FeeNotice, RequestItem
from disclosure.sheets.letters.compose import day

BASIS = (
    "《中华人民共和国政府信息公开条例》第四十二条和《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）"
)
CONSEQUENCE = "逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。"


def already_asked(application: Application) -> int:
    """Items the same applicant asked for before this application in the calendar month of its receipt (FEE-2)."""
    received, index = application.first_receipt_on, application.applicant.id_index
    if received is None or not index:
        return 0
    first, last = month_of(received)
    same = RequestItem.objects.filter(
        application__township_id=application.township_id,
        application__applicant__id_index=index,
        application__first_receipt_on__range=(first, last),
        application__pk__lt=application.pk,
    )
    return same.count()


@transaction.atomic
def notice(
    *, pk: int, by: User, at: datetime, tariff: str, quantity: int, version: int | None = None
) -> FeeNotice:
    """Ask for the fee, by DOC-12, inside the term (FEE-5, CLK-11). By items or by pages, never both (FEE-1).

    Raises:
        Incomplete: asked before, the term is over, or this much is free.
    """
    chosen = Tariff(tariff)
    before = locked(pk, version)
    if FeeNotice.objects.filter(application=pk).exists():
        raise Incomplete("这件申请已经发过收费通知。")
    already = already_asked(before) if chosen == Tariff.ITEMS else 0
    amount = charge(chosen, quantity, already)
    if not amount:
        raise Incomplete("这个数量不收费。")
    today, calendar = timezone.localdate(at), work_calendar()
    if before.due_on is None or today > before.due_on:
        raise Incomplete("收费通知要在答复期限内发出。")
    until = payment_due(calendar, today).on
    application = step(
        pk, Act.NOTICE_FEE, by=by, at=at, note=f"{chosen.label}{quantity}{chosen.unit}，{amount}元",
        told=f"请在 {day(until)} 前缴纳信息处理费 {amount} 元，缴费后答复期限重新计算。", facts={"until": until}, version=version,
    )  # fmt: skip
    made = FeeNotice.objects.create(
        application=application, tariff=chosen, quantity=quantity, already=already, amount=amount, noticed_on=today,
        until=until,
    )  # fmt: skip
    bands = "；".join(
        f"{band.text}{band.count}{chosen.unit}，每{chosen.unit}{band.price}元，计{band.amount}元"
        for band in breakdown(chosen, quantity, already)
    )
    letters.issue(
        application=application, doc=Doc.FEE, by=by, at=at,
        slots={
            "basis": BASIS, "tariff": f"{chosen.label}（{bands}）", "quantity": f"{quantity}{chosen.unit}",
            "amount": str(amount), "how_to_pay": reception_of(application.township).payment, "until": day(until),
            "consequence": CONSEQUENCE,
        },
    )  # fmt: skip
    application.save()
    return made


@transaction.atomic
def received(*, pk: int, by: User, at: datetime, on: date, version: int | None = None) -> FeeNotice:
    """The day the applicant got the notice, from which his twenty working days run (FEE-5).

    Raises:
        Incomplete: none was sent, before it was sent, or paid already.
    """
    fee = _open(pk, version)
    if on < fee.noticed_on or on > timezone.localdate(at):
        raise Incomplete("收到通知的日期不对。")
    until = payment_due(work_calendar(), on).on
    application = step(pk, Act.FEE_RECEIVED, by=by, at=at, on=on, facts={"until": until}, version=version)
    fee.received_on, fee.until = on, until
    fee.save()
    application.save()
    return fee


@transaction.atomic
def pay(
    *, pk: int, by: User, at: datetime, on: date, receipt_no: str, version: int | None = None
) -> FeeNotice:
    """Paid at the bank, as the receipt shows; a full term runs from the day after (FEE-6).

    Raises:
        Incomplete: nothing to pay, a day before the notice, no number of the receipt.
    """
    fee = _open(pk, version)
    if on < fee.noticed_on:
        raise Incomplete("缴费日期不能早于通知日期。")
    if not receipt_no.strip():
        raise Incomplete("请填写财政票据号。")
    application = step(
        pk,
        Act.PAY,
        by=by,
        at=at,
        on=on,
        note=receipt_no,
        told="已收到缴费，答复期限重新计算。",
        version=version,
    )
    fee.paid_on, fee.receipt_no = on, receipt_no
    fee.save()
    application.save()
    return fee


def _open(pk: int, version: int | None) -> FeeNotice:
    locked(pk, version)
    found = FeeNotice.objects.filter(application=pk, paid_on=None).first()
    if found is None:
        raise Incomplete("没有待缴的收费通知。")
    return found
