"""How long a month's sheet hangs, and months as the board names them."""

from datetime import date

import pytest

from catalog.law.workdays import WorkCalendar
from villages.law.wall import BOARD_DAYS, board_days, hangs_until, month_after, month_label

# 2026-05-01 to 05-05 off (national arrangement), 2026-05-09 a working Saturday.
CALENDAR = WorkCalendar(
    {date(2026, 5, 1): False, date(2026, 5, 4): False, date(2026, 5, 5): False, date(2026, 5, 9): True},
    holidays=frozenset(date(2026, 5, n) for n in range(1, 6)),
)


@pytest.mark.parametrize(("number", "days"), [(None, BOARD_DAYS), (0, BOARD_DAYS), (10, 10), (1, 1)])
def test_the_townships_figure_counts_where_it_has_one(number, days):
    assert board_days(number) == days


@pytest.mark.parametrize(
    ("posted_on", "days", "last"),
    [
        (date(2026, 4, 8), 7, date(2026, 4, 15)), (date(2026, 4, 8), 1, date(2026, 4, 9)), (date(2026, 12, 28), 7, date(2027, 1, 4)),
        (date(2026, 4, 24), 7, date(2026, 5, 6)),  # the last day falls into the holidays and moves behind them (CAL-4)
    ],
)  # fmt: skip
def test_the_day_of_posting_is_not_counted(posted_on, days, last):
    assert hangs_until(posted_on, days, CALENDAR) == last


@pytest.mark.parametrize(
    ("month", "after", "label"),
    [
        (date(2026, 1, 1), date(2026, 2, 1), "2026年1月"), (date(2024, 2, 1), date(2024, 3, 1), "2024年2月"),
        (date(2026, 12, 1), date(2027, 1, 1), "2026年12月"),
    ],
)  # fmt: skip
def test_months_follow_one_another(month, after, label):
    assert (month_after(month), month_label(month)) == (after, label)
