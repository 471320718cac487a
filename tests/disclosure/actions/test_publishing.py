"""What is public and what no longer: revisions, set hours, postings that end, withdrawal, validity, evaluation."""

import logging
import sys
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from catalog.actions.refusals import ActRefused
from catalog.models import Entry
from disclosure.actions import checking, planning, publications, publishing, reviewing, scanning
from disclosure.actions.publications import Upload
from disclosure.checks.hidden import FileReport
from disclosure.law.lifecycle import State, StepRefused, Validity, WithdrawReason
from disclosure.models import Attachment, Duty, FileRole, Publication, ReviewResult
from gongkai.indexing import rebuild
from tests.factories import disclosure, owing
from tests.factories.reviewing import AT, Desk, png

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk():
    return Desk()


def body(client, path):
    answer = client.get(path)
    return answer.status_code, answer.content.decode() if not answer.streaming else b"".join(answer)


def planned(desk):
    planning.plan(township=desk.town, at=owing.moment(date(2026, 1, 2)), until=date(2026, 12, 31))


def duty_of(made):
    return Duty.objects.filter(publication=made.pk).first()


def in_step(desk):
    """The public index says exactly what the records say."""
    return not rebuild(desk.town, mend=False)


# ---- revisions ----------------------------------------------------------------------------------------------
def test_the_old_text_stays_public_until_the_revision_is_signed_rev_7(desk, client):
    made = desk.published(title="旧标题的安排", text="<p>旧的正文有这些话。</p>")
    revision = desk.revision(made)
    publications.edit(
        pk=revision.pk, by=desk.editor, at=LATER,
        fields={"title": "新标题的安排", "text": "<p>新的正文有那些话。</p>"},
    )  # fmt: skip
    for state in (State.LEVEL1, State.LEVEL2, State.SECRECY, State.LEVEL3):
        revision = desk.submit(revision) if revision.state == State.DRAFT else desk.approve(revision)
        assert revision.state == state
        status, page = body(client, made.path)
        assert (status, "旧的正文" in page, "新的正文" in page) == (200, True, False)

    merged = desk.approve(revision, at=LATER)

    status, page = body(client, made.path)
    assert (status, "旧" in page, "新标题的安排" in page, "新的正文" in page) == (200, False, True, True)
    assert client.get(merged.path).status_code == 404
    assert merged.state == State.MERGED
    now = Publication.objects.get(pk=made.pk)
    assert (now.index_no, now.published_at, now.edition, now.revised_at) == (made.index_no, AT, 2, LATER)
    assert in_step(desk)


def test_what_it_said_before_is_kept_whole_as_an_edition_rev_7(desk):
    made = desk.published(
        title="旧标题的安排",
        doc_no="望府发〔2026〕3号",
        files=[Upload("旧附件.csv", "村,数\n上坪,1\n".encode())],
    )
    old_file = made.attachments.get()
    revision = desk.revision(made, reason="数字有更新")
    publications.edit(pk=revision.pk, by=desk.editor, at=LATER, fields={"title": "新标题的安排"})

    desk.carry(revision, State.MERGED, at=LATER)

    kept = made.editions.get()
    assert (kept.number, kept.title, kept.text, kept.reason) == (1, "旧标题的安排", made.text, "数字有更新")
    assert (kept.shown_from, kept.shown_until, kept.by) == (AT, LATER, desk.editor)
    assert kept.facts["doc_no"] == "望府发〔2026〕3号"
    assert kept.facts["files"] == f"旧附件.csv {old_file.sha256}"


def test_files_change_places_with_the_signature_and_the_old_ones_close(desk, client):
    made = desk.published(files=[Upload("旧.csv", b"a,1\n"), Upload("留.csv", b"b,2\n")])
    old, kept = made.attachments.order_by("pk")
    revision = desk.revision(made)
    copies = {file.name: file for file in revision.attachments.all()}
    publications.detach(pk=revision.pk, attachment_pk=copies["旧.csv"].pk, by=desk.editor, at=LATER)
    publications.edit(pk=revision.pk, by=desk.editor, at=LATER, fields={}, files=[Upload("新.csv", b"c,3\n")])
    assert [body(client, file.path)[0] for file in (old, kept, copies["留.csv"])] == [200, 200, 404]

    desk.carry(revision, State.MERGED, at=LATER)

    shown = {file.name: file for file in made.attachments.shown()}
    assert sorted(shown) == ["新.csv", "留.csv"]
    assert body(client, shown["新.csv"].path) == (200, b"c,3\n")
    assert body(client, shown["留.csv"].path) == (200, b"b,2\n")
    assert [body(client, file.path)[0] for file in (old, kept)] == [404, 404]
    assert [file.retired_in for file in made.attachments.filter(pk__in=[old.pk, kept.pk])] == [1, 1]
    assert old.file.storage.exists(old.file.name)  # the edition keeps its bytes


