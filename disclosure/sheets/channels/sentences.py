"""Sentences of a text, and texts cut where a sentence ends."""

import re
from collections.abc import Iterable, Iterator

_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；]+[”’）》】]*|[^。！？；\n]+")
_CLAUSE = re.compile(r"[^，：、]+[，：、]?")
_OPEN = "，、：；。 "


def sentences(text: str) -> list[str]:
    """The sentences with their marks, blanks around them taken off."""
    return [part for match in _SENTENCE.findall(text) if (part := match.strip()) and re.search(r"\w", part)]


def closed(sentence: str) -> str:
    """The sentence with a full stop, whatever mark it had at its end."""
    bare = sentence.rstrip(_OPEN)
    return bare if bare.endswith(("！", "？", "!", "?", "。")) else bare + "。"


def fitting(parts: Iterable[str], limit: int) -> Iterator[str]:
    """The first parts that together are no longer than the limit."""
    left = limit
    for part in parts:
        left -= len(part)
        if left < 0:
            return
        yield part


def cut(text: str, limit: int) -> str:
    """The text up to the last sentence, else the last clause, that ends within the limit; at worst with “…”."""
    if len(text) <= limit:
        return text
    whole = "".join(fitting(sentences(text), limit))
    if whole:
        return whole
    clauses = "".join(fitting(_CLAUSE.findall(text), limit - 1)).rstrip(_OPEN)
    return clauses + "。" if len(clauses) >= limit // 3 else text[: limit - 1] + "…"
