"""Township and village on the same matter: two sides compared by count, amount, period and masked names (VIL-6)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from catalog.law.vocabulary import Labelled
from disclosure.law.duties import period_name
from villages.law.money import yuan

STAR = "*"
MOST_TOLD = 200  # differences of one comparison told singly
_AMOUNTS = 5  # amounts of namesakes named in one sentence


class Result(Labelled):
    AGREES = "agrees", "相符"
    DIFFERS = "differs", "不符"
    ONE_SIDED = "one_sided", "一方没有"
    INCOMPARABLE = "incomparable", "不能比较"


class Obstacle(Labelled):
    """Why two sides cannot be compared; the label is a sentence."""

    NONE = "", ""
    NOT_BY_VILLAGE = "not_by_village", "镇里的表没有分村，不能比较。"
    UNPLACED_ROWS = "unplaced_rows", "镇里的表有的行没有写村名，不能比较。"
    SEVERAL_SHEETS = "several_sheets", "镇里的表有几个工作表，只能读第一个，不能比较。"
    UNREADABLE = "unreadable", "镇里的表打不开，不能比较。"
    NO_PERIOD = "no_period", "镇里没有写明所属期间，不能比较。"
    NO_FIGURES = "no_figures", "两边没有可以对照的数字，不能比较。"
    OVER = "over", "名单公示期已满，公示时没有比较过。"


class GapKind(Labelled):
    FIGURES = "figures", "人数或金额不同"
    PERIOD = "period", "期间不同"
    MISSING = "missing", "一方没有公布"
    PERSON_AMOUNT = "person_amount", "同一人金额不同"
    ONLY_TOWNSHIP = "only_township", "只在镇里的名单上"
    ONLY_VILLAGE = "only_village", "只在村里的名单上"
    NAMESAKES = "namesakes", "同名的人对不上"
    MORE = "more", "还有其他不同"


OF_PERSONS = frozenset(
    {
        GapKind.PERSON_AMOUNT, GapKind.ONLY_TOWNSHIP, GapKind.ONLY_VILLAGE, GapKind.NAMESAKES, GapKind.MORE,
    }
)  # fmt: skip
NAMES_GONE = "名单上有人对不上。名单已不在网上公开，不再保留姓名。"


class DifferenceState(Labelled):
    OPEN = "open", "待处理"
    EXPLAINED = "explained", "已说明"
    CORRECTED = "corrected", "已更正"


Person = tuple[str, int | None]  # masked name, fen


@dataclass(frozen=True, slots=True)
class Side:
    """What one side made public. amount: fen; None of count and amount: not said.

    people: None where names may not be compared. rough: some were masked by another custom, so that of none more than
    the first letter is sure.

    Raises:
        ValueError: a name that is not masked.
    """

    count: int | None
    amount: int | None
    first: date
    last: date
    people: tuple[Person, ...] | None = None
    rough: bool = False

    def __post_init__(self) -> None:
        if any(STAR not in name for name, _ in self.people or ()):
            raise ValueError("a name is not masked")

    @property
    def period(self) -> str:
        return period_name(self.first, self.last)

    @property
    def names_compared(self) -> bool:
        return self.people is not None


@dataclass(frozen=True, slots=True)
class Gap:
    """One difference. who: the masked name it is about, of differences of persons."""

    kind: GapKind
    sentence: str
    who: str = ""


def added(sides: Iterable[Side]) -> Side:
    """Several lists of one period as one; what one of them does not say, the sum does not say.

    Raises:
        ValueError: none, or of different periods.
    """
    parts = list(sides)
    if len({(part.first, part.last) for part in parts}) != 1:
        raise ValueError("periods")
    counts, amounts = [part.count for part in parts], [part.amount for part in parts]
    people = [part.people for part in parts]
    return Side(
        None if None in counts else sum(count or 0 for count in counts),
        None if None in amounts else sum(amount or 0 for amount in amounts),
        parts[0].first,
        parts[0].last,
        None if None in people else tuple(person for each in people for person in each or ()),
        any(part.rough for part in parts),
    )


def comparable(township: Side, village: Side) -> bool:
    """Whether both say a count, or both an amount."""
    counts = township.count is not None and village.count is not None
    return counts or (township.amount is not None and village.amount is not None)


def compare(township: Side, village: Side, *, counted: str = "人") -> list[Gap]:
    """Everything that differs, the whole first; empty where both agree.

    Of different periods the figures are not held against each other. At most `MOST_TOLD` are told singly.

    Args:
        counted: what is counted, 人 or 项.
    """
    if (township.first, township.last) != (village.first, village.last):
        words = f"镇里公布的是{township.period}，村里公布的是{village.period}，期间不同。"
        return [Gap(GapKind.PERIOD, words)]
    found = [*_figures(township, village, counted), *_people(township, village)]
    if len(found) <= MOST_TOLD:
        return found
    rest = len(found) - MOST_TOLD + 1
    return [
        *found[: MOST_TOLD - 1],
        Gap(GapKind.MORE, f"另有 {rest} 个姓名对不上，请对照两边的名单逐行核对。"),
    ]


def judged(gaps: list[Gap]) -> Result:
    return Result.DIFFERS if gaps else Result.AGREES


def said(count: int | None, amount: int | None, counted: str = "人") -> str:
    """The figures of a side as people read them."""
    parts = [f"{count} {counted}"] if count is not None else []
    return "、".join([*parts, *([f"{yuan(amount)} 元"] if amount is not None else [])])


def missing(*, there: Side, by_township: bool, counted: str = "人") -> Gap:
    """One side shows it, the other does not."""
    figures = said(there.count, there.amount, counted)
    if by_township:
        words = f"镇里公布了{there.period}本村 {figures}；村里没有公布这一期。"
    else:
        words = f"村里公布了{there.period} {figures}；镇里没有公布这一期本村的。"
    return Gap(GapKind.MISSING, words.replace(" ；", "；"))


def _figures(township: Side, village: Side, counted: str) -> Iterator[Gap]:
    by_count = township.count is not None and village.count is not None
    by_amount = township.amount is not None and village.amount is not None
    more = abs((township.count or 0) - (village.count or 0)) if by_count else 0
    money = abs((township.amount or 0) - (village.amount or 0)) if by_amount else 0
    if not more and not money:
        return
    sides = [
        said(side.count if by_count else None, side.amount if by_amount else None, counted)
        for side in (township, village)
    ]
    apart = said(more or None, money or None, counted)
    yield Gap(GapKind.FIGURES, f"镇里公布本村 {sides[0]}；村里公布 {sides[1]}；相差 {apart}。")


def _people(township: Side, village: Side) -> Iterator[Gap]:
    if township.people is None or village.people is None:
        return
    rough = by_first_letter(township, village)
    paid = all(amount is not None for _, amount in (*township.people, *village.people))
    here, there = (_by_name(side.people or (), rough, paid) for side in (township, village))
    for name in sorted(here.keys() | there.keys()):
        ours, theirs = here.get(name, Counter()), there.get(name, Counter())
        if ours != theirs:
            yield _person(name, ours, theirs, paid)


def by_first_letter(township: Side, village: Side) -> bool:
    """Whether names can be held against each other by their first letter only.

    One star for whatever follows (张*) and a star a letter (张**) are both in use: a list all of whose names have the same
    number of stars may be of either custom, unless the other list is like it.
    """
    if township.rough or village.rough:
        return True
    ours, theirs = ({name.count(STAR) for name, _ in side.people or ()} for side in (township, village))
    return ours != theirs and 1 in (len(ours), len(theirs))


Amounts = Counter[int | None]


def _by_name(people: Iterable[Person], rough: bool, paid: bool) -> dict[str, Amounts]:
    found: dict[str, Amounts] = {}
    for name, amount in people:
        key = name[:1] + STAR if rough else name
        found.setdefault(key, Counter())[amount if paid else None] += 1
    return found


def _person(name: str, ours: Amounts, theirs: Amounts, paid: bool) -> Gap:
    """How the people of one masked name differ. Where there are several, they are counted and nobody is guessed at."""
    if not theirs:
        return Gap(GapKind.ONLY_TOWNSHIP, f"“{name}”只在镇里的名单上：{_told(ours)}。", name)
    if not ours:
        return Gap(GapKind.ONLY_VILLAGE, f"“{name}”只在村里的名单上：{_told(theirs)}。", name)
    if ours.total() == theirs.total() == 1:
        (one,), (other,) = ours, theirs
        apart = abs((one or 0) - (other or 0))
        words = f"“{name}”：镇里 {yuan(one or 0)} 元，村里 {yuan(other or 0)} 元，相差 {yuan(apart)} 元。"
        return Gap(GapKind.PERSON_AMOUNT, words, name)
    words = f"“{name}”不止一人：镇里 {ours.total()} 人，村里 {theirs.total()} 人。"
    if paid:
        words += _left("镇里", ours - theirs) + _left("村里", theirs - ours)
    return Gap(GapKind.NAMESAKES, words, name)


def _told(amounts: Amounts) -> str:
    sums = [amount for amount in amounts.elements() if amount is not None]
    return said(amounts.total(), sum(sums) if sums else None)


def _left(where: str, amounts: Amounts) -> str:
    """The amounts that only one side has."""
    every = sorted(amount or 0 for amount in amounts.elements())
    if not every:
        return ""
    shown = "、".join(yuan(amount) for amount in every[:_AMOUNTS])
    return f"只有{where}有的金额：{shown}{f' 等 {len(every)} 笔' if len(every) > _AMOUNTS else ''}。"
