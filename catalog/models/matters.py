"""权责清单 and 公共服务事项清单, and their matches to catalog rows (梳理)."""

from django.db import models
from django.db.models import Q

from catalog.models.people import User
from catalog.models.tree import Node
from catalog.models.units import Township, Unit


class MatterKind(models.TextChoices):
    POWER = "power", "权责清单"
    SERVICE = "service", "公共服务事项清单"


class Matter(models.Model):
    """One line of a township's list of powers or of public services."""

    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", related_name="matters")
    kind = models.CharField("清单", max_length=8, choices=MatterKind)
    code = models.CharField("事项编码", max_length=60)
    name = models.CharField("事项名称", max_length=200)
    category = models.CharField("事项类型", max_length=40, blank=True)
    basis = models.TextField("设定依据", blank=True)
    body = models.CharField("实施主体", max_length=120, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="承办单位", related_name="+"
    )
    is_active = models.BooleanField("有效", default=True)

    class Meta:
        verbose_name = "权责和服务事项"
        verbose_name_plural = "权责和服务事项"
        constraints = [
            models.UniqueConstraint(
                fields=["township", "kind", "code"],
                name="matter_once",
                violation_error_message="清单里已有这个编码。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MatchState(models.TextChoices):
    PROPOSED = "proposed", "待确认"
    CONFIRMED = "confirmed", "已确认"
    REJECTED = "rejected", "已否定"


class MatterMatch(models.Model):
    """A proposed tie between a matter and a catalog row; a person confirms it."""

    matter = models.ForeignKey(Matter, models.CASCADE, related_name="matches", verbose_name="事项")
    node = models.ForeignKey(Node, models.PROTECT, related_name="matter_matches", verbose_name="目录事项")
    score = models.FloatField("相似度")
    state = models.CharField("状态", max_length=10, choices=MatchState, default=MatchState.PROPOSED)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    decided_at = models.DateTimeField("确认时间", null=True, blank=True)

    class Meta:
        verbose_name = "目录对应"
        verbose_name_plural = "目录对应"
        constraints = [
            models.UniqueConstraint(fields=["matter", "node"], name="match_once"),
            models.CheckConstraint(
                name="match_decided_by_someone",
                condition=Q(state=MatchState.PROPOSED)
                | (Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
                violation_error_message="确认或否定须记下人和时间。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter} ↔ {self.node}"
