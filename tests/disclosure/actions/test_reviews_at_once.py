"""Two people at the same moment, each in a process of their own: one act, one record, and one clear message."""

from datetime import timedelta

import pytest

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.models import Entry
from disclosure.actions import publications, publishing, reviewing
from disclosure.law.lifecycle import State, WithdrawReason
from disclosure.models import IndexSerial, Publication, ReviewResult
from gongkai.indexing import rebuild
from tests.factories import disclosure
from tests.factories.racing import race
from tests.factories.reviewing import AT, Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
TRIALS = 20
LATER = AT + timedelta(hours=1)


@pytest.fixture
def desk():
    return Desk()


def one_done(outcomes: list[str]) -> str:
    """Exactly one was done; what the other was told."""
    assert outcomes.count("") == 1, outcomes
    said = "".join(outcomes)
    assert not said.startswith("unnamed"), said
    return said


def in_step(desk: Desk) -> bool:
    return not rebuild(desk.town, mend=False)


def now(made: Publication) -> Publication:
    return Publication.objects.get(pk=made.pk)


def test_two_reviewers_of_one_level_who_looked_at_the_same_page(desk):
    for _ in range(TRIALS):
        made = desk.at(State.LEVEL1)

        def passes(by, made=made):
            return lambda: reviewing.approve(pk=made.pk, by=by, at=LATER, version=made.version)

        said = one_done(race(passes(desk.head), passes(desk.deputy)))

        winner = made.reviews.get()
        assert (
            f"{winner.by} 在 03月09日 10:00 刚刚审核通过了这条信息" in said or "没有办理这件事的权限" in said
        )
        assert (now(made).state, made.events.filter(verb="approve").count()) == (State.LEVEL2, 1)


def test_two_reviewers_with_a_batch_each(desk):
    """A batch names no version: the second finds the level passed and is told so; nothing is passed twice."""
    for _ in range(TRIALS):
        made = [desk.at(State.LEVEL1) for _ in range(2)]

        def batch(by, made=made):
            pks = [row.pk for row in made]

            def act():
                outcome = reviewing.approve_many(pks=pks, by=by, at=LATER, secrecy_checked=True)
                if outcome.done < len(pks):
                    raise ActRefused("；".join(words for _, words in outcome.refused))

            return act

        race(batch(desk.head), batch(desk.deputy))

        for row in made:
            levels = list(row.reviews.filter(result=ReviewResult.APPROVED).values_list("stage", "by"))
            assert len({stage for stage, _ in levels}) == len({by for _, by in levels}) == len(levels)
            passed = row.events.filter(verb="approve").count()
            assert passed == len(levels)
            assert now(row).state == {1: State.LEVEL2, 2: State.SECRECY}[passed]


def test_two_signatures_publish_once_under_one_number(desk):
    other = desk.person(Role.SIGNER, "另一签发人")
    for number in range(1, TRIALS + 1):
        made = desk.at(State.LEVEL3)

        def signs(by, made=made):
            return lambda: reviewing.approve(
                pk=made.pk, by=by, at=LATER, secrecy_checked=True, version=made.version
            )

        said = one_done(race(signs(desk.signer), signs(other)))

        assert "刚刚签发了这条信息" in said or "没有办理这件事的权限" in said
        assert made.reviews.filter(stage=State.LEVEL3).count() == 1
        assert Entry.objects.filter(title=made.title).count() == number
        assert IndexSerial.objects.get().last == number
    assert in_step(desk)


def test_handed_in_twice_at_once_is_handed_in_once(desk):
    for _ in range(TRIALS):
        made = desk.draft()

        def hands_in(by, made=made):
            return lambda: reviewing.submit(pk=made.pk, by=by, at=LATER)

        said = one_done(race(hands_in(desk.editor), hands_in(desk.colleague)))

        assert "不能“提交审核”" in said
        assert (now(made).round, now(made).state, made.events.filter(verb="submit").count()) == (
            1,
            "level1",
            1,
        )


