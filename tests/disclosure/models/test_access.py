"""The log of looks at personal data: appended to, never changed, and without what was looked at (PII-6)."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from catalog.law.roles import Role
from disclosure.models import AppendOnly, PersonalAccess
from tests.factories import catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def township():
    return catalog.township()


@pytest.fixture
def look(township, at):
    def make(**fields: object) -> PersonalAccess:
        values = {
            "township": township,
            "by": catalog.user_with(Role.REQUEST_OFFICER, township),
            "at": at,
            "subject_kind": "application",
            "subject_number": "2026-001",
            "fields": ["name", "id_number"],
            "reason": "核对身份后邮寄答复书",
        }
        return PersonalAccess.objects.create(**values | fields)

    return make


def test_a_look_is_logged_with_who_when_what_and_why(look, township, at) -> None:
    made = PersonalAccess.objects.get(pk=look(reason=" 核对身份 ").pk)

    assert (made.at, made.subject_number, made.fields, made.reason) == (
        at, "2026-001", ["name", "id_number"], "核对身份",
    )  # fmt: skip
    assert str(made) == f"2026-03-09 01:00 {made.by} 2026-001"


def test_a_look_stays_as_it_was_logged(look) -> None:
    made = look()
    before = PersonalAccess.objects.values().get()
    made.reason = "别的"

    for change in (
        made.save,
        lambda: made.save(force_insert=True),
        lambda: made.save(update_fields=["reason"]),
        made.delete,
        lambda: PersonalAccess.objects.update(reason=F("subject_kind")),
        lambda: PersonalAccess.objects.filter(pk=made.pk).delete(),
        lambda: PersonalAccess.objects.about("application", "2026-001").delete(),
        lambda: PersonalAccess._base_manager.all().delete(),
        lambda: PersonalAccess._base_manager.update(reason="别的"),
        lambda: PersonalAccess.objects.bulk_update([made], ["reason"]),
        lambda: PersonalAccess.objects.update_or_create(pk=made.pk, defaults={"reason": "别的"}),
        lambda: PersonalAccess.objects.bulk_create([made]),
    ):
        with pytest.raises(AppendOnly):
            change()

    assert PersonalAccess.objects.values().get() == before


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"reason": "  "}, "reason"),
        ({"subject_number": ""}, "subject_number"),
        ({"subject_kind": ""}, "subject_kind"),
        ({"fields": []}, "fields"),
        ({"fields": "name"}, "fields"),
        ({"fields": ["name", "350322199001010011"]}, "fields"),
        ({"fields": ["赵一鸣"]}, "fields"),
        ({"fields": [{"name": "x"}]}, "fields"),
        ({"reason": "因" * 201}, "reason"),
    ],
)
def test_a_look_without_reason_or_with_more_than_names_is_not_logged(look, fields, told: str) -> None:
    with pytest.raises(ValidationError) as refused:
        look(**fields)

    assert set(refused.value.error_dict) - {"__all__"} == {told}
    assert not PersonalAccess.objects.exists()


def test_the_table_refuses_a_look_without_reason(look) -> None:
    made = look()
    bare = PersonalAccess(
        township=made.township, by=made.by, at=made.at, subject_kind="a", subject_number="1", fields=["name"]
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        super(PersonalAccess, bare).save()


def test_who_looked_cannot_be_deleted_and_townships_stay_apart(look, township) -> None:
    mine = look()
    other = catalog.township("xihe", "溪禾镇")
    theirs = look(township=other, by=catalog.user())

    assert list(PersonalAccess.objects.of(township)) == [mine]
    assert list(PersonalAccess.objects.of(other)) == [theirs]
    assert list(PersonalAccess.objects.about("application", "2026-001").order_by("pk")) == [mine, theirs]
