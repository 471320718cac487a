"""What the village list says of each matter: the key contents it belongs to, what fixes its term, whether it can be dropped.

The words stand in the row of the list (`Node.extra`, from the fixture) and are read here.
"""

import re
from collections.abc import Mapping
from typing import Any

from catalog.law.vocabulary import Labelled
from villages.law.kinds import SheetKind


class KeyContent(Labelled):
    """重点公开内容: what residents look for first."""

    POVERTY = "poverty", "脱贫攻坚"
    REVIVAL = "revival", "乡村振兴"
    ACCOUNTS = "accounts", "村级财务"
    BENEFITS = "benefits", "惠农政策"
    ELDERLY = "elderly", "养老服务"
    RELIEF = "relief", "社会救助"
    HOUSING = "housing", "保障性住房"
    REBUILDING = "rebuilding", "农村危房改造"
    SCHOOLING = "schooling", "义务教育"
    HEALTH = "health", "医疗卫生"


class Rhythm(Labelled):
    """Which setting of the township gives a matter its term (VIL-2)."""

    FINANCE = "finance", "财务"
    GENERAL = "general", "一般事项"
    MAJOR = "major", "重大事项"
    YEARLY = "yearly", "年度事项"
    STANDING = "standing", "长期公开"
    OWN = "own", "按目录所写"


_BY_LABEL = {content.label: content for content in KeyContent}


def key_contents(extra: Mapping[str, Any]) -> list[KeyContent]:
    """The key contents of a row, in their usual order.

    Raises:
        KeyError: a word that is none of the ten.
    """
    found = {_BY_LABEL[word] for word in _words(extra.get("key_contents", ""))}
    return [content for content in KeyContent if content in found]


def rhythms(extra: Mapping[str, Any]) -> list[Rhythm]:
    """What gives the row its term; a row that says nothing keeps the term it is printed with.

    Raises:
        ValueError: a word that is no rhythm.
    """
    return [Rhythm(word) for word in _words(extra.get("rhythm", ""))] or [Rhythm.OWN]


def is_locked(extra: Mapping[str, Any]) -> bool:
    """Whether the law itself asks for the matter (VIL-1, VIL-5, VIL-7), so that no village can leave it out."""
    return str(extra.get("locked", "")) == "yes"


def related(extra: Mapping[str, Any]) -> list[str]:
    """Keys of the township's items that are the same matter (VIL-6)."""
    return _words(extra.get("related", ""))


def compared(extra: Mapping[str, Any]) -> list[str]:
    """Keys of those of them whose lists say what the village's say, and must agree with them (VIL-6)."""
    return _words(extra.get("compared", ""))


def may_word_term(extra: Mapping[str, Any]) -> bool:
    """Whether a village may word the term itself: neither a setting of the township nor the law gives it."""
    return rhythms(extra) == [Rhythm.OWN] and not is_locked(extra)


def sheet_kind(extra: Mapping[str, Any]) -> SheetKind:
    """The kind of sheet a matter is posted with; a notice where the list names none.

    Raises:
        ValueError: a word that is no kind.
    """
    return SheetKind(extra.get("sheet") or SheetKind.NOTICE)


def _words(text: str) -> list[str]:
    return [word for word in re.split("[;；]", str(text)) if word]
