"""Lists in force and what a village owes brought in step: with an edition made public, with changed figures of the township."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalog.actions.adoptions import Kept, keep_in_step
from catalog.models import Township, User
from disclosure.actions.planning import Planned, plan
from villages.law.cadence import Cadence, term_of
from villages.law.lists import ListAct, ListState, next_state
from villages.models import ListEvent, VillageList, VillageListRow


@dataclass(frozen=True)
class Followed:
    """What moved: lists and rows whose term is another now, and what became of the duties."""

    lists: int = 0
    rows: int = 0
    planned: Planned | None = None

    @property
    def words(self) -> str:
        """For the person whose act it was; "" where nothing moved."""
        if not self.lists:
            return ""
        return f"{self.lists}个村的清单有 {self.rows} 项公开时限随之调整。{told(self.planned)}"


def told(planned: Planned | None) -> str:
    """What became of the duties, in a sentence; "" where nothing did."""
    if planned is None:
        return ""
    parts = [
        (len(planned.moved), "件公开任务的日期变动"), (planned.new, "件新增"), (planned.dropped, "件取消"), (planned.revived, "件恢复"),
    ]  # fmt: skip
    words = "，".join(f"{count}{what}" for count, what in parts if count)
    return f"{words}。" if words else ""


def kept(row: VillageListRow) -> Kept:
    """What the list says of one row, as the village's adoption holds it. The row's term is set."""
    printed = row.node.elements
    supplemented = f"{printed}；{row.supplement}" if row.supplement else ""
    return Kept(
        row.node_id, "" if row.applies else row.reason, row.elements or supplemented,
        "" if row.term == row.node.limit_text else row.term,
    )  # fmt: skip


def put_in_force(
    edition: VillageList, rows: Iterable[VillageListRow], *, by: User, at: datetime
) -> Planned | None:
    """Bring the adoptions of the village in step with an edition made public, and plan what it owes; None: nothing differed."""
    cause = f"{edition.unit.short_name or edition.unit.name}村务公开目录清单第{edition.edition}版"
    changed = keep_in_step(
        holder=edition.unit,
        township=edition.township,
        rows=[kept(row) for row in rows],
        by=by,
        at=at,
        cause=cause,
    )
    if not changed:
        return None
    return plan(township=edition.township, at=at, by=by, cause=cause, nodes=changed)


def follow(*, township: Township, cadence: Cadence, by: User, at: datetime) -> Followed:
    """Give every list in force the terms of these figures; adoptions and duties follow. Part of the act that sets them."""
    moved: set[int] = set()
    lists = rows = 0
    standing = VillageList.objects.select_for_update(of=("self",)).in_force().filter(township=township)
    for edition in list(standing.select_related("township__unit", "unit").order_by("pk")):
        every = list(edition.rows.select_related("node"))
        differing = [row for row in every if _follows(row, cadence)]
        if not differing:
            continue
        VillageListRow.objects.bulk_update(differing, ["term"], batch_size=250)
        moved |= keep_in_step(
            holder=edition.unit, township=township, rows=[kept(row) for row in every], by=by, at=at, cause="村务公开设置调整",
        )  # fmt: skip
        edition.state = next_state(ListState(edition.state), ListAct.FOLLOW)
        edition.version += 1
        edition.save()
        ListEvent.objects.create(list=edition, act=ListAct.FOLLOW, by=by, at=at, note=f"{len(differing)}项")
        lists, rows = lists + 1, rows + len(differing)
    planned = plan(township=township, at=at, by=by, cause="村务公开设置调整", nodes=moved) if moved else None
    return Followed(lists, rows, planned)


def _follows(row: VillageListRow, cadence: Cadence) -> bool:
    term = term_of(row.node.extra, row.node.limit_text, row.own_term, cadence)
    different = row.term != term
    row.term = term
    return different
