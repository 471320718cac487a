"""The check desk over the whole demonstration: what it holds is what was planted, and next to nothing else (PII-4)."""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from disclosure.actions import checking, scanning
from disclosure.models import Attachment, Finding, Publication, Severity
from gongkai.demo.load import load
from tests.disclosure.checks.persons import id_card, mobile

pytestmark = pytest.mark.slow
UNTIL = date(2026, 11, 23)
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
MOST = 0.02  # of all publications
BLOCKING = [Severity.HOLD, Severity.STOP]


@pytest.fixture(scope="module")
def looked_at(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The demonstration, loaded and looked at once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(until=UNTIL, with_second=True)
        for publication in Publication.objects.select_related("township", "unit", "node"):
            checking.check(publication, at=AT)
        for attachment in Attachment.objects.select_related("publication"):
            scanning._examine(attachment, at=AT + timedelta(minutes=1), report=None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(looked_at: None, db: None) -> None:
    """What was loaded, for one test."""


def test_next_to_no_publication_of_the_demonstration_is_held_without_cause(demo: None) -> None:
    held = Finding.objects.open().filter(severity__in=BLOCKING)
    told = Counter(held.values_list("rule", "severity", "message"))
    for (rule, severity, message), number in told.most_common(60):
        sys.stdout.write(f"{number:4} {severity:6} {rule:14} {message}\n")
    everything = Publication.objects.count()
    wrong = held.values("publication").distinct().count()

    files = Attachment.objects.exclude(scanned_at=None).count()
    sys.stdout.write(f"{wrong} of {everything} held ({wrong / everything:.2%}); {files} files looked at\n")
    assert files == Attachment.objects.count() > 100
    assert wrong / everything < MOST


def test_a_number_planted_in_any_of_them_is_held(demo: None) -> None:
    """The quiet above is not that of a desk that sees nothing."""
    planted = list(Publication.objects.order_by("pk").select_related("township", "unit", "node")[::20])
    for number, publication in enumerate(planted):
        publication.text += f"<p>联系人王甲，身份证号{id_card(number)}，电话{mobile(number)}。</p>"

        found = [each for each in checking.check(publication, at=AT) if each.rule == "personal"]

        assert len([each for each in found if each.severity == Severity.HOLD]) >= 2, publication
