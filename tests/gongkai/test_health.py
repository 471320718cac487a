"""/healthz: what is well, what wants looking at, what is broken."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from catalog.models import JobRun
from gongkai.service import health
from tests.factories import catalog as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def running() -> None:
    now = timezone.now()
    JobRun.objects.create(name="requeue_lost_tasks", started_at=now, finished_at=now)


def test_all_well_is_200_without_session_and_without_redirect(client, running, settings):
    make.township()
    settings.SECURE_SSL_REDIRECT = True

    response = client.get("/healthz")

    assert response.status_code == 200
    body = response.json()
    assert body["status"] == "ok", body
    assert set(body["checks"]) == {"database", "migrations", "queue", "timer", "backup", "disk"}
    assert not response.cookies


def test_answers_before_there_is_a_township(client, running):
    assert client.get("/healthz").status_code == 200


def test_silent_timer_is_a_warning_not_a_failure(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json()["checks"]["timer"] == {"state": "warn", "detail": "定时任务没有运行"}


def test_failed_job_is_named(client, running):
    JobRun.objects.create(name="prune_tasks", started_at=timezone.now(), finished_at=timezone.now(), ok=False)

    assert client.get("/healthz").json()["checks"]["timer"]["detail"] == "上次失败：prune_tasks"


def test_old_task_in_the_queue_is_a_warning(client, running):
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="x.y",
        backend_name="default",
        run_after=timezone.now(),
        status=TaskResultStatus.READY,
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=20))

    assert client.get("/healthz").json()["checks"]["queue"] == {
        "state": "warn",
        "detail": "最早的任务已等待 20 分钟",
    }


def test_full_disk_is_503(client, running, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(health.shutil, "disk_usage", lambda path: usage(100, 100, 2**20))

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["status"] == "bad"


def test_silent_database_is_503(client, running, monkeypatch):
    def fail(at: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(health, "_database", fail)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == {"state": "bad", "detail": "数据库没有应答"}


def test_pending_migration_is_503(client, running, monkeypatch):
    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda self, targets: ["0002"])

    assert client.get("/healthz").status_code == 503


def test_other_methods_are_refused(client):
    assert client.post("/healthz").status_code == 405


def test_without_any_database_it_still_answers(client, monkeypatch):
    def fail(*args: object, **kwargs: object) -> None:
        raise DatabaseError

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", fail)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["checks"]["database"]["state"] == "bad"
