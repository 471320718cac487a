"""A township's list read for each of its villages: heads, money, masked names. Only what residents can read of it is read."""

import logging
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from catalog.models import Unit
from catalog.sheets.workbook import WorkbookRefused, label_key, read_sheets
from disclosure.checks.personal import Kind as Personal
from disclosure.checks.personal import is_masked, mask_value
from disclosure.models import Attachment, Publication, Reach
from disclosure.sheets.tables import Table, can_be_a_table, read_table, table_of
from villages.law.agreement import Obstacle, Person
from villages.law.kinds import SheetKind, columns_of
from villages.law.money import MOST, MoneyRefused, fen
from villages.sheets.reading import SUBTOTAL, TO_DATE, TOTAL

logger = logging.getLogger(__name__)
READING = "1"  # raise it when the reading changes, so that what was compared is compared anew

_HEADS = {column.key: (column.label, *column.heads) for column in columns_of(SheetKind.SUBSIDIES)}
_NAME_HEADS = frozenset(
    map(label_key, (*_HEADS["name"], "领取人", "申请人", "补助对象", "保障对象", "救助人", "农户", "受益人"))
)
_VILLAGE = re.compile(
    r"(?:所在|所属|行政|自然)?(?:村|村社区|村居|社区|村庄|村委会|村民委员会|居委会)(?:名称|名|别|组|组别)?"
    r"|(?:所在|所属)?(?:村民|居民)?小?组(?:别)?|(?:所在|所属|实施|受益)(?:单位|地点|村组)|单位(?:名称)?|地点"
)
_PLAIN_AMOUNTS = frozenset(map(label_key, _HEADS["amount"]))
_AMOUNT = re.compile(
    r"(?:[\u4e00-\u9fff]{0,8})(?:金额|资金|救助金|补助金|保障金|供养金|津贴|补贴款|补助款|成交价|中标价|承包金|租金|价款)(?:合计|小计)?(?:[\u4e00-\u9fff]?万?元)?"
)
_PREFERRED = ("合计", "实发", "发放", "实付", "总")  # of several columns of money, in this order
_COUNT = re.compile(r"(?:[\u4e00-\u9fff]{0,6})(?:人数户数|户数人数|人数|户数|人次|户次)(?:人户|户人|人|户)?")
_SUMS = frozenset((*SUBTOTAL, *TOTAL, *TO_DATE, "共计"))
_COMMITTEE = re.compile(r"(?:社区)?(?:村民|居民)委员会\Z|(?:村|居)委会\Z|民委员会\Z")
_MASKED = re.compile(r"[^*]{1,2}\*+")  # as `mask_value` leaves a name
_IN_BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]")


@dataclass
class Figures:
    """One village's part of a list. people: None where names are not compared. rough: some were masked already."""

    count: int | None = 0
    amount: int | None = 0
    people: list[Person] | None = None
    rough: bool = False


@dataclass
class Reading:
    """What a publication says of each village. obstacle: why it cannot be told, where it cannot. counted: 人, 户, 项, as
    far as its headings say so."""

    by_village: dict[int, Figures] = field(default_factory=dict)
    obstacle: Obstacle = Obstacle.NONE
    counted: str = ""


class VillageNames:
    """The villages of a township by what they are called in tables and titles."""

    def __init__(self, units: Iterable[Unit]) -> None:
        known: dict[str, set[int]] = {}
        for unit in units:
            for name in _names(unit):
                known.setdefault(name, set()).add(unit.pk)
        self._exact = {name: next(iter(pks)) for name, pks in known.items() if len(pks) == 1}
        within = [name for name in self._exact if name.endswith(("村", "社区", "会")) and len(name) > 1]
        within.sort(key=len, reverse=True)  # of 新上坪村 and 上坪村 the longer one is meant
        self._within = re.compile("|".join(map(re.escape, within))) if within else None

    def find(self, text: str) -> int | None:
        """The one village a cell or a title names; None where it names none, or several."""
        plain = _plain(text)
        if plain in self._exact:
            return self._exact[plain]
        if self._within is None:
            return None
        found = {self._exact[name] for name in self._within.findall(plain)}
        return next(iter(found)) if len(found) == 1 else None


