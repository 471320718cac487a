"""The library of policy documents: all of them, nothing that is not public, constant queries."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from catalog.law.roles import Role
from disclosure.law.lifecycle import State
from disclosure.models import Interpretation, Publication
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)


@pytest.fixture
def place():
    township = catalog.township()
    office = catalog.unit(township, "党政办")
    item = catalog.item(catalog.group(catalog.domain()))
    return township, office, item, catalog.user_with(Role.EDITOR, office)


def policy(place, title: str, **more) -> Publication:
    values = {
        "kind": "policy",
        "validity": "valid",
        "doc_no": "望府发〔2026〕1号",
        "issuer": "望禾镇人民政府",
        "theme": "农业",
    }
    return disclosure.published(*place, DAY, title=title, **(values | more))


def page(client, query: str = "", path: str = "/policies/") -> str:
    with time_machine.travel(DAY, tick=False):
        answer = client.get(path + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_is_empty_at_first(client, place) -> None:
    found = page(client)

    assert "目前没有政策文件" in found
    assert "现行有效 <b>0</b> 件" in found


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"甲办法", "乙办法", "丙办法", "丁办法"}),
        ("?year=2025", {"乙办法"}),
        ("?theme=财政", {"丙办法"}),
        ("?issuer=望禾镇党政办", {"丁办法"}),
        ("?validity=repealed", {"乙办法"}),
        ("?q=丙", {"丙办法"}),
        ("?q=〔2026〕7号", {"丁办法"}),
        ("?q=办法 丁", {"丁办法"}),
        ("?year=2025&validity=valid", set()),
        ("?theme=没有这个", set()),
        ("?year=二〇二五", set()),
    ],
)
def test_filters(client, place, query, titles) -> None:
    policy(place, "甲办法")
    policy(place, "乙办法", formed_on=date(2025, 5, 6), validity="repealed")
    policy(place, "丙办法", theme="财政")
    policy(place, "丁办法", issuer="望禾镇党政办", doc_no="望府办发〔2026〕7号")

    found = page(client, query)

    assert {title for title in ("甲办法", "乙办法", "丙办法", "丁办法") if f">{title}</a>" in found} == titles
    if not titles:
        assert "没有符合条件的文件" in found


def test_the_number_in_force_counts_valid_and_amended(client, place) -> None:
    for title, validity in (
        ("甲", "valid"),
        ("乙", "amended"),
        ("丙", "repealed"),
        ("丁", "expired"),
        ("戊", "valid"),
    ):
        policy(place, f"{title}办法", validity=validity)

    found = page(client)

    assert "现行有效 <b>3</b> 件" in found
    assert "共 <b>5</b> 件" in found
    for label in ("有效", "已修改", "废止", "失效"):
        assert f"{label}</span>" in found  # said in words beside each title


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN, "withdrawn_at": DAY, "withdraw_reason": "error"},
        {"public_until": DAY},
        {"kind": "notice"},
    ],
    ids=["draft", "withdrawn", "over", "another kind"],
)
def test_what_is_not_a_public_policy_is_not_in_it(client, place, change) -> None:
    policy(place, "甲办法")
    Publication.objects.update(**change)

    assert "甲办法" not in page(client)


def test_another_township_has_its_own(client, place) -> None:
    policy(place, "甲办法")
    catalog.township("meilan", "梅澜乡")

    assert "甲办法" in page(client, path="/wanghe/policies/")
    assert "甲办法" not in page(client, path="/meilan/policies/")


def explained(place, document: Publication, state: State = State.PUBLISHED) -> Publication:
    made = disclosure.published(*place, DAY, title=f"{document.title}解读", kind="interpretation")
    Interpretation.objects.create(publication=made, contact="党政办", phone="0999-8880001").documents.add(
        document
    )
    Publication.objects.filter(pk=made.pk).update(state=state)
    return made


@pytest.mark.parametrize(("state", "shown"), [(State.PUBLISHED, True), (State.DRAFT, False)])
def test_interpretation_and_successor_are_linked_when_public(client, place, state, shown) -> None:
    old = policy(place, "旧办法", validity="repealed")
    reading = explained(place, old, state)
    new = policy(place, "新办法", supersedes=old)
    Publication.objects.filter(pk=new.pk).update(state=state)

    found = page(client)

    assert (f'解读：<a href="{reading.path}">旧办法解读</a>' in found) is shown
    assert (f'已由 <a href="{new.path}">新办法</a> 代替' in found) is shown


def test_the_newest_come_first_on_pages_of_twenty(client, place) -> None:
    for day in range(1, 26):
        policy(place, f"第{day:02}号办法", formed_on=date(2026, 2, day))

    first, second = page(client), page(client, "?page=2")

    assert first.index("第25号办法") < first.index("第06号办法")
    assert "第05号办法" not in first
    assert "第05号办法" in second
    assert "?page=2" in first


@pytest.mark.parametrize("size", [1, 30])
def test_queries_do_not_grow(client, place, size, settings, django_assert_num_queries) -> None:
    settings.PAGE_CACHE = False
    settings.SNAPSHOT_SECONDS = 60.0
    for number in range(size):
        explained(place, policy(place, f"第{number}号办法"))
    page(client)

    with time_machine.travel(DAY, tick=False), django_assert_num_queries(6):
        client.get("/policies/")
