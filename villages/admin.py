"""Villages and residents' communities in the admin: what their unit does not say."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from catalog.admin.scope import HistoryPages, RefusalsOnForm, ScopedAdmin, townships, units
from catalog.law.vocabulary import UnitKind
from villages import rules
from villages.actions import policy
from villages.actions import villages as acts
from villages.forms.villages import PolicyForm, VillageForm
from villages.models import Village, VillagePolicy


@admin.register(Village)
class VillageAdmin(RefusalsOnForm, HistoryPages, ScopedAdmin):
    form = VillageForm
    list_display = ("unit", "households", "residents", "groups")
    list_select_related = ("unit",)
    search_fields = ("unit__name", "unit__short_name", "introduction")
    ordering = ("unit__tree_id", "unit__lft", "pk")
    fieldsets = ((None, {"fields": ("seen", "unit", "households", "residents", "groups", "introduction")}),)

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(unit__in=units(request))

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = units(request).filter(kind=UnitKind.VILLAGE).order_by("lft")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or getattr(request, "looking_back", False):
            return super().get_readonly_fields(request, obj)
        return ("unit",)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        values = {name: value for name, value in form.cleaned_data.items() if name in acts.FIELDS}
        saved = acts.keep(
            unit_pk=obj.unit_id, township=request.township, by=request.user, at=timezone.now(), **values
        )
        obj.__dict__.update(saved.__dict__)


@admin.register(VillagePolicy)
class VillagePolicyAdmin(RefusalsOnForm, HistoryPages, ScopedAdmin):
    """One row a township."""

    form = PolicyForm
    list_display = ("__str__", "objection_days", "investigation_days", "lump_share")
    ordering = ("pk",)
    fieldsets = (
        (None, {"fields": ("seen", "objection_days", "investigation_days", "lump_share", "agreement_days")}),
    )

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(township__in=townships(request))

    def keeps(self, request: Any) -> bool:
        return rules.may_keep_policy(request.user, request.township)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        if VillagePolicy.objects.filter(township__in=townships(request)).exists():
            return False
        return admin.ModelAdmin.has_add_permission(self, request) and self.keeps(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if getattr(request, "looking_back", False):
            return False
        return admin.ModelAdmin.has_change_permission(self, request, obj) and self.keeps(request)

    def save_model(self, request: Any, obj: VillagePolicy, form: Any, change: bool) -> None:
        policy.keep(row=obj, township=request.township, by=request.user, at=timezone.now())