def test_a_picture_in_the_text_gets_an_address_of_its_own_in_the_revision(desk, client):
    made = desk.draft(picture=Upload("图.png", png(), alt="水渠走向图"))
    picture = made.attachments.get()
    publications.edit(
        pk=made.pk, by=desk.editor, at=AT,
        fields={"text": f'<p>走向如图。</p><p><img src="{picture.path}" alt="水渠走向图"></p>'},
    )  # fmt: skip
    made = desk.carry(made, State.PUBLISHED)
    assert str(picture.key) in made.text

    revision = desk.revision(made)

    copy = revision.attachments.get()
    assert copy.role == FileRole.PICTURE
    assert (str(picture.key) in revision.text, str(copy.key) in revision.text) == (False, True)
    assert [client.get(p.path).status_code for p in (picture, copy)] == [200, 404]
    desk.carry(revision, State.MERGED, at=LATER)
    assert [client.get(p.path).status_code for p in (picture, copy)] == [404, 200]
    assert copy.path in body(client, made.path)[1]


def test_two_revisions_of_one_publication_are_refused_by_act_and_by_table(desk):
    made = desk.published()
    revision = desk.revision(made)
    before = Publication.objects.values().get(pk=made.pk)

    with pytest.raises(ActRefused, match="已有一份修订在办"):
        desk.revision(made)
    with pytest.raises(IntegrityError), transaction.atomic():
        disclosure.draft(desk.town, desk.office, desk.item, desk.editor, revises=made)

    assert list(made.revisions.all()) == [revision]
    assert Publication.objects.values().get(pk=made.pk) == before


def test_a_revision_needs_a_reason_residents_can_read(desk):
    made = desk.published()

    with pytest.raises(ActRefused, match="为什么修订"):
        desk.revision(made, reason=" ")

    assert made.events.filter(verb="revise").count() == 0


def test_a_revision_of_what_was_withdrawn_meanwhile_does_not_bring_it_back(desk, client):
    made = desk.published(title="旧标题的安排")
    revision = desk.carry(desk.revision(made), State.LEVEL3)
    withdraw(desk, made)

    with pytest.raises(StepRefused, match="原文已撤回，修订不能并入"):
        desk.approve(revision, at=LATER)

    assert client.get(made.path).status_code == 410
    assert Publication.objects.get(pk=revision.pk).state == State.LEVEL3
    assert not made.editions.exists()
    assert not Entry.objects.exists()


def test_a_revision_that_moves_to_another_item_releases_the_duty_it_discharged(desk):
    row = owing.row(desk.town, desk.office)
    planned(desk)
    made = desk.published(node=row.node, formed_on=date(2026, 2, 2))
    duty = duty_of(made)
    revision = desk.revision(made)
    publications.edit(pk=revision.pk, by=desk.editor, at=LATER, fields={"node": desk.item})

    desk.carry(revision, State.MERGED, at=LATER)

    duty.refresh_from_db()
    assert (duty.state, duty.publication_id) == ("open", None)
    assert Entry.objects.get().node == desk.item


def test_what_was_released_in_a_revision_stays_released_after_it_was_taken_over(desk):
    """The nightly look finds nothing new in what a signing leader has let go out (PII-4)."""
    made = desk.published()
    revision = desk.revision(made)
    publications.edit(
        pk=revision.pk, by=desk.editor, at=LATER, fields={"text": f"{made.text}<p>值班电话 19900010000。</p>"},
        files=[Upload("值班表.csv", "姓名,电话\n王甲,19900010000\n".encode())],
    )  # fmt: skip
    desk.submit(revision)
    for finding in revision.findings.blocking():
        checking.release_finding(pk=finding.pk, by=desk.signer, at=LATER, reason="公布的值班电话")
    desk.carry_on(Publication.objects.get(pk=revision.pk), State.MERGED, at=LATER)

    said = scanning.rescan(LATER + timedelta(days=8))

    assert said.endswith("有问题的 0 条")
    assert not Publication.objects.get(pk=made.pk).findings.blocking().exists()
    assert (
        made.findings.filter(state="released").count() == 3
    )  # in the text; a telephone and a name in the file


