"""The catalog tree: found quickly among thousands of rows, own rows edited through the acts, shared ones locked."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from catalog.admin.scope import (
    HistoryPages,
    LinkFilter,
    ReadOnlyAdmin,
    UnitFilter,
    nodes,
    site_path,
)
from catalog.forms.nodes import OWN, PRINTED, explain_limit, place_label
from catalog.law.vocabulary import Channel, Level, NodeKind, Origin, Verified
from catalog.models import Adoption, AdoptionStatus, Node


class DomainFilter(LinkFilter):
    """One of the 26 domains or a statutory column with all below it."""

    title = "领域或栏目"
    parameter_name = "domain"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        roots = nodes(request).filter(level=0).order_by("tree_id")
        return [(str(root.tree_id), root.name) for root in roots]

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(tree_id=value)


class OriginFilter(LinkFilter):
    title = "来源"
    parameter_name = "origin"
    field = "origin"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(origin.value, origin.label) for origin in Origin]


class VerifiedFilter(LinkFilter):
    title = "核对"
    parameter_name = "verified"
    field = "verified"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in Verified]


class ResponsibleFilter(UnitFilter):
    title = "责任单位"

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        held = Adoption.objects.filter(holder=request.township.unit_id, unit=int(value))
        return rows.filter(pk__in=held.values("node"))


class StoppedFilter(LinkFilter):
    title = "是否有效"
    parameter_name = "stopped"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("0", "有效"), ("1", "已停止")]

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        stopped = Q(in_force_until__lt=timezone.localdate())
        return rows.filter(stopped) if value == "1" else rows.exclude(stopped)


FIXED = (
    "origin", "verified", "in_force_until", "stop_reason", "channels_text", "levels_text", "limit_reading",
)  # fmt: skip


@admin.register(Node)
class NodeAdmin(HistoryPages, ReadOnlyAdmin):
    """To look rows up. A changed row moves duties, so its form belongs to who sees both: `gongkai.upkeep.rows`."""

    list_display = ("place", "kind", "number", "origin", "verified", "adopted")
    list_filter = (DomainFilter, "kind", OriginFilter, VerifiedFilter, ResponsibleFilter, StoppedFilter)
    search_fields = ("name", "key", "number", "elements")
    ordering = ("tree_id", "lft")
    actions = None
    change_list_template = "admin/catalog/node/change_list.html"
    change_form_template = "admin/catalog/node/change_form.html"

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        own = Adoption.objects.filter(holder=request.township.unit_id).select_related("unit")
        return rows.filter(pk__in=nodes(request).values("pk")).prefetch_related(
            Prefetch("adoptions", queryset=own, to_attr="here")
        )

    # ---- the list ----

    def choice_label(self, node: Node) -> str:
        return place_label(node)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        """Autocomplete of a parent offers places that can hold rows; of a `node`, items to publish on."""
        rows, distinct = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            if request.GET.get("field_name") == "parent":
                rows = rows.exclude(kind=NodeKind.ITEM)
            elif request.GET.get("field_name") == "node":
                rows = rows.filter(kind=NodeKind.ITEM).exclude(origin=Origin.VILLAGE)
            rows = rows.filter(Q(in_force_until__isnull=True) | Q(in_force_until__gte=timezone.localdate()))
            rows = rows.select_related("parent__parent__parent")
        return rows, distinct

    @admin.display(description="名称")
    def place(self, node: Any) -> str:
        return format_html('<span class="tree-level tree-level-{}">{}</span>', node.level, node.name)

    @admin.display(description="本镇采用")
    def adopted(self, node: Any) -> str:
        if node.kind != NodeKind.ITEM or node.origin == Origin.VILLAGE:
            return ""
        here = node.here[0] if node.here else None
        if here is None:
            words = "未登记"
        elif here.status == AdoptionStatus.NOT_INVOLVED:
            words = "不涉及"
        else:
            words = str(here.unit) if here.unit else "适用，未定责任单位"
        return format_html('<a href="{}">{}</a>', reverse("upkeep:adoption", args=[node.pk]), words)

    # ---- the form ----

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        head = [name for name in OWN if name not in PRINTED]
        printed = [{"channels": "channels_text", "levels": "levels_text"}.get(name, name) for name in PRINTED]
        printed.insert(printed.index("limit_text") + 1, "limit_reading")
        return [
            (None, {"fields": [*head, "origin", "verified", "in_force_until", "stop_reason"]}),
            ("公开目录各栏", {"fields": printed}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if getattr(request, "looking_back", False):
            return super().get_readonly_fields(request, obj)
        return ("kind", *FIXED)

    @admin.display(description="公开渠道和载体")
    def channels_text(self, node: Any) -> str:
        return "、".join(Channel(value).label for value in node.channels)

    @admin.display(description="公开层级")
    def levels_text(self, node: Any) -> str:
        return "、".join(Level(value).label for value in node.levels)

    @admin.display(description="时限的理解")
    def limit_reading(self, node: Any) -> str:
        return explain_limit(node.limit_text)

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        node = self.get_object(request, unquote(object_id))
        extra = {"node": node, "public_page": site_path(node.path) if node else ""}
        if node:
            extra["stopped"] = node.in_force_until is not None
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **extra})
