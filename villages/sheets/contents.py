"""What is special to each kind of sheet: whether it agrees, and what its publication says."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from disclosure.law.kinds import Kind
from disclosure.law.posting import DayUnit
from disclosure.queries.lists import names_stay_on_the_board
from disclosure.sheets.cells import csv_rows
from villages.law.faults import Fault, Finding
from villages.law.finance import changes, faults
from villages.law.kinds import NAMED, OF_PERSONS, DecisionStep, SheetKind
from villages.law.papers import COVERED, may_have_copy
from villages.law.tables import Row, row_changes, sums, table_faults
from villages.models import Sheet
from villages.queries import papers
from villages.queries import sheets as queries
from villages.sheets import finance_text, table_text
from villages.sheets.markup import MOST_IN_TEXT

_PUBLISHED_AS = {
    SheetKind.SUBSIDIES: Kind.LIST,
    SheetKind.PAY: Kind.FINANCE,
    SheetKind.DECISION: Kind.MEETING,
    SheetKind.NOTICE: Kind.NOTICE,
}


def faults_of(sheet: Sheet, *, lump_share: int) -> list[Fault]:
    """What does not agree in the sheet as it stands. At most 4 queries.

    Args:
        lump_share: per cent, of accounts; see `law.finance.faults`.
    """
    kind = SheetKind(sheet.kind)
    if kind == SheetKind.ACCOUNTS:
        return faults(
            sheet.statement(), closing_before=queries.closing_before(sheet.unit, sheet.month), lump_share=lump_share
        )  # fmt: skip
    found = []
    if kind in NAMED and not sheet.subject.strip():
        found.append(Fault(Finding.MISSING, "请写明是什么事，居民看到的就是这个标题。"))
    if kind == SheetKind.NOTICE:
        return found if sheet.words.strip() else [*found, Fault(Finding.MISSING, "请写明内容。")]
    return found + table_faults(kind, sheet.table(), balances_before=queries.balances_before(sheet))


def title(sheet: Sheet) -> str:
    """Of its publication: the village, the period, the matter."""
    return f"{sheet.unit.short_name or sheet.unit.name}{sheet.title}"


class Content:
    """The publication of a sheet: read once, asked for its fields and files."""

    def __init__(self, sheet: Sheet, *, board_days: int) -> None:
        self.sheet, self.kind, self.board_days = sheet, SheetKind(sheet.kind), board_days
        self.rows: list[Row] = [] if self.kind == SheetKind.ACCOUNTS else sheet.table()
        self.statement = sheet.statement() if self.kind == SheetKind.ACCOUNTS else None
        self.on_board = self.kind in OF_PERSONS and names_stay_on_the_board(
            sheet.township, sheet.node, title(sheet)
        )

    @property
    def lines(self) -> int:
        return len(self.rows) if self.statement is None else len(self.statement.lines)

    @property
    def as_table(self) -> bool:
        """Whether the attached table is read on the page: lines too many for the text, and every list of persons."""
        return self.lines > MOST_IN_TEXT or (self.kind in OF_PERSONS and self.lines > 0 and not self.on_board)

    def fields(self, today: date) -> dict[str, Any]:
        """What the publication says, without unit, item and source."""
        sheet, kind = self.sheet, self.kind
        made: dict[str, Any] = {
            "kind": _PUBLISHED_AS.get(kind, Kind.FINANCE), "title": title(sheet), "text": self.words(), "formed_on": today,
            "details": self._details(today),
        }  # fmt: skip
        if kind in OF_PERSONS:
            found = sums(kind, self.rows)
            phone = f"，电话 {sheet.unit.phone}" if sheet.unit.phone else ""
            made |= {
                "person_list": True, "posted_days": self.board_days, "posted_unit": DayUnit.DAY, "head_count": found.rows,
                "amount": Decimal(found.amount or 0) / 100, "posting_contact": f"{sheet.unit.name}{phone}",
            }  # fmt: skip
        return made

    def _details(self, today: date) -> dict[str, str]:
        sheet = self.sheet
        match self.kind:
            case SheetKind.SUBSIDIES:
                return {"period": sheet.period, "standard": sheet.words}
            case SheetKind.DECISION:
                days = {row.get("step"): str(row.get("held_on") or "") for row in self.rows}
                held = days.get(DecisionStep.RESOLVED) or next(iter(days.values()), today.isoformat())
                return {"held_on": held, "topic": sheet.subject}
            case SheetKind.NOTICE:
                return {}
        return {"year": str(sheet.first.year), "unit_of_money": "元"}

    def words(self) -> str:
        sheet = self.sheet
        before = queries.edition_before(sheet) if sheet.edition > 1 else None
        if self.statement is not None:
            gone = changes(before.statement().lines, self.statement.lines) if before else []
            return finance_text.text(self.statement, signed=self.signed, changed=gone, reason=sheet.reason)
        changed = row_changes(self.kind, before.table(), self.rows) if before else []
        return table_text.text(
            self.kind, self.rows, words="" if self.kind == SheetKind.SUBSIDIES else sheet.words, signed=self.signed, listed=self.kind not in OF_PERSONS,
            changed=changed, reason=sheet.reason,
        )  # fmt: skip

    @property
    def signed(self) -> list[str]:
        """The committee's last word on this round, as a sentence (VIL-4)."""
        told = [
            f"村务监督委员会{signature.signed_on:%Y年%m月%d日}审核：{signature.opinion or '同意公开'}。"
            for signature in self.sheet.signatures.filter(agrees=True, round=self.sheet.round)
            if signature.counts
        ]
        return told[-1:]

    def file(self) -> tuple[str, bytes] | None:
        """The lines as a table, as residents see them: name and bytes. The same lines, the same bytes."""
        if not self.lines or self.on_board:
            return None
        rows: Sequence[Sequence[str]]
        if self.statement is not None:
            rows = [finance_text.HEADINGS, *map(finance_text.cells, self.statement.lines)]
        else:
            columns = table_text.used_columns(self.kind, self.rows)
            rows = [table_text.headings(columns), *(table_text.cells(columns, row) for row in self.rows)]
        return f"{title(self.sheet)}.csv", b"".join(csv_rows(rows, numbers=True))

    def copies(self) -> list[tuple[str, bytes]]:
        """Copies of its papers that two persons let go out: public name and bytes (VIL-9)."""
        if not may_have_copy(self.kind):
            return []
        found = []
        for paper in papers.confirmed(self.sheet):
            with paper.redacted.open("rb") as file:
                found.append(
                    (f"{str(paper).translate(_NO_PATH)}{COVERED}{paper.redacted_suffix}", file.read())
                )
        return found


_NO_PATH = str.maketrans("/\\", "--")
