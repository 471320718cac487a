"""The form of a row of the catalog: every printed column, lists as tick boxes."""

from typing import Any

from django import forms

from catalog.actions.nodes import tree_lock
from catalog.forms.guard import GuardedForm
from catalog.law import timelimits
from catalog.law.vocabulary import Channel, Level, NodeKind, Origin
from catalog.models import Node

PRINTED = (
    "elements", "basis", "limit_text", "body", "channels", "channel_note", "audience", "audience_named",
    "mode", "levels",
)  # fmt: skip
OWN = ("parent", "kind", "name", "number", "description", "statute_code", "in_force_from", *PRINTED)


class NodeForm(GuardedForm):
    """A row of the township's own. National rows are never edited here."""

    channels = forms.MultipleChoiceField(
        label="公开渠道和载体",
        choices=[(c, c.label) for c in Channel],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    levels = forms.MultipleChoiceField(
        label="公开层级",
        choices=[(v, v.label) for v in Level],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Node
        fields = OWN

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "parent" in self.fields:
            self.fields["parent"].required = True
            self.fields["parent"].label_from_instance = place_label  # type: ignore[attr-defined]
            self.fields["parent"].error_messages["invalid_choice"] = (
                "这个上级已不存在，或不在本镇目录里，请重新选择。"
            )
        if "kind" in self.fields:
            own = (
                NodeKind.GROUP,
                NodeKind.ITEM,
            )  # domains and statutory columns come with the national catalog
            self.fields["kind"].choices = [(k, k.label) for k in own]  # type: ignore[attr-defined]
            self.fields["kind"].initial = NodeKind.ITEM
        if "limit_text" in self.fields:
            self.fields["limit_text"].help_text = self._reading()

    def locked(self) -> Node | None:
        tree_lock()  # a row lock would stand in the way of writers that move this row's place numbers
        return Node.objects.filter(pk=self.instance.pk).first()

    def clean_parent(self) -> Node:
        parent = self.cleaned_data["parent"]
        if parent.kind == NodeKind.ITEM:
            raise forms.ValidationError("公开事项下面不能再列事项，请选择领域、栏目或分类。")
        if parent.origin == Origin.VILLAGE:
            raise forms.ValidationError("本镇事项不能列在村级目录下面。")
        return parent

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if (
            cleaned.get("kind") == NodeKind.ITEM
            and not cleaned.get("elements")
            and "elements" not in self.errors
        ):
            self.add_error("elements", "请写明公开内容（要素）。")
        return cleaned

    def _reading(self) -> str:
        text = self.data.get("limit_text", "") if self.is_bound else self.instance.limit_text
        return explain_limit(text) or "如：信息形成或变更之日起20个工作日内。保存后这里显示系统的理解。"


def place_label(node: Node) -> str:
    """“义务教育 / 招生管理”: a row with what stands above it. Load `parent__parent` with it."""
    names = [node.name]
    while node.parent is not None:
        node = node.parent
        names.insert(0, node.name)
    return " / ".join(names)


def explain_limit(text: str) -> str:
    """What a typed 公开时限 is read as, in one line; empty for an empty text."""
    if not text.strip():
        return ""
    limit = timelimits.parse(text)
    verdict = "系统据此计算期限。" if limit.computable else "系统不能据此计算期限。"
    return f"系统理解为：{'；'.join(sentence.rstrip('。') for sentence in limit.explain())}。{verdict}"
