"""Asking for and deciding on the erasure of applicants' data (PII-1)."""

from typing import Any

from django import forms

from disclosure.forms.applications.base import a_day, words


class ErasureForm(forms.Form):
    """All archived cases closed before a day."""

    closed_before = a_day("结案日早于")
    reason = words("理由", missing="请写明理由。", most=300, help_text="如：保存期满，纸质案卷已移交档案室。")

    def __init__(self, *args: Any, last: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_before"].initial = last
        self.fields["closed_before"].help_text = f"最晚可填 {last:%Y-%m-%d}。"


class VerdictForm(forms.Form):
    """The second person's decision."""

    verdict = forms.ChoiceField(
        label="核准意见", choices=[("carry_out", "同意删除"), ("refuse", "不予执行")], widget=forms.RadioSelect,
        error_messages={"required": "请选择。"},
    )  # fmt: skip
    remark = forms.CharField(label="说明", max_length=300, required=False, help_text="不予执行的须写明。")
