"""Tables of a village: cells as people write them, what must agree in each kind of table, and its sums (VIL-5, VIL-8)."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from villages.law.faults import Fault, Finding
from villages.law.kinds import Column, DebtSide, DecisionStep, Shape, SheetKind, columns_of
from villages.law.money import MoneyRefused, fen, yuan

Cell = str | int | None  # MONEY: fen; NUMBER: its decimal as text; DAY: ISO; CHOICE: the stored value
Row = Mapping[str, Cell]

_DAY = re.compile(r"((?:19|20)\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})日?\Z")
_MOST_NUMBER = Decimal(10**9)


class CellRefused(ValueError):
    """`str()` says what is wrong with the text, as a sentence."""


def read_cell(column: Column, text: str) -> Cell:
    """What a cell says; None where it is empty.

    Raises:
        CellRefused: not what the column holds, or longer than it may be.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if column.shape == Shape.MONEY:
        try:
            return fen(plain)
        except MoneyRefused as refused:
            raise CellRefused(str(refused)) from None
    if column.shape == Shape.NUMBER:
        return _number(plain)
    if column.shape == Shape.DAY:
        return _day(plain)
    if column.shape == Shape.CHOICE:
        return _choice(column, plain)
    words = " ".join(text.split())
    if len(words) > column.longest:
        raise CellRefused(f"“{column.label}”最多 {column.longest} 个字，现在有 {len(words)} 个。")
    return words


def _number(plain: str) -> str:
    bare = re.sub(r"[,，\s]|(亩|人|户|台|个|间|天|工日|平方米|㎡|m2)\Z", "", plain)
    try:
        found = Decimal(bare)
    except InvalidOperation:
        raise CellRefused(f"“{plain}”不是数字。") from None
    if not found.is_finite() or not 0 <= found <= _MOST_NUMBER:
        raise CellRefused(f"“{plain}”不是合理的数量。")
    whole = f"{found.normalize():f}"
    if len(whole.partition(".")[2]) > 4:
        raise CellRefused(f"“{plain}”的小数太长，最多四位。")
    return whole


def _day(plain: str) -> str:
    match = _DAY.match(plain.replace(" ", ""))
    if match is None:
        raise CellRefused(f"“{plain}”不是日期，请写成 2026-03-09 这样。")
    try:
        return date(*map(int, match.groups())).isoformat()
    except ValueError:
        raise CellRefused(f"“{plain}”没有这一天。") from None


def _choice(column: Column, plain: str) -> str:
    assert column.choices is not None  # noqa: S101  (a CHOICE column has them)
    if plain in {each.value for each in column.choices}:
        return plain
    said, labels = _bare(plain), [(_bare(each.label), each) for each in column.choices]
    found = [each for label, each in labels if said == label] or [
        each for label, each in labels if said and (said in label or label in said)
    ]
    if len(found) == 1:
        return found[0].value
    wanted = "、".join(f"“{each.label}”" for each in column.choices)
    raise CellRefused(f"“{plain}”看不懂，请填{wanted}中的一个。")


def _bare(text: str) -> str:
    """The words without brackets, quotation marks, and 会 that is said or left out."""
    return re.sub(r"\(.*?\)|[\s“”\"'会]", "", unicodedata.normalize("NFKC", text))


def shown_cell(column: Column, cell: Cell) -> str:
    """A cell as people read it."""
    if cell is None:
        return ""
    if column.shape == Shape.MONEY:
        return yuan(int(cell))
    if column.choices is not None:
        return column.choices(str(cell)).label
    return str(cell)


def is_empty(row: Row) -> bool:
    return all(cell in (None, "") for cell in row.values())


# ---- sums ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sums:
    """What is said of a table as a whole. amount: fen, of the column that carries the money; None where there is none."""

    rows: int
    amount: int | None


_AMOUNT = {
    SheetKind.SUBSIDIES: "amount",
    SheetKind.PAY: "amount",
    SheetKind.ASSETS: "cost",
    SheetKind.RESOURCES: "amount",
    SheetKind.CONTRACTS: "amount",
}


def sums(kind: SheetKind, rows: Sequence[Row]) -> Sums:
    """Number of rows and their money."""
    key = _AMOUNT.get(kind)
    return Sums(len(rows), None if key is None else total(rows, key))


def total(rows: Iterable[Row], key: str) -> int:
    """The sum of a column of money, fen."""
    return sum(int(cell) for row in rows if (cell := row.get(key)) is not None)


