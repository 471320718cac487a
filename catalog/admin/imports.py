"""Imports that were made, to look up. Uploading, preview and confirming have their own pages in the office."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from catalog.admin.scope import ReadOnlyAdmin
from catalog.models import ImportRun


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    list_display = ("file_name", "kind", "state", "created_by", "created_at", "confirmed_by", "confirmed_at")
    list_select_related = ("created_by", "confirmed_by")
    list_filter = ("kind", "state")
    search_fields = ("file_name", "message")
    ordering = ("-created_at", "-pk")
    # the uploaded file itself is not offered: media has no address
    fields = (
        "kind", "state", "file_name", "message", "notes_text", "total_rows", "done_rows",
        "created_by", "created_at", "confirmed_by", "confirmed_at",
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields or ()

    @admin.display(description="表头和多余列")
    def notes_text(self, run: Any) -> str:
        return "；".join(str(note) for note in run.notes) or "无"
