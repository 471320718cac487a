"""Forms of the settings of applications and of the township's own texts."""

from typing import Any

from django import forms

from disclosure.forms.tables import TownshipForm
from disclosure.law.documents import NUMBERED, PAPERS, Doc, PatternRefused, checked_pattern
from disclosure.law.outcomes import Outcome
from disclosure.law.steps import REVIEWS
from disclosure.models import LetterTemplate, Reception
from disclosure.sheets.letters.texts import BODIES, TextRefused, allowed_slots, checked


class ReceptionForm(TownshipForm):
    reviews = forms.MultipleChoiceField(
        label="答复审核级次", widget=forms.CheckboxSelectMultiple, choices=[(s.value, s.label.removeprefix("待")) for s in REVIEWS],
        help_text="至少保密审查和签发；同一个人不能审核两级。",
    )  # fmt: skip

    class Meta:
        model = Reception
        fields = (
            "taken", "county_url", "unit", "contact", "phone", "takes_fax", "takes_email", "number_pattern", "agency_word",
            "correction_days", "reasons_days", "search_days", "rectify_days", "reviews", "reviewer", "court",
            "online_review", "payment", "retention_years", "report_due",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for doc in NUMBERED:
            self.fields[f"pattern_{doc.name.lower()}"] = forms.CharField(
                label=f"{doc.label}文号", required=False, max_length=60, help_text=f"不填用：{PAPERS[doc].pattern}",
                initial=self.instance.patterns.get(doc.value, "") if self.instance else "",
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        patterns = {}
        for doc in NUMBERED:
            name = f"pattern_{doc.name.lower()}"
            if given := cleaned.get(name):
                try:
                    patterns[doc.value] = checked_pattern(given)
                except PatternRefused as refused:
                    self.add_error(name, str(refused))
        self.instance.patterns = patterns
        return cleaned


class LetterTemplateForm(TownshipForm):
    """The township's own text of a paper. is_preview: only looked at, so that another one may be there already."""

    is_preview = False
    paragraphs = forms.CharField(
        label="段落", widget=forms.Textarea(attrs={"rows": 16}),
        help_text="每段一行。花括号里是系统写入的内容；以“|”开头的一行是表格，各格用“|”隔开。",
    )  # fmt: skip

    class Meta:
        model = LetterTemplate
        fields = ("doc", "outcome", "title", "paragraphs", "note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["paragraphs"] = "\n".join(self.instance.paragraphs)
            doc, outcome = Doc(self.instance.doc), self.instance.outcome
            slots = "、".join(sorted(allowed_slots(doc, Outcome(outcome) if outcome else None)))
            self.fields["paragraphs"].help_text += f"可以用的占位：{slots}。"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("doc") and not cleaned.get("paragraphs") and "paragraphs" not in self.errors:
            return cleaned
        if cleaned.get("doc") and cleaned.get("paragraphs"):
            outcome = Outcome(cleaned["outcome"]) if cleaned.get("outcome") else None
            if outcome and (cleaned["doc"] != Doc.ANSWER or outcome not in BODIES):
                self.add_error("outcome", "只有答复书按结果分文本。")
                return cleaned
            lines = [line.strip() for line in cleaned["paragraphs"].splitlines() if line.strip()]
            try:
                cleaned["paragraphs"] = checked(Doc(cleaned["doc"]), lines, outcome)
            except TextRefused as refused:
                self.add_error("paragraphs", str(refused))
            same = LetterTemplate.objects.filter(
                township=self.township, doc=cleaned["doc"], outcome=cleaned.get("outcome", "")
            )
            if not self.is_preview and same.exclude(pk=self.instance.pk).exists():
                self.add_error("doc", "这种文书已有模板，请在列表里修改它。")
        return cleaned
