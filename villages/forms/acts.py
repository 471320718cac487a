"""What ties an act to its form, its action and whoever may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from catalog.models import User


class ActForm(forms.Form):
    """The base: the version its page showed. `arguments` is what the action takes beside pk, by and at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


@dataclass(frozen=True)
class Handling:
    """One act on a page.

    action: keyword-only with pk, by, at and the form's arguments. shown: whether it is offered to this person for this
    record.
    """

    form: type[ActForm]
    action: Callable[..., object]
    button: str
    shown: Callable[[User, Any], bool]
    explains: str = ""
