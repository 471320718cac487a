"""Applications for disclosure: the case, what is asked for, and its ledger of events."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q

from catalog.models import Township, Unit, User
from disclosure.law.clock import Stop
from disclosure.law.intake import ApplicantKind, Carrier, CaseKind, Intake, Obtain
from disclosure.law.outcomes import Outcome
from disclosure.law.report import ORGANISATIONS, RESULTS
from disclosure.law.steps import ANSWERED, FINISHED, REVIEWS, UNANSWERED, Act, Step
from disclosure.models.publications import Publication


class ApplicationQuerySet(models.QuerySet["Application"]):
    def of(self, township: Township) -> "ApplicationQuerySet":
        return self.filter(township=township)

    def open(self) -> "ApplicationQuerySet":
        return self.filter(state__in=sorted(UNANSWERED))

    def overdue(self, today: date) -> "ApplicationQuerySet":
        return self.open().filter(due_on__lt=today, answered_on__isnull=True)


class Application(models.Model):
    """One application. What the clock shows is replayed from its events; the columns are projections (CLK-12)."""

    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", related_name="applications")
    kind = models.CharField(
        "种类", max_length=8, choices=[(k, k.label) for k in CaseKind], default=CaseKind.REQUEST
    )
    number = models.CharField("受理编号", max_length=40)
    year = models.PositiveSmallIntegerField("年度")  # of the number
    submission = models.UUIDField(default=uuid.uuid4, unique=True)  # sent twice, it is still one application
    code_hash = models.CharField(max_length=64)  # keyed; the code itself is nowhere
    intake = models.CharField("来源", max_length=12, choices=[(i, i.label) for i in Intake])
    county_no = models.CharField("县级平台编号", max_length=60, blank=True)
    state = models.CharField(
        "状态", max_length=12, choices=[(s, s.label) for s in Step], default=Step.SUBMITTED
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="承办单位", related_name="applications")
    officer = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="承办人", related_name="+"
    )

    carrier = models.CharField("载体", max_length=12, choices=[(c, c.label) for c in Carrier])
    obtain = models.CharField("获取方式", max_length=12, choices=[(o, o.label) for o in Obtain])
    other_form = models.BooleanField("可以接受其他形式", default=True)
    purpose = models.CharField("用途", max_length=300, blank=True)  # optional by law (APP-1)
    filled_by_staff = models.BooleanField("工作人员代填", default=False)
    read_back = models.BooleanField("已向申请人读过并得到确认", default=False)

    # Who applies, as lists show it; the person is in `Applicant`.
    applicant_kind = models.CharField("申请人", max_length=12, choices=[(k, k.label) for k in ApplicantKind])
    org_kind = models.CharField(
        "组织类别", max_length=10, choices=[(k.value, k.label) for k in ORGANISATIONS], blank=True
    )
    applicant_shown = models.CharField("申请人（遮盖）", max_length=120)

    submitted_at = models.DateTimeField("提交时间")
    arrived_on = models.DateField("到达日期")
    confirmed_on = models.DateField("确认日期", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="确认人", related_name="+"
    )
    confirm_method = models.CharField("确认方式", max_length=60, blank=True)
    first_receipt_on = models.DateField("收到申请之日", null=True, blank=True)
    receipt_on = models.DateField("期限起算日", null=True, blank=True)
    due_on = models.DateField("答复期限", null=True, blank=True)
    due_provisional = models.BooleanField("预计", default=False)
    stopped = models.CharField("停计", max_length=12, choices=[(s, s.label) for s in Stop], blank=True)
    waits_until = models.DateField("等到", null=True, blank=True)
    faults = models.JSONField("超期事项", default=list, blank=True)
    extended_days = models.PositiveSmallIntegerField("延期工作日", default=0)
    answered_on = models.DateField("答复日", null=True, blank=True)  # CLK-13
    served_on = models.DateField("送达日", null=True, blank=True)  # DLV-3
    closed_on = models.DateField("结案日", null=True, blank=True)
    archived_at = models.DateTimeField("归档时间", null=True, blank=True)

    outcome = models.CharField("结果", max_length=6, choices=[(o, o.label) for o in Outcome], blank=True)
    row = models.CharField(
        "年报栏目", max_length=24, choices=[(r.value, r.label) for r in RESULTS], blank=True
    )
    reviews = models.JSONField("审核级次", default=list, blank=True)  # as it stood when handed in
    round = models.PositiveSmallIntegerField("送审次数", default=0)
    amending = models.BooleanField("更正答复中", default=False)
    erased_at = models.DateTimeField("个人信息删除时间", null=True, blank=True)
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="登记人", related_name="+"
    )
    version = models.PositiveIntegerField("版本", default=1)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = "政府信息公开申请"
        verbose_name_plural = "政府信息公开申请"
        constraints = [
            models.UniqueConstraint(fields=["township", "number"], name="application_number_once"),
            models.UniqueConstraint(
                fields=["township", "county_no"],
                name="application_county_number_once",
                condition=~Q(county_no=""),
                violation_error_message="这个县级平台编号已经登记过。",
            ),
            models.CheckConstraint(
                name="application_registered_has_its_receipt",
                condition=Q(state__in=[Step.SUBMITTED, Step.CLOSED])
                | Q(first_receipt_on__isnull=False, receipt_on__isnull=False),
                violation_error_message="已登记的申请须有收到日期。",
            ),
            models.CheckConstraint(
                name="application_answered_is_dated",
                condition=~Q(state__in=sorted(ANSWERED - {Step.ARCHIVED}))
                | Q(answered_on__isnull=False, served_on__isnull=False),
                violation_error_message="已送达的申请须有答复日和送达日。",
            ),
            models.CheckConstraint(
                name="application_finished_has_its_outcome",
                condition=~Q(state__in=sorted(FINISHED))
                | (Q(closed_on__isnull=False) & ~Q(outcome="") & (~Q(row="") | Q(kind=CaseKind.RECTIFY))),
                violation_error_message="已办结的申请须有结果。",
            ),
            models.CheckConstraint(
                name="application_receipt_in_order",
                condition=Q(receipt_on__isnull=True) | Q(receipt_on__gte=F("first_receipt_on")),
            ),
            models.CheckConstraint(
                name="application_organisation_has_its_kind",
                condition=~Q(applicant_kind=ApplicantKind.ORGANISATION) | ~Q(org_kind=""),
                violation_error_message="请选择组织的类别。",
            ),
            models.CheckConstraint(
                name="application_archived_is_dated",
                condition=~Q(state=Step.ARCHIVED) | Q(archived_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["township", "state", "due_on"], name="application_queue"),
            models.Index(fields=["unit", "state"], name="application_unit"),
            models.Index(fields=["officer", "state"], name="application_officer"),
            models.Index(fields=["township", "first_receipt_on"], name="application_received"),
            models.Index(fields=["township", "closed_on", "row"], name="application_closed"),
            models.Index(fields=["township", "-submitted_at"], name="application_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in UNANSWERED

    @property
    def in_review(self) -> bool:
        return self.state in REVIEWS


class RequestItem(models.Model):
    """One piece of information asked for, with an outcome of its own (OUT-R6)."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("次序", default=1)
    title = models.CharField("名称", max_length=200, blank=True)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    description = models.TextField("内容描述")
    outcome = models.CharField("结果", max_length=6, choices=[(o, o.label) for o in Outcome], blank=True)
    facts = models.JSONField("事实", default=dict, blank=True)
    earlier = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="已答复的前一次申请",
        related_name="repeats",
    )  # OUT-R4
    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="转为主动公开",
        related_name="requested",
    )  # PRO-10

    class Meta:
        verbose_name = "申请事项"
        verbose_name_plural = "申请事项"
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["application", "position"], name="request_item_once")]

    def __str__(self) -> str:
        return self.title or self.description[:40]


