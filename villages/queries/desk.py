"""The desk of a village's clerk: what is due, what was begun, what came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from catalog.law.roles import Role
from catalog.models import Township, Unit, User
from catalog.rules import roles
from disclosure.law.lifecycle import State
from disclosure.models import Duty
from disclosure.queries.duties import begun, in_order, matter_of
from villages import rules
from villages.law.kinds import SheetKind
from villages.law.matters import sheet_kind
from villages.law.objections import OPEN
from villages.law.sheets import SheetState
from villages.models import Objection, Sheet
from villages.models.sheets import SheetQuerySet
from villages.queries.papers import to_confirm

SOON = 7  # days
MOST = 30  # told at once of what waits
WAITED_FOR = frozenset({Role.VILLAGE_SUPERVISOR, *rules.COMPARING})


@dataclass(frozen=True)
class Due:
    """An item a village owes: its oldest open duty, and how many further ones wait. left: days, below zero when late."""

    duty: Duty
    kind: SheetKind
    matter: str
    left: int | None
    more: int

    @property
    def late(self) -> bool:
        return self.left is not None and self.left < 0

    @property
    def words(self) -> str:
        """How pressing it is, in words."""
        if self.left is None:
            return "没有期限"
        if self.left < 0:
            return f"已过期 {-self.left} 天"
        return "今天到期" if self.left == 0 else f"还有 {self.left} 天"


def due(unit: Unit, township: Township, today: date) -> list[Due]:
    """What a village owes now, one line an item, the most pressing first. 1 query."""
    mine = Duty.objects.owed().filter(township=township, unit=unit)
    found: dict[int, list[Duty]] = {}
    for duty in in_order(begun(mine, today), today).select_related("node", "trigger"):
        found.setdefault(duty.node_id, []).append(duty)
    return [
        Due(
            duties[0], sheet_kind(duties[0].node.extra), matter_of(duties[0]),
            (duties[0].due_on - today).days if duties[0].due_on else None, len(duties) - 1,
        )
        for duties in found.values()
    ]  # fmt: skip


def split(lines: Iterable[Due]) -> tuple[list[Due], list[Due]]:
    """Those late or due within a week, and the others."""
    pressing: list[Due] = []
    later: list[Due] = []
    for line in lines:
        (pressing if line.left is not None and line.left <= SOON else later).append(line)
    return pressing, later


def under_way(sheets: SheetQuerySet) -> SheetQuerySet:
    """Sheets that still ask something of somebody in the village: not handed in, or sent back by the township."""
    back = Q(state=SheetState.HANDED_IN, carrier__state=State.DRAFT)
    rows = sheets.filter(~Q(state=SheetState.HANDED_IN) | back)
    return rows.select_related("unit", "node", "carrier__revises").order_by("-created_at", "-pk")


def to_sign(sheets: SheetQuerySet) -> SheetQuerySet:
    """Sheets that wait for the supervision committee."""
    rows = sheets.filter(state=SheetState.WITH_SUPERVISORS)
    return rows.select_related("unit", "node").order_by("created_at", "pk")


def asked(unit: Unit) -> int:
    """Questions of residents that wait for the village or the township."""
    return Objection.objects.filter(unit=unit, state__in=sorted(OPEN)).count()


def last_sheets(unit: Unit, township: Township) -> SheetQuerySet:
    """What the village handed in last."""
    rows = Sheet.objects.filter(unit=unit, township=township, state=SheetState.HANDED_IN)
    return (
        rows.exclude(carrier__state=State.DRAFT)
        .select_related("unit", "node", "carrier__revises")
        .order_by("-pk")
    )


@dataclass(frozen=True)
class Waiting:
    """Something in the villages that waits for this very person. view: the name of its page, which takes `pk`."""

    what: str
    title: str
    unit: Unit
    view: str
    pk: int


def waiting_for(user: User, township: Township, unit: Unit | None = None) -> list[Waiting]:
    """Sheets that wait for his word and covered copies he may let out, oldest first. At most 2 queries.

    Args:
        unit: only those of one village.
    """
    if not roles(user) & WAITED_FOR:
        return []
    sheets, papers = rules.sheets_of(user).filter(township=township), rules.papers_of(user)
    if unit is not None:
        sheets, papers = sheets.filter(unit=unit), papers.filter(sheet__unit=unit)
    found = [
        Waiting("审核", sheet.title, sheet.unit, "villages:sheet", sheet.pk)
        for sheet in to_sign(sheets)[:MOST]
        if rules.may_sign(user, sheet)
    ]
    return found + [
        Waiting("确认遮盖副本", str(paper), paper.sheet.unit, "villages:paper", paper.pk)
        for paper in to_confirm(papers, township)[:MOST]
        if rules.may_confirm_copy(user, paper)
    ]
