"""Dynamic adjustment of a township's catalog: dated, approved, with its difference."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models.people import User
from catalog.models.tree import Node
from catalog.models.units import Township


class RevisionState(models.TextChoices):
    DRAFT = "draft", "草稿"
    CONSULTING = "consulting", "征求群众意见"
    APPROVED = "approved", "已批准"
    DROPPED = "dropped", "已作废"


class CatalogRevision(models.Model):
    """A set of changes to the catalog of one township that takes effect together."""

    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", related_name="revisions")
    title = models.CharField("名称", max_length=120)
    summary = models.TextField("调整说明", blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=RevisionState, default=RevisionState.DRAFT, editable=False
    )
    consult_from = models.DateField("征求意见起", null=True, blank=True)
    consult_until = models.DateField("征求意见止", null=True, blank=True)
    approved_by = models.CharField("批准机关或会议", max_length=120, blank=True)
    approved_on = models.DateField("批准日期", null=True, blank=True, editable=False)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="起草人", related_name="+")
    created_at = models.DateTimeField("起草时间", auto_now_add=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "目录调整"
        verbose_name_plural = "目录调整"
        constraints = [
            models.CheckConstraint(
                name="revision_approved_is_dated",
                condition=~Q(state=RevisionState.APPROVED)
                | (Q(approved_on__isnull=False) & Q(effective_on__isnull=False) & ~Q(approved_by="")),
                violation_error_message="批准须写明批准机关、批准日期和施行日期。",
            ),
            models.CheckConstraint(
                name="revision_consults_in_a_period",
                condition=~Q(state=RevisionState.CONSULTING)
                | (Q(consult_from__isnull=False) & Q(consult_until__gte=models.F("consult_from"))),
                violation_error_message="征求意见须写明起止日期，止不早于起。",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        return f"/revisions/{self.pk}/"


class ChangeKind(models.TextChoices):
    ADD = "add", "新增"
    CHANGE = "change", "调整"
    RETIRE = "retire", "停止"


class RevisionChange(models.Model):
    """One row of a revision: what stood before and what stands after. `after` holds the columns that change."""

    revision = models.ForeignKey(CatalogRevision, models.CASCADE, related_name="changes")
    kind = models.CharField("种类", max_length=8, choices=ChangeKind)
    node = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, verbose_name="事项", related_name="+"
    )
    parent = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, verbose_name="列入", related_name="+"
    )
    before = models.JSONField("调整前", default=dict, blank=True)
    after = models.JSONField("调整后", default=dict, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "调整内容"
        verbose_name_plural = "调整内容"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.node or self.after.get('name', '')}"


class CommentResult(models.TextChoices):
    OPEN = "open", "待研究"
    ADOPTED = "adopted", "采纳"
    PARTLY = "partly", "部分采纳"
    DECLINED = "declined", "未采纳"


class RevisionComment(models.Model):
    """A resident's opinion on a draft revision and what became of it. Holds no name: none is needed."""

    revision = models.ForeignKey(CatalogRevision, models.PROTECT, related_name="comments")
    text = models.TextField("意见", max_length=1000)
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="代录人", related_name="+"
    )
    created_at = models.DateTimeField("提出时间")
    result = models.CharField("采纳情况", max_length=8, choices=CommentResult, default=CommentResult.OPEN)
    reply = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "群众意见"
        verbose_name_plural = "群众意见"
        constraints = [
            models.CheckConstraint(
                name="comment_declined_says_why",
                condition=~Q(result__in=[CommentResult.DECLINED, CommentResult.PARTLY]) | ~Q(reply=""),
                violation_error_message="未采纳或部分采纳须说明理由。",
            )
        ]

    def __str__(self) -> str:
        return self.text[:30]
