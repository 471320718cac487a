"""A revision carries what only its kind has: shown as before until it is signed, swapped in the same act, kept (REV-7)."""

from datetime import date, timedelta

import pytest
from django.test import Client

from catalog.actions.refusals import ActRefused
from disclosure.actions import checking, explaining, publications, publishing, reviewing, soliciting
from disclosure.actions.publications import Upload
from disclosure.checks.hidden import FileReport
from disclosure.law.explaining import Form, Severity, revised_period_fault
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, StepRefused, WithdrawReason
from disclosure.models import Comment, Interpretation, Publication, Response, Solicitation
from disclosure.queries import explaining_desk
from tests.factories import disclosure
from tests.factories import explaining as make
from tests.factories.explaining import AT, CONTACT, TOLD
from tests.factories.reviewing import Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)
NEW = {"contact": "农业农村办公室新窗口", "phone": "0573-6666099"}


@pytest.fixture
def place():
    return make.build()


def revise(place, made, at=LATER) -> Publication:
    return publishing.revise(pk=made.pk, by=place.editor, at=at, reason="内容有更新")


def sign(place, revision, at=LATER) -> Publication:
    return place.through(Publication.objects.get(pk=revision.pk), at)


def page(made) -> str:
    answer = Client().get(made.path)
    assert answer.status_code == 200
    return answer.content.decode()


def office(place) -> Client:
    client = Client()
    client.force_login(place.reviewers[State.LEVEL3], backend="catalog.backends.MembershipBackend")
    return client


def interpret(place, *documents, **fields) -> Publication:
    made = place.public(**{"kind": Kind.INTERPRETATION, "title": "图解补贴"} | fields)
    Interpretation.objects.create(publication=made, form="picture", **CONTACT).documents.set(documents)
    return made


def change(place, revision, *documents, at=LATER, **more) -> Publication:
    return explaining.change_interpretation(
        pk=revision.pk, documents=documents, by=place.editor, at=at, **{"form": Form.QUESTIONS} | NEW | more
    )


# ---- interpretations ----------------------------------------------------------------------------------------
def test_an_interpretation_says_the_old_until_the_new_is_signed(place) -> None:
    document, other = place.public(kind=Kind.POLICY), place.public(kind=Kind.POLICY, title="新的办法")
    made = interpret(place, document)
    revision = revise(place, made)
    assert revision.interpretation.contact == CONTACT["contact"]
    assert list(revision.interpretation.documents.all()) == [document]

    change(place, revision, other)

    for shown in (
        page(made),
        page(document),
        page(other),
        Client().get("/interpretations/").content.decode(),
    ):
        assert NEW["contact"] not in shown
        assert NEW["phone"] not in shown
        assert ">问答<" not in shown
    assert CONTACT["phone"] in page(made)
    assert (made.path in page(document), made.path in page(other)) == (True, False)
    assert Client().get(revision.path).status_code == 404

    assert sign(place, revision).state == State.MERGED

    now = Interpretation.objects.get()  # the revision's own row is gone: nothing is linked twice
    assert (now.pk, now.form, now.contact, now.phone) == (made.pk, "questions", NEW["contact"], NEW["phone"])
    assert NEW["phone"] in page(made)
    assert CONTACT["phone"] not in page(made)
    assert (made.path in page(document), made.path in page(other)) == (False, True)


def test_what_it_said_before_is_kept_and_compared(place) -> None:
    document, other = (
        place.public(kind=Kind.POLICY, title="旧的办法"),
        place.public(kind=Kind.POLICY, title="新的办法"),
    )
    made = interpret(place, document)
    revision = revise(place, made)
    change(place, revision, document, other)

    beside = office(place).get(f"/office/publications/{revision.pk}/").context["facts_compared"]

    expected = [
        ("形式", "图解", "问答"),
        ("解读单位或人员", CONTACT["contact"], NEW["contact"]),
        ("咨询电话", CONTACT["phone"], NEW["phone"]),
        ("解读的文件", "旧的办法", "旧的办法\n新的办法"),
    ]
    assert beside == expected
    sign(place, revision)
    kept = made.editions.get()
    assert kept.facts["interpretation.contact"] == CONTACT["contact"]
    answer = office(place).get(f"/office/publications/{made.pk}/editions/1/")
    assert [fact for fact in answer.context["facts"] if fact[0] != "内容概述"] == expected
    assert CONTACT["phone"] in answer.content.decode()


