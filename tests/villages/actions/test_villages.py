"""Records of villages beside their units."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from tests.factories import catalog as make
from villages.actions import villages
from villages.models import Village

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def boss(town):
    return make.user_with(Role.ADMIN, town)


def test_figures_are_kept_and_others_stay(town, boss):
    unit = make.village(town)
    villages.keep(unit_pk=unit.pk, township=town, households=320, by=boss, at=AT)

    villages.keep(unit_pk=unit.pk, township=town, residents=1100, by=boss, at=AT)

    made = Village.objects.get()
    assert (made.unit, made.households, made.residents) == (unit, 320, 1100)


def test_missing_records_are_made_once(town, boss):
    pks = [make.village(town).pk, make.village(town, "下坪村").pk]

    assert villages.keep_all(unit_pks=pks, township=town, by=boss, at=AT) == 2
    assert villages.keep_all(unit_pks=pks, township=town, by=boss, at=AT) == 0


def test_an_office_or_a_foreign_village_is_no_village_here(town, boss):
    office = make.unit(town, "财政所")
    foreign = make.village(make.township("songtai", "松台镇"))

    for unit in (office, foreign):
        with pytest.raises(ActRefused):
            villages.keep(unit_pk=unit.pk, township=town, by=boss, at=AT)


def test_a_negative_figure_is_refused(town, boss):
    with pytest.raises(ActRefused):
        villages.keep(unit_pk=make.village(town).pk, township=town, households=-1, by=boss, at=AT)

    assert not Village.objects.exists()


def test_strangers_keep_nothing(town):
    unit = make.village(town)
    user = make.user_with(Role.VILLAGE_CLERK, unit)

    with pytest.raises(PermissionDenied):
        villages.keep(unit_pk=unit.pk, township=town, by=user, at=AT)
