"""A voucher on a phone: photographed while lines are being typed, covered by one person, confirmed by another who saw it."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, FilePayload, expect

from catalog.law.roles import Role
from catalog.models import User
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_accounts import fine
from tests.browser.test_path import enter
from tests.browser.world import World
from tests.factories import catalog as make
from tests.factories.scans import jpeg, png
from villages.actions import finance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(world: World) -> dict[str, User]:
    roles = {"clerk": Role.VILLAGE_CLERK, "member": Role.VILLAGE_SUPERVISOR}
    return {name: make.user_with(role, world.units["village"], f"vou-{name}") for name, role in roles.items()}


def test_a_voucher_on_a_phone(
    new_context: Callable[..., BrowserContext], world: World, people: dict[str, User]
) -> None:
    month = timezone.localdate().replace(day=1)
    sheet = finance.begin(
        unit=world.units["village"],
        township=world.township,
        month=month,
        by=people["clerk"],
        at=timezone.now(),
    )
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    enter(page, people["clerk"].username)
    page.goto(f"/office/village-sheets/{sheet.pk}/")
    page.get_by_label("摘要").first.fill("还没有填完的一笔")
    page.get_by_label("凭证号或材料名称").fill("3-1")
    page.get_by_label("或者从手机、电脑里选").set_input_files(
        [photo("a.jpg", jpeg("原件")), photo("b.jpg", b"no photograph")]
    )
    page.get_by_role("button", name="存入", exact=True).click()
    expect(page.get_by_text("第2个文件不是照片或扫描件")).to_be_visible()
    expect(page.get_by_label("摘要").first).to_have_value("还没有填完的一笔")
    fine(page)
    page.get_by_label("或者从手机、电脑里选").set_input_files([photo("a.jpg", jpeg("原件"))])
    page.get_by_role("button", name="存入", exact=True).click()
    expect(page.get_by_text("已存入 1 个文件")).to_be_visible()
    expect(page.get_by_label("摘要").first).to_have_value("还没有填完的一笔")

    page.get_by_role("link", name="凭证3-1").click()
    fine(page)
    page.get_by_label("盖好的副本").set_input_files([photo("c.png", png("副本"))])
    page.get_by_role("button", name="提交遮盖副本").click()
    expect(page.get_by_text("遮盖副本待确认")).to_be_visible()

    member = new_context(viewport=PHONE, has_touch=True).new_page()
    enter(member, people["member"].username)
    member.goto(page.url)
    member.get_by_label("我打开副本从头到尾看过").check()
    member.get_by_role("button", name="确认副本可以公开").click()
    expect(member.get_by_text("请先打开副本，从头到尾看一遍")).to_be_visible()
    fine(member)
    copy = member.get_by_role("link", name="查看遮盖副本").get_attribute("href") or ""
    assert member.request.get(copy).body() == png("副本")
    member.goto(page.url)
    member.get_by_label("我打开副本从头到尾看过").check()
    member.get_by_role("button", name="确认副本可以公开").click()
    expect(member.get_by_text("遮盖副本已确认")).to_be_visible()
    fine(member)
    member.set_viewport_size(DESK)
    fine(member)


def photo(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}
