"""A process killed in the middle of an act, at a statement it sends or at its commit."""

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection

from tests.factories.processes import CLEAN, PATIENCE, together


class Killer:
    """Ends its own process when the n-th statement is to be sent."""

    def __init__(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def alone(work: Callable[[], Any]) -> int | None:
    """The exit code of a clean process that did the work; it is pickled (see `processes`)."""
    with together(CLEAN, [work]) as (worker,):
        worker.join(PATIENCE)
        return worker.exitcode


def killed(act: Callable[[], Any], at: int) -> bool:
    """Whether the process was killed at its `at`-th statement, before the act came to its end."""
    code = alone(partial(_dies_at, act, at))
    assert code in (0, -signal.SIGKILL), code
    return code == -signal.SIGKILL


def killed_at_commit(act: Callable[[], Any], *, after: bool) -> None:
    """Kill the process just before its first commit, or just after."""
    assert alone(partial(_dies_at_commit, act, after)) == -signal.SIGKILL


def _dies_at(act: Callable[[], Any], at: int) -> None:
    with connection.execute_wrapper(Killer(at)):
        act()


def _dies_at_commit(act: Callable[[], Any], after: bool) -> None:
    connection.ensure_connection()
    commit = connection.commit

    def dies() -> None:
        if after:
            commit()
        os.kill(os.getpid(), signal.SIGKILL)

    connection.commit = dies  # type: ignore[method-assign]
    act()
