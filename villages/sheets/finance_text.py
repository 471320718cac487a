"""A month's accounts as the words of a publication: what residents read, print and find."""

from collections.abc import Sequence
from html import escape

from villages.law.finance import Change, Flow, Line, Statement
from villages.law.money import yuan
from villages.sheets.markup import MOST_IN_TEXT, correction, table

SEEN = "凭证原件可到村务公开点查阅。"


def text(
    statement: Statement, *, signed: Sequence[str], changed: Sequence[Change] = (), reason: str = ""
) -> str:
    """HTML of the sheet.

    Args:
        signed: who of the supervision committee said what, a sentence each.
        changed: what a correction changed, with its reason.
    """
    parts = (
        [correction([(_said(change.was), _said(change.now)) for change in changed], reason)] if reason else []
    )
    parts.append(
        table(
            "收支汇总（元）", ("期初余额", "本月收入", "本月支出", "期末余额"),
            [[yuan(statement.opening), yuan(statement.income), yuan(statement.expense), yuan(statement.closing)]],
        )
    )  # fmt: skip
    if not statement.lines:
        parts.append("<p>本月没有收支。</p>")
    elif len(statement.lines) > MOST_IN_TEXT:
        parts.append(f"<p>逐笔明细共 {len(statement.lines)} 笔，见附表。</p>")
    else:
        parts.append(table("收支明细（元）", HEADINGS, map(cells, statement.lines)))
    parts.append(f"<p>{SEEN}</p>")
    parts += [f"<p>{escape(words)}</p>" for words in signed]
    return "\n".join(parts)


HEADINGS = ("日期", "凭证号", "摘要", "收入", "支出", "来源或用途", "备注")


def cells(line: Line) -> list[str]:
    """A line as residents see it: who handled and approved it stays inside."""
    income = yuan(line.amount) if line.flow == Flow.INCOME else ""
    expense = yuan(line.amount) if line.flow == Flow.EXPENSE else ""
    return [line.on.isoformat(), line.voucher, line.summary, income, expense, line.source, line.remark]


def _said(line: Line | None) -> str:
    if line is None:
        return "（没有这一笔）"
    return f"{line.on.isoformat()} {line.voucher} {line.summary} {line.flow.label} {yuan(line.amount)}"
