"""Filters of public lists of entries."""

from html import escape
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.safestring import mark_safe

from catalog.models import Entry
from catalog.queries.outline import Outline

# Query parameters of a list; free text is rendered but never kept in the page cache.
LIST_PARAMS = ("page", "year", "unit", "domain")
FREE_TEXT = ("q",)
_SELECTED = mark_safe(" selected")
YEARS = 8  # offered to choose from


class EntryFilter(django_filters.FilterSet):
    """Words of the title, document number or 索引号; year; unit and domain where the page offers them."""

    q = django_filters.CharFilter(
        method="by_words",
        label="标题、文号或索引号",
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": "输入几个字", "autocomplete": "off"}),
    )
    year = django_filters.ChoiceFilter(method="by_year", label="年份", empty_label="全部年份")
    unit = django_filters.ChoiceFilter(field_name="unit", label="发布单位", empty_label="全部单位")
    domain = django_filters.ChoiceFilter(method="by_domain", label="领域", empty_label="全部领域")

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(
        self, data: object, queryset: QuerySet, *, this_year: int, known: Outline, only: tuple[str, ...]
    ) -> None:
        super().__init__(data, queryset=queryset)
        self.known = known
        choices = {
            "year": [(str(year), f"{year}年") for year in range(this_year, this_year - YEARS, -1)],
            "unit": [(str(unit.pk), unit.label) for unit in known.units.values()],
            "domain": [(node.key, node.name) for node in known.domains],
        }
        for name in list(self.filters):
            if name not in only:
                del self.filters[name]
            elif name in choices:
                self.filters[name].extra["choices"] = choices[name]

    @property
    def asked(self) -> bool:
        """Whether any of the filters is filled in; a plain list needs no form."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def qs(self) -> QuerySet:
        return super().qs if self.asked else self.queryset

    def inputs(self) -> list[dict[str, Any]]:
        """What the template draws: written out here, since Django's widgets cost more than the whole page."""
        errors = self.form.errors if self.asked else {}
        return [
            {
                "name": name,
                "label": found.label,
                "value": self.data.get(name, ""),
                "options": self._options(name) if "choices" in found.extra else "",
                "errors": errors.get(name, ""),
            }
            for name, found in self.filters.items()
        ]

    def _options(self, name: str) -> str:
        chosen = self.data.get(name, "")
        field = self.filters[name]
        choices = [("", field.extra["empty_label"]), *field.extra["choices"]]
        lines = (
            f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(label)}</option>'
            for value, label in choices
        )
        return mark_safe("".join(lines))  # noqa: S308  (escaped above)

    def by_domain(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(domain=self.known.by_key[value].pk)

    def by_words(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        for word in value.split()[:5]:
            rows = rows.filter(
                Q(title__icontains=word) | Q(doc_no__icontains=word) | Q(index_no__icontains=word)
            )
        return rows

    def by_year(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        return rows.filter(published_at__year=int(value))
