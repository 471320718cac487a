"""Every figure of the grid against a second computation, and against the list behind it."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.queries.outline import outline
from disclosure.models import Duty
from tests.factories import catalog
from tests.factories.accounts import AT, Villages
from tests.factories.village_duties import KINDS, Lists, tally
from villages.law.grid import MEASURES, OWED, By, CellState, span_of
from villages.law.matters import KeyContent, key_contents
from villages.queries import grid
from villages.queries.grid import Cell, Row

TODAY = date(2026, 4, 7)
YEARS = (2025, 2026)


@pytest.fixture
def lists(db) -> Lists:
    with time_machine.travel(AT, tick=False):
        return Lists(Villages())


DUTIES = st.lists(
    st.tuples(
        st.sampled_from(KINDS), st.integers(-470, 300), st.booleans(), st.integers(0, 3), st.sampled_from([0] * 9 + [1])
    ),
    max_size=40,
)  # fmt: skip
fuzzed = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def kept(lists: Lists, told: list[tuple]) -> list[Duty]:
    """Duties spread over two years, one of ten without a day; some lie on the edges of months and years."""
    return lists.keep(
        *(
            lists.duty(
                kind,
                None if undated else TODAY + timedelta(days=ahead),
                unit=lists.place.other if other else lists.place.unit,
                item=item,
            )
            for kind, ahead, other, item, undated in told
        )
    )


def numbers(cell: Cell) -> dict[str, int]:
    return {figure.measure.key: figure.count for figure in cell.figures}


def cells(row: Row) -> list[Cell]:
    return [*row.cells, row.whole]


def agrees(row: Row, duties: list[Duty]) -> None:
    """Each figure of a row is as reckoned by hand from these duties."""
    for cell in cells(row):
        assert numbers(cell) == tally(duties, cell.span.first, cell.span.last, TODAY), (row.name, cell.span)
    assert row.undated.count == sum(duty.state == "open" and duty.due_on is None for duty in duties)


@fuzzed
@given(DUTIES, st.sampled_from(YEARS), st.sampled_from(By))
def test_villages_are_as_reckoned_by_hand(lists: Lists, told: list[tuple], year: int, by: By) -> None:
    duties = kept(lists, told)
    units = [lists.place.unit, lists.place.other]

    rows = grid.by_village(units, year, by, TODAY)

    assert [row.name for row in rows] == ["上坪村", "竹园村"]
    for unit, row in zip(units, rows, strict=True):
        agrees(row, [duty for duty in duties if duty.unit_id == unit.pk])


@fuzzed
@given(DUTIES, st.sampled_from(YEARS), st.sampled_from(By))
def test_items_and_contents_are_as_reckoned_by_hand(
    lists: Lists, told: list[tuple], year: int, by: By
) -> None:
    unit, town = lists.place.unit, lists.place.town
    mine = [duty for duty in kept(lists, told) if duty.unit_id == unit.pk]
    belongs = {item.pk: set(key_contents(item.extra)) for item in lists.items}

    groups, whole = grid.by_item(unit, year, by, TODAY, outline(town, 0))
    ((_, contents),), same = grid.by_content(unit, year, by, TODAY, grid.items_by_content(town))

    agrees(whole, mine)
    assert same == whole
    rows = {row.name: row for _, found in groups for row in found}
    for item in lists.items:
        owed = [duty for duty in mine if duty.node_id == item.pk]
        if item.name in rows:
            agrees(rows[item.name], owed)
        else:
            assert not tally(owed, date(year, 1, 1), date(year, 12, 31), TODAY)
    assert [row.name for row in contents] == [content.label for content in KeyContent]
    for content, row in zip(KeyContent, contents, strict=True):
        agrees(row, [duty for duty in mine if content.value in belongs[duty.node_id]])


def behind(lists: Lists, unit_pk: int, address: str) -> list[Duty]:
    """The duties an address of a figure leads to, read as the page reads it."""
    parts = urlsplit(address)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    key = parts.path.rstrip("/").rpartition("/")[2]
    nodes = None
    if "key" in asked:
        nodes = grid.items_by_content(lists.place.town)[KeyContent(asked["key"])]
    elif "item" in asked:
        nodes = [int(asked["item"])]
    if key == "undated":
        return list(grid.undated([unit_pk], nodes))
    span = span_of(key)
    assert span is not None
    return list(grid.records(unit_pk, span, MEASURES[asked.get("as", "owed")], TODAY, nodes))


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DUTIES, st.sampled_from(YEARS), st.sampled_from(By))
def test_every_figure_is_the_number_of_its_records(
    lists: Lists, told: list[tuple], year: int, by: By
) -> None:
    kept(lists, told)
    unit, town = lists.place.unit, lists.place.town
    items = grid.items_by_content(town)
    rows = [
        *grid.by_village([unit], year, by, TODAY),
        *grid.by_village([unit], year, by, TODAY, items[KeyContent.RELIEF], "key=relief"),
        *(row for _, found in grid.by_item(unit, year, by, TODAY, outline(town, 0))[0] for row in found),
        *(row for _, found in grid.by_content(unit, year, by, TODAY, items)[0] for row in found),
    ]

    for row in rows:
        figures = [figure for cell in cells(row) for figure in cell.figures]
        for figure in (*figures, *([row.undated] if row.undated.count else [])):
            found = behind(lists, unit.pk, figure.address)
            assert len({duty.pk for duty in found}) == len(found) == figure.count, figure.address
            assert {duty.unit_id for duty in found} == {unit.pk}


def test_the_parts_of_a_list_are_those_of_its_cell(lists: Lists) -> None:
    march = date(2026, 3, 15)
    lists.keep(
        *(lists.duty(kind, march, item=n % 4) for n, kind in enumerate(KINDS)),
        lists.duty("open", date(2026, 4, 1)),
        lists.duty("published", march, unit=lists.place.other),
    )
    span = span_of("2026-03")
    assert span is not None

    parts = grid.parts(lists.place.unit.pk, span, TODAY)

    assert {part.key: number for part, number in parts} == {
        "owed": 6, "published": 1, "published-late": 1, "nothing-new": 1, "nothing-new-late": 1, "pending": 0, "overdue": 1,
        "waived": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("due", "key"),
    [(date(2026, 4, 7), "pending"), (date(2026, 4, 6), "overdue"), (date(2026, 4, 8), "pending")],
)
def test_what_is_due_today_is_not_late(lists: Lists, due: date, key: str) -> None:
    lists.keep(lists.duty("open", due))

    (row,) = grid.by_village([lists.place.unit], 2026, By.MONTH, TODAY)

    assert numbers(row.cells[3]) == {"owed": 1, key: 1}


def test_an_item_stands_under_its_category_and_without_duties_too(lists: Lists) -> None:
    place = lists.place
    for item in lists.items:
        catalog.adoption(place.unit, item, unit=place.unit)
    lists.keep(lists.duty("open", date(2026, 4, 20), item=1))

    groups, _ = grid.by_item(place.unit, 2026, By.QUARTER, TODAY, outline(place.town, 0))

    assert [(name, [row.name for row in rows]) for name, rows in groups] == [
        ("财务三资类", ["各项收入(逐项逐笔)"]),
        ("社会救助保障类", ["农村最低生活保障对象", "高龄津贴、居家养老", "红白理事会"]),
    ]
    assert [row.whole.state for _, rows in groups for row in rows] == [
        CellState.NONE, CellState.PENDING, CellState.NONE, CellState.NONE,
    ]  # fmt: skip


def test_an_item_may_belong_to_several_contents_or_none(lists: Lists) -> None:
    found = grid.items_by_content(lists.place.town)

    first, second, third, _ = (item.pk for item in lists.items)
    assert found == {
        KeyContent.ACCOUNTS: [first], KeyContent.RELIEF: [second, third], KeyContent.ELDERLY: [third],
    }  # fmt: skip


@pytest.mark.parametrize("number", [1, 30])
def test_a_page_of_villages_takes_two_queries(lists: Lists, number: int, django_assert_num_queries) -> None:
    units = [lists.place.unit, *(catalog.village(lists.place.town, f"第{n}村") for n in range(number - 1))]
    kept(lists, [("open", n, False, n % 4, 0) for n in range(number)])

    with django_assert_num_queries(2):
        rows = grid.by_village(units, 2026, By.MONTH, TODAY)

    assert len(rows) == number


def test_no_name_of_a_figure_ranks_or_blames() -> None:
    words = "".join(f"{measure.label}{measure.definition}" for measure in MEASURES.values())

    assert not re.search("排名|得分|率|最差|落后|不力|问责", words)
    assert OWED.label == "应公开"
