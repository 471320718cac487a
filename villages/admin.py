"""Villages and residents' communities in the admin: what their unit does not say."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from catalog.admin.scope import HistoryPages, RefusalsOnForm, ScopedAdmin, UnitFilter, townships, units
from catalog.law.vocabulary import UnitKind
from villages import rules
from villages.actions import officials, policy
from villages.actions import villages as acts
from villages.forms.officials import OfficialForm
from villages.forms.villages import PolicyForm, VillageForm
from villages.law.cadence import PRESETS
from villages.models import Official, Village, VillagePolicy


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


@admin.register(Official)
class OfficialAdmin(RefusalsOnForm, HistoryPages, ScopedAdmin):
    form = OfficialForm
    list_display = ("name", "post", "body", "unit", "since", "until")
    list_filter = ("body", UnitFilter)
    list_select_related = ("unit",)
    search_fields = ("name", "post", "duty")
    ordering = ("unit__tree_id", "unit__lft", "body", "order", "pk")
    fieldsets = (
        (None, {"fields": ("seen", "unit", "body", "name", "post", "duty", "order")}),
        ("公开的联系方式", {"fields": ("phone", "agreed")}),
        ("任期", {"fields": ("since", "until")}),
    )

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
        values = {name: value for name, value in form.cleaned_data.items() if name in officials.FIELDS}
        who = {"township": request.township, "by": request.user, "at": timezone.now()}
        if change:
            saved = officials.change(pk=obj.pk, **who, **values)
        else:
            saved = officials.add(unit_pk=obj.unit_id, **who, **values)
        obj.__dict__.update(saved.__dict__)


@admin.register(VillagePolicy)
class VillagePolicyAdmin(RefusalsOnForm, HistoryPages, ScopedAdmin):
    """One row a township."""

    form = PolicyForm
    list_display = (
        "__str__",
        "finance_every",
        "general_every",
        "objection_days",
        "investigation_days",
        "lump_share",
    )
    ordering = ("pk",)
    fieldsets = (
        (
            "公开时限",
            {
                "fields": (
                    "seen", "filled", "preset", "finance_every", "finance_days", "general_every", "general_days", "yearly_days",
                    "major_days", "board_days",
                ),
                "description": format_html(
                    "<p>各村的清单按这里的数字计算公开时限，改了以后各村的公开任务随之调整。"
                    "选一个“参照”，数字会先填好给您核对。</p><ul>{}</ul>",
                    format_html_join("", "<li>{}：{}</li>", ((each.label, each.source) for each in PRESETS)),
                ),
            },
        ),
        ("疑问、核对和提醒", {"fields": ("objection_days", "investigation_days", "agreement_days", "lump_share")}),
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the form's hidden fields where nothing is saved."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        return [
            (title, {**options, "fields": [name for name in options["fields"] if name != "filled"]})
            for title, options in sets
        ]

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
        _, followed = policy.keep(row=obj, township=request.township, by=request.user, at=timezone.now())
        if followed.words:
            messages.info(request, followed.words)
