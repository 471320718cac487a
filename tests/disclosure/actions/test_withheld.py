"""Papers that are not public: registered with a ground, evaluated every year, every act in the history."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from disclosure.actions import withheld
from disclosure.actions.publications import Stale
from disclosure.law.lifecycle import State
from disclosure.models import Publication, Withheld
from tests.factories import catalog

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 9, 1, 0, tzinfo=UTC)
LATER = datetime(2027, 3, 15, 1, 0, tzinfo=UTC)


@pytest.fixture
def place():
    township = catalog.township()
    office = catalog.unit(township, "党政办")
    item = catalog.item(catalog.group(catalog.domain()))
    return township, office, item, catalog.user_with(Role.EDITOR, office)


def fields(office, **more):
    return {
        "unit": office, "title": "关于选址的请示", "formed_on": date(2026, 3, 2), "attribute": "closed",
        "exemption": "EXM-6", "reason": "尚在研究，未形成决定",
    } | more  # fmt: skip


def registered(place, **more) -> Withheld:
    township, office, _, editor = place
    return withheld.register(township=township, by=editor, at=DAY, fields=fields(office, **more))


def test_a_registration_names_the_next_evaluation_and_leaves_its_trace(place) -> None:
    paper = registered(place)

    assert (paper.decided_by, paper.decided_at) == (place[3], DAY)
    assert paper.next_evaluation_on == date(2027, 3, 9)
    entry = paper.history.get()
    assert (entry.history_user, entry.history_date, entry.history_change_reason) == (place[3], DAY, "登记")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "机密★请示"}, "title"),
        ({"doc_no": "望密〔2026〕1号"}, "title"),
        ({"reason": ""}, "reason"),
        ({"reason": "涉密"}, "reason"),
        ({"attribute": "proactive"}, "attribute"),
        ({"exemption": "EXM-1"}, "exemption"),
        ({"exemption": ""}, "exemption"),
        ({"formed_on": date(2026, 3, 10)}, "formed_on"),
        ({"formed_on": None}, "formed_on"),
    ],
)
def test_a_bad_registration_is_refused_at_the_field(place, wrong, field) -> None:
    with pytest.raises(ValidationError) as refused:
        registered(place, **wrong)

    assert list(refused.value.message_dict) == [field]
    assert not Withheld.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.EDITOR])
def test_only_editors_register(place, role) -> None:
    township, office, *_ = place

    with pytest.raises(PermissionDenied):
        withheld.register(
            township=township, by=catalog.user_with(role, office), at=DAY, fields=fields(office)
        )


def test_nobody_registers_for_another_unit_or_township(place) -> None:
    township, office, _, editor = place
    other = catalog.township("meilan", "梅澜乡")

    for unit in (catalog.unit(township, "财政所"), catalog.unit(other, "党政办")):
        with pytest.raises(PermissionDenied):
            withheld.register(township=township, by=editor, at=DAY, fields=fields(unit))
    with pytest.raises(ValidationError):
        withheld.register(township=other, by=editor, at=DAY, fields=fields(office))


def test_kept_closed_it_is_looked_at_again_in_a_year(place) -> None:
    paper = registered(place)
    head = catalog.user_with(Role.SECTION_HEAD, place[1])

    kept = withheld.keep_closed(pk=paper.pk, by=head, at=LATER, remark="仍在研究", version=1)

    assert (kept.next_evaluation_on, kept.version) == (date(2028, 3, 15), 2)
    assert kept.history.first().history_change_reason == "评估：继续不公开。仍在研究"
    assert kept.history.first().history_user == head


def test_opened_it_becomes_a_draft_that_says_where_it_comes_from(place) -> None:
    township, office, item, _ = place
    paper = registered(place, doc_no="望府〔2026〕5号")
    head = catalog.user_with(Role.OFFICE_HEAD, township)

    draft = withheld.open_up(pk=paper.pk, by=head, at=LATER, remark="已形成决定", node=item)

    paper.refresh_from_db()
    assert paper.opened_as == draft
    assert (draft.state, draft.title, draft.unit, draft.node, draft.doc_no) == (
        State.DRAFT, "关于选址的请示", office, item, "望府〔2026〕5号",
    )  # fmt: skip
    assert draft.attribute_ground == "经评估可以公开：已形成决定"
    assert draft.events.get().note == "由不公开文件登记转来"
    with pytest.raises(ActRefused, match="已经转为公开"):
        withheld.keep_closed(pk=paper.pk, by=head, at=LATER, remark="再评估")


@pytest.mark.parametrize("act", ["keep", "open"])
@pytest.mark.parametrize(
    ("more", "error"),
    [({"remark": "  "}, ActRefused), ({"remark": "长" * 81}, ActRefused), ({"version": 0}, Stale)],
    ids=["no remark", "too long", "stale"],
)
def test_a_refused_evaluation_leaves_no_trace(place, act, more, error) -> None:
    paper = registered(place)
    head = catalog.user_with(Role.OFFICE_HEAD, place[0])
    given = {"pk": paper.pk, "by": head, "at": LATER, "remark": "意见"} | more

    with pytest.raises(error):
        withheld.keep_closed(**given) if act == "keep" else withheld.open_up(**given, node=place[2])

    paper.refresh_from_db()
    assert (paper.version, paper.opened_as, paper.history.count()) == (1, None, 1)
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("role", "may"), [(role, role in {Role.OFFICE_HEAD, Role.SECTION_HEAD, Role.SIGNER}) for role in Role]
)
def test_who_evaluates(place, role, may) -> None:
    paper = registered(place)
    user = catalog.user_with(role, place[1])

    if may:
        assert withheld.keep_closed(pk=paper.pk, by=user, at=LATER, remark="意见").version == 2
    else:
        with pytest.raises(PermissionDenied):
            withheld.keep_closed(pk=paper.pk, by=user, at=LATER, remark="意见")
