"""Publications as evidence: which duties one discharges, when it counts, and what its withdrawal opens again."""

from datetime import date, timedelta

import pytest

from catalog.law.roles import Role
from catalog.law.timelimits import Event
from disclosure.actions import carry_over, duties, planning, publications, publishing, reviewing
from disclosure.law.lifecycle import WithdrawReason
from disclosure.models import Duty, DutyTrace
from tests.factories import catalog, disclosure, owing

pytestmark = pytest.mark.django_db

START, END = date(2026, 1, 1), date(2026, 12, 31)
FORMED = "信息形成或者变更之日起20个工作日内"


class Place:
    """A township with two offices, two villages and the people for one path."""

    def __init__(self) -> None:
        self.town = catalog.township(started_on=START, credit_code="TEST")
        disclosure.levels(self.town)
        self.office, self.other = catalog.unit(self.town, "社会事务办"), catalog.unit(self.town, "财政所")
        self.upper, self.lower = catalog.village(self.town, "上坪村"), catalog.village(self.town, "下坪村")
        self.editor = catalog.user_with(Role.EDITOR, self.town)
        self.head = catalog.user_with(Role.SECTION_HEAD, self.town)
        self.signer = catalog.user_with(Role.SIGNER, self.town)
        self.admin = catalog.user_with(Role.ADMIN, self.town)

    def plan(self, on=START):
        return planning.plan(township=self.town, at=owing.moment(on), until=END)

    def publish(self, unit, node, formed, on, duty=None):
        at = owing.moment(on)
        fields = {"title": "通报", "text": "正文。", "formed_on": formed, "unit": unit, "node": node}
        made = publications.create(township=self.town, by=self.editor, at=at, fields=fields, for_duty=duty)
        reviewing.submit(pk=made.pk, by=self.editor, at=at)
        return reviewing.approve(pk=made.pk, by=self.head, at=at, secrecy_checked=True)

    def withdraw(self, publication, on):
        publishing.withdraw(
            pk=publication.pk, by=self.signer, at=owing.moment(on), reason=WithdrawReason.ERROR, note="有误"
        )

    def event(self, row, on, at=None, event=Event.FORMED_OR_CHANGED):
        return duties.record_event(
            township=self.town, unit=self.office, node=row.node, event=event, happened_on=on,
            subject=f"事件{on}{event}", by=self.editor, at=owing.moment(at or on, 10),
        )  # fmt: skip


@pytest.fixture
def place():
    return Place()


def states(**where):
    found = Duty.objects.filter(**where).order_by("first", "pk")
    return [(duty.state, duty.discharged_on) for duty in found]


def test_a_paper_discharges_the_turn_it_was_formed_in(place):
    row = owing.row(place.town, place.office)
    place.plan()

    made = place.publish(place.office, row.node, date(2026, 2, 2), date(2026, 2, 5))

    assert states() == [("published", date(2026, 2, 5)), ("open", None), ("open", None)]
    assert Duty.objects.get(state="published").publication == made
    assert Duty.objects.in_time().count() == 1


def test_a_quarter_s_paper_published_after_its_end_discharges_that_quarter_only(place):
    row = owing.row(place.town, place.office)
    place.plan()

    place.publish(place.office, row.node, date(2026, 3, 31), date(2026, 4, 10))

    assert [state for state, _ in states()] == ["published", "open", "open"]
    assert place.plan(date(2026, 4, 11)).changed is False

    place.publish(place.office, row.node, date(2026, 4, 13), date(2026, 4, 14))

    assert [state for state, _ in states()] == ["published", "published", "open"]


def test_a_paper_drawn_up_after_the_quarter_s_end_is_the_old_quarter_s(place):
    row = owing.row(place.town, place.office)
    place.plan()

    place.publish(place.office, row.node, date(2026, 4, 2), date(2026, 4, 10))

    assert [state for state, _ in states()] == ["published", "open", "open"]


def test_planning_over_what_is_public_finds_the_same(place):
    row = owing.row(place.town, place.office)
    place.publish(place.office, row.node, date(2026, 3, 31), date(2026, 4, 10))
    place.publish(place.office, row.node, date(2026, 7, 2), date(2026, 7, 8))

    planned = place.plan(date(2026, 7, 9))

    assert planned.discharged == 2
    assert states() == [("published", date(2026, 4, 10)), ("published", date(2026, 7, 8)), ("open", None)]


