"""Villages of the demonstration: who is in post, where to read, what hung on which board. All names are invented."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from catalog.actions import places
from catalog.law.places import PlaceKind
from catalog.models import Place, User, work_calendar
from gongkai.demo.accounts_scene import CLERKS, workday
from gongkai.demo.office import Office, moment
from gongkai.demo.places import HOURS, VILLAGE_PHONES, VillageFacts
from villages.actions import officials, wall
from villages.actions.policy import days_on_board
from villages.law.officials import Body
from villages.law.wall import hangs_until

_GIVEN = (
    "见山", "知秋", "望舒", "远志", "怀谷", "青禾", "细辛", "松年", "问渔", "晚晴", "若水", "半夏", "守田", "向晨", "映雪", "长宁",
    "云起", "春和", "石生", "素问", "竹君", "溪亭", "南星", "小满", "立夏", "白露", "霜降", "谷雨", "砚田", "采薇", "忍冬", "杜衡",
)  # fmt: skip
_HEADS = {"上坪村": "余长庚", "竹园村": "管长青"}  # of the supervision committee, who signed its accounts
_WRITERS = {"上坪村": "余晓禾", "竹园村": "管溪月"}
_OPEN = "工作日 8:30—11:30，14:30—17:00"
_MONTHS = 4  # of which the sheets hung


def settle(office: Office, villages: tuple[VillageFacts, ...], *, until: date) -> None:
    """People and places of every village, the hall, two kiosks, and the sheets of the last months."""
    by = office.user("guanli")
    for facts in villages:
        for values in _people(facts, until):
            officials.add(
                unit_pk=office.units[facts.name].pk, township=office.township, by=by, at=moment(until, 8), **values
            )  # fmt: skip
    _hall(office, by, until)
    for number, facts in enumerate(villages, 1):
        boards = _places(office, facts, number, by, until)
        _sheets(office, facts, boards, number, until)


# ---- people --------------------------------------------------------------------------------------------------------
def _people(facts: VillageFacts, until: date) -> Iterator[dict[str, Any]]:
    """Party branch, committee, supervision committee, groups and grids, and one who left."""
    rng = Random(f"people|{facts.name}")
    family = facts.leader[0]
    given = rng.sample(_GIVEN, len(_GIVEN))
    names = iter(f"{family if n % 3 else rng.choice('于甘乐文卞卢')}{part}" for n, part in enumerate(given))
    of_residents = not facts.arable
    elected = date(until.year - 2, 3, 20)
    phone = VILLAGE_PHONES.get(facts.name, "")

    def one(body: Body, post: str, name: str = "", duty: str = "", **more: object) -> dict[str, Any]:
        return {
            "body": body, "post": post, "name": name or next(names), "duty": duty, "since": elected,
        } | more  # fmt: skip

    yield one(Body.PARTY, "书记", facts.leader, "主持全面工作", phone=phone, order=1)
    deputy = next(names)
    yield one(Body.PARTY, "副书记", deputy, "党务、乡村治理", order=2)
    yield one(Body.PARTY, "组织委员", order=3)
    yield one(Body.COMMITTEE, "主任", facts.leader, "主持全面工作", phone=phone, order=1)
    yield one(Body.COMMITTEE, "副主任", deputy, "农业、林业、水利", order=2)
    writer = _WRITERS.get(facts.name, "")
    yield one(Body.COMMITTEE, "委员", writer, "村务公开、报账" if writer else "民政、村务公开", order=3)
    yield one(Body.COMMITTEE, "委员", "", "妇女儿童、卫生健康", order=4)
    head = _HEADS.get(facts.name, "")
    yield one(Body.SUPERVISION, "主任", head, "审核财务、监督村务公开", phone=phone, order=1)
    yield one(Body.SUPERVISION, "委员", order=2)
    yield one(Body.SUPERVISION, "委员", order=3)
    for order, hamlet in enumerate(facts.hamlets.split("、"), 1):
        yield one(Body.GROUP, f"{hamlet}{'居民' if of_residents else ''}小组组长", order=order)
    yield one(Body.GRID, "第一网格网格员", "", "巡查、走访、代办", order=1)
    left = date(until.year - 1, 6, 30)
    yield one(
        Body.COMMITTEE, "委员", "", "治保、调解", since=date(until.year - 5, 3, 12), until=left, order=5
    )


# ---- places --------------------------------------------------------------------------------------------------------
def _hall(office: Office, by: User, until: date) -> None:
    """The hall at the township's own address, with its kiosk."""
    hall: dict[str, Any] = {
        "unit_pk": office.township.unit_id,
        "township": office.township,
        "by": by,
        "at": moment(until, 8),
    }
    where = f"{office.township.short_name}便民服务中心一楼"
    places.add(
        **hall, kind=PlaceKind.HALL, name=f"{office.township.short_name}政务公开专区", where=where, hours=HOURS,
        phone=office.township.phone, note="有人帮助查询，可打印、复印，有轮椅坡道。",
    )  # fmt: skip
    places.add(
        **hall, kind=PlaceKind.KIOSK, name="政务公开专区自助查询终端", where=where, hours=HOURS, code="ZD-01"
    )


