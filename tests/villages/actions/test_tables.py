"""Tables and notices of a village from the clerk to the public (VIL-4, VIL-5, VIL-9)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, StepRefused
from disclosure.models import BoardOnly, Reach
from tests.factories.accounts import AT, MARCH, Villages
from villages.actions import sheets, tables
from villages.actions.sheets import SheetActRefused
from villages.law.kinds import NAMED, SIGNED, DebtSide, DecisionStep, SheetKind
from villages.law.sheets import SheetState
from villages.models import Sheet

PERSON = {
    "name": "余大山",
    "group": "一组",
    "quantity": "3.5",
    "standard": "每亩85元",
    "amount": 29_750,
    "paid_on": "2026-03-20",
}
ROWS: dict[SheetKind, list[dict]] = {
    SheetKind.SUBSIDIES: [PERSON, PERSON | {"name": "余小河", "amount": 17_000, "quantity": "2"}],
    SheetKind.PAY: [{"name": "余村干", "post": "村委会委员", "quantity": "3", "standard": "每月1200元", "amount": 360_000}],
    SheetKind.ASSETS: [{"name": "抽水机", "spec": "5寸", "quantity": "2", "cost": 480_000, "value": 300_000, "place": "村部"}],
    SheetKind.RESOURCES: [
        {"name": "后山林地", "place": "后山", "area": "120", "party": "余承包", "amount": 600_000, "received": 400_000, "owed": 200_000}
    ],
    SheetKind.CONTRACTS: [
        {
            "subject": "旧校舍出租", "way": "公开招租", "party": "望禾农业合作社", "since": "2026-01-01", "until": "2028-12-31",
            "amount": 1_500_000, "received": 500_000,
        }
    ],
    SheetKind.DEBTS: [
        {
            "side": DebtSide.WE_OWE, "party": "镇供销社", "matter": "修路材料款", "opening": 900_000, "more": 0, "less": 300_000,
            "closing": 600_000,
        }
    ],
    SheetKind.DECISION: [
        {"step": step, "held_on": f"2026-03-{day:02d}", "entitled": "30", "present": "27", "yes": "25", "no": "2", "result": "通过"}
        for day, step in enumerate(list(DecisionStep)[:5], 2)
    ],
    SheetKind.NOTICE: [],
}  # fmt: skip


@pytest.fixture
def place(db) -> Villages:
    return Villages()


@pytest.mark.parametrize("kind", [kind for kind in SheetKind if kind != SheetKind.ACCOUNTS])
def test_every_kind_goes_from_the_clerk_to_the_public(place, kind):
    sheet = place.table(kind, ROWS[kind], words="每亩补贴八十五元，3月20日发到户。")

    shown = place.made_public(sheet)

    made = shown.carrier
    made.refresh_from_db()
    assert made.state == State.PUBLISHED
    assert list(Sheet.objects.public()) == [shown]
    assert made.title.startswith("上坪村")
    assert ("村务监督委员会2026年04月07日审核" in made.text) is (kind in SIGNED)
    if kind == SheetKind.SUBSIDIES:
        assert (made.kind, made.person_list, made.head_count, str(made.amount)) == (
            Kind.LIST,
            True,
            2,
            "467.50",
        )
        assert made.posted_until is not None
        (file,) = made.attachments.all()
        assert file.as_table
        assert "余大山" not in made.text
    elif ROWS[kind]:
        first = next(iter(ROWS[kind][0].values()))
        assert str(getattr(first, "label", first)) in made.text


def test_a_list_whose_names_stay_on_the_board_shows_online_only_figures(place):
    BoardOnly.objects.create(township=place.town, node=place.node(SheetKind.SUBSIDIES))

    made = place.made_public(place.table(SheetKind.SUBSIDIES, ROWS[SheetKind.SUBSIDIES])).carrier

    made.refresh_from_db()
    assert (made.state, made.reach, made.head_count) == (State.PUBLISHED, Reach.BOARD, 2)
    assert not made.attachments.exists()
    assert "余大山" not in made.text


@pytest.mark.parametrize(
    ("kind", "row", "words"),
    [
        (SheetKind.SUBSIDIES, PERSON | {"amount": None}, "第1行没有填写金额"),
        (SheetKind.DEBTS, ROWS[SheetKind.DEBTS][0] | {"closing": 700_000}, "期末填的是 7,000.00，相差 1,000.00 元"),
        (SheetKind.ASSETS, ROWS[SheetKind.ASSETS][0] | {"value": 480_001}, "大于原值"),
        (SheetKind.RESOURCES, ROWS[SheetKind.RESOURCES][0] | {"owed": 100_000}, "相差 -1,000.00 元"),
        (SheetKind.CONTRACTS, ROWS[SheetKind.CONTRACTS][0] | {"until": "2025-12-31"}, "早于合同起"),
    ],
)  # fmt: skip
def test_what_does_not_agree_is_kept_but_shown_to_nobody(place, kind, row, words):
    sheet = place.table(kind, [row])

    with pytest.raises(SheetActRefused, match=words):
        sheets.show(pk=sheet.pk, by=place.clerk, at=AT)

    sheet.refresh_from_db()
    assert (sheet.state, sheet.rows.count()) == (SheetState.DRAFT, 1)


def test_vil_9_personal_data_typed_into_a_table_holds_its_publication(place):
    number = "11010519491231002X"
    row = ROWS[SheetKind.ASSETS][0] | {"remark": f"保管人身份证{number}"}
    sheet = place.signed(place.table(SheetKind.ASSETS, [row]))

    handed = sheets.hand_in(pk=sheet.pk, by=place.clerk, at=AT)

    found = handed.carrier.findings.blocking()
    assert found.exists()
    assert all(number not in f"{each.excerpt}{each.message}" for each in found)


def test_a_notice_needs_no_committee_and_other_kinds_do(place):
    notice = place.table(SheetKind.NOTICE, words="3月20日上午8点起停水半天，请提前储水。")
    assert sheets.hand_in(pk=notice.pk, by=place.clerk, at=AT).state == SheetState.HANDED_IN

    assets = place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS])
    with pytest.raises(StepRefused):
        sheets.hand_in(pk=assets.pk, by=place.clerk, at=AT)
    with pytest.raises(StepRefused):
        sheets.show(pk=notice.pk, by=place.clerk, at=AT)


@pytest.mark.parametrize("kind", sorted(NAMED))
def test_what_stands_beside_others_of_its_period_needs_a_name(place, kind):
    with pytest.raises(SheetActRefused, match="写明是什么事"):
        place.table(kind, subject=" ")
    one, other = place.table(kind, subject="村道硬化"), place.table(kind, subject="水渠清淤")
    assert one.pk != other.pk
    assert place.table(kind, subject="村道硬化").pk == one.pk


def test_another_village_and_the_committee_enter_nothing(place):
    sheet = place.table(SheetKind.ASSETS)
    for by in (place.other_clerk, place.member, place.other_member):
        with pytest.raises(PermissionDenied):
            tables.enter(pk=sheet.pk, by=by, at=AT, rows=ROWS[SheetKind.ASSETS])
    assert not sheet.rows.exists()


def test_an_item_of_the_township_has_no_village_sheet(place):
    node = place.node(SheetKind.ASSETS)
    node.origin, node.township = "township", place.town
    node.save()
    with pytest.raises(SheetActRefused, match="村务公开目录"):
        place.table(SheetKind.ASSETS)


def test_debts_go_on_from_the_period_before(place):
    place.signed(place.table(SheetKind.DEBTS, ROWS[SheetKind.DEBTS], first=date(2026, 1, 1), last=MARCH))
    april = place.table(SheetKind.DEBTS, first=date(2026, 4, 1), last=date(2026, 4, 30))

    copied = tables.copy_last(pk=april.pk, by=place.clerk, at=AT)
    (row,) = copied.table()
    assert (row["opening"], row["closing"], row["less"]) == (600_000, 600_000, None)
    assert sheets.faults_of(copied) == []

    tables.enter(
        pk=april.pk, by=place.clerk, at=AT, rows=[dict(row) | {"opening": 500_000, "closing": 500_000}]
    )
    (fault,) = sheets.faults_of(Sheet.objects.get(pk=april.pk))
    assert (fault.finding, fault.difference) == ("continuity", -100_000)


def test_a_copy_is_made_only_into_an_empty_sheet(place):
    place.signed(
        place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS], first=date(2026, 2, 1), last=date(2026, 2, 28))
    )
    march = place.table(SheetKind.ASSETS)

    assert tables.copy_last(pk=march.pk, by=place.clerk, at=AT).table() == ROWS[SheetKind.ASSETS]
    with pytest.raises(SheetActRefused, match="已经有内容"):
        tables.copy_last(pk=march.pk, by=place.clerk, at=AT)
    with pytest.raises(SheetActRefused, match="没有可以抄的"):
        tables.copy_last(pk=place.table(SheetKind.RESOURCES).pk, by=place.clerk, at=AT)


def test_a_correction_says_what_changed(place):
    shown = place.made_public(place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS]))
    second = sheets.correct(pk=shown.pk, by=place.clerk, at=AT, reason="原值登记有误")
    tables.enter(pk=second.pk, by=place.clerk, at=AT, rows=[ROWS[SheetKind.ASSETS][0] | {"cost": 500_000}])

    fixed = place.made_public(Sheet.objects.get(pk=second.pk))

    text = shown.carrier.__class__.objects.get(pk=shown.carrier_id).text
    assert "更正说明：原值登记有误" in text
    assert "4,800.00" in text
    assert "5,000.00" in text
    assert list(Sheet.objects.public()) == [fixed]