def test_month_and_year_of_one_row_are_served_by_one_paper(place):
    row = owing.row(place.town, place.office, "每月公开；每年公开一次")
    planning.plan(township=place.town, at=owing.moment(START), until=date(2027, 2, 1))

    place.publish(place.office, row.node, date(2026, 5, 20), date(2026, 5, 21))

    served = Duty.objects.filter(state="published").order_by("first").values_list("first", "last")
    assert list(served) == [(date(2026, 1, 1), date(2026, 12, 31)), (date(2026, 5, 1), date(2026, 5, 31))]


def test_after_the_due_day_it_is_late(place):
    row = owing.row(place.town, place.office)
    place.plan()

    place.publish(place.office, row.node, date(2026, 3, 20), date(2026, 4, 16))

    assert states()[0] == ("published", date(2026, 4, 16))
    assert Duty.objects.late(date(2026, 4, 16)).count() == 1
    assert not Duty.objects.in_time().exists()


def test_another_unit_serves_the_township_s_list_and_no_village_another_s(place):
    row = owing.row(place.town, place.office)
    own = owing.row(place.upper, None)
    owing.adopt(place.lower, own.node, None)
    place.plan()

    place.publish(place.other, row.node, date(2026, 2, 2), date(2026, 2, 3))
    place.publish(place.lower, own.node, date(2026, 2, 2), date(2026, 2, 3))
    place.plan(date(2026, 2, 4))

    assert states(unit=place.office)[0][0] == "published"
    assert states(unit=place.lower)[0][0] == "published"
    assert {state for state, _ in states(unit=place.upper)} == {"open"}


def test_one_paper_is_for_one_event_the_oldest(place):
    row = owing.row(place.town, place.office, FORMED)
    for day in (date(2026, 3, 2), date(2026, 3, 4)):
        place.event(row, day)

    place.publish(place.office, row.node, date(2026, 3, 5), date(2026, 3, 6))

    assert [state for state, _ in states()] == ["published", "open"]
    assert place.plan(date(2026, 3, 9)).changed is False


def test_the_parts_of_one_event_are_served_together(place):
    row = owing.row(place.town, place.office, "处罚决定自作出之日起7个工作日内;其他20个工作日内")
    place.event(row, date(2026, 3, 2), event=Event.DECIDED)
    assert Duty.objects.count() == 2

    made = place.publish(place.office, row.node, date(2026, 3, 3), date(2026, 3, 4))

    assert [state for state, _ in states()] == ["published", "published"]
    other = place.publish(place.office, row.node, date(2026, 3, 4), date(2026, 3, 5))
    place.withdraw(made, date(2026, 3, 6))
    assert set(Duty.objects.values_list("publication", "state")) == {(other.pk, "published")}


def test_what_it_was_written_for_comes_first(place):
    row = owing.row(place.town, place.office, FORMED)
    old, new = (place.event(row, day).duties.get() for day in (date(2026, 3, 2), date(2026, 3, 4)))

    place.publish(place.office, row.node, date(2026, 3, 5), date(2026, 3, 6), duty=new)
    place.plan(date(2026, 3, 9))

    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == ("open", "published")


def test_a_paper_written_for_another_unit_s_village_duty_is_not_taken(place):
    row = owing.row(place.upper, None)
    place.plan()
    duty = Duty.objects.order_by("first")[0]

    place.publish(place.lower, row.node, date(2026, 2, 2), date(2026, 2, 3), duty=duty)

    duty.refresh_from_db()
    assert duty.state == "open"


def test_an_event_recorded_after_its_publication_is_discharged_at_once(place):
    row = owing.row(place.town, place.office, FORMED)
    place.publish(place.office, row.node, date(2026, 3, 3), date(2026, 3, 5))

    trigger = place.event(row, date(2026, 3, 2), at=date(2026, 3, 9))

    assert [(d.state, d.discharged_on) for d in trigger.duties.all()] == [("published", date(2026, 3, 5))]


def test_a_paper_older_than_the_event_is_no_evidence(place):
    row = owing.row(place.town, place.office, FORMED)
    place.event(row, date(2026, 3, 2))

    place.publish(place.office, row.node, date(2026, 3, 1), date(2026, 3, 3))

    assert states() == [("open", None)]


