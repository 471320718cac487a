"""The long lists of public pages, written out by hand.

A page has up to a hundred of these lines; through the template language they cost more than everything else together
(`manage.py benchmark`), so here alone HTML is written in Python. Every value is escaped.
"""

from collections.abc import Iterable
from html import escape  # several times quicker than Django's, which looks for lazy strings
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from catalog.queries.pages import GroupOfItems, ItemLine

register = template.Library()


@register.simple_tag(takes_context=True)
def entry_list(context: template.Context, rows: Iterable[dict[str, Any]], brief: bool = False) -> SafeString:
    """Entries of the public index, newest first; `brief` leaves out the 索引号."""
    base = context["base"]
    return mark_safe(  # noqa: S308  (every value below is escaped)
        f'<ol class="entries">{"".join(_entry(row, base, brief) for row in rows)}</ol>'
    )


def _entry(row: dict[str, Any], base: str, brief: bool) -> str:
    parts = [f"<time>{row['day']}</time>"]
    parts += [f"<span>{escape(row[name])}</span>" for name in ("unit_name", "node_name") if row[name]]
    if row["index_no"] and not brief:
        parts.append(f"<span>索引号 {escape(row['index_no'])}</span>")
    if row["carried_over"]:
        parts.append('<span class="tag">迁入</span>')
    link = f'<a href="{escape(base + row["path"])}">{escape(row["title"])}</a>'
    return f"<li>{link}<p>{''.join(parts)}</p></li>"


@register.simple_tag(takes_context=True)
def item_groups(context: template.Context, groups: Iterable[GroupOfItems]) -> SafeString:
    """Items of a domain, column or unit by group, each with its state."""
    base = context["base"]
    return mark_safe(  # noqa: S308  (every value below is escaped)
        "".join(
            f'<section class="group"><h3>{escape(group.name)}</h3>'
            f"<ul>{''.join(_item(line, base) for line in group.items)}</ul></section>"
            for group in groups
        )
    )


def _item(line: ItemLine, base: str) -> str:
    state = (
        f"<b>{line.count}</b> 条　{line.latest}" if line.status == "published" else escape(line.status_label)
    )
    mark = '<i class="tag warm">待核对</i>' if line.unverified else ""
    return (
        f'<li><a href="{escape(base + line.path)}"><span>{escape(line.name)}</span>'
        f'<span class="st">{state}{mark}</span></a></li>'
    )
