"""Public pages: what they show, and that their number of queries does not grow with the data."""

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.law.vocabulary import Level, NodeKind, UnitKind, Verified
from catalog.models import AdoptionStatus
from disclosure.actions import publications, reviewing
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db


def settled(items: int = 3, number: int = 5):
    township = catalog.township(county_url="https://county.example.cn/")
    disclosure.levels(township)
    office = catalog.unit(township, "社会事务办")
    group = catalog.group(catalog.domain(key="d05", name="社会救助"))
    rows = [catalog.item(group, f"事项{i}", key=f"d05-{i:03d}") for i in range(items)]
    for row in rows[:5]:
        catalog.adoption(township, row, unit=office)
    editor = catalog.user_with(Role.EDITOR, office)
    disclosure.many_published(township, office, rows, editor, number)
    return township, office, rows, editor


def pages(office, rows, pk: int) -> dict[str, str]:
    return {
        "home": "/",
        "latest": "/latest/",
        "domain": "/domains/d05/",
        "item": f"/items/{rows[0].key}/",
        "unit_list": "/units/",
        "unit": f"/units/{office.pk}/",
        "detail": f"/info/{pk}/",
    }


BUDGET = {"home": 6, "latest": 6, "domain": 6, "item": 6, "unit_list": 6, "unit": 6, "detail": 4}


@pytest.mark.parametrize("kind", BUDGET)
def test_queries_are_few_and_do_not_grow(kind, settings) -> None:
    settings.PAGE_CACHE = False
    settings.SNAPSHOT_SECONDS = 60.0
    township, office, rows, editor = settled(items=2, number=10)
    path = pages(office, rows, township.publications.first().pk)[kind]
    small = queries(path)
    more = [catalog.item(rows[0].parent, f"更多{i}") for i in range(60)]
    for row in more:
        catalog.adoption(township, row, unit=office)
    for i in range(30):
        catalog.unit(township, f"第{i}站")
    type(township.publications.first()).objects.filter(index_no__startswith="M/").update(index_no=F("title"))
    disclosure.many_published(township, office, [*rows, *more], editor, 1000)

    assert queries(path) == small
    assert small <= BUDGET[kind]


def queries(path: str) -> int:
    Client().get(path)  # the snapshot of townships is read outside the count
    with CaptureQueriesContext(connection) as caught:
        assert Client().get(path).status_code == 200
    return len(caught)


