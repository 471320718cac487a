"""Duties, and last days of applications, brought in step after something they hang on has changed."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django_tasks import task

from catalog.models import Adoption, Township, User
from disclosure.actions.applications import renewal as applications
from disclosure.actions.planning import Planned, plan
from disclosure.models import DueChange

DIRECT_ROWS = 1000  # adopted rows reckoned anew while the person waits; more are left to the worker
CALENDAR = "放假安排调整"
ADOPTION = "目录采用调整"
TERM = "公开时限调整"
REVISION = "目录调整批准"
IMPORT = "导入目录"


@dataclass(frozen=True)
class Renewal:
    """What came of it in the township at hand.

    planned: None while the worker still has it before it. cases: applications whose last day moved, and how many of
    those have less time now.
    """

    at: datetime
    planned: Planned | None
    cases: int = 0
    nearer: int = 0

    @property
    def words(self) -> str:
        """One or two sentences for the person whose act it was; empty where no duty changed."""
        return self._of_duties() + self._of_cases()

    def _of_duties(self) -> str:
        if self.planned is None:
            return "公开任务正在后台重新计算，稍后可看变动。"
        parts = [
            (len(self.planned.moved), "件任务的日期变动"),
            (self.planned.new, "件任务新增"),
            (self.planned.dropped, "件任务取消"),
            (self.planned.revived, "件任务恢复"),
        ]
        told = "，".join(f"{count}{what}" for count, what in parts if count)
        return f"有{told}。" if told else ""

    def _of_cases(self) -> str:
        if not self.cases:
            return ""
        less = f"，其中 {self.nearer} 件提前，请马上核对" if self.nearer else ""
        return f"有 {self.cases} 件申请的答复期限变动{less}。"


def told(words: str, renewal: Renewal | None) -> str:
    """What an act says, with what became of the duties and the way to the list of it."""
    if renewal is None or not renewal.words:
        return words
    address = f"{reverse('upkeep:moves')}?{urlencode({'at': renewal.at.isoformat()})}"
    cases = (
        format_html('　<a href="{}">查看申请期限变动</a>', reverse("disclosure:application_moves"))
        if renewal.cases
        else ""
    )
    return format_html('{}{}<a href="{}">查看任务变动</a>{}', words, renewal.words, address, cases)


def renew(
    *, township: Township, nodes: Iterable[int] | None, cause: str, by: User | None, at: datetime
) -> Renewal:
    """Plan the township's duties anew, at once where it is little, else in the worker.

    Args:
        nodes: only these items; None for all.
        cause: what stands in the trace of each duty that moves.
    """
    only = None if nodes is None else sorted(set(nodes))
    rows = Adoption.objects.filter(township=township)
    if only is not None:
        rows = rows.filter(node__in=only)
    if rows.count() > DIRECT_ROWS:
        plan_township.enqueue(township.pk, cause, at.isoformat(), by.pk if by else None, only)
        return Renewal(at, None)
    return Renewal(at, plan(township=township, nodes=only, cause=cause, by=by, at=at))


def renew_all(*, cause: str, by: User, at: datetime) -> dict[int, Renewal]:
    """The same for every township, since the calendar is one for all, with the applications under way. By township."""
    townships = list(Township.objects.select_related("unit").order_by("pk"))
    moved: dict[int, list[DueChange]] = {}
    for change in applications.recompute(cause=cause, by=by, at=at):
        moved.setdefault(change.application.township_id, []).append(change)
    direct = Adoption.objects.count() <= DIRECT_ROWS
    done = {}
    for each in townships:
        if direct:
            found = renew(township=each, nodes=None, cause=cause, by=by, at=at)
        else:
            plan_township.enqueue(each.pk, cause, at.isoformat(), by.pk)
            found = Renewal(at, None)
        mine = moved.get(each.pk, [])
        done[each.pk] = replace(found, cases=len(mine), nearer=len(applications.nearer(mine)))
    return done


@task()
def plan_township(
    pk: int, cause: str, at: str, by: int | None = None, nodes: list[int] | None = None
) -> None:
    """Plan one township in the worker. Run again (a worker was lost) it finds nothing left to change."""
    township = Township.objects.select_related("unit").filter(pk=pk).first()
    if township is not None:
        person = User.objects.filter(pk=by).first() if by else None
        plan(township=township, nodes=nodes, cause=cause, by=person, at=datetime.fromisoformat(at))


def plan_daily(at: datetime) -> str:
    """Have every township planned: turns that come into reach, rows that begin or end, evidence that came late."""
    day = timezone.localtime(at).isoformat()
    pks = list(Township.objects.order_by("pk").values_list("pk", flat=True))
    for pk in pks:
        plan_township.enqueue(pk, "按计划生成", day)
    return f"安排 {len(pks)} 个乡镇重新计算公开任务"
