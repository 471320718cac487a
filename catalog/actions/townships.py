"""Founding a township: its root unit, site profile, page counter and, where wanted, its first administrator."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from catalog import rules
from catalog.actions.generations import raise_generation
from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import CacheGeneration, Membership, Township, Unit, User


@dataclass(frozen=True)
class FirstAdministrator:
    """The account that fills in everything else; the password must be changed at the first log-in."""

    username: str
    name: str
    password: str


@transaction.atomic
def found(
    *,
    name: str,
    short_name: str,
    prefix: str,
    county_name: str,
    site_name: str,
    organizer: str,
    started_on: date,
    administrator: FirstAdministrator | None = None,
    is_demo: bool = False,
    **profile: str,
) -> Township:
    """Found a township. Done by the installation itself, before anybody has rights: hence without `by`.

    Args:
        started_on: 启用日期; nothing before it counts as late.
        administrator: account made together with the township, with the role over all of it.
        profile: further fields of the site profile (phone, address, site_code …).

    Raises:
        ValidationError: a field of the profile is not valid, or the prefix is taken.
    """
    lock_units()
    unit = Unit.objects.create(kind=UnitKind.TOWNSHIP, name=name, short_name=short_name)
    township = Township(
        unit=unit,
        name=name,
        short_name=short_name,
        prefix=prefix,
        county_name=county_name,
        site_name=site_name,
        organizer=organizer,
        started_on=started_on,
        is_demo=is_demo,
        **profile,
    )
    township.full_clean()
    township.save()
    CacheGeneration.objects.create(township=township)
    if administrator is not None:
        user = User.objects.create_user(
            administrator.username, administrator.password, name=administrator.name, must_change_password=True
        )
        Membership.objects.create(user=user, unit=unit, role=Role.ADMIN)
    return township


@transaction.atomic
def change_profile(*, township: Township, by: User, at: datetime) -> Township:
    """Save a changed site profile; footer and head of every page show it (SITE-7, SITE-8).

    Raises:
        PermissionDenied: the user does not administer the township.
        ValidationError: a field is not valid.
    """
    rules.require(rules.administers(by, township))
    township.full_clean(exclude=["unit"])
    township._history_user = by  # type: ignore[attr-defined]
    township.save()
    raise_generation(township)
    return township


def lock_units() -> None:
    """Let nobody else change the unit tree until the transaction ends; SQLite's IMMEDIATE transactions do already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE catalog_unit IN SHARE ROW EXCLUSIVE MODE")
