"""The grid of villages in a real browser: accessible on a phone and at a desk, a figure opens its duties, paper across."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.models import Duty
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_print import _CUT, ACROSS
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
HOME = "/office/village-grid/"


@pytest.fixture
def village(world: World) -> int:
    """A village that owes something in most months of the year, late and to come, and its clerk."""
    unit = world.units["village"]
    if not Duty.objects.filter(unit=unit, occasion__startswith="g").exists():
        today = timezone.localdate()
        Duty.objects.bulk_create(
            Duty(
                township=world.township, unit=unit, node=world.items[item], domain=world.domain, occasion=f"g{ahead}",
                first=today - timedelta(days=400), last=today - timedelta(days=380),
                due_on=today + timedelta(days=ahead),
            )
            for item in ("usual", "other")
            for ahead in range(-150, 90, 15)
        )  # fmt: skip
    return unit.pk


@pytest.mark.parametrize("path", ["", "?by=quarter", "{pk}/", "{pk}/?view=keys", "{pk}/{year}/"])
def test_pages_are_accessible(page: Page, world: World, village: int, sign_in: Callable, path: str) -> None:
    sign_in(page.context, world.users["clerk"])
    page.goto(HOME + path.format(pk=village, year=timezone.localdate().year))
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        told = [*faults(page), *too_small(page, 44), *(too_wide(page) if size is PHONE else [])]
        found += [f"[{size['width']}] {line}" for line in told]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_figure_opens_its_duties(
    page: Page, world: World, village: int, sign_in: Callable, size: dict
) -> None:
    sign_in(page.context, world.users["clerk"])
    page.set_viewport_size(size)
    page.goto("/office/")
    page.get_by_role("link", name="村务公开进度").click()
    figure = page.locator(".progress a.overdue").first
    number = figure.evaluate("one => one.lastChild.textContent")
    figure.click()

    expect(page.locator(".count b")).to_have_text(number)
    expect(page.locator("li.duty")).to_have_count(int(number))
    page.get_by_role("link", name="填报").first.click()
    expect(page).to_have_url(re.compile("for_duty="))


@pytest.mark.parametrize("path", ["", "{pk}/", "{pk}/?view=keys"])
def test_nothing_is_cut_off_on_paper(
    page: Page, world: World, village: int, sign_in: Callable, path: str
) -> None:
    sign_in(page.context, world.users["clerk"])
    page.set_viewport_size(ACROSS)
    page.goto(HOME + path.format(pk=village))
    page.emulate_media(media="print")

    for hidden in (".tools", ".chips", ".office-head"):
        for part in page.locator(hidden).all():
            expect(part).to_be_hidden()
    expect(page.locator(".signs")).to_contain_text("逾期未办")
    assert page.evaluate(_CUT) == []
