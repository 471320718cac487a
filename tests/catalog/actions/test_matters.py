"""梳理: proposals, decisions, rows of one's own."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions import matters
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from catalog.models import MatchState, Matter, MatterMatch, Node
from catalog.queries import sorting
from tests.factories import catalog as make

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
TODAY = AT.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def head(town):
    return make.user_with(Role.OFFICE_HEAD, town)


@pytest.fixture
def rows():
    relief = make.domain("社会救助", "5")
    group = make.group(relief, "最低生活保障")
    housing = make.group(make.domain("农村危房改造", "16"), "对象认定")
    return {
        "review": make.item(group, "审核信息"),
        "house": make.item(housing, "农村危房改造对象申请条件"),
        "other": make.item(make.group(make.domain("税收管理", "25"), "纳税服务"), "办税地图"),
    }


def power(town, name, code="", **fields):
    return Matter.objects.create(township=town, kind="power", code=code or name[:20], name=name, **fields)


def test_likely_rows_are_proposed_best_first_and_unlikely_ones_not(town, head, rows):
    matter = power(town, "农村危房改造申请审核")
    power(town, "民兵征集")

    count = matters.propose(township=town, by=head, at=AT)

    found = list(MatterMatch.objects.filter(matter=matter).order_by("-score"))
    assert found[0].node == rows["house"]
    assert count == MatterMatch.objects.count() == len(found)
    assert {match.state for match in found} == {MatchState.PROPOSED}


def test_the_group_above_a_row_counts_too(town, head, rows):
    power(town, "最低生活保障审核确认")

    matters.propose(township=town, by=head, at=AT)

    assert MatterMatch.objects.order_by("-score").first().node == rows["review"]


def test_proposing_again_keeps_what_people_decided(town, head, rows):
    matter = power(town, "农村危房改造申请审核")
    matters.propose(township=town, by=head, at=AT)
    match = MatterMatch.objects.filter(matter=matter, node=rows["house"]).get()
    matters.decide(pk=match.pk, confirm=False, by=head, at=AT)

    matters.propose(township=town, by=head, at=AT)

    assert MatterMatch.objects.get(matter=matter, node=rows["house"]).state == MatchState.REJECTED


def test_the_second_of_two_people_is_told_who_decided(town, head, rows):
    matter = power(town, "农村危房改造申请审核")
    match = MatterMatch.objects.create(matter=matter, node=rows["house"], score=0.5)
    matters.decide(pk=match.pk, confirm=True, by=head, at=AT)
    other = make.user_with(Role.ADMIN, town)

    with pytest.raises(ActRefused, match="已确认"):
        matters.decide(pk=match.pk, confirm=False, by=other, at=AT)

    match.refresh_from_db()
    assert (match.state, match.decided_by) == (MatchState.CONFIRMED, head)


def test_a_batch_is_decided_whole_or_not_at_all(town, head, rows):
    matter = power(town, "农村危房改造申请审核")
    first = MatterMatch.objects.create(matter=matter, node=rows["house"], score=0.5)
    second = MatterMatch.objects.create(
        matter=matter,
        node=rows["review"],
        score=0.4,
        state=MatchState.REJECTED,
        decided_by=head,
        decided_at=AT,
    )

    with pytest.raises(ActRefused):
        matters.decide_all(pks=[first.pk, second.pk], confirm=True, by=head, at=AT)

    first.refresh_from_db()
    assert first.state == MatchState.PROPOSED


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNER, Role.SUPERVISOR])
def test_other_roles_decide_nothing(town, rows, role):
    match = MatterMatch.objects.create(matter=power(town, "甲"), node=rows["house"], score=0.5)
    user = make.user_with(role, town)

    with pytest.raises(PermissionDenied):
        matters.decide(pk=match.pk, confirm=True, by=user, at=AT)
    with pytest.raises(PermissionDenied):
        matters.propose(township=town, by=user, at=AT)


def test_the_head_of_another_township_decides_nothing_here(town, rows):
    match = MatterMatch.objects.create(matter=power(town, "甲"), node=rows["house"], score=0.5)
    stranger = make.user_with(Role.ADMIN, make.township("songtai", "松台镇"))

    with pytest.raises(PermissionDenied):
        matters.decide(pk=match.pk, confirm=True, by=stranger, at=AT)
    with pytest.raises(PermissionDenied):
        matters.make_row(matter_pk=match.matter_id, parent_pk=rows["house"].parent_id, by=stranger, at=AT)

    assert Node.objects.filter(origin=Origin.TOWNSHIP).count() == 0


def test_a_matter_becomes_a_row_of_ones_own_and_is_tied_to_it(town, head, rows):
    matter = power(town, "护林防火检查", basis="《森林法》", body="望禾镇人民政府")

    node = matters.make_row(matter_pk=matter.pk, parent_pk=rows["house"].parent_id, by=head, at=AT)

    assert (node.origin, node.township, node.name, node.basis) == (
        Origin.TOWNSHIP,
        town,
        "护林防火检查",
        "《森林法》",
    )
    assert MatterMatch.objects.get(matter=matter).state == MatchState.CONFIRMED
    assert list(sorting.without_row(town)) == []


def test_a_matter_with_a_row_or_retired_makes_no_second_one(town, head, rows):
    tied = power(town, "甲事")
    matters.tie(matter_pk=tied.pk, node_pk=rows["house"].pk, by=head, at=AT)
    retired = power(town, "乙事", is_active=False)

    for matter in (tied, retired):
        with pytest.raises(ActRefused):
            matters.make_row(matter_pk=matter.pk, parent_pk=rows["house"].parent_id, by=head, at=AT)

    assert Node.objects.filter(origin=Origin.TOWNSHIP).count() == 0


def test_a_row_of_another_township_is_no_place(town, head, rows):
    other = make.township("songtai", "松台镇")
    foreign = make.group(rows["house"].parent.parent, "松台特色", origin=Origin.TOWNSHIP, township=other)
    matter = power(town, "护林防火检查")

    with pytest.raises(ActRefused):
        matters.make_row(matter_pk=matter.pk, parent_pk=foreign.pk, by=head, at=AT)
    with pytest.raises(ActRefused):
        matters.tie(
            matter_pk=matter.pk,
            node_pk=make.item(foreign, "松台事项", origin=Origin.TOWNSHIP, township=other).pk,
            by=head,
            at=AT,
        )


def test_each_list_of_the_sorting_table_holds_what_its_name_says(town, head, rows):
    tied, open_, gone = power(town, "甲事"), power(town, "乙事"), power(town, "丙事", is_active=False)
    matters.tie(matter_pk=tied.pk, node_pk=rows["house"].pk, by=head, at=AT)
    MatterMatch.objects.create(matter=open_, node=rows["review"], score=0.42)

    assert [m.matter for m in sorting.matches(town, MatchState.CONFIRMED)] == [tied]
    assert [m.matter for m in sorting.matches(town, MatchState.PROPOSED)] == [open_]
    assert list(sorting.without_row(town)) == [open_]
    assert list(sorting.without_power(town, TODAY)) == [rows["review"], rows["other"]]
    assert list(sorting.retired(town)) == [gone]
    assert sorting.counts(town, TODAY) == {
        "proposed": 1,
        "confirmed": 1,
        "without-row": 1,
        "without-power": 2,
        "retired": 1,
    }
    assert sorting.line_of(sorting.matches(town, MatchState.PROPOSED)[0]).cells(1) == [
        "1",
        "权责清单",
        "乙事",
        "乙事",
        "最低生活保障 › 审核信息",
        "42%",
        "待确认",
    ]


def test_a_thousand_matters_are_compared_in_seconds(town, head, rows):
    Matter.objects.bulk_create(
        Matter(township=town, kind="power", code=f"P{n}", name=f"农村危房改造补助资金第{n}类审核")
        for n in range(1000)
    )
    began = datetime.now(UTC)

    matters.propose(township=town, by=head, at=AT)

    assert (datetime.now(UTC) - began).total_seconds() < 5
