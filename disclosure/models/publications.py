"""What is made public: publications, the editions they had before, and the log of every act."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from catalog.models import Node, Township, Unit, User
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import ONCE_PUBLIC, Attribute, Exemption, State, Validity, Verb, WithdrawReason
from disclosure.law.posting import DayUnit


class PublicationQuerySet(models.QuerySet["Publication"]):
    def public(self, township: Township, at: datetime) -> "PublicationQuerySet":
        """What anyone may open at this moment; a withdrawn one opens as a notice, so it is not in here."""
        return self.filter(
            Q(public_until__isnull=True) | Q(public_until__gt=at),
            township=township,
            state=State.PUBLISHED,
            public_from__lte=at,
        )


class Reach(models.TextChoices):
    """Where a list of persons may be read."""

    WEB = "web", "网上公开"
    BOARD = "board", "只在村公示栏张贴，网上只公开人数和金额"


def is_public(state: str, opens: datetime | None, closes: datetime | None, at: datetime) -> bool:
    """The same rule as `PublicationQuerySet.public` for a row already read; a test holds the two together."""
    return state == State.PUBLISHED and opens is not None and opens <= at and (closes is None or closes > at)


class Publication(models.Model):
    """One piece of public information: the evidence that discharges a duty."""

    township = models.ForeignKey(
        Township, models.PROTECT, verbose_name="乡镇", related_name="publications", editable=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="发布单位", related_name="publications")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="目录事项", related_name="publications")
    kind = models.CharField("种类", max_length=16, choices=[(k, k.label) for k in Kind], default=Kind.OTHER)
    title = models.CharField("标题", max_length=200)
    summary = models.CharField(
        "内容概述", max_length=300, blank=True, help_text="一两句话说清是什么；不填则取正文开头。"
    )
    text = models.TextField("正文", blank=True, help_text="可从 WPS 或 Word 粘贴；空一行即分段。")
    doc_no = models.CharField("文号", max_length=60, blank=True, help_text="如：望府发〔2026〕12号。")
    formed_on = models.DateField(
        "成文日期", help_text="文件落款的日期；发布日期由系统在公开时写入，不能填写。"
    )
    issuer = models.CharField("发文机关", max_length=60, blank=True)
    theme = models.CharField("主题分类", max_length=40, blank=True)
    source = models.CharField("信息来源", max_length=60, blank=True)
    validity = models.CharField("有效性", max_length=8, choices=[(v, v.label) for v in Validity], blank=True)
    details = models.JSONField(
        "要素", default=dict, blank=True, editable=False
    )  # of the kind, see `law.kinds`
    attribute_ground = models.CharField(
        "主动公开的依据",
        max_length=200,
        blank=True,
        help_text="公开属性在起草时认定。不填则按目录事项的公开依据。不属于主动公开的文件，请在“不公开文件登记”里登记。",
    )
    supersedes = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="代替的文件",
        related_name="superseded_by",
        help_text="公开后，被代替的文件自动标为“废止”。",
    )
    interpretation_exemption = models.CharField(
        "不作解读的理由", max_length=300, blank=True, help_text="政策文件须同步解读；确不需要的写明理由。"
    )
    posted_days = models.PositiveSmallIntegerField("公示天数", null=True, blank=True)
    posted_unit = models.CharField(
        "按", max_length=8, choices=[(u, u.label) for u in DayUnit], default=DayUnit.WORKDAY, blank=True
    )
    posted_until = models.DateField("公示最后一天", null=True, editable=False)
    posting_contact = models.CharField(
        "异议反映方式", max_length=120, blank=True, help_text="受理异议的单位和公开的办公电话。"
    )
    posting_result = models.CharField(
        "公示结果",
        max_length=300,
        blank=True,
        editable=False,
        help_text="期满后填写，如：公示期内未收到异议。",
    )
    person_list = models.BooleanField(
        "含个人名单", default=False, help_text="含姓名等个人信息的名单：期满自动撤下，不进入下载和搜索引擎。"
    )
    reach = models.CharField("名单公开范围", max_length=8, choices=Reach, default=Reach.WEB, editable=False)
    head_count = models.PositiveIntegerField("人数（户数）", null=True, blank=True)
    amount = models.DecimalField("金额合计（元）", max_digits=14, decimal_places=2, null=True, blank=True)
    from_sheet = models.BooleanField("由村务公开表生成", default=False, editable=False)

    state = models.CharField(
        "状态", max_length=10, choices=[(s, s.label) for s in State], default=State.DRAFT, editable=False
    )
    index_no = models.CharField("索引号", max_length=60, blank=True, editable=False)
    published_at = models.DateTimeField("发布日期", null=True, editable=False)
    public_from = models.DateTimeField("公开起", null=True, editable=False)
    public_until = models.DateTimeField("公开止", null=True, blank=True, editable=False)
    carried_over = models.BooleanField("迁入", default=False, editable=False)
    original_published_on = models.DateField("原发布日期", null=True, blank=True, editable=False)
    original_url = models.URLField("原网址", max_length=300, blank=True, editable=False)
    withdrawn_at = models.DateTimeField("撤回时间", null=True, editable=False)
    withdraw_reason = models.CharField(
        "撤回原因", max_length=12, choices=[(r, r.label) for r in WithdrawReason], blank=True, editable=False
    )
    created_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="起草人", related_name="+", editable=False
    )
    created_at = models.DateTimeField("起草时间", editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="提交人", related_name="+", editable=False
    )
    for_duty = models.ForeignKey(
        "disclosure.Duty",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        verbose_name="为哪件公开任务而写",
        related_name="drafts",
    )
    plan = models.JSONField("审核级次", default=list, editable=False)  # as it stood when submitted
    round = models.PositiveSmallIntegerField("送审次数", default=0, editable=False)
    referred_from = models.CharField(max_length=10, blank=True, editable=False)
    referred_to = models.CharField("提请确定的机关", max_length=60, blank=True, editable=False)
    publish_at = models.DateTimeField("定时公开", null=True, editable=False)
    forced = models.BooleanField("越级公开", default=False, editable=False)
    looked_at = models.DateTimeField("事后复核时间", null=True, editable=False)
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, verbose_name="修订的是", related_name="revisions"
    )
    edition = models.PositiveSmallIntegerField("第几版", default=1, editable=False)
    revised_at = models.DateTimeField("最近修订", null=True, editable=False)
    next_evaluation_on = models.DateField("下次评估", null=True, editable=False)
    checked_at = models.DateTimeField("最近检查", null=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects = PublicationQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "公开信息"
        verbose_name_plural = "公开信息"
        constraints = [
            models.UniqueConstraint(
                fields=["index_no"], name="publication_index_no_once", condition=~Q(index_no="")
            ),
            models.CheckConstraint(
                name="publication_public_is_dated",
                condition=~Q(state__in=sorted(ONCE_PUBLIC))
                | (Q(published_at__isnull=False) & Q(public_from__isnull=False) & ~Q(index_no="")),
                violation_error_message="已公开的信息须有发布日期和索引号。",
            ),
            models.CheckConstraint(
                name="publication_withdrawn_says_why",
                condition=~Q(state=State.WITHDRAWN)
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                violation_error_message="撤回须写明原因。",
            ),
            models.UniqueConstraint(
                fields=["revises"],
                name="publication_one_revision_at_a_time",
                condition=Q(revises__isnull=False)
                & ~Q(state__in=[State.MERGED, State.BARRED, State.DROPPED]),
                violation_error_message="这条信息已有一份修订在办。",
            ),
            models.CheckConstraint(
                name="publication_scheduled_has_its_hour",
                condition=~Q(state=State.SCHEDULED)
                | Q(publish_at__isnull=False)
                | Q(kind=Kind.INTERPRETATION),  # waits for its document
                violation_error_message="定时公开须有时间。",
            ),
            models.CheckConstraint(
                name="publication_names_on_the_board_only_are_not_listed",
                condition=Q(person_list=True) | Q(reach=Reach.WEB),
            ),
        ]
        indexes = [
            models.Index(fields=["township", "state", "-published_at"]),
            models.Index(fields=["unit", "state"]),
            models.Index(
                fields=["public_until"], name="publication_closes", condition=Q(public_until__isnull=False)
            ),
            models.Index(fields=["publish_at"], name="publication_opens", condition=Q(state=State.SCHEDULED)),
            models.Index(fields=["township", "kind", "validity"], name="publication_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """Public address, without township prefix."""
        return f"/info/{self.pk}/"


class PublicationEvent(models.Model):
    """The log of a publication: every act, who, when. Only ever appended."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="events")
    verb = models.CharField("动作", max_length=12, choices=[(v, v.label) for v in Verb])
    by = models.ForeignKey(
        User, models.PROTECT, null=True, verbose_name="办理人", related_name="+"
    )  # nobody: the clock
    at = models.DateTimeField("时间")
    note = models.CharField("说明", max_length=500, blank=True)

    class Meta:
        verbose_name = "办理记录"
        verbose_name_plural = "办理记录"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by or '系统'} {self.get_verb_display()}"


