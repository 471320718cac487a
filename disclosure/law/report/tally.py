"""From cases to the figures of tables three and four, with the cases behind every cell (ANN-6, ANN-7, REM-7)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeAlias, TypeVar

from disclosure.law.report.tables import (
    CONCLUDED,
    RESULTS,
    Column,
    RemedyKind,
    RemedyResult,
    Row,
)

Key: TypeAlias = int | str
R = TypeVar("R", Row, RemedyKind)
C = TypeVar("C", Column, RemedyResult)


@dataclass(frozen=True, slots=True)
class CaseFact:
    """What the report needs of one application.

    column: the kind of applicant, not TOTAL.
    received_on: the original day of receipt; a correction does not move a case to another year (ANN-7).
    answered_on, row: the day it was answered or closed otherwise (CLK-13) and its one result row (OUT-R6); both None
    while it is open.

    Raises:
        ValueError: one of answered_on and row without the other, an answer before receipt, a row that is no result,
        the column TOTAL.
    """

    key: Key
    column: Column
    received_on: date
    answered_on: date | None = None
    row: Row | None = None

    def __post_init__(self) -> None:
        if self.column == Column.TOTAL:
            raise ValueError(f"{self.key}: TOTAL is no kind of applicant")
        if (self.answered_on is None) != (self.row is None):
            raise ValueError(f"{self.key}: an answered case has both a day and a row, an open one neither")
        if self.row is not None and self.row not in RESULTS:
            raise ValueError(f"{self.key}: {self.row.name} is no result of a case")
        if self.answered_on is not None and self.answered_on < self.received_on:
            raise ValueError(f"{self.key}: answered before it was received")


@dataclass(frozen=True, slots=True)
class RemedyFact:
    """One 复议 or 诉讼 case as table four of one year shows it; ValueError for the result TOTAL.

    A case that is pending on 31 December and decided the year after is a fact of both years (remedy_fact).
    """

    key: Key
    kind: RemedyKind
    result: RemedyResult
    year: int

    def __post_init__(self) -> None:
        if self.result == RemedyResult.TOTAL:
            raise ValueError(f"{self.key}: TOTAL is no result of a case")


@dataclass(frozen=True, slots=True)
class Tally(Generic[R, C]):
    """A table's figures of one year: the keys behind each cell, every cell of the table present, printed order."""

    year: int
    keys: Mapping[tuple[R, C], tuple[Key, ...]]

    @property
    def counts(self) -> dict[tuple[R, C], int]:
        """The figure of each cell: the number of its keys."""
        return {cell: len(keys) for cell, keys in self.keys.items()}


def tally(cases: Iterable[CaseFact], year: int) -> Tally[Row, Column]:
    """Table three of the year; cases it does not concern are passed over, so all cases may be given.

    Raises:
        ValueError: two facts have the same key; an application counts once (OUT-R6).
    """
    found: dict[tuple[Row, Column], list[Key]] = defaultdict(list)
    seen: set[Key] = set()
    for case in cases:
        _once(case.key, seen)
        for row in case_rows(case, year):
            found[row, case.column].append(case.key)
            found[row, Column.TOTAL].append(case.key)
    return Tally(year, {(row, column): tuple(found[row, column]) for row in Row for column in Column})


def tally_remedies(facts: Iterable[RemedyFact], year: int) -> Tally[RemedyKind, RemedyResult]:
    """Table four of the year; facts of other years are passed over.

    Raises:
        ValueError: two facts of the year have the same key.
    """
    found: dict[tuple[RemedyKind, RemedyResult], list[Key]] = defaultdict(list)
    seen: set[Key] = set()
    for fact in facts:
        if fact.year == year:
            _once(fact.key, seen)
            found[fact.kind, fact.result].append(fact.key)
            found[fact.kind, RemedyResult.TOTAL].append(fact.key)
    cells = ((kind, result) for kind in RemedyKind for result in RemedyResult)
    return Tally(year, {cell: tuple(found[cell]) for cell in cells})


def remedy_fact(
    *,
    key: Key,
    kind: RemedyKind,
    filed_on: date,
    concluded_on: date | None,
    result: RemedyResult | None,
    year: int,
) -> RemedyFact | None:
    """How a 复议 or 诉讼 case stands in table four of the year; None where it is not in it.

    D, by analogy with ANN-7: with its result in the year it was concluded, 尚未审结 in every year at whose end it is
    open. result: what it was concluded with, None while open.

    Raises:
        ValueError: a day without a result or a result without a day, PENDING or TOTAL as a result, an end before
        the beginning.
    """
    if (concluded_on is None) != (result is None) or (result is not None and result not in CONCLUDED):
        raise ValueError(f"{key}: a concluded case has a day and a result, an open one neither")
    if concluded_on is not None and concluded_on < filed_on:
        raise ValueError(f"{key}: concluded before it was filed")
    if filed_on.year > year:
        return None
    if result is None or concluded_on is None or concluded_on.year > year:
        return RemedyFact(key, kind, RemedyResult.PENDING, year)
    return RemedyFact(key, kind, result, year) if concluded_on.year == year else None


def case_rows(case: CaseFact, year: int) -> Iterable[Row]:
    """The rows of the year's table a case stands in (ANN-7): where it came from, and where it went; none if in no row."""
    ended = None if case.answered_on is None else case.answered_on.year
    if case.received_on.year > year or (ended is not None and ended < year):
        return
    yield Row.NEW if case.received_on.year == year else Row.CARRIED_IN
    if case.row is not None and ended == year:
        yield case.row
        yield Row.TOTAL
    else:
        yield Row.CARRIED_OUT


def _once(key: Key, seen: set[Key]) -> None:
    if key in seen:
        raise ValueError(f"{key} is given twice")
    seen.add(key)
