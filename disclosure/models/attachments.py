"""Files of publications: what may be downloaded, and the originals and scans that stay inside."""

import uuid
from datetime import datetime
from pathlib import PurePath

from django.db import models
from django.db.models import Q

from catalog.models import Township
from disclosure.models.publications import Publication


def attachment_place(attachment: "Attachment", file_name: str) -> str:
    """A stored name that says nothing: no title, no person, only a random id and the kind."""
    return f"attachments/{attachment.key.hex[:2]}/{attachment.key.hex}{PurePath(file_name).suffix.lower()}"


class FileRole(models.TextChoices):
    """What a file is for. Only the first two are ever public."""

    PUBLIC = "public", "公开附件"
    PICTURE = "picture", "正文图片"
    ORIGINAL = "original", "原件（内部留存）"
    SCAN = "scan", "签字扫描件（内部留存）"


OPEN_ROLES = (FileRole.PUBLIC, FileRole.PICTURE)


class ScanState(models.TextChoices):
    WAITING = "waiting", "等待检查"
    DONE = "done", "已检查"
    UNREADABLE = "unreadable", "读不出文字，须人工核对"
    FAILED = "failed", "检查没有完成"


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def shown(self) -> "AttachmentQuerySet":
        """Files of the present edition that are meant for the public; whether they are public their publication says."""
        return self.filter(role__in=OPEN_ROLES, retired_in__isnull=True)

    def downloadable(self, township: Township, at: datetime) -> "AttachmentQuerySet":
        """What anyone may take away at this moment: no file of a list of persons, which is read on its page only."""
        public = Publication.objects.public(township, at).filter(person_list=False)
        return self.shown().filter(publication__in=public)

    def downloads(self) -> "AttachmentQuerySet":
        return self.filter(role=FileRole.PUBLIC, retired_in__isnull=True)


class Attachment(models.Model):
    """A file of a publication. Its kind is what its content says; it is only ever sent as a download."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="attachments")
    role = models.CharField("用途", max_length=10, choices=FileRole, default=FileRole.PUBLIC, editable=False)
    copy_of = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, verbose_name="原件", related_name="copies"
    )
    retired_in = models.PositiveSmallIntegerField(
        "随第几版撤下", null=True, editable=False
    )  # the edition it belonged to last
    file = models.FileField("文件", upload_to=attachment_place, max_length=120)
    name = models.CharField("显示名称", max_length=120)
    alt = models.CharField("替代文字", max_length=200, blank=True)
    transcript = models.TextField(
        "文字稿", max_length=5000, blank=True
    )  # of a film or a sound, as alt of a picture; without one it is a download only
    seconds = models.FloatField(
        "时长", null=True, editable=False
    )  # None: not said, or neither film nor sound
    upright = models.BooleanField("竖屏", default=False, editable=False)
    short_video = models.BooleanField(
        "短视频", default=False, editable=False
    )  # checked as one: upright, a minute
    as_table = models.BooleanField("在页面上显示为表格", default=False)
    kind = models.CharField("类型", max_length=8, editable=False)
    size = models.PositiveBigIntegerField("字节", editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    position = models.PositiveSmallIntegerField("次序", default=0)
    scan_state = models.CharField(
        "检查", max_length=10, choices=ScanState, default=ScanState.WAITING, editable=False
    )
    scan_note = models.CharField("检查说明", max_length=200, blank=True, editable=False)
    scanned_at = models.DateTimeField("检查时间", null=True, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "附件"
        verbose_name_plural = "附件"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="attachment_picture_has_words",
                condition=~Q(role=FileRole.PICTURE) | ~Q(alt=""),
                violation_error_message="每张图片都要写替代文字。",
            ),
            models.CheckConstraint(
                name="attachment_short_video_stands_upright_and_has_words",
                condition=Q(short_video=False) | (Q(upright=True, seconds__isnull=False) & ~Q(transcript="")),
                violation_error_message="短视频须是竖屏，并附文字稿。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Public address, without township prefix."""
        return f"/pictures/{self.key}/" if self.role == FileRole.PICTURE else f"/files/{self.key}/"
