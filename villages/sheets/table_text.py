"""A village table as the words of a publication: what residents read, print and find."""

from collections.abc import Iterable, Sequence
from html import escape

from villages.law.kinds import SIGNED, Column, SheetKind, columns_of
from villages.law.money import yuan
from villages.law.tables import Row, shown_cell, sums
from villages.sheets.finance_text import SEEN
from villages.sheets.markup import MOST_IN_TEXT, correction, paragraphs, table


def used_columns(kind: SheetKind, rows: Sequence[Row]) -> list[Column]:
    """The columns that say something in at least one row."""
    return [
        c for c in columns_of(kind) if c.required or any(row.get(c.key) not in (None, "") for row in rows)
    ]


def headings(columns: Iterable[Column]) -> list[str]:
    return [f"{c.label}（元）" if c.shape == "money" else c.label for c in columns]


def cells(columns: Iterable[Column], row: Row) -> list[str]:
    return [shown_cell(column, row.get(column.key)) for column in columns]


def text(
    kind: SheetKind,
    rows: Sequence[Row],
    *,
    words: str,
    signed: Sequence[str],
    listed: bool,
    changed: Sequence[tuple[Row | None, Row | None]] = (),
    reason: str = "",
) -> str:
    """HTML of the sheet.

    Args:
        signed: who of the supervision committee said what, a sentence each.
        listed: whether the rows stand in the text; a list of persons is shown as a table of its own, or not at all.
        changed: what a correction changed, with its reason.
    """
    columns = used_columns(kind, rows)
    parts = []
    if reason:
        told = [tuple(_said(columns, row) for row in pair) for pair in changed] if listed else []
        parts.append(correction([(was, now) for was, now in told], reason))
    parts += paragraphs(words)
    found = sums(kind, rows)
    if rows and kind != SheetKind.DECISION:
        money = f"，合计 {yuan(found.amount)} 元" if found.amount is not None else ""
        parts.append(
            f"<p>共 {found.rows} {'人（户）' if kind in (SheetKind.SUBSIDIES, SheetKind.PAY) else '项'}{money}。</p>"
        )
    if listed and 0 < len(rows) <= MOST_IN_TEXT:
        parts.append(table(kind.label, headings(columns), (cells(columns, row) for row in rows)))
    elif listed and rows:
        parts.append(f"<p>明细共 {len(rows)} 行，见附表。</p>")
    if kind in SIGNED:  # behind its figures stand papers
        parts.append(f"<p>{SEEN}</p>")
    parts += [f"<p>{escape(sentence)}</p>" for sentence in signed]
    return "\n".join(parts)


def _said(columns: Sequence[Column], row: Row | None) -> str:
    return "（没有这一行）" if row is None else " ".join(filter(None, cells(columns, row)))
