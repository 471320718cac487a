"""Several acts at the same moment, each in a process of its own, on the test's real database."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, connections

from catalog.actions.refusals import ActRefused
from disclosure.law.lifecycle import StepRefused
from disclosure.law.steps import NotAllowed
from tests.factories.processes import FORK, PATIENCE, Context, together

NAMED = (ActRefused, StepRefused, NotAllowed, PermissionDenied, ValidationError)
UNNAMED = "unnamed: "


def race(
    *acts: Callable[[], Any], named: tuple[type[Exception], ...] = NAMED, context: Context = FORK
) -> list[str]:
    """Run each act in a process of its own, started together. For each "" where it was done, else what was said.

    Args:
        context: `CLEAN` where an act makes a PDF; see `processes`.
    """
    barrier, results = context.Barrier(len(acts)), context.Queue()
    works = [partial(_run, place, act, barrier, results, named) for place, act in enumerate(acts)]
    with together(context, works):
        outcomes = sorted(results.get(timeout=PATIENCE) for _ in works)
    return [said for _, said in outcomes]


def slowly(act: Callable[[], Any]) -> Any:
    """Do it with a moment before every statement, so that it overlaps with what runs beside it."""

    def late(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        time.sleep(0.02)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(late):
        return act()


def _run(
    place: int, act: Callable[[], Any], barrier: Any, results: Any, named: tuple[type[Exception], ...]
) -> None:
    try:
        barrier.wait(20)
        act()
        said = ""
    except named as refused:
        said = "；".join(refused.messages) if isinstance(refused, ValidationError) else str(refused)
    except Exception as error:
        said = f"{UNNAMED}{error!r}"
    finally:
        connections.close_all()
    results.put((place, said))
