"""Consultation of residents from the draft to the published feedback; every refusal."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from disclosure.actions import explaining, publications, publishing, reviewing, soliciting
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, StepRefused, WithdrawReason
from disclosure.models import Comment, Publication, Solicitation
from tests.factories import catalog
from tests.factories import explaining as make
from tests.factories.explaining import CONTACT

pytestmark = pytest.mark.django_db
OPENS, CLOSES = date(2026, 3, 9), date(2026, 4, 8)


@pytest.fixture
def place():
    return make.build()


def solicit(place, at, **more) -> Publication:
    values = {
        "township": place.township, "unit": place.office, "node": place.item, "title": "关于集市搬迁方案的征求意见",
        "opens_on": OPENS, "closes_on": CLOSES, "ways": "镇政府206室，0573-6666012", "by": place.editor, "at": at,
    }  # fmt: skip
    return soliciting.solicit(**values | more)


def say(row, at, text="建议保留早市。", token="t1") -> Comment:
    return soliciting.comment(pk=row.pk, text=text, token=token, at=at)


def settle(place, one, at, **more) -> Comment:
    values = {
        "adopted": "yes",
        "gist": "保留早市",
        "reply": "已写入方案第五条。",
        "by": place.editor,
        "at": at,
    }
    return soliciting.settle_comment(pk=one.pk, **values | more)


# ---- the consultation ---------------------------------------------------------------------------------------
def test_a_consultation_goes_out_with_its_interpretation(place, at) -> None:
    made = solicit(place, at)
    explaining.exempt(pk=made.pk, reason="草案后附起草说明", by=place.editor, at=at)

    assert place.through(made, at).state == State.PUBLISHED
    assert Solicitation.objects.get().closes_on == CLOSES


def test_an_interpretation_of_a_consultation_is_owed_too_int_2(place, at) -> None:
    made = solicit(place, at, text="草案全文如下，请提意见。")

    with pytest.raises(StepRefused, match="解读"):
        reviewing.submit(pk=made.pk, by=place.editor, at=at)
    explaining.explain(documents=[made], by=place.editor, at=at, **CONTACT)
    assert reviewing.submit(pk=made.pk, by=place.editor, at=at).state == State.LEVEL1


def test_periods_that_are_refused(place, at) -> None:
    for more, words in (
        ({"closes_on": date(2026, 3, 8)}, "不能早于开始"),
        ({"opens_on": date(2026, 1, 1), "closes_on": date(2026, 3, 8)}, "不能早于今天"),
        ({"closes_on": date(2026, 4, 7)}, "不少于30日"),
    ):
        with pytest.raises(ActRefused, match=words):
            solicit(place, at, **more)
    with pytest.raises(ValidationError):
        solicit(place, at, ways="")
    with pytest.raises(PermissionDenied):
        solicit(place, at, by=place.reviewers[State.LEVEL1])

    assert not Solicitation.objects.exists()
    assert solicit(place, at, closes_on=date(2026, 3, 20), short_reason="汛期临近").solicitation.short_reason


def test_a_period_that_review_has_eaten_is_held(place, at) -> None:
    made = explaining.exempt(pk=solicit(place, at).pk, reason="附起草说明", by=place.editor, at=at)

    place.through(made, at, upto=State.LEVEL3)
    with pytest.raises(StepRefused, match="不足30日"):
        reviewing.approve(
            pk=made.pk, by=place.reviewers[State.LEVEL3], at=at + timedelta(days=3), secrecy_checked=True
        )


def test_a_consultation_is_changed_while_a_draft_alone(place, at) -> None:
    made = solicit(place, at)
    values = {"opens_on": OPENS, "closes_on": date(2026, 5, 8), "ways": "镇政府"}

    assert (
        soliciting.change_solicitation(pk=made.pk, by=place.editor, at=at, **values).solicitation.ways
        == "镇政府"
    )
    with pytest.raises(ActRefused, match="不少于30日"):
        soliciting.change_solicitation(
            pk=made.pk, by=place.editor, at=at, **values | {"closes_on": date(2026, 4, 1)}
        )
    with pytest.raises(ActRefused, match="不是征求意见"):
        soliciting.change_solicitation(pk=place.policy().pk, by=place.editor, at=at, **values)
    explaining.exempt(pk=made.pk, reason="附起草说明", by=place.editor, at=at)
    place.through(made, at, upto=State.LEVEL1)
    with pytest.raises(StepRefused):
        soliciting.change_solicitation(pk=made.pk, by=place.editor, at=at, **values)


def test_sent_twice_makes_one_draft(place, at) -> None:
    assert solicit(place, at) == solicit(place, at) != solicit(place, at, ways="只收信函")


# ---- comments -----------------------------------------------------------------------------------------------
def test_a_comment_is_kept_without_a_name_and_once(place, at) -> None:
    row = place.asked()

    first, again = say(row, at), say(row, at)

    assert first == again
    assert (first.text, first.source, first.recorded_by, first.received_at) == (
        "建议保留早市。",
        "web",
        None,
        at,
    )
    assert say(row, at, token="t2") != first


@pytest.mark.parametrize(
    ("text", "days", "words"),
    [("  ", 0, "请填写"), ("长" * 3001, 0, "3000"), ("好", 31, "期间"), ("好", -1, "现在不能|期间")],
)
def test_a_refused_comment_leaves_nothing(place, at, text, days, words) -> None:
    row = place.asked()

    with pytest.raises(ActRefused, match=words):
        say(row, at + timedelta(days=days), text)

    assert not Comment.objects.exists()


def test_the_last_day_counts_whole(place, at) -> None:
    row = place.asked()

    assert say(row, at.replace(month=4, day=8, hour=15, minute=59)).pk


def test_nobody_comments_on_what_is_not_public(place, at) -> None:
    row = Solicitation.objects.get(pk=solicit(place, at).pk)
    gone = place.asked()
    publishing.withdraw(
        pk=gone.pk, by=place.reviewers[State.LEVEL3], at=at, reason=WithdrawReason.ERROR, note="有误"
    )

    for one in (row, gone):
        with pytest.raises(ActRefused, match="现在不能"):
            say(one, at)


def test_a_comment_without_a_page_is_refused(place, at) -> None:
    with pytest.raises(ActRefused, match="失效"):
        say(place.asked(), at, token="")


def test_staff_write_down_what_came_another_way(place, at) -> None:
    row = place.asked()
    values = {"source": "post", "text": "来信建议", "token": "s1", "by": place.editor}

    made = soliciting.record_comment(
        pk=row.pk, received_on=date(2026, 3, 10), at=at + timedelta(days=40), **values
    )

    assert (made.source, made.recorded_by, made.received_at.isoformat()) == (
        "post", place.editor, "2026-03-10T00:00:00+08:00",
    )  # fmt: skip
    refused = [
        ({"source": "web"}, "怎样收到"), ({"source": "fax"}, "怎样收到"), ({"received_on": date(2026, 3, 8)}, "期间"),
        ({"received_on": date(2026, 4, 9)}, "期间"), ({"text": ""}, "请填写"),
    ]  # fmt: skip
    for more, words in refused:
        with pytest.raises(ActRefused, match=words):
            soliciting.record_comment(
                pk=row.pk, at=at + timedelta(days=40),
                **values | {"received_on": date(2026, 3, 10), "token": "s2"} | more,
            )  # fmt: skip
    with pytest.raises(ActRefused, match="期间"):  # a day to come
        soliciting.record_comment(pk=row.pk, at=at, received_on=date(2026, 3, 10), **values | {"token": "s3"})
    with pytest.raises(PermissionDenied):
        soliciting.record_comment(
            pk=row.pk, received_on=OPENS, at=at, **values | {"by": place.reviewers[State.LEVEL1]}
        )
    with pytest.raises(ActRefused, match="还没有公开"):
        soliciting.record_comment(pk=solicit(place, at).pk, received_on=OPENS, at=at, **values)
    assert Comment.objects.count() == 1


def test_what_became_of_a_comment_needs_gist_and_reason(place, at) -> None:
    one = say(place.asked(), at)
    outsider = catalog.user_with(Role.EDITOR, catalog.unit(place.township, "农业办"))

    for more, words in (
        ({"adopted": ""}, "处理结果"),
        ({"adopted": "maybe"}, "处理结果"),
        ({"reply": " "}, "理由"),
        ({"gist": ""}, "要点"),
        ({"gist": "长" * 301}, "最多300"),
        ({"reply": "长" * 501}, "500"),
    ):
        with pytest.raises(ActRefused, match=words):
            settle(place, one, at, **more)
    with pytest.raises(PermissionDenied):
        settle(place, one, at, by=outsider)
    done = settle(place, one, at, adopted="noted", gist="")

    assert (done.adopted, done.settled_by, done.settled_at) == ("noted", place.editor, at)


def test_two_clerks_at_one_comment_do_not_overwrite_one_another(place, at) -> None:
    one = say(place.asked(), at)
    settle(place, one, at)

    with pytest.raises(ActRefused, match="刚刚处理过"):
        settle(place, one, at, adopted="no", reply="不采纳")

    assert settle(place, one, at, adopted="no", reply="不采纳", seen=at).adopted == "no"


# ---- feedback -----------------------------------------------------------------------------------------------
def test_feedback_counts_and_groups_what_was_settled(place, at) -> None:
    row = place.asked()
    for number, (result, gist) in enumerate(
        [("yes", "保留早市"), ("yes", "保留早市"), ("no", "停车免费<b>"), ("noted", "")]
    ):
        settle(place, say(row, at, f"原话{number}：我是某某", f"t{number}"), at, adopted=result, gist=gist)
    after = at + timedelta(days=31)

    made = soliciting.publish_feedback(pk=row.pk, by=place.editor, at=after)

    assert (made.kind, made.state, made.node, made.unit) == (
        Kind.FEEDBACK,
        State.DRAFT,
        place.item,
        place.office,
    )
    assert "共收到意见4条：采纳2条，未采纳1条，不涉及本草案，已转办1条。" in made.text
    assert "<li>保留早市（2条）<br>说明：已写入方案第五条。</li>" in made.text
    assert "停车免费&lt;b&gt;" in made.text
    assert "原话" not in made.text
    assert Solicitation.objects.get().feedback == made
    assert place.through(made, after).state == State.PUBLISHED


def test_feedback_of_silence_says_so(place, at) -> None:
    made = soliciting.publish_feedback(pk=place.asked().pk, by=place.editor, at=at + timedelta(days=31))

    assert "期间没有收到意见" in made.text


def test_feedback_is_refused_while_open_or_unsettled_or_made(place, at) -> None:
    row = place.asked()
    one = say(row, at)
    after = at + timedelta(days=31)

    def refused(words, when, **more):
        with pytest.raises(ActRefused, match=words):
            soliciting.publish_feedback(pk=row.pk, at=when, **{"by": place.editor} | more)

    refused("截止", at + timedelta(days=30))
    refused("还有1条意见没有处理", after)
    settle(place, one, after)
    with pytest.raises(PermissionDenied):
        soliciting.publish_feedback(pk=row.pk, by=place.reviewers[State.LEVEL3], at=after)
    made = soliciting.publish_feedback(pk=row.pk, by=place.editor, at=after)
    refused("已经起草", after)
    with pytest.raises(ActRefused, match="已经起草"):
        settle(place, one, after, seen=after)
    with pytest.raises(ActRefused, match="已经起草"):
        soliciting.record_comment(
            pk=row.pk, source="post", text="晚到", received_on=OPENS, token="s9", by=place.editor, at=after
        )
    publications.drop(pk=made.pk, by=place.editor, at=after)
    settle(place, one, after, seen=after, gist="改过的要点")

    assert "改过的要点" in soliciting.publish_feedback(pk=row.pk, by=place.editor, at=after).text


def test_a_draft_has_no_feedback(place, at) -> None:
    with pytest.raises(ActRefused, match="还没有公开"):
        soliciting.publish_feedback(pk=solicit(place, at).pk, by=place.editor, at=at + timedelta(days=40))
