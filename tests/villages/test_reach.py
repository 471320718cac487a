"""A clerk of one village reaches nothing of another's: every address of village affairs, opened and sent to, every act."""

import itertools
from collections.abc import Iterator
from datetime import date

import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django.urls import reverse

from catalog.actions import places
from catalog.law.places import PlaceKind
from disclosure.models import Duty, PersonalAccess
from tests.factories.accounts import AT, MARCH, line
from tests.factories.agreeing import PEOPLE, Agreeing
from tests.factories.scans import scan
from tests.villages.actions.test_tables import ROWS
from tests.villages.views.test_finance import client_of
from villages import urls
from villages.actions import agreement, lists, objections, officials, papers, wall
from villages.forms import agreement as agreement_forms
from villages.forms import lists as list_forms
from villages.forms import objections as objection_forms
from villages.forms import papers as paper_forms
from villages.forms import sheets as sheet_forms
from villages.law.kinds import SheetKind
from villages.law.officials import Body
from villages.law.papers import PaperKind
from villages.models import Difference, Sheet

# Addresses that name no village: they answer, and must show nothing of the other one.
OPEN = {
    "matter_lists", "agreement_list", "objection_list", "desk", "finance_list", "village_people", "village_places",
    "village_wall", "grid_list", "grid_export",
}  # fmt: skip
WORDS = "石涧岭村"  # no form gives it as an example


@pytest.fixture
def place(db) -> Iterator[Agreeing]:
    with time_machine.travel(AT, tick=False):
        made = Agreeing()
        made.unit.name = made.unit.short_name = WORDS
        made.unit.save()
        yield made


def records(place: Agreeing) -> dict[str, dict]:
    """Something of the first village for every address, by name."""
    by, at, unit, town = place.clerk, AT, place.unit, place.town
    sheet = place.entered(lines=[line(voucher="3-1")], opening=10_000)
    (paper,) = papers.add(
        sheet_pk=sheet.pk, by=by, at=at, kind=PaperKind.VOUCHER, number="3-1", scans=[scan("原件")]
    )
    papers.offer_copy(pk=paper.pk, by=by, at=at, scan=scan("副本"))
    edition = lists.begin(unit=unit, township=town, by=by, at=at)
    asked = objections.take_in(
        unit=unit, township=town, text="抽水机多少钱？", token="t" * 40, at=at, contact="村东头"
    )
    person = officials.add(
        unit_pk=unit.pk, township=town, by=by, at=at, body=Body.COMMITTEE, name="余水根", post="主任", since=date(2024, 1, 1)
    )  # fmt: skip
    board = places.add(
        unit_pk=unit.pk,
        township=town,
        by=by,
        at=at,
        kind=PlaceKind.BOARD,
        name="村部公示栏",
        where="村部门口",
    )
    hung = wall.post(
        unit_pk=unit.pk, township=town, month=MARCH, posted_on=date(2026, 4, 1), by=by, at=at, place=board
    )
    place.listed([(WORDS, name, amount) for _, name, amount in PEOPLE])
    place.shown([(WORDS, name, "1.00") for _, name, _ in PEOPLE[:1]])
    agreement.compare(township=town, at=at)
    differing = Difference.objects.filter(comparison__unit=unit)[0]
    one, of = {"unit_pk": unit.pk}, {"unit_pk": unit.pk, "month": MARCH}
    return {
        "matter_list_begin": one, "matter_list": {"pk": edition.pk}, "matter_list_print": {"pk": edition.pk},
        "matter_list_act": {"pk": edition.pk}, "agreement_finding": {"pk": differing.pk},
        "agreement_act": {"pk": differing.pk}, "objection_record": one, "objection": {"pk": asked.pk},
        "objection_act": {"pk": asked.pk}, "village_desk": one, "item_list": one,
        "sheet_begin": one | {"node_pk": place.matter.pk}, "finance_begin": one, "sheet": {"pk": sheet.pk},
        "sheet_print": {"pk": sheet.pk}, "sheet_act": {"pk": sheet.pk}, "paper_add": {"pk": sheet.pk},
        "paper": {"pk": paper.pk}, "paper_original": {"pk": paper.pk}, "paper_copy": {"pk": paper.pk},
        "paper_act": {"pk": paper.pk}, "village_people_of": one, "official": one | {"pk": person.pk},
        "official_end": one | {"pk": person.pk}, "village_places_of": one, "village_place": one | {"pk": board.pk},
        "village_wall_month": of, "village_wall_file": of, "village_wall_down": of | {"pk": hung.pk},
        "village_wall_remove": of | {"pk": hung.pk}, "grid_village": one, "grid_village_export": one | {"kind": "csv"},
        "grid_records": one | {"span": "2026"},
    }  # fmt: skip


