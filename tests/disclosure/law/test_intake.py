"""Which day an application counts as received, channel by channel, and how names are shown."""

from datetime import date

import pytest

from disclosure.law.intake import (
    ApplicantKind,
    Intake,
    confirm_by,
    masked_name,
    receipt_day,
    retention_until,
    vague_words,
)
from tests.factories.days import CALENDAR, day

ARRIVED, CONFIRMED = day("09-29"), day("10-03")


@pytest.mark.parametrize(
    ("intake", "expected"),
    [
        (Intake.COUNTER, ARRIVED),
        (Intake.ORAL, ARRIVED),
        (Intake.POST_SIGNED, ARRIVED),
        (Intake.COUNTY, ARRIVED),
        (Intake.POST_PLAIN, CONFIRMED),
        (Intake.ONLINE, CONFIRMED),
        (Intake.FAX, CONFIRMED),
        (Intake.EMAIL, CONFIRMED),
    ],
)
def test_app_7_day_of_receipt(intake, expected):
    assert receipt_day(intake, arrived_on=ARRIVED, confirmed_on=CONFIRMED) == expected
    unconfirmed = receipt_day(intake, arrived_on=ARRIVED, confirmed_on=None)
    assert unconfirmed == (ARRIVED if expected == ARRIVED else None)


def test_it_is_not_confirmed_before_it_arrived():
    with pytest.raises(ValueError, match="confirmed_on"):
        receipt_day(Intake.ONLINE, arrived_on=CONFIRMED, confirmed_on=ARRIVED)


def test_app_9_confirmation_is_due_by_the_end_of_the_next_working_day():
    assert confirm_by(day("09-30"), CALENDAR) == day("10-08")


@pytest.mark.parametrize(
    ("name", "kind", "shown"),
    [
        ("张三", ApplicantKind.CITIZEN, "张*"),
        ("李小明", ApplicantKind.CITIZEN, "李**"),
        ("欧阳小明", ApplicantKind.CITIZEN, "欧阳**"),
        ("欧阳", ApplicantKind.CITIZEN, "欧*"),
        ("张", ApplicantKind.CITIZEN, "张*"),
        ("云溪县青禾合作社", ApplicantKind.ORGANISATION, "云溪县青禾合作社"),
    ],
)
def test_pii_6_names_in_lists(name, kind, shown):
    assert masked_name(name, kind) == shown


def test_app_4_words_without_limit_are_pointed_out():
    assert vague_words("2025年所有征地材料等") == ["等", "所有"]
    assert vague_words("2025年望禾镇低保资金收支表") == []


def test_pii_1_kept_so_many_years():
    assert retention_until(day("03-09"), 10) == date(2036, 3, 10)
    assert retention_until(date(2024, 2, 29), 10) == date(2034, 3, 1)
