"""The sheet for the notice board: large type, black on white, the way back to the page (NOT-1)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from disclosure.sheets import pdf as engine
from disclosure.sheets import qr
from disclosure.sheets.channels.breaking import even_lines
from disclosure.sheets.channels.source import Source, day
from disclosure.sheets.channels.typeset import typeset, widest

Paper = Literal["A4", "A3"]

_SHEET = {"A4": (210.0, 297.0), "A3": (297.0, 420.0)}  # millimetres
_BODY = {"A4": 15.0, "A3": 21.0}  # points: read standing, from an arm's length and from two
_ACROSS = 0.88  # of the body on turned paper, which is low
_TITLE = 1.75  # times the body
_MARGIN = 20.0
_POINT = 72 / 25.4
_SMALLEST = 0.62  # of the body: a table that would be set smaller turns the paper


def pdf(source: Source, paper: Paper = "A4", *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The sheet as PDF; long texts run on over pages, heads of tables are repeated.

    Args:
        pictures: content by the `src` of the text's pictures; one that is missing is announced in words.
    """
    return engine.fitted(lambda scale: _sheet(source, paper, _BODY[paper] * scale, pictures))


def _sheet(source: Source, paper: Paper, size: float, pictures: Mapping[str, bytes] | None) -> bytes:
    narrow, high = _SHEET[paper]
    margin = _MARGIN * narrow / 210
    across = widest(source.body) * _BODY[paper] * _SMALLEST > (narrow - 2 * margin) * _POINT
    size *= _ACROSS if across else 1
    width = ((high if across else narrow) - 2 * margin) * _POINT
    return engine.render(
        Path(__file__).with_name("board_sheet.typ"),
        {
            "paper": paper.lower(),
            "across": across,
            "margin": margin,
            "size": size,
            "kind": source.kind,
            "township": source.township,
            "site_name": source.site_name,
            "unit": source.unit,
            "title": source.title,
            "title_lines": even_lines(source.title, width / size / _TITLE, source.names),
            "title_size": _TITLE,
            "facts": _facts(source),
            "index_no": source.index_no,
            "blocks": typeset(source.body, width=width, size=size),
            "posting": source.posting,
            "contact": source.contact,
            "ask": "对公示内容有异议或疑问，请在公示期内联系" if source.posted_from else "咨询",
            "qr": qr.svg(source.url),
            "short_url": source.short_url,
        },
        pictures=pictures,
    )


def _facts(source: Source) -> list[str]:
    """The line under the title."""
    formed = source.formed_on or source.published_on
    return [
        text
        for text in (source.unit and f"发布单位：{source.unit}", source.doc_no, day(formed) if formed else "")
        if text
    ]
