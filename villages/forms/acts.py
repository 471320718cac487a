"""What ties an act to its form, its action and whoever may do it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from catalog.models import User


class VersionForm(forms.Form):
    """A form that knows which version of its record the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def renew(self, version: int) -> None:
        """Refused, it comes again with what stands now: who was told so and sends it once more means it."""
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix("version")] = str(version)
        self.data = data


class ActForm(VersionForm):
    """The base of acts. `arguments` is what the action takes beside pk, by and at."""

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


def offered(
    acts: Mapping[str, Handling], user: User, record: Any, bound: Mapping[str, Any]
) -> list[tuple[str, Handling, ActForm]]:
    """What this person may do with a record where it stands, each with its form.

    Args:
        record: has a `version`.
        bound: forms that were sent and refused, by act.
    """
    found = []
    for name, handling in acts.items():
        form = bound.get(name)
        if form is not None:
            form.renew(record.version)
        elif handling.shown(user, record):
            form = handling.form(prefix=name, initial={"version": record.version})
        if form is not None:
            found.append((name, handling, form))
    return found
