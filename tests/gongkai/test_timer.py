"""The minute timer: what is due runs once, failures stay alone, lost tasks come back."""

import os
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django_smart_ratelimit.backends import get_backend
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalog.models import JobRun
from gongkai import timer
from gongkai.ratelimits import TimedBackend
from gongkai.timer import Job

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def only(monkeypatch, *jobs: Job) -> None:
    monkeypatch.setattr(timer, "JOBS", list(jobs))


def task(status: str, **fields: object) -> DBTaskResult:
    values = {
        "args_kwargs": {"args": [], "kwargs": {}},
        "task_path": "x.y",
        "backend_name": "default",
        "run_after": AT,
    }
    return DBTaskResult.objects.create(
        **(values | {"status": status, "exception_class_path": "", "traceback": ""} | fields)
    )


def test_job_runs_when_due_and_not_before(monkeypatch):
    runs = []
    only(monkeypatch, Job("a", HOUR, lambda at: runs.append(at) or "好"))

    for at in (AT, AT + timedelta(minutes=1), AT + timedelta(minutes=59), AT + HOUR):
        timer.run_due(at)

    assert runs == [AT, AT + HOUR]
    row = JobRun.objects.get(name="a")
    assert (row.ok, row.message, row.started_at) == (True, "好", AT + HOUR)
    assert row.finished_at is not None


def test_failing_job_is_written_down_and_stops_no_other(monkeypatch):
    def fail(at: datetime) -> str:
        raise ValueError("坏了")

    only(monkeypatch, Job("a", HOUR, fail), Job("b", HOUR, lambda at: "好"))

    outcomes = timer.run_due(AT)

    assert [(o.name, o.ok, o.message) for o in outcomes] == [
        ("a", False, "ValueError: 坏了"),
        ("b", True, "好"),
    ]
    assert not JobRun.objects.get(name="a").ok


def test_job_taken_by_another_timer_is_left_alone(monkeypatch):
    only(monkeypatch, Job("a", HOUR, lambda at: "好"))
    JobRun.objects.create(name="a", started_at=AT - timedelta(minutes=90))  # still running elsewhere

    assert timer.run_due(AT) == []
    assert [o.name for o in timer.run_due(AT + HOUR)] == ["a"]  # by now it was killed


def test_all_jobs_of_the_table_run_twice_without_harm():
    first = timer.run_due(AT)
    second = timer.run_due(AT + timedelta(days=2))

    assert [o.name for o in first] == [o.name for o in second] == [job.name for job in timer.JOBS]
    assert all(o.ok for o in (*first, *second))


def test_task_that_lost_its_worker_is_queued_again(settings):
    lost = task(
        TaskResultStatus.RUNNING,
        started_at=AT - timedelta(seconds=settings.TASK_TIME_LIMIT + 1),
        worker_ids=["w"],
    )
    alive = task(TaskResultStatus.RUNNING, started_at=AT - timedelta(seconds=5), worker_ids=["w"])

    timer.requeue_lost_tasks(AT)

    lost.refresh_from_db()
    alive.refresh_from_db()
    assert (lost.status, lost.started_at) == (TaskResultStatus.READY, None)
    assert alive.status == TaskResultStatus.RUNNING


def test_task_that_keeps_ending_its_worker_is_given_up():
    lost = task(
        TaskResultStatus.RUNNING, started_at=AT - timedelta(days=1), worker_ids=["w"] * timer.MOST_ATTEMPTS
    )

    timer.requeue_lost_tasks(AT)

    lost.refresh_from_db()
    assert lost.status == TaskResultStatus.FAILED
    assert lost.finished_at is not None


def test_successor_of_a_worker_takes_over_its_tasks_only():
    mine = task(TaskResultStatus.RUNNING, started_at=AT, worker_ids=["other", "w"])
    others = task(TaskResultStatus.RUNNING, started_at=AT, worker_ids=["w", "other"])

    timer.requeue_of_worker("w")

    mine.refresh_from_db()
    others.refresh_from_db()
    assert (mine.status, others.status) == (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def test_finished_tasks_are_forgotten_after_their_term():
    old = AT - timedelta(days=15)
    task(TaskResultStatus.SUCCESSFUL, finished_at=old)
    failed = task(TaskResultStatus.FAILED, finished_at=old)
    waiting = task(TaskResultStatus.READY)

    timer.prune_tasks(AT)

    assert set(DBTaskResult.objects.values_list("pk", flat=True)) == {failed.pk, waiting.pk}


def test_expired_files_of_the_page_cache_go_and_others_stay(settings, tmp_path):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": str(tmp_path),
        }
    }
    caches["default"].set("old", "x", timeout=0.001)
    caches["default"].set("kept", "x", timeout=1000)
    os.sync()
    (tmp_path / "torn.djcache").write_bytes(b"\x80")

    timer.prune_page_cache(AT)

    assert caches["default"].get("kept") == "x"
    assert len(list(Path(tmp_path).glob("*.djcache"))) == 2


def test_command_says_in_chinese_what_it_did():
    out = StringIO()

    call_command("run_due", stdout=out)

    assert "requeue_lost_tasks：完成" in out.getvalue()


def test_rate_limits_are_counted_without_a_thread_of_their_own():
    """A thread would hold a connection to the database in every process for good."""
    backend = get_backend()

    assert isinstance(backend, TimedBackend)
    assert backend.incr("probe", 60) == 1
    assert not [thread for thread in threading.enumerate() if thread.name == "ratelimit-db-cleanup"]
