"""The fields of an application (APP-4), defined once: for the resident's pages, the counter's form and the paper form."""

from typing import Any

from django import forms

from disclosure.actions.applications.intake import Asked, Person, Wanted
from disclosure.forms.applications.base import words
from disclosure.law.intake import ApplicantKind, Carrier, CaseKind, IdKind, Obtain
from disclosure.law.report import ORGANISATIONS

_NEEDED = {"required": "请填写这一项。"}
CITIZEN_ONLY = ("id_kind", "employer")
ORGANISATION_ONLY = ("org_kind", "legal_person", "contact_name")


def line(label: str, *, most: int = 120, required: bool = False, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, error_messages=_NEEDED, help_text=help_text
    )


class PersonFields(forms.Form):
    """Who applies: the same fields on paper, at the counter and over the net (APP-4)."""

    kind = forms.ChoiceField(
        label="申请人", choices=[(k, k.label) for k in ApplicantKind], widget=forms.RadioSelect
    )
    name = line("姓名或名称", required=True)
    org_kind = forms.ChoiceField(
        label="组织类别", required=False, choices=[("", "请选择"), *((c.value, c.label) for c in ORGANISATIONS)],
        help_text="法人或其他组织必选，年度报告要用。",
    )  # fmt: skip
    id_kind = forms.ChoiceField(
        label="证件名称", required=False, choices=[("", "请选择"), *((k, k.label) for k in IdKind)]
    )
    id_number = line("证件号码或统一社会信用代码", required=True, most=40)
    employer = line("工作单位")
    legal_person = line("法人代表", most=40)
    contact_name = line("联系人", most=40, help_text="法人或其他组织必填。")
    phone = line("联系电话", required=True, most=40)
    address = line("联系地址", required=True, most=200)
    postcode = forms.RegexField(
        label="邮政编码", regex=r"^\d{6}$", required=False, error_messages={"invalid": "邮政编码是6位数字。"}
    )
    email = forms.EmailField(
        label="电子邮箱", required=False, error_messages={"invalid": "请填写正确的电子邮箱。"}
    )
    fax = line("传真", most=40)
    agent_name = line("代理人", most=40, help_text="委托他人办理的填写，并附委托书和双方身份证明。")
    agent_id = line("代理人证件号码", most=40)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("kind") == ApplicantKind.ORGANISATION:
            for name, said in (("org_kind", "请选择组织类别。"), ("contact_name", "请填写联系人。")):
                if name in self.fields and not data.get(name):
                    self.add_error(name, said)
        elif (
            data.get("kind") == ApplicantKind.CITIZEN and "id_kind" in self.fields and not data.get("id_kind")
        ):
            self.add_error("id_kind", "请选择证件名称。")
        return data

    def person(self) -> Person:
        data = self.cleaned_data
        citizen = data["kind"] == ApplicantKind.CITIZEN
        dropped = ORGANISATION_ONLY if citizen else CITIZEN_ONLY
        given = {
            name: "" if name in dropped else str(data.get(name) or "")
            for name in PersonFields.base_fields
            if name != "kind"
        }
        return Person(kind=ApplicantKind(data["kind"]), **given)


class WantedFields(forms.Form):
    """What is asked for and how it is wanted."""

    title = line("信息名称", most=200)
    doc_no = line("文号", most=60)
    description = words("所需信息的内容描述", missing="请写明需要什么信息。", rows=4, most=2000)
    more = words("其他事项", rows=3, most=4000, help_text="还要别的信息的，一行写一项。")
    carrier = forms.ChoiceField(label="载体", choices=[(c, c.label) for c in Carrier])
    obtain = forms.ChoiceField(label="获取方式", choices=[(o, o.label) for o in Obtain])
    other_form = forms.BooleanField(
        label="不能按以上形式提供时，可以接受其他形式", required=False, initial=True
    )
    purpose = words("用途", most=300, help_text="可以不填，不影响办理。")

    def wanted(self) -> Wanted:
        data = self.cleaned_data
        items = [Asked(data["description"], data["title"], data["doc_no"])]
        items += [Asked(one.strip()) for one in data["more"].splitlines() if one.strip()]
        return Wanted(
            items=items, carrier=Carrier(data["carrier"]), obtain=Obtain(data["obtain"]), other_form=data["other_form"],
            purpose=data["purpose"], kind=CaseKind(data.get("case_kind") or CaseKind.REQUEST),
        )  # fmt: skip
