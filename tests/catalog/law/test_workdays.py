"""The working-day calendar against the worked examples of 2026, the notice's text, and a day-by-day reckoning."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.law.workdays import (
    Arrangement,
    ArrangementError,
    Due,
    WorkCalendar,
    parse_arrangement,
    provisional_year,
)

NOTICE = """国务院办公厅关于2026年部分节假日安排的通知
国办发明电〔2025〕7号
各省、自治区、直辖市人民政府，国务院各部委、各直属机构：
经国务院批准，现将2026年元旦、春节、清明节、劳动节、端午节、中秋节和国庆节放假调休日期的具体安排通知如下。
一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
三、清明节：4月4日（周六）至6日（周一）放假，共3天。
四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
五、端午节：6月19日（周五）至21日（周日）放假，共3天。
六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
国务院办公厅
2025年11月4日
"""


def days(year: int, months: dict[int, list[int]]) -> set[date]:
    return {date(year, month, day) for month, numbers in months.items() for day in numbers}


RESTS = days(
    2026,
    {1: [1, 2], 2: [16, 17, 18, 19, 20, 23], 4: [6], 5: [1, 4, 5], 6: [19], 9: [25], 10: [1, 2, 5, 6, 7]},
)
WORKS = days(2026, {1: [4], 2: [14, 28], 5: [9], 9: [20], 10: [10]})
ARRANGEMENT = parse_arrangement(NOTICE, 2026)
CALENDAR = WorkCalendar(ARRANGEMENT.exceptions, ARRANGEMENT.holidays, frozenset({2026}))


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


# --- the notice -------------------------------------------------------------------------------------------------


def test_the_notice_of_2026_gives_the_table_of_the_rule_book():
    assert ARRANGEMENT.exceptions == dict.fromkeys(RESTS, False) | dict.fromkeys(WORKS, True)


def test_days_carry_the_name_of_their_holiday():
    assert {ARRANGEMENT.rest[day("02-15")], ARRANGEMENT.work[day("02-28")]} == {"春节"}
    assert ARRANGEMENT.work[day("09-20")] == "国庆节"
    assert len(ARRANGEMENT.rest) == 33


def test_the_year_has_248_working_days():
    assert CALENDAR.count(date(2025, 12, 31), date(2026, 12, 31)) == 248


@pytest.mark.parametrize(
    ("text", "year", "rest", "work"),
    [
        ("元旦：1月1日放假，与周末连休。", 2024, ["2023-12-30", "2023-12-31", "2024-01-01"], []),
        ("五、端午节：6月19日（周五）放假1天。", 2026, ["2026-06-19"], []),
        (
            "一、元旦:1月1日(星期四)至3日(星期六)放假调休,共3天。1月4日(星期天)上班。",
            2026,
            ["2026-01-01", "2026-01-02", "2026-01-03"],
            ["2026-01-04"],
        ),
        (
            "一、元旦：2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班。",
            2019,
            ["2018-12-30", "2018-12-31", "2019-01-01"],
            ["2018-12-29"],
        ),
        (
            "二、春节：2月10日至11日放假调休，共2天。鼓励安排职工在除夕（2月9日）休息。",
            2024,
            ["2024-02-10", "2024-02-11"],
            [],
        ),
        (
            "六、国庆节、中秋节：10月1日（周三）至3日（周五）放假，9月28日（周日）上班",
            2025,
            ["2025-10-01", "2025-10-02", "2025-10-03"],
            ["2025-09-28"],
        ),
        (
            "三、清明节：\n4月4日（周六）至 6日（周\n一）放假\n\n四、劳动节：5月1日放假\n5月9日上班",
            2026,
            ["2026-04-04", "2026-04-05", "2026-04-06", "2026-05-01"],
            ["2026-05-09"],
        ),
    ],
)
def test_other_wordings_are_read(text, year, rest, work):
    arrangement = parse_arrangement(text, year)

    assert [d.isoformat() for d in arrangement.rest] == rest
    assert [d.isoformat() for d in arrangement.work] == work


def test_two_holidays_in_one_line_keep_their_names():
    text = "一、元旦：1月1日（周四）放假。二、清明节：4月6日（周一）放假。"

    assert parse_arrangement(text, 2026) == Arrangement(
        2026, {day("01-01"): "元旦", day("04-06"): "清明节"}, {}
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "没有读出放假日期"),
        ("节假日期间，各地区要妥善安排好值班。", "没有读出放假日期"),
        ("元旦：1月1日（周五）放假。", "2026-01-01是周四，通知写的是周五：“1月1日（周五）放假”"),
        ("元旦：1月1日放假。1月5日上班。", "2026-01-05不是周末，不应列为调休上班：“1月5日上班”"),
        ("元旦：1月1日至4日放假。1月4日上班。", "2026-01-04既放假又上班：“1月4日上班”"),
        ("元旦：1月4日上班。1月1日至4日放假。", "2026-01-04既放假又上班：“1月1日至4日放假”"),
        ("元旦：1月1日至3日放假，共4天。", "写明共4天，按日期是3天：“1月1日至3日放假，共4天”"),
        ("元旦：1月1日放假。1月4日正常办公。", "看不出这些日子是放假还是上班：“1月4日正常办公”"),
        ("1月1日放假。", "看不出是哪个节日"),
        ("春节：2月29日至3月1日放假。", "没有2026年2月29日这一天"),
        ("元旦：12月30日至1月1日放假。", "起止日期颠倒"),
        ("元旦：15日放假。", "日期没有写月份：“15日放假”"),
        ("关于2025年部分节假日安排的通知\n元旦：1月1日放假。", "通知是2025年的，不是2026年的"),
    ],
)
def test_a_notice_that_contradicts_itself_is_refused_with_its_sentence(text, message):
    with pytest.raises(ArrangementError, match=message):
        parse_arrangement(text, 2026)


# --- worked examples of the rule book, section S ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "n", "due"),
    [
        pytest.param("09-30", 20, "11-03", id="S1 CLK-1"),
        pytest.param("09-30", 40, "12-01", id="S2 CLK-5"),
        pytest.param("09-24", 7, "10-12", id="S3 CLK-2"),
        pytest.param("10-15", 20, "11-12", id="S4 CLK-2"),
        pytest.param("10-03", 20, "11-03", id="S5 APP-7"),
        pytest.param("09-20", 20, "10-23", id="S6 CAL-1"),
        pytest.param("09-07", 20, "10-10", id="S7 a working Saturday"),
        pytest.param("09-07", 34, "10-29", id="S8 CLK-8"),
        pytest.param("09-07", 37, "11-03", id="S9 CLK-8"),
        pytest.param("09-07", 54, "11-26", id="S10 CLK-5"),
        pytest.param("09-15", 15, "10-12", id="S11 CLK-6"),
        pytest.param("02-12", 20, "03-18", id="S12 PRO-4"),
        pytest.param("01-26", 20, "02-28", id="S13 a working Saturday"),
        pytest.param("04-30", 3, "05-08", id="S14 PRO-4"),
        pytest.param("09-10", 20, "10-14", id="S15 FEE-5"),
        pytest.param("12-03", 20, "12-31", id="S18 CLK-1"),
        pytest.param("09-28", 7, "10-13", id="S20 NOT-1"),
        pytest.param("09-21", 15, "10-19", id="S21 NOT-c"),
        pytest.param("02-11", 7, "02-27", id="S22 CLK-2"),
    ],
)
def test_working_days_end_as_in_the_worked_examples(after, n, due):
    assert CALENDAR.add(day(after), n) == Due(day(due), provisional=False)


def test_s8_the_third_party_took_fourteen_working_days():
    assert CALENDAR.count(day("09-14"), day("10-09")) == 14


def test_s16_sixty_plain_days_move_off_the_holiday():
    assert CALENDAR.add_days(day("08-03"), 60) == Due(day("10-08"), provisional=False)


def test_s17_six_months_move_off_the_holiday():
    assert CALENDAR.add_months(day("04-01"), 6) == Due(day("10-08"), provisional=False)


def test_s19_a_window_into_a_year_without_notice_is_provisional():
    assert CALENDAR.add(day("12-10"), 20) == Due(date(2027, 1, 8), provisional=True)
    assert CALENDAR.count(day("12-10"), day("12-31")) == 15


def test_the_counted_days_can_be_shown():
    assert CALENDAR.days(day("09-24"), 7) == [
        day(d) for d in ("09-28", "09-29", "09-30", "10-08", "10-09", "10-10", "10-12")
    ]


# --- edges ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "months", "due"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),  # CAL-5: no 31st; a working Saturday
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_months_end_on_the_same_day_number_or_the_last(start, months, due):
    assert CALENDAR.add_months(start, months).on == due


def test_plain_days_that_roll_into_a_year_without_notice_are_provisional():
    assert CALENDAR.add_days(day("12-30"), 1) == Due(day("12-31"), provisional=False)
    assert CALENDAR.add_days(day("12-31"), 1) == Due(date(2027, 1, 4), provisional=True)


def test_only_the_days_counted_decide_whether_a_result_is_provisional():
    assert not CALENDAR.add(date(2025, 12, 31), 1).provisional
    assert CALENDAR.add(date(2025, 12, 30), 1).provisional


def test_a_window_over_several_years_is_provisional_if_one_is_unknown():
    calendar = WorkCalendar(
        {date(year, 1, 1): False for year in (2026, 2027, 2028)}, frozenset(), frozenset({2026, 2028})
    )

    assert calendar.add(date(2026, 12, 1), 300).provisional
    assert not calendar.add(date(2028, 1, 3), 200).provisional


@pytest.mark.parametrize("method", ["add", "back", "add_days", "add_months", "days"])
@pytest.mark.parametrize("n", [0, -1])
def test_a_period_has_at_least_one_day(method, n):
    with pytest.raises(ValueError, match="at least one day"):
        getattr(CALENDAR, method)(day("03-02"), n)


def test_nothing_is_counted_backwards():
    assert CALENDAR.count(day("03-02"), day("03-02")) == 0
    assert CALENDAR.count(day("03-02"), day("02-02")) == 0


def test_a_year_without_rows_rests_on_weekends_and_fixed_statutory_days():
    calendar = WorkCalendar({}, frozenset(), frozenset())

    off = [
        d
        for n in range(365)
        if not calendar.is_workday(d := date(2027, 1, 1) + timedelta(n)) and d.weekday() < 5
    ]

    assert [d.isoformat()[5:] for d in off] == [
        "01-01",
        "05-03",  # for 05-01, a Saturday
        "05-04",  # for 05-02, a Sunday
        "10-01",
        "10-04",  # for 10-02, a Saturday
        "10-05",  # for 10-03, a Sunday
    ]
    assert calendar.add(date(2027, 3, 1), 1) == Due(date(2027, 3, 2), provisional=True)


def test_a_year_marked_arranged_without_rows_stays_provisional():
    assert not WorkCalendar({}, frozenset(), frozenset({2027})).is_arranged(2027)


def test_holidays_rest_unless_an_exception_works():
    calendar = WorkCalendar({day("03-03"): True}, frozenset({day("03-03"), day("03-04")}), frozenset({2026}))

    assert [calendar.is_workday(day(d)) for d in ("03-02", "03-03", "03-04")] == [True, True, False]


def test_changing_the_rows_later_does_not_change_the_calendar():
    rows = {day("03-03"): False}
    calendar = WorkCalendar(rows)

    rows.clear()

    assert not calendar.is_workday(day("03-03"))


# --- a provisional year (CAL-8) ---------------------------------------------------------------------------------


def test_a_statutory_day_on_a_weekend_gives_the_next_working_day_off():
    statutory = {date(2027, 5, 1): "劳动节", date(2027, 5, 2): "劳动节", date(2027, 10, 1): "国庆节"}

    assert provisional_year(2027, statutory) == {
        date(2027, 5, 1): (False, "劳动节"),
        date(2027, 5, 2): (False, "劳动节"),
        date(2027, 5, 3): (False, "劳动节补休"),
        date(2027, 5, 4): (False, "劳动节补休"),
        date(2027, 10, 1): (False, "国庆节"),
    }


def test_a_day_in_lieu_never_falls_on_another_statutory_day():
    spring = {date(2027, 2, n): "春节" for n in (5, 6, 7, 8)}

    off = provisional_year(2027, spring)

    assert [d.day for d, (_, name) in off.items() if name == "春节补休"] == [9, 10]


def test_a_statutory_day_of_another_year_is_refused():
    with pytest.raises(ValueError, match="2026-01-01 is not a day of 2027"):
        provisional_year(2027, {date(2026, 1, 1): "元旦"})


# --- properties -------------------------------------------------------------------------------------------------

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
CALENDARS = st.builds(
    WorkCalendar,
    exceptions=st.dictionaries(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.booleans(), max_size=60),
    holidays=st.frozensets(st.dates(date(2025, 1, 1), date(2027, 12, 31)), max_size=20),
    arranged=st.frozensets(st.integers(2024, 2029)),
)
COUNTS = st.integers(1, 300)


@given(CALENDARS, DAYS, COUNTS)
def test_add_is_what_a_finger_on_the_calendar_finds(calendar, start, n):
    on, left, seen = start, n, set()
    while left:
        on += timedelta(days=1)
        seen.add(on.year)
        left -= calendar.is_workday(on)

    assert calendar.add(start, n) == Due(on, provisional=not all(calendar.is_arranged(y) for y in seen))


@given(CALENDARS, DAYS)
def test_a_day_works_as_its_row_says_and_else_as_its_weekday(calendar, d):
    if any(row.year == d.year for row in (*calendar.exceptions, *calendar.holidays)):
        expected = calendar.exceptions.get(d, d.weekday() < 5 and d not in calendar.holidays)
        assert calendar.is_workday(d) is expected


@given(CALENDARS, DAYS, COUNTS)
def test_count_undoes_add(calendar, start, n):
    due = calendar.add(start, n).on

    assert calendar.count(start, due) == n
    assert calendar.days(start, n)[-1] == due
    assert len(calendar.days(start, n)) == n


@given(CALENDARS, DAYS, COUNTS)
def test_a_working_day_period_never_ends_on_a_rest_day(calendar, start, n):
    assert calendar.is_workday(calendar.add(start, n).on)
    assert calendar.is_workday(calendar.back(start, n).on)


@given(CALENDARS, DAYS, COUNTS)
def test_back_undoes_add_from_a_working_day(calendar, start, n):
    start = calendar.roll(start)

    assert calendar.back(calendar.add(start, n).on, n).on == start


@given(CALENDARS, DAYS, COUNTS, st.integers(0, 30))
def test_later_starts_and_longer_periods_never_end_earlier(calendar, start, n, more):
    due = calendar.add(start, n).on

    assert calendar.add(start + timedelta(days=more), n).on >= due
    assert calendar.add(start, n + 1).on > due


@given(CALENDARS, DAYS, COUNTS)
def test_plain_days_end_on_the_first_working_day_from_their_last(calendar, start, n):
    last = start + timedelta(days=n)

    on = calendar.add_days(start, n).on

    assert on == calendar.roll(last)
    assert not any(calendar.is_workday(last + timedelta(days=k)) for k in range((on - last).days))