def _names(unit: Unit) -> set[str]:
    names = set()
    for full in filter(None, (unit.name, unit.short_name)):
        plain = _plain(full)
        base = _COMMITTEE.sub("", plain)
        names |= {plain, base}
        if base and not base.endswith(("村", "社区")):
            names.add(f"{base}{'社区' if '居' in plain[len(base) :] else '村'}")
        names.add(base.removesuffix("村").removesuffix("社区"))
    return names - {""}


def _plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def masked(text: str) -> tuple[str, bool]:
    """A name with only its surname left, and whether it was masked already by another custom; empty where there is none."""
    plain = _IN_BRACKETS.sub("", _plain(text))
    return mask_value(Personal.NAME, plain), is_masked(plain) and not _MASKED.fullmatch(plain)


# ---- one publication ----------------------------------------------------------------------------------------------
def read_list(
    publication: Publication, files: Sequence[Attachment], villages: VillageNames, *, named: bool
) -> Reading:
    """What a township's public list says of each village. Each file is read once.

    Args:
        files: its downloads, in their order.
        named: whether names may be compared.

    A file that cannot be read is an obstacle, not an exception.
    """
    found, plain_tables = Reading(), 0
    of_title = villages.find(publication.title)
    if publication.reach == Reach.WEB:
        for file in files:
            table = _table_of(file, publication.person_list)
            if isinstance(table, Obstacle):
                return Reading(obstacle=table)
            reader = _Reader(table, villages, named)
            whole = of_title or villages.find(table.caption) or villages.find(file.name)
            if not reader.into(found.by_village, whole):
                plain_tables += 1
            else:
                found.counted = found.counted or reader.counted
            if reader.unplaced:
                return Reading(obstacle=Obstacle.UNPLACED_ROWS)
    if found.by_village:
        return found
    has_figures = publication.head_count is not None or publication.amount is not None
    if of_title is not None and has_figures:
        amount = None if publication.amount is None else int(publication.amount * 100)
        return Reading({of_title: Figures(publication.head_count, amount)})
    if plain_tables or has_figures:
        return Reading(obstacle=Obstacle.NOT_BY_VILLAGE)
    return Reading(obstacle=Obstacle.NO_FIGURES)


def tables_among(files: Iterable[Attachment], *, person_list: bool) -> list[Attachment]:
    """The files that are read as tables: those shown so on the page, else every one that can be."""
    sheets = [file for file in files if can_be_a_table(file.name)]
    shown = [file for file in sheets if file.as_table]
    return sheets if person_list else (shown or sheets)


def _table_of(file: Attachment, person_list: bool) -> Table | Obstacle:
    """The table residents can read; of a workbook they take away, only one that has nothing beyond its first sheet."""
    try:
        with file.file.open("rb") as opened:
            data = opened.read()
        if not person_list and data.startswith(b"PK") and len(read_sheets(data, file.name)) > 1:
            return Obstacle.SEVERAL_SHEETS
        return read_table(data, file.name, person_list=person_list)
    except WorkbookRefused:
        return Obstacle.UNREADABLE
    except Exception as error:  # a damaged file must not stop the night's comparison
        logger.warning("attachment %s could not be compared: %s", file.pk, type(error).__name__)
        return Obstacle.UNREADABLE


