"""Township and village compared: what is found, what stays settled, what is never touched, and who may explain (VIL-6)."""

from datetime import date, datetime, timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.law.roles import Role
from catalog.law.vocabulary import Channel
from catalog.models import CacheGeneration
from disclosure.actions import publications, publishing
from disclosure.actions.publications import Upload
from disclosure.law.lifecycle import WithdrawReason
from disclosure.models import BoardOnly, Publication
from tests.factories import catalog
from tests.factories.accounts import AT, MARCH
from tests.factories.agreeing import LATER, PEOPLE, Agreeing, csv
from tests.factories.reviewing import Desk
from villages.actions import agreement, comparing
from villages.actions.agreement import AgreementRefused
from villages.law.agreement import DifferenceState, GapKind, Obstacle, Result
from villages.law.kinds import SheetKind
from villages.models import ComparedList, Comparison, Difference, RememberedFigures, Sheet, VillagePolicy
from villages.sheets import township_lists

FEWER = (PEOPLE[0], ("上坪村", "余小河", "140.00"))
QUARTER = {"first": date(2026, 1, 1), "last": date(2026, 3, 31)}


@pytest.fixture
def place(db) -> Agreeing:
    with time_machine.travel(AT, tick=False):
        made = Agreeing()
        made.head = made.desk.office_head
        made.chief = catalog.user_with(Role.OFFICE_HEAD, made.town, name="公开办主任乙")
        yield made


def run(place: Agreeing, at: datetime = LATER) -> str:
    return agreement.compare(township=place.town, at=at)


def mine(place: Agreeing) -> Comparison:
    return Comparison.objects.get(unit=place.unit, ended_at=None)


def mine_of(place: Agreeing, first: date) -> Comparison:
    return Comparison.objects.get(unit=place.unit, first=first, ended_at=None)


def findings(place: Agreeing, state: DifferenceState = DifferenceState.OPEN) -> list[str]:
    rows = Difference.objects.filter(comparison__unit=place.unit, state=state)
    return [each.sentence for each in rows]


def still_public(sheet: Sheet) -> None:
    """Posted just now, as it were: its week is not over."""
    Publication.objects.filter(pk=sheet.carrier_id).update(public_until=None)


def opened_once():
    return patch.object(township_lists, "read_table", wraps=township_lists.read_table)


# ---- what is found ------------------------------------------------------------------------------------------------
def test_vil_6_equal_lists_agree_and_nothing_is_found(place):
    listed, shown = place.listed(), place.shown()

    told = run(place)

    row = mine(place)
    assert (row.result, row.publication, row.sheet) == (Result.AGREES, listed, shown)
    assert (row.township_figures, row.village_figures) == ("2 人、467.50 元", "2 人、467.50 元")
    assert (row.first, row.last, row.item, row.node) == (
        MARCH,
        date(2026, 3, 31),
        place.desk.item,
        place.matter,
    )
    assert not Difference.objects.exists()
    assert told == "望禾镇：核对 1 期名单，其中有变动的 1 期；待处理的差异 0 处"


def test_a_differing_amount_is_found_with_both_figures_and_the_masked_name(place):
    place.listed()
    place.shown(FEWER)

    run(place)

    assert mine(place).result == Result.DIFFERS
    assert findings(place) == [
        "镇里公布本村 2 人、467.50 元；村里公布 2 人、437.50 元；相差 30.00 元。",
        "“余**”不止一人：镇里 2 人，村里 2 人。只有镇里有的金额：170.00。只有村里有的金额：140.00。",
    ]


def test_a_missing_person_is_found_and_no_full_name_is_kept_anywhere(place):
    place.listed()
    place.shown([*PEOPLE[:2], ("上坪村", "江满仓", "88.00")])

    run(place)

    assert (
        findings(place)[0] == "镇里公布本村 2 人、467.50 元；村里公布 3 人、555.50 元；相差 1 人、88.00 元。"
    )
    assert findings(place)[1] == "“江**”只在村里的名单上：1 人、88.00 元。"
    kept = str(
        [*Comparison.objects.values(), *Difference.objects.values(), *RememberedFigures.objects.values()]
    )
    assert [name for name in ("余大山", "余小河", "江满仓", "管清节") if name in kept] == []


