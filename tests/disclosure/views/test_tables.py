"""Attached tables on the public site: who may read them, search, pages, files, and that none outlives its list."""

from datetime import UTC, datetime

import pytest
import time_machine

from catalog.law.roles import Role
from disclosure.actions import publishing
from disclosure.actions.publications import Upload, attach
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Publication, Reach
from tests.disclosure.sheets.test_tables import LIST, book, text
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
OVER = datetime(2026, 3, 18, 16, 0, tzinfo=UTC)
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def place():
    township = catalog.township()
    office = catalog.unit(township, "财政所")
    item = catalog.item(catalog.group(catalog.domain()), "补贴发放")
    return township, office, item, catalog.user_with(Role.EDITOR, office)


def with_table(place, data: bytes = b"", name: str = "补贴.xlsx", **more) -> tuple[Publication, Attachment]:
    made = disclosure.published(*place, DAY, title="补贴发放公示", **more)
    attachment = attach(publication=made, upload=Upload(name, data or book(LIST)), at=disclosure.DAY)
    Attachment.objects.update(as_table=True)
    return made, attachment


def rows(number: int) -> bytes:
    return text([["户名", "村组", "金额"], *[[f"户{n:05}", f"第{n % 12}组", n] for n in range(number)]])


def get(client, path: str, at: datetime = DAY):
    with time_machine.travel(at, tick=False):
        return client.get(path)


def body(answer) -> str:
    return (
        b"".join(answer.streaming_content).decode("utf-8-sig")
        if answer.streaming
        else answer.content.decode()
    )


def address(made: Publication, attachment: Attachment) -> str:
    return f"/info/{made.pk}/table/{attachment.key}/"


# ---- on the page of the publication -------------------------------------------------------------------------
def test_the_page_shows_the_first_twenty_rows_and_the_way_to_all(client, place) -> None:
    made, attachment = with_table(place, rows(30), "补贴.csv")

    page = body(get(client, made.path))

    assert page.count("<tr>") == 1 + 20
    assert "查看全部 30 行" in page
    assert f'href="{address(made, attachment)}"' in page


def test_a_list_of_persons_is_shown_without_files_and_without_what_is_private(client, place) -> None:
    made, attachment = with_table(place, person_list=True)

    for path in (made.path, address(made, attachment)):
        answer = get(client, path)
        page = body(answer)
        assert "欧阳试样" in page
        assert answer["X-Robots-Tag"] == "noindex, noarchive"
        for private in ("11010519491231002X", "6222000000000000000", "13800000000", "某村1号", "患病"):
            assert private not in page
        assert "下列各栏不在网上公开：身份证号、银行卡号、联系电话、家庭住址、致贫原因" in page
        assert "download" not in page.replace("head_search", "").split("<main")[1].split("</main>")[0]


def test_a_sheet_of_persons_is_shown_even_unmarked_and_a_broken_one_is_left_out(client, place) -> None:
    made, good = with_table(place, person_list=True)
    attach(publication=made, upload=Upload("坏.csv", text([["试样甲", "300"]])), at=disclosure.DAY)
    Attachment.objects.update(as_table=False)

    page = body(get(client, made.path))

    assert f'href="{address(made, good)}"' in page
    assert "试样甲" not in page


def test_an_unmarked_sheet_is_only_downloaded(client, place) -> None:
    made, attachment = with_table(place)
    Attachment.objects.update(as_table=False)

    assert "查看全部" not in body(get(client, made.path))
    assert get(client, address(made, attachment)).status_code == 404


# ---- the table's own page -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("query", "first", "number"),
    [
        ("", "户00000", 50),
        ("?page=2", "户00050", 50),
        ("?page=3", "户00100", 20),
        ("?page=99", "户00100", 20),
        ("?page=x", "户00000", 50),
        ("?q=户00119", "户00119", 1),
        ("?q=第3组", "户00003", 10),
        ("?q=第3组 户00015", "户00015", 1),
    ],
)
def test_pages_and_search(client, place, query, first, number) -> None:
    made, attachment = with_table(place, rows(120), "补贴.csv")

    page = body(get(client, address(made, attachment) + query))

    assert page.split("<tbody>")[1].count("<tr>") == number
    assert f"<td>{first}</td>" in page.split("<tbody>")[1].split("</tr>")[0]


