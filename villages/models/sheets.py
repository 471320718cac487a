"""What a village posts: a sheet of a period, in editions; the supervision committee's word on it (VIL-4, VIL-5)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from catalog.models import Node, Township, Unit, User
from disclosure.law.duties import period_name
from disclosure.law.lifecycle import State
from disclosure.models import Duty, Publication
from villages.law.finance import Flow, Line, Statement
from villages.law.kinds import MONTHLY, NAMED, SheetKind
from villages.law.papers import PaperAct
from villages.law.sheets import SheetAct, SheetState
from villages.law.tables import Row


class SheetQuerySet(models.QuerySet["Sheet"]):
    def public(self) -> "SheetQuerySet":
        """Editions residents may read: carried by what is public, or by a revision taken into it; not the overtaken ones."""
        return self.readable(Publication.objects.filter(state=State.PUBLISHED))

    def readable(self, publications: models.QuerySet[Publication]) -> "SheetQuerySet":
        """The same where only these publications can be opened."""
        carried = Q(carrier__in=publications, carrier__revises=None) | Q(
            carrier__state=State.MERGED, carrier__revises__in=publications
        )
        later = Sheet._base_manager.filter(
            unit=models.OuterRef("unit"), node=models.OuterRef("node"), first=models.OuterRef("first"),
            subject=models.OuterRef("subject"), edition__gt=models.OuterRef("edition"), carrier__state=State.MERGED,
        )  # fmt: skip
        return self.filter(carried).exclude(models.Exists(later))

    def accounts(self) -> "SheetQuerySet":
        return self.filter(kind=SheetKind.ACCOUNTS)

    def same_matter(self, sheet: "Sheet") -> "SheetQuerySet":
        """Every edition of what the sheet is about."""
        return self.filter(unit=sheet.unit_id, node=sheet.node_id, first=sheet.first, subject=sheet.subject)


class Sheet(models.Model):
    """One edition of what a village posts on one item for one period. What was typed is kept, whether it agrees or not.

    opening, closing: fen, of accounts only. Lines of accounts are `FinanceLine`, rows of other tables `SheetRow`.
    """

    kind = models.CharField("种类", max_length=12, choices=[(k, k.label) for k in SheetKind])
    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="sheets")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="公开事项", related_name="sheets")
    first = models.DateField("期间起")
    last = models.DateField("期间止")
    subject = models.CharField(
        "是什么事", max_length=80, blank=True
    )  # tells several of one item and period apart
    words = models.TextField("说明", blank=True)
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
        Publication, models.PROTECT, null=True, blank=True, verbose_name="公开信息", related_name="sheet"
    )
    duty = models.ForeignKey(
        Duty, models.PROTECT, null=True, blank=True, verbose_name="为哪件公开任务", related_name="sheets"
    )
    version = models.PositiveIntegerField("版本", default=1)

    objects = SheetQuerySet.as_manager()

    class Meta:
        verbose_name = "村务公开表"
        verbose_name_plural = "村务公开表"
        ordering = ["-first", "-edition"]
        indexes = [models.Index(fields=["unit", "kind", "-first"], name="sheet_of_village")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "node", "first", "subject", "edition"], name="sheet_edition_once",
                violation_error_message="这一期的表已经有了。",
            ),
            models.UniqueConstraint(
                fields=["unit", "node", "first", "subject"], name="sheet_one_under_way",
                condition=~Q(state=SheetState.HANDED_IN), violation_error_message="这一期的表正在填报。",
            ),
            models.CheckConstraint(
                name="sheet_monthly_begins_with_its_month", condition=~Q(kind__in=sorted(MONTHLY)) | Q(first__day=1),
            ),
            models.CheckConstraint(name="sheet_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="sheet_handed_in_has_its_publication",
                condition=~Q(state=SheetState.HANDED_IN) | Q(carrier__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_correction_says_why", condition=Q(edition=1) | ~Q(reason=""),
                violation_error_message="更正须写明原因。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit}{self.title}"

    @property
    def month(self) -> date:
        """Of accounts: the month, by its first day."""
        return self.first

    @property
    def period(self) -> str:
        """The period in words."""
        return period_name(self.first, self.last)

    @property
    def title(self) -> str:
        """Period and matter, without the village."""
        if self.kind == SheetKind.ACCOUNTS:
            return f"{self.period}财务公开"
        return self.subject if self.kind in NAMED else f"{self.period}{self.subject or self.node.name}"

    def statement(self) -> Statement:
        """The accounts as the law reads them. 1 query."""
        return Statement(self.first, self.opening, self.closing, [line.as_law() for line in self.lines.all()])

    def table(self) -> list[Row]:
        """The rows of its table. 1 query."""
        return [row.cells for row in self.rows.all()]


class FinanceLine(models.Model):
    """One entry. amount: fen."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="lines")
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


class SheetRow(models.Model):
    """One row of a table. cells: by column of `law.kinds`, as `law.tables` reads them (money in fen)."""

    sheet = models.ForeignKey(Sheet, models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField("次序")
    cells = models.JSONField("内容", default=dict)

    class Meta:
        verbose_name = "表格各行"
        verbose_name_plural = "表格各行"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["sheet", "position"], name="sheet_row_position_once")]

    def __str__(self) -> str:
        return str(self.position)


class SheetSignature(models.Model):
    """The word of a member of the supervision committee, on screen or on paper; paper takes a second person."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="signatures")
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
    """What was done with a sheet and the papers behind it; only appended to."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="events")
    act = models.CharField(
        "动作", max_length=12, choices=[(act, act.label) for act in (*SheetAct, *PaperAct)]
    )
    by = models.ForeignKey(User, models.PROTECT, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=300, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.get_act_display()}"
