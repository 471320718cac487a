"""Acts on the way to an answer: assigning, searching, correction, opinions, reasons, extension, fee."""

from typing import Any

from django import forms

from catalog.models import Unit, User
from disclosure.actions.applications import (
    consulting,
    corrections,
    extending,
    fees,
    handling,
    searching,
)
from disclosure.actions.publications import Upload
from disclosure.forms.applications.base import ActForm, Handling, a_day, always, words
from disclosure.law.clock import EXTENSION_DAYS
from disclosure.law.fees import Tariff
from disclosure.law.intake import CORRECTION_REASONS
from disclosure.law.steps import Act, Step
from disclosure.models import Application, Consultation, PartyKind, Reply


class ReasonForm(ActForm):
    """An act that needs a reason and nothing else."""

    reason = words("理由", missing="请写明理由。", most=300)


class AssignForm(ActForm):
    unit = forms.ModelChoiceField(
        label="承办单位",
        queryset=Unit.objects.none(),
        empty_label=None,
        error_messages={"required": "请选择单位。"},
    )
    officer = forms.ModelChoiceField(
        label="承办人", queryset=User.objects.none(), required=False, empty_label="由单位再定",
        help_text="只能选这个单位的依申请公开经办人。",
    )  # fmt: skip
    note = words("交办意见")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = self.application.township.unit
        self.fields["unit"].queryset = root.get_descendants(include_self=True).filter(is_active=True)  # type: ignore[attr-defined]
        self.initial.setdefault("unit", self.application.unit_id)
        people = handling.officers_below(root)
        self.fields["officer"].queryset = people  # type: ignore[attr-defined]
        if self.user in people:
            self.initial.setdefault("officer", self.user.pk)


