"""Settings of applications, the township's own texts of papers, and the log of looks at personal data."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from catalog.admin.scope import ScopedAdmin, townships, units
from disclosure import rules
from disclosure.actions.applications import reception
from disclosure.admin.tables import KeptTable
from disclosure.forms.applications.tables import LetterTemplateForm, ReceptionForm
from disclosure.law.documents import NUMBERED, Doc
from disclosure.law.outcomes import Outcome
from disclosure.models import LetterTemplate, PersonalAccess, Reception
from disclosure.sheets.letters import pdf
from disclosure.sheets.letters.compose import sample
from disclosure.sheets.letters.texts import Text

_PATTERNS = tuple(f"pattern_{doc.name.lower()}" for doc in NUMBERED)


class KeptByOffice(KeptTable):
    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.filter(township__in=townships(request))

    def keeps(self, request: Any) -> bool:
        return rules.may_keep_reception(request.user, request.township)


@admin.register(Reception)
class ReceptionAdmin(KeptByOffice):
    """One row a township."""

    form = ReceptionForm
    list_display = ("__str__", "taken", "unit", "phone")
    list_select_related = ("township", "unit")
    ordering = ("pk",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "seen",
                    "taken",
                    "county_url",
                    "unit",
                    "contact",
                    "phone",
                    "takes_fax",
                    "takes_email",
                )
            },
        ),
        ("编号和文号", {"fields": ("number_pattern", "agency_word", *_PATTERNS)}),
        (
            "期限",
            {
                "fields": (
                    "correction_days",
                    "reasons_days",
                    "search_days",
                    "rectify_days",
                    "report_due",
                    "retention_years",
                )
            },
        ),
        ("审核和救济", {"fields": ("reviews", "reviewer", "court", "online_review", "payment")}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The patterns are fields of the form alone: who may only read sees what is stored."""
        if obj is None or self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": tuple(name for name in ReceptionForm.Meta.fields if name != "reviews")}),)

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> type[ModelForm]:
        kwargs["fields"] = ReceptionForm.Meta.fields
        return super().get_form(request, obj, change=change, **kwargs)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        there = Reception.objects.filter(township__in=townships(request)).exists()
        return not there and super().has_add_permission(request, *args)

    def formfield_for_foreignkey(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "unit":
            kwargs["queryset"] = units(request).filter(is_active=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: Any, obj: Reception, form: ModelForm, change: bool) -> None:
        reception.keep(row=obj, township=request.township, by=request.user, at=timezone.now())


@admin.register(LetterTemplate)
class LetterTemplateAdmin(KeptByOffice):
    form = LetterTemplateForm
    fields = ("seen", *LetterTemplateForm.Meta.fields)
    list_display = ("__str__", "title", "note")
    list_filter = ("doc",)
    search_fields = ("title", "note")
    ordering = ("doc", "outcome")
    change_form_template = "admin/disclosure/lettertemplate/change_form.html"

    def get_urls(self) -> list[Any]:
        own = path(
            "preview/", self.admin_site.admin_view(self.preview), name="disclosure_lettertemplate_preview"
        )
        return [own, *super().get_urls()]

    def preview(self, request: Any) -> HttpResponse:
        """The text as typed, as a PDF with the names of its slots; nothing is kept."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not self.keeps(request):
            raise PermissionDenied
        form: Any = self.get_form(request)(request.POST)
        form.is_preview = True
        if not form.is_valid():
            context = self.admin_site.each_context(request) | {"title": "预览", "form": form}
            return render(request, "admin/disclosure/lettertemplate/refused.html", context, status=409)
        given = form.cleaned_data
        doc, outcome = Doc(given["doc"]), Outcome(given["outcome"]) if given["outcome"] else None
        text = Text(given["title"], tuple(given["paragraphs"]))
        answer = HttpResponse(pdf.pdf(sample(doc, text, outcome)), content_type="application/pdf")
        answer["Content-Disposition"] = "inline"
        answer["Cache-Control"] = "no-store"
        return answer

    def save_model(self, request: Any, obj: LetterTemplate, form: ModelForm, change: bool) -> None:
        reception.keep_template(row=obj, township=request.township, by=request.user, at=timezone.now())


@admin.register(PersonalAccess)
class PersonalAccessAdmin(ScopedAdmin):
    """Who looked at what, when and why; only ever read."""

    list_display = ("at", "by", "subject_number", "reason")
    list_select_related = ("by",)
    search_fields = ("subject_number", "reason", "by__name")
    ordering = ("-at", "-pk")

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
