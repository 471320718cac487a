"""Publications in the admin: drafts are written here; states change only through the acts."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from catalog.admin.scope import BoundedFields, PlainChangeList, nodes, units
from catalog.law.vocabulary import NodeKind, Origin
from catalog.rules import unit_bounds
from disclosure import rules
from disclosure.actions import publications
from disclosure.forms.admin import SECRECY_NOTICE, PublicationForm
from disclosure.law.lifecycle import State, Verb
from disclosure.models import Publication


@admin.register(Publication)
class PublicationAdmin(BoundedFields, admin.ModelAdmin):
    form = PublicationForm
    change_form_template = "admin/disclosure/publication/change_form.html"
    list_display = ("title", "state", "unit", "node", "formed_on", "published_at", "index_no")
    list_filter = ("state", "carried_over")
    list_select_related = ("unit", "node")
    search_fields = ("title", "doc_no", "index_no")
    autocomplete_fields = ("node", "unit")
    date_hierarchy = "formed_on"
    ordering = ("-pk",)
    list_per_page = 50
    actions = None
    fieldsets = (
        (None, {"fields": ("title", "node", "unit", "formed_on", "doc_no", "text", "new_files", "seen"), "description": SECRECY_NOTICE}),
        ("更多", {"fields": ("summary", "issuer", "source", "theme", "validity")}),
    )  # fmt: skip
    readonly_shown = ("title", "node", "unit", "formed_on", "doc_no", "shown_text", "shown_files", "summary", "issuer",
                      "source", "theme", "validity", "state", "index_no", "published_at", "carried_over")  # fmt: skip

    def get_queryset(self, request: Any) -> QuerySet[Publication]:
        held = unit_bounds(request.user, rules.ADMIN_PERMISSIONS, "unit")
        return super().get_queryset(request).filter(held, township=request.township)

    def get_changelist(self, request: Any, **kwargs: Any) -> type[ChangeList]:
        return PlainChangeList

    def has_delete_permission(self, request: Any, obj: Publication | None = None) -> bool:
        return False  # nothing that was recorded is deleted; a draft no longer wanted stays a draft

    def has_change_permission(self, request: Any, obj: Publication | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or (obj.state == State.DRAFT and rules.may(request.user, Verb.EDIT, obj))

    def get_fieldsets(self, request: Any, obj: Publication | None = None) -> Any:
        if obj is not None and not self.has_change_permission(request, obj):
            return ((None, {"fields": self.readonly_shown}),)
        return self.fieldsets

    def get_readonly_fields(self, request: Any, obj: Publication | None = None) -> Any:
        return self.readonly_shown if obj is not None and not self.has_change_permission(request, obj) else ()

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            held = unit_bounds(request.user, rules.WRITERS)
            kwargs["queryset"] = units(request).filter(held, is_active=True)
        if db_field.name == "node":
            kwargs["queryset"] = nodes(request).filter(kind=NodeKind.ITEM).exclude(origin=Origin.VILLAGE)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        if obj is not None and not self.has_change_permission(request, obj):
            kwargs["form"] = ModelForm
        return super().get_form(request, obj, change, **kwargs)

    @admin.display(description="正文")
    def shown_text(self, obj: Publication) -> str:
        text = mark_safe(obj.text)  # noqa: S308  (sanitised by checks.texts on every save)
        return format_html('<div class="readonly-text">{}</div>', text)

    @admin.display(description="附件")
    def shown_files(self, obj: Publication) -> str:
        return format_html_join(
            "", '<p><a href="{}">{}</a></p>',
            ((reverse("disclosure:office_attachment", args=[a.key]), a.name) for a in obj.attachments.all()),
        ) or "无"  # fmt: skip

    def save_model(self, request: Any, obj: Publication, form: PublicationForm, change: bool) -> None:
        """Every save is an act; the form has already refused what the act would refuse, save a race."""
        fields = {name: form.cleaned_data[name] for name in PublicationForm.Meta.fields}
        files = form.cleaned_data.get("new_files") or []
        now = timezone.now()
        if change:
            publications.edit(pk=obj.pk, by=request.user, at=now, fields=fields, files=files)
        else:
            made = publications.create(
                township=request.township, by=request.user, at=now, fields=fields, files=files
            )
            obj.pk = made.pk
            obj._state.adding = False
            obj.refresh_from_db()

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        extra = dict(extra_context or {})
        obj = self.get_object(request, object_id) if object_id else None
        if obj is not None:
            extra["attachments"] = list(obj.attachments.all())
            extra["may_submit"] = obj.state == State.DRAFT and rules.may(request.user, Verb.SUBMIT, obj)
            extra["remarks"] = obj.reviews.filter(result="returned").select_related("by").order_by("-pk")[:1]
        return super().changeform_view(request, object_id, form_url, extra)
