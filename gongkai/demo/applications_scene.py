"""The demonstration's applications: in every state and outcome, done by the acts themselves.

Of the year before it ends exactly the four its annual report tells of; the rest lies in the present year. Persons are
synthetic: their ID numbers name a region that does not exist, their telephones no number that is given out.
"""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from catalog.models import User, work_calendar
from disclosure.actions.applications import (
    after,
    answering,
    archiving,
    consulting,
    corrections,
    deciding,
    delivering,
    extending,
    fees,
    handling,
    intake,
    letters,
    searching,
)
from disclosure.actions.applications.deciding import Chosen
from disclosure.actions.applications.intake import Arrival, Asked, Person, Wanted
from disclosure.law.intake import ApplicantKind, Carrier, CaseKind, IdKind, Intake, Obtain
from disclosure.law.outcomes import CHOSEN, RULES, Outcome, Record
from disclosure.law.report import Column
from disclosure.law.steps import Step
from disclosure.models import Application, Reception, RequestItem, Way
from gongkai.demo.office import Office, moment
from gongkai.demo.texts import applications as texts

LAST_YEAR = (
    Outcome.GRANTED,
    Outcome.GRANTED,
    Outcome.PARTLY,
    Outcome.NOT_EXISTING,
)  # as its annual report tells
UNFINISHED = (
    Step.SUBMITTED, Step.REGISTERED, Step.CORRECTING, Step.IN_HAND, Step.CONSULTING, Step.EXPLAINING, Step.FEE_DUE,
    Step.DRAFTING, Step.LEGAL, Step.SECRECY, Step.SIGNING, Step.DELIVERING,
)  # fmt: skip


def apply(office: Office, *, until: date) -> None:
    """Set the township up for applications, and bring the cases."""
    scene = _Scene(office, until, Random(f"applications|{office.township.prefix}"))
    scene.open()
    for n, outcome in enumerate(LAST_YEAR):
        scene.answered(outcome, date(until.year - 1, 3 + 2 * n, 10), archive=True)
    for n, outcome in enumerate(CHOSEN):
        scene.answered(outcome, scene.day(330 - 12 * n), archive=n % 2 == 0)
    for n, outcome in enumerate((Outcome.AMENDED, Outcome.NOT_AMENDED)):
        scene.answered(outcome, scene.day(120 - 40 * n), archive=n == 0, kind=CaseKind.RECTIFY)
    scene.in_hand(scene.day(4), kind=CaseKind.RECTIFY)
    scene.lapsed(scene.day(140))
    scene.unpaid(scene.day(170))
    scene.withdrawn(scene.day(60))
    for n, step in enumerate(UNFINISHED):
        scene.at(step, scene.day(3 + n))
    letters.make_waiting(moment(until))


def practise(office: Office, *, until: date) -> int:
    """Fresh cases to practise on, one at every unfinished step; how many. May be repeated."""
    before = Application.objects.filter(township=office.township).count()
    scene = _Scene(office, until, Random(f"practice|{before}"), number=before)
    for n, step in enumerate(UNFINISHED):
        scene.at(step, scene.day(3 + n))
    letters.make_waiting(moment(until))
    return len(UNFINISHED)


