"""One small form per verb of a publication. `version` is of the page it was sent from."""

from typing import Any

from django import forms
from django.utils import timezone

from catalog.models import User
from disclosure.actions.publications import Upload
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.law.lifecycle import Exemption, Validity, WithdrawReason
from disclosure.models import Publication

SECRECY = "已逐件作保密审查：不含国家秘密、工作秘密和不应公开的个人信息"


def _words(
    label: str, *, missing: str = "", rows: int = 2, most: int = 500, help_text: str = ""
) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
        help_text=help_text,
    )


class ActForm(forms.Form):
    """The base: which publication it is about, and the version its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, publication: Publication, **kwargs: Any) -> None:
        self.publication = publication
        kwargs.setdefault("initial", {"version": publication.version})
        super().__init__(*args, **kwargs)


class PlainForm(ActForm):
    """Nothing to fill in."""


class ApproveForm(ActForm):
    """A level that is not the last."""

    remark = _words("审核意见")


class SecrecyForm(ActForm):
    """A level at which the secrecy review is confirmed."""

    secrecy_checked = forms.BooleanField(
        label=SECRECY, error_messages={"required": "审核通过前须先作保密审查并勾选。"}
    )
    remark = _words("审核意见")


class SignForm(ActForm):
    """The last level: public at once, or at an hour."""

    remark = _words("签发意见")
    publish_at = forms.DateTimeField(
        label="定时公开",
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text="不填就是现在公开。格式：2026-03-09 08:30。",
        error_messages={"invalid": "请按“2026-03-09 08:30”的样子填写。"},
    )

    def clean_publish_at(self) -> Any:
        at = self.cleaned_data["publish_at"]
        if at and at <= timezone.now():
            raise forms.ValidationError("定时公开的时间须在以后；现在就公开，请不要填写。")
        return at


class SignSecrecyForm(SignForm):
    """The last level where no separate secrecy review is set."""

    secrecy_checked = forms.BooleanField(
        label=SECRECY, error_messages={"required": "审核通过前须先作保密审查并勾选。"}
    )
    field_order = ("secrecy_checked", "remark", "publish_at")


class SendBackForm(ActForm):
    remark = _words("退回意见", missing="请写明要改什么，起草人才知道怎么办。")


class ForceForm(ActForm):
    secrecy_checked = forms.BooleanField(
        label=SECRECY, error_messages={"required": "公开前须先作保密审查并勾选。"}
    )
    reason = _words("越级公开的理由", missing="请写明为什么等不及逐级审核。", most=300)
    field_order = ("reason", "secrecy_checked")


class LookForm(ActForm):
    remark = _words("复核意见", missing="请写明复核的结论。")


class ReferForm(ActForm):
    to = forms.CharField(
        label="提请哪个机关确定", max_length=60, help_text="有关主管部门，或保密行政管理部门。"
    )
    remark = _words("拿不准的是什么", missing="请写明拿不准的是什么。")


class RuleOpenForm(ActForm):
    remark = _words("答复的文号或要点", missing="请写明答复的文号或要点。")


class RuleShutForm(ActForm):
    exemption = forms.ChoiceField(
        label="不予公开的理由", choices=[("", "请选择"), *((e.value, e.label) for e in Exemption)]
    )
    remark = _words("答复的文号或要点", missing="请写明答复的文号或要点。")


class ReviseForm(ActForm):
    reason = _words(
        "修订的原因（公众可见）", missing="请写明为什么修订，公众能看到修订日期和原因。", most=300
    )


class WithdrawForm(ActForm):
    reason = forms.ChoiceField(
        label="撤回原因（公众可见）", choices=[(r.value, r.label) for r in WithdrawReason]
    )
    note = _words("说明（内部记录）", missing="请写明谁要求撤回、为什么。")


class KeepForm(ActForm):
    remark = _words("评估意见", missing="请写明评估的结论，如：内容仍然有效，继续公开。")


class ValidityForm(ActForm):
    validity = forms.ChoiceField(
        label="有效性", choices=[(v.value, v.label) for v in Validity if v != Validity.NONE]
    )
    note = _words("依据", missing="请写明依据，如废止它的文件名称和文号。", most=300)


class ResultForm(ActForm):
    result = _words("公示结果（公众可见）", missing="请写明公示结果，如：公示期内未收到异议。", most=300)


class ReleaseForm(forms.Form):
    reason = _words("放行理由", missing="放行须写明理由。", most=300)


class PaperForm(ActForm):
    """A level signed on the printed form, as the clerk reads it there."""

    signer = forms.ModelChoiceField(label="签字人", queryset=User.objects.none(), empty_label="请选择")
    signed_on = forms.DateField(
        label="签字日期",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text="格式：2026-03-09。",
    )
    secrecy_checked = forms.BooleanField(label="审查表上已勾选保密审查", required=False)
    remark = _words("表上写的意见")
    scan = forms.FileField(label="签字扫描件", required=False, help_text="只在内部留存，不会公开。")

    def __init__(self, *args: Any, signers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signer"].queryset = signers  # type: ignore[attr-defined]

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("签字日期不能晚于今天。")
        return day

    def clean_scan(self) -> Upload | None:
        file = self.cleaned_data["scan"]
        if not file:
            return None
        data = file.read()
        try:
            inspect_file(data, file.name)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from None
        return Upload(file.name, data)


class BatchForm(forms.Form):
    """Several ticked ones passed at once: each gets a record of its own (REV-2)."""

    pks = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": "请先勾选。"})
    secrecy_checked = forms.BooleanField(label=SECRECY, required=False)
    remark = forms.CharField(label="审核意见", max_length=500, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        ticked = [value for value in data.getlist("pks") if value.isdecimal()] if data else []
        self.fields["pks"].choices = [(value, value) for value in ticked]  # type: ignore[attr-defined]