def test_of_another_period_only_the_period_is_found(place):
    place.listed()
    place.shown(**QUARTER)

    run(place)

    row = mine(place)
    assert (row.result, row.period, row.village_period) == (Result.DIFFERS, "2026年3月", "2026年第一季度")
    assert findings(place) == ["镇里公布的是2026年3月，村里公布的是2026年第一季度，期间不同。"]


def test_a_village_that_publishes_by_months_is_not_held_against_the_list_of_the_quarter(place):
    place.listed()
    place.listed(period="2026年第一季度")
    place.shown()

    run(place)

    assert mine(place).result == Result.AGREES


def test_batches_of_one_period_are_compared_together(place):
    first = place.listed(PEOPLE[:1], title="望禾镇补贴第一批发放对象公示")
    second = place.listed(PEOPLE[1:], title="望禾镇补贴第二批发放对象公示")
    one = place.shown(PEOPLE[:1], subject="第一批")
    other = place.shown(PEOPLE[1:2], subject="第二批")

    run(place)

    row = mine(place)
    assert (row.result, row.township_figures) == (Result.AGREES, "2 人、467.50 元")
    assert row.publications == [second.pk, first.pk]
    assert row.sheets == [other.pk, one.pk]


def test_of_two_lists_that_are_no_batches_the_newest_stands(place):
    place.listed([*PEOPLE, ("上坪村", "江满仓", "9.00")], title="望禾镇补贴申报对象公示")
    paid = place.listed(title="望禾镇补贴发放对象公示", at=AT + timedelta(minutes=5))
    place.shown()

    run(place)

    assert (mine(place).result, mine(place).publications) == (Result.AGREES, [paid.pk])


def test_things_are_compared_by_number_and_money_without_names(place):
    node = place.node(SheetKind.RESOURCES)
    place.relate(node, place.desk.item)
    place.relate(place.matter)
    head = ("村", "标的", "承包方", "承包金")
    file = Upload(
        "发包.csv", csv([("上坪村", "后山林地", "余承包", "6000"), ("上坪村", "水塘", "某社", "1000")], head)
    )
    place.listed(
        files=[file], kind="notice", title="2026年3月资源发包情况", person_list=False, posted_days=None
    )
    row = {"name": "后山林地", "place": "后山", "area": "120", "party": "余承包", "amount": 600_000}
    place.made_public(place.table(SheetKind.RESOURCES, [row]))

    run(place)

    assert findings(place) == [
        "镇里公布本村 2 项、7,000.00 元；村里公布 1 项、6,000.00 元；相差 1 项、1,000.00 元。"
    ]


# ---- one side -----------------------------------------------------------------------------------------------------
def test_what_one_side_shows_alone_becomes_a_finding_when_the_others_days_are_over(place):
    place.public()  # the village publishes here
    place.listed()

    run(place)
    assert (mine(place).result, mine(place).expected_by, findings(place)) == (
        Result.ONE_SIDED,
        date(2026, 4, 22),
        [],
    )
    run(place, AT + timedelta(days=15))
    assert findings(place) == []

    run(place, AT + timedelta(days=16))
    run(place, AT + timedelta(days=17))
    assert findings(place) == ["镇里公布了2026年3月本村 2 人、467.50 元；村里没有公布这一期。"]

    still_public(place.shown())
    run(place, AT + timedelta(days=18))
    (told,) = Difference.objects.filter(comparison__unit=place.unit)
    assert (mine(place).result, told.state, told.corrected_at) == (
        Result.AGREES, DifferenceState.CORRECTED, AT + timedelta(days=18),
    )  # fmt: skip


