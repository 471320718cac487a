"""The site profile of the township: names, codes and contacts as head and footer show them (PAGE-6, SITE-7, SITE-8)."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from catalog.actions import townships as acts
from catalog.admin.scope import HistoryPages, ScopedAdmin
from catalog.forms.guard import GuardedForm
from catalog.models import Township


class TownshipForm(GuardedForm):
    class Meta:
        model = Township
        exclude = ("unit", "prefix", "is_demo")


@admin.register(Township)
class TownshipAdmin(HistoryPages, ScopedAdmin):
    form = TownshipForm
    township_path = "pk"
    list_display = ("name", "site_name", "organizer", "phone", "site_code", "started_on")
    search_fields = ("name", "site_name", "organizer")
    ordering = ("pk",)
    readonly_fields = ("prefix",)
    change_form_template = "admin/catalog/township/change_form.html"
    fieldsets = (
        ("站点", {"fields": ("seen", "site_name", "site_domain", "prefix", "started_on")}),
        (
            "主办单位和联系方式",
            {
                "fields": (
                    "name", "short_name", "county_name", "organizer", "phone", "fax",
                    "email", "address", "postcode", "office_hours",
                )
            },
        ),
        ("标识", {"fields": ("site_code", "icp_no", "police_no", "credit_code")}),
        ("目录", {"fields": ("county_url", "index_pattern")}),
        ("政策解读", {"fields": ("interpretation_days",)}),
    )  # fmt: skip

    def bound(self, request: Any, rows: Any) -> Any:
        return rows.filter(pk=request.township.pk)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """A township is founded by a command of the installation."""
        return False

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        acts.change_profile(township=obj, by=request.user, at=timezone.now())

    def change_view(
        self, request: Any, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        # the footer as saved; read anew, the request's own township is shared between requests
        footer = self.get_object(request, object_id)
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), "footer": footer})
