"""Due days of all printed terms against a second reckoning: day by day, without the calendar or the rules of the product."""

import csv
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from django.conf import settings

from catalog.law.timelimits import Event, Rule, RuleKind, Unit, parse
from catalog.law.workdays import WorkCalendar
from disclosure.law.duties import (
    STEPS,
    DutyRefused,
    DutyState,
    DutyVerb,
    Light,
    answers,
    covers,
    event_occasions,
    light,
    may_lie_ahead,
    next_duty_state,
    period_occasions,
)
from tests.disclosure.law.printed_terms import TERMS

DAY = timedelta(days=1)
PROMPT, GRACE, CASES = 20, 15, 10_000
GENERAL = {"formed_or_changed", "obtained"}
APART = {"none", "period_start", "hearing", "posted"}  # these are no information formed
READ = {printed: entry for entry, found in TERMS.items() for printed in found}


def printed_rows() -> list[str]:
    with (Path(settings.BASE_DIR) / "fixtures" / "catalog-26.csv").open(encoding="utf-8") as file:
        return [row["time_limit"] for row in csv.DictReader(file)]


# ---- the second reckoning ---------------------------------------------------------------------------------------
class Wall:
    """A calendar on the wall: for each arranged year its days off and make-up days; else weekends and fixed feasts."""

    def __init__(self, seed: str) -> None:
        rng = Random(seed)
        self.arranged = {2024, 2025, 2026, 2027, 2028} - {rng.choice((2025, 2026, 2027))}
        self.off: set[date] = set()
        self.on: set[date] = set()
        for year in sorted(self.arranged):
            for month in (1, 2, 5, 10):
                first = date(year, month, rng.randint(1, 12))
                block = [first + DAY * n for n in range(rng.randint(3, 8))]
                self.off.update(block)
                weekends = [d for n in range(1, 9) for d in (block[0] - DAY * n, block[-1] + DAY * n)]
                free = [d for d in weekends if d.weekday() >= 5 and d not in self.off and d.year == year]
                self.on.update(rng.sample(free, min(2, len(free))))
        self.on -= self.off
        for year in range(2023, 2032):
            if year not in self.arranged:
                self.off |= self._fixed(year)

    @staticmethod
    def _fixed(year: int) -> set[date]:
        feasts = [date(year, m, d) for m, d in ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))]
        off = set(feasts)
        for feast in feasts:
            if feast.weekday() in (5, 6):
                instead = feast + DAY
                while instead in off or instead.weekday() in (5, 6):
                    instead += DAY
                off.add(instead)
        return off

    def works(self, day: date) -> bool:
        return day in self.on or (day not in self.off and day.weekday() not in (5, 6))

    def sure(self, first: date, last: date) -> bool:
        day = first
        while day <= last:
            if day.year not in self.arranged:
                return False
            day += DAY
        return True

    def calendar(self) -> WorkCalendar:
        """The same days as the product's value."""
        rows = {d: False for d in self.off if d.year in self.arranged} | dict.fromkeys(self.on, True)
        return WorkCalendar(rows, frozenset(d for d, on in rows.items() if not on), frozenset(self.arranged))

    def rolled(self, day: date) -> date:
        while not self.works(day):
            day += DAY
        return day

    def walk(self, event: date, amount: str) -> tuple[date, bool]:
        """The due day and whether it is provisional."""
        if amount == "0":
            return event, False
        number, unit = int(amount[:-1]), amount[-1]
        step = DAY if number > 0 else -DAY
        day, left = event, abs(number) * (7 if unit == "k" else 1)
        while left:
            day += step
            if unit != "w" or self.works(day):
                left -= 1
        if number < 0:  # the last day early enough; only working days depend on an arrangement
            return day, unit == "w" and not self.sure(day, event)
        if unit == "d":
            day = self.rolled(day)
        return day, not self.sure(event + DAY, day)


def expected(printed: str, event: str, on: date, wall: Wall) -> dict[str, tuple[date, bool]]:
    """What the event makes owed, by part; of two terms for one part the earlier day."""
    found: dict[str, tuple[date, bool]] = {}
    for entry in filter(None, READ[printed].split("; ")):
        part, counted_from, amount = entry.split("|")
        if amount.startswith("every"):
            continue
        if counted_from != event and (counted_from not in GENERAL or event in APART):
            continue
        due = wall.walk(on, f"{PROMPT}w" if amount == "prompt" else amount)
        if part not in found or due < found[part]:
            found[part] = due
    return found


