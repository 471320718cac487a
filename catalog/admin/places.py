"""Reading points, boards and devices of the township, edited through their acts."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from catalog.actions import places as acts
from catalog.admin.scope import HistoryPages, RefusalsOnForm, ScopedAdmin, UnitFilter, site_path, units
from catalog.forms.places import PlaceForm
from catalog.models import Place
from catalog.queries.places import home_of


@admin.register(Place)
class PlaceAdmin(RefusalsOnForm, HistoryPages, ScopedAdmin):
    form = PlaceForm
    list_display = ("name", "kind", "unit", "where", "code", "is_active", "opens")
    list_filter = ("kind", UnitFilter, "is_active")
    list_select_related = ("unit",)
    search_fields = ("name", "where", "code")
    ordering = ("unit__tree_id", "unit__lft", "kind", "name", "pk")
    fieldsets = (
        (None, {"fields": ("seen", "unit", "kind", "name", "where", "hours", "phone", "note", "is_active")}),
        ("设备", {"fields": ("code",)}),
    )

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = units(request).filter(is_active=True).order_by("lft")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="打开的页面")
    def opens(self, place: Any) -> str:
        """What a device opens that stands there."""
        if not place.code:
            return ""
        return format_html(
            '<a href="{0}">{0}<span class="sr">，{1}打开的页面</span></a>',
            site_path(home_of(place)),
            place.name,
        )

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name in acts.FIELDS}
        who = {"township": request.township, "by": request.user, "at": timezone.now()}
        if change:
            saved = acts.change(pk=obj.pk, unit_pk=obj.unit_id, **who, **values)
        else:
            saved = acts.add(unit_pk=obj.unit_id, **who, **values)
        obj.__dict__.update(saved.__dict__)
