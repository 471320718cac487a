"""信息处理费 against the figures of the rule book, a formula of its own, and the laws of addition."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.law.workdays import Due, WorkCalendar
from disclosure.law.fees import BANDS, BandSum, Tariff, breakdown, charge, month_of, payment_due, price

NUMBERS = st.integers(0, 400)
TARIFFS = st.sampled_from(Tariff)
VECTORS = [  # FEE-4
    *((Tariff.ITEMS, quantity, yuan) for quantity, yuan in (
        (10, 0), (11, 100), (30, 2_000), (31, 2_200), (40, 4_000), (41, 4_300), (50, 7_000), (51, 7_400),
    )),
    *((Tariff.PAGES, quantity, yuan) for quantity, yuan in (
        (30, 0), (31, 10), (68, 380), (100, 700), (101, 720), (200, 2_700), (201, 2_740), (250, 4_700),
    )),
]  # fmt: skip


def by_formula(tariff: Tariff, number: int) -> int:
    """FEE-2 and FEE-3 as the rule book writes them, without bands."""
    if tariff == Tariff.ITEMS:
        return 0 if number <= 10 else 100 if number <= 30 else 100 + 100 * -((30 - number) // 10)
    return 0 if number <= 30 else 10 if number <= 100 else 20 if number <= 200 else 40


@pytest.mark.parametrize(("tariff", "quantity", "yuan"), VECTORS)
def test_the_vectors_of_fee_4(tariff, quantity, yuan):
    assert charge(tariff, quantity) == yuan


@pytest.mark.parametrize("tariff", Tariff)
def test_each_single_price_is_that_of_the_formula(tariff):
    assert [price(tariff, number) for number in range(1, 400)] == [
        by_formula(tariff, number) for number in range(1, 400)
    ]


@pytest.mark.parametrize("tariff", Tariff)
def test_bands_join_without_gap_and_name_their_article(tariff):
    bands = BANDS[tariff]

    assert bands[0].first == 1
    assert [band.first for band in bands[1:]] == [band.last + 1 for band in bands[:-1]]
    assert {band.basis[:7] for band in bands} == {
        {"items": "收费办法第四条", "pages": "收费办法第五条"}[tariff.value]
    }


@given(TARIFFS, NUMBERS)
def test_one_more_never_costs_less(tariff, quantity):
    assert charge(tariff, quantity + 1) - charge(tariff, quantity) == price(tariff, quantity + 1) >= 0


@given(st.lists(st.integers(0, 60), max_size=8))
def test_a_month_costs_the_same_however_it_is_split_into_applications(quantities):
    charges = [
        charge(Tariff.ITEMS, quantity, already=sum(quantities[:i])) for i, quantity in enumerate(quantities)
    ]

    assert sum(charges) == charge(Tariff.ITEMS, sum(quantities))


@given(st.data(), TARIFFS, NUMBERS)
def test_the_breakdown_sums_to_the_charge_and_counts_everything(data, tariff, quantity):
    already = data.draw(NUMBERS) if tariff == Tariff.ITEMS else 0
    lines = breakdown(tariff, quantity, already)

    assert sum(line.amount for line in lines) == charge(tariff, quantity, already)
    assert sum(line.count for line in lines) == quantity
    assert [line.amount for line in lines] == [line.count * line.price for line in lines]
    assert charge(tariff, quantity, already) == sum(
        by_formula(tariff, already + n) for n in range(1, quantity + 1)
    )


def test_the_calculation_of_a_letter():
    assert breakdown(Tariff.ITEMS, 36, already=8) == (
        BandSum("10件以下（含10件）", 2, 0, 0, "收费办法第四条第（一）项"),
        BandSum("11—30件（含30件）的部分", 20, 100, 2_000, "收费办法第四条第（二）项"),
        BandSum("31—40件（含40件）的部分", 10, 200, 2_000, "收费办法第四条第（三）项"),
        BandSum("41—50件（含50件）的部分", 4, 300, 1_200, "收费办法第四条第（三）项"),
    )
    assert breakdown(Tariff.PAGES, 201)[-1] == BandSum(
        "201页以上的部分", 1, 40, 40, "收费办法第五条第（四）项"
    )


@pytest.mark.parametrize("tariff", Tariff)
def test_nothing_costs_nothing(tariff):
    assert breakdown(tariff, 0) == ()
    assert charge(tariff, 0) == 0


@pytest.mark.parametrize("wrong", [-1, 3.0, "3", True, None])
@pytest.mark.parametrize("reckon", [charge, breakdown, price])
def test_what_is_no_quantity_is_refused(reckon, wrong):
    with pytest.raises(ValueError, match=r"whole number|negative|number 1"):
        reckon(Tariff.ITEMS, wrong)


@pytest.mark.parametrize("wrong", [-1, 3.0, "3", True, None])
def test_what_is_no_earlier_quantity_is_refused(wrong):
    with pytest.raises(ValueError, match=r"whole number|negative"):
        charge(Tariff.ITEMS, 1, wrong)


def test_there_is_no_item_number_nought():
    with pytest.raises(ValueError, match="number 1"):
        price(Tariff.PAGES, 0)


def test_pages_of_two_applications_are_not_added_up():
    with pytest.raises(ValueError, match="FEE-3"):
        charge(Tariff.PAGES, 40, already=20)


@pytest.mark.parametrize(
    ("received_on", "first", "last"),
    [
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 28)),
        (date(2028, 2, 29), date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_items_add_up_within_the_calendar_month(received_on, first, last):
    assert month_of(received_on) == (first, last)


# 2026 around the autumn holidays, 国办发明电〔2025〕7号
RESTS = [date(2026, 9, 25), *(date(2026, 10, day) for day in (1, 2, 5, 6, 7))]
WORKS = [date(2026, 9, 20), date(2026, 10, 10)]
CALENDAR = WorkCalendar(dict.fromkeys(RESTS, False) | dict.fromkeys(WORKS, True), arranged=frozenset({2026}))


def test_example_15_notice_of_10_september_is_paid_by_14_october():
    assert payment_due(CALENDAR, date(2026, 9, 10)) == Due(date(2026, 10, 14), provisional=False)


def test_a_payment_day_in_a_year_without_arrangement_is_provisional():
    assert payment_due(CALENDAR, date(2026, 12, 21)).provisional is True
