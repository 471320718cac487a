"""The forms of a month's accounts: balances, lines, and what is done with a sheet."""

from collections.abc import Callable
from typing import Any

from django import forms

from catalog.models import User
from disclosure.actions.publications import Upload
from disclosure.forms.applications.base import a_day, words
from villages import rules
from villages.actions import finance
from villages.forms.acts import ActForm, Handling
from villages.law.finance import Flow, Line
from villages.law.money import MoneyRefused, fen, yuan
from villages.law.sheets import TABLE, SheetAct, SheetState
from villages.models import FinanceSheet

MOST_TYPED = 100  # lines typed into the page; more come in a workbook
EMPTY = 3  # lines offered beside those there are
MORE = 5


class MoneyField(forms.Field):
    """Yuan as people write them; fen as the program has them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "maxlength": "24"}

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()[:40]
        if not text:
            return None
        try:
            return fen(text)
        except MoneyRefused as refused:
            raise forms.ValidationError(str(refused)) from None

    def prepare_value(self, value: Any) -> Any:
        return yuan(value).replace(",", "") if isinstance(value, int) else value


class BalanceForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    opening = MoneyField(label="期初余额（元）", error_messages={"required": "请填写期初余额，没有的填 0。"})
    closing = MoneyField(label="期末余额（元）", error_messages={"required": "请填写期末余额，没有的填 0。"})


class LineForm(forms.Form):
    """One entry; left empty it is none."""

    on = forms.DateField(
        label="日期", required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "请按“2026-03-09”的样子填写。"},
    )  # fmt: skip
    voucher = forms.CharField(label="凭证号", required=False, max_length=40)
    summary = forms.CharField(label="摘要", required=False, max_length=120)
    income = MoneyField(label="收入（元）", required=False)
    expense = MoneyField(label="支出（元）", required=False)
    source = forms.CharField(label="来源或用途", required=False, max_length=120)
    handler = forms.CharField(label="经手人", required=False, max_length=40)
    approver = forms.CharField(label="审批人", required=False, max_length=40)
    remark = forms.CharField(label="备注", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.has_changed():
            return data
        if not data.get("on") and "on" not in self.errors:
            self.add_error("on", "请填写日期。")
        there = [name for name in ("income", "expense") if data.get(name) is not None]
        if len(there) == 2 and 0 in (data["income"], data["expense"]):
            there = [name for name in there if data[name] != 0]
        if len(there) > 1:
            self.add_error("expense", "一笔只能填收入或支出中的一栏。")
        if not there and not {"income", "expense"} & set(self.errors):
            self.add_error("income", "请填写收入或支出的金额。")
        return data

    def line(self) -> Line:
        data = self.cleaned_data
        flow = Flow.INCOME if data["income"] else Flow.EXPENSE
        return Line(
            data["on"], data["voucher"], data["summary"], flow, data["income"] or data["expense"] or 0, data["source"],
            data["handler"], data["approver"], data["remark"],
        )  # fmt: skip


LineFormSet = forms.formset_factory(LineForm, extra=0, max_num=MOST_TYPED, absolute_max=MOST_TYPED)


def initial_of(sheet: FinanceSheet) -> list[dict[str, Any]]:
    """The lines there are and some empty ones."""
    lines = [
        {
            "on": line.on, "voucher": line.voucher, "summary": line.summary,
            "income": line.amount if line.flow == Flow.INCOME else None,
            "expense": line.amount if line.flow == Flow.EXPENSE else None,
            "source": line.source, "handler": line.handler, "approver": line.approver, "remark": line.remark,
        }
        for line in sheet.lines.all()
    ]  # fmt: skip
    return lines + [{} for _ in range(EMPTY)]


# ---- acts --------------------------------------------------------------------------------------------------------
class BringInForm(ActForm):
    upload = forms.FileField(
        label="表格文件", error_messages={"required": "请选择文件。"},
        help_text=".xlsx、.xls 或 .csv。表头要有日期、凭证号、摘要、收入、支出。整张读入，有一处不对就都不读。",
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        file = data.pop("upload")
        return data | {"upload": Upload(file.name, file.read())}


class SignForm(ActForm):
    agrees = forms.ChoiceField(
        label="审核意见", widget=forms.RadioSelect, choices=[("yes", "账目属实，同意公开"), ("no", "退回")],
        error_messages={"required": "请选择。"},
    )  # fmt: skip
    opinion = words("说明", most=300, help_text="退回的须写明哪里不对。")

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"agrees": data["agrees"] == "yes"}


class PaperForm(ActForm):
    signer = forms.CharField(
        label="签字的监督委员会成员", max_length=40, error_messages={"required": "请填写签字人。"}
    )
    signed_on = a_day("签字日期")
    opinion = words("签的意见", most=300)


class CorrectForm(ActForm):
    reason = words("更正的原因", missing="请写明更正的原因，居民能看到。", most=200)


class VoidForm(ActForm):
    reason = words("哪里不符", missing="请写明哪里不符。", most=300)


def _can(act: SheetAct, may: Callable[[User, FinanceSheet], bool]) -> Callable[[User, FinanceSheet], bool]:
    """Offered where the table has the act and the person may."""
    return lambda user, sheet: (SheetState(sheet.state), act) in TABLE and may(user, sheet)


def _enters(user: User, sheet: FinanceSheet) -> bool:
    return rules.may_enter(user, sheet.unit)


def _compares(user: User, sheet: FinanceSheet) -> bool:
    return rules.may_confirm(user, sheet) and finance.pending_paper(sheet) is not None


ACTS: dict[str, Handling] = {
    "bring-in": Handling(
        BringInForm, finance.bring_in, "从表格导入", _can(SheetAct.ENTER, _enters), "代替已填的各笔。"
    ),
    "show": Handling(
        ActForm, finance.show, "送监督委员会审核", _can(SheetAct.SHOW, _enters), "先核对收支和余额，对不上的会指出差在哪里。"
    ),
    "sign": Handling(SignForm, finance.sign, "提交审核意见", _can(SheetAct.SIGN, rules.may_sign), "逐笔看过凭证再签。"),
    "paper": Handling(
        PaperForm, finance.record_paper, "登记纸质签字",
        _can(SheetAct.RECORD_PAPER, lambda user, sheet: _enters(user, sheet) and finance.pending_paper(sheet) is None),
        "成员在打印的表上签字的，由一人登记、另一人核对。",
    ),
    "confirm": Handling(
        ActForm, finance.confirm_paper, "与纸质签字相符", _can(SheetAct.SIGN, _compares), "对照签字的原件。"
    ),
    "void": Handling(VoidForm, finance.void_paper, "与纸质签字不符，作废", _can(SheetAct.VOID_PAPER, _compares)),
    "hand-in": Handling(
        ActForm, finance.hand_in, "送乡镇审核公开", _can(SheetAct.HAND_IN, _enters), "乡镇审核签发后公开。"
    ),
    "take-back": Handling(
        ActForm, finance.take_back, "取回修改",
        _can(SheetAct.TAKE_BACK, lambda user, sheet: _enters(user, sheet) and finance.may_be_taken_back(sheet)),
        "乡镇退回或者撤回了的，改好后重新审核。",
    ),
    "correct": Handling(
        CorrectForm, finance.correct, "更正",
        _can(SheetAct.CORRECT, lambda user, sheet: _enters(user, sheet) and finance.is_shown(sheet)),
        "公开后发现有误的，另出一版，写明原因；新版签发以前原来的仍在公开。",
    ),
}  # fmt: skip
