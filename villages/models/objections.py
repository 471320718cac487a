"""Residents' questions about what a village published, and how many days there are for them (VIL-3)."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Township, Unit, User
from disclosure.models import Publication
from disclosure.models.sealed import SealedTextField
from villages.law.cadence import MOST_DAYS, PRESETS, Cadence, Every
from villages.law.objections import OPEN, ObjectionState, Source


class VillagePolicy(models.Model):
    """Figures the law leaves open, of one township."""

    township = models.OneToOneField(
        Township, models.PROTECT, verbose_name="乡镇", related_name="village_policy", editable=False
    )
    objection_days = models.PositiveSmallIntegerField("村里答复疑问的天数", default=10)
    investigation_days = models.PositiveSmallIntegerField("乡镇核实的天数", default=15)
    lump_share = models.PositiveSmallIntegerField(
        "“其他”一类超过百分之几时提醒", default=10, help_text="填 0 不提醒。"
    )
    preset = models.CharField(
        "参照哪里的规定", max_length=16, blank=True, choices=[(p.key, p.label) for p in PRESETS]
    )
    finance_every = models.CharField(
        "财务多久公开一次", max_length=8, choices=[(e, e.label) for e in Every], default=Every.QUARTER
    )
    finance_days = models.PositiveSmallIntegerField("财务在期末后几日内公开", default=15)
    general_every = models.CharField(
        "一般事项多久公开一次", max_length=8, choices=[(e, e.label) for e in Every], default=Every.QUARTER
    )
    general_days = models.PositiveSmallIntegerField("一般事项在期末后几日内公开", default=15)
    yearly_days = models.PositiveSmallIntegerField("年度事项在年终后几日内公开", default=30)
    major_days = models.PositiveSmallIntegerField("重大事项在发生后几日内公开", default=5)
    board_days = models.PositiveSmallIntegerField("公示栏上至少几日", default=10, help_text="填 0 不作要求。")
    agreement_days = models.PositiveSmallIntegerField(
        "镇村同一事项最多相差几天公布",
        default=15,
        help_text="一方公布后，另一方过了这些天还没有公布，记为差异。",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "村务公开设置"
        verbose_name_plural = "村务公开设置"
        constraints = [
            models.CheckConstraint(
                name="village_policy_has_days", condition=Q(objection_days__gt=0, investigation_days__gt=0),
                violation_error_message="天数至少是1天。",
            ),
            models.CheckConstraint(
                name="village_policy_share_is_per_cent", condition=Q(lump_share__lte=100),
                violation_error_message="百分比不能超过100。",
            ),
            models.CheckConstraint(
                name="village_policy_has_terms",
                condition=Q(
                    finance_days__range=(1, MOST_DAYS), general_days__range=(1, MOST_DAYS), yearly_days__range=(1, MOST_DAYS),
                    major_days__range=(1, MOST_DAYS), board_days__lte=365,
                ),
                violation_error_message=f"公开时限填1到{MOST_DAYS}天，公示栏上的天数不超过365天。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return "村务公开设置"

    @property
    def cadence(self) -> Cadence:
        """How often and by when, as the law prints it."""
        return Cadence(
            Every(self.finance_every), self.finance_days, Every(self.general_every), self.general_days, self.yearly_days,
            self.major_days, self.board_days,
        )  # fmt: skip


class Objection(models.Model):
    """One question. What the resident wrote and how he can be reached stay inside; the answer is public."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="objections")
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, blank=True, verbose_name="关于", related_name="objections"
    )
    token = models.CharField(max_length=64, unique=True)  # sent twice, it is still one
    source = models.CharField("来源", max_length=8, choices=[(s, s.label) for s in Source])
    text = SealedTextField("疑问")
    contact = SealedTextField("联系方式", null=True)
    state = models.CharField("状态", max_length=10, choices=[(s, s.label) for s in ObjectionState])
    received_on = models.DateField("提出日期")
    due_on = models.DateField("答复期限")
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="登记人", related_name="+"
    )
    answer = models.TextField("村里的答复", blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="答复人", related_name="+"
    )
    answered_at = models.DateTimeField("答复时间", null=True, blank=True)
    escalated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="报送人", related_name="+"
    )
    escalated_on = models.DateField("报乡镇日期", null=True, blank=True)
    finding = models.TextField("乡镇的核实结果", blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核实人", related_name="+"
    )
    decided_at = models.DateTimeField("核实时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "村务疑问"
        verbose_name_plural = "村务疑问"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state", "due_on"], name="objection_queue")]
        constraints = [
            models.CheckConstraint(
                name="objection_answered_has_its_words",
                condition=~Q(state=ObjectionState.ANSWERED) | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="objection_decided_has_its_words",
                condition=~Q(state__in=[ObjectionState.ORDERED, ObjectionState.UNFOUNDED])
                | (~Q(finding="") & Q(decided_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.received_on} 的疑问"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def number(self) -> str:
        """By which people speak of it; it says nothing of who asked."""
        return f"{self.received_on:%Y%m%d}-{self.pk}"
