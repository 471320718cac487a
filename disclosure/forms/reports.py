"""Forms of the annual report: one section, one cell, last year's figures, making it final, handing it over."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from catalog.models import Node, Unit
from disclosure.forms.applications.base import words
from disclosure.law.report import APPLICANTS, ENTERED, Cell, Column, Measure, Section, key_of

LONGEST = 20_000


class VersionForm(forms.Form):
    """The base: the version of the report its page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class StartForm(forms.Form):
    year = forms.TypedChoiceField(label="年度", coerce=int)

    def __init__(self, *args: Any, years: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = [(year, f"{year}年") for year in years]  # type: ignore[attr-defined]


class TextForm(VersionForm):
    """The text of one section."""

    text = forms.CharField(
        label="文字",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="空一行即分段。不写申请人、第三方的姓名。",
    )

    def __init__(self, *args: Any, section: Section, short: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "补充文字" if short else f"{section.label}：文字"
        if short:
            self.fields["text"].widget.attrs["rows"] = 4


class EnteredForm(VersionForm):
    """The cells of table two that no record tells."""

    def __init__(self, *args: Any, entered: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for cell in ENTERED:
            money = cell[1] == Measure.AMOUNT
            self.fields[_field(cell)] = forms.DecimalField(
                label=f"{cell[0].label}：{cell[1].label}",
                required=False,
                min_value=0,
                max_digits=12,
                decimal_places=6 if money else 0,
                initial=entered.get(key_of(cell)),
                widget=forms.TextInput(attrs={"inputmode": "decimal" if money else "numeric", "autocomplete": "off"}),
                help_text="单位是万元，没有的填0。" if money else "依法不公开的处理决定也计入，没有的填0。",
                error_messages={"invalid": "请填写数字。", "min_value": "不能小于0。"},
            )  # fmt: skip

    def figures(self) -> dict[Cell, Any]:
        return {cell: self.cleaned_data[_field(cell)] for cell in ENTERED}


class CorrectForm(VersionForm):
    """Another figure in the place of a computed one."""

    figure = forms.IntegerField(
        label="更正为",
        min_value=0,
        max_value=2_000_000_000,
        required=False,
        help_text="留空即取消更正，恢复按记录计算的数字。",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "请填写整数。", "min_value": "不能小于0。"},
    )
    reason = words("理由", missing="请写明理由。", most=300)


class LastYearForm(VersionForm):
    """What this year takes up from a report that was not made here."""

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].required = False
        for column in APPLICANTS:
            self.fields[column.value] = _count(f"结转下年度继续办理：{column.label}")
        self.fields["normative"] = _count("行政规范性文件：现行有效件数")
        for section in (Section.OVERVIEW, Section.PROBLEMS, Section.OTHER):
            self.fields[f"text_{section.value}"] = words(
                f"{year}年年报“{section.label}”的文字",
                rows=5,
                most=LONGEST,
                help_text="用来提醒今年的文字与去年雷同，可以不填。",
            )
        self.fields["reason"] = words(
            "录入的理由", missing="请写明理由。", most=300, help_text="如：启用本系统前编制的年报。"
        )

    def arguments(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "carried_out": {Column(column.value): values[column.value] for column in APPLICANTS},
            "normative_in_force": values["normative"],
            "texts": {
                section: values[f"text_{section.value}"] for section in Section if f"text_{section.value}" in values
            },
            "reason": values["reason"],
            "version": values["version"],
        }  # fmt: skip


class FreezeForm(VersionForm):
    """Nothing to fill in."""


class ReopenForm(VersionForm):
    reason = words("退回编制的理由", missing="请写明理由。", most=100)


class PublishForm(VersionForm):
    """Where the publication is drafted."""

    unit = forms.ModelChoiceField(
        label="发布单位", queryset=Unit.objects.none(), empty_label=None, error_messages={"required": "请选择单位。"}
    )  # fmt: skip
    node = forms.ModelChoiceField(
        label="目录事项",
        queryset=Node.objects.none(),
        empty_label="请选择",
        error_messages={"required": "请选择年报所在的目录事项。"},
    )

    def __init__(
        self, *args: Any, units: QuerySet[Unit], nodes: QuerySet[Node], usual: Node | None, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"node": usual, "unit": units.first(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        self.fields["node"].queryset = nodes  # type: ignore[attr-defined]


def _field(cell: Cell) -> str:
    return f"{cell[0].value}_{cell[1].value}"


def _count(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=1_000_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "没有的填0。", "invalid": "请填写整数。", "min_value": "不能小于0。"},
    )