# ---- all rows ---------------------------------------------------------------------------------------------------
def test_every_printed_term_has_been_read():
    rows = printed_rows()

    assert len(rows) == 459
    assert set(rows) == set(READ)


def test_due_days_of_all_rows_agree_with_a_walk_from_day_to_day():
    rng = Random("ten thousand")
    rows = printed_rows()
    walls = [Wall(f"wall {n}") for n in range(20)]
    calendars = [wall.calendar() for wall in walls]
    rules = {printed: parse(printed).rules for printed in set(rows)}
    seen = owed = provisional = saturdays = 0
    for case in range(CASES):
        printed = rows[case % len(rows)]
        own = [entry.split("|")[1] for entry in READ[printed].split("; ") if entry]
        event = Event(rng.choice([*own, "formed_or_changed", rng.choice(list(Event)).value]))
        on = date(2024, 1, 1) + DAY * rng.randrange(6 * 365)
        n = rng.randrange(len(walls))
        found = event_occasions(rules[printed], event, on, "1", calendars[n], PROMPT)
        got = {o.part: (o.due_on, o.provisional) for o in found}
        assert got == expected(printed, event.value, on, walls[n]), (printed, event, on, n)
        seen += 1
        owed += len(got)
        provisional += sum(p for _, p in got.values())
        saturdays += sum(d.weekday() >= 5 and d in walls[n].on for d, _ in got.values())
    assert seen == CASES
    assert owed > CASES // 2
    assert provisional > 500  # unarranged years were among them
    assert saturdays > 20  # and last days that are make-up Saturdays


