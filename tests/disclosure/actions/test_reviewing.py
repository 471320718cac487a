"""Levels of review: who passes what, on screen and on paper, in a batch, past the levels, and after a ruling."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.models import Entry, Membership
from disclosure.actions import publications, publishing, reviewing
from disclosure.actions.publications import Stale, Upload
from disclosure.law.lifecycle import FULL, STAGES, STEPS, State, StepRefused
from disclosure.models import FileRole, Publication, Review, ReviewPlan, ReviewResult
from disclosure.queries.reviews import signers_of, to_confirm, to_look_at, waiting_for
from tests.factories import catalog, disclosure
from tests.factories.reviewing import AT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=2)


@pytest.fixture
def desk():
    return Desk()


def verbs(made):
    return list(made.events.values_list("verb", flat=True))


def unchanged(made):
    """What of a publication an act that is refused must leave as it was."""
    row = Publication.objects.values().get(pk=made.pk)
    return row, made.events.count(), list(made.reviews.values()), list(Entry.objects.values())


# ---- level by level -----------------------------------------------------------------------------------------
def test_four_levels_are_passed_in_their_order_each_with_a_record_of_its_own(desk):
    made = desk.published()

    records = list(made.reviews.order_by("pk").values_list("stage", "by", "result", "secrecy_checked"))
    assert records == [(stage, desk.reviewers[stage].pk, "approved", True) for stage in STAGES]
    assert verbs(made) == ["create", "submit", "approve", "approve", "approve", "sign"]


@pytest.mark.parametrize("level", [State.LEVEL1, State.LEVEL2, State.SECRECY])
def test_an_inner_level_does_not_sign_and_the_last_does_not_merely_approve(desk, level):
    inner, last = desk.at(level), desk.at(State.LEVEL3)

    with pytest.raises((StepRefused, PermissionDenied)):
        reviewing.approve(pk=inner.pk, by=desk.reviewers[level], at=AT, secrecy_checked=True, sign=True)
    with pytest.raises(StepRefused):
        reviewing.approve(pk=last.pk, by=desk.signer, at=AT, secrecy_checked=True, sign=False)

    assert not Entry.objects.exists()


def test_secrecy_is_confirmed_at_its_own_level_else_at_the_last_rev_2(desk):
    made = desk.at(State.SECRECY)
    with pytest.raises(ValidationError, match="保密审查"):
        reviewing.approve(pk=made.pk, by=desk.secrecy, at=AT)
    made = desk.approve(made)

    done = reviewing.approve(pk=made.pk, by=desk.signer, at=AT)  # confirmed before, not asked for twice

    assert done.state == State.PUBLISHED
    assert made.reviews.filter(stage=State.SECRECY, secrecy_checked=True).count() == 1


@pytest.mark.parametrize(("first", "second"), [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)])
def test_no_two_levels_of_one_item_are_passed_by_one_person_rev_5(desk, first, second):
    """Whoever holds every role still passes only one level."""
    everything = desk.reviewers[STAGES[first]]
    for role in (Role.SECTION_HEAD, Role.DEPUTY, Role.SECRECY, Role.SIGNER):
        Membership.objects.get_or_create(user=everything, unit=desk.office, role=role)
    everything = type(everything).objects.get(pk=everything.pk)
    made = desk.at(STAGES[second])
    before = unchanged(made)

    with pytest.raises(PermissionDenied):
        reviewing.approve(pk=made.pk, by=everything, at=AT, secrecy_checked=True)

    assert unchanged(made) == before
    assert made not in waiting_for(everything)


def test_neither_author_nor_who_handed_it_in_passes_a_level_rev_5(desk):
    made = desk.draft()
    reviewing.submit(pk=made.pk, by=desk.colleague, at=AT)
    for writer in (desk.editor, desk.colleague):
        Membership.objects.create(user=writer, unit=desk.office, role=Role.SIGNER)
        with pytest.raises(PermissionDenied):
            reviewing.approve(pk=made.pk, by=type(writer).objects.get(pk=writer.pk), at=AT)


@pytest.mark.parametrize("same", ["person", "level"])
def test_the_table_itself_refuses_a_second_approval_of_one_person_or_level_rev_5(desk, same):
    made = desk.at(State.LEVEL2)
    by, stage = (desk.head, State.LEVEL2) if same == "person" else (desk.deputy, State.LEVEL1)

    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(
            publication=made, round=made.round, stage=stage, by=by, at=AT, result=ReviewResult.APPROVED
        )


def test_after_it_came_back_the_same_person_may_pass_it_again(desk):
    made = desk.at(State.LEVEL2)
    reviewing.send_back(pk=made.pk, by=desk.deputy, at=AT, remark="请核对日期")

    again = desk.carry(made, State.PUBLISHED, at=LATER)

    assert (again.state, again.round) == (State.PUBLISHED, 2)
    assert again.reviews.filter(by=desk.head, result=ReviewResult.APPROVED).count() == 2


def test_a_higher_level_stands_in_for_a_lower_one_but_nobody_for_secrecy(desk):
    made = desk.submit(desk.draft())

    made = reviewing.approve(pk=made.pk, by=desk.deputy, at=AT)
    made = reviewing.approve(pk=made.pk, by=desk.signer, at=AT)

    assert made.state == State.SECRECY
    other_signer = desk.person(Role.SIGNER, "另一签发人")
    with pytest.raises(PermissionDenied):
        reviewing.approve(pk=made.pk, by=other_signer, at=AT, secrecy_checked=True)


def test_of_two_who_look_at_the_same_page_the_second_is_told_who_was_faster(desk):
    made = desk.at(State.LEVEL1)
    other = desk.person(Role.SECTION_HEAD, "另一负责人")
    reviewing.approve(pk=made.pk, by=desk.head, at=AT, version=made.version)
    before = unchanged(made)

    with pytest.raises((Stale, PermissionDenied)):
        reviewing.approve(pk=made.pk, by=other, at=AT, version=made.version)
    with pytest.raises(Stale, match="科室负责人甲 在 03月09日 09:00 刚刚审核通过"):
        reviewing.approve(pk=made.pk, by=desk.deputy, at=AT, version=made.version)

    assert unchanged(made) == before


# ---- levels a township asks for -----------------------------------------------------------------------------
def test_what_is_under_way_keeps_the_levels_it_was_handed_in_under(desk):
    disclosure.levels(desk.town, "level1", "level2", "level3")
    before = desk.at(State.LEVEL2)

    disclosure.levels(desk.town, "level1")
    done = desk.approve(desk.approve(before))
    after = desk.approve(desk.submit(desk.draft()))

    assert (done.state, done.reviews.count()) == (State.PUBLISHED, 3)
    assert (after.state, after.reviews.count()) == (State.PUBLISHED, 1)


def test_a_kind_has_levels_of_its_own_before_the_general_ones(desk):
    for kind, stages in (("", ["level1"]), ("notice", ["level1", "secrecy", "level3"])):
        reviewing.set_plan(township=desk.town, kind=kind, stages=stages, by=desk_admin(desk))

    plans = [desk.submit(desk.draft(kind=kind)).plan for kind in ("other", "notice")]

    assert plans == [["level1"], ["level1", "secrecy", "level3"]]


def desk_admin(desk):
    return catalog.user_with(Role.ADMIN, desk.town)


def test_levels_are_set_again_in_the_same_row_and_kept_in_the_order_they_come(desk):
    by = desk_admin(desk)
    reviewing.set_plan(township=desk.town, kind="", stages=["level1"], by=by)

    reviewing.set_plan(township=desk.town, kind="", stages=["level3", "level1"], by=by)

    assert [row.plan for row in ReviewPlan.objects.all()] == [(State.LEVEL1, State.LEVEL3)]


@pytest.mark.parametrize(
    ("stages", "words"),
    [
        ([], "至少设一级审核"),
        (["secrecy"], "至少设一级审核"),
        (["level1", "secrecy"], "保密审查之后还须有人签发"),
        (["level1", "level1"], "只能设一次"),
        (["level1", "published"], "没有“published”这一级"),
    ],
)
def test_impossible_levels_are_refused_in_words_and_nothing_is_set(desk, stages, words):
    with pytest.raises(ActRefused, match=words):
        reviewing.set_plan(township=desk.town, kind="", stages=stages, by=desk_admin(desk))

    assert not ReviewPlan.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.OFFICE_HEAD)])
def test_levels_are_set_by_administrator_and_head_of_the_disclosure_office_alone(desk, role):
    with pytest.raises(PermissionDenied):
        reviewing.set_plan(
            township=desk.town, kind="", stages=["level1"], by=catalog.user_with(role, desk.town)
        )


# ---- many at once -------------------------------------------------------------------------------------------
def test_a_batch_writes_one_record_for_each_and_one_refused_stops_no_other_rev_2(desk):
    disclosure.levels(desk.town, "level1")
    good = [desk.submit(desk.draft(title=f"第{number}号安排")) for number in range(3)]
    own = reviewing.submit(pk=desk.draft(title="自己提交的").pk, by=desk.colleague, at=AT)
    Membership.objects.create(user=desk.colleague, unit=desk.office, role=Role.SECTION_HEAD)
    reviewer = type(desk.colleague).objects.get(pk=desk.colleague.pk)
    held = desk.submit(desk.draft(title="有手机号的", text="<p>联系电话 19900010000，请于本月内联系。</p>"))
    draft = desk.draft(title="还是草稿")
    pks = [good[0].pk, held.pk, own.pk, good[1].pk, draft.pk, good[2].pk, good[0].pk]

    outcome = reviewing.approve_many(pks=pks, by=reviewer, at=AT, secrecy_checked=True, remark="同意")

    assert outcome.done == 3
    assert [row.pk for row, _ in outcome.refused] == [held.pk, own.pk, draft.pk]
    assert all(words for _, words in outcome.refused)
    states = dict(Publication.objects.values_list("pk", "state"))
    assert [states[made.pk] for made in good] == ["published"] * 3
    assert [states[made.pk] for made in (held, own, draft)] == ["level1", "level1", "draft"]
    assert sorted(Review.objects.values_list("publication", flat=True)) == [made.pk for made in good]


def test_a_batch_without_the_secrecy_tick_passes_none(desk):
    disclosure.levels(desk.town, "level1")
    made = desk.submit(desk.draft())

    outcome = reviewing.approve_many(pks=[made.pk], by=desk.head, at=AT, secrecy_checked=False)

    assert [(row.pk, words) for row, words in outcome.refused] == [(made.pk, reviewing.NO_SECRECY)]
    assert (outcome.done, Review.objects.count()) == (0, 0)


# ---- past the levels ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", STAGES)
def test_forcing_publishes_at_once_and_waits_for_somebody_else_to_look(desk, stage):
    made = desk.at(stage)
    signer = desk.person(Role.SIGNER, "值班领导")

    done = reviewing.force(pk=made.pk, by=signer, at=LATER, reason="汛情紧急", secrecy_checked=True)

    assert (done.state, done.forced, done.looked_at) == (State.PUBLISHED, True, None)
    assert done.reviews.filter(result=ReviewResult.FORCED, by=signer, remark="汛情紧急").count() == 1
    assert list(to_look_at(desk.office_head, {Role.OFFICE_HEAD})) == [done]
    assert not to_look_at(signer, {Role.SIGNER}).exists()
    with pytest.raises(PermissionDenied, match="另一个人"):
        reviewing.look(pk=done.pk, by=signer, at=LATER, remark="属实")
    looked = reviewing.look(pk=done.pk, by=desk.office_head, at=LATER, remark="属实")
    assert (looked.looked_at, to_look_at(desk.office_head, {Role.OFFICE_HEAD}).count()) == (LATER, 0)
    with pytest.raises(ActRefused, match="没有等待事后复核"):
        reviewing.look(pk=done.pk, by=desk.office_head, at=LATER, remark="再看")


def test_forcing_skips_neither_reason_nor_secrecy_nor_the_check_desk(desk):
    made = desk.at(State.LEVEL1, text="<p>请与王甲联系，电话 19900010000。</p>")
    act = {"pk": made.pk, "by": desk.signer, "at": AT}
    before = unchanged(made)

    with pytest.raises(ActRefused, match="理由"):
        reviewing.force(**act, reason=" ", secrecy_checked=True)
    with pytest.raises(ValidationError, match="保密审查"):
        reviewing.force(**act, reason="紧急", secrecy_checked=False)
    with pytest.raises(StepRefused, match="检查没有通过"):
        reviewing.force(**act, reason="紧急", secrecy_checked=True)

    assert unchanged(made) == before


def test_the_writer_never_forces_his_own(desk):
    Membership.objects.create(user=desk.editor, unit=desk.office, role=Role.SIGNER)
    made = desk.at(State.LEVEL1)

    with pytest.raises(PermissionDenied):
        reviewing.force(
            pk=made.pk, by=type(desk.editor).objects.get(pk=desk.editor.pk), at=AT, reason="急",
            secrecy_checked=True,
        )  # fmt: skip


# ---- a ruling -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("stage", STAGES)
def test_what_was_referred_stands_still_until_the_answer_and_goes_on_where_it_stopped_rev_3(desk, stage):
    made = desk.at(stage)
    reviewing.refer(pk=made.pk, by=desk.reviewers[stage], at=AT, to="县保密局", remark="是否涉密拿不准")

    for person in desk.reviewers.values():
        with pytest.raises((PermissionDenied, StepRefused)):
            reviewing.approve(pk=made.pk, by=person, at=AT, secrecy_checked=True)
    with pytest.raises(StepRefused):
        reviewing.force(pk=made.pk, by=desk.signer, at=AT, reason="急", secrecy_checked=True)
    back = reviewing.rule(pk=made.pk, by=desk.office_head, at=AT, may_open=True, remark="复函〔2026〕1号")

    assert (back.state, back.referred_from) == (stage, "")
    assert desk.carry_on(back).state == State.PUBLISHED


def test_a_ruling_against_it_is_the_end_with_its_ground_on_record_rev_3(desk):
    made = desk.at(State.SECRECY)
    reviewing.refer(pk=made.pk, by=desk.secrecy, at=AT, to="县保密局", remark="拿不准")

    done = reviewing.rule(
        pk=made.pk, by=desk.office_head, at=AT, may_open=False, remark="复函", exemption="EXM-4"
    )

    assert done.state == State.BARRED
    assert done.reviews.get(result=ReviewResult.RETURNED).exemption == "EXM-4"
    assert [verb for state, verb in STEPS if state == State.BARRED] == []


def test_referring_and_ruling_need_their_words(desk):
    made = desk.at(State.LEVEL1)
    with pytest.raises(ActRefused, match="哪个机关"):
        reviewing.refer(pk=made.pk, by=desk.head, at=AT, to=" ", remark="拿不准")
    reviewing.refer(pk=made.pk, by=desk.head, at=AT, to="县保密局", remark="拿不准")
    before = unchanged(made)

    with pytest.raises(ActRefused, match="文号或要点"):
        reviewing.rule(pk=made.pk, by=desk.secrecy, at=AT, may_open=True, remark="")
    with pytest.raises(ActRefused, match="选择理由"):
        reviewing.rule(pk=made.pk, by=desk.secrecy, at=AT, may_open=False, remark="复函")

    assert unchanged(made) == before


# ---- on paper -----------------------------------------------------------------------------------------------
def record(desk, made, signer, by=None, **more):
    given = {"signed_on": AT.date(), "at": AT, "secrecy_checked": True} | more
    return reviewing.record_paper(pk=made.pk, signer=signer, by=by or desk.editor, **given)


@pytest.mark.parametrize("stage", STAGES)
def test_a_paper_signature_counts_once_a_second_person_has_confirmed_it(desk, stage):
    made = desk.at(stage)
    signer = desk.reviewers[stage]

    review = record(desk, made, signer, scan=Upload("审查表.pdf", disclosure.PDF))
    assert Publication.objects.get(pk=made.pk).state == stage
    assert list(to_confirm(desk.colleague, {Role.EDITOR})) == [review]
    done = reviewing.confirm_paper(review_pk=review.pk, by=desk.colleague, at=LATER)

    review.refresh_from_db()
    assert (review.result, review.by, review.recorded_by, review.confirmed_by, review.confirmed_at) == (
        ReviewResult.APPROVED, signer, desk.editor, desk.colleague, LATER,
    )  # fmt: skip
    assert done.state == ([*STAGES, State.PUBLISHED][STAGES.index(stage) + 1])
    assert review.scan.role == FileRole.SCAN
    assert review.scan not in made.attachments.shown()
    last = done.events.last()
    assert (last.by, last.note) == (None, f"纸质签字：{signer}，2026-03-09；{desk.colleague}核对")


def test_who_entered_a_signature_never_confirms_it(desk):
    made = desk.at(State.LEVEL1)
    review = record(desk, made, desk.head)
    before = unchanged(made)

    assert not to_confirm(desk.editor, {Role.EDITOR}).exists()
    for act in (reviewing.confirm_paper, lambda **k: reviewing.discard_paper(remark="不符", **k)):
        with pytest.raises(PermissionDenied, match="第二个人"):
            act(review_pk=review.pk, by=desk.editor, at=AT)

    assert unchanged(made) == before


def test_a_stranger_neither_enters_nor_confirms_a_signature(desk):
    made = desk.at(State.LEVEL1)
    stranger = catalog.user_with(Role.EDITOR, catalog.unit(desk.town, "财政所"))

    with pytest.raises(PermissionDenied):
        record(desk, made, desk.head, by=stranger)
    review = record(desk, made, desk.head)
    with pytest.raises(PermissionDenied):
        reviewing.confirm_paper(review_pk=review.pk, by=stranger, at=AT)


def test_one_without_the_level_or_who_passed_another_cannot_have_signed_on_paper_rev_5(desk):
    made = desk.at(State.LEVEL2)
    Membership.objects.create(user=desk.head, unit=desk.office, role=Role.DEPUTY)
    head = type(desk.head).objects.get(pk=desk.head.pk)

    for signer in (desk.editor, desk.secrecy, head):
        with pytest.raises(PermissionDenied, match="不能在这一级签字"):
            record(desk, made, signer)
    assert head not in signers_of(made)
    assert desk.deputy in signers_of(made)


@pytest.mark.parametrize("how", ["passed", "sent_back", "recalled"])
def test_a_signature_for_a_level_that_was_left_meanwhile_is_refused(desk, how):
    made = desk.at(State.LEVEL1)
    review = record(desk, made, desk.head)
    if how == "passed":
        reviewing.approve(pk=made.pk, by=desk.deputy, at=AT)
    elif how == "sent_back":
        reviewing.send_back(pk=made.pk, by=desk.head, at=AT, remark="改日期")
        desk.submit(made)  # back at the same level, but what was signed is another text
    else:
        reviewing.recall(pk=made.pk, by=desk.editor, at=AT)
    before = unchanged(made)

    with pytest.raises(ActRefused, match="不再有效"):
        reviewing.confirm_paper(review_pk=review.pk, by=desk.colleague, at=LATER)

    assert unchanged(made) == before


def test_a_signature_that_does_not_agree_is_thrown_out_with_words_and_can_be_entered_anew(desk):
    made = desk.at(State.LEVEL1)
    review = record(desk, made, desk.head)

    with pytest.raises(ActRefused, match="已有一份纸质签字"):
        record(desk, made, desk.deputy)
    with pytest.raises(ActRefused, match="哪里与纸质件不符"):
        reviewing.discard_paper(review_pk=review.pk, by=desk.colleague, at=AT, remark=" ")
    reviewing.discard_paper(review_pk=review.pk, by=desk.colleague, at=AT, remark="日期不符")
    with pytest.raises(ActRefused, match="已经办理过"):
        reviewing.confirm_paper(review_pk=review.pk, by=desk.colleague, at=AT)

    again = record(desk, made, desk.head)
    assert reviewing.confirm_paper(review_pk=again.pk, by=desk.colleague, at=AT).state == State.LEVEL2


def test_a_paper_of_tomorrow_or_without_the_secrecy_tick_is_not_entered(desk):
    made = desk.at(State.SECRECY)

    with pytest.raises(ActRefused, match="不能晚于今天"):
        record(desk, made, desk.secrecy, signed_on=AT.date() + timedelta(days=1))
    with pytest.raises(ValidationError, match="保密审查"):
        record(desk, made, desk.secrecy, secrecy_checked=False)

    assert made.reviews.filter(on_paper=True).count() == 0


def test_a_signature_on_paper_does_not_get_past_the_check_desk(desk):
    disclosure.levels(desk.town, "level1")
    made = desk.submit(desk.draft(text="<p>请与王甲联系，电话 19900010000。</p>"))
    review = record(desk, made, desk.head)

    with pytest.raises(StepRefused, match="检查没有通过"):
        reviewing.confirm_paper(review_pk=review.pk, by=desk.colleague, at=AT)

    review.refresh_from_db()
    assert (review.result, Publication.objects.get().state) == (ReviewResult.PENDING, State.LEVEL1)


# ---- handed in, taken back ----------------------------------------------------------------------------------
def test_handed_in_twice_is_handed_in_once(desk):
    made = desk.submit(desk.draft())

    with pytest.raises(StepRefused, match="不能“提交审核”"):
        desk.submit(made)

    assert (Publication.objects.get().round, verbs(made)) == (1, ["create", "submit"])


def test_what_must_be_put_right_keeps_a_draft_from_being_handed_in(desk):
    made = desk.draft(kind="statistics")

    with pytest.raises(StepRefused, match="统计期间"):
        desk.submit(made)
    publications.edit(
        pk=made.pk,
        by=desk.editor,
        at=AT,
        fields={"details": {"period": "2026年第一季度", "origin": "镇统计站"}},
    )

    assert desk.submit(made).state == FULL[0]


@pytest.mark.parametrize("stage", STAGES)
def test_who_handed_it_in_takes_it_back_from_every_level_and_all_levels_come_again(desk, stage):
    made = desk.at(stage)

    back = reviewing.recall(pk=made.pk, by=desk.editor, at=AT)
    again = desk.submit(back)

    assert (back.state, again.state, again.round) == (State.DRAFT, State.LEVEL1, 2)


def test_a_dropped_revision_frees_what_it_was_to_revise(desk):
    original = desk.published()
    revision = desk.revision(original)

    publications.drop(pk=revision.pk, by=desk.editor, at=LATER)

    assert publishing.revise(pk=original.pk, by=desk.editor, at=LATER, reason="再改").revises == original
