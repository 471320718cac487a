"""A scratch township of many villages with years of accounts in public, and of duties on every item of their lists."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from catalog.actions.standard import load_standard
from catalog.law.roles import Role
from catalog.law.vocabulary import UnitKind
from catalog.models import Membership, Node, Township, Unit, User
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State
from disclosure.models import Publication
from gongkai.benchmark import village_duties
from gongkai.benchmark.duties import found_township
from villages.actions.finance import ITEM
from villages.law.finance import Flow, month_before
from villages.law.kinds import SheetKind
from villages.law.sheets import SheetState
from villages.models import FinanceLine, Sheet, Village

PREFIX = "ceshi-cun"
LINES = 5  # of a month
BATCH = 1000


@dataclass(frozen=True)
class Accounts:
    """The township of a measurement, somebody who sees all its villages, one of them, and how many rows there are."""

    township: Township
    editor: User
    village: Unit
    sheets: int
    lines: int
    duties: int


def make(*, villages: int, years: int, at: datetime) -> Accounts:
    """So many villages, each with a public sheet for every month of the years, and owing every item of its list."""
    load_standard(at=at)
    today = timezone.localdate(at)
    township = found_township(date(today.year - years, 1, 1), PREFIX)
    units = []
    for number in range(villages):
        root = Unit.objects.get(pk=township.unit_id)  # reread: the tree's bounds have moved
        units.append(Unit.objects.create(kind=UnitKind.VILLAGE, name=f"测速{number + 1}村", parent=root))
    Village.objects.bulk_create(Village(unit=unit, households=300, residents=900) for unit in units)
    editor = User.objects.create(username=f"{PREFIX}-{township.pk}", name="测速", must_change_password=False)
    Membership.objects.create(user=editor, unit=township.unit, role=Role.EDITOR)
    months = [today.replace(day=1)]
    while len(months) < 12 * years:
        months.append(month_before(months[-1]))
    node = Node.objects.get(key=ITEM)
    for unit in units:
        _accounts(township, unit, node, editor, months, at)
    sheets = len(units) * len(months)
    shown = Publication.objects.filter(unit=units[0]).order_by("pk")[0]
    duties = village_duties.owe(township, units[0], shown, editor, years=years, at=at)
    return Accounts(township, editor, units[-1], sheets, sheets * LINES, duties)


def _accounts(township: Township, unit: Unit, node: Node, by: User, months: list[date], at: datetime) -> None:
    made = Publication.objects.bulk_create(
        Publication(
            township=township, unit=unit, node=node, kind=Kind.FINANCE, title=f"{unit.name}{month:%Y年%m月}财务公开",
            formed_on=month, created_by=by, created_at=at, state=State.PUBLISHED, published_at=at, public_from=at,
            index_no=f"{unit.pk}/{month:%Y-%m}", issuer=unit.name,
        )
        for month in months
    )  # fmt: skip
    sheets = Sheet.objects.bulk_create(
        Sheet(
            kind=SheetKind.ACCOUNTS, township=township, unit=unit, node=node, first=month,
            last=month.replace(day=monthrange(month.year, month.month)[1]), state=SheetState.HANDED_IN, opening=100_000, closing=100_000,
            created_by=by, created_at=at, carrier=carrier,
        )
        for month, carrier in zip(months, made, strict=True)
    )  # fmt: skip
    FinanceLine.objects.bulk_create(
        (
            FinanceLine(
                sheet=sheet, position=n, on=sheet.first + timedelta(days=n), voucher=str(n), summary="办公用纸",
                flow=Flow.EXPENSE if n % 2 else Flow.INCOME, amount=10_000,
            )
            for sheet in sheets
            for n in range(1, LINES + 1)
        ),
        batch_size=BATCH,
    )  # fmt: skip