def test_an_interpretation_that_takes_in_a_draft_waits_for_it_int_1(place) -> None:
    document = place.public(kind=Kind.POLICY)
    made = interpret(place, document)
    draft = place.policy(title="还没有公开的办法")
    revision = revise(place, made)
    change(place, revision, document, draft)

    assert sign(place, revision).state == State.SCHEDULED
    assert NEW["phone"] not in page(made)

    assert place.through(draft, LATER).state == State.PUBLISHED
    assert NEW["phone"] in page(made)
    assert Publication.objects.get(pk=revision.pk).state == State.MERGED
    assert made.path in page(draft)


def test_a_document_withdrawn_since_does_not_hold_the_revision(place) -> None:
    document = place.public(kind=Kind.POLICY)
    made = interpret(place, document)
    publishing.withdraw(
        pk=document.pk, by=place.reviewers[State.LEVEL3], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )

    assert sign(place, revise(place, made)).state == State.MERGED


def test_a_revision_set_for_an_hour_comes_at_its_hour(place) -> None:
    document, draft = place.public(kind=Kind.POLICY), place.policy(title="还没有公开的办法")
    made = interpret(place, document)
    revision = revise(place, made)
    change(place, revision, document, draft)
    standing = place.through(revision, LATER, upto=State.LEVEL3)
    hour = LATER + timedelta(days=1)
    reviewing.approve(
        pk=standing.pk, by=place.reviewers[State.LEVEL3], at=LATER, secrecy_checked=True, publish_at=hour
    )

    place.through(draft, LATER)
    assert NEW["phone"] not in page(made)

    assert publishing.run_clock(hour) == "公开 1 条，期满 0 条，受阻 0 条"
    assert NEW["phone"] in page(made)


def test_a_revision_given_up_leaves_no_trace(place) -> None:
    document = place.public(kind=Kind.POLICY)
    made = interpret(place, document)
    revision = revise(place, made)
    change(place, revision, document)
    publications.drop(pk=revision.pk, by=place.editor, at=LATER)

    again = revise(place, made)

    assert again.interpretation.contact == CONTACT["contact"]
    assert NEW["phone"] not in page(made) + page(document)


def test_the_kind_of_a_revision_does_not_change_under_what_it_carries(place) -> None:
    made = interpret(place, place.public(kind=Kind.POLICY))
    revision = revise(place, made)
    publications.edit(pk=revision.pk, by=place.editor, at=LATER, fields={"kind": Kind.NOTICE})

    with pytest.raises(StepRefused, match="种类不能改成"):
        sign(place, revision)


def test_what_is_personal_in_the_new_values_is_found_before_they_go_out_pii_4(place) -> None:
    document = place.public(kind=Kind.POLICY)
    revision = revise(place, interpret(place, document))

    change(place, revision, document, contact="张三 19900010000"[:60])

    assert revision.findings.blocking().filter(rule="personal").exists()


def test_desk_lists_do_not_count_revisions_twice(place) -> None:
    document = place.public(kind=Kind.POLICY)
    reading = interpret(place, document)
    answer = respond(place, about=document)
    signer = place.reviewers[State.LEVEL3]
    before = explaining_desk.standing(signer, place.township)

    revise(place, reading)
    revise(place, answer)

    assert explaining_desk.standing(signer, place.township) == before
    around = office(place).get(f"/office/publications/{document.pk}/").context["explaining"]
    assert [one.publication for one in around["interpretations"]] == [reading]
    assert list(around["responses"]) == [answer]


def test_a_revision_is_not_taken_for_a_draft_begun_twice(place) -> None:
    document = place.public(kind=Kind.POLICY)
    made = interpret(place, document, title="《补贴》政策解读")
    revision = revise(place, made)

    drafted = explaining.explain(
        documents=[document], title=made.title, form=Form.PICTURE, by=place.editor, at=LATER, **CONTACT
    )

    assert drafted.pk not in (made.pk, revision.pk)


# ---- responses ----------------------------------------------------------------------------------------------
def respond(place, kind=Kind.RESPONSE, **more) -> Publication:
    made = place.public(
        kind=kind, title="关于补贴的回应",
        details={"rumour": TOLD["misconception"], "facts": TOLD["facts"], "phone": TOLD["phone"]} if kind == Kind.CLARIFICATION else {},
    )  # fmt: skip
    Response.objects.create(publication=made, aware_at=AT, severity=Severity.OTHER, **TOLD | more)
    return made


def rewrite(place, revision, **more) -> Publication:
    values = {
        "aware_at": AT, "severity": Severity.OTHER, **TOLD, "facts": "补贴五月发放。", "about_node": place.item,
    } | more  # fmt: skip
    return explaining.change_response(pk=revision.pk, by=place.editor, at=LATER, **values)


