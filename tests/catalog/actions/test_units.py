"""The tree of units."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions import units
from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import CacheGeneration, Unit
from tests.factories import catalog as make

AT = datetime(2026, 5, 6, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make.township()


@pytest.fixture
def boss(town):
    return make.user_with(Role.ADMIN, town)


def test_units_are_added_changed_and_moved_and_pages_become_stale(town, boss):
    before = CacheGeneration.objects.get(township=town).number

    office = units.add(township=town, name=" 财政所 ", kind=UnitKind.OFFICE, by=boss, at=AT)
    desk = units.add(township=town, parent_pk=office.pk, name="会计组", kind=UnitKind.OFFICE, by=boss, at=AT)
    units.change(pk=desk.pk, township=town, parent_pk=town.unit_id, phone="0590-2", by=boss, at=AT)

    desk.refresh_from_db()
    assert Unit.objects.get(pk=office.pk).name == "财政所"
    assert (desk.parent_id, desk.phone) == (town.unit_id, "0590-2")
    assert CacheGeneration.objects.get(township=town).number == before + 3
    assert desk.history.count() == 2


def test_a_unit_never_goes_below_itself(town, boss):
    office = units.add(township=town, name="财政所", by=boss, at=AT)
    desk = units.add(township=town, parent_pk=office.pk, name="会计组", by=boss, at=AT)

    for pk, parent in ((office.pk, desk.pk), (town.unit_id, office.pk)):
        with pytest.raises(ActRefused):
            units.change(pk=pk, township=town, parent_pk=parent, by=boss, at=AT)


@pytest.mark.parametrize(
    "values",
    [{"name": ""}, {"name": "长" * 61}, {"name": "财政所"}, {"name": "另一镇", "kind": UnitKind.TOWNSHIP}],
)
def test_what_the_table_cannot_hold_is_refused(town, boss, values):
    make.unit(town, "财政所")

    with pytest.raises(ActRefused):
        units.add(township=town, by=boss, at=AT, **values)

    assert Unit.objects.count() == 2


def test_another_townships_units_cannot_be_touched(town, boss):
    other = make.township("songtai", "松台镇")
    foreign = make.unit(other, "松台办")

    with pytest.raises(ActRefused):
        units.change(pk=foreign.pk, township=town, phone="1", by=boss, at=AT)
    with pytest.raises(ActRefused):
        units.add(township=town, parent_pk=foreign.pk, name="甲", by=boss, at=AT)
    with pytest.raises(PermissionDenied):
        units.add(township=other, name="甲", by=boss, at=AT)


@pytest.mark.parametrize("role", [Role.OFFICE_HEAD, Role.EDITOR])
def test_other_roles_change_no_unit(town, role):
    user = make.user_with(role, town)

    with pytest.raises(PermissionDenied):
        units.add(township=town, name="甲", by=user, at=AT)
