"""Cells and tables of a village: read as people write them, refused with a reason, and what must agree (VIL-5, VIL-8)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.law.kinds import COLUMNS, DebtSide, DecisionStep, SheetKind, columns_of
from villages.law.tables import CellRefused, read_cell, row_changes, shown_cell, sums, table_faults, total

BY_KEY = {column.key: column for columns in COLUMNS.values() for column in columns}


@pytest.mark.parametrize(
    ("key", "text", "cell"),
    [
        ("amount", "１，２５０．５０", 125_050),
        ("amount", "¥300", 30_000),
        ("amount", " ", None),
        ("quantity", "3.50亩", "3.5"),
        ("quantity", "１２人", "12"),
        ("quantity", "0", "0"),
        ("paid_on", "2026年3月9日", "2026-03-09"),
        ("paid_on", "2026/3/9", "2026-03-09"),
        ("side", "债权", DebtSide.OWED_TO_US),
        ("step", "党支部提议", DecisionStep.PROPOSED),
        ("step", "村民代表会议决议", DecisionStep.RESOLVED),
        ("step", "实施结果公开", DecisionStep.RESULT),
        ("party", "望禾  农业\n合作社", "望禾 农业 合作社"),
    ],
)
def test_a_cell_is_read_as_people_write_it(key, text, cell):
    assert read_cell(BY_KEY[key], text) == cell


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("amount", "约300", "不是金额"),
        ("amount", "3万", "万元"),
        ("quantity", "三亩", "不是数字"),
        ("quantity", "-1", "不是合理的数量"),
        ("quantity", "NaN", "不是合理的数量"),
        ("quantity", "1.23456", "最多四位"),
        ("paid_on", "3月9日", "不是日期"),
        ("paid_on", "2026-02-30", "没有这一天"),
        ("side", "往来", "看不懂"),
        ("step", "公开", "看不懂"),
        ("party", "甲" * 61, "最多 60 个字"),
    ],
)
def test_what_a_cell_does_not_hold_is_refused_in_words(key, text, words):
    with pytest.raises(CellRefused, match=words):
        read_cell(BY_KEY[key], text)


@pytest.mark.parametrize("kind", list(COLUMNS))
def test_what_is_shown_is_read_back_the_same(kind):
    samples = {"text": "文字", "money": "1,250.50", "number": "3.5", "day": "2026-03-09"}
    for column in columns_of(kind):
        text = next(iter(column.choices)).label if column.choices else samples[column.shape]
        cell = read_cell(column, text)
        assert read_cell(column, shown_cell(column, cell)) == cell


# ---- arithmetic ---------------------------------------------------------------------------------------------------
money = st.integers(0, 10**11)


@given(st.lists(st.tuples(money, money, money), min_size=1, max_size=20), st.integers(-(10**9), 10**9))
def test_debts_agree_exactly_when_each_line_closes_as_reckoned(lines, off):
    rows = [
        {
            "side": DebtSide.WE_OWE, "party": f"对方{n}", "matter": "材料款", "opening": opening + less, "more": more, "less": less,
            "closing": opening + more,
        }
        for n, (opening, more, less) in enumerate(lines)
    ]  # fmt: skip
    assert table_faults(SheetKind.DEBTS, rows) == []

    rows[-1]["closing"] += off
    found = [fault for fault in table_faults(SheetKind.DEBTS, rows) if fault.finding == "balance"]
    assert [(fault.line, fault.difference) for fault in found] == ([(len(rows), off)] if off else [])


@given(money, money, money)
def test_a_resource_agrees_when_received_and_owed_make_what_was_due(received, owed, off):
    row = {
        "name": "林地",
        "place": "后山",
        "area": "1",
        "amount": received + owed,
        "received": received,
        "owed": owed,
    }
    assert table_faults(SheetKind.RESOURCES, [row]) == []
    found = table_faults(SheetKind.RESOURCES, [row | {"owed": owed + off}])
    assert [fault.difference for fault in found] == ([off] if off else [])


@given(st.lists(money, max_size=30))
def test_sums_are_the_rows_added_up(amounts):
    rows = [{"name": f"甲{n}", "group": "一组", "amount": amount} for n, amount in enumerate(amounts)]
    found = sums(SheetKind.SUBSIDIES, rows)
    assert (found.rows, found.amount) == (len(amounts), sum(amounts))
    assert total([*rows, {"amount": None}, {}], "amount") == sum(amounts)


rows_of_assets = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("甲乙丙"), "cost": st.integers(1, 3)}), max_size=6
)


@given(rows_of_assets, rows_of_assets)
def test_a_correction_tells_every_row_that_went_came_or_changed_and_no_other(old, new):
    found = row_changes(SheetKind.ASSETS, old, new)

    def bag(rows):
        return sorted((row["name"], row["cost"]) for row in rows)

    gone, come = [was for was, _ in found if was], [now for _, now in found if now]
    kept_old, kept_new = bag(old), bag(new)
    for row in bag(gone):
        kept_old.remove(row)
    for row in bag(come):
        kept_new.remove(row)
    assert kept_old == kept_new  # what was not told is the same on both sides
    assert not set(bag(gone)) & set(bag(come))


# ---- decisions ----------------------------------------------------------------------------------------------------
def step(which: DecisionStep, day: int = 2, **more: object) -> dict:
    return {"step": which, "held_on": f"2026-03-{day:02d}", "result": "通过"} | more


@pytest.mark.parametrize(
    ("rows", "findings"),
    [
        ([step(each, day) for day, each in enumerate(DecisionStep, 1)], []),
        ([step(DecisionStep.PROPOSED)], []),
        ([step(DecisionStep.PROPOSED), step(DecisionStep.RESOLVED)], ["order"]),  # two are missing between
        ([step(each, 9 - day) for day, each in enumerate(list(DecisionStep)[:3], 1)], ["order", "order"]),
        ([step(DecisionStep.PROPOSED, entitled="5", present="6")], ["votes"]),
        ([step(DecisionStep.PROPOSED, present="5", yes="4", no="2")], ["votes"]),
        ([step(DecisionStep.PROPOSED, held_on=None)], ["missing"]),
        ([], ["missing"]),
    ],
)
def test_vil_8_steps_of_a_decision(rows, findings):
    assert [fault.finding for fault in table_faults(SheetKind.DECISION, rows)] == findings


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        ({"entitled": "30", "present": "20", "yes": "11"}, 0),
        ({"entitled": "30", "present": "19", "yes": "11"}, 1),
        ({"entitled": "30", "present": "20", "yes": "10"}, 1),
        ({"entitled": "30", "present": "19", "yes": "9"}, 2),
        ({}, 0),
    ],
)
def test_vil_8_quorum_and_majority_are_told_not_refused(votes, told):
    rows = [step(each, day) for day, each in enumerate(list(DecisionStep)[:3], 1)]
    found = table_faults(SheetKind.DECISION, [*rows, step(DecisionStep.RESOLVED, 9, **votes)])
    assert [fault.finding for fault in found] == ["quorum"] * told
    assert not any(fault.refuses for fault in found)


def test_the_same_person_twice_is_told():
    row = {"name": "余大山", "group": "一组", "amount": 100}
    (fault,) = table_faults(SheetKind.SUBSIDIES, [row, row | {"amount": 200}, row | {"group": "二组"}])
    assert (fault.finding, fault.line, fault.refuses) == ("twice", 2, False)
