"""The rebuild command finds each kind of difference, reports it and mends it."""

from io import StringIO

import pytest
from django.core.management import call_command

from catalog.law.roles import Role
from catalog.models import CacheGeneration, Entry
from disclosure.models import Publication
from disclosure.queries.entries import entry_key
from gongkai.indexing import rebuild
from tests.factories import catalog, disclosure

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken():
    township = catalog.township()
    office = catalog.unit(township)
    item = catalog.item(catalog.group(catalog.domain()))
    editor = catalog.user_with(Role.EDITOR, office)
    missing, changed, gone, _right = (disclosure.published(township, office, item, editor) for _ in range(4))
    Entry.objects.filter(key=entry_key(missing.pk)).delete()
    Entry.objects.filter(key=entry_key(changed.pk)).update(title="别的标题")
    Publication.objects.filter(pk=gone.pk).update(
        state="withdrawn", withdrawn_at=gone.published_at, withdraw_reason="error"
    )
    return township, missing, changed, gone


def test_each_difference_is_reported(broken) -> None:
    township, missing, changed, gone = broken

    found = rebuild(township, mend=False)

    assert (found.missing, found.changed, found.surplus, found.seen) == (
        [entry_key(missing.pk)], [entry_key(changed.pk)], [entry_key(gone.pk)], 3,
    )  # fmt: skip
    assert Entry.objects.get(key=entry_key(changed.pk)).title == "别的标题"


def test_mending_leaves_no_difference_and_makes_pages_stale(broken) -> None:
    township, *_ = broken
    before = CacheGeneration.objects.get(township=township).number

    rebuild(township, mend=True)

    assert not rebuild(township, mend=False)
    assert CacheGeneration.objects.get(township=township).number > before


def test_the_command_says_what_it_found(broken) -> None:
    out = StringIO()

    call_command("rebuild_index", stdout=out)

    assert "缺少 publication:" in out.getvalue()
    assert "差异已改正。" in out.getvalue()


def test_another_townships_rows_are_left_alone(broken) -> None:
    other = catalog.township("meilan", "梅岚乡")

    assert not rebuild(other, mend=True)
    assert Entry.objects.count() == 3