@pytest.mark.parametrize("printed", [p for p, e in READ.items() if "every" in e])
@pytest.mark.parametrize("seed", range(10))
def test_turns_of_recurring_rows_agree_with_a_walk(printed, seed):
    wall = Wall(f"turns {seed}")
    start, end = date(2024, 3, 1) + DAY * seed * 17, date(2029, 6, 30)
    expect = []
    if "every 20w" in READ[printed]:
        day = start
        while (due := wall.walk(day, "20w"))[0] <= end:
            expect.append((day + DAY, due[0], *due))
            day = due[0]
    else:
        for year in range(2024, 2030):
            for month in (1, 4, 7, 10):
                first = date(year, month, 1)
                last = date(year + month // 10, (month + 2) % 12 + 1, 1) - DAY
                due, unsure = wall.walk(last, f"{GRACE}d")
                if last >= start and due <= end:
                    expect.append((first, last, due, unsure))

    got = list(period_occasions(parse(printed).rules, start, end, wall.calendar(), GRACE))

    assert [(o.first, o.last, o.due_on, o.provisional) for o in got] == expect
    assert len({o.key for o in got}) == len(got) > 10
    assert all(a.last < b.first for a, b in pairwise(got))


def test_other_rows_ask_for_nothing_by_themselves():
    calendar = Wall("quiet").calendar()
    for printed, entry in READ.items():
        turns = list(period_occasions(parse(printed).rules, date(2024, 1, 1), date(2027, 1, 1), calendar))
        assert bool(turns) == ("every" in entry), printed


# ---- names of turns ---------------------------------------------------------------------------------------------
PLAIN = WorkCalendar({})


def test_two_fixed_days_of_one_year_are_two_turns_and_a_later_cadence_adds_none():
    rules = [
        Rule(RuleKind.FIXED_DATE, 1, Unit.YEAR, month=9, day=30),
        Rule(RuleKind.FIXED_DATE, 1, Unit.YEAR, month=3, day=31),
        Rule(RuleKind.RECURRING, 1, Unit.YEAR),
    ]

    found = list(period_occasions(rules, date(2026, 1, 1), date(2026, 12, 31), PLAIN))

    assert [o.due_on for o in found] == [date(2026, 3, 31), date(2026, 9, 30)]
    assert len({o.key for o in found}) == 2


def test_of_two_cadences_of_one_turn_the_earlier_day_counts():
    rules = [Rule(RuleKind.RECURRING, 1, Unit.MONTH), Rule(RuleKind.RECURRING, 1, Unit.MONTH, day=5)]

    found = list(period_occasions(rules, date(2026, 1, 1), date(2026, 3, 31), PLAIN))

    assert [o.due_on for o in found] == [date(2026, 2, 5), date(2026, 3, 5)]


def test_a_counted_turn_keeps_its_name_when_the_calendar_changes():
    rule = [Rule(RuleKind.RECURRING, 20, Unit.WORKDAY)]
    span = date(2026, 1, 1), date(2026, 12, 31)
    before = list(period_occasions(rule, *span, PLAIN))

    after = list(period_occasions(rule, *span, WorkCalendar({date(2026, 3, 4): False})))

    shared = min(len(before), len(after))
    assert [o.key for o in before[:shared]] == [o.key for o in after[:shared]]
    assert before[0] == after[0] or before[0].due_on == after[0].due_on
    assert before[5].due_on != after[5].due_on


def test_long_parts_fit_their_columns_and_stay_apart():
    long = "很长的适用内容" * 20
    rules = [
        Rule(RuleKind.AFTER_EVENT, n, Unit.WORKDAY, event=Event.DECIDED, part=f"{long}{n}") for n in (3, 5)
    ]

    found = event_occasions(rules, Event.DECIDED, date(2026, 3, 2), "123456789", PLAIN, PROMPT)

    assert len({o.key for o in found}) == 2
    assert all(len(o.key) <= 120 and len(o.part) <= 80 for o in found)


def test_what_must_be_announced_ahead_can_lie_ahead_and_is_covered_before_the_event():
    rules = parse("《听证通知书》在组织听证7个工作日前公开;其他听证内容依申请公开").rules
    (occasion,) = event_occasions(rules, Event.HEARING, date(2026, 3, 20), "1", PLAIN, PROMPT)

    assert may_lie_ahead(rules, Event.HEARING)
    assert not may_lie_ahead(rules, Event.DECIDED)
    assert occasion.due_on == date(2026, 3, 11)
    assert occasion.first < date(2026, 3, 5) < occasion.last == date(2026, 3, 20)


@pytest.mark.parametrize("event", [Event.NONE, Event.PERIOD_START])
def test_no_event_is_no_event(event):
    assert not any(answers(rule, event) for printed in READ for rule in parse(printed).rules)


# ---- what is evidence, which light ------------------------------------------------------------------------------
Q1 = {"first": date(2026, 1, 1), "last": date(2026, 3, 31), "due_on": date(2026, 4, 15), "periodic": True}


@pytest.mark.parametrize(
    ("formed", "published", "is_evidence"),
    [
        (date(2026, 2, 1), date(2026, 2, 3), True),
        (date(2026, 3, 31), date(2026, 6, 1), True),  # late, but of this turn
        (date(2026, 4, 2), date(2026, 4, 15), True),  # drawn up after the turn's end, in time
        (date(2026, 4, 2), date(2026, 4, 16), False),
        (date(2025, 12, 31), date(2026, 1, 1), True),
        (date(2025, 12, 31), date(2025, 12, 31), False),
    ],
)
def test_what_is_evidence_for_a_turn(formed, published, is_evidence):
    assert covers(**Q1, formed_on=formed, published_on=published) is is_evidence


def test_evidence_for_an_event_is_formed_on_its_day_or_later():
    event = {"first": date(2026, 3, 2), "last": date(2026, 3, 2), "due_on": None, "periodic": False}

    assert covers(**event, formed_on=date(2026, 3, 2), published_on=date(2026, 9, 1))
    assert not covers(**event, formed_on=date(2026, 3, 1), published_on=date(2026, 3, 3))


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        (date(2026, 3, 6), Light.GREEN),
        (date(2026, 3, 9), Light.YELLOW),
        (date(2026, 3, 11), Light.YELLOW),
        (date(2026, 3, 12), Light.ORANGE),
        (date(2026, 3, 16), Light.ORANGE),
        (date(2026, 3, 17), Light.RED),
    ],
)
def test_light_by_working_days_left(today, shown):
    assert light(date(2026, 3, 16), today, PLAIN) == shown
    assert light(None, today, PLAIN) == Light.NONE


# ---- states -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", DutyState)
@pytest.mark.parametrize("verb", DutyVerb)
def test_every_state_takes_a_verb_or_refuses_it_in_words(state, verb):
    reaches = {
        ("open", "publish"): "published",
        ("open", "confirm"): "nothing_new",
        ("open", "waive"): "waived",
        ("open", "drop"): "dropped",
        ("dropped", "revive"): "open",
        ("published", "revive"): "open",
    }
    if to := reaches.get((state.value, verb.value)):
        assert next_duty_state(state, verb) == to
    else:
        with pytest.raises(DutyRefused, match=state.label):
            next_duty_state(state, verb)
    assert len(STEPS) == len(reaches)
