"""All pieces of the story in a fixed order; larger demonstrations tell it again with other figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from catalog.law.workdays import WorkCalendar
from disclosure.law.lifecycle import State
from gongkai.demo.story import Piece, World
from gongkai.demo.texts import (
    building,
    columns,
    farming,
    finance,
    flaws,
    guides,
    meetings,
    people,
    safety,
    villages,
    welfare,
)

# Told in odd years only: two years shall have about as many items as a township of that size has.
ODD_YEARS = {"c-20-9-1", "c-20-10-1", "d13-016", "d14-009", "d22-006", "d24-014"}
MODULES = (columns, meetings, guides, finance, farming, welfare, people, safety, building, villages)


def started_on(until: date) -> date:
    """Two years earlier."""
    try:
        return until.replace(year=until.year - 2)
    except ValueError:  # 29 February
        return until.replace(year=until.year - 2, day=28)


def tell(*, until: date, calendar: WorkCalendar, scale: int = 1, seed: str = "wanghe") -> list[Piece]:
    """The story as pieces.

    Args:
        until: the last day; the first lies two years before.
        scale: how often the story is told; every telling after the first moves days a little and has no files.
    """
    world = World(until, started_on(until), Random(f"{seed}|{until}"), calendar)
    pieces = [piece for module in MODULES for piece in module.pieces(world) if _told(piece)]
    pieces += flaws.pieces(world)
    for number in range(1, scale):
        pieces += _again(world, number)
    return pieces


def _told(piece: Piece) -> bool:
    return piece.item not in ODD_YEARS or piece.on.year % 2 == 1


def _again(world: World, number: int) -> Iterator[Piece]:
    for module in MODULES:
        for piece in module.pieces(world):
            if piece.state == State.PUBLISHED and not piece.carried:
                on = piece.on + timedelta(days=world.n(-13, 13))
                yield replace(
                    piece, title=f"{piece.title}（续{number}）", on=on, files=(), days=0, again=True
                )
