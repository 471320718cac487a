"""Forms of the tables staff keep: wordings, lists that stay on the board, levels of review, withheld papers."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog.forms.guard import GuardedForm
from catalog.models import Township
from disclosure.actions import withheld
from disclosure.law.lifecycle import FULL, SMALL_OFFICE, STAGES, PlanRefused, checked_plan
from disclosure.models import BoardOnly, ReviewPlan, Withheld, WordingRule

OWN = "own"
PRESETS = [
    ("full", "三级审核加保密审查：一审、二审、保密审查、签发"),
    ("small", "小机关：一审＋签发（经办人起草，党政办主任一审，分管领导签发；签发时一并作保密审查）"),
    (OWN, "自选级次"),
]
_PLANS = {"full": FULL, "small": SMALL_OFFICE}


class TownshipForm(GuardedForm):
    """A form whose class knows the township it is opened in; the admin makes one for each request."""

    township: Township


class WordingForm(TownshipForm):
    class Meta:
        model = WordingRule
        fields = ("wrong", "right", "unless", "kind", "blocks", "note", "is_active")
        help_texts = {
            "wrong": "文稿里照这个样子出现就提示。要在本镇停用随系统提供的一行，请新增同样的写法，不勾选“启用”。",
            "right": "不填就只提示核对。",
            "blocks": "勾选后，出现这个写法的文稿须改正，或由签发领导放行。",
        }

    def clean_wrong(self) -> str:
        wrong: str = self.cleaned_data["wrong"].strip()
        if len(wrong) < 2 and wrong.isalnum():
            raise forms.ValidationError("至少写两个字，一个字会到处误报。")
        rows = WordingRule.objects.filter(township=self.township, wrong=wrong)
        if rows.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("本镇已有这个写法，请在列表里修改它。")
        return wrong

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("right") and cleaned.get("right") == cleaned.get("wrong"):
            self.add_error("right", "建议和写法一样。")
        return cleaned


class BoardOnlyForm(TownshipForm):
    class Meta:
        model = BoardOnly
        fields = ("words", "node", "note", "is_active")
        help_texts = {
            "words": "事项名称或名单标题里有这个词，名单就只在村（社区）公示栏张贴。"
            "要在本镇停用随系统提供的一行，请新增同样的词，不勾选“启用”。",
            "node": "也可以直接指定一个事项。",
            "is_active": "新启用的一行立刻生效：正在网上的这类名单马上改为只公开人数和金额。停用的，到下次修改名单时才重新认定。",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        words, node = (cleaned.get("words") or "").strip(), cleaned.get("node")
        if len(words) == 1:
            self.add_error("words", "至少写两个字，一个字会误伤别的名单。")
        elif not words and node is None:
            self.add_error("words", "请填写名称里的词，或选择目录事项。")
        elif (
            BoardOnly.objects.filter(township=self.township, words=words, node=node)
            .exclude(pk=self.instance.pk)
            .exists()
        ):
            self.add_error("words", "本镇已有这一行，请在列表里修改它。")
        return cleaned


class ReviewPlanForm(TownshipForm):
    """Which levels a kind of publication passes. What is refused is said at the tick boxes."""

    preset = forms.ChoiceField(label="审核方式", choices=PRESETS, widget=forms.RadioSelect)
    stages = forms.MultipleChoiceField(
        label="自选的级次",
        choices=[(stage.value, stage.label.removeprefix("待")) for stage in STAGES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="选了“自选级次”才需要勾选。至少一级；保密审查之后还须有人签发；起草人不能审核自己的信息。",
    )

    class Meta:
        model = ReviewPlan
        fields = ("kind", "stages")
        help_texts = {"kind": "没有单独设置的种类，按“全部种类”；都没有设置的，按三级审核加保密审查。"}

    field_order = ("kind", "preset", "stages")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan if self.instance.pk else FULL
        known = {plan: name for name, plan in _PLANS.items()}
        if "preset" in self.fields:
            self.fields["preset"].initial = known.get(plan, OWN)

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        if ReviewPlan.objects.filter(township=self.township, kind=kind).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("这个种类已有设置，请在列表里修改它。")
        return kind

    def clean(self) -> dict[str, Any]:
        """The preset becomes its levels first: it is levels that are compared with what another saved meanwhile."""
        chosen = self.cleaned_data.get("preset")
        stages = self.cleaned_data.get("stages") or []
        try:
            plan = _PLANS[chosen] if chosen in _PLANS else checked_plan(stages)
        except PlanRefused as refused:
            self.add_error("stages", str(refused))
        else:
            self.cleaned_data["stages"] = [stage.value for stage in plan]
        return super().clean()


class WithheldForm(TownshipForm):
    class Meta:
        model = Withheld
        fields = ("title", "unit", "node", "doc_no", "formed_on", "attribute", "exemption", "reason")
        help_texts = {
            "title": "涉密文件连标题也不能录入；标题里也不要有个人姓名、证件号码。",
            "reason": "写明为什么属于这一项，评估时要用。",
        }
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}

    def _post_clean(self) -> None:
        """What the act would refuse is said at the field."""
        super()._post_clean()  # type: ignore[misc]  # Django's own hook for checks over the whole record
        if self.errors:
            return
        self.instance.township = self.township
        try:
            withheld.check(self.instance, at=timezone.now())
        except ValidationError as refused:
            self.add_error(None, refused)
