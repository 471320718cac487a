"""权责清单 and 公共服务事项清单. They come from imports; matching them to the catalog has its own page (梳理表)."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from catalog.admin.scope import LinkFilter, ReadOnlyAdmin, UnitFilter
from catalog.models import MatchState, Matter, MatterMatch


class MatchedFilter(LinkFilter):
    title = "目录对应"
    parameter_name = "matched"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "已有对应"), ("0", "没有对应")]

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        confirmed = MatterMatch.objects.filter(state=MatchState.CONFIRMED).values("matter")
        return rows.filter(pk__in=confirmed) if value == "1" else rows.exclude(pk__in=confirmed)


@admin.register(Matter)
class MatterAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "code", "category", "unit", "body", "is_active")
    list_select_related = ("unit",)
    list_filter = ("kind", MatchedFilter, UnitFilter, "is_active")
    search_fields = ("name", "code", "category", "body")
    ordering = ("kind", "code", "pk")
    fields = ("kind", "code", "name", "category", "basis", "body", "unit", "is_active")


@admin.register(MatterMatch)
class MatterMatchAdmin(ReadOnlyAdmin):
    township_path = "matter__township"
    list_display = ("matter", "node", "percent", "state", "decided_by", "decided_at")
    list_select_related = ("matter", "node", "decided_by")
    list_filter = ("state", "matter__kind")
    search_fields = ("matter__name", "node__name")
    ordering = ("-score", "pk")
    fields = ("matter", "node", "percent", "state", "decided_by", "decided_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("percent",)

    @admin.display(description="相似度", ordering="score")
    def percent(self, match: Any) -> str:
        return f"{match.score:.0%}"
