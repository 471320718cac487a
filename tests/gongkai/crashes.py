"""A view that crashes with what was sent to it, in every way there is. Kept apart: reports show the source around a fault."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path

from catalog.models import User
from catalog.views.access import public_page
from gongkai.urls import urlpatterns as portal


def typed(post: dict[str, str]) -> None:
    raise ValueError(f"{post['name']}，{post['id_number']}，{post}")


def missing(post: dict[str, str]) -> None:
    _ = {}[post["name"]]  # type: ignore[var-annotated]


def number(post: dict[str, str]) -> None:
    int(post["address"])


def asserted(post: dict[str, str]) -> None:
    raise AssertionError(post)


def chained(post: dict[str, str]) -> None:
    try:
        typed(post)
    except ValueError as error:
        raise RuntimeError(f"again {post['phone']}") from error


def in_passing(post: dict[str, str]) -> None:
    try:
        typed(post)
    except ValueError:
        raise LookupError(post["email"])  # noqa: B904  (the implicit chain is what is tried)


def grouped(post: dict[str, str]) -> None:
    raise ExceptionGroup(post["words"], [ValueError(post["name"]), KeyError(post["email"])])


def noted(post: dict[str, str]) -> None:
    error = RuntimeError("x")
    error.add_note(post["name"])
    raise error


def invalid(post: dict[str, str]) -> None:
    raise ValidationError({"name": post["name"]})


def encoded(post: dict[str, str]) -> None:
    f"{post['words']}{post['name']}".encode("ascii")


def stored(post: dict[str, str]) -> None:
    """The database repeats the value in its message: the same log-in name twice."""
    for _ in range(2):
        User.objects.create_user(post["email"], "x", name=post["name"])


def asked(post: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table WHERE name = %s", [post["name"]])


def drawn(post: dict[str, str]) -> None:
    """Django's report shows the template around the place of the fault."""
    Template("{% for a in words.explode %}{{ a }}{% endfor %}").render(Context({"words": Explosive(post)}))


class Explosive:
    """Something a template calls."""

    def __init__(self, post: dict[str, str]) -> None:
        self.post = post

    def explode(self) -> None:
        typed(self.post)


WAYS: dict[str, Callable[[dict[str, str]], None]] = {
    way.__name__: way
    for way in (
        typed, missing, number, asserted, chained, in_passing, grouped, noted, invalid, encoded, stored, asked, drawn,
    )
}  # fmt: skip


@public_page(cached=False)
def crash(request: HttpRequest, way: str) -> HttpResponse:
    local_copy = dict(request.POST.items())
    opened = request.FILES["proof"].read()
    WAYS[way](local_copy)
    return HttpResponse(opened)


urlpatterns = [path("crash/<slug:way>/", crash), *portal]
