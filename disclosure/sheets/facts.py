"""What changed between two editions beside title and text: column by column, under the names people know."""

from collections.abc import Mapping

from django.apps import apps

from disclosure.law.kinds import Kind, elements_of
from disclosure.models import Publication

FILES = "files"
_OF_FILES = {FILES: "附件", "transcripts": "文字稿"}


def changed(old: Mapping[str, str], new: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Label, before and after of every fact that differs, of two that `actions.publishing.facts_of` made."""
    return [
        (_label(name), old.get(name, ""), new.get(name, ""))
        for name in dict.fromkeys([*new, *old])  # in the order they are made; a kept edition has none
        if old.get(name, "") != new.get(name, "")
    ]


def _label(name: str) -> str:
    if name in _OF_FILES:
        return _OF_FILES[name]
    model, _, column = name.rpartition(".")
    if model == "details":
        return next((e.label for kind in Kind for e in elements_of(kind) if e.key == column), column)
    owner = apps.get_model("disclosure", model) if model else Publication
    return str(owner._meta.get_field(column).verbose_name)  # type: ignore[union-attr]
