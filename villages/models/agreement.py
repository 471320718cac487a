"""The same matter on the township's side and on the village's, compared; what differs, and what became of it (VIL-6)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from catalog.models import Node, Township, Unit, User
from disclosure.law.duties import period_name
from disclosure.models import Publication
from villages.law.agreement import DifferenceState, GapKind, Obstacle, Result, said
from villages.models.sheets import Sheet

ONE_SIDE = Q(publication__isnull=True) | Q(sheet__isnull=True)


class Comparison(models.Model):
    """One village's item of one period held against one item of the township's list, as it stood when last compared.

    Figures in fen; None: not said. publication, sheet: the newest record of a side, `more_…` the keys of the others of
    the same period.
    """

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="comparisons")
    node = models.ForeignKey(Node, models.PROTECT, verbose_name="村里的事项", related_name="+")
    item = models.ForeignKey(
        Node, models.PROTECT, null=True, blank=True, verbose_name="镇里的事项", related_name="+"
    )
    first = models.DateField("期间起")
    last = models.DateField("期间止")
    village_first = models.DateField("村里的期间起", null=True, blank=True)  # where it is another
    village_last = models.DateField("村里的期间止", null=True, blank=True)
    publication = models.ForeignKey(
        Publication,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="镇里的公开信息",
        related_name="comparisons",
    )
    sheet = models.ForeignKey(
        Sheet, models.PROTECT, null=True, blank=True, verbose_name="村里的公开表", related_name="comparisons"
    )
    more_publications = models.JSONField("镇里同期的其他信息", default=list)
    more_sheets = models.JSONField("村里同期的其他表", default=list)
    result = models.CharField("结果", max_length=12, choices=[(r, r.label) for r in Result])
    obstacle = models.CharField(
        "不能比较的原因", max_length=16, blank=True, choices=[(o, o.label) for o in Obstacle if o]
    )
    counted = models.CharField("计数单位", max_length=4, default="人")
    township_count = models.PositiveIntegerField("镇里的人数", null=True, blank=True)
    township_amount = models.BigIntegerField("镇里的金额", null=True, blank=True)
    village_count = models.PositiveIntegerField("村里的人数", null=True, blank=True)
    village_amount = models.BigIntegerField("村里的金额", null=True, blank=True)
    expected_by = models.DateField("另一方最迟", null=True, blank=True)  # of what one side shows alone
    compared_at = models.DateTimeField("核对时间")  # when it last came out otherwise than before
    ended_at = models.DateTimeField("不再比较", null=True, blank=True)  # neither side shows it any more

    class Meta:
        verbose_name = "镇村核对"
        verbose_name_plural = "镇村核对"
        ordering = ["-first", "pk"]
        indexes = [
            models.Index(fields=["unit", "-first"], name="comparison_of_village"),
            models.Index(fields=["township", "item", "first"], name="comparison_of_list"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "node", "item", "first", "last"], name="comparison_once",
                condition=Q(item__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["unit", "node", "first", "last"], name="comparison_of_village_alone_once",
                condition=Q(item__isnull=True),
            ),
            models.CheckConstraint(name="comparison_ends_after_it_begins", condition=Q(last__gte=F("first"))),
            models.CheckConstraint(
                name="comparison_incomparable_says_why",
                condition=(Q(result=Result.INCOMPARABLE) & ~Q(obstacle="")) | (~Q(result=Result.INCOMPARABLE) & Q(obstacle="")),
            ),
            models.CheckConstraint(
                name="comparison_one_sided_has_one_side",
                condition=~Q(result=Result.ONE_SIDED) | ONE_SIDE,
            ),
            models.CheckConstraint(
                name="comparison_of_two_has_both", condition=~Q(result__in=[Result.AGREES, Result.DIFFERS]) | ~ONE_SIDE,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.unit} {self.node} {self.period}"

    @property
    def period(self) -> str:
        return period_name(self.first, self.last)

    @property
    def village_period(self) -> str:
        if self.village_first is None or self.village_last is None:
            return self.period
        return period_name(self.village_first, self.village_last)

    @property
    def township_figures(self) -> str:
        return said(self.township_count, self.township_amount, self.counted)

    @property
    def village_figures(self) -> str:
        return said(self.village_count, self.village_amount, self.counted)

    @property
    def publications(self) -> list[int]:
        """Keys of every record of the township's side."""
        return [pk for pk in (self.publication_id, *self.more_publications) if pk]

    @property
    def sheets(self) -> list[int]:
        """Keys of every record of the village's side."""
        return [pk for pk in (self.sheet_id, *self.more_sheets) if pk]