@pytest.mark.parametrize("kind", [Kind.RESPONSE, Kind.CLARIFICATION])
def test_a_response_says_the_old_until_the_new_is_signed(place, kind) -> None:
    document = place.public(kind=Kind.POLICY)
    made = respond(place, kind, about=document)
    revision = revise(place, made)
    rewrite(place, revision, basis="望府发〔2026〕15号第二条。")

    assert "补贴五月发放。" not in page(made) + Client().get("/responses/").content.decode()
    assert TOLD["facts"] in page(made)
    assert made.path in page(document)

    sign(place, revision)

    assert "补贴五月发放。" in page(made)
    assert "望府发〔2026〕15号第二条。" in page(made)
    assert TOLD["facts"] not in page(made)
    assert made.path not in page(document)  # it is about the item now
    assert Response.objects.get().pk == made.pk
    facts = made.editions.get().facts
    assert facts["response.basis"] == TOLD["basis"]
    told = facts["details.facts"] if kind == Kind.CLARIFICATION else facts["response.facts"]
    assert told == TOLD["facts"]


def test_the_clock_of_a_response_is_not_set_past_its_answer_int_6(place) -> None:
    revision = revise(place, respond(place, about_node=place.item))

    with pytest.raises(ActRefused, match="知悉时间不能晚于回应公开的时间"):
        rewrite(place, revision, aware_at=LATER)


# ---- consultations ------------------------------------------------------------------------------------------
OPENS, CLOSES = date(2026, 3, 9), date(2026, 4, 30)  # 52 days


def asked(place, opens=OPENS, closes=CLOSES, **more) -> Solicitation:
    return place.asked(opens, closes, interpretation_exemption="附起草说明", **more)


def move(place, revision, opens=OPENS, closes=CLOSES, at=LATER, **more) -> Publication:
    values = {"ways": "镇政府206室，0573-6666012"} | more
    return soliciting.change_solicitation(
        pk=revision.pk, opens_on=opens, closes_on=closes, by=place.editor, at=at, **values
    )


def test_the_end_of_a_consultation_is_put_off_by_a_revision_int_7(place) -> None:
    row = asked(place)
    said = soliciting.comment(pk=row.pk, text="建议保留早市。", token="t1", at=AT)
    revision = revise(place, row.publication)
    move(place, revision, closes=date(2026, 5, 20), ways="镇政府305室")

    assert "2026-04-30" in page(row.publication)
    assert "2026-05-20" not in page(row.publication) + Client().get("/solicitations/").content.decode()
    with pytest.raises(ActRefused, match="不在征求意见的期间"):
        soliciting.comment(pk=row.pk, text="来晚了。", token="t2", at=AT + timedelta(days=60))
    with pytest.raises(ActRefused, match="现在不能提交意见"):
        soliciting.comment(pk=revision.pk, text="对着修订稿提。", token="t3", at=LATER)
    assert Client().get(f"/solicitations/{revision.pk}/comment/").status_code == 404

    sign(place, revision)

    now = Solicitation.objects.get()
    assert (now.pk, now.opens_on, now.closes_on, now.ways) == (
        row.pk,
        OPENS,
        date(2026, 5, 20),
        "镇政府305室",
    )
    assert "2026-05-20" in page(row.publication)
    assert list(now.comments.all()) == [said]
    soliciting.comment(pk=row.pk, text="赶上了。", token="t2", at=AT + timedelta(days=60))
    assert Comment.objects.count() == 2
    assert row.publication.editions.get().facts["solicitation.closes_on"] == "2026-04-30"


def test_it_is_cut_short_to_the_lawful_days_and_below_only_with_a_reason_int_7(place) -> None:
    row = asked(place)
    revision = revise(place, row.publication)

    move(place, revision, closes=date(2026, 4, 8))  # 30 days still
    with pytest.raises(ActRefused, match="不足30日；确需缩短"):
        move(place, revision, closes=date(2026, 4, 7))
    move(place, revision, closes=date(2026, 4, 7), short_reason="汛期将至，须尽快定案。")
    assert not revision.findings.blocking().exists()

    sign(place, revision)

    assert "汛期将至，须尽快定案。" in page(row.publication)
    assert Solicitation.objects.get().closes_on == date(2026, 4, 7)


def test_the_days_count_from_when_it_was_really_public_int_7(place) -> None:
    """It was to begin on the 1st and came out on the 9th: what residents lost by that they do not lose again."""
    row = asked(place, opens=date(2026, 3, 1))
    revision = revise(place, row.publication)

    with pytest.raises(ActRefused, match="不足30日"):
        move(place, revision, opens=date(2026, 3, 1), closes=date(2026, 4, 7))
    move(place, revision, opens=date(2026, 3, 1), closes=date(2026, 4, 8))


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"opens": date(2026, 3, 10)}, "开始日期不能改"),
        ({"closes": date(2026, 3, 8), "short_reason": "x"}, "截止日期不能早于开始日期"),
    ],
)
def test_a_period_that_has_begun_is_not_taken_back(place, period, words) -> None:
    revision = revise(place, asked(place).publication)

    with pytest.raises(ActRefused, match=words):
        move(place, revision, **period)


