"""The board in a real browser: accessible on a phone and at a desk, its figures open their records."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from catalog.law.roles import Role
from disclosure.models import Duty
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.world import World
from tests.factories import catalog as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def supervised(world: World) -> World:
    """Duties late, due soon and due later of two offices and a village, and someone to watch over them."""
    if "supervisor" in world.users:
        return world
    world.users["supervisor"] = make.user_with(Role.SUPERVISOR, world.township, "ducha", name="严督查")
    today = timezone.localdate()
    Duty.objects.bulk_create(
        Duty(
            township=world.township, unit=world.units[unit], node=world.items[item], domain=world.domain,
            occasion=f"b{ahead}", first=today - timedelta(days=200), last=today - timedelta(days=100),
            due_on=today + timedelta(days=ahead),
        )
        for unit in ("social", "farm", "village")
        for item in ("usual", "other")
        for ahead in (-200, -60, -3, 0, 1, 6, 20)
    )  # fmt: skip
    return world


@pytest.mark.parametrize(
    "path",
    [
        "",
        "?span=own",
        "?span=last_year",
        "records/due/",
        "records/overdue_now/",
        "records/not_involved/",
        "records/undated/",
    ],
)
def test_board_is_accessible(page: Page, supervised: World, sign_in: Callable, path: str) -> None:
    sign_in(page.context, supervised.users["supervisor"])
    page.goto(f"/office/board/{path}")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        told = [*faults(page), *too_small(page, 44), *(too_wide(page) if size is PHONE else [])]
        found += [f"[{size['width']}] {line}" for line in told]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_number_opens_its_records_and_their_file(
    page: Page, supervised: World, sign_in: Callable, size: dict
) -> None:
    sign_in(page.context, supervised.users["supervisor"])
    page.set_viewport_size(size)
    page.goto("/office/")
    page.get_by_role("link", name="看板").click()
    cell = page.locator("a.overdue, a.pending").first
    number = cell.evaluate("one => one.lastChild.textContent")
    cell.click()

    expect(page.locator(".bar .count b")).to_have_text(number)
    expect(page.locator("tbody tr")).to_have_count(int(number))
    with page.expect_download() as saved:
        page.get_by_role("link", name="导出 Excel").click()
    assert saved.value.suggested_filename.endswith(".xlsx")
