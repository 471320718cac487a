"""Acts that answer: drafting, reviews, signature, delivery, archive, remedies. Outcomes have pages of their own."""

from typing import Any

from django import forms

from catalog.models import Node, Unit
from disclosure.actions.applications import after, answering, archiving, deciding, delivering
from disclosure.forms.applications.base import ActForm, Handling, a_day, always, words
from disclosure.forms.applications.casework_acts import ReasonForm, with_upload
from disclosure.law.outcomes import QUESTIONS, Question
from disclosure.law.report import REMEDY_RESULTS, RemedyKind, RemedyResult
from disclosure.law.steps import REVIEW_ACTS, Act, Step
from disclosure.models import Application, Remedy, RequestItem, Way


class DraftForm(ActForm):
    text = forms.CharField(
        label="答复内容", max_length=20_000, widget=forms.Textarea(attrs={"rows": 14}),
        error_messages={"required": "答复内容不能为空。"},
        help_text="每段一行。开头的收到日期、申请内容和末尾的救济途径由系统写入，不在这里填写。不要写第三方的姓名。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        letter = answering.draft_of(self.application)
        self.initial.setdefault("text", letter.decision if letter else "")


class SubmitForm(ActForm):
    """The last question, 当不当, point by point."""

    fit = forms.MultipleChoiceField(
        label=QUESTIONS[Question.FIT].text, widget=forms.CheckboxSelectMultiple,
        choices=[(str(n), choice.text) for n, choice in enumerate(QUESTIONS[Question.FIT].choices)],
        error_messages={"required": "请逐条核对后勾选。"},
    )  # fmt: skip
    note = words("送审说明")

    def clean_fit(self) -> bool:
        if len(self.cleaned_data["fit"]) < len(QUESTIONS[Question.FIT].choices):
            raise forms.ValidationError("还有没有核对的，请逐条核对后勾选。")
        return True


class PassForm(ActForm):
    remark = words("审核意见")


class PassSecrecyForm(PassForm):
    secrecy_checked = forms.BooleanField(
        label=answering.SECRECY, error_messages={"required": "通过前须先作保密审查并勾选。"}
    )


class SendBackForm(ActForm):
    remark = words("退回的意见", missing="退回须写明意见。")


class PaperForm(ActForm):
    signer = forms.CharField(label="签字人", max_length=40, error_messages={"required": "请填写签字人。"})
    signed_on = a_day("签字日期")
    remark = words("签字人的意见")
    upload = forms.FileField(label="扫描件", required=False)

    def arguments(self) -> dict[str, Any]:
        return with_upload(self.cleaned_data)


class ConfirmPaperForm(ActForm):
    """Nothing to fill in: comparing is the act."""


class DispatchForm(ActForm):
    way = forms.ChoiceField(label="送达方式", choices=Way)
    on = a_day("送出日期")
    address = forms.CharField(label="送达地址", max_length=200, required=False)
    tracking = forms.CharField(
        label="邮件号",
        max_length=40,
        required=False,
        help_text="邮寄的必填。只能交邮政企业，不能用其他快递，也不能由收件人付费。",
    )
    server = forms.CharField(label="送达人", max_length=40, required=False)


class ServeForm(ActForm):
    on = a_day("送达日期", help_text="申请人签收、邮件回执或者电子信息到达的日期。格式：2026-03-09。")
    signer = forms.CharField(label="签收人", max_length=60, required=False)
    relation = forms.CharField(
        label="与申请人的关系", max_length=20, required=False, help_text="代收的填写，如：同住成年家属。"
    )
    refusal = forms.CharField(label="拒收事由", max_length=120, required=False)
    witness = forms.CharField(label="见证人", max_length=60, required=False)
    upload = forms.FileField(label="送达证明", required=False)

    def arguments(self) -> dict[str, Any]:
        return with_upload(self.cleaned_data)


class RemedyForm(ActForm):
    kind = forms.ChoiceField(label="种类", choices=[(k.value, k.label) for k in RemedyKind])
    body = forms.CharField(
        label="复议机关或法院", max_length=60, error_messages={"required": "请填写复议机关或法院。"}
    )
    case_no = forms.CharField(label="案号", max_length=60, required=False)
    filed_on = a_day("受理日期")
    ground = words("主要争议", most=300)


class RemedyResultForm(ActForm):
    remedy = forms.ModelChoiceField(label="哪一件", queryset=Remedy.objects.none(), empty_label=None)
    result = forms.ChoiceField(
        label="结果", choices=[(r.value, r.label) for r in REMEDY_RESULTS if r != RemedyResult.PENDING]
    )
    on = a_day("审结日期")
    note = words("说明", most=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["remedy"]
        field.queryset = Remedy.objects.filter(application=self.application, result=RemedyResult.PENDING)  # type: ignore[attr-defined]
        field.label_from_instance = lambda r: f"{r.get_kind_display()}　{r.body}　{r.filed_on}"  # type: ignore[attr-defined]


class ConvertForm(ActForm):
    item = forms.ModelChoiceField(label="哪一项", queryset=RequestItem.objects.none(), empty_label=None)
    title = forms.CharField(
        label="公开信息的标题",
        max_length=200,
        help_text="不要写申请人的任何信息。",
        error_messages={"required": "请填写标题。"},
    )
    node = forms.ModelChoiceField(
        label="列入哪个公开事项",
        queryset=Node.objects.none(),
        error_messages={"required": "请选择公开事项。"},
    )
    unit = forms.ModelChoiceField(
        label="由哪个单位公开", queryset=Unit.objects.none(), error_messages={"required": "请选择单位。"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        township = self.application.township
        items = self.application.items.filter(outcome__in=sorted(after.GIVEN), publication=None)
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["unit"].queryset = township.unit.get_descendants().filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["node"].queryset = Node.objects.filter(  # type: ignore[attr-defined]
            kind="item", adoptions__holder=township.unit_id
        ).distinct().order_by("tree_id", "lft")  # fmt: skip


class ArchiveForm(ActForm):
    note = words("归档说明", most=300)


def _pass_form(application: Application) -> type[ActForm]:
    return PassSecrecyForm if application.state == Step.SECRECY else PassForm


def _at(stage: Step) -> Any:
    return lambda application: application.state == stage and not _paper(application)


def _paper(application: Application) -> bool:
    return application.answer_reviews.filter(
        round=application.round, stage=application.state, result="pending"
    ).exists()


def _no_paper(application: Application) -> bool:
    return not _paper(application)


def _sent(application: Application) -> bool:
    return delivering.current(application).deliveries.filter(returned=False, served_on=None).exists()


def _given(application: Application) -> bool:
    return application.items.filter(outcome__in=sorted(after.GIVEN), publication=None).exists()


ACTS: dict[Act, Handling] = {
    Act.DRAFT: Handling(always(DraftForm), answering.draft, "保存答复内容", "这是系统按结果和事实拟的，可以修改。"),
    Act.SUBMIT_ANSWER: Handling(always(SubmitForm), answering.submit, "送审", "当不当：送审前再看一遍。"),
    **{
        REVIEW_ACTS[stage]: Handling(
            _pass_form, answering.review, "签发" if stage == Step.SIGNING else "审核通过", shown=_at(stage)
        )
        for stage in REVIEW_ACTS
    },
    Act.CONFIRM_PAPER: Handling(always(ConfirmPaperForm), answering.confirm_paper, "与纸质件相符", shown=_paper),
    Act.DISCARD_PAPER: Handling(always(SendBackForm), answering.discard_paper, "与纸质件不符，作废", plain=True, shown=_paper),
    Act.SEND_BACK: Handling(always(SendBackForm), answering.send_back, "退回修改", plain=True),
    Act.RECORD_PAPER: Handling(
        always(PaperForm), answering.record_paper, "登记纸质审签", "领导在审批单上签字的，由一人登记、另一人核对。", plain=True, shown=_no_paper
    ),
    Act.SERVE: Handling(always(ServeForm), delivering.serve, "登记送达", shown=_sent),
    Act.DISPATCH: Handling(
        always(DispatchForm), delivering.dispatch, "送出答复书", shown=lambda application: not _sent(application)
    ),
    Act.ARCHIVE: Handling(always(ArchiveForm), archiving.archive, "归档", "归档后案卷只读。"),
    Act.REWORK: Handling(always(ReasonForm), deciding.rework, "重新确定结果", plain=True),
    Act.AMEND_ANSWER: Handling(
        always(ReasonForm), answering.amend, "更正答复", "另出一份新文号的答复书，原来的保留。", plain=True,
        shown=lambda application: application.answered_on is not None,
    ),
    Act.CONVERT: Handling(always(ConvertForm), after.convert, "转为主动公开", plain=True, shown=_given),
    Act.REMEDY: Handling(always(RemedyForm), after.record_remedy, "登记复议、诉讼", plain=True),
    Act.REMEDY_RESULT: Handling(
        always(RemedyResultForm), after.settle_remedy, "登记复议、诉讼结果", plain=True,
        shown=lambda application: application.remedies.filter(result=RemedyResult.PENDING).exists(),
    ),
}  # fmt: skip
