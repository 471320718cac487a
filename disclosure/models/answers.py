"""Papers of a case: templates, the exact letters sent, their reviews and delivery, remedies against them."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.models import Township, User
from disclosure.law.documents import Doc
from disclosure.law.outcomes import Outcome
from disclosure.law.report import REMEDY_RESULTS, RemedyKind, RemedyResult
from disclosure.law.steps import REVIEWS
from disclosure.models.applicants import CaseFile
from disclosure.models.applications import Application
from disclosure.models.sealed import SealedTextField


class LetterTemplate(models.Model):
    """The text of one kind of paper in a township: ordered paragraphs with slots; ours until it writes its own."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="letter_templates", editable=False)
    doc = models.CharField("文书", max_length=6, choices=[(d, d.label) for d in Doc])
    outcome = models.CharField(
        "答复结果",
        max_length=6,
        choices=[(o, o.label) for o in Outcome],
        blank=True,
        help_text="只有答复书分结果。",
    )
    title = models.CharField("标题", max_length=80)
    paragraphs = models.JSONField("段落")
    note = models.CharField("来源", max_length=120, blank=True, help_text="如：县统一文本 2026 年版。")
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "文书模板"
        verbose_name_plural = "文书模板"
        constraints = [
            models.UniqueConstraint(
                fields=["township", "doc", "outcome"],
                name="letter_template_once",
                violation_error_message="这种文书已有模板。",
            ),
            models.CheckConstraint(
                name="letter_template_outcome_of_answers", condition=Q(doc=Doc.ANSWER) | Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, [self.get_doc_display(), self.get_outcome_display()]))


class LetterState(models.TextChoices):
    DRAFT = "draft", "拟稿"
    SIGNED = "signed", "已签发"  # text and number are fixed; its files may still be in the making
    ISSUED = "issued", "已生成"
    DROPPED = "dropped", "未用"


class Letter(models.Model):
    """One paper. Once signed its text and number stand; docx and pdf are the exact files sent (DOC-R4)."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="letters")
    doc = models.CharField("文书", max_length=6, choices=[(d, d.label) for d in Doc])
    state = models.CharField("状态", max_length=8, choices=LetterState, default=LetterState.DRAFT)
    number = models.CharField("文号", max_length=60, blank=True)
    year = models.PositiveSmallIntegerField("年份", null=True, blank=True)
    serial = models.PositiveIntegerField("序号", null=True, blank=True)
    title = models.CharField("标题", max_length=80)
    body = SealedTextField("正文")  # JSON: what the page, the DOCX and the PDF are made of
    decision = SealedTextField("答复内容", null=True)  # of an answer: what it decides, a paragraph a line
    handed_in = SealedTextField(
        "送审的内容", null=True
    )  # what reviewers see, and what they saw the time before
    handed_in_before = SealedTextField("上次送审的内容", null=True)
    subject = models.CharField("关于", max_length=40, blank=True)  # e.g. the consultation's pk
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="拟稿人", related_name="+")
    drafted_at = models.DateTimeField("拟稿时间")
    signed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="签发人", related_name="+"
    )
    signed_name = models.CharField("签发人姓名", max_length=40, blank=True)
    signed_at = models.DateTimeField("签发时间", null=True, blank=True)
    docx = models.OneToOneField(CaseFile, models.PROTECT, null=True, blank=True, related_name="+")
    pdf = models.OneToOneField(CaseFile, models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, verbose_name="更正的文书", related_name="replaced_by"
    )

    class Meta:
        verbose_name = "文书"
        verbose_name_plural = "文书"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="letter_signed_is_dated",
                condition=~Q(state__in=[LetterState.SIGNED, LetterState.ISSUED]) | Q(signed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="letter_issued_has_its_files",
                condition=~Q(state=LetterState.ISSUED) | Q(docx__isnull=False, pdf__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()


class AnswerReviewResult(models.TextChoices):
    PASSED = "passed", "同意"
    RETURNED = "returned", "退回"
    PENDING = "pending", "纸质审签待核对"
    VOID = "void", "纸质审签未通过核对"


class AnswerReview(models.Model):
    """One review of an answer, on screen or on paper; nobody passes two of one round (REV-5)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="answer_reviews")
    round = models.PositiveSmallIntegerField("送审次数")
    stage = models.CharField("级次", max_length=12, choices=[(s, s.label) for s in REVIEWS])
    result = models.CharField("结论", max_length=8, choices=AnswerReviewResult)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="审核人或登记人", related_name="+")
    at = models.DateTimeField("时间")
    remark = models.CharField("意见", max_length=500, blank=True)
    on_paper = models.BooleanField("纸质审签", default=False)
    signer = models.CharField("签字人", max_length=40, blank=True)
    signed_on = models.DateField("签字日期", null=True, blank=True)
    scan = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, blank=True, verbose_name="扫描件", related_name="+"
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核对人", related_name="+"
    )
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)

    class Meta:
        verbose_name = "答复审核"
        verbose_name_plural = "答复审核"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "round", "stage"], name="answer_review_once_a_stage",
                condition=Q(result=AnswerReviewResult.PASSED), violation_error_message="这一级已经审核过。",
            ),
            models.UniqueConstraint(
                fields=["application", "round", "by"], name="answer_review_one_stage_a_person",
                condition=Q(result=AnswerReviewResult.PASSED, on_paper=False),
                violation_error_message="同一个人不能审核同一答复的两级。",
            ),
            models.CheckConstraint(
                name="answer_review_return_says_why",
                condition=~Q(result=AnswerReviewResult.RETURNED) | ~Q(remark=""),
                violation_error_message="退回须写明意见。",
            ),
            models.CheckConstraint(
                name="answer_review_paper_names_its_signer",
                condition=Q(on_paper=False) | (Q(signed_on__isnull=False) & ~Q(signer="")),
                violation_error_message="纸质审签须有签字人和日期。",
            ),
            models.CheckConstraint(
                name="answer_review_paper_takes_two",
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("by")),
                violation_error_message="登记和核对须由两个人办理。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.get_result_display()}"