def text(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_home_shows_domains_with_counts_and_the_newest(client) -> None:
    settled(number=12)

    page = text(client, "/")

    assert "社会救助" in page
    assert page.count("期通报") == 10


def test_domain_page_says_where_each_item_stands(client) -> None:
    township, _office, rows, _editor = settled(items=1, number=1)
    group = rows[0].parent
    catalog.adoption(
        township, catalog.item(group, "不涉及的"), status=AdoptionStatus.NOT_INVOLVED, reason="本镇无此类机构"
    )
    catalog.item(group, "县级的", levels=[Level.COUNTY])
    catalog.item(group, "停止的", in_force_until="2021-01-01", stop_reason="任务完成")
    catalog.item(group, "还没有的", verified=Verified.NO)

    page = text(client, "/domains/d05/")

    for words in ("本镇不涉及", "由县级部门公开", "已停止", "暂无信息", "待核对"):
        assert words in page


def test_item_page_shows_the_standard_table_and_the_local_wording(client) -> None:
    township, office, rows, _editor = settled(items=1, number=1)
    unverified = catalog.item(rows[0].parent, "待核事项", key="d05-900", verified=Verified.NO)
    catalog.adoption(township, unverified, unit=office, body="望禾镇社会事务办")

    page = text(client, "/items/d05-900/")

    for words in (
        "以县目录为准",
        "《政府信息公开条例》",
        "教育行政部门",
        "望禾镇社会事务办",
        "办学地点",
        "政府网站",
    ):
        assert words in page
    assert "第0期通报" in text(client, f"/items/{rows[0].key}/")


def test_county_rows_lead_to_the_county(client) -> None:
    _, _, rows, _ = settled(items=1, number=1)
    catalog.item(rows[0].parent, "县里公开", key="d05-901", levels=[Level.COUNTY])

    page = text(client, "/items/d05-901/")

    assert "由县级部门公开" in page
    assert 'href="https://county.example.cn/"' in page


def test_not_involved_shows_its_reason_to_residents(client) -> None:
    township, _, rows, _ = settled(items=1, number=1)
    row = catalog.item(rows[0].parent, "房屋征收", key="d05-902")
    catalog.adoption(township, row, status=AdoptionStatus.NOT_INVOLVED, reason="本镇无国有土地上房屋征收项目")

    assert "本镇无国有土地上房屋征收项目" in text(client, "/items/d05-902/")


def test_detail_page_has_the_index_block_the_catalog_block_and_the_files(client, at) -> None:
    township, office, rows, editor = settled(items=1, number=0)
    head = catalog.user_with(Role.SECTION_HEAD, township)
    made = publications.create(
        township=township, by=editor, at=at,
        fields={"title": "低保标准", "text": "每人每月 700 元。", "formed_on": at.date(), "doc_no": "望府发〔2026〕3号",
                "unit": office, "node": rows[0]},
        files=[publications.Upload("标准.pdf", disclosure.PDF), publications.Upload("测算.csv", "村,人数\n".encode())],
    )  # fmt: skip
    reviewing.submit(pk=made.pk, by=editor, at=at)
    done = reviewing.approve(pk=made.pk, by=head, at=at, secrecy_checked=True)

    page = text(client, done.path)

    for words in (done.index_no, "望府发〔2026〕3号", "低保标准", "社会救助", "事项0", "每年更新", "标准.pdf", "2026-03-09 09:00",
                  '<meta name="ArticleTitle" content="低保标准">', '<meta name="PubDate" content="2026-03-09 09:00">',
                  '<meta name="ContentSource"'):  # fmt: skip
        assert words in page
    file = done.attachments.first()
    answer = client.get(file.path + "x.pdf")
    assert b"".join(answer.streaming_content) == disclosure.PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("state", ["draft", "level1", "withdrawn"])
def test_what_is_not_public_opens_nowhere(client, state, at) -> None:
    township, office, rows, editor = settled(items=1, number=0)
    made = disclosure.draft(
        township, office, rows[0], editor, title="未公开的秘密标题", state=state, published_at=at, public_from=at,
        index_no="N-1", withdrawn_at=at, withdraw_reason="error",
    )  # fmt: skip
    file = publications.attach(
        publication=made, upload=publications.Upload("内部.pdf", disclosure.PDF), at=disclosure.DAY
    )

    answers = {
        path: client.get(path)
        for path in (made.path, file.path, f"{file.path}内部.pdf", "/", "/latest/", "/sitemap.xml", "/domains/d05/",
                     f"/items/{rows[0].key}/", f"/units/{office.pk}/", "/latest/?q=秘密")
    }  # fmt: skip

    for path, answer in answers.items():
        assert "未公开的秘密标题" not in answer.content.decode(), path
    assert answers[made.path].status_code == (410 if state == "withdrawn" else 404)
    assert answers[file.path].status_code == 404
    assert answers[f"{file.path}内部.pdf"].status_code == 404


def test_every_unknown_address_answers_alike_and_helps(client) -> None:
    settled(items=1, number=0)

    for path in (
        "/info/999999/",
        "/items/no-such/",
        "/domains/no-such/",
        "/units/9999/",
        "/nowhere/",
        "/files/x/",
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "首页" in answer.content.decode()


def test_pages_far_out_of_range_give_the_last(client) -> None:
    settled(items=1, number=45)

    assert "第44期通报" in text(client, "/latest/?page=999")
    assert "第0期通报" in text(client, "/latest/?page=abc")


@pytest.mark.parametrize(
    "query", ["year=abc", "year=99999", "unit=x", "unit=99999", "domain=%00", "q=%00", "q=" + "长" * 70]
)
def test_nonsense_in_a_filter_is_answered_calmly(client, query) -> None:
    settled(items=1, number=1)

    assert client.get(f"/latest/?{query}").status_code == 200


def test_villages_and_offices_are_listed_by_kind(client) -> None:
    township, *_ = settled(items=1, number=0)
    catalog.unit(township, "上坪村", UnitKind.VILLAGE)

    page = text(client, "/units/")

    assert page.index("内设机构</h2>") < page.index("村（社区）</h2>")
    assert "上坪村" in page


def test_site_meta_stands_on_every_page_site_7(client) -> None:
    township, office, rows, _editor = settled(items=1, number=1)
    pk = township.publications.get().pk

    for path in pages(office, rows, pk).values():
        page = text(client, path)
        for name in ("SiteName", "SiteDomain", "SiteIDCode"):
            assert f'<meta name="{name}"' in page, path
    assert '<meta name="ColumnType"' in text(client, "/domains/d05/")


def test_node_kinds_other_than_items_have_domain_pages(client) -> None:
    _, _, rows, _ = settled(items=1, number=0)

    assert rows[0].parent.kind == NodeKind.GROUP
    assert client.get(f"/domains/{rows[0].parent.key}/").status_code == 200
    assert client.get(f"/domains/{rows[0].key}/").status_code == 404
