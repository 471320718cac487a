"""`manage.py benchmark_villages`: the grids of accounts and duties and the village pages over many villages and years."""

from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from time import perf_counter
from typing import Any

from django.core.cache import cache
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from catalog.queries import outline
from gongkai import townships
from gongkai.benchmark import accounts
from gongkai.benchmark.accounts import Accounts
from gongkai.benchmark.duties import scratch
from gongkai.benchmark.pages import Measured, get, print_table, timed

MOST = 0.3  # seconds a page may take
EXPORT = 3.0  # and a file of every village


class Command(BaseCommand):
    help = "测量村务公开：很多村、很多年的财务和公开任务时，月份格、进度表和村页面各要多久。做完全部撤销。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--villages", type=int, default=300, help="村数，默认 300")
        parser.add_argument("--years", type=int, default=5, help="年数，默认 5")
        parser.add_argument("--keep", action="store_true", help="保留造出的乡镇（只用于专用的测试库）")

    def handle(self, *args: Any, villages: int, years: int, keep: bool, **options: Any) -> None:
        if villages < 1 or years < 1:
            raise CommandError("村数和年数至少是 1。")
        townships.forget()
        try:
            with scratch(keep=keep):
                begun = perf_counter()
                made = accounts.make(villages=villages, years=years, at=timezone.now())
                self.stdout.write(
                    f"{connection.vendor}：{villages} 个村 × {years} 年，{made.sheets} 张表、{made.lines} 笔、"
                    f"{made.duties} 件公开任务；造好用了 {perf_counter() - begun:.1f} 秒"
                )
                with override_settings(
                    ALLOWED_HOSTS=["testserver"], SECOND_FACTOR=False, SNAPSHOT_SECONDS=3600
                ):
                    slow = print_table(measure(made), self.stdout.write)
        finally:
            townships.forget()  # this process knows the township of the measurement
            outline.forget()
            cache.clear()
        if slow:
            raise CommandError(f"超过限时：{'、'.join(slow)}。")


def measure(made: Accounts) -> Iterator[Measured]:
    """The clerk's grid, and what residents open; no page is taken from the cache."""
    several = len(townships.snapshot().townships) > 1
    base = f"/{made.township.prefix}" if several else ""
    client = Client()
    client.force_login(made.editor, backend="catalog.backends.MembershipBackend")
    office = f"{base}/office/village-finance/"
    for name, path in (
        ("月份格，首页", ""),
        ("月份格，末页", "?page=999"),
        ("月份格，第一年", f"?year={made.township.started_on.year + 1}"),
    ):
        yield timed(name, MOST, partial(get, client, office + path))
    yield from _grids(client, f"{base}/office/village-grid/", made)
    village = f"{base}/villages/{made.village.pk}/"
    for name, path in (
        ("村务公开", f"{base}/villages/"), ("一个村", village), ("一个村的财务", f"{village}finance/"),
    ):  # fmt: skip
        yield timed(name, MOST, partial(get, client, path))


def _grids(client: Client, office: str, made: Accounts) -> Iterator[Measured]:
    """What villages owed: all of them, one, and the duties behind a figure."""
    one, year = f"{made.village.pk}/", made.township.started_on.year + 1
    for name, path in (
        ("进度表，首页", ""), ("进度表，末页", "?page=999"), ("进度表，第一年", f"?year={year}"),
        ("进度表，按季度", "?by=quarter"), ("进度表，一项重点内容", "?key=relief"), ("一个村的进度", one),
        ("一个村的重点内容", f"{one}?view=keys"), ("一个数的明细", f"{one}{year}/?as=published"),
    ):  # fmt: skip
        yield timed(name, MOST, partial(get, client, office + path))
    yield timed("进度表，全部村导出", EXPORT, partial(get, client, f"{office}export/csv/"))
