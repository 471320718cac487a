"""Applications with several people at one moment, each in a process of their own: no number twice, no act lost."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from disclosure.actions.applications import (
    answering,
    archiving,
    consulting,
    corrections,
    delivering,
    extending,
    fees,
    handling,
    intake,
    letters,
    reminding,
    searching,
)
from disclosure.actions.applications.course import Stale
from disclosure.actions.applications.intake import Arrival
from disclosure.law.documents import PAPERS, Doc
from disclosure.law.intake import Intake
from disclosure.law.steps import Act, Step
from disclosure.models import (
    Application,
    ApplicationDraft,
    ApplicationEvent,
    CaseFile,
    CaseSerial,
    DraftFile,
    Letter,
    LetterState,
    Reminder,
    Way,
)  # fmt: skip
from disclosure.models.secret_codes import matches
from tests.factories import applying
from tests.factories.applying import ID_NUMBER, PHONE, moment
from tests.factories.days import day
from tests.factories.processes import CLEAN
from tests.factories.racing import race, slowly

pytestmark = pytest.mark.django_db(transaction=True)
HOLD = "刚刚办理了"  # what whoever comes too late is told


@pytest.fixture
def office() -> applying.Office:
    applying.calendar()
    return applying.Office()


def numbers(doc: Doc | None = None) -> list[int]:
    """The serials given, in order; of cases without `doc`."""
    if doc:
        return sorted(Letter.objects.filter(doc=doc, serial__isnull=False).values_list("serial", flat=True))
    return sorted(
        int(number.rsplit("-", 1)[1]) for number in Application.objects.values_list("number", flat=True)
    )


def last_given(kind: str) -> int:
    return CaseSerial.objects.get(kind=kind).last


def acts_of(case: Application, act: Act) -> int:
    return case.events.filter(act=act).count()


def now(case: Application) -> Application:
    return Application.objects.get(pk=case.pk)


def one_done(said: list[str]) -> str:
    """Exactly one was done; what the other was told."""
    assert said.count("") == 1, said
    return "".join(said)


# ---- coming in -------------------------------------------------------------------------------------------------
def sending(
    office: applying.Office, submission: uuid.UUID, code: str, **more: Any
) -> Callable[[], Application]:
    return partial(
        intake.submit, township=office.town, at=moment("09-07"), person=applying.person(), wanted=applying.wanted(), code=code,
        submission=submission, **more,
    )  # fmt: skip


def test_one_submission_sent_from_four_processes_is_one_application(office):
    submission, code = uuid.uuid4(), intake.new_code()

    def act() -> None:
        made = sending(office, submission, code)()
        assert (made.number, matches(code, made.code_hash, intake.CODE_PURPOSE)) == ("wanghe-2026-0001", True)

    assert race(*[act] * 4) == [""] * 4
    made = Application.objects.get()
    assert last_given("case") == 1
    assert [event.act for event in made.events.all()] == [Act.SUBMIT]
    assert made.items.count() == 1


def test_different_submissions_have_different_numbers_without_a_gap(office):
    said = race(*(sending(office, uuid.uuid4(), intake.new_code()) for _ in range(6)))

    assert said == [""] * 6
    assert numbers() == list(range(1, 7))
    assert last_given("case") == 6


def taking(office: applying.Office, submission: uuid.UUID, **arrival: Any) -> Callable[[], Any]:
    values: dict[str, Any] = {"intake": Intake.COUNTER, "arrived_on": day("09-07")}
    return partial(
        intake.register, township=office.town, by=office.officer, at=moment("09-07"), person=applying.person(),
        wanted=applying.wanted(), arrival=Arrival(**(values | arrival)), submission=submission,
    )  # fmt: skip


def test_the_counter_s_form_sent_twice_is_one_application_with_one_code(office):
    submission = uuid.uuid4()

    def act() -> None:
        made, code = taking(office, submission)()
        if not code:
            raise ActRefused(made.number)
        assert matches(code, made.code_hash, intake.CODE_PURPOSE)

    assert sorted(race(*[act] * 4)) == ["", *["wanghe-2026-0001"] * 3]
    assert (numbers(), last_given("case")) == ([1], 1)
    assert acts_of(Application.objects.get(), Act.REGISTER) == 1


def test_one_case_of_the_county_taken_in_by_two_is_one_application(office):
    acts = [taking(office, uuid.uuid4(), intake=Intake.COUNTY, county_no="云溪-7") for _ in range(2)]

    said = one_done(race(*acts))

    assert said == "县级平台编号“云溪-7”已经登记过，受理编号是 wanghe-2026-0001。"
    assert (numbers(), last_given("case")) == ([1], 1)


def test_the_button_pressed_twice_gives_both_the_same_receipt(office):
    """The whole way of the pages, with a file: one application, and every answer leads to its number and code."""
    client = Client()
    for name, data in (
        ("who", {"kind": "citizen", "case_kind": "request"}),
        ("person", {"name": "林小满", "id_kind": "id_card", "id_number": ID_NUMBER, "phone": PHONE, "address": "上坪村"}),
        ("what", {"description": "补助资金分配表"}), ("how", {"carrier": "paper", "obtain": "post", "other_form": "on"}),
    ):  # fmt: skip
        assert client.post(f"/apply/step/{name}/", data).status_code == 302
    client.post("/apply/files/", {"role": "identity", "upload": SimpleUploadedFile("身份证.csv", b"a,1\n")})
    assert DraftFile.objects.count() == 1
    ApplicationDraft.objects.update(begun_at=timezone.now() - timedelta(minutes=2))
    client.get("/apply/check/")

    def press() -> None:
        answer = client.post("/apply/check/", {"true": "on"})
        assert (answer.status_code, answer["Location"]) == (302, "/apply/done/"), answer.content.decode()
        page = client.get("/apply/done/").content.decode()
        made = Application.objects.get()
        code = page.split('class="code">')[1].split("<")[0]
        assert made.number in page
        assert matches(code, made.code_hash, intake.CODE_PURPOSE)

    assert race(*[partial(slowly, press)] * 3) == [""] * 3
    assert CaseFile.objects.count() == 1
    assert not ApplicationDraft.objects.exists()


# ---- numbers of papers -----------------------------------------------------------------------------------------
def test_papers_of_one_kind_in_different_cases_have_numbers_without_a_gap(office):
    cases = [office.in_hand() for _ in range(4)]

    said = race(*(
        partial(
            corrections.ask, pk=case.pk, by=(office.officer, office.colleague)[n % 2], at=moment("09-08"),
            reasons=["form"], points="写明形式", guidance="补写", version=case.version,
        )
        for n, case in enumerate(cases)
    ))  # fmt: skip

    assert said == [""] * 4
    assert numbers(Doc.CORRECTION) == [1, 2, 3, 4]
    assert len(set(Letter.objects.filter(doc=Doc.CORRECTION).values_list("number", flat=True))) == 4
    assert last_given(Doc.CORRECTION) == 4
    assert [now(case).state for case in cases] == [Step.CORRECTING] * 4
    assert [acts_of(case, Act.ASK_CORRECTION) for case in cases] == [1] * 4


def test_a_refused_act_takes_no_number_from_the_others(office):
    """One of three signs what was signed already: the numbers of the others have no hole."""
    cases = [office.at(Step.SIGNING) for _ in range(3)]
    late = cases[0]
    office.passed(late, office.signer, on="09-07")

    said = race(*(
        partial(answering.review, pk=case.pk, by=office.signer, at=moment("09-08"), version=case.version)
        for case in cases
    ))  # fmt: skip

    assert HOLD in said[0]
    assert said[1:] == ["", ""]
    assert numbers(Doc.ANSWER) == [1, 2, 3]
    assert last_given(Doc.ANSWER) == 3


# ---- one case, two officers ------------------------------------------------------------------------------------
def both(
    office: applying.Office, step: Step
) -> tuple[Application, Callable[[], Any], Callable[[], Any], Act]:
    """A case at this step and the same act by two people who saw the same page."""
    case = office.at(step)

    def pair(
        act: Callable[..., Any], *people: Any, **given: Any
    ) -> tuple[Callable[[], Any], Callable[[], Any]]:
        at = moment("09-08")
        first, second = people or (office.officer, office.colleague)
        shared = {"pk": case.pk, "at": at, "version": case.version} | given
        return partial(act, by=first, **shared), partial(act, by=second, **shared)

    match step:
        case Step.SUBMITTED:
            return case, *pair(intake.confirm, on=day("09-08"), method="电话确认"), Act.CONFIRM
        case Step.REGISTERED:
            return case, *pair(handling.assign, unit=office.town.unit), Act.ASSIGN
        case Step.CORRECTING:
            return case, *pair(corrections.receive, answer="就是那一年"), Act.CORRECT
        case Step.IN_HAND:
            return case, *pair(fees.notice, tariff="pages", quantity=68), Act.NOTICE_FEE
        case Step.CONSULTING:
            letter = case.consultations.get()
            given = {"consultation": letter, "reply": "agrees", "on": day("09-08")}
            return case, *pair(consulting.opinion, **given), Act.OPINION
        case Step.EXPLAINING:
            return case, *pair(corrections.take_reasons, answer="想看"), Act.REASONS
        case Step.FEE_DUE:
            return case, *pair(fees.pay, on=day("09-08"), receipt_no="0001"), Act.PAY
        case Step.DRAFTING:
            return case, *pair(answering.submit, fit=True), Act.SUBMIT_ANSWER
        case Step.LEGAL:
            second = office.person(Role.LEGAL, "另一法制审核员")
            return case, *pair(answering.review, office.legal, second), Act.PASS_LEGAL
        case Step.SECRECY:
            second = office.person(Role.SECRECY, "另一保密员")
            return (
                case,
                *pair(answering.review, office.secrecy, second, secrecy_checked=True),
                Act.PASS_SECRECY,
            )
        case Step.SIGNING:
            second = office.person(Role.SIGNER, "另一签发人")
            return case, *pair(answering.review, office.signer, second), Act.SIGN
        case Step.DELIVERING:
            return case, *pair(delivering.dispatch, way=Way.DIRECT, on=day("09-08")), Act.DISPATCH
        case _:
            letters_made(case)
            return case, *pair(archiving.archive), Act.ARCHIVE


def letters_made(case: Application) -> None:
    """Its papers are made already, in a clean process (see `processes`)."""
    assert race(partial(letters.make_waiting, moment("09-08"), case=case.pk), context=CLEAN) == [""]


@pytest.mark.parametrize(
    "step", [
        Step.SUBMITTED, Step.REGISTERED, Step.CORRECTING, Step.IN_HAND, Step.CONSULTING, Step.EXPLAINING, Step.FEE_DUE,
        Step.DRAFTING, Step.LEGAL, Step.SECRECY, Step.SIGNING, Step.DELIVERING, Step.DELIVERED,
    ],
)  # fmt: skip
def test_two_at_one_case_from_the_same_page_one_acts_and_the_other_is_told_by_whom(office, step):
    case, first, second, act = both(office, step)
    events, version, papers = case.events.count(), case.version, case.letters.exclude(number="").count()

    said = race(first, second)

    told = one_done(said)
    event = case.events.last()
    assert told.startswith(f"{event.by} 在 09月08日 09:00 {HOLD}“{act.label}”。您填写的内容没有保存")
    assert (case.events.count(), acts_of(case, act), now(case).version) == (events + 1, 1, version + 1)
    given = case.letters.exclude(number="")
    assert given.count() - papers in (0, 1)
    for doc in set(given.values_list("doc", flat=True)):
        assert numbers(Doc(doc)) == list(range(1, last_given(doc) + 1))


def test_the_one_who_pressed_twice_is_told_that_it_was_done_and_not_that_he_may_not(office):
    _, first, _, act = both(office, Step.LEGAL)

    told = one_done(race(first, first))

    assert told.startswith(f"{office.legal} 在 09月08日 09:00 {HOLD}“{act.label}”。")


def test_two_different_acts_from_the_same_page(office):
    """Served by the one while the other enters that the mail came back."""
    case = office.signed()
    delivering.dispatch(
        pk=case.pk, by=office.officer, at=moment("09-08"), way=Way.POST, on=day("09-08"), tracking="1"
    )
    case = now(case)
    given = {"pk": case.pk, "at": moment("09-09"), "version": case.version}

    said = race(
        partial(delivering.serve, by=office.officer, on=day("09-09"), **given),
        partial(delivering.returned, by=office.colleague, reason="查无此人", **given),
    )

    assert HOLD in one_done(said)
    delivery = case.letters.get(doc=Doc.ANSWER).deliveries.get()
    assert (delivery.served_on is not None, delivery.returned) == (said[0] == "", said[1] == "")
    assert (now(case).state == Step.DELIVERED) == (said[0] == "")


def test_the_last_two_opinions_at_once_end_the_waiting(office):
    """Each sees the other's: the case does not wait for letters that are all in."""
    case = office.in_hand()
    parties = [
        consulting.ask(
            pk=case.pk,
            by=office.officer,
            at=moment("09-07", 11),
            party_kind="joint",
            party=name,
            concern="共同制作",
        )
        for name in ("云溪县水利局", "云溪县林业局", "云溪县财政局")
    ]

    said = race(*(
        partial(
            consulting.opinion, pk=case.pk, by=by, at=moment("09-08"), consultation=party, reply="agrees", on=day("09-08")
        )
        for party, by in zip(parties, (office.officer, office.colleague, office.head), strict=True)
    ))  # fmt: skip

    assert said == [""] * 3
    assert (now(case).state, now(case).stopped, acts_of(case, Act.OPINION)) == (Step.IN_HAND, "", 3)
    assert not case.consultations.filter(reply="").exists()


