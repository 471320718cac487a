"""The tree in the admin: shared rows locked, own rows through the acts, two editors told of one another."""

from http import HTTPStatus

import pytest
from django.test import Client

from catalog.law.roles import Role
from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import CacheGeneration, Node
from tests.catalog.admin.conftest import Place
from tests.factories import catalog as make

LIST = "/admin/catalog/node/"


def change(node: Node) -> str:
    return f"{LIST}{node.pk}/change/"


def values(node: Node, **changed: object) -> dict[str, object]:
    """What the form of a row would send."""
    sent = {
        "parent": node.parent_id, "name": node.name, "number": node.number, "elements": node.elements,
        "basis": node.basis, "limit_text": node.limit_text, "body": node.body, "channels": node.channels,
        "audience": node.audience, "mode": node.mode, "levels": node.levels,
        "seen": node.history.order_by("-history_id").first().history_id,
    }  # fmt: skip
    return sent | changed


@pytest.fixture
def own(here: Place) -> Node:
    return Node.objects.get(pk=here.own[Node].pk)


def test_a_national_row_is_locked_and_leads_to_its_adoption(here: Place, item: Node) -> None:
    page = here.client.get(change(item))
    answer = here.client.post(change(item), {"name": "改名"})

    assert 'name="_save"' not in page.text
    assert f"/office/upkeep/adoptions/{item.pk}/" in page.text
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert Node.objects.get(pk=item.pk).name == item.name


def test_an_own_row_is_added_under_a_national_group(here: Place, item: Node) -> None:
    before = CacheGeneration.objects.get(township=here.township).number
    sent = {
        "parent": item.parent_id, "kind": "item", "name": "营养餐", "elements": "菜谱;价格",
        "limit_text": "每月5日前", "channels": ["website"], "levels": ["township"], "mode": "proactive", "audience": "all",
    }  # fmt: skip

    answer = here.client.post(f"{LIST}add/", sent)

    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    made = Node.objects.get(name="营养餐")
    assert (made.origin, made.township, made.parent_id, made.key) == (
        Origin.TOWNSHIP, here.township, item.parent_id, "wanghe-0002",
    )  # fmt: skip
    assert made.limits.count() == 1
    assert CacheGeneration.objects.get(township=here.township).number > before


def test_an_own_row_is_changed_and_moved(here: Place, own: Node) -> None:
    other = make.domain("养老服务", "20")

    answer = here.client.post(
        change(own), values(own, name="新名称", parent=other.pk, channels=["website", "gazette"])
    )

    saved = Node.objects.get(pk=own.pk)
    assert answer.status_code == HTTPStatus.FOUND, answer.context["errors"]
    assert (saved.name, saved.parent_id, saved.channels) == ("新名称", other.pk, ["website", "gazette"])
    assert saved.history.first().history_user == here.admin


def test_a_deleted_parent_is_said_clearly_and_nothing_is_lost(here: Place, own: Node) -> None:
    gone = make.node(NodeKind.GROUP, "将删除", own.get_root(), origin=Origin.TOWNSHIP, township=here.township)
    Node.objects.get(pk=gone.pk).delete()

    answer = here.client.post(change(own), values(own, name="改好的名称", parent=gone.pk))

    assert "这个上级已不存在，或不在本镇目录里，请重新选择。" in answer.text
    assert 'value="改好的名称"' in answer.text


def test_an_item_takes_no_row_below_it(here: Place, own: Node, item: Node) -> None:
    answer = here.client.post(change(own), values(own, parent=item.pk))

    assert "公开事项下面不能再列事项" in answer.text


def test_an_acts_refusal_comes_back_on_the_form(here: Place, own: Node) -> None:
    make.item(own.parent, "同名", origin=Origin.TOWNSHIP, township=here.township)

    answer = here.client.post(change(own), values(own, name="同名", elements="写了很久的要素"))

    assert answer.status_code == HTTPStatus.OK
    assert "下已有“同名”" in answer.text
    assert "写了很久的要素" in answer.text
    assert Node.objects.get(pk=own.pk).name == own.name


