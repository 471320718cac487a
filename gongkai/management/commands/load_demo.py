"""Load the demonstration township."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from gongkai.demo import places
from gongkai.demo.applications_scene import practise
from gongkai.demo.load import RealOffice, load
from gongkai.demo.office import standing


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}”不是日期，请写成 2026-11-23 这样。") from None


def _scale(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ArgumentTypeError("倍数是 1 到 1000 的整数。")
    return int(text)


class Command(BaseCommand):
    help = "生成演示乡镇（虚构的砚溪县望禾镇）：单位、村、账号、目录和两年的公开信息。已有演示数据时不做任何改动。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", type=_scale, default=1, help="数据量倍数，1 约 330 条，默认 1")
        parser.add_argument("--second", action="store_true", help="另外生成第二个小乡镇（梅澜乡）")
        parser.add_argument("--until", type=_day, help="数据截止日期，默认今天")
        parser.add_argument(
            "--practice", action="store_true", help="另外增加一批练习用的申请，每个办理环节一件；可以重复使用"
        )

    def handle(
        self, *args: Any, scale: int, second: bool, until: date | None, practice: bool, **options: Any
    ) -> None:
        say = self.stdout.write if options["verbosity"] else lambda line: None
        try:
            made = load(until=until or timezone.localdate(), scale=scale, with_second=second, say=say)
        except RealOffice as refused:
            raise CommandError(str(refused)) from None
        say("演示数据已生成。" if made else "演示数据已经存在，没有改动。")
        if practice:
            added = self._practise(until or timezone.localdate())
            say(f"已增加 {added} 件练习用的申请。")

    @transaction.atomic
    def _practise(self, until: date) -> int:
        return practise(standing(places.PROFILE["prefix"]), until=until)
