"""微信公众号 article: HTML with inline styles only, because the editor there strips everything else.

Links out are removed there too, so addresses stand at the end as text. An article cannot be taken back on the last
day of posting, so a list of persons is announced, not reprinted (PII-3, NOT-2).
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from urllib.parse import urljoin

from disclosure.sheets.channels import people
from disclosure.sheets.channels.blocks import (
    Block,
    Cell,
    Heading,
    ListBlock,
    Paragraph,
    Picture,
    Quote,
    Row,
    Rule,
    Run,
    Runs,
    Table,
)
from disclosure.sheets.channels.gist import gist
from disclosure.sheets.channels.sentences import closed
from disclosure.sheets.channels.source import Source, day, lines

_INK, _QUIET, _MAIN, _PALE, _LINE = "#1b2a2b", "#596869", "#12565a", "#f1f6f5", "#b9c8c6"
_TEXT = f"margin:0 0 16px;font-size:17px;line-height:1.8;color:{_INK};text-align:justify;overflow-wrap:break-word;"
_SMALL = f"margin:0 0 6px;font-size:14px;line-height:1.7;color:{_QUIET};overflow-wrap:anywhere;"
_CELL = f"border:1px solid {_LINE};padding:6px 8px;font-size:14px;line-height:1.5;color:{_INK};"

PictureUrl = Callable[[str], str]


def article(source: Source, picture_url: PictureUrl | None = None) -> str:
    """The article as an HTML fragment to copy into the editor.

    Args:
        picture_url: the absolute address of a picture by its `src`; by default relative to the page.
    """
    address = picture_url or (lambda src: urljoin(source.url, src))
    writer = _Writer(address)
    facts = [fact for fact in (source.township + source.unit, source.doc_no, _day(source)) if fact]
    parts = [
        # The title is a field of its own in the editor, so it is not repeated as a heading here.
        _p("　".join(facts), _SMALL),
        _summary(source),
        *(writer.blocks(_told(source))),
        _section(_posting(source), background=True),
        _section(_foot(source, writer.links)),
    ]
    style = "padding:8px 4px;max-width:677px;margin:0 auto;font-family:-apple-system,'PingFang SC','Microsoft YaHei',sans-serif;"
    return f'<section style="{style}">{"".join(parts)}</section>'


def plain(source: Source) -> str:
    """The same as text, for places that take no mark-up."""
    writer = _Writer(lambda src: src)
    told = _told(source)
    writer.blocks(told)
    parts = [
        "" if source.is_person_list else source.title,
        source.summary if _says_more(source) else "",
        *lines(told),
    ]
    return "\n".join(part for part in (*parts, *_posting(source), *_foot(source, writer.links)) if part)


def _told(source: Source) -> list[Block]:
    if not source.is_person_list:
        return source.body
    told = "".join(
        people.without_names(sentence, source) for sentence in (closed(source.title), *gist(source, 200))
    )
    where = "为保护个人信息，名单不在公众号转载，请到村公示栏或在公示期内打开网页查看。"
    return [Paragraph((Run(told + where),))]


def _says_more(source: Source) -> bool:
    return bool(source.summary) and not source.is_person_list


def _day(source: Source) -> str:
    shown = source.published_on or source.formed_on
    return day(shown) if shown else ""


def _posting(source: Source) -> list[str]:
    return [f"公示时间：{source.posting}"] if source.posting else []


def _foot(source: Source, links: Iterable[tuple[str, str]]) -> list[str]:
    """Whom to ask, the addresses, the original."""
    return [
        f"咨询：{source.contact}" if source.contact else "",
        *(f"链接：{name}　{href}" for name, href in links),
        f"阅读原文：{source.url}",
        f"索引号：{source.index_no}" if source.index_no else "",
        source.site_name,
    ]


def _summary(source: Source) -> str:
    if not _says_more(source):
        return ""
    frame = f"margin:12px 0 20px;padding:12px 14px;background-color:{_PALE};border-left:4px solid {_MAIN};"
    return f'<section style="{frame}">{_p(source.summary, _TEXT.replace("0 0 16px", "0"))}</section>'


def _section(texts: list[str], *, background: bool = False) -> str:
    inner = "".join(_p(text, _SMALL) for text in texts if text)
    if not inner:
        return ""
    look = (
        f"background-color:{_PALE};padding:10px 14px;"
        if background
        else f"border-top:1px solid {_LINE};padding-top:14px;"
    )
    return f'<section style="margin:20px 0 0;{look}">{inner}</section>'


def _p(text: str, style: str) -> str:
    return f'<p style="{style}">{escape(text)}</p>' if text else ""


class _Writer:
    """Blocks to HTML; remembers the links it met, which the article names at its end."""

    def __init__(self, address: PictureUrl) -> None:
        self._address = address
        self.links: list[tuple[str, str]] = []

    def blocks(self, blocks: Iterable[Block]) -> list[str]:
        return [self._block(block) for block in blocks]

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph(runs):
                return f'<p style="{_TEXT}">{self._runs(runs)}</p>'
            case Heading(level, runs):
                size = {2: 19, 3: 18}.get(level, 17)
                style = f"margin:26px 0 12px;padding-left:10px;border-left:4px solid {_MAIN};font-size:{size}px;line-height:1.5;font-weight:bold;color:{_MAIN};"
                return f'<p style="{style}"><strong>{self._runs(runs)}</strong></p>'
            case ListBlock(ordered, items, start):
                return self._list(ordered, items, start)
            case Table():
                return self._table(block)
            case Quote(inner):
                frame = f"margin:0 0 16px;padding:10px 14px 1px;background-color:{_PALE};border-left:4px solid {_LINE};"
                return f'<section style="{frame}">{"".join(self.blocks(inner))}</section>'
            case Picture(src, alt):
                return self._picture(src, alt)
            case Rule():
                return f'<section style="margin:20px 0;border-top:1px solid {_LINE};"></section>'

    def _list(self, ordered: bool, items: tuple[tuple[Block, ...], ...], start: int) -> str:
        tag = "ol" if ordered else "ul"
        number = f' start="{start}"' if ordered and start != 1 else ""
        style = "margin:0 0 16px;padding-left:26px;" + f"font-size:17px;line-height:1.8;color:{_INK};"
        rows = "".join(
            f'<li style="margin:0 0 8px;"><section>{"".join(self._item(item))}</section></li>'
            for item in items
        )
        return f'<{tag} style="{style}"{number}>{rows}</{tag}>'

    def _item(self, blocks: tuple[Block, ...]) -> Iterator[str]:
        for block in blocks:
            if isinstance(block, Paragraph):
                yield f'<p style="{_TEXT.replace("0 0 16px", "0")}">{self._runs(block.runs)}</p>'
            else:
                yield self._block(block)

    def _table(self, table: Table) -> str:
        """As wide as the phone; a table of many columns scrolls in its own frame."""
        columns = max(sum(cell.colspan for cell in row) for row in (*table.head, *table.body))
        width = f"min-width:{columns * 84}px;" if columns > 4 else ""
        caption = (
            f'<p style="{_TEXT}text-align:center;"><strong>{self._runs(table.caption)}</strong></p>'
            if table.caption
            else ""
        )
        rows = "".join(self._row(row) for row in (*table.head, *table.body))
        return (
            f'{caption}<section style="margin:0 0 16px;overflow-x:auto;">'
            f'<table style="border-collapse:collapse;width:100%;{width}"><tbody>{rows}</tbody></table></section>'
        )

    def _row(self, row: Row) -> str:
        return f"<tr>{''.join(self._cell(cell) for cell in row)}</tr>"

    def _cell(self, cell: Cell) -> str:
        spans = "".join(
            f' {name}="{span}"'
            for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
            if span > 1
        )
        inner = self._runs(cell.runs)
        if cell.header:
            return f'<th style="{_CELL}background-color:{_PALE};font-weight:bold;text-align:center;"{spans}>{inner}</th>'
        return f'<td style="{_CELL}"{spans}>{inner}</td>'

    def _picture(self, src: str, alt: str) -> str:
        address = self._address(src)
        if not address.startswith(("http://", "https://")):
            return _p(f"（图：{alt or '见原文'}）", _SMALL)
        style = "display:block;max-width:100%;height:auto;margin:0 auto;"
        legend = _p(alt, _SMALL + "text-align:center;")
        return (
            f'<section style="margin:0 0 16px;"><img src="{escape(address)}" alt="{escape(alt)}" style="{style}">'
            f"{legend}</section>"
        )

    def _runs(self, runs: Runs) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        made = escape(run.text).replace("\n", "<br>")
        if run.href:
            self._remember(run)
            made = f'<span style="color:{_MAIN};border-bottom:1px solid {_MAIN};">{made}</span>'
        for wanted, tag in (
            (run.bold, "strong"),
            (run.italic, "em"),
            (run.underline, "u"),
            (run.sub, "sub"),
            (run.sup, "sup"),
        ):
            made = f"<{tag}>{made}</{tag}>" if wanted else made
        return made

    def _remember(self, run: Run) -> None:
        link = (run.text.strip(), run.href)
        if run.href.startswith("http") and link not in self.links:
            self.links.append(link)
