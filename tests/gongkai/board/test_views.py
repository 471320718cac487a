"""The pages: who sees them, what the lists hold, what the file holds, the picture."""

import io
import re
from datetime import date
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from openpyxl import load_workbook

from catalog.law.roles import Role
from catalog.models import User
from disclosure.models import Duty
from disclosure.rules import duties_of
from gongkai.board import charts, figures
from gongkai.board.figures import board
from gongkai.board.measures import MEASURES
from gongkai.board.periods import quarter_of
from gongkai.board.views import ROLES
from tests.factories import catalog as make
from tests.gongkai.board.duties import Town, absences, fill, instant, town

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)
HOME = "/office/board/"
ADDRESSES = [HOME, *(f"{HOME}records/{key}/{way}" for key in MEASURES for way in ("", "export/"))]


@pytest.fixture(autouse=True)
def _today(time_machine: object) -> None:
    time_machine.move_to(instant(TODAY), tick=False)


@pytest.fixture
def place() -> Town:
    made = town()
    fill(made, TODAY)
    absences(made)
    return made


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


@pytest.fixture
def supervisor(place: Town) -> Client:
    return signed_in(make.user_with(Role.SUPERVISOR, place.township))


def rows(client: Client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


# ---- who ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", Role)
def test_every_address_is_for_those_who_lead_or_supervise(place: Town, role: Role) -> None:
    client = signed_in(make.user_with(role, place.township))

    answers = {address: client.get(address).status_code for address in ADDRESSES}

    assert answers == dict.fromkeys(ADDRESSES, 200 if role in ROLES else 403)


def test_no_address_answers_a_stranger(place: Town) -> None:
    other = town("石桥镇", "shiqiao")
    foreign = signed_in(make.user_with(Role.SUPERVISOR, other.township))

    for address in ADDRESSES:
        assert Client().get(f"/wanghe{address}").headers["Location"].startswith("/wanghe/office/login/")
        assert foreign.get(f"/wanghe{address}").status_code == 403


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_can_be_changed(place: Town, supervisor: Client, address: str) -> None:
    before = list(Duty.objects.order_by("pk").values_list())

    assert supervisor.post(address).status_code == 405
    assert list(Duty.objects.order_by("pk").values_list()) == before


def test_a_section_head_finds_nothing_of_other_units_at_any_address(place: Town) -> None:
    own, other = place.offices[0], place.offices[1]
    head = make.user_with(Role.SECTION_HEAD, own)
    client = signed_in(head)
    page = client.get(HOME).content.decode()

    assert own.name in page
    assert other.name not in page
    assert "村（" not in page
    mine = set(duties_of(head).values_list("pk", flat=True))
    for key in MEASURES:
        for query in ("", "?since=2025-01-01&until=2026-12-31"):
            text = client.get(f"{HOME}records/{key}/{query}").content.decode()
            assert not [unit.name for unit in place.units if unit != own and unit.name in text]
            found = rows(client, f"{HOME}records/{key}/export/{query}")[3:]
            assert {line[2 if key == "not_involved" else 3] for line in found} <= {own.name}
        asked = f"{HOME}records/{key}/?unit={other.pk}"
        assert "请改正上面标出的条件" in client.get(asked).content.decode()
        assert client.get(asked.replace("/?", "/export/?")).status_code == 404
    whole = figures.Cut(place.township, frozenset([own.pk]), quarter_of(TODAY), TODAY).duties()
    assert set(whole.values_list("pk", flat=True)) <= mine


def test_unknown_figures_are_not_found(supervisor: Client) -> None:
    assert supervisor.get(f"{HOME}records/ranking/").status_code == 404


# ---- figures and lists ------------------------------------------------------------------------------------
def test_every_number_on_the_page_opens_as_many_records(place: Town, supervisor: Client) -> None:
    page = supervisor.get(HOME).content.decode()
    found = re.findall(
        r'href="(records/[^"]+)"[^>]*>(?:<b[^>]*>.</b><span class="sr">[^<]*</span>)?(\d+)', page
    )

    assert len(found) > 80
    for address, number in found:
        behind = supervisor.get(HOME + address.replace("&amp;", "&")).content.decode()
        assert f"共 <b>{number}</b>" in behind, address


@pytest.mark.parametrize("key", MEASURES)
def test_file_holds_exactly_the_records(place: Town, supervisor: Client, key: str) -> None:
    query = "?since=2025-01-01&until=2026-12-31"
    page = supervisor.get(f"{HOME}records/{key}/{query}").content.decode()
    found = rows(supervisor, f"{HOME}records/{key}/export/{query}")

    assert f"共 <b>{len(found) - 3}</b>" in page
    assert MEASURES[key].definition in page
    assert MEASURES[key].definition.rstrip("。") in found[1][0]
    for line in found[3:53]:
        assert all(escape(text) in page for text in line)


def test_formula_looking_text_stays_text(place: Town, supervisor: Client) -> None:
    item = place.items[0]
    item.name = '=HYPERLINK("http://x","领钱")'
    item.save()

    answer = supervisor.get(f"{HOME}records/due/export/?since=2025-01-01&until=2026-12-31")
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active

    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}
    assert item.name in {row[1].value for row in sheet.iter_rows()}


