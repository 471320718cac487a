"""What happens on the way to an answer: correction, search, opinions, reasons, extension, fee."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Unit, User
from disclosure.law.clock import EXTENSION_DAYS
from disclosure.law.fees import Tariff
from disclosure.models.applicants import CaseFile
from disclosure.models.applications import Application
from disclosure.models.sealed import SealedTextField


class Correction(models.Model):
    """The one notice that asks for correction, and what came back (CLK-2). One a case."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="correction")
    reasons = models.JSONField("原因", default=list)  # keys of CORRECTION_REASONS
    points = models.TextField("需要补正的内容")
    guidance = models.TextField("怎样补正")
    asked_on = models.DateField("告知日期")
    late = models.BooleanField("超期补正", default=False)  # CLK-4
    until = models.DateField("补正期限")
    answered_on = models.DateField("收到补正", null=True, blank=True)
    answer = SealedTextField("补正内容", null=True)

    class Meta:
        verbose_name = "补正"
        verbose_name_plural = "补正"
        constraints = [
            models.CheckConstraint(name="correction_until_later", condition=Q(until__gt=F("asked_on")))
        ]

    def __str__(self) -> str:
        return f"{self.application} 补正"


class SearchRequest(models.Model):
    """One place searched: by a unit asked to, or by the officer himself. Nothing found is an answer too (OUT-R3)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="searches")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="查找单位", related_name="+")
    what = models.CharField("查找什么", max_length=300)
    asked_on = models.DateField("交办日期")
    due_on = models.DateField("回复期限")
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="交办人", related_name="+")
    systems = models.CharField("查了哪些系统、档案", max_length=300, blank=True)
    words = models.CharField("关键词", max_length=200, blank=True)
    found = models.BooleanField("查到了", null=True, blank=True)
    result = models.TextField("查找结果", blank=True)
    searched_by = models.CharField("查找人", max_length=40, blank=True)
    searched_on = models.DateField("查找日期", null=True, blank=True)
    answered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="回复人", related_name="+"
    )
    answered_at = models.DateTimeField("回复时间", null=True, blank=True)

    class Meta:
        verbose_name = "查找记录"
        verbose_name_plural = "查找记录"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="search_answered_in_full",
                condition=Q(found__isnull=True)
                | (
                    Q(searched_on__isnull=False, answered_at__isnull=False)
                    & ~Q(systems="")
                    & ~Q(searched_by="")
                ),
                violation_error_message="请写明查了哪里、由谁查、哪天查。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.what}"


class PartyKind(models.TextChoices):
    THIRD = "third", "第三方"
    JOINT = "joint", "共同制作机关"


class Reply(models.TextChoices):
    AGREES = "agrees", "同意公开"
    PARTLY = "partly", "同意部分公开"
    REFUSES = "refuses", "不同意公开"
    SILENT = "silent", "逾期未答复"


class Consultation(models.Model):
    """One letter asking a third party or joint maker, and its answer (CLK-6 … CLK-8)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consultations")
    party_kind = models.CharField("对象", max_length=6, choices=PartyKind)
    party = SealedTextField("姓名或名称")
    party_address = SealedTextField("联系地址", null=True)
    concern = models.TextField("为什么征求意见", help_text="涉及对方的什么信息、可能有什么影响。")
    sent_on = models.DateField("发出日期")
    received_on = models.DateField("对方收到日期", null=True, blank=True)
    until = models.DateField("答复期限")
    reply = models.CharField("意见", max_length=8, choices=Reply, blank=True)
    replied_on = models.DateField("收到意见日期", null=True, blank=True)
    reply_reasons = SealedTextField("意见的理由", null=True)
    reasonable = models.BooleanField("理由合理", null=True, blank=True)
    overridden = models.BooleanField(
        "不公开会对公共利益造成重大影响，决定公开", default=False
    )  # CLK-6, DOC-9
    override_reason = models.TextField("决定公开的理由", blank=True)
    file = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, blank=True, verbose_name="意见原件", related_name="+"
    )

    class Meta:
        verbose_name = "征求意见"
        verbose_name_plural = "征求意见"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="consultation_reply_is_dated", condition=Q(reply="") | Q(replied_on__isnull=False)
            ),
            models.CheckConstraint(
                name="consultation_received_after_sent",
                condition=Q(received_on__isnull=True) | Q(received_on__gte=F("sent_on")),
                violation_error_message="对方收到的日期不能早于发出日期。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_party_kind_display()}"


class ReasonRequest(models.Model):
    """Asking why so much or so often (art. 35, CLK-10)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="reason_request")
    facts = models.TextField("数量、频次的情况")
    asked_on = models.DateField("告知日期")
    until = models.DateField("说明理由期限")
    answered_on = models.DateField("收到说明", null=True, blank=True)
    answer = SealedTextField("申请人的说明", null=True)
    reasonable = models.BooleanField("理由合理", null=True, blank=True)

    class Meta:
        verbose_name = "说明理由"
        verbose_name_plural = "说明理由"

    def __str__(self) -> str:
        return f"{self.application} 说明理由"


class Extension(models.Model):
    """An extension asked for, and the consent of the head of the disclosure office (CLK-5). One granted a case."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField("延长工作日", default=EXTENSION_DAYS)
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="提出人", related_name="+")
    asked_at = models.DateTimeField("提出时间")
    granted = models.BooleanField("同意", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="同意人或登记人", related_name="+"
    )
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    paper_head = models.CharField("书面同意的负责人", max_length=40, blank=True)
    remark = models.CharField("意见", max_length=300, blank=True)

    class Meta:
        verbose_name = "延期"
        verbose_name_plural = "延期"
        constraints = [
            models.CheckConstraint(
                name="extension_days_lawful", condition=Q(days__gte=1, days__lte=EXTENSION_DAYS),
                violation_error_message=f"延长1至{EXTENSION_DAYS}个工作日。",
            ),
            models.UniqueConstraint(
                fields=["application"], name="extension_granted_once", condition=Q(granted=True),
                violation_error_message="只能延期一次。",
            ),
            models.CheckConstraint(
                name="extension_takes_two",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                violation_error_message="提出和同意延期须由两个人办理。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application} 延期{self.days}个工作日"


class FeeNotice(models.Model):
    """A fee asked for and its payment; the money goes to the treasury, never through here (FEE-5, FEE-7)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="fee")
    tariff = models.CharField("计费方式", max_length=8, choices=[(t, t.label) for t in Tariff])
    quantity = models.PositiveIntegerField("数量")
    already = models.PositiveIntegerField("本月已计", default=0)  # FEE-2
    amount = models.PositiveIntegerField("金额（元）")
    noticed_on = models.DateField("通知日期")
    received_on = models.DateField("申请人收到日期", null=True, blank=True)
    until = models.DateField("缴费期限")
    paid_on = models.DateField("缴费日期", null=True, blank=True)
    receipt_no = models.CharField("票据号", max_length=40, blank=True)

    class Meta:
        verbose_name = "信息处理费"
        verbose_name_plural = "信息处理费"
        constraints = [
            models.CheckConstraint(name="fee_is_owed", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="fee_paid_after_notice", condition=Q(paid_on__isnull=True) | Q(paid_on__gte=F("noticed_on")),
                violation_error_message="缴费日期不能早于通知日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.application} {self.amount}元"