def test_a_hearing_is_announced_before_it_happens(place):
    row = owing.row(
        place.town, place.office, "《听证通知书》在组织听证7个工作日前公开;其他听证内容依申请公开"
    )
    trigger = place.event(row, date(2026, 3, 20), at=date(2026, 3, 2), event=Event.HEARING)
    assert trigger.duties.get().due_on == date(2026, 3, 11)

    place.publish(place.office, row.node, date(2026, 3, 5), date(2026, 3, 6))

    assert states() == [("published", date(2026, 3, 6))]
    assert Duty.objects.in_time().count() == 1


def test_what_is_brought_in_counts_with_its_original_day(place):
    row = owing.row(place.town, place.office)
    place.plan(date(2026, 6, 1))
    assert Duty.objects.overdue(date(2026, 6, 1)).count() == 1

    carry_over.carry_over(
        township=place.town, by=place.admin, at=owing.moment(date(2026, 6, 1)),
        rows=[carry_over.Carried("旧通报", place.office.pk, row.node_id, date(2026, 2, 2), date(2026, 2, 9))],
    )  # fmt: skip

    assert states()[0] == ("published", date(2026, 2, 9))
    assert Duty.objects.in_time().count() == 1
    assert not Duty.objects.late(date(2026, 6, 1)).exists()


def test_withdrawal_opens_again_and_leaves_a_trace(place):
    row = owing.row(place.town, place.office)
    place.plan()
    made = place.publish(place.office, row.node, date(2026, 2, 2), date(2026, 2, 5))

    place.withdraw(made, date(2026, 2, 10))

    duty = Duty.objects.order_by("first")[0]
    assert (duty.state, duty.publication, duty.discharged_on) == ("open", None, None)
    trace = DutyTrace.objects.get()
    assert (trace.old_state, trace.new_state) == ("published", "open")
    assert "撤回" in trace.cause


def test_withdrawal_changes_nothing_where_another_publication_serves(place):
    row = owing.row(place.town, place.office)
    place.plan()
    first = place.publish(place.office, row.node, date(2026, 2, 2), date(2026, 2, 5))
    second = place.publish(place.office, row.node, date(2026, 3, 2), date(2026, 3, 5))

    place.withdraw(first, date(2026, 3, 10))

    duty = Duty.objects.order_by("first")[0]
    assert (duty.state, duty.publication, duty.discharged_on) == ("published", second, date(2026, 3, 5))


def test_matching_asks_as_often_for_many_as_for_few(place, django_assert_max_num_queries):
    rows = [owing.row(place.town, place.office) for _ in range(6)]
    for row in rows:
        place.publish(place.office, row.node, date(2026, 2, 2), date(2026, 2, 3))

    with django_assert_max_num_queries(24):
        planned = place.plan(date(2026, 2, 9) + timedelta(days=1))

    assert planned.discharged == 6


# ---- rows shown with another --------------------------------------------------------------------------------------
def test_vil_5_one_paper_serves_the_rows_that_are_shown_with_its_own(place):
    income = owing.row(place.upper, place.upper, levels=["village"])
    beside = owing.row(place.upper, place.upper, levels=["village"], extra={"shown_with": income.node.key})
    other = owing.row(place.upper, place.upper, levels=["village"])
    place.plan()
    meant = Duty.objects.get(node=income.node, first=START)

    late = place.publish(place.upper, income.node, date(2026, 5, 20), date(2026, 5, 20), meant)

    done = Duty.objects.filter(publication=late)
    assert {(duty.node_id, duty.first) for duty in done} >= {(income.node_id, START), (beside.node_id, START)}
    assert not done.filter(node=other.node).exists()

    place.withdraw(late, date(2026, 5, 25))
    assert not Duty.objects.filter(publication=late).exists()


def test_planned_later_they_are_served_by_what_is_public_already(place):
    income = owing.row(place.upper, place.upper, levels=["village"])
    made = place.publish(place.upper, income.node, date(2026, 3, 20), date(2026, 3, 20))
    beside = owing.row(place.upper, place.upper, levels=["village"], extra={"shown_with": income.node.key})

    place.plan(date(2026, 3, 25))

    assert Duty.objects.filter(publication=made, node=beside.node, first=START).exists()
