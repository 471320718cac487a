"""Interpretations, responses to public concern, and consultations: publications with what only they have."""

from django.db import models
from django.db.models import F, Q

from catalog.models import Node, User
from disclosure.law.explaining import Adopted, Form, Severity
from disclosure.models.publications import Publication


class Interpretation(models.Model):
    """What explains documents; reviewed and released together with them (INT-1…5). Its text is its publication."""

    publication = models.OneToOneField(
        Publication, models.PROTECT, related_name="interpretation", primary_key=True
    )
    form = models.CharField("形式", max_length=10, choices=[(f, f.label) for f in Form], default=Form.TEXT)
    documents = models.ManyToManyField(Publication, verbose_name="解读的文件", related_name="interpretations")
    contact = models.CharField("解读单位或人员", max_length=60)
    phone = models.CharField("咨询电话", max_length=30)

    class Meta:
        verbose_name = "政策解读"
        verbose_name_plural = "政策解读"

    def __str__(self) -> str:
        return str(self.publication)


class Response(models.Model):
    """An answer to public concern, with its clock in hours (INT-6)."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="response", primary_key=True)
    aware_at = models.DateTimeField("知悉时间")
    severity = models.CharField(
        "类别", max_length=6, choices=[(s, s.label) for s in Severity], default=Severity.OTHER
    )
    misconception = models.TextField("群众的疑问或误解", max_length=1000)
    facts = models.TextField("事实", max_length=3000)
    basis = models.TextField("依据", max_length=1000)
    phone = models.CharField("咨询电话", max_length=30)
    about = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="涉及的政策或信息",
        related_name="responses",
    )
    about_node = models.ForeignKey(
        Node,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="涉及的事项（如重大项目的环节）",
        related_name="+",
    )

    class Meta:
        verbose_name = "回应关切"
        verbose_name_plural = "回应关切"
        constraints = [
            models.CheckConstraint(
                name="response_says_what_it_answers",
                condition=Q(about__isnull=False) | Q(about_node__isnull=False),
                violation_error_message="请写明回应的是哪项政策，或哪个事项。",
            )
        ]

    def __str__(self) -> str:
        return str(self.publication)


class Solicitation(models.Model):
    """A consultation: a draft put to the public for a period, comments, and what was made of them (INT-7)."""

    publication = models.OneToOneField(
        Publication, models.PROTECT, related_name="solicitation", primary_key=True
    )
    opens_on = models.DateField("开始日期")
    closes_on = models.DateField("截止日期")
    short_reason = models.CharField("不足30日的理由", max_length=300, blank=True)
    ways = models.CharField("反馈方式", max_length=300, help_text="除网上外的方式：地址、电话、电子邮箱。")
    feedback = models.ForeignKey(
        Publication, models.PROTECT, null=True, editable=False, verbose_name="采纳情况", related_name="+"
    )

    class Meta:
        verbose_name = "征求意见"
        verbose_name_plural = "征求意见"
        constraints = [
            models.CheckConstraint(
                name="solicitation_closes_after_it_opens",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message="截止日期不能早于开始日期。",
            )
        ]

    def __str__(self) -> str:
        return str(self.publication)


class CommentSource(models.TextChoices):
    WEB = "web", "网上"
    COUNTER = "counter", "现场"
    POST = "post", "来信"
    PHONE = "phone", "来电"
    MEETING = "meeting", "座谈会、听证会"


class Comment(models.Model):
    """A resident's comment on a draft. No contact is asked for, so none can leak; nobody but staff reads it."""

    solicitation = models.ForeignKey(Solicitation, models.PROTECT, related_name="comments")
    source = models.CharField("来源", max_length=8, choices=CommentSource, default=CommentSource.WEB)
    text = models.TextField("意见", max_length=3000)
    received_at = models.DateTimeField("收到时间")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="录入人", related_name="+")
    adopted = models.CharField(
        "处理", max_length=8, choices=[(a, a.label) for a in Adopted], blank=True, default=Adopted.OPEN
    )
    gist = models.CharField(
        "意见要点（公开）", max_length=300, blank=True, help_text="归纳意见，不写姓名、电话。"
    )
    reply = models.CharField("采纳或未采纳的理由（公开）", max_length=500, blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="处理人", related_name="+")
    settled_at = models.DateTimeField("处理时间", null=True)
    token = models.CharField(max_length=32, blank=True)  # of the page it was sent from: sent twice, kept once

    class Meta:
        verbose_name = "群众意见"
        verbose_name_plural = "群众意见"
        constraints = [
            models.UniqueConstraint(
                fields=["solicitation", "token"], name="comment_sent_once", condition=~Q(token="")
            ),
            models.CheckConstraint(
                name="comment_settled_with_a_reason",
                condition=Q(adopted="") | (~Q(reply="") & Q(settled_by__isnull=False)),
                violation_error_message="请写明采纳或未采纳的理由。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.solicitation} {self.received_at:%Y-%m-%d}"
