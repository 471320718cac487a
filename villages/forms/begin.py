"""What a new sheet is about: its matter and its period."""

from calendar import monthrange
from datetime import date
from typing import Any

from django import forms

from villages.law.kinds import MONTHLY, NAMED, SheetKind

MONTHS = 15  # back from this one


def periods(kind: SheetKind, today: date) -> list[tuple[str, str]]:
    """Periods a sheet can be for, as (first/last, words): months, and for others than accounts quarters and years."""
    months = [_before(today.replace(day=1), back) for back in range(MONTHS)]
    found = [(_value(first, 1), f"{first.year}年{first.month}月") for first in months]
    if kind in MONTHLY:
        return found
    quarters = [first for first in months if first.month % 3 == 1]
    years = [date(today.year, 1, 1), date(today.year - 1, 1, 1)]
    return [
        *found,
        *((_value(first, 3), f"{first.year}年第{'一二三四'[first.month // 3]}季度") for first in quarters),
        *((_value(first, 12), f"{first.year}年") for first in years),
    ]


def _before(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _value(first: date, months: int) -> str:
    last = _before(first, 1 - months)
    return f"{first}/{last.replace(day=monthrange(last.year, last.month)[1])}"


class BeginForm(forms.Form):
    """given: a period that is offered first, because something is due for it."""

    subject = forms.CharField(label="是什么事", max_length=80, required=False)
    period = forms.ChoiceField(label="哪一期", error_messages={"required": "请选择。"})

    def __init__(
        self, *args: Any, kind: SheetKind, today: date, given: tuple[date, date] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [] if kind in NAMED else periods(kind, today)
        if kind in NAMED and given is None:
            given = (today, today)
        value = "/".join(map(str, given)) if given else ""
        if given and value not in dict(choices):
            words = f"{given[0]}" if given[0] == given[1] else f"{given[0]} 至 {given[1]}"
            choices.insert(0, (value, words))
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101
        field.choices, field.initial = choices, value or choices[0][0]
        if kind in NAMED:
            self.fields["subject"].required = True
            self.fields["subject"].error_messages["required"] = "请写明是什么事，居民看到的就是这个标题。"
            self.fields["subject"].help_text = "如：村东头水渠清淤工程。不写个人的姓名、电话。"
            field.widget = field.hidden_widget()
        else:
            del self.fields["subject"]

    def arguments(self) -> dict[str, Any]:
        first, _, last = self.cleaned_data["period"].partition("/")
        return {
            "first": date.fromisoformat(first), "last": date.fromisoformat(last),
            "subject": self.cleaned_data.get("subject", ""),
        }  # fmt: skip
