"""Wordings to be told of: the shipped table of deterministic errors and what the township adds (REV-6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from disclosure.models import WordingRule

MOST = 20  # of one wording in one text; the twenty-first tells nothing new


@dataclass(frozen=True, slots=True)
class Wording:
    """wrong: the written form. unless: longer words it is right in."""

    wrong: str
    right: str
    unless: tuple[str, ...] = ()
    blocks: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Used:
    """One place where a wording stands; `number` counts the places of this wording in this text."""

    wording: Wording
    start: int
    end: int
    number: int

    @property
    def message(self) -> str:
        wording = self.wording
        told = (
            f"“{wording.wrong}”宜写作“{wording.right}”。" if wording.right else f"请核对“{wording.wrong}”。"
        )
        return told + wording.note


def wordings_of(township: int) -> list[Wording]:
    """The wordings in force for a township: its own row replaces a shipped one of the same written form. 1 query."""
    rows = WordingRule.objects.filter(Q(township=None) | Q(township=township))
    found: dict[str, Wording | None] = {}
    for row in sorted(rows, key=lambda row: (row.township_id is not None, row.pk)):
        unless = tuple(part.strip() for part in row.unless.split("、") if part.strip())
        found[row.wrong] = (
            Wording(row.wrong, row.right, unless, row.blocks, row.note) if row.is_active else None
        )
    return [wording for wording in found.values() if wording is not None]


def find_wordings(text: str, wordings: Sequence[Wording]) -> Iterator[Used]:
    """Where they stand in a text, but for places inside a longer word that is right."""
    for wording in wordings:
        number, at = 0, text.find(wording.wrong)
        while at >= 0 and number < MOST:
            end = at + len(wording.wrong)
            if not _inside(text, at, end, wording):
                number += 1
                yield Used(wording, at, end, number)
            at = text.find(wording.wrong, end)


def _inside(text: str, start: int, end: int, wording: Wording) -> bool:
    for longer in (*wording.unless, *((wording.right,) if wording.wrong in wording.right else ())):
        begin = max(start - len(longer) + 1, 0)
        place = text.find(longer, begin, end + len(longer))
        if 0 <= place <= start and place + len(longer) >= end:
            return True
    return False


def replaced(text: str, wording: Wording) -> str:
    """The text with the wording put right wherever it stands."""
    for used in reversed(list(find_wordings(text, [wording]))):
        text = text[: used.start] + wording.right + text[used.end :]
    return text
