"""Evaluation in the office: due ones first, own units only, refusals in words, constant queries."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from catalog.law.roles import Role
from catalog.law.vocabulary import Origin
from disclosure.law.lifecycle import State
from disclosure.models import Publication, Withheld
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
LATER = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)
LIST, QUEUE = "/office/withheld/", "/office/evaluations/"


@pytest.fixture
def place(client):
    township = catalog.township()
    office = catalog.unit(township, "党政办")
    item = catalog.item(catalog.group(catalog.domain()), "选址公告")
    head = catalog.user_with(Role.SECTION_HEAD, office, "head")
    with time_machine.travel(LATER, tick=False):
        client.force_login(head)
        yield township, office, item, catalog.user_with(Role.EDITOR, office, "editor")


def paper(place, title: str = "关于选址的请示", unit=None, **more) -> Withheld:
    township, office, _, editor = place
    values = {
        "formed_on": date(2026, 3, 2), "attribute": "closed", "exemption": "EXM-6", "reason": "过程稿",
        "decided_at": DAY, "next_evaluation_on": date(2027, 3, 9),
    } | more  # fmt: skip
    return Withheld.objects.create(
        township=township, unit=unit or office, title=title, decided_by=editor, **values
    )


def stranger(place, kind: str):
    """Somebody who has no business with the office's papers."""
    township = place[0]
    if kind == "another unit":
        return catalog.user_with(Role.SECTION_HEAD, catalog.unit(township, "财政所"))
    if kind == "another township":
        other = catalog.township("meilan", "梅澜乡")
        return catalog.user_with(Role.OFFICE_HEAD, other)
    return catalog.user_with(Role.REQUEST_OFFICER, township)


# ---- withheld papers ----------------------------------------------------------------------------------------
def test_those_to_be_evaluated_come_first_and_opened_ones_last(client, place) -> None:
    draft = disclosure.draft(*place)
    paper(place, "丙件", opened_as=draft)
    paper(place, "乙件", next_evaluation_on=date(2027, 9, 1))
    paper(place, "甲件")

    page = client.get(LIST).content.decode()

    assert page.index("甲件") < page.index("乙件") < page.index("丙件")
    assert "有 1 件到期等您评估" in page
    assert page.count("到期评估</span>") == 1
    assert "严禁录入国家秘密、工作秘密" in page


@pytest.mark.parametrize(
    ("query", "found"), [("甲", {"甲件"}), ("7号", {"乙件"}), ("件 乙", {"乙件"}), ("没有", set())]
)
def test_papers_are_found_by_title_and_number(client, place, query, found) -> None:
    paper(place, "甲件")
    paper(place, "乙件", doc_no="望府〔2026〕7号")

    page = client.get(LIST, {"q": query}).content.decode()

    assert {title for title in ("甲件", "乙件") if f"<strong>{title}</strong>" in page} == found


@pytest.mark.parametrize("kind", ["another unit", "another township", "no such role"])
def test_strangers_see_nothing_and_do_nothing(client, place, kind) -> None:
    made = paper(place)
    client.force_login(stranger(place, kind))
    prefix = "/wanghe" if kind == "another township" else ""

    listing = client.get(f"{prefix}{LIST}")
    one = client.get(f"{prefix}{LIST}{made.pk}/")
    act = client.post(f"{prefix}{LIST}{made.pk}/keep/", {"keep-remark": "意见", "keep-version": 1})

    assert "关于选址的请示" not in listing.content.decode()
    assert one.status_code in {403, 404}
    assert act.status_code in {403, 404}
    assert Withheld.objects.get().version == 1


@pytest.mark.parametrize("kind", [None, "supervisor"])
def test_who_may_only_read_gets_no_form(client, place, kind) -> None:
    made = paper(place)
    client.force_login(place[3] if kind is None else catalog.user_with(Role.SUPERVISOR, place[0]))

    page = client.get(f"{LIST}{made.pk}/").content.decode()

    assert "过程稿" in page
    assert "keep-remark" not in page
    answer = client.post(f"{LIST}{made.pk}/keep/", {"keep-remark": "意见", "keep-version": 1})
    assert "您不能评估这个单位的文件" in answer.content.decode()


def test_kept_closed_from_its_page(client, place) -> None:
    made = paper(place)

    answer = client.post(
        f"{LIST}{made.pk}/keep/", {"keep-remark": "仍在研究", "keep-version": made.version}, follow=True
    )

    assert "已记录评估，2028-03-15 再评估" in answer.content.decode()
    assert "评估：继续不公开。仍在研究" in client.get(f"{LIST}{made.pk}/").content.decode()


