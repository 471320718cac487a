"""Who applies, and the files of a case: encrypted at rest, opened with a reason (PII-6)."""

import uuid

from django.db import models

from catalog.models import Township, User
from disclosure.law.intake import Help, IdKind
from disclosure.models.applications import Application
from disclosure.models.sealed import SealedTextField
from disclosure.models.sealed_files import SealedStorage


class Applicant(models.Model):
    """The person or organisation of one application. Only the blind indexes can be searched."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="applicant")
    name = SealedTextField("姓名或名称")
    id_kind = models.CharField("证件名称", max_length=10, choices=[(k, k.label) for k in IdKind], blank=True)
    id_number = SealedTextField("证件号码或统一社会信用代码", null=True)
    employer = SealedTextField("工作单位", null=True)
    legal_person = SealedTextField("法人代表", null=True)
    contact_name = SealedTextField("联系人", null=True)
    phone = SealedTextField("联系电话", null=True)
    postcode = SealedTextField("邮政编码", null=True)
    address = SealedTextField("联系地址", null=True)
    email = SealedTextField("电子邮箱", null=True)
    fax = SealedTextField("传真", null=True)
    agent_name = SealedTextField("代理人", null=True)  # APP-5
    agent_id = SealedTextField("代理人证件号码", null=True)
    name_index = models.CharField(max_length=64, blank=True, db_index=True)
    id_index = models.CharField(max_length=64, blank=True, db_index=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)

    class Meta:
        verbose_name = "申请人"
        verbose_name_plural = "申请人"

    def __str__(self) -> str:
        return self.application.applicant_shown


class CaseFileRole(models.TextChoices):
    IDENTITY = "identity", "身份证明"
    AUTHORISATION = "authorisation", "授权委托书"
    PROOF = "proof", "申请人的其他材料"
    FORM = "form", "纸质申请表扫描件"
    CORRECTION = "correction", "补正材料"
    OPINION = "opinion", "意见回复"
    ANSWER = "answer", "随答复提供的信息"
    LETTER = "letter", "文书"
    SIGNED = "signed", "纸质审签扫描件"
    DELIVERY = "delivery", "送达证明"
    PAYMENT = "payment", "缴费凭证"
    OTHER = "other", "其他"


# Files that prove who the applicant is: opened with a reason, by whoever may see his data (PII-6).
PROVING = frozenset(
    {CaseFileRole.IDENTITY, CaseFileRole.AUTHORISATION, CaseFileRole.PROOF, CaseFileRole.FORM}
)


def case_file_place(file: "CaseFile", file_name: str) -> str:
    """A stored name that says nothing at all."""
    return f"cases/{file.key.hex[:2]}/{file.key.hex}"


class CaseFile(models.Model):
    """A file of a case. sha256 and size are those of its content, before it is sealed."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="files")
    role = models.CharField("用途", max_length=14, choices=CaseFileRole)
    name = SealedTextField("文件名")
    file = models.FileField("文件", upload_to=case_file_place, storage=SealedStorage(), max_length=160)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    for_applicant = models.BooleanField("申请人可以下载", default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="上传人", related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "案卷文件"
        verbose_name_plural = "案卷文件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.key}"


class HelpGiven(models.Model):
    """Help given to a person with difficulties (APP-11)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="help_given")
    kind = models.CharField("帮助", max_length=12, choices=[(h, h.label) for h in Help])
    note = models.CharField("说明", max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="提供人", related_name="+")
    at = models.DateTimeField("时间")

    class Meta:
        verbose_name = "提供的帮助"
        verbose_name_plural = "提供的帮助"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class ApplicationDraft(models.Model):
    """What a resident has filled in so far. It is found by a keyed hash of the secret in his browser's cookie."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    answers = SealedTextField()  # JSON, step → fields
    submission = models.UUIDField(default=uuid.uuid4)
    begun_at = models.DateTimeField("开始")
    changed_at = models.DateTimeField("最近修改")
    expires_at = models.DateTimeField("失效", db_index=True)

    class Meta:
        verbose_name = "申请草稿"
        verbose_name_plural = "申请草稿"

    def __str__(self) -> str:
        return f"草稿 {self.begun_at:%Y-%m-%d}"


class DraftFile(models.Model):
    """A file uploaded to a draft; becomes a `CaseFile` when the application is made."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    draft = models.ForeignKey(ApplicationDraft, models.CASCADE, related_name="files")
    role = models.CharField("用途", max_length=14, choices=CaseFileRole)
    name = SealedTextField("文件名")
    file = models.FileField("文件", upload_to="drafts", storage=SealedStorage(), max_length=160)
    kind = models.CharField("类型", max_length=8)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = "草稿文件"
        verbose_name_plural = "草稿文件"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.key}"


class Erasure(models.Model):
    """Erasing the personal data of closed cases: asked for by one person, carried out by another."""

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    closed_before = models.DateField("结案日早于")
    count = models.PositiveIntegerField("件数", default=0)
    reason = models.CharField("理由", max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, verbose_name="提出人", related_name="+")
    asked_at = models.DateTimeField("提出时间")
    done_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="核准人", related_name="+"
    )
    done_at = models.DateTimeField("执行时间", null=True, blank=True)
    refused = models.BooleanField("不予执行", default=False)
    remark = models.CharField("意见", max_length=300, blank=True)
    erased = models.PositiveIntegerField("已删除件数", default=0)  # progress of the worker
    finished_at = models.DateTimeField("完成时间", null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "个人信息删除"
        verbose_name_plural = "个人信息删除"
        constraints = [
            models.CheckConstraint(
                name="erasure_takes_two",
                condition=models.Q(done_by__isnull=True) | ~models.Q(done_by=models.F("asked_by")),
                violation_error_message="提出和核准须由两个人办理。",
            ),
            models.UniqueConstraint(
                fields=["township"],
                name="erasure_one_waiting",
                condition=models.Q(done_by__isnull=True),
                violation_error_message="已有一份删除申请等待核准。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closed_before} 以前结案的 {self.count} 件"

    @property
    def is_waiting(self) -> bool:
        return self.done_by_id is None

    @property
    def is_running(self) -> bool:
        """Whether the worker still has cases before it."""
        return self.done_by_id is not None and not self.refused and self.finished_at is None
