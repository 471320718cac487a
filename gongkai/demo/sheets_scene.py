"""What villages of the demonstration post beside their accounts: lists, property, debts, decisions, notices; one sent back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max

from catalog.models import Node, Unit, User
from disclosure.actions import reviewing
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Publication
from gongkai.demo.accounts_scene import workday
from gongkai.demo.office import Office, moment
from gongkai.demo.publishing_scene import same_addresses
from villages.actions import sheets, tables
from villages.law.finance import month_before
from villages.law.kinds import DebtSide, DecisionStep, SheetKind
from villages.models import Sheet


@dataclass(frozen=True)
class _Piece:
    """One sheet of a village. item: of the village list; before: days before the demonstration's last day."""

    item: str
    kind: SheetKind
    before: int
    rows: Sequence[Mapping[str, Any]] = ()
    subject: str = ""
    words: str = ""


_LAND = (
    ("余大山", "一组", "3.5"),
    ("余小河", "一组", "2"),
    ("余晓田", "二组", "4.2"),
    ("余满仓", "二组", "1.8"),
    ("余长河", "三组", "5.1"),
)
_PIECES = (
    _Piece(
        "v-020", SheetKind.SUBSIDIES, 4,
        [
            {"name": name, "group": group, "quantity": area, "standard": "每亩85元", "amount": round(float(area) * 8500)}
            for name, group, area in _LAND
        ],
        words="按镇里核定的种植面积发放，每亩 85 元，打到各户的一卡通。",
    ),
    _Piece(
        "v-061", SheetKind.PAY, 12,
        [
            {"name": "余水根", "post": "村委会主任", "standard": "每月2600元", "amount": 780_000},
            {"name": "余秀兰", "post": "村委会委员", "standard": "每月2100元", "amount": 630_000},
            {"name": "余石头", "post": "水渠清淤误工", "quantity": "6", "standard": "每天120元", "amount": 72_000},
        ],
    ),
    _Piece(
        "v-054", SheetKind.ASSETS, 40,
        [
            {"name": "村部办公楼", "quantity": "1", "cost": 68_000_000, "value": 51_000_000, "place": "村部", "user": "村民委员会"},
            {"name": "抽水机", "spec": "5寸柴油机", "quantity": "2", "cost": 960_000, "value": 540_000, "place": "防汛仓库"},
            {"name": "旧村小学校舍", "quantity": "1", "cost": 21_000_000, "value": 9_000_000, "place": "三组", "user": "望禾农产品合作社", "rent": 1_800_000},
        ],
    ),
    _Piece(
        "v-055", SheetKind.RESOURCES, 40,
        [
            {"name": "后山林地", "place": "后山", "area": "120", "use": "油茶", "party": "望禾油茶合作社", "term": "2024年至2033年",
             "amount": 600_000, "received": 600_000, "owed": 0},
            {"name": "河滩机动地", "place": "河东", "area": "18.5", "use": "育秧", "party": "望禾农机合作社", "term": "2026年",
             "amount": 185_000, "received": 100_000, "owed": 85_000},
        ],
    ),
    _Piece(
        "v-056", SheetKind.DEBTS, 12,
        [
            {"side": DebtSide.WE_OWE, "party": "镇建材经营部", "matter": "修路材料款", "since": "2025-11-20", "opening": 1_200_000, "more": 0,
             "less": 400_000, "closing": 800_000},
            {"side": DebtSide.OWED_TO_US, "party": "望禾农机合作社", "matter": "河滩机动地承包金", "since": "2026-01-10", "opening": 0,
             "more": 85_000, "less": 0, "closing": 85_000},
        ],
    ),
    _Piece(
        "v-058", SheetKind.CONTRACTS, 60,
        [
            {"subject": "旧村小学校舍出租", "way": "公开招租，三家报价", "base": 1_600_000, "party": "望禾农产品合作社", "since": "2026-01-01",
             "until": "2028-12-31", "amount": 5_400_000, "received": 1_800_000},
        ],
        subject="旧村小学校舍出租合同",
    ),
    _Piece(
        "v-012", SheetKind.DECISION, 30,
        [
            {"step": DecisionStep.PROPOSED, "held_on": -58, "present": "5", "yes": "5", "result": "提出硬化三组到后山的村道1.2公里"},
            {"step": DecisionStep.CONSULTED, "held_on": -52, "present": "7", "yes": "7", "result": "形成方案，预算18.6万元，不向村民收钱"},
            {"step": DecisionStep.PARTY, "held_on": -45, "entitled": "31", "present": "27", "yes": "26", "no": "1", "result": "同意方案"},
            {"step": DecisionStep.RESOLVED, "held_on": -38, "entitled": "36", "present": "33", "yes": "31", "no": "1", "abstained": "1", "result": "通过"},
            {"step": DecisionStep.SHOWN, "held_on": -36, "result": "在公示栏公示7天，没有收到异议"},
        ],
        subject="三组到后山村道硬化",
        words="硬化三组到后山的村道 1.2 公里，预算 18.6 万元：上级补助 12 万元，村集体收入 6.6 万元。",
    ),
    _Piece(
        "v-042", SheetKind.NOTICE, 3, subject="65岁以上老人免费体检", words="镇卫生院下周三上午在村部为65岁以上老人免费体检，带身份证、空腹来。\n不方便走动的，打村部电话，医生上门。",
    ),
)  # fmt: skip
_CLERK, _MEMBER = "cunwu", "jiandu"


