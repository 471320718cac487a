"""Every other office page of applications and the annual report: axe-core, width, targets, elder mode; erasure by two."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions import reports
from disclosure.actions.applications import erasing, handling, letters, searching
from disclosure.models import Application, Erasure
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_applications import as_user, people, taken_in  # noqa: F401  (a fixture)
from tests.browser.world import World
from tests.factories import catalog as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Pages = dict[str, tuple[str, str]]


@pytest.fixture
def pages(world: World, people: dict[str, User]) -> Pages:  # noqa: F811
    """Every page, with who opens it."""
    officer, at, year = people["sq"], timezone.now(), timezone.localdate().year
    made = taken_in(world, officer, 71)
    searching.ask(pk=made.pk, by=officer, at=at, unit=world.township.unit, what="分配表")
    search = made.searches.get()
    done = handling.withdraw(pk=taken_in(world, officer, 72).pk, by=officer, at=at, reason="不要了")
    letters.make_waiting(at)
    letter = done.letters.filter(state="issued").first()
    if not world.township.annual_reports.filter(year=year).exists():
        reports.start(township=world.township, year=year, by=people["zr"], at=at)
    cases, report = "/office/applications/", f"/office/reports/{year}/"
    return {
        "list": ("sq", cases), "all": ("zr", f"{cases}?queue=all"), "calendar": ("sq", f"{cases}calendar/"),
        "moves": ("sq", f"{cases}moves/"), "new": ("sq", f"{cases}new/"), "case": ("sq", f"{cases}{made.pk}/"),
        "closed case": ("qf", f"{cases}{done.pk}/"), "letter": ("sq", f"{cases}{done.pk}/letters/{letter.key}/"),
        "new code": ("sq", f"{cases}{made.pk}/code/"), "question": ("sq", f"{cases}{made.pk}/decide/1/correct/"),
        "searches": ("sq", "/office/searches/"), "search": ("sq", f"/office/searches/{search.pk}/"),
        "erasures": ("zr", f"{cases}erasures/"), "reports": ("zr", "/office/reports/"), "report": ("zr", report),
        **{
            name: ("zr", f"{report}{name}/")
            for name in ("overview", "disclosed", "applications", "remedies", "problems", "other", "check", "preview")
        },
        "last year": ("zr", f"{report}last-year/"), "cell": ("zr", f"{report}cells/three.new.person/"),
        "templates": ("zr", "/admin/disclosure/lettertemplate/"),
        "template": ("zr", "/admin/disclosure/lettertemplate/add/"), "reception": ("zr", "/admin/disclosure/reception/"),
    }  # fmt: skip


def wrong_with(page: Page, least: int) -> list[str]:
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        told = faults(page) + ([] if "/admin/" in page.url else too_small(page, least) + too_wide(page))
        found += [f"[{size['width']}] {line}" for line in told]
    return found


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_every_page_is_right_on_phone_and_desk(
    new_context: Callable[..., BrowserContext],
    people: dict[str, User],  # noqa: F811
    pages: Pages,
    elder_cookie: dict,
    elder: bool,
) -> None:
    readers = {who: as_user(new_context, people[who]) for who, _ in pages.values()}
    told = {}
    for name, (who, path) in pages.items():
        page = readers[who]
        if elder:
            page.context.add_cookies([elder_cookie])
        answer = page.goto(path)
        assert answer is not None
        if answer.status != 200:
            told[name] = [f"status {answer.status}"]
            continue
        if found := wrong_with(page, 44):
            told[name] = found
    assert not told, "\n".join(f"{name}: {line}" for name, lines in told.items() for line in lines)


def test_personal_data_are_erased_by_two(
    new_context: Callable[..., BrowserContext],
    world: World,
    people: dict[str, User],  # noqa: F811
) -> None:
    made = handling.withdraw(
        pk=taken_in(world, people["sq"], 73).pk, by=people["sq"], at=timezone.now(), reason="不要了"
    )
    letters.make_waiting(timezone.now())
    Application.objects.filter(pk=made.pk).update(
        state="archived", archived_at=timezone.now(), closed_on=timezone.localdate() - timedelta(days=4_000)
    )
    second = make.user_with(
        Role.ADMIN, world.township, "app-second", name="管理员乙", must_change_password=False
    )
    first_page, second_page = as_user(new_context, people["zr"]), as_user(new_context, second)
    first_page.goto("/office/applications/erasures/")
    expect(first_page.get_by_text(made.number)).to_be_visible()
    first_page.get_by_role("button", name="提出删除").click()
    expect(first_page.locator(".field.bad")).to_have_count(1)  # the reason is missing
    first_page.get_by_label("理由").fill("保存期满，纸质案卷已移交")
    first_page.get_by_role("button", name="提出删除").click()
    expect(first_page.get_by_text("须由另一个人核准")).to_be_visible()

    second_page.goto("/office/applications/erasures/")
    assert wrong_with(second_page, 44) == []
    second_page.get_by_label("同意删除").check()
    second_page.get_by_role("button", name="提交核准意见").click()
    erasing.carry_on.call(Erasure.objects.get().pk)

    first_page.goto(f"/office/applications/{made.pk}/")
    expect(first_page.get_by_text("个人信息和材料已于")).to_be_visible()
    expect(first_page.get_by_text("查看申请人信息")).to_have_count(0)
    assert wrong_with(first_page, 44) == []
