"""The staff's form for an application that came any other way than over the net (APP-4, APP-7 … APP-9)."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from disclosure.actions.applications.intake import Arrival
from disclosure.actions.publications import Upload
from disclosure.forms.applications.base import a_day, words
from disclosure.forms.applications.fields import PersonFields, WantedFields, line
from disclosure.law.intake import (
    BY_STAFF,
    CONFIRMED,
    ApplicantKind,
    CaseKind,
    Help,
    Intake,
)
from disclosure.models import CaseFileRole


class TakingForm(PersonFields, WantedFields):
    """One page: how it came, who applies, what is asked for."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    case_kind = forms.ChoiceField(label="种类", choices=[(k, k.label) for k in CaseKind])
    intake = forms.ChoiceField(
        label="怎样收到的", choices=[(i, i.label) for i in BY_STAFF],
        help_text="当面、需签收的邮寄：按交来、签收的日期起算；平常信函、传真、电子邮件：按双方确认的日期起算。",
    )  # fmt: skip
    arrived_on = a_day(
        "收到的日期", help_text="当面提交、签收或者来件的日期；县级平台转来的，填平台上的收到日期。"
    )
    confirmed_on = a_day(
        "双方确认的日期",
        required=False,
        help_text="平常信函、传真、电子邮件的，与申请人确认后填写；还没有确认的留空。",
    )
    confirm_method = line("怎样确认的", most=60)
    county_no = line("县级平台编号", most=60, help_text="县级平台转来的必填。")
    filled_by_staff = forms.BooleanField(label="工作人员代填", required=False)
    read_back = forms.BooleanField(label="已读给申请人听并得到确认", required=False)
    help_kinds = forms.MultipleChoiceField(
        label="提供的帮助",
        required=False,
        choices=[(h.value, h.label) for h in Help],
        widget=forms.CheckboxSelectMultiple,
    )
    identity = forms.FileField(label="身份证明扫描件", required=False)
    form_scan = forms.FileField(label="申请表或来信扫描件", required=False)

    field_order = (
        "submission", "case_kind", "intake", "arrived_on", "confirmed_on", "confirm_method", "county_no", "kind", "name",
        "org_kind", "id_kind", "id_number", "employer", "legal_person", "contact_name", "phone", "address", "postcode",
        "email", "fax", "agent_name", "agent_id", "title", "doc_no", "description", "more", "carrier", "obtain",
        "other_form", "purpose",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "submission": uuid.uuid4(), "arrived_on": timezone.localdate(), "kind": ApplicantKind.CITIZEN,
            **(kwargs.get("initial") or {}),
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        intake, today = data.get("intake"), timezone.localdate()
        for name in ("arrived_on", "confirmed_on"):
            if data.get(name) and data[name] > today:
                self.add_error(name, "日期不能晚于今天。")
        if intake == Intake.COUNTY and not data.get("county_no"):
            self.add_error("county_no", "请填写县级平台上的编号。")
        if intake == Intake.ORAL and not data.get("read_back"):
            self.add_error("read_back", "口述的申请代填后，要读给申请人听并得到确认。")
        if data.get("confirmed_on"):
            if intake not in CONFIRMED:
                self.add_error("confirmed_on", "这种方式不需要另行确认，请留空。")
            elif data.get("arrived_on") and data["confirmed_on"] < data["arrived_on"]:
                self.add_error("confirmed_on", "确认的日期不能早于收到的日期。")
            elif not data.get("confirm_method"):
                self.add_error("confirm_method", "请写明怎样确认的，如：电话确认。")
        return data

    def arrival(self) -> Arrival:
        data = self.cleaned_data
        return Arrival(
            intake=Intake(data["intake"]), arrived_on=data["arrived_on"], confirmed_on=data["confirmed_on"],
            confirm_method=data["confirm_method"], county_no=data["county_no"], filled_by_staff=data["filled_by_staff"],
            read_back=data["read_back"], help=[(kind, "") for kind in data["help_kinds"]],
        )  # fmt: skip

    def uploads(self) -> list[tuple[CaseFileRole, Upload]]:
        found = []
        for name, role in (("identity", CaseFileRole.IDENTITY), ("form_scan", CaseFileRole.FORM)):
            if file := self.cleaned_data.get(name):
                found.append((role, Upload(file.name, file.read())))
        return found


class RevealForm(forms.Form):
    """Why the applicant's data are shown in clear (PII-6)."""

    reason = words(
        "查看的理由", missing="请写明查看的理由。", most=200, help_text="如：核对送达地址。查看会留下记录。"
    )
