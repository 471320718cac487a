"""How a township takes and answers applications: its settings, and the serial numbers it gives."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Township, Unit
from disclosure.law.documents import NUMBERED, PAPERS, Doc, PatternRefused, checked_pattern
from disclosure.law.steps import REVIEWS, ReviewsRefused, Step, checked_reviews


class Taken(models.TextChoices):
    """Where applications are taken."""

    OWN = "own", "本网站受理"
    COUNTY = "county", "只由县级平台受理（入口转到县级平台）"
    BOTH = "both", "本网站和县级平台都受理"


def all_reviews() -> list[str]:
    return [stage.value for stage in REVIEWS]


class Reception(models.Model):
    """Settings of one township. What the law leaves open stands here, not in code."""

    township = models.OneToOneField(
        Township, models.PROTECT, verbose_name="乡镇", related_name="reception", editable=False
    )
    taken = models.CharField("在哪里受理", max_length=8, choices=Taken, default=Taken.OWN)
    county_url = models.URLField("县级平台申请入口", max_length=300, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name="受理机构", related_name="+", help_text="政务公开工作机构。"
    )
    contact = models.CharField("联系人", max_length=40, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    takes_fax = models.BooleanField("指南公布了传真", default=False)
    takes_email = models.BooleanField("指南公布了电子邮箱", default=False)
    number_pattern = models.CharField(
        "受理编号格式",
        max_length=40,
        default="{prefix}-{year}-{serial:04d}",
        help_text="可用 {prefix} {year} {serial:04d}。",
    )
    agency_word = models.CharField("机关代字", max_length=12, help_text="如：望府")
    patterns = models.JSONField(
        "文号格式", default=dict, blank=True
    )  # Doc → pattern where it differs from ours
    correction_days = models.PositiveSmallIntegerField("补正期限（工作日）", default=15)
    reasons_days = models.PositiveSmallIntegerField("说明理由期限（工作日）", default=10)
    search_days = models.PositiveSmallIntegerField("协办查找期限（工作日）", default=5)
    rectify_days = models.PositiveSmallIntegerField("更正请求办理期限（工作日）", default=20)
    reviews = models.JSONField("答复审核级次", default=all_reviews)
    reviewer = models.CharField("复议机关", max_length=60, blank=True, help_text="如：××县人民政府（REM-5）")
    court = models.CharField("管辖法院", max_length=60, blank=True)
    online_review = models.CharField("网上申请复议的渠道", max_length=200, blank=True)
    payment = models.TextField("缴费办法", blank=True, help_text="开户银行、账户、非税票据等；本系统不收钱。")
    retention_years = models.PositiveSmallIntegerField("结案后个人信息保存年数", default=10)
    report_due = models.CharField(
        "年度报告截止日", max_length=5, default="01-31", help_text="月-日，如 01-31。"
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "依申请公开设置"
        verbose_name_plural = "依申请公开设置"
        constraints = [
            models.CheckConstraint(
                name="reception_county_has_its_address",
                condition=Q(taken=Taken.OWN) | ~Q(county_url=""),
                violation_error_message="由县级平台受理的，须填写平台的申请入口。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.township} 依申请公开设置"

    def clean(self) -> None:
        faults: dict[str, str] = {}
        try:
            checked_reviews(self.reviews)
        except ReviewsRefused as refused:
            faults["reviews"] = str(refused)
        for key, pattern in self.patterns.items():
            try:
                checked_pattern(pattern)
            except PatternRefused as refused:
                faults["patterns"] = f"{key}：{refused}"
        try:
            self.number_pattern.format(prefix="a", year=2026, serial=1)
        except (KeyError, IndexError, ValueError):
            faults["number_pattern"] = "只能用 {prefix}、{year}、{serial}。"
        if faults:
            raise ValidationError(faults)

    @property
    def stages(self) -> tuple[Step, ...]:
        return checked_reviews(self.reviews)

    def pattern(self, doc: Doc) -> str:
        """The 文号 pattern of a kind of paper; "" where it has no number."""
        return self.patterns.get(doc.value) or PAPERS[doc].pattern


class SerialKind(models.TextChoices):
    """What is numbered without a gap, per township and year."""

    CASE = "case", "受理编号"


SERIALS = [*SerialKind.choices, *((doc.value, doc.label) for doc in NUMBERED)]


class CaseSerial(models.Model):
    """The last number given, by township, year and kind. Locked while a number is taken, so none is given twice."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=SERIALS)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["township", "year", "kind"], name="case_serial_once")]

    def __str__(self) -> str:
        return f"{self.year} {self.kind} {self.last}"
