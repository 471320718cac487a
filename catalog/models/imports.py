"""Imports with a preview: what a sheet would do, row by row, before anything is saved."""

from django.db import models

from catalog.models.people import User
from catalog.models.units import Township


class ImportKind(models.TextChoices):
    CATALOG = "catalog", "公开目录表"
    POWERS = "power", "权责清单"
    SERVICES = "service", "公共服务事项清单"
    PUBLICATIONS = "publications", "迁入信息"
    ROSTER = "roster", "单位人员名册"


class ImportState(models.TextChoices):
    READING = "reading", "正在读取"
    PREVIEW = "preview", "待确认"
    SAVING = "saving", "正在保存"
    DONE = "done", "已导入"
    CANCELLED = "cancelled", "已放弃"
    FAILED = "failed", "读取失败"


class ImportRun(models.Model):
    """One uploaded sheet, its preview and what became of it."""

    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", related_name="imports")
    kind = models.CharField("种类", max_length=12, choices=ImportKind)
    state = models.CharField("状态", max_length=10, choices=ImportState, default=ImportState.READING)
    file_name = models.CharField("文件名", max_length=200)
    file = models.FileField("文件", upload_to="imports/%Y/", max_length=200)
    extra_file = models.FileField("附件压缩包", upload_to="imports/%Y/", max_length=200, blank=True)
    message = models.TextField("说明", blank=True)
    notes = models.JSONField("表头和多余列", default=list)
    done_rows = models.PositiveIntegerField("已处理行", default=0)
    total_rows = models.PositiveIntegerField("总行数", default=0)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="上传人", related_name="+")
    created_at = models.DateTimeField("上传时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = "导入"
        verbose_name_plural = "导入"

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_name}"


class RowAction(models.TextChoices):
    NEW = "new", "新增"
    CHANGED = "changed", "有变化"
    UNCHANGED = "unchanged", "无变化"
    REFUSED = "refused", "不能导入"


class ImportRow(models.Model):
    """One row of the sheet: what it would do; refused rows name reason and cell."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField("行号")
    action = models.CharField("处理", max_length=10, choices=RowAction)
    label = models.CharField("内容", max_length=300)
    cell = models.CharField("单元格", max_length=12, blank=True)
    reason = models.CharField("原因", max_length=300, blank=True)
    data = models.JSONField("读到的值", default=dict)
    changes = models.JSONField("变化", default=dict, help_text="列 → [原值, 新值]")

    class Meta:
        verbose_name = "导入行"
        verbose_name_plural = "导入行"
        indexes = [models.Index(fields=["run", "action", "line"])]

    def __str__(self) -> str:
        return f"{self.line}: {self.label}"
