"""What is done with a sheet: each act with its form, its action and whoever may do it."""

from collections.abc import Callable
from typing import Any

from django import forms

from catalog.models import User
from disclosure.actions.publications import Upload
from disclosure.forms.applications.base import a_day, words
from villages import rules
from villages.actions import entering, sheets
from villages.forms.acts import ActForm, Handling
from villages.law.kinds import SheetKind
from villages.law.sheets import SheetAct, SheetState, table_of
from villages.models import Sheet
from villages.queries import sheets as queries


class BringInForm(ActForm):
    upload = forms.FileField(
        label="表格文件", error_messages={"required": "请选择文件。"},
        help_text=".xlsx、.xls 或 .csv。整张读入，有一处不对就都不读，并指出在哪一格。",
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        file = data.pop("upload")
        return data | {"upload": Upload(file.name, file.read())}


class SignForm(ActForm):
    agrees = forms.ChoiceField(
        label="审核意见", widget=forms.RadioSelect, choices=[("yes", "属实，同意公开"), ("no", "退回")],
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


def _can(act: SheetAct, may: Callable[[User, Sheet], bool]) -> Callable[[User, Sheet], bool]:
    """Offered where the table has the act and the person may."""
    return lambda user, sheet: (
        (SheetState(sheet.state), act) in table_of(SheetKind(sheet.kind)) and may(user, sheet)
    )


def _enters(user: User, sheet: Sheet) -> bool:
    return rules.may_enter(user, sheet.unit)


def _compares(user: User, sheet: Sheet) -> bool:
    return rules.may_confirm(user, sheet) and queries.pending_paper(sheet) is not None


def _has_table(user: User, sheet: Sheet) -> bool:
    return _enters(user, sheet) and sheet.kind != SheetKind.NOTICE


def _copies(user: User, sheet: Sheet) -> bool:
    return _has_table(user, sheet) and not sheet.rows.exists() and not sheet.lines.exists()


ACTS: dict[str, Handling] = {
    "copy": Handling(
        ActForm, entering.copy_last, "照上一期抄一份", _can(SheetAct.ENTER, _copies), "抄来以后逐行核对，再改不一样的地方。"
    ),
    "bring-in": Handling(
        BringInForm, entering.bring_in, "从表格导入", _can(SheetAct.ENTER, _has_table), "代替已填的内容。"
    ),
    "show": Handling(
        ActForm, sheets.show, "送监督委员会审核", _can(SheetAct.SHOW, _enters), "先核对一遍，填得不对的会指出在哪里。"
    ),
    "sign": Handling(SignForm, sheets.sign, "提交审核意见", _can(SheetAct.SIGN, rules.may_sign), "逐笔看过凭证再签。"),
    "paper": Handling(
        PaperForm, sheets.record_paper, "登记纸质签字",
        _can(SheetAct.RECORD_PAPER, lambda user, sheet: _enters(user, sheet) and queries.pending_paper(sheet) is None),
        "成员在打印的表上签字的，由一人登记、另一人核对。",
    ),
    "confirm": Handling(
        ActForm, sheets.confirm_paper, "与纸质签字相符", _can(SheetAct.SIGN, _compares), "对照签字的原件。"
    ),
    "void": Handling(VoidForm, sheets.void_paper, "与纸质签字不符，作废", _can(SheetAct.VOID_PAPER, _compares)),
    "hand-in": Handling(
        ActForm, sheets.hand_in, "送乡镇审核公开", _can(SheetAct.HAND_IN, _enters), "乡镇审核签发后公开。"
    ),
    "take-back": Handling(
        ActForm, sheets.take_back, "取回修改",
        _can(SheetAct.TAKE_BACK, lambda user, sheet: _enters(user, sheet) and queries.may_be_taken_back(sheet)),
        "乡镇退回或者撤回了的，改好后重新审核。",
    ),
    "correct": Handling(
        CorrectForm, sheets.correct, "更正",
        _can(SheetAct.CORRECT, lambda user, sheet: _enters(user, sheet) and queries.is_shown(sheet)),
        "公开后发现有误的，另出一版，写明原因；新版签发以前原来的仍在公开。",
    ),
}  # fmt: skip
