"""The form of a place or device."""

from django import forms

from catalog.actions.places import MOBILE
from catalog.forms.guard import GuardedForm
from catalog.law.phones import has_mobile
from catalog.models import Place


class PlaceForm(GuardedForm):
    class Meta:
        model = Place
        fields = ("unit", "kind", "name", "where", "hours", "phone", "note", "code", "is_active")

    def clean_phone(self) -> str:
        phone: str = self.cleaned_data["phone"]
        if has_mobile(phone):
            raise forms.ValidationError(MOBILE)
        return phone
