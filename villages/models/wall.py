"""When a month's sheet hung where: two dates and a place; no photo is asked for (design §10)."""

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from catalog.models import Place, Unit, User


class WallPosting(models.Model):
    """One sheet on one board. month: the first day of the month it tells of."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name="村（社区）", related_name="wall_postings")
    month = models.DateField("月份")
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, verbose_name="公示栏", related_name="wall_postings"
    )
    place_text = models.CharField("其他地点", max_length=60, blank=True)
    posted_on = models.DateField("张贴日期")
    taken_down_on = models.DateField("撤下日期", null=True, blank=True)
    early_reason = models.CharField("提前撤下的原因", max_length=120, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name="登记人", related_name="+")
    at = models.DateTimeField("登记时间")
    taken_down_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, verbose_name="撤下登记人", related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "公示栏张贴"
        verbose_name_plural = "公示栏张贴"
        indexes = [models.Index(fields=["unit", "-posted_on"], name="wall_posting_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "place", "posted_on"], name="wall_posting_once",
                condition=Q(place__isnull=False), violation_error_message="这次张贴已经登记。",
            ),
            models.UniqueConstraint(
                fields=["unit", "month", "place_text", "posted_on"], name="wall_posting_elsewhere_once",
                condition=Q(place__isnull=True), violation_error_message="这次张贴已经登记。",
            ),
            models.CheckConstraint(
                name="wall_posting_names_one_place",
                condition=Q(place__isnull=False, place_text="") | (Q(place__isnull=True) & ~Q(place_text="")),
                violation_error_message="请选择公示栏，或者写明其他地点。",
            ),
            models.CheckConstraint(name="wall_posting_month_is_its_first_day", condition=Q(month__day=1)),
            models.CheckConstraint(
                name="wall_posting_comes_down_after_going_up",
                condition=Q(taken_down_on__isnull=True) | Q(taken_down_on__gte=F("posted_on")),
                violation_error_message="撤下日期不能早于张贴日期。",
            ),
            models.CheckConstraint(
                name="wall_posting_taken_down_by_someone",
                condition=Q(taken_down_on__isnull=True, taken_down_by__isnull=True)
                | Q(taken_down_on__isnull=False, taken_down_by__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.month:%Y年%m月}公开单，{self.where}"

    @property
    def where(self) -> str:
        """The board, or the place in words. Read with `place`."""
        return self.place.name if self.place is not None else self.place_text
