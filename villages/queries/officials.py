"""People in post of a village, as its public page and the clerk's page show them."""

from collections.abc import Iterable
from datetime import date

from catalog.models import Unit
from catalog.queries.outline import UnitOutline
from villages.law.officials import Body, body_label
from villages.models import Official

ByBody = list[tuple[str, list[Official]]]


def in_post(unit: Unit | UnitOutline, on: date) -> ByBody:
    """Who is in post on a day, body by body with what it is called here. 1 query."""
    return _by_body(unit, Official.objects.filter(unit=unit.pk).in_post(on))


def all_of(unit: Unit, on: date) -> tuple[ByBody, list[Official]]:
    """Who is in post or will be, by body; and who has left, the last first. 1 query."""
    every = list(Official.objects.filter(unit=unit.pk))
    gone = [each for each in every if each.until is not None and each.until <= on]
    gone.sort(key=lambda each: (each.until or on, each.pk), reverse=True)
    return _by_body(unit, [each for each in every if each not in gone]), gone


def supervisors(unit_pk: int, on: date) -> list[Official]:
    """The supervision committee in post on a day, its head first (VIL-4). 1 query."""
    rows = Official.objects.filter(unit=unit_pk, body=Body.SUPERVISION).in_post(on)
    return list(rows.order_by("order", "pk"))


def _by_body(unit: Unit | UnitOutline, rows: Iterable[Official]) -> ByBody:
    found: dict[str, list[Official]] = {}
    for row in sorted(rows, key=lambda row: (row.order, row.pk)):
        found.setdefault(row.body, []).append(row)
    return [(body_label(body, unit.name), found[body]) for body in Body if body in found]
