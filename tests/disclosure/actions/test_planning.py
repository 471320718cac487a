"""Duties made ahead of time, and made anew when something they hang on changed: exactly that, and nothing else."""

from datetime import date, timedelta

import pytest

from catalog.law.roles import Role
from catalog.law.timelimits import Event
from catalog.law.vocabulary import Level
from catalog.models import AdoptionStatus, Node
from disclosure.actions import duties, planning
from disclosure.law.duties import DutyState
from disclosure.models import Confirmation, Duty, DutyTrace
from tests.factories import catalog, owing

pytestmark = pytest.mark.django_db

AT = owing.moment(date(2026, 3, 9))
END = date(2026, 12, 31)


@pytest.fixture
def town():
    return catalog.township(started_on=date(2026, 1, 1))


@pytest.fixture
def office(town):
    return catalog.unit(town, "社会事务办")


def plan(town, at=AT, until=END, **more):
    return planning.plan(township=town, at=at, until=until, **more)


def snapshot():
    return {row["id"]: row for row in Duty.objects.values()}


def days(**where):
    return list(Duty.objects.filter(**where).order_by("due_on").values_list("due_on", flat=True))


# ---- what makes duties --------------------------------------------------------------------------------------------
def test_a_year_of_quarters_is_made_ahead_for_the_responsible_unit(town, office):
    row = owing.row(town, office)

    planned = plan(town)

    # each quarter's end and 15 days, moved off a rest day; the fourth falls into the next year
    assert days() == [date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15)]
    made = Duty.objects.order_by("due_on")[0]
    assert (made.unit, made.node, made.adoption, made.state) == (office, row.node, row, "open")
    assert made.domain == row.node.get_root()
    assert (made.first, made.last) == (date(2026, 1, 1), date(2026, 3, 31))
    assert (planned.new, planned.changed) == (3, True)
    assert not DutyTrace.objects.exists()


def test_planning_again_writes_nothing(town, office, django_assert_max_num_queries):
    owing.row(town, office)
    owing.row(town, office, "每20个工作日更新")
    plan(town)
    before = snapshot()

    for at in (AT, AT + timedelta(days=20)):
        planned = plan(town, at)
        assert planned.changed is False
        assert planned.unchanged == len(before)
    assert snapshot() == before
    assert not DutyTrace.objects.exists()


def test_time_moving_on_only_adds_at_the_horizon(town, office):
    owing.row(town, office)
    plan(town, until=None)
    before = snapshot()

    planned = plan(town, AT + timedelta(days=92), until=None)

    assert (planned.new, planned.dropped, planned.moved, planned.settled) == (1, 0, [], 0)
    assert {pk: row for pk, row in snapshot().items() if pk in before} == before
    assert max(days()) == date(2027, 4, 15)


def test_the_horizon_is_the_end_of_the_month_a_year_ahead():
    assert planning.horizon(date(2026, 3, 9)) == date(2027, 3, 31)
    assert planning.horizon(date(2026, 12, 9)) == date(2027, 12, 31)
    assert planning.horizon(date(2027, 2, 28)) == date(2028, 2, 29)


def test_rows_that_owe_nothing_make_nothing(town, office):
    owing.row(town, office, levels=[Level.COUNTY])
    owing.row(town, None)
    owing.row(town, office, in_force_until=date(2026, 2, 28), stop_reason="废止")
    idle = owing.row(town, office)
    idle.status, idle.reason = AdoptionStatus.NOT_INVOLVED, "本镇没有"
    idle.save()
    for term in (
        "实时公开",
        "及时公开",
        "长期公开",
        "信息形成或者变更之日起20个工作日内",
        "公示期不得少于5个工作日",
        "",
    ):
        owing.row(town, office, term)

    assert plan(town).changed is False
    assert not Duty.objects.exists()


def test_nothing_before_the_first_day_is_owed(town, office):
    town.started_on = date(2026, 5, 20)
    town.save()
    owing.row(town, office)

    plan(town)

    assert days() == [date(2026, 7, 15), date(2026, 10, 15)]