ACTS = {
    "matter_list_act": list_forms.ACTS, "agreement_act": agreement_forms.ACTS, "objection_act": objection_forms.ACTS,
    "sheet_act": sheet_forms.ACTS, "paper_act": paper_forms.ACTS,
}  # fmt: skip


def addresses(found: dict[str, dict]) -> Iterator[str]:
    for name, given in found.items():
        for act in ACTS.get(name, [None]):
            yield reverse(f"villages:{name}", kwargs=given | ({"act": act} if act else {}))


def stored() -> dict[str, list]:
    """Everything of the villages, as it stands; looks at papers too."""
    models = [*apps.get_app_config("villages").get_models(), Duty, PersonalAccess]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in models}


def test_every_address_of_the_office_is_walked(place):
    office = {p.name for p in urls.urlpatterns if str(p.pattern).startswith("office/")}
    assert office == OPEN | records(place).keys()


@pytest.mark.parametrize("who", ["other_clerk", "other_member"])
def test_a_clerk_of_another_village_reaches_nothing(place, who):
    found = records(place)
    client, before = client_of(getattr(place, who)), stored()
    sent = {
        "version": "1",
        "month": "2026-02-01",
        "text": "改",
        "reason": "改",
        "agrees": "yes",
        "period": "2026-03-01/2026-03-31",
    }

    for address, method in itertools.product(addresses(found), ("get", "post")):
        answer = getattr(client, method)(address, sent if method == "post" else {})
        assert answer.status_code in (403, 404, 405), (method, address, answer.status_code)
    for name in sorted(OPEN):
        answer = client.get(
            reverse(f"villages:{name}", kwargs={"kind": "csv"} if name == "grid_export" else {}), follow=True
        )
        shown = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert WORDS.encode() not in shown, name

    assert stored() == before


def test_the_villages_own_clerk_does_reach_them(place):
    """The control: what refuses the other one opens for him."""
    client, opened = client_of(place.clerk), 0
    for address in addresses(records(place)):
        opened += client.get(address).status_code == 200
    assert opened >= 20


def test_nobody_who_is_not_signed_in_reaches_any(place):
    found, client = records(place), Client()
    before = stored()
    for address, method in itertools.product(addresses(found), ("get", "post")):
        assert getattr(client, method)(address).status_code == 302, (method, address)
    assert stored() == before


def test_what_is_public_of_a_sheet_is_changed_by_nobody_else(place):
    """The publication behind a sheet in the other desk of the office."""
    sheet = place.made_public(place.table(SheetKind.ASSETS, ROWS[SheetKind.ASSETS]))
    client = client_of(place.other_clerk)
    base = f"/office/publications/{sheet.carrier_id}/"
    for address in (base, f"{base}channels/", f"{base}revise/", f"{base}withdraw/", f"{base}paper/"):
        for method in ("get", "post"):
            assert getattr(client, method)(address).status_code in (403, 404, 405), address
    assert list(Sheet.objects.public().filter(pk=sheet.pk)) == [sheet]
