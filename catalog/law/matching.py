"""How much a line of the list of powers or services resembles a catalog row: names compared by pairs of characters.

Plain arithmetic without a dictionary: Chinese names share their telling words whatever the word borders, and a pair
that stands in many rows weighs little. The result is a proposal; a person confirms it.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

# Words that say what is done, not about what: they stand in hundreds of names.
_COMMON = re.compile(
    r"对|的|行为|事项|信息|工作|有关|相关|进行|办理|服务指南|办事指南|办事|公开|等|及其|其他"
)
_NOT_WORD = re.compile(r"[^0-9a-z\u4e00-\u9fff]+")

# Words in a matter's name that point to a domain, by the start of the domain's name.
DOMAIN_HINTS: dict[str, tuple[str, ...]] = {
    "重大建设项目": ("建设项目", "投资项目", "立项"),
    "公共资源交易": ("招标", "投标", "政府采购", "交易"),
    "义务教育": ("义务教育", "入学", "适龄儿童", "学校", "控辍保学", "幼儿"),
    "户籍管理": ("户口", "户籍", "落户", "身份证", "居住证"),
    "社会救助": ("低保", "最低生活保障", "特困", "临时救助", "救助", "困难群众", "低收入"),
    "养老服务": ("养老", "老年人", "高龄", "敬老"),
    "公共法律服务": ("法律援助", "人民调解", "法治宣传", "公证"),
    "财政预决算": ("预算", "决算"),
    "就业创业": ("就业", "创业", "失业登记", "技能培训", "招聘"),
    "社会保险": ("社会保险", "养老保险", "医疗保险", "医保", "失业保险", "工伤", "参保"),
    "城乡规划": ("规划许可", "村庄规划", "国土空间", "乡村建设规划", "宅基地"),
    "农村集体土地征收": ("征地", "土地征收", "征收土地", "集体土地"),
    "生态环境": ("环境", "污染", "排污", "秸秆", "畜禽养殖"),
    "保障性住房": ("保障性住房", "公租房", "廉租", "住房保障"),
    "国有土地上房屋征收": ("房屋征收", "国有土地"),
    "农村危房改造": ("危房", "农房改造"),
    "市政服务": ("市政", "燃气", "供水", "园林", "绿化", "城市道路"),
    "城市综合执法": ("市容", "违法建设", "违章", "占道", "垃圾", "户外广告", "城市管理"),
    "涉农补贴": ("补贴", "农机", "耕地地力", "种粮", "农业保险"),
    "公共文化服务": ("文化", "图书", "文物", "体育"),
    "医疗卫生": ("医疗", "卫生", "生育", "疫苗", "计划生育", "独生子女"),
    "安全生产": ("安全生产", "烟花爆竹", "危险化学品", "消防", "隐患"),
    "救灾": ("救灾", "自然灾害", "防汛", "抗旱", "受灾", "灾害"),
    "食品药品监管": ("食品", "药品", "餐饮", "小作坊"),
    "税收管理": ("税", "纳税"),
    "扶贫": ("扶贫", "脱贫", "防返贫"),
}


def normalise(text: str) -> str:
    """The letters, figures and characters of a name that tell it apart: brackets, blanks and common words left out."""
    plain = _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).lower())
    return _COMMON.sub("", plain) or plain


def pairs(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters of the normalised text; a single character stands for itself."""
    plain = normalise(text)
    return frozenset(plain[i : i + 2] for i in range(len(plain) - 1)) or frozenset(filter(None, [plain]))


@dataclass(frozen=True)
class Row:
    """A catalog row as this comparison sees it."""

    pk: int
    name: str
    level1: str = ""
    domain: str = ""
    elements: str = ""


@dataclass(frozen=True)
class Proposal:
    pk: int
    score: float  # 0 … 1, two decimals


class Matcher:
    """Compares many names with the same catalog rows: their pairs are counted once.

    The title counts most; the level-1 name, the elements and a hinted domain close part of the distance that is left.
    """

    CONTEXT, ELEMENTS, HINT = 0.35, 0.12, 0.2

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = sorted(rows, key=lambda row: row.pk)
        self._titles = [pairs(row.name) for row in self._rows]
        self._contexts = [pairs(row.level1) | pairs(row.domain) for row in self._rows]
        seen = Counter(
            pair for title, near in zip(self._titles, self._contexts, strict=True) for pair in title | near
        )
        total = max(len(self._rows), 1)
        self._rare = math.log(1 + total)  # weight of a pair no row has
        self._weights = {pair: math.log(1 + total / count) for pair, count in seen.items()}
        self._title_index = _index(self._titles)
        self._context_index = _index(self._contexts)
        self._element_index = _index([pairs(row.elements) for row in self._rows])
        self._title_weights = [self._weight(title) for title in self._titles]
        self._by_hint = {
            start: {i for i, row in enumerate(self._rows) if row.domain.startswith(start)}
            for start in DOMAIN_HINTS
        }

    def propose(self, name: str, about: str = "", *, top: int = 3, threshold: float = 0.36) -> list[Proposal]:
        """The most alike rows, best first, equals by pk. `about` (category, basis) only serves the domain hints."""
        wanted = pairs(name)
        whole = self._weight(wanted)
        if not whole:
            return []
        titles = self._shared(wanted, self._title_index)
        contexts = self._shared(wanted, self._context_index)
        elements = self._shared(wanted, self._element_index)
        hinted = self._hinted(name) or self._hinted(about)
        scored = []
        for i in titles.keys() | contexts.keys():
            common = titles.get(i, 0.0)
            # a row may name several matters in one title, so a whole name found in it says much; the other way
            # round it says little (“监督检查” stands in every second name)
            title = max(2 * common / (whole + self._title_weights[i]), 0.8 * common / whole)
            near = (
                self.CONTEXT * contexts.get(i, 0.0) / whole
                + self.ELEMENTS * elements.get(i, 0.0) / whole
                + (self.HINT if i in hinted else 0.0)
            )
            score = round(title + (1 - title) * min(near, 1.0), 2)
            if score >= threshold:
                scored.append((-score, self._rows[i].pk))
        return [Proposal(pk, -minus) for minus, pk in sorted(scored)[:top]]

    def _weight(self, wanted: Iterable[str]) -> float:
        return sum(self._weights.get(pair, self._rare) for pair in sorted(wanted))

    def _shared(self, wanted: frozenset[str], index: Mapping[str, list[int]]) -> dict[int, float]:
        """Row → weight of the pairs it shares. Sorted, so that sums of floats come out the same every time."""
        found: dict[int, float] = {}
        for pair in sorted(wanted):
            weight = self._weights.get(pair, self._rare)
            for i in index.get(pair, ()):
                found[i] = found.get(i, 0.0) + weight
        return found

    def _hinted(self, text: str) -> set[int]:
        found: set[int] = set()
        for start, words in DOMAIN_HINTS.items():
            if any(word in text for word in words):
                found |= self._by_hint[start]
        return found


def _index(sets: list[frozenset[str]]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = {}
    for i, members in enumerate(sets):
        for pair in members:
            index.setdefault(pair, []).append(i)
    return index
