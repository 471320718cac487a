"""Two people at one form: the second is told who saved and when, sees both values, and loses nothing he typed."""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils import timezone

LABELLED = (forms.TypedChoiceField, forms.ChoiceField, forms.MultipleChoiceField)


class GuardedForm(forms.ModelForm):
    """A form over a record with a history. It carries the history entry its page was made from.

    Saved over a newer one it is not valid: the form's own message names author and time, each field that differs
    shows what is saved now. Sent again, knowingly, it saves.
    """

    refusal = ""  # what an act said when this form was sent; set by the admin, see `RefusalsOnForm`
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = latest_entry(self.instance)[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.refusal:
            self.add_error(None, self.refusal)
        if self.instance.pk is not None:
            self._compare(cleaned)
        return cleaned

    def locked(self) -> Model | None:
        """What stands now, locked until the view's transaction ends: nobody saves between this look and our save."""
        return type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()

    def _compare(self, cleaned: dict[str, Any]) -> None:
        current = self.locked()
        newest, author, at = latest_entry(self.instance)
        if current is None or newest == cleaned.get("seen"):
            return
        when = f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""
        differing = [name for name in self.fields if name != "seen" and self._differs(name, current, cleaned)]
        note = (
            "不同之处已在各栏下面标出，再次保存将以您填写的为准。"
            if differing
            else "各栏内容没有不同，可以再次保存。"
        )
        self.add_error(None, f"您打开页面以后，{author}在{when}保存过这条记录。您填写的内容都还在；{note}")
        for name in differing:
            self.add_error(name, f"现在保存的是：{self._shown(name, current)}")
        data: Any = self.data
        data = data.copy()
        data[self.add_prefix("seen")] = str(newest)
        self.data = data

    def stored(self, name: str, current: Model) -> Any:
        """What a field of this form would show of the record as it now stands."""
        return getattr(current, name)

    def _differs(self, name: str, current: Model, cleaned: dict[str, Any]) -> bool:
        if name not in cleaned or not hasattr(current, name):
            return False
        return (cleaned[name] or None) != (self.stored(name, current) or None)

    def _shown(self, name: str, current: Model) -> str:
        value = self.stored(name, current)
        field: Any = self.fields[name]
        labels = dict(field.choices) if type(field) in LABELLED else {}
        if isinstance(value, list):
            return "、".join(str(labels.get(part, part)) for part in value) or "（空）"
        if isinstance(value, bool):
            return "是" if value else "否"
        return str(labels.get(value, value) or "（空）")


def latest_entry(instance: Model) -> tuple[int | None, str, Any]:
    """(number, author, time) of the newest history entry of a record; (None, …) when it has none."""
    if instance.pk is None:
        return None, "", None
    history = instance.history  # type: ignore[attr-defined]
    entry = history.select_related("history_user").order_by("-history_id").first()
    if entry is None:
        return None, "", None
    return entry.history_id, str(entry.history_user or "系统"), entry.history_date
