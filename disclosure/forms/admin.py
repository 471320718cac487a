"""The draft form of the admin: fields, several files at once, and a guard against overwriting one another."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import PurePath
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.text import Truncator

from catalog.forms.guard import GuardedForm
from disclosure.actions import scanning
from disclosure.actions.publications import NEEDS_WORDS, Upload
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.hidden import inspect_attachment
from disclosure.checks.recordings import RECORDINGS, Recording, is_recording, recording, require_short
from disclosure.checks.texts import plain_text
from disclosure.forms.richtext import RichTextField
from disclosure.law.explaining import SHORT_VIDEO_SECONDS
from disclosure.law.kinds import Element, Kind, Shape, details_of
from disclosure.law.posting import DayUnit
from disclosure.models import FileRole, Publication

SECRECY_NOTICE = "本系统为非涉密系统，严禁录入国家秘密、工作秘密。"
MAX_FILES = 20
DETAIL = "of_kind_"  # before the key of an element of the kind


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; every refused one is named with its reason at the field."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given: list[UploadedFile] = [
            file for file in (data if isinstance(data, list | tuple) else [data]) if file
        ]
        if len(given) > MAX_FILES:
            raise forms.ValidationError(f"一次最多上传 {MAX_FILES} 个附件。")
        uploads, problems = [], []
        for file in given:
            try:
                if is_recording(file.name or ""):
                    raise FileRefused(f"“{file.name}”：音频、视频请在“上传音视频”一栏上传，并写文字稿。")
                uploads.append(read_upload(file))
            except FileRefused as refused:
                problems.append(str(refused))
        if problems:
            raise forms.ValidationError(problems)
        return uploads


def read_upload(file: UploadedFile) -> Upload:
    """The file with what the check desk found in it, where it is small enough to be looked at while one waits.

    Raises:
        FileRefused: see `checks.files` and `checks.hidden`; the sentence names the file.
    """
    name, content = file.name or "", file.read()
    inspect_file(content, name)
    if len(content) > scanning.AT_ONCE:
        return Upload(name, content)
    try:
        return Upload(name, content, report=inspect_attachment(BytesIO(content), PurePath(name).suffix))
    except FileRefused as refused:
        raise FileRefused(f"“{name}”：{refused}") from None


class PictureField(forms.FileField):
    """One picture to stand in the text."""

    widget = forms.FileInput(attrs={"accept": ".jpg,.jpeg,.png"})

    def clean(self, data: Any, initial: Any = None) -> Upload | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if PurePath(file.name).suffix.lower() not in (".jpg", ".jpeg", ".png"):
            raise forms.ValidationError("正文图片请用 jpg 或 png。")
        try:
            return read_upload(file)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from None


class RecordingField(forms.FileField):
    """One film or sound, to be played on the page."""

    widget = forms.FileInput(attrs={"accept": ",".join(sorted(RECORDINGS))})

    def clean(self, data: Any, initial: Any = None) -> tuple[Upload, Recording] | None:
        file = super().clean(data, initial)
        if not file:
            return None
        if not is_recording(file.name):
            raise forms.ValidationError("音视频请用 mp4（视频）、m4a 或 mp3（音频）。")
        try:
            upload = read_upload(file)
            return upload, recording(upload.data, upload.name)
        except FileRefused as refused:
            raise forms.ValidationError(str(refused)) from None


class PublicationForm(GuardedForm):
    duty = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the duty it is written for
    text = RichTextField(
        label="正文",
        required=False,
        help_text="可从 WPS 或 Word 粘贴；没有编辑框时直接写文字，空一行即分段。",
    )
    new_files = FilesField(
        label="添加附件",
        required=False,
        help_text="可一次选多个：pdf、docx、xlsx、图片等，单个不超过 30 MB。",
    )

    new_picture = PictureField(
        label="上传插图",
        required=False,
        help_text="一次一张，jpg 或 png。保存后在正文编辑框里点“图片”插入。照片里有人脸、证件、门牌的不要用。",
    )
    picture_alt = forms.CharField(
        label="图片的替代文字",
        max_length=200,
        required=False,
        help_text="用一句话说清图里是什么，读屏软件会念给看不见图的人听。",
    )
    new_recording = RecordingField(
        label="上传音视频",
        required=False,
        help_text="一次一段，mp4、m4a 或 mp3，网页上可以直接播放。拍到他人正脸、证件、门牌的不要用。",
    )
    recording_text = forms.CharField(
        label="音视频的文字稿",
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写出说了什么，一句一行。网页上排在播放器下面，视频还会据此配字幕。可用“多渠道发布”里的短视频脚本。",
    )
    recording_short = forms.BooleanField(
        label="这是短视频",
        required=False,
        help_text=f"竖着拍，不超过 {SHORT_VIDEO_SECONDS} 秒。勾选后会检查。",
    )
    kind_fields: tuple[str, ...] = ()  # names of the fields that only this kind has, see `form_for`

    class Meta:
        model = Publication
        fields = (
            "kind", "title", "node", "unit", "formed_on", "doc_no", "text", "summary", "issuer", "source", "theme",
            "validity", "attribute_ground", "supersedes", "interpretation_exemption", "posted_days", "posted_unit",
            "posting_contact", "person_list", "head_count", "amount",
        )  # fmt: skip
        widgets: ClassVar = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "interpretation_exemption": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].required = False  # nothing chosen is 一般信息
            self.fields["kind"].help_text = "选好后点“保存并继续编辑”，会出现这一类信息要填的要素。"
        for name in self.kind_fields:
            if name in self.fields:
                key = name.removeprefix(DETAIL)
                self.fields[name].initial = (self.instance.details or {}).get(key, "")
        text = self.fields.get("text")
        if text is not None and self.instance.pk:
            pictures = self.instance.attachments.filter(role=FileRole.PICTURE, retired_in=None)
            text.widget.pictures = [{"name": row.alt or row.name, "path": row.path} for row in pictures]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("new_picture") and not (cleaned.get("picture_alt") or "").strip():
            self.add_error("picture_alt", "请给图片写替代文字。")
        self._hear(cleaned)
        if cleaned.get("posted_days") and cleaned["posted_days"] > 366:
            self.add_error("posted_days", "公示天数最多366。")
        return cleaned

    def _hear(self, cleaned: dict[str, Any]) -> None:
        """A film or a sound has its words; one that is to be a short video is upright and short."""
        given, words = cleaned.get("new_recording"), (cleaned.get("recording_text") or "").strip()
        if given is None:
            if "new_recording" not in self.errors and (words or cleaned.get("recording_short")):
                self.add_error("new_recording", "写了文字稿或勾了短视频，但没有选文件。")
            return
        upload, found = given
        if not words:
            self.add_error("recording_text", NEEDS_WORDS)
        if cleaned.get("recording_short"):
            try:
                require_short(found, upload.name)
            except FileRefused as refused:
                self.add_error("new_recording", str(refused))

    def clean_kind(self) -> str:
        return self.cleaned_data.get("kind") or Kind.OTHER

    def clean_posted_unit(self) -> str:
        return self.cleaned_data.get("posted_unit") or DayUnit.WORKDAY

    def details(self) -> dict[str, str]:
        """What was typed into the fields of this kind, as it is kept."""
        found = {}
        for name in self.kind_fields:
            value = self.cleaned_data.get(name)
            if value not in (None, ""):
                key = name.removeprefix(DETAIL)
                found[key] = value.isoformat() if isinstance(value, date) else str(value)
        return found

    def uploads(self) -> list[Upload]:
        """The files, and the film or sound with its words."""
        given = self.cleaned_data.get("new_recording")
        played = (
            [
                replace(
                    given[0],
                    transcript=self.cleaned_data["recording_text"],
                    short_video=self.cleaned_data["recording_short"],
                )
            ]
            if given
            else []
        )
        return [*(self.cleaned_data.get("new_files") or []), *played]

    def picture(self) -> Upload | None:
        found = self.cleaned_data.get("new_picture")
        return replace(found, alt=self.cleaned_data["picture_alt"].strip()) if found else None

    def _shown(self, name: str, current: Model) -> str:
        if name == "text":  # its words, where two people wrote at once; nobody reads mark-up
            return Truncator(plain_text(self.stored(name, current))).chars(200) or "（空）"
        return super()._shown(name, current)

    def clean_formed_on(self) -> Any:
        formed_on = self.cleaned_data["formed_on"]
        if formed_on and formed_on > timezone.localdate():
            raise forms.ValidationError("成文日期不能晚于今天。")
        return formed_on


# ---- elements of a kind -------------------------------------------------------------------------------------
_FIELDS: dict[Shape, Callable[..., forms.Field]] = {
    Shape.LINE: lambda **more: forms.CharField(max_length=120, **more),
    Shape.TEXT: lambda **more: forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3}), **more
    ),
    Shape.DAY: lambda **more: forms.DateField(
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more
    ),
    Shape.MONEY: lambda **more: forms.DecimalField(max_digits=16, decimal_places=2, min_value=0, **more),
    Shape.NUMBER: lambda **more: forms.IntegerField(min_value=0, **more),
    Shape.YEAR: lambda **more: forms.IntegerField(min_value=2000, max_value=2099, **more),
}


def _field(element: Element) -> forms.Field:
    """Not required in the form: a draft may be unfinished, the check desk asks before it is handed in."""
    needed = "" if element.required else "（选填）"
    return _FIELDS[element.shape](label=f"{element.label}{needed}", help_text=element.help, required=False)


@cache
def form_for(kind: Kind) -> type[PublicationForm]:
    """The draft form with the elements of a kind."""
    fields = {f"{DETAIL}{element.key}": _field(element) for element in details_of(kind)}
    return type(f"{kind.name.title()}Form", (PublicationForm,), {**fields, "kind_fields": tuple(fields)})