def test_a_case_does_not_lapse_by_a_last_day_that_is_being_moved(office):
    """That the notice came later than thought is entered while a colleague closes the case for silence."""
    case = office.at(Step.FEE_DUE)
    at = moment("10-20")
    assert now(case).waits_until < day("10-20")

    said = race(
        partial(slowly, partial(fees.received, pk=case.pk, by=office.officer, at=at, on=day("09-30"))),
        partial(slowly, partial(handling.lapse, pk=case.pk, by=office.colleague, at=at)),
    )

    assert one_done(said) in (
        "期限到 2026-11-03 为止，还没有过。",
        "“已结案，不再处理”的申请不能“登记收到收费通知的日期”。",
    ), said
    assert (now(case).state == Step.CLOSED) == (said[1] == "")


def test_an_extension_granted_and_refused_at_once(office):
    case = office.in_hand()
    extending.ask(pk=case.pk, by=office.officer, at=moment("09-08"), reason="材料多")
    second = office.person(Role.OFFICE_HEAD, "副主任")

    said = one_done(
        race(
            partial(extending.grant, pk=case.pk, by=office.head, at=moment("09-09")),
            partial(extending.refuse, pk=case.pk, by=second, at=moment("09-09"), remark="不需要"),
        )
    )

    assert said == "没有人提出延期。"
    asked = case.extensions.get()
    assert (now(case).extended_days > 0) == asked.granted
    assert case.letters.filter(doc=Doc.EXTENSION).count() == int(asked.granted)


