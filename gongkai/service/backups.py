"""Backups: one archive with a consistent copy of the database and the uploaded files; and the way back."""

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, connections
from django.utils import timezone

from gongkai.service.private_files import private_folder

SQLITE = "db.sqlite3"
POSTGRESQL = "db.dump"
ABOUT = "about.json"
FILES = "files"


class BackupRefused(Exception):
    """`str()` is a clear Chinese sentence."""


# ---- out ------------------------------------------------------------------------------------------------
def back_up(folder: Path, at: datetime) -> Path:
    """Write one archive (0600) named after the instant; uploaded files on S3 are not in it.

    Raises:
        BackupRefused: a program that is needed is missing or failed, or the name is taken.
    """
    target = private_folder(folder) / f"gongkai-{timezone.localtime(at):%Y%m%d-%H%M%S}.tar.gz"
    if target.exists():
        raise BackupRefused(f"备份文件 {target} 已存在。")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as made:
        work = Path(made)
        # The database first: every file it names was there before its row was.
        name = _dump_sqlite(work) if connection.vendor == "sqlite" else _dump_postgresql(work)
        about = {"database": name, "made_at": at.isoformat(), "vendor": connection.vendor}
        (work / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        archive = work / "archive"
        archive.touch(mode=0o600)
        with tarfile.open(archive, mode="w:gz", compresslevel=5) as tar:
            tar.add(work / ABOUT, ABOUT)
            tar.add(work / name, name)
            for path in _uploaded():
                tar.add(path, str(PurePosixPath(FILES, path.relative_to(settings.MEDIA_ROOT).as_posix())))
        archive.replace(target)
    return target


def prune(folder: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` archives of this folder; returns those deleted."""
    old = sorted(folder.glob("gongkai-*.tar.gz"))[:-keep] if keep > 0 else []
    for path in old:
        path.unlink()
    return old


def _dump_sqlite(work: Path) -> str:
    name = str(connection.settings_dict["NAME"])
    with closing(sqlite3.connect(name)) as source, closing(sqlite3.connect(work / SQLITE)) as copy:
        source.backup(copy)
    return SQLITE


def _dump_postgresql(work: Path) -> str:
    _run_postgresql(
        ["pg_dump", "--format=custom", "--no-owner", f"--file={work / POSTGRESQL}", "--dbname", _database()]
    )
    return POSTGRESQL


def _uploaded() -> Iterator[Path]:
    if isinstance(default_storage, FileSystemStorage):
        yield from (path for path in sorted(Path(settings.MEDIA_ROOT).rglob("*")) if path.is_file())


# ---- back -----------------------------------------------------------------------------------------------
def restore(archive: Path, at: datetime) -> Path:
    """Put database and files of an archive in place of the present ones, which are set aside, not deleted.

    Returns:
        The folder with what was there before (on PostgreSQL the files only).

    Raises:
        BackupRefused: the archive is not one of ours, is of the other database engine, or the portal is running.
    """
    with _standing_still():
        aside = (
            private_folder(Path(settings.DATA_DIR) / "backups")
            / f"before-{timezone.localtime(at):%Y%m%d-%H%M%S}"
        )
        with tempfile.TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restoring-") as made:
            work = Path(made)
            about = _unpack(archive, work)
            if about.get("vendor") != connection.vendor:
                raise BackupRefused(
                    f"备份来自 {about.get('vendor')} 数据库，当前使用 {connection.vendor}，不能直接恢复。"
                )
            private_folder(aside)
            if connection.vendor == "sqlite":
                _put_sqlite(work, aside)
            else:
                _put_postgresql(work)
            _put_files(work, aside)
    return aside


@contextmanager
def _standing_still() -> Iterator[None]:
    """Only while no `manage.py start` of this data folder runs."""
    with (private_folder(Path(settings.DATA_DIR)) / "running.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BackupRefused("系统正在运行。请先停止 manage.py start，再恢复备份。") from None
        yield


def _unpack(archive: Path, work: Path) -> dict[str, Any]:
    """Unpack plain files under the names a backup has; anything else in the archive refuses it."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = PurePosixPath(member.name)
                known = (
                    name.parts[0] == FILES
                    if len(name.parts) > 1
                    else member.name in (ABOUT, SQLITE, POSTGRESQL)
                )
                source = tar.extractfile(member) if member.isreg() else None
                if source is None or not known or ".." in name.parts or name.is_absolute():
                    raise BackupRefused(f"备份文件里有不认识的内容：{member.name}")
                target = work / name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with target.open("wb") as file:
                    shutil.copyfileobj(source, file)
                target.chmod(0o600)
        about = json.loads((work / ABOUT).read_text(encoding="utf-8"))
    except (tarfile.TarError, EOFError, OSError, ValueError) as error:
        raise BackupRefused(f"读不出备份文件 {archive}：{error}") from error
    if not isinstance(about, dict) or not (work / str(about.get("database"))).is_file():
        raise BackupRefused("备份文件里没有数据库。")
    return about


def _put_sqlite(work: Path, aside: Path) -> None:
    connections.close_all()
    name = Path(connection.settings_dict["NAME"])
    for suffix in ("", "-wal", "-shm"):
        present = name.with_name(name.name + suffix)
        if present.exists():
            present.replace(aside / present.name)
    (work / SQLITE).replace(name)


def _put_postgresql(work: Path) -> None:
    command = [
        "pg_restore",
        "--clean",
        "--if-exists",
        "--no-owner",
        "--single-transaction",
        "--exit-on-error",
    ]
    _run_postgresql([*command, "--dbname", _database(), str(work / POSTGRESQL)])


def _put_files(work: Path, aside: Path) -> None:
    if not (work / FILES).exists():
        return
    root = Path(settings.MEDIA_ROOT)
    if root.exists():
        root.replace(aside / FILES)
    (work / FILES).replace(root)


# ---- PostgreSQL's own programs --------------------------------------------------------------------------
def _database() -> str:
    return str(connection.settings_dict["NAME"])


def _run_postgresql(command: list[str]) -> None:
    """Run one of its programs on our database; the password goes by the environment, not the command line."""
    has = connection.settings_dict
    environment = dict(os.environ)
    for variable, key in (
        ("PGHOST", "HOST"),
        ("PGPORT", "PORT"),
        ("PGUSER", "USER"),
        ("PGPASSWORD", "PASSWORD"),
    ):
        if has.get(key):
            environment[variable] = str(has[key])
    if shutil.which(command[0]) is None:
        raise BackupRefused(f"找不到 {command[0]}，请安装与服务器同版本的 PostgreSQL 客户端。")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupRefused(f"{command[0]} 失败：{done.stderr.strip()[:500]}")
