"""The public index made anew from the records of every app, each difference reported."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.db import transaction

from catalog.actions import entries as index
from catalog.models import Entry, Township
from disclosure.queries import entries as publications
from villages.queries import lists

# Each app says which rows its records must have in the index.
COLLECTORS: tuple[Callable[[Township], Iterator[Entry]], ...] = (publications.entries, lists.entries)
BATCH = 500
COMPARED = [field.attname for field in Entry._meta.concrete_fields if field.name not in {"id", "key"}]


@dataclass
class Differences:
    """Keys of rows that were missing, that said something else, and that nothing stands for."""

    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    surplus: list[str] = field(default_factory=list)
    seen: int = 0

    def __bool__(self) -> bool:
        return bool(self.missing or self.changed or self.surplus)


@transaction.atomic
def rebuild(township: Township, *, mend: bool, say: Callable[[int], None] = lambda seen: None) -> Differences:
    """Compare the index of a township with its records, and mend it where asked.

    Args:
        mend: write what differs; otherwise only look.
        say: told the number of records read so far, once a batch.
    """
    found = Differences()
    wanted: set[str] = set()
    batch: list[Entry] = []

    def compare() -> None:
        standing = Entry.objects.in_bulk([entry.key for entry in batch], field_name="key")
        wrong = []
        for entry in batch:
            present = standing.get(entry.key)
            if present is None:
                found.missing.append(entry.key)
            elif any(getattr(present, name) != getattr(entry, name) for name in COMPARED):
                found.changed.append(entry.key)
            else:
                continue
            wrong.append(entry)
        if mend and wrong:
            index.put_all(wrong)
        found.seen += len(batch)
        batch.clear()
        say(found.seen)

    for collect in COLLECTORS:
        for entry in collect(township):
            wanted.add(entry.key)
            batch.append(entry)
            if len(batch) == BATCH:
                compare()
    compare()
    for key in Entry.objects.filter(township=township).values_list("key", flat=True):
        if key not in wanted:
            found.surplus.append(key)
    if mend:
        for key in found.surplus:
            index.remove(key)
    return found
