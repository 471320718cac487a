"""The records behind a figure as lines: on the page and, the same, as .xlsx. Every cell is text, never a formula."""

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import IO, Any

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from catalog.models import Adoption
from disclosure.law.duties import DutyState
from disclosure.models import Duty
from gongkai.board.figures import Cut, domains_of
from gongkai.board.measures import Measure, Over

MOST = 50_000  # records of one file; more take a spreadsheet program minutes to open
BATCH = 2000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# heading, width in characters
_DUTY = [
    ("领域", 14), ("事项", 30), ("适用内容", 16), ("责任单位", 18), ("所属期间", 24), ("应公开日期", 18),
    ("状态", 12), ("完成日期", 12), ("公开信息或确认", 36), ("说明", 36),
]  # fmt: skip
DAYS = (5, 6, 8)  # places of the columns with days among a duty's
_ADOPTION = [("领域", 14), ("事项", 30), ("责任单位", 18), ("适用情况", 12), ("不涉及的理由", 60)]


@dataclass(frozen=True)
class Line:
    """One record: the texts of its cells; `pk` of its duty, or the public path of its item; path of its evidence."""

    cells: list[str]
    late: bool
    pk: int = 0
    item_path: str = ""
    evidence_path: str = ""


def columns(measure: Measure) -> list[str]:
    return [heading for heading, _ in _wide(measure)]


def ordered(measure: Measure, found: QuerySet[Any]) -> QuerySet[Any]:
    """The records in the order of page and file, with all that a line needs."""
    if measure.over == Over.ADOPTIONS:
        return found.select_related("node", "unit", "holder").order_by("node__tree_id", "node__lft", "pk")
    return found.select_related(
        "node", "domain", "unit", "publication", "confirmation", "late_unit"
    ).order_by("due_on", "pk")


def lines(measure: Measure, found: Iterable[Any], cut: Cut) -> Iterator[Line]:
    if measure.over == Over.ADOPTIONS:
        roots = _root_names(cut)
        return (_of_adoption(adoption, roots) for adoption in found)
    return (_of_duty(duty, cut.today) for duty in found)


def write(measure: Measure, found: QuerySet[Any], cut: Cut, told: list[str]) -> IO[bytes]:
    """A workbook of all the records: title, what is counted and how it was narrowed, headings, records."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("明细")
    for at, (_, width) in enumerate(_wide(measure), start=1):
        sheet.column_dimensions[get_column_letter(at)].width = width
    sheet.freeze_panes = "A4"
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")

    def cell(text: str, **look: Any) -> WriteOnlyCell:
        made = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
        made.data_type = "s"  # “=1+1” is a text here, never a formula
        for name, value in look.items():
            setattr(made, name, value)
        return made

    sheet.append([cell(f"{cut.township.name}公开任务：{measure.label}", font=Font(bold=True, size=14))])
    sheet.append([cell("；".join(part.rstrip("。") for part in told) + "。")])
    sheet.append([cell(heading, font=bold) for heading in columns(measure)])
    for line in lines(measure, found.iterator(chunk_size=BATCH), cut):
        sheet.append([cell(text, alignment=wrapped) for text in line.cells])
    stream = tempfile.TemporaryFile()  # noqa: SIM115  (the response closes it)
    book.save(stream)
    stream.seek(0)
    return stream


def _wide(measure: Measure) -> list[tuple[str, int]]:
    return _ADOPTION if measure.over == Over.ADOPTIONS else _DUTY


def _of_duty(duty: Duty, today: date) -> Line:
    decided = duty.discharged_on or today
    late = duty.due_on is not None and duty.state != DutyState.WAIVED and decided > duty.due_on
    state = duty.get_state_display()
    if late:
        state += "（逾期）"
    days = f"{duty.first:%Y-%m-%d}" + (f" 至 {duty.last:%Y-%m-%d}" if duty.last != duty.first else "")
    due = f"{duty.due_on:%Y-%m-%d}{'（预计）' if duty.provisional else ''}" if duty.due_on else "没有期限日"
    said = [duty.reason, f"逾期原因：{duty.late_cause}（{duty.late_unit}）" if duty.late_cause else ""]
    evidence, path = _evidence(duty)
    return Line(
        [
            duty.domain.name, duty.node.name, duty.part, str(duty.unit), days, due, state,
            f"{duty.discharged_on:%Y-%m-%d}" if duty.discharged_on else "",
            evidence,
            "；".join(part for part in said if part),
        ],
        late,
        pk=duty.pk,
        evidence_path=path,
    )  # fmt: skip


def _evidence(duty: Duty) -> tuple[str, str]:
    """What discharged a duty, and its public path."""
    if duty.publication is not None:
        return duty.publication.title, duty.publication.path
    if duty.confirmation is not None:
        return "无新增确认", duty.confirmation.path
    return "", ""


def _of_adoption(adoption: Adoption, roots: dict[int, str]) -> Line:
    owner = adoption.unit or adoption.holder
    cells = [
        roots.get(adoption.node.tree_id, ""),
        adoption.node.name,
        str(owner),
        adoption.get_status_display(),
        adoption.reason,
    ]
    return Line(cells, late=False, item_path=adoption.node.path)


def _root_names(cut: Cut) -> dict[int, str]:
    return {root.tree_id: root.name for root in domains_of(cut.township)}