def test_a_row_owes_from_the_day_it_came_into_force_until_it_stops(town, office):
    owing.row(town, office, in_force_from=date(2026, 5, 1))
    owing.row(town, office, in_force_until=date(2026, 7, 31), stop_reason="改由县级公开")

    plan(town)

    assert days(node__in_force_from__isnull=False) == [date(2026, 7, 15), date(2026, 10, 15)]
    assert days(node__in_force_until__isnull=False) == [date(2026, 4, 15), date(2026, 7, 15)]


def test_the_list_s_own_wording_goes_before_the_printed_term(town, office):
    owing.row(town, office, "信息形成或者变更之日起20个工作日内", worded="每年1月31日前公开")
    owing.row(town, office, worded="长期公开")

    plan(town)

    assert days() == [date(2026, 2, 2)]  # the 31st is a Saturday


def test_a_village_s_list_is_its_own(town, office):
    first, second = catalog.village(town, "上坪村"), catalog.village(town, "下坪村")
    row = owing.row(first, None)
    owing.adopt(second, row.node, None, worded="每月公开")

    plan(town)

    assert Duty.objects.filter(unit=first).count() == 3
    assert Duty.objects.filter(unit=second).count() == 11
    assert not Duty.objects.filter(unit=office).exists()


def test_parts_of_a_row_are_owed_each(town, office):
    owing.row(town, office, "每季度公开一次；财务每月公开")

    plan(town)

    assert Duty.objects.filter(part="").count() == 3
    assert Duty.objects.filter(part="财务").count() == 11


def test_another_township_is_left_alone(town, office):
    owing.row(town, office)
    other = catalog.township("meilan", "梅澜乡", started_on=date(2026, 1, 1))
    owing.row(other, catalog.unit(other))

    plan(town)

    assert not Duty.objects.filter(township=other).exists()


def test_only_the_named_items_are_planned(town, office):
    one, two = owing.row(town, office), owing.row(town, office)
    plan(town)
    for row in (one, two):
        owing.word(row, "每年更新")

    plan(town, nodes={one.node_id})

    assert set(Duty.objects.filter(state="dropped").values_list("node", flat=True)) == {one.node_id}


def test_each_unit_is_one_transaction(town, office, monkeypatch):
    owing.row(town, office)
    other = catalog.unit(town, "财政所")
    owing.row(town, other)
    match = planning.matching.match

    def fail(*, unit_id, **more):
        if unit_id == other.pk:
            raise RuntimeError
        return match(unit_id=unit_id, **more)

    monkeypatch.setattr(planning.matching, "match", fail)
    with pytest.raises(RuntimeError):
        plan(town)

    assert set(Duty.objects.values_list("unit", flat=True)) == {office.pk}


# ---- made anew ----------------------------------------------------------------------------------------------------
def settle(duty, state=DutyState.WAIVED):
    duty.state, duty.reason = state, "理由"
    duty.save()


def test_a_changed_arrangement_moves_exactly_what_it_touches(town, office):
    owing.row(town, office)
    plan(town)
    before = snapshot()
    moved = Duty.objects.get(due_on=date(2026, 7, 15))

    owing.arrange(2026, [date(2026, 7, 15), date(2026, 7, 16)])
    planned = plan(town, cause="放假安排调整")

    assert planned.moved == [(moved.pk, date(2026, 7, 15), date(2026, 7, 17))]
    assert (planned.new, planned.dropped) == (0, 0)
    trace = DutyTrace.objects.get(duty=moved)
    assert (trace.cause, trace.old_due_on, trace.new_due_on) == (
        "放假安排调整", date(2026, 7, 15), date(2026, 7, 17),
    )  # fmt: skip
    changed = {"due_on", "version", "provisional"}
    for pk, row in snapshot().items():
        assert {k: v for k, v in row.items() if k not in changed} == {
            k: v for k, v in before[pk].items() if k not in changed
        }
        assert pk == moved.pk or row["due_on"] == before[pk]["due_on"]
    assert plan(town).changed is False


