"""The catalog in Django's admin: Chinese, bounded to the township at hand, changed through the acts."""

from catalog.admin import (
    adoptions,
    calendar,
    imports,
    index,
    matters,
    people,
    places,
    revisions,
    townships,
    tree,
    units,
)

__all__ = [
    "adoptions",
    "calendar",
    "imports",
    "index",
    "matters",
    "people",
    "places",
    "revisions",
    "townships",
    "tree",
    "units",
]
