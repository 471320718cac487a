"""A village's list on a phone: the clerk draws it up, two committees sign, the township guides, residents read it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from catalog.law.roles import Role
from catalog.models import User
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_path import enter
from tests.browser.world import World
from tests.factories import catalog as make
from villages.models import VillageList

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def people(world: World) -> dict[str, User]:
    village = world.units["village"]
    roles = {"clerk": Role.VILLAGE_CLERK, "head": Role.VILLAGE_CLERK, "member": Role.VILLAGE_SUPERVISOR}
    made = {
        name: make.user_with(role, village, f"list-{name}", name=f"村里{name}")
        for name, role in roles.items()
    }
    return made | {"guide": make.user_with(Role.SUPERVISOR, world.township, "list-guide", name="督查员戊")}


def fine(page: Page, least: int = 44) -> None:
    assert faults(page) == []
    assert too_wide(page) == []
    assert too_small(page, least) == []


def test_a_list_on_a_phone(
    new_context: Callable[..., BrowserContext], world: World, people: dict[str, User], elder_cookie: dict
) -> None:
    page = new_context(viewport=PHONE, has_touch=True).new_page()
    enter(page, people["clerk"].username)
    page.get_by_role("link", name="村务公开目录清单").click()
    fine(page)
    page.get_by_role("button", name="拟定清单").click()
    fine(page)
    flats = page.locator("#v-040")
    flats.get_by_label("本村公开").uncheck()
    page.get_by_role("button", name="保存").first.click()
    expect(flats.get_by_role("alert")).to_contain_text("请写明理由")
    expect(flats.get_by_label("本村公开")).not_to_be_checked()
    fine(page)
    flats.get_by_label("不公开的理由").fill("本村没有公租房")
    page.locator("#v-046 summary").click()
    page.locator("#v-046").get_by_label("公开内容").fill("责任区；检查结果；村里的举报电话")
    expect(page.locator("#v-051").get_by_label("本村公开")).to_have_count(0)  # the law asks for it
    page.get_by_role("button", name="保存").first.click()
    expect(page.get_by_text("已保存，改动 2 项")).to_be_visible()
    page.get_by_role("button", name="送两个委员会签字").click()
    expect(page.get_by_text("待两个委员会签字").first).to_be_visible()
    fine(page)
    made = VillageList.objects.get()
    path = f"/office/village-lists/{made.pk}/"
    page.goto(f"{path}print/")
    fine(page)

    for name, done in (("member", "待两个委员会签字"), ("head", "已签字，待送乡镇")):
        signer = new_context(viewport=PHONE, has_touch=True).new_page()
        enter(signer, people[name].username)
        signer.goto(path)
        signer.get_by_label("同意").check()
        signer.get_by_role("button", name="提交签字意见").click()
        expect(signer.get_by_text(done).first).to_be_visible()
        fine(signer)
    page.goto(path)
    page.get_by_role("button", name="送乡镇指导").click()
    guide = new_context(viewport=DESK).new_page()
    enter(guide, people["guide"].username)
    guide.goto(path)
    guide.get_by_label("可以公布").check()
    guide.get_by_role("button", name="提出指导意见").click()
    expect(guide.get_by_text("乡镇已指导，待公布").first).to_be_visible()
    fine(guide)
    page.goto(path)
    page.get_by_role("button", name="公布清单").click()
    expect(page.get_by_text("第 1 版已公布")).to_be_visible()

    resident_context = new_context(viewport=PHONE, has_touch=True)
    resident = resident_context.new_page()
    resident.goto(f"/villages/{world.units['village'].pk}/list/")
    expect(resident.locator("#v-040")).to_contain_text("本村没有公租房")
    fine(resident)
    resident.set_viewport_size(DESK)
    fine(resident)
    resident.set_viewport_size(PHONE)
    resident.get_by_role("link", name="社会救助").click()
    expect(resident.locator("#v-024")).to_be_visible()
    expect(resident.locator("#v-051")).to_have_count(0)
    resident_context.add_cookies([elder_cookie])
    resident.reload()
    fine(resident, 60)
