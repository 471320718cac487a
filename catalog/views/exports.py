"""The township's catalog for download: official table, plain table, data. Made once for each state of the catalog."""

from collections.abc import Callable
from datetime import date
from urllib.parse import quote

from django.core.cache import cache
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.models import CacheGeneration, Township
from catalog.queries.effective import EffectiveRow, current, effective_rows
from catalog.sheets.official_export import write_csv, write_json, write_xlsx
from catalog.views.access import PublicRequest, public_page

KEEP_SECONDS = 24 * 3600
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public_page(cached=False)
@require_safe
def catalog_xlsx(request: PublicRequest) -> HttpResponse:
    """The catalog in force, official two-row layout, one sheet a domain."""
    return _file(
        request, "xlsx", XLSX, lambda township, today: write_xlsx(_in_force(township, today), township)
    )


@public_page(cached=False)
@require_safe
def catalog_csv(request: PublicRequest) -> HttpResponse:
    """The catalog in force as one table."""
    return _file(
        request,
        "csv",
        "text/csv; charset=utf-8",
        lambda township, today: write_csv(_in_force(township, today)),
    )


@public_page(cached=False)
@require_safe
def catalog_json(request: PublicRequest) -> HttpResponse:
    """Every row with its state, the statutory columns and stopped rows too."""
    return _file(
        request,
        "json",
        "application/json",
        lambda township, today: write_json(effective_rows(township, today, columns=True), township, today),
    )


def _in_force(township: Township, today: date) -> list[EffectiveRow]:
    return current(effective_rows(township, today))


def _file(
    request: PublicRequest, kind: str, content_type: str, make: Callable[[Township, date], bytes]
) -> HttpResponse:
    """The file, kept until the catalog changes or the day ends: making it costs half a second."""
    township, today = request.township, timezone.localdate()
    # the counter is read before the rows: a change in between makes the kept file stale, never wrong
    number = CacheGeneration.objects.filter(pk=township.pk).values_list("number", flat=True).first() or 0
    key = f"catalog-{kind}:{township.pk}:{number}:{today:%Y%m%d}"
    data = cache.get(key)
    if data is None:
        data = make(township, today)
        cache.set(key, data, KEEP_SECONDS)
    name = quote(f"{township.short_name}基层政务公开标准目录.{kind}")
    return HttpResponse(
        data,
        content_type=content_type,
        headers={"Content-Disposition": f"attachment; filename=\"catalog.{kind}\"; filename*=UTF-8''{name}"},
    )