def test_days_that_became_certain_are_told_and_traced(town, office):
    owing.row(town, office)
    plan(town)
    assert all(Duty.objects.values_list("provisional", flat=True))

    owing.arrange(2026, [date(2026, 10, 1)])
    planned = plan(town)

    assert (planned.settled, planned.moved) == (3, [])
    assert not any(Duty.objects.values_list("provisional", flat=True))
    assert DutyTrace.objects.count() == 3
    assert plan(town).changed is False


def test_turns_counted_in_working_days_move_and_stay_the_same_turns(town, office):
    owing.row(town, office, "每20个工作日更新")
    owing.arrange(2026, [date(2026, 1, 1)])
    plan(town)
    before = snapshot()

    owing.arrange(2026, [date(2026, 1, 1), date(2026, 3, 18)])
    planned = plan(town)

    assert (planned.new, planned.dropped) == (0, 0)
    assert len(planned.moved) + planned.unchanged + planned.settled == len(before)
    assert {pk for pk, old, new in planned.moved} == {
        pk for pk, row in snapshot().items() if row["due_on"] != before[pk]["due_on"]
    }
    assert len(planned.moved) >= 9


def test_a_day_pushed_over_the_end_is_the_same_duty(town, office):
    owing.row(town, office, "每月公开", worded="每年12月31日前公开")
    plan(town)
    (made,) = Duty.objects.all()

    owing.arrange(2026, [date(2026, 12, 31)])
    planned = plan(town)

    assert planned.moved == [(made.pk, date(2026, 12, 31), date(2027, 1, 4))]


def test_a_changed_term_drops_and_makes_and_leaves_other_rows(town, office):
    row, other = owing.row(town, office), owing.row(town, office)
    plan(town)
    first = Duty.objects.filter(node=row.node).order_by("due_on")[0]
    settle(first)
    before = snapshot()

    owing.word(row, "每年7月31日前公开")
    planned = plan(town)

    assert (planned.dropped, planned.new) == (2, 1)
    first.refresh_from_db()
    assert first.state == "waived"
    assert all(snapshot()[pk] == r for pk, r in before.items() if r["node_id"] == other.node_id)
    assert set(DutyTrace.objects.values_list("new_state", flat=True)) == {"dropped"}

    owing.word(row, "")
    planned = plan(town)

    assert (planned.revived, planned.dropped, planned.new) == (2, 1, 0)
    assert plan(town).changed is False


def test_a_moved_fixed_day_is_a_move(town, office):
    row = owing.row(town, office, "每年3月31日前公开")
    plan(town)
    (made,) = Duty.objects.all()

    owing.word(row, "每年6月30日前公开")

    assert plan(town).moved == [(made.pk, date(2026, 3, 31), date(2026, 6, 30))]


def test_not_involved_drops_and_involved_again_revives(town, office):
    row = owing.row(town, office)
    plan(town)

    row.status, row.reason = AdoptionStatus.NOT_INVOLVED, "没有"
    row.save()
    assert plan(town).dropped == 3
    assert set(Duty.objects.values_list("state", flat=True)) == {"dropped"}

    row.status, row.reason = AdoptionStatus.APPLIES, ""
    row.save()
    assert plan(town).revived == 3
    assert not Duty.objects.exclude(reason="").exists()


def test_a_stopped_row_drops_what_is_open(town, office):
    row = owing.row(town, office)
    plan(town)

    Node.objects.filter(pk=row.node_id).update(in_force_until=date(2026, 3, 8), stop_reason="废止")

    assert plan(town).dropped == 3


