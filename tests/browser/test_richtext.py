"""The rich text editor in the admin: typed in, pasted into, saved, and read on the public page."""

import base64
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Locator, Page, expect

from disclosure.actions import publications, reviewing
from disclosure.models import Publication
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.editor import PASTE, box, tool
from tests.browser.world import World
from tests.disclosure.checks.clipboards import WORD, WORD_CLEAN, WPS, WPS_CLEAN

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
KEY = "0b5f9d0e-3f0a-4f5e-9a51-6a3f0c9e1d22"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def open_draft(page: Page, made: Publication) -> Locator:
    page.goto(f"/admin/disclosure/publication/{made.pk}/change/")
    expect(box(page)).to_be_visible()
    return box(page)


@pytest.fixture
def draft(world: World, page: Page, sign_in: Callable) -> Publication:
    sign_in(page.context, world.users["editor"])
    usual = world.infos["draft"]
    fields = {name: getattr(usual, name) for name in ("unit", "node", "formed_on")} | {
        "title": "编辑框",
        "text": "",
    }
    return publications.create(
        township=world.township, by=world.users["editor"], at=timezone.now(), fields=fields
    )


def stored(made: Publication) -> str:
    made.refresh_from_db()
    return made.text


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_typed_with_heading_list_and_table_it_reads_the_same_in_public(
    page: Page, world: World, draft: Publication, size: dict
) -> None:
    page.set_viewport_size(size)
    open_draft(page, draft).click()
    page.keyboard.type("一、发放范围")
    page.get_by_label("段落样式").select_option(label="一级标题")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.type("全镇")
    tool(page, "加粗").click()
    expect(tool(page, "加粗")).to_have_attribute("aria-pressed", "true")
    page.keyboard.type("在册农户")
    tool(page, "加粗").click()
    page.keyboard.press("Enter")
    tool(page, "项目符号").click()
    page.keyboard.type("带身份证明")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.type("望禾镇人民政府")
    tool(page, "右对齐").click()
    page.keyboard.press("Enter")
    tool(page, "右对齐").click()
    tool(page, "表格").click()
    dialog = page.get_by_role("dialog", name="插入表格")
    dialog.get_by_label("行数").fill("2")
    dialog.get_by_label("列数").fill("2")
    assert not faults(page), faults(page)
    dialog.get_by_role("button", name="插入").click()
    for words in ("村", "户数", "上坪村", "128"):
        page.keyboard.type(words)
        page.keyboard.press("ArrowRight")

    assert not (faults(page) + too_wide(page) + too_small(page, 24))
    save(page)

    assert stored(draft) == (
        "<h2>一、发放范围</h2><p>全镇<strong>在册农户</strong></p><ul><li>带身份证明</li></ul>"
        '<p class="right">望禾镇人民政府</p>'
        "<table><thead><tr><th>村</th><th>户数</th></tr></thead><tbody><tr><td>上坪村</td><td>128</td></tr></tbody></table>"
    )
    publish(world, draft)
    page.goto(draft.path)
    shown = page.locator(".prose")
    expect(shown.get_by_role("heading", name="一、发放范围")).to_be_visible()
    expect(shown.get_by_role("columnheader", name="户数")).to_be_visible()
    assert not (faults(page) + too_wide(page))


def publish(world: World, made: Publication) -> None:
    reviewing.submit(pk=made.pk, by=world.users["editor"], at=timezone.now())
    reviewing.approve(pk=made.pk, by=world.users["head"], at=timezone.now(), secrecy_checked=True)


@pytest.mark.parametrize(("pasted", "clean"), [(WORD, WORD_CLEAN), (WPS, WPS_CLEAN)], ids=["word", "wps"])
def test_what_is_pasted_through_the_editor_is_what_the_server_would_make_of_it(
    page: Page, draft: Publication, pasted: str, clean: str
) -> None:
    place = open_draft(page, draft)
    place.click()
    place.evaluate(PASTE, pasted)

    expect(page.get_by_role("status").filter(has_text="有 1 张图片没有粘贴进来")).to_be_visible()
    assert not faults(page), faults(page)
    save(page)

    assert stored(draft) == clean