def test_a_file_the_desk_holds_does_not_slip_past_in_a_revision(desk):
    """Copied files are looked at anew: rules, or the file's reading, may have become better since (PII-4)."""
    made = desk.published(
        files=[Upload("名册.csv", "姓名,电话\n王甲,19900010000\n".encode(), report=FileReport())]
    )
    scanning.rescan(LATER + timedelta(days=8))
    assert made.findings.blocking().exists()

    revision = desk.carry(desk.revision(made), State.LEVEL3)

    with pytest.raises(StepRefused, match="检查没有通过"):
        desk.approve(revision, at=LATER)


def test_a_summary_nobody_wrote_follows_the_text_in_a_revision(desk):
    made = desk.published(text="<p>联系人王甲的事情写在开头。</p><p>其余照旧，请各村按时办理。</p>")
    made.refresh_from_db()
    assert "王甲" in made.summary
    revision = desk.revision(made)
    publications.edit(
        pk=revision.pk, by=desk.editor, at=LATER, fields={"text": "<p>其余照旧，请各村按时办理。</p>"}
    )

    desk.carry(revision, State.MERGED, at=LATER)

    assert Entry.objects.get().summary == "其余照旧，请各村按时办理。"


def test_a_summary_somebody_wrote_stays(desk):
    made = desk.published(summary="春灌安排一览。")

    desk.carry(desk.revision(made), State.MERGED, at=LATER)

    assert Entry.objects.get().summary == "春灌安排一览。"


# ---- by the clock -------------------------------------------------------------------------------------------
def test_what_was_signed_for_an_hour_becomes_public_at_that_minute(desk, client):
    hour = AT + timedelta(days=2, minutes=30)
    made = desk.approve(desk.at(State.LEVEL3), publish_at=hour)
    assert (made.state, made.index_no, made.public_from) == (State.SCHEDULED, "", None)

    assert publishing.run_clock(hour - MINUTE) == "公开 0 条，期满 0 条，受阻 0 条"
    assert client.get(made.path).status_code == 404
    assert publishing.run_clock(hour) == "公开 1 条，期满 0 条，受阻 0 条"
    assert publishing.run_clock(hour) == "公开 0 条，期满 0 条，受阻 0 条"

    done = Publication.objects.get()
    assert (done.state, done.published_at, done.public_from) == (State.PUBLISHED, hour, hour)
    assert done.events.last().by is None
    assert in_step(desk)


def test_a_set_hour_can_be_taken_back_and_all_levels_come_again(desk):
    made = desk.approve(desk.at(State.LEVEL3), publish_at=LATER)

    back = publishing.unschedule(pk=made.pk, by=desk.office_head, at=AT)

    assert (back.state, back.publish_at) == (State.DRAFT, None)
    assert publishing.run_clock(LATER).startswith("公开 0 条")
    assert desk.submit(back).round == 2


@pytest.mark.parametrize(
    ("hour", "words"), [(-timedelta(minutes=6), "已经过去"), (timedelta(days=367), "一年以内")]
)
def test_an_hour_that_passed_or_is_too_far_off_is_refused(desk, hour, words):
    made = desk.at(State.LEVEL3)

    with pytest.raises(ActRefused, match=words):
        desk.approve(made, publish_at=AT + hour)

    assert Publication.objects.get().state == State.LEVEL3
    assert made.reviews.filter(stage=State.LEVEL3).count() == 0


def test_one_that_the_check_desk_holds_at_its_hour_stops_no_other(desk):
    held, other = (desk.approve(desk.at(State.LEVEL3), publish_at=LATER) for _ in range(2))
    Publication.objects.filter(pk=held.pk).update(text="<p>请与王甲联系，电话 19900010000。</p>")

    assert publishing.run_clock(LATER) == "公开 1 条，期满 0 条，受阻 1 条"

    states = dict(Publication.objects.values_list("pk", "state"))
    assert (states[held.pk], states[other.pk]) == (State.SCHEDULED, State.PUBLISHED)
    assert Publication.objects.get(pk=held.pk).events.filter(verb="release").count() == 0


