"""Filters of the library of policy documents."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q

from disclosure.law.lifecycle import Validity
from disclosure.models import Publication
from disclosure.models.publications import PublicationQuerySet

PARAMS = ("page", "year", "theme", "issuer", "validity")
FREE_TEXT = ("q",)


class PolicyFilter(django_filters.FilterSet):
    """Words of title or 文号; year of the document; theme, issuing body and validity."""

    q = django_filters.CharFilter(
        method="by_words", label="标题或文号", max_length=60, widget=forms.TextInput()
    )
    year = django_filters.ChoiceFilter(
        field_name="formed_on", lookup_expr="year", label="成文年份", empty_label="全部年份"
    )
    theme = django_filters.ChoiceFilter(label="主题分类", empty_label="全部主题")
    issuer = django_filters.ChoiceFilter(label="发文机关", empty_label="全部机关")
    validity = django_filters.ChoiceFilter(
        label="有效性",
        empty_label="全部",
        choices=[(validity.value, validity.label) for validity in Validity if validity != Validity.NONE],
    )

    class Meta:
        model = Publication
        fields: list[str] = []

    def __init__(
        self, data: Any, queryset: PublicationQuerySet, *, choices: dict[str, list[tuple[str, str]]]
    ) -> None:
        super().__init__(data, queryset=queryset)
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def by_words(self, rows: PublicationQuerySet, name: str, value: str) -> PublicationQuerySet:
        for word in value.split()[:5]:
            rows = rows.filter(Q(title__icontains=word) | Q(doc_no__icontains=word))
        return rows
