"""`manage.py rebuild_index`: the public index compared with the records, and mended."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.models import Township
from gongkai.indexing import rebuild


class Command(BaseCommand):
    help = "按各应用的记录核对公开索引，报告每一处差异并改正；加 --check 只核对不改。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="只核对，不改动")

    def handle(self, *args: Any, **options: Any) -> None:
        for township in Township.objects.select_related("unit").order_by("pk"):
            found = rebuild(
                township, mend=not options["check"], say=lambda seen: self.stdout.write(f"  已核对 {seen} 条")
            )
            for label, keys in (("缺少", found.missing), ("不符", found.changed), ("多余", found.surplus)):
                for key in keys:
                    self.stdout.write(f"  {label} {key}")
            verdict = (
                "没有差异。" if not found else ("有差异，未改动。" if options["check"] else "差异已改正。")
            )
            self.stdout.write(f"{township}：{found.seen} 条记录，{verdict}")
