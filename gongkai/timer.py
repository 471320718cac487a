"""Work that comes round by the clock: a table of jobs and the pass that runs those that are due.

Two timers may run at once (several machines): a job belongs to whoever moves its row of `JobRun` first. A failing
job is written down and stops no other.
"""

import logging
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

from axes.helpers import get_cool_off
from axes.models import AccessAttempt, AccessLog
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management import call_command
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalog.models import JobRun
from disclosure.actions import publishing, scanning
from disclosure.actions.applications import drafts, erasing, letters, reminding, renewal, sweeping
from gongkai.service.quiet import told
from gongkai.upkeep.renewal import plan_daily
from villages.actions import agreement

logger = logging.getLogger(__name__)

SLACK = timedelta(seconds=10)  # the minute timer drifts: a job is due this much early
BROKEN_OFF = timedelta(hours=2)  # a run without an end after this long was killed
MOST_ATTEMPTS = 3  # a task that ended its worker this often is not tried again
KEEP_TASKS = timedelta(days=14)
KEEP_FAILED_TASKS = timedelta(days=60)
KEEP_ACCESS_LOG = timedelta(days=200)  # 网络安全法：日志留存不少于六个月
KEEP_UNCONFIRMED = timedelta(days=1)


@dataclass(frozen=True)
class Job:
    """One job: `act` gets the instant of the pass and says in Chinese what it did. It must bear being repeated.

    by_night: it is due with each new day, at the first pass after midnight, rather than so long after its last run.
    """

    name: str
    every: timedelta
    act: Callable[[datetime], str]
    by_night: bool = False

    def due_before(self, at: datetime) -> datetime:
        """A run that began before or at this instant is old enough to be repeated."""
        if not self.by_night:
            return at - self.every + SLACK
        midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(microseconds=1)


@dataclass(frozen=True)
class Outcome:
    name: str
    ok: bool
    message: str


def run_due(at: datetime) -> list[Outcome]:
    """Run every job that is due at this instant and that no other timer has taken.

    Returns:
        What was run here, in the order of the table.
    """
    _take_all_names()
    return [_run(job, at) for job in JOBS if _take(job, at)]


def _take_all_names() -> None:
    known = set(JobRun.objects.values_list("name", flat=True))
    missing = [JobRun(name=job.name) for job in JOBS if job.name not in known]
    if missing:
        JobRun.objects.bulk_create(missing, ignore_conflicts=True)


def _take(job: Job, at: datetime) -> bool:
    """Claim the job for this pass by one conditional update."""
    ended = Q(finished_at__isnull=False, started_at__lte=job.due_before(at))
    broken_off = Q(finished_at__isnull=True, started_at__lte=at - max(job.every, BROKEN_OFF))
    due = Q(started_at__isnull=True) | ended | broken_off
    return bool(JobRun.objects.filter(due, name=job.name).update(started_at=at, finished_at=None))


def _run(job: Job, at: datetime) -> Outcome:
    try:
        outcome = Outcome(job.name, True, job.act(at))
    except Exception as error:
        logger.exception("job %s failed", job.name)
        outcome = Outcome(job.name, False, f"{type(error).__name__}: {told(error, serving=False)}")
    JobRun.objects.filter(name=job.name, started_at=at).update(
        finished_at=timezone.now(), ok=outcome.ok, message=outcome.message[:500]
    )
    return outcome


# ---- queued tasks ---------------------------------------------------------------------------------------
def requeue_lost_tasks(at: datetime) -> str:
    """Tasks that run longer than allowed have lost their worker: put them back, or give them up."""
    return _requeue(
        DBTaskResult.objects.running().filter(started_at__lt=at - timedelta(seconds=settings.TASK_TIME_LIMIT))
    )


def requeue_of_worker(worker_id: str) -> str:
    """The same for a worker that is known to be gone, because its successor is just starting."""
    running = DBTaskResult.objects.running()
    return _requeue(
        running.filter(pk__in=[task.pk for task in running if task.worker_ids[-1:] == [worker_id]])
    )


def _requeue(tasks: QuerySet[DBTaskResult]) -> str:
    again = given_up = 0
    for task in tasks:
        mine = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
        if len(task.worker_ids) < MOST_ATTEMPTS:
            again += mine.update(status=TaskResultStatus.READY, started_at=None)
        else:
            given_up += mine.update(
                status=TaskResultStatus.FAILED,
                finished_at=timezone.now(),
                exception_class_path="builtins.TimeoutError",
                traceback=f"{MOST_ATTEMPTS} 次执行均中断，不再重试。",
            )
    return f"重新排队 {again} 件，放弃 {given_up} 件"


