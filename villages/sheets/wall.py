"""What stands on a village's board for one month: everything of it is public already, nothing more is said (VIL-9)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from catalog.law.workdays import WorkCalendar
from catalog.models import Township, Unit
from catalog.sheets.workbook import WorkbookRefused
from disclosure.models import Publication, Reach
from disclosure.sheets.channels import people
from disclosure.sheets.channels.blocks import Cell, Run, Table, blocks_of
from disclosure.sheets.channels.gist import gist
from disclosure.sheets.channels.source import Source, day
from disclosure.sheets.tables import can_be_a_table, table_of
from villages.law.finance import Flow
from villages.law.money import yuan
from villages.law.wall import hangs_until, month_label
from villages.models import Official
from villages.queries.wall import Accounts, Month
from villages.sheets import finance_text

MOST_ROWS = 300  # of a table of a publication; the rest stands on its page
_SUMMARY = 90  # characters of a text that has no summary of its own
TOLD = "逐笔账目在那个月的公开单上。"
MOST_LINES = 600  # of the accounts; a village of more hangs forty sheets already


@dataclass(frozen=True)
class Notice:
    """One thing the village published. told: its title as it is said without the page, no name in it."""

    title: str
    told: str
    facts: list[str]
    summary: str
    url: str
    head_count: int | None = None
    amount: str = ""
    tables: list[Table] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Money:
    """The accounts, amounts in fen; incomes, expenses: how many entries."""

    opening: int
    income: int
    expense: int
    closing: int
    incomes: int
    expenses: int
    table: Table | None
    notes: list[str]
    url: str

    @property
    def sums(self) -> list[tuple[str, str]]:
        """Label and yuan."""
        return [
            ("期初余额", yuan(self.opening)), ("本月收入", yuan(self.income)), ("本月支出", yuan(self.expense)),
            ("期末余额", yuan(self.closing)),
        ]  # fmt: skip

    @property
    def count(self) -> int:
        return self.incomes + self.expenses


@dataclass(frozen=True)
class Wall:
    """The sheet. posted: how long it hangs, in words. ask: where to object, label and words. url: the village's page."""

    village: str
    committee: str
    township: str
    month: date
    notices: list[Notice]
    money: Money | None
    posted: str
    ask: list[tuple[str, str]]
    supervises: str
    url: str
    phone: str
    where: str

    @property
    def title(self) -> str:
        return f"{self.village}{month_label(self.month)}村务公开"

    @property
    def is_empty(self) -> bool:
        return not self.notices and self.money is None


def wall_of(
    found: Month,
    *,
    unit: Unit,
    township: Township,
    base: str,
    today: date,
    days: int,
    calendar: WorkCalendar,
    supervisors: Sequence[Official],
    posted_on: date | None = None,
    names: bool = True,
) -> Wall:
    """The content of a month's sheet. The files of tables are read, nothing else.

    Args:
        base: absolute address before the path of a page, no slash at its end.
        days: how long it hangs at least.
        posted_on: the day it goes up; None leaves it open.
        names: whether lists of persons are printed. Even then only where the sheet comes down no later than the list's
            own period ends (NOT-2).
    """
    last = hangs_until(posted_on or today, days, calendar)
    short = unit.short_name or unit.name
    page = f"{base}/villages/{unit.pk}/"
    return Wall(
        village=short,
        committee=unit.name,
        township=township.name,
        month=found.month,
        notices=[
            _notice(publication, base, last, names=names, told_before=publication.pk in found.told_before)
            for publication in found.publications
        ],
        money=_money(found.accounts, base) if found.accounts else None,
        posted=_posted(posted_on, last, days),
        ask=_ask(unit, township, page),
        supervises=_supervises(supervisors),
        url=page,
        phone=unit.phone,
        where=unit.address,
    )


def _posted(posted_on: date | None, last: date, days: int) -> str:
    if posted_on is None:
        return f"自张贴之日起不少于{days}天"
    return f"{day(posted_on)}至{day(last)}（不少于{days}天）"


def _ask(unit: Unit, township: Township, page: str) -> list[tuple[str, str]]:
    told = [
        ("打电话", unit.phone),
        ("当面", "　".join(part for part in (unit.address, unit.hours) if part)),
        ("网上", f"扫右边的二维码，点“提出疑问”，或打开 {short_url(page)}/ask/"),
        ("村里不答复的", "向镇人民政府反映" + (f"，电话 {township.phone}" if township.phone else "")),
    ]
    return [(label, words) for label, words in told if words]


def _supervises(supervisors: Sequence[Official]) -> str:
    who = "、".join(f"{one.name}（{one.post}）" for one in supervisors)
    return f"村务监督委员会　{who}" if who else "村务监督委员会"


def short_url(url: str) -> str:
    return re.sub(r"^https?://", "", url).rstrip("/")