@dataclass
class _Scene:
    office: Office
    until: date
    rng: Random
    number: int = 0

    def day(self, before: int) -> date:
        """The working day so many days before the end, in the present year."""
        found = max(self.until - timedelta(days=before), date(self.until.year, 1, 4))
        return work_calendar().add(found - timedelta(days=1), 1).on

    def user(self, name: str) -> User:
        return self.office.user(name)

    def open(self) -> None:
        Reception.objects.create(
            township=self.office.township, unit=self.office.township.unit, agency_word="望府", contact="苗可询",
            phone=self.office.township.phone, takes_fax=True, takes_email=True,
            reviewer=f"{self.office.township.county_name}人民政府", court=f"{self.office.township.county_name}人民法院",
            online_review="全国行政复议服务平台", payment="持缴款通知书到指定银行缴纳，领取财政票据。",
        )  # fmt: skip

    def person(self) -> Person:
        self.number += 1
        name = texts.NAMES[self.number % len(texts.NAMES)]
        serial = f"99000019{60 + self.number % 40}0101{self.number % 1000:03d}"
        if self.number % 5 == 0:
            return Person(
                ApplicantKind.ORGANISATION, texts.FIRMS[self.number // 5 % len(texts.FIRMS)], "000-0000000", "望禾镇集市路",
                id_number=f"9199000{self.number:04d}DEMO000"[:18], org_kind=list(Column)[1 + self.number // 5 % 5],
                contact_name=name, legal_person=name,
            )  # fmt: skip
        return Person(
            ApplicantKind.CITIZEN, name, f"100{self.number:08d}", "望禾镇某村某组", id_kind=IdKind.ID_CARD,
            id_number=f"{serial}0",
        )  # fmt: skip

    def wanted(self, kind: CaseKind = CaseKind.REQUEST) -> Wanted:
        texts_ = texts.RECTIFY if kind == CaseKind.RECTIFY else texts.ASKED
        asked = texts_[self.number % len(texts_)]
        return Wanted(items=[Asked(asked)], carrier=Carrier.PAPER, obtain=Obtain.POST, kind=kind)

    def registered(
        self, on: date, person: Person | None = None, kind: CaseKind = CaseKind.REQUEST
    ) -> Application:
        ways = (Intake.COUNTER, Intake.POST_SIGNED, Intake.COUNTER, Intake.ORAL)
        who = person or self.person()
        how = ways[self.number % len(ways)]
        made, _ = intake.register(
            township=self.office.township, by=self.user("shenqing"), at=moment(on, 9), person=who, wanted=self.wanted(kind),
            arrival=Arrival(how, on, read_back=how == Intake.ORAL), submission=self._uuid(),
        )  # fmt: skip
        return made

    def in_hand(
        self, on: date, person: Person | None = None, kind: CaseKind = CaseKind.REQUEST
    ) -> Application:
        made = self.registered(on, person, kind)
        officer = self.user("shenqing")
        return handling.assign(
            pk=made.pk, by=officer, at=moment(on, 10), unit=self.office.township.unit, officer=officer
        )

    def at(self, step: Step, on: date) -> Application:
        """A case that stands at this step."""
        by, at = self.user("shenqing"), moment(on, 11)
        if step == Step.SUBMITTED:
            return intake.submit(
                township=self.office.township, at=at, person=self.person(), wanted=self.wanted(), code=intake.new_code(),
                submission=self._uuid(),
            )  # fmt: skip
        if step == Step.REGISTERED:
            return self.registered(on)
        made = self.in_hand(on)
        match step:
            case Step.CORRECTING:
                corrections.ask(
                    pk=made.pk,
                    by=by,
                    at=at,
                    reasons=["description"],
                    points="请写明是哪一年、哪个村的。",
                    guidance="可以写文件的名称或者文号。",
                )
            case Step.CONSULTING:
                consulting.ask(
                    pk=made.pk,
                    by=by,
                    at=at,
                    party_kind="third",
                    party="某合作社",
                    concern="申请的合同涉及对方的经营信息。",
                )
            case Step.EXPLAINING:
                corrections.ask_reasons(
                    pk=made.pk, by=by, at=at, facts="同一申请人本月已提出二十三件内容相近的申请。"
                )
            case Step.FEE_DUE:
                fees.notice(pk=made.pk, by=by, at=at, tariff="pages", quantity=68)
            case Step.IN_HAND:
                searching.ask(
                    pk=made.pk,
                    by=by,
                    at=at,
                    unit=self.office.units["财政所"],
                    what="申请所说的分配表和拨付凭证",
                )
                extending.ask(pk=made.pk, by=by, at=at, reason="需要查找的材料较多。")
        if step in (Step.DRAFTING, Step.LEGAL, Step.SECRECY, Step.SIGNING, Step.DELIVERING):
            self._decide(made, Outcome.GRANTED, on)
            for stop, reviewer in (
                (Step.DRAFTING, None), (Step.LEGAL, "fazhi"), (Step.SECRECY, "baomi"), (Step.SIGNING, "qianfa"),
            ):  # fmt: skip
                if stop == step:
                    break
                if stop == Step.DRAFTING:
                    answering.submit(pk=made.pk, by=by, at=moment(on, 14), fit=True)
                if reviewer and stop != Step.DRAFTING:
                    answering.review(
                        pk=made.pk, by=self.user(reviewer), at=moment(on, 15), secrecy_checked=True
                    )
        return made

    def answered(
        self, outcome: Outcome, on: date, *, archive: bool, kind: CaseKind = CaseKind.REQUEST
    ) -> Application:
        """A case answered and served within its term."""
        on = work_calendar().add(on - timedelta(days=1), 1).on
        earlier = None
        if Record.EARLIER in RULES[outcome].records:
            person = self.person()
            earlier = self._through(self.in_hand(on, person), Outcome.GRANTED, on)
            made = self.in_hand(on, person)
        else:
            made = self.in_hand(on, kind=kind)
        done = self._through(made, outcome, on, earlier)
        if outcome == Outcome.INTERNAL:
            after.record_remedy(
                pk=done.pk, by=self.user("shenqing"), at=moment(self._later(on, 12)), kind="review",
                body=f"{self.office.township.county_name}人民政府", filed_on=self._later(on, 12), ground="不服不予公开的答复",
            )  # fmt: skip
        if archive and not done.remedies.exists():
            archiving.archive(pk=done.pk, by=self.user("shenqing"), at=moment(self._later(on, 13)))
        return done

    def _through(
        self, made: Application, outcome: Outcome, on: date, earlier: Application | None = None
    ) -> Application:
        officer = self.user("shenqing")
        self._records(made, outcome, on)
        start = self._later(on, 6)
        self._decide(made, outcome, start, earlier)
        answering.submit(pk=made.pk, by=officer, at=moment(start, 14), fit=True)
        for n, name in enumerate(("fazhi", "baomi", "qianfa")):
            answering.review(
                pk=made.pk, by=self.user(name), at=moment(start, 15, 10 * n), secrecy_checked=True
            )
        sent = self._later(on, 8)
        delivering.dispatch(
            pk=made.pk, by=officer, at=moment(sent), way=Way.POST, on=sent, tracking=f"DEMO{made.pk:07d}"
        )
        served = self._later(on, 10)
        return delivering.serve(pk=made.pk, by=officer, at=moment(served), on=served)

    def _records(self, made: Application, outcome: Outcome, on: date) -> None:
        records, by = RULES[outcome].records, self.user("shenqing")
        if Record.SEARCH in records:
            searching.record(
                pk=made.pk, by=by, at=moment(self._later(on, 2)), what="申请所说的文件", systems="档案室目录、公文系统",
                words="补助、分配", found=False, result="2015年以来的目录里没有。", searched_by=by.name, searched_on=self._later(on, 2),
            )  # fmt: skip
        if Record.CONSULTATION in records:
            letter = consulting.ask(
                pk=made.pk,
                by=by,
                at=moment(self._later(on, 1)),
                party_kind="third",
                party="某合作社",
                concern="涉及对方的经营信息。",
            )
            consulting.opinion(
                pk=made.pk, by=by, at=moment(self._later(on, 4)), consultation=letter, reply="refuses", on=self._later(on, 4),
                reasons="属于商业秘密。", reasonable=True,
            )  # fmt: skip
        if Record.CORRECTION in records:
            corrections.ask(
                pk=made.pk,
                by=by,
                at=moment(self._later(on, 1)),
                reasons=["description"],
                points="请写明年度。",
                guidance="写文件名称。",
            )
            corrections.receive(pk=made.pk, by=None, at=moment(self._later(on, 3)), answer="就是前几年的。")
            handling.assign(
                pk=made.pk,
                by=by,
                at=moment(self._later(on, 3), 10),
                unit=self.office.township.unit,
                officer=by,
            )
        if Record.REASONS in records:
            corrections.ask_reasons(
                pk=made.pk,
                by=by,
                at=moment(self._later(on, 1)),
                facts="三个月内提出一百二十件内容相同的申请。",
            )
            corrections.take_reasons(pk=made.pk, by=None, at=moment(self._later(on, 3)), answer="想多了解。")

    def _decide(
        self, made: Application, outcome: Outcome, on: date, earlier: Application | None = None
    ) -> None:
        chosen = [Chosen(item, outcome, _facts(outcome), self._earlier(earlier)) for item in made.items.all()]
        deciding.decide(pk=made.pk, by=self.user("shenqing"), at=moment(on, 13), chosen=chosen)

    def _earlier(self, earlier: Application | None) -> RequestItem | None:
        return earlier.items.first() if earlier else None

    def lapsed(self, on: date) -> None:
        made = self.at(Step.CORRECTING, on)
        handling.lapse(pk=made.pk, by=self.user("shenqing"), at=moment(self._later(on, 17)))

    def unpaid(self, on: date) -> None:
        made = self.at(Step.FEE_DUE, on)
        handling.lapse(pk=made.pk, by=self.user("shenqing"), at=moment(self._later(on, 22)))

    def withdrawn(self, on: date) -> None:
        handling.withdraw(pk=self.in_hand(on).pk, by=None, at=moment(self._later(on, 2)))

    def _later(self, on: date, days: int) -> date:
        return work_calendar().add(on, days).on

    def _uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.rng.getrandbits(128), version=4)


def _facts(outcome: Outcome) -> dict[str, str]:
    return {
        fact.key: fact.choices[0][0] if fact.choices else texts.FACTS.get(fact.key, "见本答复书。")
        for fact in RULES[outcome].facts
    }
