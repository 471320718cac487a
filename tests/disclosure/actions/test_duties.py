"""The verbs of a duty: event recorded, nothing new signed, waived, lateness explained; who may, and in which state."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.timelimits import Event
from catalog.models import Adoption, CacheGeneration
from disclosure.actions import duties, planning
from disclosure.models import ApiClient, Confirmation, Duty, DutyTrace, Trigger
from tests.disclosure.actions.test_matching import FORMED, Place
from tests.factories import catalog, disclosure, owing

pytestmark = pytest.mark.django_db

AT = owing.moment(date(2026, 3, 9))
ENDED = owing.moment(date(2026, 4, 7))  # the first quarter is over, its duties are not late yet


@pytest.fixture
def place():
    return Place()


@pytest.fixture
def turn(place):
    """An open quarter of the office."""
    owing.row(place.town, place.office)
    place.plan()
    return Duty.objects.order_by("first")[0]


def sign(place, *turns, by=None, at=ENDED, unit=None):
    return duties.confirm_nothing_new(
        unit=unit or place.office, duties=[t.pk for t in turns], by=by or place.editor, at=at
    )


def record(place, row, **more):
    values = {
        "township": place.town, "unit": place.office, "node": row.node, "event": Event.DECIDED,
        "happened_on": date(2026, 3, 2), "subject": "决定", "by": place.editor, "at": AT,
    } | more  # fmt: skip
    return duties.record_event(**values)


# ---- nothing new --------------------------------------------------------------------------------------------------
def test_one_signature_covers_the_quarter_s_lists(place, turn):
    owing.row(place.town, place.office, "每月公开")
    place.plan()
    month = Duty.objects.filter(due_on=date(2026, 2, 16)).get()
    before = CacheGeneration.objects.get(township=place.town).number

    first = sign(place, turn)
    second = sign(place, month, at=owing.moment(date(2026, 4, 20)))

    assert first == second == Confirmation.objects.get()
    assert (first.quarter_from, first.quarter_until) == (date(2026, 4, 1), date(2026, 6, 30))
    turn.refresh_from_db()
    assert (turn.state, turn.discharged_on, turn.version) == ("nothing_new", date(2026, 4, 7), 2)
    assert Adoption.objects.get(pk=turn.adoption_id).nothing_new_on == date(2026, 4, 7)
    assert CacheGeneration.objects.get(township=place.town).number > before


def test_the_next_quarter_has_a_signature_of_its_own(place, turn):
    later = Duty.objects.order_by("first")[1]

    assert sign(place, turn) != sign(place, later, at=owing.moment(date(2026, 7, 1)))


@pytest.mark.parametrize("day", [date(2026, 1, 20), date(2026, 3, 31)])
def test_a_turn_that_has_not_ended_cannot_be_signed(place, turn, day):
    with pytest.raises(ActRefused, match="还没有结束，2026-04-01 起"):
        sign(place, turn, at=owing.moment(day))


def test_a_turn_due_before_its_end_can_be_signed_from_its_first_day(place):
    owing.row(place.town, place.office, "每季度的首个月20日")
    place.plan()
    early = Duty.objects.order_by("first")[0]

    sign(place, early, at=owing.moment(early.first))

    early.refresh_from_db()
    assert early.state == "nothing_new"


def test_an_event_cannot_be_signed_away(place):
    duty = record(place, owing.row(place.town, place.office, FORMED)).duties.get()

    with pytest.raises(ActRefused, match="须公开"):
        sign(place, duty)


def test_a_list_is_signed_whole_or_not_at_all(place, turn):
    owing.row(place.town, place.office)
    place.plan()
    other = Duty.objects.filter(first=turn.first).exclude(pk=turn.pk).get()
    sign(place, other)

    with pytest.raises(ActRefused, match="请刷新"):
        sign(place, turn, other)

    turn.refresh_from_db()
    assert turn.state == "open"


def test_nothing_ticked_and_another_unit_s_row_are_refused(place, turn):
    with pytest.raises(ActRefused):
        sign(place)
    with pytest.raises(ActRefused):
        sign(place, turn, unit=place.other)


# ---- events -------------------------------------------------------------------------------------------------------
def test_an_event_makes_what_is_owed(place):
    row = owing.row(place.town, place.office, FORMED)

    trigger = record(place, row)

    duty = trigger.duties.get()
    assert (duty.unit, duty.due_on, duty.state, duty.periodic) == (
        place.office,
        date(2026, 3, 30),
        "open",
        False,
    )
    assert duty.domain == row.node.get_root()
    assert planning.plan(township=place.town, at=AT, until=date(2026, 12, 31)).changed is False


def test_the_same_event_twice_at_the_desk_is_one(place):
    row = owing.row(place.town, place.office, FORMED)

    assert record(place, row) == record(place, row)
    assert Duty.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"happened_on": date(2026, 3, 10)}, "不能晚于今天"),
        ({"event": Event.HEARING}, "不从这类事件起算"),
        ({"event": Event.NONE}, "不从这类事件起算"),
        ({"by": None}, "登记人"),
    ],
)
def test_events_refused_in_words(place, change, words):
    row = owing.row(place.town, place.office, FORMED)

    with pytest.raises(ActRefused, match=words):
        record(place, row, **change)

    assert not Trigger.objects.exists()


@pytest.mark.parametrize("term", ["长期公开", "公示期不得少于5个工作日", "每季度公开一次"])
def test_rows_without_event_take_none(place, term):
    with pytest.raises(ActRefused):
        record(place, owing.row(place.town, place.office, term))


def test_rows_of_others_take_no_event(place):
    for row in (
        owing.row(place.town, place.other, FORMED),
        owing.row(place.town, place.office, FORMED, in_force_until=date(2026, 1, 5), stop_reason="废止"),
        owing.row(place.town, place.office, FORMED, levels=["county"]),
        owing.row(place.upper, None, FORMED),
    ):
        with pytest.raises(ActRefused, match="不由这个单位负责"):
            record(place, row)


def test_what_happened_before_the_first_day_owes_nothing(place):
    trigger = record(place, owing.row(place.town, place.office, FORMED), happened_on=date(2025, 12, 30))

    assert not trigger.duties.exists()


def client(place, unit=None, **more):
    return ApiClient.objects.create(
        township=place.town, unit=unit or place.office, name="审批系统", key_hash=f"k{ApiClient.objects.count()}",
        created_at=AT, changed_by=place.editor, changed_at=AT, **more,
    )  # fmt: skip


def test_a_system_s_report_counts_once(place):
    row, system = owing.row(place.town, place.office, FORMED), client(place)

    first = record(place, row, by=None, client=system, external_id="A-1")
    again = record(place, row, by=None, client=system, external_id="A-1", happened_on=date(2026, 3, 5))
    other = record(place, row, by=None, client=client(place), external_id="A-1")

    assert first == again != other
    assert Duty.objects.count() == 2


def test_a_system_speaks_for_its_own_unit_and_only_while_active(place):
    row = owing.row(place.town, place.office, FORMED)

    for system in (client(place, place.other), client(place, is_active=False)):
        with pytest.raises(PermissionDenied):
            record(place, row, by=None, client=system, external_id="A-2")


# ---- waived, explained --------------------------------------------------------------------------------------------
def test_waived_with_reason_and_trace(place, turn):
    duties.waive(pk=turn.pk, reason=" 合并到年报 ", by=place.signer, at=AT, version=1)

    turn.refresh_from_db()
    assert (turn.state, turn.reason, turn.decided_by, turn.version) == (
        "waived",
        "合并到年报",
        place.signer,
        2,
    )
    assert DutyTrace.objects.get().new_state == "waived"
    assert not Duty.objects.late(date(2027, 1, 1)).filter(pk=turn.pk).exists()


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_waiving_needs_a_reason_that_fits(place, turn, reason):
    with pytest.raises(ActRefused):
        duties.waive(pk=turn.pk, reason=reason, by=place.signer, at=AT)


def test_what_somebody_changed_meanwhile_is_refused(place, turn):
    sign(place, turn)

    with pytest.raises(ActRefused, match="请刷新"):
        duties.waive(pk=turn.pk, reason="理由", by=place.signer, at=AT, version=1)


def test_late_unit_and_cause(place, turn):
    late = owing.moment(date(2026, 4, 16))

    duties.explain_late(pk=turn.pk, unit=place.other, cause="交接漏办", by=place.editor, at=late)

    turn.refresh_from_db()
    assert (turn.late_unit, turn.late_cause, turn.state) == (place.other, "交接漏办", "open")


def test_only_what_is_late_is_explained_and_by_a_unit_of_the_place(place, turn):
    stranger = catalog.unit(catalog.township("meilan", "梅澜乡"))
    late = owing.moment(date(2026, 4, 16))

    for more in (
        {"at": owing.moment(date(2026, 4, 15))},
        {"at": late, "cause": " "},
        {"at": late, "cause": "长" * 301},
        {"at": late, "unit": stranger},
    ):
        with pytest.raises(ActRefused):
            duties.explain_late(
                **({"pk": turn.pk, "unit": place.office, "cause": "漏办", "by": place.editor} | more)
            )


def test_discharged_late_can_still_be_explained(place, turn):
    late = owing.moment(date(2026, 4, 20))
    sign(place, turn, at=late)

    duties.explain_late(pk=turn.pk, unit=place.office, cause="漏办", by=place.editor, at=late)

    turn.refresh_from_db()
    assert turn.late_cause == "漏办"


# ---- state × verb, role × act -------------------------------------------------------------------------------------
def put(place, turn, state):
    if state == "published":
        made = disclosure.published(place.town, place.office, turn.node, place.editor)
        Duty.objects.filter(pk=turn.pk).update(state=state, publication=made, discharged_on=date(2026, 3, 9))
    elif state == "nothing_new":
        sign(place, turn)
    elif state != "open":
        Duty.objects.filter(pk=turn.pk).update(state=state, reason="理由")


@pytest.mark.parametrize("state", ["open", "published", "nothing_new", "waived", "dropped"])
@pytest.mark.parametrize("act", ["confirm", "waive"])
def test_only_an_open_duty_can_be_signed_or_waived(place, turn, state, act):
    put(place, turn, state)

    def do():
        if act == "confirm":
            return sign(place, turn)
        return duties.waive(pk=turn.pk, reason="理由", by=place.signer, at=AT)

    if state == "open":
        do()
        turn.refresh_from_db()
        assert turn.state == {"confirm": "nothing_new", "waive": "waived"}[act]
    else:
        with pytest.raises(ActRefused):
            do()
        turn.refresh_from_db()
        assert turn.state == state


MAY = {
    "record": {Role.EDITOR, Role.VILLAGE_CLERK},
    "confirm": {Role.EDITOR, Role.VILLAGE_CLERK, Role.SECTION_HEAD},
    "waive": {Role.OFFICE_HEAD, Role.SIGNER},
    "explain": {Role.EDITOR, Role.VILLAGE_CLERK, Role.OFFICE_HEAD, Role.SIGNER},
}


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("act", MAY)
def test_who_may_do_what(place, turn, role, act):
    row = owing.row(place.town, place.office, FORMED)
    late = owing.moment(date(2026, 4, 16))
    acts = {
        "record": lambda who: record(place, row, by=who),
        "confirm": lambda who: sign(place, turn, by=who),
        "waive": lambda who: duties.waive(pk=turn.pk, reason="理由", by=who, at=AT),
        "explain": lambda who: duties.explain_late(
            pk=turn.pk, unit=place.office, cause="漏办", by=who, at=late
        ),
    }
    own, elsewhere = catalog.user_with(role, place.office), catalog.user_with(role, place.other)

    with pytest.raises(PermissionDenied):
        acts[act](elsewhere)
    if role in MAY[act]:
        acts[act](own)
    else:
        with pytest.raises(PermissionDenied):
            acts[act](own)