class ApplicationEvent(models.Model):
    """The ledger of a case: every act, who, when. Only ever appended; the clock is replayed from it.

    on: the day that counts in law, which may lie before the day it was entered. facts: key, days, until of the clock.
    note stays inside; told: what the applicant reads of it on the status page.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="events")
    act = models.CharField("动作", max_length=20, choices=[(a, a.label) for a in Act])
    by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="办理人", related_name="+"
    )  # nobody: the applicant, or the clock
    at = models.DateTimeField("时间")
    on = models.DateField("日期")
    note = models.CharField("说明", max_length=500, blank=True)
    told = models.CharField("告诉申请人的", max_length=300, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by or '申请人'} {self.get_act_display()}"


class DueChange(models.Model):
    """A last day that moved because the calendar did (CAL-8); what an act moves stands in the ledger."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="due_changes")
    was = models.DateField("原答复期限", null=True)
    now = models.DateField("现答复期限", null=True)
    cause = models.CharField("原因", max_length=60)
    by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="办理人", related_name="+")
    at = models.DateTimeField("时间", db_index=True)

    class Meta:
        verbose_name = "期限变动"
        verbose_name_plural = "期限变动"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.application} {self.was} → {self.now}"

    @property
    def nearer(self) -> bool:
        """Whether there is less time now."""
        return self.was is not None and self.now is not None and self.now < self.was


class Reminder(models.Model):
    """A reminder sent, so that none goes out twice."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="reminders")
    due_on = models.DateField("答复期限", null=True)
    about = models.CharField(
        "提醒", max_length=20
    )  # days left, "overdue", "unconfirmed", "nearer", or a fault
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "提醒"
        verbose_name_plural = "提醒"
        constraints = [
            models.UniqueConstraint(fields=["application", "due_on", "about"], name="reminder_once"),
            models.UniqueConstraint(
                fields=["application", "about"], name="reminder_once_without_day", condition=Q(due_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.about}"


class Suggested(models.Model):
    """What was suggested while a request was being described, and whether it helped; says nothing about who asked."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    entry_path = models.CharField("地址", max_length=200)
    title = models.CharField("标题", max_length=200)
    shown = models.PositiveIntegerField("显示次数", default=0)
    helped = models.PositiveIntegerField("有帮助", default=0)
    month = models.DateField("月份")  # its first day

    class Meta:
        verbose_name = "申请时的提示"
        verbose_name_plural = "申请时的提示"
        constraints = [
            models.UniqueConstraint(fields=["township", "month", "entry_path"], name="suggested_once_a_month")
        ]

    def __str__(self) -> str:
        return self.title
