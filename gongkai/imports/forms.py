"""The upload form."""

from django import forms
from django.conf import settings

from catalog.actions.imports import ARCHIVE_MAX_BYTES
from catalog.models import ImportKind


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label="种类")
    file = forms.FileField(label="文件", widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}))
    extra = forms.FileField(
        label="附件压缩包",
        required=False,
        help_text="只在迁入信息时需要：一个 .zip，里面的文件名与表格“附件”一列一致。",
        widget=forms.FileInput(attrs={"accept": ".zip"}),
    )

    def __init__(self, *args, kinds: list[ImportKind], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chooser = self.fields["kind"]
        if isinstance(chooser, forms.ChoiceField):
            chooser.choices = [(kind.value, kind.label) for kind in kinds]
        size = f"{settings.WORKBOOK_MAX_BYTES / 2**20:g} MB"
        self.fields["file"].help_text = f".xlsx、.xls 或 .csv，最大 {size}。先预览每一行，确认后才保存。"
        if ImportKind.PUBLICATIONS not in kinds:
            del self.fields["extra"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > settings.WORKBOOK_MAX_BYTES:
            raise forms.ValidationError(
                f"文件超过 {settings.WORKBOOK_MAX_BYTES / 2**20:g} MB，请分成几个文件，或删去图片和多余的工作表。"
            )
        return file

    def clean_extra(self):
        extra = self.cleaned_data.get("extra")
        if extra and extra.size > ARCHIVE_MAX_BYTES:
            raise forms.ValidationError(f"附件压缩包超过 {ARCHIVE_MAX_BYTES // 2**20} MB，请分批迁入。")
        return extra
