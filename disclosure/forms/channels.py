"""The form of a placement."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from catalog.models import Unit
from disclosure.models import Placement


class PlacementForm(forms.ModelForm):
    """Where it was put, and since when."""

    class Meta:
        model = Placement
        fields = ("outlet", "unit", "place", "url", "placed_on", "until")
        widgets = {
            "placed_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            "until": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = "不限"  # type: ignore[attr-defined]
        self.fields["placed_on"].initial = timezone.localdate()

    def clean_placed_on(self) -> Any:
        day = self.cleaned_data["placed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        placed, until = cleaned.get("placed_on"), cleaned.get("until")
        if placed and until and until < placed:
            self.add_error("until", "结束日期不能早于开始日期。")
        return cleaned
