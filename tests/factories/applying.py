"""A township that takes applications, with everybody a case needs on its way, and cases brought there by the acts."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from catalog.law.roles import Role
from catalog.models import CalendarDay, CalendarYear, User
from disclosure.actions.applications import (
    answering,
    archiving,
    consulting,
    corrections,
    deciding,
    delivering,
    fees,
    handling,
    intake,
    searching,
)
from disclosure.actions.applications.deciding import Chosen
from disclosure.actions.applications.intake import Arrival, Asked, Person, Wanted
from disclosure.law.intake import ApplicantKind, Carrier, IdKind, Intake, Obtain
from disclosure.law.outcomes import RULES, Outcome, Record
from disclosure.law.report import Column
from disclosure.law.steps import Step
from disclosure.models import Application, Reception, RequestItem, Way
from tests.factories import catalog, days

AT = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)  # Monday 09:00 in Shanghai
# Synthetic: the code of the region does not exist.
ID_NUMBER = "990000199001010014"
PHONE = "10000000000"


def moment(text: str, hour: int = 9) -> datetime:
    """“09-30” → that day of 2026, at nine in Shanghai."""
    day = days.day(text)
    return datetime(day.year, day.month, day.day, hour - 8, 0, tzinfo=UTC)


def calendar() -> None:
    """The arrangement of 2026 in the database."""
    year, _ = CalendarYear.objects.update_or_create(
        year=2026, defaults={"arranged": True, "notice_no": "国办发明电〔2025〕7号"}
    )
    CalendarDay.objects.bulk_create(
        CalendarDay(year=year, date=day, is_workday=works, name="节假日安排")
        for day, works in days.CALENDAR.exceptions.items()
    )


def person(name: str = "林小满", **fields: object) -> Person:
    values: dict = {
        "kind": ApplicantKind.CITIZEN, "name": name, "phone": PHONE, "address": "望禾镇上坪村某组",
        "id_kind": IdKind.ID_CARD, "id_number": ID_NUMBER,
    }  # fmt: skip
    return Person(**(values | fields))


def organisation(
    name: str = "云溪县青禾合作社", org_kind: Column = Column.BUSINESS, **fields: object
) -> Person:
    values: dict = {
        "kind": ApplicantKind.ORGANISATION, "name": name, "phone": PHONE, "address": "望禾镇集市路某号",
        "org_kind": org_kind, "id_number": "91990000MA00000000", "contact_name": "周大禾", "legal_person": "周大禾",
    }  # fmt: skip
    return Person(**(values | fields))


def wanted(*descriptions: str, **fields: object) -> Wanted:
    values: dict = {"carrier": Carrier.PAPER, "obtain": Obtain.POST}
    texts = descriptions or ("望禾镇2025年农村公益事业补助资金分配表",)
    return Wanted(items=[Asked(text) for text in texts], **(values | fields))


class Office:
    """A township with its settings, an office under it and one person for every part in a case."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇", **settings: object) -> None:
        self.town = catalog.township(prefix, name, credit_code=prefix.upper())
        self.unit = catalog.unit(self.town, f"{name}党政综合办公室")
        self.other = catalog.unit(self.town, f"{name}财政所")
        self.officer = self.person(Role.REQUEST_OFFICER, "经办人")
        self.colleague = self.person(Role.REQUEST_OFFICER, "同事")
        self.head = self.person(Role.OFFICE_HEAD, "公开办主任")
        self.legal = self.person(Role.LEGAL, "法制审核员")
        self.secrecy = self.person(Role.SECRECY, "保密员")
        self.signer = self.person(Role.SIGNER, "签发人")
        self.editor = catalog.user_with(Role.EDITOR, self.other, name="财政所编辑甲")
        values = {
            "unit": self.town.unit, "agency_word": "望府", "phone": "0000-0000000", "reviewer": "云溪县人民政府",
            "court": "云溪县人民法院", "online_review": "云溪县行政复议网上申请平台", "payment": "凭缴款书到指定银行缴纳。",
            "takes_email": True, "takes_fax": True,
        }  # fmt: skip
        self.reception = Reception.objects.create(township=self.town, **(values | settings))

    def person(self, role: Role, name: str) -> User:
        return catalog.user_with(role, self.town, name=f"{name}甲")

    def registered(
        self,
        on: str = "09-07",
        *,
        by: User | None = None,
        who: Person | None = None,
        what: Wanted | None = None,
        **arrival: object,
    ) -> Application:
        """A case taken in at the counter on this day of 2026."""
        day: date = days.day(on)
        values: dict = {"intake": Intake.COUNTER, "arrived_on": day}
        application, _ = intake.register(
            township=self.town, by=by or self.officer, at=moment(on), person=who or person(), wanted=what or wanted(),
            arrival=Arrival(**(values | arrival)), submission=uuid.uuid4(),
        )  # fmt: skip
        return application

    def submitted(
        self,
        on: str = "09-07",
        *,
        code: str = "",
        who: Person | None = None,
        what: Wanted | None = None,
        uploads: Sequence = (),
    ) -> Application:
        """A case a resident sent over the net."""
        return intake.submit(
            township=self.town, at=moment(on), person=who or person(), wanted=what or wanted(), code=code or intake.new_code(),
            submission=uuid.uuid4(), uploads=uploads,
        )  # fmt: skip

    # ---- brought to a step by the acts themselves --------------------------------------------------------------
    def in_hand(self, on: str = "09-07", **more: Any) -> Application:
        made = self.registered(on, **more)
        return handling.assign(
            pk=made.pk, by=self.officer, at=moment(on, 10), unit=self.town.unit, officer=self.officer
        )

    def drafting(self, on: str = "09-07", outcome: Outcome = Outcome.GRANTED, **more: Any) -> Application:
        made = self.in_hand(on, **more)
        self.give_records(made, outcome, on)
        return self.decided(made, outcome, on)

    def decided(self, made: Application, outcome: Outcome, on: str) -> Application:
        chosen = []
        for item in made.items.all():
            earlier = self.earlier(made) if Record.EARLIER in RULES[outcome].records else None
            facts = {
                fact.key: fact.choices[0][0] if fact.choices else f"{fact.label}的内容"
                for fact in RULES[outcome].facts
            }
            chosen.append(Chosen(item, outcome, facts, earlier))
        return deciding.decide(pk=made.pk, by=self.officer, at=moment(on, 11), chosen=chosen)

    def earlier(self, made: Application) -> RequestItem:
        found = deciding.earlier_items(made)
        return found[0] if found else self.delivered("03-02").items.get()

    def give_records(self, made: Application, outcome: Outcome, on: str) -> None:
        """Whatever must lie in the case for this outcome."""
        at, records = moment(on, 10), RULES[outcome].records
        if Record.SEARCH in records:
            searching.record(
                pk=made.pk, by=self.officer, at=at, what="分配表", systems="档案室目录", words="补助", found=False, result="没有",
                searched_by="经办人甲", searched_on=days.day(on),
            )  # fmt: skip
        if Record.CONSULTATION in records:
            letter = consulting.ask(
                pk=made.pk, by=self.officer, at=at, party_kind="third", party="周大禾", concern="涉及其账目"
            )
            consulting.opinion(
                pk=made.pk,
                by=self.officer,
                at=at,
                consultation=letter,
                reply="refuses",
                on=days.day(on),
                reasonable=True,
            )
        if Record.CORRECTION in records:
            corrections.ask(
                pk=made.pk,
                by=self.officer,
                at=at,
                reasons=["description"],
                points="写明年度",
                guidance="补写一行",
            )
            corrections.receive(pk=made.pk, by=self.officer, at=at, answer="就是那一年")
            handling.assign(pk=made.pk, by=self.officer, at=at, unit=self.town.unit, officer=self.officer)
        if Record.REASONS in records:
            corrections.ask_reasons(pk=made.pk, by=self.officer, at=at, facts="本月已提出三十件")
            corrections.take_reasons(pk=made.pk, by=self.officer, at=at, answer="想看")
        if Record.EARLIER in records and not deciding.earlier_items(made):
            self.delivered("03-02")

    def handed_in(self, on: str = "09-07", outcome: Outcome = Outcome.GRANTED, **more: Any) -> Application:
        made = self.drafting(on, outcome, **more)
        return answering.submit(pk=made.pk, by=self.officer, at=moment(on, 12), fit=True)

    def passed(self, made: Application, *people: User, on: str) -> Application:
        for person in people:
            made = answering.review(pk=made.pk, by=person, at=moment(on, 14), secrecy_checked=True)
        return made

    def signed(self, on: str = "09-07", outcome: Outcome = Outcome.GRANTED, **more: Any) -> Application:
        return self.passed(self.handed_in(on, outcome, **more), self.legal, self.secrecy, self.signer, on=on)

    def delivered(self, on: str = "09-07", outcome: Outcome = Outcome.GRANTED, **more: Any) -> Application:
        made = self.signed(on, outcome, **more)
        delivering.dispatch(pk=made.pk, by=self.officer, at=moment(on, 15), way=Way.DIRECT, on=days.day(on))
        return delivering.serve(
            pk=made.pk, by=self.officer, at=moment(on, 16), on=days.day(on), signer="本人"
        )

    def at(self, step: Step, on: str = "09-07") -> Application:
        """A case that stands at this step."""
        match step:
            case Step.SUBMITTED:
                return self.submitted(on)
            case Step.REGISTERED:
                return self.registered(on)
            case Step.CORRECTING:
                made = self.in_hand(on)
                return corrections.ask(
                    pk=made.pk,
                    by=self.officer,
                    at=moment(on, 11),
                    reasons=["form"],
                    points="写明形式",
                    guidance="补写",
                )
            case Step.IN_HAND:
                return self.in_hand(on)
            case Step.CONSULTING:
                made = self.in_hand(on)
                consulting.ask(
                    pk=made.pk,
                    by=self.officer,
                    at=moment(on, 11),
                    party_kind="third",
                    party="周大禾",
                    concern="涉及其账目",
                )
            case Step.EXPLAINING:
                made = self.in_hand(on)
                corrections.ask_reasons(
                    pk=made.pk, by=self.officer, at=moment(on, 11), facts="本月已提出三十件"
                )
            case Step.FEE_DUE:
                made = self.in_hand(on)
                fees.notice(pk=made.pk, by=self.officer, at=moment(on, 11), tariff="pages", quantity=68)
            case Step.DRAFTING:
                return self.drafting(on)
            case Step.LEGAL:
                return self.handed_in(on)
            case Step.SECRECY:
                return self.passed(self.handed_in(on), self.legal, on=on)
            case Step.SIGNING:
                return self.passed(self.handed_in(on), self.legal, self.secrecy, on=on)
            case Step.DELIVERING:
                return self.signed(on)
            case Step.DELIVERED:
                return self.delivered(on)
            case Step.CLOSED:
                made = self.in_hand(on)
                return handling.withdraw(pk=made.pk, by=self.officer, at=moment(on, 11), reason="不要了")
            case Step.ARCHIVED:
                return archiving.archive(pk=self.delivered(on).pk, by=self.officer, at=moment(on, 17))
        return Application.objects.get(pk=made.pk)
