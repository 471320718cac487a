"""The public index, to look up: what is public now. Acts of publishing write it, nobody else."""

from typing import Any

from django.contrib import admin
from django.utils.html import format_html

from catalog.admin.scope import ReadOnlyAdmin, UnitFilter, site_path
from catalog.models import Entry


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = (
        "title",
        "kind",
        "unit",
        "domain",
        "index_no",
        "published_at",
        "carried_over",
        "public_page",
    )
    list_select_related = ("unit", "domain")
    list_filter = ("kind", UnitFilter, "carried_over")
    search_fields = ("title", "doc_no", "index_no")
    ordering = ("-published_at", "-pk")
    fields = (
        "title", "summary", "kind", "unit", "domain", "node", "index_no", "doc_no",
        "formed_on", "published_at", "carried_over", "public_from", "public_until",
    )  # fmt: skip

    @admin.display(description="公开页面")
    def public_page(self, entry: Any) -> str:
        if not entry.path:
            return "已期满"
        return format_html('<a href="{}">查看</a>', site_path(entry.path))
