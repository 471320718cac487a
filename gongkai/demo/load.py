"""Loading the demonstration: once, all of it or nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from random import Random

from django.db import transaction
from django.utils import timezone

from catalog.actions.standard import load_standard
from catalog.models import Township, work_calendar
from gongkai.demo import (
    accounts_scene,
    agreement_scene,
    applications_scene,
    duties_scene,
    lists_scene,
    places,
    publishing_scene,
    second,
    sheets_scene,
    villages_scene,
)
from gongkai.demo.office import STAFF, adopt_catalog, found_office, keep_logins
from gongkai.demo.record import record
from gongkai.demo.refused import refuse_a_sheet
from gongkai.demo.revisions import revise_catalog
from gongkai.demo.telling import started_on, tell

SECOND_SUFFIX = "-meilan"
Say = Callable[[str], object]


class RealOffice(Exception):
    """The installation holds a township that is not a demonstration."""


def load(*, until: date, scale: int = 1, with_second: bool = False, say: Say = lambda line: None) -> bool:
    """Generate what is not there yet: the first township, and the second where it is asked for.

    Args:
        until: the last day of the two years; everything is dated before it.
        scale: size factor; 1 gives about 330 items.
        say: receives lines of progress.

    Returns:
        Whether anything was generated.

    Raises:
        RealOffice: a real township is here; demonstration data are never mixed with it.
    """
    there = set(Township.objects.values_list("prefix", flat=True))
    wanted = [places.PROFILE["prefix"], *([second.PROFILE["prefix"]] if with_second else [])]
    if there.issuperset(wanted):
        return False
    if Township.objects.filter(is_demo=False).exists():
        raise RealOffice("本系统已有真实乡镇的数据，不再装入演示数据。")
    load_standard(at=timezone.now())
    if wanted[0] not in there:
        _load_first(until, scale, say)
    if with_second and second.PROFILE["prefix"] not in there:
        _load_second(until, say)
    return True


@transaction.atomic
def _load_first(until: date, scale: int, say: Say) -> None:
    start = started_on(until)
    office = found_office(places.PROFILE, places.UNITS, places.VILLAGES, STAFF, started_on=start)
    adopt_catalog(office, today=until)
    own = revise_catalog(office, start=start, until=until)
    say("乡镇、单位、账号和公开目录已建立")
    pieces = [
        replace(piece, item=own.get(piece.item, piece.item))
        for piece in tell(until=until, calendar=work_calendar(), scale=scale)
    ]
    record(pieces, office, until=until, rng=Random(f"record|{until}|{scale}"), say=say)
    refuse_a_sheet(office, start=start)
    publishing_scene.publish(office, until=until)
    applications_scene.apply(office, until=until)
    say("依申请公开的申请已生成")
    accounts_scene.keep_accounts(office, until=until)
    sheets_scene.post(office, until=until)
    say("村级财务和其他村务已生成")
    villages_scene.settle(office, places.VILLAGES, until=until)
    say("村任职人员、查阅点和公示栏张贴已生成")
    agreement_scene.agree(office, until=until)
    say("镇村核对已生成")
    duties_scene.give_lists(office)
    lists_scene.settle(office, until=until)
    duties_scene.owe(office, until=until)
    duties_scene.happen(office, until=until)
    lists_scene.revise(office, until=until)
    say("公开任务和各村清单已生成")
    keep_logins(office)


@transaction.atomic
def _load_second(until: date, say: Say) -> None:
    start = started_on(until)
    office = found_office(
        second.PROFILE, second.UNITS, second.VILLAGES, second.STAFF, started_on=start, suffix=SECOND_SUFFIX
    )
    adopt_catalog(office, today=until)
    pieces = list(second.tell(until=until, start=start, calendar=work_calendar()))
    record(pieces, office, until=until, rng=Random(f"second|{until}"), say=say)
    villages_scene.settle(office, second.VILLAGES, until=until)
    duties_scene.owe(office, until=until)
    keep_logins(office)