class Way(models.TextChoices):
    """Lawful ways of delivery (DLV-1, DLV-2): no courier carries official papers."""

    DIRECT = "direct", "直接送达"
    AGENCY = "agency", "委托其他机关转交"
    POST = "post", "邮政企业邮寄（含邮政特快专递）"
    ELECTRONIC = "electronic", "电子送达（经申请人同意）"
    LEFT = "left", "留置送达"
    NOTICE = "notice", "公告送达"


class Delivery(models.Model):
    """One letter on its way. answered_on follows from the way (CLK-13), served_on is when the applicant had it (DLV-3)."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="deliveries")
    way = models.CharField("送达方式", max_length=10, choices=Way)
    address = SealedTextField("送达地址", null=True)
    sent_on = models.DateField("送出日期")
    tracking = models.CharField("邮件号", max_length=40, blank=True)
    server = models.CharField("送达人", max_length=40, blank=True)
    answered_on = models.DateField("答复日", null=True, blank=True)
    served_on = models.DateField("送达日", null=True, blank=True)
    signer = SealedTextField("签收人", null=True)
    relation = models.CharField("与受送达人关系", max_length=20, blank=True)
    refusal = models.CharField("拒收理由", max_length=120, blank=True)
    witness = SealedTextField("见证人", null=True)
    returned = models.BooleanField("退回，未送达", default=False)
    proof = models.ForeignKey(
        CaseFile, models.PROTECT, null=True, blank=True, verbose_name="送达证明", related_name="+"
    )
    by = models.ForeignKey(User, models.PROTECT, verbose_name="登记人", related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "送达"
        verbose_name_plural = "送达"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_post_has_its_number", condition=~Q(way=Way.POST) | ~Q(tracking=""),
                violation_error_message="邮寄送达须填写邮件号。",
            ),
            models.CheckConstraint(
                name="delivery_served_after_sent",
                condition=Q(served_on__isnull=True) | Q(served_on__gte=models.F("sent_on")),
                violation_error_message="送达日期不能早于送出日期。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.letter} {self.get_way_display()}"


class Remedy(models.Model):
    """A 复议 or lawsuit about the case, with its result (REM-7)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="remedies")
    kind = models.CharField("种类", max_length=12, choices=[(k, k.label) for k in RemedyKind])
    body = models.CharField("复议机关或法院", max_length=60)
    case_no = models.CharField("案号", max_length=60, blank=True)
    filed_on = models.DateField("受理日期")
    ground = models.CharField("主要争议", max_length=300, blank=True)
    result = models.CharField(
        "结果", max_length=10, choices=[(r, r.label) for r in REMEDY_RESULTS], default=RemedyResult.PENDING
    )
    result_on = models.DateField("审结日期", null=True, blank=True)
    note = models.CharField("说明", max_length=300, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="登记人", related_name="+")
    at = models.DateTimeField("登记时间")

    class Meta:
        verbose_name = "复议、诉讼"
        verbose_name_plural = "复议、诉讼"
        ordering = ["filed_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="remedy_result_is_dated",
                condition=Q(result=RemedyResult.PENDING) | Q(result_on__isnull=False),
                violation_error_message="有结果的须填写审结日期。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.get_kind_display()}"
