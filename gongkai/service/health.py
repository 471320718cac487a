"""/healthz: whether this installation can do its work, for monitors and load balancers. No personal data."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max, Min
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult

from catalog.models import JobRun
from catalog.views.access import public_page
from gongkai.access import of_no_township

QUEUE_AGE = timedelta(minutes=15)
TIMER_AGE = timedelta(minutes=10)
BACKUP_AGE = timedelta(days=8)
LOW_DISK = 1024 * 2**20
FULL_DISK = 100 * 2**20


class State(StrEnum):
    """`bad` means pages cannot be served (answer 503); `warn` means somebody should look."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    state: State
    detail: str


_migrated = False  # once true it stays true for this process: its code does not change


@of_no_township
@public_page(cached=False)
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """JSON of all findings; 503 when one is bad."""
    found = findings(timezone.now())
    states = {finding.state for finding in found.values()}
    worst = next(state for state in (State.BAD, State.WARN, State.OK) if state in states)
    body = {"status": worst, "checks": {name: asdict(finding) for name, finding in found.items()}}
    return JsonResponse(
        body, status=503 if worst == State.BAD else 200, json_dumps_params={"ensure_ascii": False}
    )


def findings(at: datetime) -> dict[str, Finding]:
    checks: dict[str, Callable[[datetime], Finding]] = {
        "database": _database,
        "migrations": _migrations,
        "queue": _queue,
        "timer": _timer,
        "backup": _backup,
        "disk": _disk,
    }
    found: dict[str, Finding] = {}
    for name, check in checks.items():
        try:
            found[name] = check(at)
        except DatabaseError:
            found[name] = Finding(State.BAD, "数据库没有应答")
    return found


def _database(at: datetime) -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return Finding(State.OK, connection.vendor)


def _migrations(at: datetime) -> Finding:
    global _migrated
    if not _migrated:
        executor = MigrationExecutor(connection)
        _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(State.OK, "已是最新") if _migrated else Finding(State.BAD, "数据库结构待更新")


def _queue(at: datetime) -> Finding:
    oldest = DBTaskResult.objects.ready().aggregate(oldest=Min("enqueued_at"))["oldest"]
    if oldest is None:
        return Finding(State.OK, "没有等待的任务")
    minutes = int((at - oldest).total_seconds() // 60)
    return Finding(State.WARN if at - oldest > QUEUE_AGE else State.OK, f"最早的任务已等待 {minutes} 分钟")


def _timer(at: datetime) -> Finding:
    last = (
        JobRun.objects.exclude(name__contains=":")
        .exclude(name="backup")
        .aggregate(last=Max("finished_at"))["last"]
    )
    failed = list(JobRun.objects.filter(ok=False).order_by("name").values_list("name", flat=True))
    if last is None or at - last > TIMER_AGE:
        return Finding(
            State.WARN, "定时任务没有运行" if last is None else f"定时任务自 {_local(last)} 起没有运行"
        )
    if failed:
        return Finding(State.WARN, f"上次失败：{'、'.join(failed)}")
    return Finding(State.OK, f"上次运行 {_local(last)}")


def _backup(at: datetime) -> Finding:
    last = JobRun.objects.filter(name="backup", ok=True).aggregate(last=Max("finished_at"))["last"]
    if last is None:
        return Finding(State.OK if settings.TRIAL else State.WARN, "还没有备份")
    return Finding(State.WARN if at - last > BACKUP_AGE else State.OK, f"上次备份 {_local(last)}")


def _disk(at: datetime) -> Finding:
    free = shutil.disk_usage(Path(settings.DATA_DIR)).free
    state = State.BAD if free < FULL_DISK else State.WARN if free < LOW_DISK else State.OK
    return Finding(state, f"可用 {free // 2**20} MB")


def _local(instant: datetime) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M")
