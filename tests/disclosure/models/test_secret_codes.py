"""Hashes of secret codes: keyed, by purpose, compared in constant time."""

import re
import secrets
from hashlib import sha256

import pytest

from disclosure.law import codes
from disclosure.models import secret_codes
from disclosure.models.secret_codes import hash_code, matches

CODE = "2345-6789-ACDE-FHJK-MNPR"


def test_only_the_code_matches_however_it_is_typed() -> None:
    stored = hash_code(CODE, "application")

    assert re.fullmatch(r"[0-9a-f]{64}", stored)
    for typed in (CODE, CODE.lower(), CODE.replace("-", " "), "２345６789acdefhjkmnpr"):
        assert matches(typed, stored, "application")
    for typed in ("", CODE[:-1], CODE[:-1] + "T", "x" * 1_000, codes.make(secrets.randbelow)):
        assert not matches(typed, stored, "application")


def test_a_code_opens_nothing_else(settings) -> None:
    stored = hash_code(CODE, "application")

    assert not matches(CODE, stored, "draft")
    settings.BLIND_INDEX_KEY = "another-key-of-at-least-thirty-two-letters"
    assert not matches(CODE, stored, "application")


def test_a_hash_tells_nothing_without_the_key() -> None:
    plain = codes.normalise(CODE)

    stored = hash_code(CODE, "application")

    assert plain not in stored
    assert stored not in {sha256(form.encode()).hexdigest() for form in (CODE, plain)}


@pytest.mark.parametrize("typed", [CODE, "", "0" * 64])
def test_nothing_matches_where_there_is_no_record(typed: str) -> None:
    assert not matches(typed, "", "application")
    assert not matches(typed, secret_codes._OF_NOTHING, "application")


def test_malformed_texts_share_no_hash_that_opens() -> None:
    """A text far too long is read as nothing; a record whose hash is that of nothing is not opened by it."""
    assert not matches("x" * 1_000, hash_code("", "application"), "application")


def test_the_same_work_is_done_for_a_wrong_code_and_for_no_record(monkeypatch) -> None:
    calls = []
    real, compare = secret_codes.keyed_hash, secret_codes.compare_digest
    monkeypatch.setattr(secret_codes, "keyed_hash", lambda *a: calls.append("hash") or real(*a))
    monkeypatch.setattr(secret_codes, "compare_digest", lambda *a: calls.append(len(a[1])) or compare(*a))
    stored = real("x", "code:application")

    for typed, there in ((CODE, stored), (CODE, ""), ("", stored), ("junk", "")):
        assert not matches(typed, there, "application")

    assert calls == ["hash", 64] * 4


def test_ten_thousand_tries_find_nothing() -> None:
    stored = hash_code(CODE, "application")

    assert not any(matches(codes.make(secrets.randbelow), stored, "application") for _ in range(10_000))
