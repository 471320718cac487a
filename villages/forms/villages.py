"""Forms of a village and of the township's figures for village affairs."""

from typing import Any

from django import forms

from catalog.forms.guard import GuardedForm
from villages.law.cadence import BY_KEY, Preset
from villages.models import Village, VillagePolicy


class VillageForm(GuardedForm):
    class Meta:
        model = Village
        fields = ("unit", "households", "residents", "groups", "introduction")


class PolicyForm(GuardedForm):
    """Choosing a preset fills its figures in and shows the form once more, so that they are looked at before they count."""

    filled = forms.CharField(
        required=False, widget=forms.HiddenInput
    )  # the preset the figures were filled from

    class Meta:
        model = VillagePolicy
        fields = (
            "preset", "finance_every", "finance_days", "general_every", "general_days", "yearly_days", "major_days",
            "board_days", "objection_days", "investigation_days", "agreement_days", "lump_share",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen = BY_KEY.get(cleaned.get("preset", ""))
        if chosen and chosen.key not in (self.instance.preset, cleaned.get("filled")):
            self._fill(chosen)
        return cleaned

    def _fill(self, chosen: Preset) -> None:
        self.add_error(
            "preset",
            f"下面已按“{chosen.label}”填好（依据：{chosen.source}），其他数字没有动。请核对，可以再改，然后再保存一次。",
        )
        data: Any = self.data
        data = data.copy()
        for name, value in chosen.figures.items():
            data[self.add_prefix(name)] = str(value)
        data[self.add_prefix("filled")] = chosen.key
        self.data = data
