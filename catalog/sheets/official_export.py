"""The township's catalog as a file: the official two-row layout as .xlsx, and .csv and JSON for programs."""

import csv
import io
import json
import re
from collections.abc import Sequence
from copy import copy
from datetime import date
from itertools import groupby
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from catalog.models import Township
from catalog.queries.effective import EffectiveRow

# (upper label, lower label, name, width in characters)
_COLUMNS = [
    ("序号", "", "number", 6),
    ("公开事项", "一级事项", "level1", 13),
    ("公开事项", "二级事项", "level2", 18),
    ("公开事项", "三级事项", "level3", 18),
    ("公开内容（要素）", "", "elements", 38),
    ("公开依据", "", "basis", 34),
    ("公开时限", "", "limit_text", 22),
    ("公开主体", "", "body", 16),
    ("公开渠道和载体", "", "channel_boxes", 34),
    ("公开对象", "全社会", "audience_all", 7),
    ("公开对象", "特定群体", "audience_group", 12),
    ("公开方式", "主动", "proactive", 6),
    ("公开方式", "依申请", "on_request", 7),
    ("公开层级", "县级", "county", 6),
    ("公开层级", "乡镇", "township", 6),
    ("公开层级", "村级", "village", 6),
    ("备注", "", "remark", 16),
]
_CENTERED = {"number", "level1", "audience_all", "proactive", "on_request", "county", "township", "village"}
_THIN = Side(style="thin", color="808080")
_BORDER = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_TEXT = Alignment(vertical="center", wrap_text=True)
_HEAD_ROWS = (2, 3)
_FORMULA = re.compile(r"[=+\-@\t]")
PAPER_A3 = 8


