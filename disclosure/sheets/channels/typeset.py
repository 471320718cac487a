"""Blocks as data for the templates: texts, styles, places; never mark-up."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from disclosure.sheets.channels.blocks import (
    Block,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Rule,
    Runs,
    Table,
    text_of,
)
from disclosure.sheets.channels.tables import Grid, grid

_LONG_WORD = re.compile(r"[!-~]{24,}")
_BREAK = "\u200b"


def typeset(blocks: Iterable[Block], *, width: float, size: float) -> list[dict[str, Any]]:
    """What `blocks.typ` reads.

    Args:
        width: of the text, in points, by which tables choose their size.
        size: of the body text, in points.
    """
    return [_block(block, width, size) for block in _stepped(blocks)]


def _stepped(blocks: Iterable[Block]) -> Iterator[Block]:
    """Headings go down one level at a time, as PDF/UA asks; people skip from 2 to 4."""
    last = 1
    for block in blocks:
        if isinstance(block, Heading):
            last = min(block.level, last + 1)
            yield Heading(last, block.runs)
        else:
            yield block


def _nested(blocks: Iterable[Block], *, width: float, size: float) -> list[dict[str, Any]]:
    """The same inside a list or a quotation, where a heading is no part of the outline."""
    plain = (Paragraph(block.runs) if isinstance(block, Heading) else block for block in blocks)
    return typeset(plain, width=width, size=size)


def widest(blocks: Iterable[Block]) -> float:
    """The em that the widest table needs."""
    return max((grid(block).needed for block in blocks if isinstance(block, Table)), default=0)


def _block(block: Block, width: float, size: float) -> dict[str, Any]:
    match block:
        case Paragraph(runs):
            # A line like “一、……” is a heading people typed as a paragraph: it keeps together with what follows.
            return {"kind": "paragraph", "runs": _runs(runs), "titled": _is_titled(runs)}
        case Heading(level, runs):
            return {"kind": "heading", "level": level, "runs": _runs(runs)}
        case ListBlock(ordered, items, start):
            room = width - 2 * size
            inner = [_nested(item, width=room, size=size) for item in items]
            return {"kind": "list", "ordered": ordered, "start": start, "items": inner}
        case Table(_, _, caption):
            return {"kind": "table", "caption": _runs(caption), **_table(grid(block), width, size)}
        case Quote(inner):
            return {"kind": "quote", "blocks": _nested(inner, width=width - 2 * size, size=size)}
        case Picture(src, alt):
            return {"kind": "picture", "key": src, "alt": alt}
        case Rule():
            return {"kind": "rule"}


def _is_titled(runs: Runs) -> bool:
    text = text_of(runs)
    return (
        bool(re.match(r"[一二三四五六七八九十]+、", text))
        and len(text) <= 30
        and text[-1] not in "。；，：！？"
    )


def _table(laid: Grid, width: float, size: float) -> dict[str, Any]:
    # Rather a little smaller than columns of long texts a few characters wide.
    own = min(size * 0.92, width / laid.needed, max(width / laid.wanted, size * 0.7))
    return {
        "size": own,
        "columns": laid.shares(width / own),
        "centred": laid.centred(),
        "head": laid.head_rows,
        "cells": [
            {
                "x": p.x,
                "y": p.y,
                "colspan": p.colspan,
                "rowspan": p.rowspan,
                "header": p.cell.header,
                "runs": _runs(p.cell.runs),
            }
            for p in laid.cells
        ],
    }


def _runs(runs: Runs) -> list[dict[str, Any]]:
    return [
        {
            "text": _LONG_WORD.sub(_breakable, run.text),
            **{name: True for name in ("bold", "italic", "underline", "sub", "sup") if getattr(run, name)},
            **({"href": run.href} if run.href else {}),
        }
        for run in runs
    ]


def _breakable(word: re.Match[str]) -> str:
    """An address longer than the line may break after its marks, else every so many letters."""
    return re.sub(r"(?<=[/?&=_\-.])(?=\w)|(?<=[!-~]{12})(?=\w{6})", _BREAK, word[0])
