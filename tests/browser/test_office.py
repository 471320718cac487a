"""Office pages used, not only looked at."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/office/upkeep/adoptions/", "/office/upkeep/checks/"])
def test_list_of_rows_is_filtered(page: Page, world: World, sign_in: Callable, path: str) -> None:
    sign_in(page.context, world.users["admin"])
    page.goto(path)
    everything = page.locator(".count").inner_text()
    domain = world.items["unverified"].get_root().name
    page.get_by_label("领域或栏目").select_option(label=domain)
    page.get_by_label("名称或编号").fill(world.items["unverified"].name[:6])
    page.get_by_role("button", name="筛选").click()

    expect(page.locator("tbody tr").first).to_contain_text(world.items["unverified"].name[:6])
    assert page.locator(".count").inner_text() != everything
    expect(page.get_by_label("领域或栏目").locator("option:checked")).to_have_text(domain)


def test_items_given_to_a_unit(page: Page, world: World, sign_in: Callable) -> None:
    sign_in(page.context, world.users["office_head"])
    page.goto("/office/upkeep/adoptions/?q=" + world.items["other"].name)
    page.get_by_role("checkbox", name=f"勾选{world.items['other'].name}").first.check()
    batch = page.locator("fieldset.batch")
    batch.get_by_label("责任单位").select_option(label="农业农村服务中心")
    batch.get_by_role("button", name="确定责任单位").click()

    expect(page.get_by_role("status")).to_contain_text("责任单位定为“农业农村服务中心”")
