"""Forms of a month's sheet on the board."""

from collections.abc import Iterable
from typing import Any

from django import forms

from catalog.models import Place
from disclosure.forms.applications.base import a_day

ELSEWHERE = "other"


class PostForm(forms.Form):
    """Where it went up, and when."""

    place = forms.ChoiceField(label="公示栏", error_messages={"required": "请选择公示栏。"})
    place_text = forms.CharField(
        label="其他地点",
        max_length=60,
        required=False,
        help_text="上面选“其他地点”时填写，如：老屋场路口宣传栏。",
    )
    posted_on = a_day("张贴日期")

    def __init__(self, *args: Any, boards: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.boards = {str(board.pk): board for board in boards}
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            *((key, board.name) for key, board in self.boards.items()), (ELSEWHERE, "其他地点"),
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("place") == ELSEWHERE and not cleaned.get("place_text"):
            self.add_error("place_text", "请写明贴在哪里。")
        return cleaned

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        place = self.boards.get(data["place"])
        return {
            "place": place, "place_text": "" if place else data["place_text"], "posted_on": data["posted_on"],
        }  # fmt: skip


class DownForm(forms.Form):
    """When it came down."""

    taken_down_on = a_day("撤下日期")
    reason = forms.CharField(
        label="提前撤下的原因", max_length=120, required=False, help_text="没有贴满天数的才填，居民能看到。"
    )
