"""Whole-page cache for anonymous readers.

Key: township, its generation, path, declared query parameters, elder mode. A page is stored under the generation
read before it was rendered, so an act that raises the counter leaves no stale copy behind; it ends at the next
moment something of the township opens or closes, or at midnight. Bodies are stored compressed, with an ETag.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified, QueryDict
from django.urls import Resolver404, resolve
from django.utils import timezone

from catalog.views.access import PublicPage

ELDER_COOKIE = "elder"
# Headers that belong to one answer, not to the stored page.
_OWN = frozenset({"content-length", "content-encoding", "etag", "vary", "cache-control", "set-cookie"})


@dataclass(frozen=True)
class Page:
    """A stored page: its bytes gzip-compressed, the instant it ends in seconds."""

    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    ends: float


class PageCacheMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.release = _release()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = _key(request, self.release) if settings.PAGE_CACHE else None
        if key is None:
            return _closed(self.get_response(request))
        page: Page | None = cache.get(key)
        now = timezone.now()
        if page is None or page.ends <= now.timestamp():
            response = self.get_response(request)
            page = _page(request, response, now)
            if page is None:
                return _closed(response)
            cache.set(key, page, timeout=max(1, page.ends - now.timestamp()))
        return _answer(request, page)


def _release() -> str:
    """What the running code is: templates, code and names of static files. Pages of another release are not ours."""
    files = [
        *Path(settings.BASE_DIR, "templates").rglob("*.html"),
        *(
            file
            for app in ("catalog", "disclosure", "villages", "gongkai")
            for file in Path(settings.BASE_DIR, app).rglob("*.py")
        ),
        Path(settings.STATIC_ROOT, "staticfiles.json"),
    ]
    facts = [
        f"{file}:{file.stat().st_size}:{file.stat().st_mtime_ns}" for file in sorted(files) if file.exists()
    ]
    return hashlib.sha256("|".join(facts).encode()).hexdigest()[:16]


def _key(request: HttpRequest, release: str) -> str | None:
    """The key of the page asked for, or None where no stored copy may be used."""
    if (
        request.method not in ("GET", "HEAD")
        or settings.SESSION_COOKIE_NAME in request.COOKIES
        or request.township is None  # type: ignore[attr-defined]
    ):
        return None
    query = ""
    if request.META.get("QUERY_STRING"):
        declared = _declared(request)
        if declared is None or not declared.cached:
            return None
        kept = QueryDict(mutable=True)
        for name in sorted(declared.params):
            if values := [value for value in request.GET.getlist(name) if value]:
                kept.setlist(name, values)
        request.GET = kept  # type: ignore[assignment]  # the page can depend on nothing else
        if any(name in kept for name in declared.never):
            return None
        query = urlencode(list(kept.lists()), doseq=True)
    township = request.township  # type: ignore[attr-defined]
    generation = request.generation  # type: ignore[attr-defined]
    elder = request.COOKIES.get(ELDER_COOKIE) == "1"
    host = request.get_host()
    parts = f"{release}|{host}|{township.pk}|{generation}|{elder:d}|{request.path}|{query}"
    return "page:" + hashlib.sha256(parts.encode()).hexdigest()


def _declared(request: HttpRequest) -> PublicPage | None:
    try:
        return getattr(resolve(request.path_info).func, "public_page", None)
    except Resolver404:
        return None


def _page(request: HttpRequest, response: HttpResponseBase, now: datetime) -> Page | None:
    """The response as a stored page, or None where it may not be stored."""
    match = request.resolver_match
    declared = getattr(match.func, "public_page", None) if match else None
    if (
        declared is None
        or not declared.cached
        or response.status_code != 200
        or response.cookies
        or not isinstance(response, HttpResponse)
    ):
        return None
    midnight = (timezone.localtime(now) + timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    change = request.snapshot.next_change(request.township, now)  # type: ignore[attr-defined]
    body = response.content
    return Page(
        headers=tuple((name, value) for name, value in response.items() if name.lower() not in _OWN),
        body=gzip.compress(body, 5, mtime=0),
        etag=f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        ends=min(midnight, change).timestamp() if change else midnight.timestamp(),
    )


def _answer(request: HttpRequest, page: Page) -> HttpResponseBase:
    response: HttpResponse
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponseNotModified()
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(page.body)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(gzip.decompress(page.body))
    if response.status_code == 200:
        for name, value in page.headers:
            response[name] = value
        response["Content-Length"] = str(len(response.content))
    response["ETag"] = page.etag
    response["Cache-Control"] = (
        "no-cache"  # kept by the browser, but asked for again: withdrawal must be seen
    )
    response["Vary"] = "Cookie, Accept-Encoding"
    return response


def _closed(response: HttpResponseBase) -> HttpResponseBase:
    """Answers that are nobody else's: never kept anywhere unless the view said otherwise."""
    if not response.has_header("Cache-Control"):
        response["Cache-Control"] = "private, no-store"
    return response
