"""Two people at the same moment, each in a process of their own: one discharge, one signature, one event."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.timelimits import Event
from disclosure.actions import duties, planning, publications, reviewing
from disclosure.models import ApiClient, Confirmation, Duty, Trigger
from tests.disclosure.actions.test_matching import FORMED, Place
from tests.factories import catalog, owing
from tests.factories.racing import UNNAMED, race

pytestmark = pytest.mark.django_db(transaction=True)

AT = owing.moment(date(2026, 4, 7))


def at_once(*acts: Callable[[], Any]) -> list[str]:
    """What each came to, in order: done, refused by the act, or the error's own words."""
    return [_came_to(said) for said in race(*acts, named=(ActRefused,))]


def _came_to(said: str) -> str:
    if not said:
        return "done"
    return said if said.startswith(UNNAMED) else "refused"


@pytest.fixture
def place():
    return Place()


def turns(place, number=1):
    for _ in range(number):
        owing.row(place.town, place.office)
    place.plan()
    return list(Duty.objects.filter(first=date(2026, 1, 1)).order_by("pk"))


def signing(place, duty, by):
    return lambda: duties.confirm_nothing_new(unit=place.office, duties=[duty.pk], by=by, at=AT)


@pytest.mark.parametrize("round_", range(3))
def test_two_people_sign_one_duty(place, round_):
    (duty,) = turns(place)
    colleague = catalog.user_with(Role.SECTION_HEAD, place.office)

    outcomes = at_once(signing(place, duty, place.editor), signing(place, duty, colleague))

    assert sorted(outcomes) == ["done", "refused"]
    duty.refresh_from_db()
    assert (duty.state, duty.version) == ("nothing_new", 2)
    assert Confirmation.objects.count() == 1


def test_two_lists_of_one_person_are_one_signature(place):
    one, two = turns(place, 2)

    assert at_once(signing(place, one, place.editor), signing(place, two, place.editor)) == ["done"] * 2
    assert Confirmation.objects.count() == 1
    assert Duty.objects.filter(state="nothing_new").count() == 2


@pytest.mark.parametrize("round_", range(3))
def test_one_publishes_while_another_signs(place, round_):
    (duty,) = turns(place)
    fields = {
        "title": "通报", "text": "正文。", "formed_on": date(2026, 3, 2), "unit": place.office, "node": duty.node,
    }  # fmt: skip
    made = publications.create(township=place.town, by=place.editor, at=AT, fields=fields, for_duty=duty)
    reviewing.submit(pk=made.pk, by=place.editor, at=AT)

    outcomes = at_once(
        lambda: reviewing.approve(pk=made.pk, by=place.head, at=AT, secrecy_checked=True),
        signing(place, duty, place.editor),
    )

    assert outcomes[0] == "done"
    duty.refresh_from_db()
    assert duty.version == 2
    assert (duty.state, outcomes[1]) in {("published", "refused"), ("nothing_new", "done")}
    assert (duty.publication_id is None) == (duty.state == "nothing_new")


def test_one_signs_while_another_waives(place):
    (duty,) = turns(place)

    outcomes = at_once(
        signing(place, duty, place.editor),
        lambda: duties.waive(pk=duty.pk, reason="理由", by=place.signer, at=AT),
    )

    assert sorted(outcomes) == ["done", "refused"]


def test_a_system_reports_twice_at_once(place):
    row = owing.row(place.town, place.office, FORMED)
    system = ApiClient.objects.create(
        township=place.town, unit=place.office, name="审批系统", key_hash="k", created_at=AT,
        changed_by=place.editor, changed_at=AT,
    )  # fmt: skip

    def report():
        duties.record_event(
            township=place.town, unit=place.office, node=row.node, event=Event.DECIDED, subject="决定",
            happened_on=date(2026, 3, 2), client=system, external_id="A-1", at=AT,
        )  # fmt: skip

    assert at_once(report, report, report) == ["done"] * 3
    assert (Trigger.objects.count(), Duty.objects.count()) == (1, 1)


def test_two_clicks_at_the_desk_are_one_event(place):
    row = owing.row(place.town, place.office, FORMED)

    def click():
        duties.record_event(
            township=place.town, unit=place.office, node=row.node, event=Event.DECIDED, subject="决定",
            happened_on=date(2026, 3, 2), by=place.editor, at=AT,
        )  # fmt: skip

    assert at_once(click, click) == ["done"] * 2
    assert (Trigger.objects.count(), Duty.objects.count()) == (1, 1)


def test_two_plannings_at_once_make_each_duty_once(place):
    for _ in range(4):
        owing.row(place.town, place.office)

    def plan():
        planning.plan(township=place.town, at=AT, until=date(2026, 12, 31))

    assert at_once(plan, plan) == ["done"] * 2
    assert Duty.objects.count() == 12