def test_one_passes_it_while_another_sends_it_back(desk):
    for _ in range(TRIALS):
        made = desk.at(State.LEVEL1)

        said = race(
            lambda made=made: reviewing.approve(pk=made.pk, by=desk.head, at=LATER, version=made.version),
            lambda made=made: reviewing.send_back(
                pk=made.pk, by=desk.deputy, at=LATER, remark="请核对", version=made.version
            ),
        )

        one_done(said)
        record = made.reviews.get()
        assert (now(made).state, record.result, record.stage) == (
            (State.LEVEL2, "approved", "level1") if said[0] == "" else (State.DRAFT, "returned", "level1")
        )


def test_a_level_passed_and_one_sent_back_without_a_version_are_each_recorded_at_their_own_level(desk):
    for _ in range(TRIALS):
        made = desk.at(State.LEVEL1)

        said = race(
            lambda made=made: reviewing.approve(pk=made.pk, by=desk.head, at=LATER),
            lambda made=made: reviewing.send_back(pk=made.pk, by=desk.deputy, at=LATER, remark="请核对"),
        )

        assert said[1] == ""
        records = list(made.reviews.order_by("pk").values_list("result", "stage"))
        assert records in ([("returned", "level1")], [("approved", "level1"), ("returned", "level2")])
        assert now(made).state == State.DRAFT


def test_one_withdraws_while_another_begins_a_revision(desk):
    disclosure.levels(desk.town)
    for _ in range(TRIALS):
        made = desk.published()

        said = race(
            lambda made=made: publishing.withdraw(
                pk=made.pk,
                by=desk.signer,
                at=LATER,
                reason=WithdrawReason.ERROR,
                note="有误",
                version=made.version,
            ),
            lambda made=made: publishing.revise(
                pk=made.pk, by=desk.editor, at=LATER, reason="更新", version=made.version
            ),
        )

        one_done(said)
        assert now(made).state == (State.WITHDRAWN if said[0] == "" else State.PUBLISHED)
        assert made.revisions.count() == (0 if said[0] == "" else 1)
    assert in_step(desk)


def test_one_withdraws_while_another_signs_its_revision(desk):
    disclosure.levels(desk.town)
    for _ in range(TRIALS):
        made = desk.published()
        revision = desk.submit(desk.revision(made))

        said = race(
            lambda made=made: publishing.withdraw(
                pk=made.pk, by=desk.signer, at=LATER, reason=WithdrawReason.ERROR, note="有误"
            ),
            lambda revision=revision: reviewing.approve(
                pk=revision.pk, by=desk.head, at=LATER, secrecy_checked=True
            ),
        )

        assert said[0] == ""
        assert now(made).state == State.WITHDRAWN
        assert now(revision).state == (State.MERGED if said[1] == "" else State.LEVEL1)
        assert made.editions.count() == (1 if said[1] == "" else 0)
        assert not Entry.objects.exists()


def test_two_begin_a_revision_of_the_same(desk):
    disclosure.levels(desk.town)
    for _ in range(TRIALS):
        made = desk.published()

        def begins(by, made=made):
            return lambda: publishing.revise(pk=made.pk, by=by, at=LATER, reason="更新")

        said = one_done(race(begins(desk.editor), begins(desk.colleague)))

        assert "已有一份修订在办" in said
        assert made.revisions.count() == 1


def test_two_save_the_same_draft(desk):
    for _ in range(TRIALS):
        made = desk.draft()

        def saves(by, title, made=made):
            return lambda: publications.edit(
                pk=made.pk, by=by, at=LATER, fields={"title": title}, version=made.version
            )

        said = race(saves(desk.editor, "甲的标题在这里"), saves(desk.colleague, "乙的标题在这里"))

        assert "您的内容没有保存，仍留在下面" in one_done(said)
        assert now(made).title == ("甲的标题在这里" if said[0] == "" else "乙的标题在这里")


def test_two_confirm_one_signature_on_paper(desk):
    for _ in range(TRIALS):
        made = desk.at(State.LEVEL1)
        review = reviewing.record_paper(
            pk=made.pk, signer=desk.head, signed_on=AT.date(), by=desk.editor, at=AT
        )

        def confirms(by, review=review):
            return lambda: reviewing.confirm_paper(review_pk=review.pk, by=by, at=LATER)

        said = one_done(race(confirms(desk.colleague), confirms(desk.office_head)))

        assert "已经办理过" in said
        assert (now(made).state, made.events.filter(verb="approve").count()) == (State.LEVEL2, 1)
