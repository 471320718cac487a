"""Rows of attached tables, written out by hand like the long lists of `catalog.templatetags.lists`: every value is
escaped.
"""

from collections.abc import Iterable, Sequence
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from disclosure.sheets.tables import Table

register = template.Library()


@register.simple_tag
def table_rows(table: Table, rows: Iterable[Sequence[str]]) -> SafeString:
    """The body of a table; numbers stand to the right, days on one line."""
    opens = [
        '<td class="num">' if column.number else '<td class="day">' if column.day else "<td>"
        for column in table.columns
    ]
    return mark_safe(  # noqa: S308  (every value below is escaped)
        "".join(
            f"<tr>{''.join(f'{start}{escape(text)}</td>' for start, text in zip(opens, row, strict=True))}</tr>"
            for row in rows
        )
    )
