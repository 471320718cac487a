"""Figures of the annual report over real rows: the same as the law's own count, and as the lists behind them."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Township, User
from disclosure.law.intake import ApplicantKind, CaseKind
from disclosure.law.lifecycle import Verb, WithdrawReason
from disclosure.law.report import (
    APPLICANTS,
    COMPUTED,
    ENTERED,
    CaseFact,
    Column,
    Measure,
    RemedyKind,
    RemedyResult,
    Row,
    Subject,
    cell_of,
    is_total,
    key_of,
    remedy_fact,
    subject_cells,
    tally,
)
from disclosure.law.report import tally_remedies as law_remedies
from disclosure.law.steps import FINISHED, Step
from disclosure.models import Application, Publication, PublicationEvent, Remedy
from disclosure.queries import report_cells
from disclosure.queries.report_cells import behind, keys_behind, parts_of
from tests.factories import catalog as make
from tests.factories import disclosure as write
from tests.factories import reporting

pytestmark = pytest.mark.django_db

YEARS = (2024, 2025, 2026, 2027)
SEEDS = (1, 2)
ALL_CELLS = [
    *subject_cells(),
    *product(Row, Column),
    *product(RemedyKind, RemedyResult),
]


@pytest.fixture
def town() -> Township:
    return make.township()


@pytest.fixture
def by(town: Township) -> User:
    return make.user()


def facts(township: Township) -> list[CaseFact]:
    """The law's facts, case by case, in the plainest way."""
    found = []
    for one in Application.objects.filter(
        township=township, kind=CaseKind.REQUEST, first_receipt_on__isnull=False
    ):
        ended = one.answered_on or (one.closed_on if one.state in FINISHED else None)
        column = Column.PERSON if one.applicant_kind == ApplicantKind.CITIZEN else Column(one.org_kind)
        row = Row(one.row) if one.row and ended else None
        found.append(CaseFact(one.pk, column, one.first_receipt_on, ended if row else None, row))
    return found  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", YEARS)
def test_table_three_and_what_is_behind_it_are_what_the_law_counts(
    town: Township, seed: int, year: int
) -> None:
    reporting.scene(town, seed)

    counted = report_cells.tally_applications(town, year)

    law = tally(facts(town), year)
    assert counted == law.counts
    kept = keys_behind(town, year)
    for cell in product(Row, Column):
        assert set(behind(town, year, cell).values_list("pk", flat=True)) == set(law.keys[cell])
        parts = [pk for part in parts_of(cell) for pk in kept.get(key_of(part), [])]
        assert sorted(parts) == sorted(law.keys[cell])


@pytest.mark.parametrize("seed", SEEDS)
def test_ann_6_the_identities_hold_over_any_cases_and_from_year_to_year(town: Township, seed: int) -> None:
    reporting.scene(town, seed)
    before = None

    for year in YEARS:
        table = report_cells.tally_applications(town, year)
        for column in Column:
            came = table[Row.NEW, column] + table[Row.CARRIED_IN, column]
            assert came == table[Row.TOTAL, column] + table[Row.CARRIED_OUT, column]
            if before is not None:
                assert table[Row.CARRIED_IN, column] == before[Row.CARRIED_OUT, column]
        for row in Row:
            assert table[row, Column.TOTAL] == sum(table[row, column] for column in APPLICANTS)
        before = table


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("year", YEARS)
def test_table_four_and_what_is_behind_it_are_what_the_law_counts(
    town: Township, by: User, seed: int, year: int
) -> None:
    reporting.challenged(reporting.scene(town, seed), by, seed)

    counted = report_cells.tally_remedies(town, year)

    found = []
    for one in Remedy.objects.all():
        over = one.result != RemedyResult.PENDING
        fact = remedy_fact(
            key=one.pk, kind=RemedyKind(one.kind), filed_on=one.filed_on, year=year,
            concluded_on=one.result_on if over else None, result=RemedyResult(one.result) if over else None,
        )  # fmt: skip
        found += [fact] if fact else []
    law = law_remedies(found, year)
    assert counted == law.counts
    kept = keys_behind(town, year)
    for cell in product(RemedyKind, RemedyResult):
        assert set(behind(town, year, cell).values_list("pk", flat=True)) == set(law.keys[cell])
        parts = [pk for part in parts_of(cell) for pk in kept.get(key_of(part), [])]
        assert sorted(parts) == sorted(law.keys[cell])


def test_ann_7_a_case_received_in_december_and_answered_in_january_stands_in_both_years(
    town: Township,
) -> None:
    reporting.case(town, 1, received_on=date(2025, 12, 31), row=Row.GRANTED, ended_on=date(2026, 1, 1)).save()

    first, second = (report_cells.tally_applications(town, year) for year in (2025, 2026))

    assert {row for row in Row if first[row, Column.PERSON]} == {Row.NEW, Row.CARRIED_OUT}
    assert {row for row in Row if second[row, Column.PERSON]} == {Row.CARRIED_IN, Row.GRANTED, Row.TOTAL}


