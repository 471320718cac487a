"""Backup and restore: nothing lost, nobody else reads it, strange archives refused."""

import sqlite3
import tarfile
from contextlib import closing
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from catalog.models import JobRun
from gongkai.management.commands.start import running_mark
from gongkai.service import backups
from gongkai.service.backups import BackupRefused
from tests.factories import catalog as make

AT = datetime(2026, 3, 2, 4, 5, 6, tzinfo=UTC)
sqlite_only = pytest.mark.skipif(connection.vendor != "sqlite", reason="moves files of SQLite")


@pytest.fixture
def office(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.DATA_DIR / "files"
    (settings.MEDIA_ROOT / "2026").mkdir(parents=True)
    (settings.MEDIA_ROOT / "2026" / "公示.pdf").write_bytes(b"%PDF-1.7")
    return settings.DATA_DIR


@pytest.fixture
def database(office, monkeypatch) -> Path:
    """A database file that may be moved about; the tests' own stays where it is."""
    path = office / "db.sqlite3"
    with closing(sqlite3.connect(path)) as opened:
        opened.executescript("CREATE TABLE t (x); INSERT INTO t VALUES (1);")
    monkeypatch.setitem(connection.settings_dict, "NAME", str(path))
    monkeypatch.setattr(backups.connections, "close_all", lambda: None)
    return path


def content(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as opened:
        return [row[0] for row in opened.execute("SELECT x FROM t ORDER BY x")]


@pytest.mark.django_db(transaction=True)
def test_backup_holds_database_and_files_for_the_owner_alone(office):
    make.township()
    out = StringIO()

    call_command("backup", stdout=out)

    archive = next((office / "backups").glob("gongkai-*.tar.gz"))
    assert archive.stat().st_mode & 0o777 == 0o600
    assert "已备份" in out.getvalue()
    with tarfile.open(archive) as tar:
        names = tar.getnames()
    assert names[0] == "about.json"
    assert names[1] == ("db.sqlite3" if connection.vendor == "sqlite" else "db.dump")
    assert names[2:] == ["files/2026/公示.pdf"]
    assert JobRun.objects.get(name="backup").ok


@sqlite_only
def test_restore_brings_back_and_sets_the_present_aside(office, database):
    archive = backups.back_up(office / "backups", AT)
    with closing(sqlite3.connect(database)) as opened:
        opened.executescript("INSERT INTO t VALUES (2);")
    (office / "files" / "new.pdf").write_bytes(b"later")

    aside = backups.restore(archive, AT)

    assert content(database) == [1]
    assert content(aside / "db.sqlite3") == [1, 2]
    assert [path.name for path in (office / "files").rglob("*.pdf")] == ["公示.pdf"]
    assert (aside / "files" / "new.pdf").read_bytes() == b"later"
    assert not list(office.glob(".restoring-*"))


@sqlite_only
def test_restore_refuses_while_the_portal_runs(office, database):
    archive = backups.back_up(office / "backups", AT)

    with running_mark(), pytest.raises(BackupRefused, match="正在运行"):
        backups.restore(archive, AT)


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "files/../../evil", "other.txt"])
def test_archives_with_strange_names_are_refused_whole(office, name):
    archive = office / "strange.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo(name)
        member.size = 1
        tar.addfile(member, BytesIO(b"x"))

    with pytest.raises(BackupRefused, match="不认识的内容"):
        backups.restore(archive, AT)


def test_links_in_an_archive_are_refused(office):
    archive = office / "strange.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        member = tarfile.TarInfo("files/a")
        member.type = tarfile.SYMTYPE
        member.linkname = "/etc/passwd"
        tar.addfile(member)

    with pytest.raises(BackupRefused, match="不认识的内容"):
        backups.restore(archive, AT)


def test_broken_archive_is_refused_in_words(office):
    archive = office / "torn.tar.gz"
    archive.write_bytes(b"\x1f\x8bnonsense")

    with pytest.raises(CommandError, match="读不出备份文件"):
        call_command("restore", str(archive), "--yes")


def test_restore_asks_first(office, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "好")

    with pytest.raises(CommandError, match="什么也没有改动"):
        call_command("restore", str(office / "x.tar.gz"))


def test_only_the_newest_backups_are_kept(office):
    folder = office / "backups"
    folder.mkdir()
    for day in (1, 2, 3):
        (folder / f"gongkai-2026030{day}-000000.tar.gz").touch()

    backups.prune(folder, keep=2)

    assert sorted(path.name[8:16] for path in folder.iterdir()) == ["20260302", "20260303"]


@pytest.mark.django_db
def test_locked_out_administrator_is_let_in_again():
    user = make.user("admin")
    out = StringIO()

    call_command("reset_login", "admin", "--factor", stdout=out)

    user.refresh_from_db()
    assert user.must_change_password
    assert user.check_password(out.getvalue().split("：")[1].split("（")[0])
    with pytest.raises(CommandError, match="没有登录名"):
        call_command("reset_login", "nobody")
