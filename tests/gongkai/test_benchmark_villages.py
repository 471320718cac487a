"""The measurement of villages: it runs with few, leaves nothing behind, and no page's queries grow."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from catalog.models import Township
from catalog.queries import outline
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

    assert "2 个村 × 1 年，24 张表、120 笔" in out.getvalue()
    for name in ("月份格，首页", "村务公开", "一个村", "一个村的财务"):
        assert f"  {name}\n" in out.getvalue()
    assert list(Township.objects.values_list("prefix", flat=True)) == ["wanghe"]
    assert not Sheet.objects.exists()


def test_what_takes_too_long_is_named(monkeypatch) -> None:
    monkeypatch.setattr(benchmark_villages, "MOST", 0.0)

    with pytest.raises(CommandError, match="超过限时：月份格，首页"):
        call_command("benchmark_villages", villages=1, years=1, stdout=StringIO())


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
