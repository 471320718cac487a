"""Pages of the agreement between township and village: who reaches what, what residents read, queries that do not grow."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.models import User
from disclosure.actions import publishing
from disclosure.law.lifecycle import WithdrawReason
from disclosure.models import Publication
from tests.factories import catalog
from tests.factories.accounts import AT
from tests.factories.agreeing import LATER, PEOPLE, Agreeing
from villages.actions import agreement
from villages.law.agreement import DifferenceState, GapKind, Result
from villages.models import Comparison, Difference
from villages.queries.agreement import summary

OFFICE = "/office/village-agreement/"
FEWER = (PEOPLE[0], ("上坪村", "江满仓", "140.00"))


@pytest.fixture
def place(db) -> Agreeing:
    with time_machine.travel(AT, tick=False):
        made = Agreeing()
        made.chief = catalog.user_with(Role.OFFICE_HEAD, made.town, name="公开办主任乙")
        made.watcher = catalog.user_with(Role.SUPERVISOR, made.town, name="督查员乙")
        made.listed()
        made.sheet = made.shown(FEWER)
        agreement.compare(township=made.town, at=LATER)
        made.found = Difference.objects.get(kind=GapKind.FIGURES)
        yield made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="catalog.backends.MembershipBackend")
    return client


def page(place: Agreeing) -> str:
    cache.clear()
    return Client().get(f"/villages/{place.unit.pk}/agreement/").text


def act(place: Agreeing, who: str, name: str, **data: str):
    place.found.refresh_from_db()
    sent = {f"{name}-{key}": value for key, value in ({"version": str(place.found.version)} | data).items()}
    return client_of(getattr(place, who)).post(f"{OFFICE}{place.found.pk}/{name}/", sent, follow=True)


# ---- who ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("who", "sees", "acts"),
    [
        ("clerk", True, True), ("editor", True, True), ("chief", True, True), ("member", True, False), ("watcher", True, False),
        ("other_clerk", False, False), ("other_member", False, False),
    ],
)  # fmt: skip
def test_a_clerk_reaches_no_finding_of_another_village(place, who, sees, acts):
    client = client_of(getattr(place, who))

    shown = client.get(OFFICE).text
    assert (place.found.sentence in shown) is sees
    assert ("<option" in shown and f'value="{place.unit.pk}"' in shown) is sees
    one = client.get(f"{OFFICE}{place.found.pk}/")
    assert one.status_code == (200 if sees else 404)
    if sees:
        assert ("提交说明" in one.text, "重新核对" in one.text) == (acts, acts)
    for name in ("explain", "compare"):
        assert client.get(f"{OFFICE}{place.found.pk}/{name}/").status_code == 405
        data = {f"{name}-version": str(place.found.version), f"{name}-text": "面积复核后调减。"}
        status = client.post(f"{OFFICE}{place.found.pk}/{name}/", data).status_code
        assert status == (404 if not sees else 302 if acts else 409), name
        place.found.refresh_from_db()
        assert (place.found.state == DifferenceState.EXPLAINED) is acts
    assert client.post(f"{OFFICE}{place.found.pk}/nothing/").status_code == 404
    filtered = client.get(f"{OFFICE}?unit={place.unit.pk}&state=all").text
    assert (place.found.sentence in filtered) is sees


def test_strangers_and_other_roles_find_no_page(place):
    for path in (OFFICE, f"{OFFICE}{place.found.pk}/", f"{OFFICE}{place.found.pk}/explain/"):
        assert Client().get(path).status_code == 302
        assert Client().post(path).status_code == 302
    other = catalog.township("shiqiao", "石桥镇")
    from_elsewhere = client_of(catalog.user_with(Role.OFFICE_HEAD, other))
    assert from_elsewhere.get(f"/wanghe{OFFICE}").status_code == 403
    assert from_elsewhere.get(f"/shiqiao{OFFICE}{place.found.pk}/").status_code == 404
    assert from_elsewhere.post(f"/shiqiao{OFFICE}{place.found.pk}/explain/").status_code == 404
    assert place.found.sentence not in from_elsewhere.get(f"/shiqiao{OFFICE}?state=all").text
    assert from_elsewhere.get(f"/shiqiao/villages/{place.unit.pk}/agreement/").status_code == 404
    assert client_of(catalog.user_with(Role.LEGAL, place.town)).get(f"/wanghe{OFFICE}").status_code == 404


# ---- the desk -----------------------------------------------------------------------------------------------------
def test_the_desk_tells_how_many_wait(place):
    words = "镇村公开不一致的 3 处"
    assert words in client_of(place.clerk).get("/office/").text
    assert words in client_of(place.watcher).get("/office/").text
    assert "镇村公开不一致" not in client_of(place.other_clerk).get("/office/").text
    assert "镇村核对" in client_of(place.other_clerk).get("/office/").text


def test_both_sides_stand_beside_each_other_with_their_records(place):
    publication = Publication.objects.get(title="望禾镇补贴发放对象公示")
    clerk, chief = client_of(place.clerk), client_of(place.chief)

    for path in (OFFICE, f"{OFFICE}{place.found.pk}/"):
        shown = clerk.get(path).text
        assert "2 人、467.50 元" in shown
        assert "2 人、437.50 元" in shown
        assert f'href="/info/{publication.pk}/"' in shown  # as residents read it: it is no unit of hers
        assert f"/office/village-sheets/{place.sheet.pk}/" in shown
        assert f"/office/publications/{publication.pk}/" in chief.get(path).text
        assert "余大山" not in shown
        assert clerk.get(path)["Cache-Control"] == "no-store"


def test_findings_are_filtered_by_village_and_state(place):
    client = client_of(place.chief)

    def number(query: str) -> int:
        return int(re.search(r"(\d+) 处</p>", client.get(f"{OFFICE}?{query}").text)[1])

    assert number("") == 3
    act(place, "clerk", "explain", text="面积复核后调减。")
    assert [number(query) for query in ("", "state=explained", "state=corrected", "state=all")] == [
        2,
        1,
        0,
        3,
    ]
    assert number(f"unit={place.unit.pk}") == 2
    assert number(f"unit={place.other.pk}&state=all") == 0
    assert number("unit=nothing") == 0


def test_a_finding_is_explained_over_the_page_and_residents_read_it(place):
    assert "请填写说明" in act(place, "clerk", "explain", text="").text
    assert "手机号" in act(place, "clerk", "explain", text="找 13912345678").text
    refused = act(place, "clerk", "explain", text="江满仓补发")
    assert refused.status_code == 409
    assert "名单上的姓名" in refused.text
    assert "江满仓补发" in refused.text  # what was typed stays
    assert "有说明" not in page(place)

    answer = act(place, "clerk", "explain", text="有 1 户面积复核后调减。", others="on")

    assert "这处差异已说明" in answer.text
    shown = page(place)
    assert "说明：有 1 户面积复核后调减。" in shown
    assert shown.count("有 1 户面积复核后调减。") == 1
    assert "有说明" in shown
    assert "镇村公开不一致" not in client_of(place.clerk).get("/office/").text


def test_somebody_elses_act_meanwhile_is_told(place):
    old = str(place.found.version)
    act(place, "editor", "explain", text="面积复核后调减。")

    answer = act(place, "clerk", "explain", text="我的说明", version=old)

    assert answer.status_code == 409
    assert "没有保存" in answer.text
    assert "我的说明" in answer.text


def test_it_is_compared_again_by_the_button(place):
    place.corrected(place.sheet, PEOPLE[:2])

    answer = act(place, "clerk", "compare")

    assert "这处差异已更正，这件事项相符" in answer.text
    assert "相符 1 项" in page(place)


# ---- residents ----------------------------------------------------------------------------------------------------
def test_residents_read_figures_the_day_and_the_result_and_no_name_at_all(place):
    shown = page(place)

    assert '最近一次核对是 <time datetime="2026-04-07">2026年4月7日</time>：相符 0 项，不符 1 项' in shown
    assert "2 人、467.50 元" in shown
    assert "2 人、437.50 元" in shown
    assert 'class="tag warm">不符' in shown
    assert [name for name in ("余*", "江*", "余大山", "江满仓", "只在村里的名单上") if name in shown] == []


def test_of_a_village_that_was_never_compared_the_page_says_so(place):
    new = catalog.village(place.town, "莲塘村")
    Comparison.objects.filter(unit=place.other).delete()
    for unit in (new, place.other):
        shown = Client().get(f"/villages/{unit.pk}/agreement/").text
        assert "还没有镇里和村里都公布、可以核对的事项" in shown
    assert Client().get(f"/villages/{place.desk.office.pk}/agreement/").status_code == 404
    assert Client().get("/villages/99999/agreement/").status_code == 404


def test_what_one_side_shows_alone_is_said_plainly(place):
    shown = Client().get(f"/villages/{place.other.pk}/agreement/").text

    assert "一方没有公布 1 项" in shown
    assert "没有公布</dd>" in shown


def test_nothing_withdrawn_or_expired_is_shown(place):
    carrier = place.sheet.carrier_id
    Publication.objects.filter(pk=carrier).update(public_until=AT - timedelta(minutes=1))

    shown = page(place)
    assert "437.50" not in shown
    assert "公示期满，已撤下" in shown
    assert "467.50" in shown

    publication = Publication.objects.get(title="望禾镇补贴发放对象公示")
    publishing.withdraw(
        pk=publication.pk, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )
    shown = page(place)
    assert "467.50" not in shown
    assert f"/info/{publication.pk}/" not in shown
    agreement.compare(township=place.town, at=LATER + timedelta(days=1))
    assert Result.ONE_SIDED.label in page(place)


def test_the_piece_for_the_page_of_a_village(place):
    given = {"agreement": summary(place.unit.pk, place.town), "unit": place.unit}

    shown = render_to_string("villages/_agreement.html", given)

    assert "不符 1 项" in shown
    assert f'href="/villages/{place.unit.pk}/agreement/"' in shown
    given["agreement"] = summary(place.unit.pk, catalog.township("shiqiao", "石桥镇"))
    assert "还没有核对过" in render_to_string("villages/_agreement.html", given)


@pytest.mark.parametrize("which", ["public", "list", "finding"])
def test_one_and_thirty_rows_cost_the_same(place, which):
    paths = {
        "public": f"/villages/{place.unit.pk}/agreement/", "list": f"{OFFICE}?state=all", "finding": f"{OFFICE}{place.found.pk}/",
    }  # fmt: skip
    client = Client() if which == "public" else client_of(place.chief)

    def cost() -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as made:
            assert client.get(paths[which]).status_code == 200
        return len(made)

    client.get(paths[which])
    one = cost()
    row = Comparison.objects.get(unit=place.unit)
    for n in range(30):
        node = catalog.item(place.matter.parent, f"补贴{n}", origin="village", levels=["village"])
        made = Comparison.objects.create(
            township=place.town, unit=place.unit, node=node, item=row.item, first=row.first, last=row.last,
            publication=row.publication, sheet=row.sheet, result=Result.DIFFERS, compared_at=AT,
        )  # fmt: skip
        state = {
            "state": DifferenceState.EXPLAINED,
            "explanation": f"说明{n}",
            "explained_by": place.chief,
            "at": AT,
        }
        for comparison in (made, row):
            Difference.objects.create(
                comparison=comparison, kind=GapKind.ONLY_VILLAGE, who=f"{n}*", sentence=f"差异{n}", found_at=AT, **state
            )  # fmt: skip

    assert cost() == one
