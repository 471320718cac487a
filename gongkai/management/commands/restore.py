"""Put a backup back in place."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from gongkai.service import backups


class Command(BaseCommand):
    help = (
        "恢复备份。现有的 SQLite 数据库和文件移到一旁，不删除；PostgreSQL 中的现有数据会被替换。先停止系统。"
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("archive", type=Path, help="备份文件")
        parser.add_argument("--yes", action="store_true", help="不再询问")

    def handle(self, *args: Any, archive: Path, yes: bool, **options: Any) -> None:
        if not yes and input(f"用 {archive.name} 替换现有的数据库和文件，输入“恢复”继续：").strip() != "恢复":
            raise CommandError("没有恢复，什么也没有改动。")
        try:
            aside = backups.restore(archive, timezone.now())
        except backups.BackupRefused as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"已恢复。原有数据在 {aside}，确认无误后可以删除。")
