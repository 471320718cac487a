"""An application comes in: over the net, or taken in by staff; its day of receipt; its secret code."""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from catalog.models import Township, User
from catalog.rules import require
from disclosure import rules
from disclosure.actions.applications import files, letters
from disclosure.actions.applications.course import (
    Incomplete,
    locked,
    log,
    next_number,
    reception_of,
    replay,
    step,
)
from disclosure.actions.publications import Upload
from disclosure.law import codes
from disclosure.law.documents import Doc
from disclosure.law.intake import (
    ApplicantKind,
    Carrier,
    CaseKind,
    IdKind,
    Intake,
    Obtain,
    masked_name,
    receipt_day,
)
from disclosure.law.report import Column
from disclosure.law.steps import Act, Step
from disclosure.models import Applicant, Application, CaseFileRole, HelpGiven, RequestItem
from disclosure.models.sealed import blind_index
from disclosure.models.secret_codes import hash_code

CODE_PURPOSE = "application"


@dataclass(frozen=True)
class Person:
    """Who applies (APP-4). id_number: of the paper named by id_kind, or an organisation's 统一社会信用代码."""

    kind: ApplicantKind
    name: str
    phone: str
    address: str
    id_kind: IdKind | str = ""
    id_number: str = ""
    org_kind: Column | str = ""
    employer: str = ""
    legal_person: str = ""
    contact_name: str = ""
    postcode: str = ""
    email: str = ""
    fax: str = ""
    agent_name: str = ""
    agent_id: str = ""


@dataclass(frozen=True)
class Asked:
    """One piece of information asked for."""

    description: str
    title: str = ""
    doc_no: str = ""


@dataclass(frozen=True)
class Wanted:
    """What is asked for and in which form."""

    items: Sequence[Asked]
    carrier: Carrier
    obtain: Obtain
    other_form: bool = True
    purpose: str = ""
    kind: CaseKind = CaseKind.REQUEST


@dataclass(frozen=True)
class Arrival:
    """How an application that staff take in came (APP-7 … APP-9).

    arrived_on: handed in, signed for, come in; of a case of the county platform its date of receipt there.
    confirmed_on, confirm_method: where both sides have confirmed it already.
    """

    intake: Intake
    arrived_on: date
    confirmed_on: date | None = None
    confirm_method: str = ""
    county_no: str = ""
    filled_by_staff: bool = False
    read_back: bool = False
    help: Sequence[tuple[str, str]] = field(default_factory=tuple)  # (kind, note), APP-11


def new_code() -> str:
    """A code to follow a case by, printed in groups; kept nowhere but on paper and in the applicant's hands."""
    return codes.make(secrets.randbelow)


@transaction.atomic
def submit(
    *,
    township: Township,
    at: datetime,
    person: Person,
    wanted: Wanted,
    code: str,
    submission: uuid.UUID,
    uploads: Sequence[tuple[CaseFileRole, Upload]] = (),
) -> Application:
    """A resident's own application over the net. Sent twice, the second finds the first.

    Args:
        code: what the resident will follow it by; only its keyed hash is stored.
        submission: made once for the form.

    Raises:
        FileRefused: an upload that may not be attached.
        Incomplete: the township has no settings for applications.
    """
    if found := of_submission(township, submission):
        return found
    today = timezone.localdate(at)
    try:
        with transaction.atomic():
            application = _create(
                township,
                person,
                wanted,
                Arrival(Intake.ONLINE, today),
                code=code,
                submission=submission,
                by=None,
                at=at,
            )
    except IntegrityError:  # the other of two at once was first
        if found := of_submission(township, submission):
            return found
        raise
    log(application, Act.SUBMIT, by=None, at=at, on=today, told="申请已提交，等待工作人员与您确认。")
    for role, upload in uploads:
        files.keep(application=application, role=role, upload=upload, by=None, at=at)
    return application


