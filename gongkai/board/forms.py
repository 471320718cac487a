"""What the board and its lists of records can be asked for."""

from datetime import date
from typing import Any

from django import forms

from catalog.models import Node
from disclosure.law.duties import Light
from gongkai.board.figures import Column
from gongkai.board.measures import Measure, Over
from gongkai.board.periods import DEFAULT_SPAN, LONGEST, OWN, SPANS, Period


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "请按“2026-03-01”的样子填写日期。"},
    )


class _WithDays(forms.Form):
    """From and until, both or neither."""

    error_css_class = "bad"
    since = _day("从")
    until = _day("到")

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        if self.errors:
            return values
        if bool(since) != bool(until):
            self.add_error("until" if since else "since", "起止日期请都填写。")
        elif since and until < since:
            self.add_error("until", "截止日期不能早于起始日期。")
        elif since and (until - since).days > LONGEST:
            self.add_error("until", "一次最多看三年，请把期间缩短。")
        return values

    def own_period(self) -> Period | None:
        values = self.cleaned_data
        return Period(values["since"], values["until"]) if values.get("since") else None


class PeriodForm(_WithDays):
    """The period of the board."""

    span = forms.ChoiceField(
        label="期间", required=False, choices=[*((key, label) for key, (label, _) in SPANS.items()), (OWN, "自定起止日期")]
    )  # fmt: skip
    field_order = ("span", "since", "until")

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("span") == OWN and not values.get("since") and not self.errors:
            self.add_error("since", "请填写起止日期。")
        return values

    def period(self, today: date) -> Period:
        """The period asked for; this quarter where nothing, or nothing sensible, was asked."""
        usual = SPANS[DEFAULT_SPAN][1](today)
        if not self.is_valid():
            return usual
        span = self.cleaned_data["span"]
        if span in ("", OWN):
            return self.own_period() or usual
        return SPANS[span][1](today)


class RecordsForm(_WithDays):
    """Narrows the list behind a figure. Only domains and units the person sees can be chosen."""

    def __init__(
        self, *args: Any, measure: Measure, domains: list[Node], columns: list[Column], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.domains = {str(domain.pk): domain for domain in domains}
        self.columns = {column.key: column for column in columns}
        if measure.over != Over.DUE:
            del self.fields["since"], self.fields["until"]
        self.fields["domain"] = _choice("领域", [(key, domain.name) for key, domain in self.domains.items()])
        self.fields["unit"] = _choice("单位", [(column.key, column.label) for column in columns])
        if len(measure.lights) > 1:
            self.fields["light"] = _choice(
                "时间", [(one.value, one.label) for one in Light if one in measure.lights]
            )

    def narrowed(self) -> dict[str, Any]:
        """Domain, column and light for a cut."""
        values = self.cleaned_data
        return {
            "domain": self.domains.get(values["domain"]),
            "column": self.columns.get(values["unit"]),
            "light": Light(values["light"]) if values.get("light") else None,
        }


def _choice(label: str, choices: list[tuple[str, str]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", "全部"), *choices])
