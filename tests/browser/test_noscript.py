"""Every public page without JavaScript: the content is there, filters, elder mode and opinions work."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from catalog.models import RevisionComment
from tests.browser.conftest import PHONE
from tests.browser.world import PUBLIC, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS: dict[str, Callable[[World], str]] = {
    "home": lambda w: "关于2026年耕地地力保护补贴",
    "latest": lambda w: "关于2026年耕地地力保护补贴",
    "latest-nothing": lambda w: "没有找到符合条件的信息",
    "domain": lambda w: w.items["usual"].name,
    "column": lambda w: w.items["column"].name,
    "item": lambda w: "关于2026年耕地地力保护补贴",
    "item-local": lambda w: "每月5日前",
    "item-absent": lambda w: "本镇没有这类设施。",
    "item-county": lambda w: "由县级部门公开",
    "item-unverified": lambda w: "以县目录为准",
    "item-stopped": lambda w: "本事项已停止公开",
    "units": lambda w: "上坪村",
    "unit": lambda w: "0573-6666012",
    "places": lambda w: "村自助查询终端",
    "villages": lambda w: "上坪村",
    "village": lambda w: "本村还没有公开的财务",
    "village-ask": lambda w: "不需要留姓名",
    "village-agreement-nothing": lambda w: "可以核对的事项",
    "village-finance-nothing": lambda w: "本村还没有公开的财务",
    "village-list-nothing": lambda w: "公开目录清单还没有公布",
    "village-sheets-nothing": lambda w: "还没有公开的决定",
    "catalog": lambda w: w.items["usual"].name,
    "revisions": lambda w: "2026年第一次目录调整",
    "revision-consulting": lambda w: "我要提意见",
    "revision-approved": lambda w: "希望公开收费标准。",
    "info": lambda w: "补贴发放明细表.xlsx",
    "info-withdrawn": lambda w: "内容有误",
    "sitemap": lambda w: "莲塘村",
    "not-found": lambda w: "没有找到这个页面",
    "login": lambda w: "登录名",
}


@pytest.fixture
def plain(new_context: Callable[..., BrowserContext]) -> Page:
    """A phone that runs no scripts."""
    return new_context(java_script_enabled=False, viewport=PHONE).new_page()


def test_every_page_shows_its_content(plain: Page, world: World) -> None:
    for kind, address in PUBLIC.items():
        plain.goto(address(world))
        expect(plain.locator("h1").first, kind).to_be_visible()
        expect(plain.locator("main"), kind).to_contain_text(WORDS[kind](world))
        expect(plain.locator(".js-only:visible"), kind).to_have_count(0)


def test_menu_filter_and_pages(plain: Page, world: World) -> None:
    plain.goto("/")
    plain.locator("details.menu > summary").click()
    plain.locator(".menu-panel").get_by_role("link", name="最新公开").click()
    everything = plain.locator(".count").inner_text()
    plain.get_by_role("link", name="下一页").click()
    expect(plain.locator(".pages [aria-current]")).to_contain_text("2")

    plain.goto("/latest/")
    plain.get_by_label("标题、文号或索引号").fill("耕地地力")
    plain.get_by_label("发布单位").select_option(label="社会事务办公室")
    plain.get_by_role("button", name="筛选").click()
    expect(plain.locator(".entries > li")).to_have_count(1)
    assert plain.locator(".count").inner_text() != everything
    expect(plain.get_by_label("标题、文号或索引号")).to_have_value("耕地地力")
    plain.get_by_role("link", name="清除").click()
    assert plain.locator(".count").inner_text() == everything


def test_elder_mode_is_kept_until_it_is_left(plain: Page, world: World) -> None:
    plain.goto(world.items["usual"].path)
    plain.get_by_role("button", name="长辈版").click()
    assert plain.url.endswith(world.items["usual"].path)
    expect(plain.locator("html.elder")).to_have_count(1)
    plain.goto("/units/")
    expect(plain.locator("html.elder")).to_have_count(1)
    plain.get_by_role("button", name="标准版").click()
    expect(plain.locator("html.elder")).to_have_count(0)
    plain.goto("/")
    expect(plain.locator("html.elder")).to_have_count(0)


def test_opinion_on_a_revision(plain: Page, world: World) -> None:
    plain.goto(world.revisions["consulting"].path)
    plain.get_by_label("您的意见").fill("请同时公开校车时刻表。")
    plain.wait_for_timeout(3_200)  # quicker than a person is refused
    plain.get_by_role("button", name="提交意见").click()

    expect(plain.get_by_role("status").filter(has_text="意见已收到")).to_be_visible()
    assert RevisionComment.objects.filter(text="请同时公开校车时刻表。", recorded_by=None).exists()
