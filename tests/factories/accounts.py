"""A township with two villages and everybody a month's accounts pass, and sheets brought to a state by the acts."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from catalog.law.roles import Role
from catalog.law.vocabulary import Level, Origin
from catalog.models import Node, Unit, User
from disclosure.actions import reviewing
from disclosure.models import Publication
from tests.factories import catalog
from tests.factories.reviewing import Desk
from villages.actions import finance, sheets, tables
from villages.law.finance import Flow, Line, Statement
from villages.law.kinds import NAMED, SIGNED, SheetKind
from villages.law.sheets import SheetState
from villages.models import Sheet, Village

AT = datetime(2026, 4, 7, 1, 0, tzinfo=UTC)  # Tuesday 09:00 in Shanghai
MARCH = date(2026, 3, 1)


def line(amount: int = 10_000, flow: Flow = Flow.EXPENSE, **more: Any) -> Line:
    values: dict = {
        "on": date(2026, 3, 9), "voucher": "3-1", "summary": "购买抽水机一台", "flow": flow, "amount": amount,
        "handler": "余经手", "approver": "余审批",
    }  # fmt: skip
    return Line(**(values | more))


class Villages:
    """desk: the township's reviewers. clerk, member: of the first village; other_clerk, other_member: of the second."""

    def __init__(self, prefix: str = "wanghe", name: str = "望禾镇") -> None:
        self.desk = Desk(prefix, name)
        self.town = self.desk.town
        self.unit = catalog.village(self.town, "上坪村")
        self.other = catalog.village(self.town, "竹园村")
        for unit in (self.unit, self.other):
            Village.objects.create(unit=unit)
        self.clerk = self.person(Role.VILLAGE_CLERK, self.unit, "上坪报账员")
        self.member = self.person(Role.VILLAGE_SUPERVISOR, self.unit, "上坪监委")
        self.other_clerk = self.person(Role.VILLAGE_CLERK, self.other, "竹园报账员")
        self.other_member = self.person(Role.VILLAGE_SUPERVISOR, self.other, "竹园监委")
        self.editor = catalog.user_with(Role.EDITOR, self.town, name="镇编辑甲")
        self.reviewers = [
            catalog.user_with(role, self.town, name=f"{role.label[:4]}甲")
            for role in (Role.SECTION_HEAD, Role.DEPUTY, Role.SECRECY, Role.SIGNER)
        ]
        group = catalog.group(
            catalog.domain(f"{name}村务公开目录", origin=Origin.VILLAGE), "财务三资类", origin=Origin.VILLAGE
        )
        self.item = catalog.item(
            group, "各项收入(逐项逐笔)", key=finance.ITEM, origin=Origin.VILLAGE, levels=[Level.VILLAGE]
        )

    def person(self, role: Role, unit: Unit, name: str) -> User:
        return catalog.user_with(role, unit, name=name)

    def begun(self, month: date = MARCH, *, unit: Unit | None = None, by: User | None = None) -> Sheet:
        return finance.begin(
            unit=unit or self.unit, township=self.town, month=month, by=by or self.clerk, at=AT
        )

    def entered(
        self,
        month: date = MARCH,
        *,
        opening: int | None = None,
        lines: Sequence[Line] | None = None,
        closing: int | None = None,
    ) -> Sheet:
        """A month that agrees, unless told otherwise."""
        made = self.begun(month)
        start = made.opening if opening is None else opening
        told = (
            [line(50_000, Flow.INCOME, voucher="1", on=month.replace(day=2)), line(on=month.replace(day=9))]
            if lines is None
            else lines
        )
        end = Statement(month, start, 0, told).reckoned
        return finance.enter(
            pk=made.pk,
            by=self.clerk,
            at=AT,
            opening=start,
            closing=end if closing is None else closing,
            lines=told,
        )

    def at(self, state: SheetState, month: date = MARCH, **more: Any) -> Sheet:
        made = self.entered(month, **more)
        if state == SheetState.DRAFT:
            return made
        made = sheets.show(pk=made.pk, by=self.clerk, at=AT)
        if state == SheetState.WITH_SUPERVISORS:
            return made
        made = sheets.sign(pk=made.pk, by=self.member, at=AT, agrees=True)
        if state == SheetState.SIGNED:
            return made
        return sheets.hand_in(pk=made.pk, by=self.clerk, at=AT)

    def release(self, sheet: Sheet, *, at: datetime = AT) -> Publication:
        """Pass the publication of a sheet through every level."""
        made = sheet.carrier
        for by in self.reviewers:
            made = reviewing.approve(pk=made.pk, by=by, at=at, secrecy_checked=True)
        return made

    def public(self, month: date = MARCH, **more: Any) -> Sheet:
        made = self.at(SheetState.HANDED_IN, month, **more)
        self.release(made)
        return Sheet.objects.get(pk=made.pk)

    # ---- tables and notices ------------------------------------------------------------------------------------
    def node(self, kind: SheetKind) -> Node:
        """An item of the village list whose sheets are of a kind."""
        key = f"v-{kind}"
        found = Node.objects.filter(key=key).first()
        return found or catalog.item(
            self.item.parent, f"{kind.label}公开", key=key, origin=Origin.VILLAGE, levels=[Level.VILLAGE],
            extra={"sheet": kind},
        )  # fmt: skip

    def table(
        self,
        kind: SheetKind,
        rows: Sequence[Mapping[str, Any]] = (),
        *,
        first: date = MARCH,
        words: str = "",
        **more: Any,
    ) -> Sheet:
        """A sheet of a kind, entered as told."""
        subject = more.pop("subject", "村道硬化工程" if kind in NAMED else "")
        last = more.pop("last", first.replace(day=monthrange(first.year, first.month)[1]))
        made = sheets.begin(
            kind=kind, unit=self.unit, township=self.town, node=self.node(kind), first=first, last=last,
            subject=subject, by=self.clerk, at=more.pop("at", AT),
        )  # fmt: skip
        return tables.enter(pk=made.pk, by=self.clerk, at=AT, rows=rows, words=words)

    def signed(self, sheet: Sheet) -> Sheet:
        """Past the supervision committee, where it has to go there."""
        if sheet.kind in SIGNED:
            sheets.show(pk=sheet.pk, by=self.clerk, at=AT)
            sheets.sign(pk=sheet.pk, by=self.member, at=AT, agrees=True)
        return Sheet.objects.get(pk=sheet.pk)

    def made_public(self, sheet: Sheet) -> Sheet:
        handed = sheets.hand_in(pk=self.signed(sheet).pk, by=self.clerk, at=AT)
        self.release(handed)
        return Sheet.objects.get(pk=sheet.pk)
