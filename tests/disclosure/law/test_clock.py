"""The clock of an application: the worked examples of the rule book, what is too late, and a day-by-day simulation."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.law.workdays import WorkCalendar
from disclosure.law.clock import (
    REPLY_DAYS,
    ClockEvent,
    Fault,
    Interval,
    Stop,
    Tick,
    correction_notice_due,
    due_day,
    left,
    light,
    merged,
    opinion_due,
    read,
)
from disclosure.law.duties import Light
from tests.factories.days import CALENDAR, day

DAY = timedelta(days=1)
LATER = date(2026, 12, 31)


def received(text: str) -> ClockEvent:
    return ClockEvent(Tick.RECEIVED, day(text))


def asked(text: str, key: str = "a") -> ClockEvent:
    return ClockEvent(Tick.CONSULTED, day(text), key, until=opinion_due(day(text), CALENDAR).on)


def answered(text: str, key: str = "a") -> ClockEvent:
    return ClockEvent(Tick.OPINION, day(text), key)


EXTENDED = ClockEvent(Tick.EXTENDED, day("09-09"), days=20)
NO_7 = [received("09-07")]
NO_8 = [*NO_7, asked("09-14"), answered("10-09")]


@pytest.mark.parametrize(
    ("example", "events", "due"),
    [
        ("S-1", [received("09-30")], "11-03"),
        ("S-2", [received("09-30"), ClockEvent(Tick.EXTENDED, day("10-20"), days=20)], "12-01"),
        (
            "S-4",
            [
                received("09-24"),
                ClockEvent(Tick.CORRECTION_ASKED, day("10-12"), until=day("11-03")),
                ClockEvent(Tick.CORRECTED, day("10-15")),
            ],
            "11-12",
        ),
        ("S-5", [received("10-03")], "11-03"),
        ("S-6", [received("09-20")], "10-23"),
        ("S-7", NO_7, "10-10"),
        ("S-8", NO_8, "10-29"),
        (
            "S-9",
            [*NO_7, asked("09-14"), asked("09-21", "b"), answered("10-09"), answered("10-13", "b")],
            "11-03",
        ),
        ("S-10", [*NO_7, EXTENDED, *NO_8[1:]], "11-26"),
        ("S-13", [received("01-26")], "02-28"),
        ("S-18", [received("12-03")], "12-31"),
    ],
)
def test_worked_example(example, events, due):
    reading = read(events, CALENDAR, LATER)

    assert reading.due is not None
    assert (reading.due.on, reading.due.provisional) == (day(due), False), example
    assert reading.faults == ()


def test_s_3_and_s_22_the_correction_notice_is_due_after_seven_working_days():
    assert correction_notice_due(day("09-24"), CALENDAR).on == day("10-12")
    assert correction_notice_due(day("02-11"), CALENDAR).on == day("02-27")


def test_s_11_a_third_party_has_fifteen_working_days_from_its_receipt():
    assert opinion_due(day("09-15"), CALENDAR).on == day("10-12")


def test_s_19_a_term_that_enters_a_year_without_notice_is_provisional():
    reading = read([received("12-10")], CALENDAR, day("12-10"))

    assert reading.due is not None
    assert (reading.due.on, reading.due.provisional) == (date(2027, 1, 8), True)
    assert next(line.on for line in reading.lines(CALENDAR) if line.provisional) == date(2027, 1, 1)


def test_the_count_of_s_1_is_shown_day_by_day():
    lines = read([received("09-30")], CALENDAR, LATER).lines(CALENDAR)

    assert lines[0].on == day("10-01")  # the day of receipt is not counted (CAL-2)
    assert (lines[-1].on, lines[-1].number) == (day("11-03"), 20)
    assert [line.on for line in lines if line.number] == [
        day(text)
        for text in [
            "10-08",
            "10-09",
            "10-10",
            "10-12",
            "10-13",
            "10-14",
            "10-15",
            "10-16",
            "10-19",
            "10-20",
            "10-21",
            "10-22",
            "10-23",
            "10-26",
            "10-27",
            "10-28",
            "10-29",
            "10-30",
            "11-02",
            "11-03",
        ]
    ]
    why = {line.on: line.why for line in lines}
    assert (why[day("10-01")], why[day("10-03")], why[day("10-10")]) == ("放假", "周末", "调休上班")


def test_the_count_of_s_9_names_what_is_left_out_once():
    reading = read(
        [*NO_7, asked("09-14"), asked("09-21", "b"), answered("10-09"), answered("10-13", "b")],
        CALENDAR,
        LATER,
    )

    assert reading.excluded == (Interval(day("09-14"), day("10-13")),)
    lines = reading.lines(CALENDAR)
    assert sum(line.why.startswith("征求意见") for line in lines) == 17
    assert [line.number for line in lines if line.number] == list(range(1, 21))


def test_clk_2_nothing_runs_while_the_applicant_corrects():
    reading = read(
        [received("09-24"), ClockEvent(Tick.CORRECTION_ASKED, day("10-12"), until=day("11-03"))],
        CALENDAR,
        day("10-20"),
    )

    assert (reading.due, reading.stopped, reading.waits_until) == (None, Stop.CORRECTION, day("11-03"))
    assert reading.lines(CALENDAR) == []


def test_clk_4_a_late_correction_notice_changes_nothing_but_is_marked():
    events = [
        received("09-24"),
        ClockEvent(Tick.CORRECTION_ASKED, day("10-13"), until=day("11-03")),
        ClockEvent(Tick.CORRECTED, day("10-15")),
    ]

    reading = read(events, CALENDAR, LATER)

    assert reading.faults == (Fault.CORRECTION_LATE,)
    assert (reading.due, reading.stopped) == (read([received("09-24")], CALENDAR, LATER).due, None)


@pytest.mark.parametrize(
    ("late", "fault"),
    [
        (ClockEvent(Tick.EXTENDED, day("10-12"), days=20), Fault.EXTENSION_LATE),
        (ClockEvent(Tick.CONSULTED, day("10-12"), "a", until=day("11-03")), Fault.CONSULTATION_LATE),
        (ClockEvent(Tick.FEE_NOTICED, day("10-12"), until=day("11-10")), Fault.FEE_NOTICE_LATE),
    ],
)
def test_what_comes_after_the_last_day_has_no_effect(late, fault):
    reading = read([*NO_7, late], CALENDAR, LATER)

    assert reading.faults == (fault,)
    assert reading.due == read(NO_7, CALENDAR, LATER).due


def test_clk_5_an_extension_is_granted_once():
    reading = read([*NO_7, EXTENDED, ClockEvent(Tick.EXTENDED, day("10-09"), days=5)], CALENDAR, LATER)

    assert (reading.days, reading.faults) == (40, (Fault.EXTENSION_LATE,))


@pytest.mark.parametrize("days", [0, -1, 21])
def test_clk_5_an_extension_has_one_to_twenty_days(days):
    with pytest.raises(ValueError, match="extension"):
        read([*NO_7, ClockEvent(Tick.EXTENDED, day("09-09"), days=days)], CALENDAR, LATER)


def test_clk_8_a_letter_still_out_is_taken_to_take_until_its_last_day():
    reading = read([*NO_7, asked("09-14")], CALENDAR, day("09-20"))

    assert (reading.stopped, reading.waits_until) == (Stop.OPINION, day("10-10"))
    assert reading.due is not None
    assert reading.due.on == day("10-30")


def test_clk_8_a_letter_received_later_has_its_days_from_then():
    events = [*NO_7, asked("09-14"), ClockEvent(Tick.LETTER_RECEIVED, day("09-15"), "a")]

    assert read(events, CALENDAR, day("09-20")).waits_until == opinion_due(day("09-15"), CALENDAR).on


def test_clk_8_an_opinion_after_its_last_day_takes_no_more_days():
    late = read([*NO_7, asked("09-14"), answered("10-26")], CALENDAR, LATER)

    assert late.due == read([*NO_7, asked("09-14"), answered("10-10")], CALENDAR, LATER).due
    assert late.due == read([*NO_7, asked("09-14")], CALENDAR, LATER).due


def test_clk_8_a_letter_sent_on_the_last_day_leaves_time_until_the_opinion_is_in():
    reading = read([*NO_7, asked("10-10"), answered("10-17")], CALENDAR, LATER)  # 10-17 is a Saturday

    assert reading.due is not None
    assert reading.due.on == day("10-19")


def test_clk_11_payment_begins_the_term_anew():
    noticed = ClockEvent(Tick.FEE_NOTICED, day("09-10"), until=day("10-14"))

    waiting = read([*NO_7, noticed], CALENDAR, day("09-20"))
    paid = read([*NO_7, noticed, ClockEvent(Tick.PAID, day("09-30"))], CALENDAR, LATER)

    assert (waiting.due, waiting.stopped, waiting.waits_until) == (None, Stop.PAYMENT, day("10-14"))
    assert paid.due is not None
    assert (paid.receipt_on, paid.first_receipt_on, paid.due.on) == (day("09-30"), day("09-07"), day("11-03"))


def test_clk_10_a_later_day_set_by_the_agency_holds():
    later = ClockEvent(Tick.DEFERRED, day("10-09"), until=day("12-15"))
    earlier = ClockEvent(Tick.DEFERRED, day("10-09"), until=day("09-15"))

    assert read([*NO_7, later], CALENDAR, LATER).due.on == day("12-15")  # type: ignore[union-attr]
    assert read([*NO_7, earlier], CALENDAR, LATER).due.on == day("10-10")  # type: ignore[union-attr]


def test_app_9_a_corrected_date_of_receipt_counts_from_the_true_day():
    reading = read([received("09-10"), received("09-07")], CALENDAR, LATER)

    assert (reading.first_receipt_on, reading.due) == (day("09-07"), read(NO_7, CALENDAR, LATER).due)


def test_the_count_begins_with_a_receipt():
    for events in ([], [EXTENDED]):
        with pytest.raises(ValueError, match="receipt"):
            read(events, CALENDAR, LATER)


@pytest.mark.parametrize(
    ("today", "days", "colour"),
    [
        ("09-30", 3, Light.YELLOW), ("09-24", 6, Light.GREEN), ("09-28", 5, Light.YELLOW), ("10-08", 2, Light.ORANGE),
        ("10-10", 0, Light.ORANGE), ("10-11", 0, Light.RED), ("10-12", -1, Light.RED),
    ],
)  # fmt: skip
def test_clk_12_traffic_light(today, days, colour):
    assert left(day("10-10"), day(today), CALENDAR) == days
    assert light(day("10-10"), day(today), CALENDAR) == colour


# Against a simulation that goes day by day and knows nothing of intervals being merged or subtracted.

offsets = st.integers(0, 90)
letters = st.lists(st.tuples(offsets, st.integers(0, 30)), max_size=5)
starts = st.dates(date(2026, 1, 1), date(2026, 11, 30))


def simulated(receipt: date, need: int, sent: list[tuple[date, date]], calendar: WorkCalendar) -> date:
    counted, current = 0, receipt
    while True:
        current += DAY
        if any(after < current <= through for after, through in sent):
            # The last day may have passed before this letter went out: then the case is over already.
            assert counted <= need
        elif calendar.is_workday(current):
            counted += 1
        if counted == need and calendar.is_workday(current):
            # It ends here, unless it lies in a letter's time or one goes out on this very day.
            if not any(after <= current < through or after < current <= through for after, through in sent):
                return current
            holding = [through for after, through in sent if after <= current <= through]
            current = max(holding) - DAY
            while any(after <= current + DAY < through for after, through in sent):
                current = max(through for after, through in sent if after <= current + DAY < through) - DAY
            current += DAY
            while not calendar.is_workday(current):
                current += DAY
            return current


@settings(max_examples=10_000, deadline=None)
@given(starts, st.integers(0, 20), letters)
def test_the_due_day_equals_a_day_by_day_simulation(receipt, extension, sent):
    spans = [(receipt + a * DAY, receipt + (a + length) * DAY) for a, length in sent]

    due = due_day(receipt, REPLY_DAYS + extension, [Interval(*span) for span in spans], CALENDAR)

    assert due.on == simulated(receipt, REPLY_DAYS + extension, spans, CALENDAR)
    assert CALENDAR.is_workday(due.on)
    assert due.provisional == (due.on.year > 2026)


@given(starts, st.integers(0, 19), letters)
def test_more_extension_never_brings_the_day_nearer(receipt, extension, sent):
    spans = [Interval(receipt + a * DAY, receipt + (a + length) * DAY) for a, length in sent]

    assert (
        due_day(receipt, REPLY_DAYS + extension, spans, CALENDAR).on
        <= due_day(receipt, REPLY_DAYS + extension + 1, spans, CALENDAR).on
    )


@given(starts, letters, st.tuples(offsets, st.integers(0, 30)))
def test_one_more_letter_never_brings_the_day_nearer(receipt, sent, more):
    spans = [Interval(receipt + a * DAY, receipt + (a + length) * DAY) for a, length in sent]
    extra = Interval(receipt + more[0] * DAY, receipt + sum(more) * DAY)

    assert due_day(receipt, 20, spans, CALENDAR).on <= due_day(receipt, 20, [*spans, extra], CALENDAR).on


@given(starts, letters)
def test_merging_changes_no_day(receipt, sent):
    spans = [Interval(receipt + a * DAY, receipt + (a + length) * DAY) for a, length in sent]

    together = merged(spans)

    inside = [receipt + n * DAY for n in range(130)]
    assert [any(i.after < d <= i.through for i in spans) for d in inside] == [
        any(i.after < d <= i.through for i in together) for d in inside
    ]
    assert all(a.through < b.after for a, b in itertools.pairwise(together))


@given(starts, letters)
def test_the_lines_count_up_to_the_due_day(receipt, sent):
    events = [ClockEvent(Tick.RECEIVED, receipt)]
    for n, (a, length) in enumerate(sent):
        events.append(
            ClockEvent(Tick.CONSULTED, receipt + a * DAY, str(n), until=receipt + (a + length) * DAY)
        )
    reading = read(
        sorted(events, key=lambda e: (e.on, e.tick != Tick.RECEIVED)), CALENDAR, date(2027, 12, 31)
    )

    lines = reading.lines(CALENDAR)

    assert reading.due is not None
    assert lines[-1].on == reading.due.on
    assert [line.on for line in lines] == [receipt + n * DAY for n in range(1, len(lines) + 1)]
    numbers = [line.number for line in lines if line.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == 20
