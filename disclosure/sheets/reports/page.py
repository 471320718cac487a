"""The annual report as the text of a publication: HTML with the form's tables; sanitised like every text when it is filled in."""

from collections.abc import Mapping
from html import escape

from disclosure.law.report import Report, Section
from disclosure.sheets.reports.form import Printed, Table, tables_of


def written(report: Report, texts: Mapping[Section, str]) -> str:
    """All six sections; a section without text and table says 无."""
    return "".join(_section(section, report, texts.get(section, "")) for section in Section)


def _section(section: Section, report: Report, text: str) -> str:
    tables = tables_of(section, report)
    words = [line for line in text.split("\n") if line.strip()] or ([] if tables else ["无。"])
    paragraphs = "".join(f"<p>{escape(line, quote=False)}</p>" for line in words)
    return f"<h2>{escape(section.label)}</h2>{paragraphs}{''.join(map(_table, tables))}"


def _table(table: Table) -> str:
    head = "".join(_line(line) for line in table.head)
    body = "".join(_line(line) for line in table.body)
    return (
        f"<table><caption>{escape(table.caption)}</caption>"
        f"{f'<thead>{head}</thead>' if head else ''}<tbody>{body}</tbody></table>"
    )


def _line(line: object) -> str:
    return f"<tr>{''.join(map(_cell, line))}</tr>"  # type: ignore[call-overload]


def _cell(cell: Printed) -> str:
    spans = (f' rowspan="{cell.rows}"' if cell.rows > 1 else "") + (
        f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    )
    if cell.key:
        return f"<td{spans}>{escape(cell.text)}</td>"
    scope = {"group": "colgroup" if cell.columns > 1 else "rowgroup"}.get(cell.scope, cell.scope)
    return f'<th{spans} scope="{scope}">{escape(cell.text)}</th>'
