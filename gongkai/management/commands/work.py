"""The task worker: takes over what its predecessor on this machine left unfinished, then runs queued tasks."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser

from gongkai.timer import requeue_of_worker


class Command(BaseCommand):
    help = "执行排队的后台任务；先把本机上一个执行进程中断的任务放回队列。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--worker-id", required=True, help="本机内唯一的名称，重新启动后不变")
        parser.add_argument("--interval", type=float, default=1.0, help="队列为空时隔几秒再看")

    def handle(self, *args: Any, worker_id: str, interval: float, **options: Any) -> None:
        requeue_of_worker(worker_id)
        call_command(
            "db_worker",
            worker_id=worker_id,
            interval=interval,
            queue_name="*",
            verbosity=options["verbosity"],
        )
