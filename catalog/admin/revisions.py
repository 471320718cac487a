"""Revisions of the catalog, to look up; rows, opinions and approval have pages in the office."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from catalog.admin.scope import HistoryPages, ReadOnlyAdmin, site_path
from catalog.models import CatalogRevision, RevisionState


@admin.register(CatalogRevision)
class CatalogRevisionAdmin(HistoryPages, ReadOnlyAdmin):
    list_display = (
        "title", "state", "change_count", "comment_count", "approved_on", "effective_on", "public_page", "desk",
    )  # fmt: skip
    list_filter = ("state",)
    search_fields = ("title", "summary", "approved_by")
    ordering = ("-created_at", "-pk")
    fields = (
        "title", "summary", "state", "consult_from", "consult_until", "approved_by", "approved_on", "effective_on",
        "created_by", "created_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request).select_related("created_by")
        return rows.annotate(
            changes_made=Count("changes", distinct=True), opinions=Count("comments", distinct=True)
        )

    @admin.display(description="调整条数")
    def change_count(self, revision: Any) -> int:
        return revision.changes_made

    @admin.display(description="群众意见")
    def comment_count(self, revision: Any) -> int:
        return revision.opinions

    @admin.display(description="公开页面")
    def public_page(self, revision: Any) -> str:
        if revision.state not in {RevisionState.CONSULTING, RevisionState.APPROVED}:
            return "未公开"
        return format_html('<a href="{}">查看</a>', site_path(revision.path))

    @admin.display(description="办理")
    def desk(self, revision: Any) -> str:
        return format_html(
            '<a href="{}">内容、意见和批准</a>', reverse("catalog:office_revision", args=[revision.pk])
        )
