"""Run the jobs that are due: once, or again and again as the minute timer."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from gongkai import timer


class Command(BaseCommand):
    help = "执行到期的定时任务。供每分钟的计时器调用；--every 60 则自行循环。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, help="每隔几秒执行一次，直到收到停止信号")

    def handle(self, *args: Any, every: float | None, **options: Any) -> None:
        if every is None:
            for outcome in timer.run_due(timezone.now()):
                self.stdout.write(f"{outcome.name}：{'完成' if outcome.ok else '失败'}　{outcome.message}")
            return
        stop = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        while True:
            close_old_connections()
            timer.run_due(timezone.now())
            if stop.wait(every):
                return
