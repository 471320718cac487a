"""Processes of their own that act on the test's database and files.

`FORK` is a copy of the test's process and takes any callable. `CLEAN` comes from a server that has Django loaded and has
never made a PDF: the maker of PDFs starts threads, and in a copy of a process that has used it it waits for ever. What is
done there travels by pickle: a function of a module with its arguments, as `functools.partial`.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkContext, ForkServerContext
from multiprocessing.process import BaseProcess
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.test import override_settings

if not apps.ready:  # this is the clean server, or a process of it
    django.setup()

FORK = multiprocessing.get_context("fork")
CLEAN = multiprocessing.get_context("forkserver")
CLEAN.set_forkserver_preload(["pytest", __name__, "disclosure.actions.applications.letters"])
PATIENCE = 60  # seconds

Context = ForkContext | ForkServerContext


@dataclass(frozen=True)
class Ground:
    """Where the rows and files of the running test are."""

    database: str
    files: str

    @classmethod
    def here(cls) -> "Ground":
        return cls(str(connection.settings_dict["NAME"]), str(settings.MEDIA_ROOT))

    def enter(self) -> None:
        """Make this process stand on it."""
        connection.settings_dict["NAME"] = self.database
        override_settings(MEDIA_ROOT=self.files).enable()


@contextmanager
def together(context: Context, works: Sequence[Callable[[], Any]]) -> Iterator[list[BaseProcess]]:
    """A running process for each; at the end none is left, nor a connection of it to the database.

    Each work gets the ground of the test first. The test's own connections are closed before, since no two processes
    may share one.
    """
    connections.close_all()
    workers = [context.Process(target=_work, args=(Ground.here(), work), daemon=True) for work in works]
    try:
        for worker in workers:
            worker.start()
        yield list(workers)
    finally:
        for worker in workers:
            if worker.pid is not None:
                worker.join(PATIENCE)
                worker.kill()
                worker.join()
                worker.close()
        connections.close_all()
    assert not sessions_left(), "a process left its connection to the database open"


def sessions_left() -> int:
    """Connections to the test's database beside this process's own; a killed process's are given a moment to end.

    PostgreSQL only: one that stays would keep the database from being dropped when the suite ends. 0 of SQLite, which
    has none.
    """
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        for _ in range(50):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            left: int = cursor.fetchone()[0]
            if not left:
                break
            time.sleep(0.1)
    return left


def _work(ground: Ground, work: Callable[[], Any]) -> None:
    ground.enter()
    try:
        work()
    finally:
        connections.close_all()
