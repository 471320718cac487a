"""The catalog tree: domains, statutory columns, groups and items with the printed columns (PRO-11)."""

from datetime import date

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from mptt.models import MPTTModel, TreeForeignKey, TreeManager
from mptt.querysets import TreeQuerySet
from simple_history.models import HistoricalRecords

from catalog.law.timelimits import Rule, RuleKind
from catalog.law.vocabulary import Audience, Level, Mode, NodeKind, Origin, Verified
from catalog.models.people import User
from catalog.models.units import Township, Unit


class NodeQuerySet(TreeQuerySet):
    def of_township(self, township: Township) -> "NodeQuerySet":
        """Shared rows and the township's own; never another township's."""
        return self.filter(Q(township__isnull=True) | Q(township=township))

    def items(self) -> "NodeQuerySet":
        return self.filter(kind=NodeKind.ITEM)

    def in_force(self, today: date) -> "NodeQuerySet":
        return self.filter(
            Q(in_force_from__isnull=True) | Q(in_force_from__lte=today),
            Q(in_force_until__isnull=True) | Q(in_force_until__gte=today),
        )


class NodeManager(TreeManager.from_queryset(NodeQuerySet)):  # type: ignore[misc]
    pass


class Node(MPTTModel):
    """A place in the catalog. An item (公开事项) is a leaf that carries the columns of the official table.

    National rows are locked; what a township does with one stands in its `Adoption`. Numbers are labels, the
    `key` is the identity and stands in addresses.
    """

    parent = TreeForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    key = models.CharField(
        "标识",
        max_length=40,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", "用小写字母、数字和连字符。")],
    )
    kind = models.CharField("类型", max_length=8, choices=[(k, k.label) for k in NodeKind])
    origin = models.CharField("来源", max_length=10, choices=[(o, o.label) for o in Origin])
    township = models.ForeignKey(
        Township,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="own_nodes",
        verbose_name="所属乡镇",
        help_text="国家指引和县级目录各乡镇共用，不填。",
    )
    number = models.CharField("序号", max_length=20, blank=True)
    name = models.CharField("名称", max_length=120)
    description = models.TextField("说明", blank=True)
    statute_code = models.CharField(
        "法定主动公开内容", max_length=8, blank=True, help_text="如 20-7，见条例第二十、二十一条。"
    )

    elements = models.TextField("公开内容（要素）", blank=True)
    basis = models.TextField("公开依据", blank=True)
    limit_text = models.CharField("公开时限", max_length=300, blank=True)
    body = models.CharField("公开主体", max_length=200, blank=True)
    channels = models.JSONField("公开渠道和载体", default=list, blank=True)
    channel_note = models.CharField("其他渠道", max_length=120, blank=True)
    audience = models.CharField(
        "公开对象", max_length=6, choices=[(a, a.label) for a in Audience], blank=True
    )
    audience_named = models.CharField("特定群体", max_length=120, blank=True)
    mode = models.CharField("公开方式", max_length=12, choices=[(m, m.label) for m in Mode], blank=True)
    levels = models.JSONField("公开层级", default=list, blank=True)
    extra = models.JSONField("其他列", default=dict, blank=True, help_text="导入表里多出的列，原样保存。")

    verified = models.CharField(
        "核对", max_length=5, choices=[(v, v.label) for v in Verified], default=Verified.NO
    )
    in_force_from = models.DateField("施行日期", null=True, blank=True)
    in_force_until = models.DateField("停止日期", null=True, blank=True)
    stop_reason = models.CharField("停止原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = NodeManager()
    history = HistoricalRecords(excluded_fields=["lft", "rght", "tree_id", "level"])

    class Meta:
        verbose_name = "目录节点"
        verbose_name_plural = "目录节点"
        constraints = [
            models.CheckConstraint(
                name="node_own_rows_name_their_township",
                condition=Q(origin__in=[Origin.NATIONAL, Origin.COUNTY], township__isnull=True)
                | Q(origin=Origin.TOWNSHIP, township__isnull=False)
                | Q(origin=Origin.VILLAGE),
                violation_error_message="国家和县级目录不属于某个乡镇；本镇特色事项须写明乡镇。",
            ),
            models.CheckConstraint(
                name="node_stopped_says_why",
                condition=Q(in_force_until__isnull=True) | ~Q(stop_reason=""),
                violation_error_message="停止的事项须写明原因。",
            ),
        ]
        indexes = [models.Index(fields=["kind", "origin"])]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Public address, without township prefix."""
        return f"/items/{self.key}/" if self.kind == NodeKind.ITEM else f"/domains/{self.key}/"

    @property
    def is_locked(self) -> bool:
        """National rows are never edited: a township's wording stands in its adoption."""
        return self.origin == Origin.NATIONAL

    @property
    def county_only(self) -> bool:
        """Rows that only county departments publish make no duty for a township."""
        return self.levels == [Level.COUNTY]

    def is_stopped(self, today: date) -> bool:
        return self.in_force_until is not None and self.in_force_until < today


class AdoptionStatus(models.TextChoices):
    APPLIES = "applies", "适用"
    NOT_INVOLVED = "not_involved", "本镇不涉及"


# Columns a township (or village) may word otherwise; empty means: as printed in the catalog row.
WORDING = (
    "elements", "basis", "limit_text", "body", "channels", "channel_note", "audience", "audience_named", "mode", "levels",
)  # fmt: skip


class Adoption(models.Model):
    """What one unit's list does with a catalog row, so that the shared row stays intact."""

    holder = models.ForeignKey(
        Unit,
        models.PROTECT,
        verbose_name="目录所属单位",
        related_name="adoptions",
        help_text="乡镇目录填乡镇，村级目录填村。",
    )
    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", editable=False)
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="目录事项", related_name="adoptions")
    status = models.CharField(
        "适用情况", max_length=12, choices=AdoptionStatus, default=AdoptionStatus.APPLIES
    )
    reason = models.CharField("不涉及的理由", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, verbose_name="责任单位", related_name="responsible_for"
    )
    number = models.CharField("本镇编号", max_length=20, blank=True)
    applies_from = models.DateField(
        "从何日起负责", null=True, blank=True, help_text="这天以前已经结束的期次不再补。不填则从启用日期起。"
    )
    elements = models.TextField("公开内容（本镇）", blank=True)
    basis = models.TextField("公开依据（本镇）", blank=True)
    limit_text = models.CharField("公开时限（本镇）", max_length=300, blank=True)
    body = models.CharField("公开主体（本镇）", max_length=200, blank=True)
    channels = models.JSONField("公开渠道（本镇）", null=True, blank=True)
    channel_note = models.CharField("其他渠道（本镇）", max_length=120, blank=True)
    audience = models.CharField(
        "公开对象（本镇）", max_length=6, choices=[(a, a.label) for a in Audience], blank=True
    )
    audience_named = models.CharField("特定群体（本镇）", max_length=120, blank=True)
    mode = models.CharField(
        "公开方式（本镇）", max_length=12, choices=[(m, m.label) for m in Mode], blank=True
    )
    levels = models.JSONField("公开层级（本镇）", null=True, blank=True)
    nothing_new_on = models.DateField("最近确认无新增", null=True, blank=True, editable=False)
    checked_on = models.DateField("核对日期", null=True, blank=True)
    checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核对人", related_name="+"
    )
    check_source = models.CharField("核对依据", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "本镇采用"
        verbose_name_plural = "本镇采用"
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "node"],
                name="adoption_once",
                violation_error_message="这一事项已有采用记录。",
            ),
            models.CheckConstraint(
                name="adoption_not_involved_has_reason",
                condition=~Q(status=AdoptionStatus.NOT_INVOLVED) | ~Q(reason=""),
                violation_error_message="标为“不涉及”须写明理由，群众会看到这条理由。",
            ),
            models.CheckConstraint(
                name="adoption_checked_names_source",
                condition=Q(checked_on__isnull=True) | (~Q(check_source="") & Q(checked_by__isnull=False)),
                violation_error_message="核对须写明依据和核对人。",
            ),
        ]
        indexes = [models.Index(fields=["township", "status"])]

    def __str__(self) -> str:
        return f"{self.holder} · {self.node}"


class TimeLimit(models.Model):
    """One structured rule of a printed term; a row's text may hold several. Derived by `law.timelimits`."""

    node = models.ForeignKey(Node, models.CASCADE, null=True, blank=True, related_name="limits")
    adoption = models.ForeignKey(Adoption, models.CASCADE, null=True, blank=True, related_name="limits")
    position = models.PositiveSmallIntegerField("次序", default=0)
    kind = models.CharField("种类", max_length=16, choices=[(k, k.value) for k in RuleKind])
    data = models.JSONField("规则")

    class Meta:
        verbose_name = "时限规则"
        verbose_name_plural = "时限规则"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="timelimit_of_node_or_adoption",
                condition=Q(node__isnull=False, adoption__isnull=True)
                | Q(node__isnull=True, adoption__isnull=False),
                violation_error_message="时限规则属于目录事项或本镇采用，二者之一。",
            )
        ]

    def __str__(self) -> str:
        return str(self.data)

    @property
    def rule(self) -> Rule:
        return Rule.from_dict(self.data)
