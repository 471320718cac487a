"""The report's six sections, its due day, and a measure of how much of a text is last year's (ANN-1, ANN-2)."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from catalog.law.vocabulary import Labelled

DUE_DAY = (
    1,
    31,
)  # month, day after the year's end; D for townships, the county's notice may set another (ANN-1)
SHINGLE = 8  # characters compared at a time
LIKE_SHARE = 0.7  # D: from this share on a section counts as last year's text
SHORT = 40  # D: letters below which a section says too little to be told from a set phrase (“无”)


class Section(Labelled):
    """The six sections with their printed headings, in order."""

    OVERVIEW = "overview", "一、总体情况"
    DISCLOSED = "disclosed", "二、主动公开政府信息情况"
    APPLICATIONS = "applications", "三、收到和处理政府信息公开申请情况"
    REMEDIES = "remedies", "四、政府信息公开行政复议、行政诉讼情况"
    PROBLEMS = "problems", "五、存在的主要问题及改进情况"
    OTHER = "other", "六、其他需要报告的事项"


# What section one covers, in order; 监督保障 with the results of 工作考核、社会评议、责任追究.
OVERVIEW_PARTS = ("主动公开", "依申请公开", "政府信息管理", "政府信息公开平台建设", "监督保障")

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Repeated:
    """A section whose text is largely last year's; share of it from 0 to 1."""

    section: Section
    share: float

    @property
    def sentence(self) -> str:
        return f"“{self.section.label}”约{self.share:.0%}的文字与上年年报相同，请按本年实际情况改写。"


def publish_by(year: int, day: tuple[int, int] = DUE_DAY) -> date:
    """The last day to publish the report of the year: this month and day of the next year.

    A fixed date of the calendar, so it is not moved off a rest day. ValueError where there is no such day.
    """
    return date(year + 1, *day)


def similarity(text: str, earlier: str, *, size: int = SHINGLE) -> float:
    """How much of the text stands in the earlier one, wherever: 0 nothing … 1 everything; 0 for an empty text.

    Compared are runs of `size` characters without spaces and punctuation; figures count as alike, since last year's
    sentence with this year's number is still last year's sentence.

    Raises:
        ValueError: size is below 1.
    """
    if size < 1:
        raise ValueError(f"a run has at least one character, not {size}")
    plain = _plain(text)
    if not plain:
        return 0.0
    width = min(size, len(plain))
    runs, known = _runs(plain, width), set(_runs(_plain(earlier), width))
    return sum(run in known for run in runs) / len(runs)


def repeated(
    texts: Mapping[Section, str],
    last_year: Mapping[Section, str],
    *,
    share: float = LIKE_SHARE,
    shorter: int = SHORT,
) -> list[Repeated]:
    """The sections of which at least this share is last year's, in printed order, for a warning.

    shorter: sections with fewer letters than this are passed over.
    """
    found = (
        Repeated(section, similarity(texts[section], last_year.get(section, "")))
        for section in Section
        if len(_plain(texts.get(section, ""))) >= shorter
    )
    return [one for one in found if one.share >= share]


def _plain(text: str) -> str:
    """Letters and figures only, each figure as one sign."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _NUMBER.sub("0", "".join(character for character in folded if character.isalnum()))


def _runs(plain: str, width: int) -> list[str]:
    """All runs of this width, one at each place."""
    return [plain[i : i + width] for i in range(len(plain) - width + 1)]