def test_a_period_to_come_may_be_moved(place) -> None:
    row = asked(place, opens=date(2026, 3, 20))
    revision = revise(place, row.publication)
    move(place, revision, opens=date(2026, 3, 25))

    sign(place, revision)

    assert Solicitation.objects.get().opens_on == date(2026, 3, 25)


def test_a_change_that_time_has_overtaken_is_held_at_the_signature(place) -> None:
    """Written while it was right, signed when residents would lose days or an open door."""
    row = asked(place, opens=date(2026, 3, 20))
    revision = revise(place, row.publication)
    move(place, revision, opens=date(2026, 3, 25))
    standing = place.through(revision, LATER, upto=State.LEVEL3)

    with pytest.raises(StepRefused, match="开始日期不能改"):
        reviewing.approve(
            pk=standing.pk, by=place.reviewers[State.LEVEL3], at=AT + timedelta(days=12), secrecy_checked=True
        )
    assert Solicitation.objects.get(pk=row.pk).opens_on == date(2026, 3, 20)


def test_an_end_that_passed_before_the_signature_is_held(place) -> None:
    row = asked(place)
    revision = revise(place, row.publication)
    move(place, revision, closes=date(2026, 4, 8))
    standing = place.through(revision, LATER, upto=State.LEVEL3)

    with pytest.raises(StepRefused, match="2026-04-08 已经过去"):
        reviewing.approve(
            pk=standing.pk, by=place.reviewers[State.LEVEL3], at=AT + timedelta(days=40), secrecy_checked=True
        )


def test_the_period_stands_once_the_feedback_is_drafted(place) -> None:
    row = asked(place, opens=date(2026, 2, 1), closes=date(2026, 3, 8))
    revision = revise(place, row.publication)
    move(place, revision, opens=date(2026, 2, 1), closes=date(2026, 4, 30))
    soliciting.publish_feedback(pk=row.pk, by=place.editor, at=LATER)

    with pytest.raises(ActRefused, match="采纳情况已经起草"):
        move(place, revision, opens=date(2026, 2, 1), closes=date(2026, 5, 30))
    with pytest.raises(StepRefused, match="采纳情况已经起草"):
        sign(place, revision)
    move(place, revision, opens=date(2026, 2, 1), closes=date(2026, 3, 8), ways="镇政府305室")  # the rest may
    assert sign(place, revision).state == State.MERGED
    assert Solicitation.objects.get().feedback is not None


def test_a_period_that_is_over_and_stays_holds_nothing(place) -> None:
    row = asked(place, opens=date(2026, 2, 1), closes=date(2026, 3, 8))

    assert sign(place, revise(place, row.publication)).state == State.MERGED


@pytest.mark.parametrize(
    ("old", "new", "since", "today", "words"),
    [
        ((1, 20), (1, 20), 1, 25, ""),
        ((1, 20), (1, 25), 1, 22, ""),
        ((1, 20), (1, 10), 1, 5, ""),
        ((1, 20), (1, 4), 1, 5, "已经过去"),
        ((1, 20), (2, 20), 3, 2, ""),  # it has a first day behind it, but is not public yet
        ((1, 20), (2, 20), 1, 2, "开始日期不能改"),
        ((5, 20), (4, 20), 1, 2, ""),
        ((5, 20), (5, 4), 1, 2, "不能早于开始"),
    ],
)
def test_which_period_may_become_which(old, new, since, today, words) -> None:
    days = [tuple(date(2026, 3, day) for day in pair) for pair in (old, new)]

    fault = revised_period_fault(*days, public_since=date(2026, 3, since), today=date(2026, 3, today))

    assert words in fault
    assert bool(fault) == bool(words)


