"""Reviews: who looked at what at which level, on screen or on paper, and which levels a township asks for."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Township, User
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import STAGES, Exemption, Plan, State
from disclosure.models.attachments import Attachment
from disclosure.models.publications import Publication


class ReviewResult(models.TextChoices):
    APPROVED = "approved", "同意"
    RETURNED = "returned", "退回"
    REFERRED = "referred", "提请确定"
    FORCED = "forced", "越级公开"
    LOOKED = "looked", "事后复核"
    EVALUATED = "evaluated", "定期评估"
    PENDING = "pending", "纸质签字待核对"
    VOID = "void", "纸质签字未通过核对"


class Review(models.Model):
    """One person's review of one version of one publication, secrecy conclusion included (REV-2).

    A signature on paper is entered by a clerk and counts once a second person has confirmed it.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField("送审次数", default=1)
    stage = models.CharField("级次", max_length=10, choices=[(s, s.label) for s in State], blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="审核人", related_name="+")
    at = models.DateTimeField("审核时间")
    result = models.CharField("结论", max_length=10, choices=ReviewResult)
    secrecy_checked = models.BooleanField("已作保密审查", default=False)
    exemption = models.CharField(
        "不予公开的理由", max_length=6, choices=[(e, e.label) for e in Exemption], blank=True
    )
    remark = models.CharField("意见", max_length=500, blank=True)

    on_paper = models.BooleanField("纸质签字", default=False)
    signed_on = models.DateField("签字日期", null=True, blank=True)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="录入人", related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核对人", related_name="+"
    )
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)
    scan = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, verbose_name="签字扫描件", related_name="+"
    )

    class Meta:
        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "round", "by"],
                name="review_one_level_a_person",
                condition=Q(result=ReviewResult.APPROVED),
                violation_error_message="同一个人不能审核同一条信息的两级。",
            ),
            models.UniqueConstraint(
                fields=["publication", "round", "stage"],
                name="review_one_approval_a_level",
                condition=Q(result=ReviewResult.APPROVED),
                violation_error_message="这一级已经审核过。",
            ),
            models.CheckConstraint(
                name="review_return_says_why",
                condition=~Q(result__in=[ReviewResult.RETURNED, ReviewResult.FORCED, ReviewResult.REFERRED])
                | ~Q(remark=""),
                violation_error_message="须写明意见或理由。",
            ),
            models.CheckConstraint(
                name="review_forced_checked_secrecy",
                condition=~Q(result=ReviewResult.FORCED) | Q(secrecy_checked=True),
                violation_error_message="公开前须先作保密审查。",
            ),
            models.CheckConstraint(
                name="review_paper_names_signer_and_recorder",
                condition=Q(on_paper=False) | Q(signed_on__isnull=False, recorded_by__isnull=False),
                violation_error_message="纸质签字须有签字日期和录入人。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_result_display()}"


class ReviewPlan(models.Model):
    """Which levels a township asks for; without a row of its kind the township's general one, without any all of them."""

    township = models.ForeignKey(
        Township, models.PROTECT, verbose_name="乡镇", related_name="review_plans", editable=False
    )
    kind = models.CharField(
        "适用种类", max_length=16, choices=[("", "全部种类"), *((k, k.label) for k in Kind)], blank=True
    )
    stages = models.JSONField("审核级次")
    history = HistoricalRecords()

    class Meta:
        verbose_name = "审核级次设置"
        verbose_name_plural = "审核级次设置"
        constraints = [
            models.UniqueConstraint(
                fields=["township", "kind"],
                name="review_plan_once",
                violation_error_message="这个种类已有设置。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}：{'、'.join(stage.label for stage in self.plan)}"

    @property
    def plan(self) -> Plan:
        return tuple(stage for stage in STAGES if stage in self.stages)