def _places(office: Office, facts: VillageFacts, number: int, by: User, until: date) -> list[Place]:
    """The places of one village; its boards."""
    given: dict[str, Any] = {
        "unit_pk": office.units[facts.name].pk, "township": office.township, "by": by, "at": moment(until, 8),
    }  # fmt: skip
    centre = f"{facts.name}党群服务中心"
    boards = [
        places.add(**given, kind=PlaceKind.BOARD, name=f"{facts.name}村务公开栏", where=f"{centre}门口")
    ]
    places.add(
        **given, kind=PlaceKind.READING, name=f"{facts.short}公开查阅点", where=f"{centre}一楼", hours=_OPEN,
        phone=VILLAGE_PHONES.get(facts.name, ""), note="可代查、可打印。",
    )  # fmt: skip
    hamlet = facts.hamlets.split("、")[-1]
    if number % 2:
        boards.append(
            places.add(**given, kind=PlaceKind.BOARD, name=f"{hamlet}公示栏", where=f"{hamlet}路口")
        )
    else:
        places.add(
            **given, kind=PlaceKind.LOUDSPEAKER, name="村村响大喇叭", where=centre, code=f"LB-{number:02d}"
        )
    if number == 1:
        places.add(
            **given, kind=PlaceKind.KIOSK, name=f"{facts.short}自助查询终端", where=f"{centre}一楼", hours=_OPEN,
            code="ZD-02",
        )  # fmt: skip
    return boards


# ---- the board -----------------------------------------------------------------------------------------------------
def _sheets(office: Office, facts: VillageFacts, boards: list[Place], number: int, until: date) -> None:
    """A month's sheet goes up in the second week of the next and comes down when its days are over; late villages skip one."""
    unit = office.units[facts.name]
    by = office.user(dict(CLERKS).get(facts.name, "bianji")) if not office.suffix else office.user("bianji")
    month = until.replace(day=1)
    for back in range(1, _MONTHS + 1):
        after, month = month, (month - timedelta(days=1)).replace(day=1)
        up = workday(after + timedelta(days=8 + number % 3))
        if up >= until or (facts.late and back == 2):
            continue
        for board in boards:
            made = wall.post(
                unit_pk=unit.pk, township=office.township, month=month, posted_on=up, by=by, at=moment(up, 16), place=board
            )  # fmt: skip
            early = facts.late and back == 3
            enough = hangs_until(up, days_on_board(office.township), work_calendar())
            down = up + timedelta(days=4) if early else enough + timedelta(days=6 if back == 1 else 1)
            if down < until:
                wall.take_down(
                    pk=made.pk, township=office.township, by=by, at=moment(down, 9), taken_down_on=down,
                    reason="大风吹落，已重新打印" if early else "",
                )  # fmt: skip
