"""`manage.py start`: keys, first log-ins, kept processes; the whole command end to end (slow)."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import call_command
from django.core.management.base import CommandError

from catalog.law.roles import Role
from catalog.models import CacheGeneration, Membership, Township, User
from gongkai.management.commands import start
from gongkai.service import keys, logins, preparation
from gongkai.service.supervisor import Child, Supervisor

ROOT = Path(__file__).resolve().parents[2]
FOREVER = "import time; time.sleep(60)"


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@pytest.fixture
def data(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path / "var"
    return settings.DATA_DIR


# ---- keys and log-ins -----------------------------------------------------------------------------------
NAMES = ("SECRET_KEY", "PERSONAL_DATA_KEYS", "BLIND_INDEX_KEY")


def test_keys_are_written_once_for_the_owner_alone(tmp_path):
    folder = tmp_path / "var"

    assert keys.ensure(folder, {})
    first = (folder / "keys.env").read_text()
    assert not keys.ensure(folder, {})

    assert (folder / "keys.env").read_text() == first
    made = dict(re.findall(r"^([A-Z_]+)=(\S+)$", first, re.M))
    assert tuple(made) == NAMES
    assert len(made["SECRET_KEY"]) >= 50
    assert len(made["BLIND_INDEX_KEY"]) >= 50
    assert Fernet(made["PERSONAL_DATA_KEYS"])
    assert len(set(made.values())) == 3
    assert mode(folder / "keys.env") == 0o600
    assert mode(folder) == 0o700


def test_an_older_installation_keeps_its_key_and_gets_the_new_ones(tmp_path):
    (tmp_path / "keys.env").write_text("# 密钥\nSECRET_KEY=old\n")

    assert keys.ensure(tmp_path, {"BLIND_INDEX_KEY": "given"})

    lines = (tmp_path / "keys.env").read_text().splitlines()
    assert lines[:2] == ["# 密钥", "SECRET_KEY=old"]
    assert [line.partition("=")[0] for line in lines[2:]] == ["PERSONAL_DATA_KEYS"]
    assert mode(tmp_path / "keys.env") == 0o600
    assert keys.missing(tmp_path, {"BLIND_INDEX_KEY": "given"}) == []


def test_keys_of_the_environment_win_and_nothing_is_written(tmp_path):
    assert not keys.ensure(tmp_path, dict.fromkeys(NAMES, "given"))
    assert not (tmp_path / "keys.env").exists()


def test_where_keys_come_from_the_environment_none_is_made_up(tmp_path):
    """Several machines share them: each with personal keys of its own, none could read what another wrote."""
    assert not keys.ensure(tmp_path, {"SECRET_KEY": "given"})
    assert not (tmp_path / "keys.env").exists()
    assert keys.missing(tmp_path, {"SECRET_KEY": "given"}) == ["PERSONAL_DATA_KEYS", "BLIND_INDEX_KEY"]


def test_start_says_which_keys_are_missing(data, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "given")
    monkeypatch.delenv("PERSONAL_DATA_KEYS")

    with pytest.raises(CommandError, match=r"还须同样给出 PERSONAL_DATA_KEYS（"):
        call_command("start", port=free_port())


@pytest.mark.parametrize(
    ("changed", "faults"),
    [
        ({}, []),
        ({"PERSONAL_DATA_KEYS": []}, ["gongkai.E001"]),
        ({"PERSONAL_DATA_KEYS": ["short"]}, ["gongkai.E002"]),
        ({"PERSONAL_DATA_KEYS": [Fernet.generate_key().decode(), "密钥"]}, ["gongkai.E002"]),
        ({"BLIND_INDEX_KEY": ""}, ["gongkai.E003"]),
        ({"BLIND_INDEX_KEY": "x" * 31}, ["gongkai.E003"]),
        ({"BLIND_INDEX_KEY": "x" * 50, "SECRET_KEY": "x" * 50}, ["gongkai.E004"]),
    ],
)
def test_the_check_of_service_looks_at_the_keys(settings, changed, faults):
    for name, value in changed.items():
        setattr(settings, name, value)

    found = keys.check_personal_keys()

    assert [fault.id for fault in found] == faults
    assert not any("short" in str(fault) or "xxx" in str(fault) for fault in found)  # a key is never said


def test_log_ins_are_kept_for_the_owner_alone(data):
    assert logins.read() == {}
    logins.write({"a": ("编辑", "张三", "p1"), "b": ("编辑", "李四", "p2")})
    logins.add("c", "管理员", "王五", "p3")

    assert logins.read() == {
        "a": ("编辑", "张三", "p1"),
        "b": ("编辑", "李四", "p2"),
        "c": ("管理员", "王五", "p3"),
    }
    assert list(logins.one_per_role()) == ["a", "c"]
    assert mode(logins.path()) == 0o600
    assert [path.name for path in data.iterdir()] == ["logins.txt"]


def test_random_passwords_differ_and_pass_the_rules():
    made = {logins.random_password() for _ in range(50)}

    assert len(made) == 50
    assert all(re.fullmatch(r"([a-z2-9]{4}-){2}[a-z2-9]{4}", password) for password in made)


# ---- preparation ----------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_empty_start_founds_one_office_with_one_administrator(data):
    preparation.first_township(empty=True, scale=1, say=lambda line: None, demo_options={})
    preparation.first_township(empty=True, scale=1, say=lambda line: None, demo_options={})

    township = Township.objects.get()
    assert not township.is_demo
    assert CacheGeneration.objects.get().township == township
    user = User.objects.get()
    assert Membership.objects.get(user=user).role == Role.ADMIN
    assert Membership.objects.get(user=user).unit == township.unit
    assert user.must_change_password
    assert user.check_password(logins.read()["admin"].password)


@pytest.mark.django_db
def test_real_office_never_gets_the_demonstration(data, monkeypatch):
    preparation.found_office(preparation.timezone.localdate())
    monkeypatch.setattr(preparation, "call_command", lambda *args, **kwargs: pytest.fail("loaded"))

    preparation.first_township(empty=False, scale=1, say=lambda line: None, demo_options={})


@pytest.mark.django_db
def test_demonstration_is_loaded_once(data, monkeypatch):
    calls = []
    monkeypatch.setattr(preparation, "get_commands", lambda: {"load_demo"})
    monkeypatch.setattr(
        preparation, "call_command", lambda name, **options: calls.append((name, options["scale"]))
    )

    for _ in range(2):
        preparation.first_township(empty=False, scale=3, say=lambda line: None, demo_options={})

    assert calls == [("load_demo", 3)]


def test_static_files_are_collected_only_after_a_change(data, settings, tmp_path, monkeypatch):
    source = tmp_path / "source"
    source.mkdir()
    (source / "a.css").write_text("a{}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATIC_ROOT.mkdir()
    calls = []

    def collect(name: str, **options: object) -> None:
        calls.append(name)
        (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")

    monkeypatch.setattr(preparation, "call_command", collect)
    monkeypatch.setattr(preparation, "_static_sources", lambda: source.rglob("*.css"))

    for _ in range(2):
        preparation.collect_static(lambda line: None)
    (source / "a.css").write_text("a{color:red}")
    preparation.collect_static(lambda line: None)

    assert calls == ["collectstatic", "collectstatic"]


# ---- the command ----------------------------------------------------------------------------------------
def test_trial_refuses_other_addresses_than_the_loopback():
    with pytest.raises(CommandError, match=r"只监听 127\.0\.0\.1"):
        call_command("start", host="0.0.0.0")  # noqa: S104  (it must be refused)


def test_service_needs_its_host_names(monkeypatch):
    monkeypatch.delenv("ALLOWED_HOSTS", raising=False)

    with pytest.raises(CommandError, match="ALLOWED_HOSTS"):
        call_command("start", service=True)


def test_trial_is_set_for_children_and_lifted_in_service(monkeypatch):
    monkeypatch.setenv("GONGKAI_TRIAL", "0")

    assert start.child_environment(service=False)["GONGKAI_TRIAL"] == "1"
    assert "GONGKAI_TRIAL" not in start.child_environment(service=True)


def test_taken_port_is_said_before_anything_happens(data):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        with pytest.raises(CommandError, match=f"端口 {port} 已被占用"):
            call_command("start", port=port)

    assert not data.exists()


# ---- kept processes -------------------------------------------------------------------------------------
def test_dead_child_comes_back_with_growing_pauses():
    said = []
    child = Child("甲", [sys.executable, "-c", "raise SystemExit(3)"], dict(os.environ))
    kept = Supervisor([child], said.append)
    kept.start()
    deadline = time.monotonic() + 10
    while child.starts < 3 and time.monotonic() < deadline:
        kept.tick()
        time.sleep(0.02)
    kept.stop()

    assert child.starts == 3
    assert said[:2] == ["甲意外退出（代码 3），0.5 秒后重新启动。", "甲意外退出（代码 3），1 秒后重新启动。"]


def test_stop_ends_children_and_what_they_started(tmp_path):
    note = tmp_path / "pid"
    code = (
        "import subprocess,sys,pathlib;"
        f"p=subprocess.Popen([sys.executable,'-c',{FOREVER!r}]);"
        f"pathlib.Path({str(note)!r}).write_text(str(p.pid));p.wait()"
    )
    child = Child("甲", [sys.executable, "-c", code], dict(os.environ))
    child.start()
    deadline = time.monotonic() + 10
    while not (note.exists() and note.read_text()) and time.monotonic() < deadline:
        time.sleep(0.02)
    grandchild = int(note.read_text())

    child.stop(2)

    assert not child.runs
    deadline = time.monotonic() + 5
    while alive(grandchild) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive(grandchild)


def alive(pid: int) -> bool:
    """Whether the process runs; a dead one not yet collected by its parent does not."""
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] not in "ZX"


# ---- end to end -----------------------------------------------------------------------------------------
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Running:
    """One `manage.py start` on its own data folder."""

    def __init__(self, data: Path, *options: str) -> None:
        self.port = free_port()
        self.log = data.parent / f"start-{self.port}.log"
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in (*NAMES, "GONGKAI_TRIAL", "DJANGO_SETTINGS_MODULE", "DATABASE_URL", "CACHE_URL")
        }
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start", "--port", str(self.port), *options],
                cwd=ROOT,
                env=environment | {"GONGKAI_DATA": str(data)},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.began = time.monotonic()

    def until_told(self, words: str, seconds: float = 120) -> str:
        deadline = time.monotonic() + seconds
        while words not in (text := self.log.read_text()):
            assert self.process.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.05)
        return text

    def get(self, path: str) -> tuple[int, str]:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()

    def children(self) -> list[int]:
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in listed.read_text().split()] if listed.exists() else []

    def end(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(30)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
def test_start_serves_restarts_what_dies_and_survives_being_killed(tmp_path):
    data = tmp_path / "var"
    first = Running(data, "--empty")
    try:
        text = first.until_told("初始登录")
        assert first.get("/")[0] == 200
        assert '"status": "' in first.get("/healthz")[1]
        password = re.search(r"admin　(\S+)　管理员", text)[1]
        keys_before = (data / "keys.env").read_text()
        server, *others = first.children()
        assert len(others) == 2

        os.kill(server, signal.SIGKILL)
        first.until_told("网站意外退出")
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            try:
                assert first.get("/healthz")[0] == 200
                break
            except OSError:
                time.sleep(0.1)
        assert server not in first.children()
    finally:
        kept = first.children()
        first.end(signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in kept) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(alive(pid) for pid in kept)

    second = Running(data, "--empty")
    try:
        text = second.until_told("初始登录")
        assert f"admin　{password}　管理员" in text
        assert (data / "keys.env").read_text() == keys_before
        assert float(re.search(r"用时 ([\d.]+) 秒", text)[1]) < 20
        kept = second.children()
    finally:
        second.end()
    assert second.process.returncode == 0
    assert not any(alive(pid) for pid in kept)
