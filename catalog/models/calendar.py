"""The working-day calendar as our own table (CAL-7); `work_calendar()` makes the value the law counts with."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from catalog.law.workdays import WorkCalendar


class CalendarYear(models.Model):
    """A year and whether the State Council's arrangement for it is in."""

    year = models.PositiveSmallIntegerField("年份", primary_key=True)
    arranged = models.BooleanField(
        "已有放假安排", default=False, help_text="未录入通知的年份，期限按“预计”显示（CAL-8）。"
    )
    notice_no = models.CharField("通知文号", max_length=60, blank=True)
    issued_on = models.DateField("通知日期", null=True, blank=True)
    notice_text = models.TextField("通知正文", blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "年度放假安排"
        verbose_name_plural = "年度放假安排"
        constraints = [
            models.CheckConstraint(
                name="calendar_arranged_names_notice",
                condition=Q(arranged=False) | ~Q(notice_no=""),
                violation_error_message="标为“已有放假安排”须写明通知文号。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.year}年"


class CalendarDay(models.Model):
    """A day that departs from Monday–Friday, or a statutory holiday."""

    date = models.DateField("日期", primary_key=True)
    year = models.ForeignKey(CalendarYear, models.CASCADE, verbose_name="年份", related_name="days")
    is_workday = models.BooleanField("上班")
    name = models.CharField("名称", max_length=30, blank=True)

    history = HistoricalRecords()  # when a notice moves a day, the old value stays findable (CAL-8)

    class Meta:
        verbose_name = "特殊日期"
        verbose_name_plural = "特殊日期"
        constraints = [
            models.CheckConstraint(
                name="calendar_day_in_its_year",
                condition=Q(date__year=models.F("year_id")),
                violation_error_message="日期不在所属年份内。",
            )
        ]

    def __str__(self) -> str:
        return f"{self.date} {'上班' if self.is_workday else '休息'}"


def work_calendar() -> WorkCalendar:
    """The whole table as a value: 2 queries, any number of computations after that."""
    days = dict(CalendarDay.objects.values_list("date", "is_workday"))
    return WorkCalendar(
        exceptions=days,
        holidays=frozenset(day for day, works in days.items() if not works),
        arranged=frozenset(CalendarYear.objects.filter(arranged=True).values_list("year", flat=True)),
    )
