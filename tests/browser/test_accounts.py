"""A village's month on a phone: the clerk enters it, the committee signs, the township releases, residents read it, it is
printed for the board, a resident asks, the clerk answers."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions import reviewing
from disclosure.law.lifecycle import State
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_path import enter
from tests.browser.world import World
from tests.factories import catalog as make
from villages.models import Sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {
    "clerk": Role.VILLAGE_CLERK, "member": Role.VILLAGE_SUPERVISOR, "level1": Role.SECTION_HEAD, "level2": Role.DEPUTY,
    "secrecy": Role.SECRECY, "signer": Role.SIGNER,
}  # fmt: skip


@pytest.fixture
def people(world: World) -> dict[str, User]:
    village = world.units["village"]
    return {
        name: make.user_with(
            role,
            village if name in ("clerk", "member") else world.township,
            f"acc-{name}",
            name=f"{role.label[:6]}丁",
        )
        for name, role in PEOPLE.items()
    }


def fine(page: Page) -> None:
    assert faults(page) == []
    assert too_wide(page) == []
    assert too_small(page, 44) == []


def test_a_month_on_a_phone(
    new_context: Callable[..., BrowserContext], world: World, people: dict[str, User]
) -> None:
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    enter(page, people["clerk"].username)
    page.get_by_role("link", name="村务", exact=True).click()
    fine(page)
    page.get_by_role("link", name="每个月的财务").click()
    fine(page)
    month = timezone.localdate().replace(day=1)
    page.get_by_role("button", name=re.compile(rf"填报\D*{month.month}月$")).click()
    fine(page)

    page.get_by_label("期初余额").fill("１，０００")
    page.get_by_label("期末余额").fill("不知道")
    page.get_by_label("日期").first.fill(month.isoformat())
    page.get_by_label("凭证号").first.fill("1")
    page.get_by_label("摘要").first.fill("购买抽水机一台")
    page.get_by_label("支出（元）").first.fill("250.5")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".field.bad")).to_have_count(1)  # the closing is no amount
    expect(page.get_by_label("摘要").first).to_have_value("购买抽水机一台")
    fine(page)
    page.get_by_label("期末余额").fill("800")
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_text("相差 50.50 元")).to_be_visible()
    page.get_by_role("button", name="再加五行").click()
    expect(page.get_by_label("摘要").first).to_have_value("购买抽水机一台")
    page.get_by_label("期末余额").fill("749.50")
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("button", name="送监督委员会审核").click()
    expect(page.get_by_text("待村务监督委员会审核").first).to_be_visible()
    fine(page)
    sheet = Sheet.objects.get(first=month)

    member = new_context(viewport=PHONE, has_touch=True).new_page()
    enter(member, people["member"].username)
    member.goto(f"/office/village-sheets/{sheet.pk}/")
    fine(member)
    member.get_by_role("button", name="提交审核意见").click()
    expect(member.locator(".field.bad")).to_have_count(1)
    member.get_by_label("属实，同意公开").check()
    member.get_by_role("button", name="提交审核意见").click()
    expect(member.get_by_text("已审核，待送乡镇").first).to_be_visible()

    page.reload()
    page.get_by_role("button", name="送乡镇审核公开").click()
    expect(page.get_by_text("已送乡镇审核").first).to_be_visible()
    sheet.refresh_from_db()
    made = sheet.carrier
    for name in ("level1", "level2", "secrecy", "signer"):
        if made.state != State.PUBLISHED:
            made = reviewing.approve(pk=made.pk, by=people[name], at=timezone.now(), secrecy_checked=True)
    assert made.state == State.PUBLISHED

    resident = new_context(viewport=PHONE, has_touch=True).new_page()
    resident.goto("/villages/")
    resident.get_by_role("link", name=world.units["village"].name).click()
    fine(resident)
    resident.get_by_role("link", name="全部月份").click()
    expect(resident.get_by_text("749.50").first).to_be_visible()
    fine(resident)
    resident.set_viewport_size(DESK)
    fine(resident)
    resident.get_by_role("link", name=f"{month.year}年{month.month}月", exact=True).click()
    expect(resident.get_by_text("购买抽水机一台").first).to_be_visible()
    expect(resident.get_by_text("凭证原件可到村务公开点查阅")).to_be_visible()
    resident.set_viewport_size(PHONE)
    fine(resident)

    page.goto("/office/village-wall/")
    page.get_by_role("link", name=re.compile(rf"{month.month}月$")).click()
    fine(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="下载公开单").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")

    resident.goto(f"/villages/{sheet.unit_id}/")
    resident.get_by_role("link", name="提出疑问").first.click()
    fine(resident)
    resident.get_by_role("button", name="提交").click()
    expect(resident.locator(".field.bad")).to_have_count(1)
    resident.get_by_label("您的疑问").fill("抽水机是从哪里买的，有没有比过价？")
    resident.wait_for_timeout(4000)  # a person reads and writes longer than that
    resident.get_by_role("button", name="提交").click()
    expect(resident.get_by_text("已经收到")).to_be_visible()
    fine(resident)

    page.goto(f"/office/villages/{sheet.unit_id}/")
    page.get_by_role("link", name="居民有 1 件疑问等着答复").click()
    fine(page)
    page.get_by_role("link", name=re.compile(rf"^{timezone.localdate():%Y%m%d}-")).click()
    page.get_by_label("答复").fill("在县农机公司买的，比过三家，报价单可到村部查看。")
    page.get_by_role("button", name="答复").click()
    expect(page.get_by_text("村里已答复").first).to_be_visible()
    fine(page)
    resident.goto(f"/villages/{sheet.unit_id}/")
    expect(resident.get_by_text("比过三家")).to_be_visible()
    expect(resident.get_by_text("有没有比过价")).to_have_count(0)  # what was asked stays inside
    fine(resident)
