"""Sealed texts: nothing in the database, the queries or a log shows them; they are found by blind index only (PII-6)."""

import copy
import json
import pickle
import re
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.core import checks, serializers
from django.core.exceptions import FieldError, ImproperlyConfigured, ValidationError
from django.db import connection, models
from django.db.models import Count, F, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext, isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from disclosure.models import sealed
from disclosure.models.sealed import (
    Personal,
    SealBroken,
    SealedRefused,
    SealedTextField,
    blind_index,
    same_index,
)
from tests.factories import sealing
from tests.factories.sealing import NEW, OLD, stored

NAME, NUMBER = "赵一鸣", "350322199001010011"


@pytest.fixture
def person(transactional_db) -> Iterator[type[models.Model]]:
    with sealing.person_table() as (model, _):
        yield model


# ---- field -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("text", ["", "赵", NUMBER, "two\nlines\t", "𠮷野", "enc1:x", "a" * 5_000])
def test_a_text_comes_back_as_it_was_written(person, text: str) -> None:
    made = person.objects.create(name=text, id_number=text)

    read = person.objects.get(pk=made.pk)

    assert (read.name, read.id_number) == (text, text)
    assert list(person.objects.values("name", "id_number")) == [{"name": text, "id_number": text}]
    assert list(person.objects.values_list("name", flat=True)) == [text]


def test_nothing_and_an_empty_text_stay_apart(person) -> None:
    person.objects.create(name="", id_number=None)

    read = person.objects.get()

    assert (read.name, read.id_number) == ("", None)
    assert person.objects.filter(id_number__isnull=True).exists()
    assert not person.objects.filter(name__isnull=True).exists()
    assert stored(person, "id_number") == [None]
    assert stored(person, "name")[0].startswith("enc1:")


def test_what_stands_in_the_table_and_goes_over_the_wire_is_sealed(person) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        made = person.objects.create(name=NAME, id_number=NUMBER)
        made.name = NAME + "二"
        made.save()
        person.objects.update(id_number=NUMBER)
        person.objects.bulk_update([made], ["name"])
        person.objects.bulk_create([person(name=NAME, id_number=NUMBER)])

    said = " ".join(query["sql"] for query in queries.captured_queries)
    assert len(queries) >= 4
    assert NAME not in said
    assert NUMBER not in said
    texts = [*stored(person, "name"), *stored(person, "id_number")]
    assert len(texts) == len(set(texts)) == 4  # the same text never twice alike
    assert all(re.fullmatch(r"enc1:[A-Za-z0-9_=-]+", text) for text in texts)


def test_a_record_passes_its_own_checks(person) -> None:
    made = person(name=NAME, id_number=None)
    made.full_clean()

    with pytest.raises(ValidationError) as refused:
        person(name="").full_clean()
    assert set(refused.value.error_dict) == {"name"}


@pytest.mark.parametrize(
    "lookup",
    ["exact", "iexact", "in", "contains", "icontains", "startswith", "regex", "gt", "lte", "range", "search"],
)
def test_nothing_is_asked_of_the_content(person, lookup: str) -> None:
    with pytest.raises(SealedRefused, match="不能按内容查找"):
        person.objects.filter(**{f"name__{lookup}": [NAME] if lookup in ("in", "range") else NAME})


def test_no_other_way_round_the_lookups_either(person) -> None:
    person.objects.create(name=NAME)

    for ask in (
        lambda: person.objects.filter(name=NAME),
        lambda: person.objects.exclude(name=NAME),
        lambda: person.objects.get(name=F("phone")),
        lambda: person.objects.filter(name=None),
        lambda: person.objects.filter(models.Q(phone="1") | models.Q(name=NAME)),
        lambda: person.objects.annotate(n=Count("pk", filter=models.Q(name=NAME))),
        lambda: person.objects.get_or_create(name=NAME),
    ):
        with pytest.raises(SealedRefused):
            list(ask())
    with pytest.raises(FieldError):
        list(person.objects.order_by("name__length"))
    with pytest.raises(SealBroken):
        list(person.objects.annotate(up=Upper("name")).values_list("up"))


def test_expressions_and_deferred_columns_work(person) -> None:
    made = person.objects.create(name=NAME, id_number=NUMBER)
    person.objects.filter(pk=made.pk).update(phone=Value("1"), name="甲")

    read = person.objects.defer("name").get()
    assert "name" not in read.__dict__
    assert read.name == "甲"
    read.refresh_from_db()
    assert person.objects.only("phone").get().id_number == NUMBER


def test_a_record_shows_its_texts_in_no_representation(person) -> None:
    made = person(name=NAME)
    made.id_number = NUMBER

    for value in (made.name, person.objects.create(name=NAME, id_number=NUMBER).id_number):
        assert isinstance(value, Personal)
    shown = f"{made!r} {made.__dict__!r} {[made.name]!r} {forms.model_to_dict(made)!r}"
    assert NAME not in shown
    assert NUMBER not in shown
    with pytest.raises(ValueError, match="invalid literal") as wrong:
        int(made.name)
    assert NAME not in str(wrong.value)
    assert (f"{made.name}", str(made.name), "%s" % made.name) == (NAME, NAME, NAME)  # noqa: UP031
    assert json.dumps(made.name, ensure_ascii=False) == f'"{NAME}"'
    assert pickle.loads(pickle.dumps(made.name)) == copy.deepcopy(made.name) == NAME  # noqa: S301


def test_a_form_knows_a_change_by_name_alone(person) -> None:
    form_class = forms.modelform_factory(person, fields=["name", "id_number"])
    form = form_class({"name": NAME, "id_number": NUMBER}, instance=person.objects.create(name="甲"))

    assert form.is_valid(), form.errors
    assert form.changed_data == ["name", "id_number"]
    made = form.save()
    assert NAME not in repr(made.__dict__)
    assert person.objects.get().name == NAME


