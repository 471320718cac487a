"""The accounts of a village for one month: what must agree before they are shown (VIL-2, VIL-5)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from catalog.law.vocabulary import Labelled
from villages.law.faults import Fault, Finding
from villages.law.money import yuan

_LUMPS = ("其他", "其它", "杂项", "杂支", "零星支出", "零星开支", "日常开支", "日常支出", "往来款")


class Flow(Labelled):
    INCOME = "income", "收入"
    EXPENSE = "expense", "支出"


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. amount: fen, above zero; source: where income is from, or what an expense is for."""

    on: date
    voucher: str
    summary: str
    flow: Flow
    amount: int
    source: str = ""
    handler: str = ""
    approver: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A month's accounts. month: its first day; opening, closing: fen."""

    month: date
    opening: int
    closing: int
    lines: Sequence[Line]

    @property
    def income(self) -> int:
        return total(self.lines, Flow.INCOME)

    @property
    def expense(self) -> int:
        return total(self.lines, Flow.EXPENSE)

    @property
    def reckoned(self) -> int:
        """What the closing balance must be."""
        return self.opening + self.income - self.expense


def total(lines: Iterable[Line], flow: Flow) -> int:
    return sum(line.amount for line in lines if line.flow == flow)


def month_of(day: date) -> date:
    return day.replace(day=1)


def month_before(month: date) -> date:
    return month_of(month - timedelta(days=1))


def faults(statement: Statement, *, closing_before: int | None, lump_share: int) -> list[Fault]:
    """Everything that is wrong, the lines first.

    Args:
        closing_before: of the month before, fen; None where there is none (the first month, or a gap).
        lump_share: per cent; 0 switches the warning off.
    """
    found = [
        fault for number, line in enumerate(statement.lines, 1) for fault in _of_line(number, line, statement)
    ]
    found += _twice(statement.lines)
    if difference := statement.closing - statement.reckoned:
        found.append(
            Fault(
                Finding.BALANCE,
                f"期初 {yuan(statement.opening)} ＋ 收入 {yuan(statement.income)} － 支出 {yuan(statement.expense)}"
                f" ＝ {yuan(statement.reckoned)}，期末填的是 {yuan(statement.closing)}，相差 {yuan(difference)} 元。",
                difference=difference,
            )
        )
    if closing_before is not None and (difference := statement.opening - closing_before):
        found.append(
            Fault(
                Finding.CONTINUITY,
                f"上月期末是 {yuan(closing_before)}，本月期初填的是 {yuan(statement.opening)}，相差 {yuan(difference)} 元。",
                difference=difference,
            )
        )
    return [*found, *_lumps(statement, lump_share)]


def _of_line(number: int, line: Line, statement: Statement) -> Iterable[Fault]:
    where = f"第{number}笔"
    if month_of(line.on) != statement.month:
        yield Fault(
            Finding.PERIOD, f"{where}的日期 {line.on.isoformat()} 不在 {statement.month:%Y年%m月}。", number
        )
    if line.amount <= 0:
        yield Fault(
            Finding.AMOUNT,
            f"{where}的金额是 {yuan(line.amount)}，须大于零；冲回的款项请记到另一栏（收入或支出）并写明。",
            number,
        )
    missing = [
        label for label, text in (("凭证号", line.voucher), ("摘要", line.summary)) if not text.strip()
    ]
    if missing:
        yield Fault(Finding.MISSING, f"{where}没有填写{'和'.join(missing)}。", number)


def _twice(lines: Sequence[Line]) -> Iterable[Fault]:
    """The same day, voucher, summary and amount again."""
    seen: dict[tuple[date, str, str, Flow, int], int] = {}
    for number, line in enumerate(lines, 1):
        key = (line.on, line.voucher.strip(), line.summary.strip(), line.flow, line.amount)
        if key in seen:
            yield Fault(
                Finding.TWICE, f"第{number}笔与第{seen[key]}笔完全相同，请核对是不是登记了两次。", number
            )
        else:
            seen[key] = number


def is_lump(line: Line) -> bool:
    """Whether the summary says nothing of what it was."""
    said = (
        line.summary.strip().removesuffix("费用").removesuffix("支出").removesuffix("收入").removesuffix("费")
    )
    return any(said in (word, word.removesuffix("支出").removesuffix("开支")) for word in _LUMPS)


def _lumps(statement: Statement, share: int) -> Iterable[Fault]:
    for flow in Flow:
        whole = total(statement.lines, flow)
        lumped = sum(line.amount for line in statement.lines if line.flow == flow and is_lump(line))
        if share and whole > 0 and lumped * 100 > share * whole:
            yield Fault(
                Finding.LUMP,
                f"{flow.label}里“其他”一类的共 {yuan(lumped)} 元，占 {lumped * 100 / whole:.0f}%，超过 {share}%。请写明是什么，逐笔公开。",
            )


# ---- two versions -------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Change:
    """A line that came, went or reads otherwise after a correction. None: not there."""

    was: Line | None
    now: Line | None


def changes(old: Sequence[Line], new: Sequence[Line]) -> list[Change]:
    """What a correction changed: lines that are in both are left out, of the rest those of one voucher belong together."""
    gone, come = Counter(old) - Counter(new), Counter(new) - Counter(old)
    by_voucher: dict[tuple[str, Flow], list[Line]] = {}
    for line in come.elements():
        by_voucher.setdefault((line.voucher, line.flow), []).append(line)
    found = []
    for line in gone.elements():
        same = by_voucher.get((line.voucher, line.flow))
        found.append(Change(line, same.pop(0) if same else None))
    return found + [Change(None, line) for lines in by_voucher.values() for line in lines]
