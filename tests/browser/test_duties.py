"""A clerk's morning on a phone: what I owe, an event, the publication for it, the list of "nothing new" signed."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from catalog.actions.generations import raise_all
from catalog.actions.limits import derive_limits
from catalog.models import Township
from disclosure.actions.planning import plan
from disclosure.law.duties import DutyState
from disclosure.models import Confirmation, Duty, Publication
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import PHONE
from tests.browser.editor import write_text
from tests.browser.test_path import enter
from tests.browser.world import World
from tests.factories import catalog as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module")
def owing(world: World, django_db_blocker: Any) -> World:
    """The social affairs office owes a quarterly row and one that waits for events."""
    with django_db_blocker.unblock():
        _owe(world)
    return world


def _owe(world: World) -> None:
    Township.objects.filter(pk=world.township.pk).update(started_on=date(timezone.localdate().year - 1, 1, 1))
    town = Township.objects.get(pk=world.township.pk)
    above = world.items["usual"].parent
    rows = [
        make.item(above, "食堂价格", key="clerk-quarter", limit_text="每季度更新"),
        make.item(above, "招生通告", key="clerk-event", limit_text="信息形成或者变更之日起20个工作日内"),
    ]
    derive_limits(rows)
    for row in rows:
        make.adoption(town, row, unit=world.units["social"])
    plan(township=town, at=timezone.now())
    raise_all()


def fine(page: Page) -> None:
    """What every page must be on a phone."""
    assert faults(page) == []
    assert too_wide(page) == []
    assert too_small(page, 44) == []


def test_a_clerks_morning_on_a_phone(new_context: Callable[..., BrowserContext], owing: World) -> None:
    page = new_context(viewport=PHONE, has_touch=True).new_page()

    # what I owe
    enter(page, "bianji")
    page.get_by_role("link", name=re.compile("^本单位逾期")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("本单位要公开的")
    expect(page.get_by_role("heading", name="已逾期")).to_be_visible()
    expect(page.locator(".light.red").first).to_contain_text("已逾期")
    fine(page)
    page.get_by_role("link", name="食堂价格").first.click()
    expect(page.get_by_role("button", name="保存逾期说明")).to_be_visible()
    fine(page)
    page.get_by_label("逾期的原因").fill("经办人换岗。")
    page.get_by_role("button", name="保存逾期说明").click()
    expect(page.get_by_text("经办人换岗。").first).to_be_visible()

    # an event
    page.goto("/office/duties/events/add/")
    fine(page)
    page.get_by_label("事项").select_option(label=f"{owing.items['usual'].parent.name} › 招生通告")
    page.get_by_role("button", name="选好了，下一步").click()
    expect(page.get_by_text("公开时限：信息形成或者变更之日起20个工作日内")).to_be_visible()
    fine(page)
    page.get_by_label("发生日期").fill(timezone.localdate().isoformat())
    page.get_by_label("是什么").fill("秋季招生通告")
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status")).to_contain_text("“秋季招生通告”已登记，应在")
    fine(page)
    duty = Duty.objects.get(trigger__subject="秋季招生通告")

    # the publication for it
    page.goto("/office/duties/?light=green")
    page.get_by_role("link", name=re.compile("写公开信息.*秋季招生通告")).click()
    page.get_by_label("标题").fill("关于秋季招生的通告")
    page.get_by_label("成文日期").fill(timezone.localdate().isoformat())
    write_text(page, "秋季招生即日开始。")
    page.get_by_role("button", name="保存并继续编辑").click()
    page.get_by_role("link", name="预览和提交审核").click()
    page.get_by_role("button", name="提交审核").click()
    expect(page.get_by_role("status")).to_contain_text("已提交审核")
    assert Publication.objects.get(title="关于秋季招生的通告").for_duty == duty

    # nothing new
    page.goto("/office/duties/nothing-new/")
    assert page.locator("input[type=checkbox]:checked").count() == 0
    fine(page)
    boxes = page.get_by_role("checkbox", name=re.compile("^食堂价格"))
    wanted = boxes.count() - 1
    for number in range(1, wanted + 1):  # in the oldest period something did happen
        boxes.nth(number).check()
    page.get_by_role("button", name="签署确认").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("无新增确认")
    expect(page.locator("tbody tr")).to_have_count(wanted)
    fine(page)
    signed = Confirmation.objects.get()
    assert signed.duties.filter(state=DutyState.NOTHING_NEW).count() == wanted

    # and what residents see of it
    page.get_by_role("link", name="在网站上查看").click()
    expect(page.locator("main")).to_contain_text("李编辑")
    fine(page)
    page.goto("/items/clerk-quarter/")
    expect(page.get_by_text("责任单位确认：没有新增信息")).to_be_visible()


def test_the_list_works_without_script(
    new_context: Callable[..., BrowserContext], owing: World, sign_in
) -> None:
    context = new_context(viewport=PHONE, java_script_enabled=False)
    sign_in(context, owing.users["office_head"])
    page = context.new_page()
    page.goto("/office/duties/")
    page.get_by_label("单位", exact=True).select_option(label="社会事务办公室")
    page.get_by_label("期限").select_option(label="已逾期")
    page.get_by_role("button", name="筛选").click()

    expect(page.locator(".duty").first).to_contain_text("已逾期")
    page.get_by_role("link", name=re.compile("^免除")).first.click()
    page.get_by_label("免除的理由").fill("这一期机构撤并。")
    page.get_by_role("button", name="免除这件事").click()
    expect(page.get_by_text("已免除，理由已记录。")).to_be_visible()


@pytest.mark.parametrize("path", ["/office/duties/", "/office/duties/events/", "/office/upkeep/moves/"])
def test_pages_for_the_head_are_accessible(page: Page, owing: World, sign_in, path: str) -> None:
    sign_in(page.context, owing.users["office_head"])
    page.goto(path)

    fine(page)
