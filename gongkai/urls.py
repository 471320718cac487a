"""The whole address map. With several townships the first part of a path is the township's (gongkai.townships)."""

from django.conf import settings
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

from catalog.views.access import public_page
from gongkai.service.health import healthz
from gongkai.upkeep.moves import revision_approve

handler404 = "catalog.views.public.not_found"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("gongkai.portal.urls")),
    path(
        "office/revisions/<int:pk>/approve/", revision_approve, name="revision_approve"
    ),  # before the catalog's own
    path("", include("catalog.urls")),
    path("", include("disclosure.urls")),
    path("", include("villages.urls")),
    path("", include("gongkai.api.urls")),
    path("office/", include("gongkai.desk.urls")),
    path("office/", include("gongkai.accounts.urls")),
    path("office/board/", include("gongkai.board.urls")),
    path("office/imports/", include("gongkai.imports.urls")),
    path("office/sorting/", include("gongkai.sorting.urls")),
    path("office/upkeep/", include("gongkai.upkeep.urls")),
    path("admin/", admin.site.urls),
]
if settings.BENCHMARK:
    urlpatterns.append(path("__empty__", public_page(cached=False)(lambda request: HttpResponse())))