def test_discharged_and_waived_duties_never_move(town, office):
    owing.row(town, office)
    plan(town)
    one, two, _ = Duty.objects.order_by("due_on")
    settle(one)
    two.confirmation = Confirmation.objects.create(
        township=town, unit=office, quarter_from=date(2026, 1, 1), quarter_until=date(2026, 3, 31),
        signed_by=catalog.user(), signed_at=AT,
    )  # fmt: skip
    two.discharged_on = date(2026, 3, 9)
    settle(two, DutyState.NOTHING_NEW)
    before = snapshot()

    owing.arrange(2026, [one.due_on, two.due_on])
    plan(town)

    assert all(snapshot()[pk] == before[pk] for pk in (one.pk, two.pk))


def test_another_responsible_unit_takes_over_what_is_open_and_nothing_that_is_done(town, office):
    row = owing.row(town, office)
    plan(town)
    settle(Duty.objects.order_by("due_on")[0])
    heir = catalog.unit(town, "财政所")

    row.unit = heir
    row.save()
    planned = plan(town)

    assert (planned.dropped, planned.new) == (2, 2)
    assert days(unit=heir) == [date(2026, 7, 15), date(2026, 10, 15)]
    assert plan(town).changed is False

    row.unit = office
    row.save()
    planned = plan(town)

    assert (planned.dropped, planned.revived, planned.new) == (2, 2, 0)


def test_events_follow_the_row_to_its_new_unit(town, office):
    row = owing.row(town, office, "信息形成或者变更之日起20个工作日内")
    editor = catalog.user_with(Role.EDITOR, office)
    trigger = duties.record_event(
        township=town, unit=office, node=row.node, event=Event.DECIDED, happened_on=date(2026, 3, 2),
        subject="通知", by=editor, at=AT,
    )  # fmt: skip
    heir = catalog.unit(town, "财政所")

    row.unit = heir
    row.save()
    planned = plan(town)

    assert (planned.dropped, planned.new) == (1, 1)
    made = Duty.objects.get(unit=heir)
    assert (made.trigger, made.state, made.due_on) == (trigger, "open", date(2026, 3, 30))
    assert plan(town).changed is False


def test_an_event_s_day_moves_with_term_and_calendar(town, office):
    row = owing.row(town, office, "信息形成或者变更之日起20个工作日内")
    editor = catalog.user_with(Role.EDITOR, office)
    duties.record_event(
        township=town, unit=office, node=row.node, event=Event.FORMED_OR_CHANGED, happened_on=date(2026, 3, 2),
        subject="通知", by=editor, at=AT,
    )  # fmt: skip
    (made,) = Duty.objects.all()

    owing.word(row, "信息形成或者变更之日起10个工作日内")
    assert plan(town).moved == [(made.pk, date(2026, 3, 30), date(2026, 3, 16))]

    owing.arrange(2026, [date(2026, 3, 10)])
    assert plan(town).moved == [(made.pk, date(2026, 3, 16), date(2026, 3, 17))]

    owing.word(row, "长期公开")
    assert plan(town).dropped == 1


# ---- from when a row is owed ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("applies_from", "due"),
    [
        (None, [date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15)]),
        (date(2026, 3, 31), [date(2026, 4, 15), date(2026, 7, 15), date(2026, 10, 15)]),
        (date(2026, 4, 1), [date(2026, 7, 15), date(2026, 10, 15)]),
        (date(2026, 8, 20), [date(2026, 10, 15)]),
    ],
)
def test_turns_that_ended_before_a_row_was_taken_on_are_not_owed(town, office, applies_from, due):
    row = owing.row(town, office)
    row.applies_from = applies_from
    row.save()

    plan(town)

    assert days() == due


def test_a_row_moved_to_another_domain_is_counted_there(town, office):
    row = owing.row(town, office)
    plan(town)
    other = catalog.group(catalog.domain("养老服务", "20"))
    node = Node.objects.get(pk=row.node_id)
    node.move_to(Node.objects.get(pk=other.pk), "last-child")

    planned = plan(town)

    assert set(Duty.objects.values_list("domain_id", flat=True)) == {other.get_root().pk}
    assert (planned.settled, planned.moved, planned.new) == (3, [], 0)
