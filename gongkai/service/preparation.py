"""Bringing the installation up to date before it serves. Each step is skipped when nothing changed for it."""

import fcntl
import hashlib
import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command, get_commands
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from catalog.actions import townships
from catalog.law.roles import Role
from catalog.models import JobRun, Township
from disclosure.actions import tables
from disclosure.actions.shipped import load_shipped
from gongkai.service import logins
from gongkai.service.private_files import private_folder, write_private

STATIC_STAMP = "static.stamp"
CATALOG = "prepare:catalog"
DEMO = "prepare:demo"

Say = Callable[[str], Any]


@contextmanager
def alone() -> Iterator[None]:
    """Two starts at once prepare one after the other."""
    with (private_folder(Path(settings.DATA_DIR)) / "prepare.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def prepare(*, empty: bool, scale: int, say: Say, demo_options: dict[str, Any] | None = None) -> None:
    """Database, catalog, first township and static files; quick when there is nothing to do.

    Args:
        empty: found an office without contents instead of the demonstration.
        scale: size factor of the demonstration.
        say: receives one Chinese line for each step that was needed.
        demo_options: further options of `load_demo`.
    """
    with alone(), beside(collect_static, say):
        migrate(say)
        load_catalog(say)
        load_tables(say)
        first_township(empty=empty, scale=scale, say=say, demo_options=demo_options or {})


@contextmanager
def beside(step: Callable[[Say], None], say: Say) -> Iterator[None]:
    """Run a step that needs no database in a process of its own meanwhile: half the wait of a first start."""
    other = multiprocessing.get_context("fork").Process(target=step, args=(say,))
    other.start()  # before the first database connection, which must not be shared
    try:
        yield
    finally:
        other.join()
    if other.exitcode:
        raise CommandError("静态文件没有整理好，原因见上。")


# ---- database -------------------------------------------------------------------------------------------
def migrate(say: Say) -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        say("正在建立或更新数据库……")
        call_command("migrate", interactive=False, verbosity=0)


def load_catalog(say: Say) -> None:
    """Load the national catalog and the calendar where the shipped files differ from those loaded last."""
    stamp = _content_stamp("fixtures", "catalog/law", "catalog/actions", "catalog/management")
    if (
        JobRun.objects.filter(name=CATALOG, message=stamp, ok=True).exists()
        or "load_catalog" not in get_commands()
    ):
        return
    say("正在装入 26 个领域的标准目录……")
    call_command("load_catalog", verbosity=0)
    _remember(CATALOG, stamp)


def load_tables(say: Say) -> None:
    """Bring the shipped tables of lists and wordings up to date; what staff added or switched off stays."""
    done = load_shipped()
    if not done:
        return
    say(str(done))
    for township in Township.objects.all():
        tables.tighten(township=township, by=None, at=timezone.now())


# ---- the first township ---------------------------------------------------------------------------------
def first_township(*, empty: bool, scale: int, say: Say, demo_options: dict[str, Any]) -> None:
    """A demonstration, or an office without contents; nothing where a township is there already."""
    if empty:
        if not Township.objects.exists():
            found_office(timezone.localdate())
        return
    real = Township.objects.filter(is_demo=False).exists()
    loaded = JobRun.objects.filter(name=DEMO, ok=True).first()
    if loaded and scale != 1 and loaded.message != f"scale={scale}":
        say(f"演示数据已装入（{loaded.message}），--scale 这次不起作用；要换大小请先移走数据文件夹。")
    if real or loaded or "load_demo" not in get_commands():
        return
    say("正在生成演示数据……")
    call_command(
        "load_demo", verbosity=0, scale=scale, **demo_options
    )  # idempotent: completes a broken-off load
    _remember(DEMO, f"scale={scale}")


def found_office(today: date) -> Township:
    """A township to be filled in, with one administrator whose random password is kept in the list of log-ins."""
    password = logins.random_password()
    township = townships.found(
        name="本镇人民政府",
        short_name="本镇",
        prefix="town",
        county_name="本县",
        site_name="本镇政务公开",
        organizer="本镇人民政府",
        started_on=today,
        administrator=townships.FirstAdministrator(username="admin", name="系统管理员", password=password),
    )
    logins.add("admin", Role.ADMIN.label, "系统管理员", password)
    return township


# ---- static files ---------------------------------------------------------------------------------------
def collect_static(say: Say) -> None:
    """Collect and compress static files where a source file, or what treats them, has changed."""
    stamp_file = private_folder(Path(settings.DATA_DIR)) / STATIC_STAMP
    stamp = _stamp(
        _static_sources(), django.__version__, version("whitenoise"), str(settings.STORAGES["staticfiles"])
    )
    complete = Path(settings.STATIC_ROOT, "staticfiles.json").exists()
    if complete and stamp_file.exists() and stamp_file.read_text() == stamp:
        return
    say("正在整理样式、脚本和图片……")
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    write_private(stamp_file, stamp)


def _static_sources() -> Iterator[Path]:
    for finder in get_finders():
        for name, storage in finder.list([]):
            yield Path(storage.path(name))


# ---- stamps ---------------------------------------------------------------------------------------------
def _stamp(paths: Iterable[Path], *more: str) -> str:
    """A digest of names, sizes and times of change, enough to see that something was touched."""
    digest = hashlib.sha256("|".join(more).encode())
    for path in sorted(paths):
        stat = path.stat()
        digest.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _content_stamp(*folders: str) -> str:
    """A digest of the files' contents: the same on every machine that shares the database."""
    digest = hashlib.sha256()
    base = Path(settings.BASE_DIR)
    for path in sorted(path for folder in folders for path in (base / folder).rglob("*.*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(str(path.relative_to(base)).encode() + path.read_bytes())
    return digest.hexdigest()


def _remember(name: str, message: str) -> None:
    now = timezone.now()
    JobRun.objects.update_or_create(
        name=name, defaults={"started_at": now, "finished_at": now, "ok": True, "message": message}
    )
