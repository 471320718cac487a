"""A scratch township for measuring applications: very many cases of several years, nearly all of them archived."""

import random
import uuid
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import Membership, Township, Unit, User
from disclosure.actions import reports
from disclosure.law.clock import Stop
from disclosure.law.documents import Doc
from disclosure.law.fees import Tariff
from disclosure.law.intake import ApplicantKind, Carrier, Intake, Obtain, masked_name
from disclosure.law.outcomes import CHOSEN, RULES
from disclosure.law.report import ORGANISATIONS, RemedyKind, RemedyResult
from disclosure.law.steps import FINISHED, WAITING, Act, Step
from disclosure.models import (
    AnnualReport,
    Applicant,
    Application,
    ApplicationEvent,
    DueChange,
    FeeNotice,
    Letter,
    LetterState,
    Reception,
    Remedy,
    RequestItem,
    SearchRequest,
)
from disclosure.models.sealed import blind_index
from gongkai.benchmark.duties import found_township

PREFIX = "ceshi-shenqing"
YEARS = 6  # over which the cases are spread, this one included
MOST_OPEN = 400
BATCH = 2000
FEWEST = 200
LONGEST = 60  # days from receipt to the answer
DOCS = 997  # papers that are asked for again and again
NAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
OPEN = (
    Step.SUBMITTED, Step.REGISTERED, Step.CORRECTING, Step.IN_HAND, Step.IN_HAND, Step.CONSULTING, Step.FEE_DUE,
    Step.DRAFTING, Step.LEGAL, Step.SECRECY, Step.SIGNING, Step.DELIVERING,
)  # fmt: skip

STOPS = {
    Step.CORRECTING: Stop.CORRECTION,
    Step.CONSULTING: Stop.OPINION,
    Step.FEE_DUE: Stop.PAYMENT,
}
ANSWERED_BY = CHOSEN
COUNTED = (
    Application, Applicant, RequestItem, ApplicationEvent, Letter, Remedy, FeeNotice, DueChange, SearchRequest,
)  # fmt: skip
LEDGER: tuple[Act, ...] = (
    Act.REGISTER,
    Act.ASSIGN,
    Act.DECIDE,
    Act.SERVE,
    Act.ARCHIVE,
)  # of an archived case


@dataclass(frozen=True)
class Archive:
    """The township of a measurement, its request officer, the report of the last full year, and how many rows."""

    township: Township
    officer: User
    report: AnnualReport
    one: Application  # an open case
    person: str  # who applied many times
    rows: dict[str, int]


def make(*, cases: int, at: datetime) -> Archive:
    """So many cases of one township: those of years archived, and a few hundred open.

    Args:
        cases: `FEWEST` at least, so that there is one open case of every kind.
        at: the moment of the measurement; days are reckoned back from it.

    Raises:
        ValueError: too few.
    """
    if cases < FEWEST:
        raise ValueError(f"至少 {FEWEST} 件。")
    today = timezone.localdate(at)
    township, officer, units = _office(today)
    before = {model: model._base_manager.count() for model in COUNTED}
    maker = _Maker(township, officer, units, at, cases)
    for first in range(0, cases, BATCH):
        maker.save(range(first, min(first + BATCH, cases)))
    in_hand = Application.objects.filter(township=township, state=Step.IN_HAND)
    SearchRequest.objects.bulk_create(
        SearchRequest(
            application=case, unit_id=case.unit_id, what="分配表", asked_on=case.arrived_on, due_on=today, asked_by=officer
        )
        for case in in_hand
    )  # fmt: skip
    report = reports.start(township=township, year=today.year - 1, by=officer, at=at)
    _analyze()
    rows = {
        str(model._meta.verbose_name): model._base_manager.count() - count for model, count in before.items()
    }
    return Archive(township, officer, report, in_hand.order_by("-pk")[0], maker.applicant(0), rows)


def _office(today: date) -> tuple[Township, User, list[Unit]]:
    township = found_township(date(today.year - YEARS, 1, 1), PREFIX)
    units = [township.unit]
    for number in range(9):
        root = Unit.objects.get(pk=township.unit_id)  # reread: the tree's bounds have moved
        units.append(Unit.objects.create(kind=UnitKind.OFFICE, name=f"第{number + 1}办公室", parent=root))
    officer = User.objects.create(username=f"{PREFIX}-{township.pk}", name="测速", must_change_password=False)
    Membership.objects.create(user=officer, unit=township.unit, role=Role.REQUEST_OFFICER)
    Reception.objects.create(township=township, unit=township.unit, agency_word="测府")
    return township, officer, units


