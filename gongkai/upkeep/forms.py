"""Forms of upkeep: a year's holiday notice, adoption of a row, checking of a row, acts on ticked rows."""

import re
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone

from catalog.actions.adoptions import CHOICES, LISTS
from catalog.actions.calendar import Arranged, preview
from catalog.forms.guard import GuardedForm
from catalog.forms.nodes import explain_limit
from catalog.law.vocabulary import Channel, Level
from catalog.law.workdays import ArrangementError
from catalog.models import WORDING, Adoption, AdoptionStatus, Node, Unit

_QUOTED = re.compile(r"“([^“”]+)”。?$")
_NOT_WORDS = re.compile(r"[^\w]+")


class ArrangementForm(forms.Form):
    """The notice as pasted. Valid only when it reads without contradiction; `found` is what it says."""

    notice_no = forms.CharField(label="通知文号", max_length=60, help_text="如：国办发明电〔2025〕7号")
    issued_on = forms.DateField(
        label="通知日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="通知落款的日期，格式：2025-11-04。",
    )
    text = forms.CharField(
        label="通知正文",
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=10_000,
        help_text="从“一、元旦：……”起粘贴各条，每个节日一行。",
    )
    found: Arranged | None = None

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        try:
            self.found = preview(year=self.year, text=text)
        except ArrangementError as wrong:
            raise forms.ValidationError(f"{_place(str(wrong), text)}{wrong}") from None
        return text


def _place(message: str, text: str) -> str:
    """“第3行：” for a message that quotes a sentence of the text; empty where it cannot be found."""
    quoted = _QUOTED.search(message)
    if quoted is None:
        return ""
    sought = _NOT_WORDS.sub("", quoted[1])
    lines = enumerate(text.splitlines(), start=1)
    line = next((number for number, line in lines if sought in _NOT_WORDS.sub("", line)), None)
    return f"第{line}行：" if line else ""


class WordingForm(GuardedForm):
    """The columns of a row as a township words them."""

    class Meta:
        model = Adoption
        fields: tuple[str, ...] = WORDING
        widgets: dict[str, forms.Widget] = {
            "elements": forms.Textarea(attrs={"rows": 4}),
            "basis": forms.Textarea(attrs={"rows": 3}),
            "limit_text": forms.Textarea(attrs={"rows": 2}),
            "body": forms.Textarea(attrs={"rows": 1}),
        }

    channels = forms.MultipleChoiceField(
        choices=[(c, c.label) for c in Channel], widget=forms.CheckboxSelectMultiple, required=False
    )
    levels = forms.MultipleChoiceField(
        choices=[(v, v.label) for v in Level], widget=forms.CheckboxSelectMultiple, required=False
    )

    blank_label = "与原文相同"

    def __init__(self, *args: Any, node: Node, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.node = node
        for name in WORDING:
            self.fields[name].label = str(Node._meta.get_field(name).verbose_name)
        for name in CHOICES:
            blank = [("", self.blank_label)]
            self.fields[name].choices = blank + [c for c in self.fields[name].choices if c[0]]  # type: ignore[attr-defined]

    @property
    def limit_reading(self) -> str:
        """What the typed term, or the printed one where none is typed, is understood as."""
        return explain_limit(str(self["limit_text"].value() or "") or self.node.limit_text)

    def columns(self) -> list[tuple[forms.BoundField, str]]:
        """Each column's field beside what the catalog prints there."""
        return [(self[name], printed(self.node, name)) for name in WORDING]

    def wording(self) -> dict[str, Any]:
        return {name: self.cleaned_data.get(name) for name in WORDING}


def printed(node: Node, name: str) -> str:
    """A column of the catalog row as people read it."""
    value = getattr(node, name)
    if name in LISTS:
        words: type[Channel] | type[Level] = Channel if name == "channels" else Level
        return "、".join(words(part).label for part in value)
    return str(getattr(node, f"get_{name}_display")() if name in CHOICES else value)


class AdoptionForm(WordingForm):
    """Everything the township says of one row. Empty columns are as printed."""

    class Meta(WordingForm.Meta):
        fields = ("status", "reason", "unit", "number", "applies_from", *WORDING)
        widgets: dict[str, forms.Widget] = {
            **WordingForm.Meta.widgets,
            "applies_from": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        unit.queryset = units  # type: ignore[attr-defined]
        unit.empty_label = "未定"  # type: ignore[attr-defined]
        unit.error_messages["invalid_choice"] = "所选的责任单位不存在，或不属于本乡镇。"
        self.fields["status"].label = "适用情况"
        if self.instance.pk is None:
            self.initial["applies_from"] = timezone.localdate()

    def head(self) -> list[forms.BoundField]:
        return [self[name] for name in ("status", "reason", "unit", "number", "applies_from")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("status") == AdoptionStatus.NOT_INVOLVED and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "标为“不涉及”须写明理由，群众会看到这条理由。")
        return cleaned


class CheckForm(WordingForm):
    """A row compared with its printed source: confirmed as it stands, or corrected column by column."""

    class Meta(WordingForm.Meta):
        fields = ("check_source", *WORDING)

    blank_label = "未写明"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        source = self.fields["check_source"]
        source.required, source.label = True, "核对依据"
        source.help_text = (
            "与哪份印发的目录对过，如：砚溪县义务教育领域基层政务公开标准目录（2024年版）第12行。"
        )
        for name in WORDING:
            self.initial[name] = self.stored(name, self.instance)

    def stored(self, name: str, current: Any) -> Any:
        """The township's wording, else what the catalog prints."""
        value = getattr(current, name)
        return value if value or name not in WORDING else getattr(self.node, name)

    def wording(self) -> dict[str, Any]:
        """Only what departs from the printed row is the township's own wording."""
        typed = super().wording()
        return {
            name: value if (value or None) != (getattr(self.node, name) or None) else None
            for name, value in typed.items()
        }


class BatchForm(forms.Form):
    """Acts on ticked rows."""

    SET_UNIT, NOT_INVOLVED = "unit", "not_involved"

    act = forms.ChoiceField(choices=[(SET_UNIT, "确定责任单位"), (NOT_INVOLVED, "标为不涉及")])
    nodes = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "请先勾选事项。"})
    unit = forms.ModelChoiceField(
        label="责任单位", queryset=Unit.objects.none(), required=False, empty_label="选择责任单位"
    )
    reason = forms.CharField(label="不涉及的理由", max_length=300, required=False)

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if self.is_bound:  # which of them are rows of this township, the act asks
            ticked = [value for value in self.data.getlist("nodes") if value.isdecimal()]  # type: ignore[attr-defined]
            self.fields["nodes"].choices = [(value, value) for value in ticked]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == self.SET_UNIT and not cleaned.get("unit") and "unit" not in self.errors:
            self.add_error("unit", "请选择责任单位。")
        if cleaned.get("act") == self.NOT_INVOLVED and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "标为“不涉及”须写明理由，群众会看到这条理由。")
        return cleaned
