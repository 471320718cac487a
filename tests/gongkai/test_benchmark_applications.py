"""The measurement of applications: it runs with few cases, leaves nothing behind, and no page's queries grow."""

from datetime import datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import CommandError, call_command

from catalog.models import Township, User
from disclosure.law.steps import Step
from disclosure.models import Application, ApplicationEvent
from disclosure.queries.applications import QUEUES
from gongkai.benchmark import applications
from gongkai.benchmark.applications import FEWEST
from gongkai.benchmark.duties import scratch
from gongkai.management.commands import benchmark_applications
from tests.factories import catalog

pytestmark = pytest.mark.django_db

AT = datetime(2026, 9, 7, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_it_measures_every_queue_and_leaves_nothing_behind() -> None:
    catalog.township()
    out = StringIO()

    call_command("benchmark_applications", cases=FEWEST, stdout=out)

    table = out.getvalue()
    assert [label for label in QUEUES.values() if f"  列表：{label}\n" not in table] == []
    assert f"政府信息公开申请 {FEWEST}，" in table
    assert list(Township.objects.values_list("prefix", flat=True)) == ["wanghe"]
    assert not Application.objects.exists()
    assert not ApplicationEvent.objects.exists()
    assert not User.objects.exists()


@pytest.mark.slow
def test_kept_it_stays() -> None:
    call_command("benchmark_applications", cases=FEWEST, keep=True, stdout=StringIO())

    assert Application.objects.count() == FEWEST
    assert Application.objects.filter(state=Step.ARCHIVED).count() == FEWEST - 20


def test_too_few_cases_are_refused() -> None:
    with pytest.raises(CommandError, match=f"至少 {FEWEST} 件"):
        call_command("benchmark_applications", cases=FEWEST - 1, stdout=StringIO())


@pytest.mark.slow
def test_what_takes_too_long_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(benchmark_applications, "QUEUE", 0.0)

    with pytest.raises(CommandError, match=r"超过限时：工作台、列表：新收到的、.*按姓名查找"):
        call_command("benchmark_applications", cases=FEWEST, stdout=StringIO())


@pytest.mark.slow
@time_machine.travel(AT)
def test_three_times_the_cases_take_the_same_queries() -> None:
    few, many = ({line.name: line.queries for line in _measured(number)} for number in (FEWEST, 3 * FEWEST))

    assert few == many


def _measured(number: int) -> list[benchmark_applications.Measured]:
    with scratch(keep=False):
        return list(benchmark_applications.measure(applications.make(cases=number, at=AT)))
