"""Keeps a handful of processes running: starts them, restarts what dies, stops them in order."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

STOP_SECONDS = 15.0  # what has not stopped by then is killed
CALM_SECONDS = 30.0  # a process that lived this long starts again without delay
LONGEST_PAUSE = 30.0
TICK = 0.2
_PR_SET_PDEATHSIG = 1


def _die_with_parent() -> Callable[[], Any] | None:
    """On Linux the kernel ends the children even when the supervisor itself is killed outright."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One kept process. `pause` is the delay before its next start, in seconds."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.0
    starts: int = 0

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603  (own command, no shell)
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches only the supervisor, which then stops them in order
            preexec_fn=_die_with_parent(),  # the supervisor has one thread
        )
        self.started = time.monotonic()
        self.starts += 1

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal_group(self, number: int) -> None:
        """Send a signal to the process and what it started itself."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # nobody of the group is left
                os.killpg(self.process.pid, number)

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask the process to end, wait, and end it and its left-over workers for good."""
        if self.process is None:
            return
        if self.runs:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.signal_group(signal.SIGKILL)
        self.process.wait()


@dataclass
class Supervisor:
    """Runs children until told to stop.

    Args:
        children: started in this order, stopped in reverse.
        say: receives one Chinese line about each unexpected end.
    """

    children: list[Child]
    say: Callable[[str], Any]
    stopping: bool = False
    _due: dict[str, float] = field(default_factory=dict)

    def start(self) -> None:
        for child in self.children:
            child.start()

    def catch_signals(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)

    def _on_signal(self, number: int, frame: object) -> None:
        self.stopping = True

    def tick(self) -> None:
        """Look after every child once."""
        now = time.monotonic()
        for child in self.children:
            if child.runs:
                continue
            due = self._due.get(child.name)
            if due is None:
                self._due[child.name] = now + self._mourn(child, now)
            elif now >= due:
                del self._due[child.name]
                child.start()

    def _mourn(self, child: Child, now: float) -> float:
        """Clear up after a dead child; seconds until its next start."""
        child.signal_group(signal.SIGKILL)  # workers it left behind would still hold the port
        lived = now - child.started
        child.pause = 0.5 if lived >= CALM_SECONDS else min(max(0.5, child.pause * 2), LONGEST_PAUSE)
        code = child.process.returncode if child.process else "?"
        self.say(f"{child.name}意外退出（代码 {code}），{child.pause:g} 秒后重新启动。")
        return child.pause

    def run(self) -> None:
        """Look after the children until a signal asks to stop, then stop them."""
        try:
            while not self.stopping:
                self.tick()
                time.sleep(TICK)
        finally:
            self.stop()

    def stop(self) -> None:
        for child in reversed(self.children):
            child.stop()
