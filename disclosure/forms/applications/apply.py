"""The resident's form: one thing a page, of the same fields as the counter's (APP-4)."""

from typing import Any

from django import forms

from disclosure.actions.applications.intake import Person, Wanted
from disclosure.forms.applications.base import words
from disclosure.forms.applications.fields import (
    CITIZEN_ONLY,
    ORGANISATION_ONLY,
    PersonFields,
    WantedFields,
)
from disclosure.law.intake import ApplicantKind, CaseKind
from disclosure.models import CaseFileRole

STEPS = {
    "who": "您是谁",
    "person": "您的信息",
    "what": "要什么信息",
    "how": "怎样给您",
    "files": "附上材料",
    "check": "核对并提交",
}
UPLOADS = (CaseFileRole.IDENTITY, CaseFileRole.AUTHORISATION, CaseFileRole.PROOF)


class WhoForm(forms.Form):
    """Who applies, and for what kind of thing."""

    kind = forms.ChoiceField(
        label="您以什么身份申请", widget=forms.RadioSelect, error_messages={"required": "请选择一项。"},
        choices=[(ApplicantKind.CITIZEN, "我是公民，为自己或替别人申请"), (ApplicantKind.ORGANISATION, "代表企业、社会组织等单位申请")],
    )  # fmt: skip
    case_kind = forms.ChoiceField(
        label="您要办什么", widget=forms.RadioSelect, error_messages={"required": "请选择一项。"}, initial=CaseKind.REQUEST,
        choices=[(CaseKind.REQUEST, "申请公开政府信息"), (CaseKind.RECTIFY, "与我有关的政府信息记录不准确，请求更正")],
    )  # fmt: skip


class PersonForm(PersonFields):
    """The person, by kind: of a citizen no fields of organisations, and the other way round."""

    def __init__(self, *args: Any, kind: ApplicantKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        citizen = kind == ApplicantKind.CITIZEN
        for name in ("kind", *(ORGANISATION_ONLY if citizen else CITIZEN_ONLY)):
            del self.fields[name]
        if citizen:
            self.fields["name"].label, self.fields["id_number"].label = "姓名", "证件号码"
            self.fields["id_kind"].required = True
            self.fields["id_kind"].error_messages["required"] = "请选择证件名称。"
        else:
            self.fields["name"].label, self.fields["id_number"].label = "单位名称", "统一社会信用代码"
            for name, said in (("org_kind", "请选择组织类别。"), ("contact_name", "请填写联系人。")):
                self.fields[name].required = True
                self.fields[name].error_messages["required"] = said
                self.fields[name].help_text = ""


class WhatForm(WantedFields):
    """What is asked for."""

    def __init__(self, *args: Any, rectify: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("carrier", "obtain", "other_form", "purpose"):
            del self.fields[name]
        if rectify:
            self.fields["description"].label = "哪条信息记录得不准确，应当怎样更正"
            self.fields[
                "description"
            ].help_text = "写清楚信息的名称、现在怎样写的、正确的是什么；证据材料在后面上传。"
            del self.fields["more"]
        else:
            self.fields["description"].help_text = "写清楚是哪一年、哪个村、什么事，越具体越容易找到。"


class HowForm(WantedFields):
    """In which form it is wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "doc_no", "description", "more"):
            del self.fields[name]


class FileForm(forms.Form):
    """One upload at a time."""

    role = forms.ChoiceField(label="这是什么材料", choices=[(role.value, role.label) for role in UPLOADS])
    upload = forms.FileField(
        label="选择文件",
        error_messages={"required": "请选择文件。"},
        help_text="照片、PDF、Word 都可以，每个不超过 20 MB，最多 5 个。",
    )


class SubmitForm(forms.Form):
    """The last page: true and mine; a trap for programs, nothing to solve."""

    true = forms.BooleanField(
        label="以上内容属实，联系方式可以找到我", error_messages={"required": "请确认后勾选。"}
    )
    website = forms.CharField(
        label="此项请留空",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["website"].is_trap = True  # type: ignore[attr-defined]

    def clean_website(self) -> str:
        if self.cleaned_data.get("website"):
            raise forms.ValidationError("请把这一项留空再提交。")
        return ""


class StatusForm(forms.Form):
    """Number and code."""

    number = forms.CharField(label="受理编号", max_length=40, error_messages={"required": "请填写受理编号。"})
    code = forms.CharField(
        label="查询码", max_length=60, error_messages={"required": "请填写查询码。"}, help_text="回执上的20位，不分大小写，空格和横线可写可不写。",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class CorrectionForm(forms.Form):
    answer = words("补正的内容", missing="请填写补正的内容。", rows=6, most=2000)
    upload = forms.FileField(label="补正材料", required=False)


class ReasonsForm(forms.Form):
    answer = words("申请的理由", missing="请填写理由。", rows=6, most=2000)


class WithdrawForm(forms.Form):
    sure = forms.BooleanField(label="我确定撤回这件申请", error_messages={"required": "请确认后勾选。"})


def person_of(answers: dict[str, dict[str, Any]]) -> Person:
    """The person as kept in a draft."""
    kept = answers["person"]
    fields = {name: kept.get(name, "") for name in PersonFields.base_fields if name != "kind"}
    return Person(kind=ApplicantKind(answers["who"]["kind"]), **fields)


def wanted_of(answers: dict[str, dict[str, Any]]) -> Wanted:
    """What is wanted as kept in a draft."""
    form = WantedFields(data={**answers["what"], **answers["how"], "case_kind": answers["who"]["case_kind"]})
    form.is_valid()
    form.cleaned_data["case_kind"] = answers["who"]["case_kind"]
    return form.wanted()
