"""Django's file cache, without a look through its whole folder at every write."""

import random

from django.core.cache.backends.filebased import FileBasedCache

CULL_ONE_IN = 500


class FileCache(FileBasedCache):
    """Counts its files once in a few hundred writes; in between `run_due` takes out what has ended."""

    def _cull(self) -> None:
        if random.randrange(CULL_ONE_IN) == 0:  # noqa: S311  (no secret)
            super()._cull()  # type: ignore[misc]  # private, and the only place to hold it back