def test_a_withdrawn_request_that_was_never_confirmed_is_in_no_table(town: Township) -> None:
    reporting.case(
        town, 1, received_on=None, row=Row.OTHER, ended_on=date(2026, 3, 5), state=Step.CLOSED
    ).save()

    assert sum(report_cells.tally_applications(town, 2026).values()) == 0


def test_nothing_of_another_township_is_counted_or_listed(town: Township, by: User) -> None:
    other = make.township("shiqiao", "石桥镇")
    reporting.challenged(reporting.scene(other, 1), by, 1)

    counted = {**report_cells.tally_applications(town, 2026), **report_cells.tally_remedies(town, 2026)}

    assert sum(report_cells.tally_applications(other, 2026).values())
    assert set(counted.values()) == {0}
    assert keys_behind(town, 2026) == {}
    assert not any(behind(town, 2026, cell).exists() for cell in product(Row, Column))


def test_the_figures_cost_the_same_whatever_the_number_of_cases(town: Township, by: User) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            report_cells.tally_applications(town, 2026)
            report_cells.tally_remedies(town, 2026)
            report_cells.tally_documents(town, 2026)
            keys_behind(town, 2026)
        return len(seen)

    empty = cost()
    reporting.challenged(reporting.scene(town, 1), by, 1)

    assert cost() == empty == 5


# ---- table two ----------------------------------------------------------------------------------------------------
def policy(
    town: Township, by: User, formed: date, *, changed: datetime | None = None, **fields: object
) -> Publication:
    node = make.item(make.group(make.domain()))
    values = {"kind": "policy", "validity": "valid", "formed_on": formed}
    made = write.published(
        town, reporting.unit_of(town), node, by, datetime(2026, 6, 1, tzinfo=UTC), **values
    )
    if changed:
        PublicationEvent.objects.create(publication=made, verb=Verb.VALIDITY, by=by, at=changed)
    for name, value in fields.items():
        setattr(made, name, value)
    made.save()
    return made  # fmt: skip


def test_ann_3_documents_made_repealed_and_in_force_at_the_years_end(town: Township, by: User) -> None:
    turn = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    policy(town, by, date(2020, 5, 1))
    policy(town, by, date(2026, 5, 1), validity="amended")
    policy(town, by, date(2026, 12, 31), validity="repealed", changed=turn)  # the first instant of 2027
    policy(
        town, by, date(2019, 1, 1), validity="repealed", changed=datetime(2026, 12, 31, 15, 59, tzinfo=UTC)
    )
    policy(town, by, date(2018, 1, 1), validity="expired", changed=datetime(2025, 3, 1, tzinfo=UTC))
    policy(town, by, date(2017, 1, 1), validity="repealed")  # carried over as repealed long since
    policy(town, by, date(2027, 1, 1))
    policy(
        town, by, date(2026, 2, 1), state="withdrawn", withdrawn_at=datetime(2026, 8, 1, tzinfo=UTC),
        withdraw_reason=WithdrawReason.ERROR,
    )  # fmt: skip
    policy(make.township("shiqiao", "石桥镇"), by, date(2026, 5, 1))

    found = report_cells.tally_documents(town, 2026)

    assert [found[Subject.NORMATIVE, measure] for measure in (Measure.MADE, Measure.REPEALED, Measure.IN_FORCE)] == [3, 1, 3]  # fmt: skip
    for measure in (Measure.MADE, Measure.REPEALED, Measure.IN_FORCE):
        assert behind(town, 2026, (Subject.NORMATIVE, measure)).count() == found[Subject.NORMATIVE, measure]
        assert (
            found[Subject.REGULATION, measure]
            == behind(town, 2026, (Subject.REGULATION, measure)).count()
            == 0
        )


# ---- names of cells -------------------------------------------------------------------------------------------------
def test_every_cell_has_a_name_of_its_own_and_is_found_by_it() -> None:
    names = [key_of(cell) for cell in ALL_CELLS]

    assert len(set(names)) == len(names) == 10 + 175 + 15
    assert [cell_of(name) for name in names] == ALL_CELLS
    assert len(set(ALL_CELLS)) == len(ALL_CELLS)  # words of different tables never meet as one key
    assert {*COMPUTED, *ENTERED} == set(subject_cells())
    assert sum(map(is_total, ALL_CELLS)) == (7 + 25 - 1) + 3


@pytest.mark.parametrize(
    "name", ["none", "three", "three.new", "five.new.person", "three.new.nobody", "two.licence.made"]
)
def test_a_name_of_no_cell_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        cell_of(name)
