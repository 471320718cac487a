"""What every act form on an application is made of, and what ties an act to its form and action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from catalog.models import User
from disclosure.models import Application


class ActForm(forms.Form):
    """The base: which case it is about, who acts, and the version its page showed.

    `arguments` is what the action takes beside pk, by and at.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, application: Application, user: User, **kwargs: Any) -> None:
        self.application, self.user = application, user
        kwargs["initial"] = {"version": application.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class PlainForm(ActForm):
    """Nothing to fill in."""


@dataclass(frozen=True)
class Handling:
    """One act on the desk.

    form: the class, or a function of the case that gives it. action: keyword-only with pk, by, at and the form's
    arguments. explains: one line under the button. plain: not the main button. shown: whether it is offered for this
    case at all, beyond state and role.
    """

    form: Callable[[Application], type[ActForm]]
    action: Callable[..., object]
    button: str
    explains: str = ""
    plain: bool = False
    shown: Callable[[Application], bool] = lambda application: True


def always(form: type[ActForm]) -> Callable[[Application], type[ActForm]]:
    return lambda application: form


def words(
    label: str, *, missing: str = "", rows: int = 2, most: int = 500, help_text: str = ""
) -> forms.CharField:
    """A field of running text; `missing` is what is said when it is left empty, "" where it may be."""
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        help_text=help_text,
    )


def a_day(label: str, *, help_text: str = "", required: bool = True) -> forms.DateField:
    """A date; the format is named in its help, for browsers that offer no calendar."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=help_text or "格式：2026-03-09。",
        error_messages={"required": f"请填写{label}。", "invalid": "请按“2026-03-09”的样子填写。"},
    )