def test_one_that_fails_at_its_hour_stops_no_other(desk, monkeypatch, caplog):
    broken, other = (desk.approve(desk.at(State.LEVEL3), publish_at=LATER) for _ in range(2))
    real = publishing.entry_of

    def fails_for_one(publication):
        if publication.pk == broken.pk:
            raise RuntimeError("disk")
        return real(publication)

    monkeypatch.setattr(publishing, "entry_of", fails_for_one)
    with caplog.at_level(logging.CRITICAL):
        said = publishing.run_clock(LATER)

    assert said == "公开 1 条，期满 0 条，受阻 1 条"
    assert Publication.objects.get(pk=other.pk).state == State.PUBLISHED
    assert Publication.objects.get(pk=broken.pk).state == State.SCHEDULED


def test_a_scheduled_revision_is_taken_over_at_its_hour(desk):
    made = desk.published(title="旧标题的安排")
    revision = desk.revision(made)
    publications.edit(pk=revision.pk, by=desk.editor, at=AT, fields={"title": "新标题的安排"})
    desk.approve(desk.carry(revision, State.LEVEL3), publish_at=LATER)

    publishing.run_clock(LATER)

    now = Publication.objects.get(pk=made.pk)
    assert (now.title, now.revised_at, now.edition) == ("新标题的安排", LATER, 2)


def persons(desk, **more):
    given = {
        "title": "春季临时救助对象名单公示", "kind": "list", "details": {"period": "2026年3月"}, "posted_days": 7,
        "posted_unit": "workday", "posting_contact": "社会事务办，电话 0000-6200001",
    } | more  # fmt: skip
    return desk.published(**given)


def test_a_list_of_persons_leaves_by_itself_whether_the_clock_runs_or_not_not_2(desk, client):
    """Posted on Monday 9 March for seven working days: the last is Wednesday 18 March."""
    with time_machine.travel(AT, tick=False) as clock:
        made = persons(desk, files=[Upload("名单.csv", "序号,村\n1,上坪村\n".encode())])
        made.refresh_from_db()
        file = made.attachments.get()
        assert made.posted_until == date(2026, 3, 18)
        midnight = made.public_until
        addresses = (made.path, file.path, "/latest/", "/latest/?q=临时救助")

        clock.move_to(midnight - timedelta(seconds=1))
        shown = [body(client, path) for path in addresses]
        clock.move_to(midnight)
        gone = [body(client, path) for path in addresses]

        assert [status for status, _ in shown] == [200, 404, 200, 200]  # a list of persons is no download
        assert made.title in shown[2][1]
        assert [status for status, _ in gone] == [404, 404, 200, 200]
        assert all(made.title not in page for _, page in gone if isinstance(page, str))
        assert Publication.objects.get().state == State.PUBLISHED  # nobody has run anything yet


def test_the_clock_records_that_a_posting_is_over_and_never_early_not_2(desk):
    made = persons(desk)
    made.refresh_from_db()

    assert publishing.run_clock(made.public_until - MINUTE) == "公开 0 条，期满 0 条，受阻 0 条"
    with pytest.raises(ActRefused, match="还没有满"):
        publishing.expire(pk=made.pk, at=made.public_until - MINUTE)
    assert publishing.run_clock(made.public_until) == "公开 0 条，期满 1 条，受阻 0 条"

    done = Publication.objects.get()
    assert (done.state, done.events.last().verb, done.events.last().by) == (State.EXPIRED, "expire", None)
    assert in_step(desk)


def test_what_came_of_a_posting_is_noted_by_its_writers_alone(desk):
    made = persons(desk)
    publishing.run_clock(AT + timedelta(days=30))

    with pytest.raises(PermissionDenied):
        publishing.note_result(pk=made.pk, by=desk.signer, at=LATER, result="未收到异议")
    done = publishing.note_result(pk=made.pk, by=desk.editor, at=LATER, result=" 公示期内未收到异议 ")

    assert done.posting_result == "公示期内未收到异议"
    with pytest.raises(ActRefused, match="公示过的"):
        publishing.note_result(pk=desk.published().pk, by=desk.editor, at=LATER, result="无")


# ---- withdrawn, replaced, evaluated -------------------------------------------------------------------------
def withdraw(desk, made, at=LATER):
    return publishing.withdraw(
        pk=made.pk, by=desk.signer, at=at, reason=WithdrawReason.ERROR, note="数字有误"
    )


