"""One command for a whole installation: prepare, then serve, work the queue and watch the clock."""

import fcntl
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gongkai.service import keys, logins
from gongkai.service.private_files import private_folder
from gongkai.service.supervisor import Child, Supervisor

LOOPBACK = "127.0.0.1"
ANSWER_SECONDS = 60.0
MANAGE = str(Path(settings.BASE_DIR) / "manage.py")


class Command(BaseCommand):
    help = "准备并启动整个系统：网站、后台任务、定时任务。按 Ctrl-C 停止。"
    requires_system_checks = ()  # the preparation and the server check for themselves

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
        parser.add_argument("--empty", action="store_true", help="不装演示数据，建立一个待填写的真实乡镇")
        parser.add_argument("--scale", type=int, default=1, help="演示数据的倍数，默认 1")
        parser.add_argument("--workers", type=int, default=2, help="网站进程数，默认 2")
        parser.add_argument(
            "--service", action="store_true", help="正式运行：域名、密钥、数据库等由环境变量决定"
        )
        parser.add_argument("--host", help="监听地址；只在正式运行时可改，默认 127.0.0.1")

    def handle(
        self, *args: Any, port: int, service: bool, host: str | None, workers: int, **options: Any
    ) -> None:
        started = time.monotonic()
        if host not in (None, LOOPBACK) and not service:
            raise CommandError(
                "试用方式只监听 127.0.0.1。对外服务请加 --service，并按 README“部署”一节设置环境变量。"
            )
        host = host or LOOPBACK
        environment = child_environment(service=service)
        if service and not environment.get("ALLOWED_HOSTS"):
            raise CommandError("正式运行须设置环境变量 ALLOWED_HOSTS（网站域名，多个用逗号分隔）。")
        refuse_taken_port(host, port)
        os.umask(0o077)  # what this installation writes is nobody else's
        keys.ensure(Path(settings.DATA_DIR), environment)
        if lacking := keys.missing(Path(settings.DATA_DIR), environment):
            raise CommandError(
                f"SECRET_KEY 由环境变量给出，还须同样给出 {'、'.join(lacking)}（见 README“部署”一节）。"
            )
        with running_mark():
            supervisor = Supervisor([], self._say)
            supervisor.catch_signals()
            if self._prepared(supervisor, environment, empty=options["empty"], scale=options["scale"]):
                supervisor.children = kept_processes(host, port, workers, environment)
                supervisor.start()
                self._announce(supervisor, host, port, started)
                supervisor.run()
        self.stdout.write("已停止。")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()  # also where the output goes to a file

    def _prepared(
        self, supervisor: Supervisor, environment: dict[str, str], *, empty: bool, scale: int
    ) -> bool:
        """Run the preparation as one child. False when told to stop meanwhile.

        Raises:
            CommandError: the preparation failed; it has said why.
        """
        command = [sys.executable, MANAGE, "prepare", "--scale", str(scale), *(["--empty"] if empty else [])]
        child = Child("准备工作", command, environment)
        child.start()
        while child.runs and not supervisor.stopping:
            time.sleep(0.05)
        if supervisor.stopping:
            child.stop()
            return False
        if child.process is None or child.process.returncode:
            raise CommandError("准备工作没有完成，原因见上。处理后重新运行本命令即可，已有数据不受影响。")
        return True

    def _announce(self, supervisor: Supervisor, host: str, port: int, started: float) -> None:
        """Wait until the site answers, then say where it is and how to log in."""
        address = f"http://{host}:{port}"
        deadline = time.monotonic() + ANSWER_SECONDS
        while not supervisor.stopping and not answers(f"{address}/healthz"):
            supervisor.tick()
            if time.monotonic() > deadline:
                self.stderr.write("网站还没有应答，继续等待；原因请看上面的输出。")
                return
            time.sleep(0.05)
        if supervisor.stopping:
            return
        seconds = time.monotonic() - started
        self.stdout.write(f"\n已启动，用时 {seconds:.1f} 秒。按 Ctrl-C 停止。\n")
        for label, path in (("网站", "/"), ("办公", "/office/"), ("管理", "/admin/")):
            self.stdout.write(f"  {label}　{address}{path}")
        chosen = logins.one_per_role()
        if chosen:
            self.stdout.write(f"\n初始登录（每个角色一个，全部见 {logins.path()}）：")
            for username, login in chosen.items():
                self.stdout.write(f"  {username}　{login.password}　{login.role}　{login.name}")
        self.stdout.flush()


def child_environment(*, service: bool) -> dict[str, str]:
    """The children's environment: a trial on the loopback, or what the machine says."""
    environment = dict(os.environ)
    environment.setdefault("DJANGO_SETTINGS_MODULE", "gongkai.settings")
    environment["PYTHONUNBUFFERED"] = "1"
    if service:
        environment.pop("GONGKAI_TRIAL", None)
    else:
        environment["GONGKAI_TRIAL"] = "1"
    return environment


def kept_processes(host: str, port: int, workers: int, environment: dict[str, str]) -> list[Child]:
    """Server, task worker and timer, in the order they start."""
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
        "--workers", str(workers), "--blocking-threads", "1", "--respawn-failed-workers",
        "--host", host, "--port", str(port), "--log-level", "warning",
        "gongkai.wsgi:application",
    ]  # fmt: skip
    worker_id = f"{socket.gethostname()[:40]}:{port}"
    worker = [sys.executable, MANAGE, "work", "--worker-id", worker_id, "--verbosity", "0"]
    timer = [sys.executable, MANAGE, "run_due", "--every", "60"]
    base = environment | {
        "PYTHONPATH": os.pathsep.join(filter(None, [str(settings.BASE_DIR), environment.get("PYTHONPATH")]))
    }
    return [
        Child("网站", server, base),
        Child("后台任务", worker, environment),
        Child("定时任务", timer, environment),
    ]


def refuse_taken_port(host: str, port: int) -> None:
    """Look before anything is prepared whether the port is free.

    Raises:
        CommandError: another program listens there.
    """
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"端口 {port} 已被占用或不可用（{error.strerror}）。请先停止占用它的程序，或用 --port 换一个端口。"
            ) from error


def running_mark() -> IO[str]:
    """Hold `running.lock` (shared) while serving, so that a restore does not replace the data underneath."""
    file = (private_folder(Path(settings.DATA_DIR)) / "running.lock").open("w")
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def answers(address: str) -> bool:
    """Whether anything answers there, well or badly: what is bad stands in the answer."""
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310  (own address)
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
