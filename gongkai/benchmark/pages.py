"""Pages asked for through Django's own client and timed, with their queries; a printed table of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter

from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

ROUNDS = 3


@dataclass(frozen=True)
class Measured:
    """One line of the table. most: seconds it may take; seconds: of each round after the first."""

    name: str
    most: float
    seconds: list[float]
    queries: int

    @property
    def slow(self) -> bool:
        return max(self.seconds) > self.most


def print_table(lines: Iterable[Measured], write: Callable[[str], object]) -> list[str]:
    """Write a line for each; the names of what took too long."""
    write(f"{'秒（中位）':>8}{'最慢':>8}{'限时':>6}{'查询':>6}  页面")
    slow = []
    for line in lines:
        middle = sorted(line.seconds)[len(line.seconds) // 2]
        write(f"{middle:>11.3f}{max(line.seconds):>10.3f}{line.most:>8.1f}{line.queries:>8}  {line.name}")
        slow += [line.name] * line.slow
    return slow


def get(client: Client, path: str) -> None:
    """Ask for a page.

    Raises:
        CommandError: it does not answer 200.
    """
    answered(client.get(path, secure=True).status_code, path)


def answered(status: int, path: str) -> None:
    if status != 200:
        raise CommandError(f"{path}：{status}")


def timed(name: str, most: float, act: Callable[[], object]) -> Measured:
    """The first round is not counted: it compiles templates and reads what the process then remembers."""
    act()
    seconds, queries = [], 0
    for _ in range(ROUNDS):
        with CaptureQueriesContext(connection) as seen:
            begun = perf_counter()
            act()
            seconds.append(perf_counter() - begun)
        queries = len(seen)
    return Measured(name, most, seconds, queries)
