"""Forms of an evaluation: the ground still holds, or the paper may be opened."""

from typing import Any

from django import forms

from catalog.models import Node
from disclosure.actions.withheld import LONGEST_REMARK
from disclosure.models import Withheld


class KeepClosedForm(forms.Form):
    """`version` is of the page it was sent from."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label="评估意见",
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明评估的结论和理由。"},
        help_text=f"{LONGEST_REMARK}字以内。继续不公开的，一年后再评估。",
    )


class OpenForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    remark = forms.CharField(
        label="评估意见",
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明评估的结论和理由。"},
        help_text=f"{LONGEST_REMARK}字以内。会建立一条草稿，补上正文和附件后照常逐级审核。",
    )
    node = forms.TypedChoiceField(
        label="公开在哪个目录事项", coerce=int, error_messages={"required": "请选择公开在哪个目录事项。"}
    )

    def __init__(self, *args: Any, paper: Withheld, items: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["node"].choices = [("", "请选择"), *items]  # type: ignore[attr-defined]
        self.fields["node"].initial = paper.node_id

    def clean_node(self) -> Node:
        return Node.objects.get(pk=self.cleaned_data["node"])
