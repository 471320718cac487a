"""Sealed files: what lies on disk tells nothing, and any change to it is noticed (PII-6)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models

from disclosure.models import sealed_files
from disclosure.models.sealed import SealBroken
from disclosure.models.sealed_files import HEAD, PIECE, SealedStorage, open_bytes, seal_bytes
from tests.factories import sealing
from tests.factories.sealing import NEW, OLD

PROOF = "赵一鸣 350322199001010011".encode()


@pytest.fixture
def person(transactional_db, settings, tmp_path) -> Iterator[type[models.Model]]:
    settings.MEDIA_ROOT = tmp_path / "files"
    with sealing.person_table() as (model, _):
        yield model


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_content_of_any_length_comes_back(size: int) -> None:
    data = (b"0123456789abcdef" * (size // 16 + 1))[:size]

    sealed = seal_bytes(data)

    assert open_bytes(sealed) == data
    assert b"0123456789abcdef" not in sealed
    assert sealed.count(b"\n") == 1 + size // PIECE + 1


def lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


LONG = b"\x00" * (2 * PIECE + 10)
HARMS = {
    "cut off": lambda one, other: b"".join(lines(one)[:-1]),
    "head only": lambda one, other: HEAD,
    "swapped": lambda one, other: b"".join([HEAD, lines(one)[2], lines(one)[1], lines(one)[3]]),
    "left out": lambda one, other: b"".join([HEAD, lines(one)[1], lines(one)[3]]),
    "repeated": lambda one, other: one + lines(one)[-1],
    "mixed": lambda one, other: b"".join([HEAD, lines(one)[1], lines(other)[2], lines(one)[3]]),
    "in clear": lambda one, other: LONG,
    "empty": lambda one, other: b"",
    "altered": lambda one, other: one[:200] + b"A" * 8 + one[208:],
}


@pytest.mark.parametrize("harm", HARMS.values(), ids=HARMS.keys())
def test_a_file_that_was_tampered_with_is_not_opened(harm) -> None:
    with pytest.raises(SealBroken):
        open_bytes(harm(seal_bytes(LONG), seal_bytes(LONG)))


def test_another_key_does_not_open_it(settings) -> None:
    sealed = seal_bytes(PROOF)
    settings.PERSONAL_DATA_KEYS = [NEW]

    with pytest.raises(SealBroken, match="解不开"):
        open_bytes(sealed)


def test_an_upload_lies_sealed_and_is_read_in_clear(person, settings) -> None:
    made = person.objects.create(name="甲", proof=ContentFile(PROOF, name="a.pdf"))

    read = person.objects.get(pk=made.pk)

    lying = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert [path.relative_to(settings.MEDIA_ROOT).as_posix() for path in lying] == [read.proof.name]
    assert lying[0].read_bytes().startswith(HEAD)
    assert PROOF not in lying[0].read_bytes()
    assert lying[0].stat().st_mode & 0o777 == 0o600
    with read.proof.open() as file:
        assert file.read() == PROOF
    assert read.proof.size == len(PROOF)


def test_a_sealed_file_has_no_address_and_is_not_written_in_place(person) -> None:
    made = person.objects.create(name="甲", proof=ContentFile(PROOF, name="a.pdf"))

    with pytest.raises(NotImplementedError):
        _ = made.proof.url
    with pytest.raises(ValueError, match="only read"):
        made.proof.open("wb")


def test_two_uploads_of_one_name_do_not_meet(person) -> None:
    one, two = (
        person.objects.create(name="甲", proof=ContentFile(data, name="a.pdf")) for data in (b"1", b"2")
    )

    assert one.proof.name != two.proof.name
    assert (one.proof.read(), two.proof.read()) == (b"1", b"2")


def test_deleting_leaves_nothing_under_any_key(person, settings) -> None:
    settings.PERSONAL_DATA_KEYS = [OLD]
    made = person.objects.create(name="甲", proof=ContentFile(PROOF, name="a.pdf"))
    settings.PERSONAL_DATA_KEYS = [NEW, OLD]
    SealedStorage().resealed(made.proof.name)  # a rotation broken off before it turned the row
    assert sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")) == 2

    made.proof.delete()

    assert not any(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*"))


@pytest.mark.parametrize("name", ["赵一鸣身份证.pdf", "a" * 95 + ".pdf", "a.b.c", ".pdf"])
def test_nothing_of_the_uploaded_name_is_in_the_stored_one(person, name: str) -> None:
    made = person.objects.create(name="甲", proof=ContentFile(PROOF, name=name))

    mark = sealed_files.fingerprint(settings.PERSONAL_DATA_KEYS[0])
    assert re.fullmatch(rf"proofs/[0-9a-f]{{32}}\.{mark}", made.proof.name)
    assert made.proof.read() == PROOF


def test_a_file_that_is_nowhere_is_not_found(person) -> None:
    made = person.objects.create(name="甲", proof="proofs/a.b.c")

    assert not SealedStorage().exists(made.proof.name)
    with pytest.raises(FileNotFoundError):
        made.proof.open()


def test_the_storage_can_be_named_in_a_migration() -> None:
    assert SealedStorage().deconstruct() == ("disclosure.models.sealed_files.SealedStorage", (), {})
    assert SealedStorage() == SealedStorage()
    assert len(sealed_files.fingerprint(OLD)) == 8
    assert sealed_files.fingerprint(OLD) != sealed_files.fingerprint(NEW)
