"""Forms of interpretations, responses and consultations: residents' comments, and the office's small forms."""

import secrets
from datetime import datetime
from hashlib import sha256
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from catalog.forms.revisions import CommentForm as OpinionForm
from catalog.forms.revisions import DayInput
from catalog.models import Node, Township, Unit
from catalog.queries.outline import Outline
from disclosure.law.explaining import ABOUT_OTHERS, Adopted, Form, Severity
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import ONCE_PUBLIC
from disclosure.models import CommentSource, Interpretation, Publication, Response, Solicitation

STALE_PAGE = "页面已经失效。请核对内容后再提交一次。"
_PHONE_HELP = "公开的办公电话，不填个人手机号。"


def _of(model: type, name: str, **more: Any) -> forms.Field:
    """A field as the model has it."""
    field = model._meta.get_field(name).formfield(**more)  # type: ignore[attr-defined]
    assert field is not None  # noqa: S101  (typing: all of these can be edited)
    return field


def page_token(nonce: str, words: str) -> str:
    """Names what was sent from one page: the same words sent twice are one comment, other words another."""
    return sha256(f"{nonce}\n{words.strip()}".encode()).hexdigest()[:32]


class Nonce(forms.RegexField):
    """A number of the page, new each time it is opened."""

    def __init__(self) -> None:
        super().__init__(
            r"^[0-9a-f]{32}$",
            widget=forms.HiddenInput,
            initial=lambda: secrets.token_hex(16),
            error_messages={"required": STALE_PAGE, "invalid": STALE_PAGE},
        )


class PageForm(forms.Form):
    """A form with a number of its page. What is wrong with hidden fields is said on the form itself."""

    page = Nonce()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "page" in self.errors:
            self.add_error(None, STALE_PAGE)
        return cleaned

    def renewed_page(self) -> None:
        """A fresh number in the place of one that was refused."""
        if "page" in self.errors:
            data = cast(QueryDict, self.data).copy()
            data[self.add_prefix("page")] = secrets.token_hex(16)
            self.data = data


class CommentForm(PageForm, OpinionForm):
    """A comment without a name; trap and minimum time as for the catalog's revisions."""

    text = forms.CharField(
        label="您的意见",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8, "maxlength": 3000}),
        help_text="最多3000字。不需要留姓名、电话，也请不要写身份证号、银行账号。",
        error_messages={"required": "请填写意见。"},
    )

    @property
    def token(self) -> str:
        return page_token(self.cleaned_data["page"], self.cleaned_data["text"])

    def renewed(self) -> "CommentForm":
        super().renewed()
        self.renewed_page()
        return self


# ---- the office ----------------------------------------------------------------------------------------------
class VersionForm(forms.Form):
    """Changes a draft as its page showed it; no version where it is only begun."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class InterpretationForm(VersionForm):
    form = _of(Interpretation, "form")
    contact = _of(Interpretation, "contact", help_text="谁起草谁解读：写起草单位，或负责解答的人。")
    phone = _of(Interpretation, "phone", help_text=_PHONE_HELP)
    documents = forms.ModelMultipleChoiceField(
        label="解读的文件",
        queryset=Publication.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请选择要解读的文件。"},
    )

    def __init__(self, *args: Any, documents: QuerySet[Publication], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].queryset = documents  # type: ignore[attr-defined]

    def clean_form(self) -> Form:
        return Form(self.cleaned_data["form"])


class StartInterpretationForm(InterpretationForm):
    title = forms.CharField(
        label="标题", max_length=200, required=False, help_text="不填则用“《文件名》政策解读”。"
    )
    field_order = ("title", "form", "contact", "phone", "documents")


class ExemptForm(VersionForm):
    reason = forms.CharField(
        label="不作解读的理由", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="确不需要解读的才写。清空则仍须解读。",
    )  # fmt: skip


class MomentField(forms.DateTimeField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
            error_messages={"invalid": "请按“2026-03-09 08:30”的样子填写。"},
            **kwargs,
        )


def item_choices(known: Outline, first: str) -> list[tuple[str, Any]]:
    """Items in force by domain or column, for a list to choose from; many are called alike, so each names its group."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for node in known.items_in_force(timezone.localdate()):
        trail = node.trail
        name = " › ".join([*(group.name for group in trail[1:-1]), node.name])
        groups.setdefault(trail[0].name, []).append((node.pk, name))
    return [("", first), *groups.items()]


