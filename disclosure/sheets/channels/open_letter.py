"""“一封信”: one publication told to the villagers as a letter (INT-5)."""

import re
from collections.abc import Mapping
from pathlib import Path

from disclosure.sheets import pdf as engine
from disclosure.sheets import qr
from disclosure.sheets.channels.blocks import Block, Paragraph, text_of
from disclosure.sheets.channels.breaking import even_lines
from disclosure.sheets.channels.source import Source, day
from disclosure.sheets.channels.typeset import typeset

HEADING = "致村民的一封信"

_WIDTH = (210 - 2 * 27) * 72 / 25.4
_SIZE = 14.0
_TITLE = 2.0
_GREETING = re.compile(r"(尊敬|敬爱|亲爱|各位|全体|广大|村民|居民|乡亲|父老|朋友).{0,24}[：:！!]")


def pdf(
    source: Source, greeting: str = "各位村民朋友：", *, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The letter on A4. A text that greets by itself is not greeted twice; unit and day close it once."""
    blocks = source.body
    if own := _greeting_of(blocks):
        greeting, blocks = own, blocks[1:]
    return engine.fitted(lambda scale: _letter(source, greeting, blocks, _SIZE * scale, pictures))


def _letter(
    source: Source, greeting: str, blocks: list[Block], size: float, pictures: Mapping[str, bytes] | None
) -> bytes:
    signed = source.formed_on or source.published_on
    named = "一封信" in source.title
    return engine.render(
        Path(__file__).with_name("open_letter.typ"),
        {
            "heading": even_lines(source.title if named else HEADING, _WIDTH / size / _TITLE, source.names),
            "about": [] if named else even_lines("——" + source.title, _WIDTH / size, source.names),
            "title_size": _TITLE,
            "title": source.title,
            "greeting": greeting,
            "blocks": typeset(blocks, width=_WIDTH, size=size),
            "size": size,
            "unit": _signer(source),
            "day": day(signed) if signed else "",
            "contact": source.contact,
            "site_name": source.site_name,
            "qr": qr.svg(source.url),
            "short_url": source.short_url,
        },
        pictures=pictures,
    )


def _greeting_of(blocks: list[Block]) -> str:
    if blocks and isinstance(first := blocks[0], Paragraph):
        text = text_of(first.runs)
        return text if _GREETING.fullmatch(text) else ""
    return ""


def _signer(source: Source) -> str:
    """The unit in full: an office of the township signs with the township's name before it."""
    if source.unit.startswith(source.township) or not source.unit:
        return source.unit or source.township
    return source.township + source.unit
