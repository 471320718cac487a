"""The five questions, one a page, and the facts an outcome asks for."""

from collections.abc import Sequence
from typing import Any

from django import forms

from disclosure.law.outcomes import QUESTIONS, RULES, FactKind, Outcome, Question, Record
from disclosure.models import RequestItem


class QuestionForm(forms.Form):
    """One question; the answer is the number of its choice."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = QUESTIONS[question]
        self.fields["answer"] = forms.ChoiceField(
            label=asked.text, help_text=asked.help, widget=forms.RadioSelect,
            choices=[(str(n), choice.text) for n, choice in enumerate(asked.choices)],
            error_messages={"required": "请选择一项。"},
        )  # fmt: skip


class FactsForm(forms.Form):
    """What the answer must state for this outcome."""

    def __init__(
        self, *args: Any, outcome: Outcome, earlier: Sequence[RequestItem] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outcome = outcome
        for fact in RULES[outcome].facts:
            self.fields[fact.key] = _field(fact.kind, fact.label, fact.help, fact.required, fact.choices)
        if Record.EARLIER in RULES[outcome].records:
            self.fields["earlier"] = forms.ChoiceField(
                label="已经答复的前一次申请", choices=[("", "请选择"), *((item.pk, f"{item.application.number}　{item}") for item in earlier)],
                error_messages={"required": "请选择前一次申请；没有的，不能按重复申请答复。"},
            )  # fmt: skip

    def facts(self) -> dict[str, str]:
        return {key: value for key, value in self.cleaned_data.items() if key != "earlier"}


def _field(
    kind: FactKind, label: str, help_text: str, required: bool, choices: tuple[tuple[str, str], ...]
) -> forms.Field:
    said = {"required": f"请填写“{label}”。"}
    if kind == FactKind.CHOICE:
        return forms.ChoiceField(
            label=label,
            choices=[("", "请选择"), *choices],
            required=required,
            help_text=help_text,
            error_messages=said,
        )
    widget = (
        forms.Textarea(attrs={"rows": 3}) if kind in (FactKind.TEXT, FactKind.ADDRESS) else forms.TextInput()
    )
    return forms.CharField(
        label=label,
        max_length=2000,
        required=required,
        help_text=help_text,
        error_messages=said,
        widget=widget,
    )


class MainForm(forms.Form):
    """Under which outcome the application counts, where it does not follow (OUT-R6)."""

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["main"] = forms.ChoiceField(
            label="以哪一个作为这件申请的结果", widget=forms.RadioSelect,
            choices=[(outcome.value, outcome.label) for outcome in dict.fromkeys(outcomes)],
            help_text="年度报告里一件申请只计一项。", error_messages={"required": "请选择一项。"},
        )  # fmt: skip
