"""What every page knows: the township, the menu, elder mode. Costs no query."""

from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils import timezone

from gongkai.pagecache import ELDER_COOKIE

MENU = [
    ("首页", "/"),
    ("最新公开", "/latest/"),
    ("公开目录", "/catalog/"),
    ("机构", "/units/"),
    ("目录调整", "/revisions/"),
]


def public(request: HttpRequest) -> dict[str, Any]:
    township = getattr(request, "township", None)
    base = get_script_prefix().rstrip("/")
    here = request.path_info
    return {
        "township": township,
        "several": len(getattr(request, "townships", ())) > 1,
        "elder": request.COOKIES.get(ELDER_COOKIE) == "1",
        "base": base,
        "menu": [
            {
                "url": f"{base}{path}",
                "label": label,
                "active": here == path or (path != "/" and here.startswith(path)),
            }
            for label, path in MENU
        ]
        if township
        else [],
        "page_url": request.build_absolute_uri(request.path),
        "here": request.path,
        "today": timezone.localdate(),
    }
