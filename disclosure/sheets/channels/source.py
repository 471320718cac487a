"""What the forms are made of: one publication as it is public now, filled in by the caller."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from disclosure.sheets.channels.blocks import (
    Block,
    Cell,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Table,
    blocks_of,
    text_of,
)

__all__ = ["Block", "Source", "blocks_of", "day", "lines"]


@dataclass(frozen=True)
class Source:
    title: str
    blocks: list[Block]
    summary: str
    unit: str
    township: str
    site_name: str
    doc_no: str
    formed_on: date | None
    published_on: date | None
    url: str  # absolute address of the page
    contact: str  # office and telephone for questions: of the office, never a private number
    posted_from: date | None
    posted_until: date | None
    index_no: str
    is_person_list: bool
    posted_workdays: int | None = None  # by the working-day calendar, which this package does not know

    @property
    def kind(self) -> str:
        return "公示" if self.posted_from else "政务公开"

    @property
    def short_url(self) -> str:
        return re.sub(r"^https?://", "", self.url).rstrip("/")

    @property
    def names(self) -> tuple[str, ...]:
        """What a title does not tear over two lines."""
        return self.township, self.unit

    @property
    def posting(self) -> str:
        """公示时间 (NOT-1), or nothing."""
        if not self.posted_from:
            return ""
        if not self.posted_until:
            return f"自{day(self.posted_from)}起"
        days = f"（共{self.posted_workdays}个工作日）" if self.posted_workdays else ""
        until = day(self.posted_until)
        if self.posted_until.year == self.posted_from.year:
            until = until.split("年")[1]
        return f"{day(self.posted_from)}至{until}{days}"

    @property
    def body(self) -> list[Block]:
        """The blocks without the unit and day at their end, which each form sets by itself."""
        kept = list(self.blocks)
        while len(kept) > 1 and isinstance(last := kept[-1], Paragraph) and self._signs(text_of(last.runs)):
            kept.pop()
        return kept

    def _signs(self, text: str) -> bool:
        bare = re.sub(r"\s", "", text)
        names = {self.unit, self.township, f"{self.township}人民政府", f"{self.township}{self.unit}"}
        days = {"", *(day(d) for d in (self.formed_on, self.published_on) if d)}
        return any(bare == name + d for name in names | {""} for d in days if name or d)


def day(d: date) -> str:
    """A day as papers print it."""
    return f"{d.year}年{d.month}月{d.day}日"


def lines(blocks: "list[Block] | tuple[Block, ...]", *, tables: bool = True) -> Iterator[str]:
    """The words of the blocks line by line, marks of lists written out."""
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                yield from (line.strip() for line in text_of(runs).split("\n") if line.strip())
            case ListBlock(ordered, items, start):
                for number, item in enumerate(items, start):
                    mark = f"{number}. " if ordered else "· "
                    for at, line in enumerate(lines(item, tables=tables)):
                        yield line if at else mark + line
            case Quote(inner):
                yield from lines(inner, tables=tables)
            case Table(head, body, caption) if tables:
                yield from [text_of(caption)] if caption else []
                yield from (_row(row) for row in (*head, *body))
            case Picture(_, alt) if alt and tables:
                yield f"（图：{alt}）"
            case Table() | Picture() | Rule():
                pass


def _row(row: tuple[Cell, ...]) -> str:
    return "　".join(text_of(cell.runs).replace("\n", " ") for cell in row)