class AskCorrectionForm(ActForm):
    reasons = forms.MultipleChoiceField(
        label="为什么要补正", choices=list(CORRECTION_REASONS.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择需要补正的原因。"},
    )  # fmt: skip
    points = words(
        "需要补正的内容", missing="请一次写全需要补正的内容。", rows=4, most=1000,
        help_text="只能告知一次，请逐点写全。",
    )  # fmt: skip
    guidance = words(
        "怎样补正",
        missing="请写明怎样补正。",
        most=1000,
        help_text="给申请人指导，如：请写明要哪一年的、哪个村的。",
    )


class CorrectForm(ActForm):
    answer = words("补正的内容", missing="请填写补正的内容。", rows=4, most=2000)
    on = a_day("收到补正的日期", help_text="答复期限从这一天重新起算。格式：2026-03-09。")


class NoteForm(ActForm):
    note = words("说明")


class AskSearchForm(ActForm):
    unit = forms.ModelChoiceField(
        label="查找单位", queryset=Unit.objects.none(), error_messages={"required": "请选择单位。"}
    )
    what = words("查找什么", missing="请写明查找什么。", most=300, help_text="不要写申请人的姓名。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        root = self.application.township.unit
        self.fields["unit"].queryset = root.get_descendants().filter(is_active=True)  # type: ignore[attr-defined]


class SearchFields(forms.Form):
    """What a search log holds (OUT-R3)."""

    result = words("结果", most=2000, help_text="查到了什么，在哪里；没有查到的，写明查找的范围。")
    systems = forms.CharField(
        label="查了哪些系统、档案", max_length=300, error_messages={"required": "请写明查了哪些系统、档案。"}
    )
    words = forms.CharField(label="用了哪些关键词", max_length=200, required=False)
    found = forms.TypedChoiceField(
        label="查到了吗", choices=[("", "请选择"), ("1", "查到了"), ("0", "没有查到")], coerce=lambda value: value == "1",
        error_messages={"required": "请选择有没有查到。"},
    )  # fmt: skip
    searched_by = forms.CharField(
        label="由谁查找", max_length=40, error_messages={"required": "请写明由谁查找。"}
    )
    searched_on = a_day("查找日期")
    field_order = ("what", "systems", "words", "found", "result", "searched_by", "searched_on")


class RecordSearchForm(SearchFields, ActForm):
    what = forms.CharField(label="查找什么", max_length=300, error_messages={"required": "请写明查找什么。"})


class ConsultForm(ActForm):
    party_kind = forms.ChoiceField(label="向谁征求意见", choices=PartyKind)
    party = forms.CharField(
        label="姓名或名称", max_length=120, error_messages={"required": "请填写对方姓名或名称。"}
    )
    address = forms.CharField(label="联系地址", max_length=200, required=False)
    concern = words(
        "为什么征求意见",
        missing="请写明为什么征求意见。",
        rows=3,
        most=1000,
        help_text="涉及对方的什么信息、公开可能有什么影响。",
    )


class _LetterForm(ActForm):
    consultation = forms.ModelChoiceField(
        label="哪一份征求意见书", queryset=Consultation.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["consultation"]
        field.queryset = Consultation.objects.filter(application=self.application, reply="")  # type: ignore[attr-defined]
        field.label_from_instance = lambda c: f"{c.get_party_kind_display()}　{c.sent_on} 发出"  # type: ignore[attr-defined]


class LetterReceivedForm(_LetterForm):
    on = a_day("对方收到的日期", help_text="对方的15个工作日从次日起算。格式：2026-03-09。")


class OpinionForm(_LetterForm):
    reply = forms.ChoiceField(
        label="意见", choices=[("", "请选择"), *Reply.choices], error_messages={"required": "请选择意见。"}
    )
    on = a_day("收到意见的日期")
    reasons = words("对方的理由", most=2000)
    reasonable = forms.TypedChoiceField(
        label="理由是否合理", choices=[("", "不涉及"), ("1", "合理"), ("0", "不合理")], required=False, empty_value=None,
        coerce=lambda value: value == "1",
    )  # fmt: skip
    upload = forms.FileField(label="意见原件", required=False)

    def arguments(self) -> dict[str, Any]:
        return with_upload(self.cleaned_data)


class AskReasonsForm(ActForm):
    facts = words("申请的数量、频次", missing="请写明数量、频次的情况。", rows=3, most=1000)


class TakeReasonsForm(ActForm):
    answer = words("申请人的说明", rows=4, most=2000, help_text="期限已过仍没有说明的，留空。")


class DeferForm(ActForm):
    until = a_day("答复日期")
    reason = words("理由", missing="请写明理由。", most=300)


class FeeForm(ActForm):
    tariff = forms.ChoiceField(
        label="计费方式", choices=[(t.value, t.label) for t in Tariff], help_text="每件申请只用一种。"
    )
    quantity = forms.IntegerField(
        label="件数或页数",
        min_value=1,
        max_value=100_000,
        error_messages={"required": "请填写数量。", "invalid": "请填写整数。"},
    )


class FeeReceivedForm(ActForm):
    on = a_day("申请人收到通知的日期", help_text="缴费的20个工作日从次日起算。格式：2026-03-09。")


class PayForm(ActForm):
    on = a_day("缴费日期", help_text="答复期限从次日重新起算。格式：2026-03-09。")
    receipt_no = forms.CharField(
        label="财政票据号", max_length=40, error_messages={"required": "请填写财政票据号。"}
    )


class AskExtensionForm(ActForm):
    days = forms.IntegerField(
        label="延长几个工作日", min_value=1, max_value=EXTENSION_DAYS, initial=EXTENSION_DAYS,
        error_messages={"required": "请填写天数。", "invalid": "请填写整数。"},
    )  # fmt: skip
    reason = words("理由", missing="请写明延期的理由。", most=300, help_text="会写进延期答复告知书。")


class GrantForm(ActForm):
    remark = words("意见", most=300)
    paper_head = forms.CharField(
        label="书面同意的负责人", max_length=40, required=False,
        help_text="负责人在纸上同意的，由提出人以外的人登记，填写负责人姓名；负责人本人办理的留空。",
    )  # fmt: skip


class RefuseForm(ActForm):
    remark = words("理由", missing="请写明不同意的理由。", most=300)


class WithdrawForm(ActForm):
    reason = words(
        "申请人怎样表示撤回",
        missing="请写明申请人怎样表示撤回。",
        most=300,
        help_text="如：书面撤回；电话撤回并记录。",
    )


def with_upload(cleaned: dict[str, Any], name: str = "upload") -> dict[str, Any]:
    """A form's file as what actions take."""
    given = dict(cleaned)
    file = given.pop(name, None)
    given[name] = Upload(file.name, file.read()) if file else None
    return given


def _asked(application: Application) -> bool:
    return application.extensions.filter(granted=None).exists()


def _may_still_ask(application: Application) -> bool:
    return not application.extended_days and not _asked(application)


def _not_corrected_before(application: Application) -> bool:
    return not hasattr(application, "correction")


def _waits(application: Application) -> bool:
    return application.state in (Step.CORRECTING, Step.FEE_DUE)


ACTS: dict[Act, Handling] = {
    Act.ASSIGN: Handling(always(AssignForm), handling.assign, "交办", "交给承办单位和承办人。"),
    Act.CORRECT: Handling(always(CorrectForm), corrections.receive, "登记收到的补正", "申请人在网上补正的会自动登记。"),
    Act.PAY: Handling(always(PayForm), fees.pay, "登记缴费"),
    Act.FEE_RECEIVED: Handling(always(FeeReceivedForm), fees.received, "登记收到收费通知的日期", plain=True),
    Act.OPINION: Handling(always(OpinionForm), consulting.opinion, "登记意见"),
    Act.LETTER_RECEIVED: Handling(always(LetterReceivedForm), consulting.letter_received, "登记对方收到日期", plain=True),
    Act.REASONS: Handling(always(TakeReasonsForm), corrections.take_reasons, "登记说明的理由"),
    Act.EXTEND: Handling(always(GrantForm), extending.grant, "同意延期", "须在答复期限届满前同意并告知申请人。", shown=_asked),
    Act.REFUSE_EXTENSION: Handling(always(RefuseForm), extending.refuse, "不同意延期", plain=True, shown=_asked),
    Act.ASK_CORRECTION: Handling(
        always(AskCorrectionForm), corrections.ask, "告知补正", "收到申请7个工作日内，一次告知全部需要补正的内容。", plain=True,
        shown=_not_corrected_before,
    ),
    Act.ASK_SEARCH: Handling(always(AskSearchForm), searching.ask, "请有关单位查找", "没有查到的也要回复。", plain=True),
    Act.ANSWER_SEARCH: Handling(always(RecordSearchForm), searching.record, "登记自己查找的结果", plain=True),
    Act.CONSULT: Handling(always(ConsultForm), consulting.ask, "征求意见", "所需时间不计入答复期限。", plain=True),
    Act.ASK_EXTENSION: Handling(always(AskExtensionForm), extending.ask, "提出延期", "最多20个工作日，只能一次。", plain=True, shown=_may_still_ask),
    Act.ASK_REASONS: Handling(always(AskReasonsForm), corrections.ask_reasons, "要求说明理由", "数量、频次明显超过合理范围的。", plain=True),
    Act.DEFER: Handling(
        always(DeferForm), corrections.defer, "另行确定答复日期", "理由合理但期限内办不完的。", plain=True,
        shown=lambda application: hasattr(application, "reason_request"),
    ),
    Act.NOTICE_FEE: Handling(always(FeeForm), fees.notice, "发收费通知", "只在数量、频次明显超过合理范围时收费。", plain=True),
    Act.LAPSE: Handling(always(NoteForm), handling.lapse, "逾期，不再处理", "期限过后才能这样结案。", plain=True, shown=_waits),
    Act.REOPEN: Handling(always(ReasonForm), handling.reopen, "有正当理由，恢复办理", plain=True),
    Act.HAND_BACK: Handling(always(ReasonForm), handling.hand_back, "退回交办", plain=True),
    Act.WITHDRAW: Handling(always(WithdrawForm), handling.withdraw, "申请人撤回", plain=True),
    Act.DISMISS: Handling(always(ReasonForm), handling.dismiss, "并案、错投等其他结案", plain=True),
}  # fmt: skip
