"""Forms of revisions: residents' opinions, and the office's acts on a draft."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils import timezone

from catalog.law.vocabulary import Audience, Channel, Level, Mode
from catalog.models import CommentResult, Node
from catalog.queries.revisions import OWN_FIELDS

_SIGNER_SALT = "catalog.revision.comment"
MIN_SECONDS = 3  # a person needs longer to read and write; a program does not
MAX_AGE = timedelta(hours=12)


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class CommentForm(forms.Form):
    """An opinion without a name. A hidden trap and a minimum time keep simple programs out; no puzzle is asked."""

    text = forms.CharField(
        label="您的意见",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 1000}),
        help_text="最多1000字，不需要留姓名。",
        error_messages={"required": "请填写意见。"},
    )
    website = forms.CharField(
        label="此项请留空",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.fields["website"].is_trap = True  # type: ignore[attr-defined]
        self.fields["opened"].initial = stamp(at)

    def clean(self) -> dict[str, Any]:
        """Refuses a filled trap, a forged, very old or immediate submission; what was written stays in the form."""
        super().clean()
        if self.cleaned_data.get("website"):
            self.add_error("website", "请把这一项留空再提交。")
        age = self._age()
        if age is None or age > MAX_AGE:
            self.add_error(None, "页面打开太久，已经失效。请核对内容后再提交一次。")
        elif age < timedelta(seconds=MIN_SECONDS):
            self.add_error(None, "提交得太快了，请稍等几秒再提交一次。")
        return self.cleaned_data

    def _age(self) -> timedelta | None:
        """How long the form was open; None when the stamp is not ours."""
        try:
            seconds = float(signing.Signer(salt=_SIGNER_SALT).unsign(self.cleaned_data.get("opened", "")))
        except (signing.BadSignature, ValueError):
            return None
        return self.at - datetime.fromtimestamp(seconds, tz=timezone.get_current_timezone())

    def renewed(self) -> "CommentForm":
        """The same refused form with a fresh stamp, so that submitting again can succeed."""
        data = cast(QueryDict, self.data).copy()
        data["opened"] = stamp(self.at)
        self.data = data
        return self


def stamp(at: datetime) -> str:
    """The signed moment a form was opened."""
    return signing.Signer(salt=_SIGNER_SALT).sign(f"{at.timestamp():.0f}")


class VersionForm(forms.Form):
    """An act on a revision as the person saw it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RevisionForm(VersionForm):
    title = forms.CharField(label="名称", max_length=120)
    summary = forms.CharField(
        label="调整说明", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )


class ConsultationForm(VersionForm):
    consult_from = forms.DateField(
        label="征求意见起", widget=DayInput(), help_text="当天起群众可以看到并提意见。"
    )
    consult_until = forms.DateField(label="征求意见止", widget=DayInput(), help_text="含当天。")


class ApprovalForm(VersionForm):
    approved_by = forms.CharField(label="批准机关或会议", max_length=120)
    approved_on = forms.DateField(label="批准日期", widget=DayInput())
    effective_on = forms.DateField(label="施行日期", widget=DayInput())


class AnswerForm(forms.Form):
    result = forms.ChoiceField(
        label="采纳情况",
        choices=[choice for choice in CommentResult.choices if choice[0] != CommentResult.OPEN],
    )
    reply = forms.CharField(
        label="说明", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class PaperCommentForm(forms.Form):
    """An opinion given on paper or by word, written down by staff."""

    text = forms.CharField(label="意见", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class RetireForm(VersionForm):
    reason = forms.CharField(label="停止的理由", max_length=300, help_text="群众会看到这条理由。")


class RowForm(VersionForm):
    """The columns of one item. `names` says which may change: all of a row of one's own, only the wording of a shared one."""

    def __init__(self, *args: Any, names: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [name for name in OWN_FIELDS if name in set(names)]
        for name in self.names:
            self.fields[name] = _column(name)
        self.fields["reason"] = forms.CharField(label="调整理由", max_length=300, required=False)

    @property
    def values(self) -> dict[str, Any]:
        """The columns as the table keeps them."""
        return {name: self.cleaned_data[name] for name in self.names}


_LONG = {"description", "elements", "basis"}
_MANY: dict[str, Any] = {"channels": Channel, "levels": Level}
_ONE: dict[str, Any] = {"audience": Audience, "mode": Mode}


def _column(name: str) -> forms.Field:
    field = Node._meta.get_field(name)
    label, needed = str(field.verbose_name), name in {"name", "elements"}
    if name in _MANY:
        choices = [(member.value, member.label) for member in _MANY[name]]
        return forms.MultipleChoiceField(
            label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
    if name in _ONE:
        blank = [("", "未填")]
        return forms.ChoiceField(
            label=label, choices=blank + [(m.value, m.label) for m in _ONE[name]], required=False
        )
    widget = forms.Textarea(attrs={"rows": 3}) if name in _LONG else None
    return forms.CharField(
        label=label, required=needed, max_length=getattr(field, "max_length", None), widget=widget
    )
