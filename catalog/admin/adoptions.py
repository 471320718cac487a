"""What the township does with each row, and the rules of terms, to look up. Their forms are in the office (维护)."""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.scope import HistoryPages, LinkFilter, ReadOnlyAdmin, UnitFilter, nodes, townships
from catalog.law.timelimits import RuleKind, explain_rule
from catalog.models import WORDING, Adoption, TimeLimit


class CheckedFilter(LinkFilter):
    title = "本镇核对"
    parameter_name = "checked"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("1", "已核对"), ("0", "未核对")]

    def narrow(self, request: Any, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows.filter(checked_on__isnull=value == "0")


@admin.register(Adoption)
class AdoptionAdmin(HistoryPages, ReadOnlyAdmin):
    list_display = ("node", "holder", "status", "unit", "number", "checked_on", "form_link")
    list_select_related = ("node", "holder", "unit")
    list_filter = ("status", UnitFilter, CheckedFilter)
    search_fields = ("node__name", "number", "reason")
    ordering = ("node__tree_id", "node__lft", "pk")
    fields = (
        "holder", "node", "status", "reason", "unit", "number", *WORDING,
        "checked_on", "checked_by", "check_source",
    )  # fmt: skip

    @admin.display(description="办理")
    def form_link(self, adoption: Any) -> str:
        return format_html('<a href="{}">登记或修改</a>', reverse("upkeep:adoption", args=[adoption.node_id]))


class RuleFilter(LinkFilter):
    title = "种类"
    parameter_name = "kind"
    field = "kind"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, kind.label) for kind in RuleKind]


@admin.register(TimeLimit)
class TimeLimitAdmin(ReadOnlyAdmin):
    """Derived from the wording of 公开时限, so there is nothing to enter."""

    list_display = ("row", "whose", "kind_label", "meaning")
    list_select_related = ("node", "adoption__node", "adoption__holder")
    list_filter = (RuleFilter,)
    search_fields = ("node__name", "adoption__node__name")
    ordering = ("pk",)
    fields = ("row", "whose", "kind_label", "meaning")
    readonly_fields = fields

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        own = Q(adoption__township__in=townships(request))
        return rows.filter(Q(node__in=nodes(request).values("pk")) | own)

    @admin.display(description="事项")
    def row(self, limit: Any) -> str:
        return str(limit.node or limit.adoption.node)

    @admin.display(description="出自")
    def whose(self, limit: Any) -> str:
        return "目录原文" if limit.node_id else f"{limit.adoption.holder}的表述"

    @admin.display(description="种类")
    def kind_label(self, limit: Any) -> str:
        return RuleKind(limit.kind).label

    @admin.display(description="系统的理解")
    def meaning(self, limit: Any) -> str:
        return explain_rule(limit.rule)
