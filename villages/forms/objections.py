"""A resident's question, and what village and township do with it."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms

from catalog.models import User
from disclosure.forms.applications.base import words
from disclosure.forms.explaining import CommentForm
from disclosure.models import Publication
from villages import rules
from villages.actions import objections
from villages.forms.acts import ActForm, Handling
from villages.law.objections import TABLE, ObjectionAct, ObjectionState, Source
from villages.models import Objection

LONGEST = objections.LONGEST
_TO = (("village", "村民委员会"), ("township", "镇人民政府（村里不答复，或者公开的不属实）"))


class AskForm(CommentForm):
    """No name is asked for; whoever wants to be called leaves a way."""

    text = forms.CharField(
        label="您的疑问", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 6, "maxlength": LONGEST}),
        help_text="哪一笔、哪件事，有什么疑问。不会公开您写的原话。", error_messages={"required": "请写明有什么疑问。"},
    )  # fmt: skip
    about = forms.ChoiceField(label="关于哪条公开信息", required=False)
    to = forms.ChoiceField(label="向谁提出", choices=_TO, widget=forms.RadioSelect, initial="village")
    contact = forms.CharField(
        label="联系方式",
        required=False,
        max_length=120,
        help_text="愿意留的，村里有事好找您；加密保存，不公开。",
    )
    field_order = ("about", "text", "to", "contact")

    def __init__(self, *args: Any, publications: Sequence[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.publications = {str(made.pk): made for made in publications}
        titles = [(key, made.title) for key, made in self.publications.items()]
        self.fields["about"].choices = [("", "其他"), *titles]  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "text": data["text"], "contact": data["contact"], "to_township": data["to"] == "township",
            "publication": self.publications.get(data["about"]), "token": self.token,
        }  # fmt: skip


class RecordForm(AskForm):
    """The same, written down for somebody who came or called."""

    source = forms.ChoiceField(
        label="怎样提出的", choices=[(s, s.label) for s in Source if s != Source.ONLINE], widget=forms.RadioSelect,
        error_messages={"required": "请选择。"},
    )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        return super().arguments() | {"source": Source(self.cleaned_data["source"])}


class AnswerForm(ActForm):
    text = words(
        "答复",
        missing="请填写答复，居民能看到。",
        rows=5,
        most=LONGEST,
        help_text="公开在村页面上。不写提问人和别人的个人信息。",
    )


class DecideForm(ActForm):
    verdict = forms.ChoiceField(
        label="核实结果", widget=forms.RadioSelect, choices=[("order", "责令公开或更正"), ("right", "核实无误")],
        error_messages={"required": "请选择。"},
    )  # fmt: skip
    finding = words("说明", missing="请填写说明，居民能看到。", rows=5, most=LONGEST)

    def arguments(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return data | {"order": data.pop("verdict") == "order"}


def _can(act: ObjectionAct, may: Callable[[User, Objection], bool]) -> Callable[[User, Objection], bool]:
    """Offered where the table has the act and the person may."""
    return lambda user, found: (ObjectionState(found.state), act) in TABLE and may(user, found)


ACTS: dict[str, Handling] = {
    "answer": Handling(
        AnswerForm, objections.answer, "答复",
        _can(ObjectionAct.ANSWER, lambda user, found: rules.may_enter(user, found.unit)),
    ),
    "escalate": Handling(
        ActForm, objections.escalate, "报乡镇核实",
        _can(ObjectionAct.ESCALATE, lambda user, found: rules.may_escalate(user, found.unit)),
    ),
    "decide": Handling(
        DecideForm, objections.decide, "提交核实结果",
        _can(ObjectionAct.ORDER, lambda user, found: rules.may_decide_objection(user, found.township)),
    ),
}  # fmt: skip