# ---- what must agree ----------------------------------------------------------------------------------------------
def table_faults(
    kind: SheetKind, rows: Sequence[Row], *, balances_before: Mapping[str, int] | None = None
) -> list[Fault]:
    """Everything that is wrong with a table.

    Args:
        balances_before: of debts, what the period before ended with by side, fen; None where there is none.
    """
    found = [fault for number, row in enumerate(rows, 1) for fault in _of_row(kind, number, row)]
    if not rows:
        found.append(Fault(Finding.MISSING, "表里还没有一行。"))
    found += _twice(kind, rows)
    if kind == SheetKind.DECISION:
        found += _of_decision(rows)
    if kind == SheetKind.DEBTS and balances_before is not None:
        found += _continued(rows, balances_before)
    return found


def _of_row(kind: SheetKind, number: int, row: Row) -> Iterator[Fault]:
    where = f"第{number}行"
    missing = [c.label for c in columns_of(kind) if c.required and row.get(c.key) in (None, "")]
    if missing:
        yield Fault(Finding.MISSING, f"{where}没有填写{'、'.join(missing)}。", number)
    for column in columns_of(kind):
        cell = row.get(column.key)
        if column.shape == Shape.MONEY and cell is not None and int(cell) < 0:
            yield Fault(Finding.AMOUNT, f"{where}的{column.label}是 {yuan(int(cell))}，不能小于零。", number)
    yield from _CHECKS.get(kind, _nothing)(where, number, row)


def _nothing(where: str, number: int, row: Row) -> Iterator[Fault]:
    yield from ()


def _paid(where: str, number: int, row: Row) -> Iterator[Fault]:
    if row.get("amount") == 0:
        yield Fault(Finding.AMOUNT, f"{where}的金额是 0，没有发放的不用填。", number)


def _asset(where: str, number: int, row: Row) -> Iterator[Fault]:
    cost, value = row.get("cost"), row.get("value")
    if cost is not None and value is not None and int(value) > int(cost):
        yield Fault(
            Finding.BALANCE, f"{where}的净值 {yuan(int(value))} 大于原值 {yuan(int(cost))}。", number, int(value) - int(cost)
        )  # fmt: skip


def _resource(where: str, number: int, row: Row) -> Iterator[Fault]:
    due, got, owed = (row.get(key) for key in ("amount", "received", "owed"))
    if due is None or got is None or owed is None:
        return
    if difference := int(got) + int(owed) - int(due):
        yield Fault(
            Finding.BALANCE,
            f"{where}：已收 {yuan(int(got))} ＋ 欠收 {yuan(int(owed))}，不等于年承包金 {yuan(int(due))}，相差 {yuan(difference)} 元。",
            number,
            difference,
        )


def _contract(where: str, number: int, row: Row) -> Iterator[Fault]:
    since, until = row.get("since"), row.get("until")
    if since and until and str(until) < str(since):
        yield Fault(Finding.ORDER, f"{where}的合同止 {until} 早于合同起 {since}。", number)
    amount, got = row.get("amount"), row.get("received")
    if amount is not None and got is not None and int(got) > int(amount):
        yield Fault(
            Finding.BALANCE, f"{where}的已收（付）{yuan(int(got))} 大于合同金额 {yuan(int(amount))}。", number, int(got) - int(amount)
        )  # fmt: skip


def _debt(where: str, number: int, row: Row) -> Iterator[Fault]:
    opening, closing = row.get("opening"), row.get("closing")
    if opening is None or closing is None:
        return
    reckoned = int(opening) + int(row.get("more") or 0) - int(row.get("less") or 0)
    if difference := int(closing) - reckoned:
        yield Fault(
            Finding.BALANCE,
            f"{where}：期初 {yuan(int(opening))} ＋ 增加 {yuan(int(row.get('more') or 0))} － 减少"
            f" {yuan(int(row.get('less') or 0))} ＝ {yuan(reckoned)}，期末填的是 {yuan(int(closing))}，相差 {yuan(difference)} 元。",
            number,
            difference,
        )


_VOTERS = frozenset({DecisionStep.PARTY, DecisionStep.RESOLVED})


