"""The ledger's pages and files: what each filter leaves, who may look, and what the files hold."""

import csv
import io
from datetime import date

import pytest
import time_machine
from openpyxl import load_workbook

from catalog.law.roles import Role
from disclosure.models import Duty
from tests.factories import catalog
from tests.factories import disclosure as write
from tests.factories.ledger import AT, build

pytestmark = pytest.mark.django_db
PAGE, XLSX, CSV = "/office/ledger/", "/office/ledger/xlsx/", "/office/ledger/csv/"
ALL = "?since=&until="


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def place():
    return build()


@pytest.fixture
def desk(client, place):
    client.force_login(
        catalog.user_with(Role.SUPERVISOR, place["town"]), backend="catalog.backends.MembershipBackend"
    )
    return client


def titles(client, query: str) -> list[str]:
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    return [line.title for line in answer.context["lines"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ALL, ["", "无新增，3月5日确认", "", "发放方案", "迟到公告", "准时公告", "撤回公告", "迁入公告"]),
        ("", ["无新增，3月5日确认", "", "发放方案", "迟到公告", "准时公告", "撤回公告"]),
        ("?since=2026-02-04&until=2026-02-05", ["迟到公告", "准时公告"]),
        ("?since=2024-01-01&until=2024-12-31", ["迁入公告"]),
        (f"{ALL}&state=on_time", ["无新增，3月5日确认", "准时公告"]),
        (f"{ALL}&state=late", ["发放方案", "迟到公告"]),
        (f"{ALL}&state=open", ["", "发放方案"]),
        (f"{ALL}&state=nothing_new", ["无新增，3月5日确认"]),
        (f"{ALL}&state=waived", [""]),
        (f"{ALL}&state=carried_over", ["迁入公告"]),
        (f"{ALL}&state=withdrawn", ["撤回公告"]),
        (f"{ALL}&q=公告 迟", ["迟到公告"]),
        (f"{ALL}&q=发放方案", ["发放方案"]),
        (f"{ALL}&q=望府发〔2026〕1号", ["准时公告"]),
        (f"{ALL}&q=没有", []),
    ],
)
def test_filters(desk, query, expected) -> None:
    assert titles(desk, query) == expected


def test_every_sum_is_what_its_filter_leaves(desk) -> None:
    found = desk.get(PAGE + ALL).context
    values = [name for name, _ in found["form"].fields["state"].choices if name]

    assert [number for _, number in found["sums"]] == [
        len(titles(desk, f"{ALL}&state={name}")) for name in values
    ]


def test_domain_and_unit(desk, place) -> None:
    group = catalog.group(catalog.domain("农业"))
    write.published(
        place["town"],
        catalog.unit(place["town"], "农业办"),
        catalog.item(group),
        place["clerk"],
        title="农事",
    )
    assert titles(desk, f"{ALL}&domain={group.parent.key}") == ["农事"]
    assert len(titles(desk, f"{ALL}&domain={place['domain'].key}")) == 8
    assert len(titles(desk, f"{ALL}&unit={place['office'].pk}")) == 8


@pytest.mark.parametrize("path", [PAGE, XLSX, CSV])
@pytest.mark.parametrize(
    "query",
    [
        "?since=x",
        "?since=2026-02-01&until=2026-01-01",
        "?state=x",
        "?unit=99999",
        "?domain=x",
        "?q=" + "字" * 61,
    ],
)
def test_a_filter_not_understood_is_said_and_nothing_shown(desk, path, query) -> None:
    answer = desk.get(path + query)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert answer.context["total"] == 0


def test_files_hold_exactly_the_filtered_lines(desk) -> None:
    query = f"{ALL}&state=late"
    answer = desk.get(CSV + query)
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert "attachment" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert [row[4] for row in rows[1:]] == titles(desk, query)

    sheet = load_workbook(io.BytesIO(desk.get(XLSX + query).getvalue())).active
    assert [row[4].value for row in sheet.iter_rows(min_row=4)] == titles(desk, query)
    assert sheet["A1"].value == "望禾镇政务公开工作台账"
    assert "状态：逾期" in sheet["A2"].value
    assert "制表日期：2026-03-09" in sheet["A2"].value


