"""The papers behind a sheet, as pictures or PDF: sealed where they lie, with a copy that may go out once two persons say so."""

from django.db import models
from django.db.models import F, Q

from catalog.models import User
from disclosure.models.sealed_files import SealedStorage
from villages.law.papers import PaperKind, PaperState
from villages.models.sheets import Sheet


class SheetPaperQuerySet(models.QuerySet["SheetPaper"]):
    def of_matter(self, sheet: Sheet) -> "SheetPaperQuerySet":
        """Of every edition of what the sheet is about: a correction does not scan its vouchers again."""
        return self.filter(
            sheet__unit=sheet.unit_id, sheet__node=sheet.node_id, sheet__first=sheet.first, sheet__subject=sheet.subject
        )  # fmt: skip


def paper_place(paper: "SheetPaper", file_name: str) -> str:
    """A folder of sealed files; the storage gives the name, and nothing of the uploaded one enters it."""
    return f"papers/{(paper.sheet_id or 0) % 256:02x}/x"


class SheetPaper(models.Model):
    """One file: a voucher, or one page of it. Sizes and sums are those of the content, before it is sealed.

    redacted: the copy in which everything personal is covered; sealed as well until it goes out with the publication.
    """

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="papers")
    kind = models.CharField("种类", max_length=8, choices=[(kind, kind.label) for kind in PaperKind])
    number = models.CharField("凭证号或名称", max_length=40)
    page = models.PositiveSmallIntegerField("第几张", default=1)
    state = models.CharField(
        "状态", max_length=10, choices=[(s, s.label) for s in PaperState], default=PaperState.KEPT
    )
    original = models.FileField("原件", upload_to=paper_place, storage=SealedStorage(), max_length=160)
    suffix = models.CharField("文件种类", max_length=5)
    size = models.PositiveBigIntegerField("字节")
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, verbose_name="存入人", related_name="+")
    added_at = models.DateTimeField("存入时间")
    redacted = models.FileField(
        "遮盖副本", upload_to=paper_place, storage=SealedStorage(), max_length=160, blank=True
    )
    redacted_suffix = models.CharField("副本的文件种类", max_length=5, blank=True)
    redacted_size = models.PositiveBigIntegerField("副本的字节", default=0)
    redacted_sha256 = models.CharField(max_length=64, blank=True)
    offered_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="副本提交人", related_name="+"
    )
    offered_at = models.DateTimeField("副本提交时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="副本确认人", related_name="+"
    )
    confirmed_at = models.DateTimeField("副本确认时间", null=True, blank=True)
    void_reason = models.CharField("作废的原因", max_length=200, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    objects = SheetPaperQuerySet.as_manager()

    class Meta:
        verbose_name = "凭证和原件"
        verbose_name_plural = "凭证和原件"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "kind", "number", "page"], name="sheet_paper_page_once"),
            models.CheckConstraint(
                name="sheet_paper_void_says_why", condition=~Q(state=PaperState.VOID) | ~Q(void_reason=""),
                violation_error_message="作废须写明原因。",
            ),
            models.CheckConstraint(
                name="sheet_paper_offered_has_its_copy",
                condition=~Q(state__in=[PaperState.OFFERED, PaperState.CONFIRMED])
                | (~Q(redacted="") & Q(offered_by__isnull=False, offered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="sheet_paper_kept_has_no_copy", condition=~Q(state=PaperState.KEPT) | Q(redacted="")
            ),
            models.CheckConstraint(
                name="sheet_paper_confirmed_has_who",
                condition=~Q(state=PaperState.CONFIRMED) | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="sheet_paper_waiting_is_not_confirmed",
                condition=~Q(state__in=[PaperState.KEPT, PaperState.OFFERED]) | Q(confirmed_by__isnull=True),
            ),
            models.CheckConstraint(
                name="sheet_paper_copy_takes_two",
                condition=Q(confirmed_by__isnull=True) | (~Q(confirmed_by=F("offered_by")) & ~Q(confirmed_by=F("added_by"))),
                violation_error_message="遮盖副本须由另一个人确认。",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        """What people call it; free of personal data, since it names the copy in public."""
        name = f"凭证{self.number}" if self.kind == PaperKind.VOUCHER else self.number
        return name if self.page == 1 else f"{name}第{self.page}张"

    @property
    def code(self) -> str:
        """By which the log of looks knows it."""
        return f"{self.sheet.first:%Y%m}-{self.pk}"
