"""Sealed files without a record go after a day; whatever a record knows stays, under whichever key (PII-1)."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from disclosure.actions.applications import sweeping
from disclosure.actions.publications import Upload
from disclosure.models import CaseFile, CaseFileRole
from disclosure.models.sealed_files import SealedStorage
from gongkai.timer import JOBS
from tests.factories.applying import Office, calendar

STORAGE = SealedStorage()


@pytest.fixture
def kept(db) -> CaseFile:
    calendar()
    made = Office().submitted(uploads=[(CaseFileRole.IDENTITY, Upload("证件.txt", b"x"))])
    return made.files.get()


@pytest.fixture
def stray() -> str:
    name = STORAGE.save("cases/ab/whatever", ContentFile(b"nobody knows of it"))
    yield name
    STORAGE.delete(name)


def test_a_file_no_record_knows_goes_after_a_day(kept, stray):
    now = timezone.now()
    sweeping.sweep(now)
    assert STORAGE.exists(stray)  # an act may be about to name it

    assert sweeping.sweep(now + timedelta(days=1, minutes=1)) >= 1

    assert not STORAGE.exists(stray)
    assert STORAGE.exists(kept.file.name)


def test_a_file_of_a_record_stays_under_another_key_too(kept, settings):
    old = settings.PERSONAL_DATA_KEYS
    settings.PERSONAL_DATA_KEYS = ["bmV3LXRlc3RzLW9ubHktcGVyc29uYWwta2V5LTk5OTk=", *old]
    beside = STORAGE.resealed(kept.file.name)
    assert beside != kept.file.name

    sweeping.sweep(timezone.now() + timedelta(days=2))

    assert STORAGE.inner.exists(beside)
    assert STORAGE.inner.exists(kept.file.name)


def test_drafts_are_looked_through_as_well(db):
    name = STORAGE.save("drafts/whatever", ContentFile(b"x"))

    sweeping.sweep(timezone.now() + timedelta(days=2))

    assert not STORAGE.exists(name)


def test_it_is_done_by_night(db):
    (job,) = [job for job in JOBS if job.name == "sweep_sealed_files"]

    assert job.by_night
    assert job.act(timezone.now()).startswith("删除无主的加密文件")
