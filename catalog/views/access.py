"""What makes an address public. Everything else is closed: `gongkai.access` asks for a signed-in member."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest

from catalog.models import Township, User
from catalog.queries.outline import Outline, outline

View = TypeVar("View", bound=Callable)


class PublicRequest(HttpRequest):
    """A request to a page of one township; set by `gongkai.townships`."""

    township: Township
    generation: int  # of the township's public pages, as this worker knows it


def outline_of(request: HttpRequest) -> Outline:
    """The township's outline for this request; no query while nothing changed."""
    return outline(request.township, request.generation)  # type: ignore[attr-defined]


class OfficeRequest(PublicRequest):
    """A request past the closed door (`gongkai.access`): its user is a member of the township."""

    user: User


@dataclass(frozen=True)
class PublicPage:
    """How a public view may be kept: its query parameters enter the cache key, `never` ones are not kept at all."""

    params: frozenset[str]
    never: frozenset[str]
    cached: bool


def public_page(
    *, params: Iterable[str] = (), never: Iterable[str] = (), cached: bool = True
) -> Callable[[View], View]:
    """Declare a view public.

    Args:
        params: query parameters the page depends on; others are removed from `request.GET` of a cached page.
        never: parameters (free text) with which the page is rendered but not kept.
        cached: whether anonymous readers get a stored copy. False for forms and downloads.
    """

    def declare(view: View) -> View:
        view.public_page = PublicPage(frozenset(params) | frozenset(never), frozenset(never), cached)  # type: ignore[attr-defined]
        return view

    return declare
