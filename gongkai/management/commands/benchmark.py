"""`manage.py benchmark`: what a public page costs, cached and not, beside an empty view and a static file."""

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from catalog.models import Entry, Township
from gongkai.benchmark.load import drive
from gongkai.benchmark.server import Server, serving

EMPTY = "空视图"


class Command(BaseCommand):
    help = "测量公开页面：每秒请求数、p50/p99、每个请求占用的处理器时间；与空视图和静态文件同一轮比较。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=2000, help="每个页面（有缓存）请求多少次")
        parser.add_argument("--uncached", type=int, default=400, help="每个页面（无缓存）请求多少次")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = self._pages()
        self.stdout.write(
            f"{'页面':<16}{'缓存':<6}{'请求/秒':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'比空视图':>9}{'字节':>9}"
        )
        with serving(PAGE_CACHE="1") as server:
            empty = self._measure(server, EMPTY, "/__empty__", options["requests"], None, "-")
            css = staticfiles_storage.url("css/site.css")
            self._measure(server, "静态文件", css, options["requests"], empty, "-")
            for name, path in pages.items():
                self._measure(server, name, path, options["requests"], empty, "有")
        with serving(PAGE_CACHE="0") as server:
            empty = self._measure(server, EMPTY, "/__empty__", options["requests"], None, "-")
            for name, path in pages.items():
                self._measure(server, name, path, options["uncached"], empty, "无")

    def _measure(
        self, server: Server, name: str, path: str, requests: int, empty: float | None, cache: str
    ) -> float:
        drive(server.port, path, requests=20)  # warm: templates compiled, page stored
        before = server.cpu()
        sample = drive(server.port, path, requests=requests)
        cpu = (server.cpu() - before) / len(sample.seconds)
        if sample.bad:
            raise CommandError(f"{name} {path}：{sample.bad} 个请求没有得到 200。")
        ratio = f"{cpu / empty:.2f}" if empty else "1.00"
        self.stdout.write(
            f"{name:<16}{cache:<6}{len(sample.seconds) / sample.wall:>9.0f}{sample.quantile(0.5) * 1000:>9.2f}"
            f"{sample.quantile(0.99) * 1000:>9.2f}{cpu * 1000:>9.3f}{ratio:>9}{sample.size:>9}"
        )
        return cpu

    def _pages(self) -> dict[str, str]:
        township = Township.objects.select_related("unit").first()
        if township is None or Township.objects.count() > 1:
            raise CommandError("测量需要恰好一个乡镇：请先运行 manage.py start。")
        entries = Entry.objects.filter(township=township, kind="publication").order_by()

        def richest(field: str) -> Any:
            row = (
                entries.exclude(**{field: None}).values(field).annotate(n=Count("pk")).order_by("-n").first()
            )
            return row[field] if row else None

        newest = entries.order_by("-published_at").first()
        if newest is None:
            raise CommandError("还没有公开的信息，没有可测量的页面。")
        return {
            "首页": "/",
            "领域": f"/domains/{richest('domain__key')}/",
            "事项": f"/items/{richest('node__key')}/",
            "详情": newest.path,
            "列表": "/latest/",
        }