def test_opened_from_its_page(client, place) -> None:
    made = paper(place)
    sent = {"open-remark": "已形成决定", "open-version": made.version, "open-node": place[2].pk}

    answer = client.post(f"{LIST}{made.pk}/open/", sent)

    draft = Publication.objects.get()
    assert answer["Location"] == reverse("disclosure:office_publication", args=[draft.pk])
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert "已转公开" in page
    assert "keep-remark" not in page


@pytest.mark.parametrize(
    ("verb", "sent", "words", "status"),
    [
        ("keep", {}, "请写明评估的结论和理由", 200),
        ("keep", {"remark": "意见", "version": 0}, "刚被别人办理过", 409),
        ("open", {"remark": "意见"}, "请选择公开在哪个目录事项", 200),
        ("open", {"remark": "意见", "node": 999999}, "选择一个有效的选项", 200),
        ("drop", {"remark": "意见"}, "", 404),
    ],
)
def test_a_refusal_is_said_on_the_page_and_what_was_typed_stays(
    client, place, verb, sent, words, status
) -> None:
    made = paper(place)
    sent = {f"{verb}-{name}": value for name, value in ({"version": 1} | sent).items()}

    answer = client.post(f"{LIST}{made.pk}/{verb}/", sent)

    assert answer.status_code == status
    assert words in answer.content.decode()
    if "remark" in sent and status != 404:
        assert "意见" in answer.content.decode()
    assert Withheld.objects.get().version == 1


def test_an_item_of_another_township_is_no_choice(client, place) -> None:
    made = paper(place)
    other = catalog.township("meilan", "梅澜乡")
    foreign = catalog.item(place[2].parent, "外镇事项", origin=Origin.TOWNSHIP, township=other)

    answer = client.post(
        f"/wanghe{LIST}{made.pk}/open/", {"open-remark": "意见", "open-version": 1, "open-node": foreign.pk}
    )

    assert "选择一个有效的选项" in answer.content.decode()
    assert not Publication.objects.exists()


# ---- what is public -----------------------------------------------------------------------------------------
def public(place, title: str, day: date = date(2027, 3, 9), **more) -> Publication:
    return disclosure.published(*place, DAY, title=title, next_evaluation_on=day, **more)


def test_the_longest_overdue_come_first(client, place) -> None:
    public(place, "乙公告", date(2027, 3, 10))
    public(place, "甲公告", date(2027, 3, 1))
    public(place, "丙公告", date(2027, 3, 16))
    disclosure.published(*place, DAY, title="丁公告")

    page = client.get(QUEUE).content.decode()

    assert page.index("甲公告") < page.index("乙公告")
    assert "丙公告" not in page
    assert "丁公告" not in page
    assert "共 2 条" in page
    assert reverse("disclosure:office_publication", args=[Publication.objects.get(title="甲公告").pk]) in page


def test_what_is_kept_leaves_the_queue(client, place) -> None:
    made = public(place, "甲公告")

    client.post(
        reverse("disclosure:publication_act", args=[made.pk, "keep"]),
        {"keep-version": made.version, "keep-remark": "内容仍然有效"},
    )

    assert "现在没有到期要评估的信息" in client.get(QUEUE).content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"state": State.DRAFT},
        {"state": State.WITHDRAWN, "withdrawn_at": DAY, "withdraw_reason": "error"},
        {"public_until": LATER},
    ],
    ids=["draft", "withdrawn", "leaves by itself"],
)
def test_only_what_stays_public_is_evaluated(client, place, change) -> None:
    public(place, "甲公告")
    Publication.objects.update(**change)

    assert "甲公告" not in client.get(QUEUE).content.decode()


@pytest.mark.parametrize("kind", ["another unit", "another township", "no such role"])
def test_strangers_do_not_see_the_queue(client, place, kind) -> None:
    public(place, "甲公告")
    client.force_login(stranger(place, kind))
    prefix = "/wanghe" if kind == "another township" else ""

    answer = client.get(f"{prefix}{QUEUE}")

    assert answer.status_code == (200 if kind == "another unit" else 403)
    assert "甲公告" not in answer.content.decode()


@pytest.mark.parametrize("path", [LIST, QUEUE, f"{LIST}1/"])
def test_who_is_not_signed_in_is_sent_to_the_door(client, place, path) -> None:
    client.logout()

    assert client.get(path).status_code == 302
    assert "login" in client.get(path)["Location"]


@pytest.mark.parametrize("size", [1, 30])
def test_queries_do_not_grow(client, place, size, settings, django_assert_num_queries) -> None:
    settings.SNAPSHOT_SECONDS = 60.0
    for number in range(size):
        paper(place, f"第{number}件")
        public(place, f"第{number}号公告")
    client.get(LIST)

    with django_assert_num_queries(6):
        client.get(LIST)
    with django_assert_num_queries(5):
        client.get(QUEUE)
