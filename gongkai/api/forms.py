"""What an event reported by a business system must look like."""

import json
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.http import HttpRequest, RawPostDataException
from django.utils import timezone

from catalog.law.timelimits import Event
from catalog.models import Node, Unit
from disclosure.models import ApiClient, Trigger
from gongkai.api.problems import Problem

FARTHEST = timedelta(days=731)  # ahead: a hearing or a trade that must be announced beforehand
MAX_BODY = 16 * 1024  # bytes
_ID = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._:-]*\Z", "只用字母、数字和 . _ : -，以字母或数字开头。")
# Events that may be reported: those a unit can name a day for.
EVENTS = [event for event in Event if event not in (Event.NONE, Event.PERIOD_START)]


def read_json(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the body.

    Raises:
        Problem: 415 another content type, 413 too large, 400 not JSON.
    """
    if request.content_type != "application/json":
        raise Problem(415, "内容类型不对", "请用 Content-Type: application/json。")
    try:
        declared = int(request.headers.get("Content-Length") or 0)
        if declared > MAX_BODY or len(request.body) > MAX_BODY:
            raise Problem(413, "内容过大", f"一次最多 {MAX_BODY // 1024} KB。")
        found = json.loads(request.body.decode("utf-8"))
    except (ValueError, RecursionError, RawPostDataException):
        raise Problem(400, "内容不是有效的 JSON", "请用 UTF-8 编码的 JSON 对象。") from None
    if not isinstance(found, dict):
        raise Problem(400, "内容不是有效的 JSON", "请用 UTF-8 编码的 JSON 对象。")
    return found


class EventForm(forms.Form):
    """The fields of one event; item and unit are resolved within what the client stands for."""

    external_id = forms.CharField(label="对方编号", max_length=80, validators=[_ID])
    item = forms.CharField(label="事项", max_length=80)
    event = forms.ChoiceField(label="事件", choices=[(e.value, e.label) for e in EVENTS])
    happened_on = forms.DateField(
        label="发生日期",
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": "请写成 2026-03-09 的样子。"},
    )
    subject = forms.CharField(label="是什么", max_length=200)
    unit = forms.CharField(label="单位", max_length=60, required=False)

    def __init__(self, data: dict[str, Any], client: ApiClient) -> None:
        super().__init__({name: value for name, value in data.items() if isinstance(value, str)})
        self.client, self.sent = client, data

    def clean_happened_on(self) -> date:
        day: date = self.cleaned_data["happened_on"]
        if day > timezone.localdate() + FARTHEST:
            raise forms.ValidationError("日期太远，请核对年份。")
        return day

    def checked(self) -> dict[str, Any]:
        """The cleaned values.

        Raises:
            Problem: 422 with what is wrong with each field.
        """
        for name in sorted(self.sent.keys() - self.fields.keys()):
            self.errors[name[:60]] = self.error_class(["没有这个字段。"])
        for name, value in self.sent.items():
            if name in self.fields and not isinstance(value, str):
                self.errors[name] = self.error_class(["须是文字。"])
            elif name in self.fields and not _encodable(value):
                self.errors[name] = self.error_class(["含有无法保存的字符。"])
        if self.errors:
            raise self.problem()
        return self.cleaned_data

    def problem(self) -> Problem:
        errors = {
            name: [
                f"{self.fields[name].label}：{error}" if name in self.fields else str(error)
                for error in found
            ]
            for name, found in self.errors.items()
        }
        return Problem(422, "内容有误", "请改正后重新提交。", errors=errors)

    def resolved(self) -> tuple[Node, Unit]:
        """The item and the unit that are meant.

        Raises:
            Problem: 422, none or several of that name.
        """
        node = self._one("item", self._nodes(), "没有这个事项。", "这个编号对应几个事项，请改用事项标识。")
        unit = self.client.unit
        if name := self.cleaned_data["unit"]:
            unit = self._one(
                "unit", self._units(name), "没有这个单位，或这个接口不能替它登记。", "有几个同名单位。"
            )
        if self.errors:
            raise self.problem()
        return node, unit

    def same_as(self, known: Trigger) -> bool:
        """Whether the record under this external id says the same."""
        sent = self.cleaned_data
        numbers = known.node.adoptions.filter(township=known.township_id).values_list("number", flat=True)
        named = {known.node.key, known.node.number, *numbers} - {""}
        if sent["unit"]:
            same_unit = sent["unit"] in {known.unit.name, known.unit.short_name}
        else:
            same_unit = known.unit_id == self.client.unit_id
        return (
            same_unit
            and sent["item"] in named
            and (sent["event"], sent["happened_on"], sent["subject"])
            == (known.event, known.happened_on, known.subject)
        )

    def _nodes(self) -> list[Node]:
        """By key; else by the township's own number, else by the printed one. Rows no longer in force are not found."""
        named, township = self.cleaned_data["item"], self.client.township
        rows = Node.objects.of_township(township).items().in_force(timezone.localdate())
        for which in (
            Q(key=named),
            Q(adoptions__township=township, adoptions__number=named),
            Q(number=named),
        ):
            if found := list(rows.filter(which).distinct()[:2]):
                return found
        return []

    def _units(self, name: str) -> list[Unit]:
        within = self.client.unit.get_descendants(include_self=True).filter(is_active=True)
        return list(within.filter(Q(name=name) | Q(short_name=name))[:2])

    def _one(self, field: str, found: list[Any], none: str, several: str) -> Any:
        if len(found) == 1:
            return found[0]
        self.add_error(field, several if found else none)
        return None


def _encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