def test_a_withdrawn_one_keeps_its_record_and_closes_its_files(desk, client):
    made = desk.published(files=[Upload("附件.csv", b"a,1\n")])
    file = made.attachments.get()
    assert client.get(file.path).status_code == 200

    done = withdraw(desk, made)

    assert (done.withdrawn_at, done.withdraw_reason, done.index_no) == (LATER, "error", made.index_no)
    assert (client.get(made.path).status_code, client.get(file.path).status_code) == (410, 404)
    assert Attachment.objects.filter(pk=file.pk).exists()
    with pytest.raises(StepRefused):
        withdraw(desk, made)
    assert in_step(desk)


def test_a_new_document_marks_the_one_it_replaces_as_repealed_at_once_page_4(desk, client):
    policy = {
        "kind": "policy", "doc_no": "望府发〔2026〕3号", "theme": "民政", "validity": "valid", "formed_on": date(2026, 3, 2),
        "interpretation_exemption": "内容单一，不作解读",
    }  # fmt: skip
    old = desk.published(title="旧的救助办法", **policy)
    new = policy | {"doc_no": "望府发〔2026〕9号", "supersedes": old}
    draft = desk.at(State.LEVEL3, title="新的救助办法", **new)
    assert Publication.objects.get(pk=old.pk).validity == Validity.VALID

    desk.approve(draft, at=LATER)

    old.refresh_from_db()
    assert (old.validity, old.state) == (Validity.REPEALED, State.PUBLISHED)
    last = old.events.last()
    assert (last.verb, last.by, "新的救助办法" in last.note) == ("validity", desk.signer, True)
    assert "废止" in body(client, old.path)[1]
    assert in_step(desk)


def test_validity_is_changed_with_its_ground_and_the_document_stays_readable_page_4(desk, client):
    made = desk.published()
    with pytest.raises(ActRefused, match="依据"):
        publishing.set_validity(pk=made.pk, by=desk.signer, at=LATER, validity=Validity.EXPIRED, note=" ")

    publishing.set_validity(
        pk=made.pk, by=desk.signer, at=LATER, validity=Validity.EXPIRED, note="有效期届满"
    )

    assert "失效" in body(client, made.path)[1]
    assert made.events.last().note == "失效：有效期届满"


def test_what_stays_after_the_yearly_look_is_looked_at_again_in_a_year(desk):
    made = desk.published()
    assert made.next_evaluation_on == date(2027, 3, 9)

    done = publishing.keep(
        pk=made.pk, by=desk.office_head, at=AT + timedelta(days=360), remark="标准未变，继续公开"
    )

    record = done.reviews.get(result=ReviewResult.EVALUATED)
    assert (record.by, record.remark) == (desk.office_head, "标准未变，继续公开")
    assert done.next_evaluation_on == date(2028, 3, 6)  # 4 March 2028 is a Saturday
    assert done.state == State.PUBLISHED


def test_a_publication_that_waits_for_an_hour_discharges_its_duty_only_when_public(desk):
    row = owing.row(desk.town, desk.office)
    planned(desk)
    made = desk.approve(desk.at(State.LEVEL3, node=row.node, formed_on=date(2026, 2, 2)), publish_at=LATER)
    assert duty_of(made) is None

    publishing.run_clock(LATER)

    duty = duty_of(made)
    assert (duty.state, duty.discharged_on) == ("published", date(2026, 3, 10))


@pytest.mark.parametrize("first_of_the_year", [True, False])
def test_a_publish_act_costs_at_most_thirty_statements(desk, first_of_the_year):
    """With a duty discharged and a file; savepoint and release of the act included."""
    row = owing.row(desk.town, desk.office)
    planned(desk)
    if not first_of_the_year:
        desk.published()
    given = {"node": row.node, "formed_on": date(2026, 2, 2), "files": [Upload("附件.csv", b"a,1\n")]}
    made = desk.at(State.LEVEL3, **given)
    signer = type(desk.signer).objects.get(pk=desk.signer.pk)  # nothing remembered, as in a request

    with CaptureQueriesContext(connection) as caught:
        reviewing.approve(pk=made.pk, by=signer, at=LATER, secrecy_checked=True)

    sys.stdout.write(f"publish act: {len(caught)} statements\n")
    assert duty_of(made).state == "published"
    assert len(caught) <= 30
