"""Acts around the intake: confirmation, the day of receipt, a lost code, help given."""

from django import forms

from disclosure.actions.applications import intake
from disclosure.forms.applications.base import ActForm, Handling, a_day, always, words
from disclosure.law.intake import Help
from disclosure.law.steps import Act


class ConfirmForm(ActForm):
    on = a_day("双方确认的日期", help_text="期限从这一天起算（次日为第1天）。格式：2026-03-09。")
    method = forms.CharField(
        label="怎样确认的",
        max_length=60,
        error_messages={"required": "请写明怎样确认的。"},
        help_text="如：电话确认。",
    )


class AmendReceiptForm(ActForm):
    on = a_day("正确的收到日期")
    reason = words("更正的理由", missing="请写明更正的理由。", most=300)


class HelpForm(ActForm):
    kind = forms.ChoiceField(label="提供的帮助", choices=[(h.value, h.label) for h in Help])
    note = forms.CharField(label="说明", max_length=200, required=False)


ACTS: dict[Act, Handling] = {
    Act.CONFIRM: Handling(always(ConfirmForm), intake.confirm, "与申请人确认收到"),
    Act.AMEND_RECEIPT: Handling(always(AmendReceiptForm), intake.amend_receipt, "更正收到日期", plain=True),
    Act.HELP: Handling(always(HelpForm), intake.record_help, "记录提供的帮助", plain=True),
}
