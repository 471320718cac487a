"""Places and devices: of a unit, of a township, and what a device opens."""

from catalog.law.places import PlaceKind
from catalog.law.vocabulary import UnitKind
from catalog.models import Place, Township
from catalog.models.places import PlaceQuerySet

_ORDER = list(PlaceKind)  # as people look for them: where one is helped first, devices last


def of_unit(unit_pk: int) -> list[Place]:
    """What stands at a unit and is in use, by kind. 1 query."""
    return _sorted(Place.objects.in_use().filter(unit=unit_pk))


def of_township(township: Township) -> list[Place]:
    """All that is in use in a township, the township's own first, then unit by unit. 1 query."""
    rows = Place.objects.in_use().filter(township=township).select_related("unit").order_by("unit__lft")
    found: dict[int, list[Place]] = {}
    for place in rows:
        found.setdefault(place.unit_id, []).append(place)
    return [place for places in found.values() for place in _sorted(places)]


def boards_of(unit_pk: int) -> PlaceQuerySet:
    """The notice boards of a unit, by name."""
    return Place.objects.in_use().filter(unit=unit_pk, kind=PlaceKind.BOARD).order_by("name", "pk")


def kiosk(code: str, township: Township) -> Place | None:
    """The kiosk in use with this device number. 1 query."""
    rows = Place.objects.in_use().filter(township=township, kind=PlaceKind.KIOSK, code=code)
    return rows.select_related("unit").first()


def home_of(place: Place) -> str:
    """The public address a device opens, without township prefix: the page of the village at which it stands, of any
    other unit below the township its own, else the front page.

    place: with its unit.
    """
    unit = place.unit
    if unit.parent_id is None or not unit.is_active:
        return "/"
    return f"/villages/{unit.pk}/" if unit.kind == UnitKind.VILLAGE else unit.path


def _sorted(places: "PlaceQuerySet | list[Place]") -> list[Place]:
    return sorted(places, key=lambda place: (_ORDER.index(PlaceKind(place.kind)), place.name, place.pk))
