"""Personal data of cases whose retention has ended: asked for by one, decided by another, nothing of it left (PII-1)."""

from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db.models import CharField, FileField, JSONField, Model, TextField
from django.test import Client

from catalog.law.roles import Role
from disclosure.actions.applications import after, archiving, course, erasing, handling, intake, letters
from disclosure.actions.applications.erasing import ErasureRefused
from disclosure.actions.publications import Upload
from disclosure.law.outcomes import Outcome
from disclosure.law.steps import Step
from disclosure.models import Application, CaseFile, CaseFileRole, Erasure, HelpGiven, Letter
from tests.factories import catalog
from tests.factories.applying import AT, Office, calendar, moment

MARK = "某某人的话"
LATER = datetime.fromisoformat("2037-01-15T09:00:00+08:00")
DAY = date(2027, 1, 1)
# Free text that stays: what the register and the statistics of an archive need, and the words of officers' own files.
STAYS = {
    ("application", "number"), ("application", "county_no"), ("application", "confirm_method"),
    ("letter", "number"), ("letter", "title"), ("letter", "subject"), ("letter", "signed_name"),
    ("casefile", "sha256"), ("casefile", "kind"), ("searchrequest", "systems"), ("searchrequest", "searched_by"),
    ("extension", "paper_head"), ("feenotice", "receipt_no"), ("answerreview", "signer"), ("delivery", "tracking"),
    ("remedy", "body"), ("remedy", "case_no"), ("duechange", "cause"), ("reminder", "about"),
    ("applicationevent", "facts"), ("correction", "reasons"), ("application", "faults"), ("application", "reviews"),
}  # fmt: skip


@pytest.fixture
def office(db) -> Office:
    calendar()
    return Office()


@pytest.fixture
def second(office):
    return catalog.user_with(Role.ADMIN, office.town, name="管理员甲")


def archived(office: Office, **more: Any) -> Application:
    made = office.delivered(**more)
    letters.make_waiting(AT)
    archiving.archive(pk=made.pk, by=office.officer, at=moment("09-07", 17))
    letters.make_waiting(AT)
    return Application.objects.get(pk=made.pk)


def asked(office: Office, **more: Any) -> Erasure:
    values: dict = {"by": office.head, "at": LATER, "closed_before": DAY, "reason": "保存期满"}
    return erasing.ask(township=office.town, **(values | more))


def erase(office: Office, second) -> None:
    found = asked(office)
    erasing.decide(pk=found.pk, by=second, at=LATER, carry_out=True)
    erasing.carry_on.call(found.pk)


def of_the_case() -> dict[type[Model], str]:
    """Every table of a case, with the way to it."""
    direct = {
        model: field.name
        for model in apps.get_app_config("disclosure").get_models()
        for field in model._meta.fields
        if field.is_relation and field.related_model is Application
    }
    return direct | {
        apps.get_model("disclosure", "Delivery"): "letter__application", Application: "pk",
        apps.get_model("disclosure", "RequestItem"): "application",
    }  # fmt: skip


def free_texts(model: type[Model]) -> list[str]:
    return [
        field.name
        for field in model._meta.local_fields
        if isinstance(field, CharField | TextField | JSONField) and not field.choices
        and not isinstance(field, FileField) and not field.unique
        and (model.__name__, field.name) != ("Letter", "body")  # read by itself below: it must stay readable
    ]  # fmt: skip