def test_two_units_answer_their_searches_while_the_officer_records_his(office):
    case = office.in_hand()
    searches = [
        searching.ask(pk=case.pk, by=office.officer, at=moment("09-07", 11), unit=office.other, what=what)
        for what in ("分配表", "名册")
    ]
    log = {
        "systems": "档案室",
        "words": "补助",
        "found": False,
        "result": "没有",
        "searched_by": "某人",
        "searched_on": day("09-08"),
    }

    said = race(
        *(
            partial(searching.answer, search_pk=s.pk, by=office.editor, at=moment("09-08"), **log)
            for s in searches
        ),
        partial(searching.record, pk=case.pk, by=office.officer, at=moment("09-08"), what="表", **log),
    )

    assert said == [""] * 3
    assert acts_of(case, Act.ANSWER_SEARCH) == 3
    assert case.searches.exclude(found=None).count() == 3


# ---- people and the timer --------------------------------------------------------------------------------------
def test_reminders_of_two_timers_while_an_officer_acts(office):
    case = office.in_hand()
    at = moment("09-28")

    said = race(
        partial(reminding.remind, at), partial(reminding.remind, at),
        partial(extending.ask, pk=case.pk, by=office.officer, at=at, reason="材料多", version=case.version),
    )  # fmt: skip

    assert said == [""] * 3
    assert Reminder.objects.get().about == "5"
    assert (acts_of(case, Act.ASK_EXTENSION), now(case).version) == (1, case.version + 1)


