"""`manage.py benchmark`: what a public page costs, cached and not, beside an empty view and a static file."""

from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from catalog.models import Entry, Township
from gongkai.benchmark.load import Sample, drive
from gongkai.benchmark.server import Server, serving

EMPTY = "/__empty__"


class Command(BaseCommand):
    help = "测量公开页面：每秒请求数、p50/p99、每个请求占用的处理器时间；与空视图和静态文件同一轮比较。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=2000, help="每个页面（有缓存）请求多少次")
        parser.add_argument("--uncached", type=int, default=400, help="每个页面（无缓存）请求多少次")

    def handle(self, *args: Any, **options: Any) -> None:
        pages = self._pages()
        self.stdout.write(
            f"{'页面':<16}{'缓存':<6}{'请求/秒':>9}{'p50 ms':>9}{'p99 ms':>9}{'CPU ms':>9}{'空视图':>9}{'比值':>9}{'字节':>9}"
        )
        with serving(PAGE_CACHE="1") as server:
            self._measure(
                server, "静态文件", staticfiles_storage.url("css/site.css"), options["requests"], "-"
            )
            for name, path in pages.items():
                self._measure(server, name, path, options["requests"], "有")
        with serving(PAGE_CACHE="0") as server:
            for name, path in pages.items():
                self._measure(server, name, path, options["uncached"], "无")

    def _measure(self, server: Server, name: str, path: str, requests: int, cache: str) -> None:
        """One line. The empty view is measured right before and after, since a shared machine changes its speed."""
        around = max(500, requests // 2)
        drive(server.port, path, requests=50)  # warm: templates compiled, page stored
        before = self._cost(server, EMPTY, around)[0]
        cpu, sample = self._cost(server, path, requests)
        empty = (before + self._cost(server, EMPTY, around)[0]) / 2
        self.stdout.write(
            f"{name:<16}{cache:<6}{len(sample.seconds) / sample.wall:>9.0f}{sample.quantile(0.5) * 1000:>9.2f}"
            f"{sample.quantile(0.99) * 1000:>9.2f}{cpu * 1000:>9.3f}{empty * 1000:>9.3f}{cpu / empty:>9.2f}{sample.size:>9}"
        )

    def _cost(self, server: Server, path: str, requests: int) -> tuple[float, Sample]:
        """Seconds of the worker's processor time per request, and the sample."""
        before = server.cpu()
        sample = drive(server.port, path, requests=requests)
        if sample.bad:
            raise CommandError(f"{path}：{sample.bad} 个请求没有得到 200。")
        return (server.cpu() - before) / len(sample.seconds), sample

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