def write_xlsx(rows: Sequence[EffectiveRow], township: Township) -> bytes:
    """A workbook with one sheet a domain, ready to print on A3 across. Everything is text: nothing is a formula."""
    book = Workbook()
    book.remove(book.active)
    for _, group in groupby(rows, key=lambda row: row.root.pk):
        part = list(group)
        sheet = book.create_sheet(_sheet_title(part[0].domain, book.sheetnames))
        _fill(sheet, part, f"{township.short_name}{part[0].domain}领域基层政务公开标准目录")
    if not book.sheetnames:
        _fill(book.create_sheet("目录"), [], f"{township.short_name}基层政务公开标准目录")
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def write_csv(rows: Sequence[EffectiveRow]) -> bytes:
    """One table with one header row, UTF-8 with mark. A text that a spreadsheet would take for a formula gets a '."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["领域", *(lower or upper for upper, lower, _, _ in _COLUMNS)])
    for serial, row in _numbered(rows):
        cells = [row.domain, *(_printed(row, name, serial) for *_, name, _ in _COLUMNS)]
        writer.writerow(["'" + text if _FORMULA.match(text) else text for text in cells])
    return stream.getvalue().encode("utf-8-sig")


def write_json(rows: Sequence[EffectiveRow], township: Township, today: date) -> bytes:
    """Domains and statutory columns with their items; enumerations by label."""
    roots = [
        {
            "key": part[0].root.key,
            "kind": part[0].root.kind,
            "number": part[0].root.number,
            "name": part[0].domain,
            "items": [_as_data(row) for row in part],
        }
        for part in (list(group) for _, group in groupby(rows, key=lambda row: row.root.pk))
    ]
    data = {
        "title": f"{township.name}基层政务公开标准目录",
        "township": township.name,
        "date": today.isoformat(),
        "domains": [root for root in roots if root["kind"] == "domain"],
        "columns": [root for root in roots if root["kind"] != "domain"],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode()


def _as_data(row: EffectiveRow) -> dict[str, Any]:
    return {
        "key": row.node.key,
        "origin": row.node.get_origin_display(),
        "number": row.number,
        "level1": row.level1,
        "level2": row.level2,
        "level3": row.level3,
        "elements": row.elements,
        "basis": row.basis,
        "time_limit": row.limit_text,
        "body": row.body,
        "channels": row.channels_text.split(";") if row.channels_text else [],
        "audience": row.audience_text,
        "mode": row.mode_text,
        "levels": row.levels_text.split("、") if row.levels_text else [],
        "responsible_unit": row.unit.name if row.unit else "",
        "statute_code": row.node.statute_code,
        "not_involved": row.not_involved,
        "reason": row.reason,
        "unverified": row.unverified,
        "county_only": row.county_only,
        "stopped": row.stopped,
    }


def _numbered(rows: Sequence[EffectiveRow]) -> list[tuple[int, EffectiveRow]]:
    """Each row with its place within its domain, from 1."""
    return [
        (serial, row)
        for _, group in groupby(rows, key=lambda row: row.root.pk)
        for serial, row in enumerate(group, 1)
    ]


def _printed(row: EffectiveRow, name: str, serial: int) -> str:
    value = getattr(row, name)
    if isinstance(value, bool):
        return "√" if value else ""
    if name == "number":
        return value or str(serial)
    if name == "level1":
        return value or "/"  # an empty cell would mean the one above
    return ILLEGAL_CHARACTERS_RE.sub("", value)


def _fill(sheet: Worksheet, rows: Sequence[EffectiveRow], title: str) -> None:
    columns = [column for column in _COLUMNS if column[2] != "level3" or any(row.level3 for row in rows)]
    _head(sheet, columns, title)
    first = _HEAD_ROWS[1] + 1
    styles: dict[bool, Any] = {}
    for serial, row in enumerate(rows, 1):
        for at, (*_, name, _) in enumerate(columns, 1):
            cell = _write(sheet, first + serial - 1, at, _printed(row, name, serial))
            centered = name in _CENTERED
            if centered in styles:
                cell._style = copy(
                    styles[centered]
                )  # openpyxl's own way; looking a style up costs 10 times as much
            else:
                cell.alignment, cell.border = _MIDDLE if centered else _TEXT, _BORDER
                styles[centered] = cell._style
    level1 = 2
    start = first
    for _, group in groupby(rows, key=lambda row: row.level1):
        end = start + len(list(group)) - 1
        if end > start:
            sheet.merge_cells(start_row=start, end_row=end, start_column=level1, end_column=level1)
        start = end + 1
    _page(sheet, columns)


def _head(sheet: Worksheet, columns: list[tuple[str, str, str, int]], title: str) -> None:
    _write(sheet, 1, 1, title).font = Font(bold=True, size=16)
    sheet.cell(1, 1).alignment = _MIDDLE
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(columns))
    sheet.row_dimensions[1].height = 30
    at = 1
    for upper, group in groupby(columns, key=lambda column: column[0]):
        part = list(group)
        for offset, (_, lower, _, _) in enumerate(part):
            _write(sheet, 2, at + offset, upper if offset == 0 else "")
            _write(sheet, 3, at + offset, lower)
            for line in _HEAD_ROWS:
                cell = sheet.cell(line, at + offset)
                cell.font, cell.alignment, cell.border = Font(bold=True), _MIDDLE, _BORDER
        if not part[0][1]:
            sheet.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at)
        elif len(part) > 1:
            sheet.merge_cells(start_row=2, end_row=2, start_column=at, end_column=at + len(part) - 1)
        at += len(part)


def _page(sheet: Worksheet, columns: list[tuple[str, str, str, int]]) -> None:
    for at, (*_, width) in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = f"{_HEAD_ROWS[0]}:{_HEAD_ROWS[1]}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = PAPER_A3
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"


def _write(sheet: Worksheet, line: int, column: int, text: str) -> Cell:
    cell = sheet.cell(line, column)
    if text:
        cell.value = text
        cell.data_type = "s"  # “=1+1” is a text here, never a formula
    return cell


def _sheet_title(name: str, taken: Sequence[str]) -> str:
    plain = re.sub(r"[\[\]:*?/\\]", " ", name)[:28].strip("' ") or "目录"
    title, serial = plain, 2
    while title in taken:
        title, serial = f"{plain}{serial}", serial + 1
    return title
