"""Forms of the duty desk: the filter of its list, an event recorded, lateness explained, a duty waived."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from catalog.law.timelimits import Event
from catalog.law.workdays import WorkCalendar
from catalog.models import Unit
from catalog.queries.outline import Outline
from disclosure.law.duties import DutyState, Light, may_lie_ahead
from disclosure.models.duties import Duty, DutyQuerySet
from disclosure.queries import duties as queries
from disclosure.queries.duties import Answering

AHEAD = "ahead"
STATES = [
    (AHEAD, "还没有开始的"),
    (DutyState.PUBLISHED, DutyState.PUBLISHED.label),
    (DutyState.NOTHING_NEW, DutyState.NOTHING_NEW.label),
    (DutyState.WAIVED, DutyState.WAIVED.label),
]


class DutyFilter(django_filters.FilterSet):
    """Unit, domain, state and light. Without a state: what is open and has begun."""

    unit = django_filters.ChoiceFilter(label="单位", empty_label="全部单位")
    domain = django_filters.ChoiceFilter(label="领域或栏目", empty_label="全部领域和栏目")
    state = django_filters.ChoiceFilter(
        method="by_state", label="状态", choices=STATES, empty_label=DutyState.OPEN.label
    )
    light = django_filters.ChoiceFilter(
        method="by_light", label="期限", choices=[(one, one.label) for one in Light], empty_label="全部"
    )

    class Meta:
        model = Duty
        fields: list[str] = []

    def __init__(
        self, data: Any, duties: DutyQuerySet, *, units: list[Unit], known: Outline, calendar: WorkCalendar
    ) -> None:
        super().__init__(data, queryset=duties)
        self.today, self.calendar = timezone.localdate(), calendar
        self.filters["unit"].extra["choices"] = [(unit.pk, str(unit)) for unit in units]
        self.filters["domain"].extra["choices"] = [(root.pk, root.name) for root in known.roots]
        if len(units) < 2:
            del self.filters["unit"]

    def filter_queryset(self, queryset: DutyQuerySet) -> DutyQuerySet:
        if not self.form.cleaned_data.get("state"):
            queryset = queries.begun(queryset, self.today)
        return super().filter_queryset(queryset)

    def by_state(self, duties: DutyQuerySet, name: str, value: str) -> DutyQuerySet:
        return duties.open().filter(first__gt=self.today) if value == AHEAD else duties.filter(state=value)

    def by_light(self, duties: DutyQuerySet, name: str, value: str) -> DutyQuerySet:
        return queries.of_light(duties, Light(value), self.today, self.calendar)


class EventForm(forms.Form):
    """What happened, when, and what it is about; only kinds the item's rules count from."""

    event = forms.ChoiceField(label="发生了什么")
    happened_on = forms.DateField(
        label="发生日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="期限从这一天起算，当天不计入。",
    )
    subject = forms.CharField(
        label="是什么", max_length=200, help_text="如：关于调整临时救助标准的通知。不要写个人信息。"
    )

    def __init__(self, *args: Any, row: Answering, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = row.rules
        self.fields["event"].choices = [(kind.value, kind.label) for kind in row.kinds]  # type: ignore[attr-defined]

    def clean_event(self) -> Event:
        return Event(self.cleaned_data["event"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        event, day = cleaned.get("event"), cleaned.get("happened_on")
        if event and day and day > timezone.localdate() and not may_lie_ahead(self.rules, event):
            self.add_error("happened_on", "发生日期不能晚于今天。")
        return cleaned


class ExplainForm(forms.Form):
    unit = forms.ModelChoiceField(label="逾期的责任单位", queryset=Unit.objects.none(), empty_label=None)
    cause = forms.CharField(
        label="逾期的原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明逾期的原因。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class WaiveForm(forms.Form):
    reason = forms.CharField(
        label="免除的理由",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="理由长期留存，督查时可见。",
        error_messages={"required": "请写明免除的理由。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
