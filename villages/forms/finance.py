"""The forms of a month's accounts: balances and lines."""

from typing import Any

from django import forms

from villages.forms.acts import VersionForm
from villages.law.finance import Flow, Line
from villages.law.money import MoneyRefused, fen, yuan
from villages.models import Sheet

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


class BalanceForm(VersionForm):
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


def initial_of(sheet: Sheet) -> list[dict[str, Any]]:
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