# ---- the accounts --------------------------------------------------------------------------------------------------
def _money(accounts: Accounts, base: str) -> Money:
    statement = accounts.statement
    lines = list(statement.lines)
    rows = [
        [f"{line.on.month}月{line.on.day}日", *finance_text.cells(line)[1:]] for line in lines[:MOST_LINES]
    ]
    notes = [f"更正说明：{accounts.reason}"] if accounts.reason else []
    if not lines:
        notes.append("本月没有收支。")
    if len(lines) > MOST_LINES:
        notes.append(f"共 {len(lines)} 笔，这里是前 {MOST_LINES} 笔，其余的请扫二维码在网页上看。")
    table = _table(_used(finance_text.HEADINGS, rows), "逐笔收支（元）") if rows else None
    return Money(
        opening=statement.opening,
        income=statement.income,
        expense=statement.expense,
        closing=statement.closing,
        incomes=sum(line.flow == Flow.INCOME for line in lines),
        expenses=sum(line.flow == Flow.EXPENSE for line in lines),
        table=table,
        notes=[*notes, finance_text.SEEN, *accounts.signed],
        url=base + accounts.path,
    )


def _used(headings: Sequence[str], rows: list[list[str]]) -> list[list[str]]:
    """Head and rows without columns in which nothing stands: they cost room that large type needs."""
    kept = [at for at in range(len(headings)) if any(row[at] for row in rows)]
    return [[row[at] for at in kept] for row in ([*headings], *rows)]


def _table(rows: Sequence[Sequence[str]], caption: str = "") -> Table:
    """Texts as a table; the first row is its head."""
    head, *body = [tuple(Cell((Run(text),)) for text in row) for row in rows]
    return Table((head,), tuple(body), (Run(caption),) if caption else ())


# ---- what was published --------------------------------------------------------------------------------------------
def _notice(found: Publication, base: str, last: date, *, names: bool, told_before: bool) -> Notice:
    published = found.published_at
    on = (found.carried_over and found.original_published_on) or (
        timezone.localdate(published) if published else found.formed_on
    )
    amount = f"{found.amount:,.2f}元" if found.amount is not None else ""
    facts = [
        found.node.name,
        f"公开日期 {day(on)}",
        f"{found.head_count}人（户）" if found.head_count is not None else "",
        f"金额 {amount}" if amount else "",
        f"公示至 {day(found.posted_until)}" if found.posted_until else "",
    ]
    tables, notes = _tables(found, last, names=names) if not told_before else ([], [TOLD])
    return Notice(
        title=found.title,
        told=people.without_names(found.title, _source(found)),
        facts=[fact for fact in facts if fact],
        summary="" if found.person_list or told_before else _summary(found),
        url=base + found.path,
        head_count=found.head_count,
        amount=amount,
        tables=tables,
        notes=notes,
    )


def _summary(found: Publication) -> str:
    """A sentence or two; where none was written and the text's beginning stands for it, that without its tables."""
    if found.summary and not found.summary.endswith("…"):
        return found.summary
    return "".join(gist(_source(found), _SUMMARY))


def _tables(found: Publication, last: date, *, names: bool) -> tuple[list[Table], list[str]]:
    """The tables of a publication as its page shows them, and what is to be said where they are left out."""
    if found.reach == Reach.BOARD:
        return [], ["名单另行张贴。"]
    if found.person_list:
        if not names:
            return [], ["名单请到公示栏或网页上看。"]
        if found.posted_until is not None and found.posted_until < last:
            return [], [f"名单公示到{day(found.posted_until)}，另用公示单张贴，到期撤下。"]
    tables: list[Table] = []
    notes: list[str] = []
    for table in (*_of_text(found), *_attached(found)):
        if len(table.body) > MOST_ROWS:
            notes.append(
                f"表格共 {len(table.body)} 行，这里是前 {MOST_ROWS} 行，其余的请扫二维码在网页上看。"
            )
            table = Table(table.head, table.body[:MOST_ROWS], table.caption)
        tables.append(table)
    return tables, notes


def _of_text(found: Publication) -> Iterator[Table]:
    return (block for block in blocks_of(found.text) if isinstance(block, Table))


def _attached(found: Publication) -> Iterator[Table]:
    """Attached workbooks that the page shows as tables; one that cannot be read is left out there too."""
    for file in found.shown_files:  # type: ignore[attr-defined]  # prefetched by `queries.wall.on_board`
        if not (found.person_list or file.as_table) or not can_be_a_table(file.name):
            continue
        try:
            read = table_of(file, person_list=found.person_list)
        except WorkbookRefused:
            continue
        yield _table([[column.label for column in read.columns], *read.rows], read.caption)


def _source(found: Publication) -> Source:
    """As much of a source as names and sentences are found in."""
    return Source(
        title=found.title, blocks=blocks_of(found.text), summary="", unit=found.unit.name,
        township=found.township.name, site_name="", doc_no="", formed_on=None, published_on=None, url="", contact="",
        posted_from=None, posted_until=None, index_no="", is_person_list=found.person_list,
    )  # fmt: skip
