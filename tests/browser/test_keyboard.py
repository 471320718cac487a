"""With the keyboard alone: skip link, menu, every control in turn, and always to be seen where one is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

_MARK = """() => {
    const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')]
        .filter(one => one.checkVisibility({visibilityProperty: true}));
    all.forEach((one, number) => one.dataset.number = number);
    return all.length;
}"""
_HERE = """() => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect();
    const drawn = part => {
        const style = getComputedStyle(part);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== 'none';
    };
    return {
        number: one.dataset.number, name: (one.textContent.trim() || one.getAttribute('aria-label') || one.name || '').slice(0, 30),
        drawn: drawn(one) || drawn(one.closest('[role=search]') || one),
        inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


def walk(page: Page, most: int = 400) -> list[dict]:
    """Press Tab from the top of the page until the browser leaves it."""
    found = []
    for _ in range(most):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or (found and here["number"] == found[0]["number"]):
            return found
        found.append(here)
    raise AssertionError("the page never ends")


def test_skip_link_leads_to_the_content(page: Page, world: World) -> None:
    page.goto("/latest/")
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="跳到正文")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/latest/"])
def test_every_control_is_reached_and_seen(page: Page, world: World, size: dict, path: str) -> None:
    page.set_viewport_size(size)
    page.goto(path)
    count = page.evaluate(_MARK)

    steps = walk(page)

    assert sorted(int(step["number"]) for step in steps) == list(range(count))
    assert [step for step in steps if not step["drawn"]] == []
    assert [step for step in steps if not step["inside"]] == []
    assert [int(step["number"]) for step in steps] == list(range(count)), "order of reading"


def test_menu_opens_and_closes_by_key(phone: Page, world: World) -> None:
    phone.goto("/")
    summary = phone.locator("details.menu > summary")
    summary.focus()
    phone.keyboard.press("Enter")
    expect(phone.locator(".menu-panel")).to_be_visible()
    phone.keyboard.press("Tab")
    expect(phone.locator(".menu-panel a").first).to_be_focused()
    phone.keyboard.press("Escape")
    expect(phone.locator(".menu-panel")).to_be_hidden()
    expect(summary).to_be_focused()
    phone.keyboard.press("Enter")
    phone.locator(".menu-panel").get_by_role("link", name="机构").focus()
    phone.keyboard.press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("公开单位")


def test_log_in_and_desk_by_key(
    new_context: Callable[..., BrowserContext], world: World, sign_in: Callable
) -> None:
    context = new_context()
    sign_in(context, world.users["admin"])
    page = context.new_page()
    page.goto("/office/")
    count = page.evaluate(_MARK)

    steps = walk(page)

    assert sorted(int(step["number"]) for step in steps) == list(range(count))
    assert [step for step in steps if not step["drawn"]] == []
