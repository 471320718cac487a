"""The back office of a publication: role × state × act, and what a stranger gets."""

from itertools import product

import pytest

from catalog.law.roles import REVIEWERS, Role
from disclosure.actions import publications
from disclosure.law.lifecycle import STEPS, State, Verb
from disclosure.models import Publication
from disclosure.rules import VERB_ROLES
from disclosure.views.office import ACTS
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
SENT = {
    Verb.SUBMIT: {},
    Verb.APPROVE: {"secrecy_checked": "on", "remark": ""},
    Verb.SEND_BACK: {"remark": "请核对日期"},
    Verb.WITHDRAW: {"reason": "error", "note": "数字有误"},
}


@pytest.fixture
def place():
    township = catalog.township()
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    return township, office, item, catalog.user_with(Role.EDITOR, office, "author")


def standing(place, state: State, at) -> Publication:
    township, office, item, author = place
    more = (
        {"published_at": at, "public_from": at, "index_no": "N-1"}
        if state in {"published", "withdrawn"}
        else {}
    )
    if state == State.WITHDRAWN:
        more |= {"withdrawn_at": at, "withdraw_reason": "error"}
    return disclosure.draft(township, office, item, author, state=state, submitted_by=author, **more)


def act(client, made: Publication, verb: Verb):
    data = {f"{verb}-{name}": value for name, value in (SENT[verb] | {"version": made.version}).items()}
    return client.post(f"/office/publications/{made.pk}/{verb}/", data)


@pytest.mark.parametrize(("role", "state", "verb"), list(product(Role, State, ACTS)))
def test_role_state_act(client, place, at, role, state, verb) -> None:
    _township, office, *_ = place
    made = standing(place, state, at)
    client.force_login(catalog.user_with(role, office))
    lawful = role in VERB_ROLES[verb] and (state, verb) in STEPS

    answer = act(client, made, verb)

    now = Publication.objects.get()
    if lawful:
        assert answer.status_code == 302
        assert now.state == STEPS[state, verb]
        assert now.events.get().verb == verb
    else:
        assert answer.status_code in {404, 409}  # 404: a role that sees no publications at all
        assert (now.state, now.version, now.events.count()) == (state, 1, 0)


def test_reviewers_are_the_three_levels() -> None:
    assert {Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER} == REVIEWERS


@pytest.mark.parametrize("verb", ACTS)
def test_a_role_elsewhere_is_a_stranger_here(client, place, at, verb) -> None:
    township, *_ = place
    made = standing(place, State.REVIEW, at)
    elsewhere = catalog.unit(township, "财政所")
    for role in Role:
        client.force_login(catalog.user_with(role, elsewhere))

        assert act(client, made, verb).status_code == 404
        assert client.get(f"/office/publications/{made.pk}/").status_code == 404


def test_the_author_sees_that_somebody_else_must_review(client, place, at) -> None:
    *_, author = place
    made = standing(place, State.REVIEW, at)
    client.force_login(author)

    page = client.get(f"/office/publications/{made.pk}/").content.decode()

    assert "须由另一个人审核" in page
    assert "审核通过并公开</button>" not in page


def test_approval_without_the_secrecy_tick_says_so_and_keeps_the_remark(client, place, at) -> None:
    township, *_ = place
    made = standing(place, State.REVIEW, at)
    client.force_login(catalog.user_with(Role.SIGNER, township))

    answer = client.post(
        f"/office/publications/{made.pk}/approve/",
        {"approve-remark": "同意公开", "approve-version": made.version},
    )

    page = answer.content.decode()
    assert "审核通过前须先作保密审查并勾选" in page
    assert "同意公开" in page
    assert Publication.objects.get().state == State.REVIEW


def test_two_reviewers_at_once_make_one_act_and_one_message(client, place, at) -> None:
    township, *_ = place
    made = standing(place, State.REVIEW, at)
    first, second = (catalog.user_with(Role.SIGNER, township, name=name) for name in ("甲审", "乙审"))
    publications.approve(pk=made.pk, by=first, at=at, secrecy_checked=True, version=made.version)
    client.force_login(second)

    answer = act(client, made, Verb.APPROVE)

    assert answer.status_code == 409
    assert "甲审" in answer.content.decode()
    assert Publication.objects.get().reviews.count() == 1


def test_the_desk_shows_what_waits_for_me_and_not_my_own(client, place, at) -> None:
    township, office, _, _author = place
    made = standing(place, State.REVIEW, at)
    reviewer = catalog.user_with(Role.SECTION_HEAD, office)

    client.force_login(reviewer)
    assert made.title in client.get("/office/").content.decode()
    client.force_login(catalog.user_with(Role.SECTION_HEAD, catalog.unit(township, "财政所")))
    assert made.title not in client.get("/office/").content.decode()


def test_files_in_work_open_for_colleagues_alone(client, place, at) -> None:
    township, _office, _, author = place
    made = standing(place, State.DRAFT, at)
    file = publications.attach(publication=made, upload=publications.Upload("内部.pdf", disclosure.PDF))
    address = f"/office/files/{file.key}/"

    client.force_login(author)
    assert b"".join(client.get(address).streaming_content) == disclosure.PDF
    client.force_login(catalog.user_with(Role.EDITOR, catalog.unit(township, "财政所")))
    assert client.get(address).status_code == 404


def test_unknown_verbs_and_plain_reading_of_acts_are_refused(client, place, at) -> None:
    township, *_ = place
    made = standing(place, State.REVIEW, at)
    client.force_login(catalog.user_with(Role.SIGNER, township))

    assert client.post(f"/office/publications/{made.pk}/explode/").status_code == 404
    assert client.post(f"/office/publications/{made.pk}/carry_over/").status_code == 404
    assert client.get(f"/office/publications/{made.pk}/approve/").status_code == 405
