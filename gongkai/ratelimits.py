"""The counters of rate limits in the database, cleaned by the timer."""

from typing import Any

from django_smart_ratelimit.backends.database import DatabaseBackend


class TimedBackend(DatabaseBackend):
    """Without the package's own cleaning thread, which would keep a second database connection in every process."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(enable_background_cleanup=False, **kwargs)