def test_the_worker_makes_a_paper_while_it_is_sent(office):
    """The worker has the paper's row while the act refers to it; neither waits for the other for ever."""
    cases = [office.signed() for _ in range(3)]
    at = moment("09-08")
    sends = [
        partial(
            delivering.dispatch, pk=case.pk, by=office.officer, at=at, way=Way.DIRECT, on=day("09-08"), version=case.version
        )
        for case in cases
    ]  # fmt: skip
    makes = [partial(letters.make_waiting, at, case=case.pk) for case in cases]

    said = race(*(partial(slowly, act) for act in (*sends, *makes)), context=CLEAN)

    assert said == [""] * 6
    assert [acts_of(case, Act.DISPATCH) for case in cases] == [1] * 3
    assert race(partial(letters.make_waiting, at), context=CLEAN) == [""]
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.ISSUED}
    assert CaseFile.objects.filter(role="letter").count() == 2 * Letter.objects.count()
    assert numbers(Doc.ANSWER) == [1, 2, 3]


def test_two_timers_make_the_same_papers(office):
    office.signed()
    at = moment("09-08")

    said = race(*[partial(letters.make_waiting, at)] * 2, context=CLEAN)

    assert said == ["", ""]
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.ISSUED}
    assert CaseFile.objects.filter(role="letter").count() == 2 * Letter.objects.count()


