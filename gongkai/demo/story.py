"""What a demonstration is told with: pieces of public information, their files, and a small mark-up for the texts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from random import Random

from catalog.law.workdays import WorkCalendar
from disclosure.law.lifecycle import State, Validity
from gongkai.demo.places import VILLAGES, VillageFacts

Cell = str | int | float


@dataclass(frozen=True)
class Sheet:
    """A table to attach; the suffix of the name (.xlsx, .csv) decides the kind."""

    name: str
    title: str
    rows: Sequence[Sequence[Cell]]
    note: str = ""


@dataclass(frozen=True)
class Paper:
    """A text to attach; the suffix of the name (.pdf, .txt) decides the kind. Text in the mark-up of `html`."""

    name: str
    title: str
    text: str


File = Sheet | Paper


@dataclass(frozen=True)
class Piece:
    """One piece of public information before it becomes a record.

    item: "领域/一级/二级" of the catalog, or "§20-7" for a statutory column. unit: its short name.
    on: the day wanted on the paper; moved to a working day. lag: working days until publication; None: drawn.
    again: told once more for a larger demonstration, so without files. doc: series of the 文号 ("望府发"), numbered by date. days: posting period in plain days, 0 for none.
    """

    item: str
    unit: str
    title: str
    on: date
    text: str
    doc: str = ""
    theme: str = ""
    files: tuple[File, ...] = ()
    lag: int | None = None
    days: int = 0
    validity: Validity = Validity.NONE
    state: State = State.PUBLISHED
    remark: str = ""
    carried: bool = False
    again: bool = False


@dataclass
class World:
    """What the texts draw from. Every draw comes from one seeded source, in a fixed order."""

    until: date
    start: date
    rng: Random
    calendar: WorkCalendar
    villages: tuple[VillageFacts, ...] = VILLAGES

    @property
    def years(self) -> range:
        """Calendar years that the two years touch, and the one before for what was brought in (迁入)."""
        return range(self.start.year - 1, self.until.year + 1)

    @property
    def rural(self) -> tuple[VillageFacts, ...]:
        return tuple(v for v in self.villages if v.arable)

    def some(self, count: int, of: Sequence[VillageFacts] | None = None) -> list[VillageFacts]:
        """A few villages in their usual order."""
        pool = list(of or self.rural)
        chosen = set(self.rng.sample(range(len(pool)), min(count, len(pool))))
        return [v for i, v in enumerate(pool) if i in chosen]

    def one(self) -> VillageFacts:
        return self.rng.choice(self.rural)

    def on(self, year: int, month: int, day_of_month: int) -> date:
        """That day, or the first working day after it."""
        return self.calendar.roll(date(year, month, day_of_month))

    def n(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def pick(self, *words: str) -> str:
        return self.rng.choice(words)

    def share(self, total: int, count: int, least: int = 0) -> list[int]:
        """A total split into that many whole parts, in uneven portions that add up."""
        weights = [self.rng.uniform(0.6, 1.4) for _ in range(count)]
        spare = total - least * count
        parts = [least + int(spare * w / sum(weights)) for w in weights]
        parts[0] += total - sum(parts)
        return parts


def money(amount: int | float) -> str:
    """12345 → 12,345 ; 12345.6 → 12,345.60"""
    return f"{amount:,}" if isinstance(amount, int) else f"{amount:,.2f}"


def day(d: date) -> str:
    """2026年3月5日"""
    return f"{d.year}年{d.month}月{d.day}日"


def short_day(d: date) -> str:
    return f"{d.month}月{d.day}日"


def table(rows: Sequence[Sequence[Cell]]) -> str:
    """Rows in the mark-up, heading first."""
    return "\n".join(
        "| " + " | ".join(money(c) if isinstance(c, int | float) else c for c in row) + " |" for row in rows
    )


def total_row(label: str, rows: Sequence[Sequence[Cell]], skip: int = 1) -> list[Cell]:
    """The sum of each column of numbers; the first `skip` columns hold the label and blanks."""
    sums: list[Cell] = []
    for column in list(zip(*rows, strict=True))[skip:]:
        numbers = [c for c in column if isinstance(c, int | float)]
        sums.append(round(sum(numbers), 2) if len(numbers) == len(column) else "")
    return [label, *[""] * (skip - 1), *sums]


# ---- mark-up: blank line = paragraph, "# " heading, "- " and "1. " lists, "| … |" table ---------------------
_NUMBERED = re.compile(r"^\d+\. ")


def html(text: str) -> str:
    """The allowed HTML of a text in the mark-up."""
    return "".join(_block(lines) for lines in blocks(text))


def blocks(text: str) -> Iterator[list[str]]:
    """Runs of lines of one kind."""
    run: list[str] = []
    kind = ""
    for raw in [*text.strip().splitlines(), ""]:
        line = raw.strip()
        now = kind_of(line)
        if run and (now != kind or now in ("h", "p")):
            yield run
            run = []
        kind = now
        if line:
            run.append(line)
    if run:
        yield run


def kind_of(line: str) -> str:
    if not line:
        return ""
    if line.startswith("# "):
        return "h"
    if line.startswith("- "):
        return "ul"
    if line.startswith("|"):
        return "table"
    return "ol" if _NUMBERED.match(line) else "p"


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _block(lines: list[str]) -> str:
    kind = kind_of(lines[0])
    if kind == "h":
        return f"<h2>{escape(lines[0][2:], quote=False)}</h2>"
    if kind in ("ul", "ol"):
        bare = [line[2:] if kind == "ul" else _NUMBERED.sub("", line) for line in lines]
        return f"<{kind}>{''.join(f'<li>{escape(line, quote=False)}</li>' for line in bare)}</{kind}>"
    if kind == "table":
        return _table([cells(line) for line in lines])
    return f"<p>{escape(lines[0], quote=False)}</p>"


def _table(rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(c, quote=False)}</th>' for c in rows[0])
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(c, quote=False)}</td>' for c in row)}</tr>" for row in rows[1:]
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
