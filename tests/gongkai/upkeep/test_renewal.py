"""What changes calendar, adoption or term also moves the duties: said in the message, listed with old and new days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from catalog.actions import revisions
from catalog.actions.limits import derive_limits
from catalog.law.roles import Role
from catalog.models import Adoption, JobRun, Node
from disclosure.actions.planning import plan
from disclosure.law.duties import DutyState
from disclosure.models import Duty, DutyTrace, Trigger
from gongkai import timer
from gongkai.timer import Job
from gongkai.upkeep import renewal
from tests.factories import catalog as make
from tests.gongkai.upkeep.conftest import NOTICE, Office, signed_in

LIST = "/office/upkeep/adoptions/"
MOVES = "/office/upkeep/moves/"
YEAR = "/office/upkeep/calendar/2026/"


@pytest.fixture
def owing(office: Office) -> Node:
    """A row the unit answers for, with its duties of a year."""
    Node.objects.filter(pk=office.checked.pk).update(limit_text="每季度结束后10日内")
    office.checked.refresh_from_db()
    derive_limits([office.checked])
    make.adoption(office.township, office.checked, unit=office.unit)
    plan(township=office.township, at=timezone.now())
    assert Duty.objects.open().exists()
    return office.checked


def days() -> dict[int, date | None]:
    return dict(Duty.objects.open().values_list("pk", "due_on"))


def term(words: str) -> dict[str, object]:
    held = Adoption.objects.get()
    seen = held.history.latest("history_id").history_id
    return {"status": "applies", "unit": held.unit_id, "limit_text": words, "seen": seen}


def test_a_changed_term_moves_the_days_and_says_so(office: Office, owing: Node) -> None:
    before = days()

    answer = office.client.post(f"{LIST}{owing.pk}/", term("每季度结束后20日内"), follow=True)

    moved = {pk: day for pk, day in days().items() if before.get(pk) != day}
    assert moved
    assert f"有{len(moved)}件任务的日期变动" in answer.text
    traces = list(DutyTrace.objects.all())
    assert {(t.duty_id, t.old_due_on, t.new_due_on) for t in traces} == {
        (pk, before[pk], day) for pk, day in moved.items()
    }
    assert {t.cause for t in traces} == {"公开时限调整"}
    link = answer.text.split(f'href="{MOVES}')[1].split('"')[0].replace("&amp;", "&")
    page = office.client.get(f"{MOVES}{link}")
    assert page.context["page"].paginator.count == len(moved)
    for trace in traces:
        assert f"{trace.old_due_on:%Y-%m-%d}" in page.text
        assert f"{trace.new_due_on:%Y-%m-%d}" in page.text


def test_the_same_saved_again_moves_nothing_and_says_nothing(office: Office, owing: Node) -> None:
    before = days()

    answer = office.client.post(f"{LIST}{owing.pk}/", term(""), follow=True)

    assert "任务" not in answer.text.split('class="messages"')[1].split("</div>")[0]
    assert days() == before
    assert not DutyTrace.objects.exists()


def test_not_involved_drops_and_applies_again_revives(office: Office, owing: Node) -> None:
    count = Duty.objects.open().count()
    data = {"act": "not_involved", "nodes": [owing.pk], "reason": "本镇没有学校"}

    answer = office.client.post(LIST, data, follow=True)
    assert f"有{count}件任务取消" in answer.text
    assert set(Duty.objects.values_list("state", flat=True)) == {DutyState.DROPPED}

    answer = office.client.post(f"{LIST}{owing.pk}/", term(""), follow=True)
    assert f"{count}件任务恢复" in answer.text
    assert Duty.objects.open().count() == count


def test_another_unit_owes_from_now_on(office: Office, owing: Node) -> None:
    other = make.unit(office.township, "财政所")

    office.client.post(LIST, {"act": "unit", "nodes": [owing.pk], "unit": other.pk})

    assert set(Duty.objects.open().values_list("unit_id", flat=True)) == {other.pk}


def test_a_new_arrangement_moves_events_days(office: Office) -> None:
    item = make.item(office.group, "通知", limit_text="信息形成或者变更之日起5个工作日内")
    derive_limits([item])
    make.adoption(office.township, item, unit=office.unit)
    Trigger.objects.create(
        township=office.township, unit=office.unit, node=item, event="formed_or_changed", subject="通知",
        happened_on=date(2026, 9, 28), recorded_at=timezone.now(), recorded_by=office.admin,
    )  # fmt: skip
    plan(township=office.township, at=timezone.now())
    duty = Duty.objects.get()
    old = duty.due_on
    assert duty.provisional

    data = {
        "notice_no": "国办发明电〔2025〕7号",
        "issued_on": "2025-11-04",
        "text": NOTICE,
        "step": "confirm",
    }
    answer = office.client.post(YEAR, data, follow=True)

    duty.refresh_from_db()
    assert (duty.due_on, duty.provisional) == (date(2026, 10, 10), False)
    assert old != duty.due_on
    assert "有1件任务的日期变动" in answer.text
    assert DutyTrace.objects.get().cause == "2026年放假安排调整"


def test_much_is_left_to_the_worker(office: Office, owing: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "DIRECT_ROWS", 0)
    before = days()

    answer = office.client.post(f"{LIST}{owing.pk}/", term("每季度结束后20日内"), follow=True)

    assert "正在后台重新计算" in answer.text
    assert days() == before
    task = DBTaskResult.objects.get()
    renewal.plan_township.func(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])
    assert days() != before
    assert DutyTrace.objects.first().by == office.admin


def test_an_approved_revision_is_owed_anew(office: Office, owing: Node) -> None:
    own = make.item(
        office.group,
        "校车线路",
        origin="township",
        township=office.township,
        key="own-1",
        limit_text="每年更新",
    )
    derive_limits([own])
    make.adoption(office.township, own, unit=office.unit)
    plan(township=office.township, at=timezone.now())
    count = Duty.objects.filter(node=own).open().count()
    now = timezone.now()
    made = revisions.create(township=office.township, title="第一次调整", by=office.admin, at=now)
    revisions.change_row(
        pk=made.pk, version=1, node_pk=own.pk, values={"limit_text": "每季度更新"}, reason="方便家长",
        by=office.admin, at=now,
    )  # fmt: skip
    made.refresh_from_db()
    today = timezone.localdate().isoformat()

    answer = office.client.post(
        f"/office/revisions/{made.pk}/approve/",
        {"version": made.version, "approved_by": "镇长办公会", "approved_on": today, "effective_on": today},
        follow=True,
    )

    assert Duty.objects.filter(node=own).open().count() != count
    assert "件任务新增" in answer.text
    assert "查看任务变动" in answer.text


def test_moves_are_for_keepers_and_of_this_township(office: Office, owing: Node) -> None:
    office.client.post(f"{LIST}{owing.pk}/", term("每季度结束后20日内"))
    other = make.township("shiqiao", "石桥镇")
    there = signed_in(make.user_with(Role.ADMIN, other))

    assert "学校介绍" in office.client.get(f"/wanghe{MOVES}").text
    assert "学校介绍" not in there.get(f"/shiqiao{MOVES}").text
    editor = signed_in(make.user_with(Role.EDITOR, office.unit))
    assert editor.get(f"/wanghe{MOVES}").status_code == 403
    assert office.client.get(f"/wanghe{MOVES}?at=gestern").status_code == 200


def test_the_list_of_moves_costs_the_same_whatever_its_length(office: Office, owing: Node) -> None:
    duty = Duty.objects.first()

    def more(number: int) -> None:
        for day in range(number):
            DutyTrace.objects.create(
                duty=duty, at=timezone.now(), cause="某因", by=office.admin,
                old_due_on=duty.due_on, new_due_on=duty.due_on + timedelta(days=day + 1),
            )  # fmt: skip

    more(1)
    office.client.get(MOVES)
    with CaptureQueriesContext(connection) as few:
        office.client.get(MOVES)
    more(30)
    with CaptureQueriesContext(connection) as many:
        assert len(office.client.get(MOVES).context["rows"]) == 31

    assert len(many) == len(few)


# ---- by night ----------------------------------------------------------------------------------------------
def test_every_township_is_planned_by_night_and_once(office: Office, owing: Node) -> None:
    Duty.objects.all().delete()
    at = datetime(2026, 3, 9, 16, 1, tzinfo=UTC)  # a minute after midnight in Shanghai

    for _ in range(2):
        renewal.plan_daily(at)
    for task in DBTaskResult.objects.all():
        renewal.plan_township.func(*task.args_kwargs["args"], **task.args_kwargs["kwargs"])

    made = Duty.objects.count()
    assert made
    assert not DutyTrace.objects.exists()


def test_a_nightly_job_runs_at_the_first_pass_of_each_day(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[datetime] = []
    job = Job("nightly", timedelta(days=1), lambda at: str(runs.append(at)), by_night=True)
    monkeypatch.setattr(timer, "JOBS", [job])
    evening = datetime(2026, 3, 9, 15, 59, tzinfo=UTC)
    passes = [evening, evening + timedelta(minutes=2), evening + timedelta(hours=20)]

    for at in passes:
        timer.run_due(at)
        JobRun.objects.update(finished_at=at)

    assert runs == passes[:2]
