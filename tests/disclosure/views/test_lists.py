"""Lists of persons on the public site: on the board or on the web, never beyond, and gone when their period is over."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine

from catalog.law.roles import Role
from catalog.models import Entry
from disclosure.actions import publishing
from disclosure.actions.publications import Upload, attach
from disclosure.checks.desk import examine
from disclosure.law.lifecycle import State
from disclosure.models import Outlet, Placement, Publication, Reach
from gongkai.indexing import rebuild
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
OVER = datetime(2026, 3, 18, 16, 0, tzinfo=UTC)  # midnight in Shanghai after the last day
NAMES = "<p>公示对象：欧阳试样、司徒样例。</p>"
NOWHERE = "/files/00000000-0000-4000-8000-000000000000/"
CSV = "姓名,村组,金额\n欧阳试样,一组,300\n司徒样例,二组,500\n".encode()


@pytest.fixture
def place():
    township = catalog.township()
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()), "护林员选聘", key="d09-001")
    return township, office, item, catalog.user_with(Role.EDITOR, office)


def a_list(place, **more) -> Publication:
    values = {
        "kind": "list", "title": "护林员选聘名单公示", "text": NAMES, "person_list": True, "posted_days": 7,
        "posted_until": datetime(2026, 3, 18, tzinfo=UTC).date(), "public_until": OVER,
        "posting_contact": "社会事务办 0000-8880001", "details": {"period": "2026年3月"},
        "summary": "公示对象：欧阳试样、司徒样例。",
    } | more  # fmt: skip
    return disclosure.published(*place, DAY, **values)


def get(client, path: str, at: datetime = DAY):
    with time_machine.travel(at, tick=False):
        return client.get(path)


# ---- on the board -------------------------------------------------------------------------------------------
def test_a_list_on_the_board_shows_figures_and_where_it_hangs(client, place) -> None:
    made = a_list(
        place,
        reach=Reach.BOARD,
        head_count=38,
        amount=Decimal("12300.50"),
        text="<p>本月情况。</p>",
        summary="",
    )
    attach(publication=made, upload=Upload("名单.csv", CSV), at=disclosure.DAY)
    village = catalog.village(place[0], "上坪村")
    Placement.objects.create(
        publication=made, outlet=Outlet.BOARD, unit=village, place="村部公示栏", placed_on=DAY.date(), by=place[3], at=DAY
    )  # fmt: skip

    page = get(client, made.path).content.decode()

    for words in ("名单在村（社区）公示栏张贴，网上只公开人数和金额", "<dd>38</dd>", "12,300.50", "2026年3月",
                  "上坪村村部公示栏", "2026-03-18", "社会事务办 0000-8880001"):  # fmt: skip
        assert words in page
    assert "欧阳试样" not in page
    assert "名单.csv" not in page


@pytest.mark.parametrize(
    ("village", "words"), [(True, "下坪村公示栏"), (False, "对象所在村（社区）的公示栏")]
)
def test_where_it_hangs_without_a_record(client, place, village, words) -> None:
    township, office, item, editor = place
    unit = catalog.village(township, "下坪村") if village else office
    made = a_list((township, unit, item, editor), reach=Reach.BOARD, head_count=1, amount=Decimal(0))

    assert f"张贴地点：{words}。" in get(client, made.path).content.decode()


# ---- never beyond its page ----------------------------------------------------------------------------------
@pytest.mark.parametrize(("person_list", "told"), [(True, True), (False, False)])
def test_search_engines_are_told_in_page_and_header(client, place, person_list, told) -> None:
    made = a_list(place, person_list=person_list)

    for _ in range(2):  # the second answer comes from the page cache
        answer = get(client, made.path)

        assert ('<meta name="robots" content="noindex, noarchive">' in answer.content.decode()) is told
        assert (answer.headers.get("X-Robots-Tag") == "noindex, noarchive") is told


def test_a_file_of_a_list_answers_like_an_unknown_address(client, place) -> None:
    made = a_list(place)
    kept = attach(publication=made, upload=Upload("名单.csv", CSV), at=disclosure.DAY)
    other = disclosure.published(*place, DAY)
    free = attach(publication=other, upload=Upload("通知.csv", CSV), at=disclosure.DAY)

    assert get(client, f"{free.path}通知.csv").status_code == 200
    answer, unknown = get(client, kept.path), get(client, NOWHERE)
    assert get(client, f"{kept.path}名单.csv").status_code == answer.status_code == unknown.status_code == 404
    assert answer.content.replace(kept.path.encode(), b"") == unknown.content.replace(NOWHERE.encode(), b"")


@pytest.mark.parametrize(
    "path", ["/", "/latest/", "/latest/?q=欧阳试样", "/latest/?q=护林员", "/items/d09-001/", "/sitemap.xml"]
)
def test_no_list_search_or_site_map_shows_a_name(client, place, path) -> None:
    made = a_list(place)

    page = get(client, path).content.decode()

    assert "欧阳试样" not in page.replace('value="欧阳试样"', "")
    assert (made.path in page) is (path not in {"/latest/?q=欧阳试样", "/sitemap.xml"})


def test_the_index_holds_title_and_result_only(place) -> None:
    made = a_list(place)

    entry = Entry.objects.get(key=f"publication:{made.pk}")

    assert (entry.title, entry.summary, entry.noindex) == ("护林员选聘名单公示", "", True)


# ---- when the period is over --------------------------------------------------------------------------------
@pytest.mark.parametrize("recorded", [False, True], ids=["by the clock alone", "recorded"])
def test_when_the_period_is_over_the_page_answers_like_an_unknown_address(client, place, recorded) -> None:
    made = a_list(place)
    assert get(client, made.path, OVER - timedelta(seconds=1)).status_code == 200
    if recorded:
        publishing.run_clock(OVER)

    answer, unknown = get(client, made.path, OVER), get(client, "/info/999999/", OVER)

    assert answer.status_code == unknown.status_code == 404
    assert answer.content.replace(made.path.encode(), b"") == unknown.content.replace(b"/info/999999/", b"")
    for path in ("/", "/latest/", "/latest/?q=护林员", "/sitemap.xml"):
        assert made.path not in get(client, path, OVER).content.decode()
    item = get(client, "/items/d09-001/", OVER).content.decode()
    assert "已期满的公示" in item
    assert "护林员选聘名单公示" in item
    assert "公示期 2026-03-09 至 2026-03-18" in item
    assert "结果待填写" in item
    assert "欧阳试样" not in item
    assert made.path not in item


def test_the_result_stays_on_the_page_of_the_item(client, place) -> None:
    made = a_list(place)
    publishing.run_clock(OVER)

    publishing.note_result(pk=made.pk, by=place[3], at=OVER, result="公示期内未收到异议。")

    assert "结果：公示期内未收到异议。" in get(client, "/items/d09-001/", OVER).content.decode()


def test_the_index_made_anew_agrees_before_and_after(place) -> None:
    township = place[0]
    a_list(place)
    assert not rebuild(township, mend=False)

    publishing.run_clock(OVER)

    assert Publication.objects.get().state == State.EXPIRED
    assert not rebuild(township, mend=False)


def test_another_township_shows_nothing_of_it(client, place) -> None:
    made = a_list(place)
    catalog.township("meilan", "梅澜乡")
    publishing.run_clock(OVER)

    assert "护林员选聘名单公示" not in get(client, "/meilan/items/d09-001/", OVER).content.decode()
    assert get(client, f"/meilan{made.path}").status_code == 404


@pytest.mark.parametrize("size", [1, 30])
def test_queries_of_the_item_page_do_not_grow_with_what_is_over(
    client, place, size, settings, django_assert_num_queries
) -> None:
    settings.PAGE_CACHE = False
    settings.SNAPSHOT_SECONDS = 60.0
    for number in range(size):
        a_list(place, title=f"第{number}批名单公示")
    publishing.run_clock(OVER)
    get(client, "/items/d09-001/", OVER)

    with time_machine.travel(OVER, tick=False), django_assert_num_queries(4):
        client.get("/items/d09-001/")


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [("名单.pdf", disclosure.PDF, True), ("名单.csv", CSV, False)],
    ids=["pdf", "csv"],
)
def test_the_desk_tells_of_a_file_nobody_will_see(place, name, data, told) -> None:
    made = disclosure.draft(*place, kind="list", person_list=True)
    attach(publication=made, upload=Upload(name, data), at=disclosure.DAY)

    found = [each.rule for each in examine(made, at=DAY)]

    assert ("list-files" in found) is told


# ---- its result ---------------------------------------------------------------------------------------------
def result_url(made: Publication) -> str:
    return f"/office/publications/{made.pk}/result/"


@pytest.mark.parametrize("over", [False, True], ids=["running", "over"])
def test_the_editor_writes_the_result(client, place, over) -> None:
    made = a_list(place)
    if over:
        publishing.run_clock(OVER)
        made.refresh_from_db()
    client.force_login(place[3])
    assert "填写公示结果" in client.get(f"/office/publications/{made.pk}/").content.decode()

    answer = client.post(result_url(made), {"version": made.version, "result": "未收到异议。"}, follow=True)

    assert "公示结果已填写" in answer.content.decode()
    made.refresh_from_db()
    assert made.posting_result == "未收到异议。"
    assert Entry.objects.get().summary == "未收到异议。"


@pytest.mark.parametrize(
    ("sent", "words", "status"),
    [
        ({"version": 1, "result": ""}, "请写明公示结果", 200),
        ({"version": 0, "result": "未收到异议。"}, "刚被别人改过", 409),
        ({"version": 1, "result": "长" * 301}, "300", 200),
    ],
)
def test_a_refused_result_is_said_and_stays_typed(client, place, sent, words, status) -> None:
    made = a_list(place)
    client.force_login(place[3])

    answer = client.post(result_url(made), sent)

    assert answer.status_code == status
    assert words in answer.content.decode()
    assert sent["result"] in answer.content.decode()
    made.refresh_from_db()
    assert made.posting_result == ""


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.SECTION_HEAD, "own unit", 403),
        (Role.SIGNER, "own unit", 403),
        (Role.EDITOR, "another unit", 404),
        (Role.REQUEST_OFFICER, "own unit", 404),
        (Role.EDITOR, "another township", 403),
    ],
)
def test_others_do_not_write_it(client, place, role, where, status) -> None:
    made = a_list(place)
    prefix = ""
    if where == "another township":
        user, prefix = catalog.user_with(role, catalog.township("meilan", "梅澜乡")), "/wanghe"
    else:
        user = catalog.user_with(role, place[1] if where == "own unit" else catalog.unit(place[0], "财政所"))
    client.force_login(user)

    for answer in (
        client.get(prefix + result_url(made)),
        client.post(prefix + result_url(made), {"result": "改"}),
    ):
        assert answer.status_code == status
    assert Publication.objects.get().posting_result == ""


@pytest.mark.parametrize(
    "change", [{"posted_until": None}, {"state": State.DRAFT}], ids=["no notice", "draft"]
)
def test_what_was_not_posted_has_no_result(client, place, change) -> None:
    made = a_list(place)
    Publication.objects.update(**change)
    client.force_login(place[3])

    assert client.get(result_url(made)).status_code == 404