def test_nothing_anybody_wrote_is_left(office, second):
    """Every column of free text of every table of a case holds the mark before; afterwards only those of STAYS do."""
    made = archived(office, outcome=Outcome.THIRD_PARTY)
    other = archived(office, outcome=Outcome.STILL_UNCLEAR)
    third = archived(office, outcome=Outcome.EXCESSIVE)
    fourth = archived(office, outcome=Outcome.NOT_EXISTING)
    remedy = after.record_remedy(
        pk=made.pk, by=office.officer, at=AT, kind="review", body="县政府", filed_on=date(2026, 9, 7)
    )
    after.settle_remedy(
        pk=made.pk, by=office.officer, at=AT, remedy=remedy, result="upheld", on=date(2026, 9, 7)
    )
    HelpGiven.objects.create(application=made, kind="read_aloud", note="读", by=office.officer, at=AT)
    cases, planted = [made.pk, other.pk, third.pk, fourth.pk], set()
    for model, path in of_the_case().items():
        rows = model._base_manager.filter(**{f"{path}__in": cases})
        for name in free_texts(model):
            for row in rows.filter(pk__in=list(rows.values_list("pk", flat=True)[:1])):
                value: Any = [MARK] if isinstance(model._meta.get_field(name), JSONField) else MARK
                model._base_manager.filter(pk=row.pk).update(**{name: value})
                planted.add((model._meta.model_name, name))
    assert {name for name, _ in planted} >= {
        "applicant", "requestitem", "letter", "delivery", "remedy", "casefile", "consultation", "correction",
        "reasonrequest", "searchrequest", "answerreview", "applicationevent", "helpgiven",
    }  # fmt: skip

    erase(office, second)

    left = set()
    for model, path in of_the_case().items():
        for row in model._base_manager.filter(**{f"{path}__in": cases}):
            left |= {
                (model._meta.model_name, name)
                for name in free_texts(model)
                if MARK in str(getattr(row, name))
            }
    assert left <= STAYS
    for letter in Letter.objects.filter(application__in=cases):
        assert [block.text for block in letters.text_of(letter).blocks] == [erasing.GONE]
        assert letter.decision is None
    assert {str(case.applicant.name) for case in Application.objects.filter(pk__in=cases)} == {erasing.GONE}
    assert not any(case.applicant.id_index for case in Application.objects.filter(pk__in=cases))


def test_files_go_from_where_they_lie(office, second):
    made = office.submitted(
        uploads=[(CaseFileRole.IDENTITY, Upload("证件.png", b"\x89PNG\r\n\x1a\n" + b"0" * 40))]
    )
    intake.confirm(pk=made.pk, by=office.officer, at=AT, method="电话", on=AT.date())
    handling.withdraw(pk=made.pk, by=office.officer, at=AT, reason="不要了")
    archiving.archive(pk=made.pk, by=office.officer, at=AT)
    letters.make_waiting(AT)
    kept = list(CaseFile.objects.filter(application=made))
    assert {file.role for file in kept} >= {"identity", "letter"}
    assert all(file.file.storage.exists(file.file.name) for file in kept)

    erase(office, second)

    assert not any(file.file.storage.exists(file.file.name) for file in kept)
    assert set(CaseFile.objects.filter(application=made).values_list("file", flat=True)) == {""}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"closed_before": date(2027, 1, 16)}, "保存期限未满"),
        ({"reason": "  "}, "请写明理由"),
        ({"closed_before": date(2026, 1, 1)}, "没有保存期满"),
    ],
)
def test_refused_in_words(office, change, said):
    archived(office)

    with pytest.raises(ErasureRefused, match=said):
        asked(office, **change)

    assert not Erasure.objects.exists()


def test_pii_1_the_last_day_is_that_of_the_setting(office):
    made = archived(office)
    closed = made.closed_on
    assert erasing.limit(office.town, date(closed.year + 10, closed.month, closed.day)) == closed
    for on, listed in ((date(closed.year + 10, closed.month, closed.day), 0),
                       (date(closed.year + 10, closed.month, closed.day + 1), 1)):  # fmt: skip
        assert erasing.ended(office.town, on).count() == listed


def test_one_waits_at_a_time(office):
    archived(office)
    asked(office)

    with pytest.raises(ErasureRefused, match="等待核准"):
        asked(office)


def test_it_takes_two(office, second):
    archived(office)
    found = asked(office)

    with pytest.raises(PermissionDenied, match="两个人"):
        erasing.decide(pk=found.pk, by=office.head, at=LATER, carry_out=True)

    assert Application.objects.get().erased_at is None
    erasing.decide(pk=found.pk, by=second, at=LATER, carry_out=False, remark="还在复议")
    with pytest.raises(ErasureRefused, match="刚刚办理过"):
        erasing.decide(pk=found.pk, by=second, at=LATER, carry_out=True)
    erasing.carry_on.call(found.pk)
    assert Application.objects.get().erased_at is None
    assert asked(office).count == 1  # refused, it may be asked for again


@pytest.mark.parametrize("who", ["officer", "legal", "secrecy", "signer", "editor"])
def test_others_have_no_part_in_it(office, second, who):
    archived(office)
    with pytest.raises(PermissionDenied):
        asked(office, by=getattr(office, who))
    found = asked(office)
    with pytest.raises(PermissionDenied):
        erasing.decide(pk=found.pk, by=getattr(office, who), at=LATER, carry_out=True)


