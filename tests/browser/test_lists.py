"""Lists of persons, attached tables, the policy library and the tables staff keep, as people see them."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from catalog.actions.generations import raise_generation
from disclosure.actions.publications import Upload, attach
from disclosure.actions.shipped import load_shipped
from disclosure.models import Attachment, Interpretation, Publication, Reach, ReviewPlan, Withheld
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_axe import TAP, look
from tests.browser.world import World
from tests.disclosure.sheets.test_tables import text
from tests.factories import disclosure

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ROWS = [
    ["序号", "户主", "村", "村民小组", "补贴面积（亩）", "补贴标准（元/亩）", "补贴金额（元）", "发放日期", "身份证号", "备注"],
    *[
        [n, f"欧阳*{'样试例'[n % 3]}", f"{'上下'[n % 2]}坪村", f"第{n % 9}组", n % 40, 98, (n % 40) * 98, "2026-03-05", "", ""]
        for n in range(1, 181)
    ],
]  # fmt: skip


@pytest.fixture(scope="module")
def made(world: World, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    """One of each, beside what the world has."""
    with django_db_blocker.unblock():
        yield _build(world)


def _build(world: World) -> dict[str, Any]:
    now, day = timezone.now(), timezone.localdate()
    at = (world.township, world.units["social"], world.items["usual"], world.users["editor"])
    posted = {
        "posted_days": 7,
        "posting_contact": "社会事务办 0000-8880001",
        "kind": "list",
        "person_list": True,
    }
    until = {"posted_until": day + timedelta(days=9), "public_until": now + timedelta(days=10)}
    found: dict[str, Any] = {
        "board": disclosure.published(
            *at, now, title="2026年3月困难群众救助金发放公示", reach=Reach.BOARD, head_count=138, amount=Decimal("96600"),
            details={"period": "2026年3月"}, text="<p>本月救助金已通过一卡通发放。</p>", **posted, **until,
        ),
        "list": disclosure.published(
            *at, now, title="2026年耕地地力保护补贴发放名单公示", text="<p>现将名单公示如下。</p>", **posted, **until
        ),
        "over": disclosure.published(
            *at, now - timedelta(days=20), title="护林员选聘名单公示", posting_result="公示期内未收到异议。",
            public_until=now - timedelta(days=10), **posted,
        ),
        "open": disclosure.published(*at, now, title="2026年村级工程项目一览表", text="<p>项目见下表。</p>"),
    }  # fmt: skip
    for name in ("list", "open"):
        found[f"{name}-file"] = attach(
            publication=found[name], upload=Upload("补贴明细.csv", text(ROWS)), at=timezone.now()
        )
    Attachment.objects.filter(publication=found["open"]).update(as_table=True)
    policy = {"kind": "policy", "issuer": "望禾镇人民政府", "theme": "农业、林业、水利"}
    old = disclosure.published(
        *at,
        now,
        title="望禾镇秸秆综合利用实施细则",
        doc_no="望府发〔2025〕3号",
        validity="repealed",
        **policy,
    )
    disclosure.published(
        *at, now, title="望禾镇秸秆综合利用实施细则（2026年修订）", doc_no="望府发〔2026〕8号", validity="valid", supersedes=old, **policy
    )  # fmt: skip
    reading = disclosure.published(*at, now, title="秸秆综合利用实施细则政策解读", kind="interpretation")
    Interpretation.objects.create(publication=reading, contact="农业办", phone="0000-8880002").documents.add(
        old
    )
    Publication.objects.filter(pk=found["open"].pk).update(next_evaluation_on=day)
    load_shipped()
    found["plan"] = ReviewPlan.objects.create(township=at[0], kind="notice", stages=["level1", "level3"])
    found["withheld"] = Withheld.objects.create(
        township=at[0], unit=at[1], title="关于集镇选址的请示", doc_no="望府〔2025〕12号", formed_on=day, attribute="closed",
        exemption="EXM-6", reason="尚在研究，未形成决定", decided_by=at[3], decided_at=now, next_evaluation_on=day,
    )  # fmt: skip
    raise_generation(at[0])
    return found


Address = Callable[[World, dict[str, Any]], str]
PAGES: dict[str, tuple[str, Address]] = {
    "board": ("", lambda w, m: m["board"].path),
    "list": ("", lambda w, m: m["list"].path),
    "open": ("", lambda w, m: m["open"].path),
    "table": ("", lambda w, m: f"{m['open'].path}table/{m['open-file'].key}/"),
    "table-nothing": ("", lambda w, m: f"{m['open'].path}table/{m['open-file'].key}/?q=没有这个"),
    "item-over": ("", lambda w, m: w.items["usual"].path if hasattr(w.items["usual"], "path") else f"/items/{w.items['usual'].key}/"),
    "policies": ("", lambda w, m: "/policies/"),
    "policies-nothing": ("", lambda w, m: "/policies/?q=没有这个"),
    "withheld-list": ("head", lambda w, m: "/office/withheld/"),
    "withheld": ("head", lambda w, m: f"/office/withheld/{m['withheld'].pk}/"),
    "evaluations": ("head", lambda w, m: "/office/evaluations/"),
    "admin-words": ("admin", lambda w, m: "/admin/disclosure/wordingrule/"),
    "admin-word-add": ("admin", lambda w, m: "/admin/disclosure/wordingrule/add/"),
    "admin-board": ("admin", lambda w, m: "/admin/disclosure/boardonly/"),
    "admin-board-add": ("admin", lambda w, m: "/admin/disclosure/boardonly/add/"),
    "admin-plans": ("admin", lambda w, m: "/admin/disclosure/reviewplan/"),
    "admin-plan": ("admin", lambda w, m: f"/admin/disclosure/reviewplan/{m['plan'].pk}/change/"),
    "admin-withheld": ("editor", lambda w, m: "/admin/disclosure/withheld/"),
    "admin-withheld-add": ("editor", lambda w, m: "/admin/disclosure/withheld/add/"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_page(page: Page, world: World, made: dict[str, Any], sign_in: Callable, kind: str) -> None:
    who, address = PAGES[kind]
    if who:
        sign_in(page.context, world.users[who])

    answer = page.goto(address(world, made))

    assert answer
    assert answer.status == 200
    found = look(page, 24 if kind.startswith("admin") else TAP)
    assert not found, "\n".join(found)


def test_a_table_is_searched_and_paged_without_script(
    browser: Browser, browser_context_args: dict[str, Any], made: dict[str, Any]
) -> None:
    context = browser.new_context(**browser_context_args | {"java_script_enabled": False, "viewport": PHONE})
    page = context.new_page()
    page.goto(made["list"].path)

    page.get_by_role("link", name="查看全部 180 行").click()
    page.get_by_role("link", name="下一页").click()
    page.get_by_label("在表格里查找").last.fill("上坪村 第3组")
    page.get_by_role("button", name="查找").click()

    expect(page.get_by_text("找到 10 行，全表 180 行")).to_be_visible()
    assert page.get_by_text("身份证号").count() == 1  # only where it says that the column is left out
    context.close()


def test_the_head_of_a_long_table_stays_in_sight(page: Page, made: dict[str, Any]) -> None:
    page.set_viewport_size(DESK)
    page.goto(f"{made['open'].path}table/{made['open-file'].key}/")
    frame = page.locator(".tall")

    frame.evaluate("box => box.scrollTop = box.scrollHeight")

    top = frame.bounding_box()
    head = page.locator(".rows thead th").first.bounding_box()
    assert top
    assert head
    assert abs(head["y"] - top["y"]) < 3
