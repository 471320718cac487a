"""The working calendar, to look up. A year's arrangement is entered in the office, which recomputes what hangs on it."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest

from catalog.admin.scope import HistoryPages, LinkFilter, ReadOnlyAdmin
from catalog.law.workdays import WEEKDAYS
from catalog.models import CalendarDay, CalendarYear


class YearFilter(LinkFilter):
    title = "年份"
    parameter_name = "year"
    field = "year"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        years = CalendarYear.objects.order_by("-year").values_list("year", flat=True)
        return [(str(year), f"{year}年") for year in years]


@admin.register(CalendarYear)
class CalendarYearAdmin(HistoryPages, ReadOnlyAdmin):
    fields = ("year", "arranged", "notice_no", "issued_on", "notice_text")
    list_display = ("year", "arranged", "notice_no", "issued_on", "rest_days", "work_days")
    search_fields = ("year", "notice_no", "notice_text")
    ordering = ("-year",)

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The calendar is the country's: the same for every township."""
        return rows.annotate(
            rest_count=Count("days", filter=Q(days__is_workday=False)),
            work_count=Count("days", filter=Q(days__is_workday=True)),
        )

    @admin.display(description="放假天数")
    def rest_days(self, year: Any) -> int:
        return year.rest_count

    @admin.display(description="调休上班天数")
    def work_days(self, year: Any) -> int:
        return year.work_count


@admin.register(CalendarDay)
class CalendarDayAdmin(HistoryPages, ReadOnlyAdmin):
    fields = ("date", "is_workday", "name")
    list_display = ("date", "weekday", "is_workday", "name")
    list_filter = (YearFilter, "is_workday")
    search_fields = ("name", "date")
    ordering = ("-date",)

    def bound(self, request: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows

    @admin.display(description="星期")
    def weekday(self, day: CalendarDay) -> str:
        return f"周{WEEKDAYS[day.date.weekday()]}"

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        return ("date",)
