"""`manage.py benchmark_duties`: a year of duties for many units and items, and the board over very many duties."""

from argparse import ArgumentParser
from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from disclosure.actions.planning import plan
from disclosure.models import Duty
from gongkai.benchmark import duties

ROUNDS = 9
T = TypeVar("T")


class Command(BaseCommand):
    help = "测量公开任务：生成一年的任务要多久、再生成一次要多久；可另测很多任务时看板要多久。做完全部撤销。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--units", type=int, default=30, help="单位数，默认 30")
        parser.add_argument("--items", type=int, default=460, help="每个单位的事项数，默认 460")
        parser.add_argument("--board", type=int, default=0, help="另造多少件任务测看板，默认不测")
        parser.add_argument("--keep", action="store_true", help="保留造出的乡镇和任务（只用于专用的测试库）")

    def handle(self, *args: Any, units: int, items: int, board: int, keep: bool, **options: Any) -> None:
        today = timezone.localdate()
        with duties.scratch(keep=keep):
            made = duties.make(units=units, items=items, today=today)
            self.stdout.write(f"{connection.vendor}：{units} 个单位 × {items} 个事项，{made.rows} 行")
            self.stdout.write(f"{'步骤':<24}{'秒':>10}{'新任务':>10}{'查询':>8}")
            for name in ("生成一年的任务", "再生成一次"):
                seconds, planned, queries = _timed(
                    lambda: plan(township=made.township, at=made.at, until=made.until)
                )
                self.stdout.write(f"{name:<24}{seconds:>10.2f}{planned.new:>10}{queries:>8}")
            if planned.changed:
                raise CommandError("再生成一次改动了数据。")
            if board:
                self._board(made, board)

    def _board(self, made: duties.Scratch, wanted: int) -> None:
        """The board of the year the duties fall in, seen without bounds."""
        try:
            figures = import_module("gongkai.board.figures")
            periods = import_module("gongkai.board.periods")
        except ImportError:
            raise CommandError("本版本没有看板。") from None
        seconds, there, _ = _timed(lambda: duties.multiply(made, wanted))
        self.stdout.write(f"{'造任务':<24}{seconds:>10.2f}{there:>10}")
        today = timezone.localdate()
        for name, period in (
            ("看板（本年）", periods.year_of(today)),
            ("看板（本季度）", periods.quarter_of(today)),
        ):
            times, queries = [], 0
            for _ in range(ROUNDS):
                seconds, _, queries = _timed(lambda: figures.board(made.township, None, period, today))  # noqa: B023
                times.append(seconds)
            times.sort()
            self.stdout.write(
                f"{name:<24}{times[len(times) // 2]:>10.3f}{'':>10}{queries:>8}  最快 {times[0]:.3f}，最慢 {times[-1]:.3f}"
            )
        self.stdout.write(f"任务共 {Duty.objects.count()} 件")


def _timed(act: Callable[[], T]) -> tuple[float, T, int]:
    with CaptureQueriesContext(connection) as seen:
        begun = perf_counter()
        result = act()
        return perf_counter() - begun, result, len(seen)
