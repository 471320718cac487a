"""A village's accounts of one month, in editions; the supervision committee's word on them (VIL-4, VIL-5)."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Township, Unit, User
from disclosure.law.lifecycle import State
from disclosure.models import Publication
from villages.law.finance import Flow, Line, Statement
from villages.law.sheets import SheetAct, SheetState


class FinanceSheetQuerySet(models.QuerySet["FinanceSheet"]):
    def public(self) -> "FinanceSheetQuerySet":
        """Editions residents may read: carried by what is public, or by a revision taken into it; not the overtaken ones."""
        carried = Q(carrier__state=State.PUBLISHED, carrier__revises=None) | Q(
            carrier__state=State.MERGED, carrier__revises__state=State.PUBLISHED
        )
        later = FinanceSheet._base_manager.filter(
            unit=models.OuterRef("unit"), month=models.OuterRef("month"), edition__gt=models.OuterRef("edition"),
            carrier__state=State.MERGED,
        )  # fmt: skip
        return self.filter(carried).exclude(models.Exists(later))


class FinanceSheet(models.Model):
    """One edition of a month's accounts. Amounts in fen. What was typed is kept, whether it agrees or not."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="finance_sheets")
    month = models.DateField("月份")  # its first day
    edition = models.PositiveSmallIntegerField("第几版", default=1)
    state = models.CharField(
        "状态", max_length=12, choices=[(s, s.label) for s in SheetState], default=SheetState.DRAFT
    )
    round = models.PositiveSmallIntegerField("送监督委员会次数", default=0)
    opening = models.BigIntegerField("期初余额", default=0)
    closing = models.BigIntegerField("期末余额", default=0)
    reason = models.CharField("更正的原因", max_length=200, blank=True)
    entered_for = models.BooleanField("乡镇代录", default=False)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="填报人", related_name="+")
    created_at = models.DateTimeField("填报时间")
    carrier = models.OneToOneField(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="公开信息",
        related_name="finance_sheet",
    )
    version = models.PositiveIntegerField("版本", default=1)

    objects = FinanceSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "村级财务公开表"
        verbose_name_plural = "村级财务公开表"
        ordering = ["-month", "-edition"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "edition"], name="finance_sheet_edition_once",
                violation_error_message="这个月的表已经有了。",
            ),
            models.UniqueConstraint(
                fields=["unit", "month"], name="finance_sheet_one_under_way",
                condition=~Q(state=SheetState.HANDED_IN), violation_error_message="这个月的表正在填报。",
            ),
            models.CheckConstraint(
                name="finance_sheet_month_is_its_first_day", condition=Q(month__day=1),
            ),
            models.CheckConstraint(
                name="finance_sheet_handed_in_has_its_publication",
                condition=~Q(state=SheetState.HANDED_IN) | Q(carrier__isnull=False),
            ),
            models.CheckConstraint(
                name="finance_sheet_correction_says_why", condition=Q(edition=1) | ~Q(reason=""),
                violation_error_message="更正须写明原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit}{self.month:%Y年%m月}财务公开表"

    def statement(self) -> Statement:
        """The accounts as the law reads them. 1 query."""
        return Statement(self.month, self.opening, self.closing, [line.as_law() for line in self.lines.all()])


class FinanceLine(models.Model):
    """One entry. amount: fen."""

    sheet = models.ForeignKey(FinanceSheet, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField("次序")
    on = models.DateField("日期")
    voucher = models.CharField("凭证号", max_length=40, blank=True)
    summary = models.CharField("摘要", max_length=120, blank=True)
    flow = models.CharField("收支", max_length=8, choices=[(flow, flow.label) for flow in Flow])
    amount = models.BigIntegerField("金额")
    source = models.CharField("来源或用途", max_length=120, blank=True)
    handler = models.CharField("经手人", max_length=40, blank=True)
    approver = models.CharField("审批人", max_length=40, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = "收支明细"
        verbose_name_plural = "收支明细"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "position"], name="finance_line_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.summary}"

    def as_law(self) -> Line:
        return Line(
            self.on, self.voucher, self.summary, Flow(self.flow), self.amount, self.source, self.handler, self.approver,
            self.remark,
        )  # fmt: skip


class SheetSignature(models.Model):
    """The word of a member of the supervision committee, on screen or on paper; paper takes a second person."""

    sheet = models.ForeignKey(FinanceSheet, models.PROTECT, related_name="signatures")
    round = models.PositiveSmallIntegerField("送监督委员会次数")  # a word on other figures counts no more
    agrees = models.BooleanField("同意公开")
    opinion = models.CharField("意见", max_length=300, blank=True)
    signer = models.CharField("审核人", max_length=40)
    signed_on = models.DateField("审核日期")
    on_paper = models.BooleanField("纸质签字", default=False)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="审核人或登记人", related_name="+")
    at = models.DateTimeField("时间")
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核对人", related_name="+"
    )
    void = models.BooleanField("作废", default=False)  # the record did not agree with the paper

    class Meta:
        verbose_name = "监督委员会审核"
        verbose_name_plural = "监督委员会审核"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="sheet_signature_return_says_why", condition=Q(agrees=True) | ~Q(opinion=""),
                violation_error_message="退回须写明意见。",
            ),
            models.CheckConstraint(
                name="sheet_signature_paper_takes_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("by")),
                violation_error_message="登记和核对须由两个人办理。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.signer} {'同意' if self.agrees else '退回'}"

    @property
    def counts(self) -> bool:
        """Whether it is a signature yet, and still one."""
        return not self.void and (not self.on_paper or self.confirmed_by_id is not None)


class SheetEvent(models.Model):
    """What was done with a sheet; only appended to."""

    sheet = models.ForeignKey(FinanceSheet, models.PROTECT, related_name="events")
    act = models.CharField("动作", max_length=12, choices=[(act, act.label) for act in SheetAct])
    by = models.ForeignKey(User, models.PROTECT, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.get_act_display()}"
