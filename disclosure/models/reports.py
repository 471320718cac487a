"""The annual report of a township: texts, figures that are entered, and the copy frozen when it is published."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Township, User
from disclosure.models.publications import Publication


class ReportState(models.TextChoices):
    DRAFT = "draft", "编制中"
    FROZEN = "frozen", "已定稿"


class AnnualReport(models.Model):
    """One year. Cells of tables three and four are computed from cases; only corrections are kept, each with a reason."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="annual_reports")
    year = models.PositiveSmallIntegerField("年度")
    state = models.CharField("状态", max_length=8, choices=ReportState, default=ReportState.DRAFT)
    sections = models.JSONField("文字", default=dict, blank=True)
    entered = models.JSONField("表二填报数", default=dict, blank=True)  # cell → figure
    frozen = models.JSONField("定稿", null=True, blank=True)  # all tables and texts as published
    frozen_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="定稿人", related_name="+"
    )
    frozen_at = models.DateTimeField("定稿时间", null=True, blank=True)
    publication = models.OneToOneField(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="公开信息",
        related_name="annual_report",
    )
    imported = models.BooleanField("手工录入的往年数据", default=False)
    import_reason = models.CharField("录入理由", max_length=300, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "年度报告"
        verbose_name_plural = "年度报告"
        constraints = [
            models.UniqueConstraint(fields=["township", "year"], name="annual_report_once"),
            models.CheckConstraint(
                name="annual_report_frozen_whole",
                condition=Q(state=ReportState.DRAFT) | Q(frozen__isnull=False, frozen_at__isnull=False),
            ),
            models.CheckConstraint(
                name="annual_report_import_says_why", condition=Q(imported=False) | ~Q(import_reason=""),
                violation_error_message="手工录入须写明理由。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.year}年度报告"


class CellCorrection(models.Model):
    """A figure that differs from what the cases say, with the reason (ANN-6)."""

    report = models.ForeignKey(AnnualReport, models.PROTECT, related_name="corrections")
    cell = models.CharField("单元格", max_length=60)  # table.row.column
    computed = models.IntegerField("按记录计算")
    figure = models.PositiveIntegerField("更正为")
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="更正人", related_name="+")
    at = models.DateTimeField("更正时间")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "年报数字更正"
        verbose_name_plural = "年报数字更正"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "cell"], name="cell_correction_once"),
            models.CheckConstraint(name="cell_correction_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.cell} {self.figure}"
