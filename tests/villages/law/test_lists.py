"""The village list in law: what each row says, the term a setting gives it as days, the states, what changed."""

import csv
from datetime import date
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from catalog.law.timelimits import Event, RuleKind, parse
from catalog.law.vocabulary import Verified
from catalog.law.workdays import Due
from disclosure.law.duties import answers, event_occasions, period_occasions
from disclosure.law.lifecycle import StepRefused
from tests.factories.days import CALENDAR
from villages.law import matters
from villages.law.cadence import BY_KEY, MOST_DAYS, PRESETS, Cadence, Every, Mark, term, term_of
from villages.law.lists import TABLE, Change, ListAct, ListState, Said, changes, next_state
from villages.law.matters import KeyContent, Rhythm

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
USUAL = Cadence(Every.MONTH, 15, Every.QUARTER, 20, 30, 5, 10)


def rows(name: str) -> list[dict[str, str]]:
    with (FIXTURES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows("village-items.csv")
BY_ROW = {row["key"]: row for row in ROWS}


# ---- the printed list ----------------------------------------------------------------------------------------------
def test_every_key_content_is_used() -> None:
    assert {content for row in ROWS for content in matters.key_contents(row)} == set(KeyContent)


def test_the_ten_are_those_of_the_guidance() -> None:
    assert [content.label for content in KeyContent] == [
        "脱贫攻坚", "乡村振兴", "村级财务", "惠农政策", "养老服务", "社会救助", "保障性住房", "农村危房改造", "义务教育", "医疗卫生",
    ]  # fmt: skip


def test_related_items_exist_and_are_published_by_a_township() -> None:
    there = {row["key"]: row for row in rows("catalog-26.csv")}

    for row in ROWS:
        for key in matters.related(row):
            assert "乡镇" in there[key]["gov_level"], (row["key"], key)
        assert set(matters.compared(row)) <= set(matters.related(row)), row["key"]


def test_every_row_says_what_gives_its_term() -> None:
    for row in ROWS:
        assert matters.rhythms(row), row["key"]
        assert Rhythm.OWN not in matters.rhythms(row)[1:], row["key"]
        assert row["locked"] in ("", "yes"), row["key"]


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("v-010", "VIL-1 (1)"), ("v-017", "VIL-1 (2)"), ("v-022", "VIL-1 (3)"), ("v-024", "VIL-1 (3)"), ("v-016", "VIL-1 (4)"),
        ("v-014", "VIL-1, old 24"), ("v-035", "VIL-1, old 24"), ("v-037", "VIL-1, old 24"), ("v-038", "VIL-1, old 24"),
        ("v-061", "VIL-1, old 24"), ("v-008", "VIL-7"), ("v-009", "VIL-4"), *((f"v-{n:03}", "VIL-5") for n in range(50, 60)),
    ],
)  # fmt: skip
def test_what_the_law_asks_for_is_locked(key: str, why: str) -> None:
    assert matters.is_locked(BY_ROW[key]), why


def test_a_word_that_is_none_of_the_ten_is_not_passed_over() -> None:
    with pytest.raises(KeyError):
        matters.key_contents({"key_contents": "村级财务；别的"})
    with pytest.raises(ValueError, match="weekly"):
        matters.rhythms({"rhythm": "weekly"})


# ---- terms ---------------------------------------------------------------------------------------------------------
TERMS = [
    ([Rhythm.FINANCE], "每月终了后15日内公开上月情况；公示栏公示不少于10日"),
    ([Rhythm.GENERAL], "每季度终了后20日内公开上季度情况；公示栏公示不少于10日"),
    ([Rhythm.YEARLY], "每年终了后30日内公开上年情况；公示栏公示不少于10日"),
    ([Rhythm.MAJOR], "发生或者变更之日起5日内公开；公示栏公示不少于10日"),
    (
        [Rhythm.GENERAL, Rhythm.MAJOR],
        "每季度终了后20日内公开上季度情况；重大事项自发生或者变更之日起5日内公开；公示栏公示不少于10日",
    ),
    ([Rhythm.STANDING], "长期公开；变更后及时更新"),
    ([Rhythm.OWN], None),
]


