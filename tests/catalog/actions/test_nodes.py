"""Rows of the catalog tree: added, changed, moved, stopped, removed – national ones never."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions import nodes
from catalog.actions.refusals import ActRefused
from catalog.actions.tree_check import find_faults
from catalog.law.roles import Role
from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import CacheGeneration, Entry, Node
from tests.factories import catalog as make

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def admin(town):
    return make.user_with(Role.ADMIN, town, "admin", name="林青")


@pytest.fixture
def group():
    return make.group(make.domain())


@pytest.fixture
def own(town, admin, group):
    return nodes.add(
        township=town, parent_pk=group.pk, values={"name": "校园安全", "limit_text": "每年"}, by=admin, at=AT
    )


def generation(town):
    return CacheGeneration.objects.get(township=town).number


def test_an_own_row_is_added_under_a_national_group(town, admin, group, own):
    assert (own.key, own.origin, own.township, own.parent, own.kind) == (
        "wanghe-0001",
        Origin.TOWNSHIP,
        town,
        group,
        NodeKind.ITEM,
    )
    assert [limit.kind for limit in own.limits.all()] == ["recurring"]
    assert own.history.get().history_user == admin
    assert find_faults(Node) == []


def test_keys_go_on_after_the_last(town, admin, group, own):
    nodes.remove(pk=own.pk, by=admin, at=AT)
    first = nodes.add(township=town, parent_pk=group.pk, values={"name": "甲"}, by=admin, at=AT)
    second = nodes.add(township=town, parent_pk=group.pk, values={"name": "乙"}, by=admin, at=AT)

    assert (first.key, second.key) == ("wanghe-0001", "wanghe-0002")


@pytest.mark.parametrize("act", ["change", "move", "shift", "retire", "restore", "remove"])
def test_national_rows_are_locked(act, town, admin, group):
    row = make.item(group)
    rest = {
        "change": {"version": 1, "values": {"name": "别名"}},
        "move": {"version": 1, "parent_pk": group.pk},
        "shift": {"step": 1},
        "retire": {"version": 1, "on": date(2026, 1, 1), "reason": "因"},
        "restore": {"version": 1},
        "remove": {},
    }[act]

    with pytest.raises(nodes.NodeLocked, match="国家指引"):
        getattr(nodes, act)(pk=row.pk, by=admin, at=AT, **rest)


def test_a_change_derives_limits_and_stales_pages(town, admin, own):
    before = generation(town)

    changed = nodes.change(pk=own.pk, version=1, values={"limit_text": "每季度;长期公开"}, by=admin, at=AT)

    assert (changed.version, [limit.kind for limit in changed.limits.all()]) == (2, ["recurring", "standing"])
    assert generation(town) > before


def test_the_second_of_two_editors_is_told_who_and_when(town, admin, own):
    other = make.user_with(Role.OFFICE_HEAD, town)
    nodes.change(pk=own.pk, version=1, values={"name": "校园安全管理"}, by=admin, at=AT)

    with pytest.raises(nodes.StaleVersion) as stale:
        nodes.change(pk=own.pk, version=1, values={"name": "别的"}, by=other, at=AT)

    assert (
        str(stale.value)
        == "“校园安全管理”已由林青于11月23日 10:00改过，请刷新核对后再保存；您填的内容没有保存。"
    )
    assert Node.objects.get(pk=own.pk).name == "校园安全管理"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"name": ""}, "名称"),
        ({"name": "长" * 121}, "名称"),
        ({"mode": "secret"}, "公开方式"),
        ({"name": "学校介绍"}, "已有“学校介绍”"),
    ],
)
def test_values_a_column_cannot_hold_are_refused_in_words(town, admin, group, own, values, words):
    nodes.add(township=town, parent_pk=group.pk, values={"name": "学校介绍"}, by=admin, at=AT)

    with pytest.raises(ActRefused, match=words):
        nodes.change(pk=own.pk, version=1, values=values, by=admin, at=AT)


def test_only_columns_people_set_are_taken(own, admin):
    with pytest.raises(ValueError, match="origin"):
        nodes.change(pk=own.pk, version=1, values={"origin": Origin.NATIONAL}, by=admin, at=AT)


def test_moving_and_shifting_keep_the_tree_whole(town, admin, group, own):
    other = make.group(make.domain("社会救助", "5"), "低保")
    second = nodes.add(township=town, parent_pk=other.pk, values={"name": "乙"}, by=admin, at=AT)

    moved = nodes.move(pk=own.pk, version=1, parent_pk=other.pk, by=admin, at=AT)
    nodes.shift(pk=own.pk, step=-1, by=admin, at=AT)
    nodes.shift(pk=own.pk, step=-1, by=admin, at=AT)

    assert moved.version == 2
    assert list(Node.objects.get(pk=other.pk).get_children()) == [own, second]
    assert find_faults(Node) == []


def test_a_group_is_not_moved_into_itself(town, admin, group):
    outer = nodes.add(
        township=town, parent_pk=group.pk, values={"name": "外"}, by=admin, at=AT, kind=NodeKind.GROUP
    )
    inner = nodes.add(
        township=town, parent_pk=outer.pk, values={"name": "内"}, by=admin, at=AT, kind=NodeKind.GROUP
    )

    with pytest.raises(ActRefused, match="不能移到"):
        nodes.move(pk=outer.pk, version=1, parent_pk=inner.pk, by=admin, at=AT)
    assert find_faults(Node) == []


def test_retired_with_a_reason_and_restored(admin, own):
    with pytest.raises(ActRefused, match="原因"):
        nodes.retire(pk=own.pk, version=1, on=date(2026, 11, 1), reason=" ", by=admin, at=AT)

    row = nodes.retire(pk=own.pk, version=1, on=date(2026, 11, 1), reason="学校撤并", by=admin, at=AT)
    assert (row.is_stopped(date(2026, 11, 1)), row.is_stopped(date(2026, 11, 2))) == (False, True)

    assert nodes.restore(pk=own.pk, version=2, by=admin, at=AT).in_force_until is None


def test_a_parent_with_children_is_not_deleted(town, admin, group):
    outer = nodes.add(
        township=town, parent_pk=group.pk, values={"name": "外"}, by=admin, at=AT, kind=NodeKind.GROUP
    )
    nodes.add(township=town, parent_pk=outer.pk, values={"name": "内"}, by=admin, at=AT)

    with pytest.raises(ActRefused, match="下面还有1项"):
        nodes.remove(pk=outer.pk, by=admin, at=AT)


def test_a_row_in_use_is_not_deleted(town, admin, own):
    Entry.objects.create(
        key="x",
        kind="publication",
        township=town,
        unit=town.unit,
        node=own,
        title="甲",
        path="/",
        published_at=AT,
        public_from=AT,
    )

    with pytest.raises(ActRefused, match="已被使用（公开索引1条）"):
        nodes.remove(pk=own.pk, by=admin, at=AT)
    assert Node.objects.filter(pk=own.pk).exists()


def test_other_townships_and_roles_are_kept_out(town, group, own):
    other = make.township("qingxi", "清溪镇")
    for person in (make.user_with(Role.ADMIN, other), make.user_with(Role.EDITOR, town), make.user()):
        with pytest.raises(PermissionDenied):
            nodes.change(pk=own.pk, version=1, values={"name": "甲"}, by=person, at=AT)
        with pytest.raises(PermissionDenied):
            nodes.add(township=town, parent_pk=group.pk, values={"name": "甲"}, by=person, at=AT)


def test_a_row_is_not_put_under_another_townships_group(town, admin, group):
    other = make.township("qingxi", "清溪镇")
    theirs = nodes.add(
        township=other,
        parent_pk=group.pk,
        values={"name": "清溪"},
        by=make.user_with(Role.ADMIN, other),
        at=AT,
        kind=NodeKind.GROUP,
    )

    with pytest.raises(ActRefused, match="请选择本镇目录"):
        nodes.add(township=town, parent_pk=theirs.pk, values={"name": "甲"}, by=admin, at=AT)


def test_county_rows_need_an_administrator_of_every_township(town, admin, group):
    row = nodes.add(township=None, parent_pk=group.pk, values={"name": "县级事项"}, by=admin, at=AT)
    assert (row.key, row.origin) == ("county-0001", Origin.COUNTY)

    make.township("qingxi", "清溪镇")
    with pytest.raises(PermissionDenied):
        nodes.change(pk=row.pk, version=1, values={"name": "甲"}, by=admin, at=AT)
