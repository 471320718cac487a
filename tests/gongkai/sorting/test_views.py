"""Pages of the 梳理表."""

import io

import pytest
from openpyxl import load_workbook

from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from catalog.models import MatchState, Matter, MatterMatch, Node
from catalog.queries.sorting import HEADER, LABELS
from tests.factories import catalog as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def group():
    return make.group(make.domain("农村危房改造", "16"), "对象认定")


@pytest.fixture
def row(group):
    return make.item(group, "农村危房改造对象申请条件")


@pytest.fixture
def head(client, town):
    user = make.user_with(Role.OFFICE_HEAD, town)
    client.force_login(user)
    return user


def power(town, name="农村危房改造申请审核", **fields):
    return Matter.objects.create(
        township=town, kind="power", code=fields.pop("code", name), name=name, **fields
    )


@pytest.mark.parametrize("name", LABELS)
def test_every_list_opens_searches_and_exports(client, town, head, row, name):
    matter = power(town, "=危险公式")
    MatterMatch.objects.create(matter=matter, node=row, score=0.5)
    power(town, "已停用的", is_active=False)

    page = client.get(f"/office/sorting/?list={name}&q=")
    book = client.get(f"/office/sorting/sorting.xlsx?list={name}")

    sheet = load_workbook(io.BytesIO(book.content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert page.status_code == 200
    assert rows[0] == HEADER
    assert all(not str(cell or "").startswith("=") for cells in rows for cell in cells)


def test_an_unknown_list_is_not_there(client, head):
    assert client.get("/office/sorting/?list=other").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNER, None])
def test_strangers_neither_read_nor_decide(client, town, row, role):
    if role:
        client.force_login(make.user_with(role, town))
    match = MatterMatch.objects.create(matter=power(town), node=row, score=0.5)
    refused = 403 if role else 302

    assert client.get("/office/sorting/").status_code == refused
    assert client.get("/office/sorting/sorting.xlsx").status_code == refused
    for path, data in (
        ("propose/", {}),
        ("decide/", {"confirm": match.pk}),
        (f"matters/{match.matter_id}/row/", {"parent": row.parent_id}),
        (f"matters/{match.matter_id}/tie/", {"node": row.pk}),
        (f"matters/{match.matter_id}/active/", {"active": "0"}),
    ):
        client.post(f"/office/sorting/{path}", data)

    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED
    assert Matter.objects.get().is_active
    assert Node.objects.filter(origin=Origin.TOWNSHIP).count() == 0


def test_a_match_is_proposed_and_confirmed_by_its_button(client, town, head, row):
    power(town)

    client.post("/office/sorting/propose/")
    match = MatterMatch.objects.get()
    answer = client.post(
        "/office/sorting/decide/", {"confirm": match.pk, "list": "proposed", "page": "1"}, follow=True
    )

    match.refresh_from_db()
    assert (match.state, match.decided_by) == (MatchState.CONFIRMED, head)
    assert "已确认1条对应" in answer.content.decode()


def test_ticked_matches_are_decided_together(client, town, head, row):
    matches = [
        MatterMatch.objects.create(matter=power(town, f"事项{n}"), node=row, score=0.5) for n in range(3)
    ]

    client.post("/office/sorting/decide/", {"verb": "reject", "match": [m.pk for m in matches[:2]]})

    states = list(MatterMatch.objects.order_by("pk").values_list("state", flat=True))
    assert states == [MatchState.REJECTED, MatchState.REJECTED, MatchState.PROPOSED]


def test_nothing_ticked_is_said(client, town, head):
    answer = client.post("/office/sorting/decide/", {"verb": "confirm"}, follow=True)

    assert "请先勾选" in answer.content.decode()


def test_a_confirmed_match_can_be_taken_back_from_its_list_only(client, town, head, row):
    match = MatterMatch.objects.create(matter=power(town), node=row, score=0.5)
    client.post("/office/sorting/decide/", {"confirm": match.pk})

    client.post("/office/sorting/decide/", {"reject": match.pk})
    match.refresh_from_db()
    assert match.state == MatchState.CONFIRMED
    client.post("/office/sorting/decide/", {"reject": match.pk, "seen": "confirmed"})

    match.refresh_from_db()
    assert match.state == MatchState.REJECTED


def test_a_matter_becomes_a_row_or_is_tied_by_choosing(client, town, head, row, group):
    first, second = power(town, "护林防火检查"), power(town, "危房鉴定")
    assert client.get(f"/office/sorting/matters/{first.pk}/row/?q=对象").status_code == 200
    assert client.get(f"/office/sorting/matters/{second.pk}/tie/").status_code == 200

    client.post(f"/office/sorting/matters/{first.pk}/row/", {"parent": group.pk})
    client.post(f"/office/sorting/matters/{second.pk}/tie/", {"node": row.pk})

    assert Node.objects.get(origin=Origin.TOWNSHIP).name == "护林防火检查"
    assert MatterMatch.objects.get(matter=second).node == row


def test_a_matter_is_retired_and_taken_up_again(client, town, head):
    matter = power(town)

    client.post(f"/office/sorting/matters/{matter.pk}/active/", {"active": "0"})
    matter.refresh_from_db()
    assert not matter.is_active
    client.post(f"/office/sorting/matters/{matter.pk}/active/", {"active": "1"})

    matter.refresh_from_db()
    assert matter.is_active


def test_another_townships_matters_are_not_there(client, town, head, row):
    other = make.township("songtai", "松台镇")
    foreign = power(other, "松台的职权")
    match = MatterMatch.objects.create(matter=foreign, node=row, score=0.5)

    page = client.get("/wanghe/office/sorting/?list=without-row").content.decode()
    client.post("/wanghe/office/sorting/decide/", {"confirm": match.pk})

    assert "松台的职权" not in page
    assert client.get(f"/wanghe/office/sorting/matters/{foreign.pk}/tie/").status_code == 404
    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED


@pytest.mark.parametrize("size", [2, 60])
def test_the_page_costs_the_same_whatever_its_length(
    client, town, head, row, size, django_assert_max_num_queries
):
    for n in range(size):
        MatterMatch.objects.create(matter=power(town, f"事项{n}"), node=row, score=0.5)

    with django_assert_max_num_queries(16):
        client.get("/office/sorting/")