def _step(where: str, number: int, row: Row) -> Iterator[Fault]:
    count = {
        key: int(Decimal(str(row[key])))
        for key in ("entitled", "present", "yes", "no", "abstained")
        if row.get(key)
    }
    present, entitled = count.get("present"), count.get("entitled")
    if present is not None and entitled is not None and present > entitled:
        yield Fault(Finding.VOTES, f"{where}：实到 {present} 人，多于应到 {entitled} 人。", number)
    voted = sum(count.get(key, 0) for key in ("yes", "no", "abstained"))
    if present is not None and voted > present:
        yield Fault(
            Finding.VOTES, f"{where}：同意、不同意和弃权共 {voted} 人，多于实到 {present} 人。", number
        )
    if row.get("step") not in _VOTERS or present is None:
        return
    if row.get("step") == DecisionStep.RESOLVED and entitled and present * 3 < entitled * 2:
        yield Fault(
            Finding.QUORUM, f"{where}：应到 {entitled} 人，实到 {present} 人，不足三分之二，村民代表会议不能召开（村民委员会组织法）。", number
        )  # fmt: skip
    if "yes" in count and count["yes"] * 2 <= present:
        yield Fault(
            Finding.QUORUM, f"{where}：同意 {count['yes']} 人，没有超过实到 {present} 人的一半。", number
        )


_CHECKS = {
    SheetKind.SUBSIDIES: _paid,
    SheetKind.PAY: _paid,
    SheetKind.ASSETS: _asset,
    SheetKind.RESOURCES: _resource,
    SheetKind.CONTRACTS: _contract,
    SheetKind.DEBTS: _debt,
    SheetKind.DECISION: _step,
}


def _of_decision(rows: Sequence[Row]) -> Iterator[Fault]:
    """The four deliberations come before the two publications; each day not before the one above it (VIL-8)."""
    order = list(DecisionStep)
    taken = [
        (order.index(DecisionStep(str(row["step"]))), str(row.get("held_on") or ""))
        for row in rows
        if row.get("step")
    ]
    there = {place for place, _ in taken}
    furthest = max(there, default=-1)
    left_out = [order[place].label for place in range(furthest) if place not in there]
    if left_out:
        yield Fault(Finding.ORDER, f"走到了“{order[furthest].label}”，前面还缺：{'、'.join(left_out)}。")
    ordered = sorted(taken)
    for (place, on), (following, later) in pairwise(ordered):
        if on and later and following > place and later < on:
            yield Fault(
                Finding.ORDER, f"“{order[following].label}”的日期 {later} 早于“{order[place].label}”的 {on}。"
            )


def _continued(rows: Sequence[Row], before: Mapping[str, int]) -> Iterator[Fault]:
    for side in DebtSide:
        opening = total((row for row in rows if row.get("side") == side), "opening")
        if difference := opening - before.get(side, 0):
            yield Fault(
                Finding.CONTINUITY,
                f"{side.label}：上期期末共 {yuan(before.get(side, 0))}，本期期初共 {yuan(opening)}，相差 {yuan(difference)} 元。",
                difference=difference,
            )


def _twice(kind: SheetKind, rows: Sequence[Row]) -> Iterator[Fault]:
    """The same row again; of a list of persons the same name in the same group."""
    seen: dict[tuple[Cell, ...], int] = {}
    keys = (
        ("name", "group") if kind == SheetKind.SUBSIDIES else tuple(column.key for column in columns_of(kind))
    )
    for number, row in enumerate(rows, 1):
        identity = tuple(row.get(key) for key in keys)
        if identity in seen:
            what = "姓名和小组都相同" if kind == SheetKind.SUBSIDIES else "完全相同"
            yield Fault(
                Finding.TWICE, f"第{number}行与第{seen[identity]}行{what}，请核对是不是登记了两次。", number
            )
        else:
            seen[identity] = number


# ---- two versions -------------------------------------------------------------------------------------------------
def row_changes(
    kind: SheetKind, old: Sequence[Row], new: Sequence[Row]
) -> list[tuple[Row | None, Row | None]]:
    """What a correction changed: rows in both are left out; of the rest those with the same first columns belong together."""
    keys = tuple(column.key for column in columns_of(kind))
    was, now = ([tuple(row.get(key) for key in keys) for row in rows] for rows in (old, new))
    gone, come = (
        list((Counter(was) - Counter(now)).elements()),
        list((Counter(now) - Counter(was)).elements()),
    )
    found: list[tuple[Row | None, Row | None]] = []
    for line in gone:
        same = next((other for other in come if other[0] == line[0]), None)
        if same is not None:
            come.remove(same)
        found.append((_row(keys, line), _row(keys, same) if same is not None else None))
    return found + [(None, _row(keys, line)) for line in come]


def _row(keys: Sequence[str], cells: Sequence[Cell]) -> Row:
    return dict(zip(keys, cells, strict=True))
