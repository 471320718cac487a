"""Applications in a real browser: a resident's way on a phone without script, an officer's, and every outcome to its end."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from catalog.actions.generations import raise_all
from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions.applications import consulting, corrections, handling, intake, letters, searching
from disclosure.actions.applications.intake import Arrival
from disclosure.law.intake import CaseKind, Intake
from disclosure.law.outcomes import CHOSEN, RECTIFIED, RULES, FactKind, Outcome, Record, path_to
from disclosure.law.steps import Step
from disclosure.models import Application, Reception
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_path import enter
from tests.browser.world import World
from tests.factories import applying
from tests.factories import catalog as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PEOPLE = {
    "sq": Role.REQUEST_OFFICER, "fz": Role.LEGAL, "bm": Role.SECRECY, "qf": Role.SIGNER, "zr": Role.OFFICE_HEAD,
}  # fmt: skip


@pytest.fixture(scope="module")
def people(world: World, django_db_blocker: Any) -> dict[str, User]:
    """The township takes applications; one person for every part."""
    with django_db_blocker.unblock():
        Reception.objects.get_or_create(
            township=world.township,
            defaults={
                "unit": world.township.unit, "agency_word": "望府", "reviewer": "云溪县人民政府", "court": "云溪县人民法院",
                "online_review": "网上平台", "payment": "到银行缴纳。", "phone": "0573-6666012",
            },
        )  # fmt: skip
        raise_all()
        return {
            name: make.user_with(
                role, world.township, f"app-{name}", name=f"{role.label[:6]}乙", must_change_password=False
            )
            for name, role in PEOPLE.items()
        }


def fine(page: Page) -> None:
    assert faults(page) == []
    assert too_wide(page) == []
    assert too_small(page, 44) == []


def step(page: Page, button: str = "下一步", look: Callable[[Page], None] = fine) -> None:
    look(page)
    page.get_by_role("button", name=button, exact=True).click()


def unseen(page: Page) -> None:
    """Where no script runs, none of ours can look either."""


@pytest.mark.parametrize("mode", ["standard", "elder", "without script"])
def test_a_resident_applies_on_a_phone(
    new_context: Callable[..., BrowserContext], people: dict[str, User], mode: str, site: Any
) -> None:
    context = new_context(viewport=PHONE, has_touch=True, java_script_enabled=mode != "without script")
    if mode == "elder":
        context.add_cookies([{"name": "elder", "value": "1", "url": site.url}])
    page, look = context.new_page(), unseen if mode == "without script" else fine
    page.goto("/apply/")
    look(page)
    page.get_by_role("link", name="开始申请").click()

    step(page, look=look)  # nothing chosen: it says what to choose
    expect(page.get_by_role("alert").first).to_contain_text("要改")
    page.get_by_label("我是公民").check()
    page.get_by_label("申请公开政府信息").check()
    step(page, look=look)
    page.get_by_label("姓名").first.fill("林小满")
    step(page, look=look)
    expect(page.get_by_label("姓名").first).to_have_value("林小满")  # nothing typed is lost
    page.get_by_label("证件名称").select_option("id_card")
    page.get_by_label("证件号码", exact=True).fill(applying.ID_NUMBER)
    page.get_by_label("联系电话").fill(applying.PHONE)
    page.get_by_label("联系地址").fill("望禾镇上坪村")
    step(page, look=look)
    page.get_by_label("所需信息的内容描述").fill("望禾镇2019年水库清淤工程的验收单")
    step(page, look=look)
    page.get_by_label("获取方式").select_option("post")
    step(page, look=look)
    look(page)
    page.get_by_role("link", name="不上传，下一步").click()
    look(page)
    page.get_by_label("以上内容属实").check()
    page.wait_for_timeout(6_000)  # nobody fills in an application faster
    page.get_by_role("button", name="提交申请").click()
    if page.get_by_text("提交得太快了").is_visible():
        page.wait_for_timeout(6_000)
        page.get_by_label("以上内容属实").check()
        page.get_by_role("button", name="提交申请").click()
    look(page)
    code = page.locator(".code").inner_text()
    number = page.locator(".slip dd strong").first.inner_text()
    assert re.fullmatch(r"([A-Z0-9]{4}-){4}[A-Z0-9]{4}", code)

    page.get_by_role("link", name="查询进度").last.click()
    page.get_by_label("受理编号").fill(number)
    page.get_by_label("查询码").fill("AAAA-AAAA-AAAA-AAAA-AAAA")
    step(page, "查询", look)
    expect(page.get_by_role("alert")).to_contain_text("编号或查询码不对")
    page.get_by_label("查询码").fill(code.lower().replace("-", " "))
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("已提交")
    assert "code" not in page.url
    look(page)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_officer_takes_a_case_in_and_hands_it_on(
    new_context: Callable[..., BrowserContext], people: dict[str, User], size: dict[str, int]
) -> None:
    page = new_context(viewport=size).new_page()
    enter(page, people["sq"].username)
    page.goto("/office/applications/new/")
    fine(page)
    page.get_by_label("怎样收到的").select_option("oral")
    page.get_by_role("button", name="登记并打印回执").click()
    expect(page.locator(".field.bad").first).to_be_visible()
    page.get_by_label("姓名或名称").fill("欧阳望舒")
    page.get_by_label("证件名称").select_option("id_card")
    page.get_by_label("证件号码或统一社会信用代码").fill(applying.ID_NUMBER)
    page.get_by_label("联系电话").fill(applying.PHONE)
    page.get_by_label("联系地址").fill("望禾镇上坪村")
    page.get_by_label("所需信息的内容描述").fill("2024年高标准农田建设项目验收报告")
    page.get_by_label("已读给申请人听并得到确认").check()
    page.get_by_role("button", name="登记并打印回执").click()
    expect(page.locator(".code")).to_be_visible()
    fine(page)
    page.get_by_role("link", name="去办理这件申请").click()
    fine(page)
    expect(page.get_by_text("欧阳望舒")).to_have_count(0)
    expect(page.get_by_text("欧阳**").first).to_be_visible()
    page.get_by_role("button", name="交办", exact=True).click()
    expect(page.get_by_role("heading", name="接下来")).to_be_visible()

    page.get_by_text("查看申请人信息", exact=True).click()
    page.get_by_label("查看的理由").fill("核对送达地址")
    page.get_by_role("button", name="查看", exact=True).click()
    expect(page.get_by_text("欧阳望舒")).to_be_visible()
    fine(page)


def give_records(made: Application, outcome: Outcome, by: User) -> None:
    at, today, records = timezone.now(), timezone.localdate(), RULES[outcome].records
    if Record.SEARCH in records:
        searching.record(
            pk=made.pk, by=by, at=at, what="表", systems="档案室目录", words="补助", found=False, result="没有", searched_by="甲",
            searched_on=today,
        )  # fmt: skip
    if Record.CONSULTATION in records:
        letter = consulting.ask(
            pk=made.pk, by=by, at=at, party_kind="third", party="周大禾", concern="涉及其账目"
        )
        consulting.opinion(
            pk=made.pk, by=by, at=at, consultation=letter, reply="refuses", on=today, reasonable=True
        )
    if Record.CORRECTION in records:
        corrections.ask(pk=made.pk, by=by, at=at, reasons=["form"], points="写明形式", guidance="补写")
        corrections.receive(pk=made.pk, by=None, at=at, answer="纸质")
        handling.assign(pk=made.pk, by=by, at=at, unit=made.township.unit, officer=by)
    if Record.REASONS in records:
        corrections.ask_reasons(pk=made.pk, by=by, at=at, facts="三十件")
        corrections.take_reasons(pk=made.pk, by=by, at=at, answer="想看")


def taken_in(world: World, by: User, serial: int, kind: CaseKind = CaseKind.REQUEST) -> Application:
    made, _ = intake.register(
        township=world.township, by=by, at=timezone.now(), wanted=applying.wanted(f"第{serial}件资金分配表", kind=kind),
        person=applying.person("林小满", id_number=f"99000019900101{serial:04d}"),
        arrival=Arrival(Intake.COUNTER, timezone.localdate()), submission=uuid4(),
    )  # fmt: skip
    return handling.assign(pk=made.pk, by=by, at=timezone.now(), unit=world.township.unit, officer=by)


def as_user(new_context: Callable[..., BrowserContext], who: User) -> Page:
    page = new_context(viewport=DESK).new_page()
    enter(page, who.username)
    return page


def pass_on(page: Page, made: Application, button: str, secrecy: bool = False) -> None:
    page.goto(f"/office/applications/{made.pk}/")
    if secrecy:
        page.get_by_label("已作保密审查").check()
    page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_role("status").or_(page.locator(".messages")).first).to_be_visible()


def test_every_outcome_is_reached_by_the_questions_and_closed(
    new_context: Callable[..., BrowserContext], world: World, people: dict[str, User], django_db_blocker: Any
) -> None:
    pages = {name: as_user(new_context, people[name]) for name in ("sq", "fz", "bm", "qf")}
    officer = people["sq"]
    for serial, outcome in enumerate((*CHOSEN, *RECTIFIED), 1):
        made = taken_in(
            world, officer, serial if outcome != Outcome.REPEATED else 2,  # the second was granted
            CaseKind.RECTIFY if outcome in RECTIFIED else CaseKind.REQUEST,
        )  # fmt: skip
        give_records(made, outcome, officer)
        page = pages["sq"]
        page.goto(f"/office/applications/{made.pk}/")
        page.get_by_role("link", name="确定答复结果").click()
        for question, choice in path_to(outcome):
            if serial == 1:
                fine(page)
            expect(page.get_by_role("heading", level=1)).to_have_text(question.label)
            page.get_by_label(choice.text, exact=True).check()
            page.get_by_role("button", name="下一步").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(outcome.label)
        for fact in RULES[outcome].facts:
            field = page.locator(f"#id_{fact.key}")
            if fact.kind == FactKind.CHOICE:
                field.select_option(fact.choices[0][0])
            elif fact.required:
                field.fill(f"{fact.label}的事实")
        if outcome == Outcome.REPEATED:
            page.get_by_label("已经答复的前一次申请").select_option(index=1)
        page.get_by_role("button", name="下一步").click()
        page.get_by_role("button", name="确定，开始拟稿").click()
        page.goto(f"/office/applications/{made.pk}/")
        for box in page.locator("#act-submit_answer input[type=checkbox]").all():
            box.check()
        page.get_by_role("button", name="送审", exact=True).click()
        pass_on(pages["fz"], made, "审核通过")
        pass_on(pages["bm"], made, "审核通过", secrecy=True)
        pass_on(pages["qf"], made, "签发")
        letters.make_waiting(timezone.now())
        page.goto(f"/office/applications/{made.pk}/")
        page.locator("#act-dispatch").get_by_label("送出日期").fill(timezone.localdate().isoformat())
        page.get_by_role("button", name="送出答复书").click()
        page.locator("#act-serve").get_by_label("送达日期").fill(timezone.localdate().isoformat())
        page.locator("#act-serve").get_by_label("签收人").fill("本人")
        page.get_by_role("button", name="登记送达").click()

        made.refresh_from_db()
        assert (made.state, made.outcome, made.row) == (Step.DELIVERED, outcome, RULES[outcome].row or ""), (
            outcome
        )
        assert made.answered_on == timezone.localdate()
    fine(pages["sq"])
    pages["sq"].get_by_role("link", name=re.compile("答复书|结果告知书")).first.click()
    fine(pages["sq"])
