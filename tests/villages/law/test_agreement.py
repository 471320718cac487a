"""Two sides of a matter compared: what is equal says nothing, what differs is told, and nobody is named (VIL-6)."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from villages.law.agreement import (
    MOST_TOLD,
    GapKind,
    Result,
    Side,
    added,
    by_first_letter,
    comparable,
    compare,
    judged,
    missing,
)
from villages.law.periods import overlap, read_period

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)
MIRROR = {
    GapKind.ONLY_TOWNSHIP: GapKind.ONLY_VILLAGE,
    GapKind.ONLY_VILLAGE: GapKind.ONLY_TOWNSHIP,
}


def side(
    count: int | None = 2, amount: int | None = 660_000, people=None, *, rough=False, first=FIRST, last=LAST
) -> Side:
    return Side(count, amount, first, last, people, rough)


def listed(*people: tuple[str, int | None], rough: bool = False) -> Side:
    amounts = [amount for _, amount in people]
    total = None if None in amounts else sum(amounts)
    return side(len(people), total, people, rough=rough)


def kinds(ours: Side, theirs: Side) -> list[tuple[GapKind, str]]:
    return [(gap.kind, gap.who) for gap in compare(ours, theirs)]


# ---- the figures --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ours", "theirs", "words"),
    [
        ((12, 360_000), (11, 330_000), "镇里公布本村 12 人、3,600.00 元；村里公布 11 人、3,300.00 元；相差 1 人、300.00 元。"),
        ((12, 360_000), (12, 330_000), "镇里公布本村 12 人、3,600.00 元；村里公布 12 人、3,300.00 元；相差 300.00 元。"),
        ((12, 360_000), (14, 360_000), "镇里公布本村 12 人、3,600.00 元；村里公布 14 人、3,600.00 元；相差 2 人。"),
        ((12, None), (11, 330_000), "镇里公布本村 12 人；村里公布 11 人；相差 1 人。"),
        ((None, 1), (11, 3), "镇里公布本村 0.01 元；村里公布 0.03 元；相差 0.02 元。"),
    ],
)  # fmt: skip
def test_the_difference_of_the_figures_is_one_sentence_with_both(ours, theirs, words):
    (gap,) = compare(side(*ours), side(*theirs))

    assert (gap.kind, gap.sentence, gap.who) == (GapKind.FIGURES, words, "")


@pytest.mark.parametrize(
    ("ours", "theirs", "can"),
    [((1, 2), (1, 2), True), ((1, None), (1, None), True), ((None, 2), (3, 2), True), ((1, None), (None, 2), False),
     ((None, None), (1, 2), False)],
)  # fmt: skip
def test_there_must_be_a_figure_both_sides_say(ours, theirs, can):
    assert comparable(side(*ours), side(*theirs)) is can
    if not can:
        assert compare(side(*ours), side(*theirs)) == []


def test_of_different_periods_only_that_is_told():
    quarter = side(9, 1, first=date(2026, 1, 1))

    (gap,) = compare(side(), quarter)

    assert gap.kind == GapKind.PERIOD
    assert gap.sentence == "镇里公布的是2026年3月，村里公布的是2026年第一季度，期间不同。"


def test_what_one_side_shows_alone_is_told_with_its_figures():
    assert missing(there=side(12, 360_000), by_township=True).sentence == (
        "镇里公布了2026年3月本村 12 人、3,600.00 元；村里没有公布这一期。"
    )
    assert missing(there=side(2, None), by_township=False, counted="项").sentence == (
        "村里公布了2026年3月 2 项；镇里没有公布这一期本村的。"
    )


def test_things_are_counted_by_their_own_word():
    (gap,) = compare(side(2, None), side(3, None), counted="项")
    assert gap.sentence == "镇里公布本村 2 项；村里公布 3 项；相差 1 项。"


# ---- the names ----------------------------------------------------------------------------------------------------
def test_a_name_that_is_not_masked_is_no_side():
    with pytest.raises(ValueError, match="not masked"):
        listed(("余大山", 100))


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        ([("余**", 360_000)], [("余**", 330_000)],
         [(GapKind.PERSON_AMOUNT, "“余**”：镇里 3,600.00 元，村里 3,300.00 元，相差 300.00 元。")]),
        ([("余**", 360_000)], [("管**", 360_000)],
         [(GapKind.ONLY_TOWNSHIP, "“余**”只在镇里的名单上：1 人、3,600.00 元。"),
          (GapKind.ONLY_VILLAGE, "“管**”只在村里的名单上：1 人、3,600.00 元。")]),
        ([("余**", 100), ("余**", 200)], [("余**", 100), ("余**", 300)],
         [(GapKind.NAMESAKES, "“余**”不止一人：镇里 2 人，村里 2 人。只有镇里有的金额：2.00。只有村里有的金额：3.00。")]),
        ([("余**", 100), ("余**", 200)], [("余**", 300)],
         [(GapKind.NAMESAKES, "“余**”不止一人：镇里 2 人，村里 1 人。只有镇里有的金额：1.00、2.00。只有村里有的金额：3.00。")]),
        ([("余**", 100), ("余**", 100)], [("余**", 100), ("余**", 100)], []),
    ],
)  # fmt: skip
def test_persons_are_told_by_masked_name_and_namesakes_are_counted_not_guessed(ours, theirs, told):
    found = compare(listed(*ours), listed(*theirs))

    assert sorted((gap.kind, gap.sentence) for gap in found if gap.kind != GapKind.FIGURES) == sorted(told)


def test_names_masked_by_another_custom_are_held_against_each_other_by_their_first_letter():
    assert compare(listed(("余*禾", 100), rough=True), listed(("余**", 100))) == []
    assert kinds(listed(("余*", 100), rough=True), listed(("余**", 100), ("管*", 1)))[1:] == [
        (GapKind.ONLY_VILLAGE, "管*")
    ]


@pytest.mark.parametrize(
    ("ours", "theirs", "first_letter"),
    [
        (["余*", "管*"], ["余**", "管*"], True), (["余**"], ["余**", "管*"], True), (["余**", "管*"], ["余**", "管*"], False),
        (["余*"], ["余*"], False), ([], ["余*", "管**"], False),
    ],
)  # fmt: skip
def test_one_star_for_every_name_may_be_another_custom(ours, theirs, first_letter):
    sides = [listed(*((name, 1) for name in names)) for names in (ours, theirs)]
    assert by_first_letter(*sides) is first_letter


def test_where_one_list_says_no_amounts_only_the_names_are_compared():
    assert kinds(listed(("余**", None)), listed(("余**", 100))) == []
    assert kinds(listed(("余**", None)), listed(("管**", 100))) == [
        (GapKind.ONLY_TOWNSHIP, "余**"),
        (GapKind.ONLY_VILLAGE, "管**"),
    ]


def test_names_that_may_not_be_compared_say_nothing():
    assert compare(listed(("余**", 100)), side(1, 100)) == []


def test_too_many_are_told_as_one_with_their_number():
    ours = listed(*((f"{chr(0x4E00 + n)}*", 100) for n in range(MOST_TOLD + 50)))

    found = compare(ours, side(MOST_TOLD + 50, ours.amount, ()))

    assert len(found) == MOST_TOLD
    assert found[-1].kind == GapKind.MORE
    assert found[-1].sentence == "另有 51 个姓名对不上，请对照两边的名单逐行核对。"


def test_batches_of_a_period_are_one_list():
    whole = added([listed(("余**", 100)), listed(("管**", 200), rough=True)])

    assert (whole.count, whole.amount, whole.people, whole.rough) == (
        2,
        300,
        (("余**", 100), ("管**", 200)),
        True,
    )
    assert added([side(1, None), side(2, 3)]).amount is None
    assert added([side(1, 1, ()), side(2, 3, None)]).people is None
    with pytest.raises(ValueError, match="periods"):
        added([side(), side(first=date(2026, 1, 1))])


# ---- what holds for all lists -------------------------------------------------------------------------------------
names = st.sampled_from(["余**", "余*", "管**", "欧阳*", "陆**", "石*"])
people = st.lists(st.tuples(names, st.integers(1, 500)), max_size=12)


@given(people, st.integers(0, 30))
def test_equal_lists_in_any_order_give_nothing(rows, place):
    for other in (sorted(rows), rows[::-1], [*rows[place:], *rows[:place]]):
        assert compare(listed(*rows), listed(*other)) == []
    assert judged([]) == Result.AGREES


@given(people, people)
def test_it_is_the_same_from_both_sides(one, other):
    forth, back = kinds(listed(*one), listed(*other)), kinds(listed(*other), listed(*one))

    assert sorted((MIRROR.get(kind, kind), who) for kind, who in forth) == sorted(back)


@given(people, people)
def test_every_row_that_is_not_on_both_lists_is_told_by_its_name(one, other):
    ours, theirs = Counter(one), Counter(other)
    if by_first_letter(listed(*one), listed(*other)):
        ours, theirs = (Counter((f"{name[0]}*", amount) for name, amount in rows) for rows in (one, other))
    changed = {name for name, _ in (ours - theirs) + (theirs - ours)}

    found = compare(listed(*one), listed(*other))

    assert {gap.who for gap in found if gap.who} == changed
    assert changed or len(one) != len(other) or not found


@given(people.filter(len), st.data())
def test_one_changed_amount_is_always_found(rows, data):
    place = data.draw(st.integers(0, len(rows) - 1))
    name, amount = rows[place]
    changed = [*rows[:place], (name, amount + data.draw(st.integers(1, 99))), *rows[place + 1 :]]

    found = compare(listed(*rows), listed(*changed))

    assert found[0].kind == GapKind.FIGURES
    assert [gap.who for gap in found[1:]] == [name]  # the same names on both lists: the same custom


@given(st.integers(0, 10**6), st.integers(0, 10**9), st.integers(0, 10**6), st.integers(0, 10**9))
def test_figures_agree_exactly_when_both_are_equal(count, amount, other_count, other_amount):
    found = compare(side(count, amount), side(other_count, other_amount))

    assert (found == []) is ((count, amount) == (other_count, other_amount))


# ---- periods ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026年3月", (2026, 3, 1), (2026, 3, 31)),
        ("2026年3月份", (2026, 3, 1), (2026, 3, 31)),
        ("２０２６年 ３ 月", (2026, 3, 1), (2026, 3, 31)),
        ("望禾镇2026年2月低保对象名单", (2026, 2, 1), (2026, 2, 28)),
        ("2026-03", (2026, 3, 1), (2026, 3, 31)),
        ("2026年11月", (2026, 11, 1), (2026, 11, 30)),
        ("2026年第一季度", (2026, 1, 1), (2026, 3, 31)),
        ("2026年4季度", (2026, 10, 1), (2026, 12, 31)),
        ("2026年上半年", (2026, 1, 1), (2026, 6, 30)),
        ("2026年下半年", (2026, 7, 1), (2026, 12, 31)),
        ("2026年1-3月", (2026, 1, 1), (2026, 3, 31)),
        ("2026年1月至3月", (2026, 1, 1), (2026, 3, 31)),
        ("2025年11月—2026年2月", (2025, 11, 1), (2026, 2, 28)),
        ("2026年度", (2026, 1, 1), (2026, 12, 31)),
        ("2026年第二批", (2026, 1, 1), (2026, 12, 31)),
        ("2025-2026", (2025, 1, 1), (2026, 12, 31)),
        ("2026-03-01至2026-03-31", (2026, 3, 1), (2026, 3, 31)),
        ("2026年3月1日到2026年4月15日", (2026, 3, 1), (2026, 4, 15)),
        ("2026年3月9日", (2026, 3, 9), (2026, 3, 9)),
    ],
)
def test_a_period_is_read_as_people_write_it(text, first, last):
    assert read_period(text) == (date(*first), date(*last))


@pytest.mark.parametrize("text", ["", "长期", "2026年13月", "2026年2月31日", "2026年5月至3月", "第一季度"])
def test_what_names_no_period_is_none(text):
    assert read_period(text) is None


def test_periods_with_a_day_in_common_overlap():
    march, quarter, april = (FIRST, LAST), (date(2026, 1, 1), LAST), (date(2026, 4, 1), date(2026, 4, 30))
    assert overlap(march, quarter)
    assert overlap(quarter, march)
    assert not overlap(march, april)