def test_the_days_are_those_of_the_setting(place):
    VillagePolicy.objects.create(township=place.town, agreement_days=3)
    place.listed(PEOPLE[2:], period="2025年")  # the township publishes such lists
    place.shown()

    run(place)
    assert (mine_of(place, MARCH).item, mine_of(place, MARCH).expected_by) == (None, date(2026, 4, 10))
    run(place, AT + timedelta(days=4))

    assert findings(place) == ["村里公布了2026年3月 2 人、467.50 元；镇里没有公布这一期本村的。"]
    place.listed()
    run(place, AT + timedelta(days=5))
    assert (mine_of(place, MARCH).result, mine_of(place, MARCH).item) == (Result.AGREES, place.desk.item)
    assert findings(place) == []


def test_who_never_published_the_like_is_not_held_to_every_list_of_the_other_side(place):
    place.listed()
    run(place, AT + timedelta(days=20))
    assert (mine(place).result, mine(place).expected_by, findings(place)) == (Result.ONE_SIDED, None, [])

    place.relate(place.matter, catalog.item(place.desk.item.parent, "从没公布过的事项"))
    still_public(place.shown())
    run(place, AT + timedelta(days=40))
    assert (mine(place).item, mine(place).expected_by, findings(place)) == (None, None, [])


def test_a_list_that_does_not_name_the_village_is_no_list_of_it(place):
    place.listed(PEOPLE[2:])
    place.shown()

    run(place)

    row = mine(place)
    assert (row.result, row.publication, row.village_figures) == (Result.ONE_SIDED, None, "2 人、467.50 元")


