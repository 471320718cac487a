"""The cells of the grid, written out by hand: a page has a thousand of them, which the template language makes slow."""

from html import escape  # several times quicker than Django's, which looks for lazy strings

from django import template
from django.utils.safestring import SafeString, mark_safe

from villages.law.grid import UNDATED
from villages.queries.grid import Cell, Figure, Row

register = template.Library()

_NONE = '<td role="cell" class="none"><span aria-hidden="true">·</span><span class="sr">{}</span></td>'


@register.simple_tag
def grid_cells(row: Row, with_undated: bool) -> SafeString:
    """A row's periods, its year, and what has no day; in words and with signs, each number a link."""
    cells = [_cell(cell) for cell in (*row.cells, row.whole)]
    if with_undated:
        link = f"{_of(UNDATED.label)}{_link(row.undated)}"
        cells.append(f'<td role="cell">{link}</td>' if row.undated.count else _NONE.format("没有"))
    return mark_safe("".join(cells))  # noqa: S308  (every value below is escaped)


def _cell(cell: Cell) -> str:
    if not cell.owed:
        return _NONE.format("没有任务")
    state = cell.state
    return (
        f'<td role="cell">{_of(cell.span.label)}<span class="state {state.value}"><b aria-hidden="true">{state.mark}</b>'
        f"{state.label}</span>{''.join(map(_link, cell.figures))}</td>"
    )


def _of(label: str) -> str:
    """Which column it is, where a narrow screen shows no head."""
    return f'<span class="of" aria-hidden="true">{escape(label)}</span>'


def _link(figure: Figure) -> str:
    measure = figure.measure
    return (
        f'<a class="{measure.key}" href="{escape(figure.address)}"><b aria-hidden="true">{measure.sign}</b>'
        f'<span class="sr">{measure.label}</span>{figure.count}</a>'
    )