class Difference(models.Model):
    """A finding: one thing in which the two sides differ, with both figures; names masked, and gone with the list."""

    comparison = models.ForeignKey(Comparison, models.PROTECT, related_name="differences")
    kind = models.CharField("种类", max_length=16, choices=[(k, k.label) for k in GapKind])
    who = models.CharField("姓名（脱敏）", max_length=20, blank=True)
    sentence = models.CharField("差异", max_length=300)
    state = models.CharField(
        "状态",
        max_length=10,
        choices=[(s, s.label) for s in DifferenceState],
        default=DifferenceState.OPEN,
    )
    found_at = models.DateTimeField("发现时间")
    explanation = models.TextField("说明", blank=True)
    explained_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="说明人", related_name="+"
    )
    at = models.DateTimeField("说明时间", null=True, blank=True)
    corrected_at = models.DateTimeField("更正时间", null=True, blank=True)
    version = models.PositiveIntegerField("版本", default=1)

    class Meta:
        verbose_name = "镇村差异"
        verbose_name_plural = "镇村差异"
        ordering = ["pk"]
        indexes = [models.Index(fields=["comparison", "state"], name="difference_of_comparison")]
        constraints = [
            models.CheckConstraint(
                name="difference_explained_has_its_words",
                condition=~Q(state=DifferenceState.EXPLAINED)
                | (~Q(explanation="") & Q(explained_by__isnull=False, at__isnull=False)),
                violation_error_message="已说明的差异须有说明和说明人。",
            ),
            models.CheckConstraint(
                name="difference_corrected_is_dated",
                condition=~Q(state=DifferenceState.CORRECTED) | Q(corrected_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def is_open(self) -> bool:
        return self.state == DifferenceState.OPEN


class RememberedFigures(models.Model):
    """What one public record said of one village when it was last read: figures in fen, no names.

    A list of persons is taken down after some days (NOT-2), often before the other side has published: compared is what
    was remembered of it. Of what was withdrawn nothing is used.
    """

    publication = models.ForeignKey(Publication, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    sheet = models.OneToOneField(Sheet, models.PROTECT, null=True, blank=True, related_name="+")
    count = models.PositiveIntegerField("人数", null=True, blank=True)
    amount = models.BigIntegerField("金额", null=True, blank=True)

    class Meta:
        verbose_name = "核对时读到的数字"
        verbose_name_plural = "核对时读到的数字"
        constraints = [
            models.UniqueConstraint(fields=["publication", "unit"], name="remembered_list_once"),
            models.CheckConstraint(
                name="remembered_of_one_record",
                condition=Q(publication__isnull=False, sheet__isnull=True)
                | Q(publication__isnull=True, sheet__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {said(self.count, self.amount)}"


class ComparedList(models.Model):
    """That the lists of one item and period were compared with every village's, and what they were like then.

    Unchanged lists are not read again, and a comparison that broke off goes on behind the lists it had done. Without an
    item: what villages show alone, compared last, so its time is that of the whole comparison.
    """

    township = models.ForeignKey(Township, models.PROTECT, related_name="+")
    item = models.ForeignKey(Node, models.PROTECT, null=True, blank=True, related_name="+")
    first = models.DateField("期间起", default=date.min)
    last = models.DateField("期间止", default=date.min)
    basis = models.CharField(max_length=64)
    compared_at = models.DateTimeField("核对时间")

    class Meta:
        verbose_name = "核对过的名单"
        verbose_name_plural = "核对过的名单"
        constraints = [
            models.UniqueConstraint(
                fields=["township", "item", "first", "last"], name="compared_list_once", condition=Q(item__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["township"], name="compared_whole_once", condition=Q(item__isnull=True)
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.township} {self.compared_at:%Y-%m-%d}"
