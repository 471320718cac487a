"""Units of the township as a tree, edited through their acts."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from catalog.actions import units as acts
from catalog.admin.scope import HistoryPages, RefusalsOnForm, ScopedAdmin, site_path, units
from catalog.forms.units import UnitForm
from catalog.models import Unit


@admin.register(Unit)
class UnitAdmin(RefusalsOnForm, HistoryPages, ScopedAdmin):
    form = UnitForm
    list_display = ("place", "kind", "leader", "leader_in_charge", "phone", "is_active", "public_page")
    list_filter = ("kind", "is_active")
    search_fields = ("name", "short_name", "leader")
    ordering = ("tree_id", "lft")
    autocomplete_fields = ("parent",)
    actions = None
    fieldsets = (
        (None, {"fields": ("seen", "parent", "kind", "name", "short_name", "is_active")}),
        (
            "向群众公开的资料",
            {"fields": ("duties", "leader", "leader_in_charge", "phone", "address", "hours")},
        ),
    )

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(pk__in=units(request).values("pk"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The root is the township itself: its place and kind stay."""
        if getattr(request, "looking_back", False):
            return super().get_readonly_fields(request, obj)
        return ("parent", "kind") if obj is not None and obj.parent_id is None else ()

    @admin.display(description="单位")
    def place(self, unit: Any) -> str:
        return format_html('<span class="tree-level tree-level-{}">{}</span>', unit.level, unit.name)

    @admin.display(description="公开页面")
    def public_page(self, unit: Any) -> str:
        return format_html(
            '<a href="{}">查看<span class="sr">{}的公开页面</span></a>', site_path(unit.path), unit.name
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name in acts.FIELDS}
        parent = form.cleaned_data.get("parent")
        who = {"township": request.township, "by": request.user, "at": timezone.now()}
        if change:
            saved = acts.change(pk=obj.pk, parent_pk=parent.pk if parent else None, **who, **values)
        else:
            saved = acts.add(parent_pk=parent.pk if parent else None, **who, **values)
        obj.__dict__.update(saved.__dict__)
