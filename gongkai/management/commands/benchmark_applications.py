"""`manage.py benchmark_applications`: the officers' queues and the annual report over very many archived cases."""

import resource
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from disclosure.law.report import Section
from disclosure.queries.applications import QUEUES
from disclosure.queries.report_cells import keys_behind
from gongkai import townships
from gongkai.benchmark import applications
from gongkai.benchmark.applications import Archive
from gongkai.benchmark.duties import scratch
from gongkai.benchmark.pages import Measured, answered, get, print_table, timed

QUEUE, REPORT = 1.0, 10.0  # seconds a page may take
CELLS = ("three.new.total", "three.granted.person", "three.carried_out.total", "four.review.total")


class Command(BaseCommand):
    help = "测量依申请公开：很多已归档的申请时，办理列表和年度报告各要多久。做完全部撤销。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, default=100_000, help="申请件数，默认 100000")
        parser.add_argument("--keep", action="store_true", help="保留造出的乡镇和申请（只用于专用的测试库）")

    def handle(self, *args: Any, cases: int, keep: bool, **options: Any) -> None:
        townships.forget()
        try:
            with scratch(keep=keep):
                slow = self._measured(cases)
        finally:
            townships.forget()  # this process knows the township of the measurement
        if slow:
            raise CommandError(f"超过限时：{'、'.join(slow)}。")

    def _measured(self, cases: int) -> list[str]:
        """Make the cases, print the table; the names of what took too long."""
        begun = perf_counter()
        try:
            made = applications.make(cases=cases, at=timezone.now())
        except ValueError as refused:
            raise CommandError(str(refused)) from None
        rows = "，".join(f"{name} {number}" for name, number in made.rows.items())
        self.stdout.write(f"{connection.vendor}：{rows}；造好用了 {perf_counter() - begun:.1f} 秒")
        # The client names a host of its own and has no second factor; what a worker rereads now and then is read once.
        with override_settings(ALLOWED_HOSTS=["testserver"], SECOND_FACTOR=False, SNAPSHOT_SECONDS=3600):
            slow = print_table(measure(made), self.stdout.write)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.stdout.write(f"内存最多 {peak:.0f} MB")
        return slow


def measure(made: Archive) -> Iterator[Measured]:
    """Every page of the request officer, each asked for as a browser does."""
    several = len(townships.snapshot().townships) > 1
    office = f"/{made.township.prefix}/office/" if several else "/office/"
    client = Client()
    client.force_login(made.officer, backend="catalog.backends.MembershipBackend")
    for name, path in _queue_pages(made):
        yield timed(name, QUEUE, partial(get, client, office + path))
    for name, person in (("按姓名查找", made.person), ("查找没有的人", "查无此人")):
        yield timed(name, QUEUE, partial(_post, client, f"{office}applications/find/", {"person": person}))
    for name, path in _report_pages(made):
        yield timed(name, REPORT, partial(get, client, office + path))
    year = made.report.year
    yield timed("定稿时各格的申请", REPORT, partial(keys_behind, made.township, year))


def _queue_pages(made: Archive) -> Iterator[tuple[str, str]]:
    yield "工作台", ""
    for queue, label in QUEUES.items():
        yield f"列表：{label}", f"applications/?queue={queue}"
    everything, number = "applications/?queue=all", made.one.number
    yield "全部，最后一页", f"{everything}&page=999999"
    yield "全部，按编号的一段", f"{everything}&number={number[-4:]}"
    yield "全部，按已归档", f"{everything}&state=archived"
    yield "全部，按年度和结果", f"{everything}&year={made.report.year}&outcome=OUT-02"
    yield "到期日历", "applications/calendar/"
    yield "期限变动", "applications/moves/"
    yield "协办查找", "searches/"
    yield "一件申请", f"applications/{made.one.pk}/"


def _report_pages(made: Archive) -> Iterator[tuple[str, str]]:
    year = f"reports/{made.report.year}/"
    yield "年报", "reports/"
    yield f"年报 {made.report.year}", year
    for section in Section:
        yield f"年报：{section.label}", f"{year}{section.value}/"
    yield "年报：核对", f"{year}check/"
    yield "年报：预览", f"{year}preview/"
    yield "年报：DOCX", f"{year}docx/"
    for cell in CELLS:
        yield f"年报明细 {cell}", f"{year}cells/{cell}/"
    yield f"年报明细 {CELLS[0]}，最后一页", f"{year}cells/{CELLS[0]}/?page=999999"


def _post(client: Client, path: str, sent: dict[str, str]) -> None:
    answered(client.post(path, sent, secure=True).status_code, path)
