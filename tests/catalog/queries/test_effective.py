"""The catalog as it stands in one township."""

from datetime import UTC, date, datetime

import pytest

from catalog.actions import nodes
from catalog.law.roles import Role
from catalog.law.vocabulary import Level, NodeKind, Origin, Verified
from catalog.models import AdoptionStatus
from catalog.queries.effective import current, effective_rows, set_spans
from tests.factories import catalog as make

TODAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def group():
    return make.group(make.domain())


def test_wording_of_the_adoption_stands_in_place_of_the_printed(town, group):
    office = make.unit(town)
    row = make.item(group, verified=Verified.NO)
    make.adoption(town, row, body="镇社会事务办", unit=office, number="WH-1", levels=[Level.TOWNSHIP])

    (effective,) = effective_rows(town, TODAY)

    assert (effective.domain, effective.level1, effective.level2, effective.level3) == (
        "义务教育",
        "招生管理",
        "学校介绍",
        "",
    )
    assert (effective.body, effective.basis, effective.number, effective.unit) == (
        "镇社会事务办",
        row.basis,
        "WH-1",
        office,
    )
    assert (effective.levels_text, effective.county, effective.township) == ("乡镇", False, True)
    assert (effective.path, effective.unverified, effective.own) == (row.path, True, False)


def test_checked_stopped_not_involved_and_county_rows_are_flagged(town, group):
    admin = make.user_with(Role.ADMIN, town)
    checked = make.item(group, "一", verified=Verified.NO)
    make.adoption(town, checked, checked_on=TODAY, checked_by=admin, check_source="县目录")
    not_here = make.item(group, "二")
    make.adoption(town, not_here, status=AdoptionStatus.NOT_INVOLVED, reason="没有学校")
    make.item(group, "三", levels=[Level.COUNTY])
    make.item(group, "四", in_force_until=date(2020, 12, 31), stop_reason="已完成")

    one, two, three, four = effective_rows(town, TODAY)

    assert not one.unverified
    assert (two.not_involved, two.remark) == (True, "本镇不涉及：没有学校")
    assert (three.county_only, three.remark) == (True, "由县级部门公开")
    assert (four.stopped, four.remark) == (True, "已停止：已完成")
    assert current([one, two, three, four]) == [one, two, three]


def test_each_list_has_its_own_rows(town, group):
    other = make.township("qingxi", "清溪镇")
    for place in (town, other):
        nodes.add(
            township=place,
            parent_pk=group.pk,
            values={"name": place.short_name},
            by=make.user_with(Role.ADMIN, place),
            at=AT,
        )
    village = make.village(town)
    make.item(
        make.group(make.domain("村务公开目录", origin=Origin.VILLAGE), "财务", origin=Origin.VILLAGE),
        "账目",
        origin=Origin.VILLAGE,
    )
    column = make.node(NodeKind.COLUMN, "政府信息公开指南")
    make.item(column, "指南")

    assert [row.level2 for row in effective_rows(town, TODAY)] == ["望禾镇"]
    assert [row.level2 for row in effective_rows(other, TODAY)] == ["清溪镇"]
    assert [row.level2 for row in effective_rows(town, TODAY, village)] == ["账目"]
    assert [(row.level1, row.level2) for row in effective_rows(town, TODAY, columns=True)] == [
        ("招生管理", "望禾镇"),
        ("", "指南"),
    ]


def test_spans_for_a_printed_table(town):
    first, second = make.domain("甲", "1"), make.domain("乙", "2")
    for parent, names in (
        (make.group(first, "一"), "ab"),
        (make.group(first, "二"), "c"),
        (make.group(second, "二"), "d"),
    ):
        for name in names:
            make.item(parent, name)

    rows = set_spans(effective_rows(town, TODAY))

    assert [(row.level2, row.domain_span, row.level1_span) for row in rows] == [
        ("a", 3, 2),
        ("b", 0, 0),
        ("c", 0, 1),
        ("d", 1, 1),
    ]


@pytest.mark.parametrize("size", [1, 30])
def test_the_catalog_costs_two_queries_whatever_its_size(town, group, size, django_assert_num_queries):
    for n in range(size):
        make.adoption(town, make.item(group, f"事项{n}"), unit=make.unit(town), body="镇")

    with django_assert_num_queries(2):
        rows = effective_rows(town, TODAY)
        assert {row.unit.name for row in rows}
        assert len(rows) == size
