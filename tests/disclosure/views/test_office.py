"""The back office of a publication: role × state × act, and what a stranger gets."""

from datetime import timedelta
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from catalog.actions.refusals import ActRefused
from catalog.law.roles import REVIEWERS, Role
from disclosure.actions import publications, reviewing
from disclosure.forms.acts import ACTS
from disclosure.law.lifecycle import State, StepRefused, Verb
from disclosure.models import Publication
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db
WRITERS = {Role.EDITOR, Role.VILLAGE_CLERK}
HEADS, DEPUTIES, SIGNERS = {Role.SECTION_HEAD}, {Role.DEPUTY}, {Role.SIGNER}
OFFICE, SECRET, WATCH = {Role.OFFICE_HEAD}, {Role.SECRECY}, {Role.SUPERVISOR}
PASS = {
    "level1": HEADS | DEPUTIES | SIGNERS,
    "level2": DEPUTIES | SIGNERS,
    "secrecy": SECRET,
    "level3": SIGNERS,
}
# state × act → the roles that may, written out by hand. Whatever is not here is refused to everybody.
TABLE: dict[tuple[str, str], set[Role]] = {
    ("draft", "submit"): WRITERS,
    ("draft", "drop"): WRITERS,
    **{(stage, "approve"): PASS[stage] for stage in ("level1", "level2", "secrecy")},
    ("level3", "sign"): PASS["level3"],
    **{(stage, act): roles for stage, roles in PASS.items() for act in ("send_back", "refer")},
    **{(stage, "force"): SIGNERS for stage in PASS},
    ("ruling", "rule_open"): SECRET | OFFICE,
    ("ruling", "rule_shut"): SECRET | OFFICE,
    ("scheduled", "unschedule"): SIGNERS | OFFICE,
    ("published", "revise"): WRITERS,
    ("published", "withdraw"): SIGNERS | OFFICE,
    ("published", "keep"): HEADS | OFFICE,
    ("published", "look"): SIGNERS | OFFICE | WATCH,
    ("published", "validity"): SIGNERS | OFFICE,
}  # recall is the author's own, see below
SENT: dict[Verb, dict[str, object]] = {
    Verb.SUBMIT: {}, Verb.DROP: {}, Verb.RECALL: {}, Verb.UNSCHEDULE: {},
    Verb.APPROVE: {"secrecy_checked": True}, Verb.SIGN: {"secrecy_checked": True},
    Verb.SEND_BACK: {"remark": "请核对日期"},
    Verb.FORCE: {"reason": "防汛紧急", "secrecy_checked": True},
    Verb.REFER: {"to": "县保密局", "remark": "是否涉密"},
    Verb.RULE_OPEN: {"remark": "复函1号"}, Verb.RULE_SHUT: {"remark": "复函1号", "exemption": "EXM-4"},
    Verb.REVISE: {"reason": "数字更新"},
    Verb.WITHDRAW: {"reason": "error", "note": "数字有误"},
    Verb.KEEP: {"remark": "继续有效"}, Verb.LOOK: {"remark": "属实"},
    Verb.VALIDITY: {"validity": "repealed", "note": "望府发〔2026〕3号"},
}  # fmt: skip
PUBLIC = {"published", "withdrawn", "expired"}


@pytest.fixture
def place():
    township = catalog.township()
    office = catalog.unit(township, "社会事务办")
    item = catalog.item(catalog.group(catalog.domain()))
    return township, office, item, catalog.user_with(Role.EDITOR, office, "author")


def standing(place, state: State, at, **more) -> Publication:
    township, office, item, author = place
    if state in PUBLIC:
        more |= {"published_at": at, "public_from": at, "index_no": f"N-{state}"}
    if state == State.WITHDRAWN:
        more |= {"withdrawn_at": at, "withdraw_reason": "error"}
    if state == State.SCHEDULED:
        more |= {"publish_at": at + timedelta(days=1)}
    if state == State.RULING:
        more |= {"referred_from": "level2"}
    return disclosure.draft(
        township, office, item, author, state=state, submitted_by=author, round=1, forced=state == "published",
        **{"text": "<p>望禾镇定于四月开展春季灌溉。</p>", **more},
    )  # fmt: skip


def act(client, made: Publication, verb: Verb, **more):
    sent = {name: "on" if value is True else value for name, value in SENT[verb].items()} | more
    data = {f"{verb}-{name}": value for name, value in (sent | {"version": made.version}).items()}
    return client.post(f"/office/publications/{made.pk}/{verb}/", data)


@pytest.mark.parametrize(("role", "state"), list(product(Role, State)))
def test_role_state_act(place, at, role, state) -> None:
    """Cell by cell over the acts themselves: lawful ones move and leave one event, all others leave no trace."""
    user = catalog.user_with(role, place[1])
    made = standing(place, state, at)
    for verb, desk in ACTS.items():
        lawful = role in TABLE.get((state.value, verb.value), set())
        with transaction.atomic():
            try:
                desk.action(pk=made.pk, by=user, at=at, version=made.version, **SENT[verb])
                done = True
            except (PermissionDenied, StepRefused, ActRefused):
                done = False
            events = list(made.events.values_list("verb", flat=True))
            now = Publication.objects.get(pk=made.pk)
            transaction.set_rollback(True)
        assert done == lawful, (role, state, verb)
        if lawful:
            assert events == [verb]
            assert now.version == made.version + 1
        assert not made.events.exists()
        assert Publication.objects.get(pk=made.pk).version == made.version


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("verb", [Verb.RECALL])
def test_only_who_handed_it_in_takes_it_back(place, at, state, verb) -> None:
    author, colleague = place[3], catalog.user_with(Role.EDITOR, place[1])
    made = standing(place, state, at)
    allowed = {State.LEVEL1, State.LEVEL2, State.SECRECY, State.LEVEL3}

    for user, own in ((colleague, False), (author, True)):
        if own and state in allowed:
            assert reviewing.recall(pk=made.pk, by=user, at=at).state == State.DRAFT
        else:
            with pytest.raises((PermissionDenied, StepRefused)):
                reviewing.recall(pk=made.pk, by=user, at=at)


