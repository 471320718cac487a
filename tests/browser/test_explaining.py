"""A resident comments on a draft on a phone, a clerk settles it; the pages of section N at both widths."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from disclosure.actions import explaining, soliciting
from disclosure.law.explaining import Severity
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import Validity
from disclosure.models import Comment, Interpretation, Publication, Response, Solicitation
from tests.browser.checks import faults, too_small, too_wide
from tests.browser.conftest import DESK, PHONE
from tests.browser.world import TEXT, World
from tests.factories import disclosure as write
from tests.factories.explaining import CONTACT, TOLD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Scene:
    policy: Publication
    reading: Publication
    answer: Publication
    asked: Solicitation
    feedback: Publication
    draft: Publication


@pytest.fixture(scope="module")
def scene(world: World, django_db_blocker) -> Scene:
    """A policy with its interpretation and a response, consultations under way and ended, and drafts of each."""
    with django_db_blocker.unblock():
        return _build(world)


def _build(world: World) -> Scene:
    now, today = timezone.now(), timezone.localdate()
    by, social, item = world.users["editor"], world.units["social"], world.items["usual"]

    def public(kind: Kind, title: str, **more: object) -> Publication:
        return write.published(
            world.township, social, item, by, now, **{"kind": kind, "title": title, "text": TEXT} | more
        )

    policy = public(
        Kind.POLICY, "望禾镇耕地地力保护补贴发放办法", validity=Validity.REPEALED, doc_no="望府发〔2025〕3号"
    )
    public(
        Kind.POLICY,
        "望禾镇耕地地力保护补贴发放办法（2026年修订）",
        supersedes=policy,
        doc_no="望府发〔2026〕18号",
        validity="valid",
    )
    reading = public(Kind.INTERPRETATION, "一图读懂耕地地力保护补贴")
    Interpretation.objects.create(publication=reading, form="picture", **CONTACT).documents.add(policy)
    answer = public(
        Kind.RESPONSE, "关于耕地补贴是否取消的回应", text="<p>针对群众关心的问题，现回应如下。</p>"
    )
    Response.objects.create(publication=answer, aware_at=now, about=policy, about_node=item, **TOLD)

    def consult(title: str, first: int, last: int) -> Solicitation:
        return Solicitation.objects.create(
            publication=public(Kind.SOLICITATION, title), opens_on=today + timedelta(days=first),
            closes_on=today + timedelta(days=last), ways="来信：望禾路1号206室；电话：0573-6666012。",
        )  # fmt: skip

    asked = consult("关于《望禾集市搬迁方案（征求意见稿）》公开征求意见的公告", -3, 28)
    ended = consult("关于《公交线路调整方案》公开征求意见的公告", -40, -5)
    made = public(Kind.FEEDBACK, "公交线路调整方案采纳情况")
    Solicitation.objects.filter(pk=ended.pk).update(feedback=made)
    soliciting.record_comment(
        pk=asked.pk,
        source="counter",
        text="希望保留早市，方便老人买菜。",
        received_on=today,
        token="w1",
        by=by,
        at=now,
    )
    draft = write.draft(
        world.township,
        social,
        item,
        by,
        kind=Kind.POLICY,
        title="望禾镇临时救助办法",
        text=TEXT,
        doc_no="望府发〔2026〕19号",
    )
    explaining.explain(documents=[draft], by=by, at=now, **CONTACT)
    explaining.answer_concern(
        township=world.township, unit=social, title="关于停水传言的回应", aware_at=now - timedelta(hours=4),
        severity=Severity.MAJOR, by=by, at=now, about_node=item, **TOLD,
    )  # fmt: skip
    return Scene(policy, reading, answer, asked, made, draft)


PUBLIC: dict[str, Callable[[Scene], str]] = {
    "policy": lambda s: s.policy.path,
    "reading": lambda s: s.reading.path,
    "answer": lambda s: s.answer.path,
    "asked": lambda s: s.asked.publication.path,
    "feedback": lambda s: s.feedback.path,
    "comment": lambda s: f"/solicitations/{s.asked.pk}/comment/",
    "interpretations": lambda s: "/interpretations/",
    "responses": lambda s: "/responses/",
    "solicitations": lambda s: "/solicitations/",
}
OFFICE: dict[str, Callable[[Scene], str]] = {
    "explaining": lambda s: "/office/explaining/",
    "clocks": lambda s: "/office/explaining/responses/",
    "consultations": lambda s: "/office/explaining/solicitations/",
    "comments": lambda s: f"/office/explaining/{s.asked.pk}/comments/",
    "start": lambda s: f"/office/explaining/documents/{s.draft.pk}/",
    "answer-add": lambda s: "/office/explaining/responses/add/",
    "ask-add": lambda s: "/office/explaining/solicitations/add/",
    "document": lambda s: f"/office/publications/{s.draft.pk}/",
}


def look(page: Page, least: int) -> list[str]:
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found += faults(page) + too_small(page, least)
        if size is PHONE:
            found += too_wide(page)
    return found


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
@pytest.mark.parametrize("kind", PUBLIC)
def test_public_page(page: Page, scene: Scene, elder_cookie: dict, kind: str, elder: bool) -> None:
    if elder:
        page.context.add_cookies([elder_cookie])
    page.goto(PUBLIC[kind](scene))

    found = look(page, 60 if elder else 44)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("kind", OFFICE)
def test_office_page(page: Page, world: World, scene: Scene, sign_in: Callable, kind: str) -> None:
    sign_in(page.context, world.users["editor"])
    page.goto(OFFICE[kind](scene))

    found = look(page, 44)
    assert not found, "\n".join(found)


def test_a_resident_comments_and_a_clerk_settles(
    phone: Page, page: Page, world: World, scene: Scene, sign_in: Callable
) -> None:
    phone.goto("/solicitations/")
    phone.get_by_role("link", name="望禾集市搬迁方案").first.click()
    phone.get_by_role("link", name="我要提意见").click()
    phone.get_by_label("您的意见").fill("建议新集市加装雨棚。")
    phone.wait_for_timeout(4000)  # a person reads and writes longer than that
    phone.get_by_role("button", name="提交意见").click()

    expect(phone.get_by_role("status")).to_contain_text("意见已收到")
    assert "雨棚" not in phone.content()

    sign_in(page.context, world.users["editor"])
    page.goto("/office/explaining/solicitations/")
    page.get_by_role("link", name="望禾集市搬迁方案").click()
    card = page.locator("article.comment", has_text="加装雨棚")
    card.get_by_label("处理结果").select_option(label="采纳")
    card.get_by_label("意见要点").fill("加装雨棚")
    card.get_by_label("采纳或未采纳的理由").fill("已写入方案第五条。")
    card.get_by_role("button", name="保存处理结果").click()

    expect(page.get_by_role("status")).to_contain_text("处理结果已保存")
    assert Comment.objects.get(text="建议新集市加装雨棚。").adopted == "yes"
    phone.goto(scene.asked.publication.path)
    assert "雨棚" not in phone.content()
