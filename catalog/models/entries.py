"""The public index: one row per thing that is public now. Written only by `catalog.actions.entries`."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from catalog.models.tree import Node
from catalog.models.units import Township, Unit


class EntryKind(models.TextChoices):
    PUBLICATION = "publication", "公开信息"
    ITEM = "item", "公开事项"
    GUIDE = "guide", "办事指南"
    SHEET = "sheet", "村务公开"
    ANSWER = "answer", "问题答复"


class Scope(models.TextChoices):
    PUBLIC = "public", "全社会"
    GROUP = "group", "特定群体"


class EntryQuerySet(models.QuerySet["Entry"]):
    def public(self, township: Township, at: datetime) -> "EntryQuerySet":
        """What anyone may see in this township at this moment: nothing early, nothing expired, no other scope."""
        return self.filter(
            Q(public_until__isnull=True) | Q(public_until__gt=at),
            township=township,
            scope=Scope.PUBLIC,
            public_from__lte=at,
        )

    def over(self, township: Township, at: datetime) -> "EntryQuerySet":
        """Notices whose period is over: title and result stay, whatever they led to is gone (NOT-2)."""
        return self.filter(township=township, scope=Scope.PUBLIC, public_until__lte=at)

    def newest(self) -> "EntryQuerySet":
        return self.order_by("-published_at", "-pk")


class Entry(models.Model):
    """A row of the 政府信息公开目录 (PRO-7: 索引, 名称, 内容概述, 生成日期). `path` carries no township prefix."""

    key = models.CharField(max_length=60, unique=True)  # e.g. "publication:123"
    kind = models.CharField("种类", max_length=12, choices=EntryKind)
    township = models.ForeignKey(Township, models.PROTECT, related_name="entries")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="entries", verbose_name="发布单位")
    node = models.ForeignKey(Node, models.PROTECT, null=True, related_name="entries", verbose_name="目录事项")
    domain = models.ForeignKey(
        Node, models.PROTECT, null=True, related_name="domain_entries", verbose_name="领域"
    )
    title = models.CharField("名称", max_length=200)
    summary = models.CharField("内容概述", max_length=300, blank=True)
    path = models.CharField(max_length=120)
    index_no = models.CharField("索引号", max_length=60, blank=True)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    formed_on = models.DateField("生成日期", null=True)
    published_at = models.DateTimeField("发布日期")
    carried_over = models.BooleanField("迁入", default=False)
    scope = models.CharField(max_length=8, choices=Scope, default=Scope.PUBLIC)
    public_from = models.DateTimeField()
    public_until = models.DateTimeField(null=True)
    noindex = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "公开索引"
        verbose_name_plural = "公开索引"
        constraints = [
            models.CheckConstraint(
                name="entry_closes_after_it_opens",
                condition=Q(public_until__isnull=True) | Q(public_until__gt=models.F("public_from")),
            )
        ]
        indexes = [
            models.Index(fields=["township", "-published_at", "-id"], name="entry_newest"),
            models.Index(fields=["township", "domain", "-published_at", "-id"], name="entry_domain"),
            models.Index(fields=["township", "node", "-published_at", "-id"], name="entry_node"),
            models.Index(fields=["township", "unit", "-published_at", "-id"], name="entry_unit"),
            models.Index(fields=["township", "public_from"], name="entry_opens"),
            models.Index(fields=["township", "public_until"], name="entry_closes"),
        ]

    def __str__(self) -> str:
        return self.title
