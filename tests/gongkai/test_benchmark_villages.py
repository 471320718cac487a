"""The measurement of villages: it runs with few, leaves nothing behind, and no page's queries grow."""

from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.utils import timezone

from catalog.models import Township
from catalog.queries import outline
from disclosure.models import Duty
from gongkai import townships
from gongkai.benchmark import accounts
from gongkai.benchmark.duties import scratch
from gongkai.management.commands import benchmark_villages
from tests.factories import catalog
from villages.models import Sheet

pytestmark = pytest.mark.django_db


def test_it_measures_and_leaves_nothing_behind(monkeypatch) -> None:
    monkeypatch.setattr(benchmark_villages, "MOST", 5.0)
    catalog.township()
    out = StringIO()

    call_command("benchmark_villages", villages=2, years=1, stdout=out)

    assert "2 个村 × 1 年，24 张表、120 笔、1024 件公开任务" in out.getvalue()
    for name in (
        "月份格，首页", "进度表，首页", "进度表，按季度", "一个村的进度", "一个村的重点内容", "一个数的明细", "进度表，全部村导出", "村务公开",
        "一个村", "一个村的财务",
    ):  # fmt: skip
        assert f"  {name}\n" in out.getvalue()
    assert list(Township.objects.values_list("prefix", flat=True)) == ["wanghe"]
    assert not Sheet.objects.exists()
    assert not Duty.objects.exists()


def test_what_takes_too_long_is_named(monkeypatch) -> None:
    monkeypatch.setattr(benchmark_villages, "MOST", 0.0)

    with pytest.raises(CommandError, match="超过限时：月份格，首页"):
        call_command("benchmark_villages", villages=1, years=1, stdout=StringIO())


def test_every_village_owes_the_same_in_every_state() -> None:
    at = datetime(2026, 6, 20, 1, tzinfo=UTC)
    made = accounts.make(villages=3, years=2, at=at)

    counted = Duty.objects.values_list("unit", "state").annotate(number=Count("*"))
    by_unit: dict[int, dict[str, int]] = {}
    for unit, state, number in counted:
        by_unit.setdefault(unit, {})[state] = number

    assert made.duties == Duty.objects.count() == 3 * 64 * (12 + 4)
    assert len(by_unit) == 3
    assert all(states == by_unit[made.village.pk] for states in by_unit.values())
    assert set(by_unit[made.village.pk]) == {"open", "published", "nothing_new", "waived"}
    late = Duty.objects.late(date(2026, 6, 20)).filter(unit=made.village).count()
    assert 0 < late < made.duties // 3


@pytest.mark.slow
def test_many_villages_take_the_same_queries(settings) -> None:
    settings.ALLOWED_HOSTS = ["testserver"]

    def measured(villages: int, years: int) -> dict[str, int]:
        townships.forget()
        outline.forget()
        with scratch(keep=False):
            made = accounts.make(villages=villages, years=years, at=timezone.now())
            return {line.name: line.queries for line in benchmark_villages.measure(made)}

    assert measured(2, 1) == measured(35, 3)
