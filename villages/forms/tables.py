"""The rows of a village table as people type them, one form a row, made from the columns of its kind."""

from functools import cache
from typing import Any

from django import forms

from villages.forms.acts import VersionForm
from villages.law.kinds import Column, Shape, SheetKind, columns_of
from villages.law.money import yuan
from villages.law.tables import Cell, CellRefused, Row, read_cell
from villages.models import Sheet

MOST_TYPED = 100  # rows typed into the page; more come in a workbook
EMPTY = 3  # rows offered beside those there are
MORE = 5


class CellField(forms.Field):
    """One cell: read and refused as in a workbook, at its place."""

    def __init__(self, column: Column) -> None:
        super().__init__(
            label=column.label + ("（元）" if column.shape == Shape.MONEY else ""), required=False
        )
        self.column = column
        self.widget = _widget(column)

    def to_python(self, value: Any) -> Cell:
        try:
            return read_cell(self.column, str(value or ""))
        except CellRefused as refused:
            raise forms.ValidationError(str(refused)) from None

    def prepare_value(self, value: Any) -> Any:
        is_money = self.column.shape == Shape.MONEY and isinstance(value, int)
        return yuan(value).replace(",", "") if is_money else value


def _widget(column: Column) -> forms.Widget:
    if column.choices is not None:
        return forms.Select(choices=[("", "请选择"), *((each.value, each.label) for each in column.choices)])
    if column.shape == Shape.DAY:
        return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    if column.shape in (Shape.MONEY, Shape.NUMBER):
        return forms.TextInput(attrs={"inputmode": "decimal", "maxlength": "24"})
    return forms.TextInput(attrs={"maxlength": str(column.longest)})


class RowForm(forms.Form):
    """One row; left empty it is none."""

    kind: SheetKind

    def row(self) -> Row:
        return {column.key: self.cleaned_data.get(column.key) for column in columns_of(self.kind)}


@cache
def rows_of(kind: SheetKind) -> type[forms.BaseFormSet[Any]]:
    """The formset of a kind's rows."""
    fields: dict[str, Any] = {column.key: CellField(column) for column in columns_of(kind)}
    form = type(f"{kind.name.title()}RowForm", (RowForm,), {"kind": kind, **fields})
    return forms.formset_factory(form, extra=0, max_num=MOST_TYPED, absolute_max=MOST_TYPED)


class WordsForm(VersionForm):
    """What is said beside the table; of a notice all of it."""

    words = forms.CharField(
        label="说明", required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, kind: SheetKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["words"]
        field.label, field.help_text = _ASKED.get(kind, ("说明", "写给村民看的，可以不填。"))
        if kind == SheetKind.NOTICE:
            field.widget.attrs["rows"] = 12


_ASKED = {
    SheetKind.NOTICE: ("内容", "用大家听得懂的话写清：什么事、什么时候、在哪里、找谁。"),
    SheetKind.SUBSIDIES: ("发放标准和依据", "按什么文件、什么标准发的。不写身份证号、卡号。"),
    SheetKind.DECISION: ("决议的内容", "定了什么事，怎么办，花多少钱。"),
}


def initial_rows(sheet: Sheet) -> list[dict[str, Cell]]:
    """The rows there are and some empty ones."""
    return [dict(row) for row in sheet.table()] + [{} for _ in range(EMPTY)]
