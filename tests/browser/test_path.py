"""From the editor's desk to a resident's phone, and what happens when somebody gets it wrong."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from disclosure.models import Publication
from tests.browser.editor import box, write_text
from tests.browser.world import PASSWORD, World, pdf, xlsx

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Contexts = Callable[..., BrowserContext]
ADD = "/admin/disclosure/publication/add/"
PDF = {"name": "补贴公示.pdf", "mimeType": "application/pdf", "buffer": pdf()}
XLSX = {"name": "分户明细.xlsx", "mimeType": "application/octet-stream", "buffer": xlsx()}
EXE = {"name": "公示.pdf", "mimeType": "application/pdf", "buffer": b"MZ\x90\x00" + bytes(200)}


def enter(page: Page, username: str, password: str = PASSWORD, path: str = "/office/") -> Page:
    """Sign in where a closed page sends one."""
    page.goto(path)
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录").click()
    return page


def choose(page: Page, name: str, words: str, wanted: str) -> None:
    """Pick one in a search-and-choose box of the admin."""
    page.locator(f".field-{name} .select2-selection").click()
    page.locator(".select2-search__field").fill(words)
    page.get_by_role("option", name=wanted).first.click()


def draft(page: Page, world: World, title: str, **more: str) -> None:
    """Fill in the form of a new publication."""
    page.goto(ADD)
    page.get_by_label("标题").fill(title)
    item = world.items["usual"]
    choose(page, "node", item.name, f"{world.domain.name} / {item.parent.name} / {item.name}")
    choose(page, "unit", "社会", "社会事务办公室")
    page.get_by_label("成文日期").fill(more.get("formed_on", "2026-03-02"))
    page.get_by_label("文号").fill("望府发〔2026〕12号")
    write_text(page, "第一段。", "第二段。")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存并继续编辑").click()


def test_from_draft_to_download_to_withdrawal(
    new_context: Contexts, phone: Page, world: World, tmp_path: Path
) -> None:
    title = "关于2026年临时救助对象的公示"

    writer = enter(new_context().new_page(), "bianji", path=ADD)
    expect(writer).to_have_url(re.compile(ADD))
    draft(writer, world, title)
    writer.get_by_label("添加附件").set_input_files([PDF, XLSX])
    save(writer)
    expect(writer.locator(".messagelist .success")).to_be_visible()
    expect(writer.get_by_role("link", name="分户明细.xlsx")).to_be_visible()
    writer.get_by_role("link", name="预览和提交审核").click()
    expect(writer.locator(".prose p")).to_have_text(["第一段。", "第二段。"])
    writer.get_by_role("button", name="提交审核").click()
    expect(writer.get_by_text(f"“{title}”已提交审核")).to_be_visible()
    made = Publication.objects.get(title=title)
    writer.goto(f"/office/publications/{made.pk}/")
    expect(writer.get_by_text("须由另一个人审核")).to_be_visible()
    assert phone.goto(made.path).status == 404

    _approve(enter(new_context().new_page(), "shenhe"), title)
    made.refresh_from_db()
    _read(phone, world, made, tmp_path)

    head = enter(new_context().new_page(), "fuzeren", path=f"/office/publications/{made.pk}/")
    head.get_by_label("撤回原因").select_option("error")
    head.get_by_label("说明").fill("名单有误，民政科来电要求。")
    head.get_by_role("button", name="撤回").click()
    expect(head.get_by_text(f"“{title}”已撤回")).to_be_visible()

    assert phone.goto(made.path).status == 410
    expect(phone.get_by_role("heading", name="这条信息已撤下")).to_be_visible()
    expect(phone.get_by_text("内容有误")).to_be_visible()
    expect(phone.get_by_text("民政科")).to_have_count(0)
    assert phone.goto(made.attachments.first().path).status == 404


def _approve(page: Page, title: str) -> None:
    """Another person: first without the secrecy tick, which costs nothing that was typed, then with it."""
    page.get_by_role("link", name=title).click()
    card = page.locator("form.act", has=page.get_by_role("heading", name="签发公开"))
    remark = card.get_by_label("签发意见")
    remark.fill("数字已核对。")
    card.get_by_role("button").click()
    assert card.locator("input:invalid").count() == 1  # the browser itself holds it back
    card.evaluate("form => { form.noValidate = true; }")  # a browser that does not
    card.get_by_role("button").click()
    field = card.locator(".field", has=page.get_by_role("checkbox"))
    expect(field.locator(".errorlist")).to_contain_text("须先作保密审查")
    expect(remark).to_have_value("数字已核对。")
    card.get_by_role("checkbox").check()
    card.get_by_role("button").click()
    expect(page.get_by_text(f"“{title}”已签发。")).to_be_visible()


def _read(phone: Page, world: World, made: Publication, folder: Path) -> None:
    """A resident finds it from the home page and takes both files home."""
    item = world.items["usual"]
    phone.goto("/")
    phone.locator(".domains").get_by_role("link", name=world.domain.name).click()
    phone.locator(f".groups a[href='{item.path}']").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(item.name)
    phone.get_by_role("link", name=made.title).click()
    index = phone.locator(".idx")
    expect(index).to_contain_text(made.index_no)
    expect(index).to_contain_text("望府发〔2026〕12号")
    expect(index).to_contain_text("2026-03-02")
    place = phone.locator("aside")
    for words in (world.domain.name, item.name, item.limit_text, item.basis, item.body, "社会事务办公室"):
        if words:
            expect(place).to_contain_text(words)
    for file in (PDF, XLSX):
        with phone.expect_download() as found:
            phone.get_by_role("link", name=str(file["name"])).click()
        target = folder / str(file["name"])
        found.value.save_as(target)
        assert found.value.suggested_filename == file["name"]
        assert target.read_bytes() == file["buffer"]


def test_wrong_password_says_so_and_keeps_the_name(page: Page, world: World) -> None:
    enter(page, "bianji", "不是这个密码")

    expect(page.get_by_text("登录名或密码不正确")).to_be_visible()
    expect(page.get_by_label("登录名")).to_have_value("bianji")
    assert page.goto("/office/").url.endswith("/office/login/?next=/office/")


def test_renamed_program_and_future_day_are_refused_at_their_fields(page: Page, world: World) -> None:
    enter(page, "bianji", path=ADD)
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    draft(page, world, "带错附件的公告", formed_on=tomorrow)
    page.get_by_label("添加附件").set_input_files([EXE, XLSX])
    save(page)

    expect(page.locator(".field-new_files .errorlist")).to_contain_text("“公示.pdf”的内容不是 pdf 文件")
    expect(page.locator(".field-formed_on .errorlist")).to_have_text("成文日期不能晚于今天。")
    expect(page.get_by_label("标题")).to_have_value("带错附件的公告")
    expect(box(page)).to_have_text("第一段。第二段。")
    expect(page.locator(".field-node .select2-selection__rendered")).to_contain_text(
        world.items["usual"].name
    )
    assert not Publication.objects.filter(title="带错附件的公告").exists()

    page.get_by_label("成文日期").fill("2026-03-02")
    page.get_by_label("添加附件").set_input_files([PDF])
    save(page)
    expect(page.locator(".messagelist .success")).to_be_visible()


def test_second_of_two_editors_is_told_and_loses_nothing(new_context: Contexts, world: World) -> None:
    path = f"/admin/disclosure/publication/{world.infos['draft'].pk}/change/"
    first = enter(new_context().new_page(), "bianji", path=path)
    second = enter(new_context().new_page(), "tongshi", path=path)
    first.get_by_label("标题").fill("先保存的标题")
    save(first)
    expect(first.locator(".messagelist .success")).to_be_visible()

    write_text(second, "后来者写的正文。")
    second.get_by_label("标题").fill("后来者的标题")
    save(second)
    expect(second.locator(".errorlist.nonfield")).to_contain_text(
        re.compile(r"李编辑.*在\d{4}-\d\d-\d\d \d\d:\d\d保存过")
    )
    expect(second.locator(".field-title .errorlist")).to_contain_text("先保存的标题")
    expect(second.get_by_label("标题")).to_have_value("后来者的标题")
    expect(box(second)).to_have_text("后来者写的正文。")
    save(second)
    expect(second.locator(".messagelist .success")).to_be_visible()
    assert Publication.objects.get(pk=world.infos["draft"].pk).title == "后来者的标题"
