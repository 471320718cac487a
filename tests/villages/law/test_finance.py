"""A month's accounts of a village: the sums, the month before, each line (VIL-2, VIL-5)."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.law.faults import Fault, Finding
from villages.law.finance import (
    Change,
    Flow,
    Line,
    Statement,
    changes,
    faults,
    is_lump,
    month_before,
)
from villages.law.money import MoneyRefused, fen, yuan

MARCH = date(2026, 3, 1)


def line(amount: int = 10_000, flow: Flow = Flow.EXPENSE, **more: object) -> Line:
    values: dict = {
        "on": date(2026, 3, 9),
        "voucher": "3-1",
        "summary": "购买抽水机一台",
        "flow": flow,
        "amount": amount,
    }
    return Line(**(values | more))


def faults_in(statement: Statement, *, closing_before: int | None, lump_share: int = 10) -> list[Fault]:
    return faults(statement, closing_before=closing_before, lump_share=lump_share)


def month_after(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1)


def found(statement: Statement, before: int | None = None, **more: int) -> list[Finding]:
    return [fault.finding for fault in faults_in(statement, closing_before=before, **more)]


# ---- money -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250.5", 125_050), ("1,250.50", 125_050), ("１２５０．５０", 125_050), (" ￥1250.50元 ", 125_050), ("0", 0), ("-3.2", -320),
        ("(3.20)", -320), ("（３．２０）", -320), (".5", 50), ("12.", 1_200), ("1，250", 125_000), ("0.10000", 10), ("+7", 700),
    ],
)  # fmt: skip
def test_money_is_read_as_people_write_it(text, amount):
    assert fen(text) == amount


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "没有填写"), ("  ", "没有填写"), ("一百", "不是金额"), ("12.345", "多于两位"), ("3.2万元", "按元填写"), ("5万", "按元填写"),
        ("1,25", "不是金额"), ("12元3角", "不是金额"), ("=SUM(A1)", "不是金额"), ("9" * 14, "不合常理"), ("-", "不是金额"), (".", "不是金额"),
        ("1e3", "不是金额"), ("NaN", "不是金额"),
    ],
)  # fmt: skip
def test_what_is_no_money_is_refused_in_words(text, said):
    with pytest.raises(MoneyRefused, match=said):
        fen(text)


@given(st.integers(-(10**11), 10**11))
def test_money_written_is_money_read(amount):
    assert fen(yuan(amount)) == amount


@given(st.text(max_size=20))
def test_whatever_is_typed_is_read_or_refused(text):
    with contextlib.suppress(MoneyRefused):
        fen(text)


# ---- a month -----------------------------------------------------------------------------------------------------
def test_what_agrees_has_no_fault():
    statement = Statement(MARCH, 500_000, 510_000, [line(20_000, Flow.INCOME), line(10_000)])

    assert found(statement, 500_000) == []
    assert (statement.income, statement.expense, statement.reckoned) == (20_000, 10_000, 510_000)


def test_the_difference_is_told_to_the_fen():
    (fault,) = faults_in(Statement(MARCH, 500_000, 490_001, [line(10_000)]), closing_before=None)

    assert (fault.finding, fault.difference, fault.refuses) == (Finding.BALANCE, 1, True)
    assert "相差 0.01 元" in fault.message
    assert "5,000.00" in fault.message


def test_a_month_begins_where_the_last_ended():
    (fault,) = faults_in(Statement(MARCH, 500_000, 490_000, [line(10_000)]), closing_before=499_900)

    assert (fault.finding, fault.difference) == (Finding.CONTINUITY, 100)
    assert "上月期末是 4,999.00" in fault.message


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"on": date(2026, 4, 1)}, Finding.PERIOD), ({"on": date(2025, 3, 9)}, Finding.PERIOD), ({"amount": 0}, Finding.AMOUNT),
        ({"amount": -5}, Finding.AMOUNT), ({"voucher": " "}, Finding.MISSING), ({"summary": ""}, Finding.MISSING),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_is_named(changed, finding):
    wrong = line(**({"amount": 10_000} | changed))
    statement = Statement(
        MARCH,
        0,
        20_000 - 10_000 - wrong.amount,
        [line(20_000, Flow.INCOME, voucher="3-0"), line(voucher="3-9"), wrong],
    )

    told = [fault for fault in faults_in(statement, closing_before=0) if fault.finding == finding]

    assert [fault.line for fault in told] == [3]
    assert "第3笔" in told[0].message


def test_the_same_entry_twice_is_asked_about_not_refused():
    told = faults_in(Statement(MARCH, 30_000, 10_000, [line(), line()]), closing_before=None)

    assert [(fault.finding, fault.line, fault.refuses) for fault in told] == [(Finding.TWICE, 2, False)]


@pytest.mark.parametrize(("summary", "lump"), [
    ("其他", True), ("其他支出", True), ("其它费用", True), ("日常开支", True), ("杂支", True), ("购买办公用纸", False),
    ("其他农户土地流转费", False),
])  # fmt: skip
def test_words_that_say_nothing(summary, lump):
    assert is_lump(line(summary=summary)) is lump


@pytest.mark.parametrize(
    ("lumped", "share", "warned"), [(10_000, 10, False), (10_001, 10, True), (90_000, 0, False)]
)
def test_lump_lines_above_the_share_are_warned_of(lumped, share, warned):
    statement = Statement(
        MARCH, 200_000, 100_000, [line(lumped, summary="其他支出"), line(100_000 - lumped, voucher="3-2")]
    )

    assert (Finding.LUMP in found(statement, lump_share=share)) is warned


LINES = st.lists(
    st.builds(
        line, st.integers(1, 10**8), st.sampled_from(Flow), voucher=st.integers(1, 10**6).map(str),
        on=st.dates(MARCH, date(2026, 3, 31)),
    ),
    max_size=30,
)  # fmt: skip


@given(st.integers(-(10**9), 10**9), LINES)
def test_reckoned_closing_never_has_a_fault_and_any_other_does(opening, lines):
    right = Statement(MARCH, opening, Statement(MARCH, opening, 0, lines).reckoned, lines)
    assert [fault for fault in faults_in(right, closing_before=opening) if fault.refuses] == []

    wrong = Statement(MARCH, opening, right.closing + 1, lines)
    assert Finding.BALANCE in found(wrong, opening)


@given(st.integers(0, 10**9), st.lists(LINES, min_size=1, max_size=4))
def test_months_one_after_another_carry_their_balance(opening, months):
    """Over any months the last closing is the first opening with all income and without all expense."""
    month, balance = MARCH, opening
    for lines in months:
        moved = [Line(month, one.voucher, one.summary, one.flow, one.amount) for one in lines]
        statement = Statement(month, balance, Statement(month, balance, 0, moved).reckoned, moved)
        assert [fault for fault in faults_in(statement, closing_before=balance) if fault.refuses] == []
        month, balance = month_after(month), statement.closing

    every = [one for lines in months for one in lines]
    assert balance == opening + Statement(MARCH, 0, 0, every).income - Statement(MARCH, 0, 0, every).expense


@given(st.dates(date(2000, 1, 1), date(2099, 12, 1)))
def test_month_before_and_after_undo_each_other(day):
    first = day.replace(day=1)
    assert month_before(month_after(first)) == first


# ---- corrections -------------------------------------------------------------------------------------------------
def test_a_correction_tells_what_changed():
    kept, dear, gone, new = (
        line(1, voucher="1"),
        line(2, voucher="2"),
        line(3, voucher="3"),
        line(4, voucher="4"),
    )
    cheaper = line(1, voucher="2")

    assert changes([kept, dear, gone], [kept, cheaper, new]) == [
        Change(dear, cheaper), Change(gone, None), Change(None, new),
    ]  # fmt: skip


@given(LINES, LINES)
def test_changes_lead_from_one_version_to_the_other(old, new):
    told = changes(old, new)

    left = list(old)
    for change in told:
        if change.was is not None:
            left.remove(change.was)
        if change.now is not None:
            left.append(change.now)
    assert sorted(left, key=repr) == sorted(new, key=repr)
