"""Refusals of the interface as problem+json (RFC 9457), with a Chinese title and, where it helps, the fields."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse


class Problem(Exception):
    """The request is refused.

    Args:
        status: HTTP status.
        errors: field → what is wrong with it.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        errors: Mapping[str, list[str]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title)
        self.status, self.title, self.detail = status, title, detail
        self.errors, self.headers = errors, headers

    def response(self) -> HttpResponse:
        body: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            body["detail"] = self.detail
        if self.errors:
            body["errors"] = self.errors
        return answer(body, self.status, "application/problem+json", self.headers)


def answer(
    body: dict[str, Any],
    status: int = 200,
    content_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """JSON, readable Chinese, kept by nobody."""
    text = json.dumps(body, ensure_ascii=False, indent=1)
    return HttpResponse(
        text.encode("utf-8", "replace"),
        status=status,
        headers={"Content-Type": content_type, "Cache-Control": "no-store"} | dict(headers or {}),
    )


def answering(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """The view's refusals as problem+json; other methods than these get 405."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if request.method not in methods:
                    raise Problem(405, "不支持这种请求方法", headers={"Allow": ", ".join(methods)})
                return view(request, *args, **kwargs)
            except Problem as problem:
                return problem.response()

        return guarded

    return wrap
