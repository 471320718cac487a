"""The check desk's records: what it found, and the words it looks for."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Node, Township, User
from disclosure.models.attachments import Attachment
from disclosure.models.publications import Publication


class Severity(models.TextChoices):
    NOTICE = "notice", "提示"
    HOLD = "hold", "须处理或由签发领导放行"
    STOP = "stop", "须先补正"


class FindingState(models.TextChoices):
    OPEN = "open", "待处理"
    FIXED = "fixed", "已处理"
    RELEASED = "released", "已放行"


class FindingQuerySet(models.QuerySet["Finding"]):
    def open(self) -> "FindingQuerySet":
        return self.filter(state=FindingState.OPEN)

    def blocking(self) -> "FindingQuerySet":
        """What keeps a publication from becoming public."""
        return self.open().filter(severity__in=[Severity.HOLD, Severity.STOP])


class Finding(models.Model):
    """One thing the check desk found, at its place. The excerpt is masked: a finding must not leak what it found."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="findings")
    attachment = models.ForeignKey(
        Attachment, models.CASCADE, null=True, verbose_name="附件", related_name="findings"
    )
    rule = models.CharField("规则", max_length=24)
    severity = models.CharField("程度", max_length=8, choices=Severity)
    place = models.CharField("位置", max_length=160)
    message = models.CharField("问题", max_length=300)
    excerpt = models.CharField("摘录", max_length=200, blank=True)
    digest = models.CharField(max_length=32)  # the same thing found again is the same finding
    fix = models.CharField("一键处理", max_length=24, blank=True)
    state = models.CharField("状态", max_length=10, choices=FindingState, default=FindingState.OPEN)
    found_at = models.DateTimeField("发现时间")
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="处理人", related_name="+")
    settled_at = models.DateTimeField("处理时间", null=True)
    reason = models.CharField("放行理由", max_length=300, blank=True)
    carried_over = models.BooleanField("沿用原文的放行", default=False)  # of a file that did not change

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "检查发现"
        verbose_name_plural = "检查发现"
        constraints = [
            models.UniqueConstraint(fields=["publication", "digest"], name="finding_once"),
            models.CheckConstraint(
                name="finding_released_by_someone_for_a_reason",
                condition=~Q(state="released") | (Q(settled_by__isnull=False) & ~Q(reason="")),
                violation_error_message="放行须写明理由。",
            ),
        ]
        indexes = [models.Index(fields=["publication", "state", "severity"], name="finding_open")]

    def __str__(self) -> str:
        return self.message

    @property
    def blocks(self) -> bool:
        """The rule of `FindingQuerySet.blocking` for a row already read."""
        return self.state == FindingState.OPEN and self.severity in (Severity.HOLD, Severity.STOP)


class WordKind(models.TextChoices):
    ERROR = "error", "常见错误"
    CAUTION = "caution", "慎用或敏感"


class WordingRule(models.Model):
    """A wording to be told of, kept by staff; none claims to be official (REV-6)."""

    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # none: shipped with the product
    wrong = models.CharField("写法", max_length=60)
    right = models.CharField("建议", max_length=60, blank=True)
    unless = models.CharField(
        "除非出现在", max_length=120, blank=True, help_text="几个词用顿号隔开，如“截止日期、截止时间”。"
    )
    kind = models.CharField("类别", max_length=8, choices=WordKind, default=WordKind.ERROR)
    blocks = models.BooleanField("阻止公开", default=False)
    note = models.CharField("说明", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "用语规则"
        verbose_name_plural = "用语规则"
        constraints = [
            models.UniqueConstraint(
                fields=["township", "wrong"],
                name="wording_once",
                violation_error_message="已有这个写法。",
            ),
            models.UniqueConstraint(
                fields=["wrong"], name="wording_shipped_once", condition=Q(township__isnull=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.wrong} → {self.right}" if self.right else self.wrong


class BoardOnly(models.Model):
    """Lists of persons whose names stay on the village's board; online only head count and amount.

    Matched by words in the item's or the list's name, or by the item itself.
    """

    township = models.ForeignKey(
        Township, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )  # none: shipped with the product
    words = models.CharField("名称含有", max_length=60, blank=True)
    node = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, verbose_name="或目录事项", related_name="+"
    )
    note = models.CharField("说明", max_length=200, blank=True)
    is_active = models.BooleanField("启用", default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = "只上公示栏的名单"
        verbose_name_plural = "只上公示栏的名单"
        constraints = [
            models.CheckConstraint(
                name="board_only_says_which",
                condition=~Q(words="") | Q(node__isnull=False),
                violation_error_message="请填写名称里的词，或选择目录事项。",
            )
        ]

    def __str__(self) -> str:
        return self.words or str(self.node)