def test_two_editors_the_second_is_told_and_loses_nothing(here: Place, own: Node) -> None:
    colleague = make.user_with(Role.ADMIN, here.township, name="张同事")
    other = Client()
    other.force_login(colleague, backend="catalog.backends.MembershipBackend")
    mine, theirs = values(own, elements="我写的要素"), values(own, elements="同事写的要素")

    assert other.post(change(own), theirs).status_code == HTTPStatus.FOUND
    told = here.client.post(change(own), mine)

    assert told.status_code == HTTPStatus.OK
    assert "张同事在20" in told.text
    assert "现在保存的是：同事写的要素" in told.text
    assert "我写的要素" in told.text
    assert Node.objects.get(pk=own.pk).elements == "同事写的要素"

    seen = Node.objects.get(pk=own.pk).history.order_by("-history_id").first().history_id
    assert f'name="seen" value="{seen}"' in told.text
    assert here.client.post(change(own), mine | {"seen": seen}).status_code == HTTPStatus.FOUND
    assert Node.objects.get(pk=own.pk).elements == "我写的要素"


def test_rows_move_up_and_down_by_buttons_that_keep_the_filter(here: Place, own: Node) -> None:
    last = make.item(own.parent, "排在后面", origin=Origin.TOWNSHIP, township=here.township)

    answer = here.client.post(f"{LIST}{last.pk}/move/?domain=1&p=2", {"to": "up"})

    assert answer.url == f"{LIST}?domain=1&p=2"
    assert list(Node.objects.get(pk=own.parent_id).get_children())[-2:] == [last, own]


def test_a_national_row_does_not_move(here: Place, item: Node) -> None:
    assert here.client.post(f"{LIST}{item.pk}/move/", {"to": "up"}).status_code == HTTPStatus.FORBIDDEN


def test_a_row_stops_with_a_reason_only_and_comes_back(here: Place, own: Node) -> None:
    retire = f"{LIST}{own.pk}/retire/"

    here.client.post(retire, {"act": "retire", "reason": " "})
    assert Node.objects.get(pk=own.pk).in_force_until is None

    here.client.post(retire, {"act": "retire", "reason": "政策到期"})
    assert Node.objects.get(pk=own.pk).stop_reason == "政策到期"

    here.client.post(retire, {"act": "restore"})
    assert Node.objects.get(pk=own.pk).in_force_until is None


def test_parents_offered_are_places_that_hold_rows(here: Place, item: Node) -> None:
    query = {"app_label": "catalog", "model_name": "node", "field_name": "parent", "term": ""}

    offered = here.client.get("/admin/autocomplete/", query).json()["results"]

    assert [row["text"] for row in offered] == ["义务教育", "义务教育 / 招生管理", "机构职能"]


def test_county_rows_are_locked_where_several_townships_share_them(
    here: Place, there: Place, item: Node
) -> None:
    county = make.item(item.parent, "县级事项", origin=Origin.COUNTY)

    answer = there.client.post(there.url(change(county)), values(county, name="改名"))

    assert answer.status_code == HTTPStatus.FORBIDDEN


def test_two_thousand_rows_stay_usable(here: Place, item: Node) -> None:
    group = Node.objects.get(pk=item.parent_id)
    rows = [
        Node(
            kind="item", name=f"事项{n}", key=f"big-{n}", origin="national", parent=group,
            tree_id=group.tree_id, level=2, lft=group.rght + 2 * n, rght=group.rght + 2 * n + 1,
        )
        for n in range(2000)
    ]  # fmt: skip
    Node.objects.bulk_create(rows)
    Node.objects.rebuild()

    page = here.client.get(LIST, {"p": 20})

    assert len(page.context["cl"].result_list) == 50
    assert len(page.content) < 150_000
