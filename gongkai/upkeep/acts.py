"""Acts of upkeep over all apps: the catalog's own act first, then each app that reckons with what it changed."""

from datetime import date, datetime
from typing import Any

from catalog.actions import adoptions, calendar
from catalog.models import Adoption, User


def arrange_year(
    *, year: int, notice_no: str, issued_on: date, text: str, by: User, at: datetime
) -> calendar.Arranged:
    """Enter the State Council's arrangement of a year. What keeps due days is recomputed here, app by app (CAL-8).

    Raises: see `catalog.actions.calendar.arrange`.
    """
    return calendar.arrange(year=year, notice_no=notice_no, issued_on=issued_on, text=text, by=by, at=at)


def adopt(**values: Any) -> Adoption:
    """See `catalog.actions.adoptions.adopt`. Duties that hang on term or unit are renewed here once they exist."""
    return adoptions.adopt(**values)


def set_unit(**values: Any) -> int:
    """See `catalog.actions.adoptions.set_unit`."""
    return adoptions.set_unit(**values)


def not_involve(**values: Any) -> int:
    """See `catalog.actions.adoptions.not_involve`."""
    return adoptions.not_involve(**values)


def check(**values: Any) -> Adoption:
    """See `catalog.actions.adoptions.check`."""
    return adoptions.check(**values)
