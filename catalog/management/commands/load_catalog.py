"""Load or renew the standard catalog."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from catalog.actions.standard import load_standard


class Command(BaseCommand):
    help = "载入国家标准目录（26个试点领域）、法定栏目、村务公开目录和工作日历；重复运行不会改动已有内容。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="文件没有变化也逐行比对")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(str(load_standard(at=timezone.now(), force=options["force"])))