@pytest.mark.parametrize(("rhythms", "words"), TERMS)
def test_a_setting_in_print(rhythms: list[Rhythm], words: str | None) -> None:
    assert term(rhythms, USUAL) == words
    assert words is None or parse(words).unread == ""


DUE = [  # rhythm, the days on which the turns of early 2026 are due
    (
        [Rhythm.FINANCE],
        [date(2026, 2, 24), date(2026, 3, 16), date(2026, 4, 15)],
    ),  # the 15th in the holidays, a Sunday
    ([Rhythm.GENERAL], [date(2026, 4, 20)]),
    ([Rhythm.FINANCE, Rhythm.YEARLY], [date(2026, 2, 24), date(2026, 3, 16), date(2026, 4, 15)]),
    ([Rhythm.YEARLY], []),
    ([Rhythm.MAJOR], []),
    ([Rhythm.STANDING], []),
]


@pytest.mark.parametrize(("rhythms", "days"), DUE)
def test_turns_are_due_so_many_days_after_their_end(rhythms: list[Rhythm], days: list[date]) -> None:
    read = parse(term(rhythms, USUAL) or "").rules

    turns = period_occasions(read, date(2026, 1, 1), date(2026, 4, 30), CALENDAR)

    assert sorted(turn.due_on for turn in turns) == days


def test_the_year_is_due_in_the_next_one() -> None:
    read = parse(term([Rhythm.YEARLY], USUAL) or "").rules

    found = list(period_occasions(read, date(2025, 1, 1), date(2026, 12, 31), CALENDAR))

    assert [(turn.first, turn.last, turn.due_on) for turn in found] == [
        (date(2025, 1, 1), date(2025, 12, 31), date(2026, 1, 30))
    ]


@pytest.mark.parametrize(
    "event", [Event.OCCURRED, Event.FORMED_OR_CHANGED, Event.DECIDED, Event.CONTRACT_SIGNED]
)
@pytest.mark.parametrize("rhythms", [[Rhythm.MAJOR], [Rhythm.GENERAL, Rhythm.MAJOR]])
def test_what_happened_is_due_within_so_many_days(event: Event, rhythms: list[Rhythm]) -> None:
    read = parse(term(rhythms, USUAL) or "").rules

    found = event_occasions(read, event, date(2026, 3, 9), "1", CALENDAR, 10)

    assert [occasion.due_on for occasion in found] == [date(2026, 3, 16)]  # the 14th is a Saturday


def test_the_board_has_its_own_days() -> None:
    (shown,) = (
        rule for rule in parse(term([Rhythm.GENERAL], USUAL) or "").rules if rule.kind == RuleKind.MIN_POSTING
    )

    assert shown.due(date(2026, 3, 2), CALENDAR) == Due(date(2026, 3, 12), provisional=False)
    assert not answers(shown, Event.FORMED_OR_CHANGED)
    assert "公示栏" not in (term([Rhythm.GENERAL], Cadence(*list(vars(USUAL).values())[:-1], 0)) or "")


_DAYS = st.integers(1, MOST_DAYS)


@given(
    cadence=st.builds(
        Cadence,
        st.sampled_from(Every),
        _DAYS,
        st.sampled_from(Every),
        _DAYS,
        _DAYS,
        _DAYS,
        st.integers(0, 365),
    ),
    rhythms=st.lists(st.sampled_from(sorted(set(Rhythm) - {Rhythm.OWN})), min_size=1, unique=True),
)
def test_whatever_is_set_is_read_back_as_it_was_set(cadence: Cadence, rhythms: list[Rhythm]) -> None:
    read = parse(term(rhythms, cadence) or "")

    assert read.unread == ""
    told = {
        (rule.unit.value if rule.unit else "", rule.day)
        for rule in read.rules
        if rule.kind == RuleKind.RECURRING
    }
    wanted = set()
    if Rhythm.FINANCE in rhythms:
        wanted.add((cadence.finance.value, cadence.finance_days))
    if Rhythm.GENERAL in rhythms:
        wanted.add((cadence.general.value, cadence.general_days))
    if Rhythm.YEARLY in rhythms:
        wanted.add(("year", cadence.yearly_days))
    assert told == wanted
    after = [rule.count for rule in read.rules if rule.kind == RuleKind.AFTER_EVENT]
    assert after == ([cadence.major_days] if Rhythm.MAJOR in rhythms else [])
    posted = [rule.count for rule in read.rules if rule.kind == RuleKind.MIN_POSTING]
    assert posted == ([cadence.board_days] if cadence.board_days and rhythms != [Rhythm.STANDING] else [])


