"""The filter of the queues, and the search for an applicant."""

import django_filters
from django import forms

from disclosure.law.outcomes import Outcome
from disclosure.law.steps import Step
from disclosure.models import Application


class ApplicationFilter(django_filters.FilterSet):
    """State, year, outcome and number."""

    number = django_filters.CharFilter(label="受理编号", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(
        label="状态", choices=[(s, s.label) for s in Step], empty_label="全部"
    )
    outcome = django_filters.ChoiceFilter(
        label="结果", choices=[(o, f"{o.label}") for o in Outcome], empty_label="全部"
    )
    year = django_filters.NumberFilter(label="年度")

    class Meta:
        model = Application
        fields: list[str] = []


class FindForm(forms.Form):
    """An applicant sought by what he can be told by; sent by POST, so that it stands in no address (PII-6)."""

    person = forms.CharField(
        label="按申请人查找", max_length=60, error_messages={"required": "请填写完整的姓名、名称、证件号码或电话。"},
        help_text="完整的姓名、名称、证件号码或电话。",
    )  # fmt: skip
