"""The forms of a village's list: one for each row, and what is done with the list."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms

from catalog.models import User
from disclosure.forms.applications.base import a_day, words
from villages import rules
from villages.actions import lists
from villages.actions.lists import LONGEST, Entered
from villages.forms.acts import ActForm, Handling, VersionForm
from villages.law.lists import TABLE, Body, ListAct, ListState
from villages.models import VillageList
from villages.queries.lists import Category, Line


class RowForm(forms.Form):
    """One matter. The fields are those the row allows: a locked one cannot be left out, a tied one only supplemented."""

    applies = forms.BooleanField(label="本村公开", required=False)
    reason = forms.CharField(label="不公开的理由", required=False, max_length=LONGEST["reason"])
    elements = forms.CharField(
        label="公开内容",
        required=False,
        max_length=LONGEST["elements"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    supplement = forms.CharField(
        label="本村补充（姓名、金额等）", required=False, max_length=LONGEST["supplement"],
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    own_term = forms.CharField(label="公开时限", required=False, max_length=LONGEST["own_term"])

    def __init__(self, data: Any = None, *, line: Line) -> None:
        row = line.row
        initial = {
            "applies": row.applies, "reason": row.reason, "elements": row.elements or row.node.elements,
            "supplement": row.supplement, "own_term": row.own_term or row.node.limit_text,
        }  # fmt: skip
        super().__init__(data, prefix=f"r{row.node_id}", initial=initial)
        self.line = line
        gone = {"applies", "reason"} if row.locked else set()
        gone |= {"elements"} if line.tied else {"supplement"}
        gone |= set() if line.may_word_term else {"own_term"}
        for name in gone:
            del self.fields[name]

    @property
    def standing(self) -> list[Any]:
        """Whether it is kept, and why not."""
        return [self[name] for name in ("applies", "reason") if name in self.fields]

    @property
    def wording(self) -> list[Any]:
        """What the village may word itself."""
        return [self[name] for name in ("elements", "supplement", "own_term") if name in self.fields]

    @property
    def has_errors_in_wording(self) -> bool:
        """Whether what is folded away has to be seen."""
        return any(field.errors for field in self.wording) or bool(self.non_field_errors())

    def entered(self) -> Entered:
        data = self.cleaned_data
        return Entered(
            self.line.row.node_id, True if self.line.row.locked else data["applies"],
            **{name: data[name] for name in LONGEST if name in data},
        )  # fmt: skip


class Sheet:
    """The rows of a list as forms, by category; filled from what was sent, or from what stands."""

    def __init__(self, categories: Iterable[Category], data: Any = None) -> None:
        self.categories = [
            (each.name, [RowForm(data, line=line) for line in each.lines]) for each in categories
        ]

    @property
    def forms(self) -> list[RowForm]:
        return [form for _, found in self.categories for form in found]

    def is_valid(self) -> bool:
        return all([form.is_valid() for form in self.forms])  # noqa: C419  (each is to be asked, not the first bad one only)

    def entered(self) -> Sequence[Entered]:
        return [form.entered() for form in self.forms if form.has_changed()]

    def refuse(self, message: str, node: int | None) -> bool:
        """Say a refusal at the row it is about; whether there is one."""
        for form in self.forms:
            if form.line.row.node_id == node:
                form.add_error(None, message)
                return True
        return False


class SaveForm(VersionForm):
    """The version the page of rows showed."""


# ---- acts ----------------------------------------------------------------------------------------------------------
_BODIES = [(body, body.label) for body in Body]


class SignForm(ActForm):
    agrees = forms.ChoiceField(
        label="意见", widget=forms.RadioSelect, choices=[("yes", "同意"), ("no", "退回修改")],
        error_messages={"required": "请选择。"},
    )  # fmt: skip
    opinion = words("说明", most=300, help_text="退回的须写明哪里要改。")

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"agrees": data["agrees"] == "yes"}


class _BodyForm(ActForm):
    body = forms.ChoiceField(
        label="哪一方", widget=forms.RadioSelect, choices=_BODIES, error_messages={"required": "请选择。"}
    )

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"body": Body(data["body"])}


class PaperForm(_BodyForm):
    signer = forms.CharField(label="签字人", max_length=40, error_messages={"required": "请填写签字人。"})
    signed_on = a_day("签字日期")
    opinion = words("签的意见", most=300)


class VoidForm(_BodyForm):
    reason = words("哪里不符", missing="请写明哪里不符。", most=300)


class GuideForm(ActForm):
    agrees = forms.ChoiceField(
        label="指导意见", widget=forms.RadioSelect, choices=[("yes", "可以公布"), ("no", "退回修改")],
        error_messages={"required": "请选择。"},
    )  # fmt: skip
    guidance = words("意见", most=1000, rows=4, help_text="随清单公开。退回的须写明要改什么。")

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"agrees": data["agrees"] == "yes"}


def _can(act: ListAct, may: Callable[[User, VillageList], bool]) -> Callable[[User, VillageList], bool]:
    """Offered where the table has the act and the person may."""
    return lambda user, edition: (ListState(edition.state), act) in TABLE and may(user, edition)


def _enters(user: User, edition: VillageList) -> bool:
    return rules.may_enter(user, edition.unit)


def _signs(user: User, edition: VillageList) -> bool:
    """To consent while the own committee has not; to send back always."""
    body = rules.signs_for(user, edition)
    return body is not None and body not in lists.signed(edition)


def _returns(user: User, edition: VillageList) -> bool:
    """Signed by both and not handed in yet: either may still send it back."""
    return edition.state == ListState.SIGNED and rules.signs_for(user, edition) is not None


def _compares(user: User, edition: VillageList) -> bool:
    return rules.may_compare(user, edition) and lists.pending_papers(edition).exclude(by=user).exists()


class ReturnForm(ActForm):
    opinion = words("哪里要改", missing="退回须写明意见。", most=300)

    def arguments(self) -> dict[str, Any]:
        return dict(self.cleaned_data) | {"agrees": False}


ACTS: dict[str, Handling] = {
    "show": Handling(
        ActForm, lists.show, "送两个委员会签字", _can(ListAct.SHOW, _enters), "先保存改动。村民委员会、村务监督委员会都签字后才能送乡镇。",
    ),
    "sign": Handling(SignForm, lists.sign, "提交签字意见", _can(ListAct.SIGN, _signs), "逐项看过再签。"),
    "return": Handling(ReturnForm, lists.sign, "退回修改", _can(ListAct.RETURN, _returns), "签过字又发现有问题的，送乡镇以前可以退回。"),
    "paper": Handling(
        PaperForm, lists.record_paper, "登记纸质签字",
        _can(ListAct.RECORD_PAPER, lambda user, edition: _enters(user, edition) and len(lists.signed(edition)) < len(Body)),
        "在打印的清单上签字的，由一人登记、另一人核对。",
    ),
    "confirm": Handling(
        _BodyForm, lists.confirm_paper, "与纸质签字相符", _can(ListAct.SIGN, _compares), "对照签字的原件。",
    ),
    "void": Handling(VoidForm, lists.void_paper, "与纸质签字不符，作废", _can(ListAct.VOID_PAPER, _compares)),
    "hand-in": Handling(
        ActForm, lists.hand_in, "送乡镇指导", _can(ListAct.HAND_IN, _enters), "乡镇提出指导意见后，由村里公布。",
    ),
    "guide": Handling(
        GuideForm, lists.guide, "提出指导意见", _can(ListAct.AGREE, rules.may_guide), "看清单是否合法、齐全；村里自己的事由村里定。",
    ),
    "release": Handling(
        ActForm, lists.release, "公布清单", _can(ListAct.RELEASE, _enters), "公布后代替原来的一版，公开任务随之调整。",
    ),
    "take-back": Handling(
        ActForm, lists.take_back, "取回修改", _can(ListAct.TAKE_BACK, _enters), "取回后原来的签字不再算数，改好重新签。",
    ),
}  # fmt: skip
