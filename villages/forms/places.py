"""The form of a reading point or device at the desk of one village."""

from typing import Any

from catalog.forms.places import PlaceForm
from catalog.models import Place

_FIELDS = ("kind", "name", "where", "hours", "phone", "note", "code", "is_active")


class VillagePlaceForm(PlaceForm):
    class Meta:
        model = Place
        fields = _FIELDS
        error_messages = {"kind": {"required": "请选择类别。"}, "name": {"required": "请填写名称。"}}

    def arguments(self) -> dict[str, Any]:
        """What the action takes beside unit, by and at."""
        return {name: value for name, value in self.cleaned_data.items() if name in _FIELDS}