def test_two_files_closed_at_once_with_papers_still_to_be_made(office):
    """Each has its own papers made first, and waits for nobody else's."""
    cases = [office.delivered() for _ in range(2)]
    at = moment("09-08")

    said = race(
        *(
            partial(archiving.archive, pk=case.pk, by=office.officer, at=at, version=case.version)
            for case in cases
        ),
        context=CLEAN,
    )

    assert said == ["", ""]
    assert [now(case).state for case in cases] == [Step.ARCHIVED] * 2
    assert race(partial(letters.make_waiting, at), context=CLEAN) == [""]
    assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.ISSUED}


def test_nothing_of_a_busy_day_is_lost(office):
    """Four people, each with several acts in cases of their own and in one they share: every act is in the ledger."""
    cases = [office.in_hand() for _ in range(4)]
    shared = office.in_hand()
    before = ApplicationEvent.objects.count()

    def work(n: int) -> Callable[[], None]:
        by = (office.officer, office.colleague)[n % 2]

        def acts() -> None:
            for m in range(3):
                searching.ask(pk=cases[n].pk, by=by, at=moment("09-08"), unit=office.other, what=f"{n}-{m}")
                again = True
                while again:  # as a person does who is told that somebody else was first
                    version = Application.objects.get(pk=shared.pk).version
                    try:
                        intake.record_help(
                            pk=shared.pk,
                            by=by,
                            at=moment("09-08"),
                            kind="reading",
                            note=f"{n}-{m}",
                            version=version,
                        )
                        again = False
                    except Stale:
                        again = True

        return acts

    assert race(*(work(n) for n in range(4))) == [""] * 4
    assert ApplicationEvent.objects.count() == before + 24
    assert sorted(shared.events.filter(act=Act.HELP).values_list("note", flat=True)) == sorted(
        f"{n}-{m}" for n in range(4) for m in range(3)
    )
    assert now(shared).version == shared.version + 12
    if PAPERS[Doc.SEARCH].pattern:
        assert numbers(Doc.SEARCH) == list(range(1, 13))