@pytest.mark.parametrize(
    ("extra", "own", "expected"),
    [
        ({"rhythm": "own"}, "", "按目录"), ({"rhythm": "own"}, "每年更新", "每年更新"), ({}, "每年更新", "每年更新"),
        ({"rhythm": "own", "locked": "yes"}, "每年更新", "按目录"),
        ({"rhythm": "standing"}, "每年更新", "长期公开；变更后及时更新"),
    ],
)  # fmt: skip
def test_a_village_words_a_term_only_where_nothing_else_gives_it(extra, own, expected) -> None:
    assert term_of(extra, "按目录", own, USUAL) == expected


def test_every_printed_term_of_the_list_is_one_or_is_replaced_by_one_that_is_read() -> None:
    for row in ROWS:
        words = term_of(row, row["cadence"], "", USUAL)
        assert matters.rhythms(row) == [Rhythm.OWN] or parse(words).unread == "", row["key"]


# ---- presets -------------------------------------------------------------------------------------------------------
def test_presets_name_their_source_and_say_what_was_not_read() -> None:
    assert len(BY_KEY) == len(PRESETS)
    for preset in PRESETS:
        assert preset.source
        assert (Verified.NO.label in preset.label) is (preset.mark != Mark.READ)
        assert preset.figures


@pytest.mark.parametrize(
    ("key", "figures"),
    [
        ("shandong", {"finance_every": "month", "general_every": "quarter", "board_days": 5, "objection_days": 5}),
        ("zhejiang", {"finance_every": "month", "general_every": "quarter", "major_days": 5, "investigation_days": 20}),
        ("shanghai", {"finance_every": "month", "general_every": "quarter", "objection_days": 15}),
        ("national", {"finance_every": "quarter", "general_every": "quarter"}),
    ],
)  # fmt: skip
def test_figures_of_a_preset_are_those_of_its_articles(key, figures) -> None:
    assert BY_KEY[key].figures == figures


# ---- states --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("state", "act"), list(product(ListState, ListAct)))
def test_every_pair_is_either_in_the_table_or_refused(state: ListState, act: ListAct) -> None:
    if (state, act) in TABLE:
        assert next_state(state, act) == TABLE[state, act]
    else:
        with pytest.raises(StepRefused, match="份清单"):
            next_state(state, act)


def test_nothing_is_public_without_signatures_and_guidance() -> None:
    before = {
        to: {state for (state, _), found in TABLE.items() if found == to and state != to} for to in ListState
    }

    assert before[ListState.RELEASED] == {ListState.GUIDED}
    assert before[ListState.GUIDED] == {ListState.WITH_TOWNSHIP}
    assert before[ListState.WITH_TOWNSHIP] == {ListState.SIGNED}
    assert before[ListState.SIGNED] == {ListState.WITH_COMMITTEES}


# ---- differences ---------------------------------------------------------------------------------------------------
A = Said("甲", True, "", "", "每季度")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"a": A}, {"a": A}, []),
        ({}, {"a": A}, [Change("甲", "新增事项", "", "公开")]),
        ({"a": A}, {}, [Change("甲", "不再列入", "公开", "")]),
        (
            {"a": A}, {"a": Said("甲", False, "没有这类事", "", "每季度")},
            [Change("甲", "是否公开", "公开", "本村不涉及：没有这类事")],
        ),
        ({"a": A}, {"a": Said("甲", True, "", "另写", "每月")}, [Change("甲", "公开内容", "", "另写"), Change("甲", "公开时限", "每季度", "每月")]),
        ({"a": Said("甲", False, "没有", "", "每季度")}, {"a": Said("甲", False, "没有", "", "每月")}, []),
    ],
)  # fmt: skip
def test_what_changed_between_two_editions(before, after, told) -> None:
    assert changes(before, after) == told
