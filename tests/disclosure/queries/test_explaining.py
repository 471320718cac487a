"""What the detail page links: only what is public now, and never more than two questions."""

from datetime import timedelta

import pytest

from catalog.queries.outline import outline
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, Validity
from disclosure.models import Interpretation, Publication, Response, Solicitation
from disclosure.queries.detail import detail
from disclosure.queries.explaining import Shown, shown
from tests.factories import explaining as make
from tests.factories.explaining import CONTACT, TOLD

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.build()


def interpret(place, *documents, **fields) -> Publication:
    made = place.public(**{"kind": Kind.INTERPRETATION, "title": "图解补贴"} | fields)
    Interpretation.objects.create(publication=made, form="picture", **CONTACT).documents.set(documents)
    return made


def respond(place, at, kind=Kind.RESPONSE, title="回应补贴", **fields) -> Publication:
    made = place.public(kind=kind, title=title, details={"rumour": "要取消", "facts": "不取消", "phone": "1"})
    Response.objects.create(publication=made, aware_at=at, **TOLD | fields)
    return made


def look(place, pub, at) -> Shown:
    known = outline(place.township, 1)
    found = detail(pub.pk, place.township, at, known)
    return shown(pub.pk, found.values, place.township, at, known)


def test_both_ways_between_a_document_and_what_speaks_about_it_int_4(place, at) -> None:
    document = place.public(kind=Kind.POLICY, title="补贴办法", doc_no="望府发〔2026〕12号")
    reading, answer = interpret(place, document), respond(place, at, about=document)

    there = look(place, document, at)

    assert [(link.label, link.title, link.path) for link in there.interpretations] == [
        ("图解", "图解补贴", reading.path)
    ]
    assert [(link.label, link.path) for link in there.responses] == [("回应关切", answer.path)]
    back = look(place, reading, at)
    assert (back.form_label, back.contact, back.phone) == ("图解", CONTACT["contact"], CONTACT["phone"])
    assert [(link.title, link.label) for link in back.documents] == [("补贴办法", "望府发〔2026〕12号")]
    about = look(place, answer, at)
    assert (about.misconception, about.facts, about.basis, about.phone) == tuple(TOLD.values())
    assert about.about.path == document.path


@pytest.mark.parametrize("how", ["draft", "withdrawn", "expired", "not yet"])
def test_only_what_is_public_now_is_linked(place, at, how) -> None:
    document = place.public(kind=Kind.POLICY)
    reading, answer = interpret(place, document), respond(place, at, about=document)
    asked = place.asked()
    Solicitation.objects.update(feedback=place.public(kind=Kind.FEEDBACK, title="采纳情况"))
    hidden = {
        "draft": {"state": State.DRAFT},
        "withdrawn": {"state": State.WITHDRAWN, "withdrawn_at": at, "withdraw_reason": "error"},
        "expired": {"public_until": at},
        "not yet": {"public_from": at + timedelta(minutes=1)},
    }[how]

    def hide(*pubs) -> None:
        for pub in pubs:
            Publication.objects.filter(pk=pub.pk).update(**hidden)

    def show(*pubs) -> None:
        for pub in pubs:
            Publication.objects.filter(pk=pub.pk).update(
                state=State.PUBLISHED, public_from=make.AT, public_until=None
            )

    hide(reading, answer)
    assert look(place, document, at).lists is False
    show(reading, answer)
    hide(document)
    assert look(place, reading, at).documents == []
    assert look(place, answer, at).about is None
    feedback = Publication.objects.get(kind=Kind.FEEDBACK)
    assert look(place, feedback, at).solicitation.path == asked.publication.path
    hide(asked.publication)
    assert look(place, feedback, at).solicitation is None
    show(asked.publication)
    assert look(place, asked.publication, at).period.feedback.path == feedback.path
    hide(feedback)
    assert look(place, asked.publication, at).period.feedback is None


def test_a_replaced_document_says_so_and_leads_on_page_4(place, at) -> None:
    old = place.public(kind=Kind.POLICY, validity=Validity.REPEALED)
    new = place.public(kind=Kind.POLICY, title="新办法", supersedes=old, doc_no="望府发〔2026〕20号")

    found = look(place, old, at)

    assert (found.mark, [(link.path, link.label) for link in found.successors]) == (
        "废止", [(new.path, "望府发〔2026〕20号")],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, (True, False, 30)), (30, (True, False, 0)), (31, (False, True, 0)), (-1, (False, False, 31))],
)
def test_a_consultation_says_where_it_stands(place, at, days, state) -> None:
    asked = place.asked()
    Publication.objects.update(public_from=at - timedelta(days=2))

    period = look(place, asked.publication, at + timedelta(days=days)).period

    assert (period.is_open, period.is_over, period.days_left) == state


def test_a_clarification_speaks_by_its_elements(place, at) -> None:
    made = respond(place, at, kind=Kind.CLARIFICATION, about_node=place.item)

    found = look(place, made, at)

    assert (found.misconception_label, found.misconception, found.facts, found.phone) == (
        "不实信息", "要取消", "不取消", "1",
    )  # fmt: skip
    assert found.about_item.name == place.item.name


@pytest.mark.parametrize("number", [1, 30])
def test_the_page_never_asks_more_than_twice(place, at, number, django_assert_num_queries) -> None:
    plain, document = place.public(), place.public(kind=Kind.POLICY)
    asked = place.asked().publication
    documents = [document, *(place.public(kind=Kind.POLICY, title=f"办法{n}") for n in range(number - 1))]
    reading = interpret(place, *documents)
    for n in range(number):
        interpret(place, document, asked, title=f"图解{n}")
        answer = respond(place, at, about=document, title=f"回应{n}")
    feedback = place.public(kind=Kind.FEEDBACK)
    Solicitation.objects.update(feedback=feedback)
    known = outline(place.township, 1)

    for pub, queries in ((plain, 0), (document, 1), (asked, 2), (reading, 2), (answer, 1), (feedback, 1)):
        with django_assert_num_queries(1):
            found = detail(pub.pk, place.township, at, known)
        with django_assert_num_queries(queries):
            shown(pub.pk, found.values, place.township, at, known)
    assert len(look(place, document, at).interpretations) == number + 1
