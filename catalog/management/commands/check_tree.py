"""Check the catalog and unit trees; rebuild on request."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from catalog.actions.tree_check import TREES, find_faults, rebuild


class Command(BaseCommand):
    help = "检查目录树和单位树的上级与左右值是否一致；--rebuild 按上级关系重建。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="有不一致时重建")

    def handle(self, *args: Any, **options: Any) -> None:
        broken = False
        for model in TREES:
            label = model._meta.verbose_name
            faults = find_faults(model)
            if faults and options["rebuild"]:
                rebuild(model=model)
                self.stdout.write(f"{label}：{len(faults)} 处不一致，已重建。")
                faults = find_faults(model)
            for fault in faults[:20]:
                self.stderr.write(f"{label} {fault}")
            broken = broken or bool(faults)
            if not faults:
                self.stdout.write(f"{label}：{model.objects.count()} 个节点，没有问题。")
        if broken:
            raise CommandError("树有不一致，可加 --rebuild 重建。")
