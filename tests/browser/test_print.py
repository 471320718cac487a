"""On paper: no navigation, no table cut off, the address and the day at the end."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.world import PUBLIC, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# The text area of A4 in CSS pixels, within the margins of the style sheet.
UPRIGHT, ACROSS = {"width": 673, "height": 994}, {"width": 1047, "height": 703}
_CUT = """() => [...document.querySelectorAll('table, .table-scroll, .prose, .idx')]
    .filter(one => one.checkVisibility())
    .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
        || (getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1))
    .map(one => `${one.tagName}.${one.className} ${one.scrollWidth} > ${one.clientWidth}`)"""
PRINTED = ["home", "domain", "item-local", "unit", "catalog", "revision-approved", "info"]


@pytest.mark.parametrize("kind", PRINTED)
def test_page_on_paper(page: Page, world: World, kind: str) -> None:
    page.set_viewport_size(ACROSS if kind == "catalog" else UPRIGHT)
    page.goto(PUBLIC[kind](world))
    page.emulate_media(media="print")

    for hidden in (".site-head", ".site-foot", ".crumbs", ".filter", ".pages", ".tools", ".skip"):
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()
    expect(page.locator(".print-head")).to_contain_text(world.township.site_name)
    expect(page.locator(".print-foot")).to_contain_text("网址：http")
    expect(page.locator(".print-foot")).to_contain_text("打印日期：")
    assert page.evaluate(_CUT) == []


def test_catalog_repeats_its_head_on_every_sheet(page: Page, world: World) -> None:
    page.goto("/catalog/")
    page.emulate_media(media="print")

    assert (
        page.locator(".cat thead").evaluate("head => getComputedStyle(head).display") == "table-header-group"
    )


@pytest.mark.parametrize("kind", ["info", "item-local"])
def test_browser_makes_a_pdf(page: Page, world: World, kind: str) -> None:
    page.goto(PUBLIC[kind](world))

    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF-")