def prune_tasks(at: datetime) -> str:
    """Forget finished tasks: what they did is recorded where they did it."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=at - KEEP_TASKS).delete()[0]
    failed = DBTaskResult.objects.failed().filter(finished_at__lt=at - KEEP_FAILED_TASKS).delete()[0]
    return f"清除 {done + failed} 件已结束的任务"


# ---- what expires ---------------------------------------------------------------------------------------
def clear_sessions(at: datetime) -> str:
    call_command("clearsessions", verbosity=0)
    return "清除过期会话"


def prune_page_cache(at: datetime) -> str:
    """Delete expired files of the file cache, which by itself only looks at what is asked for."""
    cache = caches["default"]
    if not isinstance(cache, FileBasedCache):
        return "缓存不在文件中，无须清理"
    gone = sum(_ended(cache, Path(name)) for name in cache._list_cache_files())  # type: ignore[attr-defined]
    return f"清除 {gone} 个过期的缓存文件"


def _ended(cache: FileBasedCache, path: Path) -> bool:
    """Whether the file held an expired page; it is deleted then."""
    try:
        with path.open("rb") as file:
            return bool(cache._is_expired(file))  # type: ignore[attr-defined]
    except (FileNotFoundError, EOFError, pickle.UnpicklingError):
        return False  # another process was faster, or is writing it


def prune_log_ins(at: datetime) -> str:
    """Forget failed attempts after their cool-off, the log of log-ins after its term, broken-off enrolments."""
    cool_off = get_cool_off() or timedelta(days=1)
    attempts = AccessAttempt.objects.filter(attempt_time__lt=at - cool_off).delete()[0]
    entries = AccessLog.objects.filter(attempt_time__lt=at - KEEP_ACCESS_LOG).delete()[0]
    TOTPDevice.objects.filter(confirmed=False, created_at__lt=at - KEEP_UNCONFIRMED).delete()
    return f"清除 {attempts} 条失败登录、{entries} 条登录日志"


def prune_rate_limits(at: datetime) -> str:
    call_command("ratelimit_cleanup", verbosity=0, stdout=StringIO())
    return "清除过期的限流计数"


def carry_on_erasures(at: datetime) -> str:
    """Erasures whose worker was lost."""
    return f"继续删除 {erasing.carry_on_waiting(at)} 批"


def make_waiting_letters(at: datetime) -> str:
    """Papers that were signed but whose files a lost worker left unmade."""
    return f"补作文书 {letters.make_waiting(at)} 份"


def sweep_sealed_files(at: datetime) -> str:
    """Sealed files of applicants and villages that an act left behind when it was killed."""
    return f"删除无主的加密文件 {sweeping.sweep(at)} 个"


def drop_drafts(at: datetime) -> str:
    """Applications residents began and left."""
    return f"删除过期的申请草稿 {drafts.drop_expired(at)} 份"


JOBS: list[Job] = [
    Job("requeue_lost_tasks", timedelta(minutes=1), requeue_lost_tasks),
    Job("prune_page_cache", timedelta(hours=1), prune_page_cache),
    Job("prune_log_ins", timedelta(hours=1), prune_log_ins),
    Job("prune_rate_limits", timedelta(hours=1), prune_rate_limits),
    Job("prune_tasks", timedelta(days=1), prune_tasks),
    Job("clear_sessions", timedelta(days=1), clear_sessions),
    Job("publication_clock", timedelta(minutes=1), publishing.run_clock),
    Job("rescan_public", timedelta(days=1), scanning.rescan_by_night, by_night=True),
    Job("make_waiting_letters", timedelta(minutes=1), make_waiting_letters),
    Job("carry_on_erasures", timedelta(minutes=10), carry_on_erasures),
    Job("sweep_sealed_files", timedelta(days=1), sweep_sealed_files, by_night=True),
    Job("drop_drafts", timedelta(hours=1), drop_drafts),
    Job("renew_applications", timedelta(days=1), renewal.by_night, by_night=True),
    Job("remind", timedelta(hours=1), reminding.remind),
    Job("plan_duties", timedelta(days=1), plan_daily, by_night=True),
    Job("compare_villages", timedelta(days=1), agreement.compare_by_night, by_night=True),
]