def test_what_is_under_way_stays(office, second):
    archived(office)
    open_ones = {office.at(step).pk for step in (Step.IN_HAND, Step.DELIVERED)}

    erase(office, second)

    assert set(Application.objects.exclude(erased_at=None).values_list("state", flat=True)) == {"archived"}
    assert not Application.objects.filter(pk__in=open_ones).exclude(erased_at=None).exists()


def test_what_is_still_under_review_stays(office, second):
    made = archived(office)
    after.record_remedy(
        pk=made.pk, by=office.officer, at=AT, kind="review", body="县政府", filed_on=date(2026, 9, 7)
    )

    with pytest.raises(ErasureRefused, match="没有保存期满"):
        asked(office)


def test_the_retention_may_have_been_made_longer_meanwhile(office, second):
    archived(office)
    found = asked(office)
    office.reception.retention_years = 30
    office.reception.save()

    with pytest.raises(ErasureRefused, match="保存年限已经改过"):
        erasing.decide(pk=found.pk, by=second, at=LATER, carry_out=True)

    assert Application.objects.get().erased_at is None


def test_a_lost_worker_is_continued(office, second, monkeypatch):
    monkeypatch.setattr(erasing, "BATCH", 1)
    for _ in range(3):
        archived(office)
    found = asked(office)
    erasing.decide(pk=found.pk, by=second, at=LATER, carry_out=True)
    real, seen = erasing._erase, []

    def dies(application, at):
        if seen:
            raise KeyboardInterrupt
        seen.append(application.pk)
        real(application, at)

    monkeypatch.setattr(erasing, "_erase", dies)
    with pytest.raises(KeyboardInterrupt):
        erasing.carry_on.call(found.pk)
    found.refresh_from_db()
    assert (found.erased, found.is_running) == (1, True)

    monkeypatch.setattr(erasing, "_erase", real)
    assert erasing.carry_on_waiting(LATER) == 1

    found.refresh_from_db()
    assert (found.erased, found.is_running) == (3, False)
    assert erasing.carry_on_waiting(LATER) == 0


def test_an_erased_case_is_only_read(office, second):
    made = archived(office)
    erase(office, second)

    with pytest.raises(course.Incomplete, match="已按保存期限删除"):
        after.record_remedy(
            pk=made.pk, by=office.officer, at=LATER, kind="review", body="县", filed_on=LATER.date()
        )


def test_the_pages(office, second):
    made = archived(office)
    with time_machine.travel(LATER, tick=False):
        head, other, stranger = Client(), Client(), Client()
        head.force_login(office.head, backend="catalog.backends.MembershipBackend")
        other.force_login(second, backend="catalog.backends.MembershipBackend")
        stranger.force_login(office.officer, backend="catalog.backends.MembershipBackend")
        page = "/office/applications/erasures/"
        assert stranger.get(page).status_code == 404
        assert made.number in head.get(page).content.decode()

        early = head.post(page, {"closed_before": "2027-01-16", "reason": "保存期满"})
        assert early.status_code == 409
        assert "保存期限未满" in early.content.decode()
        assert "保存期满" in early.content.decode()
        assert head.post(page, {"closed_before": "2027-01-01", "reason": "保存期满"}).status_code == 302
        assert "须由另一个人核准" in head.get(page).content.decode()

        found = Erasure.objects.get()
        mine = head.post(f"{page}{found.pk}/decide/", {"verdict": "carry_out"})
        assert mine.status_code == 409
        assert "两个人" in mine.content.decode()
        assert other.post(f"{page}{found.pk}/decide/", {"verdict": "refuse"}).status_code == 409
        assert other.post(f"{page}{found.pk}/decide/", {"verdict": "carry_out"}).status_code == 302
        erasing.carry_on.call(found.pk)

        assert "已删除" in head.get(page).content.decode()
        case = f"/office/applications/{made.pk}/"
        shown = stranger.get(case).content.decode()
        assert "个人信息和材料已于 2037-01-15 删除" in shown
        assert "查看申请人信息" not in shown
        assert stranger.get(f"{case}package/").status_code == 404
        assert stranger.get(f"{case}register/").status_code == 404
        assert stranger.post(f"{case}person/", {"reason": "看"}).status_code == 404
        letter = made.letters.filter(pdf__isnull=False).first()
        assert erasing.GONE in stranger.get(f"{case}letters/{letter.key}/").content.decode()
        assert stranger.get(f"{case}files/{letter.pdf.key}/").status_code == 404
