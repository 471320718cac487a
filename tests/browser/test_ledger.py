"""The ledger and the interface's pages: axe-core, width and targets on the phone and the desk, paper, filters."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.models import Duty
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAP = 44


@pytest.fixture
def owed(world: World) -> list[Duty]:
    """An open and an overdue duty beside what is public."""
    today = timezone.localdate()
    return [
        Duty.objects.get_or_create(
            township=world.township, unit=world.units["social"], node=world.items["local"], occasion=f"p{days}",
            domain=world.items["local"].get_root(), first=date(2026, 1, 1), last=date(2026, 1, 31),
            due_on=today + timedelta(days=days),
        )[0]
        for days in (-20, 20)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/office/ledger/", "/office/ledger/?since=&until=&state=late", "/office/ledger/?q=没有这样的词",
        "/office/ledger/?since=x", "/office/api-clients/", "/api/",
    ],
)  # fmt: skip
def test_page(page: Page, world: World, owed: list[Duty], sign_in: Callable, path: str) -> None:
    sign_in(page.context, world.users["admin"])
    page.goto(path)
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        told = faults(page) + too_small(page, TAP) + (too_wide(page) if size is PHONE else [])
        found += [f"[{size['width']}] {line}" for line in told]

    assert not found, "\n".join(found)


def test_table_is_scrolled_by_keyboard(page: Page, world: World, owed: list[Duty], sign_in: Callable) -> None:
    sign_in(page.context, world.users["admin"])
    page.set_viewport_size(PHONE)
    page.goto("/office/ledger/")
    region = page.get_by_role("region", name="台账，可左右滚动")
    region.focus()
    expect(region).to_be_focused()
    page.keyboard.press("ArrowRight")
    for _ in range(
        40
    ):  # smooth scrolling takes a moment; `wait_for_function` would need eval, which the policy forbids
        if scrolled := region.evaluate("region => region.scrollLeft"):
            break
        page.wait_for_timeout(50)
    assert scrolled > 0


def test_filter_then_both_files(page: Page, world: World, owed: list[Duty], sign_in: Callable) -> None:
    sign_in(page.context, world.users["admin"])
    page.goto("/office/")
    page.get_by_role("link", name="公开台账").click()
    page.get_by_label("状态").select_option(label="逾期")
    page.get_by_role("button", name="筛选").click()

    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text("未公开，已逾期")
    for kind in ("xlsx", "csv"):
        with page.expect_download() as waiting:
            page.get_by_role("link", name=f"下载 {kind}").click()
        assert waiting.value.suggested_filename.endswith(f".{kind}")


def test_on_paper_across(page: Page, world: World, owed: list[Duty], sign_in: Callable) -> None:
    sign_in(page.context, world.users["admin"])
    page.set_viewport_size({"width": 1047, "height": 703})  # text area of A4 across
    page.goto("/office/ledger/")
    page.emulate_media(media="print")

    assert page.locator("main").evaluate("main => getComputedStyle(main).page") == "table"
    assert page.locator("thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    assert page.locator(".cat").evaluate("table => table.getBoundingClientRect().right") <= 1048
    for hidden in (".filter", ".tools", ".pages"):
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()


def test_a_key_is_made_and_shown_once(page: Page, world: World, sign_in: Callable) -> None:
    sign_in(page.context, world.users["admin"])
    page.goto("/office/api-clients/")
    page.get_by_label("系统名称").fill("低保系统")
    page.get_by_label("代表的单位").select_option(label="社会事务办公室")
    page.get_by_role("button", name="建立并显示密钥").click()

    expect(page.locator(".apikey")).to_contain_text("gk_")
    found = faults(page) + too_small(page, TAP)
    page.set_viewport_size(PHONE)
    found += faults(page) + too_small(page, TAP) + too_wide(page)
    assert not found, "\n".join(found)
    page.get_by_role("link", name="已抄好，返回").click()
    expect(page.locator("tbody tr")).to_contain_text("低保系统")
    assert "gk_" not in page.content()
    assert not faults(page)
