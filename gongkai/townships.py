"""Which township a request is for: one by default, or several, each under its address prefix.

Each worker keeps a snapshot of townships and cache generations and rereads it at most every half second, so that
neither costs a query per request.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Min
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix

from catalog.models import Entry, Township

SHARED = ("healthz", "static", "robots.txt", "favicon.ico", "elder")  # the same without any township


@dataclass
class Snapshot:
    townships: dict[str, Township]
    generations: dict[int, int]
    read_at: float
    changes: dict[int, datetime | None] = field(default_factory=dict)  # township → next opening or closing

    def next_change(self, township: Township, at: datetime) -> datetime | None:
        """The next moment after `at` at which something of the township opens or closes by itself."""
        known = self.changes.get(township.pk, at)
        if known is not None and known <= at:
            known = self.changes[township.pk] = _next_change(township, at)
        return known


_snapshot: Snapshot | None = None


def snapshot() -> Snapshot:
    """Townships and generations as this worker knows them, at most `SNAPSHOT_SECONDS` old."""
    global _snapshot
    now = time.monotonic()
    if _snapshot is None or now - _snapshot.read_at >= settings.SNAPSHOT_SECONDS:
        rows = Township.objects.select_related("unit", "generation").order_by("pk")
        townships = {township.prefix: township for township in rows}
        generations = {
            t.pk: t.generation.number if hasattr(t, "generation") else 0 for t in townships.values()
        }
        # a change of entries raises the generation, so a moment once found stays right until then
        kept = _snapshot.changes if _snapshot and _snapshot.generations == generations else {}
        _snapshot = Snapshot(townships, generations, now, kept)
    return _snapshot


def forget() -> None:
    """Drop this process's snapshot: for tests and for commands that add a township."""
    global _snapshot
    _snapshot = None


def _next_change(township: Township, at: datetime) -> datetime | None:
    rows = Entry.objects.filter(township=township)
    opens = rows.filter(public_from__gt=at).aggregate(at=Min("public_from"))["at"]
    closes = rows.filter(public_until__gt=at).aggregate(at=Min("public_until"))["at"]
    return min((moment for moment in (opens, closes) if moment), default=None)


class TownshipMiddleware:
    """Set `request.township`; with several townships take the prefix off the path and into the script prefix."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info == "/healthz":  # answers without a database, to say that there is none
            request.township, request.townships = None, {}  # type: ignore[attr-defined]
            return self.get_response(request)
        known = snapshot()
        townships = known.townships
        request.snapshot = known  # type: ignore[attr-defined]
        request.townships = townships  # type: ignore[attr-defined]
        if len(townships) == 1:
            _enter(request, next(iter(townships.values())))
            return self.get_response(request)
        request.township = None  # type: ignore[attr-defined]
        first, slash, rest = request.path_info[1:].partition("/")
        if first in townships:
            if not slash:
                return HttpResponseRedirect(f"{request.path}/")
            return self._under_prefix(request, townships[first], rest)
        if not townships and first not in SHARED:
            return HttpResponse(
                "尚未建立乡镇：请先运行 manage.py start。",
                status=503,
                content_type="text/plain; charset=utf-8",
            )
        if first in ("office", "admin"):
            return HttpResponseRedirect(get_script_prefix())  # staff choose their township first
        return self.get_response(request)

    def _under_prefix(self, request: HttpRequest, township: Township, rest: str) -> HttpResponseBase:
        _enter(request, township)
        request.path_info = f"/{rest}"
        outer = get_script_prefix()
        set_script_prefix(f"{outer}{township.prefix}/")
        try:
            return self.get_response(request)
        finally:
            set_script_prefix(outer)


def _enter(request: HttpRequest, township: Township) -> None:
    request.township = township  # type: ignore[attr-defined]
    request.generation = request.snapshot.generations[township.pk]  # type: ignore[attr-defined]
