"""Collects what the readers of single formats find, with the words that say where."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from django.conf import settings

from disclosure.checks.hidden.kinds import ALARMING, FileReport, Hidden, HiddenKind
from disclosure.checks.personal import NOTICES, Hit, TableScanner, find, mask_text, scan_text

LISTED = 1_000  # hits kept one by one; the rest is counted
MAX_CELLS = 2_000_000  # cells read of one file
_EXCERPT = 40
_NUMBERS = re.compile(r"\d+")
_NO_HARM = frozenset({HiddenKind.STRAY_FILE, HiddenKind.LONG_CELL, HiddenKind.TEXT_BOX})


def nothing(done: int, of: int) -> None:
    """Progress nobody watches."""


@dataclass
class Room:
    """What is left for one upload with everything inside it: bytes unpacked and cells read."""

    bytes: int = field(default_factory=lambda: settings.WORKBOOK_MAX_UNPACKED)
    cells: int = MAX_CELLS


@dataclass
class Inspection:
    """One file being looked at. `within` gives the same for a file inside it; all share one report."""

    report: FileReport = field(default_factory=FileReport)
    say: Callable[[int, int], None] = nothing
    prefix: str = ""
    depth: int = 0
    room: Room = field(default_factory=Room)

    def within(self, name: str) -> "Inspection":
        return replace(self, prefix=f"{self.prefix}{name}：", depth=self.depth + 1, say=nothing)

    def hit(self, hit: Hit) -> None:
        self.report.counts[hit.kind] += 1
        if len(self.report.hits) < LISTED:
            self.report.hits.append(hit)

    def text(self, text: str, place: str) -> int:
        """Scan a text for personal numbers; returns how many there were that must not be published.

        The numbers in the place are no part of a hit's fingerprint: a paragraph put in before moves no hit.
        """
        place = self.prefix + place
        hits = [replace(hit, place=place) for hit in scan_text(text, _NUMBERS.sub("", place))]
        for hit in hits:
            self.hit(hit)
        return sum(hit.blocks for hit in hits)

    def table(self, place: str, *, lettered: bool = True) -> TableScanner:
        return TableScanner(self.prefix + place, self.hit, lettered=lettered)

    def hide(
        self, kind: HiddenKind, place: str, text: str = "", *, note: str = "", scanned: bool = False
    ) -> None:
        """Report something hidden with its text; scanned: the text has been searched for personal data already."""
        text = " ".join(text.split())
        found = _blocking(text) if scanned else self.text(text, place)
        shown = note or excerpt(text)
        harmful = bool(text and kind in ALARMING) or (bool(found) and kind not in _NO_HARM)
        self.report.hidden.append(Hidden(kind, self.prefix + place, shown, harmful))

    def unreadable(self, reason: str) -> None:
        """A person must look; the first reason stands, since one suffices to look."""
        self.report.unreadable = self.report.unreadable or self.prefix + reason

    def count_cells(self, number: int) -> bool:
        """Whether there is room for a row of so many cells; if not, the report says it is incomplete."""
        self.room.cells -= number
        if self.room.cells < 0:
            self.report.truncated = True
        return not self.report.truncated


def _blocking(text: str) -> int:
    return sum(item.kind not in NOTICES for item in find(text))


def excerpt(text: str) -> str:
    """The beginning of a text, numbers masked."""
    text = mask_text(" ".join(text.split()))[0]
    return text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + "…"


class Sample:
    """The first texts of something hidden, and how many there were."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.count = 0

    def take(self, text: str) -> None:
        if text.strip():
            self.count += 1
            if len(self.texts) < 20:
                self.texts.append(text)

    def __str__(self) -> str:
        return " ".join(self.texts)


def ranges(numbers: list[int]) -> str:
    """5、7–9 of [5, 7, 8, 9], at most four pieces."""
    pieces: list[list[int]] = []
    for number in sorted(numbers):
        if pieces and number == pieces[-1][1] + 1:
            pieces[-1][1] = number
        else:
            pieces.append([number, number])
    words = [f"{a}" if a == b else f"{a}–{b}" for a, b in pieces[:4]]
    return "、".join(words) + ("等" if len(pieces) > 4 else "")
