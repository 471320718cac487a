"""Revisions: planned, read by residents, approved all together."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions import nodes, revisions
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from catalog.models import (
    Adoption,
    CacheGeneration,
    CatalogRevision,
    ChangeKind,
    Node,
    RevisionComment,
    RevisionState,
)
from tests.factories import catalog as make

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = date(2026, 5, 6)
pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def head(town):
    return make.user_with(Role.OFFICE_HEAD, town)


@pytest.fixture
def national():
    return make.item(make.group(make.domain()), "学校介绍", body="教育行政部门")


@pytest.fixture
def own(town, national):
    return make.item(
        national.parent, "校车线路", origin=Origin.TOWNSHIP, township=town, limit_text="每年更新"
    )


@pytest.fixture
def draft(town, head):
    return revisions.create(township=town, title="2026年第一次调整", by=head, at=AT)


def plan(draft, head, **acts):
    """Plan rows one after another; each act is (function, arguments)."""
    for function, arguments in acts.items():
        draft.refresh_from_db()
        getattr(revisions, function)(
            pk=draft.pk, version=draft.version, reason="群众关心", by=head, at=AT, **arguments
        )
    draft.refresh_from_db()


def approve(draft, by, **fields):
    draft.refresh_from_db()
    values = {"approved_by": "镇长办公会", "approved_on": TODAY, "effective_on": TODAY, "at": AT} | fields
    return revisions.approve(pk=draft.pk, version=draft.version, by=by, **values)


def test_approval_puts_every_change_into_effect_together(town, head, draft, national, own):
    plan(
        draft,
        head,
        add_row={"parent_pk": national.parent_id, "values": {"name": "课后服务", "elements": "时间;收费"}},
        change_row={"node_pk": national.pk, "values": {"body": "望禾镇中心学校"}},
        retire_row={"node_pk": own.pk},
    )
    before = CacheGeneration.objects.get(township=town).number

    approve(draft, head)

    draft.refresh_from_db()
    own.refresh_from_db()
    national.refresh_from_db()
    added = Node.objects.get(name="课后服务")
    assert (draft.state, draft.effective_on) == (RevisionState.APPROVED, TODAY)
    assert (added.township, added.origin, added.in_force_from) == (town, Origin.TOWNSHIP, TODAY)
    assert national.body == "教育行政部门"
    assert Adoption.objects.get(node=national).body == "望禾镇中心学校"
    assert (own.in_force_until, own.stop_reason) == (TODAY - timedelta(days=1), "群众关心")
    assert draft.changes.get(kind=ChangeKind.ADD).node == added
    assert CacheGeneration.objects.get(township=town).number > before


def test_a_row_of_ones_own_is_changed_itself(head, draft, own):
    plan(
        draft,
        head,
        change_row={"node_pk": own.pk, "values": {"name": "校车线路和时刻", "limit_text": "每学期更新"}},
    )

    approve(draft, head)

    own.refresh_from_db()
    assert (own.name, own.limit_text) == ("校车线路和时刻", "每学期更新")


def test_a_row_changed_meanwhile_stops_the_whole_approval(head, draft, national, own):
    plan(
        draft,
        head,
        add_row={"parent_pk": national.parent_id, "values": {"name": "课后服务", "elements": "时间"}},
        change_row={"node_pk": own.pk, "values": {"limit_text": "每学期更新"}},
    )
    nodes.change(pk=own.pk, version=own.version, values={"body": "派出所"}, by=head, at=AT)

    with pytest.raises(ActRefused, match="校车线路"):
        approve(draft, head)

    draft.refresh_from_db()
    own.refresh_from_db()
    assert draft.state == RevisionState.DRAFT
    assert own.limit_text == "每年更新"
    assert not Node.objects.filter(name="课后服务").exists()


def test_planned_again_the_changed_row_can_be_approved(head, draft, own):
    plan(draft, head, change_row={"node_pk": own.pk, "values": {"limit_text": "每学期更新"}})
    nodes.change(pk=own.pk, version=own.version, values={"body": "派出所"}, by=head, at=AT)
    plan(draft, head, change_row={"node_pk": own.pk, "values": {"limit_text": "每学期更新"}})

    approve(draft, head)

    assert draft.changes.count() == 1
    own.refresh_from_db()
    assert (own.body, own.limit_text) == ("派出所", "每学期更新")


def test_a_shared_row_keeps_its_name_and_statute(head, draft, national):
    with pytest.raises(ActRefused, match="没有改动"):
        plan(
            draft,
            head,
            change_row={"node_pk": national.pk, "values": {"name": "学校概况", "statute_code": "20-7"}},
        )

    assert draft.changes.count() == 0


def test_another_townships_row_cannot_be_planned(head, draft, national):
    other = make.township("songtai", "松台镇")
    foreign = make.item(national.parent, "松台事项", origin=Origin.TOWNSHIP, township=other)

    with pytest.raises(ActRefused, match="不属于本镇"):
        plan(draft, head, change_row={"node_pk": foreign.pk, "values": {"body": "甲"}})


@pytest.mark.parametrize(
    "values",
    [
        {"elements": "没有名称"},
        {"name": "长" * 121, "elements": "甲"},
        {"name": "甲", "elements": "乙", "channels": ["fax"]},
        {"name": "甲", "elements": "乙", "mode": "never"},
    ],
)
def test_values_the_table_cannot_hold_are_refused(head, draft, national, values):
    with pytest.raises(ActRefused):
        plan(draft, head, add_row={"parent_pk": national.parent_id, "values": values})

    assert draft.changes.count() == 0


def test_the_second_editor_is_told(head, draft, own):
    stale = draft.version
    plan(draft, head, retire_row={"node_pk": own.pk})

    with pytest.raises(ActRefused, match="别人改过"):
        revisions.edit(pk=draft.pk, version=stale, title="另一个名称", summary="", by=head, at=AT)

    draft.refresh_from_db()
    assert draft.title == "2026年第一次调整"


def consult(draft, head, own, days=10):
    plan(draft, head, retire_row={"node_pk": own.pk})
    revisions.open_consultation(
        pk=draft.pk,
        version=draft.version,
        consult_from=TODAY,
        consult_until=TODAY + timedelta(days=days),
        by=head,
        at=AT,
    )
    draft.refresh_from_db()


def test_opinions_are_taken_on_every_day_of_the_period_and_on_no_other(head, draft, own):
    with pytest.raises(ActRefused):
        revisions.comment(pk=draft.pk, text="太早", at=AT)
    consult(draft, head, own)

    revisions.comment(pk=draft.pk, text="首日", at=AT)
    revisions.comment(pk=draft.pk, text="末日", at=AT + timedelta(days=10))
    with pytest.raises(ActRefused):
        revisions.comment(pk=draft.pk, text="过期", at=AT + timedelta(days=11))

    assert list(RevisionComment.objects.order_by("pk").values_list("text", flat=True)) == ["首日", "末日"]


@pytest.mark.parametrize("text", ["", "  \n", "长" * 1001], ids=["empty", "blank", "long"])
def test_an_opinion_has_between_one_and_a_thousand_characters(head, draft, own, text):
    consult(draft, head, own)

    with pytest.raises(ActRefused):
        revisions.comment(pk=draft.pk, text=text, at=AT)

    assert not RevisionComment.objects.exists()


def test_rows_stay_as_they_are_while_residents_read_them(head, draft, own, national):
    consult(draft, head, own)

    with pytest.raises(ActRefused):
        plan(draft, head, change_row={"node_pk": national.pk, "values": {"body": "甲"}})
    with pytest.raises(ActRefused):
        approve(draft, head)


def test_approval_waits_for_every_opinion_to_be_answered(head, draft, own):
    consult(draft, head, own)
    opinion = revisions.comment(pk=draft.pk, text="请保留", at=AT)
    later = AT + timedelta(days=12)
    day = {"at": later, "approved_on": later.date(), "effective_on": later.date()}
    with pytest.raises(ActRefused, match="1条"):
        approve(draft, head, **day)
    with pytest.raises(ActRefused, match="理由"):
        revisions.answer_comment(pk=opinion.pk, result="declined", reply=" ", by=head, at=later)

    revisions.answer_comment(pk=opinion.pk, result="declined", reply="线路已停", by=head, at=later)
    approve(draft, head, **day)

    draft.refresh_from_db()
    assert draft.state == RevisionState.APPROVED
    with pytest.raises(ActRefused):
        revisions.answer_comment(pk=opinion.pk, result="adopted", reply="", by=head, at=later)


@pytest.mark.parametrize(
    "fields",
    [
        {"approved_by": " "},
        {"approved_on": TODAY + timedelta(days=1), "effective_on": TODAY + timedelta(days=1)},
        {"effective_on": TODAY - timedelta(days=1)},
        {"effective_on": TODAY + timedelta(days=5)},
    ],
)
def test_approval_refuses_dates_that_cannot_be(head, draft, own, fields):
    plan(draft, head, change_row={"node_pk": own.pk, "values": {"limit_text": "每学期更新"}})

    with pytest.raises(ActRefused):
        approve(draft, head, **fields)

    draft.refresh_from_db()
    assert draft.state == RevisionState.DRAFT


def test_a_dropped_revision_takes_no_more_acts(head, draft, own):
    plan(draft, head, retire_row={"node_pk": own.pk})
    revisions.drop(pk=draft.pk, version=draft.version, by=head, at=AT)

    with pytest.raises(ActRefused):
        approve(draft, head)
    with pytest.raises(ActRefused):
        plan(draft, head, retire_row={"node_pk": own.pk})


@pytest.mark.parametrize("stranger", [Role.EDITOR, "other township"])
def test_strangers_do_nothing(town, head, draft, own, stranger):
    user = (
        make.user_with(stranger, town)
        if isinstance(stranger, Role)
        else make.user_with(Role.ADMIN, make.township("songtai", "松台镇"))
    )
    common = {"pk": draft.pk, "version": draft.version, "by": user, "at": AT}

    for act in (
        lambda: revisions.create(township=town, title="甲", by=user, at=AT),
        lambda: revisions.edit(**common, title="甲", summary=""),
        lambda: revisions.retire_row(**common, node_pk=own.pk, reason="甲"),
        lambda: revisions.drop(**common),
        lambda: revisions.comment(pk=draft.pk, text="代录", at=AT, by=user),
        lambda: approve(draft, user),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert CatalogRevision.objects.count() == 1
    assert draft.changes.count() == 0