def test_a_sealed_text_can_be_written_into_another_column(person) -> None:
    made = person.objects.create(name=NAME, id_number=NUMBER)
    made.phone = made.id_number
    made.save()

    assert person.objects.get(phone=made.id_number).pk == made.pk


def test_it_goes_into_no_fixture(person) -> None:
    made = person.objects.create(name=NAME)

    with pytest.raises(SealedRefused, match="不能导出"):
        serializers.serialize("json", [made])


def test_it_describes_itself_plainly_to_migrations() -> None:
    _name, path, args, kwargs = SealedTextField("姓名", null=True).deconstruct()

    assert (path, args, kwargs) == (
        "disclosure.models.sealed.SealedTextField", [], {"verbose_name": "姓名", "null": True},
    )  # fmt: skip


@isolate_apps("disclosure")
@pytest.mark.parametrize("option", ["unique", "db_index"])
def test_a_column_that_would_have_to_be_compared_is_found_by_the_system_check(option: str) -> None:
    class Wrong(models.Model):
        number = SealedTextField(**{option: True})

        class Meta:
            app_label = "disclosure"

        def __str__(self) -> str:
            return ""

    assert [fault.id for fault in Wrong.check() if isinstance(fault, checks.Error)] == ["disclosure.E001"]


# ---- keys ------------------------------------------------------------------------------------------------------
def test_the_newest_key_seals_and_all_of_them_open(person, settings) -> None:
    settings.PERSONAL_DATA_KEYS = [OLD]
    made = person.objects.create(name=NAME)
    settings.PERSONAL_DATA_KEYS = [NEW, OLD]
    assert person.objects.get().name == NAME

    made.save()

    settings.PERSONAL_DATA_KEYS = [NEW]
    assert person.objects.get().name == NAME
    token = stored(person, "name")[0].removeprefix("enc1:")
    assert Fernet(NEW).decrypt(token).decode() == NAME
    with pytest.raises(InvalidToken):
        Fernet(OLD).decrypt(token)


def test_a_lost_key_is_an_error_with_a_name_that_says_where_and_not_what(person, settings) -> None:
    person.objects.create(name=NAME)
    settings.PERSONAL_DATA_KEYS = [NEW]

    with pytest.raises(SealBroken, match=r"Person\.name：存储的内容解不开") as broken:
        person.objects.get()
    assert NAME not in str(broken.value)
    assert "enc1:" not in str(broken.value)


@pytest.mark.parametrize("harm", ["x", "", NAME, "enc1:", "enc1:abc", "enc2:" + "A" * 100], ids=range(6))
def test_what_was_tampered_with_is_never_taken_for_a_text(harm: str) -> None:
    with pytest.raises(SealBroken):
        sealed.unseal(harm)


@given(st.text(), st.floats(0, 1))
def test_a_changed_letter_breaks_the_seal(text: str, where: float) -> None:
    token = sealed.seal(text)
    at = 5 + round(where * (len(token) - 9))  # the last letters hold spare bits
    other = "B" if token[at] == "A" else "A"

    assert sealed.unseal(token) == text
    with pytest.raises(SealBroken):
        sealed.unseal(token[:at] + other + token[at + 1 :])


def test_without_keys_nothing_is_read_or_written(person, settings) -> None:
    settings.PERSONAL_DATA_KEYS = []

    with pytest.raises(ImproperlyConfigured, match="PERSONAL_DATA_KEYS"):
        person.objects.create(name=NAME)
    settings.PERSONAL_DATA_KEYS = ["no key"]
    with pytest.raises(ImproperlyConfigured, match="不是密钥") as wrong:
        person.objects.create(name=NAME)
    assert "no key" not in str(wrong.value)


# ---- blind index -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "typed", ["35032219900101001X", "35032219900101001x", " 350322 19900101 001x ", "350322-19900101-001X",
              "３５０３２２１９９００１０１００１Ｘ", "350322—19900101－001x", "\u200b35032219900101001x\u00a0"],
)  # fmt: skip
def test_one_number_has_one_index_however_it_is_typed(typed: str) -> None:
    index = blind_index(typed, "id_number")

    assert re.fullmatch(r"[0-9a-f]{64}", index)
    assert index == blind_index("35032219900101001X", "id_number")


def test_another_number_another_purpose_and_another_key_have_another_index(settings) -> None:
    made = {
        blind_index("1391111", "phone"),
        blind_index("1391112", "phone"),
        blind_index("1391111", "id_number"),
    }
    settings.BLIND_INDEX_KEY = "another-key-of-at-least-thirty-two-letters"
    made.add(blind_index("1391111", "phone"))

    assert len(made) == 4


def test_without_its_key_there_is_no_index(settings) -> None:
    settings.BLIND_INDEX_KEY = ""

    with pytest.raises(ImproperlyConfigured, match="BLIND_INDEX_KEY"):
        blind_index("1", "phone")


@given(st.text())
def test_the_index_is_of_what_remains_after_blanks_case_and_width(text: str) -> None:
    index = blind_index(text, "x")

    assert blind_index(f" {text}- ", "x") == index
    assert (index == "") == (sealed._plain(text) == "")
    assert sealed._plain(sealed._plain(text)) == sealed._plain(text)


def test_those_who_gave_nothing_are_not_one_person(person) -> None:
    for number in ("", "350322", "350323", ""):
        person.objects.create(name="甲", id_index=blind_index(number, "id_number"))

    assert person.objects.filter(same_index("id_index", blind_index(" 350 322", "id_number"))).count() == 1
    assert person.objects.filter(same_index("id_index", blind_index(" - ", "id_number"))).count() == 0
