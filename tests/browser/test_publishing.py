"""An editor brings a document with list, picture and interpretation to the public; a reviewer works on a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from disclosure.models import Publication
from tests.browser.checks import faults, too_wide
from tests.browser.conftest import PHONE
from tests.browser.editor import tool, write_text
from tests.browser.test_path import choose, enter, save
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/disclosure/publication/add/?kind=policy"
TITLE = "望禾镇春季灌溉用水办法"
ROWS = "序号,村,面积（亩）\n" + "\n".join(f"{n},第{n}村,{n * 10}" for n in range(1, 31))
# The smallest picture there is, without any note inside.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082".replace(" ", "")
)


def _document(page: Page, world: World) -> Publication:
    """The draft: elements of its kind, a picture in the text, a list shown as a table."""
    enter(page, "bianji", path=ADD)
    item = world.items["usual"]
    page.get_by_label("标题").fill(TITLE)
    choose(page, "node", item.name, f"{world.domain.name} / {item.parent.name} / {item.name}")
    choose(page, "unit", "社会", "社会事务办公室")
    page.get_by_label("成文日期").fill("2026-03-02")
    page.get_by_label("文号").fill("望府发〔2026〕9号")
    write_text(page, "为安排好春季灌溉，制定本办法。", "各村按轮灌表用水。")
    page.get_by_label("添加附件").set_input_files(
        {"name": "轮灌表.csv", "mimeType": "text/csv", "buffer": ROWS.encode("utf-8-sig")}
    )
    page.get_by_label("上传插图").set_input_files(
        {"name": "渠道.png", "mimeType": "image/png", "buffer": PNG}
    )
    save(page)
    expect(page.locator(".errorlist")).to_contain_text("请给图片写替代文字")
    page.get_by_label("添加附件").set_input_files(
        {"name": "轮灌表.csv", "mimeType": "text/csv", "buffer": ROWS.encode("utf-8-sig")}
    )
    page.get_by_label("上传插图").set_input_files(
        {"name": "渠道.png", "mimeType": "image/png", "buffer": PNG}
    )
    page.get_by_label("图片的替代文字").fill("整修后的渠道")
    save(page)
    expect(page.locator(".findings")).to_contain_text("政策文件须填写“主题分类”")
    page.get_by_label("主题分类").fill("农田水利")
    page.get_by_label("有效性").select_option("valid")
    page.get_by_role("button", name=re.compile("^在页面上显示为表格")).click()
    expect(page.get_by_text("将在页面上显示为表格")).to_be_visible()
    tool(page, "图片").click()
    dialog = page.get_by_role("dialog", name="插入图片")
    dialog.get_by_label("替代文字").fill("整修后的渠道")
    dialog.get_by_role("button", name="插入").click()
    page.get_by_label("主题分类").fill("农田水利")
    page.get_by_label("有效性").select_option("valid")
    save(page)
    return Publication.objects.get(title=TITLE)


def _interpretation(page: Page, document: Publication) -> Publication:
    page.goto(f"/office/publications/{document.pk}/")
    page.get_by_role("link", name="起草解读").click()
    page.get_by_label("解读单位或人员").fill("社会事务办公室")
    page.get_by_label("咨询电话").fill("0573-6666012")
    page.locator("main form").first.get_by_role("button").click()
    expect(page.locator(".messages .success, .messagelist .success")).to_be_visible()
    made = Publication.objects.get(kind="interpretation", interpretation__documents=document)
    page.goto(f"/admin/disclosure/publication/{made.pk}/change/")
    write_text(page, "为什么要出这个办法：往年用水没有先后，今年按轮灌表来。")
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_text("已保存并提交审核")).to_be_visible()
    return made


def _sign(page: Page, made: Publication) -> None:
    """One of the queue, signed on the phone."""
    page.goto("/office/reviews/")
    assert too_wide(page) == []
    page.locator(f'.queue a[href$="/publications/{made.pk}/"]').click()
    page.get_by_role("checkbox", name=re.compile("保密审查")).check()
    page.get_by_role("button", name="签发公开").click()
    expect(page.locator(".messages .success")).to_be_visible()


def test_a_document_with_list_picture_and_interpretation_goes_out_together(
    new_context: Callable[..., BrowserContext], phone: Page, world: World
) -> None:
    writer = new_context().new_page()
    document = _document(writer, world)
    writer.goto(f"/admin/disclosure/publication/{document.pk}/change/")
    writer.get_by_role("button", name="保存并提交审核").click()
    expect(writer.locator(".messagelist .error")).to_contain_text("须同步起草解读")
    interpretation = _interpretation(writer, document)
    writer.goto(f"/admin/disclosure/publication/{document.pk}/change/")
    writer.get_by_role("button", name="保存并提交审核").click()
    expect(writer.get_by_text("已保存并提交审核")).to_be_visible()

    reviewer = enter(new_context(viewport=PHONE).new_page(), "shenhe", path="/office/reviews/")
    assert faults(reviewer) == []
    _sign(reviewer, interpretation)
    assert phone.goto(interpretation.path).status == 404  # signed, it waits for its document
    _sign(reviewer, document)

    document.refresh_from_db()
    interpretation.refresh_from_db()
    assert document.published_at == interpretation.published_at
    phone.goto(document.path)
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    picture = phone.get_by_role("img", name="整修后的渠道")
    picture.scroll_into_view_if_needed()
    phone.wait_for_function("img => img.complete && img.naturalWidth === 1", arg=picture.element_handle())
    expect(phone.get_by_role("cell", name="第1村", exact=True)).to_be_visible()
    phone.get_by_role("link", name=re.compile("查看全部 30 行")).click()
    phone.goto(document.path)
    phone.get_by_role("link", name=re.compile("政策解读")).click()
    expect(phone.get_by_text("往年用水没有先后")).to_be_visible()
    expect(phone.get_by_role("link", name=TITLE).first).to_be_visible()
    assert faults(phone) == []
