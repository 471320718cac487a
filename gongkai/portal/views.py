"""Pages over several apps: home, newest, site map; and the elder preference."""

from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import sitemap as sitemap_xml_view
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from catalog.law.vocabulary import NodeKind, Origin
from catalog.models import Entry, Node
from catalog.queries import pages
from catalog.views.access import PublicRequest, outline_of, public_page
from catalog.views.public import LIST, listing
from gongkai.access import of_no_township
from gongkai.pagecache import ELDER_COOKIE

ENTRANCES = [
    {"label": "公开目录", "path": "/catalog/", "icon": "list", "hint": "26 个领域，谁公开、何时公开"},
    {"label": "政策文件", "path": "/policies/", "icon": "file", "hint": "按年份、主题、有效性查找"},
    {"label": "最新公开", "path": "/latest/", "icon": "clock", "hint": "按时间、单位、领域查找"},
    {"label": "机构和村", "path": "/units/", "icon": "building", "hint": "地址、电话、负责的事项"},
    {"label": "村务公开", "path": "/villages/", "icon": "village", "hint": "各村财务、村情、新公开"},
    {"label": "目录调整", "path": "/revisions/", "icon": "pen", "hint": "看变化，提意见"},
]
EXPLAINING = [("政策解读", "/interpretations/"), ("回应关切", "/responses/"), ("民意征集", "/solicitations/")]


@of_no_township
@public_page()
def home(request: PublicRequest) -> HttpResponse:
    """The township's home page; with several townships and no prefix the page to choose one."""
    if request.township is None:
        return _chooser(request)
    now, base = timezone.now(), get_script_prefix().rstrip("/")
    known = outline_of(request)
    counts = pages.counts_by_domain(request.township, now)
    entries = pages.named(pages.newest(request.township, now)[:10], known)
    context = {
        "domains": [
            {
                "name": node.name,
                "icon": node.key if node.origin == Origin.NATIONAL else "list",
                "path": node.path,
                "count": counts.get(node.pk, 0),
            }
            for node in known.domains
        ],
        "columns": known.columns,
        "entries": entries,
        "entrances": [entrance | {"url": f"{base}{entrance['path']}"} for entrance in ENTRANCES],
        "stats": {
            "published": sum(counts.values()),
            "items": len(known.items_in_force(timezone.localdate(now))),
            "units": len(known.units),
            "updated_at": entries[0]["published_at"] if entries else None,
        },
        "crumbs": [],
    }
    return render(request, "portal/home.html", context)


def _chooser(request: HttpRequest) -> HttpResponse:
    townships = [
        {
            "name": t.name,
            "county_name": t.county_name,
            "site_name": t.site_name,
            "path": f"{get_script_prefix()}{t.prefix}/",
        }
        for t in request.townships.values()  # type: ignore[attr-defined]
    ]
    return render(request, "portal/township_list.html", {"townships": townships, "crumbs": []})


@LIST
def latest(request: PublicRequest) -> HttpResponse:
    """Everything public, newest first, filtered by words, year, unit, domain."""
    rows = pages.newest(request.township, timezone.now())
    context = listing(request, rows, only=("q", "domain", "unit", "year"))
    return render(request, "portal/latest.html", context | {"crumbs": [("最新公开", "")]})


@public_page()
def sitemap(request: PublicRequest) -> HttpResponse:
    """网站地图: every column, domain and unit."""
    base = get_script_prefix().rstrip("/")
    known = outline_of(request)
    main = [(e["label"], base + e["path"]) for e in ENTRANCES]
    sections = [
        {"label": "主要栏目", "links": [*main, ("查阅点和设备", f"{base}/places/")]},
        {"label": "解读和互动", "links": [(label, base + path) for label, path in EXPLAINING]},
        {"label": "法定栏目", "links": [(node.name, base + node.path) for node in known.columns]},
        {"label": "公开领域", "links": [(node.name, base + node.path) for node in known.domains]},
        {"label": "机构和村", "links": [(unit.name, base + unit.path) for unit in known.units.values()]},
    ]
    return render(request, "portal/sitemap.html", {"sections": sections, "crumbs": [("网站地图", "")]})


class EntrySitemap(Sitemap):
    """Everything public that asks to be found; read from the public index alone."""

    limit = 5000
    protocol = None if settings.TRIAL else "https"

    def __init__(self, request: PublicRequest) -> None:
        self.township = request.township
        self.at = timezone.now()

    def items(self) -> Any:
        return (
            Entry.objects.public(self.township, self.at)
            .filter(noindex=False)
            .newest()
            .only("path", "published_at")
        )

    def location(self, entry: Any) -> str:
        return f"{get_script_prefix().rstrip('/')}{entry.path}"

    def lastmod(self, entry: Any) -> Any:
        return entry.published_at


class NodeSitemap(EntrySitemap):
    """Domains and items of the catalog."""

    def items(self) -> Any:
        rows = Node.objects.of_township(self.township).exclude(kind=NodeKind.GROUP)
        return rows.exclude(origin=Origin.VILLAGE).order_by("tree_id", "lft")

    def lastmod(self, entry: Any) -> Any:
        return None


@public_page(params=("p",))
def sitemap_xml(request: PublicRequest) -> HttpResponse:
    """The site map for search engines."""
    maps: dict[str, type[Sitemap] | Sitemap] = {
        "catalog": NodeSitemap(request),
        "entries": EntrySitemap(request),
    }
    return sitemap_xml_view(request, maps, template_name="portal/sitemap.xml").render()


@public_page()
def robots(request: PublicRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /office/", "Disallow: /admin/"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@of_no_township
@public_page(cached=False)
@csrf_exempt  # a preference for oneself; cached pages carry no token
@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch elder mode on or off by a preference cookie and go back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = get_script_prefix()
    response = HttpResponseRedirect(target)
    if request.POST.get("elder") == "1":
        response.set_cookie(
            ELDER_COOKIE, "1", max_age=365 * 86400, samesite="Lax", secure=not settings.TRIAL, httponly=True
        )
    else:
        response.delete_cookie(ELDER_COOKIE, samesite="Lax")
    return response
