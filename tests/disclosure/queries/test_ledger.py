"""Lines of the ledger against what was put in, spelled out by hand."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from catalog.law.roles import Role
from catalog.law.vocabulary import Channel
from disclosure.law.duties import DutyState
from disclosure.models import Duty, Outlet, Publication
from disclosure.queries.ledger import STATES, Ledger, duties, publications
from tests.factories import catalog
from tests.factories import disclosure as write
from tests.factories.ledger import AT, build

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return build()


def ledger(place, user=None):
    who = user or place["clerk"]
    return Ledger(place["town"], duties(who, place["town"]), publications(who, place["town"]), AT)


def test_every_line_as_expected(place) -> None:
    found = [
        (
            line.number,
            line.title,
            line.due_on,
            line.published_on,
            line.timeliness,
            line.clerk,
            line.reviewer,
            line.remark,
        )
        for line in ledger(place).lines()
    ]

    d = date
    assert found == [
        (
            1,
            "",
            d(2026, 3, 30),
            None,
            "未公开",
            "",
            "",
            "2026-01-01至2026-01-31；适用于价格；应公开日期为预计",
        ),
        (2, "无新增，3月5日确认", d(2026, 3, 8), None, "按时", "李编辑", "", "2026-01-01至2026-01-31"),
        (3, "", d(2026, 3, 7), None, "不适用", "陈审核", "", "2026-01-01至2026-01-31；已免除：村组合并"),
        (4, "发放方案", d(2026, 3, 6), None, "未公开，已逾期1个工作日", "", "", "2026-03-02作出决定"),
        (
            5,
            "迟到公告",
            d(2026, 2, 5),
            d(2026, 2, 10),
            "逾期3个工作日",
            "李编辑",
            "陈审核",
            "2026-01-01至2026-01-31",
        ),
        (6, "准时公告", d(2026, 2, 4), d(2026, 2, 4), "按时", "李编辑", "陈审核", "2026-01-01至2026-01-31"),
        (7, "撤回公告", None, d(2026, 1, 20), "不适用", "李编辑", "陈审核", "已撤回（2026-01-21，内容有误）"),
        (8, "迁入公告", None, d(2024, 5, 6), "不适用", "李编辑", "陈审核", "迁入"),
    ]


def test_a_line_in_full(place) -> None:
    line = list(ledger(place).lines())[5]

    assert (line.domain, line.level1, line.item, line.channels, line.unit) == (
        "望禾镇社会救助", "综合业务", "政策文件", "政府网站；规定：政府网站", "望禾镇社会事务办",
    )  # fmt: skip
    assert (line.doc_no, line.formed_on, line.index_no) == (
        "望府发〔2026〕1号", date(2026, 2, 2), place["准时"].index_no,
    )  # fmt: skip
    assert line.path == place["准时"].path
    assert list(ledger(place).lines())[4].late_cause == "印章外出"


def test_local_channels_win(place) -> None:
    catalog.adoption(place["town"], place["item"], channels=[Channel.GAZETTE])

    assert {line.required for line in ledger(place).lines()} == {Channel.GAZETTE.label}


def test_the_channel_is_where_it_went_not_where_it_should_go(place) -> None:
    """Placements as noted, in the order it went out; of what is not public only what is required."""
    catalog.adoption(place["town"], place["item"], channels=[Channel.WEBSITE, Channel.NOTICE_BOARD])
    went = [
        ("准时", Outlet.WECHAT, 6, ""), ("准时", Outlet.BOARD, 5, "上坪村"), ("准时", Outlet.BOARD, 7, "下坪村"),
        ("迁入", Outlet.STATION, 8, ""), ("草稿", Outlet.DOUYIN, 8, ""),
    ]  # fmt: skip
    for title, outlet, day, where in went:
        paper = Publication.objects.get(title__startswith=title)
        paper.placements.create(
            outlet=outlet, place=where, placed_on=date(2026, 2, day), by=place["clerk"], at=AT
        )

    asked = "规定：政府网站、社区/企事业单位/村公示栏(电子屏)"
    assert {line.title: line.channels for line in ledger(place).lines() if line.title} == {
        "准时公告": f"政府网站、村（社区）公示栏2处、微信公众号；{asked}",
        "迟到公告": f"政府网站；{asked}",
        "撤回公告": f"政府网站；{asked}",
        "迁入公告": f"政府网站、益农信息社、便民服务站；{asked}",
        "无新增，3月5日确认": asked,
        "发放方案": asked,
    }


def test_an_item_without_a_printed_channel_names_only_where_it_went(place) -> None:
    place["item"].channels = []
    place["item"].save()

    assert {line.channels for line in ledger(place).lines()} == {"政府网站", ""}


def test_sums_count_the_lines(place) -> None:
    assert ledger(place).sums() == {
        "total": 8, "on_time": 2, "late": 2, "open": 2, "nothing_new": 1, "waived": 1, "carried_over": 1, "withdrawn": 1,
    }  # fmt: skip
    assert set(ledger(place).sums()) == {"total", *STATES}


def test_a_part_of_the_list_keeps_its_numbers(place) -> None:
    assert [line.number for line in ledger(place).lines(3, 5)] == [4, 5]
    assert list(ledger(place).lines(3, 5)) == list(ledger(place).lines())[3:5]


def test_lines_end_at_unit_and_township(place) -> None:
    other = build("shiqiao", "石桥镇")
    colleague = catalog.user_with(Role.EDITOR, catalog.unit(place["town"], "农业办"))
    for stranger in (other["clerk"], colleague, catalog.user(), AnonymousUser()):
        assert list(ledger(place, stranger).lines()) == []
    lawyer = catalog.user_with(Role.LEGAL, place["town"])
    assert ledger(place, lawyer).sums()["total"] == 0
    overseer = catalog.user_with(Role.SUPERVISOR, place["town"])
    assert list(ledger(place, overseer).lines()) == list(ledger(place).lines())


def test_a_paper_of_another_unit_stands_on_the_duty_it_discharged(place) -> None:
    elsewhere = catalog.unit(place["town"], "农业办")
    paper = write.published(place["town"], elsewhere, place["item"], place["clerk"], title="代发")
    place["open"].publication, place["open"].state = paper, DutyState.PUBLISHED
    place["open"].discharged_on = date(2026, 3, 9)
    place["open"].save()

    overseer = catalog.user_with(Role.SUPERVISOR, place["town"])
    assert [line.unit for line in ledger(place, overseer).lines() if line.title == "代发"] == [
        "望禾镇社会事务办"
    ]
    author = catalog.user_with(Role.EDITOR, elsewhere)
    assert [line.unit for line in ledger(place, author).lines()] == ["农业办"]


def test_queries_do_not_grow(place, django_assert_num_queries) -> None:
    list(ledger(place).lines())  # the reader's memberships are read once
    with django_assert_num_queries(12):
        list(ledger(place).lines())
    papers = [
        write.published(place["town"], place["office"], place["item"], place["clerk"]) for _ in range(15)
    ]
    for number, paper in enumerate(papers):
        Duty.objects.create(
            township=place["town"], unit=place["office"], node=place["item"], domain=place["domain"],
            first=date(2026, 1, 1), last=date(2026, 1, 2), occasion=f"x{number}", due_on=date(2026, 1, 9),
            state=DutyState.PUBLISHED, publication=paper, discharged_on=date(2026, 1, 8),
        )  # fmt: skip
        paper.placements.create(outlet=Outlet.WECHAT, placed_on=date(2026, 1, 8), by=place["clerk"], at=AT)
    write.many_published(place["town"], place["office"], [place["item"]], place["clerk"], 15)
    with django_assert_num_queries(12):
        assert len(list(ledger(place).lines())) == 38
