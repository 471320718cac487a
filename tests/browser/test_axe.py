"""Every page kind at phone and desk width, plain and in elder mode: axe-core, width, targets."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from catalog.models import User
from gongkai.accounts import factor
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.world import PASSWORD, PUBLIC, World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ROWS = 40  # of a table of hundreds of like rows are looked at
TAP, ELDER_TAP = 44, 60


def look(page: Page, least: int) -> list[str]:
    """All that is wrong with the page as it stands, at both widths."""
    found = []
    page.evaluate(
        f"document.querySelectorAll('.cat tbody tr:nth-child(n+{ROWS})').forEach(row => row.remove())"
    )
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        told = faults(page) + too_small(page, least)
        if size is PHONE:
            told += too_wide(page)
        found += [f"[{size['width']}] {line}" for line in told]
    return found


# ---- for residents ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
@pytest.mark.parametrize("kind", PUBLIC)
def test_public_page(
    page: Page, context: BrowserContext, world: World, elder_cookie: dict, kind: str, elder: bool
) -> None:
    if elder:
        context.add_cookies([elder_cookie])
    page.goto(PUBLIC[kind](world))

    assert ("elder" in (page.locator("html").get_attribute("class") or "")) is elder
    found = look(page, ELDER_TAP if elder and kind != "login" else TAP)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_open_menu_on_the_phone(
    page: Page, context: BrowserContext, world: World, elder_cookie: dict, elder: bool
) -> None:
    if elder:
        context.add_cookies([elder_cookie])
    page.set_viewport_size(PHONE)
    page.goto("/")
    page.locator("details.menu > summary").click()

    found = faults(page, ".site-head") + too_wide(page) + too_small(page, ELDER_TAP if elder else TAP)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_choice_of_townships(
    page: Page,
    context: BrowserContext,
    world: World,
    second_township: object,
    elder_cookie: dict,
    elder: bool,
) -> None:
    if elder:
        context.add_cookies([elder_cookie])
    page.goto("/")
    found = look(page, TAP)
    page.get_by_role("link", name="石桥镇").click()

    assert page.url.endswith("/shiqiao/")
    assert page.get_by_role("heading", name="最新公开").is_visible()
    assert not found, "\n".join(found)


# ---- for staff ----------------------------------------------------------------------------------------------
Address = Callable[[World], str]
OFFICE: dict[str, tuple[str, Address]] = {
    "desk": ("editor", lambda w: "/office/"),
    "desk-admin": ("admin", lambda w: "/office/"),
    "password": ("editor", lambda w: "/office/password/"),
    "info-draft": ("editor", lambda w: f"/office/publications/{w.infos['draft'].pk}/"),
    "info-review": ("head", lambda w: f"/office/publications/{w.infos['review'].pk}/"),
    "info-published": ("office_head", lambda w: f"/office/publications/{w.infos['published'].pk}/"),
    "imports": ("admin", lambda w: "/office/imports/"),
    "import-upload": ("admin", lambda w: "/office/imports/upload/"),
    "import-preview": ("admin", lambda w: f"/office/imports/{w.runs['preview'].pk}/"),
    "import-refused": ("admin", lambda w: f"/office/imports/{w.runs['refused'].pk}/"),
    "sorting": ("admin", lambda w: "/office/sorting/"),
    "village-people": ("clerk", lambda w: f"/office/village-people/{w.units['village'].pk}/"),
    "village-person": (
        "clerk",
        lambda w: f"/office/village-people/{w.units['village'].pk}/{w.units['village'].officials.get().pk}/",
    ),
    "village-people-all": ("admin", lambda w: "/office/village-people/"),
    "village-places": ("clerk", lambda w: f"/office/village-places/{w.units['village'].pk}/"),
    "village-wall": ("admin", lambda w: "/office/village-wall/"),
    "village-wall-month": (
        "clerk",
        lambda w: f"/office/village-wall/{w.units['village'].pk}/{timezone.localdate():%Y-%m}/",
    ),
    "calendar": ("admin", lambda w: "/office/upkeep/calendar/"),
    "calendar-year": ("admin", lambda w: "/office/upkeep/calendar/2026/"),
    "adoptions": ("admin", lambda w: "/office/upkeep/adoptions/"),
    "adoption": ("admin", lambda w: f"/office/upkeep/adoptions/{w.items['local'].pk}/"),
    "checks": ("admin", lambda w: "/office/upkeep/checks/"),
    "check": ("admin", lambda w: f"/office/upkeep/checks/{w.items['unverified'].pk}/"),
    "revisions": ("office_head", lambda w: "/office/revisions/"),
    "revision-draft": ("office_head", lambda w: f"/office/revisions/{w.revisions['draft'].pk}/"),
    "revision-consulting": ("office_head", lambda w: f"/office/revisions/{w.revisions['consulting'].pk}/"),
    "revision-rows": ("office_head", lambda w: f"/office/revisions/{w.revisions['draft'].pk}/rows/"),
    "revision-row": (
        "office_head",
        lambda w: f"/office/revisions/{w.revisions['draft'].pk}/rows/{w.items['own'].pk}/change/",
    ),
}
ADMIN: dict[str, tuple[str, Address]] = {
    "index": ("admin", lambda w: "/admin/"),
    "infos": ("editor", lambda w: "/admin/disclosure/publication/"),
    "info-add": ("editor", lambda w: "/admin/disclosure/publication/add/"),
    "info-change": ("editor", lambda w: f"/admin/disclosure/publication/{w.infos['returned'].pk}/change/"),
    "info-read": ("head", lambda w: f"/admin/disclosure/publication/{w.infos['published'].pk}/change/"),
    "info-history": ("editor", lambda w: f"/admin/disclosure/publication/{w.infos['returned'].pk}/history/"),
    "nodes": ("admin", lambda w: "/admin/catalog/node/"),
    "node-own": ("admin", lambda w: f"/admin/catalog/node/{w.items['own'].pk}/change/"),
    "node-national": ("admin", lambda w: f"/admin/catalog/node/{w.items['usual'].pk}/change/"),
    "node-history": ("admin", lambda w: f"/admin/catalog/node/{w.items['own'].pk}/history/"),
    "units": ("admin", lambda w: "/admin/catalog/unit/"),
    "unit": ("admin", lambda w: f"/admin/catalog/unit/{w.units['social'].pk}/change/"),
    "users": ("admin", lambda w: "/admin/catalog/user/"),
    "user": ("admin", lambda w: f"/admin/catalog/user/{w.users['editor'].pk}/change/"),
    "user-add": ("admin", lambda w: "/admin/catalog/user/add/"),
    "township": ("admin", lambda w: f"/admin/catalog/township/{w.township.pk}/change/"),
    "revisions": ("admin", lambda w: "/admin/catalog/catalogrevision/"),
    "matters": ("admin", lambda w: "/admin/catalog/matter/"),
    "years": ("admin", lambda w: "/admin/catalog/calendaryear/"),
}


def visit(
    page: Page, world: World, sign_in: Callable[[BrowserContext, User], None], place: tuple[str, Address]
) -> None:
    who, address = place
    sign_in(page.context, world.users[who])
    answer = page.goto(address(world))
    assert answer
    assert answer.status == 200


@pytest.mark.parametrize("kind", OFFICE)
def test_office_page(page: Page, world: World, sign_in: Callable, kind: str) -> None:
    visit(page, world, sign_in, OFFICE[kind])

    found = look(page, TAP)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", ADMIN)
def test_admin_page(page: Page, world: World, sign_in: Callable, kind: str) -> None:
    visit(page, world, sign_in, ADMIN[kind])

    found = look(page, 24)  # tables of the admin are made for a mouse
    assert not found, "\n".join(found)


def test_second_factor(page: Page, world: World, settings: object) -> None:
    settings.SECOND_FACTOR = True
    page.goto("/office/login/")
    page.get_by_label("登录名").fill("bianji")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    assert page.url.endswith("/office/otp/setup/")
    found = look(page, TAP)

    device = factor.enrolment(world.users["editor"])
    device.confirmed = True
    device.save()
    page.goto("/office/otp/")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button").last.click()
    assert page.get_by_text("验证码不正确").is_visible()
    found += look(page, TAP)
    factor.forget(world.users["editor"])
    assert not found, "\n".join(found)