class _Reader:
    """One table: which columns carry the village, the name, the money, the heads."""

    def __init__(self, table: Table, villages: VillageNames, named: bool) -> None:
        self.rows = [row for row in table.rows if not _is_sum(row)]
        self.labels = [label_key(column.label.rpartition("·")[2]) for column in table.columns]
        self.villages, self.named = villages, named
        self.village = self._village_column()
        self.name = next((at for at, label in enumerate(self.labels) if _is_name(label)), None)
        self.money = _one_of([at for at, label in enumerate(self.labels) if _is_amount(label)], self.labels)
        self.counts = [at for at, label in enumerate(self.labels) if _COUNT.fullmatch(label)]
        self.unplaced = 0

    def into(self, found: dict[int, Figures], whole: int | None) -> bool:
        """Add each row to its village. False where the table does not say of which village its rows are.

        Args:
            whole: the village the whole table is of, as far as its title says so.
        """
        if self.village is None and whole is None:
            return False
        for row in self.rows:
            unit = whole if self.village is None else self.villages.find(row[self.village])
            if unit is not None:
                self._add(found.setdefault(unit, Figures(people=[] if self._by_person else None)), row)
            elif self.village is not None and not row[self.village].strip():
                self.unplaced += 1
        return True

    @property
    def counted(self) -> str:
        """What its rows are, or what its count is of."""
        if self.name is not None:
            return "人"
        if len(self.counts) != 1:
            return "项"
        label = self.labels[self.counts[0]]
        return "户" if "户" in label and "人" not in label else "人"

    @property
    def _by_person(self) -> bool:
        return self.named and self.name is not None

    def _village_column(self) -> int | None:
        """Of the columns that may name villages the one that names most."""
        hits = {
            at: sum(self.villages.find(row[at]) is not None for row in self.rows)
            for at, label in enumerate(self.labels)
            if _VILLAGE.fullmatch(label)
        }
        best = max(hits, key=lambda at: hits[at], default=None)
        return best if best is not None and hits[best] else None

    def _add(self, figures: Figures, row: Sequence[str]) -> None:
        amount = None if self.money is None else _fen(row[self.money], "万" in self.labels[self.money])
        heads = self._heads(row)
        figures.count = None if heads is None or figures.count is None else figures.count + heads
        figures.amount = None if amount is None or figures.amount is None else figures.amount + amount
        if not self._by_person:
            figures.people = None
        elif figures.people is not None and self.name is not None:
            name, was_masked = masked(row[self.name])
            if name:
                figures.people.append((name, amount))
                figures.rough |= was_masked

    def _heads(self, row: Sequence[str]) -> int | None:
        """A row of a person is one; of a village's total as many as it says; None where that cannot be read."""
        if self.name is not None or not self.counts:
            return 1
        if len(self.counts) > 1:  # households and persons side by side: which of them is not for us to say
            return None
        said = re.sub(r"[,，人户次]", "", row[self.counts[0]])
        return int(said) if said.isdecimal() else None


def _is_sum(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell.strip()]
    return not filled or any(label_key(cell) in _SUMS for cell in filled[:2])


def _is_name(label: str) -> bool:
    return label in _NAME_HEADS or label.endswith("姓名")


def _is_amount(label: str) -> bool:
    return label in _PLAIN_AMOUNTS or bool(_AMOUNT.fullmatch(label))


def _one_of(places: Sequence[int], labels: Sequence[str]) -> int | None:
    """The one column of money, or of several the one that says it is the sum; None where that cannot be told."""
    if len(places) == 1:
        return places[0]
    for word in _PREFERRED:
        marked = [at for at in places if word in labels[at]]
        if len(marked) == 1:
            return marked[0]
    return None


def _fen(text: str, ten_thousands: bool) -> int | None:
    """Money of a cell in fen; None where it cannot be read."""
    try:
        if not ten_thousands:
            return fen(text)
        value = Decimal(_plain(text).replace(",", "").removesuffix("元").removesuffix("万"))
    except (MoneyRefused, InvalidOperation):
        return None
    whole = value * 1_000_000
    return int(whole) if value.is_finite() and whole == int(whole) and abs(whole) <= MOST else None


# ---- the village's own --------------------------------------------------------------------------------------------
def own_people(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[Person, ...], bool]:
    """The persons of a village's list, masked, and whether some were masked by the village already."""
    people, rough = [], False
    for row in rows:
        name, was_masked = masked(str(row.get("name") or ""))
        if name:
            people.append((name, row.get("amount")))
            rough |= was_masked
    return tuple(people), rough


def names_on(file: Attachment, *, person_list: bool) -> set[str]:
    """The names a township's list writes out.

    Raises:
        WorkbookRefused: it cannot be read.
    """
    table = table_of(file, person_list=person_list)
    places = [
        at for at, column in enumerate(table.columns) if _is_name(label_key(column.label.rpartition("·")[2]))
    ]
    return {
        plain for row in table.rows for at in places if (plain := _plain(row[at])) and not is_masked(plain)
    }