def post(office: Office, *, until: date) -> None:
    """Everything of this module, for the village whose people have accounts; one list waits for the committee."""
    before = Attachment.objects.aggregate(last=Max("pk"))["last"] or 0
    unit, clerk = office.units["上坪村"], office.user(_CLERK)
    for piece in _PIECES:
        _released(office, _entered(office, unit, clerk, piece, until), until - timedelta(days=piece.before))
    waiting = _entered(office, unit, clerk, _WAITING, until)
    sheets.show(pk=waiting.pk, by=clerk, at=moment(until, 9, 30))
    same_addresses(before, until, "sheets")


_WAITING = _Piece(
    "v-029", SheetKind.SUBSIDIES, 0,
    [
        {"name": "余老太", "group": "一组", "standard": "每月100元", "amount": 30_000},
        {"name": "余阿公", "group": "三组", "standard": "每月100元", "amount": 30_000},
    ],
    words="80岁以上老人高龄津贴，每月 100 元。",
)  # fmt: skip


def _entered(office: Office, unit: Unit, clerk: User, piece: _Piece, until: date) -> Sheet:
    day = until - timedelta(days=piece.before)
    first, last = _period(piece, day)
    made = sheets.begin(
        kind=piece.kind, unit=unit, township=office.township, node=Node.objects.get(key=piece.item), first=first,
        last=last, subject=piece.subject, by=clerk, at=moment(day, 8),
    )  # fmt: skip
    rows = [_dated(row, until) for row in piece.rows]
    return tables.enter(pk=made.pk, by=clerk, at=moment(day, 8, 30), rows=rows, words=piece.words)


def _period(piece: _Piece, day: date) -> tuple[date, date]:
    """Named matters are of their day, others of the last month that is over."""
    if piece.subject:
        return day, day
    first = month_before(day.replace(day=1))
    return first, day.replace(day=1) - timedelta(days=1)


def _dated(row: Mapping[str, Any], until: date) -> dict[str, Any]:
    held = row.get("held_on")
    return dict(row) | (
        {"held_on": (until + timedelta(days=held)).isoformat()} if isinstance(held, int) else {}
    )


def _released(office: Office, sheet: Sheet, day: date) -> Publication:
    at = workday(day)
    if sheet.kind != SheetKind.NOTICE:
        sheets.show(pk=sheet.pk, by=office.user(_CLERK), at=moment(at, 9))
        sheets.sign(
            pk=sheet.pk, by=office.user(_MEMBER), at=moment(at, 10), agrees=True, opinion="情况属实，同意公开"
        )
    made = sheets.hand_in(pk=sheet.pk, by=office.user(_CLERK), at=moment(at, 11)).carrier
    for hour, name in ((14, "shenhe"), (15, "qianfa")):
        assert made is not None  # noqa: S101  (it was handed in)
        if made.state != State.PUBLISHED:
            made = reviewing.approve(
                pk=made.pk, by=office.user(name), at=moment(at, hour), secrecy_checked=True
            )
    assert made is not None  # noqa: S101
    return made