@pytest.mark.parametrize(("state", "verb"), [(State(state), Verb(verb)) for state, verb in TABLE])
def test_every_act_works_as_sent_by_its_form(client, place, at, state, verb) -> None:
    made = standing(place, state, at, kind="policy" if verb == Verb.VALIDITY else "other")
    role = sorted(TABLE[state.value, verb.value])[0]
    client.force_login(catalog.user_with(role, place[1]))

    page = client.get(f"/office/publications/{made.pk}/").content.decode()
    answer = act(client, made, verb)

    last = verb == Verb.FORCE and state == State.LEVEL3
    assert (f"/office/publications/{made.pk}/{verb}/" in page) is not last  # signing does the same there
    assert answer.status_code == 302
    assert made.events.count() == 1


def test_a_refused_act_is_said_on_the_page(client, place, at) -> None:
    made = standing(place, State.LEVEL1, at)
    client.force_login(catalog.user_with(Role.SUPERVISOR, place[1]))

    answer = act(client, made, Verb.APPROVE)

    assert answer.status_code == 409
    assert not made.events.exists()


def test_reviewers_are_the_three_levels() -> None:
    assert {Role.SECTION_HEAD, Role.DEPUTY, Role.SIGNER} == REVIEWERS


@pytest.mark.parametrize("verb", ACTS)
def test_a_role_elsewhere_is_a_stranger_here(client, place, at, verb) -> None:
    township, *_ = place
    made = standing(place, State.LEVEL1, at)
    elsewhere = catalog.unit(township, "财政所")
    for role in Role:
        client.force_login(catalog.user_with(role, elsewhere))

        assert act(client, made, verb).status_code == 404
        assert client.get(f"/office/publications/{made.pk}/").status_code == 404


def test_the_author_sees_that_somebody_else_must_review(client, place, at) -> None:
    *_, author = place
    made = standing(place, State.LEVEL1, at)
    client.force_login(author)

    page = client.get(f"/office/publications/{made.pk}/").content.decode()

    assert "须由另一个人审核" in page
    assert "审核通过</button>" not in page


def test_approval_without_the_secrecy_tick_says_so_and_keeps_the_remark(client, place, at) -> None:
    township, *_ = place
    made = standing(place, State.LEVEL1, at, plan=["level1"])
    client.force_login(catalog.user_with(Role.SIGNER, township))

    answer = client.post(
        f"/office/publications/{made.pk}/sign/", {"sign-remark": "同意公开", "sign-version": made.version}
    )

    page = answer.content.decode()
    assert "审核通过前须先作保密审查并勾选" in page
    assert "同意公开" in page
    assert Publication.objects.get().state == State.LEVEL1


def test_two_reviewers_at_once_make_one_act_and_one_message(client, place, at) -> None:
    township, *_ = place
    made = standing(place, State.LEVEL1, at, plan=["level1"])
    first, second = (catalog.user_with(Role.SIGNER, township, name=name) for name in ("甲审", "乙审"))
    reviewing.approve(pk=made.pk, by=first, at=at, secrecy_checked=True, version=made.version)
    client.force_login(second)

    answer = act(client, made, Verb.SIGN)

    assert answer.status_code == 409
    assert "甲审" in answer.content.decode()
    assert Publication.objects.get().reviews.count() == 1


def test_the_desk_shows_what_waits_for_me_and_not_my_own(client, place, at) -> None:
    township, office, _, _author = place
    made = standing(place, State.LEVEL1, at)
    reviewer = catalog.user_with(Role.SECTION_HEAD, office)

    client.force_login(reviewer)
    assert made.title in client.get("/office/").content.decode()
    client.force_login(catalog.user_with(Role.SECTION_HEAD, catalog.unit(township, "财政所")))
    assert made.title not in client.get("/office/").content.decode()


def test_files_in_work_open_for_colleagues_alone(client, place, at) -> None:
    township, _office, _, author = place
    made = standing(place, State.DRAFT, at)
    file = publications.attach(
        publication=made, upload=publications.Upload("内部.pdf", disclosure.PDF), at=disclosure.DAY
    )
    address = f"/office/files/{file.key}/"

    client.force_login(author)
    assert b"".join(client.get(address).streaming_content) == disclosure.PDF
    client.force_login(catalog.user_with(Role.EDITOR, catalog.unit(township, "财政所")))
    assert client.get(address).status_code == 404


def test_unknown_verbs_and_plain_reading_of_acts_are_refused(client, place, at) -> None:
    township, *_ = place
    made = standing(place, State.LEVEL1, at)
    client.force_login(catalog.user_with(Role.SIGNER, township))

    assert client.post(f"/office/publications/{made.pk}/explode/").status_code == 404
    assert client.post(f"/office/publications/{made.pk}/carry_over/").status_code == 404
    assert client.get(f"/office/publications/{made.pk}/approve/").status_code == 405
