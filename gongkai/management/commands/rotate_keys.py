"""`manage.py rotate_keys`: personal data sealed again with the newest key."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from gongkai.service.rotation import Pass, rotate


class Command(BaseCommand):
    help = (
        "用 PERSONAL_DATA_KEYS 里的第一个（最新的）密钥重新加密全部申请人信息和上传的证明材料。"
        "系统运行时也可以执行；中断后再执行一次即可。"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = rotate(say=lambda line: self.stdout.write(f"  {line}"))
        except ImproperlyConfigured as fault:
            raise CommandError(str(fault)) from fault
        self._print(done)
        broken = [(one.label, pk) for one in done for pk in one.broken]
        if broken:
            for label, pk in broken:
                self.stderr.write(f"  读不出来：{label} 第 {pk} 行")
            raise CommandError(f"有 {len(broken)} 处读不出来，旧密钥还不能去掉。")
        self.stdout.write("全部内容都已使用最新的密钥，旧密钥可以从 PERSONAL_DATA_KEYS 里去掉。")

    def _print(self, done: list[Pass]) -> None:
        self.stdout.write("数量\t重新加密\t已是最新\t读不出来\t清除旧文件\t内容")
        for one in done:
            self.stdout.write(
                f"{one.seen}\t{one.resealed}\t{one.newest}\t{len(one.broken)}\t{one.dropped}\t{one.label}"
            )
