"""Forms of people in post: the same fields in the admin and at the village clerk's desk."""

from typing import Any

from django import forms

from catalog.forms.guard import GuardedForm
from catalog.law.phones import has_mobile
from disclosure.forms.applications.base import a_day
from villages.actions.officials import MOBILE
from villages.models import Official

_FIELDS: tuple[str, ...] = ("body", "name", "post", "duty", "phone", "agreed", "since", "until", "order")
_DAY = {"type": "date"}
_DAYS = {"invalid": "请按“2026-03-09”的样子填写。"}


class OfficialForm(GuardedForm):
    """For the admin, where the village is chosen."""

    class Meta:
        model = Official
        fields = ("unit", *_FIELDS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if has_mobile(cleaned.get("phone") or "") and not cleaned.get("agreed"):
            self.add_error("phone", MOBILE)
        return cleaned


class PersonForm(OfficialForm):
    """For the desk of one village."""

    class Meta:
        model = Official
        fields = _FIELDS
        widgets = {
            "since": forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
            "until": forms.DateInput(format="%Y-%m-%d", attrs=_DAY),
        }
        error_messages = {
            "body": {"required": "请选择所在组织。"},
            "name": {"required": "请填写姓名。"},
            "post": {"required": "请填写职务。"},
            "since": {"required": "请填写任职日期。", **_DAYS},
            "until": _DAYS,
        }

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside unit, by and at."""
        return {name: value for name, value in self.cleaned_data.items() if name in _FIELDS}


class NewPersonForm(PersonForm):
    """Somebody who comes; leaving is entered later."""

    class Meta(PersonForm.Meta):
        fields = tuple(name for name in _FIELDS if name != "until")


class EndForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    until = a_day("离任日期", help_text="从这一天起不再公开。格式：2026-03-09。")
