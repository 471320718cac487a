"""The catalog for download."""

import json
from datetime import UTC, date, datetime

import pytest

from catalog.actions import nodes
from catalog.law.roles import Role
from catalog.law.vocabulary import NodeKind
from catalog.models import Node
from catalog.sheets.official import read_official
from catalog.sheets.workbook import read_sheets
from tests.factories import catalog as make

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def group(town):
    group = make.group(make.domain())
    make.item(group)
    make.item(group, "旧事项", in_force_until=date(2020, 12, 31), stop_reason="已完成")
    make.item(make.node(NodeKind.COLUMN, "政府信息公开指南"), "指南")
    return group


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_catalog_in_force_is_there_for_everyone(client, group, kind):
    answer = client.get(f"/catalog.{kind}")

    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    rows, notes = read_official(read_sheets(answer.content, f"a.{kind}"))
    assert [row.texts["level2"] for row in rows] == ["学校介绍"]
    assert notes == []


def test_json_holds_every_row_with_its_state(client, group):
    data = json.loads(client.get("/catalog.json").content)

    (domain,) = data["domains"]
    assert [(item["level2"], item["stopped"]) for item in domain["items"]] == [
        ("学校介绍", False),
        ("旧事项", True),
    ]
    assert domain["items"][0]["channels"] == ["政府网站"]
    assert [column["name"] for column in data["columns"]] == ["政府信息公开指南"]


def test_a_change_shows_in_the_next_download(client, town, group):
    before = client.get("/catalog.csv").content

    nodes.add(
        township=town,
        parent_pk=group.pk,
        values={"name": "校园安全"},
        by=make.user_with(Role.ADMIN, town),
        at=AT,
    )

    after = client.get("/catalog.csv").content
    assert "校园安全" not in before.decode()
    assert "校园安全" in after.decode()


def test_a_kept_file_is_not_made_again(client, group, django_assert_max_num_queries):
    client.get("/catalog.xlsx")

    with django_assert_max_num_queries(3):
        client.get("/catalog.xlsx")


def test_another_township_has_its_own(client, town, group):
    other = make.township("qingxi", "清溪镇")
    make.adoption(other, Node.objects.get(name="学校介绍"), body="清溪镇政府")

    mine = client.get(f"/{town.prefix}/catalog.csv").content.decode()
    theirs = client.get(f"/{other.prefix}/catalog.csv").content.decode()

    assert "清溪镇政府" not in mine
    assert "清溪镇政府" in theirs


def test_only_reading(client, group):
    assert client.post("/catalog.csv").status_code in (403, 405)
