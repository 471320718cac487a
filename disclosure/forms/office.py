"""One small form per verb of a publication."""

from django import forms

from disclosure.law.lifecycle import WithdrawReason


class ApproveForm(forms.Form):
    secrecy_checked = forms.BooleanField(
        label="已逐件作保密审查：不含国家秘密、工作秘密和不应公开的个人信息",
        error_messages={"required": "审核通过前须先作保密审查并勾选。"},
    )
    remark = forms.CharField(
        label="审核意见（可不填）", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SendBackForm(forms.Form):
    remark = forms.CharField(
        label="退回意见",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明要改什么，起草人才知道怎么办。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(
        label="撤回原因（公众可见）", choices=[(r.value, r.label) for r in WithdrawReason]
    )
    note = forms.CharField(
        label="说明（内部记录）",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明谁要求撤回、为什么。"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class SubmitForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
