"""Every address of the project, read off its own table, so that a new one is walked without being named here."""

import html
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.cookies import Morsel
from itertools import product
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpResponseBase
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from pypdf import PdfReader

_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^()]*(?:\([^()]*\)[^()]*)*\)|\(\[\^/\]\+\)")
_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


@dataclass(frozen=True)
class Address:
    """One line of the table: its route, the names of its parameters in their order, and what answers."""

    route: str
    names: tuple[str, ...]
    entry: URLPattern

    @property
    def is_admin(self) -> bool:
        return self.route.startswith("/admin/")

    @property
    def model(self) -> str:
        """Of an address of the admin, the model it shows, e.g. "disclosure/publication"."""
        return "/".join(self.route.split("/")[2:4]) if self.is_admin else ""

    def filled(self, values: Mapping[str, Any]) -> str:
        parts = iter(self.names)
        path = _PARAMETER.sub(lambda match: str(values[next(parts)]), self.route)
        return path.replace("^", "").replace("$", "")

    def every(self, pools: Mapping[str, Sequence[Any]]) -> Iterator[dict[str, Any]]:
        """Every way of filling it from these values. A parameter nobody foresaw is told by its name."""
        if unknown := [name for name in self.names if name not in pools]:
            raise AssertionError(
                f"{self.route}: what stands for {unknown} is not known here; add it to the pools of this walk"
            )
        names = list(dict.fromkeys(self.names))
        for values in product(*(self._fitting(name, pools[name]) for name in names)):
            yield dict(zip(names, values, strict=True))

    def _fitting(self, name: str, pool: Sequence[Any]) -> list[Any]:
        """Those of the values that can stand there: no word where a number is wanted."""
        converter = self.entry.pattern.converters.get(name)
        return [value for value in pool if converter is None or re.fullmatch(converter.regex, str(value))]


def addresses(resolver: URLResolver | None = None, before: str = "/") -> Iterator[Address]:
    """The whole table of addresses."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        else:
            names = tuple(found[1] or found[2] or "group" for found in _PARAMETER.finditer(route))
            yield Address(route, names, entry)


def body_of(answer: HttpResponseBase) -> bytes:
    """All a reader gets: bytes as sent and, of packed files, what is in them; without one-time tokens."""
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return _TOKEN.sub(b"", data)


def _cookie(morsel: Morsel) -> str:
    """A cookie as far as it says something: a message in words, no random token."""
    if morsel.key in (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME):
        return morsel.key
    if morsel.key == "messages":
        shown = CookieStorage(RequestFactory().get("/"))._decode(morsel.value) or []
        return "".join(str(message) for message in shown)
    return morsel.OutputString()


def words_of(answer: HttpResponseBase, data: bytes) -> str:
    """Everything readable in an answer: headers, text, members of archives and workbooks, text of PDF pages."""
    told = [f"{name}: {value}" for name, value in answer.items()]
    told += [_cookie(morsel) for morsel in answer.cookies.values()]
    told.append(data.decode("utf-8", "replace"))
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            told += [
                f"{name}\n{archive.read(name).decode('utf-8', 'replace')}" for name in archive.namelist()
            ]
    if data.startswith(b"%PDF"):
        told += [page.extract_text() for page in PdfReader(io.BytesIO(data)).pages]
    return html.unescape("\n".join(told))  # workbooks write some letters as numbers
