"""Filters of the ledger: the same fields over its duties and over its other publications."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from catalog.models import Unit
from catalog.queries.outline import Outline
from disclosure.models import Duty, Publication
from disclosure.queries.ledger import PUBLICATION_STATES, STATES, duty_states

WORDS = 5  # of a search that are looked at
_DAY = {"type": "date"}


class LedgerForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if since and until and since > until:
            self.add_error("until", "“止”不能早于“起”。")
        return values


class _LedgerFilter(django_filters.FilterSet):
    """Period by due day (duties) or day of publication (the rest), domain, unit, state, words."""

    since = django_filters.DateFilter(
        field_name="day", lookup_expr="gte", label="起", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    until = django_filters.DateFilter(
        field_name="day", lookup_expr="lte", label="止", widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
    )
    domain = django_filters.ChoiceFilter(method="by_domain", label="领域或栏目", empty_label="全部领域和栏目")
    unit = django_filters.ModelChoiceFilter(
        queryset=Unit.objects.none(), label="责任单位", empty_label="全部单位"
    )
    state = django_filters.ChoiceFilter(
        method="by_state", label="状态", choices=list(STATES.items()), empty_label="全部状态"
    )
    q = django_filters.CharFilter(
        method="by_words",
        label="标题、事项、文号或索引号",
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    words: tuple[str, ...] = ()

    class Meta:
        form = LedgerForm
        fields: list[str] = []

    def __init__(
        self, data: Any, queryset: QuerySet, *, known: Outline, units: QuerySet[Unit], today: date
    ) -> None:
        super().__init__(data, queryset=queryset, prefix=None)
        self.known, self.today = known, today
        self.filters["domain"].extra["choices"] = [(root.key, root.name) for root in known.roots]
        self.filters["unit"].queryset = units

    def by_domain(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(domain=self.known.by_key[value].pk)

    def by_words(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split()[:WORDS]:
            either = Q()
            for field in self.words:
                either |= Q(**{f"{field}__icontains": word})
            rows = rows.filter(either)
        return rows


class DutyLedgerFilter(_LedgerFilter):
    words = (
        "node__name", "trigger__subject", "publication__title", "publication__doc_no", "publication__index_no",
    )  # fmt: skip

    class Meta(_LedgerFilter.Meta):
        model = Duty

    def by_state(self, rows: QuerySet[Duty], name: str, value: str) -> QuerySet[Duty]:
        which = duty_states(self.today).get(value)
        return rows.none() if which is None else rows.filter(which)


class PublicationLedgerFilter(_LedgerFilter):
    words = ("node__name", "title", "doc_no", "index_no")

    class Meta(_LedgerFilter.Meta):
        model = Publication

    def by_domain(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        root = self.known.by_key[value]
        return rows.filter(node__in=[root.pk, *(node.pk for node in root.descendants())])

    def by_state(self, rows: QuerySet[Publication], name: str, value: str) -> QuerySet[Publication]:
        which = PUBLICATION_STATES.get(value)
        return rows.none() if which is None else rows.filter(which)
