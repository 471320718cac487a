"""A paper as PDF."""

from itertools import groupby
from pathlib import Path

from disclosure.sheets import pdf as engine
from disclosure.sheets.letters.compose import LetterText


def pdf(text: LetterText) -> bytes:
    """A4, the look of an official paper; the same text gives the same bytes."""
    groups = []
    for is_table, blocks in groupby(text.blocks, key=lambda block: bool(block.cells)):
        if is_table:
            groups.append({"kind": "table", "rows": [list(block.cells) for block in blocks]})
        else:
            groups += [{"kind": "text", "text": block.text} for block in blocks]
    return engine.render(
        Path(__file__).with_name("letter.typ"),
        {
            "title": text.title, "number": text.number, "addressee": text.addressee, "groups": groups,
            "agency": text.agency, "date": text.date, "contact": text.contact, "heading": text.heading,
        },
    )  # fmt: skip
