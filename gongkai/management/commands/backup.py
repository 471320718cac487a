"""Write a backup of database and uploaded files."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.models import JobRun
from gongkai.service import backups


class Command(BaseCommand):
    help = "备份数据库和上传的文件为一个压缩包（只有本用户可读）。系统运行时也可以备份。"
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--to", type=Path, help="存放的文件夹，默认数据文件夹下的 backups")
        parser.add_argument("--keep", type=int, default=0, help="只保留最新的几个，默认全部保留")

    def handle(self, *args: Any, to: Path | None, keep: int, **options: Any) -> None:
        folder = to or Path(settings.DATA_DIR) / "backups"
        at = timezone.now()
        try:
            archive = backups.back_up(folder, at)
        except backups.BackupRefused as refused:
            _note(at, ok=False, message=str(refused))
            raise CommandError(str(refused)) from refused
        _note(at, ok=True, message=archive.name)
        self.stdout.write(f"已备份：{archive}（{archive.stat().st_size / 2**20:.1f} MB）")
        for old in backups.prune(folder, keep):
            self.stdout.write(f"已删除旧备份：{old.name}")


def _note(at: Any, *, ok: bool, message: str) -> None:
    JobRun.objects.update_or_create(
        name="backup",
        defaults={"started_at": at, "finished_at": timezone.now(), "ok": ok, "message": message[:500]},
    )
