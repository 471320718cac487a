"""Several acts at the same moment, each in a process of its own, on the test's real database."""

import multiprocessing
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from catalog.actions.refusals import ActRefused
from disclosure.law.lifecycle import StepRefused

FORK = multiprocessing.get_context("fork")
NAMED = (ActRefused, StepRefused, PermissionDenied, ValidationError)
UNNAMED = "unnamed: "


def race(*acts: Callable[[], Any], named: tuple[type[Exception], ...] = NAMED) -> list[str]:
    """Run each act in a process of its own, started together. For each "" where it was done, else what was said."""
    connections.close_all()
    barrier, results = FORK.Barrier(len(acts)), FORK.Queue()

    def run(place: int, act: Callable[[], Any]) -> None:
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

    workers = [FORK.Process(target=run, args=pair) for pair in enumerate(acts)]
    for worker in workers:
        worker.start()
    outcomes = sorted(results.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(20)
    return [said for _, said in outcomes]
