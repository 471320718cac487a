"""What every page knows: the township, the menu, the footer, elder mode. Costs no query."""

from functools import lru_cache
from typing import Any

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe

from catalog.models import Township
from gongkai.pagecache import ELDER_COOKIE

MENU = [
    ("首页", "/"),
    ("最新公开", "/latest/"),
    ("公开目录", "/catalog/"),
    ("政策与解读", "/policies/"),
    ("依申请公开", "/apply/"),
    ("村务公开", "/villages/"),
    ("机构", "/units/"),
]
UNDER = {
    "/interpretations/": "/policies/", "/responses/": "/policies/", "/solicitations/": "/policies/", "/revisions/": "/catalog/",
}  # fmt: skip
ASSETS = {"css": "css/site.css", "js": "js/site.js", "sprite": "img/sprite.svg", "favicon": "img/favicon.svg"}
PARTS = {
    "brand": "components/brand.html",
    "head_search": "components/head_search.html",
    "site_meta": "components/site_meta.html",
    "foot": "components/foot.html",
}
_CURRENT = mark_safe(' aria-current="page"')


def public(request: HttpRequest) -> dict[str, Any]:
    township: Township | None = getattr(request, "township", None)
    base = get_script_prefix().rstrip("/")
    generation = request.generation if township else 0  # type: ignore[attr-defined]
    return _assets() | {
        "frame": _frame(_ByGeneration(township, generation), base),
        "menu": _menu(base, _place(request.path_info)) if township else "",
        "township": township,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "base": base,
        "page_url": request.build_absolute_uri(request.path),
        "here": request.path,
        "today": timezone.localdate(),
    }


def _place(path: str) -> str:
    """The menu entry a path stands under; "" for none."""
    path = next((entry for start, entry in UNDER.items() if path.startswith(start)), path)
    return next(
        (entry for _, entry in reversed(MENU) if path == entry or (entry != "/" and path.startswith(entry))),
        "",
    )


@lru_cache(maxsize=512)
def _menu(base: str, place: str) -> str:
    """The menu's lines, the current one marked; written once, since every page has them twice."""
    return format_html_join(
        "",
        '<li><a href="{}{}"{}>{}</a></li>',
        ((base, path, _CURRENT if path == place else "", label) for label, path in MENU),
    )


@lru_cache(maxsize=1)
def _assets() -> dict[str, str]:
    """Addresses of the static files every page names; looking one up costs as much as a dozen variables."""
    return {name: staticfiles_storage.url(path) for name, path in ASSETS.items()}


class _ByGeneration:
    """A township as a key of memory: the same until an act changed something public."""

    def __init__(self, township: Township | None, generation: int) -> None:
        self.township = township
        self.key = (township.pk if township else None, generation)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByGeneration) and self.key == other.key


@lru_cache(maxsize=128)
def _frame(of: _ByGeneration, base: str) -> dict[str, str]:
    """The parts of a page that are the same on every page of the township."""
    context = {"township": of.township, "base": base, **_assets()}
    return {
        part: render_to_string(template, context) if of.township or part == "brand" else ""
        for part, template in PARTS.items()
    }


def forget() -> None:
    """Drop what this process remembers: for tests."""
    _frame.cache_clear()