@transaction.atomic
def register(
    *,
    township: Township,
    by: User,
    at: datetime,
    person: Person,
    wanted: Wanted,
    arrival: Arrival,
    submission: uuid.UUID,
    uploads: Sequence[tuple[CaseFileRole, Upload]] = (),
) -> tuple[Application, str]:
    """Take an application in that came any other way; the case and the code to print on its slip.

    One that needs confirmation and has none yet waits as 已提交 (APP-7, APP-8). Sent twice, the second finds the first,
    with "" for the code, which stands on the first slip.

    Raises:
        PermissionDenied: no officer of this township.
        Incomplete: a day to come, confirmed before it came, a county case without its number or with that of another, an
            oral one that was not read back.
        FileRefused: see `files.keep`.
    """
    require(rules.may_take_in(by, township), "您不能登记申请。")
    if found := of_submission(township, submission):
        return found, ""
    today = timezone.localdate(at)
    if max(arrival.arrived_on, arrival.confirmed_on or arrival.arrived_on) > today:
        raise Incomplete("日期不能晚于今天。")
    if arrival.intake == Intake.COUNTY and not arrival.county_no:
        raise Incomplete("请填写县级平台上的编号。")
    if arrival.intake == Intake.ORAL and not arrival.read_back:
        raise Incomplete("口述的申请由工作人员代填后，要读给申请人听并得到确认。")
    try:
        received_on = receipt_day(
            arrival.intake, arrived_on=arrival.arrived_on, confirmed_on=arrival.confirmed_on
        )
    except ValueError:
        raise Incomplete("确认的日期不能早于收到的日期。") from None
    code = new_code()
    try:
        with transaction.atomic():
            application = _create(
                township, person, wanted, arrival, code=code, submission=submission, by=by, at=at
            )
    except IntegrityError:
        if found := of_submission(township, submission):  # the other of two at once was first
            return found, ""
        if same := arrival.county_no and _of_county(township, arrival.county_no):
            raise Incomplete(f"县级平台编号“{arrival.county_no}”已经登记过，受理编号是 {same}。") from None
        raise
    if received_on is None:
        log(
            application,
            Act.SUBMIT,
            by=by,
            at=at,
            on=arrival.arrived_on,
            told="已收到来件，正在与您联系确认。",
        )
    else:
        application.state = Step.REGISTERED
        log(application, Act.REGISTER, by=by, at=at, on=received_on, told="申请已登记。")
        replay(application, today)
        application.save()
        give_receipt(application, by=by, at=at)
    for kind, note in arrival.help:
        HelpGiven.objects.create(application=application, kind=kind, note=note, by=by, at=at)
    for role, upload in uploads:
        files.keep(application=application, role=role, upload=upload, by=by, at=at)
    return application, code


@transaction.atomic
def confirm(
    *, pk: int, by: User, at: datetime, on: date, method: str, version: int | None = None
) -> Application:
    """Both sides have confirmed the receipt: from this day the term runs (APP-7).

    Raises:
        Incomplete: a day before it came, or no word on how it was confirmed.
    """
    application = step(
        pk,
        Act.CONFIRM,
        by=by,
        at=at,
        on=on,
        note=method,
        told="双方已确认收到申请，申请已登记。",
        version=version,
    )
    if on < application.arrived_on:
        raise Incomplete("确认的日期不能早于收到的日期。")
    if not method.strip():
        raise Incomplete("请写明怎样确认的，如：电话确认。")
    application.confirmed_on, application.confirmed_by, application.confirm_method = on, by, method
    application.save()
    give_receipt(application, by=by, at=at)
    return application


def give_receipt(application: Application, *, by: User, at: datetime) -> None:
    """The paper that tells number, day of receipt and last day (APP-10, DOC-2); not while the clock stands still."""
    letters.issue(application=application, doc=Doc.RECEIPT, by=by, at=at, slots={})


@transaction.atomic
def amend_receipt(
    *, pk: int, by: User, at: datetime, on: date, reason: str, version: int | None = None
) -> Application:
    """Put a wrong day of receipt right; the old one stays in the ledger (APP-9).

    Raises:
        Incomplete: no reason, or the term has begun anew meanwhile, so the old day decides nothing any more.
    """
    if not reason.strip():
        raise Incomplete("请写明更正的理由。")
    before = locked(pk, version)
    application = step(
        pk, Act.AMEND_RECEIPT, by=by, at=at, on=on, note=f"原为{before.first_receipt_on}。{reason}", version=version,
        told="收到申请的日期已更正。", facts={"was": before.first_receipt_on},
    )  # fmt: skip
    if (
        before.receipt_on != before.first_receipt_on
        and application.receipt_on
        and on > application.receipt_on
    ):
        raise Incomplete("更正后的日期晚于补正或缴费的日期。")
    application.save()
    if application.due_on:
        give_receipt(application, by=by, at=at)  # a later change is a new paper (DOC-R4)
    return application


