"""Duties: every catalog row owed by someone, by a day; what discharged them, and why a day moved."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, SmallIntegerField, Value, When
from simple_history.models import HistoricalRecords

from catalog.law.timelimits import Event
from catalog.models import Adoption, Node, Township, Unit, User
from disclosure.law.duties import DISCHARGED, DutyOutcome, DutyState
from disclosure.models.publications import Publication


class ApiClient(models.Model):
    """A department's business system that may report events with a key. Only the key's hash is kept."""

    township = models.ForeignKey(Township, models.PROTECT, verbose_name="乡镇", related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="代表的单位", related_name="+")
    name = models.CharField("系统名称", max_length=60)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间")
    changed_by = models.ForeignKey(User, models.PROTECT, verbose_name="办理人", related_name="+")
    changed_at = models.DateTimeField("密钥或状态变动时间")

    history = HistoricalRecords(excluded_fields=["key_hash"])

    class Meta:
        verbose_name = "业务系统接口"
        verbose_name_plural = "业务系统接口"

    def __str__(self) -> str:
        return self.name


class Trigger(models.Model):
    """An event that makes something owed: formed, decided, approved … on a day."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="triggers")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="triggers")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="目录事项", related_name="triggers")
    event = models.CharField("事件", max_length=20, choices=[(e, e.label) for e in Event])
    happened_on = models.DateField("发生日期")
    subject = models.CharField("是什么", max_length=200)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="登记人", related_name="+")
    client = models.ForeignKey(
        ApiClient, models.PROTECT, null=True, verbose_name="来源系统", related_name="+"
    )
    external_id = models.CharField("对方编号", max_length=80, blank=True)
    recorded_at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "公开起因"
        verbose_name_plural = "公开起因"
        constraints = [
            models.UniqueConstraint(
                fields=["client", "external_id"], name="trigger_external_once", condition=~Q(external_id="")
            ),
            models.CheckConstraint(
                name="trigger_recorded_by_someone",
                condition=Q(recorded_by__isnull=False) | Q(client__isnull=False),
                violation_error_message="登记须有登记人或来源系统。",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Confirmation(models.Model):
    """A signed "nothing new": one person, one unit, one quarter, the ticked duties. Public."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="confirmations")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="单位", related_name="confirmations")
    quarter_from = models.DateField("季度起")
    quarter_until = models.DateField("季度止")
    signed_by = models.ForeignKey(User, models.PROTECT, verbose_name="确认人", related_name="+")
    signed_at = models.DateTimeField("确认时间")

    class Meta:
        verbose_name = "无新增确认"
        verbose_name_plural = "无新增确认"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "quarter_from", "signed_by"], name="confirmation_once_a_quarter"
            ),
            models.CheckConstraint(
                name="confirmation_of_a_quarter", condition=Q(quarter_until__gt=F("quarter_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.quarter_from:%Y}年第{(self.quarter_from.month + 2) // 3}季度"

    @property
    def path(self) -> str:
        return f"/confirmations/{self.pk}/"


class DutyQuerySet(models.QuerySet["Duty"]):
    def owed(self) -> "DutyQuerySet":
        """All that count in figures: not dropped."""
        return self.exclude(state=DutyState.DROPPED)

    def open(self) -> "DutyQuerySet":
        return self.filter(state=DutyState.OPEN)

    def overdue(self, today: date) -> "DutyQuerySet":
        return self.open().filter(due_on__lt=today)

    def confirmable(self, today: date) -> "DutyQuerySet":
        """Open turns on which "nothing new" can be signed on this day (`law.duties.confirmable_from`)."""
        ended = Q(due_on__gt=F("last"), last__lt=today)
        return self.open().filter(ended | Q(due_on__lte=F("last"), first__lte=today), trigger__isnull=True)

    def late(self, today: date) -> "DutyQuerySet":
        """Open past the day, or discharged after it."""
        return self.filter(
            Q(state=DutyState.OPEN, due_on__lt=today) | Q(state__in=DISCHARGED, discharged_on__gt=F("due_on"))
        )

    def in_time(self) -> "DutyQuerySet":
        return self.filter(Q(discharged_on__lte=F("due_on")) | Q(due_on__isnull=True), state__in=DISCHARGED)

    def with_outcome(self, today: date) -> models.QuerySet[Any]:
        """Each with `outcome`, what it counts as today; meant for duties with a day that were not dropped.

        Counting by it and filtering by it is the same expression, so a figure and its list cannot differ.
        """
        late, past = Q(discharged_on__gt=F("due_on")), Q(due_on__lt=today)
        of = DutyOutcome
        return self.annotate(
            outcome=Case(
                When(state=DutyState.PUBLISHED, then=_either(late, of.PUBLISHED_LATE, of.PUBLISHED)),
                When(state=DutyState.NOTHING_NEW, then=_either(late, of.NOTHING_NEW_LATE, of.NOTHING_NEW)),
                When(state=DutyState.OPEN, then=_either(past, of.OVERDUE, of.PENDING)),
                default=Value(of.WAIVED.value),
                output_field=SmallIntegerField(),
            )
        )


def _either(condition: Q, yes: DutyOutcome, no: DutyOutcome) -> Case:
    return Case(When(condition, then=Value(yes.value)), default=Value(no.value))


class Duty(models.Model):
    """One occasion on which a unit owes the publication of an item."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="责任单位", related_name="owed_duties")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="目录事项", related_name="duties")
    domain = models.ForeignKey(Node, models.PROTECT, verbose_name="领域", related_name="+")
    adoption = models.ForeignKey(Adoption, models.PROTECT, null=True, related_name="duties")
    trigger = models.ForeignKey(
        Trigger, models.PROTECT, null=True, verbose_name="起因", related_name="duties"
    )
    occasion = models.CharField(max_length=120)  # names the occasion within item and unit
    part = models.CharField("适用内容", max_length=80, blank=True)
    first = models.DateField("起")
    last = models.DateField("止")
    due_on = models.DateField("应公开日期", null=True)
    provisional = models.BooleanField("预计", default=False)

    state = models.CharField(
        "状态", max_length=12, choices=[(s, s.label) for s in DutyState], default=DutyState.OPEN
    )
    discharged_on = models.DateField("完成日期", null=True)
    publication = models.ForeignKey(
        Publication, models.PROTECT, null=True, verbose_name="公开信息", related_name="duties"
    )
    confirmation = models.ForeignKey(
        Confirmation, models.PROTECT, null=True, verbose_name="无新增确认", related_name="duties"
    )
    reason = models.CharField("免除或取消的理由", max_length=300, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="办理人", related_name="+")
    late_unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, verbose_name="逾期责任单位", related_name="+"
    )
    late_cause = models.CharField("逾期原因", max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = "公开任务"
        verbose_name_plural = "公开任务"
        constraints = [
            models.UniqueConstraint(fields=["unit", "node", "occasion"], name="duty_once"),
            models.CheckConstraint(
                name="duty_published_names_its_evidence",
                condition=~Q(state=DutyState.PUBLISHED)
                | Q(publication__isnull=False, discharged_on__isnull=False),
                violation_error_message="已公开的任务须有公开信息和日期。",
            ),
            models.CheckConstraint(
                name="duty_nothing_new_names_its_signature",
                condition=~Q(state=DutyState.NOTHING_NEW)
                | Q(confirmation__isnull=False, discharged_on__isnull=False),
                violation_error_message="无新增须有确认记录和日期。",
            ),
            models.CheckConstraint(
                name="duty_waived_says_why",
                condition=~Q(state__in=[DutyState.WAIVED, DutyState.DROPPED]) | ~Q(reason=""),
                violation_error_message="免除或取消须写明理由。",
            ),
            models.CheckConstraint(name="duty_last_after_first", condition=Q(last__gte=F("first"))),
        ]
        indexes = [
            models.Index(fields=["township", "state", "due_on", "unit"], name="duty_due"),
            # holds all that the board counts, so that a period is counted without touching the rows
            models.Index(
                fields=["township", "due_on", "domain", "unit", "state", "discharged_on"], name="duty_board"
            ),
            models.Index(fields=["unit", "state", "due_on"], name="duty_unit_due"),
            # the same for some units and a year: villages × periods
            models.Index(fields=["unit", "due_on", "state", "discharged_on"], name="duty_grid"),
            models.Index(fields=["township", "domain", "unit", "state"], name="duty_map"),
            models.Index(fields=["node", "unit", "state"], name="duty_item"),
        ]

    def __str__(self) -> str:
        return f"{self.node} {self.first:%Y-%m-%d}"

    @property
    def periodic(self) -> bool:
        return self.trigger_id is None


class DutyTrace(models.Model):
    """Why a duty moved, was dropped or came back: only ever appended."""

    duty = models.ForeignKey(Duty, models.CASCADE, related_name="traces")
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="办理人", related_name="+")
    cause = models.CharField("原因", max_length=120)
    old_due_on = models.DateField("原应公开日期", null=True)
    new_due_on = models.DateField("现应公开日期", null=True)
    old_state = models.CharField(max_length=12, blank=True)
    new_state = models.CharField(max_length=12, blank=True)

    class Meta:
        verbose_name = "任务变动"
        verbose_name_plural = "任务变动"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.cause
