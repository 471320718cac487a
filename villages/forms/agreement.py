"""Findings between township and village: filtered, explained, compared anew (VIL-6)."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from catalog.models import Unit, User
from disclosure.forms.applications.base import words
from villages import rules
from villages.actions import agreement
from villages.forms.acts import ActForm, Handling
from villages.law.agreement import DifferenceState
from villages.models import Difference

ALL = "all"


class FindingFilter(django_filters.FilterSet):
    """Findings by village and state; those that wait, where no state is asked for."""

    unit = django_filters.ChoiceFilter(field_name="comparison__unit", label="村（社区）", empty_label="全部")
    state = django_filters.ChoiceFilter(
        label="状态", empty_label=DifferenceState.OPEN.label, method="by_state",
        choices=[(s.value, s.label) for s in DifferenceState if s != DifferenceState.OPEN] + [(ALL, "全部")],
    )  # fmt: skip

    class Meta:
        model = Difference
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Difference], *, units: Sequence[Unit]) -> None:
        super().__init__(data, queryset=queryset)
        self.filters["unit"].extra["choices"] = [(str(unit.pk), unit.name) for unit in units]

    def by_state(self, rows: QuerySet[Difference], name: str, value: str) -> QuerySet[Difference]:
        return rows if value == ALL else rows.filter(state=value)

    @property
    def found(self) -> QuerySet[Difference]:
        """The rows asked for; none where something else was asked."""
        if not self.is_bound:
            return self.queryset.filter(state=DifferenceState.OPEN)
        if not self.is_valid():
            return self.queryset.none()
        rows: QuerySet[Difference] = self.qs
        return rows if self.form.cleaned_data.get("state") else rows.filter(state=DifferenceState.OPEN)


class ExplainForm(ActForm):
    text = words(
        "说明",
        missing="请填写说明，居民能看到。",
        rows=4,
        most=agreement.LONGEST,
        help_text="公开在村的“镇村核对”页面上。不写姓名和别的个人信息，可以写“有 1 户……”。",
    )
    others = forms.BooleanField(label="同一次核对里其他待处理的差异也用这段说明", required=False)


def _may(user: User, found: Difference) -> bool:
    return rules.may_explain_difference(user, found.comparison.unit)


def _compare(**given: Any) -> object:
    """The finding's matter compared anew."""
    found = Difference.objects.get(pk=given.pop("pk"))
    return agreement.compare_one(pk=found.comparison_id, **given)


ACTS: dict[str, Handling] = {
    "explain": Handling(
        ExplainForm, agreement.explain, "提交说明",
        lambda user, found: found.state != DifferenceState.CORRECTED and _may(user, found),
        "两边都没有错，或者一时改不了的，写明原因。数字有错的，请更正有错的一边，核对一致后差异自动销去。",
    ),
    "compare": Handling(
        ActForm, _compare, "重新核对", _may, "更正公开以后，可以马上重新核对；每天夜里也会自动核对一次。",
    ),
}  # fmt: skip
