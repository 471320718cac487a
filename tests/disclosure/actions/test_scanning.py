"""Files looked at: before they can be signed, again on request, and by night (PII-4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from disclosure.actions import checking, scanning
from disclosure.actions.publications import Upload
from disclosure.checks.hidden import FileReport
from disclosure.law.lifecycle import StepRefused
from disclosure.models import Attachment, FindingState, Publication, ScanState
from tests.disclosure.checks import planted
from tests.factories import catalog, disclosure
from tests.factories.reviewing import AT, Desk

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=8)
ROSTER = "序号,联系电话\n1,19900010000\n".encode()


@pytest.fixture
def desk():
    made = Desk()
    disclosure.levels(made.town)
    return made


def test_a_small_file_is_looked_at_while_the_clerk_waits_and_holds_what_it_belongs_to(desk):
    made = desk.submit(desk.draft(files=[Upload("名册.csv", ROSTER)]))

    assert made.attachments.get().scan_state == ScanState.DONE
    with pytest.raises(StepRefused, match="出现手机号"):
        desk.approve(made)


def test_a_large_file_is_left_to_the_worker_and_nothing_goes_out_before_it_was_read(
    desk, django_capture_on_commit_callbacks
):
    large = ROSTER + "2,无\n".encode() * (scanning.AT_ONCE // 5)
    with django_capture_on_commit_callbacks():
        made = desk.submit(desk.draft(files=[Upload("名册.csv", large)]))
    file = made.attachments.get()
    assert (file.size > scanning.AT_ONCE, file.scan_state) == (True, ScanState.WAITING)
    with pytest.raises(StepRefused, match="还没有检查完"):
        desk.approve(made)

    scanning.scan_attachment.func(file.pk)
    scanning.scan_attachment.func(file.pk)  # a worker was lost: the same is found, once

    assert made.findings.filter(attachment=file, rule="personal").count() == 1
    with pytest.raises(StepRefused, match="出现手机号"):
        desk.approve(made)


def test_a_file_that_cannot_be_read_stops_it_and_the_reason_is_said(desk, monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk")

    monkeypatch.setattr(scanning, "inspect_attachment", broken)
    made = desk.draft(files=[Upload("名册.csv", b"a,1\n")])

    file = made.attachments.get()
    assert (file.scan_state, "重新另存" in file.scan_note) == (ScanState.FAILED, True)
    with pytest.raises(StepRefused, match="还不能提交审核"):
        desk.submit(made)


def test_scanned_again_what_was_released_stays_released_and_what_is_gone_is_settled(desk):
    made = desk.draft(files=[Upload("名册.csv", ROSTER), Upload("底表.xlsx", planted.hidden_sheet("hidden"))])
    phone = made.findings.get(rule="personal", severity="hold")
    checking.release_finding(pk=phone.pk, by=desk.signer, at=AT, reason="公布的电话")
    sheet = made.attachments.get(name="底表.xlsx")
    sheet.file.storage.delete(sheet.file.name)
    sheet.file.storage.save(sheet.file.name, ContentFile(planted.book()))

    for file in made.attachments.all():
        scanning.scan_attachment.func(file.pk)

    phone.refresh_from_db()
    assert phone.state == FindingState.RELEASED
    hidden = made.findings.filter(attachment=sheet, rule="hidden")
    assert set(hidden.values_list("state", flat=True)) == {FindingState.FIXED}


def test_by_night_all_that_is_public_is_looked_at_with_the_rules_of_today(desk):
    quiet = Upload("名册.csv", ROSTER, report=FileReport())  # as an older rule would have left it
    made = desk.published(files=[quiet])
    other = desk.published()
    Publication.objects.filter(pk=other.pk).update(text="<p>请与王甲联系，电话 19900010000。</p>")

    assert scanning.rescan(AT + timedelta(days=1)).endswith("0 个附件，有问题的 1 条")
    said = scanning.rescan(LATER)

    assert said == "检查 2 条已公开信息、1 个附件，有问题的 2 条"
    assert made.findings.blocking().exists()
    assert Publication.objects.filter(state="published").count() == 2  # told of, not taken away by a machine


def test_a_night_with_nothing_new_changes_nothing(desk):
    made = desk.published(files=[Upload("表.csv", b"a,1\n")])
    scanning.rescan(LATER)
    before = list(made.findings.values())

    scanning.rescan(LATER + timedelta(days=8))

    assert list(made.findings.values()) == before
    assert Attachment.objects.get().scanned_at == LATER + timedelta(days=8)


def test_having_a_file_looked_at_again_is_for_its_writers_and_the_signing_leader(desk):
    made = desk.draft(files=[Upload("表.csv", b"a,1\n")])
    pk = made.attachments.get().pk

    scanning.scan_again(pk=pk, by=desk.editor, at=AT)
    scanning.scan_again(pk=pk, by=desk.signer, at=AT)
    for stranger in (desk.head, catalog.user("nobody")):
        with pytest.raises(PermissionDenied):
            scanning.scan_again(pk=pk, by=stranger, at=AT)

    assert Attachment.objects.get().scan_state == ScanState.WAITING


def test_the_night_is_cut_into_parts_that_leave_nothing_out(desk, monkeypatch):
    monkeypatch.setattr(scanning, "PART", 2)
    made = [desk.published() for _ in range(5)]
    seen: list[tuple[int, int]] = []
    monkeypatch.setattr(
        type(scanning.rescan_part), "enqueue", lambda task, first, last, at: seen.append((first, last))
    )

    said = scanning.rescan_by_night(LATER)

    pks = sorted(each.pk for each in made)
    assert said == "安排重新检查 5 条已公开信息，分 3 批"
    assert seen == [(pks[0], pks[1]), (pks[2], pks[3]), (pks[4], pks[4])]
    assert scanning.rescan(LATER, *seen[1]).startswith("检查 2 条已公开信息")


def test_what_the_night_found_waits_on_the_desk_of_those_who_can_mend_it(desk, client):
    made = desk.published()
    Publication.objects.filter(pk=made.pk).update(text="<p>请与王甲联系，电话 19900010000。</p>")
    scanning.rescan(LATER)

    client.force_login(desk.signer)
    page = client.get("/office/reviews/").content.decode()
    client.force_login(desk.deputy)
    other = client.get("/office/reviews/").content.decode()

    assert "已公开的信息检查出问题" in page
    assert made.title in page
    assert "已公开的信息检查出问题" not in other
