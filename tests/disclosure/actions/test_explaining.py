"""Interpretations and responses: drafted, signed and released with what they explain; every refusal."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from catalog.actions.refusals import ActRefused
from catalog.law.roles import Role
from catalog.law.vocabulary import NodeKind
from catalog.models import Entry
from disclosure.actions import checking, explaining, publications, publishing, reviewing
from disclosure.actions.publications import Stale
from disclosure.law.explaining import Form, Severity
from disclosure.law.kinds import Kind
from disclosure.law.lifecycle import State, StepRefused, WithdrawReason
from disclosure.models import Interpretation, Publication, Response
from tests.factories import catalog
from tests.factories import explaining as make
from tests.factories.explaining import CONTACT, TOLD

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make.build()


def explain(place, *documents, at, **more) -> Publication:
    return explaining.explain(documents=documents, by=place.editor, at=at, **CONTACT | more)


def answer(place, at, **more) -> Publication:
    values = {
        "township": place.township, "unit": place.office, "title": "关于春耕补贴是否取消的回应", "aware_at": at,
        "severity": Severity.OTHER, "by": place.editor, "at": at,
    } | TOLD  # fmt: skip
    if "about" not in more and "about_node" not in more:
        more["about_node"] = place.item
    return explaining.answer_concern(**values | more)


def open_rules(publication) -> set[str]:
    return set(publication.findings.open().values_list("rule", flat=True))


# ---- three-synchronised (INT-1) -----------------------------------------------------------------------------
def test_document_and_interpretation_pass_all_levels_and_come_out_at_the_same_instant(place, at) -> None:
    document = place.policy()
    assert "interpretation" in open_rules(document)

    reading = explain(place, document, at=at)
    assert "interpretation" not in open_rules(document)
    assert (reading.title, reading.unit, reading.node) == (
        "《关于调整春耕补贴发放办法的通知》政策解读",
        place.office,
        place.item,
    )

    place.through(document, at, upto=State.LEVEL3)
    assert "interpretation-unsigned" in open_rules(document)
    with pytest.raises(StepRefused, match="解读还没有签发"):
        reviewing.approve(pk=document.pk, by=place.reviewers[State.LEVEL3], at=at, secrecy_checked=True)

    signed = place.through(reading, at + timedelta(hours=1))
    assert (signed.state, signed.publish_at) == (State.SCHEDULED, None)
    assert "interpretation-unsigned" not in open_rules(document)
    assert not Entry.objects.exists()

    later = at + timedelta(hours=2)
    reviewing.approve(pk=document.pk, by=place.reviewers[State.LEVEL3], at=later, secrecy_checked=True)

    both = Publication.objects.filter(pk__in=[document.pk, reading.pk])
    assert {(one.state, one.published_at, one.public_from) for one in both} == {
        (State.PUBLISHED, later, later)
    }
    assert {entry.key for entry in Entry.objects.all()} == {
        f"publication:{document.pk}",
        f"publication:{reading.pk}",
    }


def test_the_same_people_see_both(place, at) -> None:
    document = place.policy()
    reading = explain(place, document, at=at)

    for stage in (State.LEVEL2, State.LEVEL3):
        place.through(document, at, upto=stage)
        place.through(reading, at, upto=stage)
        for user in place.reviewers.values():
            seen = [
                checking.rules.may_pass(user, Publication.objects.get(pk=one.pk))
                for one in (document, reading)
            ]
            assert seen[0] == seen[1]
        for one in (document, reading):
            reviewing.recall(pk=one.pk, by=place.editor, at=at)


def test_the_signing_leader_lets_a_document_out_alone_for_a_reason(place, at) -> None:
    document = place.policy()
    explain(place, document, at=at)
    place.through(document, at, upto=State.LEVEL3)
    held = document.findings.get(rule="interpretation-unsigned")
    signer = place.reviewers[State.LEVEL3]

    checking.release_finding(pk=held.pk, by=signer, at=at, reason="汛情紧急，解读随后公开")
    done = reviewing.approve(pk=document.pk, by=signer, at=at, secrecy_checked=True)

    assert done.state == State.PUBLISHED


def test_an_exempt_document_needs_no_interpretation(place, at) -> None:
    document = explaining.exempt(
        pk=place.policy().pk, reason="转发上级文件，上级已解读", by=place.editor, at=at
    )

    done = place.through(document, at)

    assert done.state == State.PUBLISHED


def test_only_documents_that_owe_one_are_exempted(place, at) -> None:
    notice = place.policy(kind=Kind.NOTICE)

    with pytest.raises(ActRefused, match="不要求解读"):
        explaining.exempt(pk=notice.pk, reason="不必", by=place.editor, at=at)


def test_an_interpretation_whose_hour_comes_first_waits_for_its_document(place, at) -> None:
    document = place.policy()
    reading = explain(place, document, at=at)
    place.through(reading, at, upto=State.LEVEL3)
    hour = at + timedelta(hours=3)
    reviewing.approve(
        pk=reading.pk, by=place.reviewers[State.LEVEL3], at=at, secrecy_checked=True, publish_at=hour
    )

    told = publishing.run_clock(hour)

    assert told == "公开 0 条，期满 0 条，受阻 1 条"
    assert Publication.objects.get(pk=reading.pk).state == State.SCHEDULED
    place.through(document, at + timedelta(hours=4))
    assert Publication.objects.get(pk=reading.pk).state == State.PUBLISHED


def test_an_interpretation_of_two_documents_waits_for_both(place, at) -> None:
    first, second = place.policy(), place.policy(title="关于春耕补贴申报的通知", doc_no="望府发〔2026〕13号")
    reading = explain(place, first, second, at=at)
    place.through(reading, at)

    place.through(first, at)
    assert Publication.objects.get(pk=reading.pk).state == State.SCHEDULED
    place.through(second, at)
    assert Publication.objects.get(pk=reading.pk).state == State.PUBLISHED


def test_a_late_interpretation_comes_out_by_itself(place, at) -> None:
    document = place.public(kind=Kind.POLICY)

    done = place.through(explain(place, document, at=at), at)

    assert done.state == State.PUBLISHED


def test_a_withdrawn_document_is_not_interpreted_any_more(place, at) -> None:
    document = place.public(kind=Kind.POLICY)
    reading = explain(place, document, at=at)
    publishing.withdraw(
        pk=document.pk, by=place.reviewers[State.LEVEL3], at=at, reason=WithdrawReason.ERROR, note="有误"
    )

    assert place.through(reading, at).state == State.SCHEDULED  # waits; nothing of it is public
    assert not Entry.objects.exists()
    with pytest.raises(ActRefused, match="不能再作解读"):
        explain(place, document, at=at, title="另一篇解读")


# ---- interpretations ----------------------------------------------------------------------------------------
def test_sent_twice_makes_one_draft_and_another_form_makes_another(place, at) -> None:
    document = place.policy()

    first, again = explain(place, document, at=at), explain(place, document, at=at)
    picture = explain(place, document, at=at, form=Form.PICTURE)

    assert first == again != picture
    assert Interpretation.objects.count() == 2


def test_what_an_interpretation_may_not_be_of(place, at) -> None:
    other = make.build("shiqiao", "石桥镇")
    document = place.policy()
    reading = explain(place, document, at=at)

    for documents, words in (
        ((), "请选择"),
        ((document, other.policy()), "同一个乡镇"),
        ((reading,), "不作为被解读的文件"),
        ((publications.drop(pk=place.policy().pk, by=place.editor, at=at),), "不能再作解读"),
    ):
        with pytest.raises(ActRefused, match=words):
            explain(place, *documents, at=at, title="又一篇")

    assert Interpretation.objects.count() == 1


def test_who_drafts_explains(place, at) -> None:
    elsewhere = catalog.user_with(Role.EDITOR, catalog.unit(place.township, "农业办"))
    head = place.reviewers[State.LEVEL1]

    for user in (elsewhere, head):
        with pytest.raises(PermissionDenied):
            explaining.explain(documents=[place.policy()], by=user, at=at, **CONTACT)

    assert not Interpretation.objects.exists()


def test_contact_and_phone_are_needed(place, at) -> None:
    with pytest.raises(ValidationError):
        explaining.explain(documents=[place.policy()], by=place.editor, at=at, contact="", phone="")


def test_an_interpretation_is_changed_while_a_draft_alone(place, at) -> None:
    document, other = (
        place.policy(),
        place.policy(title="关于春耕补贴申报的通知", doc_no="望府发〔2026〕13号"),
    )
    reading = explain(place, document, at=at)
    values = {"documents": [other], "form": Form.LETTER, "contact": "农业办", "phone": "0573-6666013"}

    changed = explaining.change_interpretation(pk=reading.pk, by=place.editor, at=at, version=1, **values)

    row = Interpretation.objects.get()
    assert (row.form, row.contact, list(row.documents.all()), changed.version) == (
        "letter",
        "农业办",
        [other],
        2,
    )
    assert "interpretation" in open_rules(document)
    assert "interpretation" not in open_rules(other)
    with pytest.raises(Stale):
        explaining.change_interpretation(pk=reading.pk, by=place.editor, at=at, version=1, **values)
    with pytest.raises(ActRefused, match="请选择"):
        explaining.change_interpretation(pk=reading.pk, by=place.editor, at=at, **values | {"documents": []})
    with pytest.raises(ActRefused, match="不是政策解读"):
        explaining.change_interpretation(pk=document.pk, by=place.editor, at=at, **values)
    place.through(reading, at, upto=State.LEVEL1)
    with pytest.raises(StepRefused):
        explaining.change_interpretation(pk=reading.pk, by=place.editor, at=at, **values)


def test_an_interpretation_without_document_is_not_handed_in(place, at) -> None:
    bare = place.policy(kind=Kind.INTERPRETATION)

    with pytest.raises(StepRefused, match="解读哪份文件"):
        reviewing.submit(pk=bare.pk, by=place.editor, at=at)


# ---- responses ----------------------------------------------------------------------------------------------
def test_a_response_is_filed_under_what_it_answers(place, at) -> None:
    stage = catalog.item(catalog.group(catalog.domain("重大建设项目")), "施工许可")
    document = place.public(kind=Kind.POLICY)

    about_document, about_stage = answer(place, at, about=document), answer(place, at, about_node=stage)

    assert (about_document.node, about_document.response.about) == (place.item, document)
    assert (about_stage.node, about_stage.response.about_node) == (stage, stage)
    assert "补贴取消了吗" in about_document.text


def test_a_response_goes_all_the_way(place, at) -> None:
    done = place.through(answer(place, at), at + timedelta(hours=5))

    assert (done.state, Entry.objects.get().node) == (State.PUBLISHED, place.item)


def test_a_clarification_is_of_its_own_kind_pro_9(place, at) -> None:
    made = answer(place, at, kind=Kind.CLARIFICATION, title="关于补贴取消传言的澄清")

    assert made.kind == Kind.CLARIFICATION
    assert made.details == {"rumour": "补贴取消了吗？", "facts": TOLD["facts"], "phone": TOLD["phone"]}
    assert place.through(made, at).state == State.PUBLISHED


def test_what_a_response_may_not_be(place, at) -> None:
    other = make.build("shiqiao", "石桥镇")
    refused = [
        ({"about_node": None}, "哪项政策"),
        ({"about": place.policy()}, "公开过"),
        ({"about": other.public()}, "本乡镇"),
        ({"aware_at": at + timedelta(minutes=1)}, "知悉时间"),
        ({"kind": Kind.POLICY}, "请选择"),
    ]

    for more, words in refused:
        with pytest.raises(ActRefused, match=words):
            answer(place, at, **more)
    for more in ({"misconception": " "}, {"facts": ""}, {"basis": ""}, {"phone": ""}):
        with pytest.raises(ValidationError):
            answer(place, at, **more)
    with pytest.raises(ValidationError, match="公开事项"):
        answer(place, at, about_node=catalog.node(NodeKind.DOMAIN, "农业"))
    with pytest.raises(PermissionDenied):
        answer(place, at, by=place.reviewers[State.LEVEL3])

    assert not Response.objects.exists()


def test_a_response_is_changed_while_a_draft_alone(place, at) -> None:
    made = answer(place, at, kind=Kind.CLARIFICATION)
    stage = catalog.item(catalog.group(catalog.domain("重大建设项目")), "施工许可")
    values = {"aware_at": at, "severity": Severity.MAJOR, **TOLD, "facts": "四月发放。", "about_node": stage}

    changed = explaining.change_response(pk=made.pk, by=place.editor, at=at, **values)

    assert (changed.node, changed.details["facts"], changed.response.severity) == (
        stage,
        "四月发放。",
        "major",
    )
    with pytest.raises(ActRefused, match="哪项政策"):
        explaining.change_response(pk=made.pk, by=place.editor, at=at, **values | {"about_node": None})
    with pytest.raises(ActRefused, match="不是回应"):
        explaining.change_response(pk=place.policy().pk, by=place.editor, at=at, **values)
    place.through(made, at, upto=State.LEVEL1)
    with pytest.raises(StepRefused):
        explaining.change_response(pk=made.pk, by=place.editor, at=at, **values)


def test_a_response_sent_twice_makes_one_draft(place, at) -> None:
    assert answer(place, at) == answer(place, at) != answer(place, at, facts="另有说明。")


def test_a_text_of_a_response_passes_the_check_desk_too(place, at) -> None:
    made = answer(place, at, facts="此件标有机密★，不外传。")

    assert made.findings.filter(rule="secrecy", place="事实").exists()


def test_what_a_resident_reads_holds_no_personal_number(place, at) -> None:
    made = answer(place, at, facts="请拨打经办人手机13800000000。")
    reading = explain(place, place.policy(), at=at, phone="13800000000")

    found = made.findings.get(rule="personal")
    assert (found.place.startswith("事实"), found.severity, found.fix) == (True, "hold", "")
    assert reading.findings.get(rule="personal").place.startswith("咨询电话")


def test_a_draft_keeps_the_kind_it_was_begun_as(place, at) -> None:
    reading = explain(place, place.policy(), at=at)
    publications.edit(
        pk=reading.pk, by=place.editor, at=at, fields={"kind": Kind.NOTICE, "text": "改成通知的正文。"}
    )

    with pytest.raises(StepRefused, match="种类不能改"):
        reviewing.submit(pk=reading.pk, by=place.editor, at=at)


def test_hours_are_kept_in_universal_time(place) -> None:
    night = datetime(2026, 3, 9, 15, 30, tzinfo=UTC)

    made = answer(place, night + timedelta(hours=1), aware_at=night)

    assert Response.objects.get(pk=made.pk).aware_at == night
