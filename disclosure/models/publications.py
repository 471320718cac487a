"""What is made public: publications, their attachments, reviews and events."""

import uuid
from datetime import datetime
from pathlib import PurePath

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Node, Township, Unit, User
from disclosure.law.lifecycle import State, Validity, Verb, WithdrawReason


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self, township: Township, at: datetime) -> "PublicationQuerySet":
        """What anyone may open at this moment; a withdrawn one opens as a notice, so it is not in here."""
        return self.filter(
            Q(public_until__isnull=True) | Q(public_until__gt=at),
            township=township,
            state=State.PUBLISHED,
            public_from__lte=at,
        )


def is_public(state: str, opens: datetime | None, closes: datetime | None, at: datetime) -> bool:
    """The same rule as `PublicationQuerySet.public` for a row already read; a test holds the two together."""
    return state == State.PUBLISHED and opens is not None and opens <= at and (closes is None or closes > at)


class Publication(models.Model):
    """One piece of public information: the evidence that discharges a duty."""

    township = models.ForeignKey(
        Township, models.PROTECT, verbose_name="乡镇", related_name="publications", editable=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="发布单位", related_name="publications")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="目录事项", related_name="publications")
    title = models.CharField("标题", max_length=200)
    summary = models.CharField(
        "内容概述", max_length=300, blank=True, help_text="一两句话说清是什么；不填则取正文开头。"
    )
    text = models.TextField("正文", blank=True, help_text="可从 WPS 或 Word 粘贴；空一行即分段。")
    doc_no = models.CharField("文号", max_length=60, blank=True, help_text="如：望府发〔2026〕12号。")
    formed_on = models.DateField(
        "成文日期", help_text="文件落款的日期；发布日期由系统在公开时写入，不能填写。"
    )
    issuer = models.CharField("发文机关", max_length=60, blank=True)
    theme = models.CharField("主题分类", max_length=40, blank=True)
    source = models.CharField("信息来源", max_length=60, blank=True)
    validity = models.CharField("有效性", max_length=8, choices=[(v, v.label) for v in Validity], blank=True)

    state = models.CharField(
        "状态", max_length=10, choices=[(s, s.label) for s in State], default=State.DRAFT, editable=False
    )
    index_no = models.CharField("索引号", max_length=60, blank=True, editable=False)
    published_at = models.DateTimeField("发布日期", null=True, editable=False)
    public_from = models.DateTimeField("公开起", null=True, editable=False)
    public_until = models.DateTimeField("公开止", null=True, blank=True, editable=False)
    carried_over = models.BooleanField("迁入", default=False, editable=False)
    original_published_on = models.DateField("原发布日期", null=True, blank=True, editable=False)
    original_url = models.URLField("原网址", max_length=300, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    withdraw_reason = models.CharField(
        "撤回原因", max_length=12, choices=[(r, r.label) for r in WithdrawReason], blank=True, editable=False
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="起草人", related_name="+", editable=False
    )
    created_at = models.DateTimeField("起草时间", editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="提交人", related_name="+", editable=False
    )
    for_duty = models.ForeignKey(
        "disclosure.Duty",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="为哪件公开任务而写",
        related_name="drafts",
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "公开信息"
        verbose_name_plural = "公开信息"
        constraints = [
            models.UniqueConstraint(
                fields=["index_no"], name="publication_index_no_once", condition=~Q(index_no="")
            ),
            models.CheckConstraint(
                name="publication_public_is_dated",
                condition=~Q(state__in=[State.PUBLISHED, State.WITHDRAWN])
                | (Q(published_at__isnull=False) & Q(public_from__isnull=False) & ~Q(index_no="")),
                violation_error_message="已公开的信息须有发布日期和索引号。",
            ),
            models.CheckConstraint(
                name="publication_withdrawn_says_why",
                condition=~Q(state=State.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                violation_error_message="撤回须写明原因。",
            ),
        ]
        indexes = [
            models.Index(fields=["township", "state", "-published_at"]),
            models.Index(fields=["unit", "state"]),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """Public address, without township prefix."""
        return f"/info/{self.pk}/"


def attachment_place(attachment: "Attachment", file_name: str) -> str:
    """A stored name that says nothing: no title, no person, only a random id and the kind."""
    return f"attachments/{attachment.key.hex[:2]}/{attachment.key.hex}{PurePath(file_name).suffix.lower()}"


class Attachment(models.Model):
    """A file of a publication. Its kind is what its content says; it is only ever sent as a download."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="attachments")
    file = models.FileField("文件", upload_to=attachment_place, max_length=120)
    name = models.CharField("显示名称", max_length=120)
    kind = models.CharField("类型", max_length=8, editable=False)
    size = models.PositiveBigIntegerField("字节", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Public address, without township prefix."""
        return f"/files/{self.key}/"


class ReviewResult(models.TextChoices):
    APPROVED = "approved", "同意"
    RETURNED = "returned", "退回"


class Review(models.Model):
    """One person's review of one version of one publication, secrecy conclusion included (REV-2)."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(User, models.PROTECT, verbose_name="审核人", related_name="+")
    at = models.DateTimeField("审核时间")
    result = models.CharField("结论", max_length=8, choices=ReviewResult)
    secrecy_checked = models.BooleanField("已作保密审查", default=False)
    remark = models.CharField("意见", max_length=500, blank=True)

    class Meta:
        verbose_name = "审核记录"
        verbose_name_plural = "审核记录"
        constraints = [
            models.CheckConstraint(
                name="review_approval_checked_secrecy",
                condition=~Q(result=ReviewResult.APPROVED) | Q(secrecy_checked=True),
                violation_error_message="审核通过前须先作保密审查。",
            ),
            models.CheckConstraint(
                name="review_return_says_why",
                condition=~Q(result=ReviewResult.RETURNED) | ~Q(remark=""),
                violation_error_message="退回须写明意见。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.by} {self.get_result_display()}"


class PublicationEvent(models.Model):
    """The log of a publication: every act, who, when. Only ever appended."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="events")
    verb = models.CharField("动作", max_length=12, choices=[(v, v.label) for v in Verb])
    by = models.ForeignKey(User, models.PROTECT, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.get_verb_display()}"


class IndexSerial(models.Model):
    """The last serial given in one township and year, so that an 索引号 is never given twice (PAGE-8)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["township", "year"], name="index_serial_once")]

    def __str__(self) -> str:
        return f"{self.township} {self.year}: {self.last}"
