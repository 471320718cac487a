"""Sealed files that no record knows: an act that was killed or refused after writing one leaves it behind (PII-1)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import PurePosixPath

from django.core.files.storage import Storage

from disclosure.models.sealed_files import SEALED_FOLDERS, SealedStorage, sealed_file_columns

KEPT = timedelta(days=1)  # no act takes so long; until then the file may belong to one under way


def sweep(at: datetime) -> int:
    """Delete sealed files older than a day that belong to no record, under whichever key; how many there were."""
    storage = SealedStorage().inner
    old = [name for name in _names(storage) if storage.get_modified_time(name) <= at - KEPT]
    if not old:
        return 0
    known = {  # read after the listing: what was written since is not among the old ones
        _stem(name)
        for column in sealed_file_columns()
        for name in column.model._base_manager.exclude(**{column.name: ""})
        .values_list(column.name, flat=True)
        .iterator()
    }
    stray = [name for name in old if _stem(name) not in known]
    for name in stray:
        storage.delete(name)
    return len(stray)


def _names(storage: Storage) -> Iterator[str]:
    folders = list(SEALED_FOLDERS)
    while folders:
        folder = folders.pop()
        try:
            below, files = storage.listdir(folder)
        except FileNotFoundError:
            continue
        folders += [f"{folder}/{name}" for name in below]
        yield from (f"{folder}/{name}" for name in files)


def _stem(name: str) -> str:
    """What stays the same when a file is sealed with another key."""
    return str(PurePosixPath(name).with_suffix(""))
