"""What a revision changes, column by column, with what left and what came marked in the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from catalog.law.vocabulary import Audience, Channel, Level, Mode, print_channels, print_levels
from catalog.models import CatalogRevision, ChangeKind, Node, RevisionChange
from catalog.queries.revisions import OWN_FIELDS

# A number, a Latin word, a single character: Chinese is compared character by character.
_PIECE = re.compile(r"[0-9]+|[A-Za-z]+|\s+|.", re.DOTALL)
_PHRASE = re.compile(r"[^;；。，、\n]*[;；。，、\n]?")
LONG = 1_500  # characters; longer texts are compared phrase by phrase, so that a page stays quick
ISLAND = 2  # an unchanged stretch this short between two changes reads better as changed


@dataclass(frozen=True)
class FieldDifference:
    label: str
    before_html: SafeString
    after_html: SafeString


@dataclass(frozen=True)
class RowDifference:
    """One row of a revision as the page shows it."""

    pk: int
    kind: str
    kind_label: str
    name: str
    path: str
    place: str
    reason: str
    fields: list[FieldDifference] = field(default_factory=list)


def differences(revision: CatalogRevision) -> list[RowDifference]:
    """All rows of the revision in their order. 1 query, whatever their number."""
    changes = revision.changes.select_related("node__parent", "parent").order_by("position", "pk")
    return [row_difference(change) for change in changes]


def row_difference(change: RevisionChange) -> RowDifference:
    node = change.node
    place = change.parent or (node.parent if node else None)
    return RowDifference(
        pk=change.pk,
        kind=change.kind,
        kind_label=change.get_kind_display(),
        name=str(change.after.get("name") or change.before.get("name") or node or ""),
        path=node.path if node else "",
        place=place.name if place else "",
        reason=change.reason,
        fields=list(_fields(change)),
    )


def mark(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Both texts escaped, with `<del>` around what leaves and `<ins>` around what comes."""
    left, right = _pieces(before, after)
    old: list[tuple[bool, str]] = []
    new: list[tuple[bool, str]] = []
    for tag, a, b, c, d in _steps(left, right):
        if tag == "equal":
            old.append((False, "".join(left[a:b])))
            new.append((False, "".join(right[c:d])))
        else:
            old.append((True, "".join(left[a:b])))
            new.append((True, "".join(right[c:d])))
    return _html(old, "del"), _html(new, "ins")


def shown(name: str, value: Any) -> str:
    """A stored column as the printed table words it."""
    if not value:
        return ""
    if name == "channels":
        return print_channels([Channel(part) for part in value])
    if name == "levels":
        return print_levels([Level(part) for part in value])
    if name == "audience":
        return Audience(value).label
    if name == "mode":
        return Mode(value).label
    return str(value)


def label_of(name: str) -> str:
    return str(Node._meta.get_field(name).verbose_name)


def _fields(change: RevisionChange) -> Iterator[FieldDifference]:
    for name in OWN_FIELDS:
        if change.kind != ChangeKind.RETIRE and name not in change.after:
            continue
        old = shown(name, change.before.get(name)) if change.kind != ChangeKind.ADD else ""
        new = shown(name, change.after.get(name)) if change.kind != ChangeKind.RETIRE else ""
        if old != new:
            yield FieldDifference(label_of(name), *mark(old, new))


def _pieces(before: str, after: str) -> tuple[list[str], list[str]]:
    pattern = _PHRASE if max(len(before), len(after)) > LONG else _PIECE
    return [p for p in pattern.findall(before) if p], [p for p in pattern.findall(after) if p]


def _steps(left: list[str], right: list[str]) -> list[tuple[str, int, int, int, int]]:
    """Steps of the comparison; short equal stretches between two changes are taken into them."""
    steps: list[tuple[str, int, int, int, int]] = []
    codes = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    for place, (tag, a, b, c, d) in enumerate(codes):
        island = (
            tag == "equal"
            and 0 < place < len(codes) - 1
            and b - a <= ISLAND
            and len("".join(left[a:b])) <= ISLAND
        )
        kind = "equal" if tag == "equal" and not island else "replace"
        if steps and kind == "replace" and steps[-1][0] == "replace":
            _, first, _, second, _ = steps[-1]
            steps[-1] = ("replace", first, b, second, d)
        else:
            steps.append((kind, a, b, c, d))
    return steps


def _html(parts: Iterable[tuple[bool, str]], tag: str) -> SafeString:
    marked = format_html("<{}>{}</{}>", SafeString(tag), "{}", SafeString(tag))
    return format_html_join(
        "", "{}", ((format_html(marked, text) if changed else text,) for changed, text in parts if text)
    )