# ---- the office's forms -------------------------------------------------------------------------------------
def test_the_office_changes_them_in_the_form_of_the_draft(place) -> None:
    document = place.public(kind=Kind.POLICY)
    revision = revise(place, interpret(place, document))
    client = Client()
    client.force_login(place.editor, backend="catalog.backends.MembershipBackend")
    begun = client.post(
        f"/office/publications/{asked(place).pk}/revise/",
        {"revise-reason": "延长", "revise-version": 1},
        follow=True,
    )
    assert "要修改期限和反馈方式，请到“查看办理”" in begun.content.decode()
    page_of = client.get(f"/office/publications/{revision.pk}/").content.decode()
    assert f'href="/office/explaining/{revision.pk}/"' in page_of
    assert "修改形式、联系和文件" in page_of

    answer = client.post(
        f"/office/explaining/{revision.pk}/",
        {"form": "letter", "documents": [document.pk], "version": revision.version, **NEW},
    )

    assert answer.status_code == 302
    revision.interpretation.refresh_from_db()
    assert (revision.interpretation.form, revision.interpretation.contact) == ("letter", NEW["contact"])
    consulted = Publication.objects.get(kind=Kind.SOLICITATION, revises__isnull=False)
    refused = client.post(
        f"/office/explaining/{consulted.pk}/",
        {
            "opens_on": "2026-03-09",
            "closes_on": "2026-03-20",
            "ways": "另一个地方",
            "version": consulted.version,
        },
    )
    assert refused.status_code == 422
    assert "另一个地方" in refused.content.decode()


# ---- files released by the signing leader --------------------------------------------------------------------
ROSTER = "姓名,电话\n王甲,19900010000\n".encode()


@pytest.fixture
def desk():
    made = Desk()
    disclosure.levels(made.town, "level1", "level3")
    return made


def released(desk, **more) -> Publication:
    """Public with a file in which the signing leader let everything go out."""
    made = desk.submit(desk.draft(files=[Upload("值班表.csv", ROSTER)], **more))
    for finding in made.findings.blocking():
        checking.release_finding(pk=finding.pk, by=desk.signer, at=AT, reason="公布的值班电话")
    return desk.carry_on(Publication.objects.get(pk=made.pk))


def test_a_released_file_that_did_not_change_keeps_its_release_and_says_so(desk) -> None:
    made = released(desk)
    number = made.findings.filter(state="released").count()

    revision = desk.revision(made)

    rows = list(revision.findings.filter(attachment__isnull=False, severity="hold"))
    assert number == len(rows) > 0
    assert {(row.state, row.carried_over, row.settled_by, row.settled_at, row.reason) for row in rows} == {
        ("released", True, desk.signer, AT, "公布的值班电话")
    }
    client = Client()
    client.force_login(desk.signer, backend="catalog.backends.MembershipBackend")
    shown = client.get(f"/office/publications/{revision.pk}/").content.decode()
    assert "沿用原来的放行" in shown
    assert "公布的值班电话" in shown
    assert desk.carry(revision, State.MERGED).state == State.MERGED
    again = desk.revision(Publication.objects.get(pk=made.pk))  # and so on, edition after edition
    assert not again.findings.blocking().exists()


def test_the_same_file_uploaded_again_keeps_it_too(desk) -> None:
    revision = desk.revision(released(desk))
    publications.detach(pk=revision.pk, attachment_pk=revision.attachments.get().pk, by=desk.editor, at=LATER)
    publications.edit(
        pk=revision.pk, by=desk.editor, at=LATER, fields={}, files=[Upload("值班表.csv", ROSTER)]
    )

    assert not revision.findings.blocking().exists()
    assert revision.findings.filter(carried_over=True).exists()


def test_one_byte_more_and_it_is_judged_anew(desk) -> None:
    revision = desk.revision(released(desk))
    publications.detach(pk=revision.pk, attachment_pk=revision.attachments.get().pk, by=desk.editor, at=LATER)
    publications.edit(
        pk=revision.pk, by=desk.editor, at=LATER, fields={}, files=[Upload("值班表.csv", ROSTER + b"\n")]
    )

    assert revision.findings.blocking().exists()
    with pytest.raises(StepRefused, match="检查没有通过"):
        desk.carry(revision, State.MERGED)


def test_what_nobody_released_is_held_beside_what_was(desk) -> None:
    """A thing found only since, or never released, is not carried by the release of another."""
    made = released(desk)
    row = made.findings.filter(state="released").first()
    row.state, row.settled_by, row.settled_at, row.reason = "open", None, None, ""
    row.save()

    revision = desk.revision(made)

    assert [(one.rule, one.message) for one in revision.findings.blocking()] == [(row.rule, row.message)]
    assert (
        revision.findings.filter(carried_over=True).count() == made.findings.filter(state="released").count()
    )


def test_the_release_of_another_publications_file_is_no_release_here(desk) -> None:
    released(desk)
    other = desk.published(files=[Upload("值班表.csv", ROSTER, report=FileReport())], title="另一条安排")

    revision = desk.revision(other)

    assert revision.findings.blocking().exists()
    assert not revision.findings.filter(carried_over=True).exists()
