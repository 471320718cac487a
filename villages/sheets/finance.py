"""A month's accounts from a workbook as villages keep them. All of it is read, or nothing: each fault with its cell."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from catalog.sheets.workbook import (
    Header,
    Sheet,
    WorkbookRefused,
    cell_name,
    find_header,
    label_key,
    read_sheets,
)
from villages.law.finance import Flow, Line
from villages.law.money import MoneyRefused, fen, yuan
from villages.sheets.reading import (
    FOOTER,
    SUBTOTAL,
    TO_DATE,
    TOTAL,
    CellFault,
    SheetRefused,
    plain,
    whose,
    words_above,
)

COLUMNS: Mapping[str, Sequence[str]] = {
    "on": ("日期", "记账日期", "发生日期", "时间"),
    "voucher": ("凭证号", "凭证字号", "凭证编号", "凭证", "票据号"),
    "summary": ("摘要", "事项", "内容", "项目内容"),
    "income": ("收入", "收入金额", "收入元"),
    "expense": ("支出", "支出金额", "支出元"),
    "amount": ("金额", "金额元"),
    "flow": ("收支", "收支类别", "收支类型"),
    "source": ("来源", "用途", "来源或用途", "收支项目", "科目"),
    "handler": ("经手人", "经办人"),
    "approver": ("审批人", "批准人", "审批"),
    "remark": ("备注", "说明"),
    "balance": ("余额", "结余", "余额元"),
}
HEADER_WITHIN = 15  # rows
_OPENING = ("期初余额", "期初结余", "上月结余", "上期结余", "上月余额", "上期结转", "上月结转", "期初")
_CLOSING = ("期末余额", "期末结余", "本月结余", "本期结余", "本月余额", "月末余额", "月末结余", "期末")
_MONTH = re.compile(r"(20\d\d)年(\d{1,2})月")
_DAY = re.compile(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")
_SHORT_DAY = re.compile(r"(\d{1,2})[-/.月](\d{1,2})日?\Z")
_FLOWS = {"收入": Flow.INCOME, "收": Flow.INCOME, "支出": Flow.EXPENSE, "支": Flow.EXPENSE}


@dataclass
class Month:
    """What a workbook says of one month. rows: of each line, the row of the file from 1."""

    month: date
    opening: int | None = None
    closing: int | None = None
    lines: list[Line] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_month(
    data: bytes, file_name: str, *, month: date, village: Sequence[str], others: Sequence[str] = ()
) -> Month:
    """The accounts of a month from the one sheet that has them.

    Args:
        month: the month they are entered for, its first day.
        village: names of this village; others: of the township's other villages.

    Raises:
        WorkbookRefused: the file cannot be read, or has no table of accounts.
        SheetRefused: something in it is wrong; nothing of it is taken.
    """
    tables = []
    for sheet in read_sheets(data, file_name):
        header = find_header(sheet, COLUMNS, ["on", "summary"], within=HEADER_WITHIN)
        if header and ({"income", "expense"} <= header.columns.keys() or "amount" in header.columns):
            tables.append((sheet, header))
    if not tables:
        raise WorkbookRefused(
            "没有找到收支明细：表头须有“日期”“摘要”，以及“收入”“支出”两栏或“收支”“金额”两栏。"
        )
    if len(tables) > 1:
        names = "、".join(sheet.title for sheet, _ in tables)
        raise WorkbookRefused(f"有 {len(tables)} 个工作表像收支明细（{names}），请一次只导入一个月。")
    return _Reader(*tables[0], month).read(village, others)


class _Reader:
    def __init__(self, sheet: Sheet, header: Header, month: date) -> None:
        self.sheet, self.header, self.columns = sheet, header, dict(header.columns)
        self.found, self.faults = Month(month), list[CellFault]()
        self.since: list[Line] = []  # lines since the last subtotal

    def read(self, village: Sequence[str], others: Sequence[str]) -> Month:
        self._title(village, others)
        if "voucher" not in self.columns:
            self._wrong(self.header.last, "on", "表头缺少“凭证号”一栏。")
        elif not {"income", "expense"} <= self.columns.keys() and "flow" not in self.columns:
            self._wrong(self.header.last, "amount", "只有“金额”一栏时，还须有“收支”一栏写明是收入还是支出。")
        else:
            above = ""
            for row in range(self.header.last + 1, len(self.sheet.rows)):
                above = self._row(row, above)
        if not self.found.lines and not self.faults:
            self.faults.append(
                CellFault(self.sheet.title, "表头下面没有一笔收支。本月没有收支的，请直接填写期初和期末。")
            )
        if self.faults:
            raise SheetRefused(self.faults)
        return self.found

    def _title(self, village: Sequence[str], others: Sequence[str]) -> None:
        """Name of the village and month above the table or on the tab; wrong ones are refused, missing ones noted."""
        title = words_above(self.sheet, self.header)
        months = {(int(year), int(number)) for year, number in _MONTH.findall(title)}
        mine = (self.found.month.year, self.found.month.month)
        if months and mine not in months:
            year, number = min(months)
            self.faults.append(
                CellFault(
                    self.sheet.title, f"表上写的是{year}年{number}月，您正在填的是{mine[0]}年{mine[1]}月。"
                )
            )
        if not months:
            self.found.notes.append("表上没有写月份，按您选择的月份导入。")
        wrong, note = whose(title, village, others)
        if wrong:
            self.faults.append(CellFault(self.sheet.title, wrong))
        if note:
            self.found.notes.append(note)

    def _row(self, row: int, above: str) -> str:
        """Take one row; the day that holds for rows below it, where that cell is merged."""
        given = {name: self._text(row, name) for name in self.columns}
        filled = [text for text in self.sheet.rows[row] if text.strip()]
        if not filled:
            return above
        label = next((key for text in filled[:2] if (key := label_key(text)) in _LABELS), "")
        if label in _OPENING or label in _CLOSING:
            self._balance(row, label)
            return above
        if label in SUBTOTAL or label in TOTAL:
            self._sum(row, whole=label in TOTAL)
            return above
        if label in TO_DATE or not any(given[name] for name in given if name not in ("remark", "balance")):
            return above
        money = {name: given.get(name, "") for name in ("income", "expense", "amount")}
        if not any(money.values()) and (
            FOOTER.match(plain(filled[0])) or (not given["on"] and not given["summary"])
        ):
            return above  # signatures and notes below the table
        day = given["on"] or (above if self._is_merged(row, "on") else "")
        line = self._line(row, given, day, money)
        if line is not None:
            self.found.lines.append(line)
            self.found.rows.append(row + 1)
            self.since.append(line)
        return day

    def _line(self, row: int, given: dict[str, str], day: str, money: dict[str, str]) -> Line | None:
        before = len(self.faults)
        on = self._day(row, day)
        flow, amount = self._money(row, given, money)
        if not given["summary"]:
            self._wrong(row, "summary", "没有填写摘要。")
        if not given["voucher"]:
            self._wrong(row, "voucher", "没有填写凭证号。")
        if len(self.faults) > before or on is None or amount is None or flow is None:
            return None
        return Line(
            on, given["voucher"], given["summary"], flow, amount, given.get("source", ""), given.get("handler", ""),
            given.get("approver", ""), given.get("remark", ""),
        )  # fmt: skip

    def _day(self, row: int, text: str) -> date | None:
        bare = plain(text).replace(" ", "")
        month = self.found.month
        if not bare:
            self._wrong(row, "on", "没有填写日期。")
            return None
        if match := _DAY.match(bare):
            parts = tuple(map(int, match.groups()))
        elif match := _SHORT_DAY.match(bare):
            parts = (month.year, int(match[1]), int(match[2]))
        elif bare.removesuffix("日").isdecimal() and len(bare) <= 3:
            parts = (month.year, month.month, int(bare.removesuffix("日")))
        else:
            self._wrong(row, "on", f"“{text}”不是日期，请写成 {month:%Y-%m}-09 这样。")
            return None
        try:
            on = date(*parts)
        except ValueError:
            self._wrong(row, "on", f"“{text}”没有这一天。")
            return None
        if on.replace(day=1) != month:
            self._wrong(row, "on", f"“{text}”不在{month.year}年{month.month}月。")
            return None
        return on

    def _money(
        self, row: int, given: dict[str, str], money: dict[str, str]
    ) -> tuple[Flow | None, int | None]:
        if {"income", "expense"} <= self.columns.keys():
            there = {
                name: text for name in ("income", "expense") if (text := money[name]) and not _is_zero(text)
            }
            if len(there) > 1:
                self._wrong(row, "income", "收入和支出两栏都有金额，一笔只能填一栏。")
                return None, None
            if not there:
                self._wrong(row, "income", "收入和支出两栏都没有金额。")
                return None, None
            ((name, text),) = there.items()
            flow = Flow.INCOME if name == "income" else Flow.EXPENSE
        else:
            name, text = "amount", money["amount"]
            found = _FLOWS.get(label_key(given.get("flow", "")))
            if found is None:
                self._wrong(row, "flow", "请填“收入”或“支出”。")
                return None, None
            flow = found
        amount = self._fen(row, name, text)
        if amount is not None and amount <= 0:
            self._wrong(row, name, f"金额是 {yuan(amount)}，须大于零；冲回的款项请记到另一栏并写明。")
            return flow, None
        return flow, amount

    def _balance(self, row: int, label: str) -> None:
        names = [name for name in ("balance", "amount", "income", "expense") if self._text(row, name)]
        if not names:
            self._wrong(row, next(iter(self.columns)), f"“{label}”没有金额。")
            return
        amount = self._fen(row, names[0], self._text(row, names[0]))
        if amount is None:
            return
        if label in _OPENING:
            self.found.opening = amount
        else:
            self.found.closing = amount

    def _sum(self, row: int, *, whole: bool) -> None:
        """A row of sums is not an entry, but must be right."""
        lines = self.found.lines if whole else self.since
        for name, flow in (("income", Flow.INCOME), ("expense", Flow.EXPENSE)):
            text = self._text(row, name)
            if not text or self.faults:  # of lines that could not be read no sum is right
                continue
            said, reckoned = (
                self._fen(row, name, text),
                sum(line.amount for line in lines if line.flow == flow),
            )
            if said is not None and said != reckoned:
                self._wrong(
                    row,
                    name,
                    f"{flow.label}合计填的是 {yuan(said)}，逐笔相加是 {yuan(reckoned)}，相差 {yuan(said - reckoned)} 元。",
                )
        if not whole:
            self.since = []

    def _fen(self, row: int, name: str, text: str) -> int | None:
        try:
            return fen(text)
        except MoneyRefused as refused:
            self._wrong(row, name, str(refused))
            return None

    def _text(self, row: int, name: str) -> str:
        column, cells = self.columns.get(name), self.sheet.rows[row]
        return cells[column].strip() if column is not None and column < len(cells) else ""

    def _is_merged(self, row: int, name: str) -> bool:
        column = self.columns[name]
        return any(
            top < row <= bottom and left <= column <= right for top, left, bottom, right in self.sheet.merged
        )

    def _wrong(self, row: int, name: str, message: str) -> None:
        self.faults.append(CellFault(cell_name(row, self.columns.get(name, 0)), message))


_LABELS = frozenset((*_OPENING, *_CLOSING, *SUBTOTAL, *TOTAL, *TO_DATE))


def _is_zero(text: str) -> bool:
    try:
        return fen(text) == 0
    except MoneyRefused:
        return plain(text).strip() in ("-", "—", "/", "无")
