"""Filters of public lists of entries."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from catalog.law.vocabulary import NodeKind
from catalog.models import Entry, Node, Township, Unit

# Query parameters of a list; free text is rendered but never kept in the page cache.
LIST_PARAMS = ("page", "year", "unit", "domain")
FREE_TEXT = ("q",)


class EntryFilter(django_filters.FilterSet):
    """Words of the title, document number or 索引号; year; unit and domain where the page offers them."""

    q = django_filters.CharFilter(
        method="by_words",
        label="标题、文号或索引号",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "输入几个字", "autocomplete": "off"}),
    )
    year = django_filters.ChoiceFilter(method="by_year", label="年份", empty_label="全部年份")
    unit = django_filters.ModelChoiceFilter(
        queryset=Unit.objects.none(), label="发布单位", empty_label="全部单位"
    )
    domain = django_filters.ModelChoiceFilter(
        queryset=Node.objects.none(), label="领域", empty_label="全部领域", to_field_name="key"
    )

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(
        self,
        data: object,
        queryset: QuerySet[Entry],
        *,
        township: Township,
        this_year: int,
        only: tuple[str, ...] = (),
    ) -> None:
        super().__init__(data, queryset=queryset)
        for name in [name for name in self.filters if only and name not in only]:
            del self.filters[name]
        years = range(this_year, max(2000, township.started_on.year - 5), -1)
        self.filters["year"].extra["choices"] = [(str(year), f"{year}年") for year in years]
        if "unit" in self.filters:
            self.filters["unit"].queryset = Unit.objects.filter(tree_id=township.unit.tree_id, is_active=True)
        if "domain" in self.filters:
            self.filters["domain"].queryset = Node.objects.of_township(township).filter(kind=NodeKind.DOMAIN)

    def by_words(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        for word in value.split()[:5]:
            rows = rows.filter(
                Q(title__icontains=word) | Q(doc_no__icontains=word) | Q(index_no__icontains=word)
            )
        return rows

    def by_year(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(published_at__year=int(value))
