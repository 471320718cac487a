"""Rich text in a form: an editor that pastes cleanly, over a plain text box that works without script."""

import json
from collections.abc import Sequence
from typing import Any, TypedDict

from django import forms
from django.contrib import messages
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import get_script_prefix

from disclosure.checks.texts import cleaned, editable_html

ALT_MISSING = "每张图片都要写替代文字：用一句话说清图里是什么，读屏软件会念给看不见图的人听。"
PICTURES_LEFT_OUT = "有 %d 张粘贴的图片没有存进正文。粘贴的图片请用“插入图片”上传。"


class Picture(TypedDict):
    """A picture that can be put into the text: what it is called and its address (`/pictures/…/`)."""

    name: str
    path: str


class RichTextWidget(forms.Textarea):
    """The editor of django-prose-editor, loaded from our own address.

    It is imported by the address in `data-rich-text`, not by an import map: that would be an inline script, and
    the policy of the pages allows none.
    """

    pictures: Sequence[Picture] = ()  # those already uploaded for this text; a form sets them

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": 18} | (attrs or {}))

    @property
    def media(self) -> forms.Media:
        scripts: list[Any] = [Script("js/editor.js", type="module")]
        return forms.Media(css={"all": ["django_prose_editor/editor.css", "css/editor.css"]}, js=scripts)

    def format_value(self, value: Any) -> str | None:
        return editable_html(value, get_script_prefix()) if value else None

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        base = get_script_prefix().rstrip("/")
        pictures = [{"name": each["name"], "path": base + each["path"]} for each in self.pictures]
        context["widget"]["attrs"] |= {
            "data-rich-text": static("django_prose_editor/editor.js"),
            "data-pictures": json.dumps(pictures, ensure_ascii=False),
        }
        return context


class RichTextField(forms.CharField):
    """Text that comes out sanitised. A picture of ours without alternative text is refused."""

    MAX_LENGTH = 1_000_000  # characters of HTML; a table of ten thousand cells has 200 000
    widget = RichTextWidget
    left_out = 0  # pasted pictures the last cleaning dropped

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": self.MAX_LENGTH} | kwargs)

    def clean(self, value: Any) -> str:
        text = cleaned(super().clean(value))
        if text.missing_alts:
            raise forms.ValidationError(ALT_MISSING, code="missing_alt")
        self.left_out = text.foreign_pictures
        return text.html


class RichTextAdmin:
    """For a `ModelAdmin` whose form has rich text: once saved, says which pasted pictures are not in it."""

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)  # type: ignore[misc]
        fields = (field for field in form.fields.values() if isinstance(field, RichTextField))
        if number := sum(field.left_out for field in fields):
            messages.warning(request, PICTURES_LEFT_OUT % number)