def test_links_carry_the_period_that_was_filled_in(desk) -> None:
    answer = desk.get(f"{PAGE}?q=公告")

    assert answer.context["query"] == "q=%E5%85%AC%E5%91%8A&since=2026-01-01&until=2026-03-09"
    assert 'value="2026-01-01"' in answer.content.decode()


def test_pages_of_fifty_cost_the_same_queries(desk, place, django_assert_max_num_queries) -> None:
    desk.get(PAGE)
    with django_assert_max_num_queries(22) as few:
        desk.get(PAGE + ALL)
    for number in range(60):
        Duty.objects.create(
            township=place["town"], unit=place["office"], node=place["item"], domain=place["domain"],
            first=date(2026, 1, 1), last=date(2026, 1, 2), occasion=f"x{number}", due_on=date(2026, 1, 9),
        )  # fmt: skip
    with django_assert_max_num_queries(len(few)):
        answer = desk.get(PAGE + ALL)
    assert len(answer.context["lines"]) == 50
    assert [line.number for line in desk.get(f"{PAGE}{ALL}&page=2").context["lines"]] == list(range(51, 69))


@pytest.mark.parametrize("path", [PAGE, XLSX, CSV])
class TestWhoMayLook:
    def test_a_stranger_signs_in_first(self, client, place, path) -> None:
        assert client.get(path)["Location"].startswith("/office/login/")

    @pytest.mark.parametrize("role", [Role.LEGAL, Role.REQUEST_OFFICER])
    def test_roles_without_duties_are_refused(self, client, place, path, role) -> None:
        client.force_login(
            catalog.user_with(role, place["town"]), backend="catalog.backends.MembershipBackend"
        )
        assert client.get(path).status_code == 403

    def test_another_units_editor_sees_none_of_it(self, client, place, path) -> None:
        other = catalog.user_with(Role.EDITOR, catalog.unit(place["town"], "农业办"))
        client.force_login(other, backend="catalog.backends.MembershipBackend")
        assert texts(client, path + ALL) == []
        assert client.get(f"{path}{ALL}&unit={place['office'].pk}").status_code == 422

    def test_another_townships_supervisor_sees_none_of_it(self, client, place, path) -> None:
        there = build("shiqiao", "石桥镇")
        client.force_login(
            catalog.user_with(Role.SUPERVISOR, there["town"]), backend="catalog.backends.MembershipBackend"
        )
        assert client.get(f"/wanghe{path}").status_code == 403
        assert len(texts(client, f"/shiqiao{path}{ALL}")) == 8
        assert all("石桥镇" in text for text in texts(client, f"/shiqiao{path}{ALL}"))

    def test_one_person_in_two_townships_sees_one_at_a_time(self, client, place, path) -> None:
        there = build("shiqiao", "石桥镇")
        both = catalog.user_with(Role.SUPERVISOR, there["town"])
        both.memberships.create(unit=place["town"].unit, role=Role.SUPERVISOR)
        client.force_login(both, backend="catalog.backends.MembershipBackend")
        assert all("石桥镇" in text for text in texts(client, f"/shiqiao{path}{ALL}"))
        assert all("望禾镇" in text for text in texts(client, f"/wanghe{path}{ALL}"))


def texts(client, path: str) -> list[str]:
    """Domain and unit of each line, from whichever form the address gives."""
    answer = client.get(path)
    assert answer.status_code == 200
    if answer.context and "lines" in answer.context:
        return [line.domain + line.unit for line in answer.context["lines"]]
    data = answer.getvalue()
    if data.startswith(b"PK"):
        sheet = load_workbook(io.BytesIO(data)).active
        return [row[1].value + row[12].value for row in sheet.iter_rows(min_row=4)]
    return [row[1] + row[12] for row in list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1:]]


def test_no_such_file(desk) -> None:
    assert desk.get("/office/ledger/pdf/").status_code == 404
    assert desk.post(PAGE).status_code == 405
