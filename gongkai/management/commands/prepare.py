"""Bring database, catalog, first township and static files up to date; quick when nothing changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from gongkai.service.preparation import prepare


class Command(BaseCommand):
    help = "准备运行环境：数据库、标准目录、演示数据、静态文件。重复运行无害。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--empty", action="store_true", help="不装演示数据，建立一个待填写的乡镇和一个管理员"
        )
        parser.add_argument("--scale", type=int, default=1, help="演示数据的倍数")

    def handle(self, *args: Any, empty: bool, scale: int, **options: Any) -> None:
        prepare(empty=empty, scale=scale, say=self.stdout.write)