class ResponseForm(VersionForm):
    """What a response says and what it is about: a publication by its 索引号, an item, or both."""

    aware_at = MomentField(
        label="知悉时间", help_text="时限从这一刻起，按小时昼夜连续计算。格式：2026-03-09 08:30。"
    )
    severity = _of(Response, "severity")
    about = forms.CharField(
        label="涉及的政策或信息",
        required=False,
        max_length=60,
        help_text="填它的索引号，网页上“索引号”一栏可以查到。",
    )
    about_node = forms.TypedChoiceField(
        label="涉及的事项", required=False, empty_value=None,
        help_text="如重大项目的某个环节；回应会列在这个事项的页面上。不选则列在所涉及信息的事项下。",
    )  # fmt: skip
    misconception = _of(Response, "misconception", widget=forms.Textarea(attrs={"rows": 3}))
    facts = _of(Response, "facts", widget=forms.Textarea(attrs={"rows": 6}))
    basis = _of(Response, "basis", widget=forms.Textarea(attrs={"rows": 3}))
    phone = _of(Response, "phone", help_text=_PHONE_HELP)

    def __init__(self, *args: Any, township: Township, known: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.township = township
        self.fields["about_node"].choices = item_choices(known, "不选")  # type: ignore[attr-defined]

    def clean_severity(self) -> Severity:
        return Severity(self.cleaned_data["severity"])

    def clean_about(self) -> Publication | None:
        number = self.cleaned_data["about"].strip()
        if not number:
            return None
        found = (
            Publication.objects.filter(
                township=self.township, index_no=number, state__in=sorted(ONCE_PUBLIC), revises=None
            )
            .exclude(kind__in=sorted(ABOUT_OTHERS))
            .select_related("node")
            .first()
        )
        if found is None:
            raise forms.ValidationError("没有公开过这个索引号的文件或信息，请核对。")
        return found

    def clean_about_node(self) -> Node | None:
        pk = self.cleaned_data["about_node"]
        return Node.objects.filter(pk=pk).first() if pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not cleaned.get("about") and not cleaned.get("about_node"):
            self.add_error("about", "请写明回应的是哪项政策（填索引号），或在下面选择一个事项。")
        if cleaned.get("aware_at") and cleaned["aware_at"] > timezone.now():
            self.add_error("aware_at", "知悉时间不能晚于现在。")
        return cleaned


class StartResponseForm(ResponseForm):
    kind = forms.TypedChoiceField(
        label="种类", coerce=Kind, choices=[(k, k.label) for k in (Kind.RESPONSE, Kind.CLARIFICATION)],
        help_text="扰乱秩序的虚假、不完整信息，用“澄清”。",
    )  # fmt: skip
    unit = forms.ModelChoiceField(label="发布单位", queryset=Unit.objects.none(), empty_label=None)
    title = forms.CharField(label="标题", max_length=200)
    field_order = ("kind", "unit", "title")

    def __init__(self, *args: Any, units: QuerySet[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]


class SolicitationForm(VersionForm):
    opens_on = forms.DateField(
        label="开始日期", widget=DayInput(), help_text="留出审核的时间。当天起可以提意见。"
    )
    closes_on = forms.DateField(label="截止日期", widget=DayInput(), help_text="含当天。一般不少于30日。")
    short_reason = _of(Solicitation, "short_reason", widget=forms.Textarea(attrs={"rows": 2}))
    ways = _of(Solicitation, "ways", widget=forms.Textarea(attrs={"rows": 2}))


class StartSolicitationForm(SolicitationForm):
    unit = forms.ModelChoiceField(label="发布单位", queryset=Unit.objects.none(), empty_label=None)
    node = forms.TypedChoiceField(label="目录事项", coerce=int)
    title = forms.CharField(
        label="标题", max_length=200, help_text="如：关于某某办法（征求意见稿）公开征求意见的公告。"
    )
    field_order = ("unit", "node", "title")

    def __init__(self, *args: Any, units: QuerySet[Unit], known: Outline, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["node"].choices = item_choices(known, "请选择")  # type: ignore[attr-defined]

    def clean_node(self) -> Node:
        found = Node.objects.filter(pk=self.cleaned_data["node"]).first()
        if found is None:
            raise forms.ValidationError("请选择一个事项。")
        return found


class RecordForm(PageForm):
    """A comment that came another way, written down by staff."""

    source = forms.ChoiceField(
        label="怎样收到的", choices=[one for one in CommentSource.choices if one[0] != CommentSource.WEB]
    )
    received_on = forms.DateField(label="收到日期", widget=DayInput())
    text = forms.CharField(
        label="意见", max_length=3000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="照原意写，不写提意见人的姓名、电话。",
    )  # fmt: skip

    @property
    def values(self) -> dict[str, Any]:
        """What the act takes."""
        values = dict(self.cleaned_data)
        words = f"{values['source']}{values['received_on']}{values['text']}"
        return values | {"token": page_token(values.pop("page"), words)}


class SettleForm(forms.Form):
    """What became of one comment. `seen`: when it had been settled as the page showed it."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    adopted = forms.ChoiceField(
        label="处理结果",
        choices=[("", "请选择"), *((one.value, one.label) for one in Adopted if one != Adopted.OPEN)],
    )
    gist = forms.CharField(
        label="意见要点（公布）", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="归纳意见，不写姓名、电话。相同的要点合并计数。",
    )  # fmt: skip
    reply = forms.CharField(
        label="采纳或未采纳的理由（公布）", max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明采纳或未采纳的理由。"},
    )  # fmt: skip

    def clean_seen(self) -> datetime | None:
        told = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(told) if told else None
        except ValueError:
            raise forms.ValidationError("页面已经失效，请刷新。") from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("adopted") not in (None, "", Adopted.NOTED) and not cleaned.get("gist", "").strip():
            self.add_error("gist", "请归纳意见要点，公布时只写要点，不写原话。")
        return cleaned
