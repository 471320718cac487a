"""Loading the demonstration: all or nothing, never beside a real office, larger, and the same from nothing."""

from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from catalog.actions.standard import load_standard
from catalog.models import Township, User
from disclosure.law.lifecycle import State
from disclosure.models import Attachment, Publication
from gongkai.demo.load import load
from tests.factories import catalog as make_records

UNTIL = date(2026, 11, 23)


def test_a_real_office_is_never_mixed_with_a_demonstration(db):
    make_records.township(prefix="real", name="某镇")

    with pytest.raises(CommandError, match="真实乡镇"):
        call_command("load_demo", until=UNTIL)

    assert Publication.objects.count() == 0


def test_a_failed_load_leaves_nothing(db, monkeypatch):
    monkeypatch.setattr("gongkai.demo.load.record", broken)

    with pytest.raises(OSError, match="disk"):
        load(until=UNTIL)

    assert not Township.objects.exists()
    assert not User.objects.exists()


def broken(*args, **kwargs):
    raise OSError("disk full")


@pytest.mark.parametrize(("option", "value"), [("--scale", "0"), ("--scale", "x"), ("--until", "2026-13-01")])
def test_wrong_options_are_refused_in_words(option, value):
    with pytest.raises(CommandError, match=r"倍数|日期"):
        call_command("load_demo", option, value)


@pytest.mark.slow
def test_loading_twice_from_nothing_gives_the_same_records(db):
    first, second = loaded_once(), loaded_once()

    assert first == second


def loaded_once() -> list[tuple]:
    with transaction.atomic():
        load(until=UNTIL)
        rows = list(
            Publication.objects.order_by("published_at", "title", "pk").values_list(
                "title",
                "text",
                "index_no",
                "doc_no",
                "published_at",
                "unit__name",
                "node__key",
                "created_by__username",
            )
        )
        rows += Attachment.objects.order_by("key").values_list("key", "name", "sha256")
        transaction.set_rollback(True)
    return rows


@pytest.mark.slow
def test_a_larger_demonstration_loads(db):
    load_standard(at=timezone.now())

    load(until=UNTIL, scale=3)

    assert 1000 <= Publication.objects.filter(state=State.PUBLISHED).count() <= 1400
    assert Attachment.objects.count() <= 180
    numbers = Publication.objects.exclude(index_no="").values_list("index_no", flat=True)
    assert len(set(numbers)) == len(numbers)
