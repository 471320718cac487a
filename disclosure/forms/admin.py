"""The draft form of the admin: fields, several files at once, and a guard against overwriting one another."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.utils import timezone
from django.utils.text import Truncator

from catalog.forms.guard import GuardedForm
from disclosure.actions.publications import Upload
from disclosure.checks.files import FileRefused, inspect_file
from disclosure.checks.texts import plain_text
from disclosure.forms.richtext import RichTextField
from disclosure.models import Publication

SECRECY_NOTICE = "本系统为非涉密系统，严禁录入国家秘密、工作秘密。"
MAX_FILES = 20


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
            content = file.read()
            try:
                inspect_file(content, file.name or "")
            except FileRefused as refused:
                problems.append(str(refused))
            else:
                uploads.append(Upload(file.name or "", content))
        if problems:
            raise forms.ValidationError(problems)
        return uploads


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

    class Meta:
        model = Publication
        fields = (
            "title", "node", "unit", "formed_on", "doc_no", "text", "summary", "issuer", "source", "theme", "validity",
        )  # fmt: skip
        widgets = {"summary": forms.Textarea(attrs={"rows": 2})}

    def _shown(self, name: str, current: Model) -> str:
        if name == "text":  # its words, where two people wrote at once; nobody reads mark-up
            return Truncator(plain_text(self.stored(name, current))).chars(200) or "（空）"
        return super()._shown(name, current)

    def clean_formed_on(self) -> Any:
        formed_on = self.cleaned_data["formed_on"]
        if formed_on and formed_on > timezone.localdate():
            raise forms.ValidationError("成文日期不能晚于今天。")
        return formed_on
