"""The only writer of the public index. Called by the act that publishes or withdraws, in its transaction."""

from collections.abc import Iterable

from catalog.actions.generations import raise_generation
from catalog.models import Entry

FIELDS = [f.name for f in Entry._meta.concrete_fields if f.name not in {"id", "key"}]


def put(entry: Entry) -> None:
    """Write one row of the public index, new or in place of the one with the same key."""
    put_all([entry])


def put_all(entries: Iterable[Entry]) -> None:
    """Write many rows at once; each township's pages become stale once."""
    rows = list(entries)
    Entry.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["key"], update_fields=FIELDS
    )
    for township_id in {row.township_id for row in rows}:
        raise_generation(township_id)


def remove(key: str) -> None:
    """Take a thing out of the public index; nothing happens when it is not there."""
    entry = Entry.objects.filter(key=key).first()
    if entry:
        entry.delete()
        raise_generation(entry.township_id)