def test_nothing_found_is_said_and_what_was_sought_stays(client, place) -> None:
    made, attachment = with_table(place, rows(3), "补贴.csv")

    page = body(get(client, address(made, attachment) + "?q=<b>没有"))

    assert "没有找到含“&lt;b&gt;没有”的行" in page
    assert 'value="&lt;b&gt;没有"' in page


def test_what_stands_in_cells_is_text(client, place) -> None:
    made, attachment = with_table(
        place, text([["名称<i>", "数"], ["<script>alert(1)</script>", 3]]), "表.csv"
    )

    page = body(get(client, address(made, attachment)))

    assert "<script>alert" not in page
    assert "<i>" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_table_is_taken_away_unless_it_is_of_persons(client, place, kind) -> None:
    made, attachment = with_table(place, rows(3), "补贴.csv")
    path = f"{address(made, attachment)}{kind}/"

    answer = get(client, path)
    Publication.objects.update(person_list=True)

    assert answer.status_code == 200
    assert f"%E8%A1%A5%E8%B4%B4.{kind}" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-cache"
    if kind == "csv":
        assert body(answer).splitlines() == [
            "户名,村组,金额",
            "户00000,第0组,0",
            "户00001,第1组,1",
            "户00002,第2组,2",
        ]
    assert get(client, path).status_code == 404


def test_there_is_no_other_kind(client, place) -> None:
    made, attachment = with_table(place)

    assert get(client, f"{address(made, attachment)}json/").status_code == 404


# ---- what is not public -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN, "withdrawn_at": DAY, "withdraw_reason": "error"},
        {"public_from": OVER},
        {"public_until": DAY},
        {"person_list": True, "reach": Reach.BOARD},
    ],
    ids=["draft", "withdrawn", "not yet", "over", "on the board"],
)
def test_a_table_that_is_not_public_answers_like_an_unknown_address(client, place, change) -> None:
    made, attachment = with_table(place)
    Publication.objects.update(**change)
    unknown = body(get(client, f"/info/{made.pk}/table/{NOWHERE}/"))

    for path in (address(made, attachment), f"{address(made, attachment)}csv/"):
        answer = get(client, path)
        assert answer.status_code == 404
        assert body(answer).replace(path, "") == unknown.replace(f"/info/{made.pk}/table/{NOWHERE}/", "")


@pytest.mark.parametrize("wrong", ["publication", "township", "scan", "earlier edition"])
def test_a_key_works_in_its_own_place_only(client, place, wrong) -> None:
    made, attachment = with_table(place)
    other = disclosure.published(*place, DAY)
    path = address(made, attachment)
    if wrong == "publication":
        path = address(other, attachment)
    elif wrong == "township":
        catalog.township("meilan", "梅澜乡")
        assert get(client, f"/wanghe{path}").status_code == 200
        path = f"/meilan{path}"
    elif wrong == "scan":
        Attachment.objects.update(role="scan")
    else:
        Attachment.objects.update(retired_in=1)

    assert get(client, path).status_code == 404


def test_a_list_whose_period_is_over_takes_its_table_along(client, place) -> None:
    made, attachment = with_table(
        place, person_list=True, posted_days=7, posted_until=datetime(2026, 3, 18, tzinfo=UTC).date(), public_until=OVER
    )  # fmt: skip
    assert get(client, address(made, attachment)).status_code == 200

    publishing.run_clock(OVER)

    assert get(client, address(made, attachment), OVER).status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_queries_do_not_grow_with_the_table(client, place, size, settings, django_assert_num_queries) -> None:
    settings.PAGE_CACHE = False
    settings.SNAPSHOT_SECONDS = 60.0
    made, attachment = with_table(place, rows(size), "补贴.csv")
    get(client, address(made, attachment))

    with time_machine.travel(DAY, tick=False):
        with django_assert_num_queries(1):
            client.get(address(made, attachment))
        with django_assert_num_queries(2):
            client.get(made.path)