class _Maker:
    """Cases by their number; the numbers run with the days, the last ones are open."""

    def __init__(
        self, township: Township, officer: User, units: list[Unit], at: datetime, cases: int
    ) -> None:
        self.township, self.officer, self.units, self.at, self.cases = township, officer, units, at, cases
        self.today = timezone.localdate(at)
        self.archived = cases - min(MOST_OPEN, max(cases // 10, len(OPEN)))
        self.luck = random.Random(cases)  # noqa: S311  (rows to measure with, no secret)

    def applicant(self, n: int) -> str:
        """The name of who applied with case n; one in seven is an organisation, and each applies some three times."""
        if n % 7 == 6:
            return f"测速县第{n % 400}合作社"
        place = n % (self.cases // 3)
        return f"{NAMES[place % len(NAMES)]}测速{place}"

    def save(self, numbers: range) -> None:
        """The cases of these numbers with all that hangs on them."""
        made = [self.case(n) for n in numbers]
        Application.objects.bulk_create(made)
        Applicant.objects.bulk_create(
            self.person(case, self.applicant(n)) for n, case in zip(numbers, made, strict=True)
        )
        RequestItem.objects.bulk_create(item for case in made for item in self.items(case))
        ApplicationEvent.objects.bulk_create(event for case in made for event in self.events(case))
        done = [case for case in made if case.state in FINISHED]
        Letter.objects.bulk_create(self.letter(case) for case in done)
        Remedy.objects.bulk_create(self.remedy(case) for case in done[::10])
        FeeNotice.objects.bulk_create(
            FeeNotice(
                application=case, tariff=Tariff.PAGES, quantity=68, amount=380, noticed_on=case.arrived_on,
                until=case.arrived_on + timedelta(days=28), paid_on=case.arrived_on + timedelta(days=9),
            )
            for case in done[::40]
        )  # fmt: skip
        DueChange.objects.bulk_create(
            DueChange(
                application=case, was=case.due_on, now=case.due_on + timedelta(days=1), cause="节假日安排公布", at=self.at
            )
            for case in made[::10]
            if case.due_on
        )  # fmt: skip

    def case(self, n: int) -> Application:
        person = n % 7 != 6
        kind = ApplicantKind.CITIZEN if person else ApplicantKind.ORGANISATION
        facts = self._archived(n) if n < self.archived else self._open(n)
        arrived: date = facts["arrived_on"]
        return Application(
            township=self.township, unit=self.luck.choice(self.units), officer=self.officer if n % 3 == 0 else None,
            number=f"{PREFIX}-{arrived.year}-{n:06d}", year=arrived.year, code_hash=f"{n:064x}", submission=uuid.uuid4(),
            intake=Intake.COUNTER, carrier=Carrier.PAPER, obtain=Obtain.POST, applicant_kind=kind,
            org_kind="" if person else self.luck.choice(ORGANISATIONS), applicant_shown=masked_name(self.applicant(n), kind),
            submitted_at=_nine(arrived), created_by=self.officer, **facts,
        )  # fmt: skip

    def _archived(self, n: int) -> dict[str, Any]:
        first = date(self.today.year - YEARS + 1, 1, 1)
        received = first + timedelta(days=n * ((self.today - first).days - LONGEST) // self.cases)
        ended = received + timedelta(days=self.luck.randrange(5, LONGEST))
        outcome = ANSWERED_BY[n % len(ANSWERED_BY)]
        return {
            "state": Step.ARCHIVED, "outcome": outcome, "row": RULES[outcome].row, "arrived_on": received,
            "first_receipt_on": received, "receipt_on": received, "due_on": received + timedelta(days=28),
            "closed_on": ended, "answered_on": ended, "served_on": ended, "archived_at": _nine(ended),
        }  # fmt: skip

    def _open(self, n: int) -> dict[str, Any]:
        state = OPEN[n % len(OPEN)]
        arrived = self.today - timedelta(days=n % 40)
        received = None if state == Step.SUBMITTED else arrived
        due = None if received is None or state in WAITING else received + timedelta(days=28)
        return {
            "state": state, "stopped": STOPS.get(state, ""), "arrived_on": arrived, "first_receipt_on": received,
            "receipt_on": received, "due_on": due,
        }  # fmt: skip

    def person(self, case: Application, name: str) -> Applicant:
        number = f"99{zlib.crc32(name.encode()):016d}"
        return Applicant(
            application=case, name=name, phone=number[-11:], id_number=number, name_index=blind_index(name, "name"),
            id_index=blind_index(number, "id"), phone_index=blind_index(number[-11:], "phone"),
        )  # fmt: skip

    def items(self, case: Application) -> Iterator[RequestItem]:
        for position in range(1, 2 + (self.luck.random() < 0.1)):
            paper = self.luck.randrange(DOCS)
            yield RequestItem(
                application=case, position=position, title=f"补助资金分配表之{paper}", doc_no=f"测府发〔{case.year}〕{paper}号",
                description=f"测速镇{case.year}年第{paper}号补助资金分配表及其附件。", outcome=case.outcome,
            )  # fmt: skip

    def events(self, case: Application) -> Iterator[ApplicationEvent]:
        acts = LEDGER if case.state in FINISHED else LEDGER[:2]
        if case.state == Step.SUBMITTED:
            acts = (Act.SUBMIT,)
        for act in acts:
            on = (case.answered_on or case.arrived_on) if act in LEDGER[2:] else case.arrived_on
            yield ApplicationEvent(application=case, act=act, by=self.officer, at=_nine(on), on=on)

    def letter(self, case: Application) -> Letter:
        assert case.closed_on is not None  # noqa: S101  (typing: it is archived)
        signed = _nine(case.closed_on)
        return Letter(
            application=case, doc=Doc.ANSWER, state=LetterState.SIGNED, number=f"测府公开答〔{case.year}〕{case.number[-6:]}号",
            year=case.year, title="政府信息公开申请答复书", body="[]", drafted_by=self.officer, drafted_at=signed,
            signed_by=self.officer, signed_name="测速", signed_at=signed,
        )  # fmt: skip

    def remedy(self, case: Application) -> Remedy:
        assert case.closed_on is not None  # noqa: S101  (typing: it is archived)
        result = self.luck.choice([RemedyResult.UPHELD, RemedyResult.CORRECTED, RemedyResult.PENDING])
        return Remedy(
            application=case, kind=self.luck.choice(list(RemedyKind)), body="测速县人民政府", filed_on=case.closed_on, result=result,
            result_on=None if result == RemedyResult.PENDING else case.closed_on + timedelta(days=60), by=self.officer,
            at=_nine(case.closed_on),
        )  # fmt: skip


def _nine(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9)))


def _analyze() -> None:
    """What autovacuum does by itself in PostgreSQL soon after; in SQLite nothing does, so nothing is done here."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for model in COUNTED:
                cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")