# ---- what cannot be compared --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("more", "obstacle"),
    [
        ({"files": [Upload("名单.csv", csv([("余*", "1")], ("姓名", "金额")))]}, Obstacle.NOT_BY_VILLAGE),
        ({"files": [], "head_count": 3}, Obstacle.NOT_BY_VILLAGE),
        ({"files": []}, Obstacle.NO_FIGURES),
        ({"files": [Upload("名单.csv", csv([("", "余*", "1")], ("村", "姓名", "金额")))]}, Obstacle.NOT_BY_VILLAGE),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_a_state_of_its_own_and_no_finding(place, more, obstacle):
    place.listed(**more)
    place.shown()

    run(place)

    assert (mine(place).result, mine(place).obstacle, findings(place)) == (Result.INCOMPARABLE, obstacle, [])
    run(place, AT + timedelta(days=20))
    assert findings(place) == []


def test_a_broken_workbook_stops_nothing(place):
    listed = place.listed()
    file = listed.attachments.get()
    with file.file.storage.open(file.file.name, "wb") as stored:
        stored.write(b"PK\x03\x04 no workbook")
    place.shown()

    run(place)

    assert (mine(place).result, mine(place).obstacle) == (Result.INCOMPARABLE, Obstacle.UNREADABLE)


def test_a_list_without_a_period_is_compared_with_none(place):
    listed = place.listed()
    Publication.objects.filter(pk=listed.pk).update(details={}, formed_on=date(2026, 3, 20))
    place.shown()

    run(place)

    assert (mine(place).result, mine(place).obstacle) == (Result.INCOMPARABLE, Obstacle.NO_PERIOD)


def test_where_names_stay_on_the_board_figures_are_compared_and_names_are_not(place):
    place.listed()
    BoardOnly.objects.create(township=place.town, node=place.matter)
    place.shown([PEOPLE[0], ("上坪村", "江满仓", "140.00")])

    run(place)

    assert findings(place) == ["镇里公布本村 2 人、467.50 元；村里公布 2 人、437.50 元；相差 30.00 元。"]


def test_a_row_printed_for_the_board_alone_compares_no_names_either(place):
    place.desk.item.channels = [Channel.NOTICE_BOARD]
    place.desk.item.save()
    place.listed(files=[], title="上坪村补贴发放对象公示", head_count=1, amount="297.50")
    place.shown([("上坪村", "江满仓", "297.50")])

    run(place)

    assert (mine(place).result, findings(place)) == (Result.AGREES, [])


# ---- again --------------------------------------------------------------------------------------------------------
def test_done_again_nothing_is_read_and_nothing_changes(place):
    place.listed()
    place.shown(FEWER)
    run(place)
    before = [
        list(model.objects.order_by("pk").values()) for model in (Comparison, Difference, RememberedFigures)
    ]
    generation = CacheGeneration.objects.get(pk=place.town.pk).number

    with opened_once() as opened:
        told = run(place, LATER + timedelta(minutes=5))

    assert opened.call_count == 0
    assert "其中有变动的 0 期" in told
    assert before == [
        list(model.objects.order_by("pk").values()) for model in (Comparison, Difference, RememberedFigures)
    ]
    assert CacheGeneration.objects.get(pk=place.town.pk).number == generation
    assert {row.compared_at for row in ComparedList.objects.all()} == {LATER + timedelta(minutes=5)}


def test_a_corrected_list_that_agrees_closes_its_findings_by_itself(place):
    place.listed()
    sheet = place.shown(FEWER)
    run(place)
    assert len(findings(place)) == 2

    place.corrected(sheet, PEOPLE[:2])
    run(place, LATER + timedelta(days=1))

    assert mine(place).result == Result.AGREES
    assert findings(place) == []
    closed = Difference.objects.filter(state=DifferenceState.CORRECTED)
    assert {each.corrected_at for each in closed} == {LATER + timedelta(days=1)}
    assert closed.count() == 2


def test_what_is_explained_stays_so_while_its_figures_stay(place):
    place.listed()
    sheet = place.shown(FEWER)
    run(place)
    told = Difference.objects.get(kind=GapKind.FIGURES)
    agreement.explain(pk=told.pk, by=place.clerk, at=LATER, text="有 1 户面积复核后调减。", others=True)

    place.listed(PEOPLE[2:], period="2026年4月")
    run(place, LATER + timedelta(days=1))
    assert findings(place) == []
    assert len(findings(place, DifferenceState.EXPLAINED)) == 2

    place.corrected(sheet, [PEOPLE[0], ("上坪村", "余小河", "100.00")])
    run(place, LATER + timedelta(days=2))

    assert findings(place)[0].endswith("村里公布 2 人、397.50 元；相差 70.00 元。")
    told.refresh_from_db()
    assert (told.state, told.explanation) == (DifferenceState.CORRECTED, "有 1 户面积复核后调减。")


def test_an_open_finding_follows_its_figures(place):
    place.listed()
    sheet = place.shown(FEWER)
    run(place)
    before = Difference.objects.get(kind=GapKind.FIGURES)

    place.corrected(sheet, [PEOPLE[0], ("上坪村", "余小河", "100.00")])
    run(place, LATER + timedelta(days=1))

    after = Difference.objects.get(kind=GapKind.FIGURES)
    assert (after.pk, after.state, after.found_at) == (before.pk, DifferenceState.OPEN, before.found_at)
    assert "相差 70.00 元" in after.sentence


def test_a_pass_that_broke_off_goes_on_behind_what_was_done(place):
    for month in ("1", "2", "3"):
        place.listed(period=f"2026年{month}月")
    place.shown()
    real, seen = comparing.Comparing.compare_list, []

    def failing(self, key, **more):
        if len(seen) == 2:
            raise OSError("the worker was lost")
        seen.append(key)
        return real(self, key, **more)

    with patch.object(comparing.Comparing, "compare_list", failing), pytest.raises(OSError, match="lost"):
        run(place)
    with opened_once() as opened:
        run(place)

    assert opened.call_count == 1
    assert ComparedList.objects.filter(item__isnull=False).count() == 3
    assert mine_of(place, MARCH).result == Result.AGREES


def test_one_workbook_is_read_once_for_all_villages_and_matters(place):
    others = [catalog.village(place.town, f"第{n}山村") for n in range(60)]
    extra = [
        catalog.item(place.matter.parent, f"补贴{n}", origin="village", levels=["village"]) for n in range(3)
    ]
    for node in extra:
        place.relate(node, place.desk.item)
    place.listed([(unit.name, "余某人", "10.00") for unit in others])

    with opened_once() as opened:
        run(place)

    assert opened.call_count == 1
    assert Comparison.objects.count() == 60 * 4


def test_the_queries_of_a_list_grow_with_no_row_of_it(place):
    def cost(month: int, rows: int) -> int:
        place.listed([("上坪村", "余某人", "1.00")] * rows, period=f"2026年{month}月")
        with CaptureQueriesContext(connection) as made:
            run(place, LATER + timedelta(minutes=month))
        return len(made)

    cost(1, 2)
    one, two, three = cost(2, 2), cost(3, 2), cost(4, 300)

    assert three - two == two - one  # one more list is looked up each time, its rows cost nothing


# ---- withdrawn and expired ----------------------------------------------------------------------------------------
def withdraw(place: Agreeing, publication: Publication) -> None:
    publishing.withdraw(
        pk=publication.pk, by=place.reviewers[-1], at=AT, reason=WithdrawReason.ERROR, note="有误"
    )


def test_what_is_withdrawn_is_compared_no_more_and_its_findings_are_over(place):
    listed = place.listed()
    place.shown(FEWER)
    run(place)

    withdraw(place, listed)
    run(place, LATER + timedelta(days=1))

    row = mine(place)  # what the village shows alone
    assert (row.item, row.result, row.publication) == (None, Result.ONE_SIDED, None)
    assert findings(place) == []
    ended = Comparison.objects.get(unit=place.unit, ended_at__isnull=False)
    assert ended.differences.filter(who="").count() == ended.differences.count() == 2


def test_a_withdrawn_sheet_leaves_the_townships_list_alone(place):
    place.listed()
    shown = place.shown(FEWER)
    run(place)

    withdraw(place, shown.carrier)
    run(place, LATER + timedelta(days=1))

    row = mine(place)
    assert (row.result, row.sheet, row.village_figures, findings(place)) == (Result.ONE_SIDED, None, "", [])


def test_both_withdrawn_nothing_is_left(place):
    listed, shown = place.listed(), place.shown()
    run(place)
    withdraw(place, listed)
    withdraw(place, shown.carrier)

    run(place, LATER + timedelta(days=1))

    assert not Comparison.objects.filter(unit=place.unit, ended_at=None).exists()


def test_of_a_list_whose_posting_is_over_the_remembered_figures_are_compared_and_no_name(place):
    place.listed()
    run(place)
    after = AT + timedelta(days=40)  # the township's thirty days are over
    publishing.run_clock(after)
    still_public(place.shown([PEOPLE[0], ("上坪村", "江满仓", "140.00")]))

    with opened_once() as opened:
        run(place, after)

    assert opened.call_count == 0
    assert findings(place) == ["镇里公布本村 2 人、467.50 元；村里公布 2 人、437.50 元；相差 30.00 元。"]


@pytest.mark.parametrize("side", ["township", "village"])
def test_a_list_that_was_never_read_while_it_was_public_is_not_called_missing(place, side):
    listed = place.listed()
    shown = place.shown()
    gone = listed if side == "township" else shown.carrier
    Publication.objects.filter(pk=gone.pk).update(public_until=AT + timedelta(hours=1))

    run(place)

    assert (mine(place).result, mine(place).obstacle) == (Result.INCOMPARABLE, Obstacle.OVER)


def test_names_go_with_the_list_they_stood_on_and_the_finding_stays(place):
    place.listed([*PEOPLE, ("上坪村", "江满仓", "9.00"), ("上坪村", "石守田", "8.00")])
    shown = place.shown()
    run(place)
    assert Difference.objects.exclude(who="").count() == 2

    Publication.objects.filter(pk=shown.carrier_id).update(public_until=AT + timedelta(days=1))
    run(place, LATER + timedelta(days=1))

    assert not Difference.objects.exclude(who="").exists()
    assert findings(place) == [
        "镇里公布本村 4 人、484.50 元；村里公布 2 人、467.50 元；相差 2 人、17.00 元。",
        "名单上有 2 个姓名对不上。名单已不在网上公开，不再保留姓名。",
    ]
    run(place, LATER + timedelta(days=2))
    assert len(findings(place)) == 2


def test_an_item_that_is_related_no_more_is_compared_no_more(place):
    place.listed()
    place.shown(FEWER)
    run(place)
    other = catalog.item(place.desk.item.parent, "别的事项")
    place.relate(place.matter, other)

    run(place, LATER + timedelta(days=1))

    assert Comparison.objects.get(unit=place.unit, ended_at=None).item is None
    assert findings(place) == []


def test_nothing_of_another_township_is_compared(place):
    other = Desk("shiqiao", "石桥镇")
    twin = catalog.village(other.town, "上坪村")
    rows = [("上坪村", "余**", "1.00")]
    files = [Upload("名单.csv", csv(rows, ("村", "姓名", "金额")))]
    made = other.published(
        at=AT, kind="list", node=place.desk.item, details={"period": "2026年3月"}, posted_days=9, posting_contact="村部", files=files,
    )  # fmt: skip
    place.shown()

    run(place)
    assert (mine(place).item, mine(place).publication) == (None, None)

    agreement.compare(township=other.town, at=LATER)
    row = Comparison.objects.get(township=other.town)
    assert (row.unit, row.publication, row.sheet) == (twin, made, None)
    assert mine(place).item is None


# ---- one by a button ----------------------------------------------------------------------------------------------
def test_one_is_compared_at_once(place):
    place.listed()
    sheet = place.shown(FEWER)
    run(place)
    place.corrected(sheet, PEOPLE[:2])

    with opened_once() as opened:
        done = agreement.compare_one(pk=mine(place).pk, by=place.clerk, at=LATER + timedelta(hours=1))

    assert (done.result, opened.call_count, findings(place)) == (Result.AGREES, 1, [])


def test_what_the_village_showed_alone_finds_the_list_that_came_after_it(place):
    place.shown()
    run(place)
    place.listed()

    agreement.compare_one(pk=mine(place).pk, by=place.clerk, at=LATER + timedelta(hours=1))

    assert (mine(place).result, mine(place).item) == (Result.AGREES, place.desk.item)


@pytest.mark.parametrize("who", ["other_clerk", "other_member", "member"])
def test_who_may_not_explain_has_nothing_compared(place, who):
    place.listed()
    run(place)
    with pytest.raises(PermissionDenied):
        agreement.compare_one(pk=mine(place).pk, by=getattr(place, who), at=LATER)


# ---- explaining ---------------------------------------------------------------------------------------------------
@pytest.fixture
def found(place) -> Difference:
    place.listed()
    place.shown(FEWER)
    run(place)
    return Difference.objects.get(kind=GapKind.FIGURES)


@pytest.mark.parametrize(
    ("who", "may"),
    [("clerk", True), ("editor", True), ("chief", True), ("member", False), ("other_clerk", False), ("other_member", False),
     ("head", False)],
)  # fmt: skip
def test_who_explains(place, found, who, may):
    by = getattr(place, who)
    if not may:
        with pytest.raises(PermissionDenied):
            agreement.explain(pk=found.pk, by=by, at=LATER, text="面积复核后调减。")
        return
    done = agreement.explain(pk=found.pk, by=by, at=LATER, text=" 面积复核后调减。 ")
    assert (done.state, done.explanation, done.explained_by, done.at) == (
        DifferenceState.EXPLAINED, "面积复核后调减。", by, LATER,
    )  # fmt: skip
    assert len(findings(place)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (" ", "请填写说明"), ("字" * 501, "最多 500 个字"), ("身份证11010519491231002X有误", "身份证号"), ("找13912345678问", "手机号"),
        ("余小河已去世", "名单上的姓名"), ("余**已去世", "名单上的姓名"),
    ],
)  # fmt: skip
def test_an_explanation_is_public_and_names_nobody(place, found, text, words):
    with pytest.raises(AgreementRefused, match=words):
        agreement.explain(pk=found.pk, by=place.clerk, at=LATER, text=text)
    found.refresh_from_db()
    assert found.state == DifferenceState.OPEN


