"""信息处理费: number of items or pages → sum in yuan, band by band, and the last day to pay (FEE-1 … FEE-5).

Whether a fee is taken at all is the agency's decision (条例第四十二条); one application bears one tariff, never both
(收费办法第三条).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from catalog.law.vocabulary import Labelled
from catalog.law.workdays import Due, WorkCalendar

PAYMENT_DAYS = 20  # working days after the notice is received (FEE-5); not 30 days


class Tariff(Labelled):
    """What a fee is reckoned by; chosen for each application (FEE-1)."""

    ITEMS = "items", "按件计收", "件"
    PAGES = "pages", "按量计收", "页"

    unit: str

    def __new__(cls, value: str, label: str = "", unit: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.unit = unit
        return member


@dataclass(frozen=True, slots=True)
class Band:
    """The items or pages from `first` to `last` (None: all further ones) and the yuan each of them costs."""

    first: int
    last: int | None
    price: int
    basis: str


BANDS: dict[Tariff, tuple[Band, ...]] = {
    Tariff.ITEMS: (  # FEE-2; the last one is the first of the steps below
        Band(1, 10, 0, "收费办法第四条第（一）项"),
        Band(11, 30, 100, "收费办法第四条第（二）项"),
        Band(31, 40, 200, "收费办法第四条第（三）项"),
    ),
    Tariff.PAGES: (  # FEE-3
        Band(1, 30, 0, "收费办法第五条第（一）项"),
        Band(31, 100, 10, "收费办法第五条第（二）项"),
        Band(101, 200, 20, "收费办法第五条第（三）项"),
        Band(201, None, 40, "收费办法第五条第（四）项"),
    ),
}
STEP_WIDTH = 10  # items in each further band, 收费办法第四条第（三）项
STEP_RISE = 100  # yuan by which each of them is dearer than the one before, same place


@dataclass(frozen=True, slots=True)
class BandSum:
    """One line of the calculation printed in the fee notice (DOC-12): amount = count × price, in yuan."""

    text: str
    count: int
    price: int
    amount: int
    basis: str


def price(tariff: Tariff, number: int) -> int:
    """What the item or page with this running number costs, in yuan; the first is number 1.

    Raises:
        ValueError: number is not a whole number of at least 1.
    """
    if _whole(number) < 1:
        raise ValueError(f"the first is number 1, not {number}")
    return next(band.price for band in _bands(tariff) if band.last is None or number <= band.last)


def charge(tariff: Tariff, quantity: int, already: int = 0) -> int:
    """The fee of an application in yuan.

    quantity: its items (several matters count as the smallest reasonable units, FEE-2) or its pages (one side of A4
    or smaller, FEE-3).
    already: items of the same applicant earlier in the same calendar month (month_of); the charge is for the items
    already+1 … already+quantity. Pages of different applications are not added up, so with pages it is 0.

    Raises:
        ValueError: a number is negative or no whole number, or `already` is given with pages.
    """
    return sum(line.amount for line in breakdown(tariff, quantity, already))


def breakdown(tariff: Tariff, quantity: int, already: int = 0) -> tuple[BandSum, ...]:
    """The calculation behind charge(), free bands too; empty when there is nothing to charge for.

    Arguments and errors as charge().
    """
    if _whole(quantity) < 0 or _whole(already) < 0:
        raise ValueError(f"neither may be negative: {quantity}, {already}")
    if already and tariff == Tariff.PAGES:
        raise ValueError("pages of different applications are not added up (FEE-3)")
    return tuple(_sums(tariff, already + 1, already + quantity))


def month_of(received_on: date) -> tuple[date, date]:
    """First and last day of the calendar month in which an applicant's items are added up (FEE-2)."""
    first = received_on.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def payment_due(calendar: WorkCalendar, notice_received_on: date) -> Due:
    """The last day to pay; unpaid by its end, the application counts as given up (FEE-5, OUT-22)."""
    return calendar.add(notice_received_on, PAYMENT_DAYS)


def _sums(tariff: Tariff, first: int, last: int) -> Iterator[BandSum]:
    """The lines for the running numbers first … last."""
    for band in _bands(tariff):
        if band.first > last:
            return
        begin, end = max(first, band.first), last if band.last is None else min(last, band.last)
        if begin <= end:
            count = end - begin + 1
            yield BandSum(_text(band, tariff.unit), count, band.price, count * band.price, band.basis)
        if band.last is None:
            return


def _bands(tariff: Tariff) -> Iterator[Band]:
    """The tariff's bands in order; with items there is always a dearer one."""
    yield from BANDS[tariff]
    band = BANDS[tariff][-1]
    while band.last is not None:
        band = Band(band.last + 1, band.last + STEP_WIDTH, band.price + STEP_RISE, band.basis)
        yield band


def _text(band: Band, unit: str) -> str:
    """The band in the words of the 收费办法."""
    if band.last is None:
        return f"{band.first}{unit}以上的部分"
    if band.first == 1:
        return f"{band.last}{unit}以下（含{band.last}{unit}）"
    return f"{band.first}—{band.last}{unit}（含{band.last}{unit}）的部分"


def _whole(number: int) -> int:
    """The number itself; ValueError for anything but a whole number, True and 3.0 included."""
    if type(number) is not int:
        raise ValueError(f"not a whole number: {number!r}")
    return number