@transaction.atomic
def replace_code(*, pk: int, by: User, at: datetime, proof: str, version: int | None = None) -> str:
    """A new code at the counter, against proof of identity; the lost one opens nothing any more.

    Args:
        proof: which paper was seen; no number of it.

    Raises:
        Incomplete: no proof named.
    """
    if not proof.strip():
        raise Incomplete("请写明核对了什么证件（不写号码）。")
    application = step(pk, Act.REPLACE_CODE, by=by, at=at, note=proof, told="查询码已补发。", version=version)
    code = new_code()
    application.code_hash = hash_code(code, CODE_PURPOSE)
    application.save()
    return code


@transaction.atomic
def record_help(
    *, pk: int, by: User, at: datetime, kind: str, note: str = "", version: int | None = None
) -> Application:
    """Keep what help a person with difficulties was given (APP-11)."""
    application = step(pk, Act.HELP, by=by, at=at, note=note, version=version)
    HelpGiven.objects.create(application=application, kind=kind, note=note, by=by, at=at)
    application.save()
    return application


def of_submission(township: Township, submission: uuid.UUID) -> Application | None:
    """What was made of a form that was sent before."""
    return Application.objects.filter(township=township, submission=submission).first()


def _of_county(township: Township, county_no: str) -> Application | None:
    return Application.objects.filter(township=township, county_no=county_no).first()


def _create(
    township: Township,
    person: Person,
    wanted: Wanted,
    arrival: Arrival,
    *,
    code: str,
    submission: uuid.UUID,
    by: User | None,
    at: datetime,
) -> Application:
    reception = reception_of(township)
    if not wanted.items or not all(asked.description.strip() for asked in wanted.items):
        raise Incomplete("请写明需要什么信息。")
    number, year = next_number(reception, at)
    citizen = person.kind == ApplicantKind.CITIZEN
    application = Application.objects.create(
        township=township,
        kind=wanted.kind,
        number=number,
        year=year,
        submission=submission,
        code_hash=hash_code(code, CODE_PURPOSE),
        intake=arrival.intake,
        county_no=arrival.county_no,
        unit=reception.unit,
        carrier=wanted.carrier,
        obtain=wanted.obtain,
        other_form=wanted.other_form,
        purpose=wanted.purpose,
        filled_by_staff=arrival.filled_by_staff or arrival.intake == Intake.ORAL,
        read_back=arrival.read_back,
        applicant_kind=person.kind,
        org_kind="" if citizen else person.org_kind,
        applicant_shown=masked_name(person.name, person.kind),
        submitted_at=at,
        arrived_on=arrival.arrived_on,
        confirmed_on=arrival.confirmed_on,
        confirmed_by=by if arrival.confirmed_on else None,
        confirm_method=arrival.confirm_method,
        created_by=by,
    )
    Applicant.objects.create(
        application=application,
        name=person.name,
        id_kind=person.id_kind if citizen else "",
        id_number=person.id_number or None,
        employer=person.employer or None,
        legal_person=person.legal_person or None,
        contact_name=person.contact_name or None,
        phone=person.phone or None,
        postcode=person.postcode or None,
        address=person.address or None,
        email=person.email or None,
        fax=person.fax or None,
        agent_name=person.agent_name or None,
        agent_id=person.agent_id or None,
        name_index=blind_index(person.name, "name"),
        id_index=blind_index(person.id_number, "id") if person.id_number else "",
        phone_index=blind_index(person.phone, "phone") if person.phone else "",
    )
    RequestItem.objects.bulk_create(
        RequestItem(
            application=application,
            position=n,
            title=asked.title,
            doc_no=asked.doc_no,
            description=asked.description,
        )
        for n, asked in enumerate(wanted.items, 1)
    )
    return application
