"""What a publication says, in so many words: its summary and the sentences of its text, as far as they fit."""

import re
from collections.abc import Iterable, Iterator

from disclosure.sheets.channels import people
from disclosure.sheets.channels.blocks import Table
from disclosure.sheets.channels.sentences import closed, cut, fitting, sentences
from disclosure.sheets.channels.source import Source, lines

_ASIDE = re.compile(r"[（(](?:以下|下同|下称|简称|附|详见|见附)[^（）()]*[）)]")
_FORMULA = re.compile(r"(^|，)(?:现将|现就|现)[^，。]{0,30}如下[。：]$")  # says only that something follows


def gist(source: Source, limit: int) -> list[str]:
    """Whole sentences, together no longer than the limit; the summary first, then the text from its beginning.

    Of a list of persons only how many they are: who they are stands on the page and the board (PII-3).
    """
    if source.is_person_list:
        number = people.count(source)
        return [f"名单共{number}人。"] if number else []
    return _whole(_told((source.summary, *lines(source.body, tables=False))), limit)


def summary(source: Source, limit: int) -> list[str]:
    """The same, but the summary alone where there is one."""
    if source.is_person_list or not source.summary:
        return gist(source, limit)
    return _whole(_told((source.summary,)), limit)


def _whole(told: Iterable[str], limit: int) -> list[str]:
    """The sentences that fit; of a first one that does not, as much as does."""
    parts = list(told)
    return list(fitting(parts, limit)) or [cut(first, limit) for first in parts[:1]]


def has_tables(source: Source) -> bool:
    return any(isinstance(block, Table) for block in source.blocks)


def _told(texts: Iterable[str]) -> Iterator[str]:
    """Sentence by sentence, each said once: the summary is often the first of the text again."""
    seen = ""
    for line in texts:
        for sentence in sentences(_ASIDE.sub("", line).removeprefix("· ")):
            said = _FORMULA.sub(r"\1", closed(sentence.rstrip("：:"))).rstrip("，")
            said = closed(said) if said else ""
            if said and said.rstrip("。") not in seen:
                seen += said
                yield said