def test_a_picture_is_inserted_only_with_alternative_text(
    page: Page, context: BrowserContext, draft: Publication
) -> None:
    context.route(f"**/pictures/{KEY}/", lambda route: route.fulfill(body=PNG, content_type="image/png"))
    open_draft(page, draft).click()
    page.locator("textarea[name=text]").evaluate(
        "(one, path) => { one.dataset.pictures = JSON.stringify([{name: '宣传栏.jpg', path}]); }",
        f"/pictures/{KEY}/",
    )
    tool(page, "图片").click()
    dialog = page.get_by_role("dialog", name="插入图片")
    dialog.get_by_label("图片", exact=True).select_option(label="1. 宣传栏.jpg")
    dialog.get_by_role("button", name="插入").click()
    expect(dialog).to_be_visible()  # the browser asks for the missing words
    dialog.get_by_label("替代文字").fill("村口宣传栏，贴着防火通告")
    dialog.get_by_label("图注").fill("图1 宣传栏")
    dialog.get_by_role("button", name="插入").click()
    expect(box(page).get_by_role("img", name="村口宣传栏，贴着防火通告")).to_be_visible()
    assert not faults(page), faults(page)
    save(page)

    figure = f'<figure><img src="/pictures/{KEY}/" alt="村口宣传栏，贴着防火通告"><figcaption>图1 宣传栏</figcaption></figure>'
    assert stored(draft) == figure

    open_draft(page, draft)
    box(page).get_by_role("img").click()
    tool(page, "图片").click()
    dialog = page.get_by_role("dialog", name="修改图片")
    dialog.get_by_label("替代文字").fill("宣传栏")
    dialog.get_by_role("button", name="确定").click()
    save(page)

    assert stored(draft) == figure.replace("村口宣传栏，贴着防火通告", "宣传栏")


def test_links_are_made_changed_and_taken_off(page: Page, draft: Publication) -> None:
    open_draft(page, draft).click()
    tool(page, "链接").click()
    dialog = page.get_by_role("dialog", name="插入链接")
    dialog.get_by_label("网址").fill("https://www.example.gov.cn/")
    dialog.get_by_label("显示的文字").fill("县政府网站")
    dialog.get_by_role("button", name="确定").click()
    save(page)

    assert (
        stored(draft) == '<p><a href="https://www.example.gov.cn/" rel="noopener nofollow">县政府网站</a></p>'
    )

    open_draft(page, draft).get_by_text("县政府网站").click()
    tool(page, "取消链接").click()
    save(page)

    assert stored(draft) == "<p>县政府网站</p>"


def test_everything_can_be_done_from_the_keyboard(page: Page, draft: Publication) -> None:
    open_draft(page, draft)
    page.locator("label[for=id_text]").click()
    expect(box(page)).to_be_focused()
    page.keyboard.press("Alt+F10")
    expect(tool(page, "加粗")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(tool(page, "斜体")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page)).to_be_focused()
    page.keyboard.type("斜")
    page.keyboard.press("Alt+F10")
    expect(tool(page, "斜体")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page)).to_be_focused()
    page.keyboard.press("Control+b")
    page.keyboard.type("粗")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    page.keyboard.press("Tab")
    expect(box(page)).not_to_be_focused()
    save(page)

    assert stored(draft) == "<p><em>斜</em><strong><em>粗</em></strong></p>"


def test_without_script_the_text_box_is_there(
    new_context: Callable, world: World, draft: Publication, sign_in: Callable
) -> None:
    plain = new_context(java_script_enabled=False)
    sign_in(plain, world.users["editor"])
    page = plain.new_page()
    page.goto(f"/admin/disclosure/publication/{draft.pk}/change/")
    page.get_by_label("正文").fill("第一段\n接着\n\n第二段")
    page.get_by_role("button", name="保存", exact=True).click()

    assert stored(draft) == "<p>第一段<br>接着</p><p>第二段</p>"


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_form_is_accessible_with_a_full_text(
    page: Page, world: World, sign_in: Callable, size: dict
) -> None:
    sign_in(page.context, world.users["editor"])
    page.set_viewport_size(size)
    open_draft(page, world.infos["draft"]).locator("td").first.click()
    expect(tool(page, "加一行")).to_be_visible()

    assert not (faults(page) + too_wide(page) + too_small(page, 24))