class Edition(models.Model):
    """What a publication said before it was revised: kept whole, never public (REV-7)."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField("第几版")
    title = models.CharField("标题", max_length=200)
    text = models.TextField("正文", blank=True)
    facts = models.JSONField("其他内容", default=dict)  # the other columns, by name, as text
    shown_from = models.DateTimeField("公开起")
    shown_until = models.DateTimeField("公开止")
    reason = models.CharField("修订原因", max_length=300)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="修订人", related_name="+")

    class Meta:
        verbose_name = "历次版本"
        verbose_name_plural = "历次版本"
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="edition_once"),
            models.CheckConstraint(
                name="edition_shown_until_later", condition=Q(shown_until__gte=F("shown_from"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}（第{self.number}版）"


class Withheld(models.Model):
    """A paper that is not proactively public: title and ground only, looked at again from time to time (REV-1, REV-4).

    Papers with state or work secrets are not entered, not even by title.
    """

    township = models.ForeignKey(Township, models.PROTECT, related_name="withheld", editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="形成单位", related_name="withheld")
    node = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, verbose_name="有关的目录事项", related_name="+"
    )
    title = models.CharField("文件名称", max_length=200)
    doc_no = models.CharField("文号", max_length=60, blank=True)
    formed_on = models.DateField("成文日期")
    attribute = models.CharField(
        "公开属性",
        max_length=12,
        choices=[(a, a.label) for a in Attribute if a != Attribute.PROACTIVE],
    )
    exemption = models.CharField("不主动公开的理由", max_length=6, choices=[(e, e.label) for e in Exemption])
    reason = models.CharField("具体说明", max_length=300)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="认定人", related_name="+", editable=False
    )
    decided_at = models.DateTimeField("认定时间", editable=False)
    next_evaluation_on = models.DateField("下次评估", editable=False)
    opened_as = models.ForeignKey(
        Publication, models.PROTECT, null=True, editable=False, verbose_name="转为公开", related_name="+"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "不公开文件登记"
        verbose_name_plural = "不公开文件登记"
        indexes = [models.Index(fields=["township", "next_evaluation_on"])]

    def __str__(self) -> str:
        return self.title


class IndexSerial(models.Model):
    """The last serial given in one township and year, so that an 索引号 is never given twice (PAGE-8)."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["township", "year"], name="index_serial_once")]

    def __str__(self) -> str:
        return f"{self.township} {self.year}: {self.last}"