def test_names_the_township_writes_out_may_not_be_used_either(place):
    listed = place.listed(PEOPLE[2:])
    file = listed.attachments.get()
    with file.file.storage.open(file.file.name, "wb") as stored:
        stored.write(csv([("上坪村", "江满仓", "9.00")], ("村", "姓名", "金额")))
    listed.attachments.update(sha256="f" * 64)
    place.shown()
    run(place)
    told = Difference.objects.filter(kind=GapKind.FIGURES).get()

    with pytest.raises(AgreementRefused, match="名单上的姓名"):
        agreement.explain(pk=told.pk, by=place.clerk, at=LATER, text="江满仓是县里发的")


def test_who_explains_an_older_page_is_told(place, found):
    agreement.explain(pk=found.pk, by=place.clerk, at=LATER, text="面积复核后调减。", version=found.version)
    with pytest.raises(AgreementRefused, match="没有保存"):
        agreement.explain(pk=found.pk, by=place.editor, at=LATER, text="别的说明", version=found.version)


def test_what_is_corrected_is_not_explained(place, found):
    Difference.objects.filter(pk=found.pk).update(state=DifferenceState.CORRECTED, corrected_at=LATER)
    with pytest.raises(AgreementRefused, match="已经更正"):
        agreement.explain(pk=found.pk, by=place.clerk, at=LATER, text="面积复核后调减。")


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Difference, {"state": DifferenceState.EXPLAINED}), (Difference, {"state": DifferenceState.CORRECTED}),
        (Comparison, {"result": Result.INCOMPARABLE}), (Comparison, {"result": Result.ONE_SIDED}),
        (Comparison, {"sheet": None}), (Comparison, {"last": date(2026, 1, 1)}),
    ],
)  # fmt: skip
def test_the_tables_refuse_contradictions(place, found, model, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


def test_the_night_has_every_township_compared(place, settings, django_capture_on_commit_callbacks):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    place.listed()
    place.shown()

    assert agreement.compare_by_night(LATER) == "安排 1 个乡镇核对镇村公开是否一致"

    assert mine(place).result == Result.AGREES
    assert ComparedList.objects.get(item=None).compared_at == LATER


def test_a_revised_list_is_read_anew(place):
    listed = place.listed()
    place.shown()
    run(place)
    revision = publishing.revise(pk=listed.pk, by=place.desk.editor, at=LATER, reason="金额有误")
    (file,) = revision.attachments.downloads()
    publications.detach(pk=revision.pk, attachment_pk=file.pk, by=place.desk.editor, at=LATER)
    rows = [("1", "上坪村", "余**", "297.50"), ("2", "上坪村", "余**", "171.00")]
    new = Upload("发放名单.csv", csv(rows, ("序号", "村", "姓名", "金额")))
    publications.edit(pk=revision.pk, by=place.desk.editor, at=LATER, fields={}, files=[new])
    place.desk.carry_on(
        place.desk.submit(Publication.objects.get(pk=revision.pk), at=LATER), "merged", at=LATER
    )

    run(place, LATER + timedelta(days=1))

    assert findings(place)[0] == "镇里公布本村 2 人、468.50 元；村里公布 2 人、467.50 元；相差 1.00 元。"
