"""Findings: kept, settled by themselves, opened again, and released by the signing leader alone (PII-4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from disclosure.actions import checking, publications, reviewing
from disclosure.law.lifecycle import State, StepRefused
from disclosure.models import Finding, FindingState, Publication, Severity
from tests.factories import catalog, disclosure
from tests.factories.reviewing import AT, TEXT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)
PHONE = "19900010000"
HELD = f"{TEXT}<p>请与王甲联系，电话 {PHONE}。</p>"


@pytest.fixture
def desk():
    made = Desk()
    disclosure.levels(made.town)
    return made


def found(made, rule="personal"):
    return made.findings.get(rule=rule)


def release(desk, finding, **more):
    given = {"by": desk.signer, "at": LATER, "reason": "公布的值班电话"} | more
    return checking.release_finding(pk=finding.pk, **given)


def test_a_held_finding_does_not_hinder_handing_in_but_publishing(desk):
    made = desk.submit(desk.draft(text=HELD))

    with pytest.raises(StepRefused, match="检查没有通过，不能公开——正文"):
        desk.approve(made)

    assert Publication.objects.get().state == State.LEVEL1
    assert made.reviews.count() == 0


def test_what_the_signing_leader_released_with_a_reason_goes_out_and_stays_released(desk):
    made = desk.submit(desk.draft(text=HELD))

    done = release(desk, found(made))
    published = desk.approve(made)
    checking.check(Publication.objects.get(), at=LATER + timedelta(days=1))

    assert (done.state, done.settled_by, done.settled_at, done.reason) == (
        FindingState.RELEASED, desk.signer, LATER, "公布的值班电话",
    )  # fmt: skip
    assert published.state == State.PUBLISHED
    assert found(made).state == FindingState.RELEASED
    assert not checking.held().exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SIGNER])
def test_nobody_but_the_signing_leader_releases(desk, role):
    finding = found(desk.draft(text=HELD))

    with pytest.raises(PermissionDenied, match="只有签发领导"):
        release(desk, finding, by=catalog.user_with(role, desk.office))

    assert found(finding.publication).state == FindingState.OPEN


def test_a_signing_leader_of_another_office_releases_nothing_here(desk):
    finding = found(desk.draft(text=HELD))

    with pytest.raises(PermissionDenied):
        release(desk, finding, by=catalog.user_with(Role.SIGNER, catalog.unit(desk.town, "财政所")))


def test_a_release_needs_its_reason_by_act_and_by_table(desk):
    finding = found(desk.draft(text=HELD))

    with pytest.raises(ActRefused, match="理由"):
        release(desk, finding, reason="  ")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(state=FindingState.RELEASED)


def test_what_must_be_put_right_and_what_is_only_told_cannot_be_released(desk):
    made = desk.draft(kind="statistics", doc_no="望府发[2026]第03号")

    for severity in (Severity.STOP, Severity.NOTICE):
        with pytest.raises(ActRefused, match="不能放行"):
            release(desk, made.findings.filter(severity=severity).first())


def test_a_finding_is_released_once(desk):
    finding = found(desk.draft(text=HELD))
    release(desk, finding)

    with pytest.raises(ActRefused):
        release(desk, finding, reason="再放一次")

    assert found(finding.publication).reason == "公布的值班电话"


def test_what_is_gone_from_the_text_is_settled_and_opened_again_when_it_comes_back(desk):
    made = desk.draft(text=HELD)

    def write(text):
        publications.edit(pk=made.pk, by=desk.editor, at=LATER, fields={"text": text})
        return found(made).state

    assert (write(TEXT), write(HELD), write(TEXT)) == (
        FindingState.FIXED, FindingState.OPEN, FindingState.FIXED,
    )  # fmt: skip
    assert made.findings.filter(rule="personal").count() == 1


def test_a_second_number_in_a_text_whose_first_was_released_is_held(desk):
    made = desk.draft(text=HELD)
    release(desk, found(made))

    publications.edit(
        pk=made.pk, by=desk.editor, at=LATER, fields={"text": f"{HELD}<p>另一电话 19900020000。</p>"}
    )

    assert list(made.findings.filter(rule="personal").order_by("pk").values_list("state", flat=True)) == [
        "released", "open",
    ]  # fmt: skip


def test_what_is_found_never_says_the_number_itself(desk):
    made = desk.draft(text=HELD)

    told = "".join(str(value) for value in Finding.objects.values_list("message", "excerpt", "place"))

    assert found(made).excerpt == "199****0000"
    assert PHONE not in told


def test_one_whose_texts_were_changed_past_the_form_is_looked_at_again_before_it_is_public(desk):
    made = desk.submit(desk.draft())
    Publication.objects.filter(pk=made.pk).update(text=HELD)

    with pytest.raises(StepRefused, match="检查没有通过"):
        reviewing.approve(pk=made.pk, by=desk.head, at=AT, secrecy_checked=True)