def test_more_records_than_a_file_holds_are_refused_in_words(
    supervisor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gongkai.board.export.MOST", 3)

    answer = supervisor.get(f"{HOME}records/due/export/")

    assert answer.status_code == 422
    assert "一次最多导出3条" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "records/due/", "records/soon/", "records/not_involved/"])
def test_pages_cost_the_same_whatever_the_data(supervisor: Client, place: Town, path: str) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert supervisor.get(HOME + path).status_code == 200
        return len(asked)

    Duty.objects.exclude(pk__in=Duty.objects.order_by("pk")[:100]).delete()
    cost()
    small = cost()
    Duty.objects.all().delete()
    fill(
        Town(
            place.township,
            [make.unit(place.township) for _ in range(6)],
            [],
            place.domains,
            place.items,
            place.by,
        ),
        TODAY,
        600,
    )

    assert cost() == small < 20


def test_lists_are_paged_and_keep_their_filters(place: Town, supervisor: Client) -> None:
    page = supervisor.get(f"{HOME}records/due/?since=2025-01-01&until=2026-12-31").content.decode()

    assert page.count('<th scope="row">') == 50
    assert "since=2025-01-01&amp;until=2026-12-31&amp;page=2" in page


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("span=own", "请填写起止日期"),
        ("since=2026-01-01", "起止日期请都填写"),
        ("since=2026-02-01&until=2026-01-01", "截止日期不能早于起始日期"),
        ("since=2016-02-01&until=2026-01-01", "一次最多看三年"),
        ("since=früh&until=2026-01-01", "请按“2026-03-01”的样子填写日期"),
    ],
)
def test_wrong_periods_are_told_at_the_field(supervisor: Client, query: str, message: str) -> None:
    assert message in supervisor.get(f"{HOME}?{query}").content.decode()


def test_period_can_be_chosen(supervisor: Client) -> None:
    assert "2026-01-01 至 2026-03-31" in supervisor.get(HOME).content.decode()
    assert "2025-01-01 至 2025-12-31" in supervisor.get(f"{HOME}?span=last_year").content.decode()
    own = supervisor.get(f"{HOME}?span=own&since=2025-02-03&until=2025-02-04").content.decode()
    assert "2025-02-03 至 2025-02-04" in own


def test_small_samples_get_no_percentage(supervisor: Client) -> None:
    Duty.objects.all().delete()

    page = supervisor.get(HOME).content.decode()

    assert "样本太少，不计比例" in page
    assert "%</span>" not in page


def test_the_desk_leads_to_the_board(place: Town, supervisor: Client) -> None:
    assert f'href="{HOME}"' in supervisor.get("/office/").content.decode()
    editor = signed_in(make.user_with(Role.EDITOR, place.township))
    assert f'href="{HOME}"' not in editor.get("/office/").content.decode()


# ---- the picture ------------------------------------------------------------------------------------------
def test_the_picture_is_well_formed_and_tells_its_numbers(place: Town, supervisor: Client) -> None:
    page = supervisor.get(HOME).content.decode()
    (drawn,) = re.findall(r"<svg xmlns.*?</svg>", page, re.DOTALL)

    picture = ElementTree.fromstring(drawn)  # noqa: S314  (our own page)
    name = "{http://www.w3.org/2000/svg}"
    assert picture.get("role") == "img"
    assert picture.get("aria-labelledby") == "trend-title trend-desc"
    assert picture.find(f"{name}title").text
    assert "2026年3月应公开" in picture.find(f"{name}desc").text
    assert picture.find(f".//{name}pattern") is not None
    assert not [node for node in picture.iter() if "style" in node.attrib]


def test_bars_stand_on_each_other_within_the_frame(place: Town) -> None:
    found = board(place.township, None, quarter_of(TODAY), TODAY)

    drawn = charts.trend(found.months)

    assert len(drawn.bars) == 12
    for bar, month in zip(drawn.bars, found.months, strict=True):
        assert bar.due == month.due.count
        assert bar.in_time_top + bar.in_time_height == pytest.approx(drawn.ground)
        assert bar.late_top + bar.late_height == pytest.approx(bar.in_time_top)
        assert charts.TOP - 0.1 <= bar.top <= bar.late_top + 0.1
    assert drawn.ticks[-1].value >= max(bar.due for bar in drawn.bars)


@pytest.mark.parametrize(
    ("most", "step"), [(0, 1), (5, 1), (6, 2), (17, 5), (51, 20), (500, 100), (501, 200)]
)
def test_scale_ends_on_a_round_number(most: int, step: int) -> None:
    assert charts._step(most) == step
