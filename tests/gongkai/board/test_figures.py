"""Every figure against a second computation, and against the list behind it."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Adoption
from disclosure.law.duties import Light
from disclosure.models import Duty
from gongkai.board.figures import VILLAGES, Board, board
from gongkai.board.periods import SPANS, Period, month_of, months_until, quarter_of
from tests.factories import catalog as make
from tests.gongkai.board.duties import Town, absences, fill, tally, town

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 9)
QUARTER = quarter_of(TODAY)
PERIODS = [QUARTER, Period(date(2025, 2, 3), date(2026, 4, 30)), Period(date(2020, 1, 1), date(2020, 1, 31))]


@pytest.fixture
def place() -> Town:
    return town()


@pytest.fixture
def duties(place: Town) -> list[Duty]:
    other = town("石桥镇", "shiqiao")  # whose duties must not be counted
    fill(other, TODAY, 50, seed=3)
    absences(other)
    return fill(place, TODAY)


def cells(found: Board) -> dict[tuple[str, str], dict[str, int]]:
    return {
        (row.domain.name, cell.column.key if cell.column else ""): {
            figure.key: figure.count for figure in cell.figures
        }
        for row in found.rows
        for cell in row.cells
        if cell.figures
    }


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_timeliness_is_as_reckoned_by_hand(place: Town, duties: list[Duty], period: Period) -> None:
    expected = tally(duties, period.first, period.last, TODAY)

    found = board(place.township, None, period, TODAY)

    assert {figure.key: figure.count for figure in found.timeliness} == {
        figure.key: expected[figure.key] for figure in found.timeliness
    }
    decided = expected["in_time"] + expected["late"]
    assert found.share == (None if decided < 5 else expected["in_time"] * 100 // decided)


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_map_is_as_reckoned_by_hand(place: Town, duties: list[Duty], period: Period) -> None:
    absences(place)
    villages = {unit.pk for unit in place.villages}
    expected: dict[tuple[str, str], dict[str, int]] = {}
    for domain in place.domains:
        columns = {str(unit.pk): {unit.pk} for unit in place.offices} | {VILLAGES: villages, "": None}
        for key, units in columns.items():
            here = [d for d in duties if d.domain_id == domain.pk and (units is None or d.unit_id in units)]
            numbers = tally(here, period.first, period.last, TODAY)
            shown = ("published", "nothing_new", "pending", "overdue", "waived")
            expected[domain.name, key] = {key: numbers[key] for key in shown if numbers[key]}
    root = str(place.township.unit_id)
    for name, key in (("教育", str(place.offices[0].pk)), ("养老", root), ("财政", VILLAGES)):
        for column in (key, ""):
            expected.setdefault((f"望禾镇{name}", column), {})["not_involved"] = 1

    found = board(place.township, None, period, TODAY)

    assert cells(found) == {key: numbers for key, numbers in expected.items() if numbers}


def test_months_are_as_reckoned_by_hand(place: Town, duties: list[Duty]) -> None:
    found = board(place.township, None, QUARTER, TODAY)

    assert [month.month.first for month in found.months] == [
        *(date(2025, month, 1) for month in range(4, 13)),
        *(date(2026, month, 1) for month in range(1, 4)),
    ]
    for month in found.months:
        numbers = tally(duties, month.month.first, month.month.last, TODAY)
        assert (month.due.count, month.in_time.count, month.late.count) == (
            numbers["due"],
            numbers["in_time"],
            numbers["late"],
        )


def test_what_falls_due_is_as_reckoned_by_hand(place: Town, duties: list[Duty]) -> None:
    """Monday 9 March 2026; a year without rows in the calendar works Monday to Friday."""

    def lamp(duty: Duty) -> str:
        ahead = sum(
            (TODAY + timedelta(days=n)).weekday() < 5 for n in range(1, (duty.due_on - TODAY).days + 1)
        )
        if duty.due_on < TODAY:
            return Light.RED
        return Light.ORANGE if ahead <= 2 else Light.YELLOW if ahead <= 5 else Light.GREEN

    expected: dict[str, Counter[str]] = {}
    for duty in duties:
        if duty.state == "open" and duty.due_on and duty.due_on <= TODAY + timedelta(days=30):
            key = VILLAGES if duty.unit in place.villages else str(duty.unit_id)
            expected.setdefault(key, Counter())[lamp(duty)] += 1

    found = board(place.township, None, QUARTER, TODAY)

    colours = (Light.RED, Light.ORANGE, Light.YELLOW, Light.GREEN)
    assert {row.column.key: [figure.count for figure in row.figures] for row in found.soon} == {
        key: [*(numbers[colour] for colour in colours), numbers.total() - numbers[Light.RED]]
        for key, numbers in expected.items()
    }
    whole = sum(expected.values(), Counter())
    undated = sum(duty.state == "open" and duty.due_on is None for duty in duties)
    assert [figure.count for figure in found.standing] == [
        whole[Light.RED],
        whole.total() - whole[Light.RED],
        undated,
    ]


@pytest.mark.parametrize("period", PERIODS, ids=str)
@pytest.mark.parametrize("part", [False, True], ids=["township", "one office"])
def test_every_figure_is_the_number_of_its_records(
    place: Town, duties: list[Duty], period: Period, part: bool
) -> None:
    absences(place)
    seen = frozenset([place.offices[0].pk]) if part else None

    figures = list(board(place.township, seen, period, TODAY).figures())

    assert len(figures) > 40
    for figure in figures:
        records = list(figure.records)
        assert len(records) == figure.count, figure.address
        assert len({record.pk for record in records}) == figure.count
        for record in records:
            assert record.township_id == place.township.pk
            owner = record.owner if isinstance(record, Adoption) else record.unit_id
            assert seen is None or owner in seen


def test_a_unit_sees_only_its_own_columns(place: Town, duties: list[Duty]) -> None:
    found = board(place.township, frozenset([place.offices[1].pk]), QUARTER, TODAY)

    own = [duty for duty in duties if duty.unit_id == place.offices[1].pk]
    assert [column.key for column in found.columns] == [str(place.offices[1].pk)]
    assert found.timeliness[0].count == tally(own, QUARTER.first, QUARTER.last, TODAY)["due"]


def test_four_decided_duties_give_no_percentage(place: Town) -> None:
    duties = fill(place, TODAY, 300)
    chosen = [d for d in duties if d.state == "published" and d.due_on and d.discharged_on <= d.due_on]
    Duty.objects.exclude(pk__in=[duty.pk for duty in chosen[:4]]).delete()
    period = Period(date(2020, 1, 1), date(2030, 1, 1))

    assert board(place.township, None, period, TODAY).share is None
    fill_one = chosen[4]
    Duty.objects.bulk_create([fill_one])
    assert board(place.township, None, period, TODAY).share == 100


@pytest.mark.parametrize("number", [10, 300])
def test_queries_do_not_grow_with_the_data(place: Town, number: int) -> None:
    absences(place)
    fill(place, TODAY, number)
    for at in range(number // 50):
        make.unit(place.township, f"增设{at}")

    with CaptureQueriesContext(connection) as asked:
        board(place.township, None, QUARTER, TODAY)

    assert len(asked) == 10


def test_periods() -> None:
    day = date(2026, 1, 31)

    assert {key: of(day) for key, (_, of) in SPANS.items()} == {
        "quarter": Period(date(2026, 1, 1), date(2026, 3, 31)),
        "month": Period(date(2026, 1, 1), date(2026, 1, 31)),
        "year": Period(date(2026, 1, 1), date(2026, 12, 31)),
        "last_month": Period(date(2025, 12, 1), date(2025, 12, 31)),
        "last_quarter": Period(date(2025, 10, 1), date(2025, 12, 31)),
        "last_year": Period(date(2025, 1, 1), date(2025, 12, 31)),
    }
    assert (
        months_until(date(2024, 2, 29))[-1]
        == month_of(date(2024, 2, 1))
        == Period(date(2024, 2, 1), date(2024, 2, 29))
    )
