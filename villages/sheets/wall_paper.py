"""The month's sheet on A3, read standing at two metres: no letter smaller than 24 points."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from disclosure.sheets import pdf as engine
from disclosure.sheets import qr
from disclosure.sheets.channels.blocks import Table, text_of
from disclosure.sheets.channels.breaking import em, even_lines
from disclosure.sheets.channels.tables import Grid, grid
from villages.sheets.wall import Wall, short_url

BODY = 24.0  # points, and nothing is smaller
_MARGIN = 15.0  # millimetres
_WIDTH = (420 - 2 * _MARGIN) * 72 / 25.4 / BODY  # em across the turned paper
_TITLE = 2.4  # times the body
_AIR = 1.25  # of what its columns ask for: a narrow table is not drawn out over the paper
_LONGEST = 10  # characters a word may have before it may break


def pdf(wall: Wall) -> bytes:
    """The sheet as PDF, A3 across; long tables run on over further pages under their head."""
    return engine.render(
        Path(__file__).with_name("wall.typ"),
        {
            "size": BODY,
            "margin": _MARGIN,
            "title": wall.title,
            "title_size": _TITLE,
            "title_lines": even_lines(wall.title, _WIDTH / _TITLE, (wall.village,)),
            "committee": wall.committee,
            "township": wall.township,
            "money": _money(wall),
            "notices": [
                {
                    "title": notice.title,
                    "facts": notice.facts,
                    "summary": notice.summary,
                    "notes": notice.notes,
                    "tables": [_table(table) for table in notice.tables],
                    "qr": qr.svg(notice.url),
                    "alt": short_url(notice.url),
                }
                for notice in wall.notices
            ],
            "empty": wall.is_empty,
            "posted": wall.posted,
            "ask": [list(pair) for pair in wall.ask],
            "supervises": wall.supervises,
            "qr": qr.svg(wall.url),
            "alt": short_url(wall.url),
        },
    )


def _money(wall: Wall) -> dict[str, Any] | None:
    money = wall.money
    if money is None:
        return None
    return {
        "sums": [list(pair) for pair in money.sums],
        "table": _table(money.table) if money.table else None,
        "notes": money.notes,
        "qr": qr.svg(money.url),
        "alt": short_url(money.url),
    }


# ---- tables --------------------------------------------------------------------------------------------------------
def _table(table: Table) -> dict[str, Any]:
    """Cells in their columns; a table too wide for large type is set row by row, each value after its heading."""
    laid, caption = grid(table), text_of(table.caption)
    if _needed(laid) > _WIDTH:
        return {"caption": caption, "rows": list(_records(laid))}
    return {
        "caption": caption,
        "columns": laid.shares(min(_WIDTH, max(_needed(laid), laid.wanted * _AIR))),
        "numbers": [_is_numbers(laid, x) for x in range(laid.columns)],
        "head": laid.head_rows,
        "cells": [
            {
                "x": p.x, "y": p.y, "colspan": p.colspan, "rowspan": p.rowspan, "header": p.cell.header,
                "text": _breakable(text_of(p.cell.runs)),
            }
            for p in laid.cells
        ],
    }  # fmt: skip


def _needed(laid: Grid) -> float:
    """What the columns need so that no figure is torn; `Grid.needed` reckons digits a little narrower than they are."""
    figures = (
        max(
            (em(text_of(p.cell.runs)) for p in laid.cells if p.x == x and _is_number(text_of(p.cell.runs))),
            default=0,
        )
        for x in range(laid.columns)
    )
    return max(laid.needed, sum(max(width + 0.9, 2.9) for width in figures))


def _is_numbers(laid: Grid, x: int) -> bool:
    """Whether a column holds figures, which stand to the right."""
    texts = [text_of(p.cell.runs) for p in laid.cells if p.x == x and p.y >= laid.head_rows]
    filled = [text for text in texts if text.strip()]
    return bool(filled) and all(map(_is_number, filled))


def _is_number(text: str) -> bool:
    bare = text.strip().replace(",", "").removeprefix("-")
    return bare.replace(".", "", 1).isdecimal()


def _records(laid: Grid) -> Iterable[str]:
    labels = ["" for _ in range(laid.columns)]
    rows: dict[int, list[str]] = {}
    for p in laid.cells:
        text = text_of(p.cell.runs).strip()
        if p.y < laid.head_rows:
            for x in range(p.x, p.x + p.colspan):
                if text and text not in labels[x].split("·"):
                    labels[x] = f"{labels[x]}·{text}" if labels[x] else text
        elif text:
            rows.setdefault(p.y, []).append(f"{labels[p.x]}：{text}" if labels[p.x] else text)
    return ("；".join(rows[y]) for y in sorted(rows))


def _breakable(text: str) -> str:
    """A long run of letters may break every so often; figures stay whole."""
    return "\n".join(
        " ".join(
            word if len(word) <= _LONGEST or not word.isascii() or _is_number(word)
            else "\u200b".join(word[at : at + _LONGEST] for at in range(0, len(word), _LONGEST))
            for word in line.split(" ")
        )
        for line in text.split("\n")
    )  # fmt: skip
